//! Dates, times and numbers as people write them.

use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc};
use chrono_tz::Europe::Amsterdam;
use fluent_bundle::FluentValue;
use unicode_segmentation::UnicodeSegmentation;

use super::Locale;

const MONTHS: [[&str; 12]; 2] = [
    [
        "januari",
        "februari",
        "maart",
        "april",
        "mei",
        "juni",
        "juli",
        "augustus",
        "september",
        "oktober",
        "november",
        "december",
    ],
    [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
];

const SHORT_MONTHS: [[&str; 12]; 2] = [
    ["jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"],
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
];

/// A day: `24 november 2026` or `24 November 2026`.
pub fn day(locale: Locale, day: NaiveDate) -> String {
    format!("{} {} {}", day.day(), MONTHS[row(locale)][day.month0() as usize], day.year())
}

/// A day where there is little room: `24 nov` or `24 Nov`.
pub fn short_day(locale: Locale, day: NaiveDate) -> String {
    format!("{} {}", day.day(), SHORT_MONTHS[row(locale)][day.month0() as usize])
}

fn row(locale: Locale) -> usize {
    match locale {
        Locale::Nl => 0,
        Locale::En => 1,
    }
}

/// A moment on the clock in the IJmond: `24 november 2026, 09.15 uur` or `24 November 2026, 09:15`.
pub fn moment(locale: Locale, at: DateTime<Utc>) -> String {
    let local = at.with_timezone(&Amsterdam);
    let (day, year, hour, minute) = (local.day(), local.year(), local.hour(), local.minute());
    let month = |names: &[&'static str; 12]| names[local.month0() as usize];
    match locale {
        Locale::Nl => format!("{day} {} {year}, {hour:02}.{minute:02} uur", month(&MONTHS[0])),
        Locale::En => format!("{day} {} {year}, {hour:02}:{minute:02}", month(&MONTHS[1])),
    }
}

/// A moment of which the year is clear, in few letters: `24 nov 09.15` or `24 Nov 09:15`.
pub fn brief_moment(locale: Locale, at: DateTime<Utc>) -> String {
    let local = at.with_timezone(&Amsterdam);
    let (names, separator) = match locale {
        Locale::Nl => (&MONTHS[0], '.'),
        Locale::En => (&MONTHS[1], ':'),
    };
    let month: String = match (locale, local.month()) {
        // As Dutch people shorten it.
        (Locale::Nl, 3) => "mrt".to_owned(),
        (_, month) => names[month as usize - 1].chars().take(3).collect(),
    };
    format!("{} {month} {:02}{separator}{:02}", local.day(), local.hour(), local.minute())
}

/// The same with a capital at the start, as on a button.
pub fn capitalised(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A whole number with separators between the thousands: `2.140` or `2,140`.
pub fn number(locale: Locale, number: i64) -> String {
    let separator = match locale {
        Locale::Nl => '.',
        Locale::En => ',',
    };
    let digits = number.unsigned_abs().to_string();
    let mut shown = String::from(if number < 0 { "-" } else { "" });
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            shown.push(separator);
        }
        shown.push(digit);
    }
    shown
}

/// The text on one line and no longer than `most` characters as people see them; what was cut off shows as `…`.
pub fn shorten(text: &str, most: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.graphemes(true).count() <= most {
        return line;
    }
    let kept: String = line.graphemes(true).take(most.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

/// How Fluent shows a number in a sentence.
pub(super) fn fluent(locale: Locale, value: &FluentValue<'_>) -> Option<String> {
    match value {
        FluentValue::Number(found) if found.value.fract() == 0.0 => Some(number(locale, found.value as i64)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_told_by_the_clock_in_the_ijmond() {
        let winter = "2026-11-24T08:15:00Z".parse().unwrap();
        assert_eq!(moment(Locale::Nl, winter), "24 november 2026, 09.15 uur");
        let summer = "2026-07-01T22:05:00Z".parse().unwrap();
        assert_eq!(moment(Locale::En, summer), "2 July 2026, 00:05");
    }

    #[test]
    fn days_have_a_long_and_a_short_form() {
        let first = NaiveDate::from_ymd_opt(2026, 3, 1).unwrap();
        assert_eq!((day(Locale::Nl, first), short_day(Locale::Nl, first)), ("1 maart 2026".into(), "1 mrt".into()));
        assert_eq!((day(Locale::En, first), short_day(Locale::En, first)), ("1 March 2026".into(), "1 Mar".into()));
    }

    #[test]
    fn thousands_are_separated() {
        for (value, dutch) in [(0, "0"), (999, "999"), (2_140, "2.140"), (1_000_000, "1.000.000"), (-1_000, "-1.000")] {
            assert_eq!(number(Locale::Nl, value), dutch);
            assert_eq!(number(Locale::En, value), dutch.replace('.', ","));
        }
    }

    #[test]
    fn long_texts_are_cut_between_characters() {
        assert_eq!(shorten("een\n twee", 20), "een twee");
        assert_eq!(shorten("👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧", 2), "👩‍👩‍👧…");
    }
}
