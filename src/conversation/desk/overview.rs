//! The overview in a programme manager's chat: numbers in words beside the picture, and everything as a file.
//!
//! Invariant: the turn only says what is to be made; numbers and files are those of the moment of sending.

use chrono::{DateTime, Datelike, NaiveDate, Utc};

use super::super::reply::Reply;
use super::super::{Button, Format, Message, Recipe, ReportSpan};
use super::list::brief;
use crate::knowledge::{Knowledge, TopicId};
use crate::report::figures::{Figures, Period, Scope, day_of};
use crate::texts::{Arg, Locale, Markup, Texts, day};

/// A new lead waits too long after so many days.
const PATIENCE: u32 = 3;
/// So many of those that wait, and of the topics, are named.
const NAMED: usize = 3;
/// So many characters of a topic's title.
const TITLE: usize = 40;

const SPANS: [(ReportSpan, &str, &str); 3] = [
    (ReportSpan::FourWeeks, "4", "desk-report-four-weeks"),
    (ReportSpan::Quarter, "13", "desk-report-quarter"),
    (ReportSpan::Year, "year", "desk-report-year"),
];

impl ReportSpan {
    /// What an overview that is made at `now` is of.
    pub fn scope(self, now: DateTime<Utc>) -> Scope {
        let today = day_of(now);
        let since_new_year = || NaiveDate::from_ymd_opt(today.year(), 1, 1).and_then(|first| Period::new(first, today));
        let period = match self {
            Self::FourWeeks => Period::last_weeks(today, 4),
            Self::Quarter => Period::last_weeks(today, 13),
            Self::Year => since_new_year().unwrap_or_else(|| Period::last_weeks(today, 53)),
        };
        Scope { period, now, patience: PATIENCE }
    }
}

/// The overview of the last weeks, for the command.
pub(super) fn ask(reply: &mut Reply<'_>) {
    show(reply, ReportSpan::FourWeeks);
}

/// A button of the overview was pressed; `data` without its area.
pub(super) fn press(reply: &mut Reply<'_>, data: &str) {
    if let Some((span, ..)) = SPANS.into_iter().find(|(_, name, _)| data.strip_prefix("show:") == Some(*name)) {
        return show(reply, span);
    }
    match data {
        "csv" => export(reply, Format::Csv),
        "xlsx" => export(reply, Format::Xlsx),
        _ => reply.say("desk-button-old"),
    }
}

fn show(reply: &mut Reply<'_>, span: ReportSpan) {
    let spans = SPANS.into_iter().filter(|(other, ..)| *other != span);
    let spans: Vec<Button> = spans.map(|(_, name, key)| reply.button(key, format!("report:show:{name}"))).collect();
    let files = vec![reply.button("desk-report-csv", "report:csv"), reply.button("desk-report-xlsx", "report:xlsx")];
    let text = reply.text("desk-report");
    reply.send(Message::to_be_made(text, vec![spans, files], Recipe::Overview { span, locale: reply.locale }));
}

fn export(reply: &mut Reply<'_>, format: Format) {
    let text = reply.text("desk-report-export");
    reply.send(Message::to_be_made(text, Vec::new(), Recipe::Export { format, locale: reply.locale }));
}

/// The most important figures in a few lines, to stand below a picture.
pub fn overview_text(texts: &Texts, knowledge: &Knowledge, figures: &Figures, locale: Locale) -> Markup {
    let number = |count: u64| Arg::Number(i64::try_from(count).unwrap_or(i64::MAX));
    let with = |key: &str, args: &[(&str, Arg<'_>)]| texts.with(locale, key, args);
    let period = figures.scope.period;
    let (from, to) = (day(locale, period.from()), day(locale, period.to()));
    let mut lines = vec![with("report-period", &[("from", Arg::Text(&from)), ("to", Arg::Text(&to))])];
    if figures.is_empty() {
        lines.push(texts.get(locale, "report-empty"));
    } else {
        let counted = |key: &str, count| with(key, &[("count", number(count))]);
        lines.push(Markup::join(
            [&counted("report-ideas", figures.ideas), &counted("report-questions", figures.questions)],
            " · ",
        ));
        let asked = figures.asked;
        let args = [("count", number(asked.answered)), ("number", number(asked.unanswered))];
        lines.push(with("desk-report-asked", &args));
        if asked.liked > 0 || asked.disliked > 0 {
            let args = [("count", number(asked.liked)), ("number", number(asked.disliked))];
            lines.push(with("desk-report-liked", &args));
        }
        let title = |id: &str| {
            let topic = TopicId::parse(id).ok().and_then(|id| knowledge.topic(&id))?;
            Some(brief(topic.title.get(locale.language()), TITLE))
        };
        for (key, topics) in
            [("desk-report-most", figures.most_asked(NAMED)), ("desk-report-worst", figures.most_disliked(NAMED))]
        {
            let titles: Vec<String> = topics.into_iter().filter_map(|topic| title(&topic.topic)).collect();
            if !titles.is_empty() {
                lines.push(with(key, &[("topics", Arg::Text(&titles.join(" · ")))]));
            }
        }
    }
    if !figures.waiting.is_empty() {
        let days = Arg::Number(i64::from(figures.scope.patience));
        let mut waiting =
            vec![with("report-waiting", &[("count", number(figures.waiting.len() as u64)), ("days", days)])];
        let command = |reference: String| Markup::plain(&format!("/idee_{}", reference.replace('-', "_")));
        waiting.extend(figures.waiting.iter().take(NAMED).map(|one| command(one.reference.to_string())));
        lines.push(Markup::join(&waiting, "\n"));
    }
    Markup::join(&lines, "\n")
}
