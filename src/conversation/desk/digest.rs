//! What the programme managers are told without asking: how last week was, and what waits.
//!
//! Invariant: no name and no title is in it, so that nothing of a person stays behind here after an erasure; each lead is
//! named by a command that shows its card. It fits on a screen, however much there is to tell.

use chrono::{Days, NaiveDate};

use super::super::Message;
use crate::ideas::{Private, Reference};
use crate::knowledge::{Knowledge, TopicId};
use crate::texts::{Arg, Locale, Markup, Texts, day, shorten};

/// So many leads that wait are named in the digest.
const WAITING: usize = 8;
/// So many topics, and questions without an answer.
const OFTEN: usize = 3;
/// A question is cut after so many characters.
const QUESTION: usize = 80;
/// So many leads are reminded of one by one in a morning, and so many more are named.
const EACH: usize = 4;
const REST: usize = 12;

/// A week as the digest tells it.
#[derive(Debug, Clone, PartialEq)]
pub struct WeekTold {
    /// Its first day.
    pub monday: NaiveDate,
    /// How many ideas and passed-on questions came in.
    pub ideas: u64,
    pub questions: u64,
    /// After so many days a lead waits long.
    pub patience: u32,
    /// What waits long now, the longest first.
    pub waiting: Vec<Waiting>,
    /// How often the bot answered and did not, and how that was liked.
    pub answered: u64,
    pub unanswered: u64,
    pub liked: u64,
    pub disliked: u64,
    /// The topics that were asked most, the most first.
    pub often: Vec<AskedOften>,
    /// What was not answered, the most frequent first.
    pub missed: Vec<Missed>,
}

/// A lead of which nobody did anything for so many whole days of 24 hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    pub reference: Reference,
    pub days: u32,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedOften {
    pub topic: TopicId,
    pub times: u64,
}

/// A question that was not answered, without who asked it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missed {
    pub question: Private,
    pub times: u64,
}

/// What a chat is reminded of.
#[derive(Debug, Clone, PartialEq)]
pub struct Reminders {
    /// As replies to the cards of these leads.
    pub each: Vec<(Reference, Message)>,
    /// All the others in one message.
    pub rest: Option<Message>,
}

impl WeekTold {
    /// Whether nothing came in, nothing was asked and nothing waits.
    fn is_silent(&self) -> bool {
        self.ideas + self.questions + self.answered + self.unanswered == 0 && self.waiting.is_empty()
    }
}

/// How the week was; `None` when there is nothing to tell.
pub fn digest(texts: &Texts, knowledge: &Knowledge, locale: Locale, week: &WeekTold) -> Option<Message> {
    if week.is_silent() {
        return None;
    }
    let sunday = week.monday.checked_add_days(Days::new(6)).unwrap_or(week.monday);
    let (from, to) = (day(locale, week.monday), day(locale, sunday));
    let new = texts.with(
        locale,
        "digest-heading",
        &[
            ("from", Arg::Text(&from)),
            ("to", Arg::Text(&to)),
            ("ideas", number(week.ideas)),
            ("questions", number(week.questions)),
        ],
    );
    let mut parts = vec![new];
    if !week.waiting.is_empty() {
        let days = ("days", Arg::Number(week.patience.into()));
        let mut lines = vec![texts.with(locale, "digest-waiting", &[days])];
        lines.extend(named(texts, locale, &week.waiting, WAITING));
        parts.push(Markup::join(&lines, "\n"));
    }
    if week.answered + week.unanswered > 0 {
        let of = [
            ("answered", number(week.answered)),
            ("unanswered", number(week.unanswered)),
            ("liked", number(week.liked)),
            ("disliked", number(week.disliked)),
        ];
        parts.push(texts.with(locale, "digest-answers", &of));
    }
    let often = week.often.iter().filter_map(|asked| {
        let title = knowledge.topic(&asked.topic)?.title.get(locale.language());
        Some((title.clone(), asked.times))
    });
    parts.extend(list(texts, locale, "digest-often", often));
    let missed = week.missed.iter().map(|missed| (shorten(missed.question.as_str(), QUESTION), missed.times));
    parts.extend(list(texts, locale, "digest-missed", missed));
    Some(Message::text(Markup::join(&parts, "\n\n")))
}

/// What waits, the longest first: one by one what fits in a morning, and the rest together. `patience` is after how many
/// days is reminded.
pub fn reminders(texts: &Texts, locale: Locale, waiting: &[Waiting], patience: u32) -> Reminders {
    let each = waiting.iter().take(EACH).map(|lead| {
        let (reference, command) = (lead.reference.to_string(), command(locale, lead.reference));
        let args = [
            ("reference", Arg::Text(&reference)),
            ("days", Arg::Number(lead.days.into())),
            ("command", Arg::Text(&command)),
        ];
        (lead.reference, Message::text(texts.with(locale, "remind", &args)))
    });
    let each = each.collect();
    let others = waiting.get(EACH..).filter(|others| !others.is_empty());
    let rest = others.map(|others| {
        let args = [("count", Arg::Number(others.len() as i64)), ("days", Arg::Number(patience.into()))];
        let mut lines = vec![texts.with(locale, "remind-rest", &args)];
        lines.extend(named(texts, locale, others, REST));
        Message::text(Markup::join(&lines, "\n"))
    });
    Reminders { each, rest }
}

