//! Having Telegram bring the updates: `setWebhook`, and a look now and then whether it still stands.
//!
//! Invariant: updates that wait are never dropped, and a webhook that another program took away is set again.

use std::time::Duration;

use chrono::DateTime;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use serde_json::Map;
use teloxide::types::AllowedUpdate;
use tokio_util::sync::CancellationToken;
use tracing::{error, info, warn};
use url::Url;

use super::api::{Api, CallError};
use super::intake::ALLOWED;
use super::polling::PollError;
use crate::delivery::growing;
use crate::health::Vitals;

/// How often is looked whether the webhook stands.
const LOOK_EVERY: Duration = Duration::from_secs(60);
/// Pauses while Telegram cannot be reached: the first, and the longest.
const PAUSE: (Duration, Duration) = (Duration::from_millis(500), Duration::from_secs(30));

/// What Telegram is told about the webhook.
pub struct Registration {
    url: Url,
    secret: SecretString,
    look_every: Duration,
}

/// As teloxide's `SetWebhook`, which is made for uploading a certificate.
#[derive(Serialize)]
struct SetWebhook<'a> {
    url: &'a str,
    secret_token: &'a str,
    allowed_updates: [AllowedUpdate; 4],
}

/// What Telegram says of the webhook; the part of teloxide's that is used here.
#[derive(Deserialize)]
struct Info {
    url: String,
    #[serde(default)]
    pending_update_count: u64,
    #[serde(default)]
    last_error_date: i64,
    #[serde(default)]
    last_error_message: String,
}

impl Registration {
    pub(super) fn new(url: Url, secret: SecretString) -> Self {
        Self { url, secret, look_every: LOOK_EVERY }
    }

    /// The same registration, with another rhythm of looking whether the webhook stands.
    #[must_use]
    pub fn looking_every(self, look_every: Duration) -> Self {
        Self { look_every, ..self }
    }

    /// Sets the webhook and sees to it that it stands, until `stop`. It is not taken away then: updates wait at Telegram,
    /// or another replica gets them.
    ///
    /// # Errors
    /// When Telegram does not know the token.
    pub async fn keep(&self, api: &Api, vitals: &Vitals, stop: &CancellationToken) -> Result<(), PollError> {
        let mut stands = false;
        let mut failures = 0;
        loop {
            let looked = async { if stands { self.look(api, vitals).await } else { self.set(api).await } };
            let looked = tokio::select! {
                () = stop.cancelled() => return Ok(()),
                looked = looked => looked,
            };
            let pause = match looked {
                Ok(()) => {
                    if !stands {
                        info!(host = self.url.host_str(), path = self.url.path(), "Telegram brings the updates");
                    }
                    stands = true;
                    failures = 0;
                    vitals.is_well();
                    self.look_every
                }
                Err(error) if error.is_bad_token() => return Err(PollError::BadToken(error)),
                Err(error) => {
                    let pause = tell(&error, growing(PAUSE, failures));
                    failures = failures.saturating_add(1);
                    pause
                }
            };
            tokio::select! {
                () = stop.cancelled() => return Ok(()),
                () = tokio::time::sleep(pause) => {}
            }
        }
    }

    async fn set(&self, api: &Api) -> Result<(), CallError> {
        let body =
            SetWebhook { url: self.url.as_str(), secret_token: self.secret.expose_secret(), allowed_updates: ALLOWED };
        api.post::<bool>("setWebhook", &body).await.map(drop)
    }

    /// Asks Telegram how it fares with the webhook, and sets it again where that helps.
    async fn look(&self, api: &Api, vitals: &Vitals) -> Result<(), CallError> {
        let info: Info = api.post("getWebhookInfo", &Map::new()).await?;
        if info.url != self.url.as_str() {
            warn!(
                "the webhook was taken away or set elsewhere, perhaps by another program with this token; it is set again"
            );
            return self.set(api).await;
        }
        let trouble = info.trouble(vitals.last_heard().map_or(0, |heard| heard.timestamp()));
        if let Some(trouble) = &trouble {
            error!(
                waiting = info.pending_update_count, since = ?DateTime::from_timestamp(info.last_error_date, 0), trouble,
                "Telegram cannot bring the updates"
            );
        }
        let refused_here = trouble.as_ref().is_some_and(|trouble| trouble.contains("401"));
        vitals.webhook_trouble(trouble);
        // With another secret than ours.
        if refused_here { self.set(api).await } else { Ok(()) }
    }
}

impl Info {
    /// What Telegram last complained of, as long as it stands between us and updates that wait. `heard` is when it last
    /// brought one, in seconds since 1970.
    fn trouble(&self, heard: i64) -> Option<String> {
        let stands = self.pending_update_count > 0 && !self.last_error_message.is_empty();
        (stands && self.last_error_date > heard).then(|| self.last_error_message.clone())
    }
}

/// Says why the webhook could not be set, and how long to wait.
fn tell(error: &CallError, again_in: Duration) -> Duration {
    match error.refusal() {
        Some(refusal) if refusal.retry_after.is_some() => refusal.retry_after.unwrap_or(again_in),
        Some(_) => {
            let hint = "the webhook must be an `https` address that Telegram can reach, at port 443, 80, 88 or 8443";
            error!(%error, hint, ?again_in, "Telegram does not take the webhook");
            again_in
        }
        None => {
            warn!(%error, ?again_in, "cannot tell Telegram of the webhook yet");
            again_in
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trouble_is_what_stands_between_us_and_updates() {
        let info = |waiting, at| Info {
            url: String::new(),
            pending_update_count: waiting,
            last_error_date: at,
            last_error_message: "SSL error".to_owned(),
        };
        for (waiting, at, heard, trouble) in
            [(1, 10, 0, true), (0, 10, 0, false), (1, 10, 10, false), (3, 11, 10, true)]
        {
            assert_eq!(info(waiting, at).trouble(heard).is_some(), trouble, "{waiting} waiting, {at} after {heard}");
        }
    }
}
