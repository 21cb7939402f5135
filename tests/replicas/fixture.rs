//! A local Telegram, databases, and the program as processes.

use std::future::Future;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::SocketAddr;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use esij_bot::emulator::{Account, Config, Emulator, PersonSpec};
use esij_bot::settings::DatabaseUrl;
use esij_bot::store::Store;
use futures::FutureExt;
use sqlx::{AnyConnection, AssertSqlSafe, Connection, Executor};
use tempfile::TempDir;
use tokio::sync::watch;

/// How long anything may take that takes seconds at most, on a machine that is busy.
pub(crate) const SOON: Duration = Duration::from_secs(40);
pub(crate) const MANAGER: i64 = 900;

/// The program, running. It is killed when this goes.
pub(crate) struct Program {
    child: Child,
    log: watch::Receiver<String>,
}

/// Telegram with the programme manager in it.
pub(crate) async fn telegram() -> Emulator {
    let config = Config { record: true, webhook_pause: Duration::from_millis(100), ..Config::default() };
    let emulator = Emulator::start(config).await.expect("a free port");
    emulator.person(PersonSpec::new(MANAGER, "Marieke")).send_command("start");
    emulator
}

pub(crate) fn person(emulator: &Emulator, id: i64) -> Account {
    emulator.person(PersonSpec::new(id, "Anna"))
}

pub(crate) fn sqlite(folder: &TempDir) -> String {
    format!("sqlite://{}", folder.path().join("bot.db").display())
}

pub(crate) async fn store(url: &str) -> Store {
    Store::open_existing(&DatabaseUrl::parse(url).expect("an address")).await.expect("the database opens")
}

/// Runs a test with the address of a PostgreSQL database of its own.
pub(crate) async fn on_postgres<F: Future<Output = ()>>(name: &str, test: fn(String) -> F) {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let Some(server) = configured_server() else {
        // Past the test harness, which swallows what a passing test prints.
        let line = format!("NOT RUN: {name} on PostgreSQL, as ESIJ_TEST_POSTGRES is not set\n");
        std::io::stderr().write_all(line.as_bytes()).expect("standard error");
        return;
    };
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let database = format!("esij_replicas_{}_{count}", std::process::id());
    sql(&server, &format!("CREATE DATABASE {database}")).await;
    let mut url = url::Url::parse(&server).expect("an address");
    url.set_path(&database);
    // Also after a test that fails the database goes.
    let outcome = AssertUnwindSafe(test(url.into())).catch_unwind().await;
    sql(&server, &format!("DROP DATABASE {database} WITH (FORCE)")).await;
    if let Err(panic) = outcome {
        resume_unwind(panic);
    }
}

fn configured_server() -> Option<String> {
    std::env::var("ESIJ_TEST_POSTGRES").ok().filter(|url| !url.is_empty())
}

/// The PostgreSQL server, within [`on_postgres`].
fn server() -> String {
    configured_server().expect("this test runs on PostgreSQL")
}

