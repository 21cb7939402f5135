//! The status of a lead: setting it, and whether the person hears of it.
//!
//! Invariant: a status only follows one from which it makes sense, and the person is told of it at most once, and only
//! when a manager says so. Their sentence that went along follows what they make of it later.

use super::super::reply::Reply;
use super::super::{Awaited, Awaiting, Button, Choices, Effect, Event, EventKind, Message, ToPerson};
use super::{DeskLead, answer, called};
use crate::ideas::{By, Deed, Entry, Lead, Private, Status, told_with, was_told};
use crate::texts::{Arg, Locale, Markup, capitalised, status_key};

/// The longest sentence that goes with the news, in characters.
const NOTE: usize = 1000;

/// The name of a status, as the manager reads it.
pub(super) fn key(status: Status, lead: &Lead) -> &'static str {
    status_key(status, matches!(lead, Lead::Question(_)))
}

/// What the person reads when they are told.
fn news_key(status: Status) -> Option<&'static str> {
    match status {
        Status::New => None,
        Status::InProgress => Some("news-in-progress"),
        Status::Talked => Some("news-talked"),
        Status::Supported => Some("news-supported"),
        Status::NotFitting => Some("news-not-fitting"),
        Status::Referred => Some("news-referred"),
        Status::Withdrawn => Some("news-withdrawn"),
    }
}

/// The buttons for what a lead can become next.
pub(super) fn buttons(label: impl Fn(&str) -> String, lead: &DeskLead) -> Vec<Vec<Button>> {
    let reference = lead.reference();
    let buttons: Vec<Button> = lead
        .next()
        .iter()
        .map(|status| {
            let name = label(key(*status, &lead.lead));
            Button::new(capitalised(&name), format!("lead:status:{reference}:{}", status.name()))
        })
        .collect();
    buttons.chunks(2).map(<[Button]>::to_vec).collect()
}

/// Gives the lead another status, and asks whether the person is told.
pub(super) fn set(reply: &mut Reply<'_>, event: &Event, lead: &DeskLead, status: Status) {
    let name = reply.text(key(status, &lead.lead));
    let args = [("lead", Arg::Markup(&called(lead))), ("status", Arg::Markup(&name))];
    if !lead.next().contains(&status) {
        let now = reply.text(key(lead.status, &lead.lead));
        let args = [("lead", Arg::Markup(&called(lead))), ("status", Arg::Markup(&now))];
        let text = answer(reply, event, "desk-status-not-now", &args);
        reply.cause(Effect::Refresh { reference: lead.reference() });
        return reply.about(lead.reference(), text);
    }
    let entry = Entry { at: reply.context.now, by: by(event), what: Deed::Status { to: status } };
    reply.cause(Effect::Change { reference: lead.reference(), lead: None, status: Some(status), entry });
    if matches!(lead.lead, Lead::Question(_)) {
        // They have the answer, or will get it; that it is 'answered' is news to nobody.
        return;
    }
    let reference = lead.reference();
    let button = |key: &str, verb: &str| reply.button(key, format!("lead:{verb}:{reference}:{}", status.name()));
    // The long one has a row to itself: of two beside each other a phone shows the beginning.
    let rows = vec![
        vec![button("desk-button-tell", "tell"), button("desk-button-quiet", "quiet")],
        vec![button("desk-button-note", "note")],
    ];
    let name = ("name", Arg::Text(lead.name()));
    let [about, to] = args;
    let text = reply.fill("desk-status-set", &[about, to, name]);
    reply.about(reference, Message::with_buttons(text, rows).in_reply_to(event.spot.message));
}

/// Tells the person, with or without a sentence of the manager's own.
pub(super) fn tell(reply: &mut Reply<'_>, event: &Event, lead: &DeskLead, status: Status, note: Option<&Private>) {
    let name = Arg::Text(lead.name());
    if lead.status != status || was_told(&lead.history, status) {
        let key = if lead.status == status { "desk-told-already" } else { "desk-told-too-late" };
        let text = reply.fill(key, &[("lead", Arg::Markup(&called(lead))), ("name", name)]);
        return reply.about(lead.reference(), settled(event, text));
    }
    let Some(news) = news(reply, lead, status, note) else { return reply.say("desk-button-old") };
    let source = event.spot.message.filter(|_| note.is_some()).map(|message| (event.spot.chat, message));
    let what = Deed::Told { status, note: note.cloned(), source };
    let entry = Entry { at: reply.context.now, by: by(event), what };
    reply.cause(Effect::Change { reference: lead.reference(), lead: None, status: None, entry });
    let letter = ToPerson {
        reference: lead.reference(),
        chat: lead.lead.from().chat,
        message: news,
        receipt: None,
        refusal: Some(super::letters::refusal(reply, event, lead)),
        passes_on: note.is_some(),
    };
    reply.cause(Effect::TellPerson(Box::new(letter)));
    let status = reply.text(key(status, &lead.lead));
    let args = [("lead", Arg::Markup(&called(lead))), ("status", Arg::Markup(&status)), ("name", name)];
    reply.about(lead.reference(), settled(event, reply.fill("desk-told", &args)));
}

