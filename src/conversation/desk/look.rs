//! What the programme manager can look at beside the cards: the lists and the overview, by command or by button, and a
//! lead by its reference alone.
//!
//! Invariant: [`look`] asks for what the step then shows, and for nothing else.

use chrono::{DateTime, Utc};

use super::super::agreeing::agrees;
use super::super::reply::Reply;
use super::super::words::{self, Steer};
use super::super::{Command, Event, EventKind, Session};
use super::{Earlier, lead_of, list, missed, named, overview};
use crate::ideas::Reference;

/// What is to be looked up for an event in a manager's chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    Nothing,
    /// The lead with this reference.
    Lead(Reference),
    /// The newest lead with this number.
    Numbered(u32),
    /// All leads.
    Leads,
    /// The questions that were not answered since.
    Unanswered(DateTime<Utc>),
}

/// What a command asks for, under its Dutch and its English name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    Leads,
    Unanswered,
    Overview,
}

const COMMANDS: [(&str, Asked); 7] = [
    ("ideeen", Asked::Leads),
    ("ideas", Asked::Leads),
    ("vragenlijst", Asked::Unanswered),
    ("unanswered", Asked::Unanswered),
    ("overzicht", Asked::Overview),
    ("overview", Asked::Overview),
    ("cijfers", Asked::Overview),
];

/// The areas of the buttons.
const LIST: &str = "list:";
const MISSED: &str = "missed:";
const REPORT: &str = "report:";

/// What can be made of a status that was just set.
const TELL: &str = "lead:tell:";
const QUIET: &str = "lead:quiet:";
const NOTE: &str = "lead:note:";

fn asked(command: &Command) -> Option<Asked> {
    COMMANDS.iter().find(|(name, _)| command.is(name)).map(|(_, asked)| *asked)
}

/// What an event in a manager's chat wants to see. `earlier` is what the message is about that was replied to
/// or edited.
pub fn look(event: &Event, session: &Session, earlier: Option<Earlier>, now: DateTime<Utc>) -> Look {
    if let Some(reference) = lead_of(event, session, earlier, now) {
        return Look::Lead(reference);
    }
    match &event.kind {
        EventKind::Command(command) => match asked(command) {
            Some(Asked::Leads) => Look::Leads,
            Some(Asked::Unanswered) => Look::Unanswered(missed::since(None, now)),
            Some(Asked::Overview) | None => Look::Nothing,
        },
        EventKind::Press(data) => pressed(data, now),
        EventKind::Text(_) if earlier.is_none() => match names_lead(event, session) {
            Some(look) => look,
            None => tapped(event, session)
                .or_else(|| chosen(event, session))
                .map_or(Look::Nothing, |data| pressed(&data, now)),
        },
        _ => Look::Nothing,
    }
}

fn pressed(data: &str, now: DateTime<Utc>) -> Look {
    if let Some(reference) = named(data) {
        return Look::Lead(reference);
    }
    match data.strip_prefix(MISSED) {
        // Choosing a filter only changes buttons.
        _ if data.starts_with("list:pick:") => Look::Nothing,
        _ if data.starts_with(LIST) => Look::Leads,
        Some(rest) => Look::Unanswered(missed::since(Some(rest), now)),
        None => Look::Nothing,
    }
}

/// What can be tapped can be typed: the data of the button of ours that the text names.
pub(super) fn tapped(event: &Event, session: &Session) -> Option<String> {
    let text = words::plain(typed(event, session)?);
    let ours = |data: &str| [LIST, MISSED, REPORT].iter().any(|area| data.starts_with(area));
    let named = session.offered.iter().find(|button| ours(&button.data) && words::plain(&button.label) == text);
    named.map(|button| button.data.clone())
}

/// The answer to whether a person is told of a status, when that was asked last: the data of the button that the text
/// names, or means with a yes or a no.
pub(super) fn chosen(event: &Event, session: &Session) -> Option<String> {
    let text = typed(event, session)?;
    let verb = match agrees(text).or_else(|| words::steer(text)) {
        Some(Steer::Yes | Steer::Send) => Some(TELL),
        Some(Steer::No) => Some(QUIET),
        _ => None,
    };
    let text = words::plain(text);
    let says = |data: &str, label: &str| match verb {
        Some(verb) => data.starts_with(verb),
        None => [TELL, QUIET, NOTE].iter().any(|verb| data.starts_with(verb)) && words::plain(label) == text,
    };
    session.offered.iter().find(|button| says(&button.data, &button.label)).map(|button| button.data.clone())
}

/// The text, when it is for the desk. What is typed into the form or for something that was asked is for that.
fn typed<'a>(event: &'a Event, session: &Session) -> Option<&'a str> {
    let EventKind::Text(text) = &event.kind else { return None };
    let overheard = event.spot.group.as_ref().is_some_and(|group| !group.addressed);
    let text = text.as_str().trim();
    (!overheard && session.form().is_none() && !text.is_empty()).then_some(text)
}

/// The lead that a text names: by its reference, or right after a list by its number.
pub(super) fn names_lead(event: &Event, session: &Session) -> Option<Look> {
    let text = typed(event, session)?;
    if let Ok(reference) = Reference::parse(text) {
        return Some(Look::Lead(reference));
    }
    let after_list = session.offered.iter().any(|button| button.data.starts_with(LIST));
    let is_number = after_list && text.len() >= 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_number).map(Look::Numbered)
}

/// Runs the command if it is one of these.
pub(super) fn command(reply: &mut Reply<'_>, command: &Command) -> bool {
    match asked(command) {
        Some(Asked::Leads) => list::ask(reply, &command.rest),
        Some(Asked::Unanswered) => missed::ask(reply),
        Some(Asked::Overview) => overview::ask(reply),
        None => return false,
    }
    true
}

/// Does what a button asks for if it is one of these; `message` is the one under which it was pressed.
pub(super) fn press(reply: &mut Reply<'_>, message: Option<i64>, data: &str) -> bool {
    if let Some(rest) = data.strip_prefix(LIST) {
        list::press(reply, message, rest);
    } else if let Some(rest) = data.strip_prefix(MISSED) {
        missed::press(reply, message, rest);
    } else if let Some(rest) = data.strip_prefix(REPORT) {
        overview::press(reply, rest);
    } else {
        return false;
    }
    true
}
