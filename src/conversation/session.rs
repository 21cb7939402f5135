//! What is remembered of a chat between two events.
//!
//! Invariant: a [`Session`] is plain data that survives the way through JSON unchanged, and it holds no more of what
//! somebody typed than the next turns need: the draft of an idea and the last few questions.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Button;
use super::form::Form;
use crate::ideas::{Field, Private, Reference, Status, UserId};
use crate::knowledge::TopicId;
use crate::texts::Locale;

/// The memory of one chat. It is stored as JSON under [`Session::VERSION`].
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Session {
    /// The language they chose; `None` as long as their Telegram decides.
    pub locale: Option<Locale>,
    pub state: State,
    /// A draft that was put aside for later.
    pub paused: Option<Box<Form>>,
    /// The topic that was answered last, for follow-up questions.
    pub topic: Option<TopicId>,
    /// The last questions, oldest first, so that each can still be passed on.
    pub asked: Vec<Asked>,
    /// The ideas that were sent from this chat, oldest first, so that an old button finds its own.
    pub sent: Vec<Sent>,
    /// The number that was given last to a question or a form; see `Session::number`.
    pub last_number: i64,
    /// The buttons of the last turn: what can be tapped can be typed as well.
    pub offered: Vec<Button>,
    /// The numbers of the questions whose answer was rated, in order.
    pub rated: Vec<i64>,
    /// They were just asked what was missing in the answer to the question with this number.
    pub missing: Option<i64>,
    /// Buttons stand in place of the person's keyboard.
    pub keyboard: bool,
    /// The reply that was given last if it has variants, so that the next one sounds different.
    pub said: Option<Said>,
    /// The album to which a reply was given already.
    pub album: Option<String>,
    /// What the programme manager is about to type, in their chat.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub desk: Option<Awaiting>,
    /// Other words for a question that is being taught.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wording: Option<Wording>,
    /// What was searched for in the last lists of a programme manager, oldest first, so that each can still be turned over.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub searches: Vec<Search>,
    /// What the person is about to type about something they handed in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<About>,
    /// The numbers of the messages that added something to an idea, oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub added: Vec<i64>,
}

/// Where the conversation is.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(tag = "at", rename_all = "snake_case")]
pub enum State {
    #[default]
    Idle,
    /// An idea is being filled in.
    Form(Box<Form>),
    /// There is a draft put aside; the question is whether to go on with it or to begin again.
    Offering,
    /// The question is whether all that is kept of them may be erased.
    Erasing,
}

/// What the bot waits for in a programme manager's chat, and from whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Awaiting {
    pub from: UserId,
    /// When it was asked; later than an hour after that nobody thinks of it any more.
    pub since: DateTime<Utc>,
    pub what: Awaited,
    /// That it has to be a reply was said when something else was typed.
    #[serde(default)]
    pub reminded: bool,
}

impl Awaiting {
    pub fn new(from: UserId, since: DateTime<Utc>, what: Awaited) -> Self {
        Self { from, since, what, reminded: false }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "awaits", rename_all = "snake_case")]
pub enum Awaited {
    /// A sentence to go with the news of a status.
    Note { reference: Reference, status: Status },
    /// The words in which a question is to be remembered.
    Words { reference: Reference },
}

impl Awaited {
    /// The lead that it is about.
    pub(super) fn reference(&self) -> Reference {
        match self {
            Self::Note { reference, .. } | Self::Words { reference } => *reference,
        }
    }
}

/// Other words for a passed-on question, in which it is to be remembered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wording {
    pub reference: Reference,
    pub text: Private,
}

/// What somebody is about to type about an idea of theirs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "about", rename_all = "snake_case")]
pub enum About {
    /// Something to add to it.
    Adding { reference: Reference },
    /// A field, anew.
    Correcting { reference: Reference, field: Field },
    /// Whether it is really to be withdrawn.
    Withdrawing { reference: Reference },
}

/// A question that somebody asked, by typing or by tapping a topic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    pub number: i64,
    pub question: Private,
    /// They have read what is sent along when the question is passed on.
    pub told: bool,
    /// Set once it has been passed on.
    pub reference: Option<Reference>,
    /// The number of the message that it was asked in, where it may yet be passed on as that message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<i64>,
}

/// Words that were searched for in a list of leads, as they were typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Search {
    pub number: i64,
    pub words: Vec<Private>,
}

/// An idea that was sent, by the number of its form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    pub form: i64,
    pub reference: Reference,
}

/// A reply with variants, and how many times in a row it has been given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    pub key: String,
    pub times: usize,
}

impl Session {
    /// The version under which a session is stored; it goes up when an older program could not read it.
    pub const VERSION: i64 = 1;

    /// How many questions are kept, so that the buttons under the last few still work.
    const ASKED: usize = 3;
    /// So many messages that added something are known again when they are changed.
    const ADDED: usize = 10;
    const SENT: usize = 20;
    const SEARCHES: usize = 5;
    /// Answers older than the rated ones that are kept count as rated.
    const RATED: usize = 20;

    /// A number that no question or form of this chat had before, also not before an erasure: it follows the clock.
    pub(super) fn number(&mut self, now: DateTime<Utc>) -> i64 {
        self.last_number = now.timestamp().max(self.last_number + 1);
        self.last_number
    }

    /// Knows a message again as one that added something; the oldest one makes room.
    pub(super) fn has_added(&mut self, message: Option<i64>) {
        self.added.extend(message);
        let surplus = self.added.len().saturating_sub(Self::ADDED);
        self.added.drain(..surplus);
    }

    /// Keeps a question for passing on, and tells its number; the oldest one makes room.
    pub(super) fn remember(&mut self, question: Private, now: DateTime<Utc>) -> i64 {
        let number = self.number(now);
        self.asked.push(Asked { number, question, told: false, reference: None, message: None });
        let surplus = self.asked.len().saturating_sub(Self::ASKED);
        self.asked.drain(..surplus);
        number
    }

    /// Keeps what was searched for in a list, and tells its number; the oldest makes room. The same words keep theirs.
    pub(super) fn remember_search(&mut self, words: Vec<Private>, now: DateTime<Utc>) -> i64 {
        if let Some(known) = self.searches.iter().find(|search| search.words == words) {
            return known.number;
        }
        let number = self.number(now);
        self.searches.push(Search { number, words });
        let surplus = self.searches.len().saturating_sub(Self::SEARCHES);
        self.searches.drain(..surplus);
        number
    }

    /// Keeps that the answer to the question with this number was rated; `false` when it was before.
    pub(super) fn rate(&mut self, number: i64) -> bool {
        let forgotten = self.rated.len() >= Self::RATED && self.rated.first().is_some_and(|first| number < *first);
        let Err(place) = self.rated.binary_search(&number) else { return false };
        if forgotten {
            return false;
        }
        self.rated.insert(place, number);
        let surplus = self.rated.len().saturating_sub(Self::RATED);
        self.rated.drain(..surplus);
        true
    }

    /// Keeps under which reference a form was sent.
    pub(super) fn remember_sent(&mut self, form: i64, reference: Reference) {
        self.sent.push(Sent { form, reference });
        let surplus = self.sent.len().saturating_sub(Self::SENT);
        self.sent.drain(..surplus);
    }

    /// The form that is open now.
    pub(super) fn form(&self) -> Option<&Form> {
        match &self.state {
            State::Form(form) => Some(form),
            _ => None,
        }
    }

    /// The form that is open now, to change it.
    pub(super) fn form_mut(&mut self) -> Option<&mut Form> {
        match &mut self.state {
            State::Form(form) => Some(form),
            _ => None,
        }
    }
}
