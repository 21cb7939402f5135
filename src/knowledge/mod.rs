//! The knowledge base: `faq.yaml` read into [`Knowledge`], or every problem in it with its line.
//!
//! Invariant: a [`Knowledge`] that exists is sound. Ids are unique, related topics exist, every topic has a title, an
//! answer and phrasings in every language, and every answer fits in a Telegram message.
//!
//! # The format of `faq.yaml`
//! One YAML 1.2 document without anchors, aliases and tags. Every text has all the languages of the file, as
//! `{ nl: "…", en: "…" }`; in a file of one language it may stand alone. An unknown key is an error.
//!
//! | key | required | value |
//! |---|---|---|
//! | `version` | yes | the number `1` |
//! | `languages` | yes | ISO 639-1 codes; the first is the default |
//! | `sources` | no | `id`, `name` (alone: the same in all languages), `url` (optional, `https://`) |
//! | `categories` | no | `id`, `title`; without it all topics are in one category `topics` |
//! | `topics` | yes | see below |
//! | `small_talk` | no | `id` (not that of a topic), `answer`, `phrasings` |
//! | `out_of_scope` | no | per language a list of questions that are not ours |
//! | `synonyms` | no | per language a list of groups of at least two words; a word is in one group |
//!
//! | key of a topic | required | value |
//! |---|---|---|
//! | `id` | yes | lower-case letters, digits and single hyphens, at most 48 bytes, unique |
//! | `category` | with `categories` | the id of one of them |
//! | `title` | yes | one line, at most 60 characters; neither the title nor a phrasing of another topic |
//! | `answer` | yes | [`Markup`] of at most 500 characters as people see them |
//! | `sources` | with `sources` | ids, at least one |
//! | `related` | no | ids of other topics |
//! | `next` | no | `idea`, `pass_on` |
//! | `checked` | no | a date such as `2026-11-24`; a warning without it when there are `sources` |
//! | `phrasings` | yes | per language a list of at least one; a warning below five |
//!
//! A phrasing stands under one topic only, and not in `small_talk` or `out_of_scope` as well. Capitals, punctuation and
//! space make no difference.

mod checks;
mod fields;
mod language;
mod load;
mod positions;
mod problems;
mod speech;
mod topics;
mod tree;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::texts::Markup;

pub(crate) use checks::folded;
pub use language::Language;
pub use load::{Loaded, parse};
pub use problems::{Problem, Problems};

/// The text of the `faq.yaml` that the program was built with.
pub fn embedded() -> &'static str {
    include_str!("../../faq.yaml")
}

/// A small knowledge base for tests: topics `voorwaarden` and `draagvlak`, small talk `greeting`, in Dutch and English.
#[cfg(test)]
pub(crate) fn sample() -> Knowledge {
    parse(include_str!("tests/sample.yaml")).unwrap_or_else(|problems| panic!("{problems}")).knowledge
}

/// Everything the bot may say about the programme, and the phrasings by which it recognises a question.
#[derive(Debug, Clone)]
pub struct Knowledge {
    /// The languages that every topic speaks; the first is the default.
    pub languages: Vec<Language>,
    /// The shelves that topics are browsed by, in file order.
    pub categories: Vec<Category>,
    /// Where answers come from, in file order.
    pub sources: Vec<Source>,
    /// The topics, in file order.
    pub topics: Vec<Topic>,
    /// Greetings, thanks, goodbyes: answered, but not about the programme.
    pub small_talk: Vec<SmallTalk>,
    /// Examples of questions that are *not ours*: the engine learns from them what to refuse.
    pub out_of_scope: Vec<Phrasing>,
    /// Words that people use for the same thing.
    pub synonyms: Vec<Synonyms>,
}

/// The identity of a topic: lower-case words joined with hyphens, 1 to 48 bytes, so that it fits in button data.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TopicId(String);

/// A value in each language of the knowledge base.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PerLanguage<T>(BTreeMap<Language, T>);

/// A shelf of topics.
#[derive(Debug, Clone)]
pub struct Category {
    pub id: TopicId,
    pub title: PerLanguage<String>,
}

