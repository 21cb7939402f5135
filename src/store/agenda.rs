//! What the bot does of itself: what waits, what was done, and the messages that come of it.
//!
//! Invariant: what is done once is written down in the transaction that puts its messages into the outbox; who comes
//! second finds it there and does nothing.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::Row;
use sqlx::any::AnyRow;

use super::audience::Audience;
use super::desk::Letter;
use super::dialect::{Dialect, Tx};
use super::error::StoreError;
use super::outbox::{Enqueued, parse_reference};
use super::turn::TurnTransaction;
use super::{Store, from_millis, to_millis};
use crate::conversation::{Message, Reminders, Waiting};
use crate::delivery::split;
use crate::ideas::{ChatId, Reference};
use crate::texts::Locale;

/// Whether somebody still has something to do with a lead of which nobody did since `$1`. An answered question is done
/// with, and so is what was closed. What only a newer program knows as a status is left to it.
macro_rules! waiting {
    ($head:literal, $tail:literal) => {
        concat!(
            $head,
            " FROM leads WHERE json IS NOT NULL AND COALESCE(touched, submitted) <= $1 \
             AND (status IN ('new', 'in-progress') OR (status = 'talked' AND kind = 'idea')) ",
            $tail
        )
    };
}

/// How much was handed in, also what is erased since.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct HandedIn {
    pub ideas: u64,
    pub questions: u64,
}

impl Store {
    /// Whether this was done, by whomever.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn is_done(&self, what: &str) -> Result<bool, StoreError> {
        let query = sqlx::query("SELECT at FROM done WHERE what = $1").bind(what.to_owned());
        let row = query.fetch_optional(&self.reader).await.map_err(|error| self.place.error(error))?;
        Ok(row.is_some())
    }

    /// How much was handed in from `begin` until `end`, which is left out.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn leads_between(&self, begin: DateTime<Utc>, end: DateTime<Utc>) -> Result<HandedIn, StoreError> {
        let failed = |error| self.place.error(error);
        let sql = "SELECT COUNT(CASE WHEN kind = 'idea' THEN 1 END), COUNT(CASE WHEN kind <> 'idea' THEN 1 END) \
                   FROM leads WHERE submitted >= $1 AND submitted < $2";
        let query = sqlx::query(sql).bind(to_millis(begin)).bind(to_millis(end));
        let row = query.fetch_one(&self.reader).await.map_err(failed)?;
        let count = |index: usize| row.try_get::<i64, _>(index).map(i64::unsigned_abs).map_err(failed);
        Ok(HandedIn { ideas: count(0)?, questions: count(1)? })
    }

    /// The open leads that nobody touched for so many days, and since when, the longest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn waiting(&self, now: DateTime<Utc>, days: u32) -> Result<Vec<(Reference, DateTime<Utc>)>, StoreError> {
        let failed = |error| self.place.error(error);
        let sql = waiting!("SELECT reference, COALESCE(touched, submitted)", "ORDER BY 2, year, number");
        let query = sqlx::query(sql).bind(to_millis(before(now, days)));
        let rows = query.fetch_all(&self.reader).await.map_err(failed)?;
        rows.iter().filter_map(|row| read(row).transpose()).collect::<Result<_, _>>().map_err(failed)
    }

    /// Puts what `say` has to say into the outbox of every manager's chat, in its language, unless this was done before.
    /// As long as there is no such chat, it is not done. When there is nothing to say, it is. Returns whether something
    /// was said.
    ///
    /// # Errors
    /// When the database fails; then nothing was done.
    pub async fn tell_once(
        &self,
        what: &str,
        managers: &[ChatId],
        say: impl Fn(Locale) -> Option<Message>,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let mut tx = self.begin_errand(now).await?;
        let managers = tx.managers(managers).await?;
        if managers.is_empty() || !tx.do_once(what).await? {
            return Ok(false);
        }
        let mut said = false;
        for chat in tx.lock_managers(&managers).await?.into_iter().flatten() {
            let locale = tx.locale_of(chat).await?.unwrap_or_default();
            for part in say(locale).into_iter().flat_map(split) {
                tx.enqueue(&Enqueued::new(Some(chat), Audience::Manager, &part, now)).await?;
                said = true;
            }
        }
        tx.commit().await?;
        Ok(said)
    }

    /// Reminds every manager's chat of the leads that nobody touched for so many days, and of which it was not reminded
    /// since, unless this was done before: replies to their cards, and what `say` bundles. Returns of how many.
    ///
    /// # Errors
    /// When the database fails; then nothing was done.
    pub async fn remind(
        &self,
        what: &str,
        managers: &[ChatId],
        days: u32,
        say: impl Fn(Locale, &[Waiting]) -> Reminders,
        now: DateTime<Utc>,
    ) -> Result<usize, StoreError> {
        let mut tx = self.begin_errand(now).await?;
        let managers = tx.managers(managers).await?;
        if managers.is_empty() || !tx.do_once(what).await? {
            return Ok(0);
        }
        let chats = tx.lock_managers(&managers).await?;
        let waiting = tx.note_reminders(days).await?;
        for chat in chats.into_iter().flatten().filter(|_| !waiting.is_empty()) {
            let locale = tx.locale_of(chat).await?.unwrap_or_default();
            let Reminders { each, rest } = say(locale, &waiting);
            for (reference, message) in each {
                let letter = Letter { reference, message, receipt: None, refusal: None, source: None };
                tx.tell_desk(&[chat], &letter, None).await?;
            }
            for part in rest.into_iter().flat_map(split) {
                tx.enqueue(&Enqueued::new(Some(chat), Audience::Manager, &part, now)).await?;
            }
        }
        tx.commit().await?;
        Ok(waiting.len())
    }

    /// A turn's transaction that belongs to no chat.
    async fn begin_errand(&self, now: DateTime<Utc>) -> Result<TurnTransaction, StoreError> {
        Ok(TurnTransaction::of(self, self.begin().await?, now))
    }
}

