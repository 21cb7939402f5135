//! Telegram's HTML: read into plain text with entities.
//!
//! Invariant: offsets and lengths are in UTF-16 units, and what is refused is refused in the words of Telegram's own
//! parser (`parse_html` in `MessageEntity.cpp` of tdlib), whose rules these are.

use serde::{Deserialize, Serialize};

/// A stretch of formatted text.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq)]
pub struct Entity {
    /// Telegram's name: `bold`, `text_link`, `bot_command`, …
    #[serde(rename = "type")]
    pub kind: String,
    /// In UTF-16 units.
    pub offset: usize,
    /// In UTF-16 units.
    pub length: usize,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
}

impl Entity {
    pub(super) fn new(kind: &str, offset: usize, length: usize) -> Self {
        Self { kind: kind.to_owned(), offset, length, url: None, language: None }
    }
}

struct Open {
    tag: String,
    argument: String,
    offset: usize,
    text_start: usize,
}

const TAGS: [&str; 16] = [
    "a",
    "b",
    "strong",
    "i",
    "em",
    "s",
    "strike",
    "del",
    "u",
    "ins",
    "tg-spoiler",
    "tg-emoji",
    "span",
    "pre",
    "code",
    "blockquote",
];

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    /// The byte at `at + ahead`, 0 beyond the end, as in a C string.
    fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or(0)
    }

    fn here(&self) -> u8 {
        self.peek(0)
    }

    fn skip_while(&mut self, wanted: impl Fn(u8) -> bool) {
        while wanted(self.here()) {
            self.at += 1;
        }
    }

    fn skip_space(&mut self) {
        self.skip_while(|byte| byte != 0 && is_space(byte));
    }

    fn slice(&self, from: usize) -> String {
        String::from_utf8_lossy(&self.bytes[from.min(self.bytes.len())..self.at.min(self.bytes.len())]).into_owned()
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | 0 | 0x0b)
}

/// Reads HTML into text and entities.
///
/// # Errors
/// Telegram's sentence about the first thing it does not take.
pub(super) fn parse(html: &str) -> Result<(String, Vec<Entity>), String> {
    let mut reader = Reader { bytes: html.as_bytes(), at: 0 };
    let mut text: Vec<u8> = Vec::with_capacity(html.len());
    let mut entities = Vec::new();
    let mut open: Vec<Open> = Vec::new();
    let mut offset = 0;
    while reader.at < reader.bytes.len() {
        let byte = reader.here();
        if byte == b'&'
            && let Some(shown) = entity_character(&mut reader)
        {
            offset += shown.len_utf16();
            text.extend(shown.encode_utf8(&mut [0; 4]).as_bytes());
        } else if byte != b'<' {
            if byte & 0xC0 != 0x80 {
                offset += if byte >= 0xF0 { 2 } else { 1 };
            }
            text.push(byte);
            reader.at += 1;
        } else if reader.peek(1) == b'/' {
            close(&mut reader, &mut open, &mut entities, offset, &text)?;
        } else {
            let (tag, argument) = start_tag(&mut reader)?;
            open.push(Open { tag, argument, offset, text_start: text.len() });
        }
    }
    if let Some(last) = open.last() {
        return Err(format!("Can't find end tag corresponding to start tag \"{}\"", last.tag));
    }
    entities.sort_by_key(|entity: &Entity| (entity.offset, std::cmp::Reverse(entity.length)));
    let text = String::from_utf8(text).map_err(|_| "Text contains invalid Unicode characters".to_owned())?;
    Ok((text, entities))
}

fn entity_character(reader: &mut Reader<'_>) -> Option<char> {
    let rest = &reader.bytes[reader.at + 1..];
    let (code, mut used) = if rest.first() == Some(&b'#') {
        let hexadecimal = rest.get(1) == Some(&b'x');
        let from = if hexadecimal { 2 } else { 1 };
        let digits: String =
            rest[from..].iter().map(|byte| char::from(*byte)).take_while(char::is_ascii_hexdigit).collect();
        let digits = if hexadecimal { digits } else { digits.chars().take_while(char::is_ascii_digit).collect() };
        if from + digits.len() >= 9 {
            return None;
        }
        let code = u32::from_str_radix(&digits, if hexadecimal { 16 } else { 10 }).ok()?;
        (char::from_u32(code).filter(|c| *c != '\0')?, from + digits.len())
    } else {
        let name: String = rest.iter().map(|byte| char::from(*byte)).take_while(char::is_ascii_alphabetic).collect();
        let shown = match name.as_str() {
            "lt" => '<',
            "gt" => '>',
            "amp" => '&',
            "quot" => '"',
            _ => return None,
        };
        (shown, name.len())
    };
    if rest.get(used) == Some(&b';') {
        used += 1;
    }
    reader.at += 1 + used;
    Some(code)
}

