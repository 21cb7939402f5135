//! Telegram brings the updates: to one program, or to several behind a load balancer.

use std::net::SocketAddr;
use std::sync::Arc;

use esij_bot::emulator::{ChatMessage, Emulator};
use esij_bot::health::Vitals;
use esij_bot::settings::Hook;
use esij_bot::telegram::{Api, Webhook};
use reqwest::StatusCode;
use secrecy::SecretString;
use serde_json::{Value, json};
use sqlx::{AnyConnection, Connection, Executor, Row};
use tokio_util::sync::CancellationToken;

use crate::balancer::Balancer;
use crate::fixture::{Closed, Program, SOON, on_postgres, person, sqlite, telegram, until};

const SECRET: &str = "X-Telegram-Bot-Api-Secret-Token";
const BRINGS: &str = "Telegram brings the updates";

/// A program behind the balancer, and where it listens.
async fn replica(emulator: &Emulator, database: &str, balancer: &Balancer) -> (Program, SocketAddr) {
    let url = balancer.url();
    let program = Program::run(emulator, database, &["--webhook", &url, "--webhook-listen", "127.0.0.1:0"]);
    let address = program.address("listening for Telegram's calls").await;
    program.logs(BRINGS).await;
    (program, address)
}

/// The secret that Telegram was told.
fn secret(emulator: &Emulator) -> String {
    let calls = emulator.recorded();
    let set = calls.iter().rfind(|call| call.method == "setWebhook").expect("the webhook was set");
    set.params["secret_token"].as_str().expect("a secret").to_owned()
}

/// Brings something to a program, past the balancer.
///
/// An answer can come before the whole body was taken. Then the client may find its writing end closed before it sees the
/// answer, and asks once more.
async fn brings(address: SocketAddr, secret: Option<&str>, body: impl Into<String>) -> StatusCode {
    let body = body.into();
    for _ in 0..20 {
        let request = reqwest::Client::new().post(format!("http://{address}/telegram/hook")).body(body.clone());
        let request = secret.into_iter().fold(request, |request, secret| request.header(SECRET, secret));
        match request.send().await {
            Ok(answer) => return answer.status(),
            Err(error) => assert!(body.len() > 1024 * 1024 && error.is_request(), "{error:?}"),
        }
    }
    panic!("no answer in twenty tries")
}

