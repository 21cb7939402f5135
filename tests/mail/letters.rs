//! What stands in a letter, as a reader of e-mail takes it apart.

use esij_bot::ideas::Lead;
use esij_bot::mail::{Enclosure, Letter, MailAddress};
use esij_bot::texts::Texts;
use insta::assert_snapshot;
use mail_parser::{MessageParser, MimeHeaders as _};
use serde_json::json;

use crate::peer::{Peer, Script, Seen};
use crate::support::{at, idea, letter, mailer, question, usual};

/// What a server got of it.
async fn sent(letter: &Letter) -> Seen {
    let peer = Peer::start(Script::new()).await;
    mailer(&peer.url(), None).send(letter, at()).await.expect("it is taken");
    peer.seen()
}

/// What every server takes: ASCII, lines that end in CR and LF, and none longer than 998 characters (RFC 5322).
fn sound_on_the_line(letter: &str) {
    assert!(letter.is_ascii(), "servers without 8BITMIME take it too");
    assert!(!letter.replace("\r\n", "").contains(['\r', '\n']), "no line ends otherwise");
    let longest = letter.lines().map(str::len).max();
    assert!(longest.is_some_and(|longest| longest <= 998), "{longest:?}");
}

fn file(name: &str, content_type: &str, bytes: &[u8]) -> Enclosure {
    Enclosure { name: name.to_owned(), content_type: content_type.to_owned(), bytes: bytes.to_vec() }
}

#[tokio::test]
async fn a_letter_says_who_and_what() {
    let seen = sent(&usual()).await;
    let message = MessageParser::default().parse(&seen.letters[0]).expect("a message");
    assert_eq!(message.subject(), Some("IJM-2026-0042 · Leerlingen bouwen de waterstofbrander van morgen"));
    assert_eq!(message.message_id(), Some("IJM-2026-0042.17@esij.example"));
    assert_eq!(message.header_raw("Auto-Submitted").map(str::trim), Some("auto-generated"));
    assert_eq!(message.date().expect("a date").to_rfc3339(), "2026-11-24T08:15:00Z");
    let address = |found: Option<&mail_parser::Address<'_>>| {
        found.and_then(|found| found.first()).and_then(|found| found.address()).map(str::to_owned)
    };
    assert_eq!(address(message.from()).as_deref(), Some("bot@esij.example"));
    assert_eq!(address(message.to()).as_deref(), Some("programma@esij.example"));
    assert_eq!(address(message.reply_to()).as_deref(), Some("sanne@dewitbranders.example"));
    sound_on_the_line(&seen.letters[0]);
    assert_snapshot!("plain", message.body_text(0).expect("a text").replace("\r\n", "\n"));
    assert_snapshot!("html", message.body_html(0).expect("a page").replace("\r\n", "\n"));
}

#[test]
fn a_question_is_told_as_one() {
    let letter = letter(&question("Mag ik <b>hier</b> iets vragen?\nEn nog iets."), Vec::new());
    assert_eq!(letter.subject(), "IJM-2026-0043 · vraag van Bart");
    assert!(letter.reply_to().is_none());
    assert_snapshot!("question", letter.plain());
}

#[test]
fn an_answer_goes_to_whoever_can_get_one() {
    let reply = |contact| {
        letter(&idea(json!({ "contact": contact })), Vec::new()).reply_to().map(|address| address.as_str().to_owned())
    };
    assert_eq!(reply(json!({ "by": "email", "value": "a@b.example" })).as_deref(), Some("a@b.example"));
    assert_eq!(reply(json!({ "by": "phone", "value": "+31612345678" })), None);
    assert_eq!(reply(json!({ "by": "telegram" })), None);
    // It stands in the letter, but is no address that every server takes.
    assert_eq!(reply(json!({ "by": "email", "value": "josé@b.example" })), None);
}

#[tokio::test]
async fn files_come_along_unharmed() {
    let all: Vec<u8> = (0..=255).cycle().take(100_000).collect();
    let enclosures = vec![
        file("begroting één.pdf", "application/pdf", &all),
        file("", "", b""),
        file(".a/b\\c", "image/jpeg", b".\r\n"),
    ];
    let letter = Letter::about(&Texts::embedded(), &idea(json!({})), None, enclosures, &["groot.mov".to_owned()]);
    let seen = sent(&letter).await;
    let message = MessageParser::default().parse(&seen.letters[0]).expect("a message");
    let found: Vec<_> = message
        .attachments()
        .map(|part| {
            let kind = part.content_type().expect("a type");
            let kind = format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or_default());
            (part.attachment_name().unwrap_or_default().to_owned(), kind, part.contents().to_vec())
        })
        .collect();
    let expected = vec![
        ("begroting één.pdf".to_owned(), "application/pdf".to_owned(), all),
        ("document".to_owned(), "application/octet-stream".to_owned(), Vec::new()),
        ("a_b_c".to_owned(), "image/jpeg".to_owned(), b".\r\n".to_vec()),
    ];
    assert!(found == expected, "{:?}", found.iter().map(|(name, kind, _)| (name, kind)).collect::<Vec<_>>());
    let plain = letter.plain();
    assert!(plain.contains("Bijlagen: begroting één.pdf, document, a_b_c."), "{plain}");
    assert!(plain.contains("Niet meegestuurd, wel te zien in Telegram: groot.mov."), "{plain}");
    assert_eq!(message.message_id(), Some("IJM-2026-0042@esij.example"));
}

