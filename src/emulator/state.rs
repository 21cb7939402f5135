//! Everything Telegram would know: the bot's profile, people, chats with their messages, updates, files.
//!
//! Invariant: every change that somebody can see calls [`State::touch`], so that it is kept, told to watchers and
//! numbered.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::accounts::PersonSpec;
use super::files::FileRecord;
use super::groups::Rights;
use super::profile::Profile;
use super::queue::Queue;
use super::topics::Topic;
use super::view::Event;

/// The version of the stored form.
pub(super) const VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
pub(super) struct State {
    pub(super) version: u32,
    random: u64,
    /// Counts every visible change.
    pub(super) sequence: u64,
    /// How far the emulator's clock runs ahead of the machine's, in milliseconds.
    pub(super) clock_ahead: i64,
    pub(super) bot: Profile,
    pub(super) people: BTreeMap<i64, Person>,
    pub(super) chats: BTreeMap<i64, Chat>,
    pub(super) queue: Queue,
    pub(super) callbacks: BTreeMap<String, Callback>,
    /// By `file_id`.
    pub(super) files: BTreeMap<String, FileRecord>,
    /// Private chats and basic groups share one count of message ids, as they do for a real bot.
    last_message_id: i64,
    #[serde(skip)]
    pub(super) events: Vec<Event>,
    #[serde(skip)]
    pub(super) accepted: Vec<AcceptedRecord>,
}

#[derive(Serialize, Deserialize, Clone)]
pub(super) struct Person {
    pub(super) spec: PersonSpec,
    pub(super) deactivated: bool,
}

#[derive(Serialize, Deserialize, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Private,
    Group,
    Supergroup,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Chat {
    pub(super) id: i64,
    pub(super) kind: Kind,
    pub(super) title: String,
    pub(super) members: BTreeSet<i64>,
    /// Private: the person may be written to. Group: the bot is a member.
    pub(super) open: bool,
    /// Private: the person blocked the bot. Group: the bot was kicked.
    pub(super) shut: bool,
    pub(super) migrated_to: Option<i64>,
    /// What the bot may do as an administrator; `None` when it is a member like others.
    #[serde(default)]
    pub(super) rights: Option<Rights>,
    #[serde(default)]
    pub(super) forum: bool,
    /// By the id of the message with which each began.
    #[serde(default)]
    pub(super) topics: BTreeMap<i64, Topic>,
    pub(super) messages: Vec<Stored>,
    last_message_id: i64,
}

#[derive(Serialize, Deserialize, Clone)]
pub(super) struct Stored {
    /// The message as Telegram gives it to a bot.
    pub(super) value: Map<String, Value>,
    /// The reply keyboard (or its removal) that came with it; Telegram never gives that back.
    pub(super) keyboard: Option<Value>,
    pub(super) by_bot: bool,
    pub(super) deleted: bool,
    /// The [`State::sequence`] of its last change.
    pub(super) changed: u64,
    /// The latest reply keyboard counts until its button was used, when it is a one-time keyboard.
    pub(super) keyboard_used: bool,
    /// The emoji with which the bot reacted to it.
    #[serde(default)]
    pub(super) reaction: Option<String>,
}

#[derive(Serialize, Deserialize, Clone)]
pub(super) struct Callback {
    pub(super) chat: i64,
    pub(super) asked_ms: i64,
    pub(super) answer: Option<CallbackAnswer>,
}

/// What a bot said to the press of a button.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq)]
pub struct CallbackAnswer {
    pub text: Option<String>,
    pub alert: bool,
}

#[derive(Clone)]
pub(super) struct AcceptedRecord {
    pub(super) at: std::time::Instant,
    pub(super) chat: i64,
    pub(super) message_id: i64,
    pub(super) method: &'static str,
    pub(super) answered: bool,
}

impl Stored {
    pub(super) fn id(&self) -> i64 {
        self.value.get("message_id").and_then(Value::as_i64).unwrap_or_default()
    }
}

impl Chat {
    pub(super) fn new(id: i64, kind: Kind, title: &str) -> Self {
        Self {
            id,
            kind,
            title: title.to_owned(),
            members: BTreeSet::new(),
            open: false,
            shut: false,
            migrated_to: None,
            rights: None,
            forum: false,
            topics: BTreeMap::new(),
            messages: Vec::new(),
            last_message_id: 0,
        }
    }

    pub(super) fn find(&self, message_id: i64) -> Option<&Stored> {
        self.messages.iter().rfind(|message| message.id() == message_id && !message.deleted)
    }

    /// The message as it stands in one that is a reply to it.
    pub(super) fn quoted(&self, message_id: i64) -> Option<Value> {
        let mut value = self.find(message_id)?.value.clone();
        value.remove("reply_to_message");
        Some(Value::Object(value))
    }

    pub(super) fn find_mut(&mut self, message_id: i64) -> Option<&mut Stored> {
        self.messages.iter_mut().rfind(|message| message.id() == message_id && !message.deleted)
    }
}

