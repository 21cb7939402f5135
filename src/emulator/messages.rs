//! The methods that put messages in chats, and those about chats, files and button presses.
//!
//! Invariant: a call that is refused changes nothing.

use serde_json::{Value, json};

use super::files::{FileRecord, MAX_DOWNLOAD};
use super::formatting::{self, TEXT, entities_value, utf16_length};
use super::groups::Standing;
use super::markup::{self, ReplyMarkup};
use super::media;
use super::params::Params;
use super::profile;
use super::reply::{ApiResult, Refusal, bad_request, forbidden};
use super::state::{AcceptedRecord, CallbackAnswer, Kind, State};
use super::topics;
use super::view::Event;

/// UTF-16 units in a text.
pub(super) const MAX_TEXT: usize = 4096;
/// How long a press of a button can be answered.
const CALLBACK_LIFE_MS: i64 = 150_000;
/// The emoji with which Telegram lets one react.
const REACTIONS: &str = "❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤‍🔥 🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 \
                         🤓 👻 👨‍💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡";
/// What a copy takes along of a message.
const COPIED: [&str; 14] = [
    "text",
    "entities",
    "link_preview_options",
    "caption",
    "caption_entities",
    "document",
    "photo",
    "voice",
    "audio",
    "video",
    "sticker",
    "contact",
    "location",
    "poll",
];

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

pub(super) fn is_private(state: &State, chat: i64) -> bool {
    state.chats.get(&chat).is_some_and(|room| room.kind == Kind::Private)
}

/// The message to which a call replies. `None` when there is none, or when it is gone and need not be there.
fn replied(state: &State, params: &Params, chat: i64) -> Result<Option<i64>, Refusal> {
    let Some(reply) = params.json("reply_parameters")? else { return Ok(None) };
    let here = reply.get("chat_id").is_none_or(|other| other == &json!(chat));
    let Some(id) = reply["message_id"].as_i64() else {
        return Err(bad_request("message identifier is not specified"));
    };
    let room = state.chats.get(&chat);
    let Some(found) = room.and_then(|room| room.find(id)).filter(|_| here) else {
        let anyway = here && reply["allow_sending_without_reply"].as_bool() == Some(true);
        return if anyway { Ok(None) } else { Err(bad_request("message to be replied not found")) };
    };
    let thread = topics::thread_of(&found.value);
    match params.integer("message_thread_id") {
        Some(wanted) if wanted != 0 && thread != Some(wanted) => Err(bad_request("message to be replied not found")),
        _ => Ok(Some(id)),
    }
}

/// Puts what will be a message in its place; refuses when that is not there.
fn place(state: &State, params: &Params, chat: i64, content: &mut Value) -> Result<(), Refusal> {
    let reply = replied(state, params, chat)?;
    let thread = params.integer("message_thread_id").filter(|thread| *thread != 0);
    match state.chats.get(&chat) {
        Some(room) if topics::place(room, content, reply, thread) => {
            if topics::closed_to_bot(room, content) {
                Err(bad_request("TOPIC_CLOSED"))
            } else {
                Ok(())
            }
        }
        _ => Err(bad_request("message thread not found")),
    }
}

/// Refuses what [`send`] would refuse whatever the content is.
pub(super) fn check(state: &State, params: &Params, chat: i64) -> Result<(), Refusal> {
    markup::read(params, is_private(state, chat))?;
    place(state, params, chat, &mut json!({}))
}

/// Posts for the bot and gives the message back.
pub(super) fn send(
    state: &mut State,
    params: &Params,
    method: &'static str,
    chat: i64,
    mut content: Value,
) -> ApiResult {
    let markup = markup::read(params, is_private(state, chat))?;
    place(state, params, chat, &mut content)?;
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

/// Sends what stands in another message, without a link to it.
pub(super) fn copy(state: &mut State, params: &Params) -> ApiResult {
    let chat = writable(state, params)?;
    let Some(source) = params.integer("from_chat_id").and_then(|id| state.chats.get(&id)) else {
        return Err(bad_request("chat not found"));
    };
    let Some(found) = params.integer("message_id").and_then(|id| source.find(id)) else {
        return Err(bad_request("message to copy not found"));
    };
    let kept = COPIED.iter().filter_map(|name| Some(((*name).to_owned(), found.value.get(*name)?.clone())));
    let mut content: serde_json::Map<String, Value> = kept.collect();
    if content.is_empty() || found.value.contains_key("has_protected_content") {
        return Err(bad_request("message can't be copied"));
    }
    if params.text("caption").is_some() && !content.contains_key("text") {
        media::caption_into(&mut content, params)?;
    }
    let sent = send(state, params, "copyMessage", chat, Value::Object(content))?;
    Ok(json!({ "message_id": sent["message_id"] }))
}

/// Reacts to a message with an emoji, or takes that back.
pub(super) fn react(state: &mut State, params: &Params) -> ApiResult {
    let chat = writable(state, params)?;
    let wanted = params.json("reaction")?.unwrap_or_else(|| json!([]));
    let wanted = wanted.as_array().ok_or_else(|| bad_request("can't parse reaction types JSON object"))?;
    if wanted.len() > 1 {
        return Err(bad_request("REACTIONS_TOO_MANY"));
    }
    let emoji = wanted.first().map(|reaction| reaction["emoji"].as_str().unwrap_or_default().to_owned());
    if emoji.as_ref().is_some_and(|emoji| !REACTIONS.split(' ').any(|known| known == emoji)) {
        return Err(bad_request("REACTION_INVALID"));
    }
    let Some(message_id) = params.integer("message_id") else {
        return Err(bad_request("message identifier is not specified"));
    };
    if state.chats.get(&chat).is_none_or(|room| room.find(message_id).is_none()) {
        return Err(bad_request("message to react not found"));
    }
    let changed = state.touch(Event::Edited { chat, message_id });
    if let Some(stored) = state.chats.get_mut(&chat).and_then(|room| room.find_mut(message_id)) {
        (stored.reaction, stored.changed) = (emoji, changed);
    }
    Ok(json!(true))
}

pub(super) fn send_message(state: &mut State, params: &Params) -> ApiResult {
    let chat = writable(state, params)?;
    let content = text_content(params)?;
    send(state, params, "sendMessage", chat, content)
}

pub(super) fn text_content(params: &Params) -> Result<Value, Refusal> {
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

pub(super) fn get_chat_member(state: &State, params: &Params) -> ApiResult {
    let id = chat_id(params)?;
    let Some(room) = state.chats.get(&id) else { return Err(bad_request("chat not found")) };
    let user = params.integer("user_id").unwrap_or_default();
    if user == state.bot.id {
        return Ok(Standing::of(room).value(&state.bot.user_value()));
    }
    if !state.people.contains_key(&user) {
        return Err(bad_request("member not found"));
    }
    let there = if room.kind == Kind::Private { user == id } else { room.members.contains(&user) };
    let standing = if there { Standing::Member } else { Standing::Left };
    Ok(standing.value(&state.person_value(user)))
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
