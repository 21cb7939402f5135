//! The fields of an idea, each with its own `parse`.

use std::str::FromStr;

use email_address::EmailAddress;
use phonenumber::{Mode, country};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use unicode_segmentation::UnicodeSegmentation;

use super::Private;

/// The fields in the order in which they are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    Consent,
    Name,
    Organisation,
    Municipality,
    Theme,
    Title,
    Summary,
    SupportBase,
    Sustainability,
    HelpWanted,
    Contact,
    Attachments,
}

/// What is wrong with what somebody typed. Lengths are in characters as people see them (grapheme clusters).
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum FieldError {
    #[error("nothing readable in it")]
    Empty,
    #[error("{length} characters, at least {min} are needed")]
    TooShort { length: usize, min: usize },
    #[error("{length} characters, at most {max} fit")]
    TooLong { length: usize, max: usize },
    #[error("no letter in it")]
    NoLetter,
    #[error("not a telephone number")]
    NotAPhoneNumber,
    #[error("not an e-mail address")]
    NotAnEmailAddress,
    #[error("neither a telephone number nor an e-mail address")]
    NotAContact,
}

/// A name, an organisation or a title: one line, white space folded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OneLine(Private);

/// A longer text; its line breaks are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Prose(Private);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Municipality {
    Beverwijk,
    Heemskerk,
    Velsen,
    Other,
}

/// The programme's two focus sectors, or something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Theme {
    InnovatieOndernemerschap,
    OnderwijsArbeidsmarkt,
    Other,
}

/// How the programme manager can reach somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", content = "value", rename_all = "lowercase")]
pub enum Contact {
    /// In E.164, such as `+31612345678` (ITU-T Recommendation E.164).
    Phone(Private),
    Email(Private),
    /// They chose to be reached in Telegram only.
    Telegram,
}

impl Field {
    pub const ALL: [Self; 12] = [
        Self::Consent,
        Self::Name,
        Self::Organisation,
        Self::Municipality,
        Self::Theme,
        Self::Title,
        Self::Summary,
        Self::SupportBase,
        Self::Sustainability,
        Self::HelpWanted,
        Self::Contact,
        Self::Attachments,
    ];

    /// Its name in button data and in exports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Consent => "consent",
            Self::Name => "name",
            Self::Organisation => "organisation",
            Self::Municipality => "municipality",
            Self::Theme => "theme",
            Self::Title => "title",
            Self::Summary => "summary",
            Self::SupportBase => "support_base",
            Self::Sustainability => "sustainability",
            Self::HelpWanted => "help_wanted",
            Self::Contact => "contact",
            Self::Attachments => "attachments",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.as_str() == name)
    }

    pub fn is_required(self) -> bool {
        matches!(
            self,
            Self::Consent | Self::Name | Self::Municipality | Self::Theme | Self::Title | Self::Summary | Self::Contact
        )
    }

    /// The least and the most characters that a typed field takes; `None` for fields that are not typed freely.
    pub fn length(self) -> Option<(usize, usize)> {
        match self {
            Self::Name => Some((2, 80)),
            Self::Organisation => Some((2, 120)),
            Self::Title => Some((4, 120)),
            Self::Summary => Some((20, 2_000)),
            Self::SupportBase | Self::Sustainability | Self::HelpWanted => Some((2, 1_000)),
            Self::Consent | Self::Municipality | Self::Theme | Self::Contact | Self::Attachments => None,
        }
    }
}

impl OneLine {
    /// Folds white space, drops invisible characters and wants a letter in it.
    ///
    /// # Errors
    /// When it is empty, has no letter, or is shorter or longer than `(least, most)` characters.
    pub fn parse(text: &str, (least, most): (usize, usize)) -> Result<Self, FieldError> {
        let folded = visible(text).split_whitespace().collect::<Vec<_>>().join(" ");
        measured(&folded, least, most)?;
        if !folded.chars().any(char::is_alphabetic) {
            return Err(FieldError::NoLetter);
        }
        Ok(Self(Private(folded)))
    }

    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl Prose {
    /// Trims the ends, drops invisible characters and folds more than one empty line.
    ///
    /// # Errors
    /// When it is empty, has no letter, or is shorter or longer than `(least, most)` characters.
    pub fn parse(text: &str, (least, most): (usize, usize)) -> Result<Self, FieldError> {
        let mut lines: Vec<String> = Vec::new();
        for line in visible(text).lines() {
            let line = line.trim_end();
            if !(line.is_empty() && lines.last().is_none_or(String::is_empty)) {
                lines.push(line.to_owned());
            }
        }
        let folded = lines.join("\n").trim().to_owned();
        measured(&folded, least, most)?;
        if !folded.chars().any(char::is_alphabetic) {
            return Err(FieldError::NoLetter);
        }
        Ok(Self(Private(folded)))
    }

    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl Municipality {
    pub const ALL: [Self; 4] = [Self::Beverwijk, Self::Heemskerk, Self::Velsen, Self::Other];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Beverwijk => "beverwijk",
            Self::Heemskerk => "heemskerk",
            Self::Velsen => "velsen",
            Self::Other => "other",
        }
    }

