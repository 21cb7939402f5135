//! One turn's transaction: everything that a turn reads and writes.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use sqlx::Row;
use sqlx::any::AnyRow;

use super::audience::Audience;
use super::counts::{Tally, count_together};
use super::dialect::{Dialect, Tx};
use super::error::{Place, StoreError, StoreErrorKind};
use super::json::{Stored, encode};
use super::outbox::{Claim, Enqueued, OutboxId, OutboxRow, enqueue_together};
use super::together::Together;
use super::topics::Topic;
use super::{Store, leads, parked, to_millis};
use crate::conversation::{Message, Session};
use crate::delivery::split;
use crate::ideas::{ChatId, Lead, Person, Reference, Status, UserId};

/// How often a group may have moved before we stop following it.
const MOVES: usize = 8;

/// Holds the chat of the turn until it is committed or dropped; dropping it undoes everything.
pub(crate) struct TurnTransaction {
    pub(super) tx: Tx,
    /// The chats that this turn holds; another turn of one of them waits.
    held: BTreeSet<ChatId>,
    store: Store,
    pub(super) dialect: Dialect,
    pub(super) place: Place,
    pub(super) now: DateTime<Utc>,
}

impl Store {
    /// Begins a turn. Turns of one chat follow each other, also on several machines.
    pub(crate) async fn begin_turn(&self, chat: ChatId, now: DateTime<Utc>) -> Result<TurnTransaction, StoreError> {
        self.begin_turn_of(BTreeSet::from([chat]), now).await
    }

    /// As [`begin_turn`](Self::begin_turn), and holds all of these chats from the start.
    pub(crate) async fn begin_turn_of(
        &self,
        chats: BTreeSet<ChatId>,
        now: DateTime<Utc>,
    ) -> Result<TurnTransaction, StoreError> {
        let tx = self.begin_with(self.dialect.begin_holding(&chats)).await?;
        Ok(TurnTransaction { held: chats, ..TurnTransaction::of(self, tx, now) })
    }
}

impl TurnTransaction {
    /// One that holds no chat.
    pub(super) fn of(store: &Store, tx: Tx, now: DateTime<Utc>) -> Self {
        Self {
            tx,
            held: BTreeSet::new(),
            store: store.clone(),
            dialect: store.dialect,
            place: store.place.clone(),
            now,
        }
    }

    /// Holds another chat than the turn's own, so that what comes into its outbox leaves in the order of its numbers.
    ///
    /// # Errors
    /// [`StoreErrorKind::Busy`] when another turn holds it and may be waiting for this one: chats are waited for in the
    /// order of their numbers only, so that two turns never wait for each other.
    pub(super) async fn hold(&mut self, chat: ChatId) -> Result<(), StoreError> {
        if self.held.contains(&chat) {
            return Ok(());
        }
        let in_order = self.held.last().is_none_or(|last| *last < chat);
        let held = match in_order {
            true => self.dialect.lock_chat(&mut self.tx, chat).await.map(|()| true),
            false => self.dialect.try_lock_chat(&mut self.tx, chat).await,
        };
        if !held.map_err(|error| self.place.error(error))? {
            return Err(StoreError::new(&self.place, StoreErrorKind::Busy(chat), "another turn holds a chat"));
        }
        self.held.insert(chat);
        Ok(())
    }

    pub(crate) async fn commit(self) -> Result<(), StoreError> {
        self.store.commit(self.tx).await
    }

    /// Ends the turn of an update that was handled before, and returns when what came of it then lasts.
    pub(crate) async fn leave(self) -> Result<(), StoreError> {
        self.store.leave(self.tx).await
    }

    /// Marks the update as handled; `false` when it was already.
    pub(crate) async fn mark_seen(&mut self, update_id: i64) -> Result<bool, StoreError> {
        let query = sqlx::query("INSERT INTO seen (update_id, at) VALUES ($1, $2) ON CONFLICT (update_id) DO NOTHING")
            .bind(update_id)
            .bind(to_millis(self.now));
        let result = query.execute(&mut *self.tx).await.map_err(|error| self.place.error(error))?;
        Ok(result.rows_affected() == 1)
    }

