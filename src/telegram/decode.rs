//! Updates in: from Telegram's JSON to an event of the conversation.
//!
//! Invariant: every update that has an `update_id` comes out, so that it can be acknowledged. What the bot has nothing
//! to say to has no event; what a person typed in a private chat always has one, whatever else Telegram puts around it.

use std::panic::catch_unwind;

use chrono::DateTime;
use serde::Deserialize;
use serde_json::Value;
use teloxide::types::{
    CallbackQuery, ChatMemberUpdated, Contact, Document, FileMeta, MediaKind, MessageEntityKind, MessageKind,
    PhotoSize, Update, UpdateKind, User,
};

use super::api::{Me, user_id};
use crate::conversation::{Button, Command, Event, EventKind, Group, Spot, Unsupported};
use crate::ideas::{Attachment, AttachmentKind, ChatId, Person, Private};
use crate::turn::Incoming;

/// An update, and the press of a button in it that waits for a sign.
#[derive(Debug, Clone, PartialEq)]
pub struct Decoded {
    pub incoming: Incoming,
    /// The `callback_query_id` for `answerCallbackQuery`.
    pub press: Option<String>,
}

/// The chat that updates without any are put under; it is nobody's.
const NO_CHAT: ChatId = ChatId(0);

/// Fields around what somebody sent. They are of no use here, and something unknown in one of them makes the message
/// unreadable for teloxide.
const TRIMMINGS: [&str; 12] = [
    "entities",
    "caption_entities",
    "reply_to_message",
    "external_reply",
    "quote",
    "reply_to_story",
    "forward_origin",
    "link_preview_options",
    "reply_markup",
    "via_bot",
    "sender_business_bot",
    "effect_id",
];

/// What an update comes to.
#[derive(Default)]
struct Found {
    chat: Option<ChatId>,
    event: Option<Event>,
    moved: Option<(ChatId, ChatId)>,
    press: Option<String>,
    /// In a group: the bot is meant.
    addressed: bool,
}

/// Reads an update for the bot `me`; `None` only where there is no `update_id`.
pub fn decode(raw: &Value, me: &Me) -> Option<Decoded> {
    let update_id = raw.get("update_id")?.as_i64()?;
    // teloxide trusts the numbers that say where a mention stands in a text.
    let read = |raw: &Value| catch_unwind(|| read(raw, me)).ok().flatten();
    let found = read(raw)
        .or_else(|| named(raw).map(|kind| unreadable(raw, kind)))
        .or_else(|| read(&without_trimmings(raw)))
        .unwrap_or_else(|| unreadable(raw, Unsupported::Other));
    let chat = found.chat.or_else(|| chat_in(raw)).unwrap_or(NO_CHAT);
    let event = found.event.map(|event| signed(raw, Event { spot: spot(raw, chat, found.addressed, me), ..event }));
    Some(Decoded {
        incoming: Incoming {
            update_id,
            chat,
            event,
            raw: raw.to_string(),
            moved: found.moved,
            has_topics: has_topics(raw),
        },
        press: found.press,
    })
}

/// `None` where teloxide cannot read it.
fn read(raw: &Value, me: &Me) -> Option<Found> {
    match Update::deserialize(raw).ok()?.kind {
        UpdateKind::Message(message) => match message.kind {
            MessageKind::Empty {} => None,
            _ => Some(read_message(&message, me)),
        },
        UpdateKind::EditedMessage(message) => match message.kind {
            MessageKind::Empty {} => None,
            _ => Some(read_edited(&message, me)),
        },
        UpdateKind::CallbackQuery(query) => Some(read_press(&query)),
        UpdateKind::MyChatMember(change) => Some(read_membership(&change)),
        UpdateKind::Error(_) => None,
        // Channels, business accounts, inline queries, polls, reactions, payments: not for this bot.
        _ => Some(Found::default()),
    }
}

fn read_message(message: &teloxide::types::Message, me: &Me) -> Found {
    let chat = ChatId(message.chat.id.0);
    if let MessageKind::Common(common) = &message.kind
        && let MediaKind::Migration(migration) = &common.media_kind
    {
        return match migration {
            teloxide::types::ChatMigration::To { chat_id } => {
                Found { chat: Some(chat), moved: Some((chat, ChatId(chat_id.0))), ..Found::default() }
            }
            // The same news once more, from the new chat.
            teloxide::types::ChatMigration::From { .. } => Found { chat: Some(chat), ..Found::default() },
        };
    }
    let person = sender(message);
    let kind = person.filter(|_| !message.chat.is_channel()).and_then(|user| content(message, user, me));
    let addressed = kind.is_some() && !message.chat.is_private() && addresses(message, me);
    Found { chat: Some(chat), event: event(person, kind), addressed, ..Found::default() }
}

