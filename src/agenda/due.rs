//! When something is due, by the clock in the IJmond: a table, without a clock.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone, Timelike, Utc, Weekday};
use chrono_tz::Europe::Amsterdam;

use crate::report::figures::Week;

/// The hours in which the digest goes out, the last one excluded. The first is the usual one, the others are for a bot
/// that was off.
const DAYTIME: std::ops::Range<u32> = 8..18;
/// The hours in which is reminded.
const MORNING: std::ops::Range<u32> = 8..12;

/// A digest that is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Digest {
    /// Under what it is done: the week in which it is sent, such as `digest 2026-W48`.
    pub(super) what: String,
    /// The Monday of the week that it tells of, which is the one before.
    pub(super) monday: NaiveDate,
    /// The first moment of that week, and the first one after it.
    pub(super) begin: DateTime<Utc>,
    pub(super) end: DateTime<Utc>,
}

/// The digest of the week of `now`: on Monday, or later when it was missed then, but on Friday at last.
pub(super) fn digest(now: DateTime<Utc>) -> Option<Digest> {
    let local = now.with_timezone(&Amsterdam);
    if !is_workday(local.weekday()) || !DAYTIME.contains(&local.hour()) {
        return None;
    }
    let week = Week::of(local.date_naive());
    let monday = week.monday().checked_sub_days(Days::new(7))?;
    Some(Digest {
        what: format!("digest {}-W{:02}", week.year(), week.number()),
        monday,
        begin: midnight(monday),
        end: midnight(week.monday()),
    })
}

/// Under what the reminders of today are done, such as `remind 2026-11-24`, when it is the time for them.
pub(super) fn reminders(now: DateTime<Utc>) -> Option<String> {
    let local = now.with_timezone(&Amsterdam);
    let due = is_workday(local.weekday()) && MORNING.contains(&local.hour());
    due.then(|| format!("remind {}", local.date_naive()))
}

fn is_workday(day: Weekday) -> bool {
    !matches!(day, Weekday::Sat | Weekday::Sun)
}

/// The first moment of a day.
fn midnight(day: NaiveDate) -> DateTime<Utc> {
    let midnight = day.and_time(NaiveTime::MIN);
    // No clock in the Netherlands changes at midnight; should one ever do, the hour after it is the first.
    let later = midnight + TimeDelta::hours(1);
    let first = Amsterdam.from_local_datetime(&midnight).earliest();
    first.or_else(|| Amsterdam.from_local_datetime(&later).earliest()).map_or(midnight.and_utc(), |at| at.to_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(local: &str) -> DateTime<Utc> {
        let naive = local.parse().expect("a moment");
        Amsterdam.from_local_datetime(&naive).earliest().expect("it exists").to_utc()
    }

    #[test]
    fn a_digest_is_due_once_a_week_by_day_until_friday() {
        for (local, expected) in [
            ("2026-11-22T12:00:00", None),
            ("2026-11-23T07:59:59", None),
            ("2026-11-23T08:00:00", Some("digest 2026-W48")),
            ("2026-11-24T03:00:00", None),
            ("2026-11-25T17:59:59", Some("digest 2026-W48")),
            ("2026-11-25T18:00:00", None),
            ("2026-11-27T09:00:00", Some("digest 2026-W48")),
            ("2026-11-28T09:00:00", None),
            ("2026-11-30T08:00:00", Some("digest 2026-W49")),
            // The week of the year belongs to the year of its Thursday.
            ("2026-12-28T08:00:00", Some("digest 2026-W53")),
            ("2027-01-01T09:00:00", Some("digest 2026-W53")),
            ("2027-01-04T08:00:00", Some("digest 2027-W01")),
            ("2024-12-30T08:00:00", Some("digest 2025-W01")),
            // The clock went back, and forward, the day before.
            ("2026-10-26T07:59:59", None),
            ("2026-10-26T08:00:00", Some("digest 2026-W44")),
            ("2027-03-29T08:00:00", Some("digest 2027-W13")),
        ] {
            assert_eq!(digest(at(local)).map(|digest| digest.what).as_deref(), expected, "{local}");
        }
    }

    #[test]
    fn eight_in_the_morning_follows_the_clock() {
        for (utc, due) in [
            // Summer and winter on either side of 25 October 2026.
            ("2026-10-19T05:59:59Z", false),
            ("2026-10-19T06:00:00Z", true),
            ("2026-10-26T06:59:59Z", false),
            ("2026-10-26T07:00:00Z", true),
        ] {
            assert_eq!(digest(utc.parse().expect("a moment")).is_some(), due, "{utc}");
        }
    }

    #[test]
    fn a_week_is_told_from_monday_to_monday_also_when_the_clock_changes() {
        for (local, monday, begin, end, hours) in [
            ("2026-11-23T08:00:00", "2026-11-16", "2026-11-15T23:00:00Z", "2026-11-22T23:00:00Z", 168),
            ("2026-10-26T08:00:00", "2026-10-19", "2026-10-18T22:00:00Z", "2026-10-25T23:00:00Z", 169),
            ("2027-03-31T08:00:00", "2027-03-22", "2027-03-21T23:00:00Z", "2027-03-28T22:00:00Z", 167),
            ("2027-01-04T08:00:00", "2026-12-28", "2026-12-27T23:00:00Z", "2027-01-03T23:00:00Z", 168),
        ] {
            let digest = digest(at(local)).expect("it is due");
            assert_eq!(digest.monday.to_string(), monday);
            assert_eq!(digest.begin, begin.parse::<DateTime<Utc>>().expect("a moment"));
            assert_eq!(digest.end, end.parse::<DateTime<Utc>>().expect("a moment"));
            assert_eq!((digest.end - digest.begin).num_hours(), hours);
        }
    }

    #[test]
    fn is_reminded_on_the_mornings_of_workdays() {
        for (local, expected) in [
            ("2026-11-27T07:59:59", None),
            ("2026-11-27T08:00:00", Some("remind 2026-11-27")),
            ("2026-11-27T11:59:59", Some("remind 2026-11-27")),
            ("2026-11-27T12:00:00", None),
            ("2026-11-28T09:00:00", None),
            ("2026-11-29T09:00:00", None),
            ("2026-11-30T09:00:00", Some("remind 2026-11-30")),
        ] {
            assert_eq!(reminders(at(local)).as_deref(), expected, "{local}");
        }
    }
}
