//! Which chats are the programme managers', and the codes with which a chat becomes one.
//!
//! Invariant: a code is kept as a digest, works once and for an hour, and whoever guesses is slowed down before the code
//! is looked at.

use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest, Sha256};
use sqlx::Row;

use super::dialect::Exclusive;
use super::error::StoreError;
use super::turn::TurnTransaction;
use super::{Store, from_millis, to_millis};
use crate::conversation::{Message, Pairing};
use crate::ideas::{ChatId, UserId};

/// How long a code can be used.
pub const CODE_LASTS: TimeDelta = TimeDelta::hours(1);
/// So many wrong codes somebody may send within [`GUESSING`].
const GUESSES: i64 = 5;
const GUESSING: TimeDelta = TimeDelta::hours(1);
/// Letters and digits that are not taken for one another (Crockford's base 32).
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Forty bits: with five guesses an hour nobody gets anywhere.
const LENGTH: usize = 8;

/// A code with which a chat becomes a programme manager's, as it is shown: `K7QM-4XPD`.
#[derive(Clone, PartialEq, Eq)]
pub struct PairingCode(String);

/// A chat that was paired.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ManagerChat {
    pub chat: ChatId,
    /// What it was called when it was paired.
    pub title: String,
    pub paired_by: String,
    pub paired: DateTime<Utc>,
}

impl PairingCode {
    /// # Errors
    /// When the system gives no random numbers.
    fn random() -> Result<Self, getrandom::Error> {
        let mut bytes = [0; LENGTH];
        getrandom::fill(&mut bytes)?;
        let letters = bytes.map(|byte| char::from(ALPHABET[usize::from(byte) % ALPHABET.len()]));
        let (first, second) = letters.split_at(LENGTH / 2);
        Ok(Self(format!("{}-{}", String::from_iter(first), String::from_iter(second))))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whoever knows it gets the ideas.
impl std::fmt::Debug for PairingCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PairingCode(…)")
    }
}

/// The digest of a code however it is typed: in small letters, without the stroke, with an O for a zero.
fn digest(typed: &str) -> String {
    let letters = typed.chars().filter(char::is_ascii_alphanumeric).map(|letter| match letter.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        letter => letter,
    });
    hex::encode(Sha256::digest(letters.collect::<String>()))
}

impl Store {
    /// A new code. Those that are over are forgotten.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn invite(&self, now: DateTime<Utc>) -> Result<PairingCode, StoreError> {
        let code = PairingCode::random().map_err(|error| self.place.error(sqlx::Error::Io(error.into())))?;
        self.write(sqlx::query("DELETE FROM pairing_codes WHERE expires <= $1").bind(to_millis(now))).await?;
        let query = sqlx::query("INSERT INTO pairing_codes (digest, created, expires) VALUES ($1, $2, $3)");
        let query = query.bind(digest(code.as_str())).bind(to_millis(now)).bind(to_millis(now + CODE_LASTS));
        self.write(query).await?;
        Ok(code)
    }

    /// The chats that were paired, the first one first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn manager_chats(&self) -> Result<Vec<ManagerChat>, StoreError> {
        let sql = "SELECT chat, title, paired_by, paired FROM manager_chats ORDER BY paired, chat";
        let rows = sqlx::query(sql).fetch_all(&self.reader).await.map_err(|error| self.place.error(error))?;
        let read = |row: &sqlx::any::AnyRow| -> Result<ManagerChat, sqlx::Error> {
            Ok(ManagerChat {
                chat: ChatId(row.try_get(0)?),
                title: row.try_get(1)?,
                paired_by: row.try_get(2)?,
                paired: from_millis(row.try_get(3)?),
            })
        };
        rows.iter().map(read).collect::<Result<_, _>>().map_err(|error| self.place.error(error))
    }

    /// Makes a paired chat one like any other; `false` when it was not paired.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn unpair(&self, chat: ChatId, configured: &[ChatId], now: DateTime<Utc>) -> Result<bool, StoreError> {
        let mut turn = self.begin_turn(chat, now).await?;
        let was_paired = turn.unpair(chat, configured).await?;
        turn.commit().await?;
        Ok(was_paired)
    }
}

