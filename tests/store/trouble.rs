//! Files and servers that do not do what they should: a clear error, and nothing acknowledged.

use std::error::Error;

use esij_bot::settings::DatabaseUrl;
use esij_bot::store::{Store, StoreError, StoreErrorKind};
use esij_bot::turn::Taken;
use sqlx::Executor;

use crate::fixture::{ANNA, Base, at, on_postgres, on_sqlite, typed};

async fn opened(url: &str) -> StoreError {
    Store::open(&DatabaseUrl::parse(url).expect("an address")).await.expect_err("it does not open")
}

fn check(error: &StoreError, kind: StoreErrorKind, place: &str) {
    assert_eq!(error.kind(), kind, "{error}: {:?}", error.source().map(ToString::to_string));
    assert!(error.to_string().contains(place) && !error.hint().is_empty(), "{error}");
}

#[tokio::test]
async fn a_file_that_is_no_database() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("notes.db");
    std::fs::write(&file, "these are notes, and there are quite a few of them. ".repeat(100)).expect("a file");
    let url = format!("sqlite://{}", file.display());
    check(&opened(&url).await, StoreErrorKind::NotADatabase, "notes.db");
}

#[tokio::test]
async fn a_folder_or_file_that_is_not_there() {
    check(&opened("sqlite:///nowhere/at/all/bot.db").await, StoreErrorKind::CannotOpen, "/nowhere/at/all/bot.db");
    check(&opened("sqlite://:memory:").await, StoreErrorKind::CannotOpen, ":memory:");
    let folder = tempfile::tempdir().expect("a folder");
    let url = DatabaseUrl::parse(&format!("sqlite://{}/none.db", folder.path().display())).expect("an address");
    check(&Store::open_existing(&url).await.expect_err("no file"), StoreErrorKind::CannotOpen, "none.db");
    assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 0, "reading made no file");
}

#[tokio::test]
async fn a_database_that_may_only_be_read() {
    on_sqlite(|base: Base| async move {
        let url = format!("{}?mode=ro", base.url.expose());
        base.store.close().await;
        check(&opened(&url).await, StoreErrorKind::ReadOnly, "mode=ro");
    })
    .await;
}

#[tokio::test]
async fn a_server_that_is_not_there() {
    let error = opened("postgres://esij:geheim@127.0.0.1:1/esij").await;
    check(&error, StoreErrorKind::CannotConnect, "@127.0.0.1:1/esij");
    assert!(!format!("{error}{error:?}").contains("geheim"));
}

#[tokio::test]
async fn a_database_that_is_not_on_the_server() {
    on_postgres("a_database_that_is_not_on_the_server", |base: Base| async move {
        let url = format!("{}_not", base.url.expose());
        check(&opened(&url).await, StoreErrorKind::AccessDenied, "_not");
    })
    .await;
}

#[tokio::test]
async fn a_held_database_is_waited_for_and_then_said() {
    on_sqlite(|base: Base| async move {
        let turns = base.turns(&[]);
        let mut other = base.connect().await;
        other.execute("BEGIN IMMEDIATE").await.expect("held");
        let error = turns.take(typed(1, ANNA, "hallo"), at(0)).await.expect_err("held");
        check(&error, StoreErrorKind::Locked, "esij bot.db");
        other.execute("ROLLBACK").await.expect("let go");
        assert_eq!(turns.take(typed(1, ANNA, "hallo"), at(1)).await.expect("a turn"), Taken::Handled);
    })
    .await;
}
