//! Asking: what `faq.yaml` as it is delivered answers, measured with questions that had no part in it.

use std::sync::LazyLock;
use std::time::Duration;

use esij_bot::answering::evaluation::{self, Report};
use esij_bot::answering::{Decision, Engine, Lesson, Question, Verdict, learn, normalise};
use esij_bot::knowledge::{self, Knowledge, Language, TopicId};

/// Questions to measure with, by two authors who saw nothing of the knowledge base; the second saw only the facts.
const SETS: [(&str, &str); 2] =
    [("dev.tsv", include_str!("data/eval/dev.tsv")), ("fresh.tsv", include_str!("data/eval/fresh.tsv"))];
const FAQ: &str = include_str!("../faq.yaml");

static KNOWLEDGE: LazyLock<Knowledge> =
    LazyLock::new(|| knowledge::parse(FAQ).unwrap_or_else(|problems| panic!("faq.yaml: {problems}")).knowledge);
static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::train(&KNOWLEDGE));
/// One of each set.
static REPORTS: LazyLock<[Report; 2]> = LazyLock::new(|| {
    SETS.map(|(name, questions)| {
        let cases = evaluation::read(questions).unwrap_or_else(|problems| panic!("{name}: {problems:?}"));
        evaluation::evaluate(&ENGINE, &KNOWLEDGE, cases, &mut || Duration::ZERO)
    })
});

/// Two questions are near copies from this likeness on (strsim's normalised Levenshtein).
const NEAR: f64 = 0.9;

/// What the programme has published facts about. A topic more or less is a decision, not an accident.
const TOPICS: [&str; 45] = [
    "wat-is-esij",
    "doel-esij",
    "welke-gemeenten",
    "kracht-ijmond",
    "crossovers",
    "mra",
    "htsm",
    "made-in-ijmond",
    "vastgesteld",
    "focussectoren",
    "innovatie-ondernemerschap",
    "onderwijs-arbeidsmarkt",
    "maak-haven-tech",
    "totstandkoming",
    "wie-werkt-mee",
    "ondersteuning",
    "voorwaarden",
    "draagvlak",
    "tijdelijk",
    "onrendabele-top",
    "past-mijn-idee",
    "wie-kan-indienen",
    "buiten-ijmond",
    "idee-indienen",
    "na-indienen",
    "status-idee",
    "idee-wijzigen",
    "bedrag",
    "deadline",
    "kosten",
    "contact",
    "programmamanager",
    "mens-spreken",
    "geschiedenis",
    "looptijd",
    "jaarplan",
    "techport",
    "offshore-wind",
    "circulair",
    "detailhandel",
    "netwerk",
    "meer-lezen",
    "privacy",
    "over-de-bot",
    "talen",
];

/// About a point under what was reached when these were last looked at.
struct Floors {
    set: usize,
    language: &'static str,
    right_first: f64,
    right_in_three: f64,
    /// A ceiling, this one.
    wrong_direct: f64,
    helped: f64,
    out_not_direct: f64,
    auroc: f64,
}

#[test]
fn answers_stay_as_good_as_they_are() {
    check(&Floors {
        set: 0,
        language: "nl",
        right_first: 0.97,
        right_in_three: 0.99,
        wrong_direct: 0.02,
        helped: 0.977,
        out_not_direct: 0.973,
        auroc: 0.989,
    });
    check(&Floors {
        set: 0,
        language: "en",
        right_first: 0.985,
        right_in_three: 0.99,
        wrong_direct: 0.01,
        helped: 0.985,
        out_not_direct: 0.975,
        auroc: 0.99,
    });
    check(&Floors {
        set: 1,
        language: "nl",
        right_first: 0.955,
        right_in_three: 0.985,
        wrong_direct: 0.015,
        helped: 0.978,
        out_not_direct: 0.957,
        auroc: 0.988,
    });
    check(&Floors {
        set: 1,
        language: "en",
        right_first: 0.943,
        right_in_three: 0.972,
        wrong_direct: 0.029,
        helped: 0.948,
        out_not_direct: 0.935,
        auroc: 0.979,
    });
    for ((name, _), report) in SETS.iter().zip(REPORTS.iter()) {
        assert_eq!(report.unknown_topics, Vec::<String>::new(), "topics that {name} expects");
    }
}

fn check(floors: &Floors) {
    let (set, report) = (SETS[floors.set].0, &REPORTS[floors.set]);
    let group = report.group(floors.language).unwrap_or_else(|| panic!("{set} has questions in this language"));
    let reached = |name: &str, value: Option<f64>, floor: f64| {
        let value = value.unwrap_or_default();
        let language = floors.language;
        assert!(value >= floor, "{name} in `{language}` of {set} is {value:.3}, below {floor:.3}\n{}", report.text());
    };
    reached("right first", group.right_first, floors.right_first);
    reached("right in three", group.right_in_three, floors.right_in_three);
    reached("not answered directly and wrong", group.wrong_direct.map(|wrong| 1.0 - wrong), 1.0 - floors.wrong_direct);
    reached("helped", group.helped, floors.helped);
    reached("out of scope and not answered directly", group.out_not_direct, floors.out_not_direct);
    reached("AUROC", group.auroc, floors.auroc);
}

#[test]
fn the_topics_are_those_with_facts() {
    let mut topics: Vec<&str> = KNOWLEDGE.topics.iter().map(|topic| topic.id.as_str()).collect();
    let mut expected = TOPICS.to_vec();
    topics.sort_unstable();
    expected.sort_unstable();
    assert_eq!(topics, expected);
}