impl TurnTransaction {
    /// Whether the chat may become a programme manager's with this code, which is then used up. A wrong one is remembered.
    pub(crate) async fn try_code(&mut self, typed: &str, person: UserId) -> Result<Pairing, StoreError> {
        let now = self.now;
        let old = sqlx::query("DELETE FROM pairing_guesses WHERE at <= $1").bind(to_millis(now - GUESSING));
        old.execute(&mut *self.tx).await.map_err(|error| self.place.error(error))?;
        let query = sqlx::query("SELECT COUNT(*) FROM pairing_guesses WHERE person = $1").bind(person.0);
        let row = query.fetch_one(&mut *self.tx).await.map_err(|error| self.place.error(error))?;
        if row.try_get::<i64, _>(0).map_err(|error| self.place.error(error))? >= GUESSES {
            return Ok(Pairing::TooOften);
        }
        let query = sqlx::query("DELETE FROM pairing_codes WHERE digest = $1 AND expires > $2");
        let query = query.bind(digest(typed)).bind(to_millis(now));
        if query.execute(&mut *self.tx).await.map_err(|error| self.place.error(error))?.rows_affected() == 1 {
            return Ok(Pairing::Accepted);
        }
        let query = sqlx::query("INSERT INTO pairing_guesses (person, at) VALUES ($1, $2)");
        let query = query.bind(person.0).bind(to_millis(now));
        query.execute(&mut *self.tx).await.map_err(|error| self.place.error(error))?;
        Ok(Pairing::Wrong)
    }

    /// Whether the chat was paired, and not set by the operator.
    pub(crate) async fn is_paired(&mut self, chat: ChatId) -> Result<bool, StoreError> {
        let query = sqlx::query("SELECT chat FROM manager_chats WHERE chat = $1").bind(chat.0);
        let row = query.fetch_optional(&mut *self.tx).await.map_err(|error| self.place.error(error))?;
        Ok(row.is_some())
    }

    /// Tells these managers' chats something; nobody, when there are none.
    pub(crate) async fn tell_managers_if_any(
        &mut self,
        managers: &[ChatId],
        notice: Message,
    ) -> Result<(), StoreError> {
        if managers.is_empty() {
            return Ok(());
        }
        self.tell_managers(managers, vec![notice], None, None).await
    }

    /// Makes the chat a programme manager's, and gives it what has waited for one.
    pub(crate) async fn pair(&mut self, chat: ChatId, title: &str, by: &str) -> Result<(), StoreError> {
        let sql = "INSERT INTO manager_chats (chat, title, paired_by, paired) VALUES ($1, $2, $3, $4) \
                   ON CONFLICT (chat) DO NOTHING";
        // PostgreSQL takes no NUL in a text.
        let query = sqlx::query(sql).bind(chat.0).bind(title.replace('\0', "")).bind(by.replace('\0', ""));
        query.bind(to_millis(self.now)).execute(&mut *self.tx).await.map_err(|error| self.place.error(error))?;
        let lock = self.dialect.lock_exclusive(&mut self.tx, Exclusive::AssigningWaiting).await;
        lock.map_err(|error| self.place.error(error))?;
        let query = sqlx::query("UPDATE outbox SET chat = $1 WHERE chat IS NULL AND state = 'pending'").bind(chat.0);
        query.execute(&mut *self.tx).await.map(drop).map_err(|error| self.place.error(error))
    }

    /// Undoes it. What waits for the chat waits for the next one when there is no other; the others have it already.
    /// `false` when the chat was not paired.
    pub(crate) async fn unpair(&mut self, chat: ChatId, configured: &[ChatId]) -> Result<bool, StoreError> {
        let query = sqlx::query("DELETE FROM manager_chats WHERE chat = $1").bind(chat.0);
        let gone = query.execute(&mut *self.tx).await.map_err(|error| self.place.error(error))?;
        if gone.rows_affected() == 0 {
            return Ok(false);
        }
        let sql: &[&'static str] = if self.managers(configured).await?.is_empty() {
            &[
                "DELETE FROM outbox WHERE chat = $1 AND audience = 'manager' AND state = 'pending' AND edits IS NOT NULL",
                "UPDATE outbox SET chat = NULL WHERE chat = $1 AND audience = 'manager' AND state = 'pending'",
            ]
        } else {
            &["DELETE FROM outbox WHERE chat = $1 AND audience = 'manager' AND state = 'pending'"]
        };
        for sql in sql {
            let query = sqlx::query(*sql).bind(chat.0);
            query.execute(&mut *self.tx).await.map_err(|error| self.place.error(error))?;
        }
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_random_and_read_however_they_are_typed() {
        let codes: Vec<PairingCode> = (0..50).map(|_| PairingCode::random().expect("random numbers")).collect();
        for (index, code) in codes.iter().enumerate() {
            let shown = code.as_str();
            assert!(shown.len() == 9 && shown.as_bytes()[4] == b'-', "{shown}");
            assert!(!codes[..index].contains(code));
            assert_eq!(digest(shown), digest(&shown.to_lowercase().replace('-', " ").replace('0', "o")));
        }
        assert_ne!(digest("K7QM-4XPD"), digest("K7QM-4XPE"));
        assert_eq!(format!("{:?}", codes[0]), "PairingCode(…)");
    }
}
