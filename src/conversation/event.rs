//! What can happen in a chat, without anything of Telegram in it.

use crate::ideas::{Attachment, Person, Private};

/// Something a person did, as the conversation sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    pub from: Person,
    pub kind: EventKind,
}

impl Event {
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
    /// `/word rest`; `word` is lower-case and without `@botname`.
    Command(Command),
    /// A button under a message was pressed; its data is `area:verb[:argument]`, or anything at all from an old client.
    Press(String),
    /// A telephone number was shared with Telegram's button; `own` when it is the sender's.
    Contact { phone: Private, own: bool },
    /// A document or photo. Items of one album come one by one with the same `album`.
    File { attachment: Attachment, caption: Option<Private>, album: Option<String> },
    /// Something the bot cannot read.
    Unsupported(Unsupported),
    /// Somebody addresses the bot in a group: with a command, a mention or a reply.
    InGroup,
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