    /// Keeps an update whose turn failed, so that somebody can look into it.
    pub(crate) async fn park_update(
        &mut self,
        update_id: i64,
        chat: ChatId,
        reason: &str,
        raw: &str,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO parked_updates (update_id, chat, reason, raw, at) VALUES ($1, $2, $3, $4, $5) \
                   ON CONFLICT (update_id) DO NOTHING";
        // PostgreSQL takes no NUL in a text.
        let query = sqlx::query(sql).bind(update_id).bind(chat.0).bind(reason.replace('\0', ""));
        let query = query.bind(raw.replace('\0', "")).bind(to_millis(self.now));
        query.execute(&mut *self.tx).await.map(drop).map_err(|error| self.place.error(error))
    }

    /// `blocked` says that the person has just stopped the bot; whoever does anything else can be reached.
    pub(crate) async fn save_session(
        &mut self,
        chat: ChatId,
        session: &Session,
        blocked: bool,
    ) -> Result<(), StoreError> {
        let mut all = Together::default();
        self.save_together(&mut all, chat, session, blocked);
        self.run(all).await.map(drop)
    }

    fn save_together(&self, all: &mut Together, chat: ChatId, session: &Session, blocked: bool) {
        let sql = "INSERT INTO sessions (chat, version, json, updated, blocked) VALUES ($1, $2, $3, $4, $5) \
                   ON CONFLICT (chat) DO UPDATE SET version = excluded.version, json = excluded.json, \
                   updated = excluded.updated, blocked = excluded.blocked";
        all.add(sql).bind(chat.0).bind(Session::VERSION).bind(encode(session));
        all.bind(to_millis(self.now)).bind(i64::from(blocked));
    }

    /// All that most turns come to: the session is as it is, the messages go to the chat, and it is counted. Nothing may
    /// come after it. With a claim, and the highest number in the chat, the first message is whose claim it is, and is
    /// returned.
    pub(crate) async fn conclude(
        &mut self,
        chat: ChatId,
        session: (&Session, bool),
        messages: Vec<Message>,
        tally: &Tally,
        claim: Option<(&Claim, i64)>,
    ) -> Result<Option<OutboxRow>, StoreError> {
        let mut all = Together::default();
        let (session, blocked) = session;
        self.save_together(&mut all, chat, session, blocked);
        count_together(&mut all, tally, self.now);
        let mut parts: Vec<Message> = messages.into_iter().flat_map(split).collect();
        let row = |(index, part)| {
            let row = Enqueued::new(Some(chat), Audience::Person, part, self.now);
            Enqueued { claim: claim.filter(|_| index == 0), ..row }
        };
        enqueue_together(&mut all, &parts.iter().enumerate().map(row).collect::<Vec<_>>());
        let rows = self.run(all).await?;
        let Some(first) = rows.first().filter(|_| claim.is_some() && !parts.is_empty()) else { return Ok(None) };
        let id = OutboxId(first.try_get(0).map_err(|error| self.place.error(error))?);
        Ok(Some(OutboxRow {
            id,
            chat,
            audience: Audience::Person,
            reference: None,
            topic: Topic::None,
            message: parts.swap_remove(0),
            created: self.now,
            attempts: 0,
        }))
    }

    async fn run(&mut self, all: Together) -> Result<Vec<AnyRow>, StoreError> {
        all.run(&mut self.tx).await.map_err(|error| self.place.error(error))
    }

