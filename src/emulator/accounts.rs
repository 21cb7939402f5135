//! A person with their Telegram client: who they are, what they see, what they wait for.
//!
//! Invariant: a person can do what a real client lets them do; what a client never would is named `raw`.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use thiserror::Error;

use super::Emulator;
use super::groups::Group;
use super::state::State;
use super::view::{self, ChatMessage, MenuCommand, ReplyKeyboard};
use super::watching::{WaitError, messages_since};

/// Who a person is.
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq)]
pub struct PersonSpec {
    /// Positive; also the id of their private chat with the bot.
    pub id: i64,
    pub first_name: String,
    pub last_name: Option<String>,
    /// Without the `@`.
    pub username: Option<String>,
    /// Of their Telegram client, such as `nl`.
    pub language_code: Option<String>,
    /// As Telegram hands it over: digits with the country code, often without a `+`.
    pub phone: String,
}

impl PersonSpec {
    /// Somebody with a Dutch client.
    pub fn new(id: i64, first_name: &str) -> Self {
        Self {
            id,
            first_name: first_name.to_owned(),
            last_name: None,
            username: None,
            language_code: Some("nl".to_owned()),
            phone: format!("316{:08}", id.unsigned_abs() % 100_000_000),
        }
    }

    #[must_use]
    pub fn last_name(mut self, name: &str) -> Self {
        self.last_name = Some(name.to_owned());
        self
    }

    #[must_use]
    pub fn username(mut self, name: &str) -> Self {
        self.username = Some(name.to_owned());
        self
    }

    #[must_use]
    pub fn language(mut self, code: &str) -> Self {
        self.language_code = Some(code.to_owned());
        self
    }

    pub(super) fn user_value(&self) -> Value {
        let mut value = json!({ "id": self.id, "is_bot": false, "first_name": self.first_name });
        let optional =
            [("last_name", &self.last_name), ("username", &self.username), ("language_code", &self.language_code)];
        for (name, field) in optional {
            if let Some(field) = field {
                value[name] = json!(field);
            }
        }
        value
    }
}

/// Why a button could not be pressed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PressError {
    #[error("there is no message `{0}` in the chat")]
    NoMessage(i64),
    #[error("there is no button `{0}`")]
    NoButton(String),
}

/// A person in one chat: their private chat with the bot, a group (see [`Account::in_group`]) or a topic of one.
#[derive(Clone)]
pub struct Account {
    pub(super) emulator: Emulator,
    pub(super) id: i64,
    pub(super) chat: i64,
    /// The topic of the group, when it acts in one.
    pub(super) topic: Option<i64>,
    /// The message to which what it sends is a reply.
    pub(super) replying: Option<i64>,
    /// An administrator of the group who speaks in its name.
    pub(super) anonymous: bool,
    /// What the bot did after this change is a reply to the person's last action.
    pub(super) acted: Arc<AtomicU64>,
}

impl Account {
    pub(super) fn new(emulator: Emulator, id: i64) -> Self {
        Self { emulator, id, chat: id, topic: None, replying: None, anonymous: false, acted: Arc::default() }
    }

    pub fn id(&self) -> i64 {
        self.id
    }

    /// The chat in which this account acts.
    pub fn chat(&self) -> i64 {
        self.chat
    }

    pub fn emulator(&self) -> &Emulator {
        &self.emulator
    }

    pub fn spec(&self) -> PersonSpec {
        self.emulator.shared.read(|state| {
            state.people.get(&self.id).map_or_else(|| PersonSpec::new(self.id, ""), |person| person.spec.clone())
        })
    }

    /// The same person in a group.
    #[must_use]
    pub fn in_group(&self, group: &Group) -> Self {
        Self { chat: group.id(), topic: None, replying: None, acted: Arc::default(), ..self.clone() }
    }

    /// The same person in a topic of the group: sends there, and sees what is there.
    #[must_use]
    pub fn in_topic(&self, thread: i64) -> Self {
        Self { topic: Some(thread), replying: None, acted: Arc::default(), ..self.clone() }
    }

    /// The same person in the same group as an administrator who remains anonymous: what they send has the group for
    /// its sender.
    #[must_use]
    pub fn anonymously(&self) -> Self {
        Self { anonymous: true, ..self.clone() }
    }

