//! The outbox: every message to anybody, until it has arrived.
//!
//! Invariant: a message stays pending until it is sent, or parked with the reason; what hangs on that (a receipt, a lead
//! that counts as delivered, a refusal) is stored in the same transaction. Who may send it is told in `claims.rs`.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use sqlx::Row;

use super::audience::Audience;
use super::dialect::{Exclusive, Tx};
use super::error::StoreError;
use super::json::{Stored as _, decode, encode};
use super::together::Together;
use super::topics::Topic;
use super::{Reason, Store, from_millis, to_millis, turn};
use crate::conversation::Message;
use crate::delivery::split;
use crate::ideas::{ChatId, Reference};

/// The number of a message in the outbox; a later message has a higher one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutboxId(pub i64);

/// A claimed message: one call to Telegram.
#[derive(Debug, Clone, PartialEq)]
pub struct OutboxRow {
    pub id: OutboxId,
    pub chat: ChatId,
    pub audience: Audience,
    /// The lead it belongs to, on a manager's card.
    pub reference: Option<Reference>,
    /// The topic of the group that it belongs in.
    pub topic: Topic,
    pub message: Message,
    pub created: DateTime<Utc>,
    /// How often it was tried before.
    pub attempts: u32,
}

/// A claim on a message that is not stored yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Who sends it.
    pub owner: Arc<str>,
    /// From then on another may claim it.
    pub until: DateTime<Utc>,
}

/// How many messages are where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OutboxCounts {
    /// On their way, those being sent at this moment among them.
    pub pending: u64,
    /// For the programme managers, as long as none is configured.
    pub waiting: u64,
    pub parked: u64,
}

