//! Every sentence that a person can read: the Fluent files `nl.ftl` and `en.ftl`, and their lookup.
//!
//! Invariant: a key that the code asks for stands in both files with the same arguments (a test reads them all), and
//! what a person typed is always escaped before it comes among our own words.

mod locale;
mod markup;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

pub use locale::Locale;
pub use markup::{Markup, MarkupError, Piece};

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

    /// The sentence without anything to fill in.
    pub fn get(&self, locale: Locale, key: &str) -> Markup {
        self.with(locale, key, &[])
    }

    /// The sentence with its arguments filled in. A key or an argument that is missing shows as its name in braces,
    /// so that the person is still answered; a test keeps that from happening.
    pub fn with(&self, locale: Locale, key: &str, args: &[(&str, Arg<'_>)]) -> Markup {
        let bundle = match locale {
            Locale::Nl => &self.nl,
            Locale::En => &self.en,
        };
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
            return Markup::plain(&format!("{{{key}}}"));
        };
        let mut filled = FluentArgs::new();
        for (name, arg) in args {
            let value = match arg {
                Arg::Text(text) => FluentValue::from(Markup::plain(text).as_html().to_owned()),
                Arg::Markup(markup) => FluentValue::from(markup.as_html().to_owned()),
                Arg::Number(number) => FluentValue::from(number.to_string()),
            };
            filled.set((*name).to_owned(), value);
        }
        let html = bundle.format_pattern(pattern, Some(&filled), &mut Vec::new());
        Markup::parse(&html).unwrap_or_else(|_| Markup::plain(&html))
    }

    /// The sentence as plain text, for the label of a button or a line in a menu.
    pub fn label(&self, locale: Locale, key: &str) -> String {
        self.get(locale, key).to_plain()
    }
}

fn bundle(locale: Locale, source: &str) -> FluentBundle<FluentResource> {
    let resource = FluentResource::try_new(source.to_owned())
        .unwrap_or_else(|(_, errors)| panic!("the sentences in {} do not parse: {errors:?}", locale.code()));
    let language = locale.code().parse().expect("a locale's code is a language tag");
    let mut bundle = FluentBundle::new_concurrent(vec![language]);
    // Isolation marks are invisible characters that end up in what people copy.
    bundle.set_use_isolating(false);
    bundle
        .add_resource(resource)
        .unwrap_or_else(|errors| panic!("a key stands twice in {}: {errors:?}", locale.code()));
    bundle
}
