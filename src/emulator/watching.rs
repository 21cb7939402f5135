//! Looking at an emulator from outside: chats, files, counts, and waiting for something to happen.
//!
//! Invariant: nothing here changes what the bot sees.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde::Serialize;
use thiserror::Error;
use tokio::sync::broadcast;

use super::Emulator;
use super::profile::{self, Text};
use super::shared::lock;
use super::state::{CallbackAnswer, State};
use super::view::{ChatMessage, Event, FileView, MenuCommand};

/// Nothing of what was waited for happened in time.
#[derive(Debug, Error)]
#[error("waited {waited:?} in vain; the chat shows:\n{chat}")]
pub struct WaitError {
    pub waited: Duration,
    /// What the chat shows instead, as [`Emulator::transcript`] gives it.
    pub chat: String,
}

/// A message that Telegram took from the bot.
#[derive(Clone, Debug, PartialEq)]
pub struct Accepted {
    pub at: Instant,
    pub chat: i64,
    pub message_id: i64,
    pub method: &'static str,
    /// The text or caption as it stands now.
    pub text: String,
    /// False when a fault kept the answer from the bot, so that it may send the message again.
    pub answered: bool,
}

/// How much happened since the start.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Calls by method, faulty ones included.
    pub calls: BTreeMap<String, u64>,
    /// Calls that a fault struck, by [`FaultKind::name`](super::FaultKind::name).
    pub faults: BTreeMap<&'static str, u64>,
    pub updates_created: u64,
    /// Given to the bot; one update may be given more than once.
    pub updates_given: u64,
    pub updates_acknowledged: u64,
    pub updates_expired: u64,
    pub updates_pending: u64,
    pub messages_accepted: u64,
}

impl Emulator {
    /// A chat as its people see it, the oldest message first; deleted messages are there, marked.
    pub fn messages(&self, chat: i64) -> Vec<ChatMessage> {
        self.shared.read(|state| messages(state, chat))
    }

    /// The messages that changed after `sequence` (see [`ChatMessage::changed`]).
    pub fn messages_since(&self, chat: i64, sequence: u64) -> Vec<ChatMessage> {
        self.shared.read(|state| messages_since(state, chat, sequence))
    }

    /// The chat in lines, as for a snapshot: who said what, files in «», buttons in [], a reply keyboard in {}.
    pub fn transcript(&self, chat: i64) -> String {
        self.shared.read(|state| transcript(state, chat))
    }

    /// Waits until `look` sees something.
    pub(super) async fn until<T>(
        &self,
        chat: i64,
        timeout: Duration,
        look: impl Fn(&State) -> Option<T>,
    ) -> Result<T, WaitError> {
        let mut changed = self.shared.watch();
        let deadline = tokio::time::Instant::now() + timeout;
        loop {
            changed.borrow_and_update();
            if let Some(found) = self.shared.read(&look) {
                return Ok(found);
            }
            if tokio::time::timeout_at(deadline, changed.changed()).await.is_err() {
                return Err(WaitError { waited: timeout, chat: self.transcript(chat) });
            }
        }
    }

    /// Waits until a chat is as wanted.
    ///
    /// # Errors
    /// It is not within `timeout`.
    pub async fn wait_for(
        &self,
        chat: i64,
        wanted: impl Fn(&[ChatMessage]) -> bool,
        timeout: Duration,
    ) -> Result<Vec<ChatMessage>, WaitError> {
        self.until(chat, timeout, |state| Some(messages(state, chat)).filter(|found| wanted(found))).await
    }

    /// Waits until no update waits: the bot acknowledged all of them.
    ///
    /// # Errors
    /// Some still wait after `timeout`.
    pub async fn settled(&self, timeout: Duration) -> Result<(), WaitError> {
        self.until(0, timeout, |state| state.queue.pending.is_empty().then_some(())).await
    }

    /// Everything that changes from now on. Whoever falls 1,024 events behind misses some and should look again.
    pub fn events(&self) -> broadcast::Receiver<Event> {
        self.shared.events()
    }

