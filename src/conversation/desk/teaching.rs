//! Teaching the bot where a passed-on question belongs.
//!
//! Invariant: what is remembered is shown first, without numbers and addresses, and can be taken back with one tap.

use super::super::reply::Reply;
use super::super::session::Wording;
use super::super::{Awaited, Awaiting, Button, Choices, Effect, Event, EventKind, Message};
use super::{DeskLead, statuses};
use crate::answering::{Verdict, anonymous};
use crate::ideas::{Deed, Entry, Lead, PassedOnQuestion, Private, Reference, lesson};
use crate::knowledge::{Language, Topic, TopicId};
use crate::texts::{Arg, shorten};

/// The longest data of a button, in bytes (<https://core.telegram.org/bots/api#inlinekeyboardbutton>).
const LONGEST_DATA: usize = 64;
/// Topics on one page.
const PAGE: usize = 8;
/// So much of a question is enough to recognise it by, in characters.
const QUESTION: usize = 300;

/// The button with which teaching begins.
pub(super) fn button(label: String, reference: Reference) -> Button {
    Button::new(label, format!("learn:ask:{reference}"))
}

/// `learn:<verb>:<reference>[:<argument>]`
pub(super) fn press(reply: &mut Reply<'_>, event: &Event, lead: &DeskLead, verb: &str, argument: &str) {
    let Lead::Question(question) = &lead.lead else { return reply.say("desk-button-old") };
    match verb {
        "ask" => ask(reply, event, question, false),
        "back" => ask(reply, event, question, true),
        "all" => categories(reply, event, question),
        "cat" => category(reply, event, question, argument),
        "words" => ask_words(reply, event, question),
        "topic" | "at" => {
            let knowledge = reply.context.knowledge;
            let topic = match argument.parse::<usize>() {
                Ok(place) if verb == "at" => knowledge.topics.get(place),
                _ => TopicId::parse(argument).ok().and_then(|id| knowledge.topic(&id)),
            };
            match topic {
                Some(topic) => teach(reply, event, question, Verdict::Topic(topic.id.clone()), Some(topic)),
                None => reply.say("desk-button-old"),
            }
        }
        "not" => teach(reply, event, question, Verdict::NotOurs, None),
        "keep" => teach(reply, event, question, Verdict::Keep, None),
        "undo" => {
            reply.cause(Effect::Unlearn { reference: question.reference });
            if lesson(&lead.history).is_some() {
                did(reply, event, question.reference, Deed::Forgotten);
            }
            let rows = vec![vec![button(reply.label("desk-button-learn"), question.reference)]];
            let text = reply.text("learn-undone");
            put(reply, event, question, Message::with_buttons(text, rows));
        }
        _ => reply.say("desk-button-old"),
    }
}

/// The words in which the question is remembered were typed.
pub(super) fn words(reply: &mut Reply<'_>, event: &Event) {
    let EventKind::Text(text) = &event.kind else { return reply.say("desk-note-words") };
    reply.session.desk = None;
    let lead = reply.context.desk.and_then(|desk| desk.lead.as_ref());
    let Some(Lead::Question(question)) = lead.map(|lead| &lead.lead) else { return super::unknown(reply) };
    reply.session.wording = Some(Wording { reference: question.reference, text: text.clone() });
    ask(reply, event, question, false);
}

/// The words in which the question would be remembered; `None` when nothing is left without what leads to a person.
fn wording(reply: &Reply<'_>, question: &PassedOnQuestion) -> Option<String> {
    let own = reply.session.wording.as_ref().filter(|wording| wording.reference == question.reference);
    anonymous(own.map_or(question.question.as_str(), |own| own.text.as_str()))
}

/// Where does it belong? In place of the message whose button was pressed, or as a message of its own.
fn ask(reply: &mut Reply<'_>, event: &Event, question: &PassedOnQuestion, in_place: bool) {
    let Some(words) = wording(reply, question) else { return ask_words(reply, event, question) };
    let offered = question.offered.iter().filter_map(|id| reply.context.knowledge.topic(id));
    let mut rows: Vec<Vec<Button>> =
        offered.map(|topic| vec![topic_button(reply, question.reference, topic)]).collect();
    let button = |key: &str, verb: &str| reply.button(key, format!("learn:{verb}:{}", question.reference));
    rows.push(vec![button("learn-button-other", "all"), button("learn-button-words", "words")]);
    rows.push(vec![button("learn-button-not", "not"), button("learn-button-keep", "keep")]);
    let text = reply.fill("learn-ask", &[("question", Arg::Text(&shorten(&words, QUESTION)))]);
    let message = Message::with_buttons(text, rows);
    if in_place {
        put(reply, event, question, message);
    } else {
        reply.about(question.reference, message.in_reply_to(event.spot.message));
    }
}

