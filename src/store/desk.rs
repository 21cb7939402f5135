//! What a turn reads and writes for the programme manager's desk: leads with their history, their cards, and what goes to
//! and fro.
//!
//! Invariant: which lead a message belongs to is told by its row in the outbox, so by Telegram's own numbers.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::Row;
use sqlx::any::AnyRow;

use super::audience::Audience;
use super::dialect::Dialect;
use super::error::StoreError;
use super::json::{Stored, decode, encode};
use super::outbox::{Enqueued, OutboxId, enqueue, parse_reference};
use super::turn::TurnTransaction;
use super::{from_millis, leads, to_millis};
use crate::conversation::{self, Choices, DeskLead, Earlier, Message, Session};
use crate::delivery::split;
use crate::ideas::{ChatId, Entry, Lead, Reference, Status};
use crate::texts::{Locale, Markup};

/// For so long after a letter what a person types counts as their answer: a week, in milliseconds.
const DIALOGUE: i64 = 7 * 24 * 60 * 60 * 1000;
/// So far Telegram's clock and the bot's may be apart.
const CLOCKS_DIFFER: TimeDelta = TimeDelta::minutes(1);
/// So much of a history is read, the latest first.
const HISTORY: i64 = 200;

/// A message that passes on another one, or tells something, with what hangs on it.
pub(crate) struct Letter<'a> {
    pub(crate) reference: Reference,
    pub(crate) message: Message,
    /// For the chat of the event, once it has arrived or was given up.
    pub(crate) receipt: Option<&'a Message>,
    pub(crate) refusal: Option<&'a Message>,
    /// The event's own message, when this one passes it on.
    pub(crate) source: Option<(ChatId, i64)>,
}

impl TurnTransaction {
    /// What a message is about that the bot sent to a chat, by Telegram's clock at `sent`.
    pub(crate) async fn earlier(
        &mut self,
        chat: ChatId,
        message: i64,
        sent: Option<DateTime<Utc>>,
    ) -> Result<Option<Earlier>, StoreError> {
        let sql = "SELECT reference, source_chat, source_message, version, message FROM outbox \
                   WHERE chat = $1 AND telegram_message = $2 AND reference IS NOT NULL \
                   ORDER BY CASE WHEN source_message IS NULL THEN 1 ELSE 0 END, id LIMIT 1";
        let query = sqlx::query(sql).bind(chat.0).bind(message);
        let row = query.fetch_optional(&mut *self.tx).await.map_err(|error| self.place.error(error))?;
        match (row, sent) {
            (Some(row), _) => read_earlier(&row).map_err(|error| self.place.error(error)),
            (None, Some(sent)) => self.copied(chat, message, sent).await,
            (None, None) => Ok(None),
        }
    }

    /// As [`earlier`](Self::earlier) for a copy: Telegram took the message, and before the bot knew that, the connection
    /// broke or the program ended, so that the bot sends it again. Of a chat one message at a time is on its way, in
    /// the order of the outbox, and Telegram numbers them in that order; so the numbers after that of the message before
    /// it, and before its own, are its copies. The time keeps out what the outbox has forgotten meanwhile.
    async fn copied(
        &mut self,
        chat: ChatId,
        message: i64,
        taken: DateTime<Utc>,
    ) -> Result<Option<Earlier>, StoreError> {
        let sql = "SELECT reference, source_chat, source_message, version, message, created, sent FROM outbox \
                   WHERE chat = $1 AND edits IS NULL AND follows < $2 \
                   AND (state = 'pending' OR (state = 'sent' AND telegram_message >= $2)) \
                   AND NOT EXISTS (SELECT 1 FROM outbox AS known \
                   WHERE known.chat = $1 AND known.telegram_message = $2 AND known.id <> outbox.id) \
                   ORDER BY id LIMIT 1";
        let query = sqlx::query(sql).bind(chat.0).bind(message);
        let row = query.fetch_optional(&mut *self.tx).await.map_err(|error| self.place.error(error))?;
        let Some(row) = row else { return Ok(None) };
        let read = || -> Result<_, sqlx::Error> {
            let (created, sent): (i64, Option<i64>) = (row.try_get(5)?, row.try_get(6)?);
            let since = from_millis(created) - CLOCKS_DIFFER;
            let until = sent.map(|sent| from_millis(sent) + CLOCKS_DIFFER);
            let then = taken >= since && until.is_none_or(|until| taken <= until);
            Ok(if then { read_earlier(&row)? } else { None })
        };
        read().map_err(|error| self.place.error(error))
    }

