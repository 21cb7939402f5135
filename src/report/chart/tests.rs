use chrono::{NaiveDate, TimeDelta};

use super::*;
use crate::ideas::{Municipality, Reference, Status};
use crate::report::{Count, Counted, IdeaRow, Period, RowKind, Scope};

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 24).expect("a day")
}

fn figures(weeks: u32, ideas: u32, scale: u64) -> Figures {
    let now = "2026-11-24T12:00:00Z".parse().expect("a moment");
    let row = |index: u32| {
        let ago = TimeDelta::days(i64::from(index * index % (weeks * 7 - 1)));
        let status = [Status::New, Status::InProgress, Status::Supported, Status::NotFitting][index as usize % 4];
        IdeaRow {
            kind: if index % 5 == 4 { RowKind::Question } else { RowKind::Idea },
            municipality: Some(Municipality::ALL[(index * index) as usize % 3]),
            first_touched: (status != Status::New).then_some(now - ago + TimeDelta::hours(30)),
            ..IdeaRow::erased(Reference::new(2026, index + 1), status, now - ago)
        }
    };
    let rows: Vec<IdeaRow> = (0..ideas).map(row).collect();
    let count = |what, number: u64| Count { day: today(), what, topic: None, number: number * scale };
    let counts = [
        count(Counted::Answered, 214),
        count(Counted::Unanswered, 31),
        count(Counted::Liked, 58),
        count(Counted::Disliked, 9),
    ];
    Figures::of(&rows, &counts, Scope { period: Period::last_weeks(today(), weeks), now, patience: 3 })
}

/// The picture, which everything that holds of all pictures holds of. With `ESIJ_CHARTS` set to a folder it is kept
/// there, to be looked at.
fn drawn(name: &str, figures: &Figures, locale: Locale) -> Picture {
    let texts = Texts::embedded();
    let bytes = png(figures, &texts, locale);
    assert_eq!(bytes, png(figures, &texts, locale), "{name}: the same figures give the same bytes");
    assert!(bytes.len() < 60_000, "{name}: {} bytes", bytes.len());
    if let Some(folder) = std::env::var_os("ESIJ_CHARTS") {
        std::fs::write(std::path::Path::new(&folder).join(format!("{name}.png")), &bytes).expect("a folder");
    }
    let mut decoder = png::Decoder::new(std::io::Cursor::new(&bytes));
    decoder.set_transformations(png::Transformations::EXPAND);
    let mut reader = decoder.read_info().expect("a picture");
    let mut pixels = vec![0; reader.output_buffer_size().expect("a size")];
    let info = reader.next_frame(&mut pixels).expect("a whole picture");
    assert_eq!((info.width, info.height, info.color_type), (WIDTH, HEIGHT, png::ColorType::Rgb));
    Picture(pixels)
}

/// Three bytes for each pixel, row after row.
struct Picture(Vec<u8>);

/// How many pixels of this ink there are in `across` × `down`.
fn ink(picture: &Picture, ink: Ink, across: std::ops::Range<u32>, down: std::ops::Range<u32>) -> usize {
    let all = down.flat_map(|y| across.clone().map(move |x| 3 * (y * WIDTH + x) as usize));
    all.filter(|at| picture.0[*at..at + 3] == [ink.0, ink.1, ink.2]).count()
}

#[test]
fn figures_become_bars() {
    let picture = drawn("usual", &figures(12, 40, 1), Locale::Nl);
    assert!(ink(&picture, BAR, 0..1000, 200..390) > 5_000, "weeks");
    assert!(ink(&picture, BAR, 0..500, 480..720) > 2_000, "municipalities");
    assert!(ink(&picture, BAR, 500..1000, 480..900) > 2_000, "statuses");
    // Unanswered is to answered as 31 to 214.
    let bar = |down: std::ops::Range<u32>, of| ink(&picture, of, 0..500, down);
    let (answered, unanswered) = (bar(780..805, BAR), bar(833..860, OTHER_BAR));
    let share = unanswered as f64 / answered as f64;
    assert!((share - 31.0 / 214.0).abs() < 0.02, "{unanswered} of {answered}");
}

#[test]
fn nothing_is_a_sensible_picture() {
    let picture = drawn("empty", &figures(8, 0, 0), Locale::Nl);
    assert_eq!(ink(&picture, BAR, 0..1000, 0..1000) + ink(&picture, OTHER_BAR, 0..1000, 0..1000), 0);
    assert!(ink(&picture, WORDS, 0..1000, 0..1000) > 3_000, "the words are there");
    assert!(ink(&picture, TRACK, 0..1000, 400..1000) > 50_000, "and where the bars would be");
}

#[test]
fn odd_figures_stay_within_the_picture() {
    for (name, figures) in [
        ("one-week", figures(1, 6, 1)),
        ("a-year", figures(53, 300, 1)),
        ("ten-years", figures(520, 3_000, 1)),
        ("huge", figures(12, 900, u64::MAX / 300)),
    ] {
        for locale in Locale::ALL {
            let picture = drawn(&format!("{name}-{}", locale.code()), &figures, locale);
            for (edge, across, down) in [
                ("left", 0..8, 0..1000),
                ("right", 992..1000, 0..1000),
                ("top", 0..1000, 0..8),
                ("bottom", 0..1000, 992..1000),
            ] {
                let all = u64::from((across.end - across.start) * (down.end - down.start));
                let white = ink(&picture, (255, 255, 255), across, down) as u64;
                assert_eq!(white, all, "{name}: something touches the {edge}");
            }
        }
    }
}

/// Relative luminance and contrast after WCAG 2.2.
fn contrast(ink: Ink) -> f64 {
    let linear = |part: u8| {
        let part = f64::from(part) / 255.0;
        if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    };
    1.05 / (0.2126 * linear(ink.0) + 0.7152 * linear(ink.1) + 0.0722 * linear(ink.2) + 0.05)
}

#[test]
fn all_that_tells_something_stands_out() {
    for ink in [WORDS, QUIET] {
        assert!(contrast(ink) >= 7.0, "{ink:?}: {}", contrast(ink));
    }
    for ink in [BAR, OTHER_BAR] {
        assert!(contrast(ink) >= 4.5, "{ink:?}: {}", contrast(ink));
    }
}

#[test]
fn below_a_day_no_decimals_are_told() {
    let texts = Texts::embedded();
    for (days, dutch, english) in [
        (0.01, "De helft werd binnen een dag opgepakt.", "Half of them were taken up within a day."),
        (1.0, "De helft werd binnen een dag opgepakt.", "Half of them were taken up within a day."),
        (1.5, "De helft werd binnen 1,5 dagen opgepakt.", "Half of them were taken up within 1.5 days."),
    ] {
        assert_eq!(median(&texts, Locale::Nl, days), dutch);
        assert_eq!(median(&texts, Locale::En, days), english);
    }
}
