//! How often what happened on a day, without who.
//!
//! Invariant: a number only grows, and nothing here leads to a person or a chat.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Europe::Amsterdam;
use sqlx::Row;

use super::error::StoreError;
use super::together::Together;
use super::{Store, TurnTransaction};
use crate::knowledge::TopicId;
use crate::report::{Count, Counted};

/// What a turn counts: what, about which topic, and how often.
pub(crate) type Tally = BTreeMap<(&'static str, Option<TopicId>), i64>;

/// Counts on the day of `now` in the IJmond. The rows are shared by all, and are held until the turn is over: it comes last
/// in a turn. Their order is always the same, so that two turns do not wait for each other.
pub(super) fn count_together(all: &mut Together, tally: &Tally, now: DateTime<Utc>) {
    if tally.is_empty() {
        return;
    }
    let day = now.with_timezone(&Amsterdam).date_naive();
    let rows: Vec<String> =
        (0..tally.len()).map(|row| 3 * row).map(|at| format!("($1, ${}, ${}, ${})", at + 2, at + 3, at + 4)).collect();
    all.add(&format!(
        "INSERT INTO counts (day, what, topic, number) VALUES {} ON CONFLICT (day, what, topic) \
         DO UPDATE SET number = counts.number + excluded.number",
        rows.join(", ")
    ));
    all.bind(day.to_string());
    for ((what, topic), number) in tally {
        let topic = topic.as_ref().map_or("", TopicId::as_str);
        all.bind(*what).bind(topic.to_owned()).bind(*number);
    }
}

impl TurnTransaction {
    /// Counts on the day of the turn, as the last that it does.
    pub(crate) async fn count(&mut self, tally: &Tally) -> Result<(), StoreError> {
        let mut all = Together::default();
        count_together(&mut all, tally, self.now);
        all.run(&mut self.tx).await.map_err(|error| self.place.error(error))
    }
}

impl Store {
    /// What was counted from the first day to the last, both included; by day. What only a newer program counts is left
    /// out.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn counts(&self, first: NaiveDate, last: NaiveDate) -> Result<Vec<Count>, StoreError> {
        let failed = |error| self.place.error(error);
        let sql = "SELECT day, what, topic, number FROM counts WHERE day >= $1 AND day <= $2 ORDER BY day, what, topic";
        let query = sqlx::query(sql).bind(first.to_string()).bind(last.to_string());
        let rows = query.fetch_all(&self.reader).await.map_err(failed)?;
        let mut counts = Vec::with_capacity(rows.len());
        for row in rows {
            let read = || -> Result<(String, String, String, i64), sqlx::Error> {
                Ok((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?, row.try_get(3)?))
            };
            let (day, what, topic, number) = read().map_err(failed)?;
            if let (Ok(day), Some(what)) = (day.parse(), Counted::parse(&what)) {
                let number = u64::try_from(number).unwrap_or_default();
                counts.push(Count { day, what, topic: TopicId::parse(&topic).ok(), number });
            }
        }
        Ok(counts)
    }
}
