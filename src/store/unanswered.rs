//! Questions that were not answered, so that somebody can see what people miss.
//!
//! Invariant: nothing here tells who asked, and no question holds a telephone number or an e-mail address.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sqlx::any::{AnyArguments, AnyRow};
use sqlx::query::Query;
use sqlx::{Any, Row};

use super::error::StoreError;
use super::{Store, TurnTransaction, from_millis, to_millis};
use crate::answering::{anonymous, normalise};
use crate::conversation::Unanswered;
use crate::ideas::Private;
use crate::knowledge::Language;

/// The last questions that are looked at; far more than a small region asks in three months.
const MOST: i64 = 10_000;

impl TurnTransaction {
    /// Keeps a question without what leads to a person; nothing when there are no words left in it then.
    pub(crate) async fn add_unanswered(&mut self, language: Language, question: &Private) -> Result<(), StoreError> {
        let Some(question) = anonymous(question.as_str()) else { return Ok(()) };
        let sql = "INSERT INTO unanswered (at, language, question) VALUES ($1, $2, $3)";
        let query = sqlx::query(sql).bind(to_millis(self.now)).bind(language.code()).bind(question);
        query.execute(&mut *self.tx).await.map(drop).map_err(|error| self.place.error(error))
    }

    /// As [`Store::most_unanswered`], all of them.
    pub(super) async fn most_unanswered(&mut self, since: DateTime<Utc>) -> Result<Vec<Unanswered>, StoreError> {
        let rows = query(since, DateTime::<Utc>::MAX_UTC)
            .fetch_all(&mut *self.tx)
            .await
            .map_err(|error| self.place.error(error))?;
        let mut questions = grouped(&rows).map_err(|error| self.place.error(error))?;
        most_frequent_first(&mut questions);
        Ok(questions)
    }
}

impl Store {
    /// What was not answered since, the latest first. Capitals and punctuation make no other question.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn unanswered(&self, since: DateTime<Utc>, most: usize) -> Result<Vec<Unanswered>, StoreError> {
        let mut questions = self.unanswered_between(since, DateTime::<Utc>::MAX_UTC).await?;
        questions.truncate(most);
        Ok(questions)
    }

    /// What was not answered since, the most frequent first, and among equals the latest.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn most_unanswered(&self, since: DateTime<Utc>, most: usize) -> Result<Vec<Unanswered>, StoreError> {
        self.most_unanswered_between(since, DateTime::<Utc>::MAX_UTC, most).await
    }

    /// As [`Store::most_unanswered`], until `end`, which is left out.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn most_unanswered_between(
        &self,
        since: DateTime<Utc>,
        end: DateTime<Utc>,
        most: usize,
    ) -> Result<Vec<Unanswered>, StoreError> {
        let mut questions = self.unanswered_between(since, end).await?;
        most_frequent_first(&mut questions);
        questions.truncate(most);
        Ok(questions)
    }

    async fn unanswered_between(
        &self,
        since: DateTime<Utc>,
        end: DateTime<Utc>,
    ) -> Result<Vec<Unanswered>, StoreError> {
        let failed = |error| self.place.error(error);
        let rows = query(since, end).fetch_all(&self.reader).await.map_err(failed)?;
        grouped(&rows).map_err(failed)
    }
}

fn query(since: DateTime<Utc>, end: DateTime<Utc>) -> Query<'static, Any, AnyArguments> {
    let sql = "SELECT at, language, question FROM unanswered WHERE at >= $1 AND at < $2 \
               ORDER BY at DESC, id DESC LIMIT $3";
    sqlx::query(sql).bind(to_millis(since)).bind(to_millis(end)).bind(MOST)
}

/// Each question once, in the order in which it was asked last, the latest first.
fn grouped(rows: &[AnyRow]) -> Result<Vec<Unanswered>, sqlx::Error> {
    let mut questions: Vec<Unanswered> = Vec::new();
    let mut known: HashMap<(Language, String), usize> = HashMap::new();
    for row in rows {
        let (at, language, question): (i64, String, String) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        // Of a language that only a newer program knows.
        let Ok(language) = Language::parse(&language) else { continue };
        let place = *known.entry((language, normalise(&question))).or_insert(questions.len());
        match questions.get_mut(place) {
            Some(asked) => asked.times += 1,
            None => {
                let question = Private(question);
                questions.push(Unanswered { question, language, times: 1, last: from_millis(at) });
            }
        }
    }
    Ok(questions)
}

fn most_frequent_first(questions: &mut [Unanswered]) {
    questions.sort_by_key(|question| std::cmp::Reverse(question.times));
}
