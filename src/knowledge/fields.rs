//! Reading values out of the tree while noting everything that is wrong on the way.
//!
//! Invariant: a function here that returns `None` for a value that must be there has noted a problem.

use super::problems::{Problem, Problems, listed, quoted};
use super::tree::{Kind, Node};

/// A value with the way to it.
#[derive(Debug, Clone)]
pub(super) struct Field<'n> {
    pub(super) node: &'n Node,
    /// Such as `topics[3] (draagvlak).related[1]`.
    pub(super) path: String,
    /// The line of its key; of an item of a list, the line of its text or its first key.
    pub(super) line: usize,
}

/// A map with known keys.
pub(super) struct Section<'n> {
    pub(super) field: Field<'n>,
    entries: Vec<(&'n str, Field<'n>)>,
    /// Keys that were probably meant by an unknown one, which has been noted: not reported as missing as well.
    meant: Vec<&'static str>,
}

/// The problems found so far.
#[derive(Debug, Default)]
pub(super) struct Log {
    errors: Vec<Problem>,
    warnings: Vec<Problem>,
}

impl<'n> Field<'n> {
    pub(super) fn root(node: &'n Node) -> Self {
        Self { node, path: String::new(), line: node.line }
    }

    pub(super) fn problem(&self, message: impl Into<String>) -> Problem {
        Problem::new(self.line, self.path.clone(), message)
    }

    fn child(&self, key: &str, line: usize, node: &'n Node) -> Self {
        let path = if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) };
        Self { node, path, line }
    }

    /// The items of a list, with their id in the path where they have one; none when it is not a list.
    pub(super) fn items(&self) -> Vec<Self> {
        let Kind::List(items) = &self.node.kind else { return Vec::new() };
        items
            .iter()
            .enumerate()
            .map(|(index, node)| {
                let mut path = format!("{}[{index}]", self.path);
                let id = node.get("id").and_then(Node::as_text).filter(|id| !id.is_empty() && id.len() <= 64);
                if let Some(id) = id {
                    path.push_str(&format!(" ({})", id.escape_debug()));
                }
                Self { node, path, line: node.line }
            })
            .collect()
    }
}

impl<'n> Section<'n> {
    /// The value of an optional key; a key with nothing behind it counts as left out.
    pub(super) fn optional(&self, key: &str) -> Option<&Field<'n>> {
        self.entries
            .iter()
            .find(|(name, _)| *name == key)
            .map(|(_, field)| field)
            .filter(|field| field.node.kind != Kind::Nothing)
    }

    /// The value of a key that has to be there.
    pub(super) fn required(&self, log: &mut Log, key: &'static str) -> Option<&Field<'n>> {
        let found = self.entries.iter().find(|(name, _)| *name == key).map(|(_, field)| field);
        if found.is_none() && !self.meant.contains(&key) {
            log.error(self.field.problem(format!("the key `{key}` is missing")));
        }
        found
    }

    pub(super) fn entries(&self) -> &[(&'n str, Field<'n>)] {
        &self.entries
    }
}

impl Log {
    pub(super) fn error(&mut self, problem: Problem) {
        self.errors.push(problem);
    }

    pub(super) fn warn(&mut self, problem: Problem) {
        self.warnings.push(problem);
    }

    /// The warnings in the order of their lines, unless there are errors.
    pub(super) fn finish(mut self) -> Result<Vec<Problem>, Problems> {
        match Problems::new(self.errors) {
            Some(problems) => Err(problems),
            None => {
                self.warnings.sort_by_key(|problem| problem.line);
                Ok(self.warnings)
            }
        }
    }

    pub(super) fn wrong_type(&mut self, field: &Field<'_>, expected: &str) {
        let problem = field.problem(format!("expected {expected}, found {}", field.node.describe()));
        let problem = match &field.node.kind {
            Kind::Bool(written) | Kind::Number(written) if expected.contains("text") => {
                problem.hint(format!("put it in quotes: `\"{written}\"`"))
            }
            _ => problem,
        };
        self.error(problem);
    }

    /// A map with no other keys than `known`.
    pub(super) fn section<'n>(&mut self, field: &Field<'n>, known: &[&'static str]) -> Option<Section<'n>> {
        let mut section = self.map(field)?;
        section.entries.retain(|(key, value)| {
            if known.contains(key) {
                return true;
            }
            let problem = value.problem(format!("there is no key {} here", quoted(key)));
            let problem = match super::problems::closest(key, known.iter().copied()) {
                Some(close) => {
                    section.meant.extend(known.iter().filter(|name| **name == close));
                    problem.hint(format!("did you mean `{close}`?"))
                }
                None => {
                    let known: Vec<_> = known.iter().map(|name| format!("`{name}`")).collect();
                    problem.hint(format!("the keys are {}", listed(&known)))
                }
            };
            self.error(problem);
            false
        });
        Some(section)
    }

    /// A map with any keys, each of them once.
    pub(super) fn map<'n>(&mut self, field: &Field<'n>) -> Option<Section<'n>> {
        let Kind::Map(pairs) = &field.node.kind else {
            self.wrong_type(field, "keys with values");
            return None;
        };
        let mut entries: Vec<(&'n str, Field<'n>)> = Vec::new();
        for (key, node) in pairs {
            let name = match &key.kind {
                Kind::Text(name) | Kind::Bool(name) | Kind::Number(name) => name.as_str(),
                Kind::Nothing | Kind::List(_) | Kind::Map(_) => {
                    let found = key.describe();
                    self.error(Problem::new(key.line, field.path.clone(), format!("a key is a word, not {found}")));
                    continue;
                }
            };
            let value = field.child(&name.escape_debug().to_string(), key.line, node);
            if let Some((_, first)) = entries.iter().find(|(known, _)| *known == name) {
                self.error(value.problem(format!("the key {} already stands on line {}", quoted(name), first.line)));
                continue;
            }
            entries.push((name, value));
        }
        Some(Section { field: field.clone(), entries, meant: Vec::new() })
    }

    /// The items of a list.
    pub(super) fn list<'n>(&mut self, field: &Field<'n>, of: &str) -> Option<Vec<Field<'n>>> {
        if !matches!(field.node.kind, Kind::List(_)) {
            self.wrong_type(field, &format!("a list of {of}"));
            return None;
        }
        Some(field.items())
    }

    /// A text with something in it, without the space around it.
    pub(super) fn text<'n>(&mut self, field: &Field<'n>) -> Option<&'n str> {
        let Some(text) = field.node.as_text() else {
            self.wrong_type(field, "a text");
            return None;
        };
        let text = text.trim();
        if text.is_empty() {
            self.error(field.problem("this text is empty"));
            return None;
        }
        if let Some(character) = text.chars().find(|character| character.is_control() && !"\n\t".contains(*character)) {
            let code = u32::from(character);
            self.error(field.problem(format!("this text has a control character in it (U+{code:04X})")));
            return None;
        }
        Some(text)
    }
}
