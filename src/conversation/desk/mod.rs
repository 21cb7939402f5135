//! The programme manager's side of the conversation: cards, statuses, and letters to and fro.
//!
//! Invariant: nothing here is reached but from a manager's chat, except pairing; anybody else gets the reply to a command or
//! a button that does not exist. Which lead a message is about is told by the numbers of messages, never by their text.

pub(super) mod card;
pub(super) mod digest;
mod filter;
pub(super) mod letters;
mod list;
mod look;
mod missed;
mod overview;
pub(super) mod pairing;
mod statuses;
mod teaching;
mod topic;

use chrono::{DateTime, TimeDelta, Utc};

use super::reply::Reply;
use super::{Awaited, Awaiting, Choices, Effect, Event, EventKind, Message, Role, Session};
use crate::ideas::{By, ChatId, Entry, Idea, Lead, Reference, Status};
use crate::report::figures::IdeaRow;
use crate::texts::{Arg, Locale, Markup, shorten};

/// So long the bot waits for what it asked a manager to type.
const AWAITED: TimeDelta = TimeDelta::hours(1);
/// So many characters of a title are enough to know an idea by.
const TITLE: usize = 50;

pub use card::{card, gone};
pub use digest::{AskedOften, Missed, Reminders, Waiting, WeekTold, digest, reminders};
pub use look::{Look, look};
pub use missed::Unanswered;
pub use overview::overview_text;
pub use pairing::{Pairing, typed_code};
pub use topic::topic_name;

/// What a programme manager's chat may look at.
#[derive(Debug, Clone, Default)]
pub struct Desk {
    /// The lead that [`look()`] asked for; `None` also when it was erased.
    pub lead: Option<DeskLead>,
    /// The operator set this chat, so that it cannot be unpaired here.
    pub is_configured: bool,
    /// All leads, newest first, when [`look()`] asked for them.
    pub leads: Vec<IdeaRow>,
    /// What was not answered, the most frequent first, when [`look()`] asked for it.
    pub unanswered: Vec<Unanswered>,
}

/// A lead as the programme manager has it.
#[derive(Debug, Clone, PartialEq)]
pub struct DeskLead {
    pub lead: Lead,
    pub status: Status,
    /// When the first manager's chat received it.
    pub delivered: Option<DateTime<Utc>>,
    /// When somebody last did something with it.
    pub touched: Option<DateTime<Utc>>,
    /// Oldest first.
    pub history: Vec<Entry>,
    /// The language in which the person is written to.
    pub locale: Locale,
}

/// What an earlier message was about, by the numbers of the messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Earlier {
    pub reference: Reference,
    /// The message that it passed on, by its chat and its number there.
    pub source: Option<(ChatId, i64)>,
    /// It asked for something to be typed in reply.
    pub asks: bool,
    /// It asked the manager to choose among its buttons.
    pub offers: bool,
}

impl DeskLead {
    pub fn reference(&self) -> Reference {
        self.lead.reference()
    }

    pub(super) fn idea(&self) -> Option<&Idea> {
        match &self.lead {
            Lead::Idea(idea) => Some(idea),
            Lead::Question(_) => None,
        }
    }

    /// What it can become next, in the order in which it is offered. What a manager withdrew can be taken up again, as
    /// thumbs slip; what the person withdrew stays so.
    pub fn next(&self) -> &'static [Status] {
        match self.lead {
            Lead::Idea(_) if self.status == Status::Withdrawn && self.was_set_by_manager() => &[Status::InProgress],
            Lead::Idea(_) => self.status.next(),
            Lead::Question(_) => self.status.next_of_question(),
        }
    }

    fn was_set_by_manager(&self) -> bool {
        let last = self.history.iter().rfind(|entry| entry.status().is_some());
        last.is_some_and(|entry| matches!(entry.by, By::Manager(_)))
    }

    /// How the person is named, as they named themselves.
    pub(super) fn name(&self) -> &str {
        match &self.lead {
            Lead::Idea(idea) => idea.name.as_str(),
            Lead::Question(question) => question.from.name.as_str(),
        }
    }
}

