//! Everything that must survive: sessions, leads, the outbox, and which updates were handled. SQLite or PostgreSQL,
//! chosen by the address alone.
//!
//! Invariant: what happens in one turn is stored in one transaction or not at all, and no transaction ever waits for
//! the network. A committed transaction survives a power cut: on SQLite as `commit.rs` tells, on PostgreSQL by default.

mod agenda;
mod alone;
mod audience;
mod backup;
mod claims;
mod commit;
mod counts;
mod desk;
mod dialect;
mod election;
mod error;
mod health;
mod json;
mod known;
mod leads;
mod learned;
mod log;
mod looking;
mod mailbox;
mod marks;
mod migrate;
mod outbox;
mod pairing;
mod parked;
mod prune;
mod reason;
mod together;
mod topics;
mod turn;
mod unanswered;

use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::sync::{Arc, Once};
use std::time::Duration;

use chrono::{DateTime, Utc};
use futures::future::join_all;
use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::{AnyConnection, AnyPool, ConnectOptions, Connection, Executor};

use crate::settings::DatabaseUrl;
use commit::Seal;
use dialect::{Dialect, driver_url, sqlite_file};
use error::Place;
use marks::Marks;

pub use crate::conversation::Unanswered;
pub use agenda::HandedIn;
pub use alone::Alone;
pub use audience::{Audience, MAILBOX};
pub use backup::{Backup, BackupError, back_up};
pub(crate) use counts::Tally;
pub(crate) use desk::Letter;
pub use election::{BEAT, Candidate, Term};
pub use error::{StoreError, StoreErrorKind};
pub use health::Figures;
pub(crate) use known::Known;
pub use leads::StoredLead;
pub use learned::{LearnedMark, LessonId, NotUndone, StoredLesson};
pub use marks::Marked;
pub use outbox::{Claim, OutboxCounts, OutboxId, OutboxRow};
pub use pairing::{CODE_LASTS, ManagerChat, PairingCode};
pub use parked::{HeldUp, Hold, NotParked};
pub use prune::{Pruned, Retention};
pub use reason::Reason;
pub use topics::Topic;
pub(crate) use turn::TurnTransaction;

/// How long we wait for a connection, or for another program that writes the same SQLite file.
const PATIENCE: Duration = Duration::from_secs(10);

/// Connections to PostgreSQL. A turn holds one and never needs a second.
const POSTGRES_CONNECTIONS: u32 = 10;

/// A connection that was not used for so long is asked whether the server is still there.
const RESTED: Duration = Duration::from_secs(1);

/// So long connections that are made in advance may keep the first ones from being used.
const WARMING: Duration = Duration::from_secs(1);

/// Readers of a SQLite file beside its one writer.
const SQLITE_READERS: u32 = 2;

/// The mode of a file that only the user of the bot can read.
const PRIVATE: u32 = 0o600;

/// `busy_timeout` comes first: the other settings may have to wait for another program already. The cache of pages is
/// half a megabyte for each connection; what is not in it is in the system's.
const SQLITE_SETTINGS: &str =
    "PRAGMA busy_timeout = 5000; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -512;";

/// What is asked is always the same, and planning takes longer than doing.
const POSTGRES_SETTINGS: &str = "SET plan_cache_mode = force_generic_plan; SET jit = off";

/// For a bot alone. The file remembers it, and a command that only looks changes nothing of a file.
const SQLITE_JOURNAL: &str = "PRAGMA journal_mode = WAL;";

/// The database, ready for use. Clones share its connections.
#[derive(Debug, Clone)]
pub struct Store {
    /// On SQLite a single connection, so that writers queue here in order rather than on the file.
    writer: AnyPool,
    reader: AnyPool,
    /// For one connection more, to see what is wrong.
    options: AnyConnectOptions,
    dialect: Dialect,
    place: Place,
    seal: Seal,
    marks: Marks,
    /// Of SQLite.
    file: Option<Arc<Path>>,
}

