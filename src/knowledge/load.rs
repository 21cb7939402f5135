//! `faq.yaml` from its first key to its last.
//!
//! Invariant: reading goes on after a problem, so that one run shows all of them.

use super::checks::{Ids, folded};
use super::fields::{Field, Section};
use super::problems::{Problem, Problems, quoted};
use super::speech::Reader;
use super::topics::Around;
use super::{Category, Knowledge, Language, PerLanguage, Source, Synonyms, TopicId, tree};

/// The version of the format that this program reads.
const VERSION: &str = "1";
/// Where topics stand in a file without categories.
pub(super) const ONLY_CATEGORY: &str = "topics";

const TOP: [&str; 8] =
    ["version", "languages", "sources", "categories", "topics", "small_talk", "out_of_scope", "synonyms"];

/// A sound knowledge base, and what deserves a look.
#[derive(Debug, Clone)]
pub struct Loaded {
    pub knowledge: Knowledge,
    /// In the order of their lines.
    pub warnings: Vec<Problem>,
}

/// Reads the text of a `faq.yaml`.
///
/// # Errors
/// All problems in it, each with its line.
pub fn parse(text: &str) -> Result<Loaded, Problems> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let root = match tree::read(text) {
        Ok(root) => root,
        Err(problems) => return Err(Problems::new(problems).expect("a failed reading says why")),
    };
    let mut reader = Reader::default();
    let knowledge = reader.knowledge(&Field::root(&root));
    let warnings = reader.log.finish()?;
    Ok(Loaded { knowledge: knowledge.expect("what could not be read was noted as a problem"), warnings })
}

impl Reader {
    fn knowledge(&mut self, root: &Field<'_>) -> Option<Knowledge> {
        let top = self.log.section(root, &TOP)?;
        self.version(&top);
        if let Some(field) = top.required(&mut self.log, "languages") {
            self.languages = self.languages(field);
        }

        let mut source_ids = Ids::collect("source", top.optional("sources"));
        let mut category_ids = Ids::collect("category", top.optional("categories"));
        let mut topic_ids = Ids::collect("topic", top.optional("topics"));
        let talk_ids = Ids::collect("small talk", top.optional("small_talk"));

        let sources = self.each(top.optional("sources"), "sources", |reader, item| reader.source(item, &source_ids));
        let mut categories =
            self.each(top.optional("categories"), "categories", |reader, item| reader.category(item, &category_ids));

        let mut titles = Vec::new();
        let mut topics = Vec::new();
        if let Some(field) = top.required(&mut self.log, "topics") {
            let items = self.log.list(field, "topics");
            if items.as_ref().is_some_and(Vec::is_empty) {
                self.log.error(field.problem("at least one topic is needed"));
            }
            for item in items.unwrap_or_default() {
                let around = Around {
                    sources: &mut source_ids,
                    categories: &mut category_ids,
                    topics: &mut topic_ids,
                    titles: &mut titles,
                };
                topics.extend(self.topic(&item, around));
            }
        }
        let small_talk = self.each(top.optional("small_talk"), "small talk", |reader, item| {
            reader.small_talk(item, &talk_ids, &topic_ids)
        });
        let out_of_scope = match top.optional("out_of_scope") {
            Some(field) => self.phrasings(field, "`out_of_scope`", false),
            None => Vec::new(),
        };
        for (field, owner) in &titles {
            self.titles(field, owner);
        }
        let synonyms = top.optional("synonyms").map(|field| self.synonyms(field)).unwrap_or_default();
        source_ids.warn_unused(&mut self.log);
        category_ids.warn_unused(&mut self.log);

        if categories.is_empty() {
            categories.extend(self.only_category());
        }
        let languages = self.languages.clone();
        Some(Knowledge { languages, categories, sources, topics, small_talk, out_of_scope, synonyms })
    }

    fn version(&mut self, top: &Section<'_>) {
        let Some(field) = top.required(&mut self.log, "version") else { return };
        match &field.node.kind {
            tree::Kind::Number(version) if version == VERSION => {}
            tree::Kind::Number(version) => {
                let problem = field.problem(format!("version {} is not known", quoted(version)));
                self.log.error(problem.hint(format!("this program reads version `{VERSION}`")));
            }
            _ => self.log.wrong_type(field, &format!("the number `{VERSION}`")),
        }
    }

