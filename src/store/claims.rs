//! Claims on messages in the outbox: who is sending what.
//!
//! Invariant: of each chat only the oldest pending message can be claimed, and none while another of that chat is
//! claimed; so a chat's messages leave in the order in which they were stored.

use std::time::Duration;

use chrono::{DateTime, Utc};
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

use super::audience::Audience;
use super::dialect::Dialect;
use super::error::StoreError;
use super::json::{Stored, decode};
use super::outbox::{OutboxId, OutboxRow, attempts, park, parse_reference};
use super::topics::{self, Topic};
use super::{Reason, Store, from_millis, to_millis};
use crate::conversation::Message;
use crate::ideas::ChatId;

/// `$1` now, `$2` owner, `$3` end of the lease, `$4` how many, `$5` the newest version that can be read. The row of a
/// newer program is left to that program. Messages that were changed have the numbers of old ones, so of the latest the
/// highest number is the last; they are found by what has a number, as by their state PostgreSQL would go through all that
/// was ever sent. What is edited or replied to has left before, and has a number in the chat by now. SQLite plans anew
/// whenever a limit is a parameter and nothing more.
macro_rules! claim {
    ($lock:literal, $and:literal) => {
        concat!(
            "UPDATE outbox SET lease_owner = $2, lease_until = $3, follows = COALESCE(follows, (SELECT \
             MAX(latest.telegram_message) FROM (SELECT before.telegram_message FROM outbox AS before \
             WHERE before.chat = outbox.chat AND before.telegram_message IS NOT NULL \
             ORDER BY before.id DESC LIMIT 20) AS latest), 0) \
             WHERE id IN (SELECT head.id FROM outbox AS head \
             WHERE head.state = 'pending' AND head.chat IS NOT NULL AND head.next_attempt <= $1 \
             AND head.version <= $5 AND (head.lease_until IS NULL OR head.lease_until <= $1) \
             AND NOT EXISTS (SELECT 1 FROM outbox AS other WHERE other.chat = head.chat AND other.state = 'pending' \
             AND (other.id < head.id OR (other.id <> head.id AND other.lease_until > $1))) \
             ORDER BY head.next_attempt, head.id LIMIT $4 + 0",
            $lock,
            ") RETURNING id, chat, audience, reference, version, message, created, attempts, edits, replies, \
             (SELECT earlier.telegram_message FROM outbox AS earlier \
             WHERE earlier.id = COALESCE(outbox.edits, outbox.replies))",
            $and
        )
    };
}

/// A message that was just claimed.
enum Claimed {
    Ready(OutboxRow),
    /// Its lead may have a topic of its own in the chat. Whether it answers something there.
    InTopic(OutboxRow, bool),
    /// It would change a message that never arrived.
    Pointless(OutboxId),
    Unreadable(OutboxId),
}

