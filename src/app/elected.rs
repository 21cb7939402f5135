//! Polling when there may be other replicas: one fetches the updates, the others stand by.
//!
//! Invariant: updates are fetched during a [`Term`] only. A fetch that the end of a term cuts off loses nothing, and
//! turns in hand are finished: what another replica fetches once more is known as handled.

use std::time::Duration;

use tokio_util::sync::CancellationToken;
use tracing::{error, info, warn};

use crate::delivery::growing;
use crate::health::{Role, Vitals};
use crate::store::{BEAT, Candidate, StoreError, Term};
use crate::telegram::{PollError, Poller};

/// The longest pause before a database that fails is asked again.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// Polls in turn with the other replicas until `stop`. Each term has a poller of its own, made by `poller`.
/// `vitals` is told who fetches.
///
/// # Errors
/// When Telegram does not know the token.
pub(super) async fn poll(
    mut candidate: Candidate,
    poller: impl Fn() -> Poller,
    vitals: &Vitals,
    stop: &CancellationToken,
) -> Result<(), PollError> {
    while let Some(mut term) = elected(&mut candidate, vitals, stop).await {
        info!("this replica fetches the updates now");
        let over = stop.child_token();
        let mut polling = std::pin::pin!(poller().run(over.clone()));
        tokio::select! {
            polled = &mut polling => {
                term.resign().await;
                return polled;
            }
            () = term.until_lost() => {
                warn!("the database connection was lost that says who fetches the updates; no more are fetched here");
                over.cancel();
                polling.await?;
            }
        }
    }
    Ok(())
}

/// Waits for a term; `None` when told to stop first.
async fn elected(candidate: &mut Candidate, vitals: &Vitals, stop: &CancellationToken) -> Option<Term> {
    vitals.becomes(Role::StandsBy);
    let mut failures = 0;
    let mut told = false;
    loop {
        let outcome = tokio::select! {
            () = stop.cancelled() => return None,
            outcome = candidate.stand() => outcome,
        };
        let pause = match outcome {
            Ok(Some(term)) => return Some(term),
            Ok(None) => {
                if !told {
                    info!("another replica fetches the updates; this one stands by");
                    told = true;
                }
                vitals.is_well();
                failures = 0;
                BEAT
            }
            Err(failure) => {
                tell(&failure);
                failures += 1;
                growing((BEAT, LONGEST_PAUSE), failures)
            }
        };
        tokio::select! {
            () = stop.cancelled() => return None,
            () = tokio::time::sleep(pause) => {}
        }
    }
}

fn tell(failure: &StoreError) {
    let cause = std::error::Error::source(failure).map(ToString::to_string).unwrap_or_default();
    error!(error = %failure, cause, hint = failure.hint(), "cannot find out who fetches the updates");
}
