//! What the classifier sees of a text: word stems, pairs of stems and pieces of words, weighed by how telling each is.
//!
//! Invariant: the features of a text are sorted by number, each occurs once, and each block (words, pieces) of a text
//! that has any has length 1, so that long and short questions weigh the same.

use super::hash::{Key, KeyMap};
use super::lexicon::{Reading, Token};
use super::tuning::Tuning;

/// The features of one text: numbers of the [`Vocabulary`] with their weights.
pub(super) type Bag = Vec<(u32, f32)>;

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
    Word(&'a Token),
    Part(&'a Token),
    Pair(&'a Token, &'a Token),
    Piece(&'a str),
}

/// The key of a word as a feature.
pub(super) fn word_key(token: &Token) -> u64 {
    WORD.with_key(token.stem).finish()
}

const WORD: Key = Key::of_kind(b'w');

/// Finds the features of a sentence.
pub(super) fn each_feature(tokens: &[Token], tuning: &Tuning, mut found: impl FnMut(Found, Shape<'_>)) {
    const PAIR: Key = Key::of_kind(b'p');
    let mut padded = String::new();
    for (at, token) in tokens.iter().enumerate() {
        let weight = if token.reading == Reading::Corrected { tuning.corrected } else { 1.0 };
        let word = Found { key: word_key(token), block: Block::Words, weight };
        found(word, Shape::Word(token));
        for part in &token.parts {
            let part = Found { key: WORD.with_key(*part).finish(), block: Block::Words, weight: weight * tuning.part };
            found(part, Shape::Part(token));
        }
        if tuning.pair > 0.0
            && let Some(next) = tokens.get(at + 1)
        {
            let key = PAIR.with_key(token.stem).with_key(next.stem).finish();
            found(Found { key, block: Block::Words, weight: tuning.pair }, Shape::Pair(token, next));
        }
        match &token.corrected {
            None => each_piece(&token.typed, &mut padded, 1.0, tuning, &mut found),
            Some(corrected) => {
                each_piece(corrected, &mut padded, tuning.corrected_pieces, tuning, &mut found);
                each_piece(&token.typed, &mut padded, 1.0 - tuning.corrected_pieces, tuning, &mut found);
            }
        }
    }
}

fn each_piece(word: &str, padded: &mut String, weight: f32, tuning: &Tuning, found: &mut impl FnMut(Found, Shape<'_>)) {
    const PIECE: Key = Key::of_kind(b'c');
    if weight <= 0.0 {
        return;
    }
    padded.clear();
    padded.push(' ');
    padded.push_str(word);
    padded.push(' ');
    let bytes = padded.as_bytes();
    let mut start = 0;
    while start < bytes.len() {
        let mut key = PIECE;
        let mut end = start;
        for length in 1..=tuning.longest_piece {
            if end >= bytes.len() {
                break;
            }
            let next = end + width(bytes[end]);
            key = key.with(&bytes[end..next]);
            end = next;
            if length >= tuning.shortest_piece {
                let piece = Found { key: key.finish(), block: Block::Pieces, weight };
                found(piece, Shape::Piece(&padded[start..end]));
            }
        }
        start += width(bytes[start]);
    }
}

/// The bytes of the UTF-8 character that starts with this one.
fn width(first: u8) -> usize {
    match first {
        0..0xc0 => 1,
        0xc0..0xe0 => 2,
        0xe0..0xf0 => 3,
        _ => 4,
    }
}

/// The features that the phrasings have, with how telling each is.
#[derive(Debug)]
pub(super) struct Vocabulary {
    numbers: KeyMap<u32>,
    /// Inverse document frequency and block, by number.
    features: Vec<(f32, Block)>,
    unseen: f32,
}

impl Vocabulary {
    /// From the features of each text.
    pub(super) fn new(texts: &[Vec<Found>], tuning: &Tuning) -> Self {
        let mut counts: KeyMap<(u32, Block)> = KeyMap::default();
        let mut order = vec![];
        let mut seen = vec![];
        for text in texts {
            seen.clear();
            seen.extend(text.iter().map(|found| (found.key, found.block)));
            seen.sort_unstable_by_key(|(key, _)| *key);
            seen.dedup();
            for (key, block) in &seen {
                let count = counts.entry(*key).or_insert_with(|| {
                    order.push(*key);
                    (0, *block)
                });
                count.0 += 1;
            }
        }
        let idf = |count: u32| (((1.0 + texts.len() as f32) / (1.0 + count as f32)).ln() + 1.0).powf(tuning.idf);
        let mut vocabulary = Self { numbers: KeyMap::default(), features: vec![], unseen: idf(0) };
        for key in order {
            let (count, block) = counts[&key];
            let rare = match block {
                Block::Words => 1,
                Block::Pieces => tuning.rarest_piece,
            };
            if count >= rare {
                let number = u32::try_from(vocabulary.features.len()).expect("fewer than four thousand million");
                vocabulary.numbers.insert(key, number);
                vocabulary.features.push((idf(count), block));
            }
        }
        vocabulary.numbers.shrink_to_fit();
        vocabulary.features.shrink_to_fit();
        vocabulary
    }

    pub(super) fn len(&self) -> usize {
        self.features.len()
    }

    pub(super) fn number(&self, key: u64) -> Option<u32> {
        self.numbers.get(&key).copied()
    }

    pub(super) fn block(&self, number: u32) -> Block {
        self.features[number as usize].1
    }

    /// How telling a word is: its inverse document frequency, the highest there is for one that was never seen.
    pub(super) fn weight(&self, key: u64) -> f32 {
        self.number(key).map_or(self.unseen, |number| self.features[number as usize].0)
    }

    /// The weighted features of a text.
    pub(super) fn bag(&self, text: &[Found], tuning: &Tuning) -> Bag {
        let mut bag: Bag = Vec::with_capacity(text.len());
        let mut unseen = 0.0;
        for found in text {
            match self.number(found.key) {
                Some(number) => bag.push((number, found.weight)),
                None if found.block == Block::Words => {
                    unseen += (self.unseen * found.weight * tuning.unseen).powi(2);
                }
                None => {}
            }
        }
        bag.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
        bag.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 += next.1;
            }
            same
        });
        let (mut words, mut pieces) = (unseen, 0.0);
        for (number, weight) in &mut bag {
            let (idf, block) = self.features[*number as usize];
            let count = if *weight > 1.0 { 1.0 + weight.ln() } else { *weight };
            *weight = count * idf;
            match block {
                Block::Words => words += *weight * *weight,
                Block::Pieces => pieces += *weight * *weight,
            }
        }
        let (words, pieces) = (tuning.words / words.sqrt().max(1e-9), tuning.pieces / pieces.sqrt().max(1e-9));
        for (number, weight) in &mut bag {
            *weight *= match self.features[*number as usize].1 {
                Block::Words => words,
                Block::Pieces => pieces,
            };
        }
        bag
    }
}
