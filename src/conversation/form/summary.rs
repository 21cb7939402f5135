//! The end of the form: everything at a glance, changed where needed, and sent.
//!
//! Invariant: sending uses up the form, so that a second press finds the reference and not a second idea.

use super::super::fields;
use super::super::reply::Reply;
use super::super::{Button, Effect, Message, State, desk};
use super::{Form, Place, ask, go_on, old_button, resume};
use crate::ideas::{Field, Lead, OneLine};
use crate::texts::{Arg, Markup, field_key};

/// Everything that was filled in, to be sent or changed.
pub(super) fn show(reply: &mut Reply<'_>, lead_in: Option<&Markup>) {
    let Some(form) = reply.session.form() else { return };
    let lines: Vec<Markup> = Field::ALL
        .into_iter()
        .filter(|field| *field != Field::Consent)
        .map(|field| {
            let value = fields::at_a_glance(reply.context.texts, reply.locale, &form.draft, field)
                .unwrap_or_else(|| reply.text("value-empty"));
            let label = reply.text(field_key(field));
            reply.fill("summary-line", &[("label", Arg::Markup(&label)), ("value", Arg::Markup(&value))])
        })
        .collect();
    let heading = reply.text("summary-heading");
    let foot = reply.text("summary-foot");
    let list = Markup::join(&lines, "\n");
    let mut parts: Vec<&Markup> = lead_in.into_iter().collect();
    parts.extend([&heading, &list, &foot]);
    let text = Markup::join(parts, "\n\n");
    let send = format!("idea:send:{}", form.number);
    let rows = vec![
        vec![reply.button("button-send", send)],
        vec![reply.button("button-change", "idea:edit"), reply.button("button-stop", "idea:cancel")],
    ];
    reply.tell(text, rows);
}

/// Which field to change.
pub(super) fn choose(reply: &mut Reply<'_>, lead_in: Option<&Markup>) {
    let choices: Vec<Button> = Field::ALL
        .into_iter()
        .filter(|field| *field != Field::Consent)
        .map(|field| reply.button(field_key(field), format!("idea:edit:{}", field.as_str())))
        .collect();
    let mut rows: Vec<Vec<Button>> = choices.chunks(2).map(<[Button]>::to_vec).collect();
    rows.push(vec![reply.button("button-back-to-summary", "idea:back")]);
    let question = reply.text("summary-choose");
    let text = Markup::join(lead_in.into_iter().chain([&question]), "\n\n");
    reply.tell(text, rows);
}

/// `idea:edit` and `idea:edit:<field>`.
pub(in crate::conversation) fn edit(reply: &mut Reply<'_>, field: Option<&str>) {
    let Some(form) = reply.session.form_mut() else { return old_button(reply) };
    if !form.draft.missing().is_empty() {
        return old_button(reply);
    }
    form.cancelling = false;
    form.typed = None;
    form.place = match field {
        None => Place::Choosing,
        Some(name) => match Field::parse(name) {
            Some(field) if field != Field::Consent => Place::Changing(field),
            _ => Place::Choosing,
        },
    };
    ask(reply, None);
}

/// Sends the idea, once. `number` is that of the form under whose summary the button stands.
pub(in crate::conversation) fn send(reply: &mut Reply<'_>, number: Option<i64>) {
    let sent = &reply.session.sent;
    let earlier = match number {
        Some(number) => sent.iter().find(|sent| sent.form == number),
        None if reply.session.form().is_none() => sent.last(),
        None => None,
    };
    if let Some(earlier) = earlier {
        let reference = earlier.reference.to_string();
        let key = reply.vary("sent-already");
        let text = reply.fill(&key, &[("reference", Arg::Text(&reference))]);
        reply.tell(text, Vec::new());
        return go_on(reply);
    }
    let own = |form: &Form| number.is_none_or(|number| form.number == number);
    if reply.session.form().is_none() && reply.session.paused.as_deref().is_some_and(own) {
        return resume(reply);
    }
    let State::Form(form) = &mut reply.session.state else { return old_button(reply) };
    if !own(form) {
        return old_button(reply);
    }
    if let Some(missing) = form.draft.missing().first().copied() {
        // Where the form still asks one question after the other, it goes on there.
        if !matches!(form.place, Place::Asking(_)) {
            form.place = Place::Changing(missing);
        }
        form.cancelling = false;
        let lead_in = reply.text("send-missing");
        return ask(reply, Some(&lead_in));
    }
    let reference = reply.context.next_reference;
    let draft = form.draft.clone();
    let form = form.number;
    let Ok(idea) = draft.submit(reference, reply.context.now, reply.person.clone()) else { return old_button(reply) };
    reply.session.state = State::Idle;
    reply.session.paused = None;
    reply.session.remember_sent(form, reference);
    let shown = reference.to_string();
    let name = first_name(&idea.name);
    let received = reply.fill("idea-received", &[("name", Arg::Text(&name)), ("reference", Arg::Text(&shown))]);
    let receipt = reply.fill("idea-delivered", &[("reference", Arg::Text(&shown))]);
    reply.about(reference, Message::text(received));
    let lead = Lead::Idea(Box::new(idea));
    let card = desk::card::first(reply.context.texts, reply.context.knowledge, &lead, reply.own_locale());
    reply.cause(Effect::Forward { lead: Box::new(lead), card, receipt: Message::text(receipt) });
}

/// How to thank somebody: by their first name where that is plain, else by all of it.
fn first_name(name: &OneLine) -> String {
    const TITLES: [&str; 8] = ["de", "den", "dhr", "mevr", "mw", "mr", "mrs", "ms"];
    let first = name.as_str().split(' ').next().unwrap_or_default();
    let plain = first.chars().count() > 1 && !first.contains('.') && !TITLES.contains(&first.to_lowercase().as_str());
    if plain { first.to_owned() } else { name.as_str().to_owned() }
}
