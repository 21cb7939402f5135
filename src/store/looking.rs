//! What the programme manager looks at: the list, the questions without an answer, and all that an overview is made of.
//!
//! Invariant: in a turn everything is read within its transaction. What takes longer, as an overview of all there is, is
//! read by [`Store`] outside any, by its readers, so that no turn waits for it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use futures::TryStreamExt as _;
use sqlx::Row;
use sqlx::any::AnyRow;

use super::error::StoreError;
use super::json::decode;
use super::outbox::parse_reference;
use super::turn::{TurnTransaction, moved_to};
use super::{Store, from_millis, leads};
use crate::conversation::{Desk, Look};
use crate::ideas::{By, ChatId, Entry, Reference};
use crate::report::IdeaRow;

/// The chats that were paired, and those that moved (with their new number).
const MANAGERS: &str = "SELECT from_chat, to_chat FROM chat_moves UNION ALL SELECT chat, NULL FROM manager_chats";

impl TurnTransaction {
    /// Reads what a step wants to see.
    pub(crate) async fn look(&mut self, look: Look) -> Result<Desk, StoreError> {
        match look {
            Look::Nothing => Ok(Desk::default()),
            Look::Lead(reference) => Ok(Desk { lead: self.desk_lead(reference).await?, ..Desk::default() }),
            Look::Numbered(number) => {
                let lead = match self.newest_with(number).await? {
                    Some(reference) => self.desk_lead(reference).await?,
                    None => None,
                };
                Ok(Desk { lead, ..Desk::default() })
            }
            Look::Leads => Ok(Desk { leads: self.lead_rows().await?, ..Desk::default() }),
            Look::Unanswered(since) => Ok(Desk { unanswered: self.most_unanswered(since).await?, ..Desk::default() }),
        }
    }

    /// All leads that are not erased, newest first.
    async fn lead_rows(&mut self) -> Result<Vec<IdeaRow>, StoreError> {
        let sql = "SELECT reference, version, json, status, submitted, delivered, erased FROM leads \
                   WHERE json IS NOT NULL ORDER BY year DESC, number DESC";
        let rows = sqlx::query(sql).fetch(&mut *self.tx).map_err(|error| self.place.error(error));
        rows.and_then(async |row| lead_row(&row).map_err(|error| self.place.error(error))).try_collect().await
    }

    /// The newest lead with this number that is not erased.
    async fn newest_with(&mut self, number: u32) -> Result<Option<Reference>, StoreError> {
        let sql = "SELECT reference FROM leads WHERE number = $1 AND json IS NOT NULL ORDER BY year DESC LIMIT 1";
        let query = sqlx::query(sql).bind(i64::from(number));
        let row = query.fetch_optional(&mut *self.tx).await.map_err(|error| self.place.error(error))?;
        let name = row.map(|row| row.try_get(0)).transpose().map_err(|error| self.place.error(error))?;
        Ok(parse_reference(name))
    }

    /// The chats of the programme managers by their present numbers: those that the operator set, and those that were
    /// paired.
    pub(crate) async fn managers(&mut self, configured: &[ChatId]) -> Result<Vec<ChatId>, StoreError> {
        let rows = sqlx::query(MANAGERS).fetch_all(&mut *self.tx).await.map_err(|error| self.place.error(error))?;
        read_managers(&rows, configured).map_err(|error| self.place.error(error))
    }
}

impl Store {
    /// As a turn finds them: the chats of the programme managers by their present numbers.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn managers(&self, configured: &[ChatId]) -> Result<Vec<ChatId>, StoreError> {
        let rows = sqlx::query(MANAGERS).fetch_all(&self.reader).await.map_err(|error| self.place.error(error))?;
        read_managers(&rows, configured).map_err(|error| self.place.error(error))
    }

    /// All leads for an overview or an export, newest first, with the moment at which a programme manager first did
    /// something with each.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn rows(&self) -> Result<Vec<IdeaRow>, StoreError> {
        let touched = self.first_touched().await?;
        let failed = |error| self.place.error(error);
        let sql = "SELECT reference, version, json, status, submitted, delivered, erased FROM leads \
                   ORDER BY year DESC, number DESC";
        // One by one, so that not all of them are in memory twice.
        let rows = sqlx::query(sql).fetch(&self.reader).map_err(failed);
        let touched = |row: IdeaRow| {
            let first = touched.get(&row.reference).copied();
            row.touched_first(first)
        };
        rows.and_then(async |row| lead_row(&row).map(&touched).map_err(failed)).try_collect().await
    }

    /// When a programme manager first did something with each lead.
    async fn first_touched(&self) -> Result<BTreeMap<Reference, DateTime<Utc>>, StoreError> {
        let failed = |error| self.place.error(error);
        let sql = "SELECT reference, at, version, json FROM history ORDER BY id";
        let rows = sqlx::query(sql).fetch_all(&self.reader).await.map_err(failed)?;
        let mut touched = BTreeMap::new();
        for row in rows {
            let read = || -> Result<(Option<String>, i64, i64, String), sqlx::Error> {
                Ok((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?, row.try_get(3)?))
            };
            let (reference, at, version, json) = read().map_err(failed)?;
            let by_manager = decode::<Entry>(version, &json).is_some_and(|entry| matches!(entry.by, By::Manager(_)));
            if let Some(reference) = parse_reference(reference).filter(|_| by_manager) {
                touched.entry(reference).or_insert(from_millis(at));
            }
        }
        Ok(touched)
    }
}

fn lead_row(row: &AnyRow) -> Result<IdeaRow, sqlx::Error> {
    leads::read(row).map(|stored| IdeaRow::from(&stored))
}

fn read_managers(rows: &[AnyRow], configured: &[ChatId]) -> Result<Vec<ChatId>, sqlx::Error> {
    let (mut moves, mut paired) = (Vec::new(), Vec::new());
    for row in rows {
        match (row.try_get(0)?, row.try_get::<Option<i64>, _>(1)?) {
            (from, Some(to)) => moves.push((ChatId(from), ChatId(to))),
            (chat, None) => paired.push(ChatId(chat)),
        }
    }
    Ok(present(&paired, &moves, configured))
}

/// The managers' chats by their present numbers: those that were paired, and those that the operator set.
pub(super) fn present(paired: &[ChatId], moves: &[(ChatId, ChatId)], configured: &[ChatId]) -> Vec<ChatId> {
    let all = paired.iter().chain(configured);
    let present: BTreeSet<ChatId> = all.map(|chat| moved_to(*chat, moves)).collect();
    present.into_iter().collect()
}
