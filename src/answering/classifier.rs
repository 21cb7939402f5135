//! Multinomial logistic regression over sparse features, trained by stochastic gradient descent.
//!
//! A feature has a weight only for the classes whose phrasings have it; the others get along without it through the
//! softmax. That keeps the model small and a question cheap, however many classes there are. Invariant: the order of
//! the samples and of every sum is fixed, so training twice gives the same weights.

use super::samples::Samples;
use super::tuning::Tuning;

/// A feature that more classes have than this says too little to be worth its time.
const MOST_CLASSES: usize = 256;
/// A feature that one in so many classes has gets a weight for all of them: a full row of weights is quicker to go
/// through than one with gaps.
const COMMON: usize = 6;

/// Many phrasings are gone through fewer times: after so many steps there is little left to learn.
const MOST_STEPS: usize = 60_000;
const FEWEST_ROUNDS: usize = 2;

#[derive(Debug)]
pub(super) struct Classifier {
    /// Where the entries of each feature start; one more at the end.
    starts: Vec<u32>,
    classes: Vec<u16>,
    weights: Vec<f32>,
    bias: Vec<f32>,
}

impl Classifier {
    pub(super) fn train(samples: &Samples, features: usize, classes: usize, tuning: &Tuning) -> Self {
        let mut classifier = Self::empty(samples, features, classes);
        let decay = 1.0 / (tuning.trust * samples.len().max(1) as f32);
        // The weights are `scale * weights`, so that shrinking all of them is one multiplication.
        let mut scale = 1.0_f32;
        let mut step = 0.0_f32;
        let mut scores = vec![0.0; classes];
        let mut random = Shuffle(0x2545_f491_4f6c_dd1d);
        let mut order: Vec<usize> = (0..samples.len()).collect();
        for _ in 0..tuning.rounds.min(MOST_STEPS / samples.len().max(1)).max(FEWEST_ROUNDS) {
            random.shuffle(&mut order);
            for (bag, class) in order.iter().map(|at| samples.get(*at)) {
                let rate = tuning.rate / (1.0 + tuning.rate * decay * step);
                step += 1.0;
                classifier.score(bag, scale, &mut scores);
                softmax(&mut scores);
                // A little of the target goes to every class, so that what is learnt well is not learnt to excess.
                scores.iter_mut().for_each(|score| *score -= tuning.smoothing / classes as f32);
                scores[usize::from(class)] -= 1.0 - tuning.smoothing;
                scale *= 1.0 - rate * decay;
                classifier.learn(bag, &scores, tuning.bias * rate, rate / scale);
                if scale < 1e-6 {
                    classifier.weights.iter_mut().for_each(|weight| *weight *= scale);
                    scale = 1.0;
                }
            }
        }
        classifier.weights.iter_mut().for_each(|weight| *weight *= scale);
        classifier
    }

    /// Zero weights for each pair of a feature and a class that has it.
    fn empty(samples: &Samples, features: usize, classes: usize) -> Self {
        let mut counts = vec![0_usize; features];
        each_pair(samples, features, |feature, _| counts[feature] += 1);
        let full = |count: usize| classes <= MOST_CLASSES && count * COMMON > classes;
        let mut starts = vec![0];
        let mut length = 0;
        for count in &counts {
            length += match *count {
                count if full(count) => classes,
                count if count <= MOST_CLASSES => count,
                _ => 0,
            };
            starts.push(index(length));
        }
        let mut kept = vec![0; length];
        let mut filled: Vec<u32> = starts.clone();
        each_pair(samples, features, |feature, class| {
            if !full(counts[feature]) && counts[feature] <= MOST_CLASSES {
                kept[filled[feature] as usize] = class;
                filled[feature] += 1;
            }
        });
        for (feature, _) in counts.iter().enumerate().filter(|(_, count)| full(**count)) {
            let row = &mut kept[starts[feature] as usize..starts[feature + 1] as usize];
            row.iter_mut().zip(0..).for_each(|(class, number)| *class = number);
        }
        Self { starts, weights: vec![0.0; kept.len()], classes: kept, bias: vec![0.0; classes] }
    }

