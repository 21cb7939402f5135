//! The trained answering machine: one model for each language, side by side.
//!
//! Invariant: the topics of a ranking are in order of their score, each once.

use super::classifier::{Classifier, Sample, softmax};
use super::features::{self, Bag, Block, Found, Vocabulary};
use super::language::Detector;
use super::lexicon::{Lexicon, Reading, Token};
use super::nearest::Nearest;
use super::text::{self, Sentence};
use super::tuning::Tuning;
use super::{Decision, Outcome, Question, Ranked};
use crate::knowledge::{Knowledge, Language, TopicId};

/// What a question can turn out to be about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Class {
    Topic(TopicId),
    SmallTalk(TopicId),
    OutOfScope,
}

/// The trained answering machine.
pub struct Engine {
    pub(super) tuning: Tuning,
    pub(super) classes: Vec<Class>,
    languages: Vec<Language>,
    models: Vec<Model>,
    detector: Detector,
}

/// What was learnt in one language.
struct Model {
    lexicon: Lexicon,
    vocabulary: Vocabulary,
    classifier: Classifier,
    nearest: Nearest,
}

/// What speaks for an answer.
#[derive(Debug, Clone)]
pub(super) struct Evidence {
    /// The likelihood of each class; they add up to 1.
    pub(super) likelihood: Vec<f32>,
    /// The likeness of the nearest phrasing of each class.
    pub(super) likeness: Vec<f32>,
    /// The part of the question, weighed by how telling its words are, that the knowledge base knows.
    pub(super) coverage: f32,
    /// The number of words.
    pub(super) words: usize,
}

impl Engine {
    pub fn train(knowledge: &Knowledge) -> Self {
        Self::train_with(knowledge, Tuning::default())
    }

    pub(crate) fn train_with(knowledge: &Knowledge, tuning: Tuning) -> Self {
        let mut classes: Vec<Class> = knowledge.topics.iter().map(|topic| Class::Topic(topic.id.clone())).collect();
        classes.extend(knowledge.small_talk.iter().map(|talk| Class::SmallTalk(talk.id.clone())));
        classes.push(Class::OutOfScope);
        let models = knowledge
            .languages
            .iter()
            .map(|language| Model::train(knowledge, *language, classes.len(), &tuning))
            .collect();
        Self { tuning, classes, languages: knowledge.languages.clone(), models, detector: Detector::new(knowledge) }
    }

    /// Never fails: what it cannot place is [`Decision::Unknown`].
    pub fn ask(&self, question: Question<'_>) -> Outcome {
        let (language, evidence) = self.weigh(question);
        let mut ranking: Vec<Ranked> = self
            .classes
            .iter()
            .zip(&evidence.likelihood)
            .filter_map(|(class, score)| {
                let (id, small_talk) = match class {
                    Class::Topic(id) => (id, false),
                    Class::SmallTalk(id) => (id, true),
                    Class::OutOfScope => return None,
                };
                Some(Ranked { id: id.clone(), small_talk, score: f64::from(*score) })
            })
            .collect();
        ranking.sort_by(|a, b| b.score.total_cmp(&a.score));
        let confidence = self.confidence(&evidence);
        let decision = decide(confidence, &ranking);
        Outcome { decision, language, confidence, ranking }
    }

    pub(super) fn weigh(&self, question: Question<'_>) -> (Language, Evidence) {
        let sentences = text::sentences(question.text);
        let mut likely = self.detector.detect(sentences.iter().flat_map(|sentence| &sentence.words));
        let clear = likely.iter().position(|share| *share > 0.8);
        let asked = self.languages.iter().position(|language| *language == question.language);
        if let (None, Some(asked)) = (clear, asked) {
            likely[asked] += 1.0;
            likely.iter_mut().for_each(|share| *share /= 2.0);
        }
        let mut total: Option<Evidence> = None;
        for (model, share) in self.models.iter().zip(&likely).filter(|(_, share)| **share > 0.02) {
            let evidence = model.weigh(&sentences, self.classes.len(), &self.tuning);
            total = Some(match total {
                None => evidence.times(*share),
                Some(total) => total.plus(&evidence, *share),
            });
        }
        let language = clear.or(asked).map_or(question.language, |at| self.languages[at]);
        let nothing = Evidence {
            likelihood: vec![1.0 / self.classes.len() as f32; self.classes.len()],
            likeness: vec![0.0; self.classes.len()],
            coverage: 0.0,
            words: 0,
        };
        (language, total.unwrap_or(nothing))
    }

    fn confidence(&self, evidence: &Evidence) -> f64 {
        let out = evidence.likelihood.last().copied().unwrap_or_default();
        let top = evidence.likelihood[..evidence.likelihood.len() - 1].iter().copied().fold(0.0, f32::max);
        f64::from((1.0 - out) * (0.5 + 0.5 * top) * (0.5 + 0.5 * evidence.coverage))
    }
}

fn decide(confidence: f64, ranking: &[Ranked]) -> Decision {
    let Some(best) = ranking.first() else { return Decision::Unknown };
    if confidence < 0.35 {
        return Decision::Unknown;
    }
    if confidence > 0.6 && best.score > 0.5 {
        return if best.small_talk { Decision::SmallTalk(best.id.clone()) } else { Decision::Answer(best.id.clone()) };
    }
    Decision::Choose(
        ranking.iter().filter(|ranked| !ranked.small_talk).take(3).map(|ranked| ranked.id.clone()).collect(),
    )
}