impl Store {
    /// Opens the database and brings its schema up to date. A SQLite file is created when there is none.
    ///
    /// # Errors
    /// When the database cannot be opened, read and written, or is from a newer program.
    pub async fn open(url: &DatabaseUrl) -> Result<Self, StoreError> {
        let store = Self::connect(url, true).await?;
        migrate::run(&store).await?;
        // SQLite opens a file that it may not write without a word.
        store.write(sqlx::query("UPDATE migrations SET version = version")).await?;
        Ok(store)
    }

    /// Opens a database as it is, for commands beside the bot: nothing is created and its schema stays as it is.
    ///
    /// # Errors
    /// As [`Store::open`]; [`StoreErrorKind::CannotOpen`] when there is no such file; [`StoreErrorKind::Older`] when the
    /// bot that works on it is older than this program.
    pub async fn open_existing(url: &DatabaseUrl) -> Result<Self, StoreError> {
        let store = Self::connect(url, false).await?;
        migrate::check(&store).await?;
        Ok(store)
    }

    /// `for_bot` makes a SQLite file where there is none, and sets it up.
    async fn connect(url: &DatabaseUrl, for_bot: bool) -> Result<Self, StoreError> {
        static DRIVERS: Once = Once::new();
        DRIVERS.call_once(sqlx::any::install_default_drivers);

        let place = Place::new(url);
        let dialect = Dialect::of(url);
        if for_bot && dialect == Dialect::Sqlite && !url.expose().contains('?') {
            create_private(&sqlite_file(url, &place)?);
        }
        let options: AnyConnectOptions =
            driver_url(url, for_bot, &place)?.parse().map_err(|error| place.error(error))?;
        let options = options.disable_statement_logging();
        // A pool tries again and again and then only says that it took too long; one connection says what is wrong.
        try_once(&options, dialect, for_bot).await.map_err(|error| place.error(error))?;

        let pool = |size| {
            let pool = AnyPoolOptions::new().max_connections(size).acquire_timeout(PATIENCE);
            // SQLite itself ends a transaction for which there is no room on the disk. The driver does not notice, and
            // would never begin another on that connection. A server may have gone meanwhile; asking costs a way there and
            // back, so only a connection that has rested is asked.
            pool.test_before_acquire(false).before_acquire(move |connection, about| {
                Box::pin(async move {
                    if dialect == Dialect::Postgres && about.idle_for > RESTED {
                        connection.ping().await?;
                    }
                    Ok(!connection.is_in_transaction())
                })
            })
        };
        let (writer, reader) = match dialect {
            Dialect::Sqlite => {
                let pool = |size| {
                    let pool = pool(size).max_lifetime(None).idle_timeout(None);
                    pool.after_connect(move |connection, _| Box::pin(set_up_sqlite(connection, for_bot)))
                        .connect_lazy_with(options.clone())
                };
                (pool(1), pool(SQLITE_READERS))
            }
            Dialect::Postgres => {
                let pool = pool(POSTGRES_CONNECTIONS).after_connect(|connection, _| {
                    Box::pin(async move { connection.execute(POSTGRES_SETTINGS).await.map(drop) })
                });
                let pool = pool.idle_timeout(None).connect_lazy_with(options.clone());
                (pool.clone(), pool)
            }
        };
        let file = match dialect {
            Dialect::Sqlite => Some(sqlite_file(url, &place)?.into()),
            Dialect::Postgres => None,
        };
        Ok(Self { writer, reader, options, dialect, place, seal: Seal::default(), marks: Marks::default(), file })
    }

    /// The database's address without its password.
    pub fn place(&self) -> &str {
        self.place.as_str()
    }

    /// Whether other programs may work on the same database (PostgreSQL), so that what they have claimed is theirs.
    pub fn is_shared(&self) -> bool {
        self.dialect == Dialect::Postgres
    }

