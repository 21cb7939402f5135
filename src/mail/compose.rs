//! What stands in the letter about a lead.

use chrono::{DateTime, Utc};
use mail_builder::MessageBuilder;
use mail_builder::headers::raw::Raw;

use super::address::MailAddress;
use crate::ideas::{AttachmentKind, Contact, Field, Idea, Lead, OneLine, PassedOnQuestion, Person, Reference};
use crate::report::words;
use crate::texts::{Arg, Locale, Markup, Texts, moment, shorten};

/// Longer subjects are cut by those who show them.
const LONGEST_SUBJECT: usize = 150;

/// Longer file names are refused by some systems; in bytes.
const LONGEST_NAME: usize = 200;

/// A file that goes with a letter.
#[derive(Clone, PartialEq, Eq)]
pub struct Enclosure {
    /// As the person named it; what a file cannot be called is left out.
    pub name: String,
    /// Such as `application/pdf`; whatever else it is goes as plain bytes.
    pub content_type: String,
    pub bytes: Vec<u8>,
}

/// A letter to the programme about a lead, in Dutch as the card in Telegram is. It is personal, so it has no `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct Letter {
    reference: Reference,
    row: Option<i64>,
    subject: String,
    body: Markup,
    reply_to: Option<MailAddress>,
    enclosures: Vec<Enclosure>,
}

impl Letter {
    /// The letter about a lead. `row` is the number of the outbox row that it goes out for, if it does for one. Files
    /// that are not enclosed, because they are too large or gone, are told by the names in `left_out`.
    pub fn about(
        texts: &Texts,
        lead: &Lead,
        row: Option<i64>,
        enclosures: Vec<Enclosure>,
        left_out: &[String],
    ) -> Self {
        let reply_to = match lead {
            Lead::Idea(idea) => match &idea.contact {
                // An address that not every server takes still stands in the letter.
                Contact::Email(address) => MailAddress::parse(address.as_str()).ok(),
                Contact::Phone(_) | Contact::Telegram => None,
            },
            Lead::Question(_) => None,
        };
        let mut parts = match lead {
            Lead::Idea(idea) => about_idea(texts, idea),
            Lead::Question(question) => about_question(texts, question),
        };
        // Called in the letter what they are called in the folder where they are kept.
        let enclosures: Vec<Enclosure> = enclosures
            .into_iter()
            .map(|enclosure| Enclosure { name: file_name(texts, &enclosure.name), ..enclosure })
            .collect();
        parts.extend(closing(texts, &enclosures, left_out, reply_to.is_some()));
        Self {
            reference: lead.reference(),
            row,
            subject: subject(texts, lead),
            body: Markup::join(&parts, "\n\n"),
            reply_to,
            enclosures,
        }
    }

    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// Where an answer goes: to whoever handed it in, when they gave an e-mail address.
    pub fn reply_to(&self) -> Option<&MailAddress> {
        self.reply_to.as_ref()
    }

    /// The `Message-ID` without its brackets, by which a repeat is known: of the lead, and of the outbox row if there is
    /// one.
    pub fn message_id(&self, from: &MailAddress) -> String {
        let row = self.row.map(|row| format!(".{row}")).unwrap_or_default();
        format!("{}{row}@{}", self.reference, from.host())
    }

    /// The letter as plain text.
    pub fn plain(&self) -> String {
        self.body.to_plain()
    }

    /// The letter as a page of HTML, with nothing in it that is fetched from elsewhere.
    pub fn html(&self) -> String {
        let body = self.body.as_html().replace('\n', "<br>\n");
        format!(
            "<!DOCTYPE html>\n<html lang=\"nl\">\n<head><meta charset=\"utf-8\"></head>\n\
             <body style=\"font-family: sans-serif; line-height: 1.4\">\n{body}\n</body>\n</html>\n"
        )
    }

