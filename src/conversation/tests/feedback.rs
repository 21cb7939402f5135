//! What is counted, what is kept of questions in vain, and whether an answer helped.

use super::*;
use crate::knowledge::TopicId;

/// What was counted and kept so far, in words.
fn noted(talk: &mut Talk) -> Vec<String> {
    let told = talk.noted.drain(..).map(|effect| match effect {
        Effect::Count { what, topic: Some(topic) } => format!("{} {topic}", what.name()),
        Effect::Count { what, topic: None } => what.name().to_owned(),
        Effect::Unanswered { language, question } => format!("{language}: {}", question.as_str()),
        other => panic!("{other:?}"),
    });
    told.collect()
}

fn rated(talk: &mut Talk) -> Vec<String> {
    noted(talk).into_iter().filter(|noted| noted.starts_with("liked") || noted.starts_with("disliked")).collect()
}

const ASKED: &str = "hoe lang duurt de steun";

#[test]
fn what_happens_is_counted_without_who() {
    let mut talk = Talk::new();
    for (text, expected) in [
        ("hoe lang duurt de steun", &["answered tijdelijk"][..]),
        ("hallo", &[]),
        ("…", &[]),
        ("waar kan ik pizza bestellen", &["unanswered", "nl: waar kan ik pizza bestellen"]),
        ("where can I buy a pizza tomorrow", &["unanswered", "en: where can I buy a pizza tomorrow"]),
    ] {
        talk.says(text);
        assert_eq!(noted(&mut talk), expected, "{text}");
    }
    talk.presses("Pass my question on");
    assert_eq!(noted(&mut talk), [] as [&str; 0]);
    talk.command("contact");
    assert_eq!(noted(&mut talk), ["shown contact"]);
    talk.presses_old("topic:show:nergens");
    assert_eq!(noted(&mut talk), [] as [&str; 0]);
}

#[test]
fn topics_to_choose_from_are_counted_and_none_of_them_is_no_answer() {
    let mut talk = Talk::new();
    let question = "Hoe lang duurt de steun? En wat is esij?";
    talk.says(question);
    assert_eq!(noted(&mut talk), ["choose"], "{}", talk.last());
    let none = talk.data("Geen van deze");
    talk.presses_old(&none);
    assert_eq!(noted(&mut talk), ["unanswered".to_owned(), format!("nl: {question}")]);
    talk.presses_old(&none);
    assert_eq!(noted(&mut talk), [] as [&str; 0], "the same question is missed once");
}

#[test]
fn a_form_keeps_what_is_typed_to_itself() {
    for place in [0, 1, 5, 12] {
        let mut talk = Talk::at(place);
        talk.noted.clear();
        talk.says("waar kan ik hier pizza bestellen?");
        assert_eq!(noted(&mut talk), [] as [&str; 0], "{place}");
        assert!(talk.buttons().all(|button| !button.data.starts_with("feedback")));
    }
    let mut talk = Talk::at(1);
    talk.says("hoe lang duurt die steun eigenlijk?");
    assert_eq!(noted(&mut talk), ["answered tijdelijk"]);
    assert!(talk.buttons().all(|button| !button.data.starts_with("feedback")));
}

#[test]
fn what_the_manager_tries_does_not_count() {
    let mut talk = Talk::new();
    talk.desk = Some(Desk::default());
    for text in [ASKED, "waar kan ik pizza bestellen", "Hoe lang duurt de steun? En wat is esij?"] {
        talk.says(text);
        assert_eq!(noted(&mut talk), [] as [&str; 0], "{text}");
        assert!(talk.buttons().all(|button| !button.data.starts_with("feedback")), "{text}");
    }
}

