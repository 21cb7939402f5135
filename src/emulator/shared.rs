//! What the server, the webhook and the handles have in common: the state behind one lock, and its watchers.
//!
//! Invariant: a change is kept on disk (when there is a folder) before anybody hears of it.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::Value;
use tokio::sync::{broadcast, watch};
use tokio_util::sync::CancellationToken;

use super::faults::Faults;
use super::files::Blobs;
use super::journal::Journal;
use super::pace::Pace;
use super::state::State;
use super::view::Event;

/// A call with its answer, kept when [`Config::record`](super::Config::record) is on.
#[derive(Clone, Debug, PartialEq)]
pub struct Recorded {
    pub method: String,
    pub params: Value,
    /// The result of an accepted call.
    pub result: Option<Value>,
    /// The description of a refused one.
    pub refused: Option<String>,
}

pub(super) struct Shared {
    pub(super) token: String,
    state: Mutex<State>,
    pub(super) blobs: Blobs,
    journal: Option<Journal>,
    changed: watch::Sender<u64>,
    events: broadcast::Sender<Event>,
    pub(super) faults: Mutex<Faults>,
    pub(super) pace: Mutex<Pace>,
    /// The number of the latest `getUpdates`; an older one that still waits gives up.
    poll: AtomicU64,
    calls: Mutex<BTreeMap<String, u64>>,
    pub(super) recorded: Option<Mutex<Vec<Recorded>>>,
    pub(super) stop: CancellationToken,
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shared {
    pub(super) fn new(
        token: String,
        state: State,
        blobs: Blobs,
        journal: Option<Journal>,
        seed: u64,
        record: bool,
    ) -> Self {
        Self {
            token,
            changed: watch::Sender::new(state.sequence),
            state: Mutex::new(state),
            blobs,
            journal,
            events: broadcast::Sender::new(1024),
            faults: Mutex::new(Faults::new(seed)),
            pace: Mutex::default(),
            poll: AtomicU64::new(0),
            calls: Mutex::default(),
            recorded: record.then(Mutex::default),
            stop: CancellationToken::new(),
        }
    }

    pub(super) fn read<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        look(&lock(&self.state))
    }

    /// Changes the state, keeps it and tells the watchers.
    pub(super) fn change<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        let mut state = lock(&self.state);
        let result = act(&mut state);
        let events = std::mem::take(&mut state.events);
        if events.is_empty() {
            return result;
        }
        // What only shows for a moment need not be kept.
        let lasting = events.iter().any(|event| !matches!(event, Event::Action { .. }));
        if lasting
            && let Some(journal) = &self.journal
            && let Err(error) = journal.save(&state)
        {
            tracing::error!(%error, "the emulator could not keep its state; make room or mend the folder's rights");
        }
        self.changed.send_replace(state.sequence);
        drop(state);
        for event in events {
            // Nobody may be listening.
            let _ = self.events.send(event);
        }
        result
    }

    pub(super) fn watch(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    pub(super) fn events(&self) -> broadcast::Receiver<Event> {
        self.events.subscribe()
    }

    /// Wakes everybody who waits, though nothing changed.
    pub(super) fn wake(&self) {
        self.changed.send_modify(|_| {});
    }

    pub(super) fn begin_poll(&self) -> u64 {
        let number = self.poll.fetch_add(1, Ordering::SeqCst) + 1;
        self.wake();
        number
    }

    pub(super) fn is_latest_poll(&self, number: u64) -> bool {
        self.poll.load(Ordering::SeqCst) == number
    }

    pub(super) fn count_call(&self, method: &str) {
        *lock(&self.calls).entry(method.to_owned()).or_default() += 1;
    }

    pub(super) fn calls(&self) -> BTreeMap<String, u64> {
        lock(&self.calls).clone()
    }
}
