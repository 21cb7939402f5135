//! The overview in numbers: rows and counts in, figures out.
//!
//! Invariant: no input or output and no clock. Each idea and each question of the period is counted once, and a week
//! without any is a nought rather than a gap.

mod counted;
mod period;
mod row;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};

use crate::ideas::{Municipality, Reference, Status, Theme};
use crate::knowledge::TopicId;

pub use counted::Counted;
pub use period::{Period, Week, day_of};
pub use row::{IdeaRow, RowKind};

/// All statuses, in the order in which a lead usually goes through them.
pub const STATUSES: [Status; 7] = [
    Status::New,
    Status::InProgress,
    Status::Talked,
    Status::Supported,
    Status::Referred,
    Status::NotFitting,
    Status::Withdrawn,
];

/// How often something happened on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// By the calendar in the IJmond.
    pub day: NaiveDate,
    pub what: Counted,
    /// The topic it was about, if it was about one.
    pub topic: Option<TopicId>,
    pub number: u64,
}

/// What is reported, by what and until when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scope {
    pub period: Period,
    pub now: DateTime<Utc>,
    /// A new lead that nobody touched waits too long once it is older than this, in days of 24 hours.
    pub patience: u32,
}

/// The overview. Numbers are of the period, except [`Figures::waiting`].
#[derive(Debug, Clone, PartialEq)]
pub struct Figures {
    pub scope: Scope,
    pub ideas: u64,
    /// Questions that were passed on.
    pub questions: u64,
    /// What was handed in and is erased now: an idea or a question, nobody knows any more.
    pub erased: u64,
    /// Ideas in each week of the period, in order.
    pub weeks: Vec<(Week, u64)>,
    /// Ideas, in the order of [`Municipality::ALL`], with noughts.
    pub by_municipality: Vec<(Municipality, u64)>,
    /// Ideas, in the order of [`Theme::ALL`], with noughts.
    pub by_theme: Vec<(Theme, u64)>,
    /// Ideas, in the order of [`STATUSES`], with noughts.
    pub by_status: Vec<(Status, u64)>,
    /// Passed-on questions, in the order of [`STATUSES`], with noughts.
    pub questions_by_status: Vec<(Status, u64)>,
    /// Of the questions to the bot itself.
    pub asked: Tally,
    /// The same for each topic that was counted, by the topic's id.
    pub topics: Vec<TopicTally>,
    /// New leads that nobody touched and that are older than the patience of the [`Scope`], whenever they were handed
    /// in: the longest first.
    pub waiting: Vec<Waiting>,
    /// The median of the days (of 24 hours) from handing in to being touched, over the leads of the period that were.
    pub median_days_to_touch: Option<f64>,
}

/// How often the bot answered, and how that was liked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    pub answered: u64,
    pub unanswered: u64,
    pub liked: u64,
    pub disliked: u64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TopicTally {
    pub topic: String,
    pub tally: Tally,
}

/// A lead that waits for the programme manager.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    pub reference: Reference,
    /// Whole days of 24 hours.
    pub days: u32,
}

impl Figures {
    /// The figures of these rows and counts; those outside the period are left out.
    pub fn of(rows: &[IdeaRow], counts: &[Count], scope: Scope) -> Self {
        let period = scope.period;
        let inside: Vec<&IdeaRow> = rows.iter().filter(|row| period.has(day_of(row.submitted))).collect();
        let of_kind = |kind: RowKind| inside.iter().copied().filter(move |row| row.kind == kind);
        let ideas = || of_kind(RowKind::Idea);
        let number = |kind| of_kind(kind).count() as u64;
        let mut weeks: BTreeMap<Week, u64> = period.weeks().map(|week| (week, 0)).collect();
        for idea in ideas() {
            *weeks.entry(Week::of(day_of(idea.submitted))).or_default() += 1;
        }
        let (asked, topics) = tallies(counts, period);
        Self {
            scope,
            ideas: number(RowKind::Idea),
            questions: number(RowKind::Question),
            erased: number(RowKind::Erased),
            weeks: weeks.into_iter().collect(),
            by_municipality: spread(&Municipality::ALL, ideas().filter_map(|idea| idea.municipality)),
            by_theme: spread(&Theme::ALL, ideas().filter_map(|idea| idea.theme)),
            by_status: spread(&STATUSES, ideas().map(|idea| idea.status)),
            questions_by_status: spread(&STATUSES, of_kind(RowKind::Question).map(|question| question.status)),
            asked,
            topics,
            waiting: waiting(rows, scope),
            median_days_to_touch: median(inside.iter().filter_map(|row| days_to_touch(row)).collect()),
        }
    }

