//! Text with a little markup: the tags `<b>`, `<i>`, `<code>` and `<a href="…">`, and the entities for `<`, `>`, `&`.
//!
//! It is the part of HTML that Telegram understands (<https://core.telegram.org/bots/api#html-style>) and that every
//! other reader can show. Invariant: a [`Markup`] is balanced and all else in it is escaped.

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Sound marked-up text.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Markup(String);

/// Why a text is not sound markup.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum MarkupError {
    #[error("`<{0}>` is not one of the tags `<b>`, `<i>`, `<code>` and `<a href=\"…\">`")]
    UnknownTag(String),
    #[error("`<{0}>` is never closed")]
    Unclosed(String),
    #[error("`</{0}>` closes nothing")]
    Unopened(String),
    #[error("a `<` must be written as `&lt;`")]
    BareLess,
    #[error("`&` must be written as `&amp;`")]
    BareAmpersand,
    #[error(
        "a link needs an address that starts with `https://` or `tg://`, unlike `{0}`; write a telephone number (`+31 …`) \
         or an e-mail address as plain text, which can be tapped by itself"
    )]
    BadLink(String),
}

const ENTITIES: [(&str, char); 4] = [("&lt;", '<'), ("&gt;", '>'), ("&amp;", '&'), ("&quot;", '"')];
/// Telegram has no links of other kinds: it leaves `tel:` out and makes a broken web address of `mailto:`.
const SCHEMES: [&str; 2] = ["https://", "tg://"];

/// A piece of markup on the way through it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece<'a> {
    /// An opening tag as it is written, and its name.
    Open {
        tag: &'a str,
        name: &'a str,
    },
    Close(&'a str),
    /// One character as a person sees it, and how it is written.
    Char {
        shown: char,
        written: &'a str,
    },
}

impl Markup {
    /// Escapes text that is not ours, so that it shows as it was typed. Left out are characters that would reverse or
    /// hide what stands after it: controls, and bidirectional embeddings, overrides and isolates (Unicode UAX #9).
    pub fn plain(text: &str) -> Self {
        let disturbs = |c: char| {
            c.is_control() && !matches!(c, '\n' | '\t')
                || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        };
        let mut escaped = String::with_capacity(text.len());
        for shown in text.chars().filter(|&c| !disturbs(c)) {
            match ENTITIES.iter().find(|(_, character)| *character == shown) {
                Some((entity, _)) => escaped.push_str(entity),
                None => escaped.push(shown),
            }
        }
        Self(escaped)
    }

    /// The text, escaped, as a link; just the text when the address is not one that markup may hold.
    pub fn link(address: &str, text: &str) -> Self {
        let text = Self::plain(text);
        let link = format!("<a href=\"{}\">{}</a>", Self::plain(address).0, text.0);
        Self::parse(&link).unwrap_or(text)
    }

    /// The text, escaped, in italics.
    pub fn italic(text: &str) -> Self {
        Self(format!("<i>{}</i>", Self::plain(text).0))
    }

    /// Accepts text that is marked up soundly.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn parse(text: &str) -> Result<Self, MarkupError> {
        let mut open: Vec<&str> = Vec::new();
        for piece in pieces(text) {
            match piece? {
                Piece::Open { name, .. } => open.push(name),
                Piece::Close(name) => match open.pop() {
                    Some(last) if last == name => {}
                    Some(last) => return Err(MarkupError::Unclosed(last.to_owned())),
                    None => return Err(MarkupError::Unopened(name.to_owned())),
                },
                Piece::Char { .. } => {}
            }
        }
        match open.pop() {
            Some(last) => Err(MarkupError::Unclosed(last.to_owned())),
            None => Ok(Self(text.to_owned())),
        }
    }

    /// As Telegram's `parse_mode: HTML` takes it.
    pub fn as_html(&self) -> &str {
        &self.0
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The text as a person sees it, without tags; a link's address is left out.
    pub fn to_plain(&self) -> String {
        self.pieces()
            .filter_map(|piece| if let Piece::Char { shown, .. } = piece { Some(shown) } else { None })
            .collect()
    }

    /// Its length as Telegram counts it: UTF-16 code units of the text without the tags.
    pub fn telegram_length(&self) -> usize {
        self.to_plain().encode_utf16().count()
    }

    /// The tags and characters it is made of.
    pub fn pieces(&self) -> impl Iterator<Item = Piece<'_>> {
        pieces(&self.0).map_while(Result::ok)
    }

    /// Puts `other` behind it.
    pub fn push(&mut self, other: &Self) {
        self.0.push_str(&other.0);
    }

    /// The parts with `separator` between them; empty parts are left out.
    pub fn join<'a>(parts: impl IntoIterator<Item = &'a Self>, separator: &str) -> Self {
        let separator = Self::plain(separator);
        let mut joined = Self::default();
        for part in parts.into_iter().filter(|part| !part.is_empty()) {
            if !joined.is_empty() {
                joined.push(&separator);
            }
            joined.push(part);
        }
        joined
    }
}

