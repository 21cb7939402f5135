//! `/readyz`: is there anything that somebody must look at?
//!
//! Invariant: the verdict is 'ready' only when every check is well, and each check says what it found.

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::Serialize;
use tokio::time::{Instant, timeout};

use super::vitals::{Role, Vitals, WaysIn};
use crate::ideas::ChatId;
use crate::store::{Figures, OutboxCounts, Store, StoreError};

/// So soon the database must answer.
const DATABASE_PATIENCE: Duration = Duration::from_secs(2);
/// So long a turn that could not be stored counts as trouble with the database.
const WORRY: Duration = Duration::from_secs(60);
/// So long ago at most updates were fetched, another replica was seen to fetch, or Telegram confirmed the webhook. Each
/// has its own rhythm (10 seconds, 1 second, a minute), and may fail once or twice.
const UPDATES_LIMIT: Duration = Duration::from_secs(180);
/// So long at most a message may wait in the outbox.
const OUTBOX_LIMIT: Duration = Duration::from_secs(10 * 60);

/// Examines the bot.
#[derive(Clone)]
pub struct Checkup {
    pub store: Store,
    pub vitals: Vitals,
    /// The managers' chats that the operator set; those that were paired are in the database.
    pub managers: Vec<ChatId>,
}

/// What was found, as `/readyz` tells it.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    pub(super) ready: bool,
    pub(super) checks: Checks,
    #[serde(skip)]
    pub(super) figures: Option<Figures>,
    #[serde(skip)]
    pub(super) ways_in: WaysIn,
    /// The programme managers' chats.
    #[serde(skip)]
    pub(super) managers: Vec<ChatId>,
}

#[derive(Debug, Serialize)]
pub(super) struct Checks {
    pub(super) database: Database,
    pub(super) updates: Updates,
    pub(super) outbox: Outbox,
    pub(super) managers: Managers,
    pub(super) mail: Mail,
}

#[derive(Debug, Serialize)]
pub(super) struct Database {
    pub(super) ok: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'static str>,
}

#[derive(Debug, Serialize)]
pub(super) struct Updates {
    pub(super) ok: bool,
    role: &'static str,
    /// Seconds since all was last known to be well.
    last_well_s: Option<u64>,
    limit_s: u64,
    /// Seconds since Telegram last brought an update here.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_heard_s: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    telegram_says: Option<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct Outbox {
    pub(super) ok: bool,
    #[serde(flatten)]
    known: Option<OutboxKnown>,
    limit_s: u64,
}

#[derive(Debug, Serialize)]
struct OutboxKnown {
    /// Seconds that the oldest message has waited.
    oldest_s: u64,
    pending: u64,
    waiting: u64,
    parked: u64,
}

#[derive(Debug, Serialize)]
pub(super) struct Managers {
    pub(super) ok: bool,
    chats: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    unreachable: Option<Vec<Unreachable>>,
}

#[derive(Debug, Serialize)]
pub(super) struct Mail {
    pub(super) ok: bool,
    /// Why no letter gets through.
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<String>,
}

#[derive(Debug, Serialize)]
struct Unreachable {
    chat: i64,
    why: &'static str,
}

impl Checkup {
    /// Takes at most [`DATABASE_PATIENCE`].
    pub(super) async fn examine(&self) -> Report {
        let asked = async {
            let managers = self.store.managers(&self.managers).await?;
            Ok::<_, StoreError>((self.store.figures(&managers).await?, managers))
        };
        let (figures, managers) = match timeout(DATABASE_PATIENCE, asked).await {
            Ok(Ok((figures, managers))) => (Ok(figures), managers),
            Ok(Err(_)) => (Err("it cannot be read"), self.managers.clone()),
            Err(_) => (Err("it does not answer in time"), self.managers.clone()),
        };
        report(figures, self.vitals.ways_in(), managers, Utc::now(), Instant::now())
    }
}

fn report(
    figures: Result<Figures, &'static str>,
    ways_in: WaysIn,
    managers: Vec<ChatId>,
    now: DateTime<Utc>,
    instant: Instant,
) -> Report {
    let turn_failed = ways_in.turn_failed.is_some_and(|at| instant - at < WORRY);
    let why =
        figures.as_ref().err().copied().or(turn_failed.then_some("what followed from an update could not be stored"));
    let figures = figures.ok();
    let checks = Checks {
        database: Database { ok: why.is_none(), why },
        updates: updates(&ways_in, now, instant),
        outbox: outbox(figures.as_ref(), now),
        managers: self::managers(figures.as_ref(), managers.len()),
        mail: mail(figures.as_ref()),
    };
    let ready = checks.all().iter().all(|(_, ok)| *ok);
    Report { ready, checks, figures, ways_in, managers }
}

