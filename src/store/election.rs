//! Which of several replicas fetches the updates: the one that holds an advisory lock of PostgreSQL, on a connection of
//! its own.
//!
//! Invariant: a term is over for its holder before another can begin. The server ends a connection that says nothing
//! for [`EXPIRY`], and with it the lock; the holder gives up [`TRUST`] after the last sign of life that the server
//! answered, and `TRUST < EXPIRY`. So it also holds when a machine freezes or is cut off from the network.

use std::sync::Arc;
use std::time::Duration;

use sqlx::any::AnyConnectOptions;
use sqlx::{AnyConnection, AssertSqlSafe, ConnectOptions as _, Connection, Row};
use tokio::time::{Instant, sleep, timeout, timeout_at};

use super::Store;
use super::dialect::{Exclusive, LOCK_FAMILY};
use super::error::{Place, StoreError};

/// How often the holder asks for a sign of life, and how often a spare should stand.
pub const BEAT: Duration = Duration::from_secs(1);
/// For so long after the last sign of life the holder trusts that the lock is still its own.
const TRUST: Duration = Duration::from_secs(5);
/// After so long without a word from its holder the server gives the lock free.
const EXPIRY: Duration = Duration::from_secs(10);

const _: () = assert!(TRUST.as_millis() < EXPIRY.as_millis());

/// A replica that wants to fetch the updates.
pub struct Candidate {
    options: Arc<AnyConnectOptions>,
    place: Place,
    connection: Option<AnyConnection>,
}

/// The right to fetch the updates, for as long as [`Term::until_lost`] waits. It ends when this is dropped.
pub struct Term {
    connection: AnyConnection,
    confirmed: Instant,
}

impl Store {
    /// A candidate for fetching the updates; `None` where there is nobody else (SQLite).
    pub fn candidate(&self) -> Option<Candidate> {
        self.is_shared().then(|| Candidate {
            options: self.writer.connect_options(),
            place: self.place.clone(),
            connection: None,
        })
    }
}

impl Candidate {
    /// Asks for the term; `None` when another replica has it. To be asked again every [`BEAT`].
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn stand(&mut self) -> Result<Option<Term>, StoreError> {
        let asked = Instant::now();
        let present = self.connection.take();
        let options = Arc::clone(&self.options);
        let attempt = async {
            let mut connection = match present {
                Some(connection) => connection,
                None => connect(&options).await?,
            };
            let query = sqlx::query("SELECT pg_try_advisory_lock($1, $2)");
            let query = query.bind(LOCK_FAMILY).bind(Exclusive::FetchingUpdates as i32);
            let elected: bool = query.fetch_one(&mut connection).await?.try_get(0)?;
            Ok((connection, elected))
        };
        let answer = timeout(TRUST, attempt).await.unwrap_or(Err(sqlx::Error::PoolTimedOut));
        let (connection, elected) = answer.map_err(|error| self.place.error(error))?;
        if elected {
            return Ok(Some(Term { connection, confirmed: asked }));
        }
        self.connection = Some(connection);
        Ok(None)
    }
}

/// A function of its own, as a borrowed [`Candidate`] may not go to another thread: a connection is not `Sync`.
async fn connect(options: &AnyConnectOptions) -> Result<AnyConnection, sqlx::Error> {
    let mut connection = options.connect().await?;
    // PostgreSQL knows the setting from version 14 on; before, a frozen holder keeps the lock for as long as TCP does.
    let expiry = EXPIRY.as_millis();
    let sql =
        format!("SELECT set_config(name, '{expiry}', false) FROM pg_settings WHERE name = 'idle_session_timeout'");
    // Safe: nothing but a number of ours is put into it.
    sqlx::query(AssertSqlSafe(sql)).execute(&mut connection).await?;
    Ok(connection)
}

impl Term {
    /// Returns when the term is over: the connection broke, or the server did not answer in time.
    ///
    /// Asked with `ping`, as the future of `Executor::execute` on a borrowed connection counts as `Send` for one
    /// lifetime only, and then nothing around it can be spawned.
    pub async fn until_lost(&mut self) {
        loop {
            sleep(BEAT).await;
            let asked = Instant::now();
            match timeout_at(self.confirmed + TRUST, self.connection.ping()).await {
                Ok(Ok(_)) => self.confirmed = asked,
                Ok(Err(_)) | Err(_) => return,
            }
        }
    }

    /// Gives the term up, so that another replica can have it at once.
    pub async fn resign(self) {
        // When the connection is broken already, the term is over anyway.
        let _ = timeout(BEAT, self.connection.close()).await;
    }
}