/// Markup may hold what a person typed, so only its size shows.
impl fmt::Debug for Markup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Markup({} bytes)", self.0.len())
    }
}

fn pieces(text: &str) -> impl Iterator<Item = Result<Piece<'_>, MarkupError>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let (piece, length) = match first {
            '<' => match tag(rest) {
                Ok(found) => found,
                Err(error) => {
                    rest = "";
                    return Some(Err(error));
                }
            },
            '&' => match ENTITIES.iter().find(|(entity, _)| rest.starts_with(entity)) {
                Some((entity, shown)) => (Piece::Char { shown: *shown, written: &rest[..entity.len()] }, entity.len()),
                None => {
                    rest = "";
                    return Some(Err(MarkupError::BareAmpersand));
                }
            },
            shown => (Piece::Char { shown, written: &rest[..shown.len_utf8()] }, shown.len_utf8()),
        };
        rest = &rest[length..];
        Some(Ok(piece))
    })
}

fn tag(rest: &str) -> Result<(Piece<'_>, usize), MarkupError> {
    let end = rest.find('>').ok_or(MarkupError::BareLess)?;
    let inner = &rest[1..end];
    let whole = &rest[..=end];
    let unknown = || MarkupError::UnknownTag(inner.to_owned());
    if let Some(name) = inner.strip_prefix('/') {
        return match name {
            "b" | "i" | "code" | "a" => Ok((Piece::Close(name), whole.len())),
            _ => Err(unknown()),
        };
    }
    match inner {
        "b" | "i" | "code" => Ok((Piece::Open { tag: whole, name: inner }, whole.len())),
        _ => {
            let address =
                inner.strip_prefix("a href=\"").and_then(|rest| rest.strip_suffix('"')).ok_or_else(unknown)?;
            if address.contains('"') || !SCHEMES.iter().any(|scheme| address.starts_with(scheme)) {
                return Err(MarkupError::BadLink(address.to_owned()));
            }
            Ok((Piece::Open { tag: whole, name: &inner[..1] }, whole.len()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Result<&str, MarkupError>) {
        assert_eq!(Markup::parse(text).map(|markup| markup.to_plain()), expected.map(str::to_owned));
    }

    #[test]
    fn sound_markup_reads_as_its_text() {
        check("Ja, <b>dat</b> kan &amp; mag", Ok("Ja, dat kan & mag"));
        check(r#"zie <a href="https://ijmondsamenwerking.nl/esij">de <i>pagina</i></a>"#, Ok("zie de pagina"));
        check("<b>één < twee</b>", Err(MarkupError::UnknownTag(" twee</b".into())));
    }

    #[test]
    fn unsound_markup_says_what_is_wrong() {
        check("<b>dik", Err(MarkupError::Unclosed("b".into())));
        check("dik</b>", Err(MarkupError::Unopened("b".into())));
        check("<b><i>dik</b></i>", Err(MarkupError::Unclosed("i".into())));
        check("<u>lijn</u>", Err(MarkupError::UnknownTag("u".into())));
        check("1 < 2", Err(MarkupError::BareLess));
        check("R&D", Err(MarkupError::BareAmpersand));
        for address in ["javascript:x", "tel:+31612345678", "mailto:jan@example.nl", "http://example.nl"] {
            let bad = MarkupError::BadLink(address.into());
            check(&format!(r#"<a href="{address}">x</a>"#), Err(bad));
        }
    }

    #[test]
    fn what_is_typed_shows_as_typed() {
        let typed = "<b>Jan & \"Piet\"</b>";
        let markup = Markup::plain(typed);
        assert_eq!(markup.to_plain(), typed);
        assert_eq!(Markup::parse(markup.as_html()).as_ref(), Ok(&markup));
    }

    #[test]
    fn length_is_counted_in_utf16_units() {
        assert_eq!(Markup::plain("a😀&").telegram_length(), 4);
    }
}
