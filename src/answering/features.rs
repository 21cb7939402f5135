//! What the classifier sees of a text: word stems, pairs of stems and pieces of words, weighed by how telling each is.
//!
//! Invariant: the features of a text are sorted by number, each occurs once, and each block (words, pieces) of a text
//! that has any has length 1, so that long and short questions weigh the same.

use super::hash::{Key, KeyMap};
use super::lexicon::{Reading, Token};
use super::pieces;
use super::tuning::Tuning;

/// The features of one text: numbers of the [`Vocabulary`] with their weights.
pub(super) type Bag = Vec<(u32, f32)>;

/// A sentence as it was read.
#[derive(Debug)]
pub(super) struct ReadSentence<'a> {
    pub(super) tokens: Vec<Token<'a>>,
    /// How much it counts.
    pub(super) weight: f32,
}

/// Which block a feature belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Block {
    Words,
    Pieces,
}

/// A feature as it is found in a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    pub(super) key: u64,
    pub(super) block: Block,
    /// How much it counts: less for what was guessed.
    pub(super) weight: f32,
}

/// What a feature looks like to a person.
#[derive(Debug, Clone, Copy)]
pub(super) enum Shape<'a> {
    Word(&'a Token<'a>),
    Part(&'a Token<'a>),
    Pair(&'a Token<'a>, &'a Token<'a>),
    Piece(&'a str),
}

/// The key of a word as a feature.
pub(super) fn word_key(token: &Token<'_>) -> u64 {
    WORD.with_key(token.stem).finish()
}

const WORD: Key = Key::of_kind(b'w');

/// Finds the features of a sentence.
pub(super) fn each_feature(tokens: &[Token<'_>], tuning: &Tuning, mut found: impl FnMut(Found, Shape<'_>)) {
    each_word(tokens, tuning, &mut found);
    let mut padded = String::new();
    for token in tokens {
        for (word, weight) in spellings(token, tuning) {
            each_piece(word, &mut padded, weight, tuning, &mut found);
        }
    }
}

fn each_word(tokens: &[Token<'_>], tuning: &Tuning, found: &mut impl FnMut(Found, Shape<'_>)) {
    const PAIR: Key = Key::of_kind(b'p');
    for (at, token) in tokens.iter().enumerate() {
        let weight = if token.reading == Reading::Corrected { tuning.corrected } else { 1.0 };
        found(Found { key: word_key(token), block: Block::Words, weight }, Shape::Word(token));
        for part in &token.parts {
            let part = Found { key: WORD.with_key(*part).finish(), block: Block::Words, weight: weight * tuning.part };
            found(part, Shape::Part(token));
        }
        if let Some(next) = tokens.get(at + 1) {
            let key = PAIR.with_key(token.stem).with_key(next.stem).finish();
            found(Found { key, block: Block::Words, weight: tuning.pair }, Shape::Pair(token, next));
        }
    }
}

/// The word to take apart; of a misspelt one also what it was taken for, with how much each counts.
fn spellings<'a>(token: &'a Token<'a>, tuning: &Tuning) -> impl Iterator<Item = (&'a str, f32)> {
    let (corrected, typed) = match &token.corrected {
        None => (None, 1.0),
        Some(word) => (Some((*word, tuning.corrected_pieces)), 1.0 - tuning.corrected_pieces),
    };
    corrected.into_iter().chain([(token.typed, typed)])
}

fn each_piece(word: &str, padded: &mut String, weight: f32, tuning: &Tuning, found: &mut impl FnMut(Found, Shape<'_>)) {
    const PIECE: Key = Key::of_kind(b'c');
    pieces::each(word, padded, tuning.shortest_piece..=tuning.longest_piece, PIECE, |key, piece| {
        found(Found { key, block: Block::Pieces, weight }, Shape::Piece(piece));
    });
}

/// From so many texts on, a piece that only one of them has is left out: it takes memory and tells next to nothing.
const MANY_TEXTS: u32 = 2_000;

/// The features that the texts to learn from have, with how telling each is.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    numbers: KeyMap<u32>,
    features: Vec<Feature>,
    /// The number of texts.
    texts: u32,
    /// The pieces of known words, so that these need not be taken apart again.
    pieces: KeyMap<Box<[u32]>>,
}

#[derive(Debug, Clone, Copy)]
struct Feature {
    block: Block,
    /// The number of texts that have it.
    texts: u32,
    /// Inverse document frequency.
    weight: f32,
}

