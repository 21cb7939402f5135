//! The emulator keeps Telegram's rules: seen over HTTP, with teloxide and with bare requests.

#[path = "emulator/faults.rs"]
mod faults;
#[path = "emulator/people.rs"]
mod people;
#[path = "emulator/rules.rs"]
mod rules;
#[path = "emulator/spec.rs"]
mod spec;
#[path = "emulator/updates.rs"]
mod updates;

use std::time::Duration;

use esij_bot::emulator::{Account, Config, Emulator, PersonSpec};
use serde_json::{Value, json};
use teloxide::Bot;

/// Long enough on a busy machine; nothing waits that long when all is well.
const PATIENCE: Duration = Duration::from_secs(20);

async fn start() -> Emulator {
    start_with(Config::default()).await
}

async fn start_with(config: Config) -> Emulator {
    Emulator::start(config).await.expect("a free port")
}

/// Somebody who has already said something.
fn jan(emulator: &Emulator) -> Account {
    let jan = emulator.person(PersonSpec::new(501, "Jan").last_name("Bakker").username("janbakker"));
    jan.send_command("start");
    jan
}

fn bot(emulator: &Emulator) -> Bot {
    let url = emulator.url().parse().expect("an address");
    Bot::new(emulator.token()).set_api_url(url)
}

/// The status and body of a bare call with JSON; `None` when the connection broke.
async fn raw(emulator: &Emulator, method: &str, params: Value) -> Option<(u16, String)> {
    let url = format!("{}/bot{}/{method}", emulator.url(), emulator.token());
    let answer = bot(emulator).client().post(url).json(&params).send().await.ok()?;
    Some((answer.status().as_u16(), answer.text().await.ok()?))
}

/// The body of a call that gets an answer.
async fn call(emulator: &Emulator, method: &str, params: Value) -> Value {
    let (status, body) = raw(emulator, method, params).await.expect("an answer");
    let body: Value = serde_json::from_str(&body).expect("JSON");
    let code = body.get("error_code").and_then(Value::as_u64).unwrap_or(200);
    assert_eq!(u64::from(status), code);
    body
}

/// The result of a call that succeeds.
async fn result(emulator: &Emulator, method: &str, params: Value) -> Value {
    let body = call(emulator, method, params).await;
    assert_eq!(body["ok"], json!(true), "{method}: {body}");
    body["result"].clone()
}

/// The update ids of one poll.
async fn poll(emulator: &Emulator, params: Value) -> Vec<i64> {
    let updates = result(emulator, "getUpdates", params).await;
    updates.as_array().expect("an array").iter().map(|update| update["update_id"].as_i64().expect("an id")).collect()
}

/// The smallest picture that says how large it is.
fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    bytes.extend(width.to_be_bytes());
    bytes.extend(height.to_be_bytes());
    bytes.extend(b"\x08\x02\0\0\0");
    bytes
}
