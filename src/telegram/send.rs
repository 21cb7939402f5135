//! Messages out: from what is to be said to a call of the Bot API, and from its answer to what to do next.
//!
//! Invariant: one message is one call that Telegram does or does not do; a message is not lost over its looks (markup
//! that Telegram cannot read goes out as plain text).

use std::time::Duration;

use serde::Deserialize;
use serde_json::{Map, json};
use teloxide::types::{
    ButtonRequest, ForceReply, InlineKeyboardButton, InlineKeyboardMarkup, KeyboardButton, KeyboardMarkup,
    KeyboardRemove, ReplyMarkup,
};
use thiserror::Error;
use tracing::warn;

use super::api::{Api, CallError};
use crate::conversation::{Choices, Message};
use crate::ideas::{AttachmentKind, ChatId};

/// Why a message was not sent, by what is to be done about it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SendFailure {
    /// Too much for this chat: not before so long.
    #[error("Telegram asks for a pause of {} seconds", .0.as_secs())]
    RetryAfter(Duration),
    /// It did not arrive; later it may.
    #[error("{0}")]
    Transient(CallError),
    /// It may have arrived. Sent again, it may arrive twice.
    #[error("{0}; the message may have arrived")]
    MayHaveArrived(CallError),
    /// The group has another number from now on.
    #[error("the group became a supergroup")]
    MovedTo(ChatId),
    /// Nobody can be reached in this chat until something changes there.
    #[error("{0}")]
    Unreachable(Unreachable),
    /// Telegram will never take this message.
    #[error("Telegram refuses the message: {0}")]
    Refused(String),
}

/// Why nobody can be reached in a chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Unreachable {
    #[error("the bot was blocked by the person")]
    Blocked,
    #[error("the account was deleted")]
    Deactivated,
    #[error("the person has never started the bot")]
    NeverStarted,
    #[error("there is no such chat")]
    ChatNotFound,
    #[error("the bot is not in the group")]
    NotInGroup,
    #[error("the bot may not write in the group")]
    MayNotWrite,
    #[error("the topic is closed")]
    TopicClosed,
}

/// The part of the answer that is used: an answer with more or less in it still means that the message was sent.
#[derive(Deserialize)]
struct Sent {
    #[serde(default)]
    message_id: i64,
}

impl Api {
    /// Sends a message that fits (see [`crate::delivery::split`]), or edits the one that it takes the place of, and gives
    /// its number in the chat. An edit of a message that is gone or cannot be edited any more counts as done.
    ///
    /// # Errors
    /// By what is to be done next.
    pub async fn send(&self, to: Place, message: &Message) -> Result<i64, SendFailure> {
        match self.send_once(to, message, true).await {
            Err(error) if is_unreadable_markup(&error) => {
                warn!("Telegram cannot read the markup of a message, so it goes as plain text");
                self.send_once(to, message, false).await
            }
            sent => sent,
        }
        .map(|sent| sent.message_id)
        .map_err(SendFailure::from)
    }

    async fn send_once(&self, place: Place, message: &Message, html: bool) -> Result<Sent, CallError> {
        let text = if html { message.text.as_html().to_owned() } else { message.text.to_plain() };
        if let Some(number) = message.edits {
            return self.edit(place.chat, number, message, text, html).await;
        }
        let mut call = Map::new();
        call.insert("chat_id".into(), place.chat.0.into());
        if let Some(thread) = place.thread {
            call.insert("message_thread_id".into(), thread.into());
        }
        if let Some(replied) = message.replies {
            // To a message that is gone it is a message like any other.
            call.insert(
                "reply_parameters".into(),
                json!({ "message_id": replied, "allow_sending_without_reply": true }),
            );
        }
        if let Some(markup) = reply_markup(&message.choices) {
            call.insert("reply_markup".into(), json!(markup));
        }
        if html {
            call.insert("parse_mode".into(), "HTML".into());
        }
        if let Some(made) = &message.made {
            call.insert("caption".into(), text.into());
            return self.upload(made, call).await;
        }
        let Some(file) = &message.file else {
            call.insert("text".into(), text.into());
            call.insert("link_preview_options".into(), json!({ "is_disabled": true }));
            return self.post("sendMessage", &call).await;
        };
        call.insert("caption".into(), text.into());
        let (method, field) = match file.kind {
            AttachmentKind::Document => ("sendDocument", "document"),
            AttachmentKind::Photo => ("sendPhoto", "photo"),
            AttachmentKind::Voice => ("sendVoice", "voice"),
        };
        call.insert(field.into(), file.file_id.clone().into());
        self.post(method, &call).await
    }

