//! Groups with topics, and the topic that each lead has there.
//!
//! Invariant: a lead has one topic in a group at most, and the group's own numbers say which. What belongs in a topic is
//! settled when a message is claimed, as only one message of a chat is on its way at a time.

use chrono::{DateTime, Utc};
use sqlx::Row;

use super::audience::Audience;
use super::dialect::Tx;
use super::error::StoreError;
use super::json::decode;
use super::outbox::{Enqueued, OutboxRow, enqueue, parse_reference};
use super::turn::TurnTransaction;
use super::{Store, to_millis};
use crate::conversation::{DeskLead, Message, topic_name};
use crate::ideas::{ChatId, Lead, Reference};

/// Where in a group a message goes.
#[derive(Clone, PartialEq, Eq, Default)]
pub enum Topic {
    /// The group has no topics, or the message belongs in none of them.
    #[default]
    None,
    /// The topic of its lead, by the number that it goes by in the group.
    There(i64),
    /// Its lead has no topic yet; it is to have this name.
    New(String),
}

/// The name is what a person typed.
impl std::fmt::Debug for Topic {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::None => f.write_str("None"),
            Self::There(thread) => write!(f, "There({thread})"),
            Self::New(name) => write!(f, "New({} bytes)", name.len()),
        }
    }
}

/// Whether a message can belong in the topic of its lead: groups have negative numbers, and what takes the place of
/// another message is where that one is.
pub(super) fn may_be_in_one(claim: &OutboxRow) -> bool {
    let movable = claim.audience == Audience::Manager && claim.chat.0 < 0 && claim.message.edits.is_none();
    movable && claim.reference.is_some()
}

/// The topic of a message that was just claimed. One that `answers` something somebody did in the group stays there,
/// unless its lead has a topic.
pub(super) async fn of(tx: &mut Tx, claim: &OutboxRow, answers: bool) -> Result<Topic, sqlx::Error> {
    let Some(reference) = claim.reference.filter(|_| may_be_in_one(claim)) else { return Ok(Topic::None) };
    let sql = "SELECT threads.thread FROM forums LEFT JOIN threads \
               ON threads.chat = forums.chat AND threads.reference = $2 WHERE forums.chat = $1";
    let query = sqlx::query(sql).bind(claim.chat.0).bind(reference.to_string());
    let Some(row) = query.fetch_optional(&mut **tx).await? else { return Ok(Topic::None) };
    if let Some(thread) = row.try_get(0)? {
        return Ok(Topic::There(thread));
    }
    if answers {
        return Ok(Topic::None);
    }
    let query = sqlx::query("SELECT version, json FROM leads WHERE reference = $1").bind(reference.to_string());
    let lead = query.fetch_optional(&mut **tx).await?.and_then(|row| {
        let json: Option<String> = row.try_get(1).ok()?;
        decode::<Lead>(row.try_get(0).ok()?, &json?)
    });
    Ok(Topic::New(topic_name(reference, lead.as_ref())))
}

impl TurnTransaction {
    /// Remembers whether a group has topics. Those of its leads stay known, as Telegram keeps them too.
    pub(crate) async fn learn_topics(&mut self, chat: ChatId, has_topics: bool) -> Result<(), StoreError> {
        let query = match has_topics {
            true => sqlx::query("INSERT INTO forums (chat, at) VALUES ($1, $2) ON CONFLICT (chat) DO NOTHING")
                .bind(chat.0)
                .bind(to_millis(self.now)),
            false => sqlx::query("DELETE FROM forums WHERE chat = $1").bind(chat.0),
        };
        query.execute(&mut *self.tx).await.map(drop).map_err(|error| self.place.error(error))
    }
}

impl Store {
    /// The topic of a lead in a group is this one from now on. A topic that does not begin with the lead's card gets it
    /// as `card` shows it now, so that nobody misses the overview.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keep_topic(
        &self,
        row: &OutboxRow,
        thread: i64,
        card: impl Fn(&DeskLead) -> Message,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let Some(reference) = row.reference else { return Ok(()) };
        let mut turn = self.begin_turn(row.chat, now).await?;
        let failed = |error| self.place.error(error);
        let sql = "INSERT INTO threads (chat, reference, thread) VALUES ($1, $2, $3) \
                   ON CONFLICT (chat, reference) DO UPDATE SET thread = excluded.thread";
        let query = sqlx::query(sql).bind(row.chat.0).bind(reference.to_string()).bind(thread);
        query.execute(&mut *turn.tx).await.map_err(failed)?;
        let sql = "SELECT COUNT(*) FROM outbox WHERE chat = $1 AND reference = $2 AND card = 1 AND state = 'pending'";
        let query = sqlx::query(sql).bind(row.chat.0).bind(reference.to_string());
        let waiting: i64 = query.fetch_one(&mut *turn.tx).await.and_then(|row| row.try_get(0)).map_err(failed)?;
        if waiting == 0
            && let Some(lead) = turn.desk_lead(reference).await?
        {
            let message = card(&lead);
            let card = Enqueued::new(Some(row.chat), Audience::Manager, &message, now);
            let card = Enqueued { reference: Some(reference), card: true, ..card };
            enqueue(&mut turn.tx, &card).await.map_err(failed)?;
        }
        turn.commit().await
    }

    /// The topic is gone: the lead gets another one when there is something to say about it. Returns its name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget_topic(&self, chat: ChatId, reference: Reference, thread: i64) -> Result<String, StoreError> {
        let sql = "DELETE FROM threads WHERE chat = $1 AND reference = $2 AND thread = $3";
        self.write(sqlx::query(sql).bind(chat.0).bind(reference.to_string()).bind(thread)).await?;
        let query = sqlx::query("SELECT version, json FROM leads WHERE reference = $1").bind(reference.to_string());
        let row = query.fetch_optional(&self.reader).await.map_err(|error| self.place.error(error))?;
        let lead = row.and_then(|row| {
            let json: Option<String> = row.try_get(1).ok()?;
            decode::<Lead>(row.try_get(0).ok()?, &json?)
        });
        Ok(topic_name(reference, lead.as_ref()))
    }

    /// The group turns out to have no topics; it has when an update says so again.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn has_no_topics(&self, chat: ChatId) -> Result<(), StoreError> {
        self.write(sqlx::query("DELETE FROM forums WHERE chat = $1").bind(chat.0)).await.map(drop)
    }

    /// Topics of leads that were erased, whose names still say what those were about.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn topics_of_the_erased(&self) -> Result<Vec<(ChatId, Reference, i64)>, StoreError> {
        let sql = "SELECT threads.chat, threads.reference, threads.thread FROM threads \
                   JOIN leads ON leads.reference = threads.reference WHERE leads.erased IS NOT NULL \
                   ORDER BY threads.chat, threads.thread LIMIT 20";
        let failed = |error| self.place.error(error);
        let rows = sqlx::query(sql).fetch_all(&self.reader).await.map_err(failed)?;
        let mut topics = Vec::with_capacity(rows.len());
        for row in rows {
            let read = || -> Result<(i64, String, i64), sqlx::Error> {
                Ok((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?))
            };
            let (chat, reference, thread) = read().map_err(failed)?;
            topics.extend(parse_reference(Some(reference)).map(|reference| (ChatId(chat), reference, thread)));
        }
        Ok(topics)
    }
}
