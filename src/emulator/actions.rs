//! What a person does: say, send, reply, press, edit, delete, block.
//!
//! Invariant: every action is one change of the emulator, with the updates Telegram would make of it.

use std::sync::atomic::Ordering;

use serde_json::{Value, json};

use super::accounts::{Account, PressError};
use super::edits;
use super::files::{self, FileKind, NewFile};
use super::formatting::{self, entities_value};
use super::groups::Standing;
use super::hearing::{chat_lane, push_member_update, seen_by_bot, tell};
use super::html::Entity;
use super::state::{Callback, Chat, Kind, State};
use super::topics;
use super::view::{ChatMessage, Event};

/// One part of an album.
#[derive(Clone)]
pub enum AlbumItem {
    Photo(Vec<u8>),
    Document { name: String, mime: String, bytes: Vec<u8> },
}

impl Account {
    /// Types a text; empty texts cannot be sent and are not.
    pub fn send_text(&self, text: &str) -> i64 {
        let (text, entities) = formatting::from_person(text);
        self.say(text_content(&text, &entities))
    }

    /// Sends a command with or without its slash, such as `/start abc` or `help`.
    pub fn send_command(&self, command: &str) -> i64 {
        self.send_text(&format!("/{}", command.trim_start_matches('/')))
    }

    /// Replies to a message with a text; with anything else by [`Account::replying_to`].
    pub fn reply_to(&self, message_id: i64, text: &str) -> i64 {
        self.replying_to(message_id).send_text(text)
    }

    /// Forwards what somebody with hidden account said.
    pub fn forward_text(&self, text: &str, from: &str) -> i64 {
        let (text, entities) = formatting::from_person(text);
        let mut content = text_content(&text, &entities);
        let date = self.emulator.shared.read(State::now) - 60;
        content["forward_origin"] = json!({ "type": "hidden_user", "date": date, "sender_user_name": from });
        self.say(content)
    }

    /// Shares their own telephone number, as by the button for it.
    pub fn share_contact(&self) -> i64 {
        let spec = self.spec();
        let mut contact = json!({ "phone_number": spec.phone, "first_name": spec.first_name, "user_id": self.id });
        if let Some(last_name) = spec.last_name {
            contact["last_name"] = json!(last_name);
        }
        self.say(json!({ "contact": contact }))
    }

    /// Shares somebody else's telephone number from the address book.
    pub fn share_foreign_contact(&self, first_name: &str, phone: &str, user_id: Option<i64>) -> i64 {
        let mut contact = json!({ "phone_number": phone, "first_name": first_name });
        if let Some(user_id) = user_id {
            contact["user_id"] = json!(user_id);
        }
        self.say(json!({ "contact": contact }))
    }

    pub fn send_location(&self, latitude: f64, longitude: f64) -> i64 {
        self.say(json!({ "location": { "latitude": latitude, "longitude": longitude } }))
    }

    pub fn send_poll(&self, question: &str, options: &[&str]) -> i64 {
        let option = |(number, text): (usize, &&str)| json!({ "persistent_id": number.to_string(), "text": text, "voter_count": 0 });
        let options: Vec<Value> = options.iter().enumerate().map(option).collect();
        let id = self.emulator.shared.change(|state| state.random() >> 1).to_string();
        self.say(json!({ "poll": {
            "id": id,
            "question": question,
            "options": options,
            "total_voter_count": 0,
            "is_closed": false,
            "is_anonymous": true,
            "type": "regular",
            "allows_multiple_answers": false,
            "allows_revoting": true,
            "members_only": false,
        } }))
    }

    /// Sends a file; a caption may be empty.
    pub fn send_document(&self, name: &str, mime: &str, bytes: &[u8], caption: &str) -> i64 {
        self.send_file(FileKind::Document, Some((name, mime)), bytes, caption)
    }

    /// Sends a photo; a caption may be empty.
    pub fn send_photo(&self, bytes: &[u8], caption: &str) -> i64 {
        self.send_file(FileKind::Photo, None, bytes, caption)
    }

    pub fn send_sticker(&self) -> i64 {
        self.send_file(FileKind::Sticker, None, b"RIFF\0\0\0\0WEBP", "")
    }

    /// Records a voice message of nothing.
    pub fn send_voice(&self) -> i64 {
        self.send_file(FileKind::Voice, None, b"OggS", "")
    }

    /// Sends a file as a voice message, music, a film or whatever `kind` says; a caption may be empty.
    pub fn send_media(&self, kind: FileKind, name: &str, mime: &str, bytes: &[u8], caption: &str) -> i64 {
        self.send_file(kind, Some((name, mime)), bytes, caption)
    }

