use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("a moment")
}

fn scope(from: &str, to: &str) -> Scope {
    let period = Period::new(day(from), day(to)).expect("a period");
    Scope { period, now: at("2026-11-24T12:00:00Z"), patience: 3 }
}

fn row(number: u32, kind: RowKind, submitted: &str) -> IdeaRow {
    IdeaRow { kind, ..IdeaRow::erased(Reference::new(2026, number), Status::New, at(submitted)) }
}

fn count(on: &str, what: Counted, topic: &str, number: u64) -> Count {
    Count { day: day(on), what, topic: TopicId::parse(topic).ok(), number }
}

#[test]
fn weeks_begin_on_monday_and_have_no_gaps() {
    let rows = [
        // Sunday evening in the IJmond, and a minute later Monday: in UTC both are Sunday.
        row(1, RowKind::Idea, "2026-11-08T22:59:00Z"),
        row(2, RowKind::Idea, "2026-11-08T23:00:00Z"),
        row(3, RowKind::Question, "2026-11-10T12:00:00Z"),
        row(4, RowKind::Idea, "2026-11-24T09:00:00Z"),
        row(5, RowKind::Idea, "2026-11-25T09:00:00Z"),
    ];
    let figures = Figures::of(&rows, &[], scope("2026-11-05", "2026-11-24"));
    let weeks: Vec<_> = figures.weeks.iter().map(|(week, number)| (week.monday(), week.number(), *number)).collect();
    let expected = [("2026-11-02", 45, 1), ("2026-11-09", 46, 1), ("2026-11-16", 47, 0), ("2026-11-23", 48, 1)];
    assert_eq!(weeks, expected.map(|(monday, week, number)| (day(monday), week, number)));
    assert_eq!((figures.ideas, figures.questions, figures.erased), (3, 1, 0));
}

#[test]
fn the_turn_of_the_year_and_summer_time_are_days_like_others() {
    let week = Week::of(day("2027-01-01"));
    assert_eq!((week.year(), week.number(), week.monday()), (2026, 53, day("2026-12-28")));
    assert_eq!(day_of(at("2026-07-31T22:00:00Z")), day("2026-08-01"));
    assert_eq!(day_of(at("2026-12-31T22:59:59Z")), day("2026-12-31"));
    let period = Period::new(day("2026-12-30"), day("2027-01-05")).expect("a period");
    assert_eq!(period.weeks().map(Week::number).collect::<Vec<_>>(), [53, 1]);
}

#[test]
fn periods_are_sound() {
    assert_eq!(Period::new(day("2026-11-24"), day("2026-11-23")), None);
    assert_eq!(Period::new(day("2006-11-24"), day("2026-11-23")), None);
    let one = Period::new(day("2026-11-24"), day("2026-11-24")).expect("a day");
    assert_eq!(one.weeks().count(), 1);
    let last = Period::last_weeks(day("2026-11-24"), 8);
    assert_eq!((last.from(), last.to(), last.weeks().count()), (day("2026-10-05"), day("2026-11-24"), 8));
    for (weeks, expected) in [(0, 1), (1, 1), (522, 522), (u32::MAX, 522)] {
        assert_eq!(Period::last_weeks(day("2026-11-24"), weeks).weeks().count(), expected);
    }
    for edge in [NaiveDate::MIN, NaiveDate::MAX] {
        assert!(Period::last_weeks(edge, 8).weeks().count() <= 8);
        assert!(Period::new(edge, edge).expect("a day").weeks().count() <= 1);
    }
}

#[test]
fn ideas_are_spread_over_what_they_are_about() {
    let idea = |number, municipality, theme, status| IdeaRow {
        municipality: Some(municipality),
        theme: Some(theme),
        status,
        ..row(number, RowKind::Idea, "2026-11-20T09:00:00Z")
    };
    let rows = [
        idea(1, Municipality::Velsen, Theme::Other, Status::New),
        idea(2, Municipality::Velsen, Theme::OnderwijsArbeidsmarkt, Status::Supported),
        idea(3, Municipality::Other, Theme::OnderwijsArbeidsmarkt, Status::Supported),
        IdeaRow { status: Status::Referred, ..row(4, RowKind::Question, "2026-11-20T09:00:00Z") },
        row(5, RowKind::Erased, "2026-11-20T09:00:00Z"),
    ];
    let figures = Figures::of(&rows, &[], scope("2026-11-16", "2026-11-24"));
    let numbers = |spread: &[(Status, u64)]| spread.iter().map(|(_, number)| *number).collect::<Vec<_>>();
    assert_eq!(figures.by_municipality.iter().map(|(_, number)| *number).collect::<Vec<_>>(), [0, 0, 2, 1]);
    assert_eq!(figures.by_theme.iter().map(|(_, number)| *number).collect::<Vec<_>>(), [0, 2, 1]);
    assert_eq!(numbers(&figures.by_status), [1, 0, 0, 2, 0, 0, 0]);
    assert_eq!(numbers(&figures.questions_by_status), [0, 0, 0, 0, 1, 0, 0]);
    assert_eq!((figures.ideas, figures.questions, figures.erased), (3, 1, 1));
}

