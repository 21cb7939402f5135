//! Every sentence that a person can read: the Fluent files `nl.ftl` and `en.ftl`, and their lookup.
//!
//! Invariant: a key that the code asks for stands in both files with the same arguments (a test reads them all), and
//! what a person typed is always escaped before it comes among our own words.

mod format;
mod locale;
mod markup;
mod names;
#[cfg(test)]
mod tests;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

pub use format::{brief_moment, capitalised, day, moment, number, short_day, shorten};
pub use locale::Locale;
pub use markup::{Markup, MarkupError, Piece};
pub use names::{field_key, file_key, municipality_key, status_key, theme_key};

/// The sentences of both languages, ready to be looked up.
pub struct Texts {
    nl: FluentBundle<FluentResource>,
    en: FluentBundle<FluentResource>,
}

/// Something to fill in within a sentence.
pub enum Arg<'a> {
    /// What a person typed or what comes from elsewhere: it is escaped.
    Text(&'a str),
    /// Marked up already, with what is foreign in it escaped.
    Markup(&'a Markup),
    /// Shown with separators between the thousands; the sentence can choose its words by it.
    Number(i64),
}

impl Texts {
    /// The sentences that are built into the program.
    ///
    /// # Panics
    /// When a Fluent file in the program does not parse; a test loads them.
    pub fn embedded() -> Self {
        Self { nl: bundle(Locale::Nl, include_str!("nl.ftl")), en: bundle(Locale::En, include_str!("en.ftl")) }
    }

    /// Whether there is such a sentence.
    pub fn has(&self, locale: Locale, key: &str) -> bool {
        let (name, variant) = key.split_once('.').map_or((key, None), |(name, variant)| (name, Some(variant)));
        self.bundle(locale).get_message(name).is_some_and(|message| match variant {
            Some(variant) => message.get_attribute(variant).is_some(),
            None => message.value().is_some(),
        })
    }

    /// The sentence without anything to fill in.
    pub fn get(&self, locale: Locale, key: &str) -> Markup {
        self.with(locale, key, &[])
    }

    /// The sentence with its arguments filled in; `key.variant` names a variant of it. A key or an argument that is
    /// missing shows as its name in braces, so that the person is still answered; a test keeps that from happening.
    pub fn with(&self, locale: Locale, key: &str, args: &[(&str, Arg<'_>)]) -> Markup {
        let mut filled = FluentArgs::new();
        for (name, arg) in args {
            let value = match arg {
                Arg::Text(text) => FluentValue::from(Markup::plain(text).as_html().to_owned()),
                Arg::Markup(markup) => FluentValue::from(markup.as_html().to_owned()),
                Arg::Number(number) => FluentValue::from(*number),
            };
            filled.set((*name).to_owned(), value);
        }
        let Some(html) = format(self.bundle(locale), key, &filled) else {
            #[cfg(test)]
            panic!("there is no sentence `{key}`");
            #[cfg(not(test))]
            return Markup::plain(&format!("{{{key}}}"));
        };
        Markup::parse(&html).unwrap_or_else(|_| Markup::plain(&html))
    }

    /// The sentence as plain text, for the label of a button or a line in a menu.
    pub fn label(&self, locale: Locale, key: &str) -> String {
        self.get(locale, key).to_plain()
    }

    fn bundle(&self, locale: Locale) -> &FluentBundle<FluentResource> {
        match locale {
            Locale::Nl => &self.nl,
            Locale::En => &self.en,
        }
    }
}

/// The sentence `key`, or the variant `key.variant` of it, filled in.
fn format(bundle: &FluentBundle<FluentResource>, key: &str, args: &FluentArgs<'_>) -> Option<String> {
    let (name, variant) = key.split_once('.').map_or((key, None), |(name, variant)| (name, Some(variant)));
    let message = bundle.get_message(name)?;
    let pattern = match variant {
        Some(variant) => message.get_attribute(variant)?.value(),
        None => message.value()?,
    };
    let mut errors = Vec::new();
    let html = bundle.format_pattern(pattern, Some(args), &mut errors).into_owned();
    #[cfg(test)]
    assert!(errors.is_empty(), "`{key}`: {errors:?}");
    Some(html)
}

fn bundle(locale: Locale, source: &str) -> FluentBundle<FluentResource> {
    let resource = FluentResource::try_new(source.to_owned())
        .unwrap_or_else(|(_, errors)| panic!("the sentences in {} do not parse: {errors:?}", locale.code()));
    let language = locale.code().parse().expect("a locale's code is a language tag");
    let mut bundle = FluentBundle::new_concurrent(vec![language]);
    // Isolation marks are invisible characters that end up in what people copy.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(match locale {
        Locale::Nl => |value: &FluentValue<'_>, _: &_| format::fluent(Locale::Nl, value),
        Locale::En => |value: &FluentValue<'_>, _: &_| format::fluent(Locale::En, value),
    }));
    bundle
        .add_resource(resource)
        .unwrap_or_else(|errors| panic!("a key stands twice in {}: {errors:?}", locale.code()));
    bundle
}
