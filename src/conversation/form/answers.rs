//! Answers to the form's questions: read, checked, and put into the draft.
//!
//! Invariant: an answer that does not fit changes nothing, and the person learns what would fit.

use super::super::reply::Reply;
use super::super::words;
use super::{Form, Place, advance, ask, go_on, old_button};
use crate::ideas::{Contact, Field, FieldError, Municipality, OneLine, Prose, Theme};
use crate::texts::{Arg, Markup};

/// Puts a typed answer into the field. `false` when it does not fit; the draft is unchanged then.
pub(super) fn fill(form: &mut Form, field: Field, text: &str) -> Result<(), FieldError> {
    let length = field.length().unwrap_or((1, 80));
    let draft = &mut form.draft;
    match field {
        Field::Name => draft.name = Some(OneLine::parse(text, length)?),
        Field::Organisation => draft.organisation = Some(OneLine::parse(text, length)?),
        Field::Title => draft.title = Some(OneLine::parse(text, length)?),
        Field::Summary => draft.summary = Some(Prose::parse(text, length)?),
        Field::SupportBase => draft.support_base = Some(Prose::parse(text, length)?),
        Field::Sustainability => draft.sustainability = Some(Prose::parse(text, length)?),
        Field::HelpWanted => draft.help_wanted = Some(Prose::parse(text, length)?),
        Field::Contact => {
            let telegram = words::means_telegram(text);
            draft.contact = Some(if telegram { Contact::Telegram } else { Contact::parse(text)? });
        }
        Field::Municipality => draft.municipality = Some(words::municipality(text).ok_or(FieldError::NoLetter)?),
        Field::Theme => draft.theme = Some(words::theme(text).ok_or(FieldError::NoLetter)?),
        Field::Consent | Field::Attachments => return Err(FieldError::Empty),
    }
    Ok(())
}

/// Takes a typed answer to the question that is asked now.
pub(super) fn take(reply: &mut Reply<'_>, field: Field, text: &str) {
    let Some(form) = reply.session.form_mut() else { return };
    match fill(form, field, text) {
        Ok(()) => {
            let lead_in = noted(reply, field);
            advance(reply, lead_in.as_ref());
        }
        Err(error) => {
            let problem = explain(reply, field, &error);
            ask(reply, Some(&problem));
        }
    }
}

/// What is said of an answer before the next question: how a contact was understood, which is easily mistyped.
fn noted(reply: &mut Reply<'_>, field: Field) -> Option<Markup> {
    if field != Field::Contact {
        return None;
    }
    let draft = &reply.session.form()?.draft;
    let contact = super::super::fields::shown(reply.context.texts, reply.locale, draft, field)?;
    let text = reply.fill("contact-noted", &[("contact", Arg::Markup(&contact))]);
    // By itself, so that the keyboard can be taken away with it.
    reply.tell(text, Vec::new());
    None
}

/// A button with an answer: `idea:set:<field>:<value>`.
pub(in crate::conversation) fn set(reply: &mut Reply<'_>, field: &str, chosen: &str) {
    let (Some(field), Some(form)) = (Field::parse(field), reply.session.form_mut()) else { return old_button(reply) };
    if form.draft.consent.is_none() {
        return old_button(reply);
    }
    let current = form.place.field() == Some(field);
    let municipality = Municipality::parse(chosen).filter(|_| field == Field::Municipality);
    let theme = Theme::parse(chosen).filter(|_| field == Field::Theme);
    match (municipality, theme) {
        (Some(municipality), _) => form.draft.municipality = Some(municipality),
        (_, Some(theme)) => form.draft.theme = Some(theme),
        _ if chosen == "typed" && current => {
            return match form.typed.take() {
                Some(typed) => take(reply, field, typed.as_str()),
                None => old_button(reply),
            };
        }
        _ => return old_button(reply),
    }
    if current {
        return advance(reply, None);
    }
    // A button of an earlier question still does what it says.
    reply.say("form-changed");
    go_on(reply);
}

/// Leaves an optional question open.
pub(in crate::conversation) fn skip(reply: &mut Reply<'_>) {
    let Some(form) = reply.session.form_mut() else { return old_button(reply) };
    let Some(field) = form.place.field() else { return go_on(reply) };
    if field.is_required() {
        let lead_in = reply.text(if field == Field::Consent { "skip-consent" } else { "skip-required" });
        return ask(reply, Some(&lead_in));
    }
    if matches!(form.place, Place::Changing(_)) {
        clear(form, field);
    }
    advance(reply, None);
}

/// Skipping a field that is being changed empties it.
fn clear(form: &mut Form, field: Field) {
    match field {
        Field::Organisation => form.draft.organisation = None,
        Field::SupportBase => form.draft.support_base = None,
        Field::Sustainability => form.draft.sustainability = None,
        Field::HelpWanted => form.draft.help_wanted = None,
        _ => {}
    }
}

fn explain(reply: &Reply<'_>, field: Field, error: &FieldError) -> Markup {
    match (field, error) {
        (Field::Municipality, _) => reply.text("wrong-municipality"),
        (Field::Theme, _) => reply.text("wrong-theme"),
        (_, FieldError::Empty) => reply.text("wrong-empty"),
        (_, FieldError::NoLetter) => reply.text("wrong-no-letter"),
        (Field::Summary, FieldError::TooShort { .. }) => reply.text("wrong-summary-short"),
        (_, FieldError::TooShort { min, .. }) => reply.fill("wrong-too-short", &[("min", Arg::Number(*min as i64))]),
        (_, FieldError::TooLong { length, max }) => {
            reply.fill("wrong-too-long", &[("length", Arg::Number(*length as i64)), ("max", Arg::Number(*max as i64))])
        }
        (_, FieldError::NotAPhoneNumber) => reply.text("wrong-phone"),
        (_, FieldError::NotAnEmailAddress) => reply.text("wrong-email"),
        (_, FieldError::NotAContact) => reply.text("wrong-contact"),
    }
}
