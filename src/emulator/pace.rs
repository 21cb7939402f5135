//! How fast a bot may send, when that is enforced.
//!
//! Invariant: a call that is refused costs nothing; `retry_after` is enough to get through.
//! The figures are those of <https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this>.

use std::collections::HashMap;

use tokio::time::{Duration, Instant};

/// What is allowed.
#[derive(Debug, Clone, PartialEq)]
pub struct Limits {
    /// Messages a second in one chat, in the long run.
    pub chat_per_second: f64,
    /// Messages at once in one chat after a pause.
    pub chat_burst: u32,
    /// Messages a minute in one group.
    pub group_per_minute: u32,
    /// Messages a second in all chats together.
    pub all_per_second: u32,
}

impl Limits {
    /// What Telegram documents, with a small burst.
    pub fn telegram() -> Self {
        Self { chat_per_second: 1.0, chat_burst: 4, group_per_minute: 20, all_per_second: 30 }
    }
}

struct Bucket {
    tokens: f64,
    filled: Instant,
}

impl Bucket {
    fn fill(&mut self, now: Instant, rate: f64, most: f64) {
        self.tokens = (self.tokens + (now - self.filled).as_secs_f64() * rate).min(most);
        self.filled = now;
    }

    fn wait(&self, rate: f64) -> f64 {
        if self.tokens >= 1.0 { 0.0 } else { (1.0 - self.tokens) / rate }
    }
}

#[derive(Default)]
pub(super) struct Pace {
    limits: Option<Limits>,
    chats: HashMap<i64, Bucket>,
    all: Option<Bucket>,
}

impl Pace {
    pub(super) fn enforce(&mut self, limits: Option<Limits>) {
        *self = Self { limits, ..Self::default() };
    }

    /// Lets a message pass, or says in how many seconds to try again.
    pub(super) fn pass(&mut self, chat: i64, now: Instant) -> Result<(), u64> {
        let Some(limits) = &self.limits else { return Ok(()) };
        // Groups have negative ids.
        let (rate, most) = if chat < 0 {
            (f64::from(limits.group_per_minute) / 60.0, f64::from(limits.group_per_minute))
        } else {
            (limits.chat_per_second, f64::from(limits.chat_burst))
        };
        let all_rate = f64::from(limits.all_per_second);
        let full = |tokens| Bucket { tokens, filled: now };
        let chat = self.chats.entry(chat).or_insert_with(|| full(most));
        let all = self.all.get_or_insert_with(|| full(all_rate));
        chat.fill(now, rate, most);
        all.fill(now, all_rate, all_rate);
        let wait = chat.wait(rate).max(all.wait(all_rate));
        if wait > 0.0 {
            return Err(Duration::from_secs_f64(wait + 0.999).as_secs().max(1));
        }
        chat.tokens -= 1.0;
        all.tokens -= 1.0;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_passes_and_then_one_a_second() {
        let mut pace = Pace::default();
        pace.enforce(Some(Limits::telegram()));
        let start = Instant::now();
        let passed = (0..10).filter(|_| pace.pass(1, start).is_ok()).count();
        assert_eq!(passed, 4);
        assert_eq!(pace.pass(1, start), Err(1));
        assert_eq!(pace.pass(2, start), Ok(()));
        assert_eq!(pace.pass(1, start + Duration::from_secs(1)), Ok(()));
        assert_eq!(pace.pass(1, start + Duration::from_secs(1)), Err(1));
    }

    #[test]
    fn a_group_gets_twenty_a_minute_and_all_chats_thirty_a_second() {
        let mut pace = Pace::default();
        pace.enforce(Some(Limits::telegram()));
        let start = Instant::now();
        assert_eq!((0..30).filter(|_| pace.pass(-1, start).is_ok()).count(), 20);
        assert_eq!((0..30).filter(|chat| pace.pass(10 + chat, start).is_ok()).count(), 10);
        assert_eq!(pace.pass(-1, start + Duration::from_secs(1)), Err(2));
        assert_eq!(pace.pass(-1, start + Duration::from_secs(3)), Ok(()));
    }
}
