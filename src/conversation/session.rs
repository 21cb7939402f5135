//! What is remembered of a chat between two events.

use serde::{Deserialize, Serialize};

use crate::texts::Locale;

/// The memory of one chat. It is stored as JSON under [`Session::VERSION`].
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Session {
    /// The language they chose; `None` as long as their Telegram decides.
    pub locale: Option<Locale>,
    pub state: State,
}

/// Where the conversation is.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(tag = "at", rename_all = "snake_case")]
pub enum State {
    #[default]
    Idle,
}

impl Session {
    /// The version under which a session is stored; it goes up when an older program could not read it.
    pub const VERSION: i64 = 1;
}
