//! The whole bot as a function: [`step()`] takes a session and an event and gives the next session and what to do.
//!
//! Invariant: `step` is pure and total. It knows no Telegram, no database and no clock; whatever comes in, it returns
//! and the chat goes on.

mod asking;
mod browsing;
mod card;
mod commands;
mod event;
mod fields;
mod form;
mod message;
mod own;
mod privacy;
mod reply;
mod session;
mod step;
#[cfg(test)]
mod tests;
mod words;

use chrono::{DateTime, Utc};

use crate::answering::Engine;
use crate::ideas::{Lead, Reference, Status};
use crate::knowledge::Knowledge;
use crate::texts::Texts;

pub use commands::{Introduction, introduction};
pub use event::{Command, Event, EventKind, Unsupported};
pub use form::{Form, Place};
pub use message::{Button, Choices, Message, ReplyButton};
pub use session::{Asked, Said, Session, State};
pub use step::step;

/// What a step may look at besides the session and the event. Time and references come in as values.
pub struct Context<'a> {
    pub knowledge: &'a Knowledge,
    pub engine: &'a Engine,
    pub texts: &'a Texts,
    pub now: DateTime<Utc>,
    /// The reference that the next lead gets; it is used up only by [`Effect::Forward`].
    pub next_reference: Reference,
    /// What this person handed in before, newest first.
    pub leads: &'a [OwnLead],
    /// This chat receives the leads.
    pub at_manager: bool,
    /// The bot's name in Telegram without the `@`, for the way from a group to the private chat.
    pub bot_username: &'a str,
}

/// A lead of the person who is talking, as they may see it.
#[derive(Debug, Clone, PartialEq)]
pub struct OwnLead {
    pub lead: Lead,
    pub status: Status,
    /// When the programme manager's chat received it.
    pub delivered: Option<DateTime<Utc>>,
}

/// What is to happen after a step. All effects of a step are stored in one transaction with the session.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Tell the chat in which the event happened.
    Say(Message),
    /// Store the lead and send the programme manager its card. `receipt` goes to the person once the card's text has
    /// arrived at a manager's chat, and not before.
    Forward { lead: Box<Lead>, card: Vec<Message>, receipt: Message },
    /// Erase what is kept of this person and tell the programme manager, with `notice`, if anything had been forwarded.
    Erase { notice: Vec<Message> },
}