impl Vocabulary {
    /// Takes in the features of a text; they are not weighed yet.
    pub(super) fn learn(&mut self, sentences: &[ReadSentence<'_>], tuning: &Tuning) -> Bag {
        let mut packed = vec![];
        for ReadSentence { tokens, weight } in sentences {
            each_feature(tokens, tuning, |found, _| {
                let next = u32::try_from(self.features.len()).expect("fewer than four thousand million features");
                let number = *self.numbers.entry(found.key).or_insert(next);
                if number == next {
                    self.features.push(Feature { block: found.block, texts: 0, weight: 0.0 });
                }
                packed.push(pack(number, found.weight * weight));
            });
        }
        let bag = merge(packed);
        for (number, _) in &bag {
            self.features[*number as usize].texts += 1;
        }
        self.texts += 1;
        bag
    }

    /// Finds out how telling each feature is, once all texts are taken in, and what the known words are made of. Returns
    /// the number that each feature has from now on.
    pub(super) fn finish<'a>(&mut self, words: impl Iterator<Item = &'a str>, tuning: &Tuning) -> Vec<Option<u32>> {
        let fewest = if self.texts >= MANY_TEXTS { 2 } else { 1 };
        let kept = |feature: &Feature| feature.block == Block::Words || feature.texts >= fewest;
        let mut next = 0;
        let renumbered: Vec<Option<u32>> = self
            .features
            .iter()
            .map(|feature| {
                kept(feature).then(|| {
                    next += 1;
                    next - 1
                })
            })
            .collect();
        self.features.retain(kept);
        for feature in &mut self.features {
            feature.weight = inverse_frequency(feature.texts, self.texts);
        }
        self.features.shrink_to_fit();
        let numbers = self.numbers.iter();
        self.numbers = numbers.filter_map(|(key, number)| Some((*key, renumbered[*number as usize]?))).collect();
        self.numbers.shrink_to_fit();
        let mut padded = String::new();
        for word in words {
            let mut numbers = vec![];
            each_piece(word, &mut padded, 1.0, tuning, &mut |found: Found, _: Shape<'_>| {
                numbers.extend(self.numbers.get(&found.key).copied());
            });
            self.pieces.insert(pieces_key(word), numbers.into());
        }
        self.pieces.shrink_to_fit();
        renumbered
    }

    pub(super) fn len(&self) -> usize {
        self.features.len()
    }

    pub(super) fn number(&self, key: u64) -> Option<u32> {
        self.numbers.get(&key).copied()
    }

    pub(super) fn block(&self, number: u32) -> Block {
        self.features[number as usize].block
    }

    /// How telling a word is: its inverse document frequency, the highest there is for one that was never seen.
    pub(super) fn weight(&self, key: u64) -> f32 {
        match self.number(key) {
            Some(number) => self.features[number as usize].weight,
            None => inverse_frequency(0, self.texts),
        }
    }

    /// The weighed features of a text.
    pub(super) fn bag(&self, sentences: &[ReadSentence<'_>], tuning: &Tuning) -> Bag {
        let mut packed = Vec::with_capacity(512);
        let mut unseen = 0.0;
        let mut padded = String::new();
        let never = inverse_frequency(0, self.texts);
        for ReadSentence { tokens, weight } in sentences {
            each_word(tokens, tuning, &mut |found: Found, _: Shape<'_>| match self.numbers.get(&found.key) {
                Some(number) => packed.push(pack(*number, found.weight * weight)),
                None if found.block == Block::Words => {
                    unseen += (never * found.weight * weight).powi(2);
                }
                None => {}
            });
        }
        for (token, sentence) in
            sentences.iter().flat_map(|sentence| sentence.tokens.iter().map(|token| (token, sentence.weight)))
        {
            for (word, weight) in spellings(token, tuning) {
                let weight = weight * sentence;
                if let Some(numbers) = self.pieces.get(&pieces_key(word)) {
                    packed.extend(numbers.iter().map(|number| pack(*number, weight)));
                } else {
                    each_piece(word, &mut padded, weight, tuning, &mut |found: Found, _: Shape<'_>| {
                        packed.extend(self.numbers.get(&found.key).map(|number| pack(*number, found.weight)));
                    });
                }
            }
        }
        let mut bag = merge(packed);
        self.weigh(&mut bag, unseen, tuning);
        bag
    }

    /// Weighs the features of a text, of which those that are not in the vocabulary have the square length `unseen`.
    pub(super) fn weigh(&self, bag: &mut [(u32, f32)], unseen: f32, tuning: &Tuning) {
        let (mut words, mut pieces) = (unseen, 0.0);
        for (number, weight) in bag.iter_mut() {
            let feature = self.features[*number as usize];
            let count = if *weight > 1.0 { 1.0 + weight.ln() } else { *weight };
            *weight = count * feature.weight;
            match feature.block {
                Block::Words => words += *weight * *weight,
                Block::Pieces => pieces += *weight * *weight,
            }
        }
        let (words, pieces) = (1.0 / words.sqrt().max(1e-9), tuning.pieces / pieces.sqrt().max(1e-9));
        for (number, weight) in bag {
            *weight *= match self.block(*number) {
                Block::Words => words,
                Block::Pieces => pieces,
            };
        }
    }
}

/// The key of a word for its pieces.
fn pieces_key(word: &str) -> u64 {
    Key::of_kind(b'/').with(word.as_bytes()).finish()
}

/// How telling a feature is that `having` of all texts have (smoothed, as in scikit-learn).
fn inverse_frequency(having: u32, texts: u32) -> f32 {
    ((1.0 + texts as f32) / (1.0 + having as f32)).ln() + 1.0
}

/// A feature and its weight in one number that sorts by the feature; weights are positive.
fn pack(number: u32, weight: f32) -> u64 {
    u64::from(number) << 32 | u64::from(weight.to_bits())
}

/// Sorts features by number and adds up the weights of equal ones.
fn merge(mut packed: Vec<u64>) -> Bag {
    packed.sort_unstable();
    let mut bag: Bag = Vec::with_capacity(packed.len());
    for one in packed {
        let (number, weight) = ((one >> 32) as u32, f32::from_bits(one as u32));
        match bag.last_mut() {
            Some((last, sum)) if *last == number => *sum += weight,
            _ => bag.push((number, weight)),
        }
    }
    bag
}