    /// Something came from the chat, so it is there and takes messages: what waits for that is due at once.
    pub(crate) async fn chat_is_back(&mut self, chat: ChatId) -> Result<(), StoreError> {
        let sql = "UPDATE outbox SET next_attempt = $2 WHERE chat = $1 AND state = 'pending' AND next_attempt > $2 \
                   AND reason IN ('blocked', 'chat-not-found')";
        let query = sqlx::query(sql).bind(chat.0).bind(to_millis(self.now));
        query.execute(&mut *self.tx).await.map(drop).map_err(|error| self.place.error(error))
    }

    /// The person is back: what they could not be given goes to them now, in order and before anything newer.
    pub(crate) async fn person_is_back(&mut self, chat: ChatId) -> Result<(), StoreError> {
        parked::put_back_for(&mut self.tx, chat, self.now).await.map_err(|error| self.place.error(error))
    }

    /// The reference that the next lead of the year gets, of which other turns that look for it this way wait until
    /// this one is over.
    pub(crate) async fn hold_reference(&mut self, year: i32) -> Result<Reference, StoreError> {
        let sql = match self.dialect {
            Dialect::Sqlite => "SELECT next FROM counters WHERE year = $1",
            Dialect::Postgres => {
                let sql = "INSERT INTO counters (year, next) VALUES ($1, 1) ON CONFLICT (year) DO NOTHING";
                let query = sqlx::query(sql).bind(i64::from(year));
                query.execute(&mut *self.tx).await.map_err(|error| self.place.error(error))?;
                "SELECT next FROM counters WHERE year = $1 FOR UPDATE"
            }
        };
        let query = sqlx::query(sql).bind(i64::from(year));
        let row = query.fetch_optional(&mut *self.tx).await.map_err(|error| self.place.error(error))?;
        let next: i64 = match row {
            Some(row) => row.try_get(0).map_err(|error| self.place.error(error))?,
            None => 1,
        };
        Ok(Reference::new(year, u32::try_from(next).unwrap_or(u32::MAX)))
    }

    /// Takes the reference; `false` when another turn was quicker.
    pub(crate) async fn use_reference(&mut self, reference: Reference) -> Result<bool, StoreError> {
        let sql = "INSERT INTO counters (year, next) VALUES ($1, $2 + 1) \
                   ON CONFLICT (year) DO UPDATE SET next = counters.next + 1 WHERE counters.next = $2";
        let query = sqlx::query(sql).bind(i64::from(reference.year())).bind(i64::from(reference.number()));
        let result = query.execute(&mut *self.tx).await.map_err(|error| self.place.error(error))?;
        Ok(result.rows_affected() == 1)
    }

    pub(crate) async fn insert_lead(&mut self, lead: &Lead) -> Result<(), StoreError> {
        let reference = lead.reference();
        let sql = "INSERT INTO leads (reference, year, number, kind, person, chat, version, json, status, submitted) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
        let query = sqlx::query(sql)
            .bind(reference.to_string())
            .bind(i64::from(reference.year()))
            .bind(i64::from(reference.number()))
            .bind(leads::kind(lead))
            .bind(lead.from().user.0)
            .bind(lead.from().chat.0)
            .bind(Lead::VERSION)
            .bind(encode(lead))
            .bind(Status::default().name())
            .bind(to_millis(lead.submitted()));
        query.execute(&mut *self.tx).await.map(drop).map_err(|error| self.place.error(error))
    }

    /// Puts a message to the chat of the turn into the outbox.
    pub(crate) async fn say(&mut self, chat: ChatId, message: Message) -> Result<(), StoreError> {
        for part in split(message) {
            self.enqueue(&Enqueued::new(Some(chat), Audience::Person, &part, self.now)).await?;
        }
        Ok(())
    }

