//! Every kind of problem, with the line and the words an editor gets.

mod robustness;
mod yaml;

use super::*;

const SAMPLE: &str = include_str!("sample.yaml");

/// The smallest file there can be.
const MINIMAL: &str = "\
version: 1
languages: [en]
topics:
  - id: hours
    title: When are you open?
    answer: From nine to five.
    phrasings: [opening hours]
";

/// What is wrong with `yaml`, a line for each problem.
#[track_caller]
fn check(yaml: &str, expected: &str) {
    let found = match parse(yaml) {
        Ok(_) => String::new(),
        Err(problems) => problems.to_string(),
    };
    assert_eq!(found, expected.trim(), "in\n{yaml}");
}

/// What is wrong with the sample after replacing the one place where `old` stands.
#[track_caller]
fn check_with(old: &str, new: &str, expected: &str) {
    check(&sample_with(old, new), expected);
}

#[track_caller]
fn check_warnings(yaml: &str, expected: &str) {
    let loaded = parse(yaml).unwrap_or_else(|problems| panic!("{problems}"));
    let found: Vec<_> = loaded.warnings.iter().map(Problem::to_string).collect();
    assert_eq!(found.join("\n"), expected.trim());
}

#[track_caller]
fn sample_with(old: &str, new: &str) -> String {
    assert_eq!(SAMPLE.matches(old).count(), 1, "`{old}` stands in the sample once");
    SAMPLE.replace(old, new)
}

fn id(text: &str) -> TopicId {
    TopicId::parse(text).unwrap()
}

#[test]
fn the_embedded_file_is_sound() {
    if let Err(problems) = parse(embedded()) {
        panic!("{problems}");
    }
}

#[test]
fn everything_in_the_file_is_read() {
    let knowledge = sample();
    assert_eq!(knowledge.languages, [Language::Dutch, Language::English]);
    assert_eq!(knowledge.categories[0].title.get(Language::English), "The programme");
    assert_eq!(knowledge.sources[0].name.get(Language::English), "ESIJ");
    assert_eq!(knowledge.sources[0].url.as_deref(), Some("https://ijmondsamenwerking.nl/esij"));

    let topic = knowledge.topic(&id("voorwaarden")).unwrap();
    assert_eq!(topic.category, id("programma"));
    assert_eq!(topic.title.get(Language::Dutch), "Wat zijn de voorwaarden?");
    assert_eq!(topic.answer.get(Language::Dutch).as_html(), "Er is genoeg <b>draagvlak</b>, nu of straks.");
    assert_eq!(topic.sources, [id("esij")]);
    assert_eq!(topic.related, [id("draagvlak")]);
    assert_eq!(topic.next, [NextStep::Idea, NextStep::PassOn]);
    assert_eq!(topic.checked.unwrap().to_string(), "2026-11-24");
    assert_eq!(topic.phrasings.len(), 10);

    let phrasing = &knowledge.topics[1].phrasings[1];
    let expected = Phrasing { text: "Wat betekent draagvlak?".to_owned(), language: Language::Dutch, line: 36 };
    assert_eq!(*phrasing, expected);
    assert_eq!(knowledge.small_talk[0].phrasings[1].text, "👋");
    assert_eq!((knowledge.out_of_scope.len(), knowledge.out_of_scope[0].line), (1, 51));
    let words = vec!["steun".to_owned(), "hulp".to_owned()];
    assert_eq!(knowledge.synonyms, [Synonyms { language: Language::Dutch, words }]);
    check_warnings(SAMPLE, "");
}

#[test]
fn a_minimal_file_is_enough() {
    let knowledge = parse(MINIMAL).unwrap().knowledge;
    assert_eq!(knowledge.categories[0].id, id("topics"));
    assert_eq!(knowledge.in_category(&id("topics")).count(), 1);
    assert_eq!(knowledge.topics[0].answer.get(Language::English).as_html(), "From nine to five.");
    assert_eq!(knowledge.topics[0].phrasings[0].line, 7);
    check_warnings(
        MINIMAL,
        "7: topics[0] (hours).phrasings: `en` has only 1 of the 5 phrasings (with more of them the question is recognised more often)",
    );
}

