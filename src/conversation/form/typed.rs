//! Text that is typed while a form is open: an answer, a word that steers, or a question in between.
//!
//! Invariant: what looks like a question and is taken for one is kept, and is still the answer if the person says so.

use super::super::phrasing::{has_sentences, looks_like_question, tells};
use super::super::reply::Reply;
use super::super::words::{self, Steer};
use super::super::{agreeing, asking, own, privacy, themes};
use super::throw_away;
use super::{
    Place, answers, ask, back, cancel, consent, edit, files_done, go_on, insist, keep, later, refuse, resume, send,
    skip,
};
use crate::answering::{Decision, Outcome};
use crate::ideas::{Field, Private};
use crate::texts::Locale;

/// A question in the middle of a form is short.
const QUESTION_LENGTH: usize = 240;
/// From so many words on, something typed for a name may be a question even without a question mark.
const MANY_WORDS: usize = 5;

/// Text in an open form.
pub(in crate::conversation) fn typed(reply: &mut Reply<'_>, text: &Private) {
    let Some(form) = reply.session.form() else { return };
    let steer = words::steer(text.as_str());
    if form.cancelling {
        return match steer {
            Some(Steer::Yes | Steer::Stop) => throw_away(reply),
            Some(Steer::Later) => later(reply),
            Some(Steer::No | Steer::Back | Steer::GoOn) => resume(reply),
            // 'Top' may be a yes to each of the three.
            None if agreeing::agrees(text.as_str()) == Some(Steer::Yes) => ask(reply, None),
            // Anything else is the answer to the form's own question.
            _ => {
                if let Some(form) = reply.session.form_mut() {
                    form.cancelling = false;
                }
                typed(reply, text);
            }
        };
    }
    let place = form.place;
    let number = Some(form.number);
    let steer = steer.or_else(|| agreeing::agrees(text.as_str()));
    // 'Versturen?' is not to send it yet.
    let asks = place == Place::Summary && text.as_str().contains('?');
    let steer = steer.filter(|steer| !asks || !matches!(steer, Steer::Yes | Steer::Send));
    match (place, steer) {
        (_, Some(Steer::Back)) => back(reply),
        (_, Some(Steer::Stop)) => cancel(reply),
        (_, Some(Steer::Later)) => later(reply),
        (_, Some(Steer::MyIdeas)) => {
            own::list(reply);
            go_on(reply);
        }
        (_, Some(Steer::Erase)) if words::erases_data(text.as_str()) => privacy::ask(reply),
        (Place::Asking(Field::Consent), Some(Steer::Yes | Steer::GoOn)) => consent(reply),
        (Place::Asking(Field::Consent), Some(Steer::No)) => refuse(reply),
        (
            Place::Asking(Field::Attachments) | Place::Changing(Field::Attachments),
            Some(Steer::Done | Steer::Skip | Steer::No | Steer::GoOn),
        ) => files_done(reply),
        (Place::Asking(Field::Attachments) | Place::Changing(Field::Attachments), Some(Steer::Yes)) => {
            let text = reply.text("attachments-yes");
            insist(reply, text);
        }
        (Place::Asking(field) | Place::Changing(field), Some(Steer::Yes)) if is_no_answer(field) => {
            agreed(reply, field, text);
        }
        (Place::Asking(_) | Place::Changing(_), Some(Steer::Skip)) => skip(reply, None),
        (Place::Summary, Some(Steer::Yes | Steer::Send)) => send(reply, number),
        (Place::Summary, Some(Steer::Change | Steer::No)) => edit(reply, None),
        (Place::Asking(field) | Place::Changing(field), _) => answer(reply, field, text),
        (Place::Choosing, _) => match words::field(text.as_str()) {
            Some(field) => edit(reply, Some(field.as_str())),
            None => in_between(reply, text),
        },
        // 'Help' is a cry for it, although a field is called so.
        (Place::Summary, _) => match words::field(text.as_str()).filter(|_| steer.is_none() && !asks) {
            Some(field) if !is_small_talk(&asking::outcome(reply, text.as_str())) => edit(reply, Some(field.as_str())),
            _ => in_between(reply, text),
        },
    }
}

/// Whether 'yes' answers nothing that the field asks.
fn is_no_answer(field: Field) -> bool {
    matches!(field, Field::Name | Field::Organisation | Field::Municipality | Field::Theme | Field::Title)
}

