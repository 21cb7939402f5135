//! Who a message, an idea or a question is from.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A chat, by Telegram's number: a person's own number in a private chat, negative for groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ChatId(pub i64);

/// A Telegram account, by Telegram's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UserId(pub i64);

/// Personal text: it is stored and shown to those it is meant for, but never in `Debug` and so never in a log.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Private(pub String);

/// The sender as Telegram describes them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    pub user: UserId,
    /// Their private chat with the bot.
    pub chat: ChatId,
    /// First and last name as they set them in Telegram.
    pub name: Private,
    /// Without the `@`.
    pub username: Option<Private>,
    /// The IETF tag of the language of their Telegram, such as `nl` or `en-GB`.
    pub language_tag: Option<String>,
}

impl Private {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Private {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl fmt::Debug for Private {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Private({} characters)", self.0.chars().count())
    }
}

impl fmt::Display for ChatId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
