//! Builds the bot from its settings and runs it until it is told to stop.
//!
//! Invariant: nothing is taken from Telegram before the store is open, and on the way out every turn in hand is
//! finished before the outbox is left.

mod elected;
mod error;

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use chrono::Utc;
use secrecy::SecretString;
use tokio::sync::{Notify, oneshot};
use tokio::task::JoinHandle;
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;
use tracing::{error, info, warn};
use url::Url;

use crate::agenda::Agenda;
use crate::brain::{Brain, BrainCell};
use crate::conversation;
use crate::delivery::{Handover, Maker, Tempo, Worker};
use crate::health::{Checkup, Monitor, Role, Vitals};
use crate::ideas::ChatId;
use crate::learning::Learning;
use crate::mail::Mailer;
use crate::settings::{AgendaSettings, DatabaseUrl, FaqSource, MailSettings, Serving};
use crate::store::{Alone, OutboxCounts, PairingCode, Retention, Store};
use crate::telegram::{Api, DeskMenus, Intake, Me, Poller, Profile, Webhook};
use crate::texts::Locale;
use crate::turn::Turns;

pub use error::{AppError, Listening};

/// So long the outbox is tried after the bot was told to stop.
const GRACE: Duration = Duration::from_secs(5);
/// Pauses between attempts to reach Telegram at the start: the first, and the longest.
const PAUSE: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(30));
/// How often is looked for what need not be kept any longer.
const PRUNE_EVERY: Duration = Duration::from_secs(6 * 60 * 60);

/// How often is looked for chats that have become a programme manager's; until then they lack a menu, no more.
const LOOK_FOR_MANAGERS: Duration = Duration::from_secs(60);

/// What the bot is built from.
pub struct Parts {
    pub token: SecretString,
    /// Another Bot API server than Telegram's own.
    pub api_url: Option<Url>,
    pub database: DatabaseUrl,
    pub manager_chats: Vec<ChatId>,
    /// Trained from `faq` alone.
    pub brain: Arc<Brain>,
    /// Read again whenever the bot was taught something.
    pub faq: FaqSource,
    pub tempo: Tempo,
    pub serving: Serving,
    /// Whether leads go out by e-mail as well, and how.
    pub mail: Option<MailSettings>,
    /// What the bot does of itself.
    pub agenda: AgendaSettings,
}

/// Told once the brain knows what was taught before the start.
type Learned = oneshot::Receiver<()>;

/// What wakes the worker, and where it takes messages at once.
type WayOut = (Arc<Notify>, Handover);

/// The bot, built and not yet running.
pub struct App {
    api: Api,
    store: Store,
    brain: BrainCell,
    faq: FaqSource,
    manager_chats: Vec<ChatId>,
    tempo: Tempo,
    /// Without it leads go to the managers' chats alone.
    mailer: Option<Mailer>,
    agenda: AgendaSettings,
    /// Without it the bot polls.
    webhook: Option<Webhook>,
    monitor: Option<Monitor>,
    vitals: Vitals,
    /// Given back when the bot is gone.
    _alone: Alone,
}

impl App {
    /// Opens the store, creating or migrating it where needed, and puts what was left there back in order.
    ///
    /// # Errors
    /// When the store cannot be used, an address cannot be listened on, or that of the Bot API server makes no sense.
    pub async fn build(parts: Parts) -> Result<Self, AppError> {
        let api = Api::new(&parts.token, parts.api_url)?;
        let mailer = parts.mail.map(Mailer::new).transpose()?;
        let (webhook, monitor) = listen(parts.serving, &parts.token).await?;
        let alone = Alone::on(&parts.database)?;
        let store = Store::open(&parts.database).await?;
        if !store.is_shared() {
            // Nobody else works on the file, so whatever is claimed was claimed by a process that is gone.
            store.release_leases(None).await?;
        }
        let managers = store.managers(&parts.manager_chats).await?;
        let assigned = store.assign_waiting(&managers).await?;
        if assigned > 0 {
            info!(messages = assigned, "what waited for a programme manager's chat now has one");
        }
        Ok(Self {
            api,
            store,
            brain: BrainCell::new(parts.brain),
            faq: parts.faq,
            manager_chats: parts.manager_chats,
            tempo: parts.tempo,
            mailer,
            agenda: parts.agenda,
            webhook,
            monitor,
            vitals: Vitals::default(),
            _alone: alone,
        })
    }