    /// The whole message as it goes over the line, in ASCII. The boundaries between its parts are made of the moment in
    /// nanoseconds and more, so that no text can hold one.
    ///
    /// # Panics
    /// Never: writing to memory does not fail.
    pub(super) fn message(&self, from: &MailAddress, to: &MailAddress, at: DateTime<Utc>) -> Vec<u8> {
        let mut builder = MessageBuilder::new()
            .from(from.as_str())
            .to(to.as_str())
            .date(at.timestamp())
            .message_id(self.message_id(from))
            .subject(self.subject.as_str())
            // RFC 3834: a holiday notice is no answer to this.
            .header("Auto-Submitted", Raw::new("auto-generated"))
            .text_body(self.plain())
            .html_body(self.html());
        if let Some(address) = &self.reply_to {
            builder = builder.reply_to(address.as_str());
        }
        for enclosure in &self.enclosures {
            builder = builder.attachment(enclosure.kind(), enclosure.name.as_str(), enclosure.bytes.as_slice());
        }
        builder.write_to_vec().expect("memory takes all")
    }
}

impl Enclosure {
    /// Its type, or that of plain bytes. Only a bare one: parameters say how to read it, and come from whoever sent it.
    /// A letter within a letter would go as it is, so it is bytes too.
    fn kind(&self) -> &str {
        let part = |part: &str| {
            !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".+-".contains(&byte))
        };
        let bare = self.content_type.len() <= 100
            && self.content_type.split_once('/').is_some_and(|(kind, detail)| part(kind) && part(detail));
        let composed = ["multipart/", "message/"].iter().any(|kind| self.content_type.to_lowercase().starts_with(kind));
        if bare && !composed { &self.content_type } else { "application/octet-stream" }
    }
}

/// A name that is a file's everywhere: no folders, no controls, nothing hidden.
fn file_name(texts: &Texts, name: &str) -> String {
    let kept: String = Markup::plain(name)
        .to_plain()
        .chars()
        .map(|c| if c.is_control() || "/\\:*?\"<>|".contains(c) { '_' } else { c })
        .collect();
    let kept = kept.trim_matches([' ', '.']);
    // The end tells what kind of file it is.
    let mut start = kept.len().saturating_sub(LONGEST_NAME);
    while !kept.is_char_boundary(start) {
        start += 1;
    }
    if kept.is_empty() {
        return words::nameless(texts, Locale::Nl, AttachmentKind::Document);
    }
    kept[start..].to_owned()
}

fn subject(texts: &Texts, lead: &Lead) -> String {
    let locale = Locale::Nl;
    let reference = lead.reference().to_string();
    let reference = ("reference", Arg::Text(&reference));
    let subject = match lead {
        Lead::Idea(idea) => {
            texts.with(locale, "mail-subject-idea", &[reference, ("title", Arg::Text(idea.title.as_str()))])
        }
        Lead::Question(question) => {
            let name = ("name", Arg::Text(question.from.name.as_str()));
            texts.with(locale, "mail-subject-question", &[reference, name])
        }
    };
    shorten(&one_line(&subject.to_plain()), LONGEST_SUBJECT)
}

