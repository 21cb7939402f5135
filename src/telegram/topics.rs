//! Topics of a group: made, opened and given another name; and what is wrong when a message does not get into one.
//!
//! Invariant: what only concerns the topic is told from what keeps the message out of the chat, so that a message is not
//! lost over a topic.

use serde::Deserialize;
use serde_json::{Value, json};
use thiserror::Error;

use super::api::{Api, CallError};
use super::send::{SendFailure, Unreachable};
use crate::ideas::ChatId;

/// Why something was not done with a topic.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TopicFailure {
    #[error("the group has no topics")]
    NoTopics,
    /// Telegram refuses it, mostly for want of the right to manage topics.
    #[error("{0}")]
    Refused(String),
    /// It may be done later, as with any call.
    #[error("{0}")]
    Passing(SendFailure),
}

/// Why a message is not in the topic where it was sent, although the chat may take it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TopicTrouble {
    /// The topic was deleted.
    Gone,
    Closed,
    /// It replies to a message in another topic.
    ReplyElsewhere,
}

#[derive(Deserialize)]
struct Made {
    message_thread_id: i64,
}

impl TopicTrouble {
    /// What the failure to send a message into a topic says about that. The words are Telegram's own.
    pub fn of(failure: &SendFailure) -> Option<Self> {
        const GONE: [&str; 4] =
            ["message thread not found", "TOPIC_DELETED", "TOPIC_ID_INVALID", "MESSAGE_THREAD_INVALID"];
        match failure {
            SendFailure::Unreachable(Unreachable::TopicClosed) => Some(Self::Closed),
            SendFailure::Refused(words) if GONE.iter().any(|gone| words.contains(gone)) => Some(Self::Gone),
            SendFailure::Refused(words) if words.contains("not found") && words.contains("repl") => {
                Some(Self::ReplyElsewhere)
            }
            _ => None,
        }
    }
}

impl Api {
    /// Makes a topic and gives the number that it goes by. The name has 1 to 128 characters.
    ///
    /// # Errors
    /// By what is to be done next. After [`SendFailure::MayHaveArrived`] there may be one.
    pub async fn create_topic(&self, chat: ChatId, name: &str) -> Result<i64, TopicFailure> {
        let made: Result<Made, _> = self.post("createForumTopic", &json!({ "chat_id": chat.0, "name": name })).await;
        made.map(|made| made.message_thread_id).map_err(TopicFailure::from)
    }

    /// Opens a topic that was closed.
    ///
    /// # Errors
    /// By what is to be done next.
    pub async fn reopen_topic(&self, chat: ChatId, thread: i64) -> Result<(), TopicFailure> {
        let call = json!({ "chat_id": chat.0, "message_thread_id": thread });
        self.post::<Value>("reopenForumTopic", &call).await.map(drop).map_err(TopicFailure::from)
    }

    /// Gives a topic another name.
    ///
    /// # Errors
    /// By what is to be done next.
    pub async fn rename_topic(&self, chat: ChatId, thread: i64, name: &str) -> Result<(), TopicFailure> {
        let call = json!({ "chat_id": chat.0, "message_thread_id": thread, "name": name });
        match self.post::<Value>("editForumTopic", &call).await.map_err(TopicFailure::from) {
            // It has the name already.
            Err(TopicFailure::Refused(words)) if words.contains("TOPIC_NOT_MODIFIED") => Ok(()),
            renamed => renamed.map(drop),
        }
    }
}

impl From<CallError> for TopicFailure {
    fn from(error: CallError) -> Self {
        let words = error.refusal().map(|refusal| refusal.reason.clone()).unwrap_or_default();
        match SendFailure::from(error) {
            SendFailure::Refused(_) if words.contains("not a forum") => Self::NoTopics,
            SendFailure::Refused(_) | SendFailure::Unreachable(Unreachable::MayNotWrite) => Self::Refused(words),
            failure => Self::Passing(failure),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::telegram::api::Refusal;

    fn refused(code: u16, reason: &str) -> CallError {
        CallError::Refused(Refusal { code, reason: reason.to_owned(), retry_after: None, migrate_to: None })
    }

    fn check(reason: &str, expected: Option<TopicTrouble>) {
        assert_eq!(TopicTrouble::of(&SendFailure::from(refused(400, reason))), expected, "{reason}");
    }

    #[test]
    fn the_topic_is_told_from_the_chat() {
        check("Bad Request: message thread not found", Some(TopicTrouble::Gone));
        check("Bad Request: TOPIC_DELETED", Some(TopicTrouble::Gone));
        check("Bad Request: TOPIC_CLOSED", Some(TopicTrouble::Closed));
        check("Bad Request: message to be replied not found", Some(TopicTrouble::ReplyElsewhere));
        check("Bad Request: message text is empty", None);
        check("Bad Request: chat not found", None);
        check("Bad Request: not enough rights to send text messages to the chat", None);
    }

    fn check_failure(error: CallError, expected: TopicFailure) {
        assert_eq!(TopicFailure::from(error.clone()), expected, "{error}");
    }

    #[test]
    fn what_never_works_is_told_from_what_may_later() {
        check_failure(refused(400, "Bad Request: the chat is not a forum"), TopicFailure::NoTopics);
        for words in ["Bad Request: not enough rights to create a topic", "Bad Request: TOPICS_TOO_MUCH"] {
            check_failure(refused(400, words), TopicFailure::Refused(words.to_owned()));
        }
        let kicked = SendFailure::Unreachable(Unreachable::NotInGroup);
        check_failure(
            refused(403, "Forbidden: bot was kicked from the supergroup chat"),
            TopicFailure::Passing(kicked),
        );
        let broken = SendFailure::MayHaveArrived(CallError::Broken);
        check_failure(CallError::Broken, TopicFailure::Passing(broken));
    }
}
