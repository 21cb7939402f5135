//! The words of a knowledge base in one language, and how a typed word is read with them.
//!
//! Invariant: a word that the knowledge base uses is read as itself; only words that it does not know are taken for
//! inflections, compounds or misspellings of those it knows.

use std::collections::BTreeMap;

use rust_stemmers::Stemmer;

use super::hash::{Key, KeyMap};
use super::spelling::Spelling;
use super::text;
use crate::knowledge::{Knowledge, Language};

/// The parts of a compound have at least so many letters.
const SHORTEST_PART: usize = 4;
/// A part that is not followed or led by another known word must be this long to count.
const SHORTEST_LONE_PART: usize = 5;

/// How a word was understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// The knowledge base uses the word.
    Known,
    /// It uses another form of it.
    Inflected,
    /// It uses the words that this one is put together from, or one of them.
    Compound,
    /// It is taken for a misspelling of a known word.
    Corrected,
    /// It is like nothing in the knowledge base.
    Unknown,
}

impl Reading {
    /// How far the word can be taken as understood, from 0 to 1.
    pub(super) fn certainty(self) -> f32 {
        match self {
            Self::Known | Self::Inflected => 1.0,
            Self::Compound | Self::Corrected => 0.7,
            Self::Unknown => 0.0,
        }
    }
}

/// A typed word and what it is read as.
#[derive(Debug, Clone)]
pub(super) struct Token<'a> {
    pub(super) typed: &'a str,
    /// The correction, when it was taken for a misspelling.
    pub(super) corrected: Option<&'a str>,
    /// The first of its synonyms, when it is another.
    pub(super) same_as: Option<&'a str>,
    /// The key of the stem, of the first word of its group when it has synonyms.
    pub(super) stem: u64,
    /// The keys of the stems of the words it is put together from.
    pub(super) parts: Vec<u64>,
    pub(super) reading: Reading,
}

impl Token<'_> {
    /// The word as it was read.
    pub(super) fn shown(&self) -> &str {
        self.same_as.or(self.corrected).unwrap_or(self.typed)
    }
}

#[derive(Debug)]
struct Known {
    word: Box<str>,
    stem: u64,
    parts: Box<[u64]>,
    /// It is a rare form of a much more used word: 'programa' beside 'programma'.
    slip_of: Option<Box<str>>,
}

pub(super) struct Lexicon {
    stemmer: Stemmer,
    compounds: bool,
    /// By the keys of the words.
    known: KeyMap<Known>,
    /// The stems of known words, with how many of these there are.
    stems: KeyMap<u32>,
    /// The stems of words that only other languages of the knowledge base have; they are no misspellings either.
    foreign: KeyMap<u64>,
    spelling: Spelling,
    /// From a stem, or from the stems of up to three words in a row, to the stem they are read as.
    synonyms: KeyMap<(u64, Box<str>)>,
}

impl Lexicon {
    /// One for each language of a knowledge base, each knowing the words of the others.
    pub(super) fn all(knowledge: &Knowledge) -> Vec<Self> {
        let mut all: Vec<Self> = knowledge.languages.iter().map(|language| Self::new(knowledge, *language)).collect();
        for at in 0..all.len() {
            let others = all.iter().enumerate().filter(|(other, _)| *other != at).flat_map(|(_, other)| &other.known);
            let foreign = others.filter(|(key, _)| !all[at].known.contains_key(*key));
            let foreign = foreign.map(|(key, known)| (*key, known.stem)).collect();
            all[at].foreign = foreign;
        }
        all
    }