fn start_tag(reader: &mut Reader<'_>) -> Result<(String, String), String> {
    let begin = reader.at;
    reader.at += 1;
    reader.skip_while(|byte| !is_space(byte) && byte != b'>');
    if reader.here() == 0 {
        return Err(format!("Unclosed start tag at byte offset {begin}"));
    }
    let tag = reader.slice(begin + 1).to_ascii_lowercase();
    if !TAGS.contains(&tag.as_str()) {
        return Err(format!("Unsupported start tag \"{tag}\" at byte offset {begin}"));
    }
    let mut argument = String::new();
    while reader.here() != b'>' {
        reader.skip_space();
        if reader.here() == b'>' {
            break;
        }
        let name_start = reader.at;
        reader.skip_while(|byte| !is_space(byte) && !matches!(byte, b'=' | b'>' | b'/' | b'"' | b'\''));
        let name = reader.slice(name_start);
        if name.is_empty() {
            return Err(format!("Empty attribute name in the tag \"{tag}\" at byte offset {begin}"));
        }
        reader.skip_space();
        if reader.here() != b'=' {
            if reader.here() == 0 {
                return Err(format!("Unclosed start tag \"{tag}\" at byte offset {begin}"));
            }
            if tag == "blockquote" && name == "expandable" {
                argument = "expandable".to_owned();
            }
            continue;
        }
        reader.at += 1;
        reader.skip_space();
        if reader.here() == 0 {
            return Err(format!("Unclosed start tag \"{tag}\" at byte offset {begin}"));
        }
        let value = attribute_value(reader)?;
        if reader.here() == 0 {
            return Err(format!("Unclosed start tag at byte offset {begin}"));
        }
        match (tag.as_str(), name.as_str()) {
            ("a", "href") | ("tg-emoji", "emoji-id") => argument = value,
            ("code", "class") => argument = value.strip_prefix("language-").unwrap_or("").to_owned(),
            ("span", "class") => argument = value,
            ("blockquote", "expandable") => argument = "expandable".to_owned(),
            _ => {}
        }
    }
    if tag == "span" && argument != "tg-spoiler" {
        return Err(format!("Tag \"span\" must have class \"tg-spoiler\" at byte offset {begin}"));
    }
    reader.at += 1;
    Ok((tag, argument))
}

fn attribute_value(reader: &mut Reader<'_>) -> Result<String, String> {
    let quote = reader.here();
    if quote != b'\'' && quote != b'"' {
        let begin = reader.at;
        reader.skip_while(|byte| byte.is_ascii_alphanumeric() || byte == b'.' || byte == b'-');
        if !is_space(reader.here()) && reader.here() != b'>' {
            return Err(format!("Unexpected end of name token at byte offset {begin}"));
        }
        return Ok(reader.slice(begin).to_ascii_lowercase());
    }
    reader.at += 1;
    let mut value: Vec<u8> = Vec::new();
    while reader.here() != quote && reader.here() != 0 {
        if reader.here() == b'&'
            && let Some(shown) = entity_character(reader)
        {
            value.extend(shown.encode_utf8(&mut [0; 4]).as_bytes());
        } else {
            value.push(reader.here());
            reader.at += 1;
        }
    }
    if reader.here() == quote {
        reader.at += 1;
    }
    Ok(String::from_utf8_lossy(&value).into_owned())
}

fn close(
    reader: &mut Reader<'_>,
    open: &mut Vec<Open>,
    entities: &mut Vec<Entity>,
    offset: usize,
    text: &[u8],
) -> Result<(), String> {
    let begin = reader.at;
    let Some(last) = open.pop() else { return Err(format!("Unexpected end tag at byte offset {begin}")) };
    reader.at += 2;
    reader.skip_while(|byte| !is_space(byte) && byte != b'>');
    let name = reader.slice(begin + 2).to_ascii_lowercase();
    reader.skip_space();
    if reader.here() != b'>' {
        return Err(format!("Unclosed end tag at byte offset {begin}"));
    }
    reader.at += 1;
    if !name.is_empty() && name != last.tag {
        return Err(format!(
            "Unmatched end tag at byte offset {begin}, expected \"</{}>\", found \"</{name}>\"",
            last.tag
        ));
    }
    if offset == last.offset {
        return Ok(());
    }
    let length = offset - last.offset;
    let same =
        |entity: &Entity, kind: &str| entity.kind == kind && entity.offset == last.offset && entity.length == length;
    let kind = match last.tag.as_str() {
        "b" | "strong" => "bold",
        "i" | "em" => "italic",
        "u" | "ins" => "underline",
        "s" | "strike" | "del" => "strikethrough",
        "tg-spoiler" | "span" => "spoiler",
        "blockquote" if last.argument == "expandable" => "expandable_blockquote",
        "blockquote" => "blockquote",
        // A custom emoji needs a paid name; without it Telegram leaves the plain one.
        "tg-emoji" => return Ok(()),
        "pre" => {
            if let Some(code) = entities.last_mut().filter(|entity| same(entity, "code") && entity.language.is_some()) {
                code.kind = "pre".to_owned();
                return Ok(());
            }
            "pre"
        }
        "code" => {
            if !last.argument.is_empty()
                && let Some(pre) = entities.last_mut().filter(|entity| same(entity, "pre"))
            {
                pre.language = Some(last.argument);
                return Ok(());
            }
            let language = (!last.argument.is_empty()).then_some(last.argument);
            entities.push(Entity { language, ..Entity::new("code", last.offset, length) });
            return Ok(());
        }
        _ => {
            let url = if last.argument.is_empty() {
                String::from_utf8_lossy(&text[last.text_start..]).into_owned()
            } else {
                last.argument
            };
            if let Ok(url) = checked_link(&url) {
                entities.push(Entity { url: Some(url), ..Entity::new("text_link", last.offset, length) });
            }
            return Ok(());
        }
    };
    entities.push(Entity::new(kind, last.offset, length));
    Ok(())
}

