//! What a question costs, beside scanning every phrasing with strsim, and how that grows with the knowledge base.
//!
//! `cargo bench --bench answering` runs it all; `faq` or a number of topics after `--` runs that one alone. Each runs in a
//! process of its own, so that the memory is that of this knowledge base and nothing else. `faq` is `faq.yaml` with the
//! questions of `tests/data/eval/`; the others are made up: words of random syllables, a few of them shared by all topics
//! as 'de', 'hoe' and 'kosten' are, ten phrasings to a topic. The sequence of random numbers is fixed. Memory is what the
//! resident set grew by (Linux).

use std::collections::BTreeMap;
use std::hint::black_box;
use std::process::Command;
use std::time::{Duration, Instant};

use esij_bot::answering::{Engine, Question, evaluation, normalise};
use esij_bot::knowledge::{self, Knowledge, Language, PerLanguage, Phrasing, Topic, TopicId};
use esij_bot::texts::Markup;

/// The name of the knowledge base that is delivered.
const OWN: &str = "faq";
const SIZES: [usize; 3] = [45, 1_000, 10_000];
const PHRASINGS: usize = 10;
const QUESTIONS: usize = 2_000;
/// Scans are slow, and all alike.
const SCANNED: usize = 20;
const LANGUAGE: Language = Language::Dutch;

fn main() {
    // `cargo bench` passes `--bench`.
    for argument in std::env::args().skip(1) {
        if argument == OWN {
            return measure(&own_knowledge(), &own_questions());
        } else if let Ok(topics) = argument.parse() {
            let mut random = Random(0x9e37_79b9_7f4a_7c15);
            let knowledge = knowledge(topics, &mut random);
            return measure(&knowledge, &questions(&knowledge, &mut random));
        }
    }
    run_apart(OWN);
    SIZES.iter().for_each(|size| run_apart(&size.to_string()));
}

fn run_apart(what: &str) {
    let program = std::env::current_exe().expect("the path of this program is known");
    let status = Command::new(program).arg(what).status().expect("this program can be started again");
    assert!(status.success(), "measuring {what} failed");
}

fn own_knowledge() -> Knowledge {
    knowledge::parse(include_str!("../faq.yaml")).expect("a sound knowledge base").knowledge
}

/// Those that a topic answers, each with the best one.
fn own_questions() -> Vec<(TopicId, String)> {
    let sets = [include_str!("../tests/data/eval/dev.tsv"), include_str!("../tests/data/eval/fresh.tsv")];
    let cases = sets.into_iter().flat_map(|set| evaluation::read(set).expect("sound questions"));
    cases.filter_map(|case| Some((TopicId::parse(case.expected.first()?).ok()?, case.question))).collect()
}

fn measure(knowledge: &Knowledge, questions: &[(TopicId, String)]) {
    let before = resident();
    let start = Instant::now();
    let engine = Engine::train(knowledge);
    let training = start.elapsed();
    let memory = resident().zip(before).map(|(after, before)| after.saturating_sub(before));

    let mut right = 0;
    let mut times: Vec<Duration> = questions
        .iter()
        .map(|(topic, text)| {
            let start = Instant::now();
            let outcome = black_box(engine.ask(Question { text: black_box(text), language: LANGUAGE, previous: None }));
            let took = start.elapsed();
            right += usize::from(outcome.ranking[0].id == *topic);
            took
        })
        .collect();
    times.sort_unstable();
    let (median, slowest) = (times[times.len() / 2], times[times.len() * 99 / 100]);

    let count: usize = knowledge.topics.iter().map(|topic| topic.phrasings.len()).sum();
    println!("{} topics, {count} phrasings", knowledge.topics.len());
    println!("  training       {training:>12.1?}");
    match memory {
        Some(kilobytes) => println!("  memory         {:>9.1} MB", kilobytes as f64 / 1024.0),
        None => println!("  memory         not known on this system"),
    }
    println!(
        "  a question     {median:>12.1?}  p99 {slowest:.1?}  right first {:.1} %",
        percent(right, questions.len())
    );
    let phrasings: Vec<(&TopicId, String)> = knowledge
        .topics
        .iter()
        .flat_map(|topic| topic.phrasings.iter().map(|phrasing| (&topic.id, normalise(&phrasing.text))))
        .collect();
    scan("levenshtein", questions, &phrasings, median, strsim::normalized_levenshtein);
    scan("jaro-winkler", questions, &phrasings, median, strsim::jaro_winkler);
    scan("sørensen-dice", questions, &phrasings, median, strsim::sorensen_dice);
}