    /// The messages that Telegram took from the bot since this emulator started, in order.
    pub fn accepted(&self) -> Vec<Accepted> {
        self.shared.read(|state| {
            let text = |chat: i64, message_id: i64| {
                let room = state.chats.get(&chat)?;
                let stored = room.messages.iter().rfind(|stored| stored.id() == message_id)?;
                let text = stored.value.get("text").or_else(|| stored.value.get("caption"))?;
                text.as_str().map(str::to_owned)
            };
            let view = |record: &super::state::AcceptedRecord| Accepted {
                at: record.at,
                chat: record.chat,
                message_id: record.message_id,
                method: record.method,
                text: text(record.chat, record.message_id).unwrap_or_default(),
                answered: record.answered,
            };
            state.accepted.iter().map(view).collect()
        })
    }

    pub fn counts(&self) -> Counts {
        let calls = self.shared.calls();
        let faults = lock(&self.shared.faults).counts();
        self.shared.read(|state| Counts {
            calls,
            faults,
            updates_created: state.queue.created,
            updates_given: state.queue.given,
            updates_acknowledged: state.queue.acknowledged,
            updates_expired: state.queue.expired,
            updates_pending: state.queue.pending.len() as u64,
            messages_accepted: state.accepted.len() as u64,
        })
    }

    /// The id of the latest update, when there was one since the count began.
    pub fn last_update_id(&self) -> i64 {
        self.shared.read(|state| state.queue.next_id - 1)
    }

    /// A file with its bytes.
    pub fn file(&self, file_id: &str) -> Option<(FileView, Arc<Vec<u8>>)> {
        let record = self.shared.read(|state| state.files.get(file_id).cloned())?;
        Some((FileView::new(&record), self.shared.blobs.get(&record.unique_id)?))
    }

    /// What the bot answered to the press of a button.
    pub fn callback_answer(&self, callback: &str) -> Option<CallbackAnswer> {
        self.shared.read(|state| state.callbacks.get(callback)?.answer.clone())
    }

    pub fn bot_id(&self) -> i64 {
        self.shared.read(|state| state.bot.id)
    }

    pub fn bot_username(&self) -> String {
        self.shared.read(|state| state.bot.username.clone())
    }

    /// The bot's name, description and short description, as a person with this language sees them.
    pub fn bot_texts(&self, language: &str) -> [String; 3] {
        self.shared.read(|state| {
            [Text::Name, Text::Description, Text::ShortDescription]
                .map(|text| state.bot.text(text, language).to_owned())
        })
    }

    /// The menu of commands that a person sees in a chat.
    pub fn menu(&self, chat: i64, person: i64) -> Vec<MenuCommand> {
        self.shared.read(|state| profile::menu(state, chat, person))
    }
}

fn messages(state: &State, chat: i64) -> Vec<ChatMessage> {
    messages_since(state, chat, 0)
}

pub(super) fn messages_since(state: &State, chat: i64, sequence: u64) -> Vec<ChatMessage> {
    let Some(room) = state.chats.get(&chat) else { return Vec::new() };
    room.messages
        .iter()
        .filter(|stored| stored.changed > sequence)
        .map(|stored| ChatMessage::new(state, stored))
        .collect()
}

fn transcript(state: &State, chat: i64) -> String {
    let mut lines = Vec::new();
    for message in messages(state, chat).iter().filter(|message| !message.deleted) {
        let who = if message.from_bot { "bot" } else { message.from_name.as_str() };
        let mut what = Vec::new();
        if let Some(file) = &message.file {
            what.push(format!("«{}»", file.name.as_deref().unwrap_or(&message.kind)));
        } else if message.kind != "text" {
            what.push(format!("«{}»", message.kind));
        }
        if !message.text.is_empty() {
            what.push(message.html.clone());
        }
        let edited = if message.edited { " (edited)" } else { "" };
        lines.push(format!("{who}{edited}: {}", what.join(" ")));
        for row in &message.buttons {
            lines.push(format!("  {}", row.iter().map(|b| format!("[{}]", b.text)).collect::<Vec<_>>().join(" ")));
        }
        for row in message.keyboard.iter().flat_map(|keyboard| &keyboard.rows) {
            lines.push(format!("  {}", row.iter().map(|b| format!("{{{}}}", b.text)).collect::<Vec<_>>().join(" ")));
        }
        if message.removes_keyboard {
            lines.push("  {}".to_owned());
        }
    }
    lines.join("\n")
}