/// Who sent a message: a person, or in their place the group itself, when an administrator remains anonymous.
fn sender(message: &teloxide::types::Message) -> Option<&User> {
    let hidden = message.sender_chat.as_ref().is_some_and(|sender| sender.id == message.chat.id);
    message.from.as_ref().filter(|user| !user.is_bot || hidden)
}

/// What was sent, in whatever chat; `None` when nothing was said, or not to this bot.
fn content(message: &teloxide::types::Message, from: &User, me: &Me) -> Option<EventKind> {
    let common = match &message.kind {
        MessageKind::Common(common) => common,
        MessageKind::Dice(_) => return Some(EventKind::Unsupported(Unsupported::Other)),
        // Pinned, background changed, timer set and the like: nothing was said.
        _ => return None,
    };
    let unsupported = |kind| Some(EventKind::Unsupported(kind));
    match &common.media_kind {
        MediaKind::Text(media) => match command(&media.text) {
            Some((_, Some(bot))) if !bot.eq_ignore_ascii_case(&me.username) => None,
            Some((command, _)) => Some(EventKind::Command(command)),
            None => Some(EventKind::Text(Private(media.text.clone()))),
        },
        MediaKind::Contact(media) => Some(shared_contact(&media.contact, from)),
        MediaKind::Document(media) => Some(EventKind::File {
            attachment: document(&media.document),
            caption: media.caption.clone().map(Private),
            album: media.media_group_id.as_ref().map(|id| id.0.clone()),
        }),
        MediaKind::Photo(media) => match largest(&media.photo) {
            Some(attachment) => Some(EventKind::File {
                attachment,
                caption: media.caption.clone().map(Private),
                album: media.media_group_id.as_ref().map(|id| id.0.clone()),
            }),
            None => unsupported(Unsupported::Other),
        },
        MediaKind::Sticker(_) => unsupported(Unsupported::Sticker),
        MediaKind::Voice(media) => Some(EventKind::File {
            attachment: attachment(AttachmentKind::Voice, &media.voice.file, None),
            caption: media.caption.clone().map(Private),
            album: None,
        }),
        MediaKind::Video(_) | MediaKind::VideoNote(_) | MediaKind::Animation(_) => unsupported(Unsupported::Video),
        MediaKind::Location(_) | MediaKind::Venue(_) => unsupported(Unsupported::Location),
        MediaKind::Poll(_) => unsupported(Unsupported::Poll),
        MediaKind::Audio(_)
        | MediaKind::Checklist(_)
        | MediaKind::Game(_)
        | MediaKind::PaidMedia(_)
        | MediaKind::Story(_) => unsupported(Unsupported::Other),
        MediaKind::Migration(_) => None,
    }
}

fn read_edited(message: &teloxide::types::Message, me: &Me) -> Found {
    let person = sender(message).filter(|_| !message.chat.is_channel());
    // A live location that moves is an edited message too.
    let kind = person.and_then(|user| content(message, user, me)).and_then(|kind| match kind {
        EventKind::File { attachment, caption, .. } => Some(EventKind::EditedFile { attachment, caption }),
        EventKind::Text(_) | EventKind::Command(_) => message.text().map(|text| EventKind::Edited(text.into())),
        _ => None,
    });
    Found { chat: Some(ChatId(message.chat.id.0)), event: event(person, kind), ..Found::default() }
}

fn read_press(query: &CallbackQuery) -> Found {
    let kind = EventKind::Press(query.data.clone().unwrap_or_default());
    let chat = query.message.as_ref().map(|message| ChatId(message.chat().id.0));
    Found {
        chat: Some(chat.unwrap_or_else(|| private_chat(&query.from))),
        event: event(Some(&query.from).filter(|user| !user.is_bot), Some(kind)),
        press: Some(query.id.0.clone()),
        moved: None,
        addressed: true,
    }
}

fn read_membership(change: &ChatMemberUpdated) -> Found {
    let person = Some(&change.from).filter(|_| change.chat.is_private());
    let kind = EventKind::Reachable(change.new_chat_member.is_present());
    Found { chat: Some(ChatId(change.chat.id.0)), event: event(person, Some(kind)), ..Found::default() }
}

/// What teloxide cannot read at all. Somebody who sends it in a private chat is not left without a word.
fn unreadable(raw: &Value, kind: Unsupported) -> Found {
    let message = raw.get("message");
    let private = message.and_then(|message| message.pointer("/chat/type")).is_some_and(|kind| kind == "private");
    let from = message.and_then(|message| User::deserialize(message.get("from")?).ok());
    let person = from.as_ref().filter(|user| private && !user.is_bot);
    Found { event: event(person, Some(EventKind::Unsupported(kind))), ..Found::default() }
}

