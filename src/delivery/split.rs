//! Cuts a message that is too long for Telegram into several that fit.
//!
//! Invariant: every part fits, is sound markup and shows something; together they show the whole text in its order
//! (white space at a cut is left out), and no cut goes through a character as people see it.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use crate::conversation::Message;
use crate::texts::{Markup, Piece};

/// The longest text of a message, in UTF-16 code units after the markup is read
/// (<https://core.telegram.org/bots/api#sendmessage>).
pub const TEXT_LIMIT: usize = 4096;
/// The longest caption of a file, counted in the same way (<https://core.telegram.org/bots/api#senddocument>).
pub const CAPTION_LIMIT: usize = 1024;

/// The message in parts that Telegram takes, at least one. What can be tapped is under the last; a file whose caption
/// is too long comes first, with the text behind it. The first part edits or replies to what the message did.
pub fn split(message: Message) -> Vec<Message> {
    let limit = if message.is_caption() { CAPTION_LIMIT } else { TEXT_LIMIT };
    if message.text.telegram_length() <= limit {
        return vec![message];
    }
    let texts = split_text(&message.text, TEXT_LIMIT).into_iter().map(Message::text);
    let mut parts = Vec::new();
    if message.is_caption() {
        parts.push(Message { file: message.file, made: message.made, makes: message.makes, ..Message::default() });
    }
    parts.extend(texts);
    if parts.is_empty() {
        // Nothing but white space, and too much of it.
        parts.push(Message::default());
    }
    if let Some(first) = parts.first_mut() {
        (first.edits, first.replies) = (message.edits, message.replies);
    }
    if let Some(last) = parts.last_mut() {
        last.choices = message.choices;
    }
    parts
}

/// A character as people see it, or a single code point where that would be too long for a message of its own.
struct Unit<'a> {
    text: &'a str,
    /// In UTF-16 code units.
    length: usize,
    /// Its code points, as a range in [`Marked::points`].
    points: Range<usize>,
}

impl Unit<'_> {
    fn is_blank(&self) -> bool {
        self.text.chars().all(char::is_whitespace)
    }
}

/// The text with what stands around every code point of it.
struct Marked<'a> {
    /// How each code point is written, and which of `stacks` is open around it.
    points: Vec<(&'a str, usize)>,
    /// The tags, as written and by name, that are open at some place.
    stacks: Vec<Vec<(&'a str, &'a str)>>,
}

fn split_text(text: &Markup, limit: usize) -> Vec<Markup> {
    let marked = Marked::read(text);
    let plain = text.to_plain();
    let units = units(&plain, limit);
    let mut parts = Vec::new();
    let mut rest = trim(&units);
    while !rest.is_empty() {
        let (part, behind) = rest.split_at(cut(rest, limit));
        parts.push(marked.write(trim(part)));
        rest = trim(behind);
    }
    parts
}

fn units(plain: &str, limit: usize) -> Vec<Unit<'_>> {
    let length = |text: &str| text.encode_utf16().count();
    let mut start = 0;
    plain
        .graphemes(true)
        .flat_map(|grapheme| if length(grapheme) > limit { grapheme.split("").collect() } else { vec![grapheme] })
        .filter(|text| !text.is_empty())
        .map(|text| {
            let points = start..start + text.chars().count();
            start = points.end;
            Unit { text, length: length(text), points }
        })
        .collect()
}

fn trim<'u, 'a>(mut units: &'u [Unit<'a>]) -> &'u [Unit<'a>] {
    while let [first, rest @ ..] = units
        && first.is_blank()
    {
        units = rest;
    }
    while let [rest @ .., last] = units
        && last.is_blank()
    {
        units = rest;
    }
    units
}