impl Checks {
    /// Each check by its name, and whether it is well.
    pub(super) fn all(&self) -> [(&'static str, bool); 5] {
        [
            ("database", self.database.ok),
            ("updates", self.updates.ok),
            ("outbox", self.outbox.ok),
            ("managers", self.managers.ok),
            ("mail", self.mail.ok),
        ]
    }
}

fn updates(ways_in: &WaysIn, now: DateTime<Utc>, instant: Instant) -> Updates {
    let age = ways_in.well.map(|at| instant - at);
    let works = matches!(ways_in.role, Role::Fetches | Role::StandsBy | Role::Listens);
    Updates {
        ok: works && age.is_some_and(|age| age <= UPDATES_LIMIT) && ways_in.trouble.is_none(),
        role: ways_in.role.name(),
        last_well_s: age.map(|age| age.as_secs()),
        limit_s: UPDATES_LIMIT.as_secs(),
        last_heard_s: ways_in.heard.map(|at| seconds_since(at, now)),
        telegram_says: ways_in.trouble.clone(),
    }
}

fn outbox(figures: Option<&Figures>, now: DateTime<Utc>) -> Outbox {
    let known = figures.map(|figures| {
        let OutboxCounts { pending, waiting, parked } = figures.outbox;
        let oldest_s = figures.oldest.map_or(0, |oldest| seconds_since(oldest, now));
        OutboxKnown { oldest_s, pending, waiting, parked }
    });
    let limit_s = OUTBOX_LIMIT.as_secs();
    Outbox { ok: known.as_ref().is_some_and(|known| known.oldest_s <= limit_s), known, limit_s }
}

fn managers(figures: Option<&Figures>, chats: usize) -> Managers {
    let unreachable = figures.map(|figures| {
        let tell = |(chat, reason): &(ChatId, crate::store::Reason)| Unreachable { chat: chat.0, why: reason.code() };
        figures.unreachable.iter().map(tell).collect::<Vec<_>>()
    });
    Managers { ok: chats > 0 && unreachable.as_ref().is_some_and(Vec::is_empty), chats, unreachable }
}

/// Well also when there is none, and while the database says nothing.
fn mail(figures: Option<&Figures>) -> Mail {
    let why = figures.and_then(|figures| figures.mail.as_ref()).map(ToString::to_string);
    Mail { ok: why.is_none(), why }
}

/// 0 for what lies ahead, as when a clock was put back.
pub(super) fn seconds_since(time: DateTime<Utc>, now: DateTime<Utc>) -> u64 {
    (now - time).to_std().unwrap_or_default().as_secs()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Reason;

    fn figures() -> Figures {
        Figures {
            outbox: OutboxCounts { pending: 1, waiting: 0, parked: 2 },
            oldest: Some(Utc::now()),
            ideas: 3,
            questions: 4,
            parked_updates: 0,
            unreachable: Vec::new(),
            mail: None,
        }
    }

    fn ways_in(role: Role) -> WaysIn {
        WaysIn { role, well: Some(Instant::now()), heard: None, trouble: None, turn_failed: None }
    }

    /// The checks that are not well so long after everything else.
    fn check_after(
        after: Duration,
        figures: Result<Figures, &'static str>,
        ways_in: WaysIn,
        managers: usize,
        ill: &[&str],
    ) {
        let chats = vec![ChatId(7); managers];
        let report = report(figures, ways_in, chats, Utc::now(), Instant::now() + after);
        let found: Vec<_> = report.checks.all().iter().filter(|(_, ok)| !ok).map(|(name, _)| *name).collect();
        assert_eq!(found, ill);
        assert_eq!(report.ready, ill.is_empty());
    }

    fn check(figures: Result<Figures, &'static str>, ways_in: WaysIn, managers: usize, ill: &[&str]) {
        check_after(Duration::ZERO, figures, ways_in, managers, ill);
    }

    #[test]
    fn each_trouble_shows_in_its_check() {
        for role in [Role::Fetches, Role::StandsBy, Role::Listens] {
            check(Ok(figures()), ways_in(role), 1, &[]);
        }
        check(Ok(figures()), ways_in(Role::Stops), 1, &["updates"]);
        check(Ok(figures()), WaysIn { well: None, ..ways_in(Role::Starts) }, 1, &["updates"]);
        check(Err("it cannot be read"), ways_in(Role::Fetches), 1, &["database", "outbox", "managers"]);
        check(Ok(figures()), ways_in(Role::Fetches), 0, &["managers"]);
        let blocked = vec![(ChatId(7), Reason::Blocked)];
        check(Ok(Figures { unreachable: blocked, ..figures() }), ways_in(Role::Fetches), 2, &["managers"]);
        let mail = Some(Reason::MailUnusable("the certificate is not trusted".to_owned()));
        check(Ok(Figures { mail, ..figures() }), ways_in(Role::Fetches), 1, &["mail"]);
        let trouble = Some("SSL error".to_owned());
        check(Ok(figures()), WaysIn { trouble, ..ways_in(Role::Listens) }, 1, &["updates"]);
    }

    #[test]
    fn what_lasts_too_long_is_trouble() {
        let second = Duration::from_secs(1);
        let oldest = Some(Utc::now() - OUTBOX_LIMIT - 2 * second);
        check(Ok(Figures { oldest, ..figures() }), ways_in(Role::Fetches), 1, &["outbox"]);
        check_after(UPDATES_LIMIT - second, Ok(figures()), ways_in(Role::Fetches), 1, &[]);
        check_after(UPDATES_LIMIT + second, Ok(figures()), ways_in(Role::Fetches), 1, &["updates"]);
        let failed = WaysIn { turn_failed: Some(Instant::now()), ..ways_in(Role::Fetches) };
        check(Ok(figures()), failed.clone(), 1, &["database"]);
        check_after(WORRY + second, Ok(figures()), failed, 1, &[]);
    }
}
