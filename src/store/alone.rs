//! One bot on a SQLite file: a lock on a file beside it, held as long as the bot runs.
//!
//! Invariant: the lock is the operating system's, so it ends with the process however that ends. The database's own
//! file is not locked, as SQLite has its own locks on it; commands that read are not kept out.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use super::dialect::{Dialect, sqlite_file};
use super::error::{Place, StoreError, StoreErrorKind};
use crate::settings::DatabaseUrl;

/// The right to be the one bot on a database.
#[derive(Debug)]
pub struct Alone {
    _lock: Option<File>,
}

impl Alone {
    /// Takes the right, before the database is opened. On PostgreSQL several bots may work side by side.
    ///
    /// # Errors
    /// [`StoreErrorKind::InUse`] when another bot works on the file; [`StoreErrorKind::CannotOpen`] when the folder
    /// cannot be used.
    pub fn on(url: &DatabaseUrl) -> Result<Self, StoreError> {
        if Dialect::of(url) == Dialect::Postgres {
            return Ok(Self { _lock: None });
        }
        let place = Place::new(url);
        let path = lock_file(&sqlite_file(url, &place)?);
        let failed = |error: std::io::Error| {
            let cause = format!("cannot lock `{}`: {error}", path.display());
            StoreError::new(&place, StoreErrorKind::CannotOpen, cause)
        };
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _lock: Some(file) }),
            Err(TryLockError::WouldBlock) => {
                let cause = format!("it holds `{}`", path.display());
                Err(StoreError::new(&place, StoreErrorKind::InUse, cause))
            }
            Err(TryLockError::Error(error)) => Err(failed(error)),
        }
    }
}

/// The file stays when the bot stops: were it taken away, two bots could each lock a file of that name.
fn lock_file(database: &Path) -> PathBuf {
    let mut path = database.as_os_str().to_owned();
    path.push("-lock");
    path.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_at_a_time() {
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite://{}", folder.path().join("a bot.db").display());
        let url = DatabaseUrl::parse(&url).expect("an address");
        let first = Alone::on(&url).expect("nobody else");
        assert_eq!(Alone::on(&url).expect_err("somebody else").kind(), StoreErrorKind::InUse);
        drop(first);
        Alone::on(&url).expect("nobody else any more");
        let nowhere = DatabaseUrl::parse("sqlite:///nowhere/at/all.db").expect("an address");
        assert_eq!(Alone::on(&nowhere).expect_err("no folder").kind(), StoreErrorKind::CannotOpen);
    }
}
