//! From a turn straight to the worker: what a chat is told while nothing else waits for it.
//!
//! Invariant: what is handed over was stored as claimed by this worker, in the transaction of its turn. So nobody else
//! sends it, and when it gets lost on the way its claim ends and it goes out like any other.

use std::sync::Arc;
use std::time::Duration;

use chrono::Utc;
use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

use crate::store::{Claim, OutboxRow};

/// What a turn hands over, with its place among the messages on their way.
pub(super) type Handed = (OutboxRow, OwnedSemaphorePermit);

/// Where turns hand over their messages. Clones lead to the same worker.
#[derive(Clone)]
pub struct Handover {
    pub(super) owner: Arc<str>,
    pub(super) places: Arc<Semaphore>,
    pub(super) rows: UnboundedSender<Handed>,
    /// How long a claim holds.
    pub(super) lease: Duration,
}

/// A place among the messages on their way, for one message of a turn.
pub(crate) struct Place {
    handover: Handover,
    permit: OwnedSemaphorePermit,
    taken: Instant,
}

impl Handover {
    /// `None` when so many are on their way already that the message waits in the outbox like any other.
    pub(crate) fn place(&self) -> Option<Place> {
        let permit = Arc::clone(&self.places).try_acquire_owned().ok()?;
        Some(Place { handover: self.clone(), permit, taken: Instant::now() })
    }
}

impl Place {
    /// The claim that the message is to be stored with.
    pub(crate) fn claim(&self) -> Claim {
        Claim { owner: Arc::clone(&self.handover.owner), until: Utc::now() + self.handover.lease }
    }

    /// Hands the message over, once it lasts. When that took so long that the claim may end before it is renewed, the
    /// message is left to whoever claims it then.
    pub(crate) fn fill(self, row: OutboxRow) {
        if self.taken.elapsed() < self.handover.lease / 3 {
            // Without a worker the claim ends.
            let _ = self.handover.rows.send((row, self.permit));
        }
    }
}
