//! What a person does with an idea after handing it in: adding to it, correcting it, withdrawing it.
//!
//! Invariant: they reach their own ideas only, every change is told to the programme manager in the same transaction, and
//! nothing is withdrawn without asking.

use super::dialogue::find;
use super::fields::{self, value};
use super::form::answers::{explain, fill};
use super::reply::Reply;
use super::words::{self, Steer};
use super::{About, Button, Effect, Event, EventKind, Message, OwnLead, asking, form, own};
use crate::answering::Outcome;
use crate::ideas::{
    Attachment, By, Deed, Draft, Entry, Field, Idea, Lead, Municipality, Private, Reference, Status, Theme,
};
use crate::texts::{Arg, Locale, Markup, field_key, municipality_key, shorten, theme_key};

/// What can be corrected; attachments are added.
const CORRECTABLE: [Field; 10] = [
    Field::Title,
    Field::Summary,
    Field::Name,
    Field::Organisation,
    Field::Municipality,
    Field::Theme,
    Field::SupportBase,
    Field::Sustainability,
    Field::HelpWanted,
    Field::Contact,
];

/// So many attachments an idea can have, those that were added later among them.
const MOST: usize = 20;
/// The longest addition, in characters.
const LONGEST: usize = 3000;

/// `own:<verb>:<reference>[:<field>[:<value>]]`
pub(super) fn press(reply: &mut Reply<'_>, verb: &str, rest: &str) {
    let mut parts = rest.splitn(3, ':');
    let reference = parts.next().and_then(|name| Reference::parse(name).ok());
    let (first, second) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let Some((own, idea)) = reference.and_then(|reference| own_idea(reply, reference)) else {
        reply.session.about = None;
        return form::old_button(reply);
    };
    let reference = idea.reference;
    if own.status == Status::Withdrawn && verb != "open" {
        reply.session.about = None;
        return reply.tell(about(reply, "own-withdrawn-already", idea), Vec::new());
    }
    form::put_aside(reply);
    let was = reply.session.about.take();
    match (verb, first, Field::parse(first)) {
        ("open", ..) => open(reply, own, idea),
        ("add", ..) => {
            reply.session.about = Some(About::Adding { reference });
            let text = about(reply, "own-add-ask", idea);
            let rows = vec![vec![stop_button(reply, reference)]];
            reply.tell(text, rows);
        }
        ("correct", "", _) => choose(reply, idea),
        ("correct", _, Some(field)) if CORRECTABLE.contains(&field) => ask(reply, idea, field, None),
        ("set", _, Some(field)) if CORRECTABLE.contains(&field) => {
            let mut draft = Draft::from(idea.clone());
            match field {
                Field::Municipality => {
                    if let Some(municipality) = Municipality::parse(second) {
                        draft.locate(municipality, None);
                    }
                }
                Field::Theme => draft.theme = Theme::parse(second).or(draft.theme),
                // What was taken for a question.
                _ => {
                    let typed = second.parse().ok().and_then(|number| asking::question(reply, number));
                    let fits = typed.is_some_and(|typed| fill(&mut draft, field, typed.as_str()).is_ok());
                    if !fits {
                        return form::old_button(reply);
                    }
                }
            }
            correct(reply, idea, field, draft);
        }
        ("withdraw", "yes", _) if was == Some(About::Withdrawing { reference }) => withdraw(reply, idea),
        ("withdraw", ..) => {
            reply.session.about = Some(About::Withdrawing { reference });
            let text = about(reply, "own-withdraw-ask", idea);
            let yes = reply.button("button-withdraw-yes", format!("own:withdraw:{reference}:yes"));
            let rows = vec![vec![yes], vec![stop_button(reply, reference)]];
            reply.tell(text, rows);
        }
        _ => form::old_button(reply),
    }
}

