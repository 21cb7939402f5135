//! The whole bot as a function: [`step()`] takes a session and an event and gives the next session and what to do.
//!
//! Invariant: `step` is pure and total. It knows no Telegram, no database and no clock; whatever comes in, it returns
//! and the chat goes on.

mod about;
mod agreeing;
mod asking;
mod browsing;
mod commands;
mod desk;
mod dialogue;
mod event;
mod feedback;
mod fields;
mod form;
mod message;
mod own;
mod phrasing;
mod privacy;
mod reply;
mod session;
mod step;
#[cfg(test)]
mod tests;
mod themes;
mod words;

use chrono::{DateTime, Utc};

use crate::answering::{Engine, Verdict};
use crate::ideas::{ChatId, Entry, Lead, Private, Reference, Status};
use crate::knowledge::{Knowledge, Language, TopicId};
use crate::texts::Texts;

pub use crate::report::figures::Counted;
pub use commands::{Introduction, introduction};
pub use desk::{AskedOften, Missed, Reminders, Waiting, WeekTold, digest, overview_text, reminders, topic_name};
pub use desk::{Desk, DeskLead, Earlier, Look, Pairing, Unanswered, card, gone, look, offers, typed_code};
pub use event::{Command, Event, EventKind, Group, Spot, Unsupported};
pub use form::{Form, Place};
pub use message::{Button, Choices, Format, MadeFile, Message, Recipe, ReplyButton, ReportSpan};
pub use session::{About, Asked, Awaited, Awaiting, Said, Search, Session, State, Wording};
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
    /// What a programme manager's chat may look at; `None` in any other chat.
    pub desk: Option<&'a Desk>,
    /// What became of the pairing code that the event holds.
    pub pairing: Option<Pairing>,
    /// What the message is about that was replied to or edited, when it belongs to a lead.
    pub earlier: Option<Earlier>,
    /// The lead that the last message in this chat was about, when that was a letter of the programme manager, or our
    /// word that the answer to one was passed on.
    pub dialogue: Option<Reference>,
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

/// Something for the person of a lead.
#[derive(Debug, Clone, PartialEq)]
pub struct ToPerson {
    pub reference: Reference,
    /// Their private chat.
    pub chat: ChatId,
    pub message: Message,
    /// For the chat of the event, once it has arrived.
    pub receipt: Option<Message>,
    /// For the chat of the event, when the person cannot be reached.
    pub refusal: Option<Message>,
    /// It is the event's own message, so that an edit of that follows.
    pub passes_on: bool,
}

/// What a message about a lead is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Something that is said of it.
    Remark,
    /// Part of a conversation between the person and the programme manager, which goes on after it.
    Dialogue,
    /// A card, which follows what happens to the lead.
    Card,
}

impl OwnLead {
    /// How the person named themselves in it.
    pub(crate) fn name(&self) -> &str {
        match &self.lead {
            Lead::Idea(idea) => idea.name.as_str(),
            Lead::Question(question) => question.from.name.as_str(),
        }
    }
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
    /// Change a message that is in the chat of the event already. Nothing new is said by it.
    Alter(Message),
    /// As `Say`, and a reply to it is about this lead.
    SayAbout { reference: Reference, message: Message, role: Role },
    /// Add to the history of a lead, and change it where there is something to change. Its cards follow.
    Change { reference: Reference, lead: Option<Box<Lead>>, status: Option<Status>, entry: Entry },
    /// Show the cards of a lead as it is.
    Refresh { reference: Reference },
    /// Tell every manager's chat something about a lead, as a reply to its card or to what `source` passed on.
    /// `passes_on` is the number of the person's message that it passes on, so that an edit of that follows.
    TellDesk { reference: Reference, message: Message, source: Option<(ChatId, i64)>, passes_on: Option<i64> },
    /// Tell the person of a lead something.
    TellPerson(Box<ToPerson>),
    /// The message of the event was edited: what was passed on of it is to read like this.
    Follow { message: Message },
    /// Make the chat of the event a programme manager's, and tell the others with `notice`.
    Pair { title: String, by: Private, notice: Message },
    /// Make the chat of the event one like any other, and tell the others with `notice`.
    Unpair { notice: Message },
    /// Count that this happened today, without who.
    Count { what: Counted, topic: Option<TopicId> },
    /// Keep a question that was not answered, without who asked it.
    Unanswered { language: Language, question: Private },
    /// Teach the bot where a question belongs; of the same passed-on question this takes the place of what was taught.
    Learn { question: Private, language: Language, verdict: Verdict, reference: Option<Reference>, by: Private },
    /// Take back what was taught of a passed-on question.
    Unlearn { reference: Reference },
}
