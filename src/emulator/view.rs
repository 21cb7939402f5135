//! What can be seen from outside: a chat as its people see it, and the stream of changes.
//!
//! Invariant: a view is a copy; it never changes what Telegram knows.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::files::{FileKind, FileRecord};
use super::html::Entity;
use super::render;
use super::state::{State, Stored};
use super::topics;

/// Something changed that a page may want to show again.
#[derive(Serialize, Clone, Debug, PartialEq, Eq)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    /// There is a new message.
    Message {
        chat: i64,
        message_id: i64,
    },
    /// A text, caption or its buttons changed.
    Edited {
        chat: i64,
        message_id: i64,
    },
    Deleted {
        chat: i64,
        message_id: i64,
    },
    /// The bot is typing, or whatever `action` says; it shows for about five seconds.
    Action {
        chat: i64,
        action: String,
    },
    /// The bot answered the press of a button; `text` shows for a moment, or until closed when it is an alert.
    Notice {
        chat: i64,
        callback: String,
        text: Option<String>,
        alert: bool,
    },
    /// Members, blocking, title or the reply keyboard of a chat changed.
    Chat {
        chat: i64,
    },
    /// Name, description or menu of the bot changed.
    Profile,
    /// Updates came or were acknowledged.
    Updates,
    /// Everything was wiped.
    Wiped,
}

/// An entry of the bot's menu.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq)]
pub struct MenuCommand {
    /// Without the slash.
    pub command: String,
    pub description: String,
}

/// A message as it stands in a chat.
#[derive(Serialize, Clone, Debug, PartialEq)]
pub struct ChatMessage {
    pub message_id: i64,
    /// Who sent it: a person's id or the bot's.
    pub from: i64,
    pub from_name: String,
    pub from_bot: bool,
    /// Seconds since 1970.
    pub date: i64,
    pub edited: bool,
    pub deleted: bool,
    /// The text or caption; empty when there is none.
    pub text: String,
    pub entities: Vec<Entity>,
    /// The text as HTML that is safe to put in a page: Telegram's tags, links, `<a data-command="/…">`.
    pub html: String,
    /// Rows of buttons under the message.
    pub buttons: Vec<Vec<InlineButton>>,
    /// The reply keyboard that came with it.
    pub keyboard: Option<ReplyKeyboard>,
    /// The reply keyboard is taken away with this message.
    pub removes_keyboard: bool,
    /// The next message is to be a reply to this one.
    pub forces_reply: bool,
    pub file: Option<FileView>,
    pub album: Option<String>,
    pub reply_to: Option<i64>,
    /// The thread id of the topic in which it stands.
    pub topic: Option<i64>,
    /// The emoji with which the bot reacted to it.
    pub reaction: Option<String>,
    /// What it is: `text`, `document`, `photo`, `contact`, `sticker`, `voice`, `audio`, `video`, `location`, `poll`,
    /// or a service message's field name.
    pub kind: String,
    /// The whole message as Telegram gives it.
    pub raw: Value,
    /// Grows with every change in the emulator; a message with a higher number changed later.
    pub changed: u64,
}

/// A button under a message.
#[derive(Serialize, Clone, Debug, PartialEq, Eq)]
pub struct InlineButton {
    pub text: String,
    pub data: Option<String>,
    pub url: Option<String>,
}

/// Buttons in place of the keyboard.
#[derive(Serialize, Clone, Debug, PartialEq, Eq, Default)]
pub struct ReplyKeyboard {
    pub rows: Vec<Vec<KeyboardButton>>,
    pub one_time: bool,
    pub placeholder: Option<String>,
}

/// A button in place of the keyboard.
#[derive(Serialize, Clone, Debug, PartialEq, Eq)]
pub struct KeyboardButton {
    pub text: String,
    pub request_contact: bool,
    pub request_location: bool,
}

/// A file in a message.
#[derive(Serialize, Clone, Debug, PartialEq, Eq)]
pub struct FileView {
    pub kind: FileKind,
    pub file_id: String,
    pub unique_id: String,
    pub name: Option<String>,
    pub mime: Option<String>,
    /// In bytes.
    pub size: u64,
}

impl FileView {
    pub(super) fn new(record: &FileRecord) -> Self {
        Self {
            kind: record.kind,
            file_id: record.file_id.clone(),
            unique_id: record.unique_id.clone(),
            name: record.name.clone(),
            mime: record.mime.clone(),
            size: record.size,
        }
    }
}