/// Something was sent while one of these is going on; `false` when it is for somebody else after all.
pub(super) fn takes(reply: &mut Reply<'_>, event: &Event) -> bool {
    let Some(going_on) = reply.session.about else { return false };
    let (About::Adding { reference } | About::Correcting { reference, .. } | About::Withdrawing { reference }) =
        going_on;
    let Some((_, idea)) = own_idea(reply, reference) else {
        reply.session.about = None;
        return false;
    };
    match (&event.kind, going_on) {
        (EventKind::Text(text), _) if reply.names_button(text.as_str()) => false,
        (EventKind::Text(text), _) if words::is_for_bot(text.as_str()) => {
            reply.session.about = None;
            false
        }
        (EventKind::Text(text), _) if words::is_blank(text.as_str()) => {
            reply.say("wrong-empty");
            true
        }
        (EventKind::Text(text), _) => {
            typed(reply, idea, going_on, text);
            true
        }
        (EventKind::File { attachment, caption, album }, About::Adding { .. }) => {
            attach(reply, idea, attachment, caption.as_ref(), album.as_ref());
            true
        }
        _ => false,
    }
}

fn typed(reply: &mut Reply<'_>, idea: &Idea, going_on: About, text: &Private) {
    let steer = words::steer(text.as_str());
    match (going_on, steer) {
        (_, Some(Steer::Stop | Steer::Back)) | (About::Withdrawing { .. }, Some(Steer::No)) => leave(reply, idea),
        (About::Withdrawing { .. }, Some(Steer::Yes)) => withdraw(reply, idea),
        (About::Withdrawing { .. }, _) => {
            let text = about(reply, "own-withdraw-ask", idea);
            let yes = reply.button("button-withdraw-yes", format!("own:withdraw:{}:yes", idea.reference));
            let rows = vec![vec![yes], vec![stop_button(reply, idea.reference)]];
            reply.tell(text, rows);
        }
        (About::Adding { .. }, Some(Steer::Done)) => leave(reply, idea),
        (About::Adding { .. }, _) => match asking::for_the_bot(reply, text.as_str()) {
            Some(outcome) => {
                let reference = idea.reference;
                asking::aside(reply, text, &outcome, reference, |reply, number| {
                    Some(asking::manager_button(reply, number, reference))
                });
                let text = about(reply, "own-add-still", idea);
                let rows = vec![vec![stop_button(reply, idea.reference)]];
                reply.tell(text, rows);
            }
            None => add(reply, idea, text),
        },
        (About::Correcting { field, .. }, Some(Steer::Skip)) if !field.is_required() => {
            let mut draft = Draft::from(idea.clone());
            form::answers::empty(&mut draft, field);
            correct(reply, idea, field, draft);
        }
        (About::Correcting { field, .. }, _) => {
            if let Some(outcome) = asking::for_the_bot(reply, text.as_str()) {
                return answer(reply, idea, field, text, &outcome);
            }
            let mut draft = Draft::from(idea.clone());
            match fill(&mut draft, field, text.as_str()) {
                Ok(()) => correct(reply, idea, field, draft),
                Err(error) => {
                    let problem = explain(reply, field, &error);
                    ask(reply, idea, field, Some(problem));
                }
            }
        }
    }
}

/// A question while a field is corrected: answered, and then the field is asked for again. Where it fits, one tap still
/// puts it there.
fn answer(reply: &mut Reply<'_>, idea: &Idea, field: Field, question: &Private, outcome: &Outcome) {
    let reference = idea.reference;
    let fits = fill(&mut Draft::from(idea.clone()), field, question.as_str()).is_ok();
    asking::aside(reply, question, outcome, reference, |reply, number| {
        let data = format!("own:set:{reference}:{}:{number}", field.as_str());
        fits.then(|| reply.button("button-typed-is-answer", data))
    });
    let still = reply.text("own-correct-still");
    ask(reply, idea, field, Some(still));
}

fn leave(reply: &mut Reply<'_>, idea: &Idea) {
    reply.session.about = None;
    let text = about(reply, "own-left", idea);
    reply.tell(text, Vec::new());
}

/// One idea, with what can be done about it.
fn open(reply: &mut Reply<'_>, own: &OwnLead, idea: &Idea) {
    let draft = Draft::from(idea.clone());
    let lines = own::filled(reply, &draft);
    let text = Markup::join([&own::lead(reply, own), &lines], "\n\n");
    let rows = if own.status == Status::Withdrawn { Vec::new() } else { own_buttons(reply, idea.reference) };
    reply.tell(text, rows);
}

fn own_buttons(reply: &Reply<'_>, reference: Reference) -> Vec<Vec<Button>> {
    let button = |key: &str, verb: &str| reply.button(key, format!("own:{verb}:{reference}"));
    vec![
        vec![button("button-own-add", "add"), button("button-own-correct", "correct")],
        vec![button("button-own-withdraw", "withdraw")],
    ]
}

