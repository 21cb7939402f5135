//! Nothing is said to a server whose certificate is not trusted, or that does not encrypt where it has to.

use esij_bot::mail::{BadCertificate, MailFailure, Mailer, Unusable};

use crate::peer::Answer::Says;
use crate::peer::{Peer, Script, Seen};
use crate::support::{certificate, send, settings};

/// Whether it went beyond the greeting with this server.
fn said_something(seen: &Seen) -> bool {
    seen.commands.iter().any(|command| !command.starts_with("EHLO") && command != "STARTTLS" && command != "QUIT")
}

#[tokio::test]
async fn letters_go_over_tls() {
    let own = certificate();
    for (from_the_start, scheme, addition) in [(true, "smtps", ""), (false, "smtp", "?tls=starttls")] {
        let peer = Peer::start(Script::new().encrypted(&own, from_the_start)).await;
        let url = format!("{scheme}://bot:geheim@localhost:{}{addition}", peer.port);
        send(&url, Some(&own.cert.pem())).await.unwrap_or_else(|failure| panic!("{url}: {failure}"));
        let seen = peer.seen();
        assert_eq!(seen.letters.len(), 1, "{url}");
        let open: Vec<_> = seen.commands.iter().filter(|command| !command.starts_with("tls ")).collect();
        let expected: &[&str] = if from_the_start { &[] } else { &["EHLO esij.example", "STARTTLS"] };
        assert_eq!(open, expected, "{url}");
    }
}

#[tokio::test]
async fn an_unknown_certificate_is_refused() {
    let (own, other) = (certificate(), certificate());
    for (from_the_start, scheme, addition) in [(true, "smtps", ""), (false, "smtp", "?tls=starttls")] {
        // Signed by nobody; trusted is another; and not the one for this host.
        for (host, trusted) in
            [("localhost", None), ("localhost", Some(other.cert.pem())), ("127.0.0.1", Some(own.cert.pem()))]
        {
            let peer = Peer::start(Script::new().encrypted(&own, from_the_start)).await;
            let url = format!("{scheme}://bot:geheim@{host}:{}{addition}", peer.port);
            let failure = send(&url, trusted.as_deref()).await.expect_err("the certificate is not trusted");
            assert_eq!(failure, MailFailure::Unusable(Unusable::Untrusted), "{url}");
            assert!(!said_something(&peer.seen()), "{url}: {:?}", peer.seen().commands);
        }
    }
}

#[tokio::test]
async fn a_server_that_does_not_encrypt_gets_nothing() {
    for (script, expected) in [
        (Script::new(), "the mail server offers no encryption (STARTTLS)"),
        (
            Script::new().encrypted(&certificate(), false).at("STARTTLS", Says("502 5.5.1 not today")),
            "the mail server offers no encryption (STARTTLS)",
        ),
        (
            Script::new().encrypted(&certificate(), false).at("STARTTLS", Says("454 4.7.0 later")),
            "the mail server cannot take it now (454 4.7.0)",
        ),
    ] {
        let peer = Peer::start(script).await;
        let url = format!("smtp://bot:geheim@localhost:{}?tls=starttls", peer.port);
        let failure = send(&url, None).await.expect_err("it is not encrypted");
        assert_eq!(failure.to_string(), expected);
        assert!(!said_something(&peer.seen()), "{:?}", peer.seen().commands);
    }
    // It speaks, but no TLS.
    let peer = Peer::start(Script::new()).await;
    let failure = send(&format!("smtps://bot:geheim@localhost:{}", peer.port), None).await.expect_err("no TLS");
    assert_eq!(failure, MailFailure::Unusable(Unusable::Tls));
}

#[test]
fn a_certificate_that_is_none_is_told() {
    let pem = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    let mailer = Mailer::new(settings("smtps://localhost", Some(pem)));
    assert_eq!(mailer.err(), Some(BadCertificate));
}