    fn send_file(&self, kind: FileKind, named: Option<(&str, &str)>, bytes: &[u8], caption: &str) -> i64 {
        let content = self.file_content(kind, named, bytes, caption);
        self.say(content)
    }

    /// Sends photos and documents together; each is a message of its own with the same `media_group_id`.
    pub fn send_album(&self, items: &[AlbumItem], caption: &str) -> Vec<i64> {
        let album = self.emulator.shared.change(|state| state.random() >> 1).to_string();
        let mut ids = Vec::new();
        for (number, item) in items.iter().enumerate() {
            // A client shows the caption of an album at its first part.
            let caption = if number == 0 { caption } else { "" };
            let mut content = match item {
                AlbumItem::Photo(bytes) => self.file_content(FileKind::Photo, None, bytes, caption),
                AlbumItem::Document { name, mime, bytes } => {
                    self.file_content(FileKind::Document, Some((name, mime)), bytes, caption)
                }
            };
            content["media_group_id"] = json!(album);
            ids.push(self.say(content));
        }
        ids
    }

    fn file_content(&self, kind: FileKind, named: Option<(&str, &str)>, bytes: &[u8], caption: &str) -> Value {
        let shared = &self.emulator.shared;
        let (name, mime) = named.unzip();
        let kept = shared.change(|state| match kind {
            FileKind::Photo => {
                let pixels = files::picture_size(bytes).unwrap_or((1280, 960));
                files::add_photo(state, &shared.blobs, bytes, pixels)
            }
            _ => files::add(state, &shared.blobs, &NewFile { kind, name, mime, bytes, pixels: (0, 0) })
                .map(|record| record.value()),
        });
        let value = kept.unwrap_or_else(|error| {
            tracing::error!(%error, "the emulator could not keep a file; make room or mend the folder's rights");
            Value::Null
        });
        let mut content = json!({ kind.field(): value });
        let (caption, entities) = formatting::from_person(caption);
        if !caption.is_empty() {
            content["caption"] = json!(caption);
            if !entities.is_empty() {
                content["caption_entities"] = entities_value(&entities);
            }
        }
        content
    }

    /// Taps a button of the reply keyboard: it types its label, or shares what it asks for.
    ///
    /// # Errors
    /// There is no such button now.
    pub fn tap(&self, label: &str) -> Result<i64, PressError> {
        let missing = || PressError::NoButton(label.to_owned());
        let keyboard = self.keyboard().ok_or_else(missing)?;
        let button = keyboard.rows.iter().flatten().find(|button| button.text == label).ok_or_else(missing)?;
        if keyboard.one_time {
            self.emulator.shared.change(|state| {
                let room = state.chats.get_mut(&self.chat)?;
                room.messages.iter_mut().rfind(|stored| stored.keyboard.is_some())?.keyboard_used = true;
                Some(state.touch(Event::Chat { chat: self.chat }))
            });
        }
        Ok(if button.request_contact {
            self.share_contact()
        } else if button.request_location {
            self.send_location(52.4627, 4.6286)
        } else {
            self.send_text(label)
        })
    }

    /// Presses a button that is there; gives the id of the callback query.
    ///
    /// # Errors
    /// The message is gone or has no button with this data.
    pub fn press(&self, message_id: i64, data: &str) -> Result<String, PressError> {
        let found = self.emulator.shared.read(|state| {
            let room = state.chats.get(&self.chat)?;
            room.find(message_id).map(|stored| ChatMessage::new(state, stored))
        });
        let message = found.ok_or(PressError::NoMessage(message_id))?;
        if message.buttons.iter().flatten().any(|button| button.data.as_deref() == Some(data)) {
            Ok(self.press_raw(message_id, data))
        } else {
            Err(PressError::NoButton(data.to_owned()))
        }
    }

    /// Presses the button with this label at the latest message that has one.
    ///
    /// # Errors
    /// No message has such a button.
    pub fn press_label(&self, label: &str) -> Result<String, PressError> {
        let messages = self.messages();
        let found = messages
            .iter()
            .rev()
            .filter(|message| !message.deleted)
            .find_map(|message| message.button(label).map(|data| (message.message_id, data.to_owned())));
        let (message_id, data) = found.ok_or_else(|| PressError::NoButton(label.to_owned()))?;
        Ok(self.press_raw(message_id, &data))
    }

    /// Presses whatever button, as with an old or forged client; the message may be gone.
    pub fn press_raw(&self, message_id: i64, data: &str) -> String {
        self.emulator.shared.change(|state| {
            let id = (state.random() >> 1).to_string();
            let asked_ms = state.now_ms();
            let body = json!({
                "id": id,
                "from": state.person_value(self.id),
                "message": state.message_value(self.chat, message_id),
                "chat_instance": (self.chat.unsigned_abs() ^ 0x5EED_0000_0000).to_string(),
                "data": data,
            });
            state.callbacks.insert(id.clone(), Callback { chat: self.chat, asked_ms, answer: None });
            self.note(state.touch(Event::Updates));
            state.push_update("callback_query", body, format!("press {}", self.id));
            id
        })
    }