    async fn edit(
        &self,
        chat: ChatId,
        number: i64,
        message: &Message,
        text: String,
        html: bool,
    ) -> Result<Sent, CallError> {
        let mut call = Map::new();
        call.insert("chat_id".into(), chat.0.into());
        call.insert("message_id".into(), number.into());
        if html {
            call.insert("parse_mode".into(), "HTML".into());
        }
        // Without buttons those that were there go.
        let markup = reply_markup(&message.choices).unwrap_or_else(|| InlineKeyboardMarkup::default().into());
        call.insert("reply_markup".into(), json!(markup));
        let method = if message.is_bare() {
            call.remove("parse_mode");
            "editMessageReplyMarkup"
        } else if message.is_caption() {
            call.insert("caption".into(), text.into());
            "editMessageCaption"
        } else {
            call.insert("text".into(), text.into());
            call.insert("link_preview_options".into(), json!({ "is_disabled": true }));
            "editMessageText"
        };
        match self.post(method, &call).await {
            Err(error) if cannot_be_edited(&error) => Ok(Sent { message_id: number }),
            edited => edited,
        }
    }
}

/// Where a message goes: a chat, and in a group with topics one of those.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub chat: ChatId,
    pub thread: Option<i64>,
}

impl From<ChatId> for Place {
    fn from(chat: ChatId) -> Self {
        Self { chat, thread: None }
    }
}

/// The message is as it should be, or there is nothing to be done about it.
fn cannot_be_edited(error: &CallError) -> bool {
    const ENDS: [&str; 4] =
        ["message is not modified", "message to edit not found", "message can't be edited", "MESSAGE_ID_INVALID"];
    error.refusal().is_some_and(|refusal| ENDS.iter().any(|end| refusal.reason.contains(end)))
}

fn reply_markup(choices: &Choices) -> Option<ReplyMarkup> {
    match choices {
        Choices::None => None,
        Choices::Buttons(rows) => {
            Some(ReplyMarkup::InlineKeyboard(InlineKeyboardMarkup::new(rows.iter().map(|row| {
                row.iter()
                    .map(|button| InlineKeyboardButton::callback(button.label.clone(), button.data.clone()))
                    .collect::<Vec<_>>()
            }))))
        }
        Choices::Keyboard(rows) => {
            let keyboard = KeyboardMarkup::new(rows.iter().map(|row| {
                row.iter()
                    .map(|button| {
                        let key = KeyboardButton::new(button.label.clone());
                        if button.shares_contact { key.request(ButtonRequest::Contact) } else { key }
                    })
                    .collect::<Vec<_>>()
            }));
            Some(ReplyMarkup::Keyboard(keyboard.resize_keyboard()))
        }
        Choices::RemoveKeyboard => Some(ReplyMarkup::KeyboardRemove(KeyboardRemove::new())),
        Choices::Reply => Some(ReplyMarkup::ForceReply(ForceReply::new())),
    }
}

fn is_unreadable_markup(error: &CallError) -> bool {
    error.refusal().is_some_and(|refusal| refusal.reason.starts_with("Bad Request: can't parse entities"))
}

impl From<CallError> for SendFailure {
    fn from(error: CallError) -> Self {
        let refusal = match &error {
            CallError::Refused(refusal) => refusal,
            CallError::TimedOut | CallError::Broken => return Self::MayHaveArrived(error),
            CallError::NoConnection | CallError::Unreadable { .. } => return Self::Transient(error),
        };
        if let Some(new) = refusal.migrate_to {
            return Self::MovedTo(new);
        }
        if let Some(pause) = refusal.retry_after {
            return Self::RetryAfter(pause);
        }
        // A token that was revoked says nothing about the messages that wait.
        if error.is_bad_token() || matches!(refusal.code, 409 | 429 | 500..) {
            return Self::Transient(error);
        }
        match unreachable(refusal.code, &refusal.reason) {
            Some(why) => Self::Unreachable(why),
            None => Self::Refused(refusal.reason.clone()),
        }
    }
}

