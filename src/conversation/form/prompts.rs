//! What the form asks at each place, with what can be tapped there.
//!
//! Invariant: wherever the person is, there is a way on, a way back and a way out, by tapping or by typing.

use super::super::fields;
use super::super::reply::Reply;
use super::super::{Button, Choices, Message, ReplyButton};
use super::{Place, summary};
use crate::ideas::{Field, Municipality, Theme};
use crate::texts::{Arg, Markup, municipality_key, theme_key};

/// The questions that are counted: all fields but the consent.
const QUESTIONS: i64 = Field::ALL.len() as i64 - 1;

/// Asks what the form wants to know now, behind `lead_in`.
pub(in crate::conversation) fn ask(reply: &mut Reply<'_>, lead_in: Option<&Markup>) {
    let Some(form) = reply.session.form() else { return };
    if form.cancelling {
        return ask_cancel(reply);
    }
    match form.place {
        Place::Asking(Field::Consent) | Place::Changing(Field::Consent) => ask_consent(reply, lead_in),
        Place::Asking(field) => {
            let number = Field::ALL.into_iter().position(|other| other == field).unwrap_or_default() as i64;
            let question = reply.text(question_key(field));
            let numbers = [
                ("number", Arg::Number(number)),
                ("total", Arg::Number(QUESTIONS)),
                ("question", Arg::Markup(&question)),
            ];
            let text = reply.fill("form-question", &numbers);
            let text = match fields::shown(reply.context.texts, reply.locale, &form.draft, field) {
                Some(now) => Markup::join([&text, &reply.fill("form-now", &[("now", Arg::Markup(&now))])], "\n\n"),
                None => text,
            };
            put(reply, field, lead_in, text);
        }
        Place::Changing(field) => {
            let question = reply.text(question_key(field));
            let text = match fields::shown(reply.context.texts, reply.locale, &form.draft, field) {
                Some(now) => Markup::join([&question, &reply.fill("form-now", &[("now", Arg::Markup(&now))])], "\n\n"),
                None => question,
            };
            put(reply, field, lead_in, text);
        }
        Place::Summary => summary::show(reply, lead_in),
        Place::Choosing => summary::choose(reply, lead_in),
    }
}

/// Says what does not fit, with the buttons of the question that still stands above it.
pub(in crate::conversation) fn insist(reply: &mut Reply<'_>, problem: Markup) {
    match reply.session.form().map(|form| form.place) {
        Some(Place::Asking(Field::Consent) | Place::Changing(Field::Consent)) => {
            let rows = consent_buttons(reply);
            reply.tell(problem, rows);
        }
        Some(Place::Asking(field) | Place::Changing(field)) => put(reply, field, None, problem),
        _ => ask(reply, Some(&problem)),
    }
}

/// After something else was said: back to where the form was. Nothing when no form is open.
pub(in crate::conversation) fn go_on(reply: &mut Reply<'_>) {
    let Some(form) = reply.session.form_mut() else { return };
    form.cancelling = false;
    let is_summary = form.place == Place::Summary;
    let back = reply.text(if is_summary { "form-back-to-summary" } else { "form-back-to-it" });
    let lead_in = match reply.unsay_plain() {
        Some(said) => Markup::join([&said, &back], "\n\n"),
        None => back,
    };
    ask(reply, Some(&lead_in));
}

fn put(reply: &mut Reply<'_>, field: Field, lead_in: Option<&Markup>, question: Markup) {
    let text = match lead_in {
        Some(lead_in) => Markup::join([lead_in, &question], "\n\n"),
        None => question,
    };
    if field == Field::Contact {
        let typed = |key| ReplyButton { label: reply.label(key), shares_contact: false };
        let keeps = reply.session.form().is_some_and(|form| form.draft.has(field));
        let around: &[&str] = if keeps { &["button-keep-value", "button-back"] } else { &["button-back"] };
        let choices = Choices::Keyboard(vec![
            vec![ReplyButton { label: reply.label("button-share-phone"), shares_contact: true }],
            vec![typed("button-telegram-only")],
            around.iter().copied().map(typed).collect(),
        ]);
        return reply.send(Message { choices, ..Message::text(text) });
    }
    let rows = buttons(reply, field);
    reply.tell(text, rows);
}

fn buttons(reply: &Reply<'_>, field: Field) -> Vec<Vec<Button>> {
    let set = |value: &str| format!("idea:set:{}:{value}", field.as_str());
    let mut rows: Vec<Vec<Button>> = match field {
        Field::Municipality => Municipality::ALL
            .chunks(2)
            .map(|pair| pair.iter().map(|it| reply.button(municipality_key(*it), set(it.as_str()))).collect())
            .collect(),
        Field::Theme => Theme::ALL.iter().map(|it| vec![reply.button(theme_key(*it), set(it.as_str()))]).collect(),
        _ => Vec::new(),
    };
    if reply.session.form().is_some_and(|form| form.typed.is_some()) {
        rows.push(vec![reply.button("button-typed-is-answer", set("typed"))]);
    }
    let mut around = Vec::new();
    if field != Field::Name || matches!(reply.session.form().map(|form| form.place), Some(Place::Changing(_))) {
        around.push(reply.button("button-back", "idea:back"));
    }
    let has = reply.session.form().is_some_and(|form| form.draft.has(field));
    let name = field.as_str();
    match (field, has) {
        (Field::Attachments, _) => {
            around.push(reply.button("button-done", "idea:done"));
            if has {
                rows.push(vec![reply.button("button-no-attachments", set("none"))]);
            }
        }
        (_, true) => {
            if !field.is_required() {
                around.push(reply.button("button-empty", format!("idea:skip:{name}")));
            }
            around.push(reply.button("button-keep-value", format!("idea:keep:{name}")));
        }
        (_, false) if !field.is_required() => around.push(reply.button("button-skip", format!("idea:skip:{name}"))),
        (_, false) => {}
    }
    rows.push(around);
    rows
}

fn ask_consent(reply: &mut Reply<'_>, lead_in: Option<&Markup>) {
    let optional = Field::ALL.into_iter().filter(|field| !field.is_required()).count() as i64;
    let numbers = [("total", Arg::Number(QUESTIONS)), ("optional", Arg::Number(optional))];
    let question = reply.fill("ask-consent", &numbers);
    let text = match lead_in {
        Some(lead_in) => Markup::join([lead_in, &question], "\n\n"),
        None => question,
    };
    let rows = consent_buttons(reply);
    reply.tell(text, rows);
}

fn consent_buttons(reply: &Reply<'_>) -> Vec<Vec<Button>> {
    let yes = reply.button("button-consent", "idea:consent:yes");
    vec![vec![yes, reply.button("button-no-consent", "idea:consent:no")]]
}

fn ask_cancel(reply: &mut Reply<'_>) {
    let text = reply.text("cancel-ask");
    let rows = vec![
        vec![reply.button("button-go-on", "idea:resume")],
        vec![reply.button("button-later", "idea:later"), reply.button("button-throw-away", "idea:cancel:yes")],
    ];
    reply.tell(text, rows);
}

fn question_key(field: Field) -> &'static str {
    match field {
        Field::Consent => "ask-consent",
        Field::Name => "ask-name",
        Field::Organisation => "ask-organisation",
        Field::Municipality => "ask-municipality",
        Field::Theme => "ask-theme",
        Field::Title => "ask-title",
        Field::Summary => "ask-summary",
        Field::SupportBase => "ask-support-base",
        Field::Sustainability => "ask-sustainability",
        Field::HelpWanted => "ask-help-wanted",
        Field::Contact => "ask-contact",
        Field::Attachments => "ask-attachments",
    }
}
