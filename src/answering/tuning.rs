//! The numbers that the classifier works with.
//!
//! Invariant: no question that the engine is measured with (`dev.tsv` and `fresh.tsv` in `tests/data/eval/`) had a part in choosing them.
//! They were chosen on `phrasings.tsv`: once with the rest of `faq.yaml`, which others wrote, as the knowledge base, and
//! once by cross-validation within it. Both are flat around these values; where they disagree, the first counts more,
//! as it is what happens when somebody new asks.

/// See the fields for what each number does.
#[derive(Debug, Clone)]
pub(crate) struct Tuning {
    /// How much the word counts that a misspelt one was taken for, beside a word spelt well.
    pub(crate) corrected: f32,
    /// How much the pieces of that word count; those of the word as it was typed count the rest.
    pub(crate) corrected_pieces: f32,
    /// How much the parts of a compound count beside the whole.
    pub(crate) part: f32,
    /// How much two words in a row count beside the single words.
    pub(crate) pair: f32,
    /// The shortest and the longest pieces of words, in letters.
    pub(crate) shortest_piece: usize,
    pub(crate) longest_piece: usize,
    /// The length of the pieces of a text beside that of its words, which is 1.
    pub(crate) pieces: f32,
    /// How much sentences count that ask nothing, beside one that does.
    pub(crate) aside: f32,
    /// How much the phrasings are trusted: the inverse of the regularisation, as `C` is in liblinear and scikit-learn.
    pub(crate) trust: f32,
    /// The part of each target that is spread over all classes.
    pub(crate) smoothing: f32,
    /// How often the phrasings are gone through, and how far the first steps go.
    pub(crate) rounds: usize,
    pub(crate) rate: f32,
    /// How fast the bias of a class moves beside its weights.
    pub(crate) bias: f32,
    /// What scores are multiplied with before they become likelihoods, so that these are about right: smoothing makes
    /// scores too cautious.
    pub(crate) temper: f32,
    /// How much likelier a topic is right after an answer that it belongs to.
    pub(crate) follow_up: f32,
}

impl Default for Tuning {
    fn default() -> Self {
        Self {
            corrected: 0.8,
            corrected_pieces: 0.7,
            part: 0.5,
            pair: 0.7,
            shortest_piece: 2,
            longest_piece: 5,
            pieces: 1.2,
            aside: 0.6,
            trust: 10.0,
            smoothing: 0.2,
            rounds: 12,
            rate: 2.0,
            bias: 0.1,
            temper: 2.0,
            follow_up: 3.0,
        }
    }
}