#[test]
fn all_problems_come_at_once_in_the_order_of_their_lines() {
    check(
        "\
version: 2
languages: [nl, xx]
topics:
  - id: Eén
    titel: { nl: Vraag }
    answer: { nl: 'a <b> b' }
    related: [twee]
    phrasings: { nl: [vraag], en: [question] }
  - title: { nl: Nog een vraag }
    answer: 12
extra: ja
",
        "\
1: version: version `2` is not known (this program reads version `1`)
2: languages[1]: `xx` is not one of the languages nl, en, ar, da, de, el, es, fi, fr, hu, it, no, pt, ro, ru, sv, ta, tr
4: topics[0] (Eén).id: an id is made of lower-case letters, digits and single hyphens, unlike `Eén`
5: topics[0] (Eén).titel: there is no key `titel` here (did you mean `title`?)
6: topics[0] (Eén).answer.nl: `<b>` is never closed
7: topics[0] (Eén).related[0]: there is no topic `twee`
8: topics[0] (Eén).phrasings.en: `en` is not a language of this file (the key `languages` at the top lists `nl`)
9: topics[1]: the key `id` is missing
9: topics[1]: the key `phrasings` is missing
10: topics[1].answer: expected a text, found the number `12` (put it in quotes: `\"12\"`)
11: extra: there is no key `extra` here (the keys are `version`, `languages`, `sources`, `categories`, `topics`, `small_talk`, `out_of_scope` and `synonyms`)",
    );
}

#[test]
fn the_head_of_the_file() {
    check_with("version: 1\n", "", "2: the key `version` is missing");
    check_with("version: 1", "version: '1'", "2: version: expected the number `1`, found a text");
    check_with("version: 1", "versie: 1", "2: versie: there is no key `versie` here (did you mean `version`?)");
    check_with("[nl, en]", "[nl, en, nl]", "3: languages[2]: `nl` stands in this list twice");
    check(&MINIMAL.replace("[en]", "en"), "2: languages: expected a list of language codes, found a text");
    check(&MINIMAL.replace("[en]", "[]"), "2: languages: at least one language is needed");
    check("version: 1\nlanguages: [en]\ntopics: []\n", "3: topics: at least one topic is needed");
    check("version: 1\nlanguages: [en]\ntopics:\n", "3: topics: expected a list of topics, found nothing");
}

#[test]
fn ids() {
    let twice =
        |line, path: &str, what, first| format!("{line}: {path}.id: the id `{what}` is already that of the {first}");
    check_with(
        "  - id: draagvlak",
        "  - id: voorwaarden",
        &format!(
            "21: topics[0] (voorwaarden).related[0]: there is no topic `draagvlak`\n{}",
            twice(27, "topics[1] (voorwaarden)", "voorwaarden", "topic on line 12")
        ),
    );
    check_with(
        "categories:",
        "  - { id: esij, name: Nog een }\ncategories:",
        &twice(8, "sources[1] (esij)", "esij", "source on line 5"),
    );
    check_with(
        "topics:",
        "  - { id: programma, title: { nl: A, en: B } }\ntopics:",
        &twice(11, "categories[1] (programma)", "programma", "category on line 9"),
    );
    check_with(
        "out_of_scope:",
        "  - { id: greeting, answer: { nl: A, en: B }, phrasings: { nl: [q], en: [q] } }\nout_of_scope:",
        &twice(50, "small_talk[1] (greeting)", "greeting", "small talk on line 47"),
    );
    check_with(
        "- id: greeting",
        "- id: draagvlak",
        "47: small_talk[0] (draagvlak): the id `draagvlak` is already that of the topic on line 27",
    );
    check_with(
        "- id: greeting",
        "- id: 2024",
        "47: small_talk[0].id: expected a text, found the number `2024` (put it in quotes: `\"2024\"`)",
    );
    check_with("- id: greeting", "- id: ''", "47: small_talk[0].id: this text is empty");
    let long = "a".repeat(49);
    check_with(
        "- id: greeting",
        &format!("- id: {long}"),
        &format!("47: small_talk[0] ({long}).id: an id has 1 to 48 characters, `{long}` has 49"),
    );
}