async fn webhook_info(emulator: &Emulator) -> Value {
    let url = format!("{}/bot{}/getWebhookInfo", emulator.url(), emulator.token());
    let answer: Value = reqwest::get(url).await.expect("an answer").json().await.expect("JSON");
    answer["result"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_telegram_brings_is_heard() {
    let folder = tempfile::tempdir().expect("a folder");
    let (telegram, balancer) = (telegram().await, Balancer::start().await);
    let (mut program, address) = replica(&telegram, &sqlite(&folder), &balancer).await;
    balancer.serves(&[address]);
    let right = secret(&telegram);

    // One that differs in its last letter alone.
    let mut wrong = right.clone();
    let last = if wrong.pop() == Some('0') { "1" } else { "0" };
    wrong.push_str(last);
    let too_large = "x".repeat(1024 * 1024 + 1);
    for (given, body, expected) in [
        (None, "{}", 401),
        (Some(""), "{}", 401),
        (Some(wrong.as_str()), "{}", 401),
        (Some(&right[..right.len() - 1]), "{}", 401),
        (None, &too_large, 401),
        (Some(&right), &too_large, 413),
        (Some(&right), "", 200),
        (Some(&right), "geheim", 200),
        (Some(&right), "[]", 200),
        (Some(&right), r#"{"geheim": 1}"#, 200),
        (Some(&right), "\u{0}\u{1}", 200),
    ] {
        let said: String = body.chars().take(20).collect();
        assert_eq!(brings(address, given, body.to_owned()).await, expected, "{said} with {given:?}");
    }
    let elsewhere = reqwest::get(format!("http://{address}/")).await.expect("an answer");
    assert_eq!(elsewhere.status(), 404);
    let asked = reqwest::get(format!("http://{address}/telegram/hook")).await.expect("an answer");
    assert_eq!(asked.status(), 405);

    let anna = person(&telegram, 101);
    anna.send_command("start");
    anna.wait_for_reply(SOON).await.expect("an answer");
    telegram.settled(SOON).await.expect("all is taken");
    assert_eq!(program.log().matches("is no update; it is passed over").count(), 5);
    assert!(program.stop().await);
    let log = program.log();
    assert!(!log.contains("geheim") && !log.contains(&right), "{log}");

    let calls = telegram.recorded();
    let set: Vec<_> = calls.iter().filter(|call| call.method == "setWebhook").collect();
    assert_eq!(set.len(), 1);
    let names: Vec<_> = set[0].params.as_object().expect("parameters").keys().collect();
    assert_eq!(names, ["allowed_updates", "secret_token", "url"]);
    assert!(calls.iter().all(|call| call.method != "deleteWebhook"), "what comes while it is away waits");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_database_it_comes_again() {
    on_postgres("without_a_database_it_comes_again", |database| async move {
        let (telegram, balancer) = (telegram().await, Balancer::start().await);
        let (program, address) = replica(&telegram, &database, &balancer).await;
        balancer.serves(&[address]);
        telegram.settled(SOON).await.expect("the manager's greeting is taken");

        let closed = Closed::new(&database).await;
        let anna = person(&telegram, 101);
        anna.send_command("start");
        program.logs("updates wait until the database works again").await;
        until("Telegram was told so", async || {
            let info = webhook_info(&telegram).await;
            let said = info["last_error_message"].as_str().unwrap_or_default().to_owned();
            said.contains("503").then_some(())
        })
        .await;
        assert_eq!(telegram.counts().updates_pending, 1);
        closed.open().await;
        anna.wait_for_reply(SOON).await.expect("an answer");
        telegram.settled(SOON).await.expect("it is taken");
        assert_eq!(bot_said(&anna.messages()).count(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_to_two_replicas_is_handled_once() {
    on_postgres("what_comes_to_two_replicas_is_handled_once", |database| async move {
        let (telegram, balancer) = (telegram().await, Balancer::start().await);
        let (_one, first) = replica(&telegram, &database, &balancer).await;
        let (_two, second) = replica(&telegram, &database, &balancer).await;
        balancer.serves(&[first, second]);
        telegram.settled(SOON).await.expect("the manager's greeting is taken");
        let secret = secret(&telegram);

        // Nobody brings it but this test, until it is done.
        balancer.serves(&[]);
        let anna = person(&telegram, 101);
        anna.send_command("start");
        let update = telegram.pending().pop().expect("it waits").to_string();
        let calls = (0..12).map(|n| brings(if n % 2 == 0 { first } else { second }, Some(&secret), update.clone()));
        for status in futures::future::join_all(calls).await {
            assert_eq!(status, 200);
        }
        balancer.serves(&[first, second]);
        telegram.settled(SOON).await.expect("it is taken once more");
        anna.wait_for_reply(SOON).await.expect("an answer");
        anna.send_text("Wat is ESIJ?");
        anna.wait_for_text("ESIJ is de", SOON).await.expect("an answer");
        let greetings = bot_said(&anna.messages()).filter(|reply| reply.text.contains("Welkom")).count();
        assert_eq!(greetings, 1, "{}", anna.transcript());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chat_is_served_by_one_replica_at_a_time_and_a_turn_in_hand_is_finished() {
    let name = "a_chat_is_served_by_one_replica_at_a_time_and_a_turn_in_hand_is_finished";
    on_postgres(name, |database| async move {
        let (telegram, balancer) = (telegram().await, Balancer::start().await);
        let (mut one, first) = replica(&telegram, &database, &balancer).await;
        let (_two, second) = replica(&telegram, &database, &balancer).await;
        balancer.serves(&[first, second]);
        telegram.settled(SOON).await.expect("the manager's greeting is taken");
        let secret: Arc<str> = secret(&telegram).into();

        balancer.serves(&[]);
        let anna = person(&telegram, 101);
        for text in ["/start", "/help", "/privacy", "/taal"] {
            anna.send_text(text);
        }
        let mut other = AnyConnection::connect(&database).await.expect("a connection");
        other.execute("SELECT pg_advisory_lock(101)").await.expect("the chat is held");
        let mut calls = Vec::new();
        for (update, address) in telegram.pending().into_iter().zip([first, second, first, second]) {
            let secret = Arc::clone(&secret);
            calls.push(tokio::spawn(async move { brings(address, Some(&secret), update.to_string()).await }));
        }
        // Of each replica one turn waits for the chat; the second call waits within its process.
        let waiting = "SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 101 AND NOT granted \
                       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
        until("both replicas wait for the chat", async || {
            let row = other.fetch_one(waiting).await.expect("sound SQL");
            (row.get::<i64, _>(0) == 2).then_some(())
        })
        .await;
        assert!(calls.iter().all(|call| !call.is_finished()));

        one.signal("TERM");
        until("no call comes in any more", async || {
            let call = tokio::net::TcpStream::connect(first).await;
            call.is_err().then_some(())
        })
        .await;
        other.execute("SELECT pg_advisory_unlock(101)").await.expect("the chat is free");
        for call in calls {
            assert_eq!(call.await.expect("no panic"), 200);
        }
        assert!(one.end().await);
        balancer.serves(&[second]);
        telegram.settled(SOON).await.expect("all is taken once more");
        anna.wait_for(|chat| bot_said(chat).count() >= 4, SOON).await.expect("every answer");
        assert_eq!(bot_said(&anna.messages()).count(), 4, "{}", anna.transcript());
    })
    .await;
}

fn bot_said(chat: &[ChatMessage]) -> impl Iterator<Item = &ChatMessage> {
    chat.iter().filter(|message| message.from_bot)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chat_keeps_its_order_over_replicas() {
    on_postgres("a_chat_keeps_its_order_over_replicas", |database| async move {
        let (telegram, balancer) = (telegram().await, Balancer::start().await);
        let (one, first) = replica(&telegram, &database, &balancer).await;
        let (two, second) = replica(&telegram, &database, &balancer).await;
        balancer.serves(&[first, second]);
        let people: Vec<_> = (101..105).map(|id| person(&telegram, id)).collect();
        for anna in &people {
            for text in [
                "/idee",
                "ja",
                "Anna de Vries",
                "overslaan",
                "IJmuiden",
                "onderwijs en arbeidsmarkt",
                "Leerwerkplaats",
                "Een werkplaats waar leerlingen en vakmensen samen machines herstellen.",
                "overslaan",
                "overslaan",
                "overslaan",
                "06 12345678",
                "klaar",
                "versturen",
            ] {
                anna.send_text(text);
            }
        }
        for anna in &people {
            anna.wait_for_text("is afgeleverd bij de programmamanager", SOON).await.expect("a receipt");
        }
        telegram.settled(SOON).await.expect("all is taken");
        let refused: Vec<_> = telegram.recorded().into_iter().filter_map(|call| call.refused).collect();
        assert_eq!(refused, [""; 0]);
        drop((one, two));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn from_polling_to_the_webhook_and_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let database = sqlite(&folder);
    let (telegram, balancer) = (telegram().await, Balancer::start().await);
    let anna = person(&telegram, 101);
    for (round, webhook) in [false, true, false].into_iter().enumerate() {
        // While no program runs.
        anna.send_command("help");
        let mut program = if webhook {
            let (program, address) = replica(&telegram, &database, &balancer).await;
            balancer.serves(&[address]);
            program
        } else {
            Program::run(&telegram, &database, &[])
        };
        anna.send_command("privacy");
        anna.wait_for(|chat| bot_said(chat).count() >= 2 * (round + 1), SOON).await.expect("both answers");
        telegram.settled(SOON).await.expect("all is taken");
        assert!(program.stop().await);
        assert!(!program.log().contains("ERROR"), "{}", program.log());
        assert_eq!(program.log().contains("a webhook is set for this bot; it is removed"), round == 2);
    }
    assert_eq!(webhook_info(&telegram).await["url"], "");
    assert_eq!(bot_said(&anna.messages()).count(), 6, "{}", anna.transcript());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_that_is_taken_away_is_set_again() {
    let telegram = telegram().await;
    let token = SecretString::from(telegram.token());
    let api = Api::new(&token, Some(telegram.url().parse().expect("an address"))).expect("a client");
    let url: url::Url = "http://127.0.0.1:1/hook".parse().expect("an address");
    let hook = Hook { url: url.clone(), listen: "127.0.0.1:0".parse().expect("an address") };
    let webhook = Webhook::bind(hook, &token).await.expect("a free port");
    let registration = webhook.registration().looking_every(std::time::Duration::from_millis(20));
    let (vitals, stop) = (Vitals::default(), CancellationToken::new());
    let kept = tokio::spawn({
        let (vitals, stop) = (vitals.clone(), stop.clone());
        async move { registration.keep(&api, &vitals, &stop).await }
    });
    let stands = async || (webhook_info(&telegram).await["url"] == json!(url.as_str())).then_some(());
    for _ in 0..2 {
        until("the webhook stands", stands).await;
        let taken_away = format!("{}/bot{}/deleteWebhook", telegram.url(), telegram.token());
        reqwest::get(taken_away).await.expect("an answer");
    }
    until("the webhook stands", stands).await;
    stop.cancel();
    kept.await.expect("no panic").expect("no failure");
}