fn choose(reply: &mut Reply<'_>, idea: &Idea) {
    let reference = idea.reference;
    let buttons: Vec<Button> = CORRECTABLE
        .iter()
        .map(|field| reply.button(field_key(*field), format!("own:correct:{reference}:{}", field.as_str())))
        .collect();
    let mut rows: Vec<Vec<Button>> = buttons.chunks(2).map(<[Button]>::to_vec).collect();
    rows.push(vec![stop_button(reply, reference)]);
    let text = about(reply, "own-correct-which", idea);
    reply.tell(text, rows);
}

/// Asks for a field anew, after `problem` with what was typed before.
fn ask(reply: &mut Reply<'_>, idea: &Idea, field: Field, problem: Option<Markup>) {
    let reference = idea.reference;
    reply.session.about = Some(About::Correcting { reference, field });
    let label = reply.text(field_key(field));
    let draft = Draft::from(idea.clone());
    let now = fields::at_a_glance(reply.context.texts, reply.locale, &draft, field);
    let now = now.unwrap_or_else(|| reply.text("value-none"));
    let question = reply.fill("own-correct-ask", &[("field", Arg::Markup(&label)), ("now", Arg::Markup(&now))]);
    let text = match &problem {
        Some(problem) => Markup::join([problem, &question], "\n\n"),
        None => question,
    };
    let set = |name: &str| format!("own:set:{reference}:{}:{name}", field.as_str());
    let mut rows: Vec<Vec<Button>> = match field {
        Field::Municipality => {
            let all: Vec<Button> =
                Municipality::ALL.iter().map(|it| reply.button(municipality_key(*it), set(it.as_str()))).collect();
            all.chunks(2).map(<[Button]>::to_vec).collect()
        }
        Field::Theme => Theme::ALL.iter().map(|it| vec![reply.button(theme_key(*it), set(it.as_str()))]).collect(),
        _ => Vec::new(),
    };
    rows.push(vec![stop_button(reply, reference)]);
    reply.tell(text, rows);
}

fn correct(reply: &mut Reply<'_>, idea: &Idea, field: Field, draft: Draft) {
    reply.session.about = None;
    let (texts, reference) = (reply.context.texts, idea.reference);
    let before = fields::at_a_glance(texts, Locale::Nl, &Draft::from(idea.clone()), field);
    let after = fields::at_a_glance(texts, Locale::Nl, &draft, field);
    let shown = fields::at_a_glance(texts, reply.locale, &draft, field).unwrap_or_else(|| reply.text("value-none"));
    let Ok(corrected) = draft.submit(reference, idea.submitted, idea.from.clone()) else {
        return form::old_button(reply);
    };
    if before == after && corrected == *idea {
        let text = about(reply, "own-correct-same", idea);
        return reply.tell(text, Vec::new());
    }
    let none = texts.get(Locale::Nl, "value-none");
    let label = texts.get(Locale::Nl, field_key(field));
    let told = texts.with(
        Locale::Nl,
        "desk-corrected",
        &[
            ("name", Arg::Text(idea.name.as_str())),
            ("reference", Arg::Text(&reference.to_string())),
            ("field", Arg::Markup(&label)),
            ("before", Arg::Markup(before.as_ref().unwrap_or(&none))),
            ("after", Arg::Markup(after.as_ref().unwrap_or(&none))),
        ],
    );
    change(reply, reference, Some(corrected), None, Deed::Corrected { field });
    tell_desk(reply, reference, Message::text(told));
    let label = reply.text(field_key(field));
    let text = reply.fill("own-corrected", &[("field", Arg::Markup(&label)), ("now", Arg::Markup(&shown))]);
    let rows = own_buttons(reply, reference);
    reply.tell(text, rows);
}

fn add(reply: &mut Reply<'_>, idea: &Idea, text: &Private) {
    let length = text.as_str().chars().count();
    if length > LONGEST {
        let args = [("length", Arg::Number(length as i64)), ("limit", Arg::Number(LONGEST as i64))];
        let text = reply.fill("wrong-too-long", &args);
        return reply.tell(text, Vec::new());
    }
    reply.session.about = None;
    let reference = idea.reference;
    change(reply, reference, None, None, Deed::Added { text: text.clone() });
    reply.session.has_added(reply.spot.message);
    pass_on(reply, reference, Message::text(added(reply, idea, text.as_str())));
    let text = about(reply, "own-added", idea);
    let rows = own_buttons(reply, reference);
    // What they type next belongs to it as well.
    reply.confirm(reference, Message::with_buttons(text, rows));
}

