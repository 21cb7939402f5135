//! How a transaction comes to last.
//!
//! Invariant: when [`Store::commit`] returns `Ok`, the transaction survives a power cut.
//!
//! On PostgreSQL that is the server's business. On SQLite every commit would have to wait for the disk by itself, as
//! there is one writer; so here a commit is first written to the log of the file (`synchronous=NORMAL`), and then waits
//! for the *seal*, which brings that log to the disk ([`Log::sync`]) while others write on. As the log is written in
//! order, a seal makes all commits before it last, and those that come about while the disk is busy share the next one. A
//! power cut before the seal takes away whole transactions from the end, never a part of one, and nobody has been told of
//! them yet.
//!
//! The first seal, and each after one that failed, is left to SQLite itself: a commit that waits for the disk
//! (`synchronous=FULL`).

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use sqlx::any::{AnyArguments, AnyRow};
use sqlx::pool::PoolConnection;
use sqlx::query::Query;
use sqlx::{Any, Row, SqlSafeStr};
use tokio::sync::Mutex;

use super::Store;
use super::dialect::{Dialect, Tx};
use super::error::{StoreError, StoreErrorKind};
use super::log::Log;

/// Which commits the disk has.
#[derive(Debug, Clone, Default)]
pub(super) struct Seal {
    /// How many commits there were. It only grows while the one writing connection is held, just before a commit, so
    /// whoever gets that connection next finds them all done.
    commits: Arc<AtomicU64>,
    /// All commits up to this one are in the log.
    written: Arc<AtomicU64>,
    /// Held by whoever brings commits to the disk.
    sealed: Arc<Mutex<Sealed>>,
}

#[derive(Debug, Default)]
struct Sealed {
    /// So many commits are on the disk.
    commits: u64,
    /// The last seal failed.
    broken: bool,
    /// Without it SQLite does it.
    log: Option<Log>,
}

/// So many commits were done when somebody held the connection that writes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen(u64);

impl Store {
    pub(super) async fn begin(&self) -> Result<Tx, StoreError> {
        self.begin_with(self.dialect.begin()).await
    }

    /// `statement` may be several; the last of them to take part in the transaction has begun it.
    pub(super) async fn begin_with(&self, statement: impl SqlSafeStr + Send + 'static) -> Result<Tx, StoreError> {
        match self.writer.begin_with(statement).await {
            Ok(tx) => Ok(tx),
            Err(error) => Err(self.explain(error).await),
        }
    }

    /// Commits, and returns when it lasts. After an error the transaction may still have been committed: then it lasts
    /// as soon as whoever finds it has called [`Store::leave`].
    pub(super) async fn commit(&self, tx: Tx) -> Result<(), StoreError> {
        let commits = self.seal.commits.fetch_add(1, Ordering::SeqCst) + 1;
        tx.commit().await.map_err(|error| self.place.error(error))?;
        self.seal.written.fetch_max(commits, Ordering::SeqCst);
        self.seal_up_to(Seen(commits)).await
    }

    /// Ends a transaction that changed nothing, and returns when everything lasts that it has seen.
    pub(super) async fn leave(&self, tx: Tx) -> Result<(), StoreError> {
        let seen = self.seen();
        drop(tx);
        self.seal_up_to(seen).await
    }

    /// Runs one statement that changes something; returns how many rows it changed.
    pub(super) async fn write(&self, query: Query<'_, Any, AnyArguments>) -> Result<u64, StoreError> {
        let (mut connection, commits) = self.begin_writing().await?;
        let result = query.execute(&mut *connection).await.map_err(|error| self.place.error(error))?;
        self.end_writing(connection, commits).await?;
        Ok(result.rows_affected())
    }

    /// As [`write`](Self::write), and returns the rows of the statement.
    pub(super) async fn write_returning(&self, query: Query<'_, Any, AnyArguments>) -> Result<Vec<AnyRow>, StoreError> {
        let (mut connection, commits) = self.begin_writing().await?;
        let rows = query.fetch_all(&mut *connection).await.map_err(|error| self.place.error(error))?;
        self.end_writing(connection, commits).await?;
        Ok(rows)
    }

