//! Bad luck on order: what goes wrong, in which calls, how often.
//!
//! Invariant: the same faults with the same seed and the same calls go wrong in the same places.

use std::collections::BTreeMap;
use std::time::Duration;

use super::state::next_random;

/// What goes wrong with a call.
#[derive(Debug, Clone, PartialEq)]
pub enum FaultKind {
    /// 429 with `parameters.retry_after` in seconds; nothing is done.
    TooManyRequests { retry_after: u32 },
    /// 500 as JSON; nothing is done.
    ServerError,
    /// 502 with a page of HTML, as a proxy gives it; nothing is done.
    BadGateway,
    /// The connection breaks before the call is looked at.
    DropBefore,
    /// The call is done, but the connection breaks before its answer.
    DropAfter,
    /// Nothing is done and nothing said for this long; then the connection breaks.
    SilentBefore(Duration),
    /// The call is done, but nothing is said for this long; then the connection breaks.
    SilentAfter(Duration),
    /// The call is done after this long.
    Slow(Duration),
    /// 403, as if the person had blocked the bot.
    Blocked,
    /// A refusal with this code and description.
    Refuse { code: u16, description: String },
}

impl FaultKind {
    /// Its name in counts.
    pub fn name(&self) -> &'static str {
        match self {
            Self::TooManyRequests { .. } => "too_many_requests",
            Self::ServerError => "server_error",
            Self::BadGateway => "bad_gateway",
            Self::DropBefore => "drop_before",
            Self::DropAfter => "drop_after",
            Self::SilentBefore(_) => "silent_before",
            Self::SilentAfter(_) => "silent_after",
            Self::Slow(_) => "slow",
            Self::Blocked => "blocked",
            Self::Refuse { .. } => "refuse",
        }
    }
}

/// A fault and the calls it strikes; every call for ever, unless it is narrowed.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    kind: FaultKind,
    method: Option<String>,
    chat: Option<i64>,
    left: Option<u32>,
    probability: Option<f64>,
}

impl Fault {
    pub fn new(kind: FaultKind) -> Self {
        Self { kind, method: None, chat: None, left: None, probability: None }
    }

    /// Only calls of this method, in any case of letters.
    #[must_use]
    pub fn on(mut self, method: &str) -> Self {
        self.method = Some(method.to_lowercase());
        self
    }

    /// Only calls about this chat.
    #[must_use]
    pub fn in_chat(mut self, chat: i64) -> Self {
        self.chat = Some(chat);
        self
    }

    /// Only the next `count` calls that it strikes.
    #[must_use]
    pub fn times(mut self, count: u32) -> Self {
        self.left = Some(count);
        self
    }

    /// Only this share of the calls, from 0 to 1.
    #[must_use]
    pub fn probability(mut self, share: f64) -> Self {
        self.probability = Some(share);
        self
    }
}

/// Names a fault, so that it can be taken away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FaultId(u64);

#[derive(Default)]
pub(super) struct Faults {
    list: Vec<(u64, Fault)>,
    last: u64,
    random: u64,
    struck: BTreeMap<&'static str, u64>,
}

impl Faults {
    pub(super) fn new(seed: u64) -> Self {
        Self { random: seed ^ 0xFA17, ..Self::default() }
    }

    pub(super) fn add(&mut self, fault: Fault) -> FaultId {
        self.last += 1;
        self.list.push((self.last, fault));
        FaultId(self.last)
    }

    pub(super) fn remove(&mut self, id: FaultId) {
        self.list.retain(|(other, _)| *other != id.0);
    }

    pub(super) fn clear(&mut self) {
        self.list.clear();
    }

    pub(super) fn counts(&self) -> BTreeMap<&'static str, u64> {
        self.struck.clone()
    }

    /// What goes wrong with this call; the first fault that strikes.
    pub(super) fn strike(&mut self, method: &str, chat: Option<i64>) -> Option<FaultKind> {
        for (_, fault) in &mut self.list {
            let here = fault.method.as_deref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(method))
                && fault.chat.is_none_or(|wanted| chat == Some(wanted))
                && fault.left != Some(0);
            if !here {
                continue;
            }
            if let Some(share) = fault.probability {
                let drawn = (next_random(&mut self.random) >> 11) as f64 / (1_u64 << 53) as f64;
                if drawn >= share {
                    continue;
                }
            }
            if let Some(left) = &mut fault.left {
                *left -= 1;
            }
            *self.struck.entry(fault.kind.name()).or_default() += 1;
            return Some(fault.kind.clone());
        }
        None
    }
}