#[test]
fn an_answer_is_rated_once() {
    let mut talk = Talk::new();
    talk.says(ASKED);
    let (yes, no) = (talk.data("👍 Dit hielp"), talk.data("👎 Dit hielp niet"));
    talk.presses_old(&yes);
    assert_eq!(talk.last(), "Fijn dat het hielp.");
    assert_eq!(rated(&mut talk), ["liked tijdelijk"]);
    for again in [&yes, &no, &yes] {
        talk.presses_old(again);
        assert!(talk.last().contains("genoteerd"), "{}", talk.last());
    }
    assert_eq!((rated(&mut talk), talk.session.missing), (vec![], None));
    // The same answer to another question is another answer.
    talk.says(ASKED);
    talk.presses("👎 Dit hielp niet");
    assert_eq!(rated(&mut talk), ["disliked tijdelijk"]);
    talk.command("help");
    // Also many answers later, and not after everything was erased.
    for _ in 0..30 {
        talk.says(ASKED);
        talk.presses("👍 Dit hielp");
    }
    talk.noted.clear();
    talk.presses_old(&yes);
    assert!(talk.session.rated.len() < 30);
    talk.command("verwijder");
    talk.says("ja");
    talk.presses_old(&no);
    assert_eq!(rated(&mut talk), [] as [&str; 0]);
    for forged in ["feedback:yes:tijdelijk:99999999999", "feedback:no:tijdelijk:-1", "feedback:no:tijdelijk:x:y"] {
        talk.says(ASKED);
        talk.presses_old(forged);
        assert_eq!(rated(&mut talk), [] as [&str; 0], "{forged}");
    }
    // Without a number it means the last answer.
    talk.presses_old("feedback:yes:tijdelijk");
    assert_eq!(rated(&mut talk), ["liked tijdelijk"]);
    talk.says(ASKED);
    let of_another = talk.data("👍 Dit hielp").replace("tijdelijk", "nergens");
    talk.presses_old(&of_another);
    assert_eq!(rated(&mut talk), ["liked"]);
}

#[test]
fn rating_can_be_typed_and_is_not_done_by_accident() {
    for (text, expected) in [
        ("Dit hielp!", Some("liked")),
        ("dit hielp niet", Some("disliked")),
        ("👍", Some("liked")),
        ("👎🏽", Some("disliked")),
        ("👍\u{fe0f} ", Some("liked")),
        ("ja", None),
        ("nee", None),
        ("1", None),
        ("2", None),
        ("5", None),
        ("oke", None),
        ("bedankt", None),
        ("👍 maar hoe dan", None),
    ] {
        let mut talk = Talk::new();
        talk.says("wat zijn de voorwaarden");
        talk.says(text);
        let expected: Vec<String> = expected.iter().map(|what| format!("{what} voorwaarden")).collect();
        assert_eq!(rated(&mut talk), expected, "{text}");
    }
    let mut talk = Talk::new();
    talk.says("👍");
    assert_eq!(rated(&mut talk), [] as [&str; 0], "without an answer there is nothing to rate");
}

/// Somebody who was just asked what was missing.
fn disappointed() -> Talk {
    let mut talk = Talk::new();
    talk.says(ASKED);
    talk.presses("👎 Dit hielp niet");
    assert!(talk.last().contains("Wat miste u"), "{}", talk.last());
    talk.noted.clear();
    talk
}

#[test]
fn what_was_missing_goes_along_once_they_agree() {
    let mut talk = disappointed();
    talk.says("Ik wil weten of het ook voor een pizzeria geldt");
    assert!(talk.forwarded.is_empty() && talk.last().contains("@sannedewit"), "{}", talk.last());
    assert!(talk.last().contains("pizzeria") && talk.last().contains(ASKED), "{}", talk.last());
    talk.says("ja");
    let Lead::Question(question) = &talk.forwarded[0].0 else { panic!("a question") };
    let expected = format!("Ik wil weten of het ook voor een pizzeria geldt (mijn vraag was: {ASKED})");
    assert_eq!(question.question.as_str(), expected);
    assert_eq!(talk.noted, [], "it was answered, however badly");

    let mut talk = disappointed();
    talk.says("iets met pizza en <b>kaas</b>");
    talk.says("nee");
    assert!(talk.forwarded.is_empty() && talk.last().contains("niet door"), "{}", talk.last());
    talk.says("waar kan ik pizza bestellen");
    assert!(talk.last().contains("geen antwoord"), "the next text is a question again: {}", talk.last());
}

