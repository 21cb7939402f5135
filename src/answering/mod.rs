//! From a question to an answer, a choice, or an honest 'that I don't know'.
//!
//! Invariant: an [`Engine`] is trained once from a [`Knowledge`](crate::knowledge::Knowledge) and never changes; the same
//! knowledge and question give the same outcome on every machine.

mod anonymous;
mod classifier;
mod decision;
mod engine;
pub mod evaluation;
mod explain;
mod features;
mod handover;
mod hash;
mod language;
mod lessons;
mod lexicon;
mod mirror;
mod nearest;
mod pieces;
mod samples;
mod spelling;
mod text;
pub(crate) mod tuning;

use crate::knowledge::{Language, TopicId};

pub use anonymous::anonymous;
pub use engine::Engine;
pub use explain::{Candidate, Explanation, Word};
pub use handover::as_yaml;
pub use lessons::{Learned, Lesson, Suggestions, Verdict, learn, suggest};
pub use mirror::{Remark, RemarkKind, mirror};
pub use text::normalise;

/// A question with what is known around it.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    pub text: &'a str,
    /// The person's language, used where the question's own is not clear.
    pub language: Language,
    /// The topic that was answered just before, for a follow-up such as 'en hoe lang duurt dat?'.
    pub previous: Option<&'a TopicId>,
}

/// What came out, and how sure it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    pub decision: Decision,
    /// The language to answer in: the question's when it is clear, else the person's.
    pub language: Language,
    /// From 0 to 1: how likely it is that the knowledge base answers the question at all.
    pub confidence: f64,
    /// The likeliest topics and small talk, at most twenty, the likeliest first.
    pub ranking: Vec<Ranked>,
}

/// The three zones, and small talk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    Answer(TopicId),
    SmallTalk(TopicId),
    /// Two or three topics to choose from.
    Choose(Vec<TopicId>),
    Unknown,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Ranked {
    pub id: TopicId,
    pub small_talk: bool,
    /// From 0 to 1: the confidence for the first, and for the others in proportion to how likely they are beside it.
    pub score: f64,
}

#[cfg(test)]
mod tests;