/// A link as Telegram understands it, or why it is none; in a text that becomes plain text, at a button a refusal.
///
/// Telegram knows no `tel:` and no `mailto:`: it reads what stands before the colon as a host or a user, as
/// `LinkManager.cpp` and `HttpUrl.cpp` in tdlib show.
pub(super) fn checked_link(url: &str) -> Result<String, &'static str> {
    let url = url.trim();
    if url.is_empty() || url.contains(char::is_whitespace) {
        return Err("Wrong HTTP URL");
    }
    let (scheme, rest) = url.split_once(':').unwrap_or(("", url));
    if matches!(scheme, "http" | "https" | "tg" | "ton" | "tonsite") && !rest.trim_matches('/').is_empty() {
        return Ok(url.to_owned());
    }
    if rest.starts_with("//") {
        return Err("Unsupported URL protocol");
    }
    let authority = url.split(['/', '?', '#']).next().unwrap_or(url);
    let host = authority.rsplit('@').next().unwrap_or(authority);
    let (host, port) = host.split_once(':').unwrap_or((host, "80"));
    if port.parse::<u16>().is_err() || port.starts_with('+') {
        return Err("Wrong port number specified in the URL");
    }
    if host.contains('.') { Ok(format!("http://{url}")) } else { Err("Wrong HTTP URL") }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Shown<'a> = (&'a str, &'a [(&'a str, usize, usize)]);

    fn check(html: &str, expected: Result<Shown<'_>, &str>) {
        let found = parse(html);
        match (&found, expected) {
            (Ok((text, entities)), Ok((shown, stretches))) => {
                assert_eq!(text, shown, "{html}");
                let found: Vec<_> = entities.iter().map(|e| (e.kind.as_str(), e.offset, e.length)).collect();
                assert_eq!(found, stretches, "{html}");
            }
            (Err(error), Err(sentence)) => assert_eq!(error, sentence, "{html}"),
            _ => panic!("{html}: {found:?}"),
        }
    }

    #[test]
    fn sound_html_is_read() {
        check("a <b>dik <i>schuin</i></b>", Ok(("a dik schuin", &[("bold", 2, 10), ("italic", 6, 6)])));
        check("😀<strong>é</strong>", Ok(("😀é", &[("bold", 2, 1)])));
        check("R&D &lt;b&gt; &#233; &#x1F600; &nbsp;", Ok(("R&D <b> é 😀 &nbsp;", &[])));
        check("<a href=\"https://x.nl/?a=1&amp;b=2\">hier</a>", Ok(("hier", &[("text_link", 0, 4)])));
        check("<pre><code class=\"language-rust\">x</code></pre>", Ok(("x", &[("pre", 0, 1)])));
        check(
            "<span class=\"tg-spoiler\">x</span><tg-spoiler>y</tg-spoiler>",
            Ok(("xy", &[("spoiler", 0, 1), ("spoiler", 1, 1)])),
        );
        check("<blockquote expandable>x</blockquote>", Ok(("x", &[("expandable_blockquote", 0, 1)])));
        check("<B>x</>", Ok(("x", &[("bold", 0, 1)])));
        check("<b></b>", Ok(("", &[])));
        check("<a href=\"javascript:alert(1)\">x</a>", Ok(("x", &[])));
    }

    #[test]
    fn unsound_html_is_refused_in_telegrams_words() {
        check("<b>dik", Err("Can't find end tag corresponding to start tag \"b\""));
        check("dik</b>", Err("Unexpected end tag at byte offset 3"));
        check("<b><i>x</b></i>", Err("Unmatched end tag at byte offset 7, expected \"</i>\", found \"</b>\""));
        check("1 < 2", Err("Unsupported start tag \"\" at byte offset 2"));
        check("é <br>", Err("Unsupported start tag \"br\" at byte offset 3"));
        check("<b", Err("Unclosed start tag at byte offset 0"));
        check("<a href=\"x>y</a>", Err("Unclosed start tag at byte offset 0"));
        check("<span>x</span>", Err("Tag \"span\" must have class \"tg-spoiler\" at byte offset 0"));
    }
}