impl Store {
    /// Claims at most `limit` messages that are due, one a chat, for `lease`. Who claims must end it with
    /// [`Store::mark_sent`], [`Store::retry_at`] or [`Store::park`]; after `lease` another may claim it. A message that
    /// cannot be read any more is parked here.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn claim_due(
        &self,
        now: DateTime<Utc>,
        owner: &str,
        lease: Duration,
        limit: u32,
    ) -> Result<Vec<OutboxRow>, StoreError> {
        // When the machine loses its power, so does whoever has the claim: on SQLite all claims end with the process, and
        // PostgreSQL ends its connections.
        let sql = match self.dialect {
            Dialect::Sqlite => claim!("", ""),
            Dialect::Postgres => {
                claim!(" FOR UPDATE SKIP LOCKED", ", set_config('synchronous_commit', 'off', true)")
            }
        };
        let query = sqlx::query(sql).bind(to_millis(now)).bind(owner).bind(to_millis(now + lease));
        let rows = self.write_passing(query.bind(i64::from(limit)).bind(Message::VERSION)).await?;
        let mut claimed = Vec::with_capacity(rows.len());
        let mut others = Vec::new();
        for row in &rows {
            match read(row).map_err(|error| self.place.error(error))? {
                Claimed::Ready(claim) => claimed.push(claim),
                other => others.push(other),
            }
        }
        if !others.is_empty() {
            claimed.extend(self.look_closer(others, owner).await?);
        }
        claimed.sort_unstable_by_key(|row: &OutboxRow| row.id);
        Ok(claimed)
    }

    /// Finds the topics of what was claimed, and puts away what cannot be sent.
    async fn look_closer(&self, claims: Vec<Claimed>, owner: &str) -> Result<Vec<OutboxRow>, StoreError> {
        let failed = |error| self.place.error(error);
        let mut tx = self.begin().await?;
        let mut found = Vec::new();
        for claim in claims {
            match claim {
                Claimed::Ready(row) => found.push(row),
                Claimed::InTopic(row, answers) => {
                    let topic = topics::of(&mut tx, &row, answers).await.map_err(failed)?;
                    found.push(OutboxRow { topic, ..row });
                }
                Claimed::Pointless(id) => {
                    let query = sqlx::query("DELETE FROM outbox WHERE id = $1 AND lease_owner = $2").bind(id.0);
                    query.bind(owner).execute(&mut *tx).await.map(drop).map_err(failed)?;
                }
                Claimed::Unreadable(id) => {
                    park(&mut tx, id, owner, &Reason::Unreadable).await.map(drop).map_err(failed)?;
                }
            }
        }
        self.commit(tx).await?;
        Ok(found)
    }

    /// Makes the claims of `owner` on these messages hold until `until`. A claim that went to somebody else stays there.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn renew_leases(
        &self,
        messages: &[OutboxId],
        owner: &str,
        until: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        if messages.is_empty() {
            return Ok(());
        }
        let ids: Vec<String> = messages.iter().map(|id| id.0.to_string()).collect();
        let sql = format!(
            "UPDATE outbox SET lease_until = $2 WHERE lease_owner = $1 AND state = 'pending' AND id IN ({})",
            ids.join(", ")
        );
        // Safe: what is put into the text are numbers.
        self.write(sqlx::query(AssertSqlSafe(sql)).bind(owner).bind(to_millis(until))).await.map(drop)
    }

    /// Gives back what `owner` had claimed, or, without one, what anybody had: for the start of a program that works on
    /// the database alone, see [`Store::is_shared`]. Elsewhere a claim ends with its lease.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn release_leases(&self, owner: Option<&str>) -> Result<u64, StoreError> {
        let sql = "UPDATE outbox SET lease_owner = NULL, lease_until = NULL \
                   WHERE state = 'pending' AND lease_owner IS NOT NULL AND lease_owner = COALESCE($1, lease_owner)";
        self.write(sqlx::query(sql).bind(owner.map(str::to_owned))).await
    }
}

/// The message, with the numbers that others go by in the chat.
fn read(row: &AnyRow) -> Result<Claimed, sqlx::Error> {
    let id = OutboxId(row.try_get(0)?);
    let json: Option<String> = row.try_get(5)?;
    let Some(mut message) = json.and_then(|json| decode::<Message>(row.try_get(4).unwrap_or(i64::MAX), &json)) else {
        return Ok(Claimed::Unreadable(id));
    };
    let answers = message.replies.is_some();
    let (edits, number): (Option<i64>, Option<i64>) = (row.try_get(8)?, row.try_get(10)?);
    match edits {
        Some(_) if number.is_none() => return Ok(Claimed::Pointless(id)),
        Some(_) => message.edits = number,
        None => message.replies = message.replies.or(number),
    }
    let claim = OutboxRow {
        id,
        chat: ChatId(row.try_get(1)?),
        audience: Audience::parse(&row.try_get::<String, _>(2)?),
        reference: parse_reference(row.try_get(3)?),
        topic: Topic::None,
        message,
        created: from_millis(row.try_get(6)?),
        attempts: attempts(row.try_get(7)?),
    };
    Ok(if topics::may_be_in_one(&claim) { Claimed::InTopic(claim, answers) } else { Claimed::Ready(claim) })
}
