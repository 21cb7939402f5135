//! A local Telegram: the Bot API over HTTP with Telegram's own rules, and the people at the other side of it.
//!
//! It serves trying (`esij-bot demo`) and testing. A bot talks to it as to `https://api.telegram.org`; an [`Account`]
//! is a person with their client. Invariant: what a bot may not do with Telegram it may not do here, and it is told so
//! in the same words; every fault of the network can be ordered with a [`Fault`].
//!
//! Left out: Markdown parse modes, channels, payments, inline mode, fetching files by address.

mod accounts;
mod actions;
mod edits;
mod faults;
mod files;
mod formatting;
mod gathering;
mod groups;
mod hearing;
mod html;
mod journal;
mod markup;
mod media;
mod messages;
mod pace;
mod params;
mod profile;
mod queue;
mod render;
mod reply;
mod server;
mod shared;
mod state;
mod topics;
mod updates;
mod view;
mod watching;
mod webhook;

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::serve::ListenerExt;
use serde_json::Value;
use thiserror::Error;
use tokio::net::TcpListener;

pub use accounts::{Account, PersonSpec, PressError};
pub use actions::AlbumItem;
pub use faults::{Fault, FaultId, FaultKind};
pub use files::FileKind;
pub use groups::{Group, Rights};
pub use html::Entity;
pub use pace::Limits;
pub use shared::Recorded;
pub use state::CallbackAnswer;
pub use view::{ChatMessage, Event, FileView, InlineButton, KeyboardButton, MenuCommand, ReplyKeyboard};
pub use watching::{Accepted, Counts, WaitError};

use files::Blobs;
use journal::Journal;
use profile::Profile;
use shared::{Shared, lock};
use state::State;

/// How an emulator is set up.
#[derive(Clone)]
pub struct Config {
    /// Where it listens; port 0 takes a free one.
    pub addr: SocketAddr,
    /// `<bot id>:<secret>`, as from BotFather.
    pub token: String,
    /// Without the `@`.
    pub bot_username: String,
    /// Decides ids and the draws of faults.
    pub seed: u64,
    /// The folder in which everything is kept; without it everything is in memory.
    pub data: Option<PathBuf>,
    /// Keeps every call with its parameters and answer for [`Emulator::recorded`]; it grows without end.
    pub record: bool,
    /// The pause before a webhook is tried again, doubled at each try.
    pub webhook_pause: Duration,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            addr: SocketAddr::from(([127, 0, 0, 1], 0)),
            token: "7700000001:AAEmulatorTokenForThisMachineOnly0000".to_owned(),
            bot_username: "esij_bot".to_owned(),
            seed: 0,
            data: None,
            record: false,
            webhook_pause: Duration::from_secs(1),
        }
    }
}

/// Why an emulator could not start.
#[derive(Debug, Error)]
pub enum EmulatorError {
    #[error("the token must be `<bot id>:<secret>`")]
    Token,
    #[error("the emulator cannot listen on `{addr}`")]
    Listen { addr: SocketAddr, source: io::Error },
    #[error("the emulator cannot use the folder `{}`", folder.display())]
    Data { folder: PathBuf, source: io::Error },
}

/// A handle on a running emulator; it stops when the last handle is gone.
#[derive(Clone)]
pub struct Emulator {
    pub(in crate::emulator) shared: Arc<Shared>,
    running: Arc<Running>,
}

struct Running {
    addr: SocketAddr,
    shared: Arc<Shared>,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.shared.stop.cancel();
    }
}

impl Emulator {
    /// Starts listening; within a tokio runtime.
    ///
    /// # Errors
    /// The token, the address or the folder cannot be used.
    pub async fn start(config: Config) -> Result<Self, EmulatorError> {
        let addr = config.addr;
        let failed = |source| EmulatorError::Listen { addr, source };
        let listener = TcpListener::bind(addr).await.map_err(failed)?;
        let addr = listener.local_addr().map_err(failed)?;
        let emulator = Self::open(Config { addr, ..config })?;
        // Without this, small answers wait for the delayed acknowledgement of the one before.
        let listener = listener.tap_io(|stream| {
            let _ = stream.set_nodelay(true);
        });
        let stop = emulator.shared.stop.clone().cancelled_owned();
        let serving = axum::serve(listener, emulator.router()).with_graceful_shutdown(stop);
        tokio::spawn(async move {
            if let Err(error) = serving.await {
                tracing::error!(%error, "the emulator stopped listening");
            }
        });
        Ok(emulator)
    }

