//! Long polling: getUpdates, a turn for each update, and only then the next offset.
//!
//! Invariant: an update is acknowledged (by asking for the ones behind it) only after its turn is committed, and those of
//! all updates before it. Updates of a chat are handled in their order, those of different chats side by side.

use std::collections::{BTreeSet, HashMap};
use std::pin::pin;
use std::time::Duration;

use futures::future::{Fuse, FusedFuture as _};
use futures::{FutureExt as _, StreamExt as _, stream};
use serde::Serialize;
use serde_json::Value;
use teloxide::payloads::DeleteWebhook;
use teloxide::types::AllowedUpdate;
use thiserror::Error;
use tokio_util::sync::CancellationToken;
use tracing::{error, info, warn};

use super::api::{Api, CALL_TIMEOUT, CallError, Me};
use super::decode::Decoded;
use super::intake::{ALLOWED, Intake};
use crate::health::{Role, Vitals};
use crate::ideas::ChatId;
use crate::store::StoreError;
use crate::turn::Turns;

/// As many updates as Telegram gives at a time.
const LIMIT: u8 = 100;
/// So long Telegram waits for an update before it answers that there is none; the call itself may take longer.
const LONG_POLL: Duration = Duration::from_secs(10);
/// So many chats are handled side by side.
const SIDE_BY_SIDE: usize = 16;
/// Of so many updates on, more are fetched while the last half is in hand. Of fewer that takes no longer than the call, and
/// the call would come back with what is in hand.
const LARGE: usize = 32;
/// Pauses after failures: the first, and the longest.
const PAUSE: (Duration, Duration) = (Duration::from_millis(500), Duration::from_secs(30));

/// So many conflicts with another call in a row are no reason for alarm.
const CALM: u32 = 3;

const _: () = assert!(LONG_POLL.as_secs() < CALL_TIMEOUT.as_secs());

/// Fetches updates and has them handled.
pub struct Poller {
    intake: Intake,
    /// The number behind the last update that was handled; `None` when Telegram knows that already. It is not kept any
    /// longer, since the numbers start anew at random after a quiet week.
    offset: Option<i64>,
}

/// Why polling cannot go on.
#[derive(Debug, Error)]
pub enum PollError {
    #[error("Telegram does not know this bot token")]
    BadToken(#[source] CallError),
}

/// Why one round of polling came to nothing. Nothing is lost: what was not acknowledged comes in again.
#[derive(Debug, Error)]
pub enum Setback {
    #[error("cannot fetch updates: {0}")]
    Call(CallError),
    #[error("cannot store what follows from an update: {0}")]
    Store(StoreError),
}

/// As teloxide's `GetUpdates`, with room for any offset.
#[derive(Serialize)]
struct GetUpdates {
    #[serde(skip_serializing_if = "Option::is_none")]
    offset: Option<i64>,
    limit: u8,
    timeout: u64,
    allowed_updates: [AllowedUpdate; 4],
}

impl PollError {
    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::BadToken(error) => error.hint(),
        }
    }
}

impl Poller {
    pub fn new(api: Api, me: Me, turns: Turns) -> Self {
        Self { intake: Intake::new(api, me, turns), offset: None }
    }

    /// The same poller, which tells here how it fares.
    #[must_use]
    pub fn watched(self, vitals: Vitals) -> Self {
        Self { intake: self.intake.watched(vitals), ..self }
    }

    /// Polls until `stop`. The turns in hand are finished first; a call that only waits is cut off.
    ///
    /// # Errors
    /// When Telegram does not know the token.
    pub async fn run(mut self, stop: CancellationToken) -> Result<(), PollError> {
        self.intake.vitals.becomes(Role::Fetches);
        let mut failures = 0;
        let mut ahead = Vec::new();
        loop {
            let updates = tokio::select! {
                biased;
                () = stop.cancelled() => return Ok(()),
                updates = self.next(std::mem::take(&mut ahead)) => updates,
            };
            let outcome = match updates {
                Ok(updates) => self.handle(updates, &stop).await,
                Err(error) => Err(Setback::Call(error)),
            };
            let setback = match outcome {
                Ok((_, more)) => {
                    self.intake.vitals.is_well();
                    failures = 0;
                    ahead = more;
                    continue;
                }
                Err(setback) => setback,
            };
            let pause = self.pause_after(setback, failures).await?;
            failures = failures.saturating_add(1);
            tokio::select! {
                () = stop.cancelled() => return Ok(()),
                () = tokio::time::sleep(pause) => {}
            }
        }
    }

    /// One round, for tests: returns how many updates were handled. It does not wait for updates.
    ///
    /// # Errors
    /// When the round came to nothing; the next one asks for the same updates.
    pub async fn poll_once(&mut self) -> Result<usize, Setback> {
        let mut updates = self.fetch(self.offset, Duration::ZERO).await.map_err(Setback::Call)?;
        let mut handled = 0;
        loop {
            let (count, ahead) = self.handle(updates, &CancellationToken::new()).await?;
            handled += count;
            if ahead.is_empty() {
                return Ok(handled);
            }
            updates = ahead;
        }
    }

    /// What was fetched ahead, or what comes next.
    async fn next(&self, ahead: Vec<Value>) -> Result<Vec<Value>, CallError> {
        if ahead.is_empty() { self.fetch(self.offset, LONG_POLL).await } else { Ok(ahead) }
    }

    async fn fetch(&self, offset: Option<i64>, wait: Duration) -> Result<Vec<Value>, CallError> {
        let body = GetUpdates { offset, limit: LIMIT, timeout: wait.as_secs(), allowed_updates: ALLOWED };
        self.intake.api.post("getUpdates", &body).await
    }

