//! The editor's mirror: what in a knowledge base will make the engine mistake one question for another.
//!
//! Each phrasing is left out of training in turn (a fifth of them at a time) and asked: what it finds then is what
//! somebody finds who words a question like it. Invariant: remarks come in the order of the file, and the same
//! knowledge base gives the same remarks.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::engine::Engine;
use super::{Decision, Outcome, Question, text};
use crate::knowledge::{Knowledge, Language, Phrasing, TopicId};

/// The parts that the phrasings are left out in.
const PARTS: usize = 5;
/// Fewer phrasings than this in a language are few.
const ENOUGH: usize = 8;
/// So many phrasings, and this share of those of both topics, must be mistaken before two topics look alike.
const ALIKE: usize = 3;
const ALIKE_SHARE: f64 = 0.1;
/// From so many phrasings on it shows whether they are one-sided.
const TELLING: usize = 6;
/// This share of phrasings that start alike is one-sided.
const START_SHARE: f64 = 0.6;

/// Something that an editor may want to change.
#[derive(Debug, Clone, PartialEq)]
pub struct Remark {
    /// The line in the file that it is about, counted from 1; 0 when the knowledge did not come from a file.
    pub line: usize,
    pub kind: RemarkKind,
}

/// What there is to remark.
#[derive(Debug, Clone, PartialEq)]
pub enum RemarkKind {
    /// When they are left out, these phrasings find another topic first, and it is answered or offered. `own` is `None`
    /// for examples of what is not ours; these are here when they are answered directly. `margin` is how far the other
    /// topic is ahead at most, from 0 to 1: near 1 the phrasing probably stands in the wrong place.
    FindsAnother { own: Option<TopicId>, found: TopicId, phrasings: Vec<Phrasing>, margin: f64 },
    /// Phrasings of these two topics find the other one when they are left out, `count` in all.
    LookAlike { one: TopicId, other: TopicId, count: usize },
    /// The topic has few phrasings in a language.
    Few { topic: TopicId, language: Language, count: usize },
    /// Most phrasings start with the same word.
    SameStart { topic: TopicId, language: Language, word: String },
    /// All phrasings have the same telling word, so who does not use it may not be understood.
    SameWord { topic: TopicId, language: Language, word: String },
}

/// Everything there is to remark about a knowledge base. Trains the engine five times.
pub fn mirror(knowledge: &Knowledge) -> Vec<Remark> {
    let mut remarks = vec![];
    left_out(knowledge, &mut remarks);
    for topic in &knowledge.topics {
        for language in &knowledge.languages {
            one_sided(knowledge, &topic.id, &topic.phrasings, *language, &mut remarks);
        }
    }
    remarks.sort_by_key(|remark| remark.line);
    remarks
}

/// Phrasings of one topic that find the same other one, and how far it is ahead at most.
#[derive(Default)]
struct Strays {
    phrasings: Vec<Phrasing>,
    margin: f64,
}

/// Leaves every phrasing out once and asks it.
fn left_out(knowledge: &Knowledge, remarks: &mut Vec<Remark>) {
    let mut mistaken: BTreeMap<(&TopicId, &TopicId), usize> = BTreeMap::new();
    let mut elsewhere: BTreeMap<(Option<&TopicId>, TopicId), Strays> = BTreeMap::new();
    for part in 0..PARTS {
        let engine = Engine::train(&without(knowledge, part));
        for (own, phrasings) in lists(knowledge) {
            for phrasing in in_part(phrasings, part) {
                let question = Question { text: &phrasing.text, language: phrasing.language, previous: None };
                let outcome = engine.ask(question);
                if let Some((found, margin)) = finds_another(&outcome, own) {
                    let strays = elsewhere.entry((own, found)).or_default();
                    strays.phrasings.push(phrasing.clone());
                    strays.margin = strays.margin.max(margin);
                }
                let first = outcome.ranking.first().and_then(|ranked| knowledge.topic(&ranked.id));
                let own = own.and_then(|own| knowledge.topic(own));
                if let (Some(own), Some(first)) = (own, first)
                    && own.id != first.id
                {
                    *mistaken.entry(((&own.id).min(&first.id), (&own.id).max(&first.id))).or_default() += 1;
                }
            }
        }
    }
    for ((own, found), Strays { mut phrasings, margin }) in elsewhere {
        phrasings.sort_by_key(|phrasing| phrasing.line);
        let line = phrasings[0].line;
        remarks.push(Remark { line, kind: RemarkKind::FindsAnother { own: own.cloned(), found, phrasings, margin } });
    }
    for ((one, other), count) in mistaken {
        let lines = |id: &TopicId| knowledge.topic(id).map_or(&[][..], |topic| &topic.phrasings[..]);
        let all = lines(one).len() + lines(other).len();
        if count >= ALIKE && count as f64 >= ALIKE_SHARE * all as f64 {
            let line = lines(one).first().map_or(0, |phrasing| phrasing.line);
            let kind = RemarkKind::LookAlike { one: one.clone(), other: other.clone(), count };
            remarks.push(Remark { line, kind });
        }
    }
}