    /// A single statement is a transaction by itself.
    async fn begin_writing(&self) -> Result<(PoolConnection<Any>, u64), StoreError> {
        match self.writer.acquire().await {
            Ok(connection) => Ok((connection, self.seal.commits.fetch_add(1, Ordering::SeqCst) + 1)),
            Err(error) => Err(self.explain(error).await),
        }
    }

    async fn end_writing(&self, connection: PoolConnection<Any>, commits: u64) -> Result<(), StoreError> {
        drop(connection);
        self.seal.written.fetch_max(commits, Ordering::SeqCst);
        self.seal_up_to(Seen(commits)).await
    }

    /// Runs one statement that changes what need not last, and returns its rows when everything lasts that it has seen.
    pub(super) async fn write_passing(&self, query: Query<'_, Any, AnyArguments>) -> Result<Vec<AnyRow>, StoreError> {
        let mut connection = match self.writer.acquire().await {
            Ok(connection) => connection,
            Err(error) => return Err(self.explain(error).await),
        };
        let seen = self.seen();
        let rows = query.fetch_all(&mut *connection).await.map_err(|error| self.place.error(error))?;
        drop(connection);
        if !rows.is_empty() {
            self.seal_up_to(seen).await?;
        }
        Ok(rows)
    }

    /// What was committed until now; only for whoever holds the connection that writes, or others may be at it.
    pub(super) fn seen(&self) -> Seen {
        Seen(self.seal.commits.load(Ordering::SeqCst))
    }

    /// Returns when everything lasts that was seen.
    pub(super) async fn seal_up_to(&self, Seen(seen): Seen) -> Result<(), StoreError> {
        if self.dialect == Dialect::Postgres {
            return Ok(());
        }
        let mut sealed = self.seal.sealed.lock().await;
        if sealed.commits >= seen {
            return Ok(());
        }
        // Whatever cuts this off, the next one starts with the worst.
        let was_broken = std::mem::replace(&mut sealed.broken, true);
        let written = self.seal.written.load(Ordering::SeqCst).max(seen);
        let log = match sealed.log.take().filter(|_| !was_broken) {
            Some(log) => log.sync().await.map_err(|error| self.place.io(&error))?,
            None => None,
        };
        *sealed = match log {
            Some(log) => Sealed { commits: written, broken: false, log: Some(log) },
            None => {
                let commits = self.seal_with_commit(was_broken).await?;
                Sealed { commits, broken: false, log: self.file.as_deref().and_then(Log::of) }
            }
        };
        Ok(())
    }

    /// Leaves it to SQLite; returns how many commits last now.
    async fn seal_with_commit(&self, was_broken: bool) -> Result<u64, StoreError> {
        if was_broken {
            self.write_anew().await?;
        }
        let mut tx = self.begin_with("PRAGMA synchronous = FULL; BEGIN IMMEDIATE").await?;
        let Seen(all) = self.seen();
        // Without a change there is nothing that a commit would wait for.
        let change = sqlx::query("UPDATE migrations SET version = version").execute(&mut *tx).await;
        change.map_err(|error| self.place.error(error))?;
        tx.commit().await.map_err(|error| self.place.error(error))?;
        Ok(all)
    }

