//! From what a bot or a person sends to the text and entities of a message: parse mode, trimming, detection.
//!
//! Invariant: no detected entity lies inside code or a link that was given.

use serde_json::Value;

use super::html::{self, Entity};
use super::params::Params;
use super::render::utf16_slice;
use super::reply::{Refusal, bad_request};

/// The names of the parameters that make up one formatted text.
pub(super) struct Names {
    pub(super) text: &'static str,
    pub(super) entities: &'static str,
}

pub(super) const TEXT: Names = Names { text: "text", entities: "entities" };
pub(super) const CAPTION: Names = Names { text: "caption", entities: "caption_entities" };

/// Reads a formatted text from the parameters of a call; an absent one is empty.
pub(super) fn from_params(params: &Params, names: &Names) -> Result<(String, Vec<Entity>), Refusal> {
    let raw = params.text(names.text).unwrap_or_default();
    let (text, entities) = match params.text("parse_mode").map(|mode| mode.to_lowercase()).as_deref() {
        None | Some("" | "none") => {
            let entities = match params.json(names.entities)? {
                None => Vec::new(),
                Some(given) => serde_json::from_value(given)
                    .map_err(|_| bad_request("can't parse entities: expected an Array of MessageEntity"))?,
            };
            (raw, entities)
        }
        Some("html") => html::parse(&raw).map_err(|error| bad_request(&format!("can't parse entities: {error}")))?,
        Some(_) => return Err(bad_request("unsupported parse_mode")),
    };
    let (text, mut entities) = tidy(&text, entities);
    detect(&text, &mut entities);
    Ok((text, entities))
}

/// Reads what a person types.
pub(super) fn from_person(text: &str) -> (String, Vec<Entity>) {
    let (text, mut entities) = tidy(text, Vec::new());
    detect(&text, &mut entities);
    (text, entities)
}

pub(super) fn entities_value(entities: &[Entity]) -> Value {
    serde_json::to_value(entities).expect("entities are plain data")
}

pub(super) fn utf16_length(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

/// Takes away carriage returns, control characters and white space at both ends.
fn tidy(text: &str, mut entities: Vec<Entity>) -> (String, Vec<Entity>) {
    let cleaned: String = text
        .chars()
        .map(|shown| if shown.is_control() && !matches!(shown, '\n' | '\t' | '\r') { ' ' } else { shown })
        .collect();
    let cleaned = if entities.is_empty() { cleaned.replace('\r', "") } else { cleaned };
    let trimmed = cleaned.trim_end();
    let total = utf16_length(trimmed);
    let kept = trimmed.trim_start();
    let dropped = total - utf16_length(kept);
    for entity in &mut entities {
        let end = (entity.offset + entity.length).min(total).saturating_sub(dropped);
        entity.offset = entity.offset.saturating_sub(dropped).min(end);
        entity.length = end - entity.offset;
    }
    entities.retain(|entity| entity.length > 0);
    (kept.to_owned(), entities)
}

/// Finds commands, addresses, mentions and telephone numbers, as every client shows them.
fn detect(text: &str, entities: &mut Vec<Entity>) {
    let closed: Vec<(usize, usize)> = entities
        .iter()
        .filter(|entity| matches!(entity.kind.as_str(), "code" | "pre" | "text_link"))
        .map(|entity| (entity.offset, entity.offset + entity.length))
        .collect();
    let mut offset = 0;
    for word in text.split_inclusive(char::is_whitespace) {
        let shown = word.trim_end();
        if let Some((kind, skipped, length)) = in_word(shown) {
            let start = offset + skipped;
            if length > 0 && !closed.iter().any(|(from, to)| start < *to && start + length > *from) {
                entities.push(Entity::new(kind, start, length));
            }
        }
        offset += utf16_length(word);
    }
    for (start, length) in phone_numbers(text) {
        if !closed.iter().any(|(from, to)| start < *to && start + length > *from) {
            entities.push(Entity::new("phone_number", start, length));
        }
    }
    entities.sort_by_key(|entity| (entity.offset, std::cmp::Reverse(entity.length)));
}

/// What stands in a word: its kind, and where in UTF-16 units of the word.
fn in_word(word: &str) -> Option<(&'static str, usize, usize)> {
    let bare = word.trim_start_matches(['(', '[', '"', '\'', '«', '“', '‘', ',', ';', ':', '-']);
    let skipped = utf16_length(&word[..word.len() - bare.len()]);
    let found = |kind, matched: &str| Some((kind, skipped, utf16_length(matched)));
    if let Some(rest) = bare.strip_prefix('/') {
        let command = name_length(rest);
        if (1..=64).contains(&command) {
            let after = &rest[command..];
            let bot = after.strip_prefix('@').map_or(0, name_length);
            let length = if bot >= 3 { 1 + command + 1 + bot } else { 1 + command };
            return if bare[length..].starts_with('/') { None } else { found("bot_command", &bare[..length]) };
        }
        return None;
    }
    let address = bare.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '"', '\'', '»', '”', '’', '…']);
    if let Some((_, rest)) = address.split_once("://").filter(|(scheme, _)| matches!(*scheme, "http" | "https")) {
        return if rest.is_empty() { None } else { found("url", address) };
    }
    if let Some(name) = address.strip_prefix('@') {
        let length = name_length(name);
        return if (4..=32).contains(&length) { found("mention", &address[..1 + length]) } else { None };
    }
    if let Some((local, domain)) = address.split_once('@') {
        let plain = |part: &str| part.chars().all(|c| c.is_ascii_alphanumeric() || "._%+-".contains(c));
        let sound = !local.is_empty() && plain(local) && plain(domain) && is_domain(domain);
        return if sound { found("email", address) } else { None };
    }
    let host = address.split('/').next().unwrap_or("");
    if address.starts_with("www.") && is_domain(host) || is_domain(host) && known_end(host) {
        return found("url", address);
    }
    None
}

