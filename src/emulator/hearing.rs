//! What the bot hears of a chat.
//!
//! Invariant: in a group it hears what privacy mode lets through and no more, unless it is an administrator there.

use serde_json::{Map, Value, json};

use super::formatting;
use super::groups::Standing;
use super::html::Entity;
use super::render::utf16_slice;
use super::state::{Kind, State};
use super::topics;

const SERVICE: [&str; 9] = [
    "new_chat_members",
    "left_chat_member",
    "group_chat_created",
    "supergroup_chat_created",
    "migrate_to_chat_id",
    "migrate_from_chat_id",
    "forum_topic_created",
    "forum_topic_closed",
    "forum_topic_reopened",
];

/// The lane of a chat's messages; see `webhook`.
pub(super) fn chat_lane(chat: i64) -> String {
    format!("chat {chat}")
}

/// Tells the bot that its own membership changed.
pub(super) fn push_member_update(state: &mut State, chat: i64, by: i64, old: Standing, new: Standing) {
    let user = state.bot.user_value();
    let body = json!({
        "chat": state.chat_value(chat),
        "from": state.person_value(by),
        "date": state.now(),
        "old_chat_member": old.value(&user),
        "new_chat_member": new.value(&user),
    });
    state.push_update("my_chat_member", body, chat_lane(chat));
}

/// Gives the bot a message, when it may see it.
pub(super) fn tell(state: &mut State, chat: i64, message_id: i64) {
    let found = state.chats.get(&chat).and_then(|room| room.find(message_id)).map(|stored| stored.value.clone());
    if let Some(value) = found.filter(|value| seen_by_bot(state, chat, value)) {
        state.push_update("message", Value::Object(value), chat_lane(chat));
    }
}

/// Privacy mode: in a group a bot sees commands that can be meant for it, mentions, replies and service messages; as
/// an administrator it sees all.
pub(super) fn seen_by_bot(state: &State, chat: i64, message: &Map<String, Value>) -> bool {
    let Some(room) = state.chats.get(&chat) else { return false };
    if room.kind == Kind::Private {
        return true;
    }
    if !room.open || room.shut {
        return false;
    }
    if room.rights.is_some() || SERVICE.iter().any(|name| message.contains_key(*name)) {
        return true;
    }
    // A message in a topic that is no reply only looks like one to the message with which the topic began.
    let topic = topics::thread_of(message);
    let reply = message.get("reply_to_message").filter(|reply| reply["message_id"].as_i64() != topic);
    if reply.is_some_and(|reply| reply["from"]["id"] == json!(state.bot.id)) {
        return true;
    }
    let text = message.get("text").or_else(|| message.get("caption")).and_then(Value::as_str).unwrap_or("");
    let entities = message.get("entities").or_else(|| message.get("caption_entities")).cloned();
    let entities: Vec<Entity> = entities.and_then(|value| serde_json::from_value(value).ok()).unwrap_or_default();
    if let Some(command) = formatting::leading_command(text, &entities) {
        return command.split_once('@').is_none_or(|(_, bot)| bot.eq_ignore_ascii_case(&state.bot.username));
    }
    entities.iter().filter(|entity| entity.kind == "mention").any(|entity| {
        let mention = utf16_slice(text, entity.offset, entity.length);
        mention.trim_start_matches('@').eq_ignore_ascii_case(&state.bot.username)
    })
}