    pub fn parse(value: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.as_str() == value)
    }
}

impl Theme {
    pub const ALL: [Self; 3] = [Self::InnovatieOndernemerschap, Self::OnderwijsArbeidsmarkt, Self::Other];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::InnovatieOndernemerschap => "innovatie-ondernemerschap",
            Self::OnderwijsArbeidsmarkt => "onderwijs-arbeidsmarkt",
            Self::Other => "other",
        }
    }

    pub fn parse(value: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.as_str() == value)
    }
}

impl Contact {
    /// Reads a telephone number (Dutch unless it starts with `+` or `00`) or an e-mail address.
    ///
    /// # Errors
    /// Which of the two it seems to be meant as, when it is not sound.
    pub fn parse(text: &str) -> Result<Self, FieldError> {
        let text = visible(text);
        let text = text.trim();
        if text.is_empty() {
            return Err(FieldError::Empty);
        }
        if text.contains('@') {
            return email(text).ok_or(FieldError::NotAnEmailAddress);
        }
        if let Some(phone) = phone(text) {
            return Ok(phone);
        }
        let digits = text.chars().filter(char::is_ascii_digit).count();
        Err(if digits >= 4 { FieldError::NotAPhoneNumber } else { FieldError::NotAContact })
    }

    /// Reads a number as Telegram shares it: international, often without the `+`. Telegram vouches for it, so it is
    /// taken even where the numbering plan does not know it; `None` when there is no digit in it.
    pub fn shared(number: &str) -> Option<Self> {
        let digits: String = number.chars().filter(char::is_ascii_digit).collect();
        let known = || phone(&format!("+{digits}")).unwrap_or_else(|| Self::Phone(Private(format!("+{digits}"))));
        (!digits.is_empty()).then(known)
    }

    /// The telephone number as people write it: `06 12 34 56 78`, or with the country in front.
    pub fn phone_shown(&self) -> Option<String> {
        let Self::Phone(number) = self else { return None };
        if let Some(mobile) = number.as_str().strip_prefix("+316").filter(|rest| rest.len() == 8 && rest.is_ascii()) {
            let pairs: Vec<_> = (0..4).map(|pair| &mobile[2 * pair..2 * pair + 2]).collect();
            return Some(format!("06 {}", pairs.join(" ")));
        }
        let parsed = phonenumber::parse(None, number.as_str()).ok()?;
        let mode = if number.as_str().starts_with("+31") { Mode::National } else { Mode::International };
        Some(parsed.format().mode(mode).to_string())
    }
}

fn email(text: &str) -> Option<Contact> {
    let address = text.strip_prefix("mailto:").unwrap_or(text).trim_matches(['<', '>', ' ', '.', ',', ';']);
    let sound = EmailAddress::from_str(address).ok()?;
    // `name@host` without a dot is sound on a local network, but nobody can be reached there from outside.
    let (_, host) = address.rsplit_once('@')?;
    let dotted = host.rsplit_once('.').is_some_and(|(rest, last)| !rest.is_empty() && last.len() >= 2);
    (dotted && !address.contains(' ')).then(|| Contact::Email(Private(sound.to_string())))
}

fn phone(text: &str) -> Option<Contact> {
    // Text with a number in it ("bel mij op 06…") is read too, as long as all its digits belong to the number.
    let start = text.find(|c: char| c == '+' || c.is_ascii_digit() || c == '(')?;
    let number = text[start..].trim_end_matches(|c: char| !c.is_ascii_digit());
    let international = number.strip_prefix("00").map(|rest| format!("+{rest}"));
    let number = international.as_deref().unwrap_or(number).replace("(0)", "");
    if let Some(mobile) = dutch_mobile(&number) {
        return Some(Contact::Phone(Private(mobile)));
    }
    let parsed = phonenumber::parse(Some(country::NL), number).ok()?;
    phonenumber::is_valid(&parsed).then(|| Contact::Phone(Private(parsed.format().mode(Mode::E164).to_string())))
}

