//! The texts to learn from, as the features they have.
//!
//! Invariant: all features stand in one list, so that they take little room and give all of it back afterwards.

use super::features::Vocabulary;
use super::tuning::Tuning;

/// Texts with their features and their class.
#[derive(Debug, Default)]
pub(super) struct Samples {
    /// Where the features of each text end.
    ends: Vec<u32>,
    features: Vec<(u32, f32)>,
    classes: Vec<u16>,
}

impl Samples {
    pub(super) fn push(&mut self, bag: &[(u32, f32)], class: usize) {
        self.features.extend_from_slice(bag);
        self.ends.push(u32::try_from(self.features.len()).expect("fewer than four thousand million features"));
        self.classes.push(u16::try_from(class).expect("fewer classes than 65,536"));
    }

    pub(super) fn len(&self) -> usize {
        self.classes.len()
    }

    /// The class of each text.
    pub(super) fn classes(&self) -> &[u16] {
        &self.classes
    }

    /// The features of a text, and its class.
    pub(super) fn get(&self, at: usize) -> (&[(u32, f32)], u16) {
        (&self.features[self.range(at)], self.classes[at])
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&[(u32, f32)], u16)> {
        (0..self.len()).map(|at| self.get(at))
    }

    /// Gives the features the numbers that `renumbered` says; those without one are left out.
    pub(super) fn renumber(&mut self, renumbered: &[Option<u32>]) {
        let (mut from, mut kept) = (0, 0);
        for end in &mut self.ends {
            for at in from..*end as usize {
                let (number, weight) = self.features[at];
                if let Some(number) = renumbered[number as usize] {
                    self.features[kept] = (number, weight);
                    kept += 1;
                }
            }
            from = *end as usize;
            *end = u32::try_from(kept).expect("no more than there were");
        }
        self.features.truncate(kept);
        self.features.shrink_to_fit();
    }

    pub(super) fn weigh(&mut self, vocabulary: &Vocabulary, tuning: &Tuning) {
        for at in 0..self.len() {
            let range = self.range(at);
            vocabulary.weigh(&mut self.features[range], 0.0, tuning);
        }
    }

    fn range(&self, at: usize) -> std::ops::Range<usize> {
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        start as usize..self.ends[at] as usize
    }
}