    fn languages(&mut self, field: &Field<'_>) -> Vec<Language> {
        let mut languages = Vec::new();
        let Some(items) = self.log.list(field, "language codes") else { return languages };
        if items.is_empty() {
            self.log.error(field.problem("at least one language is needed"));
        }
        for item in items {
            let Some(code) = self.log.text(&item) else { continue };
            match Language::parse(code) {
                Ok(language) if languages.contains(&language) => {
                    self.log.error(item.problem(format!("`{language}` stands in this list twice")));
                }
                Ok(language) => languages.push(language),
                Err(reason) => self.log.error(item.problem(reason)),
            }
        }
        languages
    }

    /// Reads the items of an optional list.
    fn each<'n, T>(
        &mut self,
        list: Option<&Field<'n>>,
        of: &str,
        read: impl Fn(&mut Self, &Field<'n>) -> Option<T>,
    ) -> Vec<T> {
        let items = list.and_then(|list| self.log.list(list, of)).unwrap_or_default();
        items.iter().filter_map(|item| read(self, item)).collect()
    }

    pub(super) fn id<'n>(&mut self, section: &Section<'n>, ids: &Ids<'n>) -> Option<TopicId> {
        let field = section.required(&mut self.log, "id")?;
        ids.define(&mut self.log, &section.field, field)
    }

    fn source<'n>(&mut self, item: &Field<'n>, ids: &Ids<'n>) -> Option<Source> {
        let section = self.log.section(item, &["id", "name", "url"])?;
        let id = self.id(&section, ids);
        let name = section.required(&mut self.log, "name").and_then(|field| self.name(field));
        let url = section.optional("url").and_then(|field| self.url(field));
        Some(Source { id: id?, name: name?, url })
    }

    fn url(&mut self, field: &Field<'_>) -> Option<String> {
        let text = self.log.text(field)?;
        let host = text.strip_prefix("https://").and_then(|rest| rest.split(['/', '?', '#']).next());
        let sound = host.is_some_and(|host| host.contains('.') && !host.starts_with('.') && !host.ends_with('.'));
        if !sound || text.contains(|character: char| character.is_whitespace() || "<>\"".contains(character)) {
            let problem = field.problem(format!("{} is not a link", quoted(text)));
            self.log.error(problem.hint("a link looks like `https://example.org/page`"));
            return None;
        }
        Some(text.to_owned())
    }

    fn category<'n>(&mut self, item: &Field<'n>, ids: &Ids<'n>) -> Option<Category> {
        let section = self.log.section(item, &["id", "title"])?;
        let id = self.id(&section, ids);
        let title = section.required(&mut self.log, "title").and_then(|field| self.title(field));
        Some(Category { id: id?, title: title? })
    }

    /// The category of a file that defines none.
    fn only_category(&self) -> Option<Category> {
        let title = |language| if language == Language::Dutch { "Onderwerpen" } else { "Topics" }.to_owned();
        let titles = self.languages.iter().map(|language| (*language, title(*language))).collect();
        Some(Category { id: TopicId::parse(ONLY_CATEGORY).ok()?, title: PerLanguage::new(titles)? })
    }

    fn synonyms(&mut self, field: &Field<'_>) -> Vec<Synonyms> {
        let mut synonyms = Vec::new();
        for (language, groups) in self.lists(field, false) {
            let mut seen: Vec<(String, usize)> = Vec::new();
            for group in self.log.list(&groups, "groups of words").unwrap_or_default() {
                let items = self.log.list(&group, "words").unwrap_or_default();
                if items.len() < 2 && matches!(group.node.kind, tree::Kind::List(_)) {
                    self.log.error(group.problem("a group has at least two words"));
                }
                let mut words = Vec::new();
                for item in &items {
                    let Some(word) = self.log.text(item) else { continue };
                    let key = folded(word);
                    if let Some((_, line)) = seen.iter().find(|(known, _)| *known == key) {
                        let message = format!("{} already stands in a group on line {line}", quoted(word));
                        self.log.error(item.problem(message));
                        continue;
                    }
                    seen.push((key, item.line));
                    words.push(word.to_owned());
                }
                synonyms.push(Synonyms { language, words });
            }
        }
        synonyms
    }
}
