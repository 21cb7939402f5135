//! The outbox worker: claims what is due, sends it at the allowed pace, and writes down what became of it.
//!
//! Invariant: a message leaves the outbox only after Telegram has taken it or with the reason why it never will. Of
//! each chat one message is on its way at a time, so that their order is kept; a chat that has to wait delays no other.

use std::collections::BTreeSet;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use futures::FutureExt;
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinSet;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tracing::{error, info, warn};

use super::handover::{Handed, Handover};
use super::letters::Postman;
use super::making::Maker;
use super::pace::{Pace, Tempo};
use super::topics::Topics;
use super::verdict::{Failure, Verdict, growing, verdict};
use crate::brain::BrainCell;
use crate::health::Vitals;
use crate::ideas::ChatId;
use crate::mail::Mailer;
use crate::store::{Audience, OutboxCounts, OutboxId, OutboxRow, Reason, Store, StoreError};
use crate::telegram::{Api, SendFailure};
use crate::texts::Texts;

/// So many messages are on their way at a time. At the pace for all chats together, the last of them leaves in four
/// seconds.
const IN_FLIGHT: u16 = 96;
/// So many of them at most come straight from turns; what waits in the outbox has the rest for itself.
const HANDED_OVER: u16 = 80;
/// For so long a message waits here for its turn; for longer it goes back into the outbox.
const PATIENCE: Duration = Duration::from_secs(3);
/// How long a claim holds once its worker is gone. While a message is on its way its claim is renewed.
const LEASE: Duration = Duration::from_secs(12);
/// How often it is renewed.
const RENEW: Duration = Duration::from_secs(4);
/// The longest sleep of the only worker, into whose outbox a command can put something back, and of one among several:
/// there another process, which may have died since, can have put something into it.
const NAP: (Duration, Duration) = (Duration::from_secs(5), Duration::from_secs(1));
/// How soon to look again when something was claimed, or is due that cannot be claimed here.
const IDLE: Duration = Duration::from_millis(250);
/// Pauses while the database fails.
pub(super) const STORE_PAUSE: (Duration, Duration) = (Duration::from_millis(200), Duration::from_secs(10));

// What was handed over has two thirds of its lease left, and is renewed before the longest sleep is over.
const _: () = assert!(2 * RENEW.as_secs() < LEASE.as_secs() && 3 * NAP.0.as_secs() < 2 * LEASE.as_secs());

/// Empties the outbox. Clones are the same worker.
#[derive(Clone)]
pub struct Worker {
    pub(super) store: Store,
    pub(super) api: Api,
    /// Draws the card of a lead for a topic that has none.
    pub(super) brain: BrainCell,
    pub(super) topics: Arc<Mutex<Topics>>,
    /// Told when something was put into the outbox.
    pub(super) wake: Arc<Notify>,
    pace: Arc<Mutex<Pace>>,
    tempo: Tempo,
    pub(super) owner: Arc<str>,
    on_their_way: Arc<Mutex<OnTheirWay>>,
    /// For what turns hand over.
    places: Arc<Semaphore>,
    rows: UnboundedSender<Handed>,
    handed: Arc<tokio::sync::Mutex<UnboundedReceiver<Handed>>>,
    pub(super) vitals: Vitals,
    /// Without one, letters wait for a program that has one.
    pub(super) postman: Option<Postman>,
    pub(super) maker: Option<Maker>,
}

/// The time as a test may have it, which goes on from there.
#[derive(Clone, Copy)]
pub(super) struct Clock {
    began: DateTime<Utc>,
    started: Instant,
}

impl Clock {
    pub(super) fn begin(began: DateTime<Utc>) -> Self {
        Self { began, started: Instant::now() }
    }

    pub(super) fn now(self) -> DateTime<Utc> {
        self.began + self.started.elapsed()
    }
}

/// Why a message is not in its chat yet.
pub(super) enum Setback {
    Failed(Failure),
    /// The chat has to wait its turn until then.
    Postponed(DateTime<Utc>),
}

impl From<SendFailure> for Setback {
    fn from(failure: SendFailure) -> Self {
        Self::Failed(Failure::Send(failure))
    }
}

/// What this worker has claimed and is not done with.
struct OnTheirWay {
    messages: BTreeSet<OutboxId>,
    renewed: Instant,
}

/// Takes a message off the list however its delivery ends.
struct Listed<'a>(&'a Worker, OutboxId);

impl Drop for Listed<'_> {
    fn drop(&mut self) {
        self.0.on_their_way().messages.remove(&self.1);
    }
}

