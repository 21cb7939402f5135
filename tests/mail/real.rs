//! Letters to aiosmtpd, a mail server that others made.

use std::fs;
use std::io::Write as _;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use esij_bot::mail::{Enclosure, MailFailure, Unusable};
use mail_parser::{MessageParser, MimeHeaders as _};
use serde_json::json;
use tokio::net::TcpStream;

use crate::support::{at, certificate, idea, letter, mailer};

/// The server, which ends with the test.
struct Server {
    process: Child,
    port: u16,
    folder: tempfile::TempDir,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The Python that has aiosmtpd. `None` when the test is not asked for.
fn python(name: &str) -> Option<&'static str> {
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
    async fn start(python: &str, options: &[&str], files: &[(&str, String)]) -> Self {
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

    fn letters(&self) -> Vec<Vec<u8>> {
        let new: &Path = &self.folder.path().join("mail/new");
        let Ok(found) = fs::read_dir(new) else { return Vec::new() };
        found.map(|entry| fs::read(entry.expect("an entry").path()).expect("a letter")).collect()
    }
}

#[tokio::test]
async fn a_real_server_keeps_what_was_sent() {
    let Some(python) = python("a_real_server_keeps_what_was_sent") else { return };
    let server = Server::start(python, &[], &[]).await;
    let bytes: Vec<u8> = (0..=255).collect();
    let enclosure =
        Enclosure { name: "één.pdf".into(), content_type: "application/pdf".into(), bytes: bytes.clone() };
    let summary = "Regel.\n.\n..twee\nMAIL FROM:<x@y.example>";
    let letter = letter(&idea(json!({ "summary": summary })), vec![enclosure]);
    mailer(&format!("smtp://127.0.0.1:{}", server.port), None).send(&letter, at()).await.expect("it is taken");
    let letters = server.letters();
    assert_eq!(letters.len(), 1);
    let message = MessageParser::default().parse(&letters[0]).expect("a message");
    assert_eq!(message.subject(), Some(letter.subject()));
    let text = message.body_text(0).expect("a text").replace("\r\n", "\n");
    assert!(text.contains(summary), "{text}");
    let file = message.attachments().next().expect("the file");
    assert_eq!((file.attachment_name(), file.contents()), (Some("één.pdf"), bytes.as_slice()));
}

#[tokio::test]
async fn a_real_server_speaks_tls() {
    let Some(python) = python("a_real_server_speaks_tls") else { return };
    let own = certificate();
    let files = [("cert.pem", own.cert.pem()), ("key.pem", own.signing_key.serialize_pem())];
    for (options, scheme, addition) in [
        (["--smtpscert", "cert.pem", "--smtpskey", "key.pem"], "smtps", ""),
        (["--tlscert", "cert.pem", "--tlskey", "key.pem"], "smtp", "?tls=starttls"),
    ] {
        let server = Server::start(python, &options, &files).await;
        let url = format!("{scheme}://localhost:{}{addition}", server.port);
        let letter = letter(&idea(json!({})), Vec::new());
        let stranger = mailer(&url, None).send(&letter, at()).await.expect_err("it is not trusted");
        assert_eq!(stranger, MailFailure::Unusable(Unusable::Untrusted), "{url}");
        assert!(server.letters().is_empty(), "{url}");
        mailer(&url, Some(&own.cert.pem())).send(&letter, at()).await.unwrap_or_else(|error| panic!("{url}: {error}"));
        assert_eq!(server.letters().len(), 1, "{url}");
    }
}
