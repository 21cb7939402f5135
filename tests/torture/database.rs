//! A database of its own for each test, and for each program that is measured (`benches/bot`).

use std::sync::atomic::{AtomicU32, Ordering};

use esij_bot::settings::DatabaseUrl;
use esij_bot::store::Store;
use sqlx::{AnyConnection, AssertSqlSafe, Connection, Executor, Row};
use tempfile::TempDir;

use crate::say;

pub(crate) struct Database {
    url: String,
    /// Of the server, for dropping the database.
    server: Option<String>,
    _folder: Option<TempDir>,
}

impl Database {
    /// Beside the build, as a temporary folder may be in memory, where nothing has to wait for a disk.
    pub(crate) fn sqlite() -> Self {
        let program = std::env::current_exe().expect("the path of this program is known");
        let beside = program.parent().expect("it is in a folder");
        let folder = tempfile::tempdir_in(beside).expect("a folder");
        let url = format!("sqlite://{}", folder.path().join("bot.db").display());
        Self { url, server: None, _folder: Some(folder) }
    }

    /// `None`, and a word about it, when there is no server to test with.
    pub(crate) async fn postgres(test: &str) -> Option<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let Some(server) = std::env::var("ESIJ_TEST_POSTGRES").ok().filter(|url| !url.is_empty()) else {
            say(&format!("NOT RUN: {test}, as ESIJ_TEST_POSTGRES is not set"));
            return None;
        };
        sqlx::any::install_default_drivers();
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("esij_torture_{}_{count}", std::process::id());
        let mut admin = AnyConnection::connect(&server).await.expect("the server of ESIJ_TEST_POSTGRES");
        admin.execute(AssertSqlSafe(format!("CREATE DATABASE {name}"))).await.expect("the right to make databases");
        let mut url = url::Url::parse(&server).expect("an address");
        url.set_path(&name);
        Some(Self { url: url.to_string(), server: Some(server), _folder: None })
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Through connections of its own, beside the program.
    pub(crate) async fn open(&self) -> Store {
        Store::open_existing(&DatabaseUrl::parse(&self.url).expect("an address")).await.expect("the database opens")
    }

    pub(crate) async fn connect(&self) -> AnyConnection {
        sqlx::any::install_default_drivers();
        AnyConnection::connect(&self.url).await.expect("a connection")
    }

    pub(crate) async fn number(&self, sql: &str) -> i64 {
        let mut connection = self.connect().await;
        connection.fetch_one(AssertSqlSafe(sql.to_owned())).await.expect("sound SQL").get(0)
    }

    /// Drops it from the server. After a failed test it stays, for a closer look.
    pub(crate) async fn close(self) {
        let Some(server) = self.server else { return };
        let name = url::Url::parse(&self.url).expect("an address").path().trim_start_matches('/').to_owned();
        let mut admin = AnyConnection::connect(&server).await.expect("the server");
        admin.execute(AssertSqlSafe(format!("DROP DATABASE {name} WITH (FORCE)"))).await.expect("it is dropped");
    }
}
