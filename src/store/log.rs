//! The write-ahead log of a SQLite file, brought to the disk beside SQLite.
//!
//! Invariant: [`Log::sync`] only says that it did when the file that it brought to the disk is the one that SQLite writes
//! to. Nothing here reads or writes the log, and the file with the tables is never opened: closing it would give away
//! SQLite's locks on it (<https://www.sqlite.org/howtocorrupt.html>).

use std::fs::{self, File};
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The log, held open: so that the disk's failures are told here too, each once.
#[derive(Debug)]
pub(super) struct Log(Arc<Opened>);

#[derive(Debug)]
struct Opened {
    file: File,
    path: PathBuf,
}

impl Log {
    /// The log of the database in this file. `None` when there is none, as with one that is kept in another way.
    pub(super) fn of(database: &Path) -> Option<Self> {
        // SQLite puts it beside what a link leads to.
        let mut path = fs::canonicalize(database).ok()?.into_os_string();
        path.push("-wal");
        let path = PathBuf::from(path);
        let file = File::open(&path).ok()?;
        Some(Self(Arc::new(Opened { file, path })))
    }

    /// Brings to the disk what was written to the log before the call. `None` when SQLite has another log by now: the one
    /// before it was brought into the file with the tables, but what is in the new one may not be on the disk.
    ///
    /// # Errors
    /// When the disk fails.
    pub(super) async fn sync(self) -> io::Result<Option<Self>> {
        let opened = Arc::clone(&self.0);
        let done = tokio::task::spawn_blocking(move || opened.sync()).await;
        Ok(done.unwrap_or_else(|panic| Err(io::Error::other(panic)))?.then_some(self))
    }
}

impl Opened {
    fn sync(&self) -> io::Result<bool> {
        let here = self.file.metadata()?;
        let is_same = match fs::metadata(&self.path) {
            Ok(there) => (here.dev(), here.ino()) == (there.dev(), there.ino()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => false,
            Err(error) => return Err(error),
        };
        if is_same {
            self.file.sync_data()?;
        }
        Ok(is_same)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn another_log_under_the_same_name_is_noticed() {
        let folder = tempfile::tempdir().expect("a folder");
        let (database, link) = (folder.path().join("bot.db"), folder.path().join("link.db"));
        let path = folder.path().join("bot.db-wal");
        std::os::unix::fs::symlink(&database, &link).expect("a link");
        assert!(Log::of(&database).is_none());
        fs::write(&database, "").expect("a file");
        assert!(Log::of(&database).is_none());
        fs::write(&path, "one").expect("a file");
        let log = || Log::of(&link).expect("a log");
        let (gone, replaced) = (log(), log());
        assert!(log().sync().await.expect("a disk").is_some());
        fs::remove_file(&path).expect("it is there");
        assert!(gone.sync().await.expect("a disk").is_none());
        fs::write(&path, "two").expect("a file");
        assert!(replaced.sync().await.expect("a disk").is_none());
        assert!(log().sync().await.expect("a disk").is_some());
    }
}