impl State {
    pub(super) fn new(bot: Profile, seed: u64) -> Self {
        let mut state = Self {
            version: VERSION,
            random: seed ^ 0x5DEE_CE66_D1CE_4E5B,
            sequence: 0,
            clock_ahead: 0,
            bot,
            people: BTreeMap::new(),
            chats: BTreeMap::new(),
            queue: Queue::default(),
            callbacks: BTreeMap::new(),
            files: BTreeMap::new(),
            last_message_id: 0,
            events: Vec::new(),
            accepted: Vec::new(),
        };
        let first = state.random_update_id();
        state.queue.restart(first);
        state
    }

    pub(super) fn random(&mut self) -> u64 {
        next_random(&mut self.random)
    }

    pub(super) fn random_update_id(&mut self) -> i64 {
        100_000_000 + i64::try_from(self.random() % 800_000_000).expect("it is below 800 million")
    }

    pub(super) fn random_name(&mut self, prefix: &str, length: usize) -> String {
        const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        let mut name = prefix.to_owned();
        for _ in 0..length {
            name.push(char::from(LETTERS[(self.random() >> 58) as usize]));
        }
        name
    }

    /// Milliseconds since 1970 by the emulator's clock.
    pub(super) fn now_ms(&self) -> i64 {
        chrono::Utc::now().timestamp_millis() + self.clock_ahead
    }

    pub(super) fn now(&self) -> i64 {
        self.now_ms() / 1000
    }

    /// Numbers a visible change and tells it.
    pub(super) fn touch(&mut self, event: Event) -> u64 {
        self.sequence += 1;
        self.events.push(event);
        self.sequence
    }

    /// The chat as it stands in messages and updates.
    pub(super) fn chat_value(&self, id: i64) -> Value {
        let Some(chat) = self.chats.get(&id) else { return json!({ "id": id, "type": "private" }) };
        match chat.kind {
            Kind::Private => {
                let mut value = json!({ "id": id, "type": "private" });
                if let Some(person) = self.people.get(&id) {
                    value["first_name"] = json!(person.spec.first_name);
                    for (name, field) in [("last_name", &person.spec.last_name), ("username", &person.spec.username)] {
                        if let Some(field) = field {
                            value[name] = json!(field);
                        }
                    }
                }
                value
            }
            Kind::Group => json!({ "id": id, "type": "group", "title": chat.title }),
            Kind::Supergroup => {
                let mut value = json!({ "id": id, "type": "supergroup", "title": chat.title });
                if chat.forum {
                    value["is_forum"] = json!(true);
                }
                value
            }
        }
    }

    pub(super) fn person_value(&self, id: i64) -> Value {
        self.people
            .get(&id)
            .map_or_else(|| json!({ "id": id, "is_bot": false, "first_name": "" }), |person| person.spec.user_value())
    }

    /// Puts a message in a chat and returns its id; `content` is what makes it this kind of message.
    pub(super) fn post(&mut self, chat: i64, from: Option<i64>, content: Value, keyboard: Option<Value>) -> i64 {
        let shared = &mut self.last_message_id;
        let Some(room) = self.chats.get_mut(&chat) else { return 0 };
        let counter = if room.kind == Kind::Supergroup { &mut room.last_message_id } else { shared };
        *counter += 1;
        let message_id = *counter;
        let mut value = Map::new();
        value.insert("message_id".into(), json!(message_id));
        let sender = from.map_or_else(|| self.bot.user_value(), |id| self.person_value(id));
        value.insert("from".into(), sender);
        value.insert("chat".into(), self.chat_value(chat));
        value.insert("date".into(), json!(self.now()));
        if let Value::Object(content) = content {
            value.extend(content);
        }
        let changed = self.touch(Event::Message { chat, message_id });
        let by_bot = from.is_none();
        let stored = Stored { value, keyboard, by_bot, deleted: false, changed, keyboard_used: false, reaction: None };
        if let Some(room) = self.chats.get_mut(&chat) {
            room.messages.push(stored);
        }
        message_id
    }

    /// The message as a bot gets it, or what is left of it when it is gone.
    pub(super) fn message_value(&self, chat: i64, message_id: i64) -> Value {
        match self.chats.get(&chat).and_then(|room| room.find(message_id)) {
            Some(stored) => Value::Object(stored.value.clone()),
            None => json!({ "chat": self.chat_value(chat), "message_id": message_id, "date": 0 }),
        }
    }

    /// Queues an update, unless the bot does not want its kind.
    pub(super) fn push_update(&mut self, kind: &'static str, body: Value, lane: String) {
        let lifetime = if kind == "callback_query" { 150_000 } else { 86_400_000 };
        let expires = self.now_ms() + lifetime;
        if self.queue.push(kind, body, lane, expires) {
            self.touch(Event::Updates);
        }
    }
}

/// SplitMix64: small, seedable and good enough to choose with.
pub(super) fn next_random(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}