    /// Makes an emulator that does not listen itself: put its [`Emulator::router`] in a server of your own that
    /// listens on `config.addr`. Within a tokio runtime.
    ///
    /// # Errors
    /// The token or the folder cannot be used.
    pub fn open(config: Config) -> Result<Self, EmulatorError> {
        let id = config.token.split_once(':').and_then(|(id, secret)| (!secret.is_empty()).then(|| id.parse().ok())?);
        let Some(id) = id else { return Err(EmulatorError::Token) };
        let prepared = || -> io::Result<(Option<Journal>, Option<State>, Blobs)> {
            let journal = config.data.as_deref().map(Journal::new).transpose()?;
            let kept = journal.as_ref().map(Journal::load).transpose()?.flatten();
            let blobs = Blobs::new(config.data.as_ref().map(|folder| folder.join("files")))?;
            Ok((journal, kept, blobs))
        };
        let folder = config.data.clone().unwrap_or_default();
        let (journal, kept, blobs) = prepared().map_err(|source| EmulatorError::Data { folder, source })?;
        let state = kept.unwrap_or_else(|| State::new(Profile::new(id, &config.bot_username), config.seed));
        let shared = Arc::new(Shared::new(config.token, state, blobs, journal, config.seed, config.record));
        tokio::spawn(webhook::run(Arc::clone(&shared), config.webhook_pause));
        let running = Arc::new(Running { addr: config.addr, shared: Arc::clone(&shared) });
        Ok(Self { shared, running })
    }

    /// The routes `/bot<token>/<method>` and `/file/bot<token>/<path>`.
    pub fn router(&self) -> Router {
        server::router(Arc::clone(&self.shared))
    }

    /// For `Bot::set_api_url` or `TELOXIDE_API_URL`.
    pub fn url(&self) -> String {
        format!("http://{}", self.running.addr)
    }

    pub fn token(&self) -> &str {
        &self.shared.token
    }

    /// Makes a person known, or changes who they are; with a new name they can still be followed by their id.
    pub fn person(&self, spec: PersonSpec) -> Account {
        let id = spec.id;
        self.shared.change(|state| {
            match state.people.get_mut(&id) {
                Some(person) => person.spec = spec,
                None => {
                    state.people.insert(id, state::Person { spec, deactivated: false });
                }
            }
            state.touch(Event::Chat { chat: id });
        });
        Account::new(self.clone(), id)
    }

    /// The person with this id, when they are known.
    pub fn account(&self, id: i64) -> Option<Account> {
        self.shared.read(|state| state.people.contains_key(&id)).then(|| Account::new(self.clone(), id))
    }

    /// Everybody who is known, by id.
    pub fn people(&self) -> Vec<PersonSpec> {
        self.shared.read(|state| state.people.values().map(|person| person.spec.clone()).collect())
    }

    /// Makes a group in which the bot and these people are.
    pub fn group(&self, title: &str, members: &[&Account]) -> Group {
        groups::create(self, title, members, false)
    }

    /// Makes a supergroup with topics in which the bot and these people are.
    pub fn forum(&self, title: &str, members: &[&Account]) -> Group {
        groups::create(self, title, members, true)
    }

    /// The files, messages and updates are gone; the people, the bot's profile and the counts of ids stay.
    ///
    /// # Errors
    /// The files cannot be taken away.
    pub fn wipe(&self) -> io::Result<()> {
        self.shared.change(|state| {
            state.chats.clear();
            state.callbacks.clear();
            state.files.clear();
            state.accepted.clear();
            state.queue.clear();
            state.touch(Event::Wiped);
        });
        self.shared.blobs.wipe()
    }

    /// Orders a fault.
    pub fn inject(&self, fault: Fault) -> FaultId {
        lock(&self.shared.faults).add(fault)
    }

    pub fn remove_fault(&self, id: FaultId) {
        lock(&self.shared.faults).remove(id);
    }

    pub fn clear_faults(&self) {
        lock(&self.shared.faults).clear();
    }

    /// Refuses what is sent faster than this with 429; `None` lets everything pass.
    pub fn enforce_limits(&self, limits: Option<Limits>) {
        lock(&self.shared.pace).enforce(limits);
    }

    /// Gives an update once more, though it may have been acknowledged; false when it is not remembered.
    pub fn duplicate(&self, update_id: i64) -> bool {
        self.shared.change(|state| {
            let known = state.queue.repeat(update_id);
            if known {
                state.touch(Event::Updates);
            }
            known
        })
    }

    /// Starts the count of update ids anew, as Telegram does after a week without updates; at `first`, or at random.
    /// False, and nothing happens, while updates wait: Telegram does not do it then either.
    pub fn restart_update_ids(&self, first: Option<i64>) -> bool {
        self.shared.change(|state| {
            if !state.queue.pending.is_empty() {
                return false;
            }
            let first = first.unwrap_or_else(|| state.random_update_id());
            state.queue.restart(first);
            true
        })
    }

    /// Puts the emulator's clock ahead: button presses get too old to answer, updates expire.
    pub fn advance(&self, by: Duration) {
        self.shared.change(|state| {
            state.clock_ahead += i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
            state.touch(Event::Updates);
        });
    }

    /// The calls so far, when [`Config::record`] is on.
    pub fn recorded(&self) -> Vec<Recorded> {
        self.shared.recorded.as_ref().map(|recorded| lock(recorded).clone()).unwrap_or_default()
    }

    /// The update as it was or will be given, for as long as it waits.
    pub fn pending(&self) -> Vec<Value> {
        self.shared.read(|state| state.queue.pending.iter().map(queue::Pending::value).collect())
    }
}