/// What is one line, whatever was stored.
fn one_line(text: &str) -> String {
    let spaced: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn about_idea(texts: &Texts, idea: &Idea) -> Vec<Markup> {
    let locale = Locale::Nl;
    let reference = idea.reference.to_string();
    let of =
        |field: Field, value: &str| line(texts, &words::field(texts, locale, field), &Markup::plain(&one_line(value)));
    let mut facts = vec![of(Field::Title, idea.title.as_str()), of(Field::Name, idea.name.as_str())];
    facts.extend(idea.organisation.as_ref().map(|organisation| of(Field::Organisation, organisation.as_str())));
    let places = idea.places.as_ref().map(OneLine::as_str).unwrap_or_default();
    facts.push(of(Field::Municipality, &words::place(texts, locale, idea.municipality, places)));
    facts.push(of(Field::Theme, &words::theme(texts, locale, idea.theme)));
    facts.push(line(texts, &words::field(texts, locale, Field::Contact), &contact(texts, &idea.contact)));
    facts.push(telegram(texts, &idea.from));
    let mut parts =
        vec![texts.with(locale, "mail-heading-idea", &[("reference", Arg::Text(&reference))]), join(&facts)];
    let told = [
        (Field::Summary, Some(&idea.summary)),
        (Field::SupportBase, idea.support_base.as_ref()),
        (Field::Sustainability, idea.sustainability.as_ref()),
        (Field::HelpWanted, idea.help_wanted.as_ref()),
    ];
    let mut empty = Vec::new();
    for (field, typed) in told {
        let label = words::field(texts, locale, field);
        match typed {
            Some(typed) => {
                let args = [("label", Arg::Text(&label)), ("value", Arg::Text(typed.as_str()))];
                parts.push(texts.with(locale, "mail-field", &args));
            }
            None => empty.push(label),
        }
    }
    if !empty.is_empty() {
        parts.push(texts.with(locale, "card-empty", &[("fields", Arg::Text(&empty.join(", ")))]));
    }
    let when = moment(locale, idea.submitted);
    parts.push(texts.with(locale, "mail-when-idea", &[("when", Arg::Text(&when))]));
    parts
}

fn about_question(texts: &Texts, question: &PassedOnQuestion) -> Vec<Markup> {
    let locale = Locale::Nl;
    let reference = question.reference.to_string();
    let name = words::field(texts, locale, Field::Name);
    let facts =
        [line(texts, &name, &Markup::plain(&one_line(question.from.name.as_str()))), telegram(texts, &question.from)];
    let label = texts.label(locale, "mail-question");
    let asked = [("label", Arg::Text(&label)), ("value", Arg::Text(question.question.as_str()))];
    let when = moment(locale, question.asked);
    vec![
        texts.with(locale, "mail-heading-question", &[("reference", Arg::Text(&reference))]),
        join(&facts),
        texts.with(locale, "mail-field", &asked),
        texts.with(locale, "mail-when-question", &[("when", Arg::Text(&when))]),
    ]
}

/// Which files come along and which do not, and where an answer goes.
fn closing(texts: &Texts, enclosures: &[Enclosure], left_out: &[String], answered: bool) -> Vec<Markup> {
    let locale = Locale::Nl;
    let mut lines = Vec::new();
    if !enclosures.is_empty() {
        let names = enclosures.iter().map(|enclosure| enclosure.name.as_str()).collect::<Vec<_>>().join(", ");
        let args = [("attachments", Arg::Number(enclosures.len() as i64)), ("names", Arg::Text(&names))];
        lines.push(texts.with(locale, "mail-attachments", &args));
    }
    if !left_out.is_empty() {
        let names = left_out.iter().map(|name| file_name(texts, name)).collect::<Vec<_>>().join(", ");
        lines.push(texts.with(locale, "mail-attachments-missing", &[("names", Arg::Text(&names))]));
    }
    if answered {
        lines.push(texts.get(locale, "mail-reply"));
    }
    lines
}

fn line(texts: &Texts, label: &str, value: &Markup) -> Markup {
    texts.with(Locale::Nl, "mail-line", &[("label", Arg::Text(label)), ("value", Arg::Markup(value))])
}

fn join(lines: &[Markup]) -> Markup {
    Markup::join(lines, "\n")
}

fn contact(texts: &Texts, contact: &Contact) -> Markup {
    let shown = one_line(&words::contact(texts, Locale::Nl, contact));
    match contact {
        Contact::Phone(number) => Markup::link(&format!("tel:{}", one_line(number.as_str())), &shown),
        Contact::Email(_) => Markup::link(&format!("mailto:{shown}"), &shown),
        Contact::Telegram => Markup::plain(&shown),
    }
}

/// Their account; who reads the plain text sees the address as well.
fn telegram(texts: &Texts, person: &Person) -> Markup {
    let locale = Locale::Nl;
    let account = match &person.username {
        Some(username) => {
            let address = format!("https://t.me/{}", one_line(username.as_str()));
            Markup::link(&address, &address)
        }
        None => texts.get(locale, "mail-telegram-bot"),
    };
    line(texts, &texts.label(locale, "mail-telegram"), &account)
}