impl TurnTransaction {
    /// Writes down that this is done; `false` when it was already.
    async fn do_once(&mut self, what: &str) -> Result<bool, StoreError> {
        let now = to_millis(self.now);
        do_once(&mut self.tx, what, now).await.map_err(|error| self.place.error(error))
    }

    /// The leads to be reminded of, the longest waiting first; from now on they were.
    async fn note_reminders(&mut self, days: u32) -> Result<Vec<Waiting>, StoreError> {
        let sql = match self.dialect {
            Dialect::Sqlite => waiting!(
                "SELECT reference, COALESCE(touched, submitted)",
                "AND (reminded IS NULL OR reminded <= $2) ORDER BY 2, year, number"
            ),
            // Who holds one of them is doing something with it, and may wait for the chats that are held here.
            Dialect::Postgres => waiting!(
                "SELECT reference, COALESCE(touched, submitted)",
                "AND (reminded IS NULL OR reminded <= $2) ORDER BY 2, year, number FOR UPDATE SKIP LOCKED"
            ),
        };
        let since = before(self.now, days);
        // Reminders come once a morning: that of a few minutes earlier must not put this one off by a day.
        let query = sqlx::query(sql).bind(to_millis(since)).bind(to_millis(since + TimeDelta::hours(12)));
        let rows = query.fetch_all(&mut *self.tx).await.map_err(|error| self.place.error(error))?;
        let mut waiting = Vec::with_capacity(rows.len());
        for row in &rows {
            let Some((reference, since)) = read(row).map_err(|error| self.place.error(error))? else { continue };
            let query = sqlx::query("UPDATE leads SET reminded = $2 WHERE reference = $1");
            let query = query.bind(reference.to_string()).bind(to_millis(self.now));
            query.execute(&mut *self.tx).await.map_err(|error| self.place.error(error))?;
            let days = u32::try_from((self.now - since).num_days()).unwrap_or_default();
            waiting.push(Waiting { reference, days });
        }
        Ok(waiting)
    }
}

async fn do_once(tx: &mut Tx, what: &str, now: i64) -> Result<bool, sqlx::Error> {
    let sql = "INSERT INTO done (what, at) VALUES ($1, $2) ON CONFLICT (what) DO NOTHING";
    let query = sqlx::query(sql).bind(what.to_owned()).bind(now);
    Ok(query.execute(&mut **tx).await?.rows_affected() == 1)
}

fn before(now: DateTime<Utc>, days: u32) -> DateTime<Utc> {
    now - TimeDelta::days(i64::from(days))
}

fn read(row: &AnyRow) -> Result<Option<(Reference, DateTime<Utc>)>, sqlx::Error> {
    let since = from_millis(row.try_get(1)?);
    Ok(parse_reference(row.try_get(0)?).map(|reference| (reference, since)))
}