    /// The words of the phrasings, titles and answers in `language`.
    fn new(knowledge: &Knowledge, language: Language) -> Self {
        let mut counts: BTreeMap<String, u32> = BTreeMap::new();
        let mut add = |text: &str, weight: u32| {
            for word in text::words(text) {
                *counts.entry(word).or_default() += weight;
            }
        };
        for phrasing in phrasings(knowledge, language) {
            add(phrasing, 1);
        }
        for topic in &knowledge.topics {
            // The editor's own words are spelt with care.
            add(topic.title.get(language), CAREFUL);
            add(&topic.answer.get(language).to_plain(), CAREFUL);
        }
        for talk in &knowledge.small_talk {
            add(&talk.answer.get(language).to_plain(), CAREFUL);
        }
        let groups: Vec<_> = knowledge.synonyms.iter().filter(|group| group.language == language).collect();
        for word in groups.iter().flat_map(|group| &group.words) {
            add(word, CAREFUL);
        }

        let stemmer = Stemmer::create(language.stemmer());
        let spelling = Spelling::new(
            counts.iter().filter(|(_, count)| **count >= 2).map(|(word, count)| (word.as_str().into(), *count)),
        );
        let mut lexicon = Self {
            stemmer,
            compounds: compounds(language),
            known: KeyMap::default(),
            stems: KeyMap::default(),
            foreign: KeyMap::default(),
            spelling,
            synonyms: KeyMap::default(),
        };
        for group in groups {
            lexicon.add_synonyms(&group.words);
        }
        for (word, count) in &counts {
            let slip_of = lexicon.slip_of(word, *count);
            let stem = lexicon.stem(slip_of.as_deref().unwrap_or(word));
            let known = Known { word: word.as_str().into(), stem, parts: Box::default(), slip_of };
            lexicon.known.insert(word_key(word), known);
            *lexicon.stems.entry(stem).or_default() += 1;
        }
        if lexicon.compounds {
            let parts: Vec<_> = counts.keys().map(|word| (word, lexicon.split(word, true))).collect();
            for (word, parts) in parts {
                if let Some(known) = lexicon.known.get_mut(&word_key(word)) {
                    known.parts = parts.into();
                }
            }
        }
        lexicon
    }

    /// The words that the knowledge base uses.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        self.known.values().map(|known| known.word.as_ref())
    }

    /// Reads the words of a sentence.
    pub(super) fn read<'a>(&'a self, words: &'a [String]) -> Vec<Token<'a>> {
        let mut tokens: Vec<Token<'a>> = words.iter().map(|word| self.read_word(word)).collect();
        self.join(&mut tokens);
        self.name_alike(&mut tokens);
        tokens
    }

    fn read_word<'a>(&'a self, word: &'a str) -> Token<'a> {
        let token =
            |corrected, stem, parts, reading| Token { typed: word, corrected, same_as: None, stem, parts, reading };
        if let Some(known) = self.known.get(&word_key(word)) {
            return token(known.slip_of.as_deref(), known.stem, known.parts.to_vec(), Reading::Known);
        }
        if let Some(stem) = self.foreign.get(&word_key(word)) {
            return token(None, *stem, vec![], Reading::Known);
        }
        let stem = self.stem(word);
        if self.stems.contains_key(&stem) {
            let parts = if self.compounds { self.split(word, true) } else { vec![] };
            return token(None, stem, parts, Reading::Inflected);
        }
        if self.compounds {
            let parts = self.split(word, true);
            if !parts.is_empty() {
                return token(None, stem, parts, Reading::Compound);
            }
        }
        if let Some(near) = self.spelling.nearest(word) {
            let known = &self.known[&word_key(near.word)];
            return token(Some(near.word), known.stem, known.parts.to_vec(), Reading::Corrected);
        }
        if self.compounds {
            let parts = self.split(word, false);
            if !parts.is_empty() {
                return token(None, stem, parts, Reading::Compound);
            }
        }
        token(None, stem, vec![], Reading::Unknown)
    }

    /// Two words in a row that are one word in the knowledge base: 'tuin bouw', 'ij mond'.
    fn join(&self, tokens: &mut [Token<'_>]) {
        let mut joined = String::new();
        for at in 1..tokens.len() {
            joined.clear();
            joined.push_str(tokens[at - 1].typed);
            joined.push_str(tokens[at].typed);
            if joined.len() < 2 * SHORTEST_PART - 2 {
                continue;
            }
            if let Some(known) = self.known.get(&word_key(&joined)) {
                let stem = known.stem;
                tokens[at].parts.push(stem);
                for token in &mut tokens[at - 1..=at] {
                    if token.reading == Reading::Unknown {
                        token.reading = Reading::Compound;
                    }
                }
            }
        }
    }

    /// Gives words that mean the same the same stem.
    fn name_alike<'a>(&'a self, tokens: &mut [Token<'a>]) {
        if self.synonyms.is_empty() {
            return;
        }
        let typed: Vec<u64> = tokens.iter().map(|token| token.stem).collect();
        for at in 0..tokens.len() {
            for length in (1..=GROUP.min(tokens.len() - at)).rev() {
                if let Some((stem, first)) = self.synonyms.get(&group_key(&typed[at..at + length])) {
                    if tokens[at].stem != *stem {
                        tokens[at].stem = *stem;
                        tokens[at].same_as = Some(first);
                    }
                    for token in &mut tokens[at..at + length] {
                        if matches!(token.reading, Reading::Unknown) {
                            token.reading = Reading::Known;
                        }
                    }
                    break;
                }
            }
            for part in &mut tokens[at].parts {
                if let Some((stem, _)) = self.synonyms.get(&group_key(&[*part])) {
                    *part = *stem;
                }
            }
        }
    }

    fn add_synonyms(&mut self, words: &[String]) {
        let stems = |lexicon: &Self, words: &str| -> Vec<u64> {
            text::words(words).iter().map(|word| lexicon.stem(word)).collect()
        };
        let Some(name) = words.first() else { return };
        let first = stems(self, name);
        let read_as = if let [stem] = first[..] { stem } else { group_key(&first) };
        for word in words {
            let stems = stems(self, word);
            if !stems.is_empty() && stems.len() <= GROUP {
                self.synonyms.insert(group_key(&stems), (read_as, name.as_str().into()));
            }
        }
    }

    /// The much more used word that a rare one is taken for a misspelling of.
    fn slip_of(&self, word: &str, count: u32) -> Option<Box<str>> {
        if count > 1 || word.chars().count() < 6 {
            return None;
        }
        let near = self.spelling.nearest(word)?;
        let inflection = self.stem(near.word) == self.stem(word);
        (near.count >= 2 * CAREFUL && !inflection).then(|| near.word.into())
    }

    /// The stems of the known words that a word is put together from; with `whole`, of all of it.
    fn split(&self, word: &str, whole: bool) -> Vec<u64> {
        if word.len() < 2 * SHORTEST_PART || !word.is_ascii() {
            return vec![];
        }
        let mut best: Option<(usize, Vec<u64>)> = None;
        for at in SHORTEST_PART..=word.len() - SHORTEST_PART {
            let (head, tail) = word.split_at(at);
            let Some(tail_stem) = self.part(tail) else { continue };
            // 'samenwerking-s-programma', 'offerte-n-boek'.
            for link in ["", "s", "en", "e", "n"] {
                let Some(head) = head.strip_suffix(link).filter(|head| head.len() >= SHORTEST_PART) else { continue };
                if let Some(head_stem) = self.part(head) {
                    let evenness = head.len().min(tail.len());
                    if best.as_ref().is_none_or(|(even, _)| evenness > *even) {
                        best = Some((evenness, vec![head_stem, tail_stem]));
                    }
                }
            }
        }
        if let Some((_, parts)) = best {
            return parts;
        }
        if whole {
            return vec![];
        }
        let longest_head =
            (SHORTEST_LONE_PART..=word.len() - SHORTEST_PART).rev().find_map(|at| self.part(&word[..at]));
        let longest_tail = (SHORTEST_PART..=word.len() - SHORTEST_LONE_PART).find_map(|at| self.part(&word[at..]));
        longest_head.or(longest_tail).into_iter().collect()
    }

    fn part(&self, word: &str) -> Option<u64> {
        self.known.get(&word_key(word)).filter(|known| known.slip_of.is_none()).map(|known| known.stem).or_else(|| {
            let stem = self.stem(word);
            self.stems.contains_key(&stem).then_some(stem)
        })
    }

    fn stem(&self, word: &str) -> u64 {
        Key::of_kind(b's').with(self.stemmer.stem(word).as_bytes()).finish()
    }
}

