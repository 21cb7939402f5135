//! What YAML itself lets people get wrong.

use super::*;

#[test]
fn syntax_errors_have_a_line_and_a_column() {
    check("", "1: the file is empty");
    check("# only a comment\n", "1: the file is empty");
    check("just a text", "1: expected keys with values, found a text");
    check("- a\n- b\n", "1: expected keys with values, found a list");
    let hints = [
        "look at the indentation, quotes and brackets on this line and the one before",
        "put a text with `: ` in it in quotes, and line up the keys",
        "put a text that begins with this character in quotes",
        "indent with spaces",
        "remove the line `---`",
        "delete it, or type the word again",
    ];
    let not_yaml =
        |place: &str, what: &str, hint: usize| format!("{place}: this is not YAML: {what} ({})", hints[hint]);
    check_with(
        "answer: { nl: \"Genoeg steun.\"",
        "answer: { nl: \"Genoeg steun.",
        &not_yaml("30:40", "invalid trailing content after double-quoted scalar", 0),
    );
    for (yaml, place, what, hint) in [
        ("a:\n\t- id: a\n", "2:2", "tabs disallowed within this context (block indentation)", 3),
        ("a: [nl\nb: []\n", "2:2", "illegal placement of ':' indicator", 0),
        ("a: Let op: dit gaat fout\n", "1:10", "mapping values are not allowed in this context", 1),
        ("a: 1\n b: 2\n", "2:3", "mapping values are not allowed in this context", 1),
        ("a: @b\n", "1:4", "unexpected character: `@'", 2),
        ("b: 1\na: 'b\nc: d\n", "2:4", "invalid indentation in quoted scalar", 0),
    ] {
        check(yaml, &not_yaml(place, what, hint));
    }
    let second = format!("a second YAML document starts here ({})", hints[4]);
    check("a: 1\n---\nb: 1\n", &format!("2:1: {second}"));
    check("a: 1\n...\nb: 1\n", &format!("3:1: {second}"));
    let unseen = |place: &str, code: &str| format!("{place}: a character that cannot be seen ({code}) ({})", hints[5]);
    check("a: 1\nb: \u{1}\n\0", &format!("{}\n{}", unseen("2:4", "U+0001"), unseen("3:1", "U+0000")));
    check("a: 1\nb: c\u{feff}d\n", &unseen("2:5", "U+FEFF"));
}

#[test]
fn keys_that_stand_twice_name_the_first() {
    check_with("version: 1\n", "version: 1\nversion: 1\n", "3: version: the key `version` already stands on line 2");
    check_with(
        "next: [idea, pass_on]",
        "sources: [esij]",
        "22: topics[0] (voorwaarden).sources: the key `sources` already stands on line 20",
    );
    check_with(
        "{ nl: \"Hallo.\", en: \"Hello.\" }",
        "{ nl: Hallo., en: Hello., nl: Hoi. }",
        "48: small_talk[0] (greeting).answer.nl: the key `nl` already stands on line 48",
    );
    check_with(
        "version: 1\n",
        "version: 1\n? [a]\n: 1\n~: 2\n",
        "3: a key is a word, not a list\n5: a key is a word, not nothing",
    );
}

#[test]
fn anchors_aliases_and_tags_are_refused() {
    let quote = "put a text that begins with this character in quotes";
    let anchor = format!("an anchor (`&name`) is not supported ({quote})");
    let tag = format!("a tag (`!name`) is not supported ({quote})");
    let alias = "an alias (`*name`) is not supported (write the text out, or put it in quotes)";
    check("a: &b c\nd: *b\n", &format!("1:4: {anchor}\n2:4: {alias}"));
    check("a: &b\n", &format!("1:4: {anchor}"));
    check("a: !b c\n", &format!("1:4: {tag}"));
    check("a: !!str 1\n", &format!("1:4: {tag}"));
    for yaml in ["a: *b\n", "a: **b**\n"] {
        let unknown = "while parsing node, found unknown anchor (put a text that begins with `*` in quotes)";
        check(yaml, &format!("1:4: this is not YAML: {unknown}"));
    }
}

#[test]
fn an_alias_bomb_and_deep_nesting_are_refused_in_no_time() {
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..30 {
        let before = vec![format!("*a{}", level - 1); 10].join(", ");
        bomb.push_str(&format!("a{level}: &a{level} [{before}]\n"));
    }
    assert!(parse(&bomb).unwrap_err().iter().all(|problem| problem.message.contains("is not supported")));
    for deep in ["[".repeat(100_000), "{a: ".repeat(100_000), "- ".repeat(20_000), "? ".repeat(20_000)] {
        assert!(parse(&deep).is_err());
    }
    let closed = format!("a: {}{}\n", "[".repeat(100), "]".repeat(100));
    check(&closed, "1:19: values are nested more than 16 deep");
}

#[test]
fn what_is_written_differently_but_means_the_same() {
    let expected = sample();
    for yaml in [
        format!("\u{feff}{SAMPLE}"),
        SAMPLE.replace('\n', "\r\n"),
        format!("---\n{SAMPLE}...\n"),
        SAMPLE.trim_end().to_owned(),
    ] {
        let found = parse(&yaml).unwrap_or_else(|problems| panic!("{problems}")).knowledge;
        let texts = |knowledge: &Knowledge| {
            let of_topics = knowledge.topics.iter().flat_map(|topic| topic.phrasings.clone());
            of_topics.map(|phrasing| phrasing.text).collect::<Vec<_>>()
        };
        assert_eq!(texts(&found), texts(&expected));
    }
}

#[test]
fn words_of_yaml_1_1_are_texts() {
    let yaml = MINIMAL.replace("[opening hours]", "[no, yes, on, off, 12:30, 1_000, 007, 2026-11-24, y]");
    let knowledge = parse(&yaml).unwrap_or_else(|problems| panic!("{problems}")).knowledge;
    let texts: Vec<_> = knowledge.topics[0].phrasings.iter().map(|phrasing| phrasing.text.as_str()).collect();
    assert_eq!(texts, ["no", "yes", "on", "off", "12:30", "1_000", "007", "2026-11-24", "y"]);
    // Norwegian is a language, not a denial.
    let norwegian = "version: 1\nlanguages: [no]\ntopics:\n  - id: a\n    title: { no: T }\n    answer: { no: A }\n    phrasings: { no: [q] }\n";
    check(norwegian, "");
}

#[test]
fn lines_count_through_blocks_and_comments() {
    let yaml = "\
version: 1
languages: [en]

topics:
  # A comment.
  - id: hours

    title: >-
      When are
      you open?
    answer: |
      From nine

      to five.   # not a comment here
    phrasings:
      en:
        # Another one.
        - opening hours   # and one behind
        -
          when are you
          open today
        - >-
          a long
          phrasing
        - \"in quotes
          on two lines\"
        - 'opening hours!'
";
    check(
        yaml,
        "27: topics[0] (hours).phrasings.en[4]: `opening hours!` already stands on line 18 (capitals and punctuation make no difference)",
    );
    let sound = yaml.replace("        - 'opening hours!'\n", "");
    let topic = &parse(&sound).unwrap().knowledge.topics[0];
    let lines: Vec<_> = topic.phrasings.iter().map(|phrasing| (phrasing.line, phrasing.text.as_str())).collect();
    assert_eq!(
        lines,
        [
            (18, "opening hours"),
            (20, "when are you open today"),
            (23, "a long phrasing"),
            (25, "in quotes on two lines")
        ]
    );
    assert_eq!(topic.answer.get(Language::English).as_html(), "From nine\n\nto five.   # not a comment here");
}
