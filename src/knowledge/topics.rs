//! The topics and the small talk: what is answered, and how people ask for it.
//!
//! Invariant: everything a topic mentions (category, sources, related topics) is defined in the file, or was noted.

use chrono::NaiveDate;

use super::checks::Ids;
use super::fields::Field;
use super::problems::quoted;
use super::speech::Reader;
use super::{Language, NextStep, Phrasing, SmallTalk, Topic, TopicId, load, tree};

/// With fewer phrasings than this in a language the engine has little to learn from.
const FEW_PHRASINGS: usize = 5;
const TOPIC: [&str; 9] = ["id", "category", "title", "answer", "sources", "related", "next", "checked", "phrasings"];

/// What a topic is compared with.
pub(super) struct Around<'r, 'n> {
    pub(super) sources: &'r mut Ids<'n>,
    pub(super) categories: &'r mut Ids<'n>,
    pub(super) topics: &'r mut Ids<'n>,
    /// The titles so far, with the topics they belong to; to be compared when all phrasings are known.
    pub(super) titles: &'r mut Vec<(Field<'n>, String)>,
}

impl Reader {
    pub(super) fn topic<'n>(&mut self, item: &Field<'n>, around: Around<'_, 'n>) -> Option<Topic> {
        let section = self.log.section(item, &TOPIC)?;
        let id = self.id(&section, around.topics);
        let owner = match &id {
            Some(id) => format!("the topic `{id}`"),
            None => "a topic without a sound id".to_owned(),
        };
        let category = if around.categories.is_empty() && section.optional("category").is_none() {
            TopicId::parse(load::ONLY_CATEGORY).ok()
        } else {
            let field = section.required(&mut self.log, "category");
            field.and_then(|field| around.categories.refer(&mut self.log, field))
        };
        let title = section.required(&mut self.log, "title").and_then(|field| {
            around.titles.push((field.clone(), owner.clone()));
            self.title(field)
        });
        let answer = section.required(&mut self.log, "answer").and_then(|field| self.answer(field));

        let sources_needed = !around.sources.is_empty();
        let sources = match section.optional("sources") {
            Some(field) => {
                if sources_needed && field.items().is_empty() && matches!(field.node.kind, tree::Kind::List(_)) {
                    self.log.error(field.problem("at least one source is needed"));
                }
                around.sources.refer_all(&mut self.log, field)
            }
            None if sources_needed => {
                if let Some(field) = section.required(&mut self.log, "sources") {
                    self.log.error(field.problem("at least one source is needed"));
                }
                Vec::new()
            }
            None => Vec::new(),
        };
        let related = match section.optional("related") {
            Some(field) => self.related(field, id.as_ref(), around.topics),
            None => Vec::new(),
        };
        let next = section.optional("next").map(|field| self.next_steps(field)).unwrap_or_default();
        let checked = section.optional("checked").and_then(|field| self.date(field));
        if section.optional("checked").is_none() && sources_needed {
            let problem = item.problem("the key `checked` is missing");
            self.log.warn(problem.hint("the date on which somebody compared the answer with its sources"));
        }
        let phrasings = match section.required(&mut self.log, "phrasings") {
            Some(field) => {
                let phrasings = self.phrasings(field, &owner, true);
                self.warn_few(field, &phrasings);
                phrasings
            }
            None => Vec::new(),
        };
        Some(Topic {
            id: id?,
            category: category?,
            title: title?,
            answer: answer?,
            sources,
            related,
            next,
            checked,
            phrasings,
        })
    }

    fn related<'n>(&mut self, list: &Field<'n>, own: Option<&TopicId>, topics: &mut Ids<'n>) -> Vec<TopicId> {
        for mention in list.items() {
            if own.is_some_and(|own| mention.node.as_text().map(str::trim) == Some(own.as_str())) {
                self.log.error(mention.problem("a topic is not related to itself"));
            }
        }
        topics.refer_all(&mut self.log, list)
    }

    fn next_steps(&mut self, list: &Field<'_>) -> Vec<NextStep> {
        const STEPS: [(&str, NextStep); 2] = [("idea", NextStep::Idea), ("pass_on", NextStep::PassOn)];
        let mut found = Vec::new();
        for item in self.log.list(list, "`idea` and `pass_on`").unwrap_or_default() {
            let Some(text) = self.log.text(&item) else { continue };
            match STEPS.iter().find(|(name, _)| *name == text) {
                Some((name, step)) if found.contains(step) => {
                    self.log.error(item.problem(format!("`{name}` stands in this list twice")));
                }
                Some((_, step)) => found.push(*step),
                None => {
                    let problem = item.problem(format!("{} is neither `idea` nor `pass_on`", quoted(text)));
                    self.log.error(problem.suggest(text, STEPS.map(|(name, _)| name)));
                }
            }
        }
        found
    }

    fn date(&mut self, field: &Field<'_>) -> Option<NaiveDate> {
        let text = self.log.text(field)?;
        let digits = |part: &str, count| part.len() == count && part.bytes().all(|byte| byte.is_ascii_digit());
        let shaped = match text.split('-').collect::<Vec<_>>().as_slice() {
            [year, month, day] => digits(year, 4) && digits(month, 2) && digits(day, 2),
            _ => false,
        };
        if !shaped {
            let problem = field.problem(format!("{} is not a date", quoted(text)));
            self.log.error(problem.hint("write year, month and day as in `2026-11-24`"));
            return None;
        }
        let date = text.parse().ok();
        if date.is_none() {
            self.log.error(field.problem(format!("the calendar has no day {}", quoted(text))));
        }
        date
    }

    fn warn_few(&mut self, field: &Field<'_>, phrasings: &[Phrasing]) {
        for language in &self.languages {
            let count = phrasings.iter().filter(|phrasing| phrasing.language == *language).count();
            if (1..FEW_PHRASINGS).contains(&count) {
                let problem = field.problem(format!("`{language}` has only {count} of the {FEW_PHRASINGS} phrasings"));
                self.log.warn(problem.hint("with more of them the question is recognised more often"));
            }
        }
    }

    pub(super) fn small_talk<'n>(&mut self, item: &Field<'n>, ids: &Ids<'n>, topics: &Ids<'n>) -> Option<SmallTalk> {
        let section = self.log.section(item, &["id", "answer", "phrasings"])?;
        let id = self.id(&section, ids);
        // An evaluation names topics and small talk side by side.
        if let Some((id, line)) = id.as_ref().and_then(|id| Some((id, topics.line_of(id.as_str())?))) {
            self.log.error(item.problem(format!("the id `{id}` is already that of the topic on line {line}")));
        }
        let owner = match &id {
            Some(id) => format!("the small talk `{id}`"),
            None => "a small talk without a sound id".to_owned(),
        };
        let answer = section.required(&mut self.log, "answer").and_then(|field| self.answer(field));
        let phrasings = match section.required(&mut self.log, "phrasings") {
            Some(field) => self.phrasings(field, &owner, true),
            None => Vec::new(),
        };
        Some(SmallTalk { id: id?, answer: answer?, phrasings })
    }

    /// Compares the title of a topic, in each language, with what the other topics are called and asked by.
    pub(super) fn titles(&mut self, field: &Field<'_>, owner: &str) {
        let tree::Kind::Map(entries) = &field.node.kind else {
            if let Some(title) = field.node.as_text().filter(|title| !title.trim().is_empty()) {
                self.phrasebook.add_title(&mut self.log, field, title, owner);
            }
            return;
        };
        for (key, node) in entries {
            let (Some(code), Some(title)) = (key.as_text(), node.as_text()) else { continue };
            if Language::parse(code).is_ok() && !title.trim().is_empty() {
                let field = Field { node, path: format!("{}.{code}", field.path), line: key.line };
                self.phrasebook.add_title(&mut self.log, &field, title, owner);
            }
        }
    }
}
