//! Brings updates to the bot's webhook while one is set.
//!
//! Invariant: the updates of one lane (a chat, or a person's button presses) go out one by one and in order; one that
//! is not taken is tried again, with growing pauses, until it expires. This is how Telegram's own server does it
//! (`WebhookActor.cpp`), so a message and a button press of the same person can arrive at the same moment.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use serde_json::Value;
use teloxide::Bot;
use tokio::task::JoinSet;
use tokio::time::{Duration, Instant, sleep_until};

use super::shared::Shared;
use super::view::Event;

/// The longest pause between two tries.
const MAX_PAUSE: Duration = Duration::from_secs(60);

/// What came of one delivery.
struct Outcome {
    lane: String,
    update: i64,
    again: bool,
    /// The bot's answer was not 2xx, or there was none; with its wish for a pause.
    failed: Option<(String, Option<Duration>)>,
}

struct Delivery {
    lane: String,
    update: i64,
    again: bool,
    url: String,
    secret: Option<String>,
    body: Value,
}

/// Runs until the emulator stops.
pub(super) async fn run(shared: Arc<Shared>, first_pause: Duration) {
    // Any token will do: only its HTTP client is used.
    let client = Bot::new("webhook").client().clone();
    let mut changed = shared.watch();
    let mut under_way = JoinSet::new();
    let mut busy: HashSet<String> = HashSet::new();
    let mut pauses: HashMap<String, (Instant, Duration)> = HashMap::new();
    loop {
        changed.borrow_and_update();
        for delivery in due(&shared, &busy, &pauses) {
            busy.insert(delivery.lane.clone());
            let client = client.clone();
            under_way.spawn(async move {
                let mut request = client
                    .post(&delivery.url)
                    .header("content-type", "application/json")
                    .timeout(MAX_PAUSE)
                    .body(delivery.body.to_string());
                if let Some(secret) = &delivery.secret {
                    request = request.header("X-Telegram-Bot-Api-Secret-Token", secret);
                }
                let failed = match request.send().await {
                    Ok(answer) if answer.status().is_success() => None,
                    Ok(answer) => {
                        let wish = answer.headers().get("retry-after").and_then(|v| v.to_str().ok()?.parse().ok());
                        let status = answer.status();
                        Some((format!("Wrong response from the webhook: {status}"), wish.map(Duration::from_secs)))
                    }
                    Err(_) => Some(("Connection refused or closed".to_owned(), None)),
                };
                Outcome { lane: delivery.lane, update: delivery.update, again: delivery.again, failed }
            });
        }
        let wake = pauses.values().map(|(until, _)| *until).filter(|until| *until > Instant::now()).min();
        let wake = wake.unwrap_or_else(|| Instant::now() + MAX_PAUSE);
        tokio::select! {
            _ = changed.changed() => {}
            Some(ended) = under_way.join_next(), if !under_way.is_empty() => {
                if let Ok(outcome) = ended {
                    busy.remove(&outcome.lane);
                    settle(&shared, outcome, &mut pauses, first_pause);
                }
            }
            () = sleep_until(wake) => {}
            () = shared.stop.cancelled() => return,
        }
    }
}

fn settle(shared: &Shared, outcome: Outcome, pauses: &mut HashMap<String, (Instant, Duration)>, first_pause: Duration) {
    let Some((error, wish)) = outcome.failed else {
        pauses.remove(&outcome.lane);
        shared.change(|state| {
            state.queue.settle(outcome.update, outcome.again);
            state.touch(Event::Updates);
        });
        return;
    };
    let last = pauses.get(&outcome.lane).map(|(_, pause)| *pause);
    let pause = wish.unwrap_or_else(|| last.map_or(first_pause, |last| (last * 2).min(MAX_PAUSE)));
    pauses.insert(outcome.lane, (Instant::now() + pause, pause));
    shared.change(|state| {
        let now = state.now();
        if let Some(webhook) = &mut state.queue.webhook {
            webhook.last_error = Some((now, error));
            state.touch(Event::Updates);
        }
    });
}

/// The first update of every lane that is neither busy nor pausing.
fn due(shared: &Shared, busy: &HashSet<String>, pauses: &HashMap<String, (Instant, Duration)>) -> Vec<Delivery> {
    let now = Instant::now();
    shared.read(|state| {
        let Some(webhook) = &state.queue.webhook else { return Vec::new() };
        let room = usize::try_from(webhook.max_connections).unwrap_or(1).saturating_sub(busy.len());
        let now_ms = state.now_ms();
        let mut taken: HashSet<String> = HashSet::new();
        let mut deliveries = Vec::new();
        for update in state.queue.pending.iter().filter(|update| update.expires_ms > now_ms) {
            // A repeat does not wait for its turn: it may arrive beside the next update of its chat.
            let lane = if update.again { format!("{} again {}", update.lane, update.id) } else { update.lane.clone() };
            let pausing = pauses.get(&lane).is_some_and(|(until, _)| *until > now);
            if deliveries.len() >= room {
                break;
            }
            if !taken.insert(lane.clone()) || busy.contains(&lane) || pausing {
                continue;
            }
            deliveries.push(Delivery {
                lane,
                update: update.id,
                again: update.again,
                url: webhook.url.clone(),
                secret: webhook.secret.clone(),
                body: update.value(),
            });
        }
        deliveries
    })
}
