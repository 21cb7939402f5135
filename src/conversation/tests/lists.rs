//! What the programme manager looks at: lists, questions without an answer, the overview.

use insta::assert_snapshot;
use proptest::prelude::*;

use super::*;
use crate::delivery::TEXT_LIMIT;
use crate::ideas::{Municipality, Theme};
use crate::knowledge::Language;
use crate::report::figures::{Count, Figures, IdeaRow, RowKind};
use crate::texts::Locale;

fn row(number: u32, title: &str, status: Status, municipality: Municipality, submitted: &str) -> IdeaRow {
    IdeaRow {
        kind: RowKind::Idea,
        municipality: Some(municipality),
        theme: Some(Theme::InnovatieOndernemerschap),
        name: "Sanne de Wit".into(),
        organisation: if number.is_multiple_of(2) { "De Wit & Zonen".into() } else { "".into() },
        title: title.into(),
        text: "Wij maken het samen met de buurt.".into(),
        ..IdeaRow::erased(Reference::new(2026, number), status, submitted.parse().expect("a moment"))
    }
}

fn rows() -> Vec<IdeaRow> {
    use Municipality::{Beverwijk, Heemskerk, Velsen};
    vec![
        row(42, "Leerlingen bouwen de waterstofbrander", Status::New, Velsen, "2026-11-24T07:00:00Z"),
        row(41, "Warmte uit de haven", Status::New, Velsen, "2026-11-22T07:00:00Z"),
        IdeaRow {
            kind: RowKind::Question,
            municipality: None,
            theme: None,
            organisation: "".into(),
            text: "Waar kan ik met mijn <b>vraag</b> over waterstof terecht?".into(),
            ..row(40, "", Status::Talked, Velsen, "2026-11-20T07:00:00Z")
        },
        IdeaRow { kind: RowKind::Erased, ..row(39, "", Status::New, Velsen, "2026-11-19T07:00:00Z") },
        row(38, "Een makersplaats voor café en school", Status::InProgress, Beverwijk, "2026-11-04T07:00:00Z"),
        row(37, "Delen van machines", Status::Supported, Heemskerk, "2026-10-04T07:00:00Z"),
        row(36, "Stages op maat", Status::Referred, Beverwijk, "2026-09-04T07:00:00Z"),
        IdeaRow {
            reference: Reference::new(2025, 7),
            ..row(7, "Een deelfiets voor forensen", Status::NotFitting, Velsen, "2025-09-04T07:00:00Z")
        },
    ]
}

fn desk() -> Talk {
    let mut talk = Talk::new();
    talk.desk = Some(Desk { leads: rows(), ..Desk::default() });
    talk
}

#[test]
fn looking_through_the_list() {
    let mut desk = desk();
    desk.command("ideeen");
    desk.presses("Volgende ›");
    desk.presses("‹ Vorige");
    desk.presses("Status");
    desk.presses("Nieuw");
    desk.presses("Gemeente");
    desk.presses("Beverwijk");
    desk.presses("Alles laten zien");
    desk.commands("ideeen", "velsen WATERSTÓF");
    desk.presses("Periode");
    desk.presses("✓ Alle");
    desk.command("ideas");
    assert_snapshot!(desk.transcript);
}

#[test]
fn a_press_changes_the_message_with_the_button() {
    let mut desk = desk();
    desk.command("ideeen");
    let press = |desk: &mut Talk, label: &str| {
        let mut event = Event::private(desk.person.clone(), EventKind::Press(desk.data(label)));
        event.spot.message = Some(77);
        desk.happens(event);
        assert_eq!(desk.said.len(), 1);
        desk.said[0].clone()
    };
    let next = press(&mut desk, "Volgende ›");
    assert!(next.edits == Some(77) && !next.is_bare(), "{}", desk.transcript);
    let choices = press(&mut desk, "Soort");
    assert!(choices.edits == Some(77) && choices.is_bare(), "only the buttons change");
    assert!(press(&mut desk, "Vragen").text.to_plain().contains("1 van 7"));
    desk.says("alles laten zien");
    assert!(desk.last().contains("vragen: 7"), "what can be tapped can be typed: {}", desk.last());
}

#[test]
fn a_list_outlives_others_until_its_words_are_forgotten() {
    let mut desk = desk();
    desk.commands("ideeen", "de");
    let old = desk.data("Status");
    for word in ["waterstof", "haven", "waterstof", "makersplaats"] {
        desk.commands("ideeen", word);
    }
    desk.presses_old(&old);
    assert_eq!(desk.session.searches.len(), 4, "the same words are kept once");
    for word in ["school", "machines"] {
        desk.commands("ideeen", word);
    }
    desk.presses_old(&old);
    assert!(desk.last().contains("Deze lijst is oud"), "{}", desk.last());
    desk.presses("Alles laten zien");
    assert!(desk.last().contains("vragen: 7"), "{}", desk.last());
    for data in ["list:", "list:show", "list:show:-----:x:0", "list:show:-----:0:-1", "list:pick:z:-----:0", "missed:x"]
    {
        desk.presses_old(data);
        assert!(desk.last().contains("Die knop") || desk.last().contains("oud"), "{data}: {}", desk.last());
    }
    desk.desk = Some(Desk::default());
    desk.command("ideeen");
    assert!(desk.last().contains("nog geen ideeën"), "{}", desk.last());
}

