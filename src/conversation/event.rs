//! What can happen in a chat, without anything of Telegram in it.

use chrono::{DateTime, Utc};

use super::Button;
use crate::answering::normalise;
use crate::ideas::{Attachment, ChatId, Person, Private, UserId};

/// Something a person did, as the conversation sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    pub from: Person,
    pub spot: Spot,
    pub kind: EventKind,
}

/// Where it happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    pub chat: ChatId,
    /// The number of the message in its chat; of a press, that of the message with the button.
    pub message: Option<i64>,
    /// The number of the message that this one is a reply to.
    pub reply_to: Option<i64>,
    /// When Telegram took that message from the bot; `None` when it is not the bot's.
    pub reply_to_sent: Option<DateTime<Utc>>,
    /// `None` in a private chat.
    pub group: Option<Group>,
    /// Of a press: all buttons under the message, row by row.
    pub buttons: Vec<Vec<Button>>,
}

/// A group in which something happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// What it is called.
    pub title: Private,
    /// The bot is meant: by a command, its name, a reply to it or a button of its own.
    pub addressed: bool,
    /// It is divided into topics, so that each lead can have its own.
    pub has_topics: bool,
    /// It was sent in the name of the group: which of its administrators it was stays hidden.
    pub hides_sender: bool,
}

impl Spot {
    /// Nothing more is known than that it was in the person's private chat.
    pub fn private(from: &Person) -> Self {
        Self { chat: from.chat, message: None, reply_to: None, reply_to_sent: None, group: None, buttons: Vec::new() }
    }
}

impl Event {
    /// Something in the person's private chat.
    pub fn private(from: Person, kind: EventKind) -> Self {
        Self { spot: Spot::private(&from), from, kind }
    }

    /// Whether it is this person, or may be because the group hides who it is.
    pub fn may_be_from(&self, user: UserId) -> bool {
        self.from.user == user || self.spot.group.as_ref().is_some_and(|group| group.hides_sender)
    }

    /// Whether the person stopped the bot.
    pub fn says_goodbye(&self) -> bool {
        self.kind == EventKind::Reachable(false)
    }
}

#[derive(Debug, Clone, PartialEq)]
pub enum EventKind {
    /// Text that is not a command, as it was typed.
    Text(Private),
    /// A text that was changed after it was sent.
    Edited(Private),
    /// What stands under a file was changed after it was sent.
    EditedFile { attachment: Attachment, caption: Option<Private> },
    /// `/word rest`; `word` is lower-case and without `@botname`.
    Command(Command),
    /// A button under a message was pressed; its data is `area:verb[:argument]`, or anything at all from an old client.
    Press(String),
    /// A telephone number was shared with Telegram's button; `own` when it is the sender's.
    Contact { phone: Private, own: bool },
    /// A document, photo or spoken message. Items of one album come one by one with the same `album`.
    File { attachment: Attachment, caption: Option<Private>, album: Option<String> },
    /// Something the bot cannot read.
    Unsupported(Unsupported),
    /// The person stopped (`false`) or started (`true`) the bot again.
    Reachable(bool),
    /// The turn for an earlier event failed inside; the person is owed an apology.
    Failed,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Command {
    pub word: String,
    pub rest: Private,
}

impl Command {
    /// Whether it is the command with this name, accents or not: `/mijnideeën` is typed for `mijnideeen`.
    pub(super) fn is(&self, name: &str) -> bool {
        normalise(&self.word) == name
    }
}

/// Kinds of messages that carry nothing to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsupported {
    Sticker,
    Voice,
    Video,
    Location,
    Poll,
    Other,
}
