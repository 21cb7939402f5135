//! The demo: both sides of the conversation in a page, on a local Telegram, with the real bot in between.
//!
//! Invariant: the bot runs as it does on Telegram, over HTTP; the page only does what people's clients can do. The page
//! answers to this machine alone.

mod api;
mod files;
mod guard;

use std::collections::hash_map::RandomState;
use std::fs::{self, File, TryLockError};
use std::hash::BuildHasher;
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use thiserror::Error;
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::emulator::{Config, Emulator, EmulatorError, PersonSpec};
use crate::ideas::ChatId;
use crate::settings::{BotToken, DatabaseUrl};

/// The people of the demo, by their Telegram numbers. They do not exist.
const SANNE: i64 = 101_000_001;
const TOM: i64 = 101_000_002;
const MANAGER: i64 = 101_000_009;

/// A demo that is set up.
pub struct Demo {
    emulator: Emulator,
    address: SocketAddr,
    folder: PathBuf,
    reset: Arc<Notify>,
    /// Held for as long as the demo uses the folder.
    _lock: File,
}

/// The page, listening and not yet served.
pub struct Page {
    listener: TcpListener,
    emulator: Emulator,
    reset: Arc<Notify>,
}

/// Why the demo cannot start.
#[derive(Debug, Error)]
pub enum DemoError {
    #[error("cannot listen on `{address}`")]
    Listen { address: SocketAddr, source: io::Error },
    #[error("cannot use the folder `{}`", folder.display())]
    Folder { folder: PathBuf, source: io::Error },
    #[error("another demo uses the folder `{}`", folder.display())]
    InUse { folder: PathBuf },
    #[error("cannot start the local Telegram")]
    Emulator(#[from] EmulatorError),
}

impl DemoError {
    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Listen { source, .. } if source.kind() == io::ErrorKind::AddrInUse => {
                "another demo may be running already: open its page, or start one beside it with \
                 `--listen 127.0.0.1:8078 --data esij-demo-2`"
            }
            Self::Listen { .. } => "choose another place with `--listen 127.0.0.1:8078`",
            Self::Folder { .. } => "choose a folder that this user may write with `--data FOLDER`",
            Self::InUse { .. } => "open the page of that demo, or choose another folder with `--data FOLDER`",
            Self::Emulator(_) => {
                "forget what is kept there with `--fresh`, or choose another folder with `--data FOLDER`"
            }
        }
    }
}

impl Demo {
    /// Listens on `address` and starts the local Telegram with what is kept in `folder`.
    ///
    /// # Errors
    /// When the address is taken or the folder cannot be used.
    pub async fn open(folder: PathBuf, address: SocketAddr, fresh: bool) -> Result<(Self, Page), DemoError> {
        let listen = |source| DemoError::Listen { address, source };
        let listener = TcpListener::bind(address).await.map_err(listen)?;
        let address = listener.local_addr().map_err(listen)?;
        let lock = lock(&folder)?;
        let telegram = folder.join("telegram");
        if fresh {
            // Before it is read, so that this also helps when it cannot be read any more.
            let failed = |source| DemoError::Folder { folder: folder.clone(), source };
            remove(&telegram.join("telegram.json")).map_err(failed)?;
        }
        let emulator = Emulator::start(Config { data: Some(telegram), token: token(), ..Config::default() }).await?;
        let reset = Arc::new(Notify::new());
        let page = Page { listener, emulator: emulator.clone(), reset: Arc::clone(&reset) };
        let demo = Self { emulator, address, folder, reset, _lock: lock };
        if fresh {
            demo.clear()?;
        } else {
            demo.invite();
        }
        Ok((demo, page))
    }

    /// Makes the people known. The programme manager opened the chat with the bot earlier, so that what arrives there
    /// does not wait for it.
    fn invite(&self) {
        let sanne = PersonSpec { phone: "31612345678".to_owned(), ..PersonSpec::new(SANNE, "Sanne") };
        let tom = PersonSpec { phone: "31687654321".to_owned(), ..PersonSpec::new(TOM, "Tom") };
        for spec in [
            sanne.last_name("de Wit").username("sannedewit"),
            tom.last_name("Becker").language("en"),
            PersonSpec::new(MANAGER, "Programmamanager"),
        ] {
            // A language that was chosen in the page stays.
            if self.emulator.account(spec.id).is_none() {
                self.emulator.person(spec);
            }
        }
        if let Some(manager) = self.emulator.account(MANAGER)
            && !manager.reachable()
            && manager.messages().is_empty()
        {
            // Who takes a block away has an open chat, without a word said in it.
            manager.block();
            manager.unblock();
        }
    }

    /// The page.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The local Telegram, as the bot is told of it.
    pub fn bot_api_url(&self) -> String {
        self.emulator.url()
    }

    pub fn token(&self) -> Option<BotToken> {
        BotToken::parse(self.emulator.token())
    }

    pub fn manager_chat(&self) -> ChatId {
        ChatId(MANAGER)
    }

    /// The bot's database, in the demo's folder.
    ///
    /// # Errors
    /// When the folder's name does not fit in an address.
    pub fn database(&self) -> Result<DatabaseUrl, String> {
        DatabaseUrl::parse(&format!("sqlite://{}", self.database_file().display()))
    }

    /// Told when the person wants to begin anew. The bot is to be stopped, then [`Demo::clear`] called.
    pub fn reset_wanted(&self) -> Arc<Notify> {
        Arc::clone(&self.reset)
    }

    /// Forgets all chats, and all that the bot kept. The bot must not be running.
    ///
    /// # Errors
    /// When the files cannot be taken away.
    pub fn clear(&self) -> Result<(), DemoError> {
        let failed = |source| DemoError::Folder { folder: self.folder.clone(), source };
        for suffix in ["", "-wal", "-shm", "-journal"] {
            let mut file = self.database_file().into_os_string();
            file.push(suffix);
            remove(Path::new(&file)).map_err(failed)?;
        }
        self.emulator.wipe().map_err(failed)?;
        self.invite();
        Ok(())
    }

    fn database_file(&self) -> PathBuf {
        self.folder.join("bot.db")
    }
}

/// Takes the folder for this process; the system gives it back at whatever end.
fn lock(folder: &Path) -> Result<File, DemoError> {
    let failed = |source| DemoError::Folder { folder: folder.to_owned(), source };
    fs::create_dir_all(folder).map_err(failed)?;
    let file = File::create(folder.join("demo.lock")).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(DemoError::InUse { folder: folder.to_owned() }),
        Err(TryLockError::Error(source)) => Err(failed(source)),
    }
}

/// A token of its own for each start: a page elsewhere in the browser cannot guess it and speak for the bot.
fn token() -> String {
    let [first, second] = [RandomState::new(), RandomState::new()].map(|keys| keys.hash_one("token"));
    format!("7700000001:AA{first:016x}{second:016x}")
}

fn remove(file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

impl Page {
    /// Serves the page until `stop`.
    ///
    /// # Errors
    /// When listening fails.
    pub async fn serve(self, stop: CancellationToken) -> io::Result<()> {
        let router = api::router(self.emulator, self.reset, stop.clone());
        axum::serve(self.listener, router).with_graceful_shutdown(stop.cancelled_owned()).await
    }
}
