//! Forgetting what need not be kept.

use std::time::Duration;

use chrono::{DateTime, Utc};
use sqlx::Row;

use super::error::StoreError;
use super::json::{decode, encode};
use super::{Store, to_millis};
use crate::conversation::Session;
use crate::texts::Locale;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// Sessions that are looked at in one go.
const BATCH: i64 = 500;

/// How long things are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// Which updates were handled. Telegram keeps an update for a day at most.
    pub seen: Duration,
    /// Messages that arrived.
    pub sent: Duration,
    /// Half-filled forms and all else in a session but the chosen language, after the last event.
    pub idle_sessions: Duration,
    /// The content of ideas and questions, after they were handed in.
    pub leads: Duration,
    /// Updates whose turn failed, sessions that could not be read, and a person's messages that were given up.
    pub parked: Duration,
    /// Questions that were not answered.
    pub unanswered: Duration,
    /// What was done once; much longer than it could be done again.
    pub done: Duration,
}

/// How much was forgotten.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Pruned {
    pub seen: u64,
    pub sent: u64,
    pub sessions: u64,
    pub leads: u64,
    pub parked: u64,
    pub unanswered: u64,
}

impl Default for Retention {
    fn default() -> Self {
        Self {
            seen: 2 * DAY,
            sent: 7 * DAY,
            idle_sessions: 30 * DAY,
            leads: 730 * DAY,
            parked: 30 * DAY,
            unanswered: 90 * DAY,
            done: 60 * DAY,
        }
    }
}

impl Store {
    /// Forgets what is older than it need be. Of a lead the reference and its dates stay.
    ///
    /// # Errors
    /// When the database fails; what was forgotten until then stays so.
    pub async fn prune(&self, now: DateTime<Utc>, keep: Retention) -> Result<Pruned, StoreError> {
        let before = |age: Duration| to_millis(now - age);
        let seen = self.write(sqlx::query("DELETE FROM seen WHERE at < $1").bind(before(keep.seen))).await?;
        self.write(sqlx::query("DELETE FROM done WHERE at < $1").bind(before(keep.done))).await?;
        self.add_up().await?;
        Ok(Pruned {
            seen,
            sent: self.prune_sent(before(keep.sent)).await?,
            sessions: self.prune_sessions(before(keep.idle_sessions)).await?,
            leads: self.prune_leads(before(keep.leads), to_millis(now)).await?,
            parked: self.prune_parked(before(keep.parked)).await?,
            unanswered: self.prune_unanswered(before(keep.unanswered)).await?,
        })
    }

    /// Of a manager's card the number at Telegram stays, so that an answer to it still finds its lead.
    async fn prune_sent(&self, before: i64) -> Result<u64, StoreError> {
        let sql = "DELETE FROM outbox WHERE state = 'sent' AND sent < $1 AND reference IS NULL";
        let deleted = self.write(sqlx::query(sql).bind(before)).await?;
        let sql = "UPDATE outbox SET message = NULL WHERE state = 'sent' AND sent < $1 AND message IS NOT NULL";
        Ok(deleted + self.write(sqlx::query(sql).bind(before)).await?)
    }

    /// What was typed goes; a chosen language stays, in a session that is otherwise fresh.
    async fn prune_sessions(&self, before: i64) -> Result<u64, StoreError> {
        let fresh = |locale| encode(&Session { locale, ..Session::default() });
        let [nl, en] = Locale::ALL.map(|locale| fresh(Some(locale)));
        let mut pruned = 0;
        loop {
            let sql = "SELECT chat, version, json FROM sessions WHERE updated < $1 AND json <> $2 AND json <> $3 ORDER BY chat LIMIT $4";
            let query = sqlx::query(sql).bind(before).bind(nl.clone()).bind(en.clone()).bind(BATCH);
            let rows = query.fetch_all(&self.reader).await.map_err(|error| self.place.error(error))?;
            if rows.is_empty() {
                return Ok(pruned);
            }
            for row in rows {
                let read = || -> Result<(i64, i64, String), sqlx::Error> {
                    Ok((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?))
                };
                let (chat, version, json) = read().map_err(|error| self.place.error(error))?;
                let locale = decode::<Session>(version, &json).and_then(|session| session.locale);
                // The person may have come back just now; then `updated` is no longer old.
                let query = match locale {
                    Some(_) => {
                        sqlx::query("UPDATE sessions SET version = $3, json = $4 WHERE chat = $1 AND updated < $2")
                            .bind(chat)
                            .bind(before)
                            .bind(Session::VERSION)
                            .bind(fresh(locale))
                    }
                    None => {
                        sqlx::query("DELETE FROM sessions WHERE chat = $1 AND updated < $2").bind(chat).bind(before)
                    }
                };
                pruned += self.write(query).await?;
            }
        }
    }

    async fn prune_leads(&self, before: i64, now: i64) -> Result<u64, StoreError> {
        for sql in [
            "DELETE FROM outbox WHERE reference IN (SELECT reference FROM leads WHERE submitted < $1)",
            "DELETE FROM history WHERE reference IN (SELECT reference FROM leads WHERE submitted < $1)",
            "UPDATE learned SET reference = NULL WHERE reference IN (SELECT reference FROM leads WHERE submitted < $1)",
        ] {
            self.write(sqlx::query(sql).bind(before)).await?;
        }
        let sql = "UPDATE leads SET json = NULL, person = NULL, chat = NULL, erased = $2 \
                   WHERE submitted < $1 AND erased IS NULL";
        self.write(sqlx::query(sql).bind(before).bind(now)).await
    }

    async fn prune_unanswered(&self, before: i64) -> Result<u64, StoreError> {
        self.write(sqlx::query("DELETE FROM unanswered WHERE at < $1").bind(before)).await
    }

    async fn prune_parked(&self, before: i64) -> Result<u64, StoreError> {
        let mut pruned = 0;
        for sql in [
            "DELETE FROM parked_updates WHERE at < $1",
            "DELETE FROM unreadable_sessions WHERE at < $1",
            "DELETE FROM outbox WHERE state = 'parked' AND audience = 'person' AND created < $1",
        ] {
            pruned += self.write(sqlx::query(sql).bind(before)).await?;
        }
        Ok(pruned)
    }
}