/// Asks for a sentence to go with the news.
pub(super) fn ask_note(reply: &mut Reply<'_>, event: &Event, lead: &DeskLead, status: Status) {
    if lead.status != status || was_told(&lead.history, status) {
        return tell(reply, event, lead, status, None);
    }
    let reference = lead.reference();
    reply.session.desk = Some(Awaiting::new(event.from.user, reply.context.now, Awaited::Note { reference, status }));
    let text = reply.fill("desk-note-ask", &[("name", Arg::Text(lead.name()))]);
    let message = Message { choices: Choices::Reply, ..Message::text(text).in_reply_to(event.spot.message) };
    reply.about(reference, message);
}

/// What was sent for the sentence that was asked for.
pub(super) fn note(reply: &mut Reply<'_>, event: &Event, status: Status) {
    let EventKind::Text(text) = &event.kind else { return reply.say("desk-note-words") };
    let Some(lead) = reply.context.desk.and_then(|desk| desk.lead.as_ref()) else {
        reply.session.desk = None;
        return super::unknown(reply);
    };
    if is_too_long(reply, text) {
        return;
    }
    reply.session.desk = None;
    tell(reply, event, lead, status, Some(text));
}

fn is_too_long(reply: &mut Reply<'_>, note: &Private) -> bool {
    let is_too_long = note.as_str().chars().count() > NOTE;
    if is_too_long {
        reply.tell(reply.fill("desk-note-long", &[("max", Arg::Number(NOTE as i64))]), Vec::new());
    }
    is_too_long
}

/// The message that was edited is the sentence that went with the news: the news changes with it. `false` when it is
/// something else.
pub(super) fn reworded(reply: &mut Reply<'_>, event: &Event, lead: &DeskLead) -> bool {
    let (EventKind::Edited(text), Some(message)) = (&event.kind, event.spot.message) else { return false };
    let Some((status, before)) = told_with(&lead.history, (event.spot.chat, message)) else { return false };
    // Telegram also tells of edits that change nothing that was typed.
    if text == before || is_too_long(reply, text) {
        return true;
    }
    if let Some(message) = news(reply, lead, status, Some(text)) {
        reply.cause(Effect::Follow { message });
        let entry = Entry { at: reply.context.now, by: by(event), what: Deed::Reworded { note: text.clone() } };
        reply.cause(Effect::Change { reference: lead.reference(), lead: None, status: None, entry });
    }
    true
}

/// The person is not told.
pub(super) fn keep_quiet(reply: &mut Reply<'_>, event: &Event, lead: &DeskLead, status: Status) {
    let status = reply.text(key(status, &lead.lead));
    let args =
        [("lead", Arg::Markup(&called(lead))), ("status", Arg::Markup(&status)), ("name", Arg::Text(lead.name()))];
    let text = reply.fill("desk-quiet", &args);
    reply.about(lead.reference(), settled(event, text));
}

/// What came of the question whether to tell. When a button of it was pressed it is done with: its buttons go.
fn settled(event: &Event, text: Markup) -> Message {
    let message = Message::text(text);
    match event.kind {
        EventKind::Press(_) => message.instead_of(event.spot.message),
        _ => message.in_reply_to(event.spot.message),
    }
}

fn news(reply: &Reply<'_>, lead: &DeskLead, status: Status, note: Option<&Private>) -> Option<Message> {
    let texts = reply.context.texts;
    let locale: Locale = lead.locale;
    let about = called(lead);
    let mut parts = vec![texts.with(locale, news_key(status)?, &[("lead", Arg::Markup(&about))])];
    if let Some(note) = note {
        parts.push(texts.with(locale, "news-note", &[("note", Arg::Text(note.as_str()))]));
    }
    parts.push(texts.get(locale, "letter-foot"));
    Some(Message::text(Markup::join(&parts, "\n\n")))
}

/// Who did it, for the history.
pub(super) fn by(event: &Event) -> By {
    By::Manager(event.from.name.clone())
}
