//! The languages a knowledge base can be written in: those that have a stemmer.

use std::fmt;

use rust_stemmers::Algorithm;
use serde::{Deserialize, Serialize};

/// A language with a Snowball stemmer, named by its ISO 639-1 code in `faq.yaml`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Language {
    #[serde(rename = "nl")]
    Dutch,
    #[serde(rename = "en")]
    English,
    #[serde(rename = "ar")]
    Arabic,
    #[serde(rename = "da")]
    Danish,
    #[serde(rename = "de")]
    German,
    #[serde(rename = "el")]
    Greek,
    #[serde(rename = "es")]
    Spanish,
    #[serde(rename = "fi")]
    Finnish,
    #[serde(rename = "fr")]
    French,
    #[serde(rename = "hu")]
    Hungarian,
    #[serde(rename = "it")]
    Italian,
    #[serde(rename = "no")]
    Norwegian,
    #[serde(rename = "pt")]
    Portuguese,
    #[serde(rename = "ro")]
    Romanian,
    #[serde(rename = "ru")]
    Russian,
    #[serde(rename = "sv")]
    Swedish,
    #[serde(rename = "ta")]
    Tamil,
    #[serde(rename = "tr")]
    Turkish,
}

/// Each language with its code and its stemmer, the one table that the rest is read from.
const TABLE: [(Language, &str, Algorithm); 18] = [
    (Language::Dutch, "nl", Algorithm::Dutch),
    (Language::English, "en", Algorithm::English),
    (Language::Arabic, "ar", Algorithm::Arabic),
    (Language::Danish, "da", Algorithm::Danish),
    (Language::German, "de", Algorithm::German),
    (Language::Greek, "el", Algorithm::Greek),
    (Language::Spanish, "es", Algorithm::Spanish),
    (Language::Finnish, "fi", Algorithm::Finnish),
    (Language::French, "fr", Algorithm::French),
    (Language::Hungarian, "hu", Algorithm::Hungarian),
    (Language::Italian, "it", Algorithm::Italian),
    (Language::Norwegian, "no", Algorithm::Norwegian),
    (Language::Portuguese, "pt", Algorithm::Portuguese),
    (Language::Romanian, "ro", Algorithm::Romanian),
    (Language::Russian, "ru", Algorithm::Russian),
    (Language::Swedish, "sv", Algorithm::Swedish),
    (Language::Tamil, "ta", Algorithm::Tamil),
    (Language::Turkish, "tr", Algorithm::Turkish),
];

impl Language {
    /// Reads an ISO 639-1 code such as `nl`.
    ///
    /// # Errors
    /// A sentence that names the codes there are.
    pub fn parse(code: &str) -> Result<Self, String> {
        TABLE.iter().find(|(_, known, _)| *known == code).map(|(language, _, _)| *language).ok_or_else(|| {
            let codes: Vec<_> = TABLE.iter().map(|(_, known, _)| *known).collect();
            format!("`{code}` is not one of the languages {}", codes.join(", "))
        })
    }

    pub fn code(self) -> &'static str {
        self.row().1
    }

    /// The Snowball algorithm that finds its word stems.
    pub fn stemmer(self) -> Algorithm {
        self.row().2
    }

    fn row(self) -> &'static (Language, &'static str, Algorithm) {
        TABLE.iter().find(|(language, _, _)| *language == self).expect("every language stands in the table")
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}
