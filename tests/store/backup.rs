//! The copy that is made while the bot runs.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use esij_bot::ideas::Reference;
use esij_bot::settings::DatabaseUrl;
use esij_bot::store::{Backup, BackupError, StoreErrorKind, back_up};
use sqlx::Executor;

use crate::fixture::{ANNA, BART, Base, MANAGER, at, on_postgres, on_sqlite, typed};

async fn copy(base: &Base, file: &Path) -> Result<Backup, BackupError> {
    back_up(&base.url, file, at(0)).await
}

fn entries(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect()
}

#[tokio::test]
async fn a_backup_is_the_whole_database() {
    on_sqlite(|base: Base| async move {
        let turns = base.turns(&[MANAGER]);
        turns.take(typed(1, ANNA, "engels"), at(0)).await.expect("a turn");
        turns.take(typed(2, ANNA, "vraag x"), at(0)).await.expect("a turn");
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("a copy?.db");
        let mut other = base.connect().await;
        other.execute("BEGIN IMMEDIATE").await.expect("somebody is writing");
        let made = copy(&base, &file).await.expect("a backup");
        other.execute("ROLLBACK").await.expect("let go");
        let found = fs::metadata(&file).expect("the copy");
        assert_eq!((found.len(), found.permissions().mode() & 0o777), (made.size, 0o600));
        assert_eq!(entries(folder.path()), ["a copy?.db"], "nothing beside it");

        // What comes later is not in it.
        turns.take(typed(3, ANNA, "vraag y"), at(1)).await.expect("a turn");
        let plain = folder.path().join("copy.db");
        fs::rename(&file, &plain).expect("another name");
        let restored = Base::open(&format!("sqlite://{}", plain.display())).await;
        assert_eq!((base.store.leads().await.expect("leads").len(), restored.count("leads").await), (2, 1));
        let again = restored.turns(&[MANAGER]).take(typed(2, ANNA, "vraag x"), at(2)).await.expect("a turn");
        assert_eq!(again, esij_bot::turn::Taken::Duplicate);
        restored.turns(&[MANAGER]).take(typed(4, ANNA, "taal"), at(2)).await.expect("a turn");
        let delivered = restored.deliver(at(2)).await;
        let texts: Vec<&str> = delivered.iter().filter(|(chat, _)| *chat == ANNA).map(|(_, text)| &**text).collect();
        assert_eq!(texts, ["English", "genoteerd", "en", "IJM-2025-0001 afgeleverd"]);
        // IJM-2025-0002 was given since, and IJM-2026-0001 may have been.
        restored.turns(&[]).take(typed(5, BART, "vraag z"), at(3)).await.expect("a turn");
        restored.turns(&[]).take(typed(6, BART, "vraag z"), at(60 * 86_400)).await.expect("a turn");
        let references: Vec<Reference> =
            restored.store.leads().await.expect("leads").iter().map(|lead| lead.reference).collect();
        assert_eq!(
            references,
            [(2026, 101), (2025, 102), (2025, 1)].map(|(year, number)| Reference::new(year, number))
        );
    })
    .await;
}

#[tokio::test]
async fn there_is_a_whole_backup_or_none() {
    on_sqlite(|base: Base| async move {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("copy.db");
        fs::write(&file, "mine").expect("a file");
        let error = copy(&base, &file).await.expect_err("it is there");
        assert!(matches!(&error, BackupError::Exists(_)), "{error}");
        assert_eq!(fs::read(&file).expect("the file"), b"mine");
        let nowhere = copy(&base, &folder.path().join("none/copy.db")).await.expect_err("no folder");
        assert!(matches!(&nowhere, BackupError::CannotWrite { .. }), "{nowhere}");
        // A database that is not the bot's, and one that is damaged.
        let other = folder.path().join("other.db");
        fs::write(&other, "").expect("a file");
        let url = DatabaseUrl::parse(&format!("sqlite://{}", other.display())).expect("an address");
        let file = folder.path().join("second.db");
        let error = back_up(&url, &file, at(0)).await.expect_err("nothing to copy");
        assert!(matches!(&error, BackupError::Nothing(_)), "{error}");
        fs::remove_file(&other).expect("it goes");
        base.turns(&[]).take(typed(1, ANNA, &"lang ".repeat(1000)), at(0)).await.expect("a turn");
        base.store.close().await;
        let path = base.url.expose().trim_start_matches("sqlite://");
        let mut bytes = fs::read(path).expect("the database");
        let page =
            bytes.chunks(4096).position(|page| page.windows(9).any(|part| part == b"lang lang")).expect("a page");
        bytes[page * 4096..(page + 1) * 4096].fill(0x5A);
        fs::write(path, bytes).expect("it is damaged");
        let error = copy(&base, &file).await.expect_err("damaged");
        assert!(matches!(&error, BackupError::Store(error) if error.kind() == StoreErrorKind::Corrupt), "{error:?}");
        assert!(error.to_string().contains("esij bot.db"), "{error}");
        assert_eq!(entries(folder.path()), ["copy.db"], "nothing is left behind");
    })
    .await;
    on_postgres("there_is_a_whole_backup_or_none", |base: Base| async move {
        let error = copy(&base, "copy.db".as_ref()).await.expect_err("not here");
        assert!(matches!(&error, BackupError::Store(error) if error.kind() == StoreErrorKind::Unsupported), "{error}");
        assert!(error.hint().contains("pg_dump"));
    })
    .await;
}
