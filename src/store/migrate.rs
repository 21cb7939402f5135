//! The schema, step by step.
//!
//! Invariant: all missing steps are taken in one transaction, by one program at a time, and only by a bot: a command
//! that looks into the database of a running bot never changes its schema.

use sqlx::{AssertSqlSafe, Row};

use super::Store;
use super::dialect::Exclusive;
use super::error::{StoreError, StoreErrorKind};

/// Each step with its number. A step that was ever released does not change any more.
const MIGRATIONS: [(i64, &str); 4] = [
    (1, include_str!("../../migrations/0001_first.sql")),
    (2, include_str!("../../migrations/0002_desk.sql")),
    (3, include_str!("../../migrations/0003_copies.sql")),
    (4, include_str!("../../migrations/0004_tallies.sql")),
];

pub(super) async fn run(store: &Store) -> Result<(), StoreError> {
    let failed = |error| store.place.error(error);
    let mut tx = store.begin().await?;
    store.dialect.lock_exclusive(&mut tx, Exclusive::Migrating).await.map_err(failed)?;
    sqlx::query("CREATE TABLE IF NOT EXISTS migrations (version BIGINT PRIMARY KEY)")
        .execute(&mut *tx)
        .await
        .map_err(failed)?;
    let row = sqlx::query("SELECT COALESCE(MAX(version), 0) FROM migrations").fetch_one(&mut *tx).await;
    let present: i64 = row.and_then(|row| row.try_get(0)).map_err(failed)?;
    check_not_newer(store, present)?;
    for (version, text) in MIGRATIONS.iter().filter(|(version, _)| *version > present) {
        // Safe: the text is part of the program.
        let sql = AssertSqlSafe(store.dialect.translate(text));
        sqlx::raw_sql(sql).execute(&mut *tx).await.map_err(failed)?;
        sqlx::query("INSERT INTO migrations (version) VALUES ($1)")
            .bind(*version)
            .execute(&mut *tx)
            .await
            .map_err(failed)?;
    }
    store.commit(tx).await
}

/// Whether the schema is the one that this program knows. Nothing is changed.
pub(super) async fn check(store: &Store) -> Result<(), StoreError> {
    let present = present(store).await?;
    check_not_newer(store, present)?;
    if present < newest() {
        let cause = match present {
            0 => "there is nothing of the bot in it yet".to_owned(),
            _ => format!("its schema has version {present}, this program needs {}", newest()),
        };
        return Err(StoreError::new(&store.place, StoreErrorKind::Older, cause));
    }
    Ok(())
}

/// The version of the schema; 0 where there is none.
pub(super) async fn present(store: &Store) -> Result<i64, StoreError> {
    let failed = |error| store.place.error(error);
    let tables = sqlx::query(store.dialect.has_table()).bind("migrations").fetch_one(&store.reader).await;
    if tables.and_then(|row| row.try_get::<i64, _>(0)).map_err(failed)? == 0 {
        return Ok(0);
    }
    let row = sqlx::query("SELECT COALESCE(MAX(version), 0) FROM migrations").fetch_one(&store.reader).await;
    row.and_then(|row| row.try_get(0)).map_err(failed)
}

fn check_not_newer(store: &Store, present: i64) -> Result<(), StoreError> {
    if present > newest() {
        let cause = format!("its schema has version {present}, this program knows up to {}", newest());
        return Err(StoreError::new(&store.place, StoreErrorKind::Newer, cause));
    }
    Ok(())
}

fn newest() -> i64 {
    MIGRATIONS.last().map_or(0, |(version, _)| *version)
}
