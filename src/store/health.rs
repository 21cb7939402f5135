//! How it stands with what is kept, in a few numbers.
//!
//! Invariant: it only reads, on a connection that no turn waits for, and what it says is true for all replicas.

use chrono::{DateTime, Utc};
use sqlx::Row;

use super::error::StoreError;
use super::{OutboxCounts, Reason, Store};
use crate::ideas::ChatId;

/// What there is in the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figures {
    pub outbox: OutboxCounts,
    /// When the oldest message that has not arrived was stored.
    pub oldest: Option<DateTime<Utc>>,
    /// Erased ones among them.
    pub ideas: u64,
    /// Questions that were passed on, erased ones among them.
    pub questions: u64,
    /// Updates whose turn failed and that are kept for a closer look.
    pub parked_updates: u64,
    /// The programme managers' chats, as configured, that take no messages; with the reason.
    pub unreachable: Vec<(ChatId, Reason)>,
    /// Why no letter gets through to the mail server until somebody sees to it.
    pub mail: Option<Reason>,
}

/// A chat by all numbers it has had; `$1` is the one that is configured.
macro_rules! by_its_numbers {
    ($sql:literal) => {
        concat!(
            "WITH RECURSIVE numbers (chat) AS (SELECT CAST($1 AS BIGINT) UNION \
             SELECT moves.to_chat FROM chat_moves AS moves JOIN numbers ON moves.from_chat = numbers.chat) ",
            $sql
        )
    };
}

impl Store {
    /// The figures, and which of the programme managers' chats take no messages: the last that was tried to be sent there
    /// came back, or they blocked the bot.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn figures(&self, managers: &[ChatId]) -> Result<Figures, StoreError> {
        let failed = |error| self.place.error(error);
        let sql = "SELECT (SELECT COUNT(*) FROM leads WHERE kind = 'idea'), \
                   (SELECT COUNT(*) FROM leads WHERE kind <> 'idea'), (SELECT COUNT(*) FROM parked_updates)";
        let row = sqlx::query(sql).fetch_one(&self.reader).await.map_err(failed)?;
        let count = |index: usize| row.try_get::<i64, _>(index).map(i64::unsigned_abs).map_err(failed);
        let mut unreachable = Vec::new();
        for chat in managers {
            if let Some(reason) = self.unreachable(*chat).await.map_err(failed)? {
                unreachable.push((*chat, reason));
            }
        }
        Ok(Figures {
            outbox: self.pending_counts().await?,
            oldest: self.oldest_pending().await?,
            ideas: count(0)?,
            questions: count(1)?,
            parked_updates: count(2)?,
            unreachable,
            mail: self.mail_trouble().await.map_err(failed)?,
        })
    }

    async fn unreachable(&self, chat: ChatId) -> Result<Option<Reason>, sqlx::Error> {
        let sql = by_its_numbers!(
            "SELECT reason FROM outbox WHERE chat IN (SELECT chat FROM numbers) AND state = 'pending' \
             AND reason IN ('blocked', 'chat-not-found') ORDER BY id LIMIT 1"
        );
        let row = sqlx::query(sql).bind(chat.0).fetch_optional(&self.reader).await?;
        if let Some(row) = row {
            return Ok(Some(Reason::from_parts(row.try_get(0)?, None)));
        }
        let sql = by_its_numbers!("SELECT chat FROM sessions WHERE chat IN (SELECT chat FROM numbers) AND blocked = 1");
        let row = sqlx::query(sql).bind(chat.0).fetch_optional(&self.reader).await?;
        Ok(row.map(|_| Reason::Blocked))
    }
}
