//! Letters to aiosmtpd, a mail server that others made.

use esij_bot::mail::{Enclosure, MailFailure, Unusable};
use mail_parser::{MessageParser, MimeHeaders as _};
use serde_json::json;

use crate::aiosmtpd::{Server, python};
use crate::support::{at, certificate, idea, letter, mailer};

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