    /// The topics that were answered most often, at most `most`; those that were never answered are left out.
    pub fn most_asked(&self, most: usize) -> Vec<&TopicTally> {
        self.highest(most, |tally| tally.answered)
    }

    /// The topics whose answers were disliked most often, at most `most`; those that never were are left out.
    pub fn most_disliked(&self, most: usize) -> Vec<&TopicTally> {
        self.highest(most, |tally| tally.disliked)
    }

    /// Whether nothing at all happened in the period.
    pub fn is_empty(&self) -> bool {
        self.ideas + self.questions + self.erased == 0 && self.asked == Tally::default()
    }

    fn highest(&self, most: usize, by: fn(&Tally) -> u64) -> Vec<&TopicTally> {
        let mut found: Vec<&TopicTally> = self.topics.iter().filter(|topic| by(&topic.tally) > 0).collect();
        // Topics that are level stay in the order of their ids.
        found.sort_by_key(|topic| std::cmp::Reverse(by(&topic.tally)));
        found.truncate(most);
        found
    }
}

impl Tally {
    fn add(&mut self, what: Counted, number: u64) {
        let of = match what {
            Counted::Answered => &mut self.answered,
            Counted::Unanswered => &mut self.unanswered,
            Counted::Liked => &mut self.liked,
            Counted::Disliked => &mut self.disliked,
            // A choice is neither an answer nor none, and who taps a topic asks nothing.
            Counted::Choose | Counted::Shown => return,
        };
        *of = of.saturating_add(number);
    }
}

/// How many there are of each, in the order of `all`.
fn spread<T: Copy + PartialEq>(all: &[T], found: impl Iterator<Item = T>) -> Vec<(T, u64)> {
    let mut numbers: Vec<(T, u64)> = all.iter().map(|one| (*one, 0)).collect();
    for one in found {
        if let Some((_, number)) = numbers.iter_mut().find(|(known, _)| *known == one) {
            *number += 1;
        }
    }
    numbers
}

fn tallies(counts: &[Count], period: Period) -> (Tally, Vec<TopicTally>) {
    let mut all = Tally::default();
    let mut topics: BTreeMap<&str, Tally> = BTreeMap::new();
    for count in counts.iter().filter(|count| period.has(count.day)) {
        all.add(count.what, count.number);
        let counts = !matches!(count.what, Counted::Choose | Counted::Shown);
        if let Some(topic) = count.topic.as_ref().filter(|_| counts) {
            topics.entry(topic.as_str()).or_default().add(count.what, count.number);
        }
    }
    let named = |(topic, tally): (&str, Tally)| TopicTally { topic: topic.to_owned(), tally };
    (all, topics.into_iter().map(named).collect())
}

fn waiting(rows: &[IdeaRow], scope: Scope) -> Vec<Waiting> {
    let untouched =
        |row: &&IdeaRow| row.kind != RowKind::Erased && row.status == Status::New && row.first_touched.is_none();
    let mut found: Vec<(DateTime<Utc>, Waiting)> = rows
        .iter()
        .filter(untouched)
        .filter_map(|row| {
            let waited = scope.now - row.submitted;
            let days = u32::try_from(waited.num_days()).ok()?;
            // 'Longer than three days' begins right after the third.
            let longer = waited > chrono::TimeDelta::days(i64::from(scope.patience));
            longer.then_some((row.submitted, Waiting { reference: row.reference, days }))
        })
        .collect();
    found.sort_by_key(|(submitted, waiting)| (*submitted, waiting.reference));
    found.into_iter().map(|(_, waiting)| waiting).collect()
}

/// A clock that was set back makes no negative days.
fn days_to_touch(row: &IdeaRow) -> Option<f64> {
    let waited = row.first_touched? - row.submitted;
    Some(waited.num_seconds().max(0) as f64 / 86_400.0)
}

/// The middle value, or the mean of the two in the middle.
fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() {
        0 => None,
        length if length % 2 == 1 => Some(values[middle]),
        _ => Some(f64::midpoint(values[middle - 1], values[middle])),
    }
}
