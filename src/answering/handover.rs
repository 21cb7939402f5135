//! What was taught, for whoever edits the knowledge base: as YAML in the shape of `faq.yaml`.
//!
//! Invariant: the knowledge base stays sound when each list is put where it belongs. What would break it, because it
//! stands elsewhere or belongs nowhere, is a comment.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;

use super::{Lesson, Verdict};
use crate::knowledge::{Knowledge, Language, folded};

/// The phrasings of one place, each language's in the order in which they were taught.
type Lists<'a> = BTreeMap<Language, Vec<&'a str>>;

/// Where a text already stands in the knowledge base: whose it is, and in which language; `None` for a title.
type Standing = HashMap<String, Vec<(String, Option<Language>)>>;

/// What `out_of_scope` is called where an owner is named.
const OUT_OF_SCOPE: &str = "`out_of_scope`";

/// The lessons, oldest first, as YAML: phrasings under the ids of their topics in the order of the file, examples of what
/// is not ours, and as comments what an editor has to look at. `knowledge` still has its phrasings.
pub fn as_yaml(knowledge: &Knowledge, lessons: &[Lesson]) -> String {
    let standing = standing(knowledge);
    let mut topics: Vec<Lists<'_>> = vec![Lists::new(); knowledge.topics.len()];
    let mut not_ours = Lists::new();
    let mut kept: Vec<String> = Vec::new();
    let mut left: Vec<String> = Vec::new();
    for (at, lesson) in lessons.iter().enumerate() {
        let text = lesson.question.as_str();
        let key = folded(text);
        let shown = format!("{}: {}", lesson.language, quoted(text));
        let again = |later: &Lesson| later.verdict != Verdict::Keep && folded(later.question.as_str()) == key;
        let place = match &lesson.verdict {
            Verdict::Keep => {
                kept.push(shown);
                continue;
            }
            // What was taught last counts.
            _ if lessons[at + 1..].iter().any(again) => continue,
            Verdict::Topic(id) => knowledge.topics.iter().position(|topic| topic.id == *id).map(Some),
            Verdict::NotOurs => Some(None),
        };
        let owner = match (&lesson.verdict, place) {
            (Verdict::Topic(id), None) => {
                left.push(format!("{shown} belongs to `{id}`, which is not there"));
                continue;
            }
            (Verdict::Topic(id), _) => topic_owner(id.as_str()),
            _ => OUT_OF_SCOPE.to_owned(),
        };
        if !knowledge.languages.contains(&lesson.language) {
            left.push(format!("{shown} belongs to {owner}, which is not in that language"));
            continue;
        }
        let here = standing.get(&key).map(Vec::as_slice).unwrap_or_default();
        if let Some((other, _)) = here.iter().find(|(other, _)| *other != owner) {
            left.push(format!("{shown} belongs to {owner} and stands under {other}"));
        } else if !here.iter().any(|(_, language)| *language == Some(lesson.language)) {
            let lists = place.flatten().map_or(&mut not_ours, |at| &mut topics[at]);
            lists.entry(lesson.language).or_default().push(text);
        }
    }
    let mut out = String::new();
    if topics.iter().any(|lists| !lists.is_empty()) {
        out.push_str("# Each list goes with the phrasings of the topic that has the id.\ntopics:\n");
    }
    for (topic, lists) in knowledge.topics.iter().zip(&topics).filter(|(_, lists)| !lists.is_empty()) {
        let _ = writeln!(out, "  - id: {}\n    phrasings:", topic.id);
        write(&mut out, lists, 6);
    }
    if !not_ours.is_empty() {
        out.push_str("# Questions that are not ours.\nout_of_scope:\n");
        write(&mut out, &not_ours, 2);
    }
    comment(&mut out, "Kept for the editor; the bot learned nothing from these.", &kept);
    comment(&mut out, "These need a decision: as they are they cannot stand in this knowledge base.", &left);
    if out.is_empty() { "# Nothing was taught that the knowledge base does not have.\n".to_owned() } else { out }
}

fn topic_owner(id: &str) -> String {
    format!("the topic `{id}`")
}

fn standing(knowledge: &Knowledge) -> Standing {
    let mut standing = Standing::new();
    let topics = knowledge.topics.iter().map(|topic| (topic_owner(topic.id.as_str()), &topic.phrasings));
    let talk = knowledge.small_talk.iter().map(|talk| (format!("the small talk `{}`", talk.id), &talk.phrasings));
    let all = topics.chain(talk).chain([(OUT_OF_SCOPE.to_owned(), &knowledge.out_of_scope)]);
    for (owner, phrasings) in all {
        for phrasing in phrasings {
            standing.entry(folded(&phrasing.text)).or_default().push((owner.clone(), Some(phrasing.language)));
        }
    }
    for topic in &knowledge.topics {
        for (_, title) in topic.title.iter() {
            standing.entry(folded(title)).or_default().push((topic_owner(topic.id.as_str()), None));
        }
    }
    standing
}

fn write(out: &mut String, lists: &Lists<'_>, indent: usize) {
    for (language, texts) in lists {
        let _ = writeln!(out, "{:indent$}{language}:", "");
        for text in texts {
            let _ = writeln!(out, "{:indent$}  - {}", "", quoted(text));
        }
    }
}

fn comment(out: &mut String, heading: &str, lines: &[String]) {
    if !lines.is_empty() {
        let _ = writeln!(out, "# {heading}");
    }
    for line in lines {
        let _ = writeln!(out, "#   {line}");
    }
}