    /// Changes the text or caption of a message of their own; others' messages, and what has neither, stay as they
    /// are.
    pub fn edit(&self, message_id: i64, text: &str) {
        let (text, entities) = formatting::from_person(text);
        self.emulator.shared.change(|state| {
            let now = state.now();
            let room = state.chats.get_mut(&self.chat);
            let Some(stored) = room.and_then(|room| room.find_mut(message_id)) else { return };
            let of_file = FileKind::ALL.iter().any(|kind| stored.value.contains_key(kind.field()));
            if stored.value["from"]["id"] != json!(self.id) || !(of_file || stored.value.contains_key("text")) {
                return;
            }
            let [field, marks] = if of_file { ["caption", "caption_entities"] } else { ["text", "entities"] };
            stored.value.remove(field);
            stored.value.remove(marks);
            if !text.is_empty() {
                stored.value.insert(field.into(), json!(text));
            }
            if !entities.is_empty() {
                stored.value.insert(marks.into(), entities_value(&entities));
            }
            stored.value.insert("edit_date".into(), json!(now));
            let value = stored.value.clone();
            let changed = state.touch(Event::Edited { chat: self.chat, message_id });
            if let Some(stored) = state.chats.get_mut(&self.chat).and_then(|room| room.find_mut(message_id)) {
                stored.changed = changed;
            }
            self.note(changed);
            if seen_by_bot(state, self.chat, &value) {
                state.push_update("edited_message", Value::Object(value), chat_lane(self.chat));
            }
        });
    }

    /// Takes a message away for both sides; a bot is not told.
    pub fn delete(&self, message_id: i64) {
        self.emulator.shared.change(|state| edits::remove(state, self.chat, message_id));
    }

    /// Blocks the bot.
    pub fn block(&self) {
        self.emulator.shared.change(|state| {
            enter(state, self.id, self.id);
            set_blocked(state, self.id, true);
        });
    }

    /// Lets the bot write again.
    pub fn unblock(&self) {
        self.emulator.shared.change(|state| set_blocked(state, self.id, false));
    }

    /// The account is gone.
    pub fn deactivate(&self) {
        self.emulator.shared.change(|state| {
            if let Some(person) = state.people.get_mut(&self.id) {
                person.deactivated = true;
            }
            state.touch(Event::Chat { chat: self.id });
        });
    }

    pub(super) fn note(&self, sequence: u64) {
        self.acted.store(sequence, Ordering::SeqCst);
    }

    fn say(&self, mut content: Value) -> i64 {
        self.emulator.shared.change(|state| {
            if content.get("text").is_some_and(|text| text == "") {
                return 0;
            }
            enter(state, self.chat, self.id);
            let here = |room: &&Chat| room.kind == Kind::Private || room.members.contains(&self.id);
            let Some(room) = state.chats.get(&self.chat).filter(here) else { return 0 };
            if !topics::place(room, &mut content, self.replying, self.topic) {
                return 0;
            }
            if self.anonymous && self.chat != self.id {
                content["from"] = anonymous_bot();
                content["sender_chat"] = state.chat_value(self.chat);
            }
            let message_id = state.post(self.chat, Some(self.id), content, None);
            self.note(state.sequence);
            tell(state, self.chat, message_id);
            message_id
        })
    }
}

/// In whose name Telegram has the messages of administrators who remain anonymous, for bots that want a person.
fn anonymous_bot() -> Value {
    json!({ "id": 1_087_968_824, "is_bot": true, "first_name": "Group", "username": "GroupAnonymousBot" })
}

fn text_content(text: &str, entities: &[Entity]) -> Value {
    let mut content = json!({ "text": text });
    if !entities.is_empty() {
        content["entities"] = entities_value(entities);
    }
    content
}

/// Opens a private chat at the first word, and again after a block.
fn enter(state: &mut State, chat: i64, person: i64) {
    if chat != person {
        return;
    }
    let room = state.chats.entry(person).or_insert_with(|| Chat::new(person, Kind::Private, ""));
    room.open = true;
    if room.shut {
        set_blocked(state, person, false);
    }
}

fn set_blocked(state: &mut State, person: i64, blocked: bool) {
    let Some(room) = state.chats.get_mut(&person) else { return };
    if room.shut == blocked {
        return;
    }
    room.shut = blocked;
    state.touch(Event::Chat { chat: person });
    let (old, new) = if blocked { (Standing::Member, Standing::Kicked) } else { (Standing::Kicked, Standing::Member) };
    push_member_update(state, person, person, old, new);
}