impl Worker {
    /// `owner` names this process among all that work on the database.
    pub fn new(store: Store, api: Api, brain: BrainCell, wake: Arc<Notify>, owner: impl Into<Arc<str>>) -> Self {
        let on_their_way = OnTheirWay { messages: BTreeSet::new(), renewed: Instant::now() };
        let (rows, handed) = mpsc::unbounded_channel();
        Self {
            store,
            api,
            brain,
            topics: Arc::default(),
            wake,
            pace: Arc::default(),
            tempo: Tempo::default(),
            owner: owner.into(),
            on_their_way: Arc::new(Mutex::new(on_their_way)),
            places: Arc::new(Semaphore::new(HANDED_OVER.into())),
            rows,
            handed: Arc::new(tokio::sync::Mutex::new(handed)),
            vitals: Vitals::default(),
            postman: None,
            maker: None,
        }
    }

    /// Where turns can hand over messages; they are sent while the worker runs.
    pub fn handover(&self) -> Handover {
        let (owner, places, rows) = (Arc::clone(&self.owner), Arc::clone(&self.places), self.rows.clone());
        Handover { owner, places, rows, lease: LEASE }
    }

    /// The same worker at another tempo.
    #[must_use]
    pub fn at(self, tempo: Tempo) -> Self {
        Self { tempo, ..self }
    }

    /// The same worker, with what makes the files that are made when they are sent; without it they are given up.
    #[must_use]
    pub fn making(self, maker: Maker) -> Self {
        Self { maker: Some(maker), ..self }
    }

    /// The same worker, which tells here what becomes of messages.
    #[must_use]
    pub fn watched(self, vitals: Vitals) -> Self {
        Self { vitals, ..self }
    }

    /// The same worker, which also brings letters to a mail server.
    #[must_use]
    pub fn mailing(self, mailer: Option<Mailer>) -> Self {
        let postman = mailer.map(|mailer| Postman { mailer, texts: Arc::new(Texts::embedded()) });
        Self { postman, ..self }
    }

