//! Marking messages as sent, those that arrive at about the same time together: each wait for the disk serves them all.
//!
//! Invariant: [`Store::mark_sent`] returns when the mark lasts and what hangs on it is stored. Whoever comes first writes
//! for all that wait; when that fails, each of them tries again by itself.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};
use tokio::sync::oneshot;

use super::audience::Audience;
use super::error::StoreError;
use super::json::{Stored as _, decode};
use super::outbox::{Enqueued, OutboxId, enqueue, parse_reference};
use super::{Store, to_millis};
use crate::conversation::Message;
use crate::delivery::split;
use crate::ideas::ChatId;

/// So many are marked with one statement.
const MOST: usize = 64;

/// What came of marking a message as sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Marked {
    /// Its receipt went into the outbox.
    pub receipt: bool,
    /// Something may be due that was not before: the next message of the chat, or the receipt.
    pub more: bool,
}

/// What seldom comes of it, so that nobody thinks about what is due then.
const RARE: Marked = Marked { receipt: false, more: true };

/// The marks that wait for whoever writes now.
#[derive(Debug, Clone, Default)]
pub(super) struct Marks {
    waiting: Arc<Mutex<Vec<Waiting>>>,
    /// Held by whoever writes.
    writing: Arc<tokio::sync::Mutex<()>>,
}

#[derive(Debug, Clone, Copy)]
struct Mark {
    id: OutboxId,
    at: DateTime<Utc>,
    telegram_message: i64,
}

#[derive(Debug)]
struct Waiting {
    mark: Mark,
    /// Told what came of it, and nothing when it is no plain message that was not marked before. Dropped on a failure.
    told: oneshot::Sender<Option<Marked>>,
}

/// Room for so many in a statement: few different texts, so that each is prepared once.
fn places(marks: usize) -> usize {
    marks.next_power_of_two()
}

impl Marks {
    fn waiting(&self) -> MutexGuard<'_, Vec<Waiting>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store {
    /// The message has arrived, whoever has claimed it by now. In the same transaction its lead becomes delivered and,
    /// the first time, the person's receipt goes into the outbox.
    ///
    /// # Errors
    /// When the database fails; the message is then sent again after its lease.
    pub async fn mark_sent(
        &self,
        id: OutboxId,
        now: DateTime<Utc>,
        telegram_message: i64,
    ) -> Result<Marked, StoreError> {
        let mark = Mark { id, at: now, telegram_message };
        loop {
            let (told, outcome) = oneshot::channel();
            self.marks.waiting().push(Waiting { mark, told });
            {
                let _writing = self.marks.writing.lock().await;
                let together = std::mem::take(&mut *self.marks.waiting());
                self.mark_together(together).await?;
            }
            match outcome.await {
                Ok(Some(marked)) => return Ok(marked),
                Ok(None) => return self.mark_with_receipt(mark).await,
                // Whoever took it along has failed.
                Err(_) => {}
            }
        }
    }

    /// Marks those that hang nothing on it, which are most.
    async fn mark_together(&self, mut together: Vec<Waiting>) -> Result<(), StoreError> {
        while !together.is_empty() {
            let now: Vec<Waiting> = together.drain(..together.len().min(MOST)).collect();
            let marks: Vec<Mark> = now.iter().map(|waiting| waiting.mark).collect();
            let marked = self.mark_all(&marks).await?;
            let followed = self.followed(&marks).await?;
            for Waiting { mark, told } in now {
                let plain = Marked { receipt: false, more: followed.contains(&mark.id) };
                // Who no longer waits need not know.
                let _ = told.send(marked.contains(&mark.id).then_some(plain));
            }
        }
        Ok(())
    }

    /// Returns those that were marked: that hang nothing on it and were not marked before.
    async fn mark_all(&self, marks: &[Mark]) -> Result<BTreeSet<OutboxId>, StoreError> {
        let row =
            |at| format!("(CAST(${} AS BIGINT), CAST(${} AS BIGINT), CAST(${} AS BIGINT))", at + 1, at + 2, at + 3);
        let places = places(marks.len());
        let values: Vec<String> = (0..places).map(|place| row(3 * place)).collect();
        let sql = format!(
            "UPDATE outbox SET state = 'sent', sent = marks.column2, telegram_message = marks.column3, \
             lease_owner = NULL, lease_until = NULL FROM (VALUES {}) AS marks \
             WHERE outbox.id = marks.column1 AND outbox.state <> 'sent' AND outbox.receipt_chat IS NULL \
             RETURNING outbox.id",
            values.join(", ")
        );
        // Safe: what is put into the text are the numbers of parameters.
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for place in 0..places {
            let (id, at, number) =
                marks.get(place).map_or((0, 0, 0), |mark| (mark.id.0, to_millis(mark.at), mark.telegram_message));
            query = query.bind(id).bind(at).bind(number);
        }
        self.ids(&self.write_returning(query).await?)
    }

