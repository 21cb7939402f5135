//! What the pages about health say, in good and in bad days.

use std::net::TcpListener;

use esij_bot::emulator::{Config, Emulator};
use insta::assert_snapshot;
use regex::Regex;
use serde_json::Value;

use crate::balancer::Balancer;
use crate::fixture::{Closed, MANAGER, Program, SOON, on_postgres, output, person, program, sqlite, telegram, until};

const HEALTH: [&str; 2] = ["--health", "127.0.0.1:0"];

struct Pages(String);

impl Pages {
    async fn of(program: &Program) -> Self {
        Self(format!("http://{}", program.address("health is told here").await))
    }

    async fn get(&self, page: &str) -> (u16, String) {
        let answer = reqwest::get(format!("{}/{page}", self.0)).await.expect("an answer");
        (answer.status().as_u16(), answer.text().await.expect("text"))
    }

    /// Waits until `/readyz` has this status and `look` sees something in it; the page with what changes left out.
    async fn until_ready_says(&self, status: u16, look: impl Fn(&Value) -> bool) -> String {
        until(&format!("/readyz says {status}"), async || {
            let (found, text) = self.get("readyz").await;
            let report: Value = serde_json::from_str(&text).expect("JSON");
            let pretty = serde_json::to_string_pretty(&report).expect("JSON");
            (found == status && look(&report)).then(|| format!("{found}\n{}", timeless(&pretty)))
        })
        .await
    }
}

