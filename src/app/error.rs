//! What can keep the bot from running, and what to do about it.

use std::fmt;
use std::io;
use std::net::SocketAddr;

use thiserror::Error;

use crate::mail::BadCertificate;
use crate::store::StoreError;
use crate::telegram::{CallError, PollError, SetUpError};

/// Why the bot cannot be built or cannot go on.
#[derive(Debug, Error)]
pub enum AppError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    SetUp(#[from] SetUpError),
    #[error(transparent)]
    Mail(#[from] BadCertificate),
    #[error("Telegram does not know this bot token")]
    BadToken(#[source] CallError),
    #[error(transparent)]
    Poll(#[from] PollError),
    #[error("cannot listen on `{address}` for {what}")]
    Listen { address: SocketAddr, what: Listening, source: io::Error },
}

/// What is listened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listening {
    Webhook,
    Health,
}

impl fmt::Display for Listening {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Webhook => "the webhook",
            Self::Health => "health",
        })
    }
}

impl AppError {
    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Store(error) => error.hint(),
            Self::SetUp(_) => "check the address of the Bot API server",
            Self::Mail(_) => "name a file with a certificate in PEM, or leave `--smtp-ca` out",
            Self::BadToken(error) => error.hint(),
            Self::Poll(error) => error.hint(),
            Self::Listen { what: Listening::Webhook, .. } => {
                "choose another place with `--webhook-listen 127.0.0.1:8081`"
            }
            Self::Listen { what: Listening::Health, .. } => "choose another place with `--health 127.0.0.1:9091`",
        }
    }
}
