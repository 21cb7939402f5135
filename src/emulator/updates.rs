//! `getUpdates` and the methods about webhooks.
//!
//! Invariant: of two callers that poll at once the older one is told so and gets nothing.

use std::sync::Arc;

use serde_json::{Value, json};
use tokio::time::{Duration, Instant, sleep_until};

use super::params::Params;
use super::queue::Webhook;
use super::reply::{ApiResult, bad_request, conflict};
use super::shared::Shared;
use super::state::State;
use super::view::Event;

/// The longest wait, in seconds.
const MAX_WAIT: i64 = 50;

const TERMINATED: &str = "terminated by other getUpdates request; make sure that only one bot instance is running";
const WEBHOOK_ACTIVE: &str =
    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first";

pub(super) async fn get_updates(shared: &Arc<Shared>, params: &Params) -> ApiResult {
    let offset = params.integer("offset").unwrap_or(0);
    let limit = params.integer("limit").unwrap_or(100);
    let limit = if (1..=100).contains(&limit) { usize::try_from(limit).unwrap_or(100) } else { 100 };
    let wait = params.integer("timeout").unwrap_or(0).clamp(0, MAX_WAIT);
    let deadline = Instant::now() + Duration::from_secs(wait.unsigned_abs());
    let mut changed = shared.watch();
    if shared.read(|state| state.queue.webhook.is_some()) {
        return Err(conflict(WEBHOOK_ACTIVE));
    }
    let number = shared.begin_poll();
    let allowed = params.json("allowed_updates").ok().flatten();
    shared.change(|state| {
        state.queue.allow(allowed);
        if state.queue.acknowledge(offset, state.now_ms()) {
            state.touch(Event::Updates);
        }
    });
    loop {
        changed.borrow_and_update();
        if shared.read(|state| state.queue.webhook.is_some()) {
            return Err(conflict("terminated by setWebhook request"));
        }
        if !shared.is_latest_poll(number) {
            return Err(conflict(TERMINATED));
        }
        let updates = shared.change(|state| state.queue.take(limit));
        if !updates.is_empty() || Instant::now() >= deadline || shared.stop.is_cancelled() {
            return Ok(Value::Array(updates));
        }
        tokio::select! {
            _ = changed.changed() => {}
            () = sleep_until(deadline) => {}
            () = shared.stop.cancelled() => {}
        }
    }
}

pub(super) fn set_webhook(state: &mut State, params: &Params) -> ApiResult {
    let url = params.text("url").unwrap_or_default();
    if url.is_empty() {
        return delete_webhook(state, params);
    }
    let host = url.split_once("://").map_or("", |(_, rest)| rest);
    // The real server wants TLS; on this machine plain HTTP is fine.
    let local = ["127.0.0.1", "localhost", "[::1]"].iter().any(|name| host.starts_with(name));
    let plain = local && url.starts_with("http://");
    if !plain && !url.starts_with("https://") {
        return Err(bad_request("bad webhook: An HTTPS URL must be provided for webhook"));
    }
    let secret = params.text("secret_token").filter(|secret| !secret.is_empty());
    if let Some(secret) = &secret {
        if secret.len() > 256 {
            return Err(bad_request("secret token is too long"));
        }
        if !secret.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-') {
            return Err(bad_request("secret token contains unallowed characters"));
        }
    }
    let max_connections = params.integer("max_connections").unwrap_or(40).clamp(1, 100);
    state.queue.allow(params.json("allowed_updates").ok().flatten());
    if params.boolean("drop_pending_updates") {
        state.queue.clear();
    }
    state.queue.webhook = Some(Webhook { url, secret, max_connections, last_error: None });
    state.touch(Event::Updates);
    Ok(json!(true))
}

pub(super) fn delete_webhook(state: &mut State, params: &Params) -> ApiResult {
    if params.boolean("drop_pending_updates") {
        state.queue.clear();
    }
    state.queue.webhook = None;
    state.touch(Event::Updates);
    Ok(json!(true))
}

pub(super) fn webhook_info(state: &State) -> ApiResult {
    let mut info = json!({
        "url": "",
        "has_custom_certificate": false,
        "pending_update_count": state.queue.pending.len(),
    });
    if let Some(webhook) = &state.queue.webhook {
        info["url"] = json!(webhook.url);
        info["max_connections"] = json!(webhook.max_connections);
        if let Some((when, what)) = &webhook.last_error {
            info["last_error_date"] = json!(when);
            info["last_error_message"] = json!(what);
        }
    }
    if let Some(allowed) = &state.queue.allowed {
        info["allowed_updates"] = json!(allowed);
    }
    Ok(info)
}
