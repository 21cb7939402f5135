//! A topic for each lead, in a group that has topics.
//!
//! Invariant: a message about a lead is never lost over a topic: where there can be none it goes to the group itself. One
//! message of a chat is on its way at a time, so a lead gets one topic; another only when the program ends between
//! making a topic and writing it down, or the connection breaks meanwhile.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use tracing::{info, warn};

use super::worker::{Clock, Setback, Worker, cause};
use crate::conversation::{self, Message};
use crate::ideas::ChatId;
use crate::store::{OutboxRow, Topic};
use crate::telegram::{Place, TopicFailure, TopicTrouble};

/// For so long no topic is asked for in a group that refused one.
const REST: TimeDelta = TimeDelta::minutes(1);
/// How often is looked for topics of leads that were erased.
const TIDY: TimeDelta = TimeDelta::seconds(5);

/// What a worker remembers of groups with topics.
#[derive(Default)]
pub(super) struct Topics {
    /// Groups that refused a topic, and until when none is asked for.
    resting: HashMap<ChatId, DateTime<Utc>>,
    /// When is looked again for topics of leads that were erased.
    tidy: Option<DateTime<Utc>>,
}

impl Worker {
    /// Sends a message where it belongs, and gives its number in the chat.
    pub(super) async fn bring(&self, row: &OutboxRow, clock: Clock) -> Result<i64, Setback> {
        let mut message = Cow::Borrowed(&row.message);
        let mut made = false;
        let mut thread = match &row.topic {
            Topic::None => None,
            Topic::There(thread) => Some(*thread),
            Topic::New(name) => {
                made = true;
                self.make_topic(row, name, clock).await?
            }
        };
        let mut opened = false;
        loop {
            if made && thread.is_some() {
                // In a topic that has just begun there is nothing to reply to.
                message = Cow::Owned(Message { replies: None, ..row.message.clone() });
            }
            self.wait_for_place(row.chat, clock).await?;
            let failure = match self.api.send(Place { chat: row.chat, thread }, &message).await {
                Ok(number) => return Ok(number),
                Err(failure) => failure,
            };
            let Some(inside) = thread else { return Err(failure.into()) };
            thread = match TopicTrouble::of(&failure) {
                None => return Err(failure.into()),
                Some(TopicTrouble::Gone) => {
                    info!(row = row.id.0, chat = %row.chat, "a topic is gone");
                    let name = self.forget_topic(row, inside).await;
                    let again = name.filter(|_| !made);
                    made = true;
                    match again {
                        Some(name) => self.make_topic(row, &name, clock).await?,
                        None => None,
                    }
                }
                Some(TopicTrouble::Closed) if !opened => {
                    opened = true;
                    self.reopen_topic(row, inside, clock).await?
                }
                Some(TopicTrouble::Closed | TopicTrouble::ReplyElsewhere) => None,
            };
        }
    }

    /// Makes a topic for the lead of the message and writes it down; `None` where there can be none now.
    async fn make_topic(&self, row: &OutboxRow, name: &str, clock: Clock) -> Result<Option<i64>, Setback> {
        if self.topics().resting.get(&row.chat).is_some_and(|until| *until > clock.now()) {
            return Ok(None);
        }
        self.wait_for_place(row.chat, clock).await?;
        match self.api.create_topic(row.chat, name).await {
            Ok(thread) => {
                self.topics().resting.remove(&row.chat);
                let brain = self.brain.get();
                let card = |lead: &conversation::DeskLead| conversation::card(&brain.texts, &brain.knowledge, lead);
                self.write(row, || self.store.keep_topic(row, thread, card, clock.now())).await;
                Ok(Some(thread))
            }
            Err(TopicFailure::NoTopics) => {
                info!(chat = %row.chat, "the group has no topics any more");
                self.write(row, || self.store.has_no_topics(row.chat)).await;
                Ok(None)
            }
            Err(TopicFailure::Refused(reason)) => {
                warn!(
                    chat = %row.chat, reason,
                    "cannot make a topic, so messages go to the group itself; let the bot manage topics there"
                );
                self.topics().resting.insert(row.chat, clock.now() + REST);
                Ok(None)
            }
            Err(TopicFailure::Passing(failure)) => Err(failure.into()),
        }
    }

    /// Opens a topic that somebody closed; `None` where that cannot be.
    async fn reopen_topic(&self, row: &OutboxRow, thread: i64, clock: Clock) -> Result<Option<i64>, Setback> {
        self.wait_for_place(row.chat, clock).await?;
        match self.api.reopen_topic(row.chat, thread).await {
            Ok(()) => Ok(Some(thread)),
            Err(TopicFailure::Passing(failure)) => Err(failure.into()),
            Err(failure) => {
                warn!(row = row.id.0, chat = %row.chat, %failure, "a topic is closed, so a message goes to the group itself");
                Ok(None)
            }
        }
    }

    /// Forgets the topic of the lead and gives the name for another.
    async fn forget_topic(&self, row: &OutboxRow, thread: i64) -> Option<String> {
        let reference = row.reference?;
        let name = std::sync::Mutex::new(None);
        self.write(row, || async {
            let found = self.store.forget_topic(row.chat, reference, thread).await?;
            *name.lock().unwrap_or_else(PoisonError::into_inner) = Some(found);
            Ok(())
        })
        .await;
        name.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether it is time to look for topics of leads that were erased.
    pub(super) fn has_topics_to_tidy(&self, now: DateTime<Utc>) -> bool {
        let mut topics = self.topics();
        // A clock that was put back does not stop it.
        let waits = topics.tidy.is_some_and(|next| next > now && next <= now + REST);
        if !waits {
            topics.tidy = Some(now + TIDY);
        }
        !waits
    }

    /// Takes out of the names of topics what leads were about that were erased. It may be done twice, by workers side by
    /// side; what Telegram refuses for good is left as it is.
    pub(super) async fn tidy_topics(&self, clock: Clock) {
        let topics = match self.store.topics_of_the_erased().await {
            Ok(topics) => topics,
            Err(error) => return warn!(%error, cause = cause(&error), "cannot look for topics of erased ideas"),
        };
        for (chat, reference, thread) in topics {
            if self.wait_for_place(chat, clock).await.is_err() {
                continue;
            }
            match self.api.rename_topic(chat, thread, &reference.to_string()).await {
                Ok(()) => {}
                Err(TopicFailure::Passing(failure)) => {
                    warn!(%chat, %reference, %failure, "cannot rename the topic of an erased idea yet");
                    self.topics().tidy = Some(clock.now() + REST);
                    continue;
                }
                Err(failure) => warn!(%chat, %reference, %failure, "cannot rename the topic of an erased idea"),
            }
            if let Err(error) = self.store.forget_topic(chat, reference, thread).await {
                warn!(%error, cause = cause(&error), "cannot write down that a topic was renamed");
            }
        }
    }

    fn topics(&self) -> MutexGuard<'_, Topics> {
        self.topics.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
