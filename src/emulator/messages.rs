//! The methods that put messages in chats, change them and take them away.
//!
//! Invariant: a call that is refused changes nothing.

use serde_json::{Value, json};

use super::files::{self, Blobs, FileKind, FileRecord, MAX_DOWNLOAD, NewFile};
use super::formatting::{self, CAPTION, TEXT, entities_value, utf16_length};
use super::markup::{self, ReplyMarkup};
use super::params::Params;
use super::profile;
use super::reply::{ApiResult, Refusal, bad_request, forbidden};
use super::state::{AcceptedRecord, CallbackAnswer, Kind, State};
use super::view::Event;

/// UTF-16 units in a text.
pub(super) const MAX_TEXT: usize = 4096;
/// UTF-16 units in a caption.
pub(super) const MAX_CAPTION: usize = 1024;
/// How long a press of a button can be answered.
const CALLBACK_LIFE_MS: i64 = 150_000;
/// How long a message can be deleted or its text changed for others' messages.
const DELETABLE_SECONDS: i64 = 48 * 3600;

fn chat_id(params: &Params) -> Result<i64, Refusal> {
    match params.text("chat_id").as_deref().map(str::trim) {
        None | Some("") => Err(bad_request("chat_id is empty")),
        Some(_) => params.chat().ok_or_else(|| bad_request("chat not found")),
    }
}

/// The chat of a call, when the bot may write there.
pub(super) fn writable(state: &State, params: &Params) -> Result<i64, Refusal> {
    let id = chat_id(params)?;
    if id == state.bot.id {
        return Err(forbidden("bot can't send messages to bots"));
    }
    let person = state.people.get(&id);
    if person.is_some_and(|person| person.deactivated) {
        return Err(forbidden("user is deactivated"));
    }
    let Some(chat) = state.chats.get(&id) else {
        return Err(if person.is_some() {
            forbidden("bot can't initiate conversation with a user")
        } else {
            bad_request("chat not found")
        });
    };
    if let Some(to) = chat.migrated_to {
        return Err(Refusal::migrated(to));
    }
    let name = if chat.kind == Kind::Supergroup { "supergroup" } else { "group" };
    match (chat.kind, chat.shut, chat.open) {
        (Kind::Private, true, _) => Err(forbidden("bot was blocked by the user")),
        (Kind::Private, false, false) => Err(forbidden("bot can't initiate conversation with a user")),
        (_, true, _) => Err(forbidden(&format!("bot was kicked from the {name} chat"))),
        (_, false, false) => Err(forbidden(&format!("bot is not a member of the {name} chat"))),
        _ => Ok(id),
    }
}

fn is_private(state: &State, chat: i64) -> bool {
    state.chats.get(&chat).is_some_and(|room| room.kind == Kind::Private)
}

/// Posts for the bot and gives the message back.
fn send(state: &mut State, params: &Params, method: &'static str, chat: i64, mut content: Value) -> ApiResult {
    let markup = markup::read(params, is_private(state, chat))?;
    if let Some(reply) = params.json("reply_parameters")? {
        let id = reply["message_id"].as_i64().unwrap_or_default();
        match state.chats.get(&chat).and_then(|room| room.find(id)) {
            Some(found) => {
                let mut found = found.value.clone();
                found.remove("reply_to_message");
                content["reply_to_message"] = Value::Object(found);
            }
            None if reply["allow_sending_without_reply"].as_bool() == Some(true) => {}
            None => return Err(bad_request("message to be replied not found")),
        }
    }
    if params.boolean("protect_content") {
        content["has_protected_content"] = json!(true);
    }
    let keyboard = match markup {
        ReplyMarkup::None => None,
        ReplyMarkup::Inline(markup) => {
            content["reply_markup"] = markup;
            None
        }
        ReplyMarkup::Keyboard(markup) => Some(markup),
    };
    let message_id = state.post(chat, None, content, keyboard);
    state.accepted.push(AcceptedRecord { at: std::time::Instant::now(), chat, message_id, method, answered: true });
    Ok(state.message_value(chat, message_id))
}

pub(super) fn send_message(state: &mut State, params: &Params) -> ApiResult {
    let chat = writable(state, params)?;
    let content = text_content(params)?;
    send(state, params, "sendMessage", chat, content)
}

fn text_content(params: &Params) -> Result<Value, Refusal> {
    if params.text("text").is_none_or(|text| text.is_empty()) {
        return Err(bad_request("message text is empty"));
    }
    let (text, entities) = formatting::from_params(params, &TEXT)?;
    if text.is_empty() {
        return Err(bad_request("text must be non-empty"));
    }
    if utf16_length(&text) > MAX_TEXT {
        return Err(bad_request("message is too long"));
    }
    let mut content = json!({ "text": text });
    if !entities.is_empty() {
        content["entities"] = entities_value(&entities);
    }
    if let Some(options) = params.json("link_preview_options")? {
        content["link_preview_options"] = options;
    }
    Ok(content)
}