impl Evidence {
    fn times(mut self, share: f32) -> Self {
        self.likelihood.iter_mut().chain(&mut self.likeness).for_each(|value| *value *= share);
        self.coverage *= share;
        self
    }

    fn plus(mut self, other: &Self, share: f32) -> Self {
        for (value, more) in self.likelihood.iter_mut().zip(&other.likelihood) {
            *value += more * share;
        }
        for (value, more) in self.likeness.iter_mut().zip(&other.likeness) {
            *value += more * share;
        }
        self.coverage += other.coverage * share;
        self
    }
}

impl Model {
    fn train(knowledge: &Knowledge, language: Language, classes: usize, tuning: &Tuning) -> Self {
        let lexicon = Lexicon::new(knowledge, language);
        let mut texts: Vec<Vec<Found>> = vec![];
        let mut labels: Vec<(u16, f32)> = vec![];
        let mut add = |text: &str, class: usize, weight: f32| {
            texts.push(found(&lexicon, &text::sentences(text), tuning));
            labels.push((u16::try_from(class).expect("fewer classes than 65,536"), weight));
        };
        let lists = knowledge.topics.iter().map(|topic| &topic.phrasings);
        let lists = lists.chain(knowledge.small_talk.iter().map(|talk| &talk.phrasings));
        for (class, phrasings) in lists.chain([&knowledge.out_of_scope]).enumerate() {
            for phrasing in phrasings.iter().filter(|phrasing| phrasing.language == language) {
                add(&phrasing.text, class, 1.0);
            }
        }
        for (class, topic) in knowledge.topics.iter().enumerate() {
            if tuning.title > 0.0 {
                add(topic.title.get(language), class, tuning.title);
            }
            if tuning.answer > 0.0 {
                add(&topic.answer.get(language).to_plain(), class, tuning.answer);
            }
        }
        let vocabulary = Vocabulary::new(&texts, tuning);
        let samples: Vec<Sample> = texts
            .iter()
            .zip(labels)
            .map(|(text, (class, weight))| Sample { bag: vocabulary.bag(text, tuning), class, weight })
            .collect();
        let classifier = Classifier::train(&samples, vocabulary.len(), classes, tuning);
        let nearest = Nearest::new(&samples, &vocabulary, tuning.words);
        Self { lexicon, vocabulary, classifier, nearest }
    }

    fn weigh(&self, sentences: &[Sentence], classes: usize, tuning: &Tuning) -> Evidence {
        let tokens: Vec<Vec<Token>> = sentences.iter().map(|sentence| self.lexicon.read(&sentence.words)).collect();
        let mut found = vec![];
        for tokens in &tokens {
            features::each_feature(tokens, tuning, |feature, _| found.push(feature));
        }
        let bag = self.vocabulary.bag(&found, tuning);
        let (mut scores, likeness) = self.scores(&bag, classes, tuning);
        if tuning.whole < 1.0 && tokens.len() > 1 {
            // A story with the question in one of its sentences: that sentence counts on its own, too.
            let asking = sentences.iter().rposition(|sentence| sentence.asks).unwrap_or(tokens.len() - 1);
            let mut found = vec![];
            features::each_feature(&tokens[asking], tuning, |feature, _| found.push(feature));
            let (last, _) = self.scores(&self.vocabulary.bag(&found, tuning), classes, tuning);
            for (score, last) in scores.iter_mut().zip(last) {
                *score = *score * tuning.whole + last * (1.0 - tuning.whole);
            }
        }
        softmax(&mut scores);
        let (mut known, mut all) = (0.0, 0.0);
        for token in tokens.iter().flatten() {
            let key = word_key(token);
            let weight = self.vocabulary.weight(key);
            all += weight;
            known += weight
                * match token.reading {
                    Reading::Known | Reading::Inflected if self.vocabulary.number(key).is_some() => 1.0,
                    Reading::Compound => 0.7,
                    Reading::Corrected => 0.7,
                    _ => 0.0,
                };
        }
        let coverage = if all > 0.0 { known / all } else { 0.0 };
        Evidence { likelihood: scores, likeness, coverage, words: tokens.iter().map(Vec::len).sum() }
    }

    fn scores(&self, bag: &Bag, classes: usize, tuning: &Tuning) -> (Vec<f32>, Vec<f32>) {
        let mut scores = self.classifier.scores(bag);
        let likeness = self.nearest.likeness(bag, tuning.words, classes);
        for (score, likeness) in scores.iter_mut().zip(&likeness) {
            *score = tuning.temper * (*score + tuning.nearest * likeness);
        }
        (scores, likeness)
    }
}

fn word_key(token: &Token) -> u64 {
    let mut key = 0;
    features::each_feature(std::slice::from_ref(token), &Tuning::default(), |found, _| {
        if key == 0 && found.block == Block::Words {
            key = found.key;
        }
    });
    key
}

fn found(lexicon: &Lexicon, sentences: &[Sentence], tuning: &Tuning) -> Vec<Found> {
    let mut found = vec![];
    for sentence in sentences {
        features::each_feature(&lexicon.read(&sentence.words), tuning, |feature, _| found.push(feature));
    }
    found
}
