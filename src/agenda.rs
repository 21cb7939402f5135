//! What the bot does of itself: the digest on Monday, and reminders of what waits.
//!
//! Invariant: each is done once, whatever the number of replicas and restarts, as what was done stands in the same
//! transaction as its messages; and none of it is done at night or in a weekend.

mod due;

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::sync::Notify;
use tracing::{error, info};

use crate::brain::BrainCell;
use crate::conversation::{self, AskedOften, Counted, Missed, Waiting, WeekTold};
use crate::delivery::growing;
use crate::ideas::ChatId;
use crate::report::figures::{Count, day_of};
use crate::settings::AgendaSettings;
use crate::store::{Store, StoreError};

/// How often is looked whether there is something to do.
const EVERY: Duration = Duration::from_secs(60);
/// Pauses while the database fails.
const PAUSE: (Duration, Duration) = (Duration::from_secs(5), Duration::from_secs(5 * 60));
/// So many of what people ask most are looked up; the digest tells a few of them.
const MOST: usize = 10;

/// Does what is due.
#[derive(Clone)]
pub struct Agenda {
    pub store: Store,
    pub brain: BrainCell,
    /// As they are configured.
    pub manager_chats: Vec<ChatId>,
    pub settings: AgendaSettings,
    /// Wakes whoever empties the outbox.
    pub wake: Arc<Notify>,
}

/// What a step did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Did {
    /// The digest went into the outbox.
    pub digest: bool,
    /// So many leads were reminded of.
    pub reminded: usize,
}

impl Agenda {
    /// Does what is due at `now`.
    ///
    /// # Errors
    /// When the database fails; what is not done then is still due.
    pub async fn step(&self, now: DateTime<Utc>) -> Result<Did, StoreError> {
        let mut did = Did::default();
        if self.settings.digest
            && let Some(digest) = due::digest(now)
        {
            did.digest = self.digest(&digest, now).await?;
        }
        if let Some(days) = self.settings.remind_after
            && let Some(what) = due::reminders(now)
        {
            did.reminded = self.remind(&what, days, now).await?;
        }
        if did != Did::default() {
            info!(digest = did.digest, reminded = did.reminded, "told the programme managers how it stands");
            self.wake.notify_one();
        }
        Ok(did)
    }

    /// Does what is due when it is, for as long as this is waited for.
    pub async fn run(self) {
        let mut failures = 0;
        loop {
            let pause = match self.step(Utc::now()).await {
                Ok(_) => {
                    failures = 0;
                    EVERY
                }
                Err(failure) => {
                    let cause = std::error::Error::source(&failure).map(ToString::to_string).unwrap_or_default();
                    error!(error = %failure, cause, hint = failure.hint(), "cannot look what is due");
                    failures = u32::saturating_add(failures, 1);
                    growing(PAUSE, failures - 1)
                }
            };
            tokio::time::sleep(pause).await;
        }
    }

    async fn digest(&self, digest: &due::Digest, now: DateTime<Utc>) -> Result<bool, StoreError> {
        if self.store.is_done(&digest.what).await? {
            return Ok(false);
        }
        let told = self.week(digest, now).await?;
        let brain = self.brain.get();
        let say = |locale| conversation::digest(&brain.texts, &brain.knowledge, locale, &told);
        self.store.tell_once(&digest.what, &self.manager_chats, say, now).await
    }

    /// What there is to tell of the week.
    async fn week(&self, digest: &due::Digest, now: DateTime<Utc>) -> Result<WeekTold, StoreError> {
        let patience = self.settings.patience();
        let handed_in = self.store.leads_between(digest.begin, digest.end).await?;
        let counts = self.store.counts(digest.monday, day_of(digest.end).pred_opt().unwrap_or(digest.monday)).await?;
        let total = |what| counts.iter().filter(|count| count.what == what).map(|count| count.number).sum();
        let missed = self.store.most_unanswered_between(digest.begin, digest.end, MOST).await?;
        let waiting = self.store.waiting(now, patience).await?;
        let days = |since: DateTime<Utc>| u32::try_from((now - since).num_days()).unwrap_or_default();
        Ok(WeekTold {
            monday: digest.monday,
            ideas: handed_in.ideas,
            questions: handed_in.questions,
            patience,
            waiting: waiting.into_iter().map(|(reference, since)| Waiting { reference, days: days(since) }).collect(),
            answered: total(Counted::Answered),
            unanswered: total(Counted::Unanswered),
            liked: total(Counted::Liked),
            disliked: total(Counted::Disliked),
            often: most_asked(&counts),
            missed: missed
                .into_iter()
                .map(|missed| Missed { question: missed.question, times: missed.times as u64 })
                .collect(),
        })
    }

    async fn remind(&self, what: &str, days: u32, now: DateTime<Utc>) -> Result<usize, StoreError> {
        if self.store.is_done(what).await? {
            return Ok(0);
        }
        let brain = self.brain.get();
        let say = |locale, waiting: &[Waiting]| conversation::reminders(&brain.texts, locale, waiting, days);
        self.store.remind(what, &self.manager_chats, days, say, now).await
    }
}

/// The topics that were answered most, the most first.
fn most_asked(counts: &[Count]) -> Vec<AskedOften> {
    let mut asked: Vec<AskedOften> = Vec::new();
    for count in counts.iter().filter(|count| count.what == Counted::Answered) {
        let Some(topic) = &count.topic else { continue };
        match asked.iter_mut().find(|asked| asked.topic == *topic) {
            Some(asked) => asked.times += count.number,
            None => asked.push(AskedOften { topic: topic.clone(), times: count.number }),
        }
    }
    asked.sort_by(|one, other| other.times.cmp(&one.times).then_with(|| one.topic.as_str().cmp(other.topic.as_str())));
    asked.truncate(MOST);
    asked
}