/// A file that is added. More may follow, so they stay at it.
fn attach(
    reply: &mut Reply<'_>,
    idea: &Idea,
    attachment: &Attachment,
    caption: Option<&Private>,
    album: Option<&String>,
) {
    let again = album.is_some() && reply.session.album.as_ref() == album;
    reply.session.album = album.cloned();
    let known = idea.attachments.iter().any(|kept| kept.unique_id == attachment.unique_id);
    if known || idea.attachments.len() >= MOST {
        let key = if known { "file-known" } else { "file-too-many" };
        let text = reply.fill(key, &[("max", Arg::Number(MOST as i64))]);
        return reply.tell(text, Vec::new());
    }
    let reference = idea.reference;
    let mut more = idea.clone();
    more.attachments.push(Attachment { caption: caption.cloned(), ..attachment.clone() });
    let name = value::attachment_name(reply.context.texts, Locale::Nl, attachment).to_plain();
    let typed =
        [Some(name.as_str()), caption.map(Private::as_str)].into_iter().flatten().collect::<Vec<_>>().join(": ");
    change(reply, reference, Some(more), None, Deed::Added { text: Private(typed.clone()) });
    let told = added(reply, idea, &typed);
    pass_on(reply, reference, Message::with_file(told, attachment.clone()));
    if !again {
        let text = about(reply, "own-added-file", idea);
        let rows = vec![vec![reply.button("button-own-ready", format!("own:open:{reference}"))]];
        reply.tell(text, rows);
    }
}

fn withdraw(reply: &mut Reply<'_>, idea: &Idea) {
    reply.session.about = None;
    let reference = idea.reference;
    change(reply, reference, None, Some(Status::Withdrawn), Deed::Status { to: Status::Withdrawn });
    let args = [("name", Arg::Text(idea.name.as_str())), ("reference", Arg::Text(&reference.to_string()))];
    let told = reply.context.texts.with(Locale::Nl, "desk-withdrawn", &args);
    tell_desk(reply, reference, Message::text(told));
    let text = about(reply, "own-withdrawn", idea);
    reply.tell(text, Vec::new());
}

fn change(reply: &mut Reply<'_>, reference: Reference, idea: Option<Idea>, status: Option<Status>, what: Deed) {
    let entry = Entry { at: reply.context.now, by: By::Person, what };
    let lead = idea.map(|idea| Box::new(Lead::Idea(Box::new(idea))));
    reply.cause(Effect::Change { reference, lead, status, entry });
}

fn tell_desk(reply: &mut Reply<'_>, reference: Reference, message: Message) {
    reply.cause(Effect::TellDesk { reference, message, source: None, passes_on: None });
}

/// As [`tell_desk`], where it holds what they typed: an edit of that is seen there as well.
fn pass_on(reply: &mut Reply<'_>, reference: Reference, message: Message) {
    let passes_on = reply.spot.message;
    reply.cause(Effect::TellDesk { reference, message, source: None, passes_on });
}

fn added(reply: &Reply<'_>, idea: &Idea, typed: &str) -> Markup {
    let reference = idea.reference.to_string();
    let args =
        [("name", Arg::Text(idea.name.as_str())), ("reference", Arg::Text(&reference)), ("added", Arg::Text(typed))];
    reply.context.texts.with(Locale::Nl, "desk-added", &args)
}

fn own_idea<'a>(reply: &Reply<'a>, reference: Reference) -> Option<(&'a OwnLead, &'a Idea)> {
    let own = find(reply, reference)?;
    match &own.lead {
        Lead::Idea(idea) => Some((own, idea)),
        Lead::Question(_) => None,
    }
}

fn about(reply: &Reply<'_>, key: &str, idea: &Idea) -> Markup {
    let reference = idea.reference.to_string();
    let title = shorten(idea.title.as_str(), 80);
    reply.fill(key, &[("reference", Arg::Text(&reference)), ("title", Arg::Text(&title))])
}

fn stop_button(reply: &Reply<'_>, reference: Reference) -> Button {
    reply.button("button-own-stop", format!("own:open:{reference}"))
}
