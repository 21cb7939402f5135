//! What was handed in, for whoever runs the bot.

use chrono::{DateTime, Utc};
use sqlx::Row;
use sqlx::any::AnyRow;

use super::error::StoreError;
use super::json::decode;
use super::{Store, from_millis};
use crate::ideas::{Lead, Reference, Status};

/// A lead as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredLead {
    pub reference: Reference,
    /// `None` once it is erased, or when a newer program wrote it.
    pub lead: Option<Lead>,
    pub status: Status,
    pub submitted: DateTime<Utc>,
    /// When the first programme manager's chat received it.
    pub delivered: Option<DateTime<Utc>>,
    /// When its content was erased, by the person or because it was old.
    pub erased: Option<DateTime<Utc>>,
}

impl Store {
    /// All leads, newest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn leads(&self) -> Result<Vec<StoredLead>, StoreError> {
        let sql = "SELECT reference, version, json, status, submitted, delivered, erased FROM leads \
                   ORDER BY year DESC, number DESC";
        let rows = sqlx::query(sql).fetch_all(&self.reader).await.map_err(|error| self.place.error(error))?;
        rows.iter().map(read).collect::<Result<_, _>>().map_err(|error| self.place.error(error))
    }

    /// The lead with this reference, if it was ever given.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn lead(&self, reference: Reference) -> Result<Option<StoredLead>, StoreError> {
        let sql = "SELECT reference, version, json, status, submitted, delivered, erased FROM leads \
                   WHERE reference = $1";
        let query = sqlx::query(sql).bind(reference.to_string());
        let row = query.fetch_optional(&self.reader).await.map_err(|error| self.place.error(error))?;
        row.as_ref().map(read).transpose().map_err(|error| self.place.error(error))
    }
}

pub(super) fn read(row: &AnyRow) -> Result<StoredLead, sqlx::Error> {
    let reference: String = row.try_get(0)?;
    let json: Option<String> = row.try_get(2)?;
    let version: i64 = row.try_get(1)?;
    Ok(StoredLead {
        reference: Reference::parse(&reference).map_err(|error| sqlx::Error::Decode(error.into()))?,
        lead: json.and_then(|json| decode(version, &json)),
        status: parse_status(&row.try_get::<String, _>(3)?),
        submitted: from_millis(row.try_get(4)?),
        delivered: row.try_get::<Option<i64>, _>(5)?.map(from_millis),
        erased: row.try_get::<Option<i64>, _>(6)?.map(from_millis),
    })
}

pub(super) fn kind(lead: &Lead) -> &'static str {
    match lead {
        Lead::Idea(_) => "idea",
        Lead::Question(_) => "question",
    }
}

/// A status that only a newer program knows reads as new.
pub(super) fn parse_status(name: &str) -> Status {
    Status::parse(name).unwrap_or_default()
}