    /// Sends what is due at `now`, one message of each chat, and returns how many were claimed. For tests, and for
    /// whoever wants to decide when.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn step(&self, now: DateTime<Utc>) -> Result<usize, StoreError> {
        let mut sending = JoinSet::new();
        let claimed = self.claim(&mut sending, now).await?;
        sending.join_all().await;
        Ok(claimed)
    }

    /// Empties the outbox until `stop`, and then goes on for at most `grace` as long as something can still be sent.
    /// Returns what is left.
    ///
    /// # Errors
    /// When the database fails at the end; until then failures are logged and waited out.
    pub async fn run(self, stop: CancellationToken, grace: Duration) -> Result<OutboxCounts, StoreError> {
        let mut sending = JoinSet::new();
        let mut failures = 0;
        let mut look_at = Instant::now();
        let mut handed = self.handed.lock().await;
        while !stop.is_cancelled() {
            // Armed before the database is asked, so that nothing slips in between.
            let mut woken = std::pin::pin!(self.wake.notified());
            woken.as_mut().enable();
            if look_at <= Instant::now() {
                let pause = self.fill(&mut sending, &mut failures).await.unwrap_or_else(|pause| pause);
                look_at = Instant::now() + pause;
            }
            let was_full = sending.len() >= IN_FLIGHT.into();
            let look = tokio::select! {
                () = stop.cancelled() => false,
                Some(row) = handed.recv() => {
                    self.take_over(&mut sending, row);
                    false
                }
                () = woken => true,
                // After a panic nobody knows.
                Some(more) = sending.join_next() => more.unwrap_or(true) || was_full,
                () = tokio::time::sleep_until(look_at) => true,
            };
            if look {
                look_at = Instant::now();
            }
        }
        self.drain(&mut sending, &mut handed, grace).await;
        // What is cut off here may have arrived; it is sent again at the next start.
        sending.shutdown().await;
        self.store.release_leases(Some(&self.owner)).await?;
        self.store.pending_counts().await
    }

    async fn drain(&self, sending: &mut JoinSet<bool>, handed: &mut UnboundedReceiver<Handed>, grace: Duration) {
        let end = Instant::now() + grace;
        let mut failures = 0;
        while let Ok(row) = handed.try_recv() {
            self.take_over(sending, row);
        }
        while let Ok(pause) = self.fill(sending, &mut failures).await {
            let wake_up = Instant::now() + pause;
            if sending.is_empty() && wake_up >= end {
                return;
            }
            tokio::select! {
                () = tokio::time::sleep_until(end) => return,
                Some(_) = sending.join_next() => {}
                () = tokio::time::sleep_until(wake_up) => {}
            }
        }
    }

    /// Claims what there is room for; how long it is until there can be more. In the error, how long to wait for the
    /// database.
    async fn fill(&self, sending: &mut JoinSet<bool>, failures: &mut u32) -> Result<Duration, Duration> {
        while sending.try_join_next().is_some() {}
        let nap = if self.store.is_shared() { NAP.1 } else { NAP.0 };
        let asked = async {
            self.renew().await?;
            let claimed = self.claim(sending, Utc::now()).await?;
            // What was claimed is soon done, and then it is asked again.
            let idle = claimed == 0 && sending.len() < usize::from(IN_FLIGHT);
            let next = if idle { self.store.next_due().await? } else { None };
            Ok::<_, StoreError>((claimed, next))
        };
        match asked.await {
            Ok((claimed, next)) => {
                *failures = 0;
                if claimed > 0 {
                    return Ok(IDLE);
                }
                let until_next = next.map_or(nap, |next| (next - Utc::now()).to_std().unwrap_or_default());
                // What is due and was not claimed is somebody else's.
                let idle = until_next.is_zero();
                let longest = if sending.is_empty() { nap } else { nap.min(RENEW) };
                Ok(if idle { IDLE } else { until_next.min(longest) })
            }
            Err(failure) => {
                let pause = growing(STORE_PAUSE, *failures);
                *failures = failures.saturating_add(1);
                error!(error = %failure, cause = cause(&failure), hint = failure.hint(), "cannot read the outbox");
                Err(pause)
            }
        }
    }

    async fn claim(&self, sending: &mut JoinSet<bool>, now: DateTime<Utc>) -> Result<usize, StoreError> {
        let room = u32::try_from(usize::from(IN_FLIGHT).saturating_sub(sending.len())).unwrap_or(0);
        if room == 0 {
            return Ok(0);
        }
        if self.has_topics_to_tidy(now) {
            let worker = self.clone();
            sending.spawn(async move {
                worker.tidy_topics(Clock::begin(now)).await;
                true
            });
        }
        let rows = self.store.claim_due(now, &self.owner, LEASE, room).await?;
        let claimed = rows.len();
        self.on_their_way().messages.extend(rows.iter().map(|row| row.id));
        for row in rows {
            self.send_off(sending, row, None, now);
        }
        Ok(claimed)
    }

    /// Takes on what a turn has stored as claimed by this worker.
    fn take_over(&self, sending: &mut JoinSet<bool>, handed: Handed) {
        if handed.is_in_time(LEASE) {
            self.on_their_way().messages.insert(handed.row.id);
            self.send_off(sending, handed.row, Some(handed.permit), Utc::now());
        }
    }

    /// `place` is given back at the end.
    fn send_off(
        &self,
        sending: &mut JoinSet<bool>,
        row: OutboxRow,
        place: Option<OwnedSemaphorePermit>,
        now: DateTime<Utc>,
    ) {
        let worker = self.clone();
        sending.spawn(async move {
            let _place = place;
            let _listed = Listed(&worker, row.id);
            worker.deliver(row, now).await
        });
    }

    /// Renews the claims on what is on its way, when it is time to.
    async fn renew(&self) -> Result<(), StoreError> {
        let messages: Vec<OutboxId> = {
            let mut on_their_way = self.on_their_way();
            if on_their_way.renewed.elapsed() < RENEW {
                return Ok(());
            }
            on_their_way.renewed = Instant::now();
            on_their_way.messages.iter().copied().collect()
        };
        self.store.renew_leases(&messages, &self.owner, Utc::now() + LEASE).await
    }

    /// Brings one claimed message as far as it comes; whether there may be more to send then.
    async fn deliver(&self, row: OutboxRow, now: DateTime<Utc>) -> bool {
        if row.audience == Audience::Mail {
            self.post(row, now).await;
            return true;
        }
        let clock = Clock::begin(now);
        let row = match row.message.makes {
            Some(recipe) => match self.make(&row, recipe, now).await {
                Some(message) => OutboxRow { message, ..row },
                None => return true,
            },
            None => row,
        };
        let outcome = guarded(self.bring(&row, clock)).await;
        let now = clock.now();
        match outcome {
            Ok(message) => {
                self.vitals.sent();
                return self.write(&row, || self.store.mark_sent(row.id, now, message)).await.more;
            }
            Err(Setback::Failed(failure)) => self.settle(&row, &failure, now).await,
            Err(Setback::Postponed(at)) => self.write(&row, || self.store.postpone(row.id, &self.owner, at)).await,
        }
        true
    }

    /// Waits for the next place in the chat, and then for one among all chats.
    pub(super) async fn wait_for_place(&self, chat: ChatId, clock: Clock) -> Result<(), Setback> {
        if self.tempo != Tempo::Telegram {
            return Ok(());
        }
        let now = clock.now();
        let place = self.pace().in_chat(chat, now, now + PATIENCE);
        sleep_until(place.map_err(Setback::Postponed)?, now).await;
        let ready = clock.now();
        let place = self.pace().among_all(ready, IN_FLIGHT.into());
        sleep_until(place, ready).await;
        Ok(())
    }

    fn on_their_way(&self) -> MutexGuard<'_, OnTheirWay> {
        self.on_their_way.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn pace(&self) -> MutexGuard<'_, Pace> {
        self.pace.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) async fn settle(&self, row: &OutboxRow, failure: &Failure, now: DateTime<Utc>) {
        self.conclude(row, verdict(failure, row.audience, row.attempts), now).await;
    }

    pub(super) async fn conclude(&self, row: &OutboxRow, verdict: Verdict, now: DateTime<Utc>) {
        tell(row, &verdict, row.attempts + 1);
        self.count(&verdict);
        match verdict {
            Verdict::Retry(pause, reason) => {
                self.write(row, || self.store.retry_at(row.id, &self.owner, now + pause, &reason)).await;
            }
            Verdict::Park { reason, gone: true } => {
                self.write(row, || self.store.park_until_back(row.id, row.chat, &self.owner, &reason)).await;
            }
            Verdict::Park { reason, gone: false } => {
                self.write(row, || self.store.park(row.id, &self.owner, &reason)).await;
            }
            Verdict::Move(new) => {
                info!(row = row.id.0, from = %row.chat, to = %new, "a group became a supergroup");
                self.write(row, || self.store.move_chat(row.chat, new)).await;
                self.write(row, || self.store.postpone(row.id, &self.owner, now)).await;
            }
        }
    }

    fn count(&self, verdict: &Verdict) {
        match verdict {
            Verdict::Retry(..) => self.vitals.retried(),
            Verdict::Park { .. } => self.vitals.parked(),
            Verdict::Move(_) => {}
        }
    }

    /// Writes down what became of a message, and waits for a database that fails. Until then the claim is renewed where
    /// the database allows, so that nobody else sends it as well.
    pub(super) async fn write<T, F>(&self, row: &OutboxRow, write: impl Fn() -> F) -> T
    where
        F: Future<Output = Result<T, StoreError>>,
    {
        let mut failures = 0;
        loop {
            let failure = match write().await {
                Ok(written) => return written,
                Err(failure) => failure,
            };
            error!(
                row = row.id.0, error = %failure, cause = cause(&failure), hint = failure.hint(),
                "cannot write down what became of a message"
            );
            tokio::time::sleep(growing(STORE_PAUSE, failures)).await;
            failures = failures.saturating_add(1);
        }
    }
}

