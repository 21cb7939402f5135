//! Questions: answered from the knowledge base, narrowed down, or honestly not known and passed on.
//!
//! Invariant: nothing that is said about the programme comes from anywhere but the knowledge base.

use super::reply::Reply;
use super::{Asked, Button, Counted, Effect, Message, desk, feedback, phrasing};
use crate::answering::{Decision, Outcome, Question, Suggestions, suggest};
use crate::ideas::{Lead, PassedOnQuestion, Private, Reference};
use crate::knowledge::{NextStep, Topic, TopicId};
use crate::texts::{Arg, Locale, Markup, shorten};

/// From this many characters on, a text is more likely an idea or a story than a question.
const LONG: usize = 400;

/// So sure is the bot of an answer where the question may be for somebody else.
const CERTAIN: f64 = 0.99;

/// So many topics the programme manager is offered for a question.
const OFFERED: usize = 5;

/// What the engine makes of a text.
pub(super) fn outcome(reply: &Reply<'_>, text: &str) -> Outcome {
    reply.context.engine.ask(Question {
        text,
        language: reply.own_locale().language(),
        previous: reply.session.topic.as_ref(),
    })
}

/// What the engine makes of a text where somebody else is spoken to: only a question that anybody could ask, and that
/// has one certain answer by itself.
pub(super) fn for_the_bot(reply: &Reply<'_>, text: &str) -> Option<Outcome> {
    if !phrasing::asks_in_general(text) {
        return None;
    }
    let language = reply.own_locale().language();
    let outcome = reply.context.engine.ask(Question { text, language, previous: None });
    Some(outcome).filter(|it| it.confidence >= CERTAIN && matches!(it.decision, Decision::Answer(_)))
}