/// A message on its way into the outbox; it must fit in one call.
pub(super) struct Enqueued<'a> {
    pub(super) chat: Option<ChatId>,
    pub(super) audience: Audience,
    pub(super) reference: Option<Reference>,
    pub(super) message: &'a Message,
    pub(super) receipt: Option<(ChatId, &'a Message)>,
    /// Who is told, and what, once the message is given up.
    pub(super) refusal: Option<(ChatId, &'a Message)>,
    /// It is the lead's card in its chat.
    pub(super) card: bool,
    /// It is part of what goes to and fro between a person and the managers.
    pub(super) dialogue: bool,
    /// The message that this one takes the place of, and the one that it is a reply to. Both have left before it.
    pub(super) edits: Option<OutboxId>,
    pub(super) replies: Option<OutboxId>,
    /// The message that this one passes on, by its number at Telegram.
    pub(super) source: Option<(ChatId, i64)>,
    /// Nothing else waits for the chat, and whoever stores it sends it: the claim, and the highest number in the chat.
    pub(super) claim: Option<(&'a Claim, i64)>,
    pub(super) now: DateTime<Utc>,
}

impl<'a> Enqueued<'a> {
    pub(super) fn new(chat: Option<ChatId>, audience: Audience, message: &'a Message, now: DateTime<Utc>) -> Self {
        Self {
            chat,
            audience,
            reference: None,
            message,
            receipt: None,
            refusal: None,
            card: false,
            dialogue: false,
            edits: None,
            replies: None,
            source: None,
            claim: None,
            now,
        }
    }
}

/// Puts the messages into the outbox, in this order; each has a row with its number.
pub(super) fn enqueue_together(all: &mut Together, rows: &[Enqueued<'_>]) {
    const COLUMNS: usize = 20;
    if rows.is_empty() {
        return;
    }
    let places: Vec<String> = (0..rows.len())
        .map(|row| (1..=COLUMNS).map(|column| format!("${}", COLUMNS * row + column)).collect::<Vec<_>>().join(", "))
        .collect();
    let sql = format!(
        "INSERT INTO outbox (chat, audience, reference, version, message, receipt_chat, receipt, created, \
         next_attempt, refusal_chat, refusal, card, dialogue, edits, replies, source_chat, source_message, lease_owner, \
         lease_until, follows) VALUES ({}) RETURNING id",
        places.join("), (")
    );
    all.add(&sql);
    for row in rows {
        all.bind(row.chat.map(|chat| chat.0))
            .bind(row.audience.name())
            .bind(row.reference.map(|reference| reference.to_string()))
            .bind(Message::VERSION)
            .bind(encode(row.message))
            .bind(row.receipt.map(|(chat, _)| chat.0))
            .bind(row.receipt.map(|(_, message)| encode(message)))
            .bind(to_millis(row.now))
            .bind(to_millis(row.now))
            .bind(row.refusal.map(|(chat, _)| chat.0))
            .bind(row.refusal.map(|(_, message)| encode(message)))
            .bind(i64::from(row.card))
            .bind(i64::from(row.dialogue))
            .bind(row.edits.map(|id| id.0))
            .bind(row.replies.map(|id| id.0))
            .bind(row.source.map(|(chat, _)| chat.0))
            .bind(row.source.map(|(_, message)| message))
            .bind(row.claim.map(|(claim, _)| claim.owner.to_string()))
            .bind(row.claim.map(|(claim, _)| to_millis(claim.until)))
            .bind(row.claim.map(|(_, follows)| follows));
    }
}

pub(super) async fn enqueue(tx: &mut Tx, row: &Enqueued<'_>) -> Result<(), sqlx::Error> {
    let mut all = Together::default();
    enqueue_together(&mut all, std::slice::from_ref(row));
    all.run(tx).await.map(drop)
}

impl Store {
    /// Gives the message back, to be tried again at `when`. Does nothing when it is no longer claimed by `owner`: then
    /// what becomes of it is for another to say.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn retry_at(
        &self,
        id: OutboxId,
        owner: &str,
        when: DateTime<Utc>,
        reason: &Reason,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE outbox SET attempts = attempts + 1, next_attempt = $2, reason = $3, detail = $4, \
                   lease_owner = NULL, lease_until = NULL WHERE id = $1 AND state = 'pending' AND lease_owner = $5";
        let query = sqlx::query(sql).bind(id.0).bind(to_millis(when)).bind(reason.code()).bind(reason.detail());
        self.write(query.bind(owner)).await.map(drop)
    }

    /// Gives the message back untried: sending it was put off, as when its chat has to wait its turn. Does nothing when
    /// it is no longer claimed by `owner`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn postpone(&self, id: OutboxId, owner: &str, when: DateTime<Utc>) -> Result<(), StoreError> {
        let sql = "UPDATE outbox SET next_attempt = $2, lease_owner = NULL, lease_until = NULL \
                   WHERE id = $1 AND state = 'pending' AND lease_owner = $3";
        self.write(sqlx::query(sql).bind(id.0).bind(to_millis(when)).bind(owner)).await.map(drop)
    }

    /// Gives the message up, with the reason; the next message of its chat takes its place. Does nothing when it is no
    /// longer claimed by `owner`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn park(&self, id: OutboxId, owner: &str, reason: &Reason) -> Result<(), StoreError> {
        let failed = |error| self.place.error(error);
        let mut tx = self.begin().await?;
        park(&mut tx, id, owner, reason).await.map_err(failed)?;
        self.commit(tx).await
    }

    /// As [`Store::park`], for a person who can no longer be reached: that is remembered of them in the same
    /// transaction, so that the message goes out when they come back.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn park_until_back(
        &self,
        id: OutboxId,
        chat: ChatId,
        owner: &str,
        reason: &Reason,
    ) -> Result<(), StoreError> {
        let failed = |error| self.place.error(error);
        let mut tx = self.begin().await?;
        // Before any row is held, as a turn of that person does it.
        self.dialect.lock_chat(&mut tx, chat).await.map_err(failed)?;
        if park(&mut tx, id, owner, reason).await.map_err(failed)? {
            let query = sqlx::query("UPDATE sessions SET blocked = 1 WHERE chat = $1").bind(chat.0);
            query.execute(&mut *tx).await.map_err(failed)?;
        }
        self.commit(tx).await
    }

    /// Whether the person has stopped the bot.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn is_blocked(&self, chat: ChatId) -> Result<bool, StoreError> {
        let query = sqlx::query("SELECT blocked FROM sessions WHERE chat = $1").bind(chat.0);
        let row = query.fetch_optional(&self.reader).await.map_err(|error| self.place.error(error))?;
        let blocked: Option<i64> =
            row.map(|row| row.try_get(0)).transpose().map_err(|error| self.place.error(error))?;
        Ok(blocked == Some(1))
    }

    /// A group became a supergroup: what waits for it goes to its new number, at once, and so does what comes later.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn move_chat(&self, from: ChatId, to: ChatId) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        turn::move_chat(&mut tx, from, to).await.map_err(|error| self.place.error(error))?;
        self.commit(tx).await
    }

    /// When something can next be claimed, also when that is in the past; `None` when nothing waits.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn next_due(&self) -> Result<Option<DateTime<Utc>>, StoreError> {
        let sql = "SELECT MIN(CASE WHEN lease_until > next_attempt THEN lease_until ELSE next_attempt END) \
                   FROM outbox WHERE id IN (SELECT MIN(id) FROM outbox \
                   WHERE state = 'pending' AND chat IS NOT NULL GROUP BY chat)";
        self.read_time(sql).await
    }

    /// When the oldest message that is on its way was stored.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn oldest_pending(&self) -> Result<Option<DateTime<Utc>>, StoreError> {
        self.read_time("SELECT MIN(created) FROM outbox WHERE state = 'pending'").await
    }

    /// # Errors
    /// When the database fails.
    pub async fn pending_counts(&self) -> Result<OutboxCounts, StoreError> {
        let sql = "SELECT (SELECT COUNT(*) FROM outbox WHERE state = 'pending' AND chat IS NOT NULL), \
                   (SELECT COUNT(*) FROM outbox WHERE state = 'pending' AND chat IS NULL), \
                   (SELECT COUNT(*) FROM outbox WHERE state = 'parked')";
        let failed = |error| self.place.error(error);
        let row = sqlx::query(sql).fetch_one(&self.reader).await.map_err(failed)?;
        let count = |index: usize| row.try_get::<i64, _>(index).map(i64::unsigned_abs).map_err(failed);
        Ok(OutboxCounts { pending: count(0)?, waiting: count(1)?, parked: count(2)? })
    }

    /// Addresses what waited for a programme manager, now that there is one. Returns how many messages those were.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn assign_waiting(&self, managers: &[ChatId]) -> Result<u64, StoreError> {
        let failed = |error| self.place.error(error);
        let mut tx = self.begin().await?;
        let mut present = BTreeSet::new();
        for chat in managers {
            present.insert(turn::present_number(&mut tx, *chat).await.map_err(failed)?);
        }
        let Some(first) = present.pop_first() else { return Ok(0) };
        self.dialect.lock_exclusive(&mut tx, Exclusive::AssigningWaiting).await.map_err(failed)?;
        for chat in present {
            let sql = "INSERT INTO outbox \
                       (chat, audience, reference, version, message, receipt_chat, receipt, created, next_attempt, \
                       card, dialogue, source_chat, source_message) \
                       SELECT $1, audience, reference, version, message, receipt_chat, receipt, created, next_attempt, \
                       card, dialogue, source_chat, source_message FROM outbox WHERE chat IS NULL AND state = 'pending' ORDER BY id";
            sqlx::query(sql).bind(chat.0).execute(&mut *tx).await.map_err(failed)?;
        }
        let sql = "UPDATE outbox SET chat = $1 WHERE chat IS NULL AND state = 'pending'";
        let assigned = sqlx::query(sql).bind(first.0).execute(&mut *tx).await.map_err(failed)?.rows_affected();
        self.commit(tx).await?;
        Ok(assigned)
    }

    /// The lead whose card is this message in a manager's chat, so that an answer to it finds its way.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn lead_of_message(&self, chat: ChatId, telegram_message: i64) -> Result<Option<Reference>, StoreError> {
        let sql = "SELECT reference FROM outbox WHERE chat = $1 AND telegram_message = $2 AND reference IS NOT NULL";
        let query = sqlx::query(sql).bind(chat.0).bind(telegram_message);
        let row = query.fetch_optional(&self.reader).await.map_err(|error| self.place.error(error))?;
        let name = row.map(|row| row.try_get(0)).transpose().map_err(|error| self.place.error(error))?;
        Ok(parse_reference(name))
    }

    async fn read_time(&self, sql: &'static str) -> Result<Option<DateTime<Utc>>, StoreError> {
        let row = sqlx::query(sql).fetch_one(&self.reader).await;
        let millis: Option<i64> = row.and_then(|row| row.try_get(0)).map_err(|error| self.place.error(error))?;
        Ok(millis.map(from_millis))
    }
}