/// 'Yes' or 'fine' to a question that it is no answer to; a company may be called so all the same.
fn agreed(reply: &mut Reply<'_>, field: Field, text: &Private) {
    if let Some(form) = reply.session.form_mut() {
        let fits = answers::fill(&mut form.draft.clone(), field, text.as_str()).is_ok();
        form.typed = fits.then(|| text.clone());
    }
    let lead_in = reply.text("agreed-to-nothing");
    ask(reply, Some(&lead_in));
}

fn answer(reply: &mut Reply<'_>, field: Field, text: &Private) {
    // Under the question how to reach them the buttons type their labels.
    if Locale::ALL.into_iter().any(|locale| says_label(reply, locale, "button-keep-value", text.as_str()))
        && reply.session.form().is_some_and(|form| form.draft.has(field))
    {
        return keep(reply, field.as_str());
    }
    if let Some(outcome) = question(reply, field, text.as_str()) {
        let fits = reply
            .session
            .form()
            .is_some_and(|form| answers::fill(&mut form.draft.clone(), field, text.as_str()).is_ok());
        asking::tell(reply, text, &outcome);
        if let Some(form) = reply.session.form_mut() {
            form.typed = fits.then(|| text.clone());
        }
        return go_on(reply);
    }
    match field {
        Field::Consent | Field::Attachments => {
            let key = reply.vary(if field == Field::Consent { "consent-first" } else { "attachments-text" });
            let text = reply.text(&key);
            insist(reply, text);
        }
        _ => answers::take(reply, field, text.as_str()),
    }
}

/// What the engine makes of the text, when it is more likely a question than the answer to ours.
fn question(reply: &Reply<'_>, field: Field, text: &str) -> Option<Outcome> {
    if text.chars().count() > QUESTION_LENGTH {
        return None;
    }
    let asks = looks_like_question(text);
    let marked = text.trim_end().ends_with('?');
    let many_words = text.split_whitespace().count() >= MANY_WORDS;
    let outcome = || asking::outcome(reply, text);
    match field {
        // Here nothing can be typed that the form could use.
        Field::Consent | Field::Attachments => {
            (asks || many_words).then(outcome).filter(|outcome| asks || outcome.decision != Decision::Unknown)
        }
        Field::Municipality if !asks && words::municipality(text).is_some() => None,
        Field::Theme if !asks && themes::theme(text).is_some() => None,
        // 'Hallo' is nobody's name.
        Field::Name | Field::Theme if !asks && text.split_whitespace().count() <= 2 => {
            Some(outcome()).filter(is_small_talk)
        }
        // 'Heb geen bedrijf, ben zzp'er' is an answer, also where the programme has something to say about that.
        _ if tells(text) => None,
        Field::Name | Field::Organisation | Field::Municipality | Field::Theme | Field::Contact => {
            if asks {
                return Some(outcome()).filter(|outcome| marked || is_known(outcome));
            }
            many_words.then(outcome).filter(is_sure)
        }
        // Who goes on after the question tells something.
        _ => (asks && (marked || !has_sentences(text))).then(outcome).filter(is_sure),
    }
}

fn says_label(reply: &Reply<'_>, locale: Locale, key: &str, text: &str) -> bool {
    words::plain(&reply.context.texts.label(locale, key)) == words::plain(text)
}

fn is_known(outcome: &Outcome) -> bool {
    matches!(outcome.decision, Decision::Answer(_) | Decision::Choose(_))
}

fn is_small_talk(outcome: &Outcome) -> bool {
    matches!(outcome.decision, Decision::SmallTalk(_))
}

fn is_sure(outcome: &Outcome) -> bool {
    matches!(outcome.decision, Decision::Answer(_))
}

/// Text at a place where the form waits for a choice.
fn in_between(reply: &mut Reply<'_>, text: &Private) {
    let outcome = asking::outcome(reply, text.as_str());
    let asks = looks_like_question(text.as_str());
    let at_summary = reply.session.form().is_some_and(|form| form.place == Place::Summary);
    // Here a kind word is no way on: what counts is that nothing has been sent.
    let small_talk = is_small_talk(&outcome);
    let key = if at_summary && (small_talk || (!asks && agreeing::holds_back(text.as_str()))) {
        "summary-waits"
    } else if !asks && (outcome.decision == Decision::Unknown || tells(text.as_str())) {
        "summary-text"
    } else {
        asking::tell(reply, text, &outcome);
        return go_on(reply);
    };
    let key = reply.vary(key);
    let text = reply.text(&key);
    insist(reply, text);
}