#[test]
fn the_question_alone_can_be_passed_on() {
    let mut talk = disappointed();
    talk.presses("Doorgeven");
    assert!(talk.forwarded.is_empty() && talk.last().contains("@sannedewit"), "{}", talk.last());
    talk.presses("Ja, geef door");
    let Lead::Question(question) = &talk.forwarded[0].0 else { panic!("a question") };
    assert_eq!(question.question.as_str(), ASKED);
    let offered: Vec<&str> = question.offered.iter().map(TopicId::as_str).collect();
    assert_eq!((question.language, offered[0]), (Some(Language::Dutch), "tijdelijk"));
    assert!((2..=5).contains(&offered.len()), "{offered:?}");
    // It was passed on already, so what was missing goes under a reference of its own.
    talk.says(ASKED);
    talk.presses("👎 Dit hielp niet");
    talk.says("pizza");
    talk.says("ja");
    assert_eq!(talk.forwarded.len(), 2);
}

#[test]
fn it_never_gets_in_the_way() {
    for (what, act, expected) in [
        ("a question", (|talk: &mut Talk| talk.says("wat is esij")) as fn(&mut Talk), "Economische Samenwerking"),
        ("a greeting", |talk| talk.says("hallo"), "Hallo"),
        ("a command", |talk| talk.command("help"), "/vragen"),
        ("a button", |talk| talk.presses_old("topic:show:contact"), "programmamanager"),
        ("no", |talk| talk.says("nee"), "niet door"),
        ("an idea", |talk| talk.says("ik heb een idee"), "Mag dat?"),
        ("a language", |talk| talk.says("english"), "English"),
        ("nothing", |talk| talk.says("..."), "Wat wilt u weten"),
        ("another text", |talk| talk.event(EventKind::Edited("wat is esij".into())), "Economische Samenwerking"),
    ] {
        let mut talk = disappointed();
        act(&mut talk);
        assert!(talk.last().contains(expected), "{what}: {}", talk.last());
        assert_eq!(talk.session.missing, None, "{what}");
        assert!(talk.forwarded.is_empty(), "{what}");
    }
    // What nobody reads is no reply.
    let mut talk = disappointed();
    talk.event(EventKind::Unsupported(Unsupported::Sticker));
    talk.says("\u{200b}");
    talk.says("iets met pizza");
    assert!(talk.last().contains("Zal ik deze vraag doorgeven"), "{}", talk.last());
    // The same answer again is no help.
    let mut talk = disappointed();
    talk.says(ASKED);
    assert!(talk.last().contains("Zal ik deze vraag doorgeven"), "{}", talk.last());
}

#[test]
fn in_a_form_an_old_answer_is_rated_beside_it() {
    let mut talk = Talk::new();
    talk.says(ASKED);
    let no = talk.data("👎 Dit hielp niet");
    talk.command("idee");
    talk.says("ja");
    talk.presses_old(&no);
    assert!(talk.last().contains("niet hielp") && talk.last().contains("Hoe heet u"), "{}", talk.last());
    talk.says("Sanne de Wit");
    assert_eq!(talk.form().draft.name.as_ref().map(crate::ideas::OneLine::as_str), Some("Sanne de Wit"));
}

#[test]
fn helping_and_not() {
    let mut talk = Talk::new();
    talk.says(ASKED);
    let yes = talk.data("👍 Dit hielp");
    talk.presses("👍 Dit hielp");
    talk.presses_old(&yes);
    talk.says("wat zijn de voorwaarden");
    talk.presses("👎 Dit hielp niet");
    talk.says("Of het ook geldt voor een pizzeria in Velsen");
    talk.presses("Ja, geef door");
    talk.says("english");
    talk.says("how long does support last");
    talk.presses("👎 This did not help");
    talk.presses("Pass it on");
    talk.presses("Yes, pass it on");
    insta::assert_snapshot!(talk.transcript);
}