/// Telephone numbers as they are written abroad, with a `+`; others are no links. Offsets and lengths in UTF-16 units.
fn phone_numbers(text: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices('+') {
        let rest = &text[at + 1..];
        let written = rest.bytes().take_while(|byte| byte.is_ascii_digit() || b" -.()".contains(byte)).count();
        let number = rest[..written].trim_end_matches(|end: char| !end.is_ascii_digit());
        let digits = number.bytes().filter(u8::is_ascii_digit).count();
        let begins = text[..at].chars().next_back().is_none_or(|before| !before.is_alphanumeric() && before != '+');
        if begins && (8..=15).contains(&digits) && number.starts_with(|first: char| first.is_ascii_digit()) {
            found.push((utf16_length(&text[..at]), 1 + number.len()));
        }
    }
    found
}

fn name_length(text: &str) -> usize {
    text.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count()
}

fn is_domain(host: &str) -> bool {
    host.split_once('.').is_some_and(|(first, rest)| !first.is_empty() && !rest.is_empty())
        && host.split('.').all(|label| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-'))
        && !host.chars().all(|c| c.is_ascii_digit() || c == '.')
}

fn known_end(host: &str) -> bool {
    matches!(host.rsplit('.').next(), Some("nl" | "com" | "org" | "eu" | "net" | "be" | "de" | "info"))
}

/// The command at the very start of a text, with its `@bot` part.
pub(super) fn leading_command<'a>(text: &'a str, entities: &[Entity]) -> Option<&'a str> {
    let first = entities.iter().find(|entity| entity.kind == "bot_command" && entity.offset == 0)?;
    Some(utf16_slice(text, 0, first.length))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(&str, &str)]) {
        let (text, entities) = from_person(text);
        let found: Vec<_> =
            entities.iter().map(|e| (e.kind.as_str(), utf16_slice(&text, e.offset, e.length))).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn commands_and_addresses_are_found() {
        check("  /start@esij_bot abc ", &[("bot_command", "/start@esij_bot")]);
        check("😀 typ /idee, of mail info@ijmond.nl.", &[("bot_command", "/idee"), ("email", "info@ijmond.nl")]);
        check(
            "zie (https://x.nl/a) en ijmondsamenwerking.nl/esij!",
            &[("url", "https://x.nl/a"), ("url", "ijmondsamenwerking.nl/esij")],
        );
        check("en/of 1/2 /a/b 3.14 @ij", &[]);
        check("@manager_ij", &[("mention", "@manager_ij")]);
        check("bel 😀 (+31 6 12 34 56 78).", &[("phone_number", "+31 6 12 34 56 78")]);
        check("06 12 34 56 78, 1+31612345678, + 31, +31", &[]);
    }

    #[test]
    fn trimming_moves_the_entities() {
        let (text, entities) = tidy(" \n dik  ", vec![Entity::new("bold", 1, 7)]);
        assert_eq!((text.as_str(), entities[0].offset, entities[0].length), ("dik", 0, 3));
    }
}
