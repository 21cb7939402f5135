//! An evaluation as people and programs read it: a text, one JSON document, or a line of JSON for each question.
//!
//! Invariant: the lines of JSON are in the order of the questions, one for each.

use std::fmt::Write;

use serde::Serialize;

use super::report::{Confusion, Group, Report};
use super::{Answered, Zone};

/// How many topics of a ranking a line of JSON shows.
const TOPICS_SHOWN: usize = 10;
/// How many confusions the text shows.
const CONFUSIONS_SHOWN: usize = 20;

#[derive(Serialize)]
struct Line<'a> {
    question: &'a str,
    expected: &'a [String],
    decision: &'static str,
    topics: Vec<Topic<'a>>,
}

#[derive(Serialize)]
struct Topic<'a> {
    id: &'a str,
    score: f64,
}

#[derive(Serialize)]
struct Document<'a> {
    questions: usize,
    groups: &'a [Group],
    confusions: &'a [Confusion],
    wrong_direct_answers: Vec<WrongAnswer<'a>>,
    p50_microseconds: f64,
    p99_microseconds: f64,
    unknown_topics: &'a [String],
}

#[derive(Serialize)]
struct WrongAnswer<'a> {
    line: usize,
    question: &'a str,
    expected: &'a [String],
    answered: &'a str,
    score: f64,
}

impl Zone {
    fn code(self) -> &'static str {
        match self {
            Self::Answer => "answer",
            Self::Choose => "choose",
            Self::Unknown => "unknown",
        }
    }
}

impl Report {
    /// One line of JSON for each question, in the order of the file. An empty `expected` means that nothing answers
    /// the question; small talk is the topic `SMALLTALK`.
    pub fn jsonl(&self) -> String {
        let mut lines = String::new();
        for one in &self.answered {
            let line = Line {
                question: &one.case.question,
                expected: &one.case.expected,
                decision: one.zone.code(),
                topics: one.topics.iter().take(TOPICS_SHOWN).map(|(id, score)| Topic { id, score: *score }).collect(),
            };
            lines.push_str(&json(&line));
            lines.push('\n');
        }
        lines
    }

    /// One JSON document with all figures.
    pub fn json(&self) -> String {
        let document = Document {
            questions: self.answered.len(),
            groups: &self.groups,
            confusions: &self.confusions,
            wrong_direct_answers: self.wrong_direct().map(WrongAnswer::new).collect(),
            p50_microseconds: self.p50.as_secs_f64() * 1e6,
            p99_microseconds: self.p99.as_secs_f64() * 1e6,
            unknown_topics: &self.unknown_topics,
        };
        serde_json::to_string_pretty(&document).expect("strings and finite numbers can be written as JSON") + "\n"
    }

    /// A table, the confusions, and the wrong direct answers in full.
    pub fn text(&self) -> String {
        let mut text = String::new();
        self.write(&mut text).expect("a `String` takes whatever is written to it");
        text
    }

    fn write(&self, text: &mut String) -> std::fmt::Result {
        writeln!(
            text,
            "{:<4} {:<10} {:>5} {:>6} {:>6} {:>6} {:>6} {:>6} | {:>5} {:>10} {:>7} {:>7} {:>10}",
            "lang",
            "style",
            "in",
            "first",
            "top 3",
            "wrong",
            "helped",
            "direct",
            "out",
            "not direct",
            "unknown",
            "AUROC",
            "refused@90"
        )?;
        for group in &self.groups {
            writeln!(
                text,
                "{:<4} {:<10} {:>5} {:>6} {:>6} {:>6} {:>6} {:>6} | {:>5} {:>10} {:>7} {:>7} {:>10}",
                group.language,
                group.style.as_deref().unwrap_or("all"),
                group.in_scope,
                percent(group.right_first),
                percent(group.right_in_three),
                percent(group.wrong_direct),
                percent(group.helped),
                percent(group.direct),
                group.out_of_scope,
                percent(group.out_not_direct),
                percent(group.out_unknown),
                group.auroc.map_or_else(|| "-".to_owned(), |auroc| format!("{auroc:.4}")),
                percent(group.refused_at_90),
            )?;
        }
        writeln!(text, "\nTime for one question: p50 {}, p99 {}", micros(self.p50), micros(self.p99))?;
        if !self.unknown_topics.is_empty() {
            writeln!(text, "\nExpected but not in the knowledge base: {}", self.unknown_topics.join(", "))?;
        }
        if !self.confusions.is_empty() {
            writeln!(text, "\nConfusions, the most frequent first:")?;
            for confusion in self.confusions.iter().take(CONFUSIONS_SHOWN) {
                let Confusion { asked, answered, count } = confusion;
                writeln!(text, "{count:>4}  asked {asked}, answered {answered}")?;
            }
            if self.confusions.len() > CONFUSIONS_SHOWN {
                writeln!(text, "      … and {} others", self.confusions.len() - CONFUSIONS_SHOWN)?;
            }
        }
        let wrong: Vec<_> = self.wrong_direct().map(WrongAnswer::new).collect();
        if !wrong.is_empty() {
            writeln!(text, "\nAnswered directly and wrong:")?;
        }
        for WrongAnswer { line, question, expected, answered, score } in wrong {
            let expected = if expected.is_empty() { super::NONE.to_owned() } else { expected.join("|") };
            writeln!(text, "line {line}: {question}\n      expected {expected}, answered {answered} ({score:.2})")?;
        }
        Ok(())
    }

    fn wrong_direct(&self) -> impl Iterator<Item = &Answered> {
        self.answered.iter().filter(|one| one.wrong_direct())
    }
}

impl<'a> WrongAnswer<'a> {
    fn new(one: &'a Answered) -> Self {
        Self {
            line: one.case.line,
            question: &one.case.question,
            expected: &one.case.expected,
            answered: one.best(),
            score: one.topics.first().map_or(0.0, |(_, score)| *score),
        }
    }
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("strings and finite numbers can be written as JSON")
}

fn percent(share: Option<f64>) -> String {
    share.map_or_else(|| "-".to_owned(), |share| format!("{:.1}", 100.0 * share))
}

fn micros(time: std::time::Duration) -> String {
    format!("{:.1} µs", time.as_secs_f64() * 1e6)
}
