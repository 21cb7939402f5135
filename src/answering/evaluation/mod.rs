//! How well the engine answers: questions with their right answers in, a report out.
//!
//! Invariant: a report depends on the engine and the questions alone, but for the times in it, which the caller's
//! clock gives.

mod questions;
mod render;
mod report;

use std::time::Duration;

use super::{Decision, Engine, Outcome, Question};
use crate::knowledge::{Knowledge, Language, TopicId};

pub use questions::{Case, Problem, read};
pub use report::{Group, Report};

/// What questions that nothing in the knowledge base answers are marked with.
pub const NONE: &str = "NONE";
/// What greetings, thanks and goodbyes are marked with; all small talk counts as this one topic.
pub const SMALL_TALK: &str = "SMALLTALK";

/// What the engine made of one case.
#[derive(Debug, Clone)]
pub(super) struct Answered {
    pub(super) case: Case,
    pub(super) zone: Zone,
    /// The topics with their scores, the best first, small talk as one topic.
    pub(super) topics: Vec<(String, f64)>,
    /// The topics to choose from.
    pub(super) choices: Vec<String>,
    pub(super) confidence: f64,
    pub(super) took: Duration,
}

/// What a decision comes down to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Zone {
    Answer,
    Choose,
    Unknown,
}

/// Asks every question and compares the answers.
///
/// `clock` gives the time since a fixed moment; it is read before and after each question. A question without a
/// language is asked by somebody who speaks the first language of the knowledge base.
pub fn evaluate(
    engine: &Engine,
    knowledge: &Knowledge,
    cases: Vec<Case>,
    clock: &mut dyn FnMut() -> Duration,
) -> Report {
    let mut answered = Vec::with_capacity(cases.len());
    for case in cases {
        let language = case.language.unwrap_or(knowledge.languages[0]);
        let before = clock();
        let outcome = engine.ask(Question { text: &case.question, language, previous: None });
        let took = clock().saturating_sub(before);
        answered.push(Answered::new(case, outcome, took));
    }
    let unknown_topics = unknown_topics(knowledge, &answered);
    Report::new(answered, unknown_topics)
}

impl Answered {
    fn new(case: Case, outcome: Outcome, took: Duration) -> Self {
        let mut topics: Vec<(String, f64)> = vec![];
        for ranked in &outcome.ranking {
            if !ranked.small_talk {
                topics.push((ranked.id.to_string(), ranked.score));
            } else if topics.iter().all(|(id, _)| id != SMALL_TALK) {
                topics.push((SMALL_TALK.to_owned(), ranked.score));
            }
        }
        let (zone, choices) = match outcome.decision {
            Decision::Answer(_) | Decision::SmallTalk(_) => (Zone::Answer, vec![]),
            Decision::Choose(ids) => (Zone::Choose, ids.iter().map(TopicId::to_string).collect()),
            Decision::Unknown => (Zone::Unknown, vec![]),
        };
        Self { case, zone, topics, choices, confidence: outcome.confidence, took }
    }

    pub(super) fn out_of_scope(&self) -> bool {
        self.case.expected.is_empty()
    }

    fn accepts(&self, id: &str) -> bool {
        self.case.expected.iter().any(|expected| expected == id)
    }

    pub(super) fn best(&self) -> &str {
        self.topics.first().map_or(NONE, |(id, _)| id)
    }

    pub(super) fn right_first(&self) -> bool {
        self.accepts(self.best())
    }

    pub(super) fn right_in_three(&self) -> bool {
        self.topics.iter().take(3).any(|(id, _)| self.accepts(id))
    }

    pub(super) fn wrong_direct(&self) -> bool {
        self.zone == Zone::Answer && !self.right_first()
    }

    /// The right answer, or the right one among the buttons.
    pub(super) fn helped(&self) -> bool {
        match self.zone {
            Zone::Answer => self.right_first(),
            Zone::Choose => self.choices.iter().any(|id| self.accepts(id)),
            Zone::Unknown => false,
        }
    }

    /// What was asked, as a confusion shows it.
    pub(super) fn asked(&self) -> &str {
        self.case.expected.first().map_or(NONE, String::as_str)
    }
}

/// Expected topics that the knowledge base does not have.
fn unknown_topics(knowledge: &Knowledge, answered: &[Answered]) -> Vec<String> {
    let known = |id: &String| id == SMALL_TALK || TopicId::parse(id).is_ok_and(|id| knowledge.topic(&id).is_some());
    let mut unknown: Vec<String> =
        answered.iter().flat_map(|answered| &answered.case.expected).filter(|id| !known(id)).cloned().collect();
    unknown.sort();
    unknown.dedup();
    unknown
}

/// How a language is named in a report.
fn name(language: Option<Language>) -> &'static str {
    language.map_or("all", Language::code)
}

#[cfg(test)]
mod tests;