    /// What a message of a chat was passed on for.
    pub(crate) async fn passed_on(&mut self, chat: ChatId, message: i64) -> Result<Option<Earlier>, StoreError> {
        let sql = "SELECT reference, NULL, NULL FROM outbox \
                   WHERE source_chat = $1 AND source_message = $2 AND reference IS NOT NULL ORDER BY id LIMIT 1";
        let query = sqlx::query(sql).bind(chat.0).bind(message);
        let row = query.fetch_optional(&mut *self.tx).await.map_err(|error| self.place.error(error))?;
        Ok(row.and_then(|row| parse_reference(row.try_get(0).ok()?)).map(|reference| Earlier {
            reference,
            source: None,
            asks: false,
            offers: false,
        }))
    }

    /// The lead that the chat is in conversation about: that of the last message in it.
    pub(crate) async fn dialogue(&mut self, chat: ChatId) -> Result<Option<Reference>, StoreError> {
        let sql = "SELECT dialogue, reference, sent FROM outbox \
                   WHERE chat = $1 AND state = 'sent' AND edits IS NULL ORDER BY id DESC LIMIT 1";
        let query = sqlx::query(sql).bind(chat.0);
        let row = query.fetch_optional(&mut *self.tx).await.map_err(|error| self.place.error(error))?;
        let Some(row) = row else { return Ok(None) };
        let read = || -> Result<(i64, Option<String>, Option<i64>), sqlx::Error> {
            Ok((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?))
        };
        let (dialogue, reference, sent) = read().map_err(|error| self.place.error(error))?;
        let recent = sent.is_some_and(|sent| sent > to_millis(self.now) - DIALOGUE);
        Ok(parse_reference(reference).filter(|_| dialogue == 1 && recent))
    }

    /// The lead with all that is known of it, held until the turn ends so that two turns do not change it at once; `None`
    /// when there is none, when it was erased, and when it cannot be read.
    pub(crate) async fn desk_lead(&mut self, reference: Reference) -> Result<Option<DeskLead>, StoreError> {
        let sql = match self.dialect {
            Dialect::Sqlite => "SELECT version, json, status, delivered, touched, chat FROM leads WHERE reference = $1",
            Dialect::Postgres => {
                "SELECT version, json, status, delivered, touched, chat FROM leads WHERE reference = $1 FOR UPDATE"
            }
        };
        let query = sqlx::query(sql).bind(reference.to_string());
        let row = query.fetch_optional(&mut *self.tx).await.map_err(|error| self.place.error(error))?;
        let Some(row) = row else { return Ok(None) };
        let Some((lead, chat)) = read_lead(&row).map_err(|error| self.place.error(error))? else { return Ok(None) };
        let history = self.history(reference).await?;
        // Who chose no language is written to in that of the question, and about an idea in that of their Telegram.
        let locale = self.locale_of(chat).await?.or_else(|| lead.lead.language().and_then(Locale::of_language));
        let locale = locale.unwrap_or_else(|| Locale::of_tag(lead.lead.from().language_tag.as_deref()));
        Ok(Some(DeskLead { history, locale, ..lead }))
    }

    async fn history(&mut self, reference: Reference) -> Result<Vec<Entry>, StoreError> {
        let sql = "SELECT version, json FROM history WHERE reference = $1 ORDER BY id DESC LIMIT $2";
        let query = sqlx::query(sql).bind(reference.to_string()).bind(HISTORY);
        let rows = query.fetch_all(&mut *self.tx).await.map_err(|error| self.place.error(error))?;
        let mut history = Vec::with_capacity(rows.len());
        for row in rows.iter().rev() {
            let read = || -> Result<(i64, String), sqlx::Error> { Ok((row.try_get(0)?, row.try_get(1)?)) };
            let (version, json) = read().map_err(|error| self.place.error(error))?;
            // What only a newer program can read is for that program.
            history.extend(decode::<Entry>(version, &json));
        }
        Ok(history)
    }