/// Headers, recipients and texts that somebody tries to bring in.
fn hostile() -> Lead {
    let injected = "x\r\nBcc: evil@x.example\r\n\r\n<script>alert(1)</script>";
    idea(json!({
        "title": injected,
        "name": injected,
        "organisation": injected,
        "summary": "Eerst.\r\n.\r\nMAIL FROM:<evil@x.example>\r\n..\n.\n--boundary\nContent-Type: text/html",
        "contact": { "by": "email", "value": "a@b.example\r\nBcc: evil@x.example" },
        "from": { "user": 1, "chat": 1, "name": injected, "username": "a\"><script>\r\n", "language_tag": null },
    }))
}

#[tokio::test]
async fn nothing_that_is_typed_becomes_a_header() {
    let enclosure = file("plan.pdf\"\r\nBcc: evil@x.example", "text/html\r\nBcc: evil@x.example", b"x");
    let letter = letter(&hostile(), vec![enclosure, file(&"é".repeat(9_999), "text/plain; name=\"x\"", b"y")]);
    assert!(letter.reply_to().is_none());
    assert!(!letter.subject().contains(['\r', '\n']), "{}", letter.subject());
    let seen = sent(&letter).await;
    let receivers: Vec<_> = seen.commands.iter().filter(|command| command.starts_with("RCPT")).collect();
    assert_eq!(receivers, ["RCPT TO:<programma@esij.example>"]);
    assert_eq!(seen.letters.len(), 1);
    sound_on_the_line(&seen.letters[0]);
    let message = MessageParser::default().parse(&seen.letters[0]).expect("a message");
    let names = message.headers().iter().map(|header| header.name().to_lowercase()).collect::<Vec<_>>();
    let mut known = ["from", "to", "date", "message-id", "subject", "auto-submitted", "mime-version", "content-type"]
        .map(str::to_owned);
    let mut found = names.clone();
    known.sort();
    found.sort();
    assert_eq!(found, known, "no header more");
    assert!(!seen.letters[0].lines().any(|line| line.starts_with("Bcc")), "nor in a part");
    assert_eq!(message.attachments().count(), 2);
    let text = message.body_text(0).expect("a text").replace("\r\n", "\n");
    assert!(text.contains("Eerst.\n.\nMAIL FROM:<evil@x.example>\n..\n.\n--boundary\n"), "{text}");
    let html = message.body_html(0).expect("a page");
    assert!(!html.contains("<script>") && html.contains("&lt;script&gt;"), "{html}");
    for part in message.attachments() {
        let name = part.attachment_name().expect("a name");
        assert!(name.len() <= 200 && !name.contains(['\r', '\n', '"', '/']), "{name}");
    }
}

#[tokio::test]
async fn texts_of_all_kinds_arrive_as_they_were() {
    let long = "x".repeat(2_000);
    for summary in
        ["gewoon\ntekst", long.as_str(), "één = twee\t.", "日本語 😀 \u{1}", " voor en na ", "From x\n.\n..\n"]
    {
        let seen = sent(&letter(&question(summary), Vec::new())).await;
        sound_on_the_line(&seen.letters[0]);
        let message = MessageParser::default().parse(&seen.letters[0]).expect("a message");
        let text = message.body_text(0).expect("a text").replace("\r\n", "\n");
        let told = summary.replace('\u{1}', "");
        assert!(text.contains(&format!("Vraag\n{told}\n")), "{text}");
    }
}

#[test]
fn long_subjects_are_cut() {
    let title = "Een heel lange titel ".repeat(50);
    let letter = letter(&idea(json!({ "title": title })), Vec::new());
    assert!(letter.subject().chars().count() <= 150 && letter.subject().ends_with('…'), "{}", letter.subject());
}

#[test]
fn a_repeat_is_known_by_its_number() {
    let from = MailAddress::parse("bot@esij.example").expect("an address");
    let id = |row| Letter::about(&Texts::embedded(), &idea(json!({})), row, Vec::new(), &[]).message_id(&from);
    assert_eq!(id(Some(17)), id(Some(17)));
    assert_eq!(id(Some(17)), "IJM-2026-0042.17@esij.example");
    assert_eq!(id(None), "IJM-2026-0042@esij.example");
}
