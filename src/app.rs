//! Builds the bot from its settings and runs it until it is told to stop.
//!
//! Invariant: nothing is taken from Telegram before the store is open, and on the way out every turn in hand is
//! finished before the outbox is left.

mod elected;

use std::sync::Arc;
use std::time::Duration;

use chrono::Utc;
use secrecy::SecretString;
use thiserror::Error;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use tracing::{error, info, warn};
use url::Url;

use crate::conversation;
use crate::delivery::{Tempo, Worker};
use crate::ideas::ChatId;
use crate::settings::DatabaseUrl;
use crate::store::{Alone, OutboxCounts, Retention, Store, StoreError};
use crate::telegram::{Api, CallError, Me, PollError, Poller, Profile, SetUpError};
use crate::texts::Locale;
use crate::turn::{Brain, Turns};

/// So long the outbox is tried after the bot was told to stop.
const GRACE: Duration = Duration::from_secs(5);
/// Pauses between attempts to reach Telegram at the start: the first, and the longest.
const PAUSE: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(30));
/// How often is looked for what need not be kept any longer.
const PRUNE_EVERY: Duration = Duration::from_secs(6 * 60 * 60);

/// What the bot is built from.
pub struct Parts {
    pub token: SecretString,
    /// Another Bot API server than Telegram's own.
    pub api_url: Option<Url>,
    pub database: DatabaseUrl,
    pub manager_chats: Vec<ChatId>,
    pub brain: Arc<Brain>,
    pub tempo: Tempo,
}

/// The bot, built and not yet running.
pub struct App {
    api: Api,
    store: Store,
    brain: Arc<Brain>,
    manager_chats: Vec<ChatId>,
    tempo: Tempo,
    /// Given back when the bot is gone.
    _alone: Alone,
}

/// Why the bot cannot be built or cannot go on.
#[derive(Debug, Error)]
pub enum AppError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    SetUp(#[from] SetUpError),
    #[error("Telegram does not know this bot token")]
    BadToken(#[source] CallError),
    #[error(transparent)]
    Poll(#[from] PollError),
}

impl AppError {
    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Store(error) => error.hint(),
            Self::SetUp(_) => "check the address of the Bot API server",
            Self::BadToken(error) => error.hint(),
            Self::Poll(error) => error.hint(),
        }
    }
}

impl App {
    /// Opens the store, creating or migrating it where needed, and puts what was left there back in order.
    ///
    /// # Errors
    /// When the store cannot be used, or the address of the Bot API server makes no sense.
    pub async fn build(parts: Parts) -> Result<Self, AppError> {
        let api = Api::new(&parts.token, parts.api_url)?;
        let alone = Alone::on(&parts.database)?;
        let store = Store::open(&parts.database).await?;
        if !store.is_shared() {
            // Nobody else works on the file, so whatever is claimed was claimed by a process that is gone.
            store.release_leases(None).await?;
        }
        let assigned = store.assign_waiting(&parts.manager_chats).await?;
        if assigned > 0 {
            info!(messages = assigned, "what waited for a programme manager's chat now has one");
        }
        Ok(Self {
            api,
            store,
            brain: parts.brain,
            manager_chats: parts.manager_chats,
            tempo: parts.tempo,
            _alone: alone,
        })
    }

    /// Runs until `stop`: then the turns in hand are finished and the outbox is tried for a few seconds. Returns what is
    /// left in it, which goes out after the next start.
    ///
    /// # Errors
    /// When Telegram does not know the token, or the store fails at the end.
    pub async fn run(self, stop: CancellationToken) -> Result<OutboxCounts, AppError> {
        info!(database = self.store.place(), "started");
        if self.manager_chats.is_empty() {
            warn!("no programme manager's chat is set: ideas and questions are kept until there is one");
        }
        let wake = Arc::new(Notify::new());
        let outbox_stop = CancellationToken::new();
        let owner = format!("{}-{}", std::process::id(), Utc::now().timestamp_micros());
        let worker = Worker::new(self.store.clone(), self.api.clone(), Arc::clone(&wake), owner).at(self.tempo);
        // Messages that wait do not wait for the answer to `getMe`.
        let outbox = tokio::spawn(worker.run(outbox_stop.clone(), GRACE));
        let pruning = tokio::spawn(prune(self.store.clone()));

        let polled = self.poll(&stop, wake).await;
        pruning.abort();
        outbox_stop.cancel();
        let left = match outbox.await {
            Ok(left) => left,
            // What it says of a panic may quote a message.
            Err(_) => {
                error!("the outbox worker ended by itself");
                self.store.pending_counts().await
            }
        };
        self.store.close().await;
        polled?;
        Ok(left?)
    }

    async fn poll(&self, stop: &CancellationToken, wake: Arc<Notify>) -> Result<(), AppError> {
        let Some(me) = self.meet(stop).await? else { return Ok(()) };
        info!(bot = me.username, "Telegram knows the bot");
        let turns = Turns {
            store: self.store.clone(),
            brain: Arc::clone(&self.brain),
            step: conversation::step,
            manager_chats: self.manager_chats.clone(),
            bot_username: me.username.clone(),
            wake,
        };
        let profiles = Locale::ALL.map(|locale| self.profile(locale));
        let api = self.api.clone();
        let introduction = tokio::spawn(async move { api.introduce(&profiles).await });
        let poller = || Poller::new(self.api.clone(), me.clone(), turns.clone());
        let polled = match self.store.candidate() {
            Some(candidate) => elected::poll(candidate, poller, stop).await,
            None => poller().run(stop.clone()).await,
        };
        introduction.abort();
        Ok(polled?)
    }

    /// Asks Telegram who the bot is, again and again while Telegram cannot be reached; `None` when told to stop first.
    async fn meet(&self, stop: &CancellationToken) -> Result<Option<Me>, AppError> {
        let mut pause = PAUSE.0;
        loop {
            let answer = tokio::select! {
                () = stop.cancelled() => return Ok(None),
                answer = self.api.me() => answer,
            };
            match answer {
                Ok(me) => return Ok(Some(me)),
                Err(error) if error.is_bad_token() => return Err(AppError::BadToken(error)),
                Err(error) => warn!(%error, pause_s = pause.as_secs(), "cannot reach Telegram yet"),
            }
            tokio::select! {
                () = stop.cancelled() => return Ok(None),
                () = tokio::time::sleep(pause) => {}
            }
            pause = (pause * 2).min(PAUSE.1);
        }
    }

    fn profile(&self, locale: Locale) -> Profile {
        let introduction = conversation::introduction(&self.brain.texts, locale);
        Profile {
            locale,
            commands: introduction.commands,
            description: introduction.description,
            short_description: introduction.short_description,
        }
    }
}

/// Forgets what need not be kept, now and every few hours.
async fn prune(store: Store) {
    let mut rounds = tokio::time::interval(PRUNE_EVERY);
    loop {
        rounds.tick().await;
        match store.prune(Utc::now(), Retention::default()).await {
            Ok(pruned) => info!(?pruned, "forgot what need not be kept any longer"),
            Err(error) => warn!(%error, "cannot forget what need not be kept; trying again later"),
        }
    }
}
