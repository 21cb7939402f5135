//! Topics of a group: made and deleted by the bot or by people, and messages in them.
//!
//! Invariant: a topic goes by the id of the message with which it began; the topic 'General' has no id, so a message
//! outside all others is in it. Whoever asks for a topic that is gone is told so.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::edits::remove;
use super::groups::Rights;
use super::hearing::tell;
use super::messages::writable;
use super::params::Params;
use super::reply::{ApiResult, Refusal, bad_request};
use super::state::{Chat, Kind, State, Stored};
use super::view::Event;

/// Characters in the name of a topic.
const MAX_NAME: usize = 128;
/// The colours that Telegram allows for a topic's icon, as RGB; the first when none was chosen.
pub(super) const COLOURS: [i64; 6] = [7_322_096, 16_766_590, 13_338_331, 9_367_192, 16_749_490, 16_478_047];

#[derive(Serialize, Deserialize)]
pub(super) struct Topic {
    pub(super) name: String,
    pub(super) deleted: bool,
    /// Only who may manage topics writes in it.
    #[serde(default)]
    pub(super) closed: bool,
}

/// Begins a topic, for the bot or a person, and gives its id.
pub(super) fn create(state: &mut State, chat: i64, from: Option<i64>, name: &str, colour: i64) -> i64 {
    let content = json!({ "is_topic_message": true, "forum_topic_created": { "name": name, "icon_color": colour } });
    let thread = state.post(chat, from, content, None);
    if let Some(room) = state.chats.get_mut(&chat) {
        room.topics.insert(thread, Topic { name: name.to_owned(), deleted: false, closed: false });
        if let Some(stored) = room.find_mut(thread) {
            stored.value.insert("message_thread_id".into(), json!(thread));
        }
    }
    thread
}

/// Takes a topic away with all that was said in it; false when it is not there.
pub(super) fn delete(state: &mut State, chat: i64, thread: i64) -> bool {
    let Some(room) = state.chats.get_mut(&chat) else { return false };
    match room.topics.get_mut(&thread) {
        Some(topic) if !topic.deleted => topic.deleted = true,
        _ => return false,
    }
    let here = room.messages.iter().filter(|stored| !stored.deleted && thread_of(&stored.value) == Some(thread));
    let gone: Vec<i64> = here.map(Stored::id).collect();
    for message_id in gone {
        remove(state, chat, message_id);
    }
    state.touch(Event::Chat { chat });
    true
}

/// Closes or reopens a topic, for the bot or a person; false when it is not there, or so already.
pub(super) fn set_closed(state: &mut State, chat: i64, by: Option<i64>, thread: i64, closed: bool) -> bool {
    let Some(room) = state.chats.get_mut(&chat).filter(|room| stands(room, thread)) else { return false };
    let Some(topic) = room.topics.get_mut(&thread).filter(|topic| topic.closed != closed) else { return false };
    topic.closed = closed;
    let service = if closed { "forum_topic_closed" } else { "forum_topic_reopened" };
    let mut content = json!({ service: {} });
    place(room, &mut content, None, Some(thread));
    let message_id = state.post(chat, by, content, None);
    tell(state, chat, message_id);
    true
}

/// Whether the bot may not write where this content stands, since the topic is closed.
pub(super) fn closed_to_bot(room: &Chat, content: &Value) -> bool {
    let thread = content.as_object().and_then(thread_of);
    let closed = thread.and_then(|thread| room.topics.get(&thread)).is_some_and(|topic| topic.closed);
    closed && !room.rights.is_some_and(|rights| rights.manage_topics)
}

/// The topic in which a message stands.
pub(super) fn thread_of(value: &Map<String, Value>) -> Option<i64> {
    if value.get("is_topic_message").and_then(Value::as_bool) != Some(true) {
        return None;
    }
    value.get("message_thread_id").and_then(Value::as_i64)
}

fn stands(room: &Chat, thread: i64) -> bool {
    room.forum && room.topics.get(&thread).is_some_and(|topic| !topic.deleted)
}

/// Puts what will be a message in its place: in a topic, as a reply, or both. A reply stands where the message stands
/// that it replies to. False when that topic is not there.
///
/// A message in a topic that is no reply is one to the message with which the topic began, as real clients make it;
/// a reply in a supergroup without topics names the thread that began with the first message.
pub(super) fn place(room: &Chat, content: &mut Value, reply: Option<i64>, thread: Option<i64>) -> bool {
    let replied = reply.and_then(|id| room.find(id));
    let thread = thread.or_else(|| replied.and_then(|stored| thread_of(&stored.value)));
    if let Some(thread) = thread {
        if !stands(room, thread) {
            return false;
        }
        content["message_thread_id"] = json!(thread);
        content["is_topic_message"] = json!(true);
    } else if room.kind == Kind::Supergroup
        && !room.forum
        && let Some(replied) = replied
    {
        let begun = replied.value.get("message_thread_id").cloned();
        content["message_thread_id"] = begun.unwrap_or_else(|| json!(replied.id()));
    }
    if let Some(quoted) = reply.or(thread).and_then(|id| room.quoted(id)) {
        content["reply_to_message"] = quoted;
    }
    true
}