fn ask_words(reply: &mut Reply<'_>, event: &Event, question: &PassedOnQuestion) {
    let what = Awaited::Words { reference: question.reference };
    reply.session.desk = Some(Awaiting::new(event.from.user, reply.context.now, what));
    let text = reply.text("learn-words-ask");
    let message = Message { choices: Choices::Reply, ..Message::text(text).in_reply_to(event.spot.message) };
    reply.about(question.reference, message);
}

fn categories(reply: &mut Reply<'_>, event: &Event, question: &PassedOnQuestion) {
    let knowledge = reply.context.knowledge;
    let language = reply.locale.language();
    let mut rows: Vec<Vec<Button>> = Vec::new();
    for (index, shelf) in knowledge.categories.iter().enumerate() {
        if knowledge.in_category(&shelf.id).next().is_some() {
            let data = format!("learn:cat:{}:{index}", question.reference);
            rows.push(vec![Button::new(shelf.title.get(language).clone(), data)]);
        }
    }
    rows.push(vec![reply.button("button-back", format!("learn:back:{}", question.reference))]);
    let text = reply.text("learn-which");
    put(reply, event, question, Message::with_buttons(text, rows));
}

/// One page of the topics of a category; `argument` is the category's place, and after a dot the page.
fn category(reply: &mut Reply<'_>, event: &Event, question: &PassedOnQuestion, argument: &str) {
    let (place, page) = argument.split_once('.').unwrap_or((argument, "0"));
    let knowledge = reply.context.knowledge;
    let shelf = place.parse().ok().and_then(|place: usize| knowledge.categories.get(place));
    let Some(shelf) = shelf else { return reply.say("desk-button-old") };
    let topics: Vec<&Topic> = knowledge.in_category(&shelf.id).collect();
    let pages = topics.len().div_ceil(PAGE).max(1);
    let page = page.parse::<usize>().unwrap_or_default().min(pages - 1);
    let mut rows: Vec<Vec<Button>> = topics
        .iter()
        .skip(page * PAGE)
        .take(PAGE)
        .map(|topic| vec![topic_button(reply, question.reference, topic)])
        .collect();
    let reference = question.reference;
    let mut around = vec![reply.button("button-back", format!("learn:all:{reference}"))];
    if pages > 1 {
        let next = (page + 1) % pages;
        around.push(reply.button("button-more-topics", format!("learn:cat:{reference}:{place}.{next}")));
    }
    rows.push(around);
    let text = reply.text("learn-which");
    put(reply, event, question, Message::with_buttons(text, rows));
}

/// A topic whose id is too long for a button goes by its place; what was chosen is shown, and can be undone.
fn topic_button(reply: &Reply<'_>, reference: Reference, topic: &Topic) -> Button {
    let named = format!("learn:topic:{reference}:{}", topic.id);
    let place = reply.context.knowledge.topics.iter().position(|other| other.id == topic.id).unwrap_or_default();
    let data = if named.len() <= LONGEST_DATA { named } else { format!("learn:at:{reference}:{place}") };
    Button::new(topic.title.get(reply.locale.language()).clone(), data)
}

fn teach(reply: &mut Reply<'_>, event: &Event, question: &PassedOnQuestion, verdict: Verdict, topic: Option<&Topic>) {
    let Some(words) = wording(reply, question) else { return ask_words(reply, event, question) };
    let reference = question.reference;
    let (key, deed) = match &verdict {
        Verdict::Topic(_) => ("learn-done-topic", Deed::Taught),
        Verdict::NotOurs => ("learn-done-not", Deed::Taught),
        Verdict::Keep => ("learn-done-keep", Deed::Kept),
    };
    let title = topic.map(|topic| topic.title.get(reply.locale.language()).clone()).unwrap_or_default();
    let shown = shorten(&words, QUESTION);
    reply.cause(Effect::Learn {
        question: Private(words),
        language: question.language.unwrap_or(Language::Dutch),
        verdict,
        reference: Some(reference),
        by: event.from.name.clone(),
    });
    did(reply, event, reference, deed);
    let text = reply.fill(key, &[("question", Arg::Text(&shown)), ("topic", Arg::Text(&title))]);
    let rows = vec![vec![
        reply.button("learn-button-undo", format!("learn:undo:{reference}")),
        reply.button("learn-button-again", format!("learn:back:{reference}")),
    ]];
    put(reply, event, question, Message::with_buttons(text, rows));
}

/// Adds to the history of the question.
fn did(reply: &mut Reply<'_>, event: &Event, reference: Reference, what: Deed) {
    let entry = Entry { at: reply.context.now, by: statuses::by(event), what };
    reply.cause(Effect::Change { reference, lead: None, status: None, entry });
}

/// In place of the message whose button was pressed.
fn put(reply: &mut Reply<'_>, event: &Event, question: &PassedOnQuestion, message: Message) {
    reply.about(question.reference, message.instead_of(event.spot.message));
}