/// What the editor writes counts as much as so many phrasings when it comes to spelling.
const CAREFUL: u32 = 2;

/// The most words in a row that can have a synonym.
const GROUP: usize = 3;

fn word_key(word: &str) -> u64 {
    Key::of_kind(b'k').with(word.as_bytes()).finish()
}

fn group_key(stems: &[u64]) -> u64 {
    stems.iter().fold(Key::of_kind(b'g'), |key, stem| key.with_key(*stem)).finish()
}

/// All phrasings in a language: of topics, of small talk, and of what is not ours.
pub(super) fn phrasings(knowledge: &Knowledge, language: Language) -> impl Iterator<Item = &str> {
    let topics = knowledge.topics.iter().flat_map(|topic| &topic.phrasings);
    let talk = knowledge.small_talk.iter().flat_map(|talk| &talk.phrasings);
    topics
        .chain(talk)
        .chain(&knowledge.out_of_scope)
        .filter(move |phrasing| phrasing.language == language)
        .map(|phrasing| phrasing.text.as_str())
}

/// Languages that write compounds as one word.
fn compounds(language: Language) -> bool {
    use Language::{Danish, Dutch, Finnish, German, Norwegian, Swedish};
    matches!(language, Dutch | German | Danish | Norwegian | Swedish | Finnish)
}