/// The lead that an event in a manager's chat is about. `earlier` is what the message is about that was replied to or
/// edited.
fn lead_of(event: &Event, session: &Session, earlier: Option<Earlier>, now: DateTime<Utc>) -> Option<Reference> {
    let replied = || earlier.map(|earlier| earlier.reference);
    match &event.kind {
        EventKind::Press(data) => named(data),
        EventKind::Command(command) => from_command(&command.word),
        EventKind::Text(_) | EventKind::File { .. } | EventKind::Unsupported(_) => {
            awaited(event, session, earlier, now).map(Awaited::reference).or_else(replied)
        }
        EventKind::Edited(_) | EventKind::EditedFile { .. } => replied(),
        _ => None,
    }
}

/// What the bot asked of whoever sends this, if it is that: a reply to the question itself and to nothing else, or words
/// that were meant for somebody else, or for nobody, would go to the person of the lead.
fn awaited<'a>(
    event: &Event,
    session: &'a Session,
    earlier: Option<Earlier>,
    now: DateTime<Utc>,
) -> Option<&'a Awaited> {
    let awaiting = session.desk.as_ref().filter(|awaiting| event.may_be_from(awaiting.from))?;
    if now - awaiting.since > AWAITED {
        return None;
    }
    let meant = earlier.is_some_and(|earlier| earlier.asks && earlier.reference == awaiting.what.reference());
    meant.then_some(&awaiting.what)
}

/// `lead:<verb>:<reference>[:…]` or `learn:<verb>:<reference>[:…]`
fn named(data: &str) -> Option<Reference> {
    let mut parts = data.split(':');
    match (parts.next()?, parts.next()?) {
        ("lead" | "learn", _) => Reference::parse(parts.next()?).ok(),
        _ => None,
    }
}

/// `idee_IJM_2026_0042`, a command that can be tapped; of a question `vraag_IJM_2026_0042`.
fn from_command(word: &str) -> Option<Reference> {
    let rest = ["idee_", "idea_", "vraag_", "question_"].iter().find_map(|start| word.strip_prefix(start))?;
    Reference::parse(&rest.replace('_', "-").to_uppercase()).ok()
}

/// Does what the event asks for, if it is for the desk; `false` leaves it to the conversation.
pub(super) fn takes(reply: &mut Reply<'_>, event: &Event) -> bool {
    let Some(desk) = reply.context.desk else { return false };
    let in_group = event.spot.group.is_some();
    if in_group {
        // A group has no language of its own unless somebody sets it.
        reply.locale = reply.session.locale.unwrap_or_default();
    }
    match &event.kind {
        EventKind::Press(data) if data.starts_with("lead:") || data.starts_with("learn:") => press(reply, event, data),
        EventKind::Command(command) if from_command(&command.word).is_some() => match &desk.lead {
            Some(lead) => show(reply, lead),
            None => unknown(reply),
        },
        EventKind::Command(command) => return look::command(reply, command),
        EventKind::Press(data) => return look::press(reply, event.spot.message, data),
        EventKind::Text(_) | EventKind::File { .. } | EventKind::Unsupported(_) => return written(reply, event),
        EventKind::Edited(_) | EventKind::EditedFile { .. } => return letters::rewritten(reply, event),
        _ => return false,
    }
    true
}

/// Something that was sent: the sentence that was asked for, or a letter when it replies to something about a lead.
fn written(reply: &mut Reply<'_>, event: &Event) -> bool {
    match awaited(event, &reply.session, reply.context.earlier, reply.context.now).cloned() {
        Some(Awaited::Note { status, .. }) => {
            statuses::note(reply, event, status);
            return true;
        }
        Some(Awaited::Words { .. }) => {
            teaching::words(reply, event);
            return true;
        }
        None => {}
    }
    if reply.context.earlier.is_none() {
        if look::names_lead(event, &reply.session).is_some() {
            match reply.context.desk.and_then(|desk| desk.lead.as_ref()) {
                Some(lead) => show(reply, lead),
                None => unknown(reply),
            }
            return true;
        }
        // What was typed is no message of ours that could be changed.
        if let Some(data) = look::tapped(event, &reply.session) {
            return look::press(reply, None, &data);
        }
        if let Some(data) = look::chosen(event, &reply.session) {
            press(reply, event, &data);
            return true;
        }
        return for_nobody(reply, event);
    }
    if reply.context.earlier.is_some_and(|earlier| earlier.asks) {
        // What was asked is answered, or so long ago that nobody thinks of it.
        reply.say("desk-asked-no-more");
        return true;
    }
    if let Some(earlier) = reply.context.earlier.filter(|earlier| earlier.offers) {
        // 'Ja, doe maar' is for the bot.
        match look::chosen(event, &reply.session).filter(|data| named(data) == Some(earlier.reference)) {
            Some(data) => press(reply, event, &data),
            None => reply.say("desk-reply-to-choice"),
        }
        return true;
    }
    letters::write(reply, event);
    true
}

