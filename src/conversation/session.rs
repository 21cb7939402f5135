//! What is remembered of a chat between two events.
//!
//! Invariant: a [`Session`] is plain data that survives the way through JSON unchanged, and it holds no more of what
//! somebody typed than the next turns need: the draft of an idea and the last question.

use serde::{Deserialize, Serialize};

use super::Button;
use super::form::Form;
use crate::ideas::{Private, Reference};
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
    /// The last question, so that it can still be passed on.
    pub asked: Option<Asked>,
    /// The idea that was sent last, for a button that is pressed again.
    pub sent: Option<Reference>,
    /// The buttons of the last turn: what can be tapped can be typed as well.
    pub offered: Vec<Button>,
    /// Buttons stand in place of the person's keyboard.
    pub keyboard: bool,
    /// The reply that was given last if it has variants, so that the next one sounds different.
    pub said: Option<Said>,
    /// The album to which a reply was given already.
    pub album: Option<String>,
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

/// A question that somebody asked, by typing or by tapping a topic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    pub question: Private,
    /// They have read what is sent along when the question is passed on.
    pub told: bool,
    /// Set once it has been passed on.
    pub reference: Option<Reference>,
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

    /// Keeps a question for passing on.
    pub(super) fn remember(&mut self, question: Private) {
        self.asked = Some(Asked { question, told: false, reference: None });
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