/// Where an answer comes from.
#[derive(Debug, Clone)]
pub struct Source {
    pub id: TopicId,
    pub name: PerLanguage<String>,
    /// A link to it, where there is one.
    pub url: Option<String>,
}

/// What makes sense after an answer, besides the related topics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NextStep {
    /// Hand in an idea.
    Idea,
    /// Pass the question on to the programme manager.
    PassOn,
}

/// One question that the bot can answer.
#[derive(Debug, Clone)]
pub struct Topic {
    pub id: TopicId,
    pub category: TopicId,
    /// The question, as a button or a heading.
    pub title: PerLanguage<String>,
    pub answer: PerLanguage<Markup>,
    /// At least one, unless the knowledge base defines no sources at all.
    pub sources: Vec<TopicId>,
    pub related: Vec<TopicId>,
    pub next: Vec<NextStep>,
    /// When somebody last compared the answer with its sources.
    pub checked: Option<NaiveDate>,
    /// How people ask it, in every language.
    pub phrasings: Vec<Phrasing>,
}

/// A greeting, thanks, a goodbye, 'what can you do'.
#[derive(Debug, Clone)]
pub struct SmallTalk {
    pub id: TopicId,
    pub answer: PerLanguage<Markup>,
    pub phrasings: Vec<Phrasing>,
}

/// One way in which people ask something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrasing {
    pub text: String,
    pub language: Language,
    /// The line in the file, counted from 1; 0 when it did not come from a file.
    pub line: usize,
}

/// Words or short word groups of one language that mean the same to the reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Synonyms {
    pub language: Language,
    pub words: Vec<String>,
}

impl TopicId {
    /// The longest id in bytes: what fits in `feedback:yes:<id>` within Telegram's 64 bytes, with some room.
    pub const MAX_BYTES: usize = 48;

    /// Accepts lower-case letters, digits and single hyphens between them.
    ///
    /// # Errors
    /// A sentence that says what is wrong with the id.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.is_empty() || text.len() > Self::MAX_BYTES {
            return Err(format!("an id has 1 to {} characters, `{text}` has {}", Self::MAX_BYTES, text.len()));
        }
        let sound = text.split('-').all(|part| {
            !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        });
        if !sound {
            return Err(format!("an id is made of lower-case letters, digits and single hyphens, unlike `{text}`"));
        }
        Ok(Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TopicId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<T> PerLanguage<T> {
    /// A value for each language; `None` when there is none at all.
    pub fn new(values: BTreeMap<Language, T>) -> Option<Self> {
        (!values.is_empty()).then_some(Self(values))
    }

    /// The value in `language`, or in the first language there is.
    pub fn get(&self, language: Language) -> &T {
        self.0.get(&language).or_else(|| self.0.values().next()).expect("`PerLanguage` holds at least one value")
    }

    pub fn iter(&self) -> impl Iterator<Item = (Language, &T)> {
        self.0.iter().map(|(language, value)| (*language, value))
    }
}

impl Knowledge {
    pub fn topic(&self, id: &TopicId) -> Option<&Topic> {
        self.topics.iter().find(|topic| topic.id == *id)
    }

    pub fn source(&self, id: &TopicId) -> Option<&Source> {
        self.sources.iter().find(|source| source.id == *id)
    }

    pub fn small_talk(&self, id: &TopicId) -> Option<&SmallTalk> {
        self.small_talk.iter().find(|talk| talk.id == *id)
    }

    /// Keeps only what there is to say. An engine that was trained needs the phrasings no more, and they are most of a
    /// knowledge base.
    pub fn forget_phrasings(&mut self) {
        self.topics.iter_mut().for_each(|topic| topic.phrasings = vec![]);
        self.small_talk.iter_mut().for_each(|talk| talk.phrasings = vec![]);
        self.out_of_scope = vec![];
        self.synonyms = vec![];
    }

    /// The topics of a category, in file order.
    pub fn in_category<'a>(&'a self, category: &'a TopicId) -> impl Iterator<Item = &'a Topic> {
        self.topics.iter().filter(move |topic| topic.category == *category)
    }
}