/// The descriptions are Telegram's own (<https://github.com/tdlib/telegram-bot-api>, `Client.cpp`); there are no codes.
fn unreachable(code: u16, reason: &str) -> Option<Unreachable> {
    let says = |words: &str| reason.contains(words);
    match code {
        403 if says("blocked by the user") => Some(Unreachable::Blocked),
        403 if says("user is deactivated") => Some(Unreachable::Deactivated),
        403 if says("can't initiate conversation") => Some(Unreachable::NeverStarted),
        403 if says("bot was kicked") || says("bot is not a member") || says("the group chat was deleted") => {
            Some(Unreachable::NotInGroup)
        }
        403 => Some(Unreachable::Blocked),
        400 if says("chat not found") || says("user not found") || says("PEER_ID_INVALID") => {
            Some(Unreachable::ChatNotFound)
        }
        400 if says("group is deactivated") || says("group chat was deactivated") => Some(Unreachable::NotInGroup),
        400 if says("not enough rights") || says("have no rights to send") || says("CHAT_WRITE_FORBIDDEN") => {
            Some(Unreachable::MayNotWrite)
        }
        // Also of a group whose topic 'General' is closed.
        400 if says("TOPIC_CLOSED") => Some(Unreachable::TopicClosed),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::conversation::{Button, ReplyButton};
    use crate::telegram::api::Refusal;

    fn refusal(code: u16, reason: &str) -> CallError {
        CallError::Refused(Refusal { code, reason: reason.to_owned(), retry_after: None, migrate_to: None })
    }

    fn check(code: u16, reason: &str, expected: SendFailure) {
        assert_eq!(SendFailure::from(refusal(code, reason)), expected, "{reason}");
    }

    #[test]
    fn refusals_say_what_to_do() {
        check(403, "Forbidden: bot was blocked by the user", SendFailure::Unreachable(Unreachable::Blocked));
        check(403, "Forbidden: user is deactivated", SendFailure::Unreachable(Unreachable::Deactivated));
        check(
            403,
            "Forbidden: bot was kicked from the supergroup chat",
            SendFailure::Unreachable(Unreachable::NotInGroup),
        );
        check(400, "Bad Request: chat not found", SendFailure::Unreachable(Unreachable::ChatNotFound));
        check(
            400,
            "Bad Request: not enough rights to send text messages to the chat",
            SendFailure::Unreachable(Unreachable::MayNotWrite),
        );
        check(
            400,
            "Bad Request: message text is empty",
            SendFailure::Refused("Bad Request: message text is empty".into()),
        );
        for (code, reason) in [(401, "Unauthorized"), (404, "Not Found"), (500, "Internal Server Error"), (429, "")] {
            check(code, reason, SendFailure::Transient(refusal(code, reason)));
        }
    }

    #[test]
    fn what_may_have_arrived_is_told_from_what_did_not() {
        for error in [CallError::TimedOut, CallError::Broken] {
            assert_eq!(SendFailure::from(error.clone()), SendFailure::MayHaveArrived(error));
        }
        for error in [CallError::NoConnection, CallError::Unreadable { status: 502 }] {
            assert_eq!(SendFailure::from(error.clone()), SendFailure::Transient(error));
        }
    }

    fn check_markup(choices: Choices, expected: Value) {
        assert_eq!(serde_json::to_value(reply_markup(&choices)).unwrap(), expected);
    }

    #[test]
    fn choices_become_keyboards() {
        check_markup(Choices::None, Value::Null);
        check_markup(Choices::RemoveKeyboard, json!({ "remove_keyboard": true }));
        check_markup(
            Choices::Buttons(vec![vec![Button::new("Ja", "idea:send")]]),
            json!({ "inline_keyboard": [[{ "text": "Ja", "callback_data": "idea:send" }]] }),
        );
        let keys = vec![vec![ReplyButton { label: "Deel nummer".into(), shares_contact: true }]];
        check_markup(
            Choices::Keyboard(keys),
            json!({ "keyboard": [[{ "text": "Deel nummer", "request_contact": true }]], "resize_keyboard": true }),
        );
    }
}
