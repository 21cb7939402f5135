//! How a chat becomes a programme manager's, and how it stops being one.
//!
//! Invariant: only a code that was accepted makes a chat a manager's, and the other managers are told of it.

use super::super::reply::Reply;
use super::super::{Command, Effect, Event, EventKind, Message};
use crate::texts::{Arg, Locale, Markup};

/// What became of a code that was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pairing {
    /// It was right, and is used up.
    Accepted,
    /// There is no such code, or not any more.
    Wrong,
    /// This person has guessed too often; the code was not looked at.
    TooOften,
}

/// The code that is typed to make a chat a programme manager's.
pub fn typed_code(event: &Event) -> Option<&str> {
    let EventKind::Command(Command { word, rest }) = &event.kind else { return None };
    (is_pair(word) && !rest.as_str().is_empty()).then(|| rest.as_str())
}

fn is_pair(word: &str) -> bool {
    matches!(word, "koppel" | "pair")
}

fn is_unpair(word: &str) -> bool {
    matches!(word, "ontkoppel" | "unpair")
}

/// Does what the command asks for. Without a code, or in a chat that is not paired, there is no such command.
pub(in crate::conversation) fn takes(reply: &mut Reply<'_>, event: &Event) -> bool {
    let EventKind::Command(Command { word, .. }) = &event.kind else { return false };
    let at_desk = reply.context.desk.is_some();
    if event.spot.group.is_some() {
        reply.locale = reply.session.locale.unwrap_or_default();
    }
    match reply.context.pairing {
        _ if is_pair(word) && at_desk => reply.say("desk-paired-already"),
        Some(Pairing::Accepted) => pair(reply, event),
        Some(Pairing::Wrong) => reply.say("desk-code-wrong"),
        Some(Pairing::TooOften) => reply.say("desk-code-too-often"),
        None if is_unpair(word) && at_desk => unpair(reply, event),
        None => return false,
    }
    true
}

fn pair(reply: &mut Reply<'_>, event: &Event) {
    let title = title(event);
    let told = told(reply, "desk-paired-told", event);
    reply.cause(Effect::Pair { title, by: event.from.name.clone(), notice: told });
    reply.say("desk-paired");
}

fn unpair(reply: &mut Reply<'_>, event: &Event) {
    if reply.context.desk.is_some_and(|desk| desk.is_configured) {
        return reply.say("desk-unpair-configured");
    }
    let told = told(reply, "desk-unpaired-told", event);
    reply.cause(Effect::Unpair { notice: told });
    reply.say("desk-unpaired");
}

/// What the other managers read.
fn told(reply: &Reply<'_>, key: &str, event: &Event) -> Message {
    let title = title(event);
    let args = [("who", Arg::Text(event.from.name.as_str())), ("chat", Arg::Text(&title))];
    let text: Markup = reply.context.texts.with(Locale::Nl, key, &args);
    Message::text(text)
}

fn title(event: &Event) -> String {
    let group = event.spot.group.as_ref().map(|group| group.title.as_str());
    group.filter(|title| !title.is_empty()).unwrap_or(event.from.name.as_str()).to_owned()
}
