//! From a turn straight to the worker: what a chat is told while nothing else waits for it.
//!
//! Invariant: what is handed over was stored as claimed by this worker, in the transaction of its turn. So nobody else
//! sends it, and when it gets lost or is late on the way its claim ends and it goes out like any other.

use std::sync::Arc;
use std::time::Duration;

use chrono::Utc;
use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

use crate::store::{Claim, OutboxRow};

/// What a turn hands over, with its place among the messages on their way.
pub(super) struct Handed {
    pub(super) row: OutboxRow,
    pub(super) permit: OwnedSemaphorePermit,
    /// No later than the claim began.
    taken: Instant,
}

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

impl Handed {
    /// Whether so much of its claim is left that the worker renews it in time. Else the message is left to whoever claims
    /// it next: what is sent late here may be sent there at the same time.
    pub(super) fn is_in_time(&self, lease: Duration) -> bool {
        self.taken.elapsed() < lease / 3
    }
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

    /// Hands the message over, once it lasts.
    pub(crate) fn fill(self, row: OutboxRow) {
        let Self { handover, permit, taken } = self;
        // Without a worker the claim ends.
        let _ = handover.rows.send(Handed { row, permit, taken });
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::mpsc;

    use super::*;
    use crate::conversation::Message;
    use crate::ideas::ChatId;
    use crate::store::{Audience, OutboxId, Topic};

    #[test]
    fn what_is_late_is_left_to_others() {
        let lease = Duration::from_secs(12);
        let (rows, mut handed) = mpsc::unbounded_channel();
        let handover = Handover { owner: "test".into(), places: Arc::new(Semaphore::new(1)), rows, lease };
        let row = OutboxRow {
            id: OutboxId(1),
            chat: ChatId(1),
            audience: Audience::Person,
            reference: None,
            topic: Topic::None,
            message: Message::default(),
            created: Utc::now(),
            attempts: 0,
        };
        for (seconds, expected) in [(0, true), (3, true), (5, false), (20, false)] {
            let place = handover.place().expect("the last one gave its place back");
            assert!(handover.place().is_none());
            let taken = Instant::now().checked_sub(Duration::from_secs(seconds)).expect("the machine runs for longer");
            Place { taken, ..place }.fill(row.clone());
            assert_eq!(handed.try_recv().expect("it was handed over").is_in_time(lease), expected, "{seconds} s");
        }
    }
}
