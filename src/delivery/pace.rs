//! When the next message may leave, so that Telegram has no reason for a 429
//! (<https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this>).
//!
//! Invariant: pure, time comes in; whatever is asked, no chat and no second gets more than its limit allows.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};

use crate::ideas::ChatId;

/// How fast messages leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tempo {
    /// As Telegram allows.
    #[default]
    Telegram,
    /// At once: for a server that sets no limits, such as the emulator.
    Unlimited,
}

/// So many at once, and then one each period.
#[derive(Debug, Clone, Copy)]
struct Limit {
    burst: i32,
    period: TimeDelta,
}

/// One a second in a private chat, and a short burst.
const PRIVATE: Limit = Limit { burst: 3, period: TimeDelta::seconds(1) };
/// Never more than 20 in any minute: 3 at once and 17 in the rest of it.
const GROUP: Limit = Limit { burst: 3, period: TimeDelta::milliseconds(3_500) };
/// Never more than 30 in any second: 5 at once and 25 in the rest of it.
const ALL: Limit = Limit { burst: 5, period: TimeDelta::milliseconds(40) };

/// How many chats are remembered before those that have been quiet are forgotten.
const MEMORY: usize = 1_000;

/// A token bucket, as the time at which it is full again.
#[derive(Debug, Clone, Copy, Default)]
struct Bucket {
    full_at: DateTime<Utc>,
}

/// The pace of everything that one process sends.
#[derive(Debug, Default)]
pub(super) struct Pace {
    all: Bucket,
    chats: HashMap<ChatId, Bucket>,
}

impl Bucket {
    fn free_at(self, limit: Limit, now: DateTime<Utc>, latest: DateTime<Utc>) -> DateTime<Utc> {
        // No place is given away after `latest`, so a bucket that fills any later is from before the clock was put back.
        let full_at = if self.full_at > latest + limit.period * limit.burst { now } else { self.full_at };
        now.max(full_at - limit.period * (limit.burst - 1))
    }

    fn take(&mut self, limit: Limit, at: DateTime<Utc>) {
        let emptied = at + limit.period * (limit.burst - 1);
        self.full_at = self.full_at.clamp(at, emptied) + limit.period;
    }
}

impl Pace {
    /// Takes the next place in `chat` and says when that is, if it is not after `latest`, which is always as far from
    /// `now`. A place among all chats is taken when that time has come, so that a chat that waits delays no other.
    ///
    /// # Errors
    /// Without a place: when to ask again.
    pub(super) fn in_chat(
        &mut self,
        chat: ChatId,
        now: DateTime<Utc>,
        latest: DateTime<Utc>,
    ) -> Result<DateTime<Utc>, DateTime<Utc>> {
        if self.chats.len() >= MEMORY {
            self.chats.retain(|_, bucket| bucket.full_at > now);
        }
        // Groups have negative numbers.
        let limit = if chat.0 < 0 { GROUP } else { PRIVATE };
        let bucket = self.chats.entry(chat).or_default();
        let at = bucket.free_at(limit, now, latest);
        if at > latest {
            return Err(at);
        }
        bucket.take(limit, at);
        Ok(at)
    }

    /// Takes the next place among all chats and says when that is. At most `most` may be waiting for theirs.
    pub(super) fn among_all(&mut self, now: DateTime<Utc>, most: i32) -> DateTime<Utc> {
        let at = self.all.free_at(ALL, now, now + ALL.period * most);
        self.all.take(ALL, at);
        at
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(millis: i64) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(1_790_000_000_000 + millis).unwrap()
    }

    fn check(chat: i64, expected: &[i64]) {
        let mut pace = Pace::default();
        let places: Vec<_> = expected.iter().map(|_| pace.in_chat(ChatId(chat), at(0), at(1_000_000))).collect();
        assert_eq!(places, expected.iter().map(|millis| Ok(at(*millis))).collect::<Vec<_>>());
    }

    #[test]
    fn a_burst_and_then_one_a_period() {
        check(1, &[0, 0, 0, 1_000, 2_000]);
        check(-1, &[0, 0, 0, 3_500, 7_000]);
    }

    #[test]
    fn without_a_place_nothing_is_taken() {
        let mut pace = Pace::default();
        for _ in 0..3 {
            assert_eq!(pace.in_chat(ChatId(1), at(0), at(0)), Ok(at(0)));
        }
        for _ in 0..3 {
            assert_eq!(pace.in_chat(ChatId(1), at(0), at(999)), Err(at(1_000)));
        }
        assert_eq!(pace.in_chat(ChatId(2), at(0), at(0)), Ok(at(0)), "nobody else waits");
        assert_eq!(pace.in_chat(ChatId(1), at(1_000), at(1_000)), Ok(at(1_000)));
    }

    #[test]
    fn a_chat_that_waits_delays_no_other() {
        let mut pace = Pace::default();
        let places: Vec<_> = (0..4).map(|_| pace.in_chat(ChatId(-1), at(0), at(4_000))).collect();
        assert_eq!(places[3], Ok(at(3_500)));
        assert_eq!(pace.in_chat(ChatId(1), at(0), at(4_000)), Ok(at(0)));
        assert_eq!(pace.among_all(at(0), 64), at(0));
    }

    #[test]
    fn a_clock_that_is_put_back_stops_nobody() {
        let mut pace = Pace::default();
        assert_eq!(pace.in_chat(ChatId(1), at(3_600_000), at(3_600_000)), Ok(at(3_600_000)));
        assert!(pace.in_chat(ChatId(1), at(0), at(5_000)).is_ok());
    }

    /// How many at most fall within any `window` milliseconds.
    fn most(times: &[i64], window: i64) -> usize {
        let within = |from: i64| times.iter().filter(|time| (from..from + window).contains(*time)).count();
        times.iter().map(|from| within(*from)).max().unwrap_or(0)
    }

    proptest! {
        #[test]
        fn no_limit_is_passed(asked in prop::collection::vec(0_i64..400, 1..300)) {
            let mut pace = Pace::default();
            let (mut now, mut person, mut group, mut all) = (0, Vec::new(), Vec::new(), Vec::new());
            for passed in asked {
                now += passed;
                for (chat, times) in [(1, &mut person), (-1, &mut group)] {
                    if let Ok(place) = pace.in_chat(ChatId(chat), at(now), at(now + 60_000)) {
                        times.push((place - at(0)).num_milliseconds());
                    }
                }
                for _ in 0..3 {
                    all.push((pace.among_all(at(now), 1_000) - at(0)).num_milliseconds());
                }
            }
            prop_assert!(most(&all, 1_000) <= 30);
            prop_assert!(most(&group, 60_000) <= 20);
            prop_assert!(most(&person, 10_000) <= 12);
        }
    }
}