/// The commands that show these leads, and how many more there are.
fn named(texts: &Texts, locale: Locale, waiting: &[Waiting], most: usize) -> Vec<Markup> {
    let line = |lead: &Waiting| {
        let command = command(locale, lead.reference);
        let args = [("command", Arg::Text(&command)), ("days", Arg::Number(lead.days.into()))];
        texts.with(locale, "digest-waits", &args)
    };
    let mut lines: Vec<Markup> = waiting.iter().take(most).map(line).collect();
    let more = waiting.len().saturating_sub(most);
    if more > 0 {
        lines.push(texts.with(locale, "digest-more", &[("count", Arg::Number(more as i64))]));
    }
    lines
}

/// The first few under a heading; nothing when there are none.
fn list(texts: &Texts, locale: Locale, heading: &str, items: impl Iterator<Item = (String, u64)>) -> Option<Markup> {
    let mut lines = vec![texts.get(locale, heading)];
    for (what, times) in items.take(OFTEN) {
        lines.push(texts.with(locale, "digest-times", &[("what", Arg::Text(&what)), ("count", number(times))]));
    }
    (lines.len() > 1).then(|| Markup::join(&lines, "\n"))
}

/// The command that shows the card of a lead; tapping it sends it.
fn command(locale: Locale, reference: Reference) -> String {
    let word = match locale {
        Locale::Nl => "idee",
        Locale::En => "idea",
    };
    format!("/{word}_{}", reference.to_string().replace('-', "_"))
}

fn number(count: u64) -> Arg<'static> {
    Arg::Number(i64::try_from(count).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;
    use crate::knowledge::sample;

    fn waiting(count: u32) -> Vec<Waiting> {
        (1..=count).map(|n| Waiting { reference: Reference::new(2026, n), days: 40 - n }).collect()
    }

    fn quiet() -> WeekTold {
        WeekTold {
            monday: NaiveDate::from_ymd_opt(2026, 12, 28).expect("a day"),
            ideas: 0,
            questions: 0,
            patience: 7,
            waiting: Vec::new(),
            answered: 0,
            unanswered: 0,
            liked: 0,
            disliked: 0,
            often: Vec::new(),
            missed: Vec::new(),
        }
    }

    fn busy() -> WeekTold {
        let knowledge = sample();
        let topics = knowledge.topics.iter().map(|topic| topic.id.clone());
        let gone = TopicId::parse("long-gone").expect("an id");
        let missed = |question: &str, times| Missed { question: question.into(), times };
        WeekTold {
            ideas: 3,
            questions: 1,
            waiting: waiting(10),
            answered: 1234,
            unanswered: 6,
            liked: 5,
            disliked: 1,
            often: [gone].into_iter().chain(topics).map(|topic| AskedOften { topic, times: 9 }).collect(),
            missed: vec![
                missed("Mag <b>ik</b> & mijn buurman?", 4),
                missed(&"waarom ".repeat(40), 2),
                missed("Hoe laat?", 1),
                missed("Te veel", 1),
            ],
            ..quiet()
        }
    }

    fn told(locale: Locale, week: &WeekTold) -> String {
        digest(&Texts::embedded(), &sample(), locale, week).map(|message| message.text.to_plain()).unwrap_or_default()
    }

    #[test]
    fn a_week_is_told_in_both_languages() {
        let one = WeekTold { ideas: 1, waiting: waiting(1), patience: 1, ..quiet() };
        let shown = [busy(), one].map(|week| Locale::ALL.map(|locale| told(locale, &week)).join("\n=====\n"));
        assert_snapshot!(shown.join("\n=====\n"));
    }

    #[test]
    fn of_silence_nothing_is_told() {
        assert_eq!(told(Locale::Nl, &quiet()), "");
        for week in [
            WeekTold { ideas: 1, ..quiet() },
            WeekTold { questions: 1, ..quiet() },
            WeekTold { answered: 1, ..quiet() },
            WeekTold { unanswered: 1, ..quiet() },
            WeekTold { waiting: waiting(1), ..quiet() },
        ] {
            assert_ne!(told(Locale::Nl, &week), "");
        }
    }

    #[test]
    fn a_handful_is_reminded_of_and_the_rest_is_named() {
        let texts = Texts::embedded();
        let told = |locale, count| {
            let Reminders { each, rest } = reminders(&texts, locale, &waiting(count), 7);
            let each = each.into_iter().map(|(reference, message)| format!("{reference}: {}", message.text.to_plain()));
            let rest = rest.map(|message| message.text.to_plain());
            each.chain(rest).collect::<Vec<_>>().join("\n")
        };
        assert_snapshot!([told(Locale::Nl, 5), told(Locale::En, 17)].join("\n=====\n"));
        assert_eq!(reminders(&texts, Locale::Nl, &waiting(4), 7).rest, None);
        assert_eq!(reminders(&texts, Locale::Nl, &[], 7), Reminders { each: Vec::new(), rest: None });
    }
}
