//! What this process has done and how it fares: told by the parts that work, read by [`super::Checkup`].
//!
//! Invariant: there are numbers, states and times in it, and nothing that people typed.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::Registry;
use tokio::time::Instant;

use crate::turn::Taken;

/// The label of a count: its name and value.
pub(super) type Label = [(&'static str, &'static str); 1];

/// Bounds for the time that a turn takes, in seconds.
const TURN_SECONDS: [f64; 9] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2.0, 10.0];

/// How updates reach this process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Telegram has not been reached yet.
    Starts,
    /// It fetches the updates.
    Fetches,
    /// Another replica fetches the updates; this one is ready to take over.
    StandsBy,
    /// Telegram brings the updates.
    Listens,
    /// It was told to stop.
    Stops,
}

/// How the process fares. Clones are the same.
#[derive(Clone)]
pub struct Vitals(Arc<Inner>);

struct Inner {
    registry: Registry,
    updates: Family<Label, Counter>,
    turns_failed: Counter,
    turn_seconds: Histogram,
    messages: Family<Label, Counter>,
    ways_in: Mutex<WaysIn>,
}

/// How it stands with what comes in.
#[derive(Debug, Clone)]
pub(super) struct WaysIn {
    pub(super) role: Role,
    /// When all was last known to be well, see [`Vitals::is_well`].
    pub(super) well: Option<Instant>,
    /// When Telegram last brought an update here.
    pub(super) heard: Option<DateTime<Utc>>,
    /// What Telegram says is wrong with the webhook.
    pub(super) trouble: Option<String>,
    /// When a turn could not be stored, if none has been stored since.
    pub(super) turn_failed: Option<Instant>,
}

impl Role {
    /// Its name in what is told.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Starts => "starts",
            Self::Fetches => "fetches",
            Self::StandsBy => "stands by",
            Self::Listens => "listens",
            Self::Stops => "stops",
        }
    }
}

impl Default for Vitals {
    fn default() -> Self {
        let ways_in = WaysIn { role: Role::Starts, well: None, heard: None, trouble: None, turn_failed: None };
        let updates = Family::<Label, Counter>::default();
        let turns_failed = Counter::default();
        let turn_seconds = Histogram::new(TURN_SECONDS);
        let messages = Family::<Label, Counter>::default();
        let mut registry = Registry::with_prefix("esij_bot");
        let version = Info::new([("version", env!("CARGO_PKG_VERSION"))]);
        registry.register("build", "The program", version);
        registry.register("updates", "Updates that were taken, by what became of them", updates.clone());
        registry.register(
            "turns_failed",
            "Turns that could not be stored; the update comes again",
            turns_failed.clone(),
        );
        registry.register("turn_duration_seconds", "How long a turn took", turn_seconds.clone());
        registry.register("messages", "Attempts to send a message, by what became of them", messages.clone());
        // So that they are there before the first of each.
        for outcome in [Taken::Handled, Taken::Duplicate, Taken::Parked] {
            drop(updates.get_or_create(&taken(outcome)));
        }
        for outcome in [SENT, RETRIED, PARKED] {
            drop(messages.get_or_create(&outcome));
        }
        let ways_in = Mutex::new(ways_in);
        Self(Arc::new(Inner { registry, updates, turns_failed, turn_seconds, messages, ways_in }))
    }
}

const SENT: Label = [("outcome", "sent")];
const RETRIED: Label = [("outcome", "retried")];
const PARKED: Label = [("outcome", "parked")];

fn taken(outcome: Taken) -> Label {
    let name = match outcome {
        Taken::Handled => "handled",
        Taken::Duplicate => "duplicate",
        Taken::Parked => "parked",
    };
    [("outcome", name)]
}

impl Vitals {
    /// From now on updates reach this process so. Who stops goes on stopping.
    pub fn becomes(&self, role: Role) {
        let mut ways_in = self.ways_in_now();
        if ways_in.role != Role::Stops {
            ways_in.role = role;
        }
    }

    /// Just now a round of fetching was done, another replica was seen to fetch, or Telegram confirmed the webhook.
    pub fn is_well(&self) {
        self.ways_in_now().well = Some(Instant::now());
    }

    /// Telegram has just brought an update.
    pub fn heard(&self) {
        let mut ways_in = self.ways_in_now();
        ways_in.heard = Some(Utc::now());
        ways_in.trouble = None;
    }

    /// When Telegram last brought an update here.
    pub fn last_heard(&self) -> Option<DateTime<Utc>> {
        self.ways_in_now().heard
    }

    /// What Telegram says is wrong with the webhook, if anything.
    pub fn webhook_trouble(&self, trouble: Option<String>) {
        self.ways_in_now().trouble = trouble;
    }

    /// A turn is over; `None` when it could not be stored.
    pub fn turn(&self, outcome: Option<Taken>, took: Duration) {
        self.0.turn_seconds.observe(took.as_secs_f64());
        match outcome {
            Some(outcome) => drop(self.0.updates.get_or_create(&taken(outcome)).inc()),
            None => drop(self.0.turns_failed.inc()),
        }
        self.ways_in_now().turn_failed = outcome.is_none().then(Instant::now);
    }

    pub fn sent(&self) {
        self.0.messages.get_or_create(&SENT).inc();
    }

    pub fn retried(&self) {
        self.0.messages.get_or_create(&RETRIED).inc();
    }

    pub fn parked(&self) {
        self.0.messages.get_or_create(&PARKED).inc();
    }

    pub(super) fn ways_in(&self) -> WaysIn {
        self.ways_in_now().clone()
    }

    /// The counts of this process.
    pub(super) fn registry(&self) -> &Registry {
        &self.0.registry
    }

    fn ways_in_now(&self) -> MutexGuard<'_, WaysIn> {
        self.0.ways_in.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_stops_goes_on_stopping() {
        let vitals = Vitals::default();
        vitals.becomes(Role::Stops);
        vitals.becomes(Role::StandsBy);
        assert_eq!(vitals.ways_in().role, Role::Stops);
    }

    #[test]
    fn a_turn_that_is_stored_takes_the_worry_away() {
        let vitals = Vitals::default();
        vitals.turn(None, Duration::ZERO);
        assert!(vitals.ways_in().turn_failed.is_some());
        vitals.turn(Some(Taken::Handled), Duration::ZERO);
        assert_eq!(vitals.ways_in().turn_failed, None);
    }
}
