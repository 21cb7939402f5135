//! What every turn wants to know, read at once: each question to the database costs a way there and back.

use chrono::{DateTime, Utc};
use sqlx::Row;
use sqlx::any::AnyRow;

use super::dialect::Dialect;
use super::error::StoreError;
use super::json::decode;
use super::looking::present;
use super::turn::TurnTransaction;
use super::{from_millis, leads, to_millis};
use crate::conversation::{OwnLead, Session};
use crate::ideas::{ChatId, Lead, Reference, Status, UserId};

/// How many of their own leads a person is shown.
const OWN_LEADS: i64 = 50;

/// What is known before a turn begins.
pub(crate) struct Known {
    /// The chats of the programme managers by their present numbers.
    pub(crate) managers: Vec<ChatId>,
    pub(crate) session: Session,
    /// The session as it is stored, when it cannot be read and the chat has to start anew.
    pub(crate) unreadable: Option<Unreadable>,
    /// The person could not be reached the last time, or nothing is known of them.
    pub(crate) was_away: bool,
    /// When nothing waits for the chat, the highest number of a message in it.
    pub(crate) nothing_waits: Option<i64>,
    /// What the person handed in, newest first. A lead that cannot be read is left out.
    pub(crate) leads: Vec<OwnLead>,
    /// The reference that the next lead of the year gets. It stays free until [`TurnTransaction::use_reference`].
    pub(crate) next_reference: Reference,
}

/// A session that this program cannot read.
pub(crate) struct Unreadable {
    version: i64,
    json: String,
}

/// Rows of several kinds, told apart by the first column; `$1` is the chat, `$2` the year, `$3` the person, `$4` the most
/// leads. SQLite plans anew whenever a limit is a parameter and nothing more.
macro_rules! known {
    () => {
        "SELECT 'session' AS kind, version AS one, blocked AS two, json AS words, '' AS status FROM sessions \
         WHERE chat = $1 \
         UNION ALL SELECT 'next', next, 0, NULL, '' FROM counters WHERE year = $2 \
         UNION ALL SELECT 'moved', from_chat, to_chat, NULL, '' FROM chat_moves \
         UNION ALL SELECT 'paired', chat, NULL, NULL, '' FROM manager_chats \
         UNION ALL SELECT 'outbox', COALESCE((SELECT MAX(latest.telegram_message) FROM (SELECT telegram_message \
         FROM outbox WHERE chat = $1 AND telegram_message IS NOT NULL ORDER BY id DESC LIMIT 20) AS latest), 0), \
         (SELECT MIN(id) FROM outbox WHERE chat = $1 AND state = 'pending'), NULL, '' \
         UNION ALL SELECT 'lead', version, delivered, json, status FROM ( \
         SELECT version, delivered, json, status FROM leads WHERE person = $3 AND json IS NOT NULL \
         ORDER BY submitted DESC, number DESC LIMIT $4 + 0) AS own"
    };
}

/// Marks the update `$5` as handled at `$6`; there is a row of the kind 'new' when it was not handled before.
fn arriving(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Sqlite => concat!(
            "INSERT INTO seen (update_id, at) VALUES ($5, $6) ON CONFLICT (update_id) DO NOTHING \
             RETURNING 'new' AS kind, update_id AS one, 0 AS two, NULL AS words, '' AS status; ",
            known!()
        ),
        Dialect::Postgres => concat!(
            "WITH arrived AS (INSERT INTO seen (update_id, at) VALUES ($5, $6) ON CONFLICT (update_id) DO NOTHING \
             RETURNING update_id) ",
            known!(),
            " UNION ALL SELECT 'new', update_id, 0, NULL, '' FROM arrived"
        ),
    }
}

impl TurnTransaction {
    /// Marks the update as handled, and reads what is [`known`](Self::known); `None` when it was handled before.
    pub(crate) async fn arrive(
        &mut self,
        update_id: i64,
        chat: ChatId,
        person: UserId,
        configured: &[ChatId],
        year: i32,
    ) -> Result<Option<Known>, StoreError> {
        let query = sqlx::query(arriving(self.dialect)).bind(chat.0).bind(i64::from(year)).bind(person.0);
        let query = query.bind(OWN_LEADS).bind(update_id).bind(to_millis(self.now));
        let rows = query.fetch_all(&mut *self.tx).await.map_err(|error| self.place.error(error))?;
        let found = Found::of(&rows).map_err(|error| self.place.error(error))?;
        Ok(found.is_new.then(|| found.known(configured, year)))
    }