    /// Puts the messages into the outbox for each manager's chat, or aside for as long as there is none. The receipt
    /// goes with the last text, so that it comes when the person's words have arrived.
    pub(crate) async fn tell_managers(
        &mut self,
        managers: &[ChatId],
        messages: Vec<Message>,
        reference: Option<Reference>,
        receipt: Option<(ChatId, &Message)>,
    ) -> Result<(), StoreError> {
        let parts: Vec<Message> = messages.into_iter().flat_map(split).collect();
        let last = parts.len().saturating_sub(1);
        let with_receipt = parts.iter().rposition(|part| part.file.is_none()).unwrap_or(last);
        for chat in self.lock_managers(managers).await? {
            for (index, part) in parts.iter().enumerate() {
                let receipt = receipt.filter(|_| index == with_receipt);
                // The first text of a lead is its card.
                let card = reference.is_some() && index == 0;
                let row =
                    Enqueued { reference, receipt, card, ..Enqueued::new(chat, Audience::Manager, part, self.now) };
                self.enqueue(&row).await?;
            }
        }
        Ok(())
    }

    /// The managers' chats, held so that the messages of two turns do not mix. Always in the
    /// same order, so that two turns do not wait for each other.
    pub(super) async fn lock_managers(&mut self, managers: &[ChatId]) -> Result<Vec<Option<ChatId>>, StoreError> {
        let mut present = managers.to_vec();
        present.sort_unstable();
        present.dedup();
        for chat in &present {
            self.hold(*chat).await?;
        }
        Ok(if present.is_empty() { vec![None] } else { present.into_iter().map(Some).collect() })
    }

    /// Forgets the person: their session, what they typed, and messages with it. References stay, without content.
    /// Returns whether there were leads to erase. What the turn itself says must come after this.
    pub(crate) async fn erase(&mut self, person: &Person, chat: ChatId) -> Result<bool, StoreError> {
        let now = to_millis(self.now);
        for chat in BTreeSet::from([person.chat, chat]) {
            for sql in [
                "DELETE FROM sessions WHERE chat = $1",
                "DELETE FROM unreadable_sessions WHERE chat = $1",
                "DELETE FROM parked_updates WHERE chat = $1",
                "DELETE FROM outbox WHERE chat = $1 AND audience = 'person'",
                "UPDATE outbox SET receipt = NULL, receipt_chat = NULL WHERE receipt_chat = $1",
            ] {
                let query = sqlx::query(sql).bind(chat.0);
                query.execute(&mut *self.tx).await.map_err(|error| self.place.error(error))?;
            }
        }
        self.erase_from_lists(person.user).await?;
        for sql in [
            "DELETE FROM outbox WHERE edits IN (SELECT id FROM outbox WHERE reference IN \
             (SELECT reference FROM leads WHERE person = $1))",
            // That the number of a message in a manager's chat is that of something that is gone stays known, so that it is
            // not taken for another.
            "UPDATE outbox SET reference = NULL, message = NULL, card = 0, dialogue = 0, replies = NULL, \
             source_chat = NULL, source_message = NULL, refusal_chat = NULL, refusal = NULL \
             WHERE audience = 'manager' AND state = 'sent' \
             AND reference IN (SELECT reference FROM leads WHERE person = $1)",
            "DELETE FROM outbox WHERE reference IN (SELECT reference FROM leads WHERE person = $1)",
            "DELETE FROM history WHERE reference IN (SELECT reference FROM leads WHERE person = $1)",
            "UPDATE learned SET reference = NULL WHERE reference IN (SELECT reference FROM leads WHERE person = $1)",
        ] {
            let query = sqlx::query(sql).bind(person.user.0);
            query.execute(&mut *self.tx).await.map_err(|error| self.place.error(error))?;
        }
        let sql = "UPDATE leads SET json = NULL, person = NULL, chat = NULL, erased = $2 WHERE person = $1";
        let query = sqlx::query(sql).bind(person.user.0).bind(now);
        let erased = query.execute(&mut *self.tx).await.map_err(|error| self.place.error(error))?;
        Ok(erased.rows_affected() > 0)
    }

