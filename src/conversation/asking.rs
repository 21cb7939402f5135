//! Questions: answered from the knowledge base, narrowed down, or honestly not known and passed on.
//!
//! Invariant: nothing that is said about the programme comes from anywhere but the knowledge base.

use super::reply::Reply;
use super::{Button, Effect, card};
use crate::answering::{Decision, Outcome, Question};
use crate::ideas::{Lead, PassedOnQuestion, Private};
use crate::knowledge::{NextStep, Topic, TopicId};
use crate::texts::{Arg, Locale, Markup, shorten};

/// From this many characters on, a text is more likely an idea or a story than a question.
const LONG: usize = 400;

/// What the engine makes of a text.
pub(super) fn outcome(reply: &Reply<'_>, text: &str) -> Outcome {
    reply.context.engine.ask(Question {
        text,
        language: reply.own_locale().language(),
        previous: reply.session.topic.as_ref(),
    })
}

/// Answers a typed question.
pub(super) fn ask(reply: &mut Reply<'_>, question: &Private) {
    let outcome = outcome(reply, question.as_str());
    tell(reply, question, &outcome);
}

/// Tells what came out of a typed question.
pub(super) fn tell(reply: &mut Reply<'_>, question: &Private, outcome: &Outcome) {
    let own = reply.locale;
    reply.locale = Locale::of_language(outcome.language).unwrap_or(own);
    match &outcome.decision {
        Decision::Answer(id) => {
            reply.session.remember(question.clone());
            match reply.context.knowledge.topic(id) {
                Some(topic) => answer(reply, topic),
                None => unknown(reply),
            }
        }
        Decision::SmallTalk(id) => match reply.context.knowledge.small_talk(id) {
            Some(talk) => {
                let text = talk.answer.get(reply.locale.language()).clone();
                let rows = vec![vec![browse_button(reply), idea_button(reply)]];
                reply.tell(text, rows);
            }
            None => reply.say("help"),
        },
        Decision::Choose(ids) => {
            reply.session.remember(question.clone());
            choose(reply, ids);
        }
        Decision::Unknown => {
            reply.session.remember(question.clone());
            unknown(reply);
        }
    }
    reply.locale = own;
}

/// Shows a topic that was tapped.
pub(super) fn show(reply: &mut Reply<'_>, id: &str) {
    let found = TopicId::parse(id).ok().and_then(|id| reply.context.knowledge.topic(&id));
    let Some(topic) = found else {
        let rows = vec![vec![browse_button(reply)]];
        let text = reply.text("topic-gone");
        reply.tell(text, rows);
        return;
    };
    // Tapped among the topics to choose from, it answers the question that was typed.
    let chosen = reply.session.offered.iter().any(|button| button.data == "topic:none");
    if !chosen || reply.session.asked.is_none() {
        reply.session.remember(Private(topic.title.get(reply.locale.language()).clone()));
    }
    answer(reply, topic);
}

/// 'None of these': the question itself is still there.
pub(super) fn none_of_these(reply: &mut Reply<'_>) {
    if reply.session.asked.is_some() { unknown(reply) } else { gone(reply) }
}

fn answer(reply: &mut Reply<'_>, topic: &Topic) {
    let knowledge = reply.context.knowledge;
    let language = reply.locale.language();
    let mut text = topic.answer.get(language).clone();
    let sources: Vec<Markup> = topic
        .sources
        .iter()
        .filter_map(|id| knowledge.source(id))
        .map(|source| {
            let name = source.name.get(language);
            source.url.as_deref().map_or_else(|| Markup::plain(name), |url| Markup::link(url, name))
        })
        .collect();
    if !sources.is_empty() {
        let names = Markup::join(&sources, "; ");
        let line = reply
            .fill("answer-source", &[("names", Arg::Markup(&names)), ("count", Arg::Number(sources.len() as i64))]);
        text = Markup::join([&text, &line], "\n\n");
    }
    let mut rows: Vec<Vec<Button>> = topic
        .related
        .iter()
        .filter_map(|id| knowledge.topic(id))
        .take(2)
        .map(|topic| vec![topic_button(topic, reply)])
        .collect();
    let next = topic
        .next
        .iter()
        .map(|step| match step {
            NextStep::Idea => idea_button(reply),
            NextStep::PassOn => reply.button("button-ask-manager", "ask:pass_on"),
        })
        .collect();
    rows.push(next);
    reply.session.topic = Some(topic.id.clone());
    reply.tell(text, rows);
}