async fn sleep_until(time: DateTime<Utc>, now: DateTime<Utc>) {
    tokio::time::sleep((time - now).to_std().unwrap_or_default()).await;
}

/// A panic over one message is that message's failure alone.
async fn guarded(bringing: impl Future<Output = Result<i64, Setback>>) -> Result<i64, Setback> {
    AssertUnwindSafe(bringing).catch_unwind().await.unwrap_or(Err(Setback::Failed(Failure::Panic)))
}

/// For the operator: which message, never what is in it.
fn tell(row: &OutboxRow, verdict: &Verdict, attempts: u32) {
    // Not `message`: that is what the log itself calls its words.
    let id = row.id.0;
    let reference = row.reference.map(|reference| reference.to_string()).unwrap_or_default();
    match (row.audience, verdict) {
        (_, Verdict::Move(_)) => {}
        (Audience::Manager, Verdict::Retry(pause, reason)) if is_unreachable(reason) => error!(
            row = id, chat = %row.chat, reference, attempts, %reason, again_in = ?pause,
            "the programme manager's chat takes no messages; ideas wait until it does"
        ),
        (Audience::Mail, Verdict::Retry(pause, reason @ (Reason::MailUnusable(_) | Reason::NoMailServer))) => error!(
            row = id, reference, attempts, %reason, again_in = ?pause,
            "no e-mail gets through; letters wait until somebody sees to it"
        ),
        (Audience::Mail, Verdict::Park { reason, .. }) => {
            error!(row = id, reference, attempts, %reason, "a letter to the programme is parked");
        }
        (_, Verdict::Retry(pause, reason)) => {
            warn!(row = id, reference, attempts, %reason, again_in = ?pause, "a message was not delivered");
        }
        (Audience::Manager, Verdict::Park { reason, .. }) => error!(
            row = id, chat = %row.chat, reference, attempts, %reason,
            "a message for the programme manager is parked"
        ),
        (Audience::Person, Verdict::Park { reason, .. }) => {
            warn!(row = id, attempts, %reason, "a message is parked");
        }
    }
}

fn is_unreachable(reason: &Reason) -> bool {
    matches!(reason, Reason::Blocked | Reason::ChatNotFound)
}

pub(super) fn cause(error: &StoreError) -> String {
    std::error::Error::source(error).map(ToString::to_string).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_is_the_failure_of_one_message() {
        let failed = guarded(async { panic!("over this message") }).await;
        assert!(matches!(failed, Err(Setback::Failed(Failure::Panic))));
        assert!(matches!(guarded(async { Ok(7) }).await, Ok(7)));
    }
}
