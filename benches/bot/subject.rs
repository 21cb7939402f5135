//! The programs that are measured, and what Linux says about them.

use std::fs::{self, File};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use esij_bot::emulator::Emulator;
use tempfile::TempDir;

use crate::echo;

/// Of the times in `/proc` (`USER_HZ`), on every architecture that Linux and Rust have in common.
const TICKS_A_SECOND: u64 = 100;

/// Killed when dropped.
pub(crate) struct Subject {
    child: Child,
    _folder: TempDir,
}

/// The CPU time so far.
#[derive(Clone, Copy)]
pub(crate) struct Usage(pub(crate) Duration);

/// In MB.
pub(crate) struct Memory {
    pub(crate) resident: f64,
    pub(crate) own: f64,
    pub(crate) files: f64,
    pub(crate) peak: f64,
}

impl Subject {
    /// The bot on `database`, or the echo bot without one.
    pub(crate) fn start(emulator: &Emulator, database: Option<&str>, paced: bool) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let log = File::create(folder.path().join("log")).expect("a log");
        let mut command = match database {
            None => echo::command(emulator),
            Some(database) => {
                let mut command = Command::new(env!("CARGO_BIN_EXE_esij-bot"));
                for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("ESIJ_") || name == "RUST_LOG") {
                    command.env_remove(name);
                }
                command.args(["run", "--api-url", &emulator.url(), "--database", database, "--manager-chat", "901"]);
                command.args((!paced).then_some("--no-pace"));
                command
            }
        };
        let child = command
            .current_dir(folder.path())
            .env("TELOXIDE_TOKEN", emulator.token())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .expect("the program starts");
        Self { child, _folder: folder }
    }

    pub(crate) fn usage(&self) -> Usage {
        let stat = self.proc("stat");
        let (_, fields) = stat.rsplit_once(')').expect("the name of the program");
        // `utime` and `stime`, proc_pid_stat(5).
        let ticks = fields.split_whitespace().skip(11).take(2).map(|ticks| ticks.parse::<u64>().expect("a number"));
        Usage(Duration::from_millis(ticks.sum::<u64>() * 1_000 / TICKS_A_SECOND))
    }

    pub(crate) fn memory(&self) -> Memory {
        let status = self.proc("status");
        let megabytes = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name)).expect("a field of proc_pid_status(5)");
            let kilobytes: f64 = line.trim().trim_end_matches(" kB").parse().expect("a number");
            kilobytes / 1_024.0
        };
        Memory {
            resident: megabytes("VmRSS:"),
            own: megabytes("RssAnon:"),
            files: megabytes("RssFile:"),
            peak: megabytes("VmHWM:"),
        }
    }

    fn proc(&self, name: &str) -> String {
        fs::read_to_string(format!("/proc/{}/{name}", self.child.id())).expect("the program runs, on Linux")
    }
}

impl Drop for Subject {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
