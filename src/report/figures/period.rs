//! Days and weeks by the calendar in the IJmond.

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc, Weekday};
use chrono_tz::Europe::Amsterdam;

/// The longest period, in weeks: ten years. Whatever is asked for, a report stays small.
const MOST_WEEKS: i64 = 522;

/// Days from the first through the last, both included, by the calendar in the IJmond.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    from: NaiveDate,
    to: NaiveDate,
}

/// A week by ISO 8601: from Monday through Sunday, numbered in the year that has its Thursday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Week {
    monday: NaiveDate,
}

/// The day in the IJmond on which something happened.
pub fn day_of(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&Amsterdam).date_naive()
}

impl Period {
    /// `None` when it ends before it begins, or lasts longer than ten years.
    pub fn new(from: NaiveDate, to: NaiveDate) -> Option<Self> {
        (from <= to && (to - from).num_weeks() < MOST_WEEKS).then_some(Self { from, to })
    }

    /// The week of `today` and those before it, `weeks` in all (1 to 522; others are brought within): from a Monday
    /// through `today`.
    pub fn last_weeks(today: NaiveDate, weeks: u32) -> Self {
        let weeks = u64::from(weeks).clamp(1, MOST_WEEKS as u64);
        let monday = Week::of(today).monday();
        let from = monday.checked_sub_days(Days::new(7 * (weeks - 1))).unwrap_or(monday);
        Self { from, to: today }
    }

    pub fn from(self) -> NaiveDate {
        self.from
    }

    pub fn to(self) -> NaiveDate {
        self.to
    }

    pub fn has(self, day: NaiveDate) -> bool {
        (self.from..=self.to).contains(&day)
    }

    /// The weeks of which at least a day is in it, in order.
    pub fn weeks(self) -> impl Iterator<Item = Week> {
        let mondays = Week::of(self.from).monday().iter_weeks();
        mondays.take_while(move |monday| *monday <= self.to).map(|monday| Week { monday })
    }
}

impl Week {
    pub fn of(day: NaiveDate) -> Self {
        Self { monday: day.week(Weekday::Mon).checked_first_day().unwrap_or(day) }
    }

    pub fn monday(self) -> NaiveDate {
        self.monday
    }

    /// 1 to 53.
    pub fn number(self) -> u32 {
        self.monday.iso_week().week()
    }

    /// The year it is counted in, which can be another than that of its Monday.
    pub fn year(self) -> i32 {
        self.monday.iso_week().year()
    }
}
