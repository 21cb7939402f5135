//! Answers to the form's questions: read, checked, and put into the draft.
//!
//! Invariant: an answer that does not fit changes nothing, and the person learns what would fit.

use super::super::reply::Reply;
use super::super::{themes, words};
use super::{advance, ask, go_on, insist, old_button};
use crate::ideas::{Contact, Draft, Field, FieldError, Municipality, OneLine, Prose, Theme};
use crate::texts::{Arg, Markup};

/// So many characters of the names of municipalities are kept.
const PLACES: usize = 120;

/// Puts a typed answer into the field. `false` when it does not fit; the draft is unchanged then.
pub(in crate::conversation) fn fill(draft: &mut Draft, field: Field, text: &str) -> Result<(), FieldError> {
    let length = field.length().unwrap_or((1, 80));
    match field {
        Field::Name => draft.name = Some(OneLine::parse(words::name(text), length)?),
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
        Field::Municipality => {
            let municipality = words::municipality(text).ok_or(FieldError::NoLetter)?;
            let several = municipality == Municipality::Other && words::names_places(text);
            draft.locate(municipality, OneLine::parse(text, (1, PLACES)).ok().filter(|_| several));
        }
        Field::Theme => {
            // What is none of the programme's themes is another one.
            let other = || themes::names_something(text).then_some(Theme::Other);
            draft.theme = Some(themes::theme(text).or_else(other).ok_or(FieldError::NoLetter)?);
        }
        Field::Consent | Field::Attachments => return Err(FieldError::Empty),
    }
    Ok(())
}

/// Takes a typed answer to the question that is asked now.
pub(super) fn take(reply: &mut Reply<'_>, field: Field, text: &str) {
    let Some(form) = reply.session.form_mut() else { return };
    match fill(&mut form.draft, field, text) {
        Ok(()) => {
            let lead_in = noted(reply, field, text);
            advance(reply, lead_in.as_ref());
        }
        Err(error) => {
            let problem = explain(reply, field, &error);
            insist(reply, problem);
        }
    }
}

/// What is said of an answer before the next question: how it was understood, where it is not simply what was typed.
fn noted(reply: &mut Reply<'_>, field: Field, typed: &str) -> Option<Markup> {
    let draft = &reply.session.form()?.draft;
    if field == Field::Theme && themes::theme(typed).is_none() {
        return Some(reply.text("noted-other-theme"));
    }
    let value = super::super::fields::shown(reply.context.texts, reply.locale, draft, field)?;
    let text = reply.fill("noted", &[("value", Arg::Markup(&value))]);
    if matches!(field, Field::Municipality | Field::Theme) && words::plain(&value.to_plain()) != words::plain(typed) {
        return Some(text);
    }
    if field != Field::Contact {
        return None;
    }
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
    if !current && !form.draft.has(field) {
        return old_button(reply);
    }
    match (municipality, theme) {
        (Some(municipality), _) => form.draft.locate(municipality, None),
        (_, Some(theme)) => form.draft.theme = Some(theme),
        _ if field == Field::Attachments && chosen == "none" => {
            form.draft.attachments.clear();
            let text = reply.text("attachments-gone");
            return ask(reply, Some(&text));
        }
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

/// Leaves a field as it is: `idea:keep:<field>`.
pub(in crate::conversation) fn keep(reply: &mut Reply<'_>, named: &str) {
    let asked = reply.session.form().and_then(|form| form.place.field().filter(|field| form.draft.has(*field)));
    if asked.is_some() && asked == Field::parse(named) { advance(reply, None) } else { old_button(reply) }
}

/// Leaves an optional question open. `named` is the field of the button, so that a second tap does not skip the next.
pub(in crate::conversation) fn skip(reply: &mut Reply<'_>, named: Option<&str>) {
    let Some(form) = reply.session.form_mut() else { return old_button(reply) };
    let Some(field) = form.place.field() else { return go_on(reply) };
    if named.is_some_and(|named| Field::parse(named) != Some(field)) {
        return old_button(reply);
    }
    if field.is_required() {
        let key = reply.vary(if field == Field::Consent { "skip-consent" } else { "skip-required" });
        let text = reply.text(&key);
        return insist(reply, text);
    }
    empty(&mut form.draft, field);
    advance(reply, None);
}

/// Skipping a field that was filled in before empties it.
pub(in crate::conversation) fn empty(draft: &mut Draft, field: Field) {
    match field {
        Field::Organisation => draft.organisation = None,
        Field::SupportBase => draft.support_base = None,
        Field::Sustainability => draft.sustainability = None,
        Field::HelpWanted => draft.help_wanted = None,
        _ => {}
    }
}

/// One helpful sentence about an answer that does not fit.
pub(in crate::conversation) fn explain(reply: &mut Reply<'_>, field: Field, error: &FieldError) -> Markup {
    let key = reply.vary(match (field, error) {
        (Field::Municipality, _) => "wrong-municipality",
        (Field::Theme, _) => "wrong-theme",
        (_, FieldError::Empty) => "wrong-empty",
        (_, FieldError::NoLetter) => "wrong-no-letter",
        (Field::Summary, FieldError::TooShort { .. }) => "wrong-summary-short",
        (_, FieldError::TooShort { .. }) => "wrong-too-short",
        (_, FieldError::TooLong { .. }) => "wrong-too-long",
        (_, FieldError::NotAPhoneNumber) => "wrong-phone",
        (_, FieldError::NotAnEmailAddress) => "wrong-email",
        (_, FieldError::NotAContact) => "wrong-contact",
    });
    match error {
        FieldError::TooShort { length, min: limit } | FieldError::TooLong { length, max: limit } => {
            reply.fill(&key, &[("length", Arg::Number(*length as i64)), ("limit", Arg::Number(*limit as i64))])
        }
        _ => reply.text(&key),
    }
}
