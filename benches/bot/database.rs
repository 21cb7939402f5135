//! A fresh database for each program that is measured.

use sqlx::{AnyConnection, AssertSqlSafe, Connection, Executor};
use tempfile::TempDir;

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

    /// `None`, and a word about it, when there is no server to measure with.
    pub(crate) async fn postgres() -> Option<Self> {
        let Some(server) = std::env::var("ESIJ_TEST_POSTGRES").ok().filter(|url| !url.is_empty()) else {
            println!("NOT RUN: PostgreSQL, as ESIJ_TEST_POSTGRES is not set");
            return None;
        };
        sqlx::any::install_default_drivers();
        let name = format!("esij_bench_{}", std::process::id());
        let mut admin = AnyConnection::connect(&server).await.expect("the server of ESIJ_TEST_POSTGRES");
        admin.execute(AssertSqlSafe(format!("CREATE DATABASE {name}"))).await.expect("the right to make databases");
        let mut url = url::Url::parse(&server).expect("an address");
        url.set_path(&name);
        Some(Self { url: url.to_string(), server: Some(server), _folder: None })
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Drops it from the server.
    pub(crate) async fn close(self) {
        let Some(server) = self.server else { return };
        let name = url::Url::parse(&self.url).expect("an address").path().trim_start_matches('/').to_owned();
        let mut admin = AnyConnection::connect(&server).await.expect("the server");
        admin.execute(AssertSqlSafe(format!("DROP DATABASE {name} WITH (FORCE)"))).await.expect("it is dropped");
    }
}
