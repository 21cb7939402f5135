//! What the fields and values of a lead are called, for whoever follows leads up.

use crate::ideas::{AttachmentKind, Contact, Field, Municipality, Person, Status, Theme};
use crate::texts::{Locale, Texts};

use super::figures::RowKind;

/// The name of a field.
pub fn field(texts: &Texts, locale: Locale, field: Field) -> String {
    texts.label(
        locale,
        match field {
            Field::Consent => "field-consent",
            Field::Name => "field-name",
            Field::Organisation => "field-organisation",
            Field::Municipality => "field-municipality",
            Field::Theme => "field-theme",
            Field::Title => "field-title",
            Field::Summary => "field-summary",
            Field::SupportBase => "field-support-base",
            Field::Sustainability => "field-sustainability",
            Field::HelpWanted => "field-help-wanted",
            Field::Contact => "field-contact",
            Field::Attachments => "field-attachments",
        },
    )
}

pub fn municipality(texts: &Texts, locale: Locale, municipality: Municipality) -> String {
    texts.label(
        locale,
        match municipality {
            Municipality::Beverwijk => "municipality-beverwijk",
            Municipality::Heemskerk => "municipality-heemskerk",
            Municipality::Velsen => "municipality-velsen",
            Municipality::Other => "municipality-other",
        },
    )
}

pub fn theme(texts: &Texts, locale: Locale, theme: Theme) -> String {
    texts.label(
        locale,
        match theme {
            Theme::InnovatieOndernemerschap => "theme-innovation",
            Theme::OnderwijsArbeidsmarkt => "theme-education",
            Theme::Other => "theme-other",
        },
    )
}

/// A status in a word or a few, without a full stop.
pub fn status(texts: &Texts, locale: Locale, status: Status) -> String {
    texts.label(
        locale,
        match status {
            Status::New => "report-status-new",
            Status::InProgress => "report-status-in-progress",
            Status::Talked => "report-status-talked",
            Status::Supported => "report-status-supported",
            Status::Referred => "report-status-referred",
            Status::NotFitting => "report-status-not-fitting",
            Status::Withdrawn => "report-status-withdrawn",
        },
    )
}

pub fn kind(texts: &Texts, locale: Locale, kind: RowKind) -> String {
    texts.label(
        locale,
        match kind {
            RowKind::Idea => "report-kind-idea",
            RowKind::Question => "report-kind-question",
            RowKind::Erased => "report-kind-erased",
        },
    )
}

/// A telephone number as people write it, an address, or that there is only Telegram.
pub fn contact(texts: &Texts, locale: Locale, contact: &Contact) -> String {
    match contact {
        Contact::Phone(number) => contact.phone_shown().unwrap_or_else(|| number.as_str().to_owned()),
        Contact::Email(address) => address.as_str().to_owned(),
        Contact::Telegram => texts.label(locale, "value-telegram"),
    }
}

/// A Telegram account: `@sannedewit (101)`, or its number alone.
pub fn telegram(person: &Person) -> String {
    match &person.username {
        Some(username) => format!("@{} ({})", username.as_str(), person.user),
        None => person.user.to_string(),
    }
}

/// A file that has no name of its own.
pub fn nameless(texts: &Texts, locale: Locale, kind: AttachmentKind) -> String {
    texts.label(
        locale,
        match kind {
            AttachmentKind::Document => "value-document",
            AttachmentKind::Photo => "value-photo",
            AttachmentKind::Voice => "value-voice",
        },
    )
}