#[test]
fn a_reference_alone_shows_the_card() {
    let lead = || {
        let mut talk = Talk::at(12);
        talk.presses("Versturen");
        talk.forwarded[0].0.clone()
    };
    let mut desk = Talk::at_desk(&lead());
    let is_card = |desk: &Talk| desk.last().starts_with("Nieuw idee · IJM-2026-0042");
    desk.says("ijm-2026-0042");
    assert!(is_card(&desk), "{}", desk.last());
    desk.says("0042");
    assert!(!is_card(&desk), "a number alone can be anything");
    desk.desk.as_mut().expect("a desk").leads = rows();
    desk.command("ideeen");
    desk.says("0042");
    assert!(is_card(&desk), "{}", desk.last());
    desk.command("vraag_ijm_2026_0042");
    assert!(is_card(&desk), "{}", desk.last());
    desk.desk = Some(Desk::default());
    desk.says("IJM-2026-0099");
    assert!(desk.last().contains("heb ik niet"), "{}", desk.last());
}

#[test]
fn what_is_looked_up_is_what_is_shown() {
    let mut desk = desk();
    let now = desk.now;
    let look =
        |desk: &Talk, kind: EventKind| look(&Event::private(desk.person.clone(), kind), &desk.session, None, now);
    let command = |word: &str| EventKind::Command(Command { word: word.to_owned(), rest: "".into() });
    let press = |data: &str| EventKind::Press(data.to_owned());
    let text = |text: &str| EventKind::Text(text.into());
    for (kind, expected) in [
        (command("ideeen"), Look::Leads),
        (command("vragenlijst"), Look::Unanswered(now - TimeDelta::weeks(4))),
        (command("overzicht"), Look::Nothing),
        (command("help"), Look::Nothing),
        (press("list:show:-----:0:0"), Look::Leads),
        (press("list:pick:s:-----:0"), Look::Nothing),
        (press("missed:show:12"), Look::Unanswered(now - TimeDelta::weeks(12))),
        (press("report:csv"), Look::Nothing),
        (text("IJM-2026-0042"), Look::Lead(Reference::new(2026, 42))),
        (text("0042"), Look::Nothing),
        (text("hallo"), Look::Nothing),
    ] {
        assert_eq!(look(&desk, kind.clone()), expected, "{kind:?}");
    }
    desk.command("ideeen");
    assert_eq!(look(&desk, text("0042")), Look::Numbered(42));
    assert_eq!(look(&desk, text("42")), Look::Nothing, "that is too short for a reference");
    assert_eq!(look(&desk, text("99999999999")), Look::Nothing);
}

#[test]
fn questions_without_an_answer() {
    let mut desk = desk();
    let asked = |question: &str, times| Unanswered {
        question: question.into(),
        language: Language::Dutch,
        times,
        last: "2026-11-20T07:00:00Z".parse().expect("a moment"),
    };
    let mut unanswered = vec![asked("Waar kan ik parkeren?", 9), asked("Wat kost <een> vergunning?", 2)];
    unanswered.extend((0..12).map(|number| asked(&format!("Vraag nummer {number}?"), 1)));
    desk.desk = Some(Desk { unanswered, ..desk.desk.expect("a desk") });
    desk.command("vragenlijst");
    desk.presses("Laatste 12 weken");
    desk.presses("Doorgegeven vragen die wachten");
    desk.desk = Some(Desk::default());
    desk.command("unanswered");
    assert_snapshot!(desk.transcript);
}

#[test]
fn the_overview_is_made_when_it_is_sent() {
    let mut desk = desk();
    desk.command("overzicht");
    desk.presses("13 weken");
    desk.presses("Dit jaar");
    desk.presses("CSV");
    desk.command("overview");
    desk.presses("Excel");
    desk.presses_old("report:pdf");
    assert_snapshot!(desk.transcript);
}

#[test]
fn the_overview_in_words() {
    let now = "2026-11-24T08:15:00Z".parse().expect("a moment");
    let topic = |number: usize| KNOWLEDGE.topics[number].id.clone();
    let count = |what, topic, number| Count { day: crate::report::figures::day_of(now), what, topic, number };
    let counts = [
        count(Counted::Answered, Some(topic(0)), 210),
        count(Counted::Answered, Some(topic(1)), 14),
        count(Counted::Unanswered, None, 31),
        count(Counted::Liked, Some(topic(0)), 58),
        count(Counted::Disliked, Some(topic(1)), 1),
    ];
    let mut told = String::new();
    for (span, locale) in [(ReportSpan::FourWeeks, Locale::Nl), (ReportSpan::Year, Locale::En)] {
        let mut rows = rows();
        rows[1].submitted = "2026-11-18T07:00:00Z".parse().expect("a moment");
        let figures = Figures::of(&rows, &counts, span.scope(now));
        writeln!(told, "{}\n", overview_text(&TEXTS, &KNOWLEDGE, &figures, locale).as_html()).unwrap();
    }
    let empty = Figures::of(&[], &[], ReportSpan::Quarter.scope(now));
    writeln!(told, "{}", overview_text(&TEXTS, &KNOWLEDGE, &empty, Locale::Nl).as_html()).unwrap();
    assert_snapshot!(told);
}

