//! From what a person typed to plain words: lower-case, without accents, punctuation or emoji.
//!
//! Invariant: the words hold only lower-case letters, digits and marks that belong to a letter, so two spellings that
//! differ in case, accents, apostrophes or punctuation give the same words.

use unicode_normalization::UnicodeNormalization;

/// How much of a message is read, in characters. Telegram lets 4,096 through; what a question is about stands in its
/// last part, so the end is what is kept.
pub(super) const MAX_CHARACTERS: usize = 1_200;

/// One sentence of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sentence {
    pub(super) words: Vec<String>,
    /// It ended in a question mark.
    pub(super) asks: bool,
}

/// Words that open a question, in the languages of the bot; after 'en' or 'and' a second question begins with them.
const OPENERS: [&str; 22] = [
    "wie", "wat", "waar", "wanneer", "hoe", "hoeveel", "hoelang", "welke", "waarom", "kan", "mag", "moet", "who",
    "what", "where", "when", "how", "which", "why", "can", "may", "do",
];
/// A question has at least so many words.
const SHORTEST_QUESTION: usize = 3;

impl Sentence {
    /// The two questions in a sentence such as 'hoeveel geld krijg ik en wanneer is de deadline'.
    pub(super) fn halves(&self) -> Option<[Self; 2]> {
        let last = self.words.len().checked_sub(SHORTEST_QUESTION)?;
        let at = (SHORTEST_QUESTION..last).find(|at| {
            matches!(self.words[*at].as_str(), "en" | "and") && OPENERS.contains(&self.words[at + 1].as_str())
        })?;
        let half = |words: &[String]| Self { words: words.to_vec(), asks: true };
        Some([half(&self.words[..at]), half(&self.words[at + 1..])])
    }
}

/// The words of a text joined with single spaces, to compare texts by.
pub fn normalise(text: &str) -> String {
    words(text).join(" ")
}

/// The words of a text, in order.
pub(super) fn words(text: &str) -> Vec<String> {
    if text.is_ascii() { ascii_words(text) } else { unicode_words(text) }
}

/// What [`unicode_words`] does, at a fraction of the cost, for most of what people type.
fn ascii_words(text: &str) -> Vec<String> {
    let mut words = vec![];
    let mut word = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() {
            word.push(char::from(byte.to_ascii_lowercase()));
        } else if !is_apostrophe(char::from(byte)) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

fn unicode_words(text: &str) -> Vec<String> {
    let mut words = vec![];
    let mut word = String::new();
    // 'ij' as one character, full-width letters and ligatures come apart (compatibility decomposition), and so do
    // accents, which are dropped from the letters that stay readable without them.
    let mut base = ' ';
    for character in text.nfkd() {
        let accent = ('\u{300}'..='\u{36f}').contains(&character);
        if accent && drops_accents(base) {
            continue;
        }
        if !accent {
            base = character;
        }
        if character.is_alphanumeric() || accent || belongs_to_letter(character) {
            word.extend(character.to_lowercase().filter(|lower| *lower != '\u{307}'));
        } else if !is_apostrophe(character) && !word.is_empty() {
            words.push(compose(std::mem::take(&mut word)));
        }
    }
    if !word.is_empty() {
        words.push(compose(word));
    }
    words
}

/// The sentences of a message, the last [`MAX_CHARACTERS`] of it, without those that hold no words.
pub(super) fn sentences(text: &str) -> Vec<Sentence> {
    let from = text.char_indices().rev().nth(MAX_CHARACTERS - 1).map_or(0, |(at, _)| at);
    let text = &text[from..];
    let mut sentences: Vec<Sentence> = vec![];
    let mut start = 0;
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let ends = match character {
            '?' | '!' | '\n' | '…' | '？' => true,
            // 'versie 2.0' and 'esij.nl' are not two sentences.
            '.' => characters.peek().is_none_or(|(_, next)| next.is_whitespace() || *next == '.'),
            _ => false,
        };
        if ends {
            push(&mut sentences, &text[start..at], matches!(character, '?' | '？'));
            start = at + character.len_utf8();
        }
    }
    push(&mut sentences, &text[start..], false);
    sentences
}

fn push(sentences: &mut Vec<Sentence>, text: &str, asks: bool) {
    let words = words(text);
    if !words.is_empty() {
        sentences.push(Sentence { words, asks });
    } else if asks && let Some(last) = sentences.last_mut() {
        // 'wat kost het..?'
        last.asks = true;
    }
}

/// Latin and Greek stay readable without accents and people leave them out; in other scripts a mark can be the letter.
fn drops_accents(base: char) -> bool {
    base.is_ascii() || ('\u{80}'..='\u{24f}').contains(&base) || ('\u{370}'..='\u{3ff}').contains(&base)
}

/// Vowel signs of Indic scripts and the like are not alphanumeric by themselves.
fn belongs_to_letter(character: char) -> bool {
    character > '\u{36f}' && unicode_normalization::char::is_combining_mark(character) && !is_emoji_part(character)
}

fn is_emoji_part(character: char) -> bool {
    ('\u{fe00}'..='\u{fe0f}').contains(&character) || ('\u{20d0}'..='\u{20ff}').contains(&character)
}

/// Apostrophes join what stands on both sides: 'foto's', 'zo'n', 'what's'.
fn is_apostrophe(character: char) -> bool {
    matches!(character, '\'' | '’' | '‘' | '`' | '´' | 'ʼ' | '\u{200d}' | '\u{ad}')
}

fn compose(word: String) -> String {
    if word.is_ascii() { word } else { word.nfc().collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_plain() {
        let check = |text: &str, expect: &str| assert_eq!(normalise(text), expect, "{text}");
        check("Wat is ESIJ?", "wat is esij");
        check("Wat IS  \"esij\"…", "wat is esij");
        check("Hoe zit 't met foto’s?", "hoe zit t met fotos");
        check("Ĳmond, één idee, coördinatie", "ijmond een idee coordinatie");
        check("🐟🔥 top 👍🏽", "top");
        check("1️⃣ kosten", "1 kosten");
        check("İ", "i");
        check("йод", "йод");
        check("தமிழ்", "தமிழ்");
        check("", "");
        check("???", "");
    }

    proptest::proptest! {
        #[test]
        fn the_short_way_through_ascii_leads_to_the_same_words(text in "[ -~]{0,80}") {
            proptest::prop_assert_eq!(ascii_words(&text), unicode_words(&text));
        }
    }

    #[test]
    fn sentences_end_where_people_end_them() {
        let check = |text: &str, expect: &[(&str, bool)]| {
            let found: Vec<_> = sentences(text).iter().map(|it| (it.words.join(" "), it.asks)).collect();
            let expect: Vec<_> = expect.iter().map(|(words, asks)| ((*words).to_owned(), *asks)).collect();
            assert_eq!(found, expect, "{text}");
        };
        check("Ik heb een idee. Wat nu?", &[("ik heb een idee", false), ("wat nu", true)]);
        check("wat kost het en wie betaalt", &[("wat kost het en wie betaalt", false)]);
        check("esij.nl werkt niet..?", &[("esij nl werkt niet", true)]);
        check("???", &[]);
        check("hoi\nwat is esij", &[("hoi", false), ("wat is esij", false)]);
    }

    #[test]
    fn of_a_very_long_message_the_end_is_read() {
        let text = format!("{}wat is esij?", "é".repeat(5_000));
        let read = sentences(&text);
        assert!(read[0].words.iter().map(|word| word.chars().count()).sum::<usize>() <= MAX_CHARACTERS);
        assert_eq!(read[0].words.last().map(String::as_str), Some("esij"));
    }
}