    /// Lists in the managers' chats that name a lead of the person: those that wait are not sent, and of the others the text
    /// goes.
    async fn erase_from_lists(&mut self, person: UserId) -> Result<(), StoreError> {
        let failed = |error| self.place.error(error);
        let query = sqlx::query("SELECT reference FROM leads WHERE person = $1 AND json IS NOT NULL").bind(person.0);
        let rows = query.fetch_all(&mut *self.tx).await.map_err(failed)?;
        for row in rows {
            let reference: String = row.try_get(0).map_err(failed)?;
            // In a list it is a command: `/idee_IJM_2026_0042`. In a pattern, `_` is any one character.
            let named = format!("%_{}%", reference.replace('-', "_"));
            for sql in [
                "DELETE FROM outbox WHERE state <> 'sent' AND reference IS NULL AND message LIKE '%\"list:%' \
                 AND message LIKE $1",
                "UPDATE outbox SET message = NULL WHERE state = 'sent' AND reference IS NULL \
                 AND message LIKE '%\"list:%' AND message LIKE $1",
            ] {
                sqlx::query(sql).bind(named.clone()).execute(&mut *self.tx).await.map_err(failed)?;
            }
        }
        Ok(())
    }

    /// A group became a supergroup and has another number now.
    pub(crate) async fn move_chat(&mut self, from: ChatId, to: ChatId) -> Result<(), StoreError> {
        move_chat(&mut self.tx, from, to).await.map_err(|error| self.place.error(error))
    }
}

/// The chat's number by now, if it is a group that has moved.
pub(super) async fn present_number(tx: &mut Tx, mut chat: ChatId) -> Result<ChatId, sqlx::Error> {
    for _ in 0..MOVES {
        let query = sqlx::query("SELECT to_chat FROM chat_moves WHERE from_chat = $1").bind(chat.0);
        let Some(row) = query.fetch_optional(&mut **tx).await? else { break };
        chat = ChatId(row.try_get(0)?);
    }
    Ok(chat)
}

/// As [`present_number`], from moves that were read.
pub(super) fn moved_to(mut chat: ChatId, moves: &[(ChatId, ChatId)]) -> ChatId {
    for _ in 0..MOVES {
        let Some((_, to)) = moves.iter().find(|(from, _)| *from == chat) else { break };
        chat = *to;
    }
    chat
}

pub(super) async fn move_chat(tx: &mut Tx, from: ChatId, to: ChatId) -> Result<(), sqlx::Error> {
    if from == to {
        return Ok(());
    }
    // A move back would make a circle.
    sqlx::query("DELETE FROM chat_moves WHERE from_chat = $1").bind(to.0).execute(&mut **tx).await?;
    for sql in [
        // Topics come with the new number, never along from the old one.
        "DELETE FROM forums WHERE chat = $1",
        "DELETE FROM threads WHERE chat = $1",
        "UPDATE outbox SET source_chat = NULL, source_message = NULL WHERE source_chat = $1",
    ] {
        sqlx::query(sql).bind(from.0).execute(&mut **tx).await?;
    }
    for sql in [
        "INSERT INTO chat_moves (from_chat, to_chat) VALUES ($1, $2) \
         ON CONFLICT (from_chat) DO UPDATE SET to_chat = excluded.to_chat",
        "UPDATE outbox SET chat = $2, next_attempt = created, follows = NULL WHERE chat = $1 AND state = 'pending'",
        // The numbers of messages begin anew there, and must not be taken for these.
        "UPDATE outbox SET chat = $2, telegram_message = NULL WHERE chat = $1 AND state <> 'pending'",
        "UPDATE outbox SET receipt_chat = $2 WHERE receipt_chat = $1",
        "UPDATE outbox SET refusal_chat = $2 WHERE refusal_chat = $1",
        "DELETE FROM manager_chats WHERE chat = $2 AND EXISTS (SELECT 1 FROM manager_chats WHERE chat = $1)",
        "UPDATE manager_chats SET chat = $2 WHERE chat = $1",
    ] {
        sqlx::query(sql).bind(from.0).bind(to.0).execute(&mut **tx).await?;
    }
    Ok(())
}
