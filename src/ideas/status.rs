//! How far a lead has come, and what may follow what.

use serde::{Deserialize, Serialize};

/// How far a lead has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    #[default]
    New,
    InProgress,
    /// Somebody has spoken with the person; of a question: it is answered.
    Talked,
    Supported,
    NotFitting,
    Referred,
    Withdrawn,
}

impl Status {
    pub const ALL: [Self; 7] =
        [Self::New, Self::InProgress, Self::Talked, Self::Supported, Self::NotFitting, Self::Referred, Self::Withdrawn];

    /// As in buttons and in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::InProgress => "in-progress",
            Self::Talked => "talked",
            Self::Supported => "supported",
            Self::NotFitting => "not-fitting",
            Self::Referred => "referred",
            Self::Withdrawn => "withdrawn",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }

    /// Whether nobody has anything to do with it any more.
    pub fn is_closed(self) -> bool {
        matches!(self, Self::Supported | Self::NotFitting | Self::Referred | Self::Withdrawn)
    }

    /// What an idea can become next, in the order in which it is offered. What was closed can be taken up again, also
    /// because thumbs slip; what the person withdrew stays so.
    pub fn next(self) -> &'static [Self] {
        match self {
            Self::New => &[Self::InProgress, Self::Talked, Self::NotFitting, Self::Referred, Self::Withdrawn],
            Self::InProgress => &[Self::Talked, Self::Supported, Self::NotFitting, Self::Referred, Self::Withdrawn],
            Self::Talked => &[Self::Supported, Self::NotFitting, Self::Referred, Self::InProgress, Self::Withdrawn],
            Self::Supported | Self::NotFitting | Self::Referred => &[Self::InProgress],
            Self::Withdrawn => &[],
        }
    }

    /// What a question can become next: it is answered, or it waits again.
    pub fn next_of_question(self) -> &'static [Self] {
        match self {
            Self::New | Self::InProgress => &[Self::Talked],
            _ => &[Self::InProgress],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_in_json() {
        for status in Status::ALL {
            assert_eq!(serde_json::to_value(status).expect("a status has a name"), status.name());
            assert_eq!(Status::parse(status.name()), Some(status));
        }
        assert_eq!(Status::parse("lost"), None);
    }

    #[test]
    fn nothing_becomes_new_again_and_nothing_becomes_itself() {
        for status in Status::ALL {
            for next in [status.next(), status.next_of_question()].concat() {
                assert!(next != status && next != Status::New, "{status:?} → {next:?}");
            }
        }
        assert_eq!(Status::Withdrawn.next(), []);
    }

    #[test]
    fn every_end_can_be_reached_from_the_start() {
        let mut reached = vec![Status::New];
        let mut at = 0;
        while let Some(status) = reached.get(at).copied() {
            at += 1;
            reached.extend(status.next().iter().filter(|next| !reached.contains(next)).copied().collect::<Vec<_>>());
        }
        assert!(Status::ALL.iter().all(|status| reached.contains(status)), "{reached:?}");
    }
}
