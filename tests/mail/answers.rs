//! What each answer of a server means for the letter.

use std::time::Duration;

use esij_bot::mail::{MailFailure, Step};

use crate::peer::Answer::{Falls, HangsUp, Says, SaysOnce};
use crate::peer::{Answer, Peer, Script};
use crate::support::{at, mailer, send, settings, usual};

/// The failure and its words, when the server answers so at that point.
async fn failed(point: &'static str, answer: Answer) -> (MailFailure, String) {
    let peer = Peer::start(Script::new().at(point, answer)).await;
    // With a login, so that every step is taken; the server is on this machine.
    let url = format!("smtp://bot:geheim@127.0.0.1:{}", peer.port);
    let failure = send(&url, None).await.expect_err("it fails");
    let said = failure.to_string();
    assert!(!said.contains("geheim") && !said.contains('@'), "{said}");
    (failure, said)
}

#[tokio::test]
async fn a_letter_is_handed_over() {
    let peer = Peer::start(Script::new()).await;
    send(&peer.url(), None).await.expect("it is taken");
    let seen = peer.seen();
    let expected =
        ["EHLO esij.example", "MAIL FROM:<bot@esij.example>", "RCPT TO:<programma@esij.example>", "DATA", "QUIT"];
    assert_eq!(seen.commands, expected);
    assert_eq!(seen.letters.len(), 1);
}

#[tokio::test]
async fn it_logs_in_where_there_is_a_login() {
    let peer = Peer::start(Script::new()).await;
    send(&format!("smtp://bot:geheim@127.0.0.1:{}", peer.port), None).await.expect("it is taken");
    // NUL, bot, NUL, geheim in base64 (RFC 4616).
    assert!(peer.seen().commands.contains(&"AUTH PLAIN AGJvdABnZWhlaW0=".to_owned()), "{:?}", peer.seen().commands);
}

#[tokio::test]
async fn a_repeat_is_the_same_letter() {
    let peer = Peer::start(Script::new().at("content", SaysOnce("451 4.3.0 later"))).await;
    let failure = send(&peer.url(), None).await.expect_err("it is busy");
    assert!(matches!(failure, MailFailure::Transient(_)), "{failure:?}");
    send(&peer.url(), None).await.expect("it is taken");
    let id = |letter: &String| letter.lines().find(|line| line.starts_with("Message-ID:")).map(str::to_owned);
    let [first, second] = &peer.seen().letters[..] else { panic!("two letters") };
    assert!(id(first).is_some() && id(first) == id(second), "{first}");
}

#[tokio::test]
async fn what_passes_is_tried_again() {
    for (point, answer, said) in [
        ("greeting", Says("421 4.3.2 closing"), "the mail server cannot take it now (421 4.3.2)"),
        ("EHLO", Says("451 later"), "the mail server cannot take it now (451)"),
        ("AUTH", Says("454 4.7.0 for a moment"), "the mail server cannot take it now (454 4.7.0)"),
        ("MAIL", Says("452 4.3.1 full"), "the mail server cannot take it now (452 4.3.1)"),
        ("RCPT", Says("450 4.2.0 sanne@dewit.example is greylisted"), "the mail server cannot take it now (450 4.2.0)"),
        ("DATA", Says("451 4.3.0 oops"), "the mail server cannot take it now (451 4.3.0)"),
        ("content", Says("451-4.7.1 come\r\n451 4.7.1 later"), "the mail server cannot take it now (451 4.7.1)"),
        ("greeting", HangsUp, "the connection to the mail server broke"),
        ("EHLO", HangsUp, "the connection to the mail server broke"),
        ("AUTH", HangsUp, "the connection to the mail server broke"),
        ("RCPT", HangsUp, "the connection to the mail server broke"),
        ("DATA", HangsUp, "the connection to the mail server broke"),
        ("greeting", Says("SSH-2.0-OpenSSH_9.2"), "the connection to the mail server broke"),
        ("MAIL", Says("what?"), "the connection to the mail server broke"),
    ] {
        let (failure, shown) = failed(point, answer).await;
        assert!(matches!(failure, MailFailure::Transient(_)), "{point}: {failure:?}");
        assert!(!failure.is_permanent(), "{point}");
        assert_eq!(shown, said, "{point}");
    }
}