    /// Returns those behind which another message of their chat waits. It is asked only now that the marks are stored:
    /// whoever stores another one later finds the way free.
    async fn followed(&self, marks: &[Mark]) -> Result<BTreeSet<OutboxId>, StoreError> {
        let places = places(marks.len());
        let values: Vec<String> = (1..=places).map(|place| format!("${place}")).collect();
        let sql = format!(
            "SELECT outbox.id FROM outbox WHERE outbox.id IN ({}) AND EXISTS (SELECT 1 FROM outbox AS behind \
             WHERE behind.chat = outbox.chat AND behind.state = 'pending' AND behind.id > outbox.id)",
            values.join(", ")
        );
        // Safe: what is put into the text are the numbers of parameters.
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for place in 0..places {
            query = query.bind(marks.get(place).map_or(0, |mark| mark.id.0));
        }
        self.ids(&query.fetch_all(&self.reader).await.map_err(|error| self.place.error(error))?)
    }

    fn ids(&self, rows: &[AnyRow]) -> Result<BTreeSet<OutboxId>, StoreError> {
        let ids = rows.iter().map(|row| row.try_get(0).map(OutboxId));
        ids.collect::<Result<_, _>>().map_err(|error| self.place.error(error))
    }

    async fn mark_with_receipt(&self, mark: Mark) -> Result<Marked, StoreError> {
        let Mark { id, at, telegram_message } = mark;
        let failed = |error| self.place.error(error);
        let mut tx = self.begin().await?;
        let query = sqlx::query("SELECT receipt_chat, receipt, reference, audience FROM outbox WHERE id = $1");
        let Some(row) = query.bind(id.0).fetch_optional(&mut *tx).await.map_err(failed)? else {
            // Erased while it was being sent.
            return Ok(RARE);
        };
        let read =
            || -> Result<_, sqlx::Error> { Ok((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?, row.try_get(3)?)) };
        let (receipt_chat, receipt, reference, audience): (Option<i64>, Option<String>, Option<String>, String) =
            read().map_err(failed)?;
        let receipt = receipt_chat.map(ChatId).zip(receipt);
        if let Some((chat, _)) = &receipt {
            // Before any row is held, as a turn of that person does it.
            self.dialect.lock_chat(&mut tx, *chat).await.map_err(failed)?;
        }
        let sql = "UPDATE outbox SET state = 'sent', sent = $2, telegram_message = $3, receipt = NULL, \
                   receipt_chat = NULL, lease_owner = NULL, lease_until = NULL WHERE id = $1 AND state <> 'sent'";
        let query = sqlx::query(sql).bind(id.0).bind(to_millis(at)).bind(telegram_message);
        if query.execute(&mut *tx).await.map_err(failed)?.rows_affected() == 0 {
            // It was marked before, perhaps without lasting. Of two copies the last one counts: with that number the
            // others can be told apart from what was sent after it.
            let sql = "UPDATE outbox SET telegram_message = $2 WHERE id = $1 AND telegram_message < $2";
            let query = sqlx::query(sql).bind(id.0).bind(telegram_message);
            if query.execute(&mut *tx).await.map_err(failed)?.rows_affected() == 1 {
                return self.commit(tx).await.map(|()| RARE);
            }
            return self.leave(tx).await.map(|()| RARE);
        }
        let mut receipt_is_new = false;
        if let (Some((chat, json)), Some(reference)) = (receipt, reference) {
            // What a manager or the mailbox gets is a lead, whose person hears of it once; what a person gets is a
            // letter, whose writer hears of each.
            let (first, to) = match Audience::parse(&audience) {
                Audience::Manager | Audience::Mail => {
                    let sql = "UPDATE leads SET delivered = $2 WHERE reference = $1 AND delivered IS NULL";
                    let query = sqlx::query(sql).bind(reference.clone()).bind(to_millis(at));
                    (query.execute(&mut *tx).await.map_err(failed)?.rows_affected() == 1, Audience::Person)
                }
                Audience::Person => (true, Audience::Manager),
            };
            if let Some(receipt) = decode::<Message>(Message::VERSION, &json).filter(|_| first) {
                for part in split(receipt) {
                    let reference = parse_reference(Some(reference.clone()));
                    let row = Enqueued { reference, ..Enqueued::new(Some(chat), to, &part, at) };
                    enqueue(&mut tx, &row).await.map_err(failed)?;
                }
                receipt_is_new = true;
            }
        }
        self.commit(tx).await?;
        Ok(Marked { receipt: receipt_is_new, more: true })
    }
}
