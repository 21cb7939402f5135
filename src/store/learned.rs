//! What the programme manager taught.
//!
//! Invariant: a row is never changed but to take it back or to cut its link with a lead; it holds no telephone number
//! and no e-mail address, and once the lead is erased it leads to nobody.

use chrono::{DateTime, Utc};
use sqlx::Row;
use sqlx::any::AnyRow;

use super::error::StoreError;
use super::outbox::parse_reference;
use super::{Store, TurnTransaction, from_millis, to_millis};
use crate::answering::{Lesson, Verdict, anonymous};
use crate::ideas::Reference;
use crate::knowledge::{Language, TopicId};

/// The number of something that was taught.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LessonId(pub i64);

/// Something that was taught, by whom and when.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredLesson {
    pub id: LessonId,
    pub at: DateTime<Utc>,
    pub by: String,
    pub lesson: Lesson,
    /// The passed-on question it came from, unless its person was erased.
    pub reference: Option<Reference>,
    /// When it was taken back.
    pub undone: Option<DateTime<Utc>>,
}

/// Tells whether something was taught or taken back in between.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LearnedMark {
    last: i64,
    count: i64,
    undone: i64,
}

/// Why a lesson cannot be taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NotUndone {
    /// There is none with this number.
    Unknown,
    /// It was taken back before.
    Already,
}

const ALL: &str = "SELECT id, at, taught_by, question, language, verdict, topic, reference, undone \
                   FROM learned ORDER BY id";

impl TurnTransaction {
    /// Keeps a lesson, without what leads to a person; `false` when there is nothing left of the question then. What
    /// was taught of the same passed-on question before is taken back.
    pub(crate) async fn teach(
        &mut self,
        lesson: &Lesson,
        reference: Option<Reference>,
        by: &str,
    ) -> Result<bool, StoreError> {
        let Some(question) = anonymous(lesson.question.as_str()) else { return Ok(false) };
        if let Some(reference) = reference {
            self.unlearn(reference).await?;
        }
        let (verdict, topic) = parts(&lesson.verdict);
        let sql = "INSERT INTO learned (at, taught_by, question, language, verdict, topic, reference) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7)";
        let query = sqlx::query(sql)
            .bind(to_millis(self.now))
            .bind(by.replace('\0', ""))
            .bind(question)
            .bind(lesson.language.code())
            .bind(verdict)
            .bind(topic.map(str::to_owned))
            .bind(reference.map(|reference| reference.to_string()));
        query.execute(&mut *self.tx).await.map_err(|error| self.place.error(error))?;
        Ok(true)
    }

    /// Takes back what was taught of a passed-on question; `false` when there was nothing.
    pub(crate) async fn unlearn(&mut self, reference: Reference) -> Result<bool, StoreError> {
        let sql = "UPDATE learned SET undone = $2 WHERE reference = $1 AND undone IS NULL";
        let query = sqlx::query(sql).bind(reference.to_string()).bind(to_millis(self.now));
        let undone = query.execute(&mut *self.tx).await.map_err(|error| self.place.error(error))?;
        Ok(undone.rows_affected() > 0)
    }
}

impl Store {
    /// Everything that was taught, also what was taken back, oldest first. A row that a newer program wrote and this
    /// one cannot read is left out.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn learned(&self) -> Result<Vec<StoredLesson>, StoreError> {
        let failed = |error| self.place.error(error);
        let rows = sqlx::query(ALL).fetch_all(&self.reader).await.map_err(failed)?;
        rows.iter().filter_map(|row| read(row).transpose()).collect::<Result<_, _>>().map_err(failed)
    }

    /// What was taught and counts, oldest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn lessons(&self) -> Result<Vec<Lesson>, StoreError> {
        let all = self.learned().await?;
        Ok(all.into_iter().filter(|stored| stored.undone.is_none()).map(|stored| stored.lesson).collect())
    }

    /// How it stands with what was taught; cheap.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn learned_mark(&self) -> Result<LearnedMark, StoreError> {
        // Rows become visible in another order than they are numbered, so the last number alone does not tell.
        let sql = "SELECT COALESCE(MAX(id), 0), COUNT(*), COUNT(undone) FROM learned";
        let failed = |error| self.place.error(error);
        let row = sqlx::query(sql).fetch_one(&self.reader).await.map_err(failed)?;
        let read = || -> Result<_, sqlx::Error> {
            Ok(LearnedMark { last: row.try_get(0)?, count: row.try_get(1)?, undone: row.try_get(2)? })
        };
        read().map_err(failed)
    }

    /// Takes back a lesson.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn undo_lesson(&self, id: LessonId, now: DateTime<Utc>) -> Result<Result<(), NotUndone>, StoreError> {
        let sql = "UPDATE learned SET undone = $2 WHERE id = $1 AND undone IS NULL";
        if self.write(sqlx::query(sql).bind(id.0).bind(to_millis(now))).await? > 0 {
            return Ok(Ok(()));
        }
        let query = sqlx::query("SELECT 1 FROM learned WHERE id = $1").bind(id.0);
        let row = query.fetch_optional(&self.reader).await.map_err(|error| self.place.error(error))?;
        Ok(Err(if row.is_some() { NotUndone::Already } else { NotUndone::Unknown }))
    }
}

fn parts(verdict: &Verdict) -> (&'static str, Option<&str>) {
    match verdict {
        Verdict::Topic(topic) => ("topic", Some(topic.as_str())),
        Verdict::NotOurs => ("not-ours", None),
        Verdict::Keep => ("keep", None),
    }
}

fn read(row: &AnyRow) -> Result<Option<StoredLesson>, sqlx::Error> {
    let topic: Option<String> = row.try_get(6)?;
    let verdict = match (row.try_get::<String, _>(5)?.as_str(), topic.as_deref().map(TopicId::parse)) {
        ("topic", Some(Ok(topic))) => Verdict::Topic(topic),
        ("not-ours", _) => Verdict::NotOurs,
        ("keep", _) => Verdict::Keep,
        _ => return Ok(None),
    };
    let Ok(language) = Language::parse(&row.try_get::<String, _>(4)?) else { return Ok(None) };
    let question: String = row.try_get(3)?;
    Ok(Some(StoredLesson {
        id: LessonId(row.try_get(0)?),
        at: from_millis(row.try_get(1)?),
        by: row.try_get(2)?,
        lesson: Lesson { question: question.as_str().into(), language, verdict },
        reference: parse_reference(row.try_get(7)?),
        undone: row.try_get::<Option<i64>, _>(8)?.map(from_millis),
    }))
}
