//! One way to call the Bot API, over teloxide's payloads, client and token.
//!
//! It stands in for teloxide's own `send` for three reasons: that one sleeps ten seconds on every 5xx answer, keeps
//! no error code, and takes a message whose answer it cannot read for one that was not sent.
//!
//! Invariant: a [`CallError`] holds neither the token nor what people typed, and says whether Telegram may have done
//! what was asked.

use std::time::Duration;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use reqwest::RequestBuilder;
use reqwest::multipart::{Form, Part};
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use teloxide::Bot;
use teloxide::payloads::GetMe;
use teloxide::requests::Payload;
use thiserror::Error;
use url::Url;

use crate::conversation::MadeFile;
use crate::ideas::{ChatId, UserId};

/// How long a connection may take to come about.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a whole call may take, from the first byte out to the last byte in.
pub const CALL_TIMEOUT: Duration = Duration::from_secs(17);

/// The Bot API for one bot. It has no `Debug`, as teloxide's `Bot` would show the token.
#[derive(Clone)]
pub struct Api {
    bot: Bot,
}

/// Who the bot is in Telegram.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Me {
    pub id: UserId,
    /// Without the `@`.
    pub username: String,
}

/// Why a call came to nothing.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CallError {
    /// Telegram has read the call and refuses it.
    #[error("Telegram refused with {}: {}", .0.code, .0.reason)]
    Refused(Refusal),
    /// The call did not leave this machine.
    #[error("no connection to Telegram")]
    NoConnection,
    /// The call left, and Telegram may have done what was asked.
    #[error("no answer from Telegram within {} seconds", CALL_TIMEOUT.as_secs())]
    TimedOut,
    /// The call left, and Telegram may have done what was asked.
    #[error("the connection to Telegram broke before its answer was there")]
    Broken,
    /// Something between here and Telegram answered, or Telegram did with something that is not in the Bot API.
    #[error("an unreadable answer with HTTP status {status}")]
    Unreadable { status: u16 },
}

/// What Telegram says with a refusal (<https://core.telegram.org/bots/api#making-requests>).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    pub code: u16,
    /// The general part of Telegram's description; details, which can quote a message, are cut off.
    pub reason: String,
    pub retry_after: Option<Duration>,
    pub migrate_to: Option<ChatId>,
}

/// The HTTP client could not be built.
#[derive(Debug, Error)]
#[error("cannot set up the connection to Telegram")]
pub struct SetUpError(#[source] Box<dyn std::error::Error + Send + Sync>);

#[derive(Deserialize)]
struct Answer {
    ok: bool,
    #[serde(default)]
    result: Value,
    error_code: Option<u16>,
    #[serde(default)]
    description: String,
    #[serde(default)]
    parameters: Parameters,
}

#[derive(Default, Deserialize)]
struct Parameters {
    retry_after: Option<u64>,
    migrate_to_chat_id: Option<i64>,
}

impl Api {
    /// `server` is another Bot API server than Telegram's own.
    ///
    /// # Errors
    /// When the machine cannot do TLS.
    pub fn new(token: &SecretString, server: Option<Url>) -> Result<Self, SetUpError> {
        let client = teloxide::net::default_reqwest_settings()
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(CALL_TIMEOUT)
            .build()
            .map_err(|error| SetUpError(Box::new(error.without_url())))?;
        let bot = Bot::with_client(token.expose_secret(), client);
        Ok(Self { bot: server.into_iter().fold(bot, Bot::set_api_url) })
    }

    /// Calls a method with a payload of teloxide's that uploads nothing.
    ///
    /// # Errors
    /// When Telegram did not do it, or may not have.
    pub async fn call<P>(&self, payload: &P) -> Result<P::Output, CallError>
    where
        P: Payload + Serialize,
        P::Output: DeserializeOwned,
    {
        self.post(P::NAME, payload).await
    }

    /// Who the bot is.
    ///
    /// # Errors
    /// As [`Api::call`].
    pub async fn me(&self) -> Result<Me, CallError> {
        let me = self.call(&GetMe::new()).await?;
        Ok(Me { id: user_id(me.user.id), username: me.user.username.unwrap_or_default() })
    }

    /// Calls `method` with the fields of `body` as its parameters.
    pub(super) async fn post<T: DeserializeOwned>(&self, method: &str, body: &impl Serialize) -> Result<T, CallError> {
        let body = serde_json::to_vec(body).expect("parameters are maps with string keys");
        let request = self.bot.client().post(self.address(method)?).header("content-type", "application/json");
        read(request.body(body)).await
    }

    /// Sends a file that the bot made, with the other parameters of the call.
    ///
    /// # Errors
    /// As [`Api::call`]; [`CallError::Broken`] when the file is damaged.
    pub(super) async fn upload<T: DeserializeOwned>(
        &self,
        made: &MadeFile,
        parameters: Map<String, Value>,
    ) -> Result<T, CallError> {
        let (method, field) = if made.is_picture { ("sendPhoto", "photo") } else { ("sendDocument", "document") };
        let bytes = BASE64_STANDARD.decode(&made.base64).map_err(|_| CallError::Broken)?;
        let file = Part::bytes(bytes).file_name(made.name.clone());
        let form = parameters.into_iter().fold(Form::new().part(field, file), |form, (name, value)| match value {
            Value::String(text) => form.text(name, text),
            other => form.text(name, other.to_string()),
        });
        read(self.bot.client().post(self.address(method)?).multipart(form)).await
    }

    /// Asks for the content of a file by the path that `getFile` gave; `None` when nothing came back.
    pub(super) async fn download(&self, path: &str, patience: Duration) -> Option<reqwest::Response> {
        let mut url = self.bot.api_url();
        let bot = format!("bot{}", self.bot.token());
        url.path_segments_mut().ok()?.pop_if_empty().extend(["file", &bot]).extend(path.split('/'));
        // The error shows the URL and with it the token.
        self.bot.client().get(url).timeout(patience).send().await.ok()
    }

    fn address(&self, method: &str) -> Result<Url, CallError> {
        let mut url = self.bot.api_url();
        match url.path_segments_mut() {
            Ok(mut segments) => segments.pop_if_empty().push(&format!("bot{}", self.bot.token())).push(method),
            Err(()) => return Err(CallError::NoConnection),
        };
        Ok(url)
    }
}

async fn read<T: DeserializeOwned>(request: RequestBuilder) -> Result<T, CallError> {
    // reqwest's errors show the URL and with it the token, so nothing of them goes on from here.
    let failed = |timed_out: bool| if timed_out { CallError::TimedOut } else { CallError::Broken };
    let response = match request.send().await {
        Ok(response) => response,
        Err(error) if error.is_connect() || error.is_builder() => return Err(CallError::NoConnection),
        Err(error) => return Err(failed(error.is_timeout())),
    };
    let status = response.status().as_u16();
    let text = response.bytes().await.map_err(|error| failed(error.is_timeout()))?;
    read_answer(status, &text)
}

fn read_answer<T: DeserializeOwned>(status: u16, text: &[u8]) -> Result<T, CallError> {
    let unreadable = |_| CallError::Unreadable { status };
    let answer: Answer = serde_json::from_slice(text).map_err(unreadable)?;
    if answer.ok {
        return T::deserialize(answer.result).map_err(unreadable);
    }
    Err(CallError::Refused(Refusal {
        code: answer.error_code.unwrap_or(status),
        reason: general_part(&answer.description),
        retry_after: answer.parameters.retry_after.map(Duration::from_secs),
        migrate_to: answer.parameters.migrate_to_chat_id.map(ChatId),
    }))
}

/// `Bad Request: can't parse entities` of `Bad Request: can't parse entities: Unsupported start tag "x" at byte …`.
fn general_part(description: &str) -> String {
    let end = description.match_indices(": ").nth(1).map_or(description.len(), |(at, _)| at);
    let words = description[..end].split(['"', '“', '\n']).next().unwrap_or_default();
    words.chars().take(100).collect::<String>().trim_end().to_owned()
}

impl CallError {
    /// What Telegram said, when it was Telegram that refused.
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Refused(refusal) => Some(refusal),
            _ => None,
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Refused(_) if self.is_bad_token() => {
                "copy the token from @BotFather again (/mybots); it may have been revoked"
            }
            Self::Refused(_) => "Telegram says what it does not like; try again later when it is too busy",
            Self::NoConnection | Self::TimedOut | Self::Broken | Self::Unreadable { .. } => {
                "check the network, a proxy on the way, and the address of the server if you gave one"
            }
        }
    }

    /// Telegram does not know the token: it answers 401 to one that was revoked and 404 to one that never was.
    pub fn is_bad_token(&self) -> bool {
        self.refusal().is_some_and(|refusal| matches!(refusal.code, 401 | 404))
    }
}

