//! The languages the bot speaks.

use serde::{Deserialize, Serialize};

use crate::knowledge::Language;

/// A language in which the bot's own sentences exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Locale {
    #[default]
    Nl,
    En,
}

impl Locale {
    pub const ALL: [Self; 2] = [Self::Nl, Self::En];

    pub fn code(self) -> &'static str {
        match self {
            Self::Nl => "nl",
            Self::En => "en",
        }
    }

    /// The language of the knowledge base that goes with it.
    pub fn language(self) -> Language {
        match self {
            Self::Nl => Language::Dutch,
            Self::En => Language::English,
        }
    }

    /// The locale that speaks `language`, if there is one.
    pub fn of_language(language: Language) -> Option<Self> {
        Self::ALL.into_iter().find(|locale| locale.language() == language)
    }

    /// English for an IETF tag such as `en` or `en-GB`; Dutch for all else, also when nothing is known.
    pub fn of_tag(tag: Option<&str>) -> Self {
        let primary = tag.and_then(|tag| tag.split(['-', '_']).next()).unwrap_or_default();
        if primary.eq_ignore_ascii_case("en") { Self::En } else { Self::Nl }
    }
}
