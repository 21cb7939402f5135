//! What the fields and values of a lead are called, for whoever follows leads up.

use crate::ideas::{AttachmentKind, Contact, Field, Municipality, Person, Status, Theme};
use crate::texts::{Arg, Locale, Texts, capitalised, field_key, file_key, municipality_key, status_key, theme_key};

use super::figures::RowKind;

/// The name of a field.
pub fn field(texts: &Texts, locale: Locale, field: Field) -> String {
    texts.label(locale, field_key(field))
}

pub fn municipality(texts: &Texts, locale: Locale, municipality: Municipality) -> String {
    texts.label(locale, municipality_key(municipality))
}

/// A municipality, with what was typed when that named several.
pub fn place(texts: &Texts, locale: Locale, one: Municipality, places: &str) -> String {
    let named = municipality(texts, locale, one);
    if places.is_empty() {
        return named;
    }
    let args = [("value", Arg::Text(&named)), ("places", Arg::Text(places))];
    texts.with(locale, "value-places", &args).to_plain()
}

pub fn theme(texts: &Texts, locale: Locale, theme: Theme) -> String {
    texts.label(locale, theme_key(theme))
}

/// A status as it stands on cards and buttons.
pub fn status(texts: &Texts, locale: Locale, status: Status, kind: RowKind) -> String {
    capitalised(&texts.label(locale, status_key(status, kind == RowKind::Question)))
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
    texts.label(locale, file_key(kind))
}