#[test]
fn counts_are_added_up_in_all_and_by_topic() {
    let counts = [
        count("2026-11-16", Counted::Answered, "steun", 5),
        count("2026-11-24", Counted::Answered, "steun", 2),
        count("2026-11-24", Counted::Answered, "contact", 7),
        count("2026-11-24", Counted::Disliked, "steun", 1),
        count("2026-11-24", Counted::Liked, "contact", 3),
        count("2026-11-24", Counted::Unanswered, "", 4),
        count("2026-11-24", Counted::Shown, "steun", 50),
        count("2026-11-24", Counted::Choose, "", 50),
        count("2026-11-24", Counted::Shown, "tapped-alone", 1),
        count("2026-11-15", Counted::Answered, "steun", 100),
        count("2026-11-25", Counted::Answered, "steun", 100),
    ];
    let figures = Figures::of(&[], &counts, scope("2026-11-16", "2026-11-24"));
    assert_eq!(figures.asked, Tally { answered: 14, unanswered: 4, liked: 3, disliked: 1 });
    let names = |topics: Vec<&TopicTally>| topics.iter().map(|topic| topic.topic.clone()).collect::<Vec<_>>();
    assert_eq!(names(figures.most_asked(5)), ["contact", "steun"]);
    assert_eq!(names(figures.most_asked(1)), ["contact"]);
    assert_eq!(names(figures.most_disliked(5)), ["steun"]);
    assert_eq!(figures.topics.len(), 2, "a topic that was only tapped was asked by nobody");
    let huge = [count("2026-11-24", Counted::Liked, "a", u64::MAX), count("2026-11-24", Counted::Liked, "b", u64::MAX)];
    let many: Vec<Count> = huge.iter().cycle().take(4).cloned().collect();
    assert_eq!(Figures::of(&[], &many, scope("2026-11-16", "2026-11-24")).asked.liked, u64::MAX);
}

#[test]
fn who_waits_too_long_is_named_the_longest_first() {
    let now = at("2026-11-24T12:00:00Z");
    let aged = |number, age: TimeDelta| IdeaRow {
        kind: RowKind::Idea,
        ..IdeaRow::erased(Reference::new(2026, number), Status::New, now - age)
    };
    let rows = [
        aged(1, TimeDelta::days(3)),
        aged(2, TimeDelta::days(3) + TimeDelta::seconds(1)),
        aged(3, TimeDelta::days(400)),
        IdeaRow { status: Status::InProgress, ..aged(4, TimeDelta::days(9)) },
        IdeaRow { first_touched: Some(now), ..aged(5, TimeDelta::days(9)) },
        IdeaRow { kind: RowKind::Erased, ..aged(6, TimeDelta::days(9)) },
        IdeaRow { kind: RowKind::Question, ..aged(7, TimeDelta::days(9)) },
        // Handed in by a clock that was ahead.
        aged(8, TimeDelta::days(-9)),
    ];
    let figures = Figures::of(&rows, &[], scope("2026-11-16", "2026-11-24"));
    let waiting: Vec<_> = figures.waiting.iter().map(|waiting| (waiting.reference.number(), waiting.days)).collect();
    assert_eq!(waiting, [(3, 400), (7, 9), (2, 3)]);
}

#[test]
fn the_median_tells_how_long_the_first_touch_took() {
    let touched = |number, hours| {
        let row = row(number, RowKind::Idea, "2026-11-20T09:00:00Z");
        IdeaRow { first_touched: Some(row.submitted + TimeDelta::hours(hours)), ..row }
    };
    let median = |rows: &[IdeaRow]| Figures::of(rows, &[], scope("2026-11-16", "2026-11-24")).median_days_to_touch;
    assert_eq!(median(&[]), None);
    assert_eq!(median(&[row(1, RowKind::Idea, "2026-11-20T09:00:00Z")]), None);
    assert_eq!(median(&[touched(1, 12)]), Some(0.5));
    assert_eq!(median(&[touched(1, 240), touched(2, 24), touched(3, -5)]), Some(1.0));
    assert_eq!(median(&[touched(1, 24), touched(2, 48)]), Some(1.5));
}

#[test]
fn nothing_gives_noughts() {
    let figures = Figures::of(&[], &[], scope("2026-11-16", "2026-11-24"));
    assert!(figures.is_empty());
    assert_eq!(figures.weeks.iter().map(|(_, number)| *number).collect::<Vec<_>>(), [0, 0]);
    let asked = [count("2026-11-24", Counted::Unanswered, "", 1)];
    assert!(!Figures::of(&[], &asked, scope("2026-11-16", "2026-11-24")).is_empty());
}

#[test]
fn what_is_counted_has_a_name() {
    for what in [Counted::Answered, Counted::Unanswered, Counted::Choose, Counted::Shown, Counted::Liked] {
        assert_eq!(Counted::parse(what.name()), Some(what));
    }
    assert_eq!(Counted::parse("applauded"), None);
}

#[test]
fn rows_show_no_personal_data_in_debug() {
    let row = IdeaRow { name: "Sanne".into(), ..row(1, RowKind::Idea, "2026-11-20T09:00:00Z") };
    assert!(!format!("{row:?}").contains("Sanne"));
}