/// `sendDocument` and `sendPhoto`.
pub(super) fn send_file(state: &mut State, blobs: &Blobs, params: &Params, kind: FileKind) -> ApiResult {
    let chat = writable(state, params)?;
    let (field, method) = if kind == FileKind::Photo { ("photo", "sendPhoto") } else { ("document", "sendDocument") };
    let (caption, entities) = formatting::from_params(params, &CAPTION)?;
    if utf16_length(&caption) > MAX_CAPTION {
        return Err(bad_request("message caption is too long"));
    }
    markup::read(params, is_private(state, chat))?;
    let mut content = json!({ field: file_content(state, blobs, params, field, kind)? });
    if !caption.is_empty() {
        content["caption"] = json!(caption);
        if !entities.is_empty() {
            content["caption_entities"] = entities_value(&entities);
        }
    }
    send(state, params, method, chat, content)
}

fn file_content(
    state: &mut State,
    blobs: &Blobs,
    params: &Params,
    field: &str,
    kind: FileKind,
) -> Result<Value, Refusal> {
    let failed = |_| Refusal::new(500, "Internal Server Error: the file could not be kept");
    if let Some(upload) = params.upload(field) {
        if upload.bytes.is_empty() {
            return Err(bad_request("file must be non-empty"));
        }
        if kind == FileKind::Photo {
            let size = files::picture_size(&upload.bytes).ok_or_else(|| bad_request("IMAGE_PROCESS_FAILED"))?;
            if size.0 + size.1 > 10_000 {
                return Err(bad_request("PHOTO_INVALID_DIMENSIONS"));
            }
            return files::add_photo(state, blobs, &upload.bytes, size).map_err(failed);
        }
        let name = if upload.name.is_empty() { "file" } else { upload.name.as_str() };
        let new =
            NewFile { kind, name: Some(name), mime: upload.mime.as_deref(), bytes: &upload.bytes, pixels: (0, 0) };
        return files::add(state, blobs, &new).map(|record| record.value()).map_err(failed);
    }
    let Some(name) = params.text(field).filter(|name| !name.is_empty()) else {
        return Err(bad_request(&format!("there is no {field} in the request")));
    };
    if name.starts_with("attach://") {
        return Err(bad_request("wrong file identifier/HTTP URL specified"));
    }
    if name.starts_with("http://") || name.starts_with("https://") {
        return Err(bad_request("failed to get HTTP URL content"));
    }
    let Some(record) = state.files.get(&name) else {
        return Err(bad_request("wrong file identifier/HTTP URL specified"));
    };
    if record.kind != kind {
        return Err(bad_request(&format!("can't use file of type {} as {}", record.kind.name(), kind.name())));
    }
    Ok(if kind == FileKind::Photo { json!([record.value()]) } else { record.value() })
}

/// The bot's own message that a call wants to change.
fn editable(state: &State, params: &Params) -> Result<(i64, i64), Refusal> {
    let chat = writable(state, params)?;
    let Some(message_id) = params.integer("message_id") else {
        return Err(bad_request("message identifier is not specified"));
    };
    let Some(stored) = state.chats.get(&chat).and_then(|room| room.find(message_id)) else {
        return Err(bad_request("message to edit not found"));
    };
    // Telegram refuses to edit what carried a reply keyboard.
    if !stored.by_bot || stored.keyboard.is_some() {
        return Err(bad_request("message can't be edited"));
    }
    Ok((chat, message_id))
}

fn inline_markup(params: &Params) -> Result<Option<Value>, Refusal> {
    match markup::read(params, true)? {
        ReplyMarkup::None => Ok(None),
        ReplyMarkup::Inline(markup) => Ok(Some(markup)),
        ReplyMarkup::Keyboard(_) => Err(bad_request("inline keyboard expected")),
    }
}

/// Puts the new content in place; refuses when nothing would change.
fn edit(state: &mut State, chat: i64, message_id: i64, fields: Value, dated: bool) -> ApiResult {
    let now = state.now();
    let Some(stored) = state.chats.get_mut(&chat).and_then(|room| room.find_mut(message_id)) else {
        return Err(bad_request("message to edit not found"));
    };
    let mut value = stored.value.clone();
    for (name, field) in fields.as_object().into_iter().flatten() {
        if field.is_null() {
            value.remove(name);
        } else {
            value.insert(name.clone(), field.clone());
        }
    }
    if value == stored.value {
        return Err(bad_request(
            "message is not modified: specified new message content and reply markup are exactly the same as a \
             current content and reply markup of the message",
        ));
    }
    if dated {
        value.insert("edit_date".into(), json!(now));
    }
    stored.value = value;
    let changed = state.touch(Event::Edited { chat, message_id });
    if let Some(stored) = state.chats.get_mut(&chat).and_then(|room| room.find_mut(message_id)) {
        stored.changed = changed;
    }
    Ok(state.message_value(chat, message_id))
}