    /// Brings the log into the file, and has it begun anew. A disk that could not be written may say the next time that
    /// all is well, without having written what it lost in between (Linux's fsync does so); hence everything is written
    /// once more, and nothing is put behind what may be a hole.
    async fn write_anew(&self) -> Result<(), StoreError> {
        let failed = |error| self.place.error(error);
        let row = sqlx::query("PRAGMA wal_checkpoint(RESTART)").fetch_one(&self.writer).await.map_err(failed)?;
        match row.try_get::<i64, _>(0).map_err(failed)? {
            0 => Ok(()),
            _ => Err(StoreError::new(&self.place, StoreErrorKind::Locked, "the log cannot be brought into the file")),
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::Utc;
    use futures::future::join_all;

    use super::*;
    use crate::ideas::ChatId;
    use crate::settings::DatabaseUrl;

    async fn store() -> (Store, tempfile::TempDir) {
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite://{}", folder.path().join("bot.db").display());
        (Store::open(&DatabaseUrl::parse(&url).expect("an address")).await.expect("a database"), folder)
    }

    async fn unsealed(store: &Store) -> u64 {
        let sealed = store.seal.sealed.lock().await.commits;
        store.seal.commits.load(Ordering::SeqCst) - sealed
    }

    #[tokio::test]
    async fn no_commit_returns_before_it_is_sealed() {
        let (store, _folder) = store().await;
        let turn = |update: i64| {
            let store = store.clone();
            async move {
                let mut tx = store.begin_turn(ChatId(update), Utc::now()).await.expect("a turn");
                assert!(tx.mark_seen(update).await.expect("a write"));
                let before = store.seal.commits.load(Ordering::SeqCst);
                tx.commit().await.expect("a commit");
                assert!(store.seal.sealed.lock().await.commits > before);
            }
        };
        join_all((1..=40).map(turn)).await;
        assert_eq!(unsealed(&store).await, 0);
    }

    #[tokio::test]
    async fn the_log_is_brought_to_the_disk_beside_sqlite() {
        let (store, _folder) = store().await;
        let commit = || async {
            let tx = store.begin_turn(ChatId(1), Utc::now()).await.expect("a turn");
            tx.commit().await.expect("a commit");
            let sealed = store.seal.sealed.lock().await;
            (sealed.log.is_some(), sealed.commits)
        };
        let (with_log, before) = commit().await;
        assert!(with_log, "the first seals were those of opening");
        assert_eq!(commit().await, (true, before + 1));
        // As after a failure: SQLite does it once, and then it goes on.
        store.seal.sealed.lock().await.broken = true;
        assert_eq!(commit().await, (true, before + 2));
        // Another file under the name of the log is not ours to bring to the disk.
        let file = store.file.clone().expect("a file");
        let path = std::path::PathBuf::from(format!("{}-wal", file.display()));
        std::fs::rename(&path, path.with_extension("away")).expect("the log is there");
        let tx = store.begin_turn(ChatId(1), Utc::now()).await.expect("a turn");
        drop(tx.commit().await);
        assert!(store.seal.sealed.lock().await.log.is_none(), "without its log it is SQLite's");
    }

    #[tokio::test]
    async fn what_was_committed_without_lasting_lasts_when_it_comes_again() {
        let (store, _folder) = store().await;
        let mut tx = store.begin_turn(ChatId(1), Utc::now()).await.expect("a turn");
        assert!(tx.mark_seen(1).await.expect("a write"));
        // As when the disk fails between the two.
        store.seal.commits.fetch_add(1, Ordering::SeqCst);
        store.seal.sealed.lock().await.broken = true;
        drop(tx);
        assert_eq!(unsealed(&store).await, 1);
        let tx = store.begin_turn(ChatId(1), Utc::now()).await.expect("a turn");
        tx.leave().await.expect("a seal");
        assert_eq!(unsealed(&store).await, 0);
        assert!(!store.seal.sealed.lock().await.broken);
    }

    #[tokio::test]
    async fn a_seal_that_fails_is_an_error() {
        let (store, _folder) = store().await;
        let tx = store.begin().await.expect("a transaction");
        let held = store.seal.sealed.lock().await;
        let commit = tokio::spawn({
            let store = store.clone();
            async move { store.commit(tx).await }
        });
        while store.seal.commits.load(Ordering::SeqCst) == held.commits {
            tokio::task::yield_now().await;
        }
        store.writer.close().await;
        drop(held);
        assert!(commit.await.expect("no panic").is_err());
        assert!(store.seal.sealed.lock().await.broken);
    }
}
