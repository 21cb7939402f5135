//! What a person writes to the programme manager about something they handed in.
//!
//! Invariant: it goes to the manager as a reply to a message about that lead, or as the next thing after the manager's
//! letter or our word that it was passed on; anything else is for the bot. Whatever is passed on, the person is told so.

use super::desk::letters::Content;
use super::reply::Reply;
use super::{Effect, Event, EventKind, Message, OwnLead};
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
        return true;
    }
    pass_on(reply, event, own, content, replied.is_none());
    true
}

fn pass_on(reply: &mut Reply<'_>, event: &Event, own: &OwnLead, content: Content<'_>, by_the_way: bool) {
    let reference = own.lead.reference();
    let source = reply.context.earlier.and_then(|earlier| earlier.source);
    let message = content.message(heading(reply, own), None);
    reply.cause(Effect::TellDesk { reference, message, source, passes_on: true });
    let entry = Entry { at: reply.context.now, by: By::Person, what: Deed::Wrote };
    reply.cause(Effect::Change { reference, lead: None, status: None, entry });
    if let EventKind::File { album, .. } = &event.kind {
        let again = album.is_some() && reply.session.album == *album;
        reply.session.album.clone_from(album);
        if again {
            return;
        }
    }
    let text = reply.fill("written", &[("reference", Arg::Text(&reference.to_string()))]);
    let rows = match content {
        Content::Words(text) if by_the_way => {
            let number = reply.session.remember(text.clone(), reply.context.now);
            vec![vec![reply.button("button-ask-bot", format!("ask:instead:{number}"))]]
        }
        _ => Vec::new(),
    };
    // Which of several messages it was about is seen by that.
    reply.confirm(reference, Message::with_buttons(text, rows).in_reply_to(event.spot.message));
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