/// The likeliest phrasing by comparing with each of them.
fn scan(
    name: &str,
    questions: &[(TopicId, String)],
    phrasings: &[(&TopicId, String)],
    engine: Duration,
    likeness: fn(&str, &str) -> f64,
) {
    let mut right = 0;
    let start = Instant::now();
    for (topic, text) in &questions[..SCANNED] {
        let text = normalise(text);
        let best = phrasings.iter().map(|(topic, phrasing)| (likeness(&text, phrasing), *topic));
        let best = black_box(best.max_by(|a, b| a.0.total_cmp(&b.0)));
        right += usize::from(best.is_some_and(|(_, found)| found == topic));
    }
    let each = start.elapsed() / u32::try_from(SCANNED).expect("a small number");
    let times = each.as_secs_f64() / engine.as_secs_f64();
    println!("  {name:<14} {each:>12.1?}  {times:.0} × the engine  right first {:.1} %", percent(right, SCANNED));
}

fn percent(part: usize, whole: usize) -> f64 {
    100.0 * part as f64 / whole as f64
}

/// A knowledge base of made-up topics.
fn knowledge(topics: usize, random: &mut Random) -> Knowledge {
    let shared: Vec<String> = (0..60).map(|_| random.word(1, 2)).collect();
    let topics = (0..topics)
        .map(|number| {
            let own: Vec<String> = (0..8).map(|_| random.word(2, 4)).collect();
            let phrasings = (0..PHRASINGS)
                .map(|_| Phrasing { text: random.phrase(&own, &shared), language: LANGUAGE, line: 0 })
                .collect();
            Topic {
                id: id(&format!("topic-{number}")),
                category: id("topics"),
                title: one_language(random.phrase(&own, &shared)),
                answer: one_language(Markup::plain(&random.phrase(&own, &shared))),
                sources: vec![],
                related: vec![],
                next: vec![],
                checked: None,
                phrasings,
            }
        })
        .collect();
    Knowledge {
        languages: vec![LANGUAGE],
        categories: vec![],
        sources: vec![],
        topics,
        small_talk: vec![],
        out_of_scope: vec![],
        synonyms: vec![],
    }
}

/// Phrasings with a word left out, a word in between, and a slip.
fn questions(knowledge: &Knowledge, random: &mut Random) -> Vec<(TopicId, String)> {
    (0..QUESTIONS)
        .map(|_| {
            let topic = &knowledge.topics[random.below(knowledge.topics.len())];
            let phrasing = &topic.phrasings[random.below(PHRASINGS)].text;
            let mut words: Vec<String> = phrasing.split(' ').map(str::to_owned).collect();
            words.remove(random.below(words.len()));
            let at = random.below(words.len());
            words.insert(at, random.word(1, 3));
            let at = random.below(words.len());
            let letter = random.below(words[at].len());
            words[at].remove(letter);
            (topic.id.clone(), words.join(" "))
        })
        .collect()
}

fn id(text: &str) -> TopicId {
    TopicId::parse(text).expect("a sound id")
}

fn one_language<T>(value: T) -> PerLanguage<T> {
    PerLanguage::new(BTreeMap::from([(LANGUAGE, value)])).expect("one value")
}

/// A fixed sequence of random numbers (xorshift64*).
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % end
    }

    fn word(&mut self, fewest: usize, most: usize) -> String {
        const FIRST: [&str; 20] =
            ["b", "d", "f", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "w", "z", "st", "kr", "br", "sch"];
        const VOWELS: [&str; 9] = ["a", "e", "i", "o", "u", "aa", "ee", "oe", "ij"];
        const LAST: [&str; 8] = ["", "", "n", "r", "s", "t", "k", "ng"];
        let syllables = fewest + self.below(most - fewest + 1);
        let mut word = String::new();
        for _ in 0..syllables {
            word.push_str(FIRST[self.below(FIRST.len())]);
            word.push_str(VOWELS[self.below(VOWELS.len())]);
            word.push_str(LAST[self.below(LAST.len())]);
        }
        word
    }

    /// Two to four words of the topic among three to six that all topics use.
    fn phrase(&mut self, own: &[String], shared: &[String]) -> String {
        let mut words: Vec<&str> = (0..3 + self.below(4)).map(|_| shared[self.below(shared.len())].as_str()).collect();
        for _ in 0..2 + self.below(3) {
            let at = self.below(words.len() + 1);
            words.insert(at, &own[self.below(own.len())]);
        }
        words.join(" ")
    }
}

/// The resident set of this process in kB, where the system tells.
fn resident() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