/// Answers a question that was asked where what is typed is for something else about this lead, which goes on after it.
/// Under the answer is the button that takes it for that after all, made from the number of the question.
pub(super) fn aside(
    reply: &mut Reply<'_>,
    question: &Private,
    outcome: &Outcome,
    reference: Reference,
    after_all: impl FnOnce(&Reply<'_>, i64) -> Option<Button>,
) {
    let Decision::Answer(id) = &outcome.decision else { return };
    let Some(topic) = reply.context.knowledge.topic(id) else { return };
    let own = reply.locale;
    reply.locale = Locale::of_language(outcome.language).unwrap_or(own);
    let number = reply.session.remember(question.clone(), reply.context.now);
    let message = reply.spot.message;
    for asked in reply.session.asked.iter_mut().filter(|asked| asked.number == number) {
        asked.message = message;
    }
    count(reply, Counted::Answered, Some(id));
    let (text, mut rows) = composed(reply, topic, number);
    // That the programme manager can be asked is said once.
    for row in &mut rows {
        row.retain(|button| !button.data.starts_with("ask:pass_on:"));
    }
    rows.insert(0, Vec::from_iter(after_all(reply, number)));
    rows.retain(|row| !row.is_empty());
    reply.confirm(reference, Message::with_buttons(text, rows));
    reply.locale = own;
}

/// The way to pass such a question on as part of the conversation with the programme manager.
pub(super) fn manager_button(reply: &Reply<'_>, number: i64, reference: Reference) -> Button {
    reply.button("button-for-manager", format!("ask:manager:{number}:{reference}"))
}

/// Answers a typed question.
pub(super) fn ask(reply: &mut Reply<'_>, question: &Private) {
    let outcome = outcome(reply, question.as_str());
    tell(reply, question, &outcome);
}

/// Tells what came out of a typed question.
pub(super) fn tell(reply: &mut Reply<'_>, question: &Private, outcome: &Outcome) {
    tell_of(reply, question, outcome, None);
}

/// As [`tell`]; a question that is known keeps its number, and with it where it was passed on.
fn tell_of(reply: &mut Reply<'_>, question: &Private, outcome: &Outcome, known: Option<i64>) {
    let now = reply.context.now;
    let kept = |reply: &mut Reply<'_>| known.unwrap_or_else(|| reply.session.remember(question.clone(), now));
    let own = reply.locale;
    reply.locale = Locale::of_language(outcome.language).unwrap_or(own);
    match &outcome.decision {
        Decision::Answer(id) => {
            let number = kept(reply);
            match reply.context.knowledge.topic(id) {
                Some(topic) => {
                    count(reply, Counted::Answered, Some(id));
                    answer(reply, topic, number);
                }
                None => unknown(reply, number),
            }
        }
        Decision::SmallTalk(id) => match reply.context.knowledge.small_talk(id) {
            Some(talk) => {
                let text = talk.answer.get(reply.locale.language()).clone();
                let rows = ways_on(reply);
                reply.tell(text, rows);
            }
            None => reply.say("help"),
        },
        Decision::Choose(ids) => {
            let number = kept(reply);
            choose(reply, ids, number);
        }
        // A lone `…` is no question that anybody could be asked to answer.
        Decision::Unknown if !question.as_str().chars().any(char::is_alphanumeric) && !at_desk(reply) => {
            let key = reply.vary("no-words");
            let text = reply.text(&key);
            let rows = ways_on(reply);
            reply.tell(text, rows);
        }
        Decision::Unknown => {
            let number = kept(reply);
            unknown(reply, number);
        }
    }
    reply.locale = own;
}

/// Shows a topic that was tapped.
pub(super) fn show(reply: &mut Reply<'_>, id: &str) {
    let found = TopicId::parse(id).ok().and_then(|id| reply.context.knowledge.topic(&id));
    let Some(topic) = found else {
        let rows = vec![vec![browse_button(reply)]];
        let key = reply.vary("topic-gone");
        let text = reply.text(&key);
        reply.tell(text, rows);
        return;
    };
    // Tapped among the topics to choose from, it answers the question that was typed.
    let chosen = offered_for(reply);
    let number = match chosen {
        Some(number) => number,
        None => {
            let title = topic.title.get(reply.locale.language()).clone();
            reply.session.remember(Private(title), reply.context.now)
        }
    };
    count(reply, Counted::Shown, Some(&topic.id));
    answer(reply, topic, number);
}

/// The question for which topics to choose from were shown in the last turn.
fn offered_for(reply: &Reply<'_>) -> Option<i64> {
    let none = reply.session.offered.iter().find_map(|button| button.data.strip_prefix("topic:none:"))?;
    find(reply, Some(none.parse().ok()?))
}

/// 'None of these': the question itself is still there.
pub(super) fn none_of_these(reply: &mut Reply<'_>, number: Option<i64>) {
    match find(reply, number) {
        Some(number) => unknown(reply, number),
        None => gone(reply),
    }
}

/// Counts what people do; what the programme manager tries does not count.
fn count(reply: &mut Reply<'_>, what: Counted, topic: Option<&TopicId>) {
    if reply.context.desk.is_none() {
        reply.cause(Effect::Count { what, topic: topic.cloned() });
    }
}

fn answer(reply: &mut Reply<'_>, topic: &Topic, number: i64) {
    let (text, rows) = composed(reply, topic, number);
    reply.tell(text, rows);
}

/// The answer with its sources, and what makes sense next.
fn composed(reply: &mut Reply<'_>, topic: &Topic, number: i64) -> (Markup, Vec<Vec<Button>>) {
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
        .filter_map(|step| match step {
            NextStep::Idea => (!filling_in(reply)).then(|| idea_button(reply)),
            NextStep::PassOn => {
                let button = reply.button("button-ask-manager", format!("ask:pass_on:{number}"));
                (!at_desk(reply)).then_some(button)
            }
        })
        .collect();
    rows.push(next);
    rows.push(feedback::row(reply, topic, number));
    reply.session.topic = Some(topic.id.clone());
    (text, rows)
}

fn choose(reply: &mut Reply<'_>, ids: &[TopicId], number: i64) {
    let mut rows: Vec<Vec<Button>> = ids
        .iter()
        .filter_map(|id| reply.context.knowledge.topic(id))
        .map(|topic| vec![topic_button(topic, reply)])
        .collect();
    if rows.is_empty() {
        return unknown(reply, number);
    }
    count(reply, Counted::Choose, None);
    rows.push(vec![reply.button("button-none-of-these", format!("topic:none:{number}"))]);
    let key = reply.vary("choose");
    let mut text = reply.text(&key);
    if at_desk(reply) {
        // It may have been meant for somebody.
        text = Markup::join([&text, &reply.text("desk-not-sent-choose")], "\n\n");
    }
    reply.tell(text, rows);
}

/// Whether it is the programme manager who asks, and no form is open. They pass on nothing to themselves.
fn at_desk(reply: &Reply<'_>) -> bool {
    reply.context.desk.is_some() && !filling_in(reply)
}

fn unknown(reply: &mut Reply<'_>, number: i64) {
    let asked = reply.session.asked.iter().find(|asked| asked.number == number).cloned();
    let with_manager = asked.as_ref().and_then(|asked| asked.reference);
    if at_desk(reply) && with_manager.is_none() {
        return desk::not_sent(reply);
    }
    let long = asked.as_ref().is_some_and(|asked| asked.question.as_str().chars().count() >= LONG);
    // In a form it may as well be the answer to the form's question; and a second look at a question is no second one.
    if let Some(asked) = asked.filter(|asked| !asked.told && !filling_in(reply) && reply.context.desk.is_none()) {
        count(reply, Counted::Unanswered, None);
        reply.cause(Effect::Unanswered { language: reply.locale.language(), question: asked.question });
    }
    if let Some(reference) = with_manager {
        told(reply, number);
        let key = reply.vary("unknown-passed-on");
        let text = reply.fill(&key, &[("reference", Arg::Text(&reference.to_string()))]);
        // What they type next is for whoever has it.
        return reply.confirm(reference, Message::text(text));
    }
    let key = reply.vary(if long { "unknown-long" } else { "unknown" });
    let along = sent_along(reply);
    let text = reply.fill(&key, &[("along", Arg::Markup(&along))]);
    told(reply, number);
    let mut rows = vec![vec![reply.button("button-pass-on", format!("ask:pass_on:{number}"))]];
    rows.extend(ways_on(reply));
    reply.tell(text, rows);
}

/// Passes a question on to the programme manager, once the person has read what is sent along.
pub(super) fn pass_on(reply: &mut Reply<'_>, number: Option<i64>) {
    if at_desk(reply) {
        return desk::not_sent(reply);
    }
    let number = find(reply, number);
    let Some(asked) = reply.session.asked.iter().find(|asked| Some(asked.number) == number).cloned() else {
        return gone(reply);
    };
    // Who chose no language is answered in that of the question.
    let suggested = suggestions(reply, asked.question.as_str());
    let own = reply.locale;
    reply.locale = reply.session.locale.or_else(|| Locale::of_language(suggested.language)).unwrap_or(own);
    pass_on_now(reply, asked, &suggested);
    reply.locale = own;
}

fn pass_on_now(reply: &mut Reply<'_>, asked: Asked, suggested: &Suggestions<'_>) {
    let shown = shorten(asked.question.as_str(), 200);
    if let Some(reference) = asked.reference {
        return passed_on_already(reply, reference);
    }
    let along = sent_along(reply);
    if !asked.told {
        let text = reply.fill("pass-on-ask", &[("question", Arg::Text(&shown)), ("along", Arg::Markup(&along))]);
        told(reply, asked.number);
        let yes = reply.button("button-pass-on-yes", format!("ask:pass_on:{}", asked.number));
        let rows = vec![vec![yes, reply.button("button-pass-on-no", "ask:no")]];
        return reply.tell(text, rows);
    }
    let reference = reply.context.next_reference;
    is_passed_on(reply, asked.number, reference);
    let question = PassedOnQuestion {
        reference,
        asked: reply.context.now,
        from: reply.person.clone(),
        question: asked.question,
        language: Some(suggested.language),
        offered: suggested.topics.iter().map(|topic| topic.id.clone()).collect(),
    };
    let shown_reference = reference.to_string();
    let args =
        [("question", Arg::Text(&shown)), ("reference", Arg::Text(&shown_reference)), ("along", Arg::Markup(&along))];
    let received = reply.fill("pass-on-received", &args);
    let receipt = reply.fill("pass-on-delivered", &args[..2]);
    reply.about(reference, Message::text(received));
    let lead = Lead::Question(question);
    let card = desk::card::first(reply.context.texts, reply.context.knowledge, &lead, reply.own_locale());
    reply.cause(Effect::Forward { lead: Box::new(lead), card, receipt: Message::text(receipt) });
}

/// The question with this number is with the programme manager now, as this lead or as part of it.
pub(super) fn is_passed_on(reply: &mut Reply<'_>, number: i64, reference: Reference) {
    for kept in reply.session.asked.iter_mut().filter(|kept| kept.number == number) {
        kept.reference = Some(reference);
    }
}

/// It was passed on before, and is not again.
pub(super) fn passed_on_already(reply: &mut Reply<'_>, reference: Reference) {
    let text = reply.fill("pass-on-already", &[("reference", Arg::Text(&reference.to_string()))]);
    reply.tell(text, Vec::new());
}

/// What went to the programme manager was meant for the bot as well.
pub(super) fn instead(reply: &mut Reply<'_>, number: Option<i64>) {
    let number = find(reply, number);
    let Some(question) = number.and_then(|number| question(reply, number)) else { return gone(reply) };
    reply.take_row_away(|button| button.data.starts_with("ask:instead:"));
    let outcome = outcome(reply, question.as_str());
    tell_of(reply, &question, &outcome, number);
}

/// Where a question may belong, for the programme manager to choose from.
fn suggestions<'a>(reply: &Reply<'a>, text: &str) -> Suggestions<'a> {
    let question = Question { text, language: reply.own_locale().language(), previous: None };
    suggest(reply.context.engine, reply.context.knowledge, question, OFFERED)
}

