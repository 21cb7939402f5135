//! The reference under which a lead is known to everybody: `IJM-2026-0042`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A year and a number of at least four digits; given once, never reused.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Reference {
    year: i32,
    number: u32,
}

/// What a reference should have looked like.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("a reference looks like `IJM-2026-0042`")]
pub struct ReferenceError;

impl Reference {
    /// The `number`-th lead of a year; both count from 1.
    pub fn new(year: i32, number: u32) -> Self {
        Self { year, number }
    }

    /// Accepts `IJM-2026-0042` in any case, also with `_` or spaces for the hyphens (as in `/idee_IJM_2026_0042`).
    ///
    /// # Errors
    /// When it is anything else.
    pub fn parse(text: &str) -> Result<Self, ReferenceError> {
        let mut parts = text.trim().split(['-', '_', ' ']);
        let (Some(prefix), Some(year), Some(number), None) = (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(ReferenceError);
        };
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if !prefix.eq_ignore_ascii_case("IJM")
            || year.len() != 4
            || number.len() < 4
            || !digits(year)
            || !digits(number)
        {
            return Err(ReferenceError);
        }
        match (year.parse(), number.parse()) {
            (Ok(year), Ok(number)) if number > 0 => Ok(Self { year, number }),
            _ => Err(ReferenceError),
        }
    }

    pub fn year(self) -> i32 {
        self.year
    }

    pub fn number(self) -> u32 {
        self.number
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "IJM-{:04}-{:04}", self.year, self.number)
    }
}

impl fmt::Debug for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Reference {
    type Err = ReferenceError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl TryFrom<String> for Reference {
    type Error = ReferenceError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<Reference> for String {
    fn from(reference: Reference) -> Self {
        reference.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_written_and_read_back() {
        for (number, text) in [(1, "IJM-2026-0001"), (42, "IJM-2026-0042"), (12_345, "IJM-2026-12345")] {
            let reference = Reference::new(2026, number);
            assert_eq!(reference.to_string(), text);
            assert_eq!(Reference::parse(text), Ok(reference));
        }
        assert_eq!(Reference::parse("ijm_2026_0042"), Ok(Reference::new(2026, 42)));
    }

    #[test]
    fn other_texts_are_not_references() {
        for text in
            ["", "IJM-2026-42", "IJM-26-0042", "XYZ-2026-0042", "IJM-2026-0042-1", "IJM-2026-0000", "IJM-2026-+042"]
        {
            assert_eq!(Reference::parse(text), Err(ReferenceError), "{text}");
        }
    }
}