/// Waits until `look` sees something.
pub(crate) async fn until<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let looking = async {
        loop {
            if let Some(found) = look().await {
                return found;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    match tokio::time::timeout(SOON, looking).await {
        Ok(found) => found,
        Err(_) => panic!("waited in vain until {what}"),
    }
}

pub(crate) async fn sql(url: &str, sql: &str) {
    sqlx::any::install_default_drivers();
    let mut connection = AnyConnection::connect(url).await.expect("the server of ESIJ_TEST_POSTGRES");
    connection.execute(AssertSqlSafe(sql.to_owned())).await.expect("sound SQL");
}

/// A database that lets nobody in.
pub(crate) struct Closed(String);

impl Closed {
    pub(crate) async fn new(database: &str) -> Self {
        let name = url::Url::parse(database).expect("an address").path().trim_start_matches('/').to_owned();
        sql(&server(), &format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false")).await;
        let all = format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
        sql(&server(), &all).await;
        Self(name)
    }

    pub(crate) async fn open(self) {
        sql(&server(), &format!("ALTER DATABASE {} ALLOW_CONNECTIONS true", self.0)).await;
    }
}

/// The program with these arguments, and with nothing of this test's own environment in its settings.
pub(crate) fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_esij-bot"));
    command.args(arguments).current_dir(std::env::temp_dir()).stdin(Stdio::null());
    for (name, _) in std::env::vars_os() {
        let ours = name.to_str().is_some_and(|name| name.starts_with("ESIJ_") || name.starts_with("TELOXIDE_"));
        if ours || name == "RUST_LOG" {
            command.env_remove(name);
        }
    }
    command
}

impl Program {
    /// `esij-bot run` on this Telegram and database, with the programme manager.
    pub(crate) fn run(emulator: &Emulator, database: &str, more: &[&str]) -> Self {
        Self::run_for(emulator, database, &MANAGER.to_string(), more)
    }

    /// The same with these programme managers' chats.
    pub(crate) fn run_for(emulator: &Emulator, database: &str, managers: &str, more: &[&str]) -> Self {
        let api_url = emulator.url();
        let arguments = if managers.is_empty() { vec![] } else { vec!["--manager-chat", managers] };
        Self::run_alone(emulator, database, &[&["--api-url", &api_url][..], &arguments, more].concat())
    }

    /// With the bot's token and this database, and nothing else but `more`.
    pub(crate) fn run_alone(emulator: &Emulator, database: &str, more: &[&str]) -> Self {
        let mut command = program(&[&["run", "--database", database], more].concat());
        command.env("TELOXIDE_TOKEN", emulator.token()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
        let log = collect(child.stderr.take().expect("it is piped"));
        Self { child, log }
    }

    /// Waits until its log contains `part`.
    pub(crate) async fn logs(&self, part: &str) {
        let mut log = self.log.clone();
        let found = tokio::time::timeout(SOON, log.wait_for(|log| log.contains(part))).await;
        assert!(matches!(found, Ok(Ok(_))), "`{part}` does not come:\n{}", *self.log.borrow());
    }

    /// The address that its log names behind `part`.
    pub(crate) async fn address(&self, part: &str) -> SocketAddr {
        self.logs(part).await;
        let log = self.log();
        let (_, rest) = log.split_once(part).expect("it was logged");
        let (_, address) = rest.split_once("address=").expect("with an address");
        address.split_whitespace().next().expect("the address").parse().expect("a sound one")
    }

    pub(crate) fn log(&self) -> String {
        self.log.borrow().clone()
    }

    /// As `kill -9` does it.
    pub(crate) fn kill(&mut self) {
        self.child.kill().expect("it is killed");
        self.child.wait().expect("it is gone");
    }

    /// As `kill -TERM` does it; returns whether it ended well.
    pub(crate) async fn stop(&mut self) -> bool {
        self.signal("TERM");
        self.end().await
    }

    pub(crate) fn signal(&self, signal: &str) {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args([&format!("-{signal}"), &id]).status().expect("`kill` is there");
        assert!(sent.success());
    }

    /// Waits until it ends by itself; returns whether well.
    pub(crate) async fn end(&mut self) -> bool {
        let ended = async {
            loop {
                if let Some(status) = self.child.try_wait().expect("it ran") {
                    return status.success();
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(SOON, ended).await.expect("it ends")
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn collect(output: impl Read + Send + 'static) -> watch::Receiver<String> {
    let (sender, receiver) = watch::channel(String::new());
    std::thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            sender.send_modify(|log| {
                log.push_str(&line);
                log.push('\n');
            });
        }
    });
    receiver
}

/// What the program prints when it has ended: whether well, standard output and standard error.
pub(crate) fn output(command: &mut Command) -> (bool, String, String) {
    let output = command.output().expect("the program runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("it is text");
    (output.status.success(), text(output.stdout), text(output.stderr))
}

/// The file of a SQLite address.
pub(crate) fn file(url: &str) -> &Path {
    Path::new(url.trim_start_matches("sqlite://"))
}