    /// A code with which a chat can become the first programme manager's; `None` when there is one already.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn invitation(&self) -> Result<Option<PairingCode>, AppError> {
        if !self.store.managers(&self.manager_chats).await?.is_empty() {
            return Ok(None);
        }
        Ok(Some(self.store.invite(Utc::now()).await?))
    }

    /// Runs until `stop`: then the turns in hand are finished and the outbox is tried for a few seconds. Returns what is
    /// left in it, which goes out after the next start.
    ///
    /// # Errors
    /// When Telegram does not know the token, or the store fails at the end.
    pub async fn run(mut self, stop: CancellationToken) -> Result<OutboxCounts, AppError> {
        info!(database = self.store.place(), "started");
        if self.store.managers(&self.manager_chats).await?.is_empty() {
            warn!("there is no programme manager's chat: ideas and questions are kept until there is one");
        }
        let monitoring = self.monitor.take().map(|monitor| tokio::spawn(monitor.serve(self.checkup())));
        let wake = Arc::new(Notify::new());
        let outbox_stop = CancellationToken::new();
        let owner = format!("{}-{}", std::process::id(), Utc::now().timestamp_micros());
        let maker = Maker::new(self.store.clone(), self.brain.clone(), self.manager_chats.clone());
        let (api, brain) = (self.api.clone(), self.brain.clone());
        let worker = Worker::new(self.store.clone(), api, brain, Arc::clone(&wake), owner).at(self.tempo);
        let worker = worker.mailing(self.mailer.clone()).making(maker);
        let handover = worker.handover();
        // Messages that wait do not wait for the answer to `getMe`.
        let outbox = tokio::spawn(worker.watched(self.vitals.clone()).run(outbox_stop.clone(), GRACE));
        let warming = tokio::spawn({
            let store = self.store.clone();
            async move { store.warm_up().await }
        });
        let pruning = tokio::spawn(prune(self.store.clone()));
        let agenda = tokio::spawn(self.agenda(&wake));
        let (ready, learned) = oneshot::channel();
        let learning = Learning::new(self.store.clone(), self.faq.clone(), self.brain.clone());
        let learning = tokio::spawn(learning.run(ready));

        let taken = match self.webhook.take() {
            Some(webhook) => self.listen(webhook, &stop, (wake, handover), learned).await,
            None => self.poll(&stop, (wake, handover), learned).await,
        };
        self.vitals.becomes(Role::Stops);
        warming.abort();
        pruning.abort();
        agenda.abort();
        learning.abort();
        outbox_stop.cancel();
        let left = match outbox.await {
            Ok(left) => left,
            // What it says of a panic may quote a message.
            Err(_) => {
                error!("the outbox worker ended by itself");
                self.store.pending_counts().await
            }
        };
        if let Some(monitoring) = monitoring {
            monitoring.abort();
        }
        self.store.close().await;
        taken?;
        Ok(left?)
    }

    async fn poll(&self, stop: &CancellationToken, way_out: WayOut, learned: Learned) -> Result<(), AppError> {
        let Some(me) = self.meet(stop, learned).await? else { return Ok(()) };
        let turns = self.turns(&me, way_out);
        let introduction = self.introduce();
        let poller = || Poller::new(self.api.clone(), me.clone(), turns.clone()).watched(self.vitals.clone());
        let polled = match self.store.candidate() {
            Some(candidate) => elected::poll(candidate, poller, &self.vitals, stop).await,
            None => poller().run(stop.clone()).await,
        };
        introduction.abort();
        Ok(polled?)
    }

    async fn listen(
        &self,
        webhook: Webhook,
        stop: &CancellationToken,
        way_out: WayOut,
        learned: Learned,
    ) -> Result<(), AppError> {
        info!(address = %webhook.address(), "listening for Telegram's calls");
        let registration = webhook.registration();
        let intake = Arc::new(OnceLock::new());
        // Also ends when Telegram does not know the token.
        let over = stop.child_token();
        let listening = tokio::spawn(webhook.serve(Arc::clone(&intake), over.clone()));
        let kept = async {
            let Some(me) = self.meet(stop, learned).await? else { return Ok(()) };
            let turns = self.turns(&me, way_out);
            self.vitals.becomes(Role::Listens);
            drop(intake.set(Intake::new(self.api.clone(), me, turns).watched(self.vitals.clone())));
            let introduction = self.introduce();
            let kept = registration.keep(&self.api, &self.vitals, stop).await;
            introduction.abort();
            Ok(kept?)
        };
        let kept = kept.await;
        self.vitals.becomes(Role::Stops);
        over.cancel();
        if listening.await.is_err() {
            error!("listening for Telegram's calls ended by itself");
        }
        kept
    }

    fn turns(&self, me: &Me, (wake, handover): WayOut) -> Turns {
        Turns {
            store: self.store.clone(),
            brain: self.brain.clone(),
            step: conversation::step,
            manager_chats: self.manager_chats.clone(),
            mails: self.mailer.is_some(),
            bot_username: me.username.clone(),
            wake,
            handover: Some(handover),
        }
    }

    /// What the bot does of itself, for as long as it is waited for.
    fn agenda(&self, wake: &Arc<Notify>) -> impl Future<Output = ()> + Send + 'static {
        let agenda = Agenda {
            store: self.store.clone(),
            brain: self.brain.clone(),
            manager_chats: self.manager_chats.clone(),
            settings: self.agenda,
            wake: Arc::clone(wake),
        };
        async move {
            if !agenda.settings.is_off() {
                agenda.run().await;
            }
        }
    }

    /// Has Telegram know the bot's menus and texts, and from then on the menus of chats that become managers'.
    fn introduce(&self) -> JoinHandle<()> {
        let profiles = Locale::ALL.map(|locale| self.profile(locale));
        let (api, store, configured) = (self.api.clone(), self.store.clone(), self.manager_chats.clone());
        tokio::spawn(async move {
            api.introduce(&profiles).await;
            let mut desks = DeskMenus::new(api, profiles.to_vec());
            let mut rounds = tokio::time::interval(LOOK_FOR_MANAGERS);
            rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
            loop {
                rounds.tick().await;
                match store.managers(&configured).await {
                    Ok(managers) => desks.round(&managers).await,
                    Err(error) => warn!(%error, "cannot see which chats are programme managers'"),
                }
            }
        })
    }

    fn checkup(&self) -> Checkup {
        Checkup { store: self.store.clone(), vitals: self.vitals.clone(), managers: self.manager_chats.clone() }
    }

    /// Asks Telegram who the bot is, and meanwhile has it learn what it was taught before; `None` when told to stop.
    async fn meet(&self, stop: &CancellationToken, learned: Learned) -> Result<Option<Me>, AppError> {
        let Some(me) = self.ask_who(stop).await? else { return Ok(None) };
        tokio::select! {
            () = stop.cancelled() => Ok(None),
            // Also when learning has ended by itself: the bot then answers from the knowledge base alone.
            _ = learned => Ok(Some(me)),
        }
    }

    /// Asks Telegram who the bot is, again and again while Telegram cannot be reached; `None` when told to stop first.
    async fn ask_who(&self, stop: &CancellationToken) -> Result<Option<Me>, AppError> {
        let mut pause = PAUSE.0;
        loop {
            let answer = tokio::select! {
                () = stop.cancelled() => return Ok(None),
                answer = self.api.me() => answer,
            };
            match answer {
                Ok(me) => {
                    info!(bot = me.username, "Telegram knows the bot");
                    return Ok(Some(me));
                }
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
        let introduction = conversation::introduction(&self.brain.get().texts, locale);
        Profile {
            locale,
            commands: introduction.commands,
            desk_commands: introduction.desk_commands,
            description: introduction.description,
            short_description: introduction.short_description,
        }
    }
}

/// Listens where it is to listen, before anything else is done: an address that is taken is best said at once.
async fn listen(serving: Serving, token: &SecretString) -> Result<(Option<Webhook>, Option<Monitor>), AppError> {
    let failed = |address, what| move |source| AppError::Listen { address, what, source };
    let webhook = match serving.webhook {
        Some(hook) => {
            let failed = failed(hook.listen, Listening::Webhook);
            Some(Webhook::bind(hook, token).await.map_err(failed)?)
        }
        None => None,
    };
    let monitor = match serving.health {
        Some(address) => Some(Monitor::bind(address).await.map_err(failed(address, Listening::Health))?),
        None => None,
    };
    if let Some(monitor) = &monitor {
        info!(address = %monitor.address(), "health is told here, at /healthz, /readyz and /metrics");
    }
    Ok((webhook, monitor))
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
