//! Claims on messages in the outbox: who is sending what.
//!
//! Invariant: of each chat only the oldest pending message can be claimed, and none while another of that chat is
//! claimed; so a chat's messages leave in the order in which they were stored.

use std::time::Duration;

use chrono::{DateTime, Utc};
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

use super::audience::Audience;
use super::dialect::{Dialect, Tx};
use super::error::StoreError;
use super::json::{Stored, decode};
use super::outbox::{OutboxId, OutboxRow, attempts, park, parse_reference};
use super::topics::{self, Topic};
use super::{Reason, Store, from_millis, to_millis};
use crate::conversation::Message;
use crate::ideas::ChatId;

/// `$1` now, `$2` owner, `$3` end of the lease, `$4` how many, `$5` the newest version that can be read. The row of a
/// newer program is left to that program. Messages that were changed have the numbers of old ones, so of the latest the
/// highest number is the last.
macro_rules! claim {
    ($lock:literal) => {
        concat!(
            "UPDATE outbox SET lease_owner = $2, lease_until = $3, follows = COALESCE(follows, (SELECT \
             MAX(latest.telegram_message) FROM (SELECT before.telegram_message FROM outbox AS before \
             WHERE before.chat = outbox.chat AND before.state = 'sent' ORDER BY before.id DESC LIMIT 20) AS latest), 0) \
             WHERE id IN (SELECT head.id FROM outbox AS head \
             WHERE head.state = 'pending' AND head.chat IS NOT NULL AND head.next_attempt <= $1 \
             AND head.version <= $5 AND (head.lease_until IS NULL OR head.lease_until <= $1) \
             AND NOT EXISTS (SELECT 1 FROM outbox AS other WHERE other.chat = head.chat AND other.state = 'pending' \
             AND (other.id < head.id OR (other.id <> head.id AND other.lease_until > $1))) \
             ORDER BY head.next_attempt, head.id LIMIT $4",
            $lock,
            ") RETURNING id, chat, audience, reference, version, message, created, attempts, edits, replies"
        )
    };
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
        let sql = match self.dialect {
            Dialect::Sqlite => claim!(""),
            Dialect::Postgres => claim!(" FOR UPDATE SKIP LOCKED"),
        };
        let failed = |error| self.place.error(error);
        let mut tx = self.begin_passing().await?;
        let query = sqlx::query(sql).bind(to_millis(now)).bind(owner).bind(to_millis(now + lease));
        let query = query.bind(i64::from(limit)).bind(Message::VERSION);
        let rows = query.fetch_all(&mut *tx).await.map_err(failed)?;
        if rows.is_empty() {
            tx.rollback().await.map_err(failed)?;
            return Ok(Vec::new());
        }
        let mut claimed = Vec::with_capacity(rows.len());
        for row in &rows {
            match read(row).map_err(failed)? {
                Ok(mut claim) => {
                    let answers = claim.message.replies.is_some();
                    if find_its_place(&mut tx, row, &mut claim.message).await.map_err(failed)? {
                        claim.topic = topics::of(&mut tx, &claim, answers).await.map_err(failed)?;
                        claimed.push(claim);
                    }
                }
                Err(id) => park(&mut tx, id, owner, &Reason::Unreadable).await.map(drop).map_err(failed)?,
            }
        }
        // When the machine loses its power, so does whoever has the claim: on SQLite all claims end with the process, and
        // PostgreSQL ends its connections.
        self.commit_passing(tx).await?;
        claimed.sort_unstable_by_key(|row: &OutboxRow| row.id);
        Ok(claimed)
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

/// Fills in which message of the chat is edited or replied to, now that it has a number there. `false` when there is none
/// to edit, because it never arrived: then there is nothing to send, and the row is gone.
async fn find_its_place(tx: &mut Tx, row: &AnyRow, message: &mut Message) -> Result<bool, sqlx::Error> {
    let (edits, replies): (Option<i64>, Option<i64>) = (row.try_get(8)?, row.try_get(9)?);
    if edits.is_none() && replies.is_none() {
        return Ok(true);
    }
    let sql = "SELECT telegram_message FROM outbox WHERE id = $1";
    let found = sqlx::query(sql).bind(edits.or(replies)).fetch_optional(&mut **tx).await?;
    let number: Option<i64> = found.map(|row| row.try_get(0)).transpose()?.flatten();
    if edits.is_some() && number.is_none() {
        let id: i64 = row.try_get(0)?;
        sqlx::query("DELETE FROM outbox WHERE id = $1").bind(id).execute(&mut **tx).await?;
        return Ok(false);
    }
    match edits {
        Some(_) => message.edits = number,
        None => message.replies = message.replies.or(number),
    }
    Ok(true)
}

/// The row, or only its id when the message cannot be read.
fn read(row: &AnyRow) -> Result<Result<OutboxRow, OutboxId>, sqlx::Error> {
    let id = OutboxId(row.try_get(0)?);
    let json: Option<String> = row.try_get(5)?;
    let Some(message) = json.and_then(|json| decode(row.try_get(4).unwrap_or(i64::MAX), &json)) else {
        return Ok(Err(id));
    };
    Ok(Ok(OutboxRow {
        id,
        chat: ChatId(row.try_get(1)?),
        audience: Audience::parse(&row.try_get::<String, _>(2)?),
        reference: parse_reference(row.try_get(3)?),
        topic: Topic::None,
        message,
        created: from_millis(row.try_get(6)?),
        attempts: attempts(row.try_get(7)?),
    }))
}
