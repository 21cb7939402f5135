//! The webhook: Telegram brings each update, a turn handles it, and only then the answer is 200.
//!
//! Invariant: 200 means that the turn is committed, or that the body was no update at all. For all else Telegram brings
//! the update again. The updates of a chat are handled here one at a time, in the order in which they came in; beside
//! other replicas the lock of the turn on its chat sees to 'one at a time'. Telegram brings the next message of a chat
//! only after the one before was taken, so the order holds for messages wherever they come in. The press of a button
//! may come beside a message, and then either may be first.

use std::future::IntoFuture;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, FromRequest, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;
use subtle::ConstantTimeEq;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::{error, warn};

use super::chats::Chats;
use super::intake::Intake;
use super::registration::Registration;
use crate::settings::Hook;
use crate::store::StoreError;

/// The largest update, in bytes. Telegram's own are some ten thousand at most.
const LARGEST: usize = 1024 * 1024;
/// So long the body of a call may take to come in.
const BODY_PATIENCE: Duration = Duration::from_secs(10);
/// So long calls may take to end once the bot was told to stop.
const GRACE: Duration = Duration::from_secs(10);
/// So many seconds later Telegram is to try again.
const AGAIN_AFTER: &str = "2";

/// What proves that a call comes from Telegram.
const SECRET_HEADER: &str = "x-telegram-bot-api-secret-token";
/// What the secret is made of, beside the bot's token.
const SECRET_PURPOSE: &[u8] = b"esij-bot: X-Telegram-Bot-Api-Secret-Token";

/// The webhook, listening and not yet served.
pub struct Webhook {
    listener: TcpListener,
    address: SocketAddr,
    hook: Hook,
    secret: SecretString,
}

struct Ears {
    secret: SecretString,
    /// Empty until Telegram has said who the bot is.
    intake: Arc<OnceLock<Intake>>,
    chats: Chats,
    turns: TaskTracker,
}

impl Webhook {
    /// Listens. The secret follows from the bot's token, so that all replicas share it.
    ///
    /// # Errors
    /// When the address cannot be listened on.
    pub async fn bind(hook: Hook, token: &SecretString) -> io::Result<Self> {
        let listener = TcpListener::bind(hook.listen).await?;
        let address = listener.local_addr()?;
        Ok(Self { listener, address, hook, secret: secret(token) })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// To have Telegram call.
    pub fn registration(&self) -> Registration {
        Registration::new(self.hook.url.clone(), self.secret.clone())
    }

    /// Takes what is brought until `stop`, and then finishes the turns in hand. As long as `intake` is empty, Telegram is
    /// told to come again.
    pub async fn serve(self, intake: Arc<OnceLock<Intake>>, stop: CancellationToken) {
        let turns = TaskTracker::new();
        let ears = Ears { secret: self.secret, intake, chats: Chats::default(), turns: turns.clone() };
        let router = router(self.hook.url.path(), Arc::new(ears));
        let serving = axum::serve(self.listener, router).with_graceful_shutdown(stop.clone().cancelled_owned());
        tokio::select! {
            ended = serving.into_future() => if let Err(error) = ended {
                error!(%error, "the webhook is not listened to any more");
            },
            () = patience_is_over(&stop) => warn!("calls of the webhook are cut off that do not come to an end"),
        }
        turns.close();
        turns.wait().await;
    }
}

async fn patience_is_over(stop: &CancellationToken) {
    stop.cancelled().await;
    tokio::time::sleep(GRACE).await;
}

fn router(path: &str, ears: Arc<Ears>) -> Router {
    // A path may hold what axum would take for a pattern of its older self.
    let router = Router::new().without_v07_checks().route(path, post(hear));
    router.layer(DefaultBodyLimit::max(LARGEST)).with_state(ears)
}

/// HMAC-SHA256 of a constant under the token, in hexadecimal.
fn secret(token: &SecretString) -> SecretString {
    let key = token.expose_secret().as_bytes();
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    mac.update(SECRET_PURPOSE);
    hex::encode(mac.finalize().into_bytes()).into()
}

async fn hear(State(ears): State<Arc<Ears>>, request: Request) -> Response {
    // First of all, so that a stranger makes us read and do nothing.
    if !ears.is_telegram(request.headers()) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let Some(intake) = ears.intake.get() else { return later() };
    let body = match tokio::time::timeout(BODY_PATIENCE, Bytes::from_request(request, &())).await {
        Ok(Ok(body)) => body,
        Ok(Err(rejection)) => {
            let status = rejection.status();
            warn!(status = status.as_u16(), "a call of the webhook was refused");
            return status.into_response();
        }
        Err(_) => return StatusCode::REQUEST_TIMEOUT.into_response(),
    };
    let update = serde_json::from_slice(&body).ok().and_then(|raw| intake.decode(&raw));
    let Some(update) = update else {
        // Told otherwise, Telegram would bring it for ever.
        warn!(bytes = body.len(), "what the webhook was given is no update; it is passed over");
        return StatusCode::OK.into_response();
    };
    intake.vitals.heard();
    let turn = ears.chats.enter(update.incoming.chat).await;
    let intake = intake.clone();
    // On its own, so that the turn also comes to its end when the caller hangs up.
    let taken = ears.turns.spawn(async move {
        let taken = intake.take(update).await;
        drop(turn);
        taken
    });
    match taken.await {
        Ok(Ok(_)) => StatusCode::OK.into_response(),
        Ok(Err(error)) => {
            tell(&error);
            later()
        }
        Err(_) => {
            error!("a turn ended by itself; its update comes again");
            later()
        }
    }
}

fn later() -> Response {
    (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, AGAIN_AFTER)]).into_response()
}

fn tell(error: &StoreError) {
    let cause = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
    error!(%error, cause, hint = error.hint(), "updates wait until the database works again");
}

impl Ears {
    /// Compares in constant time.
    fn is_telegram(&self, headers: &HeaderMap) -> bool {
        let given = headers.get(SECRET_HEADER).map_or(&[][..], header::HeaderValue::as_bytes);
        given.ct_eq(self.secret.expose_secret().as_bytes()).into()
    }
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::*;

    #[test]
    fn the_secret_follows_from_the_token_and_does_not_show_it() {
        let one = secret(&"123456789:AAH".into());
        assert_eq!(one.expose_secret(), secret(&"123456789:AAH".into()).expose_secret());
        assert_ne!(one.expose_secret(), secret(&"123456789:AAI".into()).expose_secret());
        assert_eq!(one.expose_secret().len(), 64);
    }

    #[test]
    fn any_path_can_be_listened_to() {
        for url in ["https://bot.example", "https://bot.example/a/:b/*c", "https://bot.example/{x}/y%20z"] {
            let url = Url::parse(url).expect("an address");
            let ears =
                Ears { secret: "x".into(), intake: Arc::default(), chats: Chats::default(), turns: TaskTracker::new() };
            drop(router(url.path(), Arc::new(ears)));
        }
    }
}