fn choose(reply: &mut Reply<'_>, ids: &[TopicId]) {
    let mut rows: Vec<Vec<Button>> = ids
        .iter()
        .filter_map(|id| reply.context.knowledge.topic(id))
        .map(|topic| vec![topic_button(topic, reply)])
        .collect();
    if rows.is_empty() {
        return unknown(reply);
    }
    rows.push(vec![reply.button("button-none-of-these", "topic:none")]);
    let key = reply.vary("choose");
    let text = reply.text(&key);
    reply.tell(text, rows);
}

fn unknown(reply: &mut Reply<'_>) {
    let long = reply.session.asked.as_ref().is_some_and(|asked| asked.question.as_str().chars().count() >= LONG);
    let key = reply.vary(if long { "unknown-long" } else { "unknown" });
    let along = sent_along(reply);
    let text = reply.fill(&key, &[("along", Arg::Markup(&along))]);
    told(reply);
    let pass_on = reply.button("button-pass-on", "ask:pass_on");
    let rows = vec![vec![pass_on], vec![browse_button(reply), idea_button(reply)]];
    reply.tell(text, rows);
}

/// Passes a question on to the programme manager, once the person has read what is sent along.
pub(super) fn pass_on(reply: &mut Reply<'_>) {
    let Some(asked) = reply.session.asked.clone() else {
        return gone(reply);
    };
    let shown = shorten(asked.question.as_str(), 200);
    if let Some(reference) = asked.reference {
        let text = reply.fill("pass-on-already", &[("reference", Arg::Text(&reference.to_string()))]);
        return reply.tell(text, Vec::new());
    }
    let along = sent_along(reply);
    if !asked.told {
        let text = reply.fill("pass-on-ask", &[("question", Arg::Text(&shown)), ("along", Arg::Markup(&along))]);
        told(reply);
        let rows =
            vec![vec![reply.button("button-pass-on-yes", "ask:pass_on"), reply.button("button-pass-on-no", "ask:no")]];
        return reply.tell(text, rows);
    }
    let reference = reply.context.next_reference;
    if let Some(kept) = &mut reply.session.asked {
        kept.reference = Some(reference);
    }
    let question =
        PassedOnQuestion { reference, asked: reply.context.now, from: reply.person.clone(), question: asked.question };
    let shown_reference = reference.to_string();
    let args =
        [("question", Arg::Text(&shown)), ("reference", Arg::Text(&shown_reference)), ("along", Arg::Markup(&along))];
    let received = reply.fill("pass-on-received", &args);
    let receipt = reply.fill("pass-on-delivered", &args[..2]);
    reply.tell(received, Vec::new());
    let card = card::question(reply.context.texts, &question);
    reply.cause(Effect::Forward {
        lead: Box::new(Lead::Question(question)),
        card,
        receipt: super::Message::text(receipt),
    });
}

/// They would rather not pass it on.
pub(super) fn rather_not(reply: &mut Reply<'_>) {
    let key = reply.vary("pass-on-not");
    reply.say(&key);
}

fn gone(reply: &mut Reply<'_>) {
    let key = reply.vary("pass-on-gone");
    reply.say(&key);
}

fn told(reply: &mut Reply<'_>) {
    if let Some(asked) = &mut reply.session.asked {
        asked.told = true;
    }
}

/// What goes to the programme manager besides the question.
fn sent_along(reply: &Reply<'_>) -> Markup {
    let name = reply.person.name.as_str();
    match &reply.person.username {
        Some(username) => {
            reply.fill("sent-along-username", &[("name", Arg::Text(name)), ("username", Arg::Text(username.as_str()))])
        }
        None => reply.fill("sent-along", &[("name", Arg::Text(name))]),
    }
}

pub(super) fn topic_button(topic: &Topic, reply: &Reply<'_>) -> Button {
    Button::new(topic.title.get(reply.locale.language()).clone(), format!("topic:show:{}", topic.id))
}

pub(super) fn idea_button(reply: &Reply<'_>) -> Button {
    reply.button("button-idea", "idea:start")
}

pub(super) fn browse_button(reply: &Reply<'_>) -> Button {
    reply.button("button-browse", "topic:all")
}
