//! Which language a question is in, among those of the knowledge base.
//!
//! A naive Bayes classifier over whole words and pieces of one to three letters, learnt from the phrasings, titles and
//! answers. Invariant: with one language the answer is certain.

use std::collections::BTreeSet;

use super::hash::{Key, KeyMap};
use super::{lexicon, pieces, text};
use crate::knowledge::Knowledge;

/// Pieces of a word are not independent of one another, so each tells less than it seems.
const DAMPING: f32 = 0.35;

/// A word that one language uses five times as often as another is not at home in the other (a natural logarithm).
const AT_HOME: f32 = -1.6;

#[derive(Debug)]
pub(super) struct Detector {
    languages: usize,
    /// For each piece the logarithm of its share in each language.
    shares: KeyMap<Box<[f32]>>,
    unseen: Box<[f32]>,
    /// What all pieces of a known word tell together.
    words: KeyMap<Box<[f32]>>,
}

impl Detector {
    pub(super) fn new(knowledge: &Knowledge) -> Self {
        let languages = knowledge.languages.len();
        let mut counts: KeyMap<Vec<f32>> = KeyMap::default();
        let mut padded = String::new();
        let mut words = BTreeSet::new();
        let mut totals = vec![0.0_f32; languages];
        for (at, language) in knowledge.languages.iter().enumerate() {
            let mut add = |text: &str| {
                for word in text::words(text) {
                    words.insert(word.clone());
                    each_piece(&word, &mut padded, |key| {
                        counts.entry(key).or_insert_with(|| vec![0.0; languages])[at] += 1.0;
                        totals[at] += 1.0;
                    });
                }
            };
            for text in lexicon::phrasings(knowledge, *language) {
                add(text);
            }
            for topic in &knowledge.topics {
                add(topic.title.get(*language));
                add(&topic.answer.get(*language).to_plain());
            }
        }
        let kinds = counts.len() as f32;
        let share = |count: f32, total: f32| ((count + 0.5) / (total + 0.5 * kinds)).ln();
        let shares = counts
            .into_iter()
            .map(|(key, counts)| {
                (key, counts.iter().zip(&totals).map(|(count, total)| share(*count, *total)).collect())
            })
            .collect();
        let unseen = totals.iter().map(|total| share(0.0, *total)).collect();
        let mut detector = Self { languages, shares, unseen, words: KeyMap::default() };
        for word in words {
            let mut scores = vec![0.0; languages];
            detector.add(&word, &mut padded, &mut scores);
            detector.words.insert(key(&word), scores.into());
        }
        detector
    }

    /// The likelihood of each language, in the order of the knowledge base; they add up to 1.
    pub(super) fn detect<'a>(&self, words: impl Iterator<Item = &'a String>) -> Vec<f32> {
        let mut scores = vec![0.0; self.languages];
        let mut padded = String::new();
        if self.languages > 1 {
            for word in words {
                match self.words.get(&key(word)) {
                    Some(known) => scores.iter_mut().zip(known).for_each(|(score, known)| *score += known),
                    None => self.add(word, &mut padded, &mut scores),
                }
            }
        }
        scores.iter_mut().for_each(|score| *score *= DAMPING);
        super::classifier::softmax(&mut scores);
        scores
    }

    /// Whether all of these words are known and, as whole words, about as much at home in `own` as in `other`: what
    /// their letters look like then says nothing.
    pub(super) fn is_at_home<'a>(&self, own: usize, other: usize, words: impl Iterator<Item = &'a String>) -> bool {
        let mut lead = 0.0;
        for word in words {
            let Some(shares) = self.shares.get(&key(word)) else { return false };
            lead += shares[own] - shares[other];
        }
        lead > AT_HOME
    }

    /// Adds what the pieces of a word tell to the score of each language.
    fn add(&self, word: &str, padded: &mut String, scores: &mut [f32]) {
        each_piece(word, padded, |key| {
            let shares = self.shares.get(&key).unwrap_or(&self.unseen);
            scores.iter_mut().zip(shares).for_each(|(score, share)| *score += share);
        });
    }
}

/// The key of a whole word.
fn key(word: &str) -> u64 {
    Key::of_kind(b'=').with(word.as_bytes()).finish()
}

/// The word as a whole, and its pieces of two and three letters.
fn each_piece(word: &str, padded: &mut String, mut found: impl FnMut(u64)) {
    const PIECE: Key = Key::of_kind(b'-');
    found(key(word));
    pieces::each(word, padded, 2..=3, PIECE, |key, _| found(key));
}
