//! A lead as the overview and the exports see it: plain values, whatever the store made of them.

use chrono::{DateTime, Utc};

use crate::ideas::{Attachment, Contact, Idea, Lead, Municipality, OneLine, PassedOnQuestion, Person};
use crate::ideas::{Private, Prose, Reference, Status, Theme};

/// What was handed in under a reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RowKind {
    Idea,
    Question,
    /// Its content is gone, and with it whether it was an idea or a question.
    Erased,
}

/// A lead, flat. Texts are empty where nothing was filled in; `Debug` shows no personal data.
#[derive(Debug, Clone, PartialEq)]
pub struct IdeaRow {
    pub reference: Reference,
    pub kind: RowKind,
    pub status: Status,
    pub submitted: DateTime<Utc>,
    /// When the first programme manager's chat received it.
    pub delivered: Option<DateTime<Utc>>,
    /// When a programme manager first did something with it.
    pub first_touched: Option<DateTime<Utc>>,
    pub municipality: Option<Municipality>,
    /// The names of several municipalities, in the person's own words.
    pub places: Private,
    pub theme: Option<Theme>,
    pub name: Private,
    pub organisation: Private,
    pub title: Private,
    /// The summary of an idea, or the question.
    pub text: Private,
    pub support_base: Private,
    pub sustainability: Private,
    pub help_wanted: Private,
    /// `None` for a question: who asked is reached in Telegram.
    pub contact: Option<Contact>,
    pub from: Option<Person>,
    pub attachments: Vec<Attachment>,
}

impl IdeaRow {
    /// A lead of which nothing but this is known, such as one that was erased.
    pub fn erased(reference: Reference, status: Status, submitted: DateTime<Utc>) -> Self {
        let none = || Private(String::new());
        Self {
            reference,
            kind: RowKind::Erased,
            status,
            submitted,
            delivered: None,
            first_touched: None,
            municipality: None,
            places: none(),
            theme: None,
            name: none(),
            organisation: none(),
            title: none(),
            text: none(),
            support_base: none(),
            sustainability: none(),
            help_wanted: none(),
            contact: None,
            from: None,
            attachments: Vec::new(),
        }
    }

    /// A lead with its content; `delivered` and `first_touched` are still unknown.
    pub fn new(lead: &Lead, status: Status) -> Self {
        let row = Self::erased(lead.reference(), status, lead.submitted());
        match lead {
            Lead::Idea(idea) => row.with_idea(idea),
            Lead::Question(question) => row.with_question(question),
        }
    }

    fn with_idea(self, idea: &Idea) -> Self {
        let text = |text: Option<&str>| Private::from(text.unwrap_or_default());
        Self {
            kind: RowKind::Idea,
            municipality: Some(idea.municipality),
            places: text(idea.places.as_ref().map(OneLine::as_str)),
            theme: Some(idea.theme),
            name: idea.name.as_str().into(),
            organisation: text(idea.organisation.as_ref().map(OneLine::as_str)),
            title: idea.title.as_str().into(),
            text: idea.summary.as_str().into(),
            support_base: text(idea.support_base.as_ref().map(Prose::as_str)),
            sustainability: text(idea.sustainability.as_ref().map(Prose::as_str)),
            help_wanted: text(idea.help_wanted.as_ref().map(Prose::as_str)),
            contact: Some(idea.contact.clone()),
            from: Some(idea.from.clone()),
            attachments: idea.attachments.clone(),
            ..self
        }
    }

    fn with_question(self, question: &PassedOnQuestion) -> Self {
        Self {
            kind: RowKind::Question,
            name: question.from.name.clone(),
            text: question.question.clone(),
            from: Some(question.from.clone()),
            ..self
        }
    }
}
