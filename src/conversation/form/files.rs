//! Documents, photos and shared telephone numbers on their way into the form.
//!
//! Invariant: the same file is kept once, and only the sender's own number is taken.

use super::super::asking;
use super::super::reply::Reply;
use super::super::{State, words};
use super::{Place, advance, ask, go_on, insist, old_button, typed};
use crate::ideas::{Attachment, Contact, Field, Private};
use crate::texts::{Arg, Markup};

/// So many attachments go with an idea.
const MOST: usize = 10;

/// A document or photo came in. In an open form it is kept, wherever the person is.
pub(in crate::conversation) fn file(
    reply: &mut Reply<'_>,
    attachment: &Attachment,
    caption: Option<&Private>,
    album: Option<&String>,
) {
    let again = album.is_some() && reply.session.album.as_ref() == album;
    reply.session.album = album.cloned();
    let caption = caption.filter(|caption| !words::is_blank(caption.as_str()));
    let Some(form) = reply.session.form_mut() else {
        return match caption {
            Some(caption) => {
                asking::ask(reply, caption);
                if !again {
                    reply.say("file-outside-caption");
                }
            }
            None if again => {}
            None => {
                let rows = vec![vec![asking::idea_button(reply)]];
                let key = reply.vary("file-outside");
                let text = reply.text(&key);
                reply.tell(text, rows);
            }
        };
    };
    if form.draft.consent.is_none() {
        if !again {
            let key = reply.vary("file-before-consent");
            let text = reply.text(&key);
            insist(reply, text);
        }
        return;
    }
    let known = form.draft.attachments.iter().any(|kept| kept.unique_id == attachment.unique_id);
    let refused = !known && form.draft.attachments.len() >= MOST;
    // A text that comes with a file answers the question, where one is typed.
    let answers = matches!(
        form.place.field(),
        Some(Field::Title | Field::Summary | Field::SupportBase | Field::Sustainability | Field::HelpWanted)
    );
    let at_files = form.place.field() == Some(Field::Attachments);
    if !known && !refused {
        let caption = caption.filter(|_| !answers).cloned();
        form.draft.attachments.push(Attachment { caption, ..attachment.clone() });
    }
    let count = form.draft.attachments.len() as i64;
    if again && !refused {
        return;
    }
    let said = if refused {
        let key = reply.vary("file-too-many");
        reply.fill(&key, &[("max", Arg::Number(MOST as i64))])
    } else if known {
        let key = reply.vary("file-known");
        reply.text(&key)
    } else if album.is_some() {
        reply.text("file-album-kept")
    } else {
        reply.fill("file-kept", &[("count", Arg::Number(count)), ("max", Arg::Number(MOST as i64))])
    };
    match caption.filter(|_| answers) {
        Some(caption) => {
            reply.tell(said, Vec::new());
            typed(reply, caption);
        }
        None if at_files && refused => insist(reply, said),
        None if at_files => {
            let more = reply.text("file-more");
            insist(reply, Markup::join([&said, &more], " "));
        }
        None => ask(reply, Some(&said)),
    }
}

/// No more files: on to the summary.
pub(in crate::conversation) fn files_done(reply: &mut Reply<'_>) {
    match reply.session.form().map(|form| form.place.field()) {
        Some(Some(Field::Attachments)) => advance(reply, None),
        Some(_) => go_on(reply),
        None => old_button(reply),
    }
}

/// A telephone number was shared with Telegram's button.
pub(in crate::conversation) fn contact(reply: &mut Reply<'_>, phone: &Private, own: bool) {
    let open = matches!(&reply.session.state, State::Form(form) if form.draft.consent.is_some());
    if !own && reply.session.form().is_some() {
        let key = reply.vary("contact-not-own");
        let text = reply.text(&key);
        return insist(reply, text);
    }
    if !open {
        let rows = vec![vec![asking::idea_button(reply)]];
        let key = reply.vary(if own { "contact-outside" } else { "contact-of-other-outside" });
        let text = reply.text(&key);
        reply.tell(text, rows);
        return go_on(reply);
    }
    let Some(contact) = Contact::shared(phone.as_str()) else {
        let key = reply.vary("wrong-phone");
        let text = reply.text(&key);
        return insist(reply, text);
    };
    let shown = contact.phone_shown().unwrap_or_default();
    let asked = reply.session.form_mut().is_some_and(|form| {
        form.draft.contact = Some(contact);
        matches!(form.place, Place::Asking(Field::Contact) | Place::Changing(Field::Contact))
    });
    let text = reply.fill("noted", &[("value", Arg::Text(&shown))]);
    reply.tell(text, Vec::new());
    if asked { advance(reply, None) } else { go_on(reply) }
}
