//! The fields of an idea as people see them: their names and their values.

use unicode_segmentation::UnicodeSegmentation;

use crate::ideas::{Attachment, Contact, Draft, Field};
use crate::texts::{Arg, Locale, Markup, Texts, shorten};

/// So many characters of a text are enough to recognise it by.
const GLANCE: usize = 500;

/// What a draft holds in a field, escaped; `None` when it is still empty.
pub(super) fn shown(texts: &Texts, locale: Locale, draft: &Draft, field: Field) -> Option<Markup> {
    match field {
        Field::Consent => draft.consent.map(|_| texts.get(locale, "value-consent")),
        Field::Name => draft.name.as_ref().map(|line| Markup::plain(line.as_str())),
        Field::Organisation => draft.organisation.as_ref().map(|line| Markup::plain(line.as_str())),
        Field::Municipality => {
            draft.municipality.map(|chosen| value::place(texts, locale, chosen, draft.places.as_ref()))
        }
        Field::Theme => draft.theme.map(|chosen| value::theme(texts, locale, chosen)),
        Field::Title => draft.title.as_ref().map(|line| Markup::plain(line.as_str())),
        Field::Summary => draft.summary.as_ref().map(|prose| Markup::plain(prose.as_str())),
        Field::SupportBase => draft.support_base.as_ref().map(|prose| Markup::plain(prose.as_str())),
        Field::Sustainability => draft.sustainability.as_ref().map(|prose| Markup::plain(prose.as_str())),
        Field::HelpWanted => draft.help_wanted.as_ref().map(|prose| Markup::plain(prose.as_str())),
        Field::Contact => draft.contact.as_ref().map(|contact| value::contact(texts, locale, contact)),
        Field::Attachments => {
            (!draft.attachments.is_empty()).then(|| value::attachments(texts, locale, &draft.attachments))
        }
    }
}

/// What a draft holds in a field, cut short where it would fill the screen.
pub(super) fn at_a_glance(texts: &Texts, locale: Locale, draft: &Draft, field: Field) -> Option<Markup> {
    let prose = match field {
        Field::Summary => &draft.summary,
        Field::SupportBase => &draft.support_base,
        Field::Sustainability => &draft.sustainability,
        Field::HelpWanted => &draft.help_wanted,
        _ => return shown(texts, locale, draft, field),
    };
    let text = prose.as_ref()?.as_str();
    if text.graphemes(true).count() <= GLANCE {
        return shown(texts, locale, draft, field);
    }
    Some(texts.with(locale, "value-start", &[("start", Arg::Text(&shorten(text, GLANCE)))]))
}

/// Single values.
pub(super) mod value {
    use super::{Attachment, Contact, Locale, Markup, Texts};
    use crate::ideas::{Municipality, OneLine, Theme};
    use crate::texts::{Arg, file_key, municipality_key, theme_key};

    pub(in crate::conversation) fn municipality(texts: &Texts, locale: Locale, municipality: Municipality) -> Markup {
        texts.get(locale, municipality_key(municipality))
    }

    /// A municipality with the names of several in the person's own words.
    pub(in crate::conversation) fn place(
        texts: &Texts,
        locale: Locale,
        municipality: Municipality,
        places: Option<&OneLine>,
    ) -> Markup {
        let named = self::municipality(texts, locale, municipality);
        match places {
            Some(places) => {
                let args = [("value", Arg::Markup(&named)), ("places", Arg::Text(places.as_str()))];
                texts.with(locale, "value-places", &args)
            }
            None => named,
        }
    }

    pub(in crate::conversation) fn theme(texts: &Texts, locale: Locale, theme: Theme) -> Markup {
        texts.get(locale, theme_key(theme))
    }

    pub(in crate::conversation) fn contact(texts: &Texts, locale: Locale, contact: &Contact) -> Markup {
        match contact {
            Contact::Phone(number) => {
                Markup::plain(&contact.phone_shown().unwrap_or_else(|| number.as_str().to_owned()))
            }
            Contact::Email(address) => Markup::plain(address.as_str()),
            Contact::Telegram => texts.get(locale, "value-telegram"),
        }
    }

    pub(in crate::conversation) fn attachments(texts: &Texts, locale: Locale, attachments: &[Attachment]) -> Markup {
        let names: Vec<Markup> =
            attachments.iter().map(|attachment| attachment_name(texts, locale, attachment)).collect();
        let names = Markup::join(&names, ", ");
        let count = Arg::Number(attachments.len() as i64);
        texts.with(locale, "value-attachments", &[("count", count), ("names", Arg::Markup(&names))])
    }

    pub(in crate::conversation) fn attachment_name(texts: &Texts, locale: Locale, attachment: &Attachment) -> Markup {
        match (&attachment.name, attachment.kind) {
            (Some(name), _) => Markup::plain(name.as_str()),
            (None, kind) => texts.get(locale, file_key(kind)),
        }
    }
}