/// Without times, and with the lines of a count in order.
fn timeless(text: &str) -> String {
    let ages = Regex::new(r#"("(?:last_well|last_heard|oldest)_s": )\d+"#).expect("it is sound");
    ages.replace_all(text, "${1}0").into_owned()
}

/// A page of metrics, with the lines of each family in order and without what changes.
fn steady(page: &str) -> String {
    let changing = Regex::new(
        r"(?m)^(\w*(?:_timestamp_seconds|_duration_seconds_sum|start_time_seconds|_age_seconds) |\w+_bucket\{.*\} )\S+$",
    );
    let page = changing.expect("it is sound").replace_all(page, "${1}…").into_owned();
    let mut families: Vec<Vec<&str>> = Vec::new();
    for line in page.lines() {
        match families.last_mut() {
            Some(family) if !line.starts_with("# HELP") => family.push(line),
            _ => families.push(vec![line]),
        }
    }
    for family in &mut families {
        if !page.contains(&format!("{}_bucket", family[0].split(' ').nth(2).unwrap_or_default())) {
            family[2..].sort_unstable();
        }
    }
    families.concat().join("\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn all_is_well() {
    let folder = tempfile::tempdir().expect("a folder");
    let telegram = telegram().await;
    let mut program = Program::run(&telegram, &sqlite(&folder), &HEALTH);
    let pages = Pages::of(&program).await;
    assert_eq!(pages.get("healthz").await, (200, "ok\n".to_owned()));
    let anna = person(&telegram, 101);
    anna.send_text("Hoeveel kost een fietsenrek in Parijs?");
    anna.wait_for_reply(SOON).await.expect("an answer");
    anna.press_label("Geef mijn vraag door").expect("a button");
    anna.wait_for_text("is afgeleverd bij de programmamanager", SOON).await.expect("a receipt");
    let empty = |report: &Value| report["checks"]["outbox"]["pending"] == 0;
    assert_snapshot!("well", pages.until_ready_says(200, empty).await);
    let (status, metrics) = pages.get("metrics").await;
    assert_eq!(status, 200);
    assert_snapshot!("metrics", steady(&metrics));
    assert_eq!(pages.get("").await.0, 404);
    assert!(!program.log().contains("ERROR"), "{}", program.log());
    assert!(program.stop().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_manager_who_takes_nothing_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let database = sqlite(&folder);
    let telegram = telegram().await;
    let program = Program::run(&telegram, &database, &HEALTH);
    let pages = Pages::of(&program).await;
    pages.until_ready_says(200, |_| true).await;
    let manager = telegram.account(MANAGER).expect("they are known");
    manager.wait_for_reply(SOON).await.expect("the greeting");
    manager.block();
    let anna = person(&telegram, 101);
    anna.send_text("Hoeveel kost een fietsenrek in Parijs?");
    anna.wait_for_reply(SOON).await.expect("an answer");
    anna.press_label("Geef mijn vraag door").expect("a button");
    program.logs("the programme manager's chat takes no messages").await;
    let waits = |report: &Value| report["checks"]["outbox"]["pending"] == 1;
    assert_snapshot!("unreachable", pages.until_ready_says(503, waits).await);
    assert!(pages.get("metrics").await.1.contains("esij_bot_manager_reachable{chat=\"900\"} 0\n"));
    assert_eq!(pages.get("healthz").await.0, 200);
    manager.unblock();
    pages.until_ready_says(200, |_| true).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bot_without_a_manager_or_without_telegram_is_not_ready() {
    let folder = tempfile::tempdir().expect("a folder");
    let telegram = Emulator::start(Config::default()).await.expect("a free port");
    let program = Program::run_for(&telegram, &sqlite(&folder), "", &HEALTH);
    let pages = Pages::of(&program).await;
    let fetches = |report: &Value| report["checks"]["updates"]["ok"] == true;
    assert_snapshot!("nobody", pages.until_ready_says(503, fetches).await);

    let folder = tempfile::tempdir().expect("a folder");
    // Nothing listens there.
    let nowhere = ["--api-url", "http://127.0.0.1:1", "--health", "127.0.0.1:0"];
    let program = Program::run_alone(&telegram, &sqlite(&folder), &nowhere);
    let pages = Pages::of(&program).await;
    assert_snapshot!("no_telegram", pages.until_ready_says(503, |_| true).await);
    assert_eq!(pages.get("healthz").await.0, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn replicas_tell_their_parts_and_a_database_that_is_gone() {
    on_postgres("replicas_tell_their_parts_and_a_database_that_is_gone", |database| async move {
        let telegram = telegram().await;
        let one = Program::run(&telegram, &database, &HEALTH);
        one.logs("this replica fetches the updates now").await;
        let two = Program::run(&telegram, &database, &HEALTH);
        let (first, second) = (Pages::of(&one).await, Pages::of(&two).await);
        first.until_ready_says(200, |report| report["checks"]["updates"]["role"] == "fetches").await;
        let spare = |report: &Value| report["checks"]["outbox"]["pending"] == 0;
        assert_snapshot!("spare", second.until_ready_says(200, spare).await);
        assert!(first.get("metrics").await.1.contains("esij_bot_fetches_updates 1\n"));
        assert!(second.get("metrics").await.1.contains("esij_bot_fetches_updates 0\n"));

        let closed = Closed::new(&database).await;
        assert_snapshot!("no_database", second.until_ready_says(503, |_| true).await);
        let (status, metrics) = second.get("metrics").await;
        assert_eq!(status, 200);
        assert!(metrics.contains("esij_bot_check{check=\"database\"} 0\n"), "{metrics}");
        assert!(!metrics.contains("esij_bot_outbox_messages"), "what is not known is not told: {metrics}");
        assert_eq!(second.get("healthz").await.0, 200);
        closed.open().await;
        first.until_ready_says(200, |_| true).await;
        second.until_ready_says(200, |_| true).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_webhook_is_told_too() {
    let folder = tempfile::tempdir().expect("a folder");
    let (telegram, balancer) = (telegram().await, Balancer::start().await);
    let url = balancer.url();
    let hook = ["--webhook", &url, "--webhook-listen", "127.0.0.1:0"];
    let mut program = Program::run(&telegram, &sqlite(&folder), &[&hook[..], &HEALTH].concat());
    balancer.serves(&[program.address("listening for Telegram's calls").await]);
    let pages = Pages::of(&program).await;
    let heard = |report: &Value| {
        let checks = &report["checks"];
        checks["updates"]["last_heard_s"].is_u64() && checks["outbox"]["pending"] == 0
    };
    assert_snapshot!("webhook", pages.until_ready_says(200, heard).await);
    assert!(program.stop().await);
}

#[test]
fn an_address_that_is_taken_is_said_with_a_way_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = taken.local_addr().expect("an address").to_string();
    let database = sqlite(&folder);
    let mut shown = String::new();
    for more in [
        vec!["--health", &address],
        vec!["--webhook", "https://bot.example/hook", "--webhook-listen", &address],
        vec!["--webhook", "bot.example"],
        vec!["--health", "9090"],
    ] {
        let mut command = program(&[&["run", "--database", &database][..], &more].concat());
        let (well, _, said) = output(command.env("TELOXIDE_TOKEN", "1:geheim").env("RUST_LOG", "error"));
        assert!(!well && !said.contains("geheim"), "{said}");
        shown += &said.replace(&address, "ADDRESS");
        shown.push('\n');
    }
    assert_snapshot!("taken", shown);
}
