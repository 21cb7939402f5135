//! A YAML text as a tree of values that know their lines.
//!
//! `serde_yaml` decides what each value is and `saphyr-parser` where it stands. Nothing is judged here beyond the YAML
//! itself: a key that stands twice is still there twice. Invariant: every [`Node`] has the line it starts on.

use std::fmt;
use std::slice::Iter;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};

use super::positions::{Mark, Shape, marks, not_yaml};
use super::problems::{Problem, quoted};

/// A value and the line it starts on, counted from 1.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Node {
    pub(super) line: usize,
    pub(super) kind: Kind,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    Nothing,
    /// As it is written.
    Bool(String),
    /// As it is written.
    Number(String),
    Text(String),
    List(Vec<Node>),
    /// Keys and values in file order.
    Map(Vec<(Node, Node)>),
}

impl Node {
    /// The value of `key`, when this is a map that has it.
    pub(super) fn get(&self, key: &str) -> Option<&Self> {
        let Kind::Map(entries) = &self.kind else { return None };
        entries.iter().find(|(name, _)| name.as_text() == Some(key)).map(|(_, value)| value)
    }

    pub(super) fn as_text(&self) -> Option<&str> {
        if let Kind::Text(text) = &self.kind { Some(text) } else { None }
    }

    /// What it is, for a sentence such as 'expected a text, found a list'.
    pub(super) fn describe(&self) -> String {
        match &self.kind {
            Kind::Nothing => "nothing".to_owned(),
            Kind::Bool(written) => quoted(written),
            Kind::Number(written) => format!("the number {}", quoted(written)),
            Kind::Text(_) => "a text".to_owned(),
            Kind::List(_) => "a list".to_owned(),
            Kind::Map(_) => "keys with values".to_owned(),
        }
    }
}

/// Reads the one document in `text`.
pub(super) fn read(text: &str) -> Result<Node, Vec<Problem>> {
    // First, because what it refuses (deep nesting, aliases) can cost the other one a lot of time.
    let marks = marks(text)?;
    if marks.is_empty() {
        return Err(vec![Problem::new(1, "", "the file is empty")]);
    }
    let mut rest = marks.iter();
    Reader { marks: &mut rest }.deserialize(serde_yaml::Deserializer::from_str(text)).map_err(|error| {
        let message = error.to_string();
        // The rest is said by the line and the column in front.
        let (message, _) = message.split_once(" at line ").unwrap_or((&message, ""));
        let (line, column) = error.location().map_or((1, 1), |location| (location.line(), location.column()));
        vec![not_yaml(line, column, message)]
    })
}

/// Takes the next mark for each value that `serde_yaml` comes across.
struct Reader<'r, 'm> {
    marks: &'r mut Iter<'m, Mark>,
}

struct NodeVisitor<'r, 'm> {
    mark: &'m Mark,
    rest: &'r mut Iter<'m, Mark>,
}

impl<'de> DeserializeSeed<'de> for Reader<'_, '_> {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        let mark = self.marks.next().ok_or_else(|| D::Error::custom(DISAGREE))?;
        deserializer.deserialize_any(NodeVisitor { mark, rest: self.marks })
    }
}

/// YAML 1.1 and 1.2 differ in rare corners; there a text can mean two things.
const DISAGREE: &str = "this can be read in two ways, write it more plainly";

impl NodeVisitor<'_, '_> {
    fn scalar<E: serde::de::Error>(self, kind: impl FnOnce(&str) -> Kind) -> Result<Node, E> {
        match &self.mark.shape {
            Shape::Scalar(written) => Ok(Node { line: self.mark.line, kind: kind(written) }),
            Shape::List | Shape::Map => Err(E::custom(DISAGREE)),
        }
    }

    fn number<E: serde::de::Error>(self) -> Result<Node, E> {
        self.scalar(|written| Kind::Number(written.to_owned()))
    }
}

impl<'de> Visitor<'de> for NodeVisitor<'_, '_> {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a YAML value")
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<Node, E> {
        self.scalar(|_| Kind::Nothing)
    }

    fn visit_none<E: serde::de::Error>(self) -> Result<Node, E> {
        self.visit_unit()
    }

    fn visit_bool<E: serde::de::Error>(self, _: bool) -> Result<Node, E> {
        self.scalar(|written| Kind::Bool(written.to_owned()))
    }

    fn visit_i64<E: serde::de::Error>(self, _: i64) -> Result<Node, E> {
        self.number()
    }

    fn visit_u64<E: serde::de::Error>(self, _: u64) -> Result<Node, E> {
        self.number()
    }

    fn visit_i128<E: serde::de::Error>(self, _: i128) -> Result<Node, E> {
        self.number()
    }

    fn visit_u128<E: serde::de::Error>(self, _: u128) -> Result<Node, E> {
        self.number()
    }

    fn visit_f64<E: serde::de::Error>(self, _: f64) -> Result<Node, E> {
        self.number()
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Node, E> {
        self.scalar(|_| Kind::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Node, A::Error> {
        if self.mark.shape != Shape::List {
            return Err(A::Error::custom(DISAGREE));
        }
        let mut items = Vec::new();
        while let Some(item) = access.next_element_seed(Reader { marks: &mut *self.rest })? {
            items.push(item);
        }
        Ok(Node { line: self.mark.line, kind: Kind::List(items) })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Node, A::Error> {
        if self.mark.shape != Shape::Map {
            return Err(A::Error::custom(DISAGREE));
        }
        let mut entries = Vec::new();
        while let Some(key) = access.next_key_seed(Reader { marks: &mut *self.rest })? {
            entries.push((key, access.next_value_seed(Reader { marks: &mut *self.rest })?));
        }
        Ok(Node { line: self.mark.line, kind: Kind::Map(entries) })
    }
}
