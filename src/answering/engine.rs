//! The trained answering machine: one classifier for all languages, the words read with each language's own lexicon.
//!
//! Invariant: the topics of a ranking are in order of their score, each once, whatever the question.

use super::classifier::{Classifier, softmax};
use super::decision::{self, Signals};
use super::features::{self, Bag, ReadSentence, Vocabulary};
use super::language::Detector;
use super::lexicon::Lexicon;
use super::nearest::Nearest;
use super::samples::Samples;
use super::text::{self, Sentence};
use super::tuning::Tuning;
use super::{Decision, Outcome, Question, Ranked};
use crate::knowledge::{Knowledge, Language, TopicId};

/// A language is tried when the question is at least so likely to be in it.
const WORTH_TRYING: f32 = 0.02;
/// From this likelihood on the language of a question is clear.
const CLEAR: f32 = 0.8;

/// A ranking has at most so many topics.
const LONGEST_RANKING: usize = 20;

/// What a question can turn out to be about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Class {
    Topic(TopicId),
    SmallTalk(TopicId),
}

impl Class {
    pub(super) fn id(&self) -> &str {
        match self {
            Self::Topic(id) | Self::SmallTalk(id) => id.as_str(),
        }
    }
}

/// The trained answering machine.
pub struct Engine {
    pub(super) tuning: Tuning,
    /// Topics, then small talk. What is not ours comes after them, where there are examples of it.
    pub(super) classes: Vec<Class>,
    pub(super) knows_out_of_scope: bool,
    /// For each class the classes of related topics.
    related: Vec<Vec<u16>>,
    pub(super) languages: Vec<Language>,
    lexicons: Vec<Lexicon>,
    pub(super) vocabulary: Vocabulary,
    pub(super) classifier: Classifier,
    nearest: Nearest,
    detector: Detector,
}

/// A question as it is read in one language.
pub(super) struct Read<'a> {
    pub(super) sentences: Vec<ReadSentence<'a>>,
    pub(super) bag: Bag,
}

/// What speaks for each class.
#[derive(Debug, Clone)]
pub(super) struct Evidence {
    /// The likelihood of each class; they add up to 1.
    pub(super) likelihood: Vec<f32>,
    pub(super) signals: Signals,
}

impl Engine {
    /// Learns from the phrasings and titles of a knowledge base.
    pub fn train(knowledge: &Knowledge) -> Self {
        Self::train_with(knowledge, Tuning::default())
    }

    pub(crate) fn train_with(knowledge: &Knowledge, tuning: Tuning) -> Self {
        let mut classes: Vec<Class> = knowledge.topics.iter().map(|topic| Class::Topic(topic.id.clone())).collect();
        classes.extend(knowledge.small_talk.iter().map(|talk| Class::SmallTalk(talk.id.clone())));
        let knows_out_of_scope = !knowledge.out_of_scope.is_empty();
        let languages = knowledge.languages.clone();
        let lexicons = Lexicon::all(knowledge);
        let mut vocabulary = Vocabulary::default();
        let mut samples = Samples::default();
        for_each_text(knowledge, |text, language, class| {
            let Some(at) = languages.iter().position(|known| *known == language) else { return };
            samples.push(&vocabulary.learn(&read(&lexicons[at], &text::sentences(text), &tuning), &tuning), class);
        });
        samples.renumber(&vocabulary.finish(lexicons.iter().flat_map(Lexicon::words), &tuning));
        samples.weigh(&vocabulary, &tuning);
        let outputs = classes.len() + usize::from(knows_out_of_scope);
        let classifier = Classifier::train(&samples, vocabulary.len(), outputs, &tuning);
        let nearest = Nearest::new(&samples, &vocabulary);
        let related = related(knowledge, classes.len());
        let detector = Detector::new(knowledge);
        Self {
            tuning,
            classes,
            knows_out_of_scope,
            related,
            languages,
            lexicons,
            vocabulary,
            classifier,
            nearest,
            detector,
        }
    }

    /// Never fails: what it cannot place is [`Decision::Unknown`].
    pub fn ask(&self, question: Question<'_>) -> Outcome {
        let sentences = text::sentences(question.text);
        let (language, shares) = self.shares(&sentences, question.language);
        let mut outcome = self.outcome(language, &self.weigh(&sentences, &shares, question.previous));
        if let Some(topics) = self.two_questions(&sentences, language, &shares) {
            outcome.decision = Decision::Choose(topics);
        }
        outcome
    }

