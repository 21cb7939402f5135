//! The questions that the bot could not answer, for the programme manager.
//!
//! Invariant: it is about questions, not about who asked them; the list fits in one message.

use chrono::{DateTime, TimeDelta, Utc};

use super::super::reply::Reply;
use super::super::{Button, Message};
use super::list::{self, brief};
use crate::ideas::Private;
use crate::knowledge::Language;
use crate::report::figures::day_of;
use crate::texts::{Arg, Markup, short_day};

/// Questions that are shown at most.
const MOST: usize = 12;
/// So many characters of a question.
const QUESTION: usize = 110;
/// Weeks that can be chosen; the first without choosing. Questions are not kept for longer.
const WEEKS: [i64; 2] = [4, 12];

/// A question that was not answered, and how often.
#[derive(Debug, Clone, PartialEq)]
pub struct Unanswered {
    /// As it was asked the last time.
    pub question: Private,
    pub language: Language,
    pub times: usize,
    /// When it was asked last.
    pub last: DateTime<Utc>,
}

/// Since when questions are to be looked up for the list that a button or the command (`None`) asks for.
pub(super) fn since(data: Option<&str>, now: DateTime<Utc>) -> DateTime<Utc> {
    now - TimeDelta::weeks(data.and_then(weeks).unwrap_or(WEEKS[0]))
}

/// `show:<weeks>`
fn weeks(data: &str) -> Option<i64> {
    let asked: i64 = data.strip_prefix("show:")?.parse().ok()?;
    WEEKS.into_iter().find(|weeks| *weeks == asked)
}

/// A button of the list was pressed, under `message`; `data` without its area.
pub(super) fn press(reply: &mut Reply<'_>, message: Option<i64>, data: &str) {
    match weeks(data) {
        Some(weeks) => show(reply, weeks, message),
        None => reply.say("desk-button-old"),
    }
}

/// The list of the last weeks, for the command.
pub(super) fn ask(reply: &mut Reply<'_>) {
    show(reply, WEEKS[0], None);
}

fn show(reply: &mut Reply<'_>, weeks: i64, message: Option<i64>) {
    let questions = reply.context.desk.map(|desk| desk.unanswered.as_slice()).unwrap_or_default();
    let mut parts = vec![reply.fill("desk-missed-heading", &[("count", Arg::Number(weeks))])];
    let line = |question: &Unanswered| {
        let when = short_day(reply.locale, day_of(question.last));
        let text = brief(question.question.as_str(), QUESTION);
        let count = Arg::Number(question.times as i64);
        reply.fill("desk-missed-line", &[("count", count), ("question", Arg::Text(&text)), ("when", Arg::Text(&when))])
    };
    let lines: Vec<Markup> = questions.iter().take(MOST).map(line).collect();
    parts.push(if lines.is_empty() { reply.text("desk-missed-none") } else { Markup::join(&lines, "\n") });
    if questions.len() > MOST {
        parts.push(reply.fill("desk-missed-more", &[("count", Arg::Number((questions.len() - MOST) as i64))]));
    }
    let others = WEEKS.into_iter().filter(|other| *other != weeks);
    let mut rows: Vec<_> = others
        .map(|other| {
            let label = reply.fill("desk-missed-weeks", &[("count", Arg::Number(other))]).to_plain();
            vec![Button::new(label, format!("missed:show:{other}"))]
        })
        .collect();
    rows.push(vec![reply.button("desk-missed-waiting", list::waiting_questions())]);
    reply.send(Message::with_buttons(Markup::join(&parts, "\n\n"), rows).instead_of(message));
}
