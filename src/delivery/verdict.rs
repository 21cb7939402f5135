//! What follows from an attempt to send: a table, without anything that does it.
//!
//! Invariant: a message for a programme manager is never given up because of their chat, and a message that Telegram
//! will never take never holds up the others.

use std::time::Duration;

use crate::ideas::ChatId;
use crate::store::{Audience, Reason};
use crate::telegram::{CallError, SendFailure, Unreachable};

/// What is to be done with a message after an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Try again after so long.
    Retry(Duration, Reason),
    /// Give it up. `gone` when nobody can be reached in the chat.
    Park { reason: Reason, gone: bool },
    /// The chat has another number.
    Move(ChatId),
}

/// Why there is no message in the chat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Failure {
    Send(SendFailure),
    /// The program itself failed over the message.
    Panic,
    /// It is for a programme manager, and the chat is nobody's who is one.
    NotTheirs,
}

/// After a passing failure: 1 second, then twice as long each time, up to 5 minutes.
pub(super) const PAUSE: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(5 * 60));
/// While a programme manager's chat takes nothing: 10 seconds, up to 10 minutes.
pub(super) const LONG_PAUSE: (Duration, Duration) = (Duration::from_secs(10), Duration::from_secs(10 * 60));
/// So often a message over which the program fails is tried.
pub(super) const PANICS: u32 = 5;

/// `attempts` is how often it was tried before.
pub(super) fn verdict(failure: &Failure, audience: Audience, attempts: u32) -> Verdict {
    let again = |reason| Verdict::Retry(growing(PAUSE, attempts), reason);
    let failure = match failure {
        Failure::Send(failure) => failure,
        Failure::Panic if attempts + 1 < PANICS => return again(Reason::ServerFault),
        Failure::Panic => {
            let reason = Reason::Refused("the program failed over it".to_owned());
            return Verdict::Park { reason, gone: false };
        }
        Failure::NotTheirs => {
            let reason = Reason::Refused("the chat is not a programme manager's".to_owned());
            return Verdict::Park { reason, gone: false };
        }
    };
    match failure {
        SendFailure::RetryAfter(pause) => Verdict::Retry(*pause, Reason::RateLimited),
        SendFailure::Transient(CallError::NoConnection) | SendFailure::MayHaveArrived(_) => again(Reason::Unreachable),
        SendFailure::Transient(_) => again(Reason::ServerFault),
        SendFailure::MovedTo(new) => Verdict::Move(*new),
        SendFailure::Unreachable(why) => match audience {
            Audience::Manager | Audience::Mail => Verdict::Retry(growing(LONG_PAUSE, attempts), reason(*why)),
            Audience::Person => Verdict::Park { reason: reason(*why), gone: true },
        },
        SendFailure::Refused(words) => Verdict::Park { reason: Reason::Refused(words.clone()), gone: false },
    }
}

fn reason(why: Unreachable) -> Reason {
    match why {
        Unreachable::ChatNotFound => Reason::ChatNotFound,
        Unreachable::Blocked
        | Unreachable::Deactivated
        | Unreachable::NeverStarted
        | Unreachable::NotInGroup
        | Unreachable::MayNotWrite
        | Unreachable::TopicClosed => Reason::Blocked,
    }
}

/// Twice the first pause for each attempt before, up to the longest.
pub(crate) fn growing((first, longest): (Duration, Duration), attempts: u32) -> Duration {
    2_u32.checked_pow(attempts).and_then(|times| first.checked_mul(times)).map_or(longest, |pause| pause.min(longest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(failure: SendFailure, audience: Audience, attempts: u32, expected: Verdict) {
        assert_eq!(verdict(&Failure::Send(failure.clone()), audience, attempts), expected, "{failure}");
    }

    fn retry(seconds: u64, reason: Reason) -> Verdict {
        Verdict::Retry(Duration::from_secs(seconds), reason)
    }

    #[test]
    fn what_passes_is_tried_again_with_growing_pauses() {
        let broken = SendFailure::MayHaveArrived(CallError::Broken);
        for (attempts, seconds) in [(0, 1), (1, 2), (4, 16), (8, 256), (9, 300), (40, 300), (u32::MAX, 300)] {
            check(broken.clone(), Audience::Person, attempts, retry(seconds, Reason::Unreachable));
        }
        let html = SendFailure::Transient(CallError::Unreadable { status: 502 });
        check(html, Audience::Manager, 0, retry(1, Reason::ServerFault));
        check(SendFailure::RetryAfter(Duration::from_secs(77)), Audience::Person, 9, retry(77, Reason::RateLimited));
    }

    #[test]
    fn a_person_who_is_gone_is_given_up_and_a_manager_never() {
        let gone = |reason| Verdict::Park { reason, gone: true };
        let blocked = SendFailure::Unreachable(Unreachable::Blocked);
        let not_found = SendFailure::Unreachable(Unreachable::ChatNotFound);
        check(blocked.clone(), Audience::Person, 0, gone(Reason::Blocked));
        check(not_found.clone(), Audience::Person, 0, gone(Reason::ChatNotFound));
        check(blocked, Audience::Manager, 0, retry(10, Reason::Blocked));
        check(not_found, Audience::Manager, 100, retry(600, Reason::ChatNotFound));
    }

    #[test]
    fn what_will_never_be_taken_is_given_up() {
        let refused = Reason::Refused("Bad Request: message text is empty".to_owned());
        for audience in [Audience::Person, Audience::Manager] {
            check(
                SendFailure::Refused("Bad Request: message text is empty".into()),
                audience,
                0,
                Verdict::Park { reason: refused.clone(), gone: false },
            );
        }
    }

    #[test]
    fn a_panic_is_tried_again_and_then_given_up() {
        assert!(matches!(verdict(&Failure::Panic, Audience::Person, 0), Verdict::Retry(..)));
        assert!(matches!(verdict(&Failure::Panic, Audience::Person, 4), Verdict::Park { gone: false, .. }));
    }
}