    /// The same person in the same place, where whatever they send is a reply to this message.
    ///
    /// A message that is gone cannot be replied to; what is sent then is no reply, as a real client makes it.
    #[must_use]
    pub fn replying_to(&self, message_id: i64) -> Self {
        Self { replying: Some(message_id), ..self.clone() }
    }

    /// What this chat or topic shows, the oldest first; deleted messages are there, marked.
    pub fn messages(&self) -> Vec<ChatMessage> {
        self.emulator.shared.read(|state| self.messages_in(state, 0))
    }

    fn messages_in(&self, state: &State, since: u64) -> Vec<ChatMessage> {
        let mut found = messages_since(state, self.chat, since);
        found.retain(|message| self.topic.is_none() || message.topic == self.topic);
        found
    }

    /// See [`Emulator::transcript`].
    pub fn transcript(&self) -> String {
        self.emulator.transcript(self.chat)
    }

    /// The latest message of the bot that is still there.
    pub fn last_reply(&self) -> Option<ChatMessage> {
        self.messages().into_iter().rfind(|message| message.from_bot && !message.deleted)
    }

    /// The messages of the bot that came or changed since this account last did something.
    pub fn replies(&self) -> Vec<ChatMessage> {
        self.emulator.shared.read(|state| self.replies_in(state))
    }

    fn replies_in(&self, state: &State) -> Vec<ChatMessage> {
        let mut found = self.messages_in(state, self.acted.load(Ordering::SeqCst));
        found.retain(|message| message.from_bot && !message.deleted);
        found
    }

    /// Waits until the chat is as wanted.
    ///
    /// # Errors
    /// It is not within `timeout`.
    pub async fn wait_for(
        &self,
        wanted: impl Fn(&[ChatMessage]) -> bool,
        timeout: Duration,
    ) -> Result<Vec<ChatMessage>, WaitError> {
        self.emulator
            .until(self.chat, timeout, |state| Some(self.messages_in(state, 0)).filter(|found| wanted(found)))
            .await
    }

    /// Waits for a message of the bot, new or edited since this account last did something.
    ///
    /// # Errors
    /// There is none within `timeout`.
    pub async fn wait_for_reply(&self, timeout: Duration) -> Result<ChatMessage, WaitError> {
        self.emulator.until(self.chat, timeout, |state| self.replies_in(state).into_iter().next()).await
    }

    /// Waits for so many messages of the bot, new or edited since this account last did something.
    ///
    /// # Errors
    /// There are fewer within `timeout`.
    pub async fn wait_for_replies(&self, count: usize, timeout: Duration) -> Result<Vec<ChatMessage>, WaitError> {
        self.emulator
            .until(self.chat, timeout, |state| Some(self.replies_in(state)).filter(|found| found.len() >= count))
            .await
    }

    /// Waits for a message of the bot with `part` in its text, new or edited since this account last did something.
    ///
    /// # Errors
    /// There is none within `timeout`.
    pub async fn wait_for_text(&self, part: &str, timeout: Duration) -> Result<ChatMessage, WaitError> {
        self.emulator
            .until(self.chat, timeout, |state| self.replies_in(state).into_iter().find(|m| m.text.contains(part)))
            .await
    }

    /// The reply keyboard that stands in place of the person's own.
    pub fn keyboard(&self) -> Option<ReplyKeyboard> {
        self.emulator.shared.read(|state| {
            let room = state.chats.get(&self.chat)?;
            let latest = room.messages.iter().rfind(|stored| stored.keyboard.is_some())?;
            if latest.keyboard_used || latest.deleted { None } else { view::keyboard(latest.keyboard.as_ref()?) }
        })
    }

    /// The menu of commands.
    pub fn menu(&self) -> Vec<MenuCommand> {
        self.emulator.menu(self.chat, self.id)
    }

    /// The private chat was started and the bot is not blocked; in a group, the bot is a member.
    pub fn reachable(&self) -> bool {
        self.emulator.shared.read(|state| state.chats.get(&self.chat).is_some_and(|room| room.open && !room.shut))
    }
}
