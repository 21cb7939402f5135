//! What people hand in: project ideas and passed-on questions, their fields, references and statuses.
//!
//! Invariant: each field is a type of its own with one door, `parse`; an [`Idea`] that exists has all that is required.

mod fields;
mod history;
mod person;
mod reference;
mod status;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::knowledge::{Language, TopicId};

pub use fields::{Contact, Field, FieldError, Municipality, OneLine, Prose, Theme};
pub use history::{By, Deed, Entry, lesson, told_with, was_told};
pub use person::{ChatId, Person, Private, UserId};
pub use reference::{Reference, ReferenceError};
pub use status::Status;

/// A document or photo that somebody sent along, by Telegram's own name for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    pub kind: AttachmentKind,
    /// Telegram's `file_id`: valid for this bot for as long as Telegram keeps the file.
    pub file_id: String,
    /// Telegram's `file_unique_id`: the same for the same file however often it is sent.
    pub unique_id: String,
    pub name: Option<Private>,
    /// What was typed along with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caption: Option<Private>,
    /// In bytes, where Telegram says it.
    pub size: Option<u64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AttachmentKind {
    Document,
    Photo,
    /// A spoken message. It can be passed on, and is no attachment of an idea.
    Voice,
}

/// An idea while it is being filled in; every field may still be empty.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    /// When the person agreed that the answers go to the programme manager.
    pub consent: Option<DateTime<Utc>>,
    pub name: Option<OneLine>,
    pub organisation: Option<OneLine>,
    pub municipality: Option<Municipality>,
    /// As they typed it, when they named several municipalities.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub places: Option<OneLine>,
    pub theme: Option<Theme>,
    pub title: Option<OneLine>,
    pub summary: Option<Prose>,
    pub support_base: Option<Prose>,
    pub sustainability: Option<Prose>,
    pub help_wanted: Option<Prose>,
    pub contact: Option<Contact>,
    pub attachments: Vec<Attachment>,
}

/// An idea as it was handed in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Idea {
    pub reference: Reference,
    pub submitted: DateTime<Utc>,
    pub from: Person,
    pub consent: DateTime<Utc>,
    pub name: OneLine,
    pub organisation: Option<OneLine>,
    pub municipality: Municipality,
    /// As they typed it, when they named several municipalities; `None` also on ideas from before it was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub places: Option<OneLine>,
    pub theme: Theme,
    pub title: OneLine,
    pub summary: Prose,
    pub support_base: Option<Prose>,
    pub sustainability: Option<Prose>,
    pub help_wanted: Option<Prose>,
    pub contact: Contact,
    pub attachments: Vec<Attachment>,
}

/// A question that the bot could not answer and that goes to the programme manager.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PassedOnQuestion {
    pub reference: Reference,
    pub asked: DateTime<Utc>,
    pub from: Person,
    pub question: Private,
    /// The language of the question; `None` on those that were passed on before it was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    /// The topics it may belong to, the likeliest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub offered: Vec<TopicId>,
}

/// What the programme manager receives and follows up.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Lead {
    Idea(Box<Idea>),
    Question(PassedOnQuestion),
}

impl Draft {
    /// Puts a municipality into the draft; `places` are the words for several of them.
    pub fn locate(&mut self, municipality: Municipality, places: Option<OneLine>) {
        self.municipality = Some(municipality);
        self.places = places;
    }

    /// The required fields that are still empty, in the order in which they are asked.
    pub fn missing(&self) -> Vec<Field> {
        Field::ALL.into_iter().filter(|field| field.is_required() && !self.has(*field)).collect()
    }

    /// Whether the field holds something.
    pub fn has(&self, field: Field) -> bool {
        match field {
            Field::Consent => self.consent.is_some(),
            Field::Name => self.name.is_some(),
            Field::Organisation => self.organisation.is_some(),
            Field::Municipality => self.municipality.is_some(),
            Field::Theme => self.theme.is_some(),
            Field::Title => self.title.is_some(),
            Field::Summary => self.summary.is_some(),
            Field::SupportBase => self.support_base.is_some(),
            Field::Sustainability => self.sustainability.is_some(),
            Field::HelpWanted => self.help_wanted.is_some(),
            Field::Contact => self.contact.is_some(),
            Field::Attachments => !self.attachments.is_empty(),
        }
    }

    /// The idea, once everything that is required is there.
    ///
    /// # Errors
    /// The draft itself, unchanged, when something is missing.
    pub fn submit(self, reference: Reference, submitted: DateTime<Utc>, from: Person) -> Result<Idea, Box<Self>> {
        match (self.consent, self.municipality, self.theme) {
            (Some(consent), Some(municipality), Some(theme)) if self.missing().is_empty() => {
                let (Some(name), Some(title), Some(summary), Some(contact)) =
                    (self.name.clone(), self.title.clone(), self.summary.clone(), self.contact.clone())
                else {
                    return Err(Box::new(self));
                };
                Ok(Idea {
                    reference,
                    submitted,
                    from,
                    consent,
                    name,
                    organisation: self.organisation,
                    municipality,
                    places: self.places,
                    theme,
                    title,
                    summary,
                    support_base: self.support_base,
                    sustainability: self.sustainability,
                    help_wanted: self.help_wanted,
                    contact,
                    attachments: self.attachments,
                })
            }
            _ => Err(Box::new(self)),
        }
    }
}

/// For showing an idea field by field.
impl From<Idea> for Draft {
    fn from(idea: Idea) -> Self {
        Self {
            consent: Some(idea.consent),
            name: Some(idea.name),
            organisation: idea.organisation,
            municipality: Some(idea.municipality),
            places: idea.places,
            theme: Some(idea.theme),
            title: Some(idea.title),
            summary: Some(idea.summary),
            support_base: idea.support_base,
            sustainability: idea.sustainability,
            help_wanted: idea.help_wanted,
            contact: Some(idea.contact),
            attachments: idea.attachments,
        }
    }
}

impl Lead {
    pub fn reference(&self) -> Reference {
        match self {
            Self::Idea(idea) => idea.reference,
            Self::Question(question) => question.reference,
        }
    }

    pub fn from(&self) -> &Person {
        match self {
            Self::Idea(idea) => &idea.from,
            Self::Question(question) => &question.from,
        }
    }

    /// The language of a question; an idea is in any.
    pub fn language(&self) -> Option<Language> {
        match self {
            Self::Idea(_) => None,
            Self::Question(question) => question.language,
        }
    }

    /// When it was handed in.
    pub fn submitted(&self) -> DateTime<Utc> {
        match self {
            Self::Idea(idea) => idea.submitted,
            Self::Question(question) => question.asked,
        }
    }
}