    /// The language that was chosen in a chat.
    pub(super) async fn locale_of(&mut self, chat: ChatId) -> Result<Option<Locale>, StoreError> {
        let query = sqlx::query("SELECT version, json FROM sessions WHERE chat = $1").bind(chat.0);
        let row = query.fetch_optional(&mut *self.tx).await.map_err(|error| self.place.error(error))?;
        let session = row.and_then(|row| decode::<Session>(row.try_get(0).ok()?, &row.try_get::<String, _>(1).ok()?));
        Ok(session.and_then(|session| session.locale))
    }

    /// Adds to the history of a lead and changes what is given of it. A lead that was erased stays so.
    pub(crate) async fn change_lead(
        &mut self,
        reference: Reference,
        lead: Option<&Lead>,
        status: Option<Status>,
        entry: &Entry,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE leads SET version = COALESCE($2, version), json = COALESCE($3, json), \
                   status = COALESCE($4, status), touched = $5, reminded = NULL \
                   WHERE reference = $1 AND json IS NOT NULL";
        let query = sqlx::query(sql)
            .bind(reference.to_string())
            .bind(lead.map(|_| Lead::VERSION))
            .bind(lead.map(encode))
            .bind(status.map(|status| status.name().to_owned()))
            .bind(to_millis(self.now));
        let result = query.execute(&mut *self.tx).await.map_err(|error| self.place.error(error))?;
        if result.rows_affected() == 0 {
            return Ok(());
        }
        let sql = "INSERT INTO history (reference, at, version, json) VALUES ($1, $2, $3, $4)";
        let query = sqlx::query(sql).bind(reference.to_string()).bind(to_millis(entry.at));
        let query = query.bind(Entry::VERSION).bind(encode(entry));
        query.execute(&mut *self.tx).await.map(drop).map_err(|error| self.place.error(error))
    }

    /// Puts the card as it is now in place of those in the managers' chats. One that has not left yet leaves as the new one,
    /// and of several changes that wait only the last is sent. Where a group has moved away from its card it gets another.
    pub(crate) async fn refresh_cards(&mut self, reference: Reference, card: &Message) -> Result<(), StoreError> {
        let sql = "SELECT id, chat, CASE WHEN state = 'sent' AND telegram_message IS NULL THEN 1 ELSE 0 END \
                   FROM outbox WHERE reference = $1 AND card = 1 AND state <> 'parked' ORDER BY id";
        let query = sqlx::query(sql).bind(reference.to_string());
        let rows = query.fetch_all(&mut *self.tx).await.map_err(|error| self.place.error(error))?;
        for row in rows {
            let read = || -> Result<(i64, Option<i64>, i64), sqlx::Error> {
                Ok((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?))
            };
            let (id, chat, left_behind) = read().map_err(|error| self.place.error(error))?;
            if left_behind == 1 {
                let query = sqlx::query("UPDATE outbox SET card = 0 WHERE id = $1").bind(id);
                query.execute(&mut *self.tx).await.map_err(|error| self.place.error(error))?;
                let row = Enqueued::new(chat.map(ChatId), Audience::Manager, card, self.now);
                self.enqueue(&Enqueued { reference: Some(reference), card: true, ..row }).await?;
                continue;
            }
            let sql = "UPDATE outbox SET version = $2, message = $3 WHERE (id = $1 OR edits = $1) \
                       AND state = 'pending' AND lease_owner IS NULL AND attempts = 0";
            let query = sqlx::query(sql).bind(id).bind(Message::VERSION).bind(encode(card));
            let result = query.execute(&mut *self.tx).await.map_err(|error| self.place.error(error))?;
            if result.rows_affected() == 0
                && let Some(chat) = chat
            {
                let row = Enqueued::new(Some(ChatId(chat)), Audience::Manager, card, self.now);
                self.enqueue(&Enqueued { edits: Some(OutboxId(id)), ..row }).await?;
            }
        }
        Ok(())
    }

    /// Tells every manager's chat something about a lead: as a reply to `replied` in the chat of that message, elsewhere
    /// to the lead's card.
    pub(crate) async fn tell_desk(
        &mut self,
        managers: &[ChatId],
        letter: &Letter<'_>,
        replied: Option<(ChatId, i64)>,
    ) -> Result<(), StoreError> {
        let parts = split(letter.message.clone());
        for chat in self.lock_managers(managers).await? {
            let card = match chat {
                Some(chat) => self.card_in(chat, letter.reference).await?,
                None => None,
            };
            let here = replied.filter(|(there, _)| Some(*there) == chat).map(|(_, message)| message);
            for (index, part) in parts.iter().enumerate() {
                let first = index == 0;
                let part = part.clone().in_reply_to(here.filter(|_| first));
                let row = Enqueued::new(chat, Audience::Manager, &part, self.now);
                let row = Enqueued {
                    reference: Some(letter.reference),
                    dialogue: letter.source.is_some(),
                    replies: card.filter(|_| first && here.is_none()),
                    source: letter.source,
                    ..row
                };
                self.enqueue(&row).await?;
            }
        }
        Ok(())
    }