    /// Has all of them handled, and moves the offset behind the last when every turn is committed. Of many, it returns what
    /// was fetched meanwhile.
    async fn handle(&mut self, updates: Vec<Value>, stop: &CancellationToken) -> Result<(usize, Vec<Value>), Setback> {
        let count = updates.len();
        let decoded: Vec<Decoded> = updates.iter().filter_map(|raw| self.intake.decode(raw)).collect();
        if decoded.len() < count {
            error!(count = count - decoded.len(), "updates without a number were passed over");
        }
        let offset = decoded.last().map(|update| update.incoming.update_id + 1);
        if count > 0 && offset.is_none() {
            return Err(Setback::Call(CallError::Unreadable { status: 200 }));
        }
        let ahead = self.take_all(decoded, stop).await.map_err(Setback::Store)?;
        self.offset = offset;
        Ok((count, ahead))
    }

    /// Returns the updates that were fetched meanwhile, without those that were in hand.
    async fn take_all(&self, updates: Vec<Decoded>, stop: &CancellationToken) -> Result<Vec<Value>, StoreError> {
        let ids: BTreeSet<i64> = updates.iter().map(|update| update.incoming.update_id).collect();
        let mut in_hand = ids.clone();
        let turns = by_chat(updates).into_iter().map(|updates| self.in_order(updates));
        let mut turns = pin!(stream::iter(turns).buffer_unordered(SIDE_BY_SIDE));
        let mut call = pin!(Fuse::terminated());
        let mut is_called = ids.len() < LARGE;
        let (mut failure, mut ahead) = (None, Vec::new());
        loop {
            tokio::select! {
                // The turns first: a call that is over waits for them anyway.
                biased;
                done = turns.next() => match done {
                    None => break,
                    Some(Ok(done)) => in_hand.retain(|id| !done.contains(id)),
                    Some(Err(error)) => failure = failure.or(Some(error)),
                },
                fetched = &mut call => ahead = fetched,
            }
            if let Some(first) = in_hand.first()
                && !is_called
                && failure.is_none()
                && in_hand.len() <= ids.len() / 2
            {
                is_called = true;
                // It acknowledges what is before the first that is in hand.
                call.set(self.fetch_ahead(*first, stop).fuse());
            }
        }
        if let Some(error) = failure {
            return Err(error);
        }
        if !call.is_terminated() {
            ahead = call.await;
        }
        ahead.retain(|update| update["update_id"].as_i64().is_none_or(|id| !ids.contains(&id)));
        Ok(ahead)
    }

    /// What there is behind `offset` now; nothing when the call fails, which the next one will tell.
    async fn fetch_ahead(&self, offset: i64, stop: &CancellationToken) -> Vec<Value> {
        tokio::select! {
            () = stop.cancelled() => Vec::new(),
            fetched = self.fetch(Some(offset), Duration::ZERO) => fetched.unwrap_or_default(),
        }
    }

    /// Returns the numbers of the updates.
    async fn in_order(&self, updates: Vec<Decoded>) -> Result<Vec<i64>, StoreError> {
        let ids = updates.iter().map(|update| update.incoming.update_id).collect();
        for update in updates {
            self.intake.take(update).await?;
        }
        Ok(ids)
    }

    /// Says what is the matter, and how long to wait before the next round.
    async fn pause_after(&self, setback: Setback, failures: u32) -> Result<Duration, PollError> {
        let growing = crate::delivery::growing(PAUSE, failures);
        let error = match setback {
            Setback::Call(error) => error,
            Setback::Store(error) => {
                let cause = std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default();
                error!(%error, cause, hint = error.hint(), "updates wait until the database works again");
                return Ok(growing);
            }
        };
        if error.is_bad_token() {
            return Err(PollError::BadToken(error));
        }
        match error.refusal() {
            Some(refusal) if refusal.code == 409 && refusal.reason.contains("webhook") => {
                info!("a webhook is set for this bot; it is removed, as this program polls");
                drop(self.intake.api.call(&DeleteWebhook::new()).await);
                Ok(growing)
            }
            // The call of a replica that has just stopped, or our own before a restart, may still be under way.
            Some(refusal) if refusal.code == 409 && failures < CALM => {
                info!(again_in = ?growing, "another call for this bot's updates was under way");
                Ok(growing)
            }
            Some(refusal) if refusal.code == 409 => {
                error!("another program fetches this bot's updates; one must stop (updates are not lost meanwhile)");
                Ok(growing)
            }
            Some(refusal) if refusal.retry_after.is_some() => {
                let pause = refusal.retry_after.unwrap_or(growing);
                warn!(?pause, "Telegram asks for a pause in fetching updates");
                Ok(pause)
            }
            _ => {
                warn!(%error, again_in = ?growing, "cannot fetch updates");
                Ok(growing)
            }
        }
    }
}

/// The updates of each chat, in their order. A group and what it is being moved to count as two chats: the old one
/// gets nothing more.
fn by_chat(updates: Vec<Decoded>) -> Vec<Vec<Decoded>> {
    let mut places: HashMap<ChatId, usize> = HashMap::new();
    let mut chats: Vec<Vec<Decoded>> = Vec::new();
    for update in updates {
        let place = *places.entry(update.incoming.chat).or_insert(chats.len());
        if place == chats.len() {
            chats.push(Vec::new());
        }
        chats[place].push(update);
    }
    chats
}
