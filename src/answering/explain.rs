//! Why a question gets the outcome it gets, for whoever writes the knowledge base.
//!
//! Invariant: an explanation shows the very outcome that [`Engine::ask`] gives.

use std::collections::BTreeMap;
use std::fmt;

use super::engine::{self, Class, Engine};
use super::features::{self, Shape};
use super::lexicon::Reading;
use super::{Decision, Outcome, Question, text};
use crate::knowledge::Language;

/// How many topics and how many features of each an explanation shows.
const SHOWN: usize = 5;
const FEATURES_SHOWN: usize = 8;

/// What the engine saw in a question, and what spoke for what.
#[derive(Debug, Clone)]
pub struct Explanation {
    pub outcome: Outcome,
    /// How likely the question is in each language.
    pub languages: Vec<(Language, f64)>,
    /// The words of the question, in order, as they were read in the likeliest language.
    pub words: Vec<Word>,
    /// The likeliest topics, the best first, and after them what is not ours where there are examples of that.
    pub candidates: Vec<Candidate>,
    /// The likelihood of being one of ours by the examples of what is not; 1 without such examples.
    pub inside: f64,
    /// The part of the question that the knowledge base knows, weighed by how telling each word is.
    pub coverage: f64,
}

/// A word and how it was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Word {
    pub typed: String,
    /// What it was read as, when not as itself.
    pub read_as: Option<String>,
    /// `known`, `inflected`, `compound`, `corrected` or `unknown`.
    pub reading: &'static str,
    /// How telling it is: its inverse document frequency.
    pub weight: f64,
}

/// A topic and what spoke for it.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// The id of a topic or of small talk; `out_of_scope` for what is not ours.
    pub id: String,
    pub likelihood: f64,
    /// The score of the classifier, before scores become likelihoods.
    pub classifier: f64,
    /// The likeness of the nearest phrasing, from 0 to 1.
    pub likeness: f64,
    /// The features that spoke most for it, with what each added to the score.
    pub features: Vec<(String, f64)>,
}

impl Engine {
    /// Tells why [`Engine::ask`] gives the outcome that it gives.
    pub fn explain(&self, question: Question<'_>) -> Explanation {
        let sentences = text::sentences(question.text);
        let (_, shares) = self.shares(&sentences, question.language);
        let likeliest = (0..shares.len()).max_by(|a, b| shares[*a].total_cmp(&shares[*b])).unwrap_or(0);
        let read = self.read(likeliest, &sentences);
        let evidence = self.weigh(&sentences, &shares, question.previous);
        let (scores, likeness) = self.scores(&read.bag);

        let mut names: BTreeMap<u32, String> = BTreeMap::new();
        for sentence in &read.sentences {
            features::each_feature(&sentence.tokens, &self.tuning, |found, shape| {
                if let Some(number) = self.vocabulary.number(found.key) {
                    names.entry(number).or_insert_with(|| shape.to_string());
                }
            });
        }
        let candidate = |class: usize| {
            let mut features: Vec<(String, f64)> = read
                .bag
                .iter()
                .filter_map(|(number, value)| {
                    let added = value * self.classifier.weight(*number, class);
                    (added > 0.0).then(|| (names.get(number).cloned().unwrap_or_default(), f64::from(added)))
                })
                .collect();
            features.sort_by(|a, b| b.1.total_cmp(&a.1));
            features.truncate(FEATURES_SHOWN);
            Candidate {
                id: self.classes.get(class).map_or("out_of_scope", Class::id).to_owned(),
                likelihood: f64::from(evidence.likelihood[class]),
                classifier: f64::from(scores[class]),
                likeness: f64::from(likeness[class]),
                features,
            }
        };
        let mut best = engine::best(&evidence.likelihood[..self.classes.len()], SHOWN);
        best.extend(self.classes.len()..scores.len());

        Explanation {
            outcome: self.ask(question),
            languages: self.languages.iter().copied().zip(shares.iter().map(|share| f64::from(*share))).collect(),
            words: read
                .sentences
                .iter()
                .flat_map(|sentence| &sentence.tokens)
                .map(|token| Word {
                    typed: token.typed.to_owned(),
                    read_as: token.same_as.or(token.corrected).map(str::to_owned),
                    reading: token.reading.name(),
                    weight: f64::from(self.vocabulary.weight(features::word_key(token))),
                })
                .collect(),
            candidates: best.into_iter().map(candidate).collect(),
            inside: f64::from(evidence.signals.inside),
            coverage: f64::from(evidence.signals.coverage),
        }
    }
}

impl Reading {
    fn name(self) -> &'static str {
        match self {
            Self::Known => "known",
            Self::Inflected => "inflected",
            Self::Compound => "compound",
            Self::Corrected => "corrected",
            Self::Unknown => "unknown",
        }
    }
}

impl fmt::Display for Shape<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Word(token) => write!(f, "{}", token.shown()),
            Self::Part(token) => write!(f, "part of {}", token.shown()),
            Self::Pair(first, second) => write!(f, "{} {}", first.shown(), second.shown()),
            Self::Piece(piece) => write!(f, "[{piece}]"),
        }
    }
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let zone = match &self.outcome.decision {
            Decision::Answer(id) => format!("answer `{id}`"),
            Decision::SmallTalk(id) => format!("small talk `{id}`"),
            Decision::Choose(ids) => {
                let ids: Vec<_> = ids.iter().map(|id| format!("`{id}`")).collect();
                format!("choose from {}", ids.join(", "))
            }
            Decision::Unknown => "unknown".to_owned(),
        };
        writeln!(f, "Decision: {zone}, in `{}`", self.outcome.language)?;
        writeln!(
            f,
            "Confidence {:.3} (not among the examples of what is not ours {:.3}, words known {:.3})",
            self.outcome.confidence, self.inside, self.coverage
        )?;
        let languages: Vec<_> =
            self.languages.iter().map(|(language, share)| format!("{language} {share:.2}")).collect();
        writeln!(f, "Language: {}", languages.join(", "))?;
        writeln!(f, "Words:")?;
        for word in &self.words {
            write!(f, "  {:<24} {:<10} {:>5.2}", word.typed, word.reading, word.weight)?;
            match &word.read_as {
                Some(read_as) => writeln!(f, "  read as {read_as}")?,
                None => writeln!(f)?,
            }
        }
        writeln!(f, "Topics:               likelihood  classifier  nearest phrasing")?;
        for candidate in &self.candidates {
            let Candidate { id, likelihood, classifier, likeness, features } = candidate;
            writeln!(f, "  {id:<24} {likelihood:>5.3} {classifier:>11.2} {likeness:>17.2}")?;
            let features: Vec<_> = features.iter().map(|(name, added)| format!("{name} +{added:.2}")).collect();
            if !features.is_empty() {
                writeln!(f, "      {}", features.join(", "))?;
            }
        }
        Ok(())
    }
}