#[test]
fn words_of_both_languages_are_answered_in_the_own_one() {
    for (text, language, expected) in [
        ("Hallo", "nl", "nl"),
        ("contact", "nl", "nl"),
        ("contact", "en", "en"),
        ("info", "nl", "nl"),
        ("wat is esij", "en", "nl"),
        ("what is esij", "nl", "en"),
    ] {
        let language = Language::parse(language).expect("a language");
        let outcome = ENGINE.ask(Question { text, language, previous: None });
        assert_eq!(outcome.language.code(), expected, "{text}");
    }
}

#[test]
fn every_title_is_answered_with_its_topic() {
    for topic in &KNOWLEDGE.topics {
        for (language, title) in topic.title.iter() {
            let question = Question { text: title, language, previous: None };
            let decision = ENGINE.ask(question).decision;
            assert_eq!(decision, Decision::Answer(topic.id.clone()), "{title}\n{}", ENGINE.explain(question));
        }
    }
}

#[test]
fn questions_to_measure_with_stay_out_of_the_knowledge_base() {
    let cases = SETS.iter().flat_map(|(_, questions)| evaluation::read(questions).expect("the questions can be read"));
    let measured: Vec<String> = cases.map(|case| normalise(&case.question)).collect();

    let titles = KNOWLEDGE.topics.iter().flat_map(|topic| topic.title.iter().map(|(_, title)| (title.as_str(), 0)));
    let topics = KNOWLEDGE.topics.iter().flat_map(|topic| &topic.phrasings);
    let small_talk = KNOWLEDGE.small_talk.iter().flat_map(|talk| &talk.phrasings);
    let phrasings = topics.chain(small_talk).chain(&KNOWLEDGE.out_of_scope);
    let copies: Vec<String> = phrasings
        .map(|phrasing| (phrasing.text.as_str(), phrasing.line))
        .chain(titles)
        .filter(|(text, _)| near(&normalise(text), &measured))
        .map(|(text, line)| format!("line {line}: {text}"))
        .collect();
    assert!(copies.is_empty(), "faq.yaml has near copies of questions to measure with:\n{}", copies.join("\n"));
}

fn near(text: &str, questions: &[String]) -> bool {
    let length = text.len();
    questions.iter().any(|question| {
        // Texts of very different length cannot be near, and are not worth comparing.
        let (shorter, longer) = (length.min(question.len()), length.max(question.len()));
        shorter as f64 >= NEAR * longer as f64 && strsim::normalized_levenshtein(text, question) >= NEAR
    })
}

/// Questions of which the knowledge base knows nothing, the same with a slip, and where they shall belong.
const TAUGHT: [(&str, &str, &str); 6] = [
    ("Mag mijn papegaai mee naar het overleg?", "mag mijn papegai mee naar het overleg", "contact"),
    ("wat is de wachttijd voor een intake", "wat is de wachtijd voor een intake", "na-indienen"),
    (
        "Kan mijn stichting hier een kermis voor aanvragen?",
        "kan mijn stichtng hier een kermis voor aanvragen",
        "bedrag",
    ),
    ("krijg ik dan een certificaat", "krijg ik dan een certificat", "wie-werkt-mee"),
    ("doet de sluis ook mee", "doet de sluis ook mee?!", "maak-haven-tech"),
    ("hoe duur is de wethouder", "hoe duur is de wethouwder", "kosten"),
];

fn taught(verdict: impl Fn(&str) -> Verdict) -> Engine {
    let mut knowledge = KNOWLEDGE.clone();
    let lessons = TAUGHT.map(|(question, _, topic)| {
        let verdict = verdict(topic);
        Lesson { question: question.into(), language: Language::Dutch, verdict }
    });
    assert_eq!(learn(&mut knowledge, &lessons).applied, TAUGHT.len());
    Engine::train(&knowledge)
}

fn decide(engine: &Engine, text: &str) -> Decision {
    engine.ask(Question { text, language: Language::Dutch, previous: None }).decision
}

#[test]
fn what_is_taught_is_answered_also_with_a_slip() {
    let topic = |id: &str| TopicId::parse(id).expect("an id");
    let engine = taught(|id| Verdict::Topic(topic(id)));
    for (question, slip, id) in TAUGHT {
        let expected = Decision::Answer(topic(id));
        assert_ne!(decide(&ENGINE, question), expected, "{question}: there is nothing to learn");
        assert_eq!(decide(&engine, question), expected, "{question}");
        assert_eq!(decide(&engine, slip), expected, "{slip}");
    }
}

#[test]
fn what_is_not_ours_is_not_answered() {
    let engine = taught(|_| Verdict::NotOurs);
    assert!(TAUGHT.iter().any(|(question, _, _)| decide(&ENGINE, question) != Decision::Unknown));
    for (question, slip, _) in TAUGHT {
        assert_eq!(decide(&engine, question), Decision::Unknown, "{question}");
        assert_eq!(decide(&engine, slip), Decision::Unknown, "{slip}");
    }
}

/// What was answered well still is, however odd the lessons.
#[test]
fn lessons_spoil_nothing_else() {
    const SPOILED: f64 = 0.01;
    let engine = taught(|id| Verdict::Topic(TopicId::parse(id).expect("an id")));
    for ((name, questions), before) in SETS.iter().zip(REPORTS.iter()) {
        let cases = evaluation::read(questions).unwrap_or_else(|problems| panic!("{name}: {problems:?}"));
        let after = evaluation::evaluate(&engine, &KNOWLEDGE, cases, &mut || Duration::ZERO);
        for language in ["nl", "en"] {
            let helped = |report: &Report| report.group(language).and_then(|group| group.helped).expect("questions");
            let (before, after) = (helped(before), helped(&after));
            assert!(after >= before - SPOILED, "{name}, {language}: {after:.3} after {before:.3}");
        }
    }
}
