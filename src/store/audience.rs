//! Whom a message is for.

use crate::ideas::ChatId;

/// Who a message is for: what happens when it cannot be delivered depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Audience {
    Person,
    Manager,
    /// The programme's mailbox, see [`MAILBOX`].
    Mail,
}

/// The mailbox as a chat, so that letters have an order and a lease as messages have. No chat at Telegram has this
/// number. Its rows hold no more than the reference: the letter is written when it is sent.
pub const MAILBOX: ChatId = ChatId(0);

impl Audience {
    /// As it is stored and shown to the operator.
    pub fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Manager => "manager",
            Self::Mail => "mail",
        }
    }

    pub(super) fn parse(name: &str) -> Self {
        match name {
            "manager" => Self::Manager,
            "mail" => Self::Mail,
            _ => Self::Person,
        }
    }
}
