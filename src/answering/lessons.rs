//! What the programme manager taught, added to what the knowledge base says.
//!
//! Invariant: a question belongs to one place only. What was taught last counts, also against the phrasings of the
//! file; and however wrong the lessons are, the knowledge base stays sound.

use std::collections::{BTreeSet, HashMap};

use super::{Outcome, Question};
use crate::answering::Engine;
use crate::ideas::Private;
use crate::knowledge::{Knowledge, Language, Phrasing, Topic, TopicId, folded};

/// Where a question belongs, in the eyes of the programme manager.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// This topic answers it.
    Topic(TopicId),
    /// The bot need not know it.
    NotOurs,
    /// The editor of the knowledge base is to look at it; the bot learns nothing from it.
    Keep,
}

/// A question with its verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lesson {
    pub question: Private,
    pub language: Language,
    pub verdict: Verdict,
}

/// What became of lessons.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Learned {
    /// How many phrasings and examples the knowledge base has of them now.
    pub applied: usize,
    /// The topics that were named and are not in the knowledge base.
    pub missing: BTreeSet<TopicId>,
}

/// The topics to which a question may belong.
#[derive(Debug, Clone)]
pub struct Suggestions<'a> {
    /// The language of the question.
    pub language: Language,
    /// The likeliest first.
    pub topics: Vec<&'a Topic>,
}

/// Adds the lessons, oldest first, to the phrasings and examples of a knowledge base that still has them. A lesson
/// whose topic or language is not there is left out.
pub fn learn(knowledge: &mut Knowledge, lessons: &[Lesson]) -> Learned {
    let mut learned = Learned::default();
    let mut last: HashMap<String, usize> = HashMap::new();
    for (at, lesson) in lessons.iter().enumerate() {
        match &lesson.verdict {
            Verdict::Topic(id) if knowledge.topic(id).is_none() => {
                learned.missing.insert(id.clone());
            }
            Verdict::Keep => {}
            _ if !knowledge.languages.contains(&lesson.language) => {}
            _ => {
                last.insert(folded(lesson.question.as_str()), at);
            }
        }
    }
    // Questions may be many; the phrasings of the file are gone through once.
    for topic in &mut knowledge.topics {
        let id = topic.id.clone();
        give_way(&mut topic.phrasings, |text| {
            let taught = last.get(text).map(|at| &lessons[*at].verdict);
            taught.is_none_or(|verdict| *verdict == Verdict::Topic(id.clone()))
        });
    }
    for talk in &mut knowledge.small_talk {
        give_way(&mut talk.phrasings, |text| !last.contains_key(text));
    }
    give_way(&mut knowledge.out_of_scope, |text| {
        last.get(text).is_none_or(|at| lessons[*at].verdict == Verdict::NotOurs)
    });
    let mut taught: Vec<usize> = last.into_values().collect();
    taught.sort_unstable();
    for lesson in taught.into_iter().map(|at| &lessons[at]) {
        let place = match &lesson.verdict {
            Verdict::Topic(id) => {
                knowledge.topics.iter_mut().find(|topic| topic.id == *id).map(|topic| &mut topic.phrasings)
            }
            Verdict::NotOurs => Some(&mut knowledge.out_of_scope),
            Verdict::Keep => None,
        };
        let Some(phrasings) = place else { continue };
        let text = lesson.question.as_str();
        let key = folded(text);
        if !phrasings.iter().any(|known| known.language == lesson.language && folded(&known.text) == key) {
            phrasings.push(Phrasing { text: text.to_owned(), language: lesson.language, line: 0 });
            learned.applied += 1;
        }
    }
    learned
}

/// Drops the phrasings that were taught to belong elsewhere, but never the last one: without any, a topic could no
/// longer be found.
fn give_way(phrasings: &mut Vec<Phrasing>, mut stays: impl FnMut(&str) -> bool) {
    let stays: Vec<bool> = phrasings.iter().map(|phrasing| stays(&folded(&phrasing.text))).collect();
    if stays.contains(&true) {
        let mut stays = stays.into_iter();
        phrasings.retain(|_| stays.next().unwrap_or(true));
    }
}

