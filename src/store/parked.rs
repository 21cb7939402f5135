//! What does not get through: for the operator to see, and to be tried again.
//!
//! Invariant: a message that is put back keeps its number, so it takes its old place in its chat, ahead of the newer
//! ones that still wait there.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use sqlx::Row;
use sqlx::any::AnyRow;

use super::audience::Audience;
use super::dialect::{Dialect, Tx};
use super::error::StoreError;
use super::outbox::{OutboxId, attempts, parse_reference};
use super::{Reason, Store, from_millis, to_millis};
use crate::ideas::{ChatId, Reference};

/// A message that is not on its way as it should be. What is in it stays out.
#[derive(Debug, Clone, PartialEq)]
pub struct HeldUp {
    pub id: OutboxId,
    /// `None` for the programme managers, as long as none is configured.
    pub chat: Option<ChatId>,
    pub audience: Audience,
    /// The lead it belongs to, on a manager's card.
    pub reference: Option<Reference>,
    pub created: DateTime<Utc>,
    /// How often it was tried, since it was last put back.
    pub attempts: u32,
    pub hold: Hold,
}

/// What holds a message up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hold {
    /// It was given up, until the person comes back or somebody has it tried again.
    Parked(Reason),
    /// It failed, and is tried again by itself.
    Failing { reason: Reason, again: DateTime<Utc> },
    /// There is no programme manager's chat yet.
    NoManager,
}

/// Why a message cannot be put back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NotParked {
    /// There is none with this number, or it was pruned or erased.
    Unknown,
    /// It is being tried already.
    OnItsWay,
    Sent,
}

const HELD_UP: &str = "SELECT id, chat, audience, reference, created, attempts, reason, detail, state, next_attempt \
                       FROM outbox WHERE state = 'parked' \
                       OR (state = 'pending' AND (chat IS NULL OR attempts > 0)) ORDER BY id";

/// What is put back counts as new: what failed before must not make its pauses long, nor give it up at once.
macro_rules! put_back {
    ($which:literal) => {
        concat!(
            "UPDATE outbox SET state = 'pending', attempts = 0, next_attempt = $1, reason = NULL, detail = NULL, follows = NULL \
             WHERE state = 'parked'",
            $which
        )
    };
}

impl Store {
    /// Every message that is parked, waits for a programme manager, or failed and is tried again; oldest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn held_up(&self) -> Result<Vec<HeldUp>, StoreError> {
        let rows = sqlx::query(HELD_UP).fetch_all(&self.reader).await.map_err(|error| self.place.error(error))?;
        rows.iter().map(read).collect::<Result<_, _>>().map_err(|error| self.place.error(error))
    }

    /// What was given up, oldest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn parked(&self) -> Result<Vec<HeldUp>, StoreError> {
        let held_up = self.held_up().await?;
        Ok(held_up.into_iter().filter(|message| matches!(message.hold, Hold::Parked(_))).collect())
    }

    /// Puts these parked messages back, due at once; or none of them, and says which are not parked.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn put_back(
        &self,
        messages: &BTreeSet<OutboxId>,
        now: DateTime<Utc>,
    ) -> Result<Result<u64, Vec<(OutboxId, NotParked)>>, StoreError> {
        let failed = |error| self.place.error(error);
        let sql = match self.dialect {
            Dialect::Sqlite => "SELECT state FROM outbox WHERE id = $1",
            Dialect::Postgres => "SELECT state FROM outbox WHERE id = $1 FOR UPDATE",
        };
        let mut tx = self.begin().await?;
        let mut wrong = Vec::new();
        let mut count = 0;
        for id in messages {
            let row = sqlx::query(sql).bind(id.0).fetch_optional(&mut *tx).await.map_err(failed)?;
            let state: Option<String> = row.map(|row| row.try_get(0)).transpose().map_err(failed)?;
            match state.as_deref() {
                Some("parked") => {
                    let query = sqlx::query(put_back!(" AND id = $2")).bind(to_millis(now)).bind(id.0);
                    count += query.execute(&mut *tx).await.map_err(failed)?.rows_affected();
                }
                None => wrong.push((*id, NotParked::Unknown)),
                Some("sent") => wrong.push((*id, NotParked::Sent)),
                Some(_) => wrong.push((*id, NotParked::OnItsWay)),
            }
        }
        if wrong.is_empty() {
            self.commit(tx).await?;
            return Ok(Ok(count));
        }
        Ok(Err(wrong))
    }

    /// Puts all parked messages back, due at once; returns how many those were.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn put_back_all(&self, now: DateTime<Utc>) -> Result<u64, StoreError> {
        self.write(sqlx::query(put_back!("")).bind(to_millis(now))).await
    }
}

/// What was parked because nobody could be reached in this chat. What Telegram refused for another reason stays.
pub(super) async fn put_back_for(tx: &mut Tx, chat: ChatId, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    let sql = put_back!(" AND chat = $2 AND reason IN ('blocked', 'chat-not-found')");
    sqlx::query(sql).bind(to_millis(now)).bind(chat.0).execute(&mut **tx).await.map(drop)
}

fn read(row: &AnyRow) -> Result<HeldUp, sqlx::Error> {
    let code: Option<String> = row.try_get(6)?;
    let reason = Reason::from_parts(&code.unwrap_or_default(), row.try_get(7)?);
    let chat: Option<i64> = row.try_get(1)?;
    let hold = match row.try_get::<String, _>(8)?.as_str() {
        "parked" => Hold::Parked(reason),
        _ if chat.is_none() => Hold::NoManager,
        _ => Hold::Failing { reason, again: from_millis(row.try_get(9)?) },
    };
    Ok(HeldUp {
        id: OutboxId(row.try_get(0)?),
        chat: chat.map(ChatId),
        audience: Audience::parse(&row.try_get::<String, _>(2)?),
        reference: parse_reference(row.try_get(3)?),
        created: from_millis(row.try_get(4)?),
        attempts: attempts(row.try_get(5)?),
        hold,
    })
}