#[test]
fn the_overview_fits_under_a_picture() {
    let now = "2026-11-24T08:15:00Z".parse().expect("a moment");
    let knowledge = knowledge::parse(knowledge::embedded()).unwrap_or_else(|problems| panic!("{problems}")).knowledge;
    let mut topics: Vec<_> = knowledge.topics.iter().collect();
    topics.sort_by_key(|topic| std::cmp::Reverse(topic.title.get(Locale::Nl.language()).len()));
    let count = |what| {
        let day = crate::report::figures::day_of(now);
        topics.iter().take(4).map(move |topic| Count { day, what, topic: Some(topic.id.clone()), number: u64::MAX / 4 })
    };
    let counts: Vec<Count> =
        [Counted::Answered, Counted::Disliked, Counted::Liked].into_iter().flat_map(count).collect();
    let rows: Vec<IdeaRow> = (1..400)
        .map(|number| row(4_000_000_000 + number, "Oud", Status::New, Municipality::Velsen, "2026-01-04T07:00:00Z"))
        .collect();
    let figures = Figures::of(&rows, &counts, ReportSpan::Year.scope(now));
    for locale in Locale::ALL {
        let text = overview_text(&TEXTS, &knowledge, &figures, locale);
        let heading = TEXTS.get(locale, "desk-report").telegram_length() + 1;
        assert!(text.telegram_length() + heading <= crate::delivery::CAPTION_LIMIT, "{}", text.to_plain());
        assert!(text.as_html().matches("…").count() >= 1 && text.as_html().matches("/idee_").count() == 3);
    }
}

#[test]
fn nobody_else_sees_any_of_it() {
    for word in ["ideeen", "ideas", "vragenlijst", "overzicht", "unanswered", "overview"] {
        let mut talk = Talk::new();
        talk.commands(word, "velsen");
        assert!(talk.last().contains("ken ik niet"), "{word}: {}", talk.last());
    }
    for data in ["list:show:-----:0:0", "list:pick:s:-----:0", "missed:show:4", "report:csv", "report:show:4"] {
        let mut talk = Talk::new();
        talk.presses_old(data);
        assert!(talk.last().contains("knop") && talk.said[0].makes.is_none(), "{data}: {}", talk.last());
    }
}

fn any_row() -> impl Strategy<Value = IdeaRow> {
    let text =
        || prop_oneof![any::<String>(), Just("z\u{300}\u{301}\u{302}\u{303}".repeat(900)), Just("👩‍👩‍👧‍👧<&".repeat(300))];
    (text(), text(), text(), 0..7_usize, 0..5_usize, any::<bool>(), 1..99_999_u32).prop_map(
        |(title, text, name, status, municipality, question, number)| IdeaRow {
            kind: if question { RowKind::Question } else { RowKind::Idea },
            status: Status::ALL[status],
            municipality: Municipality::ALL.get(municipality).copied(),
            title: Private(title),
            text: Private(text),
            organisation: Private(name.clone()),
            name: Private(name),
            ..row(number, "", Status::New, Municipality::Velsen, "2024-02-29T23:00:00Z")
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn lists_fit_whatever_is_in_them(
        leads in proptest::collection::vec(any_row(), 0..20),
        typed in prop_oneof![any::<String>(), Just("nieuw “z\u{300}\u{301}” velsen deze week".to_owned())],
        taps in proptest::collection::vec(0..14_usize, 0..12),
        english in any::<bool>(),
    ) {
        let mut desk = Talk::new();
        desk.session.locale = english.then_some(Locale::En);
        let question = |row: &IdeaRow| Unanswered {
            question: row.text.clone(), language: Language::Dutch, times: usize::MAX, last: row.submitted,
        };
        let unanswered = leads.iter().map(question).collect();
        desk.desk = Some(Desk { leads, unanswered, ..Desk::default() });
        for start in ["ideeen", "vragenlijst", "overzicht"] {
            desk.commands(start, &typed);
            for tap in &taps {
                let data: Vec<String> = desk.buttons().map(|button| button.data.clone()).collect();
                if let Some(data) = data.get(tap % data.len().max(1)) {
                    desk.event(EventKind::Press(data.clone()));
                }
                prop_assert_eq!(desk.said.len(), 1);
                let message = &desk.said[0];
                prop_assert!(!message.text.to_plain().trim().is_empty());
                prop_assert!(message.text.telegram_length() <= TEXT_LIMIT, "{}", message.text.telegram_length());
                for button in desk.buttons() {
                    prop_assert!(button.data.len() <= 64 && !button.label.is_empty(), "{button:?}");
                }
            }
            let json = serde_json::to_string(&desk.session).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Session>(&json).unwrap(), &desk.session);
        }
    }
}