/// The forum of a call by the bot.
fn forum(state: &State, params: &Params) -> Result<i64, Refusal> {
    let chat = writable(state, params)?;
    if state.chats.get(&chat).is_some_and(|room| room.forum) {
        Ok(chat)
    } else {
        Err(bad_request("the chat is not a forum"))
    }
}

pub(super) fn create_forum_topic(state: &mut State, params: &Params) -> ApiResult {
    let chat = forum(state, params)?;
    let name = params.text("name").unwrap_or_default().trim().to_owned();
    if name.is_empty() {
        return Err(bad_request("topic name must be non-empty"));
    }
    if name.chars().count() > MAX_NAME {
        return Err(bad_request("topic name is too long"));
    }
    let colour = params.integer("icon_color").unwrap_or(COLOURS[0]);
    if !COLOURS.contains(&colour) {
        return Err(bad_request("invalid topic icon color specified"));
    }
    let rights = state.chats.get(&chat).and_then(|room| room.rights);
    if !rights.is_some_and(|rights| rights.manage_topics) {
        return Err(bad_request("not enough rights to create a topic"));
    }
    let thread = create(state, chat, None, &name, colour);
    // Of the bot's own messages Telegram tells it this kind.
    tell(state, chat, thread);
    Ok(json!({ "message_thread_id": thread, "name": name, "icon_color": colour }))
}

/// The topic of a call by the bot, which must have the right to do `what` to it.
fn topic_to(state: &State, params: &Params, what: &str, may: impl Fn(Rights) -> bool) -> Result<(i64, i64), Refusal> {
    let chat = forum(state, params)?;
    let Some(thread) = params.integer("message_thread_id").filter(|thread| *thread > 0) else {
        return Err(bad_request("message thread identifier is not specified"));
    };
    let room = state.chats.get(&chat);
    if room.and_then(|room| room.rights).is_some_and(may) {
        Ok((chat, thread))
    } else {
        Err(bad_request(&format!("not enough rights to {what}")))
    }
}

pub(super) fn delete_forum_topic(state: &mut State, params: &Params) -> ApiResult {
    let (chat, thread) = topic_to(state, params, "delete the topic", |rights| rights.delete_messages)?;
    if delete(state, chat, thread) { Ok(json!(true)) } else { Err(bad_request("TOPIC_ID_INVALID")) }
}

/// The topic of a call, when the bot itself began it: then it needs no right to it.
fn own_topic(state: &State, params: &Params) -> Option<(i64, i64)> {
    let (chat, thread) = (forum(state, params).ok()?, params.integer("message_thread_id")?);
    let began = state.chats.get(&chat)?.messages.iter().find(|stored| stored.id() == thread)?;
    began.by_bot.then_some((chat, thread))
}

/// Gives a topic another name.
pub(super) fn edit_forum_topic(state: &mut State, params: &Params) -> ApiResult {
    let (chat, thread) = topic_to(state, params, "edit the topic", |rights| rights.manage_topics)
        .or_else(|refusal| own_topic(state, params).ok_or(refusal))?;
    let name = params.text("name").unwrap_or_default().trim().to_owned();
    if name.chars().count() > MAX_NAME {
        return Err(bad_request("topic name is too long"));
    }
    let room = state.chats.get_mut(&chat);
    let Some(topic) = room.and_then(|room| room.topics.get_mut(&thread)).filter(|topic| !topic.deleted) else {
        return Err(bad_request("TOPIC_ID_INVALID"));
    };
    if name.is_empty() || topic.name == name {
        return Err(bad_request("TOPIC_NOT_MODIFIED"));
    }
    topic.name = name;
    state.touch(Event::Chat { chat });
    Ok(json!(true))
}

pub(super) fn reopen_forum_topic(state: &mut State, params: &Params) -> ApiResult {
    let (chat, thread) = topic_to(state, params, "reopen the topic", |rights| rights.manage_topics)
        .or_else(|refusal| own_topic(state, params).ok_or(refusal))?;
    if set_closed(state, chat, None, thread, false) { Ok(json!(true)) } else { Err(bad_request("TOPIC_NOT_MODIFIED")) }
}