/// How many units go into the next part. The first one is not blank.
fn cut(units: &[Unit<'_>], limit: usize) -> usize {
    let mut length = 0;
    let fitting = units
        .iter()
        .take_while(|unit| {
            length += unit.length;
            length <= limit
        })
        .count();
    if fitting == units.len() {
        return fitting;
    }
    let text = |at: usize| units.get(at).map_or("", |unit| unit.text);
    let line = |at: usize| text(at) == "\n" || text(at) == "\r\n";
    let paragraph = |at: usize| line(at) && line(at + 1);
    let sentence = |at: usize| units[at].is_blank() && text(at - 1).ends_with(['.', '!', '?', '…', ':', ';']);
    let word = |at: usize| units[at].is_blank();
    // A tidier place is worth at most half a message.
    let late = fitting / 2 + 1..=fitting;
    let last = |range: std::ops::RangeInclusive<usize>, is: &dyn Fn(usize) -> bool| range.rev().find(|at| is(*at));
    last(late.clone(), &paragraph)
        .or_else(|| last(late.clone(), &line))
        .or_else(|| last(late, &sentence))
        .or_else(|| last(1..=fitting, &word))
        .unwrap_or(fitting)
}

impl<'a> Marked<'a> {
    fn read(text: &'a Markup) -> Self {
        let mut points = Vec::new();
        let mut stacks = vec![Vec::new()];
        let mut open = Vec::new();
        for piece in text.pieces() {
            match piece {
                Piece::Open { tag, name } => {
                    open.push((tag, name));
                    stacks.push(open.clone());
                }
                Piece::Close(_) => {
                    open.pop();
                    stacks.push(open.clone());
                }
                Piece::Char { written, .. } => points.push((written, stacks.len() - 1)),
            }
        }
        Self { points, stacks }
    }

    /// The units with the tags that stand around them, opened and closed within.
    fn write(&self, units: &[Unit<'a>]) -> Markup {
        let range = match units {
            [first, .., last] => first.points.start..last.points.end,
            [only] => only.points.clone(),
            [] => 0..0,
        };
        let mut html = String::new();
        let mut open: &[(&str, &str)] = &[];
        for (written, stack) in &self.points[range] {
            let wanted = self.stacks[*stack].as_slice();
            // Told apart by where they are written, so that two tags beside each other stay two.
            let same = open.iter().zip(wanted).take_while(|(a, b)| std::ptr::eq(a.0, b.0)).count();
            close(&mut html, &open[same..]);
            wanted[same..].iter().for_each(|(tag, _)| html.push_str(tag));
            html.push_str(written);
            open = wanted;
        }
        close(&mut html, open);
        Markup::parse(&html).expect("what is opened here is closed here, and the rest was sound before")
    }
}

fn close(html: &mut String, tags: &[(&str, &str)]) {
    for (_, name) in tags.iter().rev() {
        html.push_str("</");
        html.push_str(name);
        html.push('>');
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::conversation::{Button, Choices};
    use crate::ideas::{Attachment, AttachmentKind};

    fn check(html: &str, limit: usize, expected: &[&str]) {
        let markup = Markup::parse(html).unwrap();
        let parts = split_text(&markup, limit);
        assert_eq!(parts.iter().map(Markup::as_html).collect::<Vec<_>>(), expected, "{html}");
    }

    #[test]
    fn cuts_where_a_reader_pauses() {
        check("Een twee drie.\n\n4\n5 zes zeven", 20, &["Een twee drie.", "4\n5 zes zeven"]);
        check("Een twee drie. 4\n5 zes zeven", 20, &["Een twee drie. 4", "5 zes zeven"]);
        check("Een twee drie. Vier vijf", 20, &["Een twee drie.", "Vier vijf"]);
        check("Een twee drie vier vijf", 20, &["Een twee drie vier", "vijf"]);
        check("Een twee drie vier 1 vijf", 20, &["Een twee drie vier 1", "vijf"]);
        check("Eentweedrievierxvijfzes", 20, &["Eentweedrievierxvijf", "zes"]);
        // A paragraph that ends early is not worth a message of its own.
        check("Ja.\n\nDrie vier vijf zes", 20, &["Ja.\n\nDrie vier vijf", "zes"]);
    }

    #[test]
    fn tags_are_closed_and_opened_again() {
        check("<b>een <i>twee</i></b> drie", 4, &["<b>een</b>", "<b><i>twee</i></b>", "drie"]);
        check("<b>abcd</b><i>ef &amp;</i>", 4, &["<b>abcd</b>", "<i>ef &amp;</i>"]);
        check(
            r#"<a href="https://a.nl">een twee</a>"#,
            4,
            &[r#"<a href="https://a.nl">een</a>"#, r#"<a href="https://a.nl">twee</a>"#],
        );
    }

    #[test]
    fn a_character_of_several_code_points_stays_whole() {
        check("ab👩‍👧cd", 6, &["ab", "👩‍👧c", "d"]);
        check("abcde\u{301}f", 5, &["abcd", "e\u{301}f"]);
        // Unless it alone is longer than a message.
        check("e\u{301}\u{301}\u{301}", 3, &["e\u{301}\u{301}", "\u{301}"]);
    }

    fn file() -> Attachment {
        Attachment {
            kind: AttachmentKind::Photo,
            file_id: "f".into(),
            unique_id: "u".into(),
            name: None,
            caption: None,
            size: None,
        }
    }

    #[test]
    fn buttons_stay_under_the_last_part() {
        let buttons = vec![vec![Button::new("Ja", "idea:send")]];
        let parts = split(Message::with_buttons(Markup::plain(&"woord ".repeat(1000)), buttons.clone()));
        assert_eq!(parts.len(), 2);
        assert_eq!(parts[0].choices, Choices::None);
        assert_eq!(parts[1].choices, Choices::Buttons(buttons));
    }

    #[test]
    fn a_file_with_a_long_caption_goes_first() {
        let caption = Markup::plain(&"x".repeat(CAPTION_LIMIT));
        assert_eq!(split(Message::with_file(caption.clone(), file())).len(), 1);

        let caption = Markup::plain(&"x".repeat(CAPTION_LIMIT + 1));
        let parts = split(Message::with_file(caption.clone(), file()));
        assert_eq!(parts, [Message::with_file(Markup::default(), file()), Message::text(caption)]);
    }

    #[test]
    fn too_much_white_space_is_one_empty_message() {
        assert_eq!(split(Message::text(Markup::plain(&" ".repeat(5000)))), [Message::text(Markup::default())]);
    }

    fn html() -> impl Strategy<Value = String> {
        let text =
            "[ab .!\n&<\"é\u{301}😀\u{200d}👩 ]{0,40}".prop_map(|text| Markup::plain(&text).as_html().to_owned());
        text.prop_recursive(4, 40, 5, |inner| {
            let list = prop::collection::vec(inner, 1..5).prop_map(|parts| parts.concat());
            (list, prop::sample::select(vec!["b", "i", "code", "a href=\"https://a.nl\"", ""])).prop_map(
                |(inner, tag)| match tag.split(' ').next() {
                    Some("") | None => inner,
                    Some(name) => format!("<{tag}>{inner}</{name}>"),
                },
            )
        })
    }

    proptest! {
        #[test]
        fn parts_fit_are_sound_and_show_everything(html in html(), limit in 2_usize..60) {
            let markup = Markup::parse(&html).unwrap();
            let parts = split_text(&markup, limit);
            let visible = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            let mut shown = String::new();
            for part in &parts {
                prop_assert!(part.telegram_length() <= limit);
                prop_assert!(!visible(&part.to_plain()).is_empty());
                prop_assert!(Markup::parse(part.as_html()).is_ok());
                shown.push_str(&part.to_plain());
            }
            prop_assert_eq!(visible(&shown), visible(&markup.to_plain()));
        }
    }
}