#[test]
fn references() {
    check_with(
        "related: [draagvlak]",
        "related: [draagvlag, voorwaarden, draagvlak, draagvlak, 3]",
        "\
21: topics[0] (voorwaarden).related[1]: a topic is not related to itself
21: topics[0] (voorwaarden).related[0]: there is no topic `draagvlag` (did you mean `draagvlak`?)
21: topics[0] (voorwaarden).related[3]: `draagvlak` stands in this list twice
21: topics[0] (voorwaarden).related[4]: expected a text, found the number `3` (put it in quotes: `\"3\"`)",
    );
    check_with(
        "sources: [esij]\n    related",
        "sources: [esji, esij, esij]\n    related",
        "\
20: topics[0] (voorwaarden).sources[0]: there is no source `esji` (did you mean `esij`?)
20: topics[0] (voorwaarden).sources[2]: `esij` stands in this list twice",
    );
    for sources in ["sources: []", "sources:"] {
        check_with(
            "sources: [esij]\n    related",
            &format!("{sources}\n    related"),
            "20: topics[0] (voorwaarden).sources: at least one source is needed",
        );
    }
    check_with(
        "    sources: [esij]\n    related",
        "    related",
        "12: topics[0] (voorwaarden): the key `sources` is missing",
    );
    check_with(
        "programma\n    title: { nl: \"Wat is",
        "program\n    title: { nl: \"Wat is",
        "28: topics[1] (draagvlak).category: there is no category `program` (did you mean `programma`?)",
    );
    check_with(
        "    category: programma\n    title: { nl: \"Wat is",
        "    title: { nl: \"Wat is",
        "27: topics[1] (draagvlak): the key `category` is missing",
    );
    check(
        &MINIMAL.replace("    title", "    category: general\n    title"),
        "5: topics[0] (hours).category: there is no category `general`",
    );
    check_with(
        "next: [idea, pass_on]",
        "next: [pass-on, idea, idea, call]",
        "\
22: topics[0] (voorwaarden).next[0]: `pass-on` is neither `idea` nor `pass_on` (did you mean `pass_on`?)
22: topics[0] (voorwaarden).next[2]: `idea` stands in this list twice
22: topics[0] (voorwaarden).next[3]: `call` is neither `idea` nor `pass_on`",
    );
}

#[test]
fn sources_and_dates() {
    for url in ["http://a.example", "https://", "https://localhost", "https://a.example/x y", "ftp://a.example"] {
        check_with(
            "https://ijmondsamenwerking.nl/esij",
            url,
            &format!("7: sources[0] (esij).url: `{url}` is not a link (a link looks like `https://example.org/page`)"),
        );
    }
    let first = "checked: 2026-11-24\n    phrasings:\n      nl: [";
    let with = |date: &str| sample_with(first, &first.replace("2026-11-24", date));
    for date in ["24-11-2026", "2026-1-5", "vandaag", "2026-11-24T00:00"] {
        check(
            &with(date),
            &format!(
                "23: topics[0] (voorwaarden).checked: `{date}` is not a date (write year, month and day as in `2026-11-24`)"
            ),
        );
    }
    check(&with("2026-02-30"), "23: topics[0] (voorwaarden).checked: the calendar has no day `2026-02-30`");
    check(
        &with("2026"),
        "23: topics[0] (voorwaarden).checked: expected a text, found the number `2026` (put it in quotes: `\"2026\"`)",
    );
}

