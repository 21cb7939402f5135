//! What was done with a lead after it was handed in.
//!
//! Invariant: an entry is added and never changed; it says who, what and when.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{ChatId, Field, Private, Status};

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
    Told {
        status: Status,
        note: Option<Private>,
        /// The message with the sentence, by its chat and its number there: when it is edited, the news changes.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        source: Option<(ChatId, i64)>,
    },
    /// The sentence with which the person was told of a status was changed.
    Reworded { note: Private },
    /// Something was written to the other side.
    Wrote,
    /// The person added something.
    Added { text: Private },
    /// The person changed what they had added.
    Amended { text: Private },
    /// The person corrected a field.
    Corrected { field: Field },
    /// A question was taught to the bot.
    Taught,
    /// A question was kept for the editor.
    Kept,
    /// What was taught of a question was taken back.
    Forgotten,
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

/// What was taught of a question last, unless it was taken back.
pub fn lesson(history: &[Entry]) -> Option<&Entry> {
    let last = history.iter().rfind(|entry| matches!(entry.what, Deed::Taught | Deed::Kept | Deed::Forgotten));
    last.filter(|entry| entry.what != Deed::Forgotten)
}

/// The status of which the person was told with the sentence in a message, and that sentence as it reads now.
pub fn told_with(history: &[Entry], message: (ChatId, i64)) -> Option<(Status, &Private)> {
    let is_it = |entry: &Entry| matches!(&entry.what, Deed::Told { source: Some(source), .. } if *source == message);
    let place = history.iter().rposition(is_it)?;
    let Deed::Told { status, note: Some(note), .. } = &history[place].what else { return None };
    let later = history[place..].iter().rev().find_map(|entry| match &entry.what {
        Deed::Reworded { note } => Some(note),
        _ => None,
    });
    Some((*status, later.unwrap_or(note)))
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
        let told = |status| entry(Deed::Told { status, note: None, source: None });
        let mut history = vec![taken(Status::Talked), told(Status::Talked)];
        assert!(was_told(&history, Status::Talked));
        assert!(!was_told(&history, Status::InProgress));
        history.extend([taken(Status::Supported), taken(Status::Talked)]);
        assert!(!was_told(&history, Status::Talked));
        assert!(!was_told(&[], Status::New));
    }

    #[test]
    fn what_was_stored_before_there_were_sources_is_read() {
        let old = r#"{"at":"1970-01-01T00:00:00Z","by":{"who":"person"},"what":{"deed":"told","status":"talked","note":"Dag"}}"#;
        let read: Entry = serde_json::from_str(old).expect("an entry");
        let told = Deed::Told { status: Status::Talked, note: Some("Dag".into()), source: None };
        assert_eq!(read, entry(told));
        assert_eq!(serde_json::to_string(&read).expect("text"), old);
    }

    #[test]
    fn a_sentence_is_found_by_its_message_as_it_reads_now() {
        let told = |status, number: i64| {
            entry(Deed::Told { status, note: Some("Dag".into()), source: Some((ChatId(9), number)) })
        };
        let mut history = vec![told(Status::Talked, 5)];
        assert_eq!(told_with(&history, (ChatId(9), 5)), Some((Status::Talked, &"Dag".into())));
        assert_eq!((told_with(&history, (ChatId(9), 6)), told_with(&history, (ChatId(8), 5))), (None, None));
        history.push(entry(Deed::Reworded { note: "Hallo".into() }));
        assert_eq!(told_with(&history, (ChatId(9), 5)), Some((Status::Talked, &"Hallo".into())));
    }
}
