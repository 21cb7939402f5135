//! The updates that wait for the bot, with Telegram's rules for offsets.
//!
//! Invariant: an update that was acknowledged is never given again, save for one that a test asked to be repeated.
//! The rules are those of Telegram's own server (`TQueue.cpp` in tdlib, `Client.cpp` in telegram-bot-api).

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Kinds that a bot only gets when it asks for them by name.
const NOT_BY_DEFAULT: [&str; 3] = ["chat_member", "message_reaction", "message_reaction_count"];
const KNOWN: [&str; 8] = [
    "message",
    "edited_message",
    "callback_query",
    "my_chat_member",
    "chat_member",
    "poll",
    "message_reaction",
    "message_reaction_count",
];
/// How far beyond the last update an offset may be before it is taken for nonsense.
const OFFSET_SLACK: i64 = 10;
/// How many updates are remembered for repeating.
const REMEMBERED: usize = 20_000;

#[derive(Serialize, Deserialize, Default)]
pub(super) struct Queue {
    /// The id of the next update.
    pub(super) next_id: i64,
    pub(super) pending: VecDeque<Pending>,
    /// `None`: the default kinds.
    pub(super) allowed: Option<Vec<String>>,
    pub(super) webhook: Option<Webhook>,
    #[serde(skip)]
    past: BTreeMap<i64, Pending>,
    #[serde(skip)]
    pub(super) created: u64,
    #[serde(skip)]
    pub(super) given: u64,
    #[serde(skip)]
    pub(super) acknowledged: u64,
    #[serde(skip)]
    pub(super) expired: u64,
}

#[derive(Serialize, Deserialize, Clone)]
pub(super) struct Pending {
    pub(super) id: i64,
    kind: String,
    body: Value,
    /// A webhook gets the updates of one lane one by one.
    pub(super) lane: String,
    pub(super) expires_ms: i64,
    /// Given once more, whatever was acknowledged.
    pub(super) again: bool,
}

#[derive(Serialize, Deserialize, Clone)]
pub(super) struct Webhook {
    pub(super) url: String,
    pub(super) secret: Option<String>,
    pub(super) max_connections: i64,
    pub(super) last_error: Option<(i64, String)>,
}

impl Pending {
    pub(super) fn value(&self) -> Value {
        json!({ "update_id": self.id, self.kind.as_str(): self.body })
    }
}

impl Queue {
    /// Goes on counting from `first`.
    pub(super) fn restart(&mut self, first: i64) {
        self.next_id = first;
    }

    /// Takes the bot's wish for kinds of updates; without a usable wish it stays as it was.
    pub(super) fn allow(&mut self, wish: Option<Value>) {
        let Some(Value::Array(names)) = wish else { return };
        let names: Vec<String> = names
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_lowercase)
            .filter(|n| KNOWN.contains(&n.as_str()))
            .collect();
        self.allowed = if names.is_empty() { None } else { Some(names) };
    }

    fn wants(&self, kind: &str) -> bool {
        match &self.allowed {
            Some(names) => names.iter().any(|name| name == kind),
            None => !NOT_BY_DEFAULT.contains(&kind),
        }
    }

    pub(super) fn push(&mut self, kind: &'static str, body: Value, lane: String, expires_ms: i64) -> bool {
        if !self.wants(kind) {
            return false;
        }
        let update = Pending { id: self.next_id, kind: kind.to_owned(), body, lane, expires_ms, again: false };
        self.next_id += 1;
        self.created += 1;
        self.past.insert(update.id, update.clone());
        if self.past.len() > REMEMBERED {
            self.past.pop_first();
        }
        self.pending.push_back(update);
        true
    }

    /// Puts an update in front once more, whether or not it was acknowledged.
    pub(super) fn repeat(&mut self, id: i64) -> bool {
        let Some(update) = self.past.get(&id) else { return false };
        self.pending.push_front(Pending { again: true, ..update.clone() });
        true
    }

    /// Forgets what `offset` acknowledges and what is too old; true when something was forgotten.
    pub(super) fn acknowledge(&mut self, offset: i64, now_ms: i64) -> bool {
        let before = self.pending.len();
        self.pending.retain(|update| update.expires_ms > now_ms);
        self.expired += (before - self.pending.len()) as u64;
        let tail = self.next_id;
        let keep_from = match offset {
            // An offset from another life, as after a restart of the count: Telegram begins at the head.
            0 => i64::MIN,
            _ if offset > tail + OFFSET_SLACK => i64::MIN,
            _ if offset > 0 => offset,
            _ => {
                let kept = usize::try_from(-offset).unwrap_or(usize::MAX);
                let first = self.pending.len().saturating_sub(kept);
                self.pending.get(first).map_or(i64::MIN, |update| update.id)
            }
        };
        let fresh = self.pending.len();
        self.pending.retain(|update| update.again || update.id >= keep_from);
        self.acknowledged += (fresh - self.pending.len()) as u64;
        self.pending.len() != before
    }

    /// The next updates for `getUpdates`; repeats are handed over at once.
    pub(super) fn take(&mut self, limit: usize) -> Vec<Value> {
        let updates: Vec<Value> = self.pending.iter().take(limit).map(Pending::value).collect();
        self.given += updates.len() as u64;
        let mut left = limit;
        self.pending.retain(|update| {
            let reached = left > 0;
            left = left.saturating_sub(1);
            !(reached && update.again)
        });
        updates
    }

    /// A webhook took it.
    pub(super) fn settle(&mut self, id: i64, again: bool) {
        if let Some(at) = self.pending.iter().position(|update| update.id == id && update.again == again) {
            self.pending.remove(at);
            self.given += 1;
            self.acknowledged += 1;
        }
    }

    pub(super) fn clear(&mut self) {
        self.pending.clear();
    }
}