#[test]
fn texts_in_every_language() {
    let answer = "{ nl: \"Genoeg steun.\", en: \"Enough support.\" }";
    let path = "30: topics[1] (draagvlak).answer";
    for (yaml, expected) in [
        ("{ nl: Steun. }", ": the language `en` is missing"),
        ("{}", ": the languages `nl` and `en` are missing"),
        ("Steun.", ": expected a text under each of `nl` and `en`, found a text"),
        ("[Steun.]", ": expected a text under each of `nl` and `en`, found a list"),
        ("", ": expected a text under each of `nl` and `en`, found nothing"),
        ("{ nl: Steun., en: '  ' }", ".en: this text is empty"),
        ("{ nl: Steun., en: }", ".en: expected a text, found nothing"),
        ("{ nl: Steun., en: true }", ".en: expected a text, found `true` (put it in quotes: `\"true\"`)"),
        ("{ nl: Steun., en: \"a\\0b\" }", ".en: this text has a control character in it (U+0000)"),
        ("{ nl: Steun., en: R&D }", ".en: `&` must be written as `&amp;`"),
        ("{ nl: Steun., en: <i>a }", ".en: `<i>` is never closed"),
        ("{ nl: Steun., en: <b></b> }", ".en: this text shows nothing"),
        (
            "{ nl: Steun., en: Support., de: Hilfe. }",
            ".de: `de` is not a language of this file (the key `languages` at the top lists `nl` and `en`)",
        ),
        (
            "{ nl: Steun., en: Support., NL: Hulp. }",
            ".NL: `NL` is not a language of this file (the key `languages` at the top lists `nl` and `en`)",
        ),
    ] {
        check_with(answer, yaml, &format!("{path}{expected}"));
    }
}

#[test]
fn lengths() {
    // A family is one character to a person and eleven code units to Telegram.
    let family = "👨‍👩‍👧‍👦";
    let title = |text: &str| sample_with("\"What is backing?\"", &format!("\"{text}\""));
    check(&title(&family.repeat(60)), "");
    check(
        &title(&"a".repeat(61)),
        "29: topics[1] (draagvlak).title.en: a title has at most 60 characters, this one has 61",
    );
    check(
        &title("a\\nb"),
        "29: topics[1] (draagvlak).title.en: this text has to stand on one line (start it with `>-` instead of `|`)",
    );
    let answer = |text: &str| sample_with("\"Enough support.\"", &format!("'{text}'"));
    check(&answer(&"é".repeat(500)), "");
    check(&answer(&format!("<a href=\"https://example.org/{0}\">{0}</a>", "a".repeat(500))), "");
    check(
        &answer(&"&amp;".repeat(501)),
        "30: topics[1] (draagvlak).answer.en: an answer has at most 500 characters, this one has 501",
    );
    check(
        &answer(&family.repeat(400)),
        "30: topics[1] (draagvlak).answer.en: a Telegram message has at most 4096 UTF-16 code units, this answer has 4400",
    );
}

#[test]
fn phrasings_lead_to_one_place() {
    let same = " (capitals and punctuation make no difference)";
    let add =
        |text: &str| sample_with("        - draagvlak\n", &format!("        - draagvlak\n        - \"{text}\"\n"));
    let path = "36: topics[1] (draagvlak).phrasings.nl[1]";
    for (text, expected) in [
        ("Eisen?!", "`Eisen?!` already stands under the topic `voorwaarden` on line 25"),
        ("waaraan  VOLDOEN", "`waaraan VOLDOEN` already stands under the topic `voorwaarden` on line 25"),
        // 'Conditions' is a phrasing in the other language: a question does not say which it is in.
        ("Conditions", "`Conditions` already stands under the topic `voorwaarden` on line 26"),
        ("Draagvlak.", "`Draagvlak.` already stands on line 35"),
    ] {
        check(&add(text), &format!("{path}: {expected}{same}"));
    }
    // Under one topic a word may stand in both languages.
    check(&add("backing"), "");
    check(
        &add("Hallo!"),
        &format!(
            "50: small_talk[0] (greeting).phrasings.nl[0]: `hallo` already stands under the topic `draagvlak` on line 36{same}"
        ),
    );
    check(
        &add("👋"),
        &format!(
            "50: small_talk[0] (greeting).phrasings.nl[1]: `👋` already stands under the topic `draagvlak` on line 36{same}"
        ),
    );
    check(
        &add("wat voor weer wordt het"),
        &format!(
            "52: out_of_scope.nl[0]: `Wat voor weer wordt het?` already stands under the topic `draagvlak` on line 36{same}"
        ),
    );
    check(
        &add("wat zijn de voorwaarden"),
        "14: topics[0] (voorwaarden).title.nl: `Wat zijn de voorwaarden?` is already a phrasing of the topic `draagvlak` on line 36",
    );
    check_with(
        "\"Wat is draagvlak?\"",
        "Wat zijn de voorwaarden",
        "29: topics[1] (draagvlak).title.nl: `Wat zijn de voorwaarden` is already the title of the topic `voorwaarden` on line 14",
    );
}