    /// Reads what is known of a chat and of the person in it. `configured` are the managers' chats that the operator set,
    /// and `year` is the one in which a lead would be handed in.
    pub(crate) async fn known(
        &mut self,
        chat: ChatId,
        person: UserId,
        configured: &[ChatId],
        year: i32,
    ) -> Result<Known, StoreError> {
        let query = sqlx::query(known!()).bind(chat.0).bind(i64::from(year)).bind(person.0).bind(OWN_LEADS);
        let rows = query.fetch_all(&mut *self.tx).await.map_err(|error| self.place.error(error))?;
        let found = Found::of(&rows).map_err(|error| self.place.error(error))?;
        Ok(found.known(configured, year))
    }

    /// Keeps a session that cannot be read, so that what was typed is not lost.
    pub(crate) async fn put_aside(&mut self, chat: ChatId, session: Unreadable) -> Result<(), StoreError> {
        let Unreadable { version, json } = session;
        let sql = "INSERT INTO unreadable_sessions (chat, version, json, at) VALUES ($1, $2, $3, $4)";
        let query = sqlx::query(sql).bind(chat.0).bind(version).bind(json).bind(to_millis(self.now));
        query.execute(&mut *self.tx).await.map(drop).map_err(|error| self.place.error(error))
    }
}

/// The rows, kind by kind.
#[derive(Default)]
struct Found {
    /// The update was not handled before.
    is_new: bool,
    /// Its version, its text, and whether the person has stopped the bot.
    session: Option<(i64, String, bool)>,
    next: Option<i64>,
    moves: Vec<(ChatId, ChatId)>,
    paired: Vec<ChatId>,
    nothing_waits: Option<i64>,
    leads: Vec<OwnLead>,
}

impl Found {
    fn of(rows: &[AnyRow]) -> Result<Self, sqlx::Error> {
        let mut found = Self::default();
        rows.iter().try_for_each(|row| found.add(row))?;
        // The newest first; the order of a union is nobody's promise.
        found.leads.sort_by_key(|own| std::cmp::Reverse((own.lead.submitted(), own.lead.reference())));
        Ok(found)
    }

    fn known(self, configured: &[ChatId], year: i32) -> Known {
        let was_away = self.session.as_ref().is_none_or(|(_, _, blocked)| *blocked);
        let (session, unreadable) = match self.session {
            Some((version, json, _)) => match decode(version, &json) {
                Some(session) => (session, None),
                None => (Session::default(), Some(Unreadable { version, json })),
            },
            None => (Session::default(), None),
        };
        let next = u32::try_from(self.next.unwrap_or(1)).unwrap_or(u32::MAX);
        Known {
            managers: present(&self.paired, &self.moves, configured),
            session,
            unreadable,
            was_away,
            nothing_waits: self.nothing_waits,
            leads: self.leads,
            next_reference: Reference::new(year, next),
        }
    }

    fn add(&mut self, row: &AnyRow) -> Result<(), sqlx::Error> {
        let (one, two): (i64, Option<i64>) = (row.try_get(1)?, row.try_get(2)?);
        let words = || row.try_get::<Option<String>, _>(3).map(Option::unwrap_or_default);
        match row.try_get::<String, _>(0)?.as_str() {
            "session" => self.session = Some((one, words()?, two == Some(1))),
            "new" => self.is_new = true,
            "next" => self.next = Some(one),
            "moved" => self.moves.extend(two.map(|to| (ChatId(one), ChatId(to)))),
            "outbox" => self.nothing_waits = two.is_none().then_some(one),
            "paired" => self.paired.push(ChatId(one)),
            _ => {
                let delivered: Option<DateTime<Utc>> = two.map(from_millis);
                let status: Status = leads::parse_status(&row.try_get::<String, _>(4)?);
                let lead = decode::<Lead>(one, &words()?);
                self.leads.extend(lead.map(|lead| OwnLead { lead, status, delivered }));
            }
        }
        Ok(())
    }
}
