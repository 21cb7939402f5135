//! `/metrics`: what a Prometheus server collects.
//!
//! Invariant: the counts are of this process; what is in the database is the same at every replica, and is left out
//! while the database cannot be read.

use std::fmt;

use chrono::{DateTime, Utc};
use prometheus_client::encoding::prometheus_text::encode;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;
use tokio::time::Instant;

use super::checkup::{Report, seconds_since};
use super::vitals::{Label, Role, Vitals};
use crate::ideas::ChatId;
use crate::store::Figures;

/// The whole page. `started` is when the process began.
pub(super) fn page(report: &Report, vitals: &Vitals, started: DateTime<Utc>) -> Result<String, fmt::Error> {
    let now = Utc::now();
    let mut registry = Registry::with_prefix("esij_bot");
    add(&mut registry, "start_time_seconds", "When the process began, in seconds since 1970", started.timestamp());
    let (name, help) = ("fetches_updates", "Whether this process fetches the updates; of several replicas one does");
    add(&mut registry, name, help, i64::from(report.ways_in.role == Role::Fetches));
    if let Some(well) = report.ways_in.well {
        let at = now - (Instant::now() - well);
        let help = "When updates were last fetched, another replica was seen to fetch, or the webhook was confirmed";
        add(&mut registry, "updates_last_well_timestamp_seconds", help, at.timestamp());
    }
    if let Some(heard) = report.ways_in.heard {
        let help = "When Telegram last brought an update here";
        add(&mut registry, "updates_last_heard_timestamp_seconds", help, heard.timestamp());
    }
    let checks = labelled(&mut registry, "check", "The checks of /readyz, 1 when well");
    for (check, ok) in report.checks.all() {
        checks.get_or_create(&[("check", check)]).set(i64::from(ok));
    }
    if let Some(figures) = &report.figures {
        stored(&mut registry, figures, &report.managers, now);
    }
    let mut page = String::new();
    encode(&mut page, vitals.registry())?;
    encode(&mut page, &registry)?;
    Ok(page)
}

fn stored(registry: &mut Registry, figures: &Figures, managers: &[ChatId], now: DateTime<Utc>) {
    let outbox = labelled(registry, "outbox_messages", "Messages that have not arrived, by state");
    let counts = figures.outbox;
    for (state, count) in [("pending", counts.pending), ("waiting", counts.waiting), ("parked", counts.parked)] {
        outbox.get_or_create(&[("state", state)]).set(number(count));
    }
    let oldest = figures.oldest.map_or(0, |oldest| seconds_since(oldest, now));
    add(registry, "outbox_oldest_age_seconds", "How long the oldest message has waited", number(oldest));
    let leads = labelled(registry, "leads", "What was handed in, by kind");
    leads.get_or_create(&[("kind", "idea")]).set(number(figures.ideas));
    leads.get_or_create(&[("kind", "question")]).set(number(figures.questions));
    let help = "Updates whose turn failed and that are kept";
    add(registry, "parked_updates", help, number(figures.parked_updates));
    let reachable = Family::<[(&'static str, String); 1], Gauge>::default();
    registry.register("manager_reachable", "Whether the chat takes messages, as far as known", reachable.clone());
    for chat in managers {
        let ok = figures.unreachable.iter().all(|(unreachable, _)| unreachable != chat);
        reachable.get_or_create(&[("chat", chat.to_string())]).set(i64::from(ok));
    }
}

fn add(registry: &mut Registry, name: &str, help: &str, value: i64) {
    let gauge = Gauge::<i64>::default();
    gauge.set(value);
    registry.register(name, help, gauge);
}

fn labelled(registry: &mut Registry, name: &str, help: &str) -> Family<Label, Gauge> {
    let family = Family::<Label, Gauge>::default();
    registry.register(name, help, family.clone());
    family
}

fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