/// The topics to which a question may belong, at most `count`: those to offer to whoever can tell.
pub fn suggest<'a>(engine: &Engine, knowledge: &'a Knowledge, question: Question<'_>, count: usize) -> Suggestions<'a> {
    let Outcome { language, ranking, .. } = engine.ask(question);
    let topics = ranking.iter().filter(|ranked| !ranked.small_talk).filter_map(|ranked| knowledge.topic(&ranked.id));
    Suggestions { language, topics: topics.take(count).collect() }
}

#[cfg(test)]
mod tests {
    use super::super::Decision;
    use super::*;
    use crate::knowledge;

    const NL: Language = Language::Dutch;

    fn lesson(question: &str, verdict: &str) -> Lesson {
        let verdict = match verdict {
            "-" => Verdict::NotOurs,
            "?" => Verdict::Keep,
            id => Verdict::Topic(TopicId::parse(id).expect("an id")),
        };
        Lesson { question: question.into(), language: NL, verdict }
    }

    /// Where a text stands, and how often.
    fn places(knowledge: &Knowledge, text: &str) -> Vec<String> {
        let key = folded(text);
        let topics = knowledge.topics.iter().map(|topic| (topic.id.as_str(), &topic.phrasings));
        let talk = knowledge.small_talk.iter().map(|talk| (talk.id.as_str(), &talk.phrasings));
        let all = topics.chain(talk).chain([("-", &knowledge.out_of_scope)]);
        all.flat_map(|(place, phrasings)| {
            let here = phrasings.iter().filter(|phrasing| folded(&phrasing.text) == key);
            here.map(move |_| place.to_owned()).collect::<Vec<_>>()
        })
        .collect()
    }

    #[test]
    fn what_was_taught_last_counts() {
        let mut knowledge = knowledge::sample();
        let topic = &knowledge.topics.iter().find(|topic| topic.id.as_str() == "draagvlak").expect("a topic");
        let own = topic.phrasings[0].text.clone();
        let greeting = knowledge.small_talk[0].phrasings[0].text.clone();
        let lessons = [
            lesson("Mag het ook rond?", "voorwaarden"),
            lesson("mag het ook rond", "draagvlak"),
            lesson("Bestaat dit niet?", "weggehaald"),
            lesson("Voor de redactie", "?"),
            lesson("Wie wint er?", "voorwaarden"),
            lesson("wie wint er", "-"),
            lesson(&own, "voorwaarden"),
            lesson(&greeting, "-"),
            Lesson { language: Language::Turkish, ..lesson("ne zaman", "voorwaarden") },
        ];
        let learned = learn(&mut knowledge, &lessons);
        assert_eq!(learned.missing, BTreeSet::from([TopicId::parse("weggehaald").expect("an id")]));
        assert_eq!(learned.applied, 4);
        for (text, expected) in [
            ("Mag het ook rond?", &["draagvlak"][..]),
            ("Bestaat dit niet?", &[]),
            ("Voor de redactie", &[]),
            ("Wie wint er?", &["-"]),
            (&own, &["voorwaarden"]),
            (&greeting, &["-"]),
            ("ne zaman", &[]),
        ] {
            assert_eq!(places(&knowledge, text), expected, "{text}");
        }
        // Learned once more, nothing changes.
        assert_eq!(learn(&mut knowledge, &lessons).applied, 0);
    }

    #[test]
    fn a_topic_keeps_its_last_phrasing() {
        let mut knowledge = knowledge::sample();
        let all: Vec<String> = knowledge.topics[0].phrasings.iter().map(|phrasing| phrasing.text.clone()).collect();
        let lessons: Vec<Lesson> = all.iter().map(|text| lesson(text, "-")).collect();
        learn(&mut knowledge, &lessons);
        assert!(!knowledge.topics[0].phrasings.is_empty());
        Engine::train(&knowledge);
    }

    #[test]
    fn topics_are_suggested_for_any_question() {
        let knowledge = knowledge::sample();
        let engine = Engine::train(&knowledge);
        let question = |text| Question { text, language: NL, previous: None };
        let suggestions = suggest(&engine, &knowledge, question("hallo, wat is draagvlak"), 5);
        assert_eq!((suggestions.topics[0].id.as_str(), suggestions.topics.len()), ("draagvlak", 2));
        assert_eq!(suggest(&engine, &knowledge, question(""), 1).topics.len(), 1);
        assert_eq!(suggest(&engine, &knowledge, question("what is a support base"), 1).language, Language::English);
        assert_ne!(engine.ask(question("")).decision, Decision::Answer(suggestions.topics[0].id.clone()));
    }
}
