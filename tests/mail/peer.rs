//! A mail server that answers as it is told to.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use rcgen::{CertifiedKey, KeyPair};
use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

/// What it says or does at some point.
#[derive(Clone, Copy)]
pub(crate) enum Answer {
    Says(&'static str),
    /// Says it the first time, and then what is usual.
    SaysOnce(&'static str),
    HangsUp,
    /// Never says anything more.
    Falls,
}

/// How it answers. Points are `greeting`, the verbs in capitals, and `content`.
#[derive(Default)]
pub(crate) struct Script {
    answers: HashMap<&'static str, Answer>,
    /// What it offers beside its name.
    offers: Vec<&'static str>,
    /// Its end of TLS, and whether from the first byte.
    tls: Option<(TlsAcceptor, bool)>,
    /// What is said once was said.
    said: AtomicBool,
}

/// What came in.
#[derive(Default, Clone)]
pub(crate) struct Seen {
    /// Commands, those that came encrypted with `tls ` before them.
    pub(crate) commands: Vec<String>,
    /// Messages with their dots as they were.
    pub(crate) letters: Vec<String>,
}

pub(crate) struct Peer {
    pub(crate) port: u16,
    seen: Arc<Mutex<Seen>>,
}

impl Script {
    pub(crate) fn new() -> Self {
        Self { offers: vec!["AUTH PLAIN LOGIN", "8BITMIME"], ..Self::default() }
    }

    pub(crate) fn at(mut self, point: &'static str, answer: Answer) -> Self {
        self.answers.insert(point, answer);
        self
    }

    pub(crate) fn offering(self, offers: &[&'static str]) -> Self {
        Self { offers: offers.to_vec(), ..self }
    }

    pub(crate) fn encrypted(self, own: &CertifiedKey<KeyPair>, from_the_start: bool) -> Self {
        let key = PrivateKeyDer::try_from(own.signing_key.serialize_der()).expect("a key");
        let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("versions of TLS")
            .with_no_client_auth()
            .with_single_cert(vec![own.cert.der().clone()], key)
            .expect("a certificate");
        Self { tls: Some((TlsAcceptor::from(Arc::new(config)), from_the_start)), ..self }
    }
}

impl Peer {
    pub(crate) async fn start(script: Script) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let seen = Arc::new(Mutex::new(Seen::default()));
        let (script, noted) = (Arc::new(script), seen.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, script.clone(), noted.clone()));
            }
        });
        Self { port, seen }
    }

    pub(crate) fn seen(&self) -> Seen {
        self.seen.lock().expect("nobody panicked").clone()
    }

    pub(crate) fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }
}

async fn serve(stream: tokio::net::TcpStream, script: Arc<Script>, seen: Arc<Mutex<Seen>>) {
    match &script.tls {
        Some((acceptor, true)) => {
            if let Ok(stream) = acceptor.accept(stream).await {
                talk(stream, &script, &seen, true, true).await;
            }
        }
        Some((acceptor, false)) => {
            let Some(stream) = talk(stream, &script, &seen, false, true).await else { return };
            if let Ok(stream) = acceptor.accept(stream).await {
                talk(stream, &script, &seen, true, false).await;
            }
        }
        None => {
            talk(stream, &script, &seen, false, true).await;
        }
    }
}

/// Gives the stream back when the other side wants to go on in TLS.
async fn talk<S>(stream: S, script: &Script, seen: &Mutex<Seen>, tls: bool, greets: bool) -> Option<S>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut stream = BufReader::new(stream);
    if greets {
        say(&mut stream, script, "greeting", "220 peer.example ESMTP").await?;
    }
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        let line = line.trim_end().to_owned();
        let noted = format!("{}{line}", if tls { "tls " } else { "" });
        seen.lock().expect("nobody panicked").commands.push(noted);
        let verb = line.split(' ').next().unwrap_or_default().to_uppercase();
        match verb.as_str() {
            "EHLO" => {
                let mut offers = vec!["peer.example"];
                offers.extend(&script.offers);
                if script.tls.is_some() && !tls {
                    offers.push("STARTTLS");
                }
                let last = offers.len() - 1;
                let shown = offers.iter().enumerate();
                let shown = shown.map(|(at, offer)| format!("250{}{offer}", if at == last { ' ' } else { '-' }));
                say(&mut stream, script, "EHLO", &shown.collect::<Vec<_>>().join("\r\n")).await?;
            }
            "STARTTLS" => {
                if say(&mut stream, script, "STARTTLS", "220 go on").await?.starts_with('2') {
                    return Some(stream.into_inner());
                }
            }
            "AUTH" => drop(say(&mut stream, script, "AUTH", "235 welcome").await?),
            "DATA" => {
                if !say(&mut stream, script, "DATA", "354 come").await?.starts_with('3') {
                    continue;
                }
                lines.clear();
                loop {
                    let mut line = String::new();
                    if stream.read_line(&mut line).await.ok()? == 0 {
                        return None;
                    }
                    if line == ".\r\n" {
                        break;
                    }
                    lines.push(line.strip_prefix('.').map_or(line.clone(), str::to_owned));
                }
                seen.lock().expect("nobody panicked").letters.push(lines.concat());
                say(&mut stream, script, "content", "250 2.0.0 taken").await?;
            }
            "QUIT" => {
                say(&mut stream, script, "QUIT", "221 bye").await?;
                return None;
            }
            "MAIL" => drop(say(&mut stream, script, "MAIL", "250 ok").await?),
            "RCPT" => drop(say(&mut stream, script, "RCPT", "250 ok").await?),
            _ => drop(say(&mut stream, script, "other", "502 unknown").await?),
        }
    }
}

/// Says what the script has for this point; `None` when it is the end of the talk.
async fn say<S: AsyncWrite + Unpin>(stream: &mut S, script: &Script, point: &str, usual: &str) -> Option<String> {
    let text = match script.answers.get(point) {
        None => usual,
        Some(Answer::Says(text)) => text,
        Some(Answer::SaysOnce(_)) if script.said.swap(true, Ordering::SeqCst) => usual,
        Some(Answer::SaysOnce(text)) => text,
        Some(Answer::HangsUp) => return None,
        Some(Answer::Falls) => std::future::pending().await,
    };
    stream.write_all(format!("{text}\r\n").as_bytes()).await.ok()?;
    stream.flush().await.ok()?;
    Some(text.to_owned())
}