/// Most people give a Dutch mobile number: `06`, then 1 to 5 or 8, and seven more (the numbering plan for telephone
/// services, 'Nummerplan telefoon- en ISDN-diensten'). For those the tables of all countries, five megabytes, are not
/// read. `None` for any other number, which may be sound all the same.
fn dutch_mobile(number: &str) -> Option<String> {
    if number.chars().any(|c| !c.is_ascii_digit() && !matches!(c, '+' | ' ' | '-' | '.')) {
        return None;
    }
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    let rest = digits.strip_prefix(if number.starts_with('+') { "316" } else { "06" })?;
    (rest.len() == 8 && rest.starts_with(['1', '2', '3', '4', '5', '8'])).then(|| format!("+316{rest}"))
}

/// The text without control and invisible formatting characters, which hide or reorder what others read.
fn visible(text: &str) -> String {
    text.chars()
        .map(|c| if c == '\r' || c == '\t' || c == '\u{2028}' || c == '\u{2029}' { ' ' } else { c })
        .filter(|&c| c == '\n' || !(c.is_control() || is_invisible(c)))
        .collect()
}

/// Zero-width and bidirectional formatting characters (Unicode general category Cf as far as it occurs in chats),
/// save the joiner that holds emoji together.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200c}' | '\u{200e}' | '\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

fn measured(text: &str, min: usize, max: usize) -> Result<(), FieldError> {
    let length = text.graphemes(true).count();
    match length {
        0 => Err(FieldError::Empty),
        _ if length < min => Err(FieldError::TooShort { length, min }),
        _ if length > max => Err(FieldError::TooLong { length, max }),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_contact(text: &str, expected: Result<Contact, FieldError>) {
        assert_eq!(Contact::parse(text), expected, "{text}");
    }

    #[test]
    fn telephone_numbers_are_read_as_people_type_them() {
        let phone = Ok(Contact::Phone("+31612345678".into()));
        for text in ["06 12345678", "06-12 34 56 78", "+31 6 12345678", "0031612345678", "+31 (0)6 12 34 56 78"] {
            check_contact(text, phone.clone());
        }
        check_contact("bel 06 12345678.", phone);
        check_contact("0251 256 256", Ok(Contact::Phone("+31251256256".into())));
        check_contact("+49 30 901820", Ok(Contact::Phone("+4930901820".into())));
    }

    #[test]
    fn dutch_mobile_numbers_are_those_that_the_tables_know() {
        for number in (0..100).map(|start| format!("06{start:02}345678")) {
            let parsed = phonenumber::parse(Some(country::NL), &number).expect("digits");
            let tables = parsed.format().mode(Mode::E164).to_string();
            match dutch_mobile(&number) {
                Some(mobile) => assert!(phonenumber::is_valid(&parsed) && mobile == tables, "{number}"),
                None => assert!(!matches!(&number[2..3], "1" | "2" | "3" | "4" | "5" | "8"), "{number}"),
            }
        }
        for number in ["06 1234567", "06 123456789", "+31612345678 of 0251 256256", "+49612345678", "0612x345678"] {
            assert_eq!(dutch_mobile(number), None, "{number}");
        }
        assert_eq!(dutch_mobile("06.12.34.56.78").as_deref(), Some("+31612345678"));
    }

    #[test]
    fn addresses_are_read_and_others_refused() {
        check_contact(" sanne@dewit.nl ", Ok(Contact::Email("sanne@dewit.nl".into())));
        check_contact("sanne@dewit", Err(FieldError::NotAnEmailAddress));
        check_contact("sanne de wit@x.nl", Err(FieldError::NotAnEmailAddress));
        check_contact("06 1234", Err(FieldError::NotAPhoneNumber));
        check_contact("bel me maar", Err(FieldError::NotAContact));
        check_contact("\u{200b} ", Err(FieldError::Empty));
    }

    #[test]
    fn lengths_count_what_people_see() {
        assert!(OneLine::parse("👩‍👩‍👧", (1, 1)).is_err_and(|error| error == FieldError::NoLetter));
        assert_eq!(OneLine::parse("é́", (1, 1)).map(|line| line.as_str().to_owned()), Ok("é́".to_owned()));
        assert_eq!(OneLine::parse("  Sanne \u{202e} de\tWit ", (2, 80)).unwrap().as_str(), "Sanne de Wit");
        assert_eq!(Prose::parse("een\n\n\n\ntwee ", (2, 80)).unwrap().as_str(), "een\n\ntwee");
        assert_eq!(OneLine::parse("x", (2, 80)), Err(FieldError::TooShort { length: 1, min: 2 }));
    }
}
