//! What a person writes to the programme manager about something they handed in.
//!
//! Invariant: it goes to the manager as a reply to a message about that lead, or as the next thing after the manager's
//! letter or our word that it was passed on, unless that is a question which anybody could ask and the bot has the answer to;
//! anything else is for the bot. Whatever is passed on, the person is told so, and whatever is not can be after all.

use super::desk::letters::Content;
use super::reply::Reply;
use super::{Button, Effect, Event, EventKind, Message, OwnLead, asking, form, words};
use crate::ideas::{By, Deed, Entry, Reference};
use crate::texts::{Arg, Locale, Markup};

/// Passes it on if it belongs to a lead of theirs; `false` when it is for the bot after all.
pub(super) fn takes(reply: &mut Reply<'_>, event: &Event) -> bool {
    let filling_in = reply.session.form().is_some() || reply.session.about.is_some();
    let replied = reply.context.earlier.map(|earlier| earlier.reference);
    let follows = reply.context.dialogue.filter(|_| !filling_in);
    let Some(own) = replied.or(follows).and_then(|reference| find(reply, reference)) else { return false };
    let Some(content) = Content::of(&event.kind) else { return false };
    if matches!(event.kind, EventKind::Edited(_) | EventKind::EditedFile { .. }) {
        if replied.is_none() {
            return false;
        }
        let message = content.message(heading(reply, own), None);
        reply.cause(Effect::Follow { message });
        if let (Content::Words(text), Some(message)) = (content, event.spot.message)
            && reply.session.added.contains(&message)
        {
            let entry = Entry { at: reply.context.now, by: By::Person, what: Deed::Amended { text: text.clone() } };
            reply.cause(Effect::Change { reference: own.lead.reference(), lead: None, status: None, entry });
        }
        return true;
    }
    if let Content::Words(text) = content
        && replied.is_none()
    {
        if reply.names_button(text.as_str()) || words::is_for_bot(text.as_str()) {
            return false;
        }
        if let Some(outcome) = asking::for_the_bot(reply, text.as_str()) {
            let reference = own.lead.reference();
            asking::aside(reply, text, &outcome, reference, |reply, number| {
                Some(asking::manager_button(reply, number, reference))
            });
            return true;
        }
    }
    pass_on(reply, event, own, content, replied.is_none());
    true
}

fn pass_on(reply: &mut Reply<'_>, event: &Event, own: &OwnLead, content: Content<'_>, by_the_way: bool) {
    reply.locale = locale(reply, own);
    tell_manager(reply, own, content, event.spot.message);
    if let EventKind::File { album, .. } = &event.kind {
        let again = album.is_some() && reply.session.album == *album;
        reply.session.album.clone_from(album);
        if again {
            return;
        }
    }
    let rows = match content {
        Content::Words(text) if by_the_way => {
            let number = reply.session.remember(text.clone(), reply.context.now);
            asking::is_passed_on(reply, number, own.lead.reference());
            vec![vec![reply.button("button-ask-bot", format!("ask:instead:{number}"))]]
        }
        _ => Vec::new(),
    };
    confirm(reply, own, event.spot.message, rows);
}

/// What the bot answered was meant for the programme manager: `ask:manager:<number>:<reference>`.
pub(super) fn after_all(reply: &mut Reply<'_>, number: Option<i64>, reference: &str) {
    let own = Reference::parse(reference).ok().and_then(|reference| find(reply, reference));
    let (Some(own), Some(number)) = (own, number) else { return form::old_button(reply) };
    let Some(asked) = reply.session.asked.iter().find(|asked| asked.number == number).cloned() else {
        return asking::gone(reply);
    };
    if let Some(reference) = asked.reference {
        return asking::passed_on_already(reply, reference);
    }
    reply.take_row_away(|button| button.data.starts_with("ask:manager:"));
    asking::is_passed_on(reply, number, own.lead.reference());
    tell_manager(reply, own, Content::Words(&asked.question), asked.message);
    let before = reply.locale;
    reply.locale = locale(reply, own);
    confirm(reply, own, asked.message, Vec::new());
    reply.locale = before;
}

/// In which language they are spoken to about it: the one they chose, else that of their question.
fn locale(reply: &Reply<'_>, own: &OwnLead) -> Locale {
    let chosen = reply.session.locale;
    chosen.or_else(|| own.lead.language().and_then(Locale::of_language)).unwrap_or(reply.locale)
}

/// Has the manager read it. `message` is the number of the person's message that it stands in.
fn tell_manager(reply: &mut Reply<'_>, own: &OwnLead, content: Content<'_>, message: Option<i64>) {
    let reference = own.lead.reference();
    let source = reply.context.earlier.and_then(|earlier| earlier.source);
    let told = content.message(heading(reply, own), None);
    reply.cause(Effect::TellDesk { reference, message: told, source, passes_on: message });
    let entry = Entry { at: reply.context.now, by: By::Person, what: Deed::Wrote };
    reply.cause(Effect::Change { reference, lead: None, status: None, entry });
}

/// Tells the person so. Which of several messages it was about is seen by the reply.
fn confirm(reply: &mut Reply<'_>, own: &OwnLead, message: Option<i64>, rows: Vec<Vec<Button>>) {
    let reference = own.lead.reference();
    let text = reply.fill("written", &[("reference", Arg::Text(&reference.to_string()))]);
    reply.confirm(reference, Message::with_buttons(text, rows).in_reply_to(message));
}

/// The one of their leads with this reference.
pub(super) fn find<'a>(reply: &Reply<'a>, reference: Reference) -> Option<&'a OwnLead> {
    reply.context.leads.iter().find(|own| own.lead.reference() == reference)
}

/// Who writes about what, as the manager reads it.
fn heading(reply: &Reply<'_>, own: &OwnLead) -> Markup {
    let reference = own.lead.reference().to_string();
    let args = [("name", Arg::Text(own.name())), ("reference", Arg::Text(&reference))];
    reply.context.texts.with(Locale::Nl, "letter-from", &args)
}