    fn outcome(&self, language: Language, evidence: &Evidence) -> Outcome {
        let confidence = evidence.signals.confidence(self.knows_out_of_scope);
        let ours = &evidence.likelihood[..self.classes.len()];
        let highest = f64::from(ours.iter().copied().fold(f32::MIN_POSITIVE, f32::max));
        let sum: f32 = ours.iter().sum();
        let ranking = best(ours, LONGEST_RANKING)
            .into_iter()
            .map(|class| {
                let score = confidence * f64::from(ours[class]) / highest;
                let (Class::Topic(id) | Class::SmallTalk(id)) = &self.classes[class];
                Ranked { id: id.clone(), small_talk: matches!(self.classes[class], Class::SmallTalk(_)), score }
            })
            .collect::<Vec<_>>();
        let decision = decision::decide(confidence, highest / f64::from(sum), &ranking);
        Outcome { decision, language, confidence, ranking }
    }

    /// The topics of a message that asks two or three things: 'Wat kost het? En wie mag er meedoen?', or in one sentence.
    fn two_questions(&self, sentences: &[Sentence], language: Language, shares: &[f32]) -> Option<Vec<TopicId>> {
        let asking: Vec<&Sentence> = sentences.iter().filter(|sentence| sentence.asks).collect();
        let halves = match (sentences, &asking[..]) {
            ([only], _) => only.halves(),
            (_, [only]) => only.halves(),
            _ => None,
        };
        let asking = halves.as_ref().map_or(asking, |halves| halves.iter().collect());
        if !(2..=3).contains(&asking.len()) {
            return None;
        }
        let mut topics: Vec<TopicId> = vec![];
        for sentence in asking {
            let evidence = self.weigh(std::slice::from_ref(sentence), shares, None);
            if let Decision::Answer(topic) = self.outcome(language, &evidence).decision
                && !topics.contains(&topic)
            {
                topics.push(topic);
            }
        }
        (topics.len() > 1).then_some(topics)
    }

    /// What speaks for each class, in the languages that the sentences are likely to be in.
    pub(super) fn weigh(&self, sentences: &[Sentence], shares: &[f32], previous: Option<&TopicId>) -> Evidence {
        let mut total: Option<Evidence> = None;
        for (at, share) in shares.iter().enumerate().filter(|(_, share)| **share > WORTH_TRYING) {
            let evidence = self.weigh_in(at, sentences).times(*share);
            total = Some(match total {
                None => evidence,
                Some(total) => total.plus(&evidence),
            });
        }
        let mut evidence = total.unwrap_or_else(|| self.weigh_in(0, sentences));
        if let Some(previous) = previous {
            self.follow_up(previous, &mut evidence);
        }
        evidence
    }

    /// The language to answer in, and how likely the question is in each; these add up to 1.
    pub(super) fn shares(&self, sentences: &[Sentence], own: Language) -> (Language, Vec<f32>) {
        // A number is of no language.
        let is_word = |word: &&String| word.contains(char::is_alphabetic);
        let words = || sentences.iter().flat_map(|sentence| &sentence.words).filter(is_word);
        let mut shares = self.detector.detect(words());
        let own = self.languages.iter().position(|language| *language == own);
        let clear = shares.iter().position(|share| *share > CLEAR).filter(|clear| {
            // 'Hallo' looks English, but says nothing to somebody Dutch.
            own.is_none_or(|own| own == *clear || !self.detector.is_at_home(own, *clear, words()))
        });
        if let (None, Some(own)) = (clear, own) {
            shares[own] += 1.0;
            shares.iter_mut().for_each(|share| *share /= 2.0);
        }
        (self.languages[clear.or(own).unwrap_or(0)], shares)
    }

    pub(super) fn read<'a>(&'a self, language: usize, sentences: &'a [Sentence]) -> Read<'a> {
        let sentences = read(&self.lexicons[language], sentences, &self.tuning);
        Read { bag: self.vocabulary.bag(&sentences, &self.tuning), sentences }
    }

    fn weigh_in(&self, language: usize, sentences: &[Sentence]) -> Evidence {
        let read = self.read(language, sentences);
        let (scores, likeness) = self.scores(&read.bag);
        let mut likelihood: Vec<f32> = scores.iter().map(|s| s * self.tuning.temper).collect();
        softmax(&mut likelihood);
        let coverage = self.coverage(&read);
        let signals = Signals::new(&scores, &likelihood, &likeness, self.classes.len(), coverage);
        Evidence { likelihood, signals }
    }

