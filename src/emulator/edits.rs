//! The methods that change messages and take them away.
//!
//! Invariant: a call that is refused changes nothing; a message that a person deleted is gone for the bot too.

use serde_json::{Map, Value, json};

use super::files::FileKind;
use super::markup::{self, ReplyMarkup};
use super::media;
use super::messages::{is_private, text_content, writable};
use super::params::Params;
use super::reply::{ApiResult, Refusal, bad_request};
use super::state::State;
use super::view::Event;

/// How long a message can be deleted.
const DELETABLE_SECONDS: i64 = 48 * 3600;

/// The bot's own message that a call wants to change.
pub(super) fn editable(state: &State, params: &Params) -> Result<(i64, i64), Refusal> {
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

pub(super) fn inline_markup(params: &Params) -> Result<Option<Value>, Refusal> {
    match markup::read(params, true)? {
        ReplyMarkup::None => Ok(None),
        ReplyMarkup::Inline(markup) => Ok(Some(markup)),
        ReplyMarkup::Keyboard(_) => Err(bad_request("inline keyboard expected")),
    }
}

/// Puts the new content in place; refuses when nothing would change.
pub(super) fn edit(state: &mut State, chat: i64, message_id: i64, fields: Value, dated: bool) -> ApiResult {
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

/// Changes or takes away the caption of a file.
pub(super) fn edit_caption(state: &mut State, params: &Params) -> ApiResult {
    let (chat, message_id) = editable(state, params)?;
    let captioned = state.chats.get(&chat).and_then(|room| room.find(message_id)).is_some_and(|stored| {
        FileKind::ALL.iter().any(|kind| *kind != FileKind::Sticker && stored.value.contains_key(kind.field()))
    });
    if !captioned {
        return Err(bad_request("there is no caption in the message to edit"));
    }
    let mut fields = Map::new();
    media::caption_into(&mut fields, params)?;
    for name in ["caption", "caption_entities"] {
        fields.entry(name).or_insert(Value::Null);
    }
    fields.insert("reply_markup".into(), inline_markup(params)?.unwrap_or(Value::Null));
    edit(state, chat, message_id, Value::Object(fields), true)
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
    let rights = state.chats.get(&chat).and_then(|room| room.rights);
    let may_delete = rights.is_some_and(|rights| rights.delete_messages);
    let Some(stored) = state.chats.get(&chat).and_then(|room| room.find(message_id)) else {
        return Err(bad_request("message to delete not found"));
    };
    let age = now - stored.value.get("date").and_then(Value::as_i64).unwrap_or(now);
    if age > DELETABLE_SECONDS && !may_delete || !stored.by_bot && !is_private(state, chat) && !may_delete {
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
