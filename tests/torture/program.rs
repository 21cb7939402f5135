//! The program itself: started, killed, told to stop.

use std::fs::{self, File};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use esij_bot::emulator::Emulator;

/// So long it may take to stop in good order: the grace for the outbox, and a call in hand.
const PATIENCE: Duration = Duration::from_secs(30);

/// How it is started.
pub(crate) struct Setup {
    api_url: String,
    token: String,
    database: String,
    managers: String,
    log: PathBuf,
    /// The address that Telegram calls, and where each replica listens for that; without it they poll.
    webhook: Option<(String, Vec<SocketAddr>)>,
}

/// Killed when dropped.
pub(crate) struct Program {
    child: Child,
    /// Which of the replicas it is.
    pub(crate) place: usize,
}

/// Addresses of this machine at which nobody listens. They are below those that connections get by themselves, so that
/// a program that is started again finds its own free.
pub(crate) fn free_addresses(count: usize) -> Vec<SocketAddr> {
    let first = u16::try_from(20_000 + std::process::id() % 10_000).expect("it fits");
    let all = (first..32_000).map(|port| SocketAddr::from(([127, 0, 0, 1], port)));
    all.filter(|address| TcpListener::bind(address).is_ok()).take(count).collect()
}

impl Setup {
    pub(crate) fn new(emulator: &Emulator, database: &str, managers: &[i64], log: PathBuf) -> Self {
        let managers: Vec<String> = managers.iter().map(i64::to_string).collect();
        Self {
            api_url: emulator.url(),
            token: emulator.token().to_owned(),
            database: database.to_owned(),
            managers: managers.join(","),
            log,
            webhook: None,
        }
    }

    /// The same, with the updates brought to `url`, from where they are passed on to `servers`, one for each replica.
    pub(crate) fn with_webhook(self, url: String, servers: Vec<SocketAddr>) -> Self {
        Self { webhook: Some((url, servers)), ..self }
    }

    pub(crate) fn start(&self) -> Program {
        self.start_at(0)
    }

    /// The replica at this place.
    pub(crate) fn start_at(&self, place: usize) -> Program {
        let mut command = Command::new(env!("CARGO_BIN_EXE_esij-bot"));
        command.arg("run");
        if let Some((url, servers)) = &self.webhook {
            command.args(["--webhook", url, "--webhook-listen", &servers[place].to_string()]);
        }
        let mut program = self.start_in(command);
        program.place = place;
        program
    }

    /// Within a shell that has done `first`, such as setting a limit.
    pub(crate) fn start_after(&self, first: &str) -> Program {
        let mut shell = Command::new("sh");
        shell.arg("-c").arg(format!("{first}; exec \"$0\" \"$@\"")).args([env!("CARGO_BIN_EXE_esij-bot"), "run"]);
        self.start_in(shell)
    }

    fn start_in(&self, mut command: Command) -> Program {
        let log = File::options().create(true).append(true).open(&self.log).expect("a log");
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("ESIJ_") || name == "RUST_LOG") {
            command.env_remove(name);
        }
        let child = command
            .args(["--api-url", &self.api_url, "--database", &self.database])
            .args(["--manager-chat", &self.managers])
            .current_dir(self.log.parent().unwrap_or(Path::new("/")))
            .env("TELOXIDE_TOKEN", &self.token)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .expect("the program starts");
        Program { child, place: 0 }
    }

    pub(crate) fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// For what comes next; while nobody writes it.
    pub(crate) fn clear_log(&self) {
        fs::write(&self.log, "").expect("the log");
    }

    pub(crate) fn log_tail(&self) -> String {
        let log = self.log();
        let lines: Vec<&str> = log.lines().collect();
        lines[lines.len().saturating_sub(60)..].join("\n")
    }

    /// Waits until the log has `part` in it.
    pub(crate) async fn wait_for_log(&self, part: &str) {
        let end = Instant::now() + PATIENCE;
        while !self.log().contains(part) {
            assert!(Instant::now() < end, "the log does not say `{part}`:\n{}", self.log_tail());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

impl Program {
    /// As `kill -9` does it.
    pub(crate) fn kill(mut self) -> Option<String> {
        let ended =
            self.child.try_wait().expect("a child").map(|status| format!("a program ended by itself: {status}"));
        self.child.kill().expect("it can be killed");
        self.child.wait().expect("it is gone");
        ended
    }

    /// In good order, by SIGTERM; says what was wrong with that.
    pub(crate) async fn stop(mut self) -> Option<String> {
        if let Some(status) = self.child.try_wait().expect("a child") {
            return Some(format!("a program ended by itself: {status}"));
        }
        let told = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().expect("kill");
        assert!(told.success());
        let end = Instant::now() + PATIENCE;
        loop {
            match self.child.try_wait().expect("a child") {
                Some(status) if status.success() => return None,
                Some(status) => return Some(format!("told to stop, a program ended with {status}")),
                None if Instant::now() > end => return Some("told to stop, a program went on".to_owned()),
                None => tokio::time::sleep(Duration::from_millis(20)).await,
            }
        }
    }

    /// Waits until it has ended by itself; whether it says that it failed.
    pub(crate) async fn ended(&mut self) -> bool {
        let end = Instant::now() + PATIENCE;
        loop {
            match self.child.try_wait().expect("a child") {
                Some(status) => return !status.success(),
                None => assert!(Instant::now() < end, "it goes on"),
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