/// Whether a message asks the manager to choose among its buttons. Those of a card do not: they are there for later.
pub fn offers(message: &Message) -> bool {
    let Choices::Buttons(rows) = &message.choices else { return false };
    let asks = ["lead:tell:", "lead:note:", "lead:quiet:", "learn:"];
    let offers = |data: &str| asks.iter().any(|verb| data.starts_with(verb)) && !data.starts_with("learn:ask:");
    rows.iter().flatten().any(|button| offers(&button.data))
}

/// What goes to nobody though it may have been meant to: said, so that it is not taken for sent.
fn for_nobody(reply: &mut Reply<'_>, event: &Event) -> bool {
    if reply.session.form().is_some() {
        return false;
    }
    let private = event.spot.group.is_none();
    let now = reply.context.now;
    let waits = |awaiting: &&mut Awaiting| {
        event.may_be_from(awaiting.from) && now - awaiting.since <= AWAITED && !awaiting.reminded
    };
    if let Some(awaiting) = reply.session.desk.as_mut().filter(waits).filter(|_| private) {
        // Once: who goes on typing means something else.
        awaiting.reminded = true;
        reply.say("desk-reply-to-question");
    } else if event.spot.reply_to.is_some() && event.spot.group.as_ref().is_none_or(|group| group.addressed) {
        reply.say("desk-reply-to-nobody");
    } else if private && matches!(event.kind, EventKind::File { .. }) && reply.session.about.is_none() {
        not_sent(reply);
    } else {
        return false;
    }
    true
}

/// What was typed to nobody in particular, and the bot has no answer to.
pub(super) fn not_sent(reply: &mut Reply<'_>) {
    // Not in the language that a few words were taken for: it is about the chat and not about them.
    reply.locale = reply.own_locale();
    let key = reply.vary("desk-not-sent");
    reply.say(&key);
}

fn press(reply: &mut Reply<'_>, event: &Event, data: &str) {
    let Some(lead) = reply.context.desk.and_then(|desk| desk.lead.as_ref()) else { return unknown(reply) };
    // What was asked about another lead is still waited for.
    reply.session.desk.take_if(|awaiting| awaiting.what.reference() == lead.reference());
    let mut parts = data.split(':').skip(1);
    let verb = parts.next().unwrap_or_default();
    let argument = parts.nth(1).unwrap_or_default();
    if data.starts_with("learn:") {
        return teaching::press(reply, event, lead, verb, argument);
    }
    match (verb, Status::parse(argument)) {
        ("all", None) => card::whole(reply, lead),
        ("status", Some(status)) => statuses::set(reply, event, lead, status),
        ("tell", Some(status)) => statuses::tell(reply, event, lead, status, None),
        ("note", Some(status)) => statuses::ask_note(reply, event, lead, status),
        ("quiet", Some(status)) => statuses::keep_quiet(reply, event, lead, status),
        _ => reply.say("desk-button-old"),
    }
}

/// The card once more, at the bottom of the chat.
fn show(reply: &mut Reply<'_>, lead: &DeskLead) {
    let message = card(reply.context.texts, reply.context.knowledge, lead);
    reply.cause(Effect::SayAbout { reference: lead.reference(), message, role: Role::Card });
}

fn unknown(reply: &mut Reply<'_>) {
    reply.say("desk-unknown");
}

/// What a manager can do here.
pub(super) fn help(reply: &mut Reply<'_>) {
    reply.say("desk-help");
}

/// A text as a reply to the message that brought it about.
fn answer(reply: &Reply<'_>, event: &Event, key: &str, args: &[(&str, Arg<'_>)]) -> Message {
    Message::text(reply.fill(key, args)).in_reply_to(event.spot.message)
}

/// How a lead is called in a sentence: its reference, and of an idea its title.
fn called(lead: &DeskLead) -> Markup {
    let reference = Markup::plain(&lead.reference().to_string());
    match lead.idea() {
        Some(idea) => {
            let title = shorten(idea.title.as_str(), TITLE);
            Markup::join([&reference, &Markup::plain(&format!("({title})"))], " ")
        }
        None => reference,
    }
}