/// A kind of message that the bot cannot use, by the field that makes it so.
fn named(raw: &Value) -> Option<Unsupported> {
    let message = raw.get("message")?;
    KINDS.into_iter().find_map(|(name, kind)| message.get(name).map(|_| kind))
}

const KINDS: [(&str, Unsupported); 8] = [
    ("sticker", Unsupported::Sticker),
    ("voice", Unsupported::Voice),
    ("video", Unsupported::Video),
    ("video_note", Unsupported::Video),
    ("animation", Unsupported::Video),
    ("venue", Unsupported::Location),
    ("location", Unsupported::Location),
    ("poll", Unsupported::Poll),
];

fn without_trimmings(raw: &Value) -> Value {
    let mut bare = raw.clone();
    for kind in ["message", "edited_message"] {
        let Some(Value::Object(message)) = bare.get_mut(kind) else { continue };
        TRIMMINGS.iter().for_each(|name| drop(message.remove(*name)));
        if let Some(Value::Object(document)) = message.get_mut("document") {
            // The sender's program makes it up, and it can be anything.
            document.remove("mime_type");
            document.remove("thumbnail");
        }
    }
    bare
}

/// The chat of any kind of update, known or not: in its own fields, in its message, or else its sender's.
fn chat_in(raw: &Value) -> Option<ChatId> {
    let fields = raw.as_object()?.iter().filter(|(name, _)| *name != "update_id").map(|(_, value)| value);
    let id = |value: &Value, path: &str| value.pointer(path).and_then(Value::as_i64).map(ChatId);
    let mut found = fields.map(|value| {
        ["/chat/id", "/message/chat/id", "/from/id", "/user/id"].into_iter().find_map(|path| id(value, path))
    });
    found.find_map(|chat| chat)
}

fn event(person: Option<&User>, kind: Option<EventKind>) -> Option<Event> {
    let user = person?;
    let person = Person {
        user: user_id(user.id),
        chat: private_chat(user),
        name: Private(user.full_name()),
        username: user.username.clone().map(Private),
        language_tag: user.language_code.clone(),
    };
    Some(Event::private(person, kind?))
}

/// Where it happened, from the update itself: nothing that teloxide cannot read comes in its way.
fn spot(raw: &Value, chat: ChatId, addressed: bool, me: &Me) -> Spot {
    let press = raw.pointer("/callback_query/message");
    let message = ["message", "edited_message"].into_iter().find_map(|name| raw.get(name)).or(press);
    let number = |value: Option<&Value>| value.and_then(|value| value.get("message_id")).and_then(Value::as_i64);
    let about = message.and_then(|message| message.get("chat"));
    let is = |name: &str| about.and_then(|chat| chat.get(name));
    let group = is("type").and_then(Value::as_str).filter(|kind| kind.ends_with("group")).map(|_| Group {
        title: is("title").and_then(Value::as_str).unwrap_or_default().into(),
        addressed,
        has_topics: is("is_forum").and_then(Value::as_bool).unwrap_or_default(),
        hides_sender: press.is_none() && hides_sender(message),
    });
    // In a topic every message counts as a reply to the one that opened it, by whose number the topic goes.
    let replied = message.filter(|_| press.is_none()).and_then(|message| message.get("reply_to_message"));
    let topic = message.filter(|message| message.get("is_topic_message").is_some_and(|is| is == true));
    let topic = topic.and_then(|message| message.get("message_thread_id"));
    let replied = replied.filter(|earlier| topic.is_none_or(|topic| earlier.get("message_id") != Some(topic)));
    let own = replied.filter(|earlier| earlier.pointer("/from/id").and_then(Value::as_i64) == Some(me.id.0));
    let sent = own.and_then(|earlier| DateTime::from_timestamp(earlier.get("date")?.as_i64()?, 0));
    let keyboard = press.and_then(|message| message.pointer("/reply_markup/inline_keyboard")?.as_array());
    let buttons = keyboard.into_iter().flatten().map(|row| row.as_array().into_iter().flatten().filter_map(button));
    let buttons = buttons.map(Iterator::collect).collect();
    Spot { chat, message: number(message), reply_to: number(replied), reply_to_sent: sent, group, buttons }
}

/// A button of the bot's own; others have no data.
fn button(raw: &Value) -> Option<Button> {
    let text = |name: &str| raw.get(name).and_then(Value::as_str);
    Some(Button::new(text("text")?, text("callback_data")?))
}