/// They would rather not pass it on.
pub(super) fn rather_not(reply: &mut Reply<'_>) {
    let key = reply.vary("pass-on-not");
    reply.say(&key);
}

/// The question is not kept any more.
pub(super) fn gone(reply: &mut Reply<'_>) {
    let key = reply.vary("pass-on-gone");
    reply.say(&key);
}

/// The question with this number, or the last one for a button that names none.
fn find(reply: &Reply<'_>, number: Option<i64>) -> Option<i64> {
    let mut known = reply.session.asked.iter().map(|asked| asked.number);
    match number {
        Some(number) => known.find(|known| *known == number),
        None => known.next_back(),
    }
}

/// The question with this number, as long as it is kept.
pub(super) fn question(reply: &Reply<'_>, number: i64) -> Option<Private> {
    reply.session.asked.iter().find(|asked| asked.number == number).map(|asked| asked.question.clone())
}

/// They have now read what is sent along with this question.
fn told(reply: &mut Reply<'_>, number: i64) {
    for asked in reply.session.asked.iter_mut().filter(|asked| asked.number == number) {
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

/// What always makes sense; nobody is invited to begin an idea while they are at one.
pub(super) fn ways_on(reply: &Reply<'_>) -> Vec<Vec<Button>> {
    if filling_in(reply) { Vec::new() } else { vec![vec![browse_button(reply), idea_button(reply)]] }
}

fn filling_in(reply: &Reply<'_>) -> bool {
    reply.session.form().is_some()
}

pub(super) fn idea_button(reply: &Reply<'_>) -> Button {
    reply.button("button-idea", "idea:start")
}

pub(super) fn browse_button(reply: &Reply<'_>) -> Button {
    reply.button("button-browse", "topic:all")
}
