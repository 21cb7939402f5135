//! From the evidence to one of three zones: answer, let choose, or say that it is not known.
//!
//! Invariant: what is answered directly is the first of the ranking, and there are never fewer than two to choose from.

use super::{Decision, Ranked};

/// What speaks for the question being one of ours.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Signals {
    /// The likelihood of being one of ours; 1 where there are no examples of what is not.
    pub(super) inside: f32,
    /// The highest score of a class that is ours, before the scores become likelihoods.
    pub(super) score: f32,
    /// How far the highest likelihood is ahead.
    pub(super) top: f32,
    /// The likeness of the nearest phrasing that is ours.
    pub(super) likeness: f32,
    /// The part of the question that the knowledge base knows.
    pub(super) coverage: f32,
}

impl Signals {
    /// From the score, the likelihood and the likeness of each class, of which the first `ours` are ours.
    pub(super) fn new(scores: &[f32], likelihood: &[f32], likeness: &[f32], ours: usize, coverage: f32) -> Self {
        if ours == 0 {
            return Self::default();
        }
        let highest = |values: &[f32]| values[..ours].iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let inside: f32 = likelihood[..ours].iter().sum();
        Self {
            inside,
            score: highest(scores),
            top: highest(likelihood) / inside.max(f32::MIN_POSITIVE),
            likeness: highest(likeness),
            coverage,
        }
    }

    pub(super) fn times(self, share: f32) -> Self {
        Self {
            inside: self.inside * share,
            score: self.score * share,
            top: self.top * share,
            likeness: self.likeness * share,
            coverage: self.coverage * share,
        }
    }

    pub(super) fn plus(self, other: &Self) -> Self {
        Self {
            inside: self.inside + other.inside,
            score: self.score + other.score,
            top: self.top + other.top,
            likeness: self.likeness + other.likeness,
            coverage: self.coverage + other.coverage,
        }
    }

    /// From 0 to 1: how likely it is that the knowledge base answers the question.
    pub(super) fn confidence(&self, examples_of_others: bool) -> f64 {
        let weights = if examples_of_others { &WITH_EXAMPLES } else { &WITHOUT_EXAMPLES };
        let sum = weights.inside * log_odds(self.inside)
            + weights.score * self.score
            + weights.likeness * self.likeness
            + weights.coverage * self.coverage
            + weights.bias;
        1.0 / (1.0 + f64::from(-sum).exp())
    }
}

/// What each signal adds to the log-odds of a question being one of ours: rounded from logistic regressions on questions
/// of `phrasings.tsv` that were left out of training, with many phrasings in the knowledge base and with few.
struct Weights {
    inside: f32,
    score: f32,
    likeness: f32,
    coverage: f32,
    bias: f32,
}

/// Where the knowledge base has examples of what is not ours.
const WITH_EXAMPLES: Weights = Weights { inside: 1.0, score: 0.8, likeness: 0.6, coverage: 2.0, bias: -3.6 };

/// Where it has none.
const WITHOUT_EXAMPLES: Weights = Weights { inside: 0.0, score: 0.7, likeness: 1.8, coverage: 3.6, bias: -3.9 };

/// A question with less confidence is none of ours.
const KNOWN: f64 = 0.35;
/// With this confidence and a first topic that has this share of what is ours, the answer is given at once.
const SURE: f64 = 0.9;
const CLEAR: f64 = 0.55;
/// A topic is offered when it has this part of the likelihood of the first; the second is in any case.
const WORTH_OFFERING: f64 = 0.02;

fn log_odds(likelihood: f32) -> f32 {
    let likelihood = likelihood.clamp(1e-6, 1.0 - 1e-6);
    (likelihood / (1.0 - likelihood)).ln()
}

/// The zone of a question whose first topic has the share `top` of all that is ours.
pub(super) fn decide(confidence: f64, top: f64, ranking: &[Ranked]) -> Decision {
    let Some(best) = ranking.first().filter(|_| confidence >= KNOWN) else { return Decision::Unknown };
    if confidence >= SURE && top >= CLEAR {
        return if best.small_talk { Decision::SmallTalk(best.id.clone()) } else { Decision::Answer(best.id.clone()) };
    }
    let topics: Vec<_> = ranking.iter().filter(|ranked| !ranked.small_talk).collect();
    let choices = topics
        .iter()
        .enumerate()
        .take(3)
        .filter(|(at, ranked)| *at < 2 || ranked.score >= WORTH_OFFERING * topics[0].score);
    let choices: Vec<_> = choices.map(|(_, ranked)| ranked.id.clone()).collect();
    if choices.len() < 2 {
        choices.into_iter().next().map_or(Decision::Unknown, Decision::Answer)
    } else {
        Decision::Choose(choices)
    }
}
