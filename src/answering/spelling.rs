//! The nearest known word to a misspelt one.
//!
//! Every known word is filed under itself and under each form with one letter left out; a misspelt word is looked up
//! the same way (the 'symmetric delete' idea of SymSpell), so the cost does not grow with the number of known words.
//! What is found is measured with strsim. Invariant: a word shorter than [`SHORTEST`] is left as it is.

use super::hash::Key;

/// Shorter words are too close to one another to guess.
const SHORTEST: usize = 4;
/// From this length on two slips are forgiven, unless they take two letters away or add two.
const LONG: usize = 8;

/// The known words, filed for looking up their misspellings.
#[derive(Debug)]
pub(super) struct Spelling {
    words: Vec<(Box<str>, u32)>,
    /// Key of a form with the index of its word, sorted.
    forms: Vec<(u64, u32)>,
}

/// A known word that is near.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Near<'a> {
    pub(super) word: &'a str,
    pub(super) slips: usize,
    /// How often the knowledge base uses the word.
    pub(super) count: u32,
}

impl Spelling {
    /// From words with how often they are used.
    pub(super) fn new(words: impl Iterator<Item = (Box<str>, u32)>) -> Self {
        let mut words: Vec<_> =
            words.filter(|(word, _)| word.chars().count() >= SHORTEST && !has_digit(word)).collect();
        words.sort_unstable();
        let mut forms = vec![];
        for (index, (word, _)) in words.iter().enumerate() {
            let index = u32::try_from(index).expect("fewer than four thousand million words");
            each_form(word, |form| forms.push((form, index)));
        }
        forms.sort_unstable();
        forms.dedup();
        forms.shrink_to_fit();
        Self { words, forms }
    }

    /// The nearest other word; among equally near ones the most used, then the first in the alphabet.
    pub(super) fn nearest(&self, typed: &str) -> Option<Near<'_>> {
        let length = typed.chars().count();
        if length < SHORTEST || has_digit(typed) {
            return None;
        }
        let mut best: Option<Near<'_>> = None;
        each_form(typed, |form| {
            let from = self.forms.partition_point(|(known, _)| *known < form);
            for (_, index) in self.forms[from..].iter().take_while(|(known, _)| *known == form) {
                let (word, count) = &self.words[*index as usize];
                if word.as_ref() == typed {
                    continue;
                }
                let slips = strsim::osa_distance(typed, word);
                let near = Near { word, slips, count: *count };
                if slips <= allowed(length, typed, word) && best.is_none_or(|best| better(near, best, typed)) {
                    best = Some(near);
                }
            }
        });
        best
    }
}

/// Slips that are forgiven: in the shortest words only two letters that changed places ('esji').
fn allowed(length: usize, typed: &str, word: &str) -> usize {
    let known = word.chars().count();
    match length.min(known) {
        0..SHORTEST => 0,
        SHORTEST => usize::from(length == known && same_letters(typed, word)),
        5..LONG => 1,
        _ => 2,
    }
}

fn better(new: Near<'_>, old: Near<'_>, typed: &str) -> bool {
    let rank = |near: Near<'_>| {
        let first = near.word.chars().next() == typed.chars().next();
        (std::cmp::Reverse(near.slips), first, near.count)
    };
    rank(new).cmp(&rank(old)).then_with(|| old.word.cmp(new.word)).is_gt()
}

fn same_letters(a: &str, b: &str) -> bool {
    let sorted = |text: &str| {
        let mut letters: Vec<char> = text.chars().collect();
        letters.sort_unstable();
        letters
    };
    sorted(a) == sorted(b)
}

fn has_digit(word: &str) -> bool {
    word.chars().any(|character| character.is_ascii_digit())
}

/// The word itself, and the word with each of its letters left out.
fn each_form(word: &str, mut found: impl FnMut(u64)) {
    const FORM: Key = Key::of_kind(b'~');
    found(FORM.with(word.as_bytes()).finish());
    for (at, character) in word.char_indices() {
        found(FORM.with(&word.as_bytes()[..at]).with(&word.as_bytes()[at + character.len_utf8()..]).finish());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_mended_in_proportion_to_length() {
        let known = [("esij", 9), ("programma", 5), ("programmas", 1), ("haven", 3), ("ondernemers", 2), ("maak", 2)];
        let spelling = Spelling::new(known.into_iter().map(|(word, count)| (word.into(), count)));
        let check = |typed: &str, expect: Option<&str>| {
            assert_eq!(spelling.nearest(typed).map(|near| near.word), expect, "{typed}");
        };
        check("esji", Some("esij"));
        check("esje", None);
        check("programa", Some("programma"));
        check("porgramma", Some("programma"));
        check("havne", Some("haven"));
        check("ondernemrs", Some("ondernemers"));
        check("ondernemres", Some("ondernemers"));
        check("draak", None);
        check("2017", None);
        check("een", None);
    }
}
