use std::time::Duration;

use super::*;

fn answered(expected: &[&str], zone: Zone, topics: &[&str], confidence: f64) -> Answered {
    Answered {
        case: Case {
            line: 2,
            question: "wat kost het".to_owned(),
            expected: expected.iter().map(|id| (*id).to_owned()).collect(),
            language: Some(Language::Dutch),
            style: Some("chat".to_owned()),
        },
        zone,
        topics: topics.iter().map(|id| ((*id).to_owned(), 0.25)).collect(),
        choices: if zone == Zone::Choose { topics.iter().map(|id| (*id).to_owned()).collect() } else { vec![] },
        confidence,
        took: Duration::from_micros(30),
    }
}

fn report() -> Report {
    Report::new(
        vec![
            answered(&["kosten"], Zone::Answer, &["kosten", "doel"], 0.9),
            answered(&["kosten"], Zone::Answer, &["doel", "kosten"], 0.8),
            answered(&["kosten", "bedrag"], Zone::Choose, &["doel", "bedrag"], 0.6),
            answered(&["kosten"], Zone::Unknown, &["doel", "taal", "privacy", "kosten"], 0.2),
            answered(&[], Zone::Answer, &["SMALLTALK"], 0.7),
            answered(&[], Zone::Unknown, &["doel"], 0.1),
        ],
        vec![],
    )
}

#[test]
fn figures_are_shares_of_what_they_name() {
    let report = report();
    let group = report.group("nl").unwrap();
    assert_eq!((group.in_scope, group.out_of_scope), (4, 2));
    assert_eq!(group.right_first, Some(0.25));
    assert_eq!(group.right_in_three, Some(0.75));
    assert_eq!(group.wrong_direct, Some(0.25));
    assert_eq!(group.helped, Some(0.5));
    assert_eq!(group.out_not_direct, Some(0.5));
    assert_eq!(group.out_unknown, Some(0.5));
    // Of eight pairs the out-of-scope one has the higher confidence in two.
    assert_eq!(group.auroc, Some(0.75));
    assert_eq!(group.refused_at_90, Some(0.5));
    assert_eq!(report.groups.len(), 2, "the language, and its one style");
}

#[test]
fn confusions_come_most_frequent_first() {
    let confusions: Vec<_> =
        report().confusions.iter().map(|it| (it.asked.clone(), it.answered.clone(), it.count)).collect();
    let expect = [("kosten", "doel", 3), ("NONE", "SMALLTALK", 1)];
    assert_eq!(confusions, expect.map(|(asked, answered, count)| (asked.to_owned(), answered.to_owned(), count)));
}

#[test]
fn lines_of_json_have_the_agreed_fields() {
    let jsonl = report().jsonl();
    let lines: Vec<&str> = jsonl.lines().collect();
    assert_eq!(lines.len(), 6);
    assert_eq!(
        lines[2],
        r#"{"question":"wat kost het","expected":["kosten","bedrag"],"decision":"choose","topics":[{"id":"doel","score":0.25},{"id":"bedrag","score":0.25}]}"#
    );
    assert!(lines[4].contains(r#""expected":[],"decision":"answer""#), "{}", lines[4]);
}

#[test]
fn text_and_json_carry_the_wrong_direct_answers() {
    let text = report().text();
    assert!(text.contains("expected kosten, answered doel"), "{text}");
    assert!(text.contains("expected NONE, answered SMALLTALK"), "{text}");
    let json: serde_json::Value = serde_json::from_str(&report().json()).unwrap();
    assert_eq!(json["wrong_direct_answers"].as_array().unwrap().len(), 2);
    assert_eq!(json["p99_microseconds"], 30.0);
}

#[test]
fn questions_are_read_with_their_columns_in_any_order() {
    let cases = read("style\ttopics\tquestion\nchat\ta|b\tWat?\n\nkeywords\tNONE\tWeer\n").unwrap();
    assert_eq!(cases[0].expected, ["a", "b"]);
    assert_eq!(cases[0].style.as_deref(), Some("chat"));
    assert_eq!((cases[1].line, cases[1].expected.len()), (4, 0));
}

#[test]
fn problems_carry_their_line() {
    let check = |text: &str, expect: &[&str]| {
        let problems: Vec<String> = read(text).unwrap_err().iter().map(Problem::to_string).collect();
        assert_eq!(problems.len(), expect.len(), "{problems:?}");
        for (problem, expect) in problems.iter().zip(expect) {
            assert!(problem.starts_with(expect), "{problem}");
        }
    };
    check("", &["line 1: the header has no column `question`"]);
    check("question\tlang\nWat?\tnl\n", &["line 1: the header has no column `topics`"]);
    check("question\ttopics\n", &["line 1: there are no questions"]);
    check(
        "question\ttopics\tlang\nWat?\n\tkosten\nWat?\ta||b\nWat?\tNONE|a\nWat?\ta\txx\n",
        &[
            "line 2: there is no `topics`",
            "line 3: there is no `question`",
            "line 4: `a||b` has an empty",
            "line 5: `NONE|a` says",
            "line 6: `xx` is not one of the languages",
        ],
    );
}