    /// Asks the database whether it is there.
    ///
    /// # Errors
    /// When it is not.
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.reader.execute("SELECT 1").await.map(drop).map_err(|error| self.place.error(error))
    }

    /// Makes the connections to PostgreSQL before they are needed: making one takes much longer than a turn. When the server
    /// has too few, or takes its time, they are made when they are needed.
    pub async fn warm_up(&self) {
        if self.dialect == Dialect::Postgres {
            let all = join_all((0..POSTGRES_CONNECTIONS).map(|_| self.writer.acquire()));
            drop(tokio::time::timeout(WARMING, all).await);
        }
    }

    /// Closes all connections, after what they are doing.
    pub async fn close(&self) {
        self.writer.close().await;
        self.reader.close().await;
    }

    /// A pool that gives up hides why it got no connection to the file: a full disk looks like a busy one.
    async fn explain(&self, error: sqlx::Error) -> StoreError {
        if self.dialect == Dialect::Sqlite
            && matches!(error, sqlx::Error::PoolTimedOut)
            && let Err(reason) = try_once(&self.options, self.dialect, false).await
        {
            return self.place.error(reason);
        }
        self.place.error(error)
    }
}

async fn try_once(options: &AnyConnectOptions, dialect: Dialect, for_bot: bool) -> Result<(), sqlx::Error> {
    let attempt = async {
        let mut connection = AnyConnection::connect_with(options).await?;
        if dialect == Dialect::Sqlite {
            set_up_sqlite(&mut connection, for_bot).await?;
            // Only now are the files beside it opened.
            connection.execute("SELECT COUNT(*) FROM sqlite_master").await?;
        }
        connection.close().await
    };
    tokio::time::timeout(PATIENCE, attempt).await.unwrap_or(Err(sqlx::Error::PoolTimedOut))
}

async fn set_up_sqlite(connection: &mut AnyConnection, for_bot: bool) -> Result<(), sqlx::Error> {
    connection.execute(SQLITE_SETTINGS).await?;
    if for_bot {
        connection.execute(SQLITE_JOURNAL).await?;
    }
    Ok(())
}

/// Creates the file where there is none, for its owner alone, as names and telephone numbers come into it; the files
/// that SQLite puts beside it are as private. What goes wrong here SQLite tells better.
fn create_private(file: &Path) {
    let _ = OpenOptions::new().write(true).create_new(true).mode(PRIVATE).open(file);
}

fn to_millis(time: DateTime<Utc>) -> i64 {
    time.timestamp_millis()
}

/// A time that was stored by [`to_millis`]; the start of 1970 for a number that is no time.
fn from_millis(millis: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(millis).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ideas::ChatId;

    #[tokio::test]
    async fn a_new_file_is_for_its_owner_alone() {
        use std::os::unix::fs::PermissionsExt as _;

        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite://{}", folder.path().join("bot.db").display());
        let _store = Store::open(&DatabaseUrl::parse(&url).expect("an address")).await.expect("a database");
        for name in ["bot.db", "bot.db-wal", "bot.db-shm"] {
            let file = folder.path().join(name).metadata().unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!(file.permissions().mode() & 0o777, PRIVATE, "{name}");
        }
    }

    #[tokio::test]
    async fn a_full_disk_keeps_nothing_and_is_said() {
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite://{}", folder.path().join("bot.db").display());
        let store = Store::open(&DatabaseUrl::parse(&url).expect("an address")).await.expect("a database");
        let limit = |pages: &'static str| {
            let writer = store.writer.clone();
            async move { writer.execute(pages).await.expect("a setting") }
        };
        let turn = |raw: String| {
            let store = store.clone();
            async move {
                let mut tx = store.begin_turn(ChatId(1), Utc::now()).await?;
                assert!(tx.mark_seen(1).await?, "nothing was kept of the turn before");
                tx.park_update(1, ChatId(1), "", &raw).await?;
                tx.commit().await
            }
        };
        limit("PRAGMA max_page_count = 40").await;
        let error = turn("x".repeat(1_000_000)).await.expect_err("no room");
        assert_eq!(error.kind(), StoreErrorKind::DiskFull, "{error}");
        limit("PRAGMA max_page_count = 100000").await;
        turn("x".repeat(1_000_000)).await.expect("room again");
    }
}