/// In double quotes, on one line.
fn quoted(text: &str) -> String {
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
    format!("\"{}\"", line.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answering::learn;
    use crate::knowledge::{self, TopicId};

    const SAMPLE: &str = include_str!("../knowledge/tests/sample.yaml");

    fn lesson(question: &str, language: Language, verdict: &str) -> Lesson {
        let verdict = match verdict {
            "-" => Verdict::NotOurs,
            "?" => Verdict::Keep,
            id => Verdict::Topic(TopicId::parse(id).expect("an id")),
        };
        Lesson { question: question.into(), language, verdict }
    }

    /// Puts the lists of an export where its comments say.
    fn put_in(faq: &str, export: &str) -> String {
        let mut faq = faq.to_owned();
        let (mut topic, mut language) = (String::new(), String::new());
        for line in export.lines().filter(|line| !line.starts_with('#')) {
            let depth = line.len() - line.trim_start().len();
            match line.trim() {
                text if text.starts_with("- id: ") => topic = text["- ".len()..].to_owned(),
                "out_of_scope:" => topic = "out_of_scope:".to_owned(),
                "topics:" | "phrasings:" => {}
                text if text.starts_with("- ") => {
                    let from = faq.find(&format!("{topic}\n")).expect("the place");
                    let from = from + faq[from..].find("phrasings:").filter(|_| depth > 4).unwrap_or_default();
                    let at =
                        from + faq[from..].find(&format!(" {language}\n")).expect("its language") + language.len() + 2;
                    faq.insert_str(at, &format!("{line}\n"));
                }
                text => language = text.to_owned(),
            }
        }
        faq
    }

    #[test]
    fn the_export_goes_into_the_file() {
        use Language::{Dutch, English, Turkish};
        // The file as it is written by hand, with a list on each line.
        let text = crate::knowledge::embedded();
        let knowledge = knowledge::parse(text).unwrap_or_else(|problems| panic!("{problems}")).knowledge;
        let (first, second) = (&knowledge.topics[0], &knowledge.topics[1]);
        let (one, two) = (first.id.as_str(), second.id.as_str());
        let elsewhere = second.phrasings.iter().find(|phrasing| phrasing.language == Dutch).expect("a phrasing");
        let known = &first.phrasings[0].text;
        let strange = "Zegt \"hij\": 'dat' \\ mag # ook? - {ja} & *nee* %x @y !z 👍";
        let lessons = [
            lesson("Mag het ook rond zijn, met een papegaai erbij?", Dutch, one),
            lesson("May it be round as well, with a parrot?", English, one),
            lesson(strange, Dutch, two),
            lesson("true", Dutch, two),
            lesson("Eerst hier, met een loempia", Dutch, one),
            lesson("eerst hier met een loempia", Dutch, two),
            lesson("wie wint de koers met een loempia", Dutch, "-"),
            lesson("", Dutch, "?"),
            lesson("Voor de\nredactie", Dutch, "?"),
            lesson(&elsewhere.text, Dutch, one),
            lesson(&elsewhere.text.to_uppercase(), Dutch, "-"),
            lesson(known, Dutch, one),
            lesson(second.title.get(Dutch), Dutch, one),
            lesson("Is dit er nog?", Dutch, "weggehaald"),
            lesson("ne zaman", Turkish, one),
        ];
        let export = as_yaml(&knowledge, &lessons);
        let filled = put_in(text, &export);
        let loaded = knowledge::parse(&filled).unwrap_or_else(|problems| panic!("{problems}\n{export}")).knowledge;
        let count = |knowledge: &Knowledge| knowledge.topics.iter().map(|topic| topic.phrasings.len()).sum::<usize>();
        assert_eq!(count(&loaded), count(&knowledge) + 5, "{export}");
        assert_eq!(loaded.out_of_scope.len(), knowledge.out_of_scope.len() + 1);
        assert!(loaded.topics[1].phrasings.iter().any(|phrasing| phrasing.text == strange));
        // What stands in the file now is not handed over again, and is nothing new to the bot.
        let again = as_yaml(&loaded, &lessons);
        assert!(again.lines().all(|line| line.starts_with('#')), "{again}");
        let mut taught = loaded.clone();
        assert!(learn(&mut taught, &lessons).applied < 4);
        // It is YAML by itself, too.
        assert!(serde_yaml::from_str::<serde_yaml::Value>(&export).is_ok(), "{export}");
    }

    #[test]
    fn what_cannot_stand_there_is_a_comment() {
        let knowledge = knowledge::parse(SAMPLE).unwrap_or_else(|problems| panic!("{problems}")).knowledge;
        let title = knowledge.topics[1].title.get(Language::Dutch).clone();
        let greeting = knowledge.small_talk[0].phrasings[0].text.clone();
        let lessons = [
            lesson("Mag het ook rond?", Language::Dutch, "voorwaarden"),
            lesson(&title, Language::Dutch, "voorwaarden"),
            lesson(&greeting, Language::Dutch, "-"),
            lesson("Is dit er nog?", Language::Dutch, "weggehaald"),
            lesson("ne zaman", Language::Turkish, "voorwaarden"),
            lesson("Voor de redactie", Language::Dutch, "?"),
        ];
        insta::assert_snapshot!(as_yaml(&knowledge, &lessons));
        assert_eq!(as_yaml(&knowledge, &[]), "# Nothing was taught that the knowledge base does not have.\n");
    }
}