#[test]
fn phrasings_in_every_language() {
    let path = "49: small_talk[0] (greeting).phrasings";
    for (yaml, expected) in [
        ("{ nl: [hallo] }", ": the language `en` is missing"),
        ("{ nl: [hallo], en: [] }", ".en: at least one phrasing is needed here"),
        ("{ nl: [hallo], en: }", ".en: expected a list of texts, found nothing"),
        ("{ nl: [hallo], en: hello }", ".en: expected a list of texts, found a text"),
        ("{ nl: [hallo], en: [hello, ] }", ""),
        ("{ nl: [hallo], en: [hello, ''] }", ".en[1]: this text is empty"),
        (
            "{ nl: [hallo], en: [hello, 112] }",
            ".en[1]: expected a text, found the number `112` (put it in quotes: `\"112\"`)",
        ),
        ("[hallo]", ": expected a list of texts under each of `nl` and `en`, found a list"),
    ] {
        let expected = if expected.is_empty() { String::new() } else { format!("{path}{expected}") };
        check_with("{ nl: [hallo, \"👋\"], en: [hello] }", yaml, &expected);
    }
}

#[test]
fn synonyms() {
    let path = "54: synonyms.nl";
    for (yaml, expected) in [
        ("[steun]", format!("{path}[0]: a group has at least two words")),
        ("steun", format!("{path}[0]: expected a list of words, found a text")),
        ("[steun, Steun]", format!("{path}[0][1]: `Steun` already stands in a group on line 54")),
        (
            "[steun, hulp]\n    - [geld, Hulp]",
            "55: synonyms.nl[1][1]: `Hulp` already stands in a group on line 54".to_owned(),
        ),
        ("[steun, '']", format!("{path}[0][1]: this text is empty")),
        ("[steun, no]\n  en: [[no, steun]]", String::new()),
        ("[steun, hulp]\n  en:", String::new()),
        (
            "[steun, hulp]\n  de: []",
            "55: synonyms.de: `de` is not a language of this file (the key `languages` at the top lists `nl` and `en`)"
                .to_owned(),
        ),
    ] {
        check_with("[steun, hulp]", yaml, &expected);
    }
}

#[test]
fn what_deserves_a_look() {
    let unused = sample_with("categories:", "  - { id: krant, name: De krant }\ncategories:")
        .replace("topics:", "  - { id: steun, title: { nl: Steun, en: Support } }\ntopics:")
        .replace("    next: [idea, pass_on]\n    checked: 2026-11-24\n", "")
        .replace(", \"wanneer kan het\"", "");
    check_warnings(
        &unused,
        "\
8: sources[1] (krant): no topic has this source
12: categories[1] (steun): no topic has this category
14: topics[0] (voorwaarden): the key `checked` is missing (the date on which somebody compared the answer with its sources)
24: topics[0] (voorwaarden).phrasings: `nl` has only 4 of the 5 phrasings (with more of them the question is recognised more often)",
    );
}