pub(super) fn user_id(id: teloxide::types::UserId) -> UserId {
    // Telegram's numbers have at most 52 significant bits.
    UserId(i64::try_from(id.0).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(status: u16, text: &str, expected: Result<bool, CallError>) {
        assert_eq!(read_answer(status, text.as_bytes()), expected, "{text}");
    }

    fn refused(code: u16, reason: &str) -> Refusal {
        Refusal { code, reason: reason.to_owned(), retry_after: None, migrate_to: None }
    }

    #[test]
    fn answers_are_told_apart() {
        check(200, r#"{"ok":true,"result":true}"#, Ok(true));
        check(200, r#"{"ok":true,"result":"?"}"#, Err(CallError::Unreadable { status: 200 }));
        check(502, "<html><h1>502 Bad Gateway</h1></html>", Err(CallError::Unreadable { status: 502 }));
        check(403, "<html>a proxy's page</html>", Err(CallError::Unreadable { status: 403 }));
        check(
            403,
            r#"{"ok":false,"error_code":403,"description":"Forbidden: bot was blocked by the user"}"#,
            Err(CallError::Refused(refused(403, "Forbidden: bot was blocked by the user"))),
        );
        check(
            429,
            r#"{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 7","parameters":{"retry_after":7}}"#,
            Err(CallError::Refused(Refusal {
                retry_after: Some(Duration::from_secs(7)),
                ..refused(429, "Too Many Requests: retry after 7")
            })),
        );
        check(
            400,
            r#"{"ok":false,"error_code":400,"description":"Bad Request: group chat was upgraded to a supergroup chat","parameters":{"migrate_to_chat_id":-1001234567890}}"#,
            Err(CallError::Refused(Refusal {
                migrate_to: Some(ChatId(-1_001_234_567_890)),
                ..refused(400, "Bad Request: group chat was upgraded to a supergroup chat")
            })),
        );
    }

    #[test]
    fn what_somebody_typed_is_cut_out_of_a_description() {
        for (description, reason) in [
            (
                r#"Bad Request: can't parse entities: Unsupported start tag "Sanne" at byte offset 3"#,
                "Bad Request: can't parse entities",
            ),
            (r#"Bad Request: button "Sanne" is odd"#, "Bad Request: button"),
            ("Unauthorized", "Unauthorized"),
            ("", ""),
        ] {
            assert_eq!(general_part(description), reason);
        }
    }
}
