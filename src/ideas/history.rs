//! What was done with a lead after it was handed in.
//!
//! Invariant: an entry is added and never changed; it says who, what and when.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Field, Private, Status};

/// One thing that was done with a lead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub at: DateTime<Utc>,
    pub by: By,
    pub what: Deed,
}

/// Who did it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "who", content = "name", rename_all = "snake_case")]
pub enum By {
    /// A programme manager, by the name they have in Telegram.
    Manager(Private),
    /// The person whose lead it is.
    Person,
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "deed", rename_all = "snake_case")]
pub enum Deed {
    /// It got another status.
    Status { to: Status },
    /// The person was told of the status, with or without a sentence of the manager's own.
    Told { status: Status, note: Option<Private> },
    /// Something was written to the other side.
    Wrote,
    /// The person added something.
    Added { text: Private },
    /// The person corrected a field.
    Corrected { field: Field },
    /// A question was taught to the bot.
    Taught,
}

impl Entry {
    /// The status that it brought, if it is about that.
    pub fn status(&self) -> Option<Status> {
        match self.what {
            Deed::Status { to } => Some(to),
            _ => None,
        }
    }
}

/// Whether the person has already been told of the status that the lead has now.
pub fn was_told(history: &[Entry], status: Status) -> bool {
    let since = history.iter().rposition(|entry| entry.status().is_some()).unwrap_or_default();
    history[since..].iter().any(|entry| matches!(&entry.what, Deed::Told { status: told, .. } if *told == status))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(what: Deed) -> Entry {
        Entry { at: DateTime::UNIX_EPOCH, by: By::Person, what }
    }

    #[test]
    fn a_status_is_told_once_and_anew_when_it_comes_back() {
        let taken = |to| entry(Deed::Status { to });
        let told = |status| entry(Deed::Told { status, note: None });
        let mut history = vec![taken(Status::Talked), told(Status::Talked)];
        assert!(was_told(&history, Status::Talked));
        assert!(!was_told(&history, Status::InProgress));
        history.extend([taken(Status::Supported), taken(Status::Talked)]);
        assert!(!was_told(&history, Status::Talked));
        assert!(!was_told(&[], Status::New));
    }
}