/// The other topic that a phrasing of `own` finds, and how far it is ahead.
fn finds_another(outcome: &Outcome, own: Option<&TopicId>) -> Option<(TopicId, f64)> {
    let first = outcome.ranking.first()?;
    let shown = match outcome.decision {
        Decision::Answer(_) | Decision::SmallTalk(_) => true,
        Decision::Choose(_) => own.is_some(),
        Decision::Unknown => false,
    };
    if !shown || Some(&first.id) == own {
        return None;
    }
    let own = outcome.ranking.iter().find(|ranked| Some(&ranked.id) == own).map_or(0.0, |ranked| ranked.score);
    Some((first.id.clone(), first.score - own))
}

/// The phrasings of each topic, of small talk, and of what is not ours.
fn lists(knowledge: &Knowledge) -> impl Iterator<Item = (Option<&TopicId>, &Vec<Phrasing>)> {
    let topics = knowledge.topics.iter().map(|topic| (Some(&topic.id), &topic.phrasings));
    let small_talk = knowledge.small_talk.iter().map(|talk| (Some(&talk.id), &talk.phrasings));
    topics.chain(small_talk).chain([(None, &knowledge.out_of_scope)])
}

/// Every fifth phrasing of a list.
fn in_part(phrasings: &[Phrasing], part: usize) -> impl Iterator<Item = &Phrasing> {
    phrasings.iter().skip(part).step_by(PARTS)
}

fn without(knowledge: &Knowledge, part: usize) -> Knowledge {
    let mut rest = knowledge.clone();
    let drop = |phrasings: &mut Vec<Phrasing>| {
        let mut at = 0;
        phrasings.retain(|_| {
            at += 1;
            (at - 1) % PARTS != part
        });
    };
    rest.topics.iter_mut().for_each(|topic| drop(&mut topic.phrasings));
    rest.small_talk.iter_mut().for_each(|talk| drop(&mut talk.phrasings));
    drop(&mut rest.out_of_scope);
    rest
}

/// Few phrasings, or phrasings that have too much in common.
fn one_sided(
    knowledge: &Knowledge,
    topic: &TopicId,
    phrasings: &[Phrasing],
    language: Language,
    remarks: &mut Vec<Remark>,
) {
    let own: Vec<&Phrasing> = phrasings.iter().filter(|phrasing| phrasing.language == language).collect();
    let line = own.first().map_or(0, |phrasing| phrasing.line);
    let mut remark = |kind| remarks.push(Remark { line, kind });
    if own.len() < ENOUGH {
        remark(RemarkKind::Few { topic: topic.clone(), language, count: own.len() });
    }
    if own.len() < TELLING {
        return;
    }
    let words: Vec<Vec<String>> = own.iter().map(|phrasing| text::words(&phrasing.text)).collect();
    let mut starts: BTreeMap<&str, usize> = BTreeMap::new();
    for first in words.iter().filter_map(|words| words.first()) {
        *starts.entry(first).or_default() += 1;
    }
    if let Some((word, count)) = starts.into_iter().max_by_key(|(_, count)| *count)
        && count as f64 >= START_SHARE * own.len() as f64
    {
        remark(RemarkKind::SameStart { topic: topic.clone(), language, word: word.to_owned() });
    }
    let sets: Vec<BTreeSet<&String>> = words.iter().map(|words| words.iter().collect()).collect();
    let shared = sets[0].iter().filter(|word| sets.iter().all(|set| set.contains(**word)));
    for word in shared.filter(|word| telling(knowledge, topic, language, word)) {
        remark(RemarkKind::SameWord { topic: topic.clone(), language, word: (*word).clone() });
    }
}

/// Fewer than one in ten phrasings of other topics have the word.
fn telling(knowledge: &Knowledge, topic: &TopicId, language: Language, word: &str) -> bool {
    let others: Vec<&Phrasing> = knowledge
        .topics
        .iter()
        .filter(|other| other.id != *topic)
        .flat_map(|other| &other.phrasings)
        .filter(|phrasing| phrasing.language == language)
        .collect();
    let having = others.iter().filter(|phrasing| text::words(&phrasing.text).iter().any(|known| known == word)).count();
    having * 10 < others.len()
}

/// As the problems of a knowledge base are shown: the line, then what there is to say.
impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.line)?;
        match &self.kind {
            RemarkKind::FindsAnother { own, found, phrasings, margin: _ } => {
                let first = &phrasings[0].text;
                match own {
                    Some(own) => write!(f, "`{first}` stands under `{own}`")?,
                    None => write!(f, "`{first}` is not ours")?,
                }
                write!(f, ", but left out of training it finds `{found}`")?;
                let others: Vec<String> = phrasings[1..].iter().map(|phrasing| phrasing.line.to_string()).collect();
                match others.len() {
                    0 => Ok(()),
                    1 => write!(f, "; so is line {}", others[0]),
                    _ => write!(f, "; so are lines {}", others.join(", ")),
                }
            }
            RemarkKind::LookAlike { one, other, count } => {
                write!(f, "the topics `{one}` and `{other}` look alike: {count} phrasings of one find the other")
            }
            RemarkKind::Few { topic, language, count } => {
                write!(f, "`{topic}` has {count} phrasings in `{language}`; with {ENOUGH} or more it is found better")
            }
            RemarkKind::SameStart { topic, language, word } => {
                write!(
                    f,
                    "most phrasings of `{topic}` in `{language}` start with `{word}`; people start in other ways too"
                )
            }
            RemarkKind::SameWord { topic, language, word } => {
                write!(f, "all phrasings of `{topic}` in `{language}` have the word `{word}`; add some without it")
            }
        }
    }
}
