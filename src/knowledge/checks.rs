//! What can only be judged across the file: ids that are used twice, references, phrasings under two topics.
//!
//! Invariant: of two things that clash, the later one is reported and names the line of the first.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;

use super::fields::{Field, Log};
use super::problems::quoted;
use super::tree::Node;
use super::{Language, TopicId};

/// The ids that are defined in one list, also those that are badly written.
pub(super) struct Ids<'n> {
    /// What they are the ids of: 'topic', 'source'.
    what: &'static str,
    defined: HashMap<&'n str, Definition>,
    order: Vec<&'n str>,
    used: Vec<bool>,
}

struct Definition {
    path: String,
    line: usize,
    index: usize,
}

impl<'n> Ids<'n> {
    /// Collects the ids before anything is judged, so that what is mentioned may be defined further on.
    pub(super) fn collect(what: &'static str, list: Option<&Field<'n>>) -> Self {
        let mut ids = Self { what, defined: HashMap::new(), order: Vec::new(), used: Vec::new() };
        for item in list.map(Field::items).unwrap_or_default() {
            let Some(id) = item.node.get("id").and_then(Node::as_text).map(str::trim) else { continue };
            let index = ids.order.len();
            ids.defined.entry(id).or_insert_with(|| {
                ids.order.push(id);
                ids.used.push(false);
                Definition { path: item.path, line: item.line, index }
            });
        }
        ids
    }

    pub(super) fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// Reads the id of the item at `item`, which must be the first to have it.
    pub(super) fn define(&self, log: &mut Log, item: &Field<'n>, id: &Field<'n>) -> Option<TopicId> {
        let text = log.text(id)?;
        if let Some(first) = self.defined.get(text).filter(|first| first.path != item.path) {
            let message =
                format!("the id {} is already that of the {} on line {}", quoted(text), self.what, first.line);
            log.error(id.problem(message));
        }
        match TopicId::parse(text) {
            Ok(parsed) => Some(parsed),
            Err(reason) => {
                log.error(id.problem(reason));
                None
            }
        }
    }

    /// Reads a mention of an id; `None` after a problem, here or where the id is defined.
    pub(super) fn refer(&mut self, log: &mut Log, mention: &Field<'n>) -> Option<TopicId> {
        let text = log.text(mention)?;
        let Some(definition) = self.defined.get(text) else {
            let problem = mention.problem(format!("there is no {} {}", self.what, quoted(text)));
            log.error(problem.suggest(text, self.order.iter().copied()));
            return None;
        };
        self.used[definition.index] = true;
        TopicId::parse(text).ok()
    }

    /// Reads a list of mentions, none of them twice.
    pub(super) fn refer_all(&mut self, log: &mut Log, list: &Field<'n>) -> Vec<TopicId> {
        let mut found: Vec<TopicId> = Vec::new();
        for mention in log.list(list, &format!("{} ids", self.what)).unwrap_or_default() {
            let Some(id) = self.refer(log, &mention) else { continue };
            if found.contains(&id) {
                log.error(mention.problem(format!("`{id}` stands in this list twice")));
                continue;
            }
            found.push(id);
        }
        found
    }

    /// Notes what nothing refers to.
    pub(super) fn warn_unused(&self, log: &mut Log) {
        for (id, _) in self.order.iter().zip(&self.used).filter(|(_, used)| !**used) {
            let Definition { path, line, .. } = &self.defined[id];
            log.warn(super::Problem::new(*line, path.clone(), format!("no topic has this {}", self.what)));
        }
    }

    /// Whether `id` is defined, and on which line.
    pub(super) fn line_of(&self, id: &str) -> Option<usize> {
        self.defined.get(id).map(|definition| definition.line)
    }
}

/// Every phrasing seen so far and what it leads to.
#[derive(Default)]
pub(super) struct Phrasebook {
    heard: HashMap<String, Heard>,
}

struct Heard {
    owner: String,
    language: Option<Language>,
    line: usize,
}

impl Phrasebook {
    /// Notes a phrasing of `owner`: 'topic `wat-is-esij`', or 'out_of_scope'.
    ///
    /// The engine cannot tell two languages apart in a word such as 'contact', so another owner clashes in any
    /// language; the same owner may use the word in both.
    pub(super) fn add(&mut self, log: &mut Log, field: &Field<'_>, text: &str, language: Language, owner: &str) {
        match self.heard.get(&folded(text)) {
            Some(first) if first.owner != owner => {
                let message = format!("{} already stands under {} on line {}", quoted(text), first.owner, first.line);
                log.error(field.problem(message).hint(SAME));
            }
            Some(first) if first.language == Some(language) => {
                let message = format!("{} already stands on line {}", quoted(text), first.line);
                log.error(field.problem(message).hint(SAME));
            }
            Some(_) => {}
            None => {
                let heard = Heard { owner: owner.to_owned(), language: Some(language), line: field.line };
                self.heard.insert(folded(text), heard);
            }
        }
    }

    /// Notes a title of `owner`, after all phrasings: it may be a phrasing of the same topic, never of another.
    pub(super) fn add_title(&mut self, log: &mut Log, field: &Field<'_>, title: &str, owner: &str) {
        match self.heard.get(&folded(title)) {
            Some(first) if first.owner != owner => {
                let kind = if first.language.is_some() { "a phrasing" } else { "the title" };
                let message = format!("{} is already {kind} of {} on line {}", quoted(title), first.owner, first.line);
                log.error(field.problem(message));
            }
            Some(_) => {}
            None => {
                let heard = Heard { owner: owner.to_owned(), language: None, line: field.line };
                self.heard.insert(folded(title), heard);
            }
        }
    }
}

const SAME: &str = "capitals and punctuation make no difference";

/// A text without capitals, punctuation and superfluous space; one that is all punctuation stays as it is.
pub(crate) fn folded(text: &str) -> String {
    let composed: String = text.nfc().collect::<String>().to_lowercase();
    let spaced: String = composed
        .chars()
        .map(|character| {
            let kept = character.is_alphanumeric() || unicode_normalization::char::is_combining_mark(character);
            if kept { character } else { ' ' }
        })
        .collect();
    let words: Vec<_> = spaced.split_whitespace().collect();
    if words.is_empty() { composed.trim().to_owned() } else { words.join(" ") }
}
