//! How like a question is to the single phrasings, through an inverted index.
//!
//! Invariant: the likeness is from 0 to 1, and a phrasing that shares no telling word with the question costs nothing.

use super::features::{Bag, Block, Vocabulary};
use super::samples::Samples;

/// A word that more phrasings have than this is not looked up: it would cost more than it tells.
const MOST_PHRASINGS: usize = 120;

#[derive(Debug)]
pub(super) struct Nearest {
    /// Where the phrasings of each feature start; one more at the end.
    starts: Vec<u32>,
    phrasings: Vec<(u32, f32)>,
    classes: Vec<u16>,
}

impl Nearest {
    pub(super) fn new(samples: &Samples, vocabulary: &Vocabulary) -> Self {
        let mut postings: Vec<(u32, u32, f32)> = vec![];
        for (phrasing, (bag, _)) in samples.iter().enumerate() {
            let phrasing = u32::try_from(phrasing).expect("fewer than four thousand million phrasings");
            for (number, value) in bag {
                if vocabulary.block(*number) == Block::Words {
                    postings.push((*number, phrasing, *value));
                }
            }
        }
        postings.sort_unstable_by_key(|(number, phrasing, _)| (*number, *phrasing));
        let mut starts = vec![];
        let mut phrasings = vec![];
        let mut rest = &postings[..];
        for feature in 0..vocabulary.len() {
            starts.push(phrasings.len() as u32);
            let count = rest.iter().take_while(|(number, _, _)| *number as usize == feature).count();
            if count <= MOST_PHRASINGS {
                phrasings.extend(rest[..count].iter().map(|(_, phrasing, value)| (*phrasing, *value)));
            }
            rest = &rest[count..];
        }
        starts.push(phrasings.len() as u32);
        Self { starts, phrasings, classes: samples.classes().to_vec() }
    }

    /// The likeness of the nearest phrasing of each class.
    pub(super) fn likeness(&self, bag: &Bag, classes: usize) -> Vec<f32> {
        let mut sums = vec![0.0_f32; self.classes.len()];
        let mut touched = vec![];
        for (number, value) in bag {
            let (from, to) = (self.starts[*number as usize] as usize, self.starts[*number as usize + 1] as usize);
            for (phrasing, weight) in &self.phrasings[from..to] {
                let sum = &mut sums[*phrasing as usize];
                if *sum == 0.0 {
                    touched.push(*phrasing);
                }
                *sum += weight * value;
            }
        }
        let mut best = vec![0.0_f32; classes];
        for phrasing in touched {
            let class = &mut best[usize::from(self.classes[phrasing as usize])];
            *class = class.max(sums[phrasing as usize]);
        }
        best
    }
}