pub(super) fn edit_text(state: &mut State, params: &Params) -> ApiResult {
    let (chat, message_id) = editable(state, params)?;
    let has_text =
        state.chats.get(&chat).and_then(|room| room.find(message_id)).is_some_and(|m| m.value.contains_key("text"));
    if !has_text {
        return Err(bad_request("there is no text in the message to edit"));
    }
    let mut fields = text_content(params)?;
    for name in ["entities", "link_preview_options"] {
        if fields.get(name).is_none() {
            fields[name] = Value::Null;
        }
    }
    fields["reply_markup"] = inline_markup(params)?.unwrap_or(Value::Null);
    edit(state, chat, message_id, fields, true)
}

pub(super) fn edit_markup(state: &mut State, params: &Params) -> ApiResult {
    let (chat, message_id) = editable(state, params)?;
    let markup = inline_markup(params)?.unwrap_or(Value::Null);
    edit(state, chat, message_id, json!({ "reply_markup": markup }), false)
}

pub(super) fn delete(state: &mut State, params: &Params) -> ApiResult {
    let chat = writable(state, params)?;
    let Some(message_id) = params.integer("message_id") else {
        return Err(bad_request("message identifier is not specified"));
    };
    let now = state.now();
    let Some(stored) = state.chats.get(&chat).and_then(|room| room.find(message_id)) else {
        return Err(bad_request("message to delete not found"));
    };
    let age = now - stored.value.get("date").and_then(Value::as_i64).unwrap_or(now);
    if age > DELETABLE_SECONDS || !stored.by_bot && !is_private(state, chat) {
        return Err(bad_request("message can't be deleted for everyone"));
    }
    remove(state, chat, message_id);
    Ok(json!(true))
}

/// Takes a message out of a chat.
pub(super) fn remove(state: &mut State, chat: i64, message_id: i64) {
    let changed = state.touch(Event::Deleted { chat, message_id });
    if let Some(stored) = state.chats.get_mut(&chat).and_then(|room| room.find_mut(message_id)) {
        stored.deleted = true;
        stored.changed = changed;
    }
}

pub(super) fn answer_callback(state: &mut State, params: &Params) -> ApiResult {
    let id = params.text("callback_query_id").unwrap_or_default();
    let (text, alert) = (params.text("text").filter(|text| !text.is_empty()), params.boolean("show_alert"));
    if text.as_ref().is_some_and(|text| text.chars().count() > 200) {
        return Err(bad_request("MESSAGE_TOO_LONG"));
    }
    let now = state.now_ms();
    let Some(callback) = state.callbacks.get_mut(&id).filter(|callback| now - callback.asked_ms <= CALLBACK_LIFE_MS)
    else {
        return Err(bad_request("query is too old and response timeout expired or query ID is invalid"));
    };
    if callback.answer.is_none() {
        let chat = callback.chat;
        callback.answer = Some(CallbackAnswer { text: text.clone(), alert });
        state.touch(Event::Notice { chat, callback: id, text, alert });
    }
    Ok(json!(true))
}

pub(super) fn chat_action(state: &mut State, params: &Params) -> ApiResult {
    let chat = writable(state, params)?;
    let action = params.text("action").unwrap_or_default();
    let known = [
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    ];
    if !known.contains(&action.as_str()) {
        return Err(bad_request("wrong parameter action in request"));
    }
    state.touch(Event::Action { chat, action });
    Ok(json!(true))
}

pub(super) fn get_chat(state: &State, params: &Params) -> ApiResult {
    let id = chat_id(params)?;
    if !state.chats.contains_key(&id) {
        return Err(bad_request("chat not found"));
    }
    Ok(profile::get_chat(state, id))
}

pub(super) fn get_file(state: &State, params: &Params) -> ApiResult {
    let id = params.text("file_id").unwrap_or_default();
    if id.is_empty() {
        return Err(bad_request("file_id not specified"));
    }
    let record: &FileRecord =
        state.files.get(&id).ok_or_else(|| bad_request("wrong file_id or the file is temporarily unavailable"))?;
    if record.size > MAX_DOWNLOAD {
        return Err(bad_request("file is too big"));
    }
    Ok(json!({
        "file_id": record.file_id,
        "file_unique_id": record.unique_id,
        "file_size": record.size,
        "file_path": record.path,
    }))
}
