//! Why a message is not at its destination.

use std::fmt;

/// What stood in the way of a message. The delivery worker decides what follows from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// Too many messages (429).
    RateLimited,
    /// The server failed or answered something that is no answer (5xx, an HTML page).
    ServerFault,
    /// No answer: the connection failed or took too long. The message may have arrived.
    Unreachable,
    /// The person stopped the bot, the group removed it, or the account is gone (403).
    Blocked,
    /// There is no such chat.
    ChatNotFound,
    /// Refused for another reason (4xx), in Telegram's words.
    Refused(String),
    /// The stored message cannot be read any more.
    Unreadable,
    /// No letter gets through until somebody changes a setting or the mail server, in our words.
    MailUnusable(String),
    /// A letter, and no mail server is set.
    NoMailServer,
    /// The files of a letter could not be fetched from Telegram.
    FilesNotThere,
}

impl Reason {
    /// Its name in the database and in figures.
    pub fn code(&self) -> &'static str {
        match self {
            Self::RateLimited => "rate-limited",
            Self::ServerFault => "server-fault",
            Self::Unreachable => "unreachable",
            Self::Blocked => "blocked",
            Self::ChatNotFound => "chat-not-found",
            Self::Refused(_) => "refused",
            Self::Unreadable => "unreadable",
            Self::MailUnusable(_) => "mail-unusable",
            Self::NoMailServer => "no-mail-server",
            Self::FilesNotThere => "files-not-there",
        }
    }

    pub(super) fn detail(&self) -> Option<String> {
        match self {
            // PostgreSQL takes no NUL in a text.
            Self::Refused(description) | Self::MailUnusable(description) => Some(description.replace('\0', "")),
            _ => None,
        }
    }

    pub(super) fn from_parts(code: &str, detail: Option<String>) -> Self {
        match code {
            "rate-limited" => Self::RateLimited,
            "server-fault" => Self::ServerFault,
            "unreachable" => Self::Unreachable,
            "blocked" => Self::Blocked,
            "chat-not-found" => Self::ChatNotFound,
            "unreadable" => Self::Unreadable,
            "mail-unusable" => Self::MailUnusable(detail.unwrap_or_default()),
            "no-mail-server" => Self::NoMailServer,
            "files-not-there" => Self::FilesNotThere,
            "refused" => Self::Refused(detail.unwrap_or_default()),
            other => Self::Refused(other.to_owned()),
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(description) => write!(f, "refused: {description}"),
            Self::MailUnusable(why) => f.write_str(why),
            Self::NoMailServer => f.write_str("no mail server is set"),
            Self::FilesNotThere => f.write_str("its files could not be fetched from Telegram"),
            other => f.write_str(other.code()),
        }
    }
}
