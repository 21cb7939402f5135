//! The demo: both sides of the conversation in a page, on a local Telegram, with the real bot in between.
//!
//! Invariant: the bot runs as it does on Telegram, over HTTP; the page only does what people's clients can do. The page
//! answers to this machine alone.

mod api;
mod guard;

use std::fs;
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
    #[error("cannot start the local Telegram")]
    Emulator(#[from] EmulatorError),
}

impl DemoError {
    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Listen { source, .. } if source.kind() == io::ErrorKind::AddrInUse => {
                "another demo may be running already: open its page, or choose another place with `--listen 127.0.0.1:8078`"
            }
            Self::Listen { .. } => "choose another place with `--listen 127.0.0.1:8078`",
            Self::Folder { .. } | Self::Emulator(_) => "choose a folder that this user may write with `--data FOLDER`",
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
        fs::create_dir_all(&folder).map_err(|source| DemoError::Folder { folder: folder.clone(), source })?;
        let config = Config { data: Some(folder.join("telegram")), ..Config::default() };
        let emulator = Emulator::start(config).await?;
        let reset = Arc::new(Notify::new());
        let page = Page { listener, emulator: emulator.clone(), reset: Arc::clone(&reset) };
        let demo = Self { emulator, address, folder, reset };
        if fresh {
            demo.clear()?;
        }
        for spec in [
            PersonSpec { phone: "31612345678".to_owned(), ..PersonSpec::new(SANNE, "Sanne") }
                .last_name("de Wit")
                .username("sannedewit"),
            PersonSpec { phone: "31687654321".to_owned(), ..PersonSpec::new(TOM, "Tom") }
                .last_name("Becker")
                .language("en"),
            PersonSpec::new(MANAGER, "Programmamanager"),
        ] {
            // A language that was chosen in the page stays.
            if demo.emulator.account(spec.id).is_none() {
                demo.emulator.person(spec);
            }
        }
        Ok((demo, page))
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
            match fs::remove_file(Path::new(&file)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(error)),
                _ => {}
            }
        }
        self.emulator.wipe().map_err(failed)
    }

    fn database_file(&self) -> PathBuf {
        self.folder.join("bot.db")
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