#[tokio::test]
async fn what_the_server_will_never_take_is_refused() {
    for (point, answer, step, said) in [
        ("MAIL", "550 5.7.1 not you", Step::Sender, "the mail server refuses the sender (550 5.7.1)"),
        (
            "RCPT",
            "550 5.1.1 programma@esij.example unknown",
            Step::Receiver,
            "the mail server refuses the receiver (550 5.1.1)",
        ),
        ("RCPT", "553 bad programma@esij.example", Step::Receiver, "the mail server refuses the receiver (553)"),
        ("DATA", "554 no", Step::Content, "the mail server refuses the letter (554)"),
        ("content", "552 5.3.4 too large", Step::Content, "the mail server refuses the letter (552 5.3.4)"),
    ] {
        let (failure, shown) = failed(point, Says(answer)).await;
        let MailFailure::Refused { step: found, .. } = &failure else { panic!("{point}: {failure:?}") };
        assert_eq!((*found, shown.as_str()), (step, said), "{point}");
        assert!(failure.is_permanent() && !failure.is_of_all(), "{point}");
    }
}

#[tokio::test]
async fn what_somebody_has_to_see_to_holds_all_letters() {
    for (point, answer, said) in [
        ("greeting", "554 5.7.1 you are on a list", "the mail server refuses to work for us (554 5.7.1)"),
        ("AUTH", "535 5.7.8 wrong", "the mail server refuses the user name or password, or wants one (535 5.7.8)"),
        ("AUTH", "504 what?", "the mail server refuses the user name or password, or wants one (504)"),
        (
            "MAIL",
            "530 5.7.0 first log in",
            "the mail server refuses the user name or password, or wants one (530 5.7.0)",
        ),
    ] {
        let (failure, shown) = failed(point, Says(answer)).await;
        assert!(matches!(failure, MailFailure::Unusable(_)), "{point}: {failure:?}");
        assert!(failure.is_permanent() && failure.is_of_all(), "{point}");
        assert_eq!(shown, said, "{point}");
    }
    let peer = Peer::start(Script::new().offering(&["AUTH GSSAPI"])).await;
    let url = format!("smtp://bot:geheim@127.0.0.1:{}", peer.port);
    let failure = send(&url, None).await.expect_err("there is no way to log in");
    assert_eq!(failure.to_string(), "the mail server refuses the user name or password, or wants one");
    assert!(!peer.seen().commands.iter().any(|command| command.starts_with("AUTH")), "no password went");
}

#[tokio::test]
async fn a_letter_that_may_be_there_is_told_apart() {
    let (failure, said) = failed("content", HangsUp).await;
    assert!(matches!(failure, MailFailure::MayHaveArrived(_)), "{failure:?}");
    assert_eq!(said, "the connection to the mail server broke; the letter may have arrived");
    for (point, may_be_there) in
        [("greeting", false), ("AUTH", false), ("RCPT", false), ("DATA", false), ("content", true)]
    {
        let peer = Peer::start(Script::new().at(point, Falls)).await;
        let url = format!("smtp://bot:geheim@127.0.0.1:{}", peer.port);
        let failure = mailer(&url, None).with_patience(Duration::from_millis(500)).send(&usual(), at()).await;
        let failure = failure.expect_err("no answer");
        assert!(failure.to_string().starts_with("the mail server did not answer in time"), "{point}: {failure}");
        assert_eq!(matches!(failure, MailFailure::MayHaveArrived(_)), may_be_there, "{point}: {failure:?}");
    }
}

#[tokio::test]
async fn a_letter_that_was_taken_is_sent_whatever_comes_after() {
    for answer in [Falls, HangsUp, Says("550 no goodbye")] {
        let peer = Peer::start(Script::new().at("QUIT", answer)).await;
        send(&peer.url(), None).await.expect("it was taken");
        let short = mailer(&peer.url(), None).with_patience(Duration::from_millis(500));
        short.send(&usual(), at()).await.expect("it was taken");
        assert_eq!(peer.seen().letters.len(), 2);
    }
}

#[tokio::test]
async fn without_a_server_it_waits() {
    let peer = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = peer.local_addr().expect("an address").port();
    drop(peer);
    for url in [format!("smtp://127.0.0.1:{port}"), "smtp://nowhere.invalid?tls=none".to_owned()] {
        let failure = send(&url, None).await.expect_err("nobody is there");
        assert_eq!(failure.to_string(), "no connection to the mail server", "{url}");
        assert!(!failure.is_permanent() && failure.is_of_all());
    }
}

#[test]
fn a_mailer_shows_no_secrets() {
    let mailer = esij_bot::mail::Mailer::new(settings("smtps://bot:geheim@127.0.0.1", None)).expect("sound");
    let shown = format!("{mailer:?}");
    assert!(!shown.contains("geheim") && !shown.contains("esij.example"), "{shown}");
}