    fn learn(&mut self, bag: &[(u32, f32)], error: &[f32], rate: f32, scaled: f32) {
        for (number, value) in bag {
            let entries = self.entries(*number);
            let weights = &mut self.weights[entries.clone()];
            let rate = scaled * value;
            if weights.len() == error.len() {
                weights.iter_mut().zip(error).for_each(|(weight, error)| *weight -= rate * error);
                continue;
            }
            for (class, weight) in self.classes[entries].iter().zip(weights) {
                *weight -= rate * error[usize::from(*class)];
            }
        }
        for (bias, error) in self.bias.iter_mut().zip(error) {
            *bias -= rate * error;
        }
    }

    fn score(&self, bag: &[(u32, f32)], scale: f32, scores: &mut [f32]) {
        scores.fill(0.0);
        for (number, value) in bag {
            let entries = self.entries(*number);
            let weights = &self.weights[entries.clone()];
            if weights.len() == scores.len() {
                scores.iter_mut().zip(weights).for_each(|(score, weight)| *score += value * weight);
                continue;
            }
            for (class, weight) in self.classes[entries].iter().zip(weights) {
                scores[usize::from(*class)] += value * weight;
            }
        }
        for (score, bias) in scores.iter_mut().zip(&self.bias) {
            *score = *score * scale + bias;
        }
    }

    /// The unnormalised log-likelihood of each class.
    pub(super) fn scores(&self, bag: &[(u32, f32)]) -> Vec<f32> {
        let mut scores = vec![0.0; self.bias.len()];
        self.score(bag, 1.0, &mut scores);
        scores
    }

    /// The weight of a feature for a class; 0 where it has none.
    pub(super) fn weight(&self, number: u32, class: usize) -> f32 {
        let entries = self.entries(number);
        let class = u16::try_from(class).unwrap_or(u16::MAX);
        self.classes[entries.clone()].binary_search(&class).map_or(0.0, |at| self.weights[entries.start + at])
    }

    fn entries(&self, number: u32) -> std::ops::Range<usize> {
        self.starts[number as usize] as usize..self.starts[number as usize + 1] as usize
    }
}

/// Each pair of a feature and a class that has it, once; of a feature in the order of the classes.
fn each_pair(samples: &Samples, features: usize, mut found: impl FnMut(usize, u16)) {
    let mut by_class: Vec<usize> = (0..samples.len()).collect();
    by_class.sort_by_key(|at| samples.classes()[*at]);
    let mut last = vec![None; features];
    for at in by_class {
        let (bag, class) = samples.get(at);
        for (number, _) in bag {
            let last = &mut last[*number as usize];
            if *last != Some(class) {
                *last = Some(class);
                found(*number as usize, class);
            }
        }
    }
}

fn index(length: usize) -> u32 {
    u32::try_from(length).expect("fewer than four thousand million weights")
}

/// Turns scores into probabilities in place.
pub(super) fn softmax(scores: &mut [f32]) {
    let highest = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut sum = 0.0;
    for score in scores.iter_mut() {
        *score = (*score - highest).exp();
        sum += *score;
    }
    scores.iter_mut().for_each(|score| *score /= sum);
}

/// A fixed sequence of random numbers: xorshift64* (Vigna, <https://doi.org/10.1145/2845077>).
struct Shuffle(u64);

impl Shuffle {
    fn shuffle(&mut self, order: &mut [usize]) {
        for last in (1..order.len()).rev() {
            self.0 ^= self.0 >> 12;
            self.0 ^= self.0 << 25;
            self.0 ^= self.0 >> 27;
            let random = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
            order.swap(last, random as usize % (last + 1));
        }
    }
}