const KINDS: [&str; 19] = [
    "text",
    "document",
    "photo",
    "contact",
    "sticker",
    "voice",
    "audio",
    "video",
    "location",
    "poll",
    "group_chat_created",
    "new_chat_members",
    "left_chat_member",
    "migrate_to_chat_id",
    "migrate_from_chat_id",
    "supergroup_chat_created",
    "forum_topic_created",
    "forum_topic_closed",
    "forum_topic_reopened",
];

impl ChatMessage {
    pub(super) fn new(state: &State, stored: &Stored) -> Self {
        let value = &stored.value;
        let number = |name: &str| value.get(name).and_then(Value::as_i64);
        let string = |name: &str| value.get(name).and_then(Value::as_str);
        let text = string("text").or_else(|| string("caption")).unwrap_or_default().to_owned();
        let entities: Vec<Entity> = value
            .get("entities")
            .or_else(|| value.get("caption_entities"))
            .and_then(|entities| serde_json::from_value(entities.clone()).ok())
            .unwrap_or_default();
        let from = &value["from"];
        let topic = topics::thread_of(value);
        let name = |field: &str| from.get(field).and_then(Value::as_str).unwrap_or("");
        Self {
            message_id: stored.id(),
            from: from.get("id").and_then(Value::as_i64).unwrap_or_default(),
            from_name: format!("{} {}", name("first_name"), name("last_name")).trim().to_owned(),
            from_bot: stored.by_bot,
            date: number("date").unwrap_or_default(),
            edited: value.contains_key("edit_date"),
            deleted: stored.deleted,
            html: render::render(&text, &entities),
            text,
            entities,
            buttons: buttons(value.get("reply_markup")),
            keyboard: stored.keyboard.as_ref().and_then(keyboard),
            removes_keyboard: stored.keyboard.as_ref().is_some_and(|markup| markup.get("remove_keyboard").is_some()),
            forces_reply: stored.keyboard.as_ref().is_some_and(|markup| markup.get("force_reply").is_some()),
            file: file(state, stored),
            album: string("media_group_id").map(str::to_owned),
            // In a topic what is no reply says that it is one to the message with which the topic began.
            reply_to: value
                .get("reply_to_message")
                .and_then(|reply| reply["message_id"].as_i64())
                .filter(|replied| topic != Some(*replied)),
            topic,
            reaction: stored.reaction.clone(),
            kind: KINDS.iter().find(|kind| value.contains_key(**kind)).copied().unwrap_or("other").to_owned(),
            raw: Value::Object(value.clone()),
            changed: stored.changed,
        }
    }

    /// The data of the button with this label.
    pub fn button(&self, label: &str) -> Option<&str> {
        self.buttons.iter().flatten().find(|button| button.text == label)?.data.as_deref()
    }

    /// All button labels in reading order.
    pub fn labels(&self) -> Vec<&str> {
        self.buttons.iter().flatten().map(|button| button.text.as_str()).collect()
    }
}

fn buttons(markup: Option<&Value>) -> Vec<Vec<InlineButton>> {
    let rows = markup.and_then(|markup| markup["inline_keyboard"].as_array());
    let text = |button: &Value, name: &str| button[name].as_str().map(str::to_owned);
    rows.into_iter()
        .flatten()
        .map(|row| {
            row.as_array()
                .into_iter()
                .flatten()
                .map(|button| InlineButton {
                    text: text(button, "text").unwrap_or_default(),
                    data: text(button, "callback_data"),
                    url: text(button, "url"),
                })
                .collect()
        })
        .collect()
}

pub(super) fn keyboard(markup: &Value) -> Option<ReplyKeyboard> {
    let flag = |value: &Value, name: &str| value[name].as_bool().unwrap_or(false);
    let rows = markup["keyboard"].as_array()?;
    let rows = rows
        .iter()
        .map(|row| {
            row.as_array()
                .into_iter()
                .flatten()
                .map(|button| KeyboardButton {
                    text: button["text"].as_str().unwrap_or_default().to_owned(),
                    request_contact: flag(button, "request_contact"),
                    request_location: flag(button, "request_location"),
                })
                .collect()
        })
        .collect();
    Some(ReplyKeyboard {
        rows,
        one_time: flag(markup, "one_time_keyboard"),
        placeholder: markup["input_field_placeholder"].as_str().map(str::to_owned),
    })
}

fn file(state: &State, stored: &Stored) -> Option<FileView> {
    let value = &stored.value;
    let part = FileKind::ALL.iter().find_map(|kind| value.get(kind.field()))?;
    let part = part.as_array().and_then(|sizes| sizes.last()).unwrap_or(part);
    state.files.get(part["file_id"].as_str()?).map(FileView::new)
}