/// Whether it was parked, and not somebody else's by now. Who waits for it is told, once.
pub(super) async fn park(tx: &mut Tx, id: OutboxId, owner: &str, reason: &Reason) -> Result<bool, sqlx::Error> {
    let sql = "UPDATE outbox SET state = 'parked', attempts = attempts + 1, reason = $2, detail = $3, \
               lease_owner = NULL, lease_until = NULL WHERE id = $1 AND state = 'pending' AND lease_owner = $4 \
               RETURNING refusal_chat, refusal, reference, created";
    let query = sqlx::query(sql).bind(id.0).bind(reason.code()).bind(reason.detail()).bind(owner);
    let Some(row) = query.fetch_optional(&mut **tx).await? else { return Ok(false) };
    let (chat, refusal): (Option<i64>, Option<String>) = (row.try_get(0)?, row.try_get(1)?);
    let refusal = refusal.and_then(|json| decode::<Message>(Message::VERSION, &json));
    if let (Some(chat), Some(refusal)) = (chat.map(ChatId), refusal) {
        let now = from_millis(row.try_get(3)?);
        let reference = parse_reference(row.try_get(2)?);
        for part in split(refusal) {
            let row = Enqueued { reference, ..Enqueued::new(Some(chat), Audience::Manager, &part, now) };
            enqueue(tx, &row).await?;
        }
        sqlx::query("UPDATE outbox SET refusal_chat = NULL, refusal = NULL WHERE id = $1")
            .bind(id.0)
            .execute(&mut **tx)
            .await?;
    }
    Ok(true)
}

pub(super) fn attempts(stored: i64) -> u32 {
    u32::try_from(stored).unwrap_or(u32::MAX)
}

pub(super) fn parse_reference(name: Option<String>) -> Option<Reference> {
    name.and_then(|name| Reference::parse(&name).ok())
}
