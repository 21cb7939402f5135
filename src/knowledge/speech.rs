//! Reading what is said in every language of the file: texts, answers, phrasings.
//!
//! Invariant: a [`PerLanguage`] from here has exactly the languages of the file, unless a problem was noted.

use std::collections::BTreeMap;

use unicode_segmentation::UnicodeSegmentation;

use super::checks::Phrasebook;
use super::fields::{Field, Log};
use super::problems::{listed, quoted};
use super::tree::Kind;
use super::{Language, PerLanguage, Phrasing};
use crate::texts::Markup;

/// The longest title: what shows on a button of a telephone.
pub(super) const LONGEST_TITLE: usize = 60;
/// The longest answer, in characters as people see them: what reads well in a chat.
pub(super) const LONGEST_ANSWER: usize = 500;
/// The longest message, in UTF-16 code units (<https://core.telegram.org/bots/api#sendmessage>).
const LONGEST_MESSAGE: usize = 4096;

/// What is needed all along the file.
#[derive(Default)]
pub(super) struct Reader {
    pub(super) log: Log,
    /// The languages of the file; empty when they could not be read, and then any language will do.
    pub(super) languages: Vec<Language>,
    pub(super) phrasebook: Phrasebook,
}

impl Reader {
    /// A value in every language. Without keys for the languages it is the same in all: allowed for a file in one
    /// language, and where a name is the same everywhere.
    fn per_language<T: Clone>(
        &mut self,
        field: &Field<'_>,
        same_everywhere: bool,
        read: impl Fn(&mut Self, &Field<'_>) -> Option<T>,
    ) -> Option<PerLanguage<T>> {
        let mut values = BTreeMap::new();
        match &field.node.kind {
            Kind::Map(_) => {
                for (language, field) in self.by_language(field)? {
                    if let Some(value) = read(self, &field) {
                        values.insert(language, value);
                    }
                }
                self.report_missing(field);
            }
            Kind::Text(_) if same_everywhere || self.languages.len() <= 1 => {
                let value = read(self, field)?;
                values.extend(self.languages.iter().map(|language| (*language, value.clone())));
            }
            _ => self.expected_each_language(field, "a text"),
        }
        PerLanguage::new(values)
    }

    /// The entries of a map from languages to values; those of other languages are noted and left out.
    fn by_language<'n>(&mut self, field: &Field<'n>) -> Option<Vec<(Language, Field<'n>)>> {
        let section = self.log.map(field)?;
        let mut found = Vec::new();
        for (code, value) in section.entries() {
            match Language::parse(code) {
                Ok(language) if self.languages.is_empty() || self.languages.contains(&language) => {
                    found.push((language, value.clone()));
                }
                _ => {
                    let problem = value.problem(format!("{} is not a language of this file", quoted(code)));
                    let declared = format!("the key `languages` at the top lists {}", listed(&self.codes()));
                    self.log.error(problem.hint(declared));
                }
            }
        }
        Some(found)
    }

    fn report_missing(&mut self, field: &Field<'_>) {
        let missing: Vec<_> = self
            .languages
            .iter()
            .filter(|language| field.node.get(language.code()).is_none())
            .map(|language| format!("`{language}`"))
            .collect();
        if !missing.is_empty() {
            let plural = if missing.len() == 1 { "the language" } else { "the languages" };
            let verb = if missing.len() == 1 { "is" } else { "are" };
            self.log.error(field.problem(format!("{plural} {} {verb} missing", listed(&missing))));
        }
    }

    fn expected_each_language(&mut self, field: &Field<'_>, what: &str) {
        match self.languages.as_slice() {
            [_, _, ..] => {
                let expected = format!("{what} under each of {}", listed(&self.codes()));
                self.log.wrong_type(field, &expected);
            }
            _ => self.log.wrong_type(field, what),
        }
    }

    fn codes(&self) -> Vec<String> {
        self.languages.iter().map(|language| format!("`{language}`")).collect()
    }

    /// A name on one line.
    pub(super) fn name(&mut self, field: &Field<'_>) -> Option<PerLanguage<String>> {
        self.per_language(field, true, |reader, field| reader.line(field).map(str::to_owned))
    }

    /// A text for a button.
    pub(super) fn title(&mut self, field: &Field<'_>) -> Option<PerLanguage<String>> {
        self.per_language(field, false, |reader, field| {
            let text = reader.line(field)?;
            let length = text.graphemes(true).count();
            if length > LONGEST_TITLE {
                let message = format!("a title has at most {LONGEST_TITLE} characters, this one has {length}");
                reader.log.error(field.problem(message));
                return None;
            }
            Some(text.to_owned())
        })
    }

    fn line<'n>(&mut self, field: &Field<'n>) -> Option<&'n str> {
        let text = self.log.text(field)?;
        if text.contains(['\n', '\t']) {
            let problem = field.problem("this text has to stand on one line");
            self.log.error(problem.hint("start it with `>-` instead of `|`"));
            return None;
        }
        Some(text)
    }

    /// A marked-up text that fits in a message.
    pub(super) fn answer(&mut self, field: &Field<'_>) -> Option<PerLanguage<Markup>> {
        self.per_language(field, false, |reader, field| {
            let text = reader.log.text(field)?;
            let markup = match Markup::parse(text) {
                Ok(markup) => markup,
                Err(error) => {
                    reader.log.error(field.problem(error.to_string()));
                    return None;
                }
            };
            let shown = markup.to_plain();
            let length = shown.graphemes(true).count();
            let problem = if shown.trim().is_empty() {
                "this text shows nothing".to_owned()
            } else if length > LONGEST_ANSWER {
                format!("an answer has at most {LONGEST_ANSWER} characters, this one has {length}")
            } else if markup.telegram_length() > LONGEST_MESSAGE {
                let units = markup.telegram_length();
                format!("a Telegram message has at most {LONGEST_MESSAGE} UTF-16 code units, this answer has {units}")
            } else {
                return Some(markup);
            };
            reader.log.error(field.problem(problem));
            None
        })
    }

    /// How people ask something, each phrasing new to the file. Every language needs at least one when `all` is set.
    pub(super) fn phrasings(&mut self, field: &Field<'_>, owner: &str, all: bool) -> Vec<Phrasing> {
        let mut phrasings = Vec::new();
        for (language, list) in self.lists(field, all) {
            let items = self.log.list(&list, "texts").unwrap_or_default();
            if items.is_empty() && all && matches!(list.node.kind, Kind::List(_)) {
                self.log.error(list.problem("at least one phrasing is needed here"));
            }
            for item in items {
                let Some(text) = self.log.text(&item) else { continue };
                self.phrasebook.add(&mut self.log, &item, text, language, owner);
                phrasings.push(Phrasing { text: text.to_owned(), language, line: item.line });
            }
        }
        phrasings
    }

    /// The list of each language; one list without languages is allowed for a file in one language. Unless `all` is
    /// set, languages may be left out.
    pub(super) fn lists<'n>(&mut self, field: &Field<'n>, all: bool) -> Vec<(Language, Field<'n>)> {
        match (&field.node.kind, self.languages.as_slice()) {
            (Kind::List(_), [only]) => vec![(*only, field.clone())],
            (Kind::Map(_), _) => {
                let mut lists = self.by_language(field).unwrap_or_default();
                if all {
                    self.report_missing(field);
                } else {
                    lists.retain(|(_, list)| list.node.kind != Kind::Nothing);
                }
                lists
            }
            // Which language the list is in is not known; that has been reported.
            (Kind::List(_), []) => Vec::new(),
            _ => {
                self.expected_each_language(field, "a list of texts");
                Vec::new()
            }
        }
    }
}