fn hides_sender(message: Option<&Value>) -> bool {
    let sender = message.and_then(|message| message.pointer("/sender_chat/id"));
    sender.is_some() && sender == message.and_then(|message| message.pointer("/chat/id"))
}

/// Who is hidden goes by the title that the group gave them, or else by the name of the group.
fn signed(raw: &Value, event: Event) -> Event {
    let Some(group) = event.spot.group.as_ref().filter(|group| group.hides_sender) else { return event };
    let message = ["message", "edited_message"].into_iter().find_map(|name| raw.get(name));
    let signature = message.and_then(|message| message.get("author_signature")).and_then(Value::as_str);
    let name = signature.map_or_else(|| group.title.clone(), Private::from);
    Event { from: Person { name, username: None, ..event.from }, ..event }
}

/// Whether the chat of any kind of update is a group with topics; `None` where it can have none.
fn has_topics(raw: &Value) -> Option<bool> {
    let fields = raw.as_object()?.values();
    let chat = |value: &Value| value.pointer("/chat").or_else(|| value.pointer("/message/chat")).cloned();
    let chat = fields.into_iter().find_map(chat)?;
    let supergroup = chat.get("type").is_some_and(|kind| kind == "supergroup");
    supergroup.then(|| chat.get("is_forum").is_some_and(|is| is == true))
}

/// A private chat has the number of the person.
fn private_chat(user: &User) -> ChatId {
    ChatId(user_id(user.id).0)
}

/// `/word@bot rest`, and the bot it names.
fn command(text: &str) -> Option<(Command, Option<&str>)> {
    let text = text.strip_prefix('/')?;
    let (head, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let (word, bot) = head.split_once('@').map_or((head, None), |(word, bot)| (word, Some(bot)));
    // An accent may come as a character of its own.
    let fits = |c: char| c.is_alphanumeric() || c == '_' || ('\u{300}'..='\u{36f}').contains(&c);
    if word.is_empty() || !word.chars().all(fits) {
        return None;
    }
    Some((Command { word: word.to_lowercase(), rest: rest.trim().into() }, bot))
}

/// Whether a message in a group is meant for the bot: a command, its name, or a reply to it.
fn addresses(message: &teloxide::types::Message, me: &Me) -> bool {
    if let Some((_, bot)) = message.text().and_then(command) {
        return bot.is_none_or(|bot| bot.eq_ignore_ascii_case(&me.username));
    }
    let entities = message.parse_entities().or_else(|| message.parse_caption_entities()).unwrap_or_default();
    let named = entities.iter().any(|entity| match entity.kind() {
        MessageEntityKind::Mention => entity.text().trim_start_matches('@').eq_ignore_ascii_case(&me.username),
        MessageEntityKind::TextMention { user } => user_id(user.id) == me.id,
        _ => false,
    });
    // What is said in a topic is no reply to whoever opened it.
    let topic = message.thread_id.filter(|_| message.is_topic_message).map(|thread| thread.0);
    let replied = message.reply_to_message().filter(|earlier| topic != Some(earlier.id));
    let replied = replied.and_then(|earlier| earlier.from.as_ref());
    named || replied.is_some_and(|user| user_id(user.id) == me.id)
}

fn shared_contact(contact: &Contact, from: &User) -> EventKind {
    let own = contact.user_id == Some(from.id);
    let number = contact.phone_number.trim();
    // Telegram gives a person's own number with its country code, on some clients without the plus.
    let plus = if own && number.starts_with(|c: char| c.is_ascii_digit()) { "+" } else { "" };
    EventKind::Contact { phone: Private(format!("{plus}{number}")), own }
}

fn document(document: &Document) -> Attachment {
    attachment(AttachmentKind::Document, &document.file, document.file_name.clone())
}

fn largest(sizes: &[PhotoSize]) -> Option<Attachment> {
    let photo = sizes.iter().max_by_key(|size| u64::from(size.width) * u64::from(size.height))?;
    Some(attachment(AttachmentKind::Photo, &photo.file, None))
}

fn attachment(kind: AttachmentKind, file: &FileMeta, name: Option<String>) -> Attachment {
    Attachment {
        kind,
        file_id: file.id.0.clone(),
        unique_id: file.unique_id.0.clone(),
        name: name.map(Private),
        caption: None,
        size: size(file.size),
    }
}

/// teloxide has the largest number there is where Telegram gives none.
fn size(size: u32) -> Option<u64> {
    (size != u32::MAX).then_some(u64::from(size))
}

#[cfg(test)]
#[path = "decode_tests.rs"]
mod tests;
