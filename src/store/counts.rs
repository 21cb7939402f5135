//! How often what happened on a day, without who.
//!
//! Invariant: a number only grows, and nothing here leads to a person or a chat.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Europe::Amsterdam;
use sqlx::Row as _;

use super::error::StoreError;
use super::together::Together;
use super::{Store, TurnTransaction};
use crate::knowledge::TopicId;
use crate::report::{Count, Counted};

/// So many sums are stored with one statement.
const SUMS: usize = 100;

/// What a turn counts: what, about which topic, and how often.
pub(crate) type Tally = BTreeMap<(&'static str, Option<TopicId>), i64>;

/// Counts on the day of `now` in the IJmond: a row each, as turns side by side would wait for one that they share.
pub(super) fn count_together(all: &mut Together, tally: &Tally, now: DateTime<Utc>) {
    let day = now.with_timezone(&Amsterdam).date_naive();
    add(
        all,
        "tallies",
        "",
        tally.iter().map(|((what, topic), number)| {
            (day.to_string(), (*what).to_owned(), topic.as_ref().map_or("", TopicId::as_str).to_owned(), *number)
        }),
    );
}

/// A day, what, which topic, and how often.
type Row = (String, String, String, i64);

fn add(all: &mut Together, table: &str, on_conflict: &str, rows: impl Iterator<Item = Row>) {
    let rows: Vec<Row> = rows.collect();
    if rows.is_empty() {
        return;
    }
    let places = |row: usize| format!("(${}, ${}, ${}, ${})", 4 * row + 1, 4 * row + 2, 4 * row + 3, 4 * row + 4);
    let values: Vec<String> = (0..rows.len()).map(places).collect();
    all.add(&format!("INSERT INTO {table} (day, what, topic, number) VALUES {}{on_conflict}", values.join(", ")));
    for (day, what, topic, number) in rows {
        all.bind(day).bind(what).bind(topic).bind(number);
    }
}

impl TurnTransaction {
    /// Counts on the day of the turn.
    pub(crate) async fn count(&mut self, tally: &Tally) -> Result<(), StoreError> {
        let mut all = Together::default();
        count_together(&mut all, tally, self.now);
        all.run(&mut self.tx).await.map(drop).map_err(|error| self.place.error(error))
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
        let sql = "SELECT day, what, topic, CAST(SUM(number) AS BIGINT) FROM ( \
                   SELECT day, what, topic, number FROM counts WHERE day >= $1 AND day <= $2 UNION ALL \
                   SELECT day, what, topic, number FROM tallies WHERE day >= $1 AND day <= $2) AS counted \
                   GROUP BY day, what, topic ORDER BY day, what, topic";
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

    /// Adds up what was counted lately, so that it takes no room of its own any more.
    pub(super) async fn add_up(&self) -> Result<(), StoreError> {
        let failed = |error| self.place.error(error);
        let mut tx = self.begin().await?;
        let rows = sqlx::query("DELETE FROM tallies RETURNING day, what, topic, number").fetch_all(&mut *tx).await;
        let mut sums: BTreeMap<(String, String, String), i64> = BTreeMap::new();
        for row in rows.map_err(failed)? {
            let read = || Ok(((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?), row.try_get::<i64, _>(3)?));
            let (key, number) = read().map_err(failed)?;
            *sums.entry(key).or_default() += number;
        }
        let sums: Vec<Row> = sums.into_iter().map(|((day, what, topic), number)| (day, what, topic, number)).collect();
        for some in sums.chunks(SUMS) {
            let mut all = Together::default();
            let add_to = " ON CONFLICT (day, what, topic) DO UPDATE SET number = counts.number + excluded.number";
            add(&mut all, "counts", add_to, some.iter().cloned());
            all.run(&mut tx).await.map_err(failed)?;
        }
        self.commit(tx).await
    }
}