    /// The score of each class and the likeness of its nearest phrasing.
    pub(super) fn scores(&self, bag: &Bag) -> (Vec<f32>, Vec<f32>) {
        let scores = self.classifier.scores(bag);
        let likeness = self.nearest.likeness(bag, scores.len());
        (scores, likeness)
    }

    /// The part of the question that the knowledge base knows, each word weighed by how telling it is.
    fn coverage(&self, read: &Read<'_>) -> f32 {
        let (mut known, mut all) = (0.0, 0.0);
        for token in read.sentences.iter().flat_map(|sentence| &sentence.tokens) {
            let weight = self.vocabulary.weight(features::word_key(token));
            all += weight;
            known += weight * token.reading.certainty();
        }
        if all > 0.0 { known / all } else { 0.0 }
    }

    /// Right after an answer, a question that is not clear by itself is likelier about what belongs to that answer.
    fn follow_up(&self, previous: &TopicId, evidence: &mut Evidence) {
        let Some(class) = self.classes.iter().position(|class| *class == Class::Topic(previous.clone())) else {
            return;
        };
        let likelihood = &mut evidence.likelihood;
        likelihood[class] *= self.tuning.follow_up;
        for related in &self.related[class] {
            likelihood[usize::from(*related)] *= self.tuning.follow_up;
        }
        let sum: f32 = likelihood.iter().sum();
        likelihood.iter_mut().for_each(|value| *value /= sum);
    }
}

impl Evidence {
    fn times(mut self, share: f32) -> Self {
        self.likelihood.iter_mut().for_each(|value| *value *= share);
        self.signals = self.signals.times(share);
        self
    }

    fn plus(mut self, other: &Self) -> Self {
        for (value, more) in self.likelihood.iter_mut().zip(&other.likelihood) {
            *value += more;
        }
        self.signals = self.signals.plus(&other.signals);
        self
    }
}

/// The `count` classes with the highest values, the highest first; among equals the first.
pub(super) fn best(values: &[f32], count: usize) -> Vec<usize> {
    let mut best: Vec<usize> = Vec::with_capacity(count + 1);
    for (class, value) in values.iter().enumerate() {
        if best.len() == count && best.last().is_some_and(|last| *value <= values[*last]) {
            continue;
        }
        let at = best.partition_point(|other| values[*other] >= *value);
        best.insert(at, class);
        best.truncate(count);
    }
    best
}

fn read<'a>(lexicon: &'a Lexicon, sentences: &'a [Sentence], tuning: &Tuning) -> Vec<ReadSentence<'a>> {
    let asks = sentences.iter().any(|sentence| sentence.asks);
    let last = sentences.len();
    sentences
        .iter()
        .enumerate()
        .map(|(at, sentence)| ReadSentence {
            tokens: lexicon.read(&sentence.words),
            weight: if sentence.asks || (!asks && at + 1 == last) { 1.0 } else { tuning.aside },
        })
        .collect()
}

/// Every text to learn from, with its language and its class.
fn for_each_text(knowledge: &Knowledge, mut found: impl FnMut(&str, Language, usize)) {
    let topics = knowledge.topics.iter().map(|topic| &topic.phrasings);
    let small_talk = knowledge.small_talk.iter().map(|talk| &talk.phrasings);
    for (class, phrasings) in topics.chain(small_talk).chain([&knowledge.out_of_scope]).enumerate() {
        for phrasing in phrasings {
            found(&phrasing.text, phrasing.language, class);
        }
    }
    for (class, topic) in knowledge.topics.iter().enumerate() {
        for language in &knowledge.languages {
            found(topic.title.get(*language), *language, class);
        }
    }
}

/// For each class the classes of the topics that are related to it.
fn related(knowledge: &Knowledge, classes: usize) -> Vec<Vec<u16>> {
    let class = |id: &TopicId| {
        let at = knowledge.topics.iter().position(|topic| topic.id == *id)?;
        u16::try_from(at).ok()
    };
    let mut related: Vec<Vec<u16>> =
        knowledge.topics.iter().map(|topic| topic.related.iter().filter_map(class).collect()).collect();
    related.resize(classes, vec![]);
    related
}
