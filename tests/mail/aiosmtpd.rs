//! aiosmtpd, a mail server that others made, for as long as a test runs.

use std::fs;
use std::io::Write as _;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tokio::net::TcpStream;

/// The server, which ends with the test.
pub(crate) struct Server {
    process: Child,
    pub(crate) port: u16,
    folder: tempfile::TempDir,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The Python that has aiosmtpd. `None` when the test is not asked for.
pub(crate) fn python(name: &str) -> Option<&'static str> {
    if std::env::var("ESIJ_TEST_SMTP").is_ok_and(|value| value == "1") {
        let has = |python: &&str| {
            let output = Command::new(python).args(["-c", "import aiosmtpd"]).output();
            output.is_ok_and(|output| output.status.success())
        };
        return Some(["python3", "/usr/bin/python3"].into_iter().find(has).expect("a Python with aiosmtpd"));
    }
    // Past the test harness, which swallows what a passing test prints.
    let line = format!("NOT RUN: {name} with aiosmtpd, as ESIJ_TEST_SMTP is not 1\n");
    std::io::stderr().write_all(line.as_bytes()).expect("standard error");
    None
}

impl Server {
    /// Keeps what it gets in a Maildir. `options` name a certificate and its key, which are files in its folder.
    pub(crate) async fn start(python: &str, options: &[&str], files: &[(&str, String)]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, text) in files {
            fs::write(folder.path().join(name), text).expect("a file");
        }
        let port = TcpListener::bind("127.0.0.1:0").expect("a free port").local_addr().expect("an address").port();
        let mut process = Command::new(python)
            .args(["-m", "aiosmtpd", "-n", "-l", &format!("127.0.0.1:{port}")])
            .args(options)
            .args(["-c", "aiosmtpd.handlers.Mailbox", "mail"])
            .current_dir(folder.path())
            // It tells of every stranger that hung up.
            .stderr(Stdio::null())
            .spawn()
            .expect("aiosmtpd starts");
        let up = async {
            while TcpStream::connect(("127.0.0.1", port)).await.is_err() {
                assert!(process.try_wait().expect("its state").is_none(), "aiosmtpd ended");
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(60), up).await.expect("aiosmtpd listens");
        Self { process, port, folder }
    }

    pub(crate) fn letters(&self) -> Vec<Vec<u8>> {
        let new: &Path = &self.folder.path().join("mail/new");
        let Ok(found) = fs::read_dir(new) else { return Vec::new() };
        found.map(|entry| fs::read(entry.expect("an entry").path()).expect("a letter")).collect()
    }
}
