//! A copy of a SQLite database, made while the bot runs.
//!
//! Invariant: under its name the copy is whole, sound and on the disk, or it is not there at all. A bot that is started
//! on it gives out no reference that was given since the copy was made.

use std::ffi::OsString;
use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Datelike, Utc};
use sqlx::{AnyConnection, Connection, Row};
use thiserror::Error;
use url::Url;

use super::dialect::Dialect;
use super::error::{Place, StoreError, StoreErrorKind};
use super::{PRIVATE, Store, migrate};
use crate::settings::DatabaseUrl;

/// So many references are left out in the copy: more than are given between a backup and the day that it is needed.
const SPARED_REFERENCES: i64 = 100;

/// A backup that was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backup {
    /// In bytes.
    pub size: u64,
}

/// Why there is no backup.
#[derive(Debug, Error)]
pub enum BackupError {
    /// Of the database, or of the copy as one.
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("`{}` exists already", .0.display())]
    Exists(PathBuf),
    #[error("cannot write the backup `{}`", file.display())]
    CannotWrite { file: PathBuf, source: io::Error },
    /// There are no tables of the bot in the database.
    #[error("there is nothing of the bot in the database `{0}`")]
    Nothing(String),
    /// The copy did not pass SQLite's own examination.
    #[error("the copy of the database `{place}` is not sound: {found}")]
    Unsound { place: String, found: String },
}

impl BackupError {
    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Store(error) if error.kind() == StoreErrorKind::Unsupported => {
                "PostgreSQL has its own tool for it: `pg_dump`"
            }
            Self::Store(error) => error.hint(),
            Self::Exists(_) => "name a file that does not exist yet",
            Self::CannotWrite { .. } => {
                "name a file in a folder that exists, with room on its disk, that this user may write"
            }
            Self::Nothing(_) => "check the address given with `--database` or `ESIJ_DATABASE`",
            Self::Unsound { .. } => "the database itself may be damaged; keep the backups that you have",
        }
    }
}

/// Copies the database at `url`, whatever its version, to a new file that only its owner can read. A bot may go on with
/// its work meanwhile. `now` says in which year references are given.
///
/// # Errors
/// When the file exists already or cannot be written, or the database cannot be read or is not sound;
/// [`StoreErrorKind::Unsupported`] on PostgreSQL. There is no file then.
pub async fn back_up(url: &DatabaseUrl, file: &Path, now: DateTime<Utc>) -> Result<Backup, BackupError> {
    if Dialect::of(url) == Dialect::Postgres {
        let cause = "PostgreSQL makes its own backups";
        return Err(StoreError::new(&Place::new(url), StoreErrorKind::Unsupported, cause).into());
    }
    let copy = Unfinished::create(file)?;
    let store = Store::connect(url, false).await?;
    let copied = copy.fill(&store, now).await;
    store.close().await;
    copied?;
    copy.finish()
}

/// The copy under a name of its own, taken away again unless it is finished.
struct Unfinished<'a> {
    /// As it was named.
    file: &'a Path,
    finished: PathBuf,
    path: PathBuf,
    done: bool,
}

impl<'a> Unfinished<'a> {
    fn create(file: &'a Path) -> Result<Self, BackupError> {
        let unwritable = |source| BackupError::CannotWrite { file: file.to_owned(), source };
        let finished = std::path::absolute(file).map_err(unwritable)?;
        if finished.symlink_metadata().is_ok() {
            return Err(BackupError::Exists(file.to_owned()));
        }
        let mut name = OsString::from(".");
        name.push(finished.file_name().unwrap_or_default());
        name.push(format!(".{}.part", std::process::id()));
        let path = finished.with_file_name(name);
        OpenOptions::new().write(true).create_new(true).mode(PRIVATE).open(&path).map_err(unwritable)?;
        Ok(Self { file, finished, path, done: false })
    }

    /// SQLite writes into a file that exists if it is empty.
    async fn fill(&self, store: &Store, now: DateTime<Utc>) -> Result<(), BackupError> {
        if migrate::present(store).await? == 0 {
            return Err(BackupError::Nothing(store.place().to_owned()));
        }
        let bad_name = || self.unwritable(io::ErrorKind::InvalidFilename.into());
        let name = self.path.to_str().ok_or_else(bad_name)?;
        let url = Url::from_file_path(&self.path).map_err(|()| bad_name())?;
        let url = url.as_str().replacen("file:", "sqlite:", 1);
        let copied = sqlx::query("VACUUM INTO $1").bind(name.to_owned()).execute(&store.reader).await;
        copied.map_err(|error| self.failed(store, error))?;
        let failed = |error| self.failed(store, error);
        let mut connection = AnyConnection::connect(&url).await.map_err(failed)?;
        spare_references(&mut connection, now).await.map_err(failed)?;
        let found = sqlx::query("PRAGMA integrity_check(3)").fetch_all(&mut connection).await.map_err(failed)?;
        let found: Vec<String> = found.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>().map_err(failed)?;
        connection.close().await.map_err(failed)?;
        if found != ["ok"] {
            return Err(BackupError::Unsound { place: store.place().to_owned(), found: found.join("; ") });
        }
        Ok(())
    }

    /// On the disk first, then under its name, and then that name on the disk as well.
    fn finish(mut self) -> Result<Backup, BackupError> {
        let size = File::open(&self.path)
            .and_then(|copy| {
                copy.sync_all()?;
                std::fs::rename(&self.path, &self.finished)?;
                copy.metadata()
            })
            .map_err(|source| self.unwritable(source))?
            .len();
        self.done = true;
        let folder = self.finished.parent().unwrap_or(Path::new("/"));
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(|source| self.unwritable(source))?;
        Ok(Backup { size })
    }

    fn unwritable(&self, source: io::Error) -> BackupError {
        BackupError::CannotWrite { file: self.file.to_owned(), source }
    }

    /// SQLite does not say on which side it went wrong, but one side is only read.
    fn failed(&self, store: &Store, error: sqlx::Error) -> BackupError {
        let error = store.place.error(error);
        match error.kind() {
            StoreErrorKind::DiskFull
            | StoreErrorKind::DiskFailed
            | StoreErrorKind::CannotOpen
            | StoreErrorKind::ReadOnly => {
                let cause = std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default();
                self.unwritable(io::Error::other(cause))
            }
            _ => error.into(),
        }
    }
}

impl Drop for Unfinished<'_> {
    fn drop(&mut self) {
        if !self.done {
            // What is left of it is in the way of nobody.
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

/// Since the backup references were given that the copy knows nothing of, perhaps into the next year.
async fn spare_references(copy: &mut AnyConnection, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    let sql = "INSERT INTO counters (year, next) VALUES ($1, $2 + 1) \
               ON CONFLICT (year) DO UPDATE SET next = counters.next + $2";
    for year in [now.year(), now.year() + 1] {
        sqlx::query(sql).bind(i64::from(year)).bind(SPARED_REFERENCES).execute(&mut *copy).await?;
    }
    Ok(())
}
