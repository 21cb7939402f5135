//! Whether an answer helped, and what was missing when it did not.
//!
//! Invariant: an answer is rated once, and nothing that is typed goes to the programme manager before the person has
//! read what goes along and agreed.

use super::reply::Reply;
use super::{Button, Counted, Effect, asking, form};
use crate::answering::Decision;
use crate::ideas::Private;
use crate::knowledge::{Topic, TopicId};
use crate::texts::{Arg, shorten};

/// The longest data of a button, in bytes (<https://core.telegram.org/bots/api#inlinekeyboardbutton>).
const LONGEST_DATA: usize = 64;
/// So much of the question goes along with what was missing, in characters.
const QUESTION: usize = 120;

/// 'Did this help?' under an answer; nothing in an open form, or where the programme manager tries the bot.
pub(super) fn row(reply: &Reply<'_>, topic: &Topic, number: i64) -> Vec<Button> {
    if reply.session.form().is_some() || reply.context.desk.is_some() {
        return Vec::new();
    }
    let data = |verb: &str| {
        let full = format!("feedback:{verb}:{}:{number}", topic.id);
        // With a very long id the answer is rated without its topic.
        if full.len() > LONGEST_DATA { format!("feedback:{verb}::{number}") } else { full }
    };
    vec![reply.button("button-helped", data("yes")), reply.button("button-not-helped", data("no"))]
}

/// The button that a lone thumb stands for, when answers are rated.
pub(super) fn thumb(offered: &[Button], text: &str) -> Option<String> {
    let start = match text.trim().trim_end_matches(|c| matches!(c, '\u{1f3fb}'..='\u{1f3ff}' | '\u{fe0f}')) {
        "👍" => "feedback:yes:",
        "👎" => "feedback:no:",
        _ => return None,
    };
    offered.iter().find(|button| button.data.starts_with(start)).map(|button| button.data.clone())
}

/// One of the two buttons was pressed.
pub(super) fn rate(reply: &mut Reply<'_>, helped: bool, topic: &str, number: &str) {
    let number = match number {
        // As elsewhere, a button that names no question means the last one.
        "" => reply.session.asked.last().map(|asked| asked.number),
        number => number.parse().ok().filter(|number| (1..=reply.session.last_number).contains(number)),
    };
    let Some(number) = number else { return form::old_button(reply) };
    if !reply.session.rate(number) {
        let key = reply.vary("feedback-already");
        reply.say(&key);
        return form::go_on(reply);
    }
    reply.take_row_away(|button| button.data.starts_with("feedback:"));
    let topic = TopicId::parse(topic).ok().filter(|id| reply.context.knowledge.topic(id).is_some());
    reply.cause(Effect::Count { what: if helped { Counted::Liked } else { Counted::Disliked }, topic });
    if helped {
        let key = reply.vary("feedback-yes");
        reply.say(&key);
    } else {
        ask_what_was_missing(reply, number);
    }
    form::go_on(reply);
}

fn ask_what_was_missing(reply: &mut Reply<'_>, number: i64) {
    let in_form = reply.session.form().is_some();
    let open = reply.session.asked.iter().any(|asked| asked.number == number && asked.reference.is_none());
    let mut rows = Vec::new();
    if open {
        rows.push(vec![
            reply.button("button-pass-on-question", format!("ask:pass_on:{number}")),
            reply.button("button-pass-on-no", "ask:no"),
        ]);
    }
    // In the form what is typed is for the form.
    let text = reply.text(if in_form { "feedback-no-form" } else { "feedback-no" });
    reply.session.missing = (!in_form).then_some(number);
    reply.tell(text, rows);
}

/// Text after the question what was missing: offered to be passed on, unless it is clearly something else.
pub(super) fn missed(reply: &mut Reply<'_>, text: &Private, number: i64) {
    let outcome = asking::outcome(reply, text.as_str());
    let something_else = match &outcome.decision {
        // The same answer again would be no help.
        Decision::Answer(id) => reply.session.topic.as_ref() != Some(id),
        Decision::SmallTalk(_) => true,
        Decision::Choose(_) | Decision::Unknown => !text.as_str().chars().any(char::is_alphanumeric),
    };
    if something_else {
        return asking::tell(reply, text, &outcome);
    }
    let asked = reply.session.asked.iter().find(|asked| asked.number == number);
    let passed_on = match asked {
        Some(asked) => {
            let question = shorten(asked.question.as_str(), QUESTION);
            let args = [("missed", Arg::Text(text.as_str())), ("question", Arg::Text(&question))];
            Private(reply.fill("feedback-missed", &args).to_plain())
        }
        None => text.clone(),
    };
    let number = reply.session.remember(passed_on, reply.context.now);
    asking::pass_on(reply, Some(number));
}
