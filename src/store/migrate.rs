//! The schema, step by step. All missing steps are taken in one transaction, by one program at a time.

use sqlx::{AssertSqlSafe, Row};

use super::Store;
use super::dialect::Exclusive;
use super::error::{StoreError, StoreErrorKind};

/// Each step with its number. A step that was ever released does not change any more.
const MIGRATIONS: [(i64, &str); 1] = [(1, include_str!("../../migrations/0001_first.sql"))];

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
    let newest = MIGRATIONS.last().map_or(0, |(version, _)| *version);
    if present > newest {
        let cause = format!("its schema has version {present}, this program knows up to {newest}");
        return Err(StoreError::new(&store.place, StoreErrorKind::Newer, cause));
    }
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