    /// Tells the person of a lead something. `chat` is where the receipt and the refusal go.
    pub(crate) async fn tell_person(
        &mut self,
        person: ChatId,
        letter: &Letter<'_>,
        chat: ChatId,
    ) -> Result<(), StoreError> {
        self.hold(person).await?;
        let parts = split(letter.message.clone());
        let last = parts.len().saturating_sub(1);
        for (index, part) in parts.iter().enumerate() {
            let row = Enqueued::new(Some(person), Audience::Person, part, self.now);
            let row = Enqueued {
                reference: Some(letter.reference),
                dialogue: true,
                source: letter.source,
                receipt: letter.receipt.filter(|_| index == last).map(|receipt| (chat, receipt)),
                refusal: letter.refusal.filter(|_| index == 0).map(|refusal| (chat, refusal)),
                ..row
            };
            self.enqueue(&row).await?;
        }
        Ok(())
    }

    /// Has what was passed on of a message read like `message` now: what has not left yet leaves like that, and the rest is
    /// changed where it is.
    pub(crate) async fn follow(&mut self, source: (ChatId, i64), message: &Message) -> Result<(), StoreError> {
        let sql = "SELECT id, chat, audience, reference, version, message, CASE WHEN state = 'parked' OR \
                   (state = 'pending' AND lease_owner IS NULL AND attempts = 0) THEN 1 ELSE 0 END FROM outbox \
                   WHERE source_chat = $1 AND source_message = $2 AND edits IS NULL ORDER BY chat, id";
        let query = sqlx::query(sql).bind(source.0.0).bind(source.1);
        let rows = query.fetch_all(&mut *self.tx).await.map_err(|error| self.place.error(error))?;
        let passed_on = rows.iter().map(PassedOn::read).collect::<Result<Vec<_>, _>>();
        let passed_on = passed_on.map_err(|error| self.place.error(error))?;
        let parts = split(message.clone());
        // What a shorter message has no more words for.
        let nothing = Message::text(Markup::plain("…"));
        for of_chat in passed_on.chunk_by(|one, other| one.chat == other.chat) {
            let Some(first) = of_chat.first() else { continue };
            if let Some(chat) = first.chat {
                self.hold(chat).await?;
            }
            for index in 0..parts.len().max(of_chat.len()) {
                let part = parts.get(index).unwrap_or(&nothing);
                match of_chat.get(index) {
                    Some(there) if there.waits => {
                        let part = part.clone().in_reply_to(there.replies);
                        let sql = "UPDATE outbox SET version = $2, message = $3 WHERE id = $1";
                        let query = sqlx::query(sql).bind(there.id.0).bind(Message::VERSION).bind(encode(&part));
                        query.execute(&mut *self.tx).await.map_err(|error| self.place.error(error))?;
                    }
                    Some(there) => {
                        let row = Enqueued::new(there.chat, there.audience, part, self.now);
                        self.enqueue(&Enqueued { edits: Some(there.id), ..row }).await?;
                    }
                    // It has become longer than one message can be.
                    None => {
                        let row = Enqueued::new(first.chat, first.audience, part, self.now);
                        let (reference, source) = (first.reference, Some(source));
                        self.enqueue(&Enqueued { reference, source, ..row }).await?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Puts a message about a lead to the chat of the turn into the outbox.
    pub(crate) async fn say_about(
        &mut self,
        chat: ChatId,
        audience: Audience,
        reference: Reference,
        message: Message,
        (dialogue, card): (bool, bool),
    ) -> Result<(), StoreError> {
        for part in split(message) {
            let row = Enqueued::new(Some(chat), audience, &part, self.now);
            self.enqueue(&Enqueued { reference: Some(reference), dialogue, card, ..row }).await?;
        }
        Ok(())
    }

    /// The cards of a person's leads that are in managers' chats: where, under which number, and of which lead.
    pub(crate) async fn cards_of(&mut self, person: i64) -> Result<Vec<(ChatId, i64, String)>, StoreError> {
        let sql = "SELECT chat, telegram_message, reference FROM outbox WHERE card = 1 AND state = 'sent' \
                   AND chat IS NOT NULL AND telegram_message IS NOT NULL \
                   AND reference IN (SELECT reference FROM leads WHERE person = $1) ORDER BY id";
        let rows =
            sqlx::query(sql).bind(person).fetch_all(&mut *self.tx).await.map_err(|error| self.place.error(error))?;
        let read = |row: &AnyRow| -> Result<_, sqlx::Error> {
            Ok((ChatId(row.try_get(0)?), row.try_get(1)?, row.try_get(2)?))
        };
        rows.iter().map(read).collect::<Result<_, _>>().map_err(|error| self.place.error(error))
    }

    /// The row of the lead's newest card in a chat.
    async fn card_in(&mut self, chat: ChatId, reference: Reference) -> Result<Option<OutboxId>, StoreError> {
        let sql = "SELECT MAX(id) FROM outbox WHERE reference = $1 AND chat = $2 AND card = 1";
        let query = sqlx::query(sql).bind(reference.to_string()).bind(chat.0);
        let row = query.fetch_one(&mut *self.tx).await.map_err(|error| self.place.error(error))?;
        let id: Option<i64> = row.try_get(0).map_err(|error| self.place.error(error))?;
        Ok(id.map(OutboxId))
    }

    pub(super) async fn enqueue(&mut self, row: &Enqueued<'_>) -> Result<(), StoreError> {
        enqueue(&mut self.tx, row).await.map_err(|error| self.place.error(error))
    }
}

/// A message that passed on another one.
struct PassedOn {
    id: OutboxId,
    chat: Option<ChatId>,
    audience: Audience,
    reference: Option<Reference>,
    /// The message that it is a reply to, by its number.
    replies: Option<i64>,
    /// It has not left, and cannot have arrived.
    waits: bool,
}

impl PassedOn {
    fn read(row: &AnyRow) -> Result<Self, sqlx::Error> {
        let message: Option<String> = row.try_get(5)?;
        let message = message.and_then(|json| decode::<Message>(row.try_get(4).ok()?, &json));
        Ok(Self {
            id: OutboxId(row.try_get(0)?),
            chat: row.try_get::<Option<i64>, _>(1)?.map(ChatId),
            audience: Audience::parse(&row.try_get::<String, _>(2)?),
            reference: parse_reference(row.try_get(3)?),
            replies: message.and_then(|message| message.replies),
            waits: row.try_get::<i64, _>(6)? == 1,
        })
    }
}

fn read_earlier(row: &AnyRow) -> Result<Option<Earlier>, sqlx::Error> {
    let (chat, message): (Option<i64>, Option<i64>) = (row.try_get(1)?, row.try_get(2)?);
    let source = chat.map(ChatId).zip(message);
    let message: Option<String> = row.try_get(4)?;
    let message = message.and_then(|json| decode::<Message>(row.try_get(3).ok()?, &json));
    let asks = message.as_ref().is_some_and(|message| message.choices == Choices::Reply);
    let offers = message.as_ref().is_some_and(conversation::offers);
    Ok(parse_reference(row.try_get(0)?).map(|reference| Earlier { reference, source, asks, offers }))
}

fn read_lead(row: &AnyRow) -> Result<Option<(DeskLead, ChatId)>, sqlx::Error> {
    let json: Option<String> = row.try_get(1)?;
    let Some(lead) = json.and_then(|json| decode::<Lead>(row.try_get(0).unwrap_or(i64::MAX), &json)) else {
        return Ok(None);
    };
    let time = |index: usize| -> Result<Option<DateTime<Utc>>, sqlx::Error> {
        Ok(row.try_get::<Option<i64>, _>(index)?.map(from_millis))
    };
    let chat = row.try_get::<Option<i64>, _>(5)?.map_or(lead.from().chat, ChatId);
    let found = DeskLead {
        status: leads::parse_status(&row.try_get::<String, _>(2)?),
        delivered: time(3)?,
        touched: time(4)?,
        lead,
        history: Vec::new(),
        locale: Locale::default(),
    };
    Ok(Some((found, chat)))
}
