//! The emulator keeps Telegram's rules: seen over HTTP, with teloxide and with bare requests.

#[path = "emulator/faults.rs"]
mod faults;
#[path = "emulator/people.rs"]
mod people;
#[path = "emulator/replies.rs"]
mod replies;
#[path = "emulator/rules.rs"]
mod rules;
#[path = "emulator/spec.rs"]
mod spec;
#[path = "emulator/topics.rs"]
mod topics;
#[path = "emulator/updates.rs"]
mod updates;

use std::time::Duration;

use esij_bot::emulator::{Account, Config, Emulator, PersonSpec};
use serde_json::{Value, json};
use teloxide::Bot;
use teloxide::requests::Requester;
use teloxide::types::{Message, UpdateKind};

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

/// The refusal of a call, without the 'Bad Request: ' in front.
async fn refusal(emulator: &Emulator, method: &str, params: Value) -> String {
    let body = call(emulator, method, params).await;
    assert_eq!(body["error_code"], 400, "{method}: {body}");
    let description = body["description"].as_str().expect("a description");
    description.strip_prefix("Bad Request: ").expect("a bad request").to_owned()
}

/// The messages in the updates that wait, as teloxide reads them; edited ones too.
async fn heard(emulator: &Emulator) -> Vec<Message> {
    let updates = bot(emulator).get_updates().await.expect("it answers");
    let message = |update: teloxide::types::Update| match update.kind {
        UpdateKind::Message(message) | UpdateKind::EditedMessage(message) => Some(message),
        UpdateKind::Error(value) => panic!("teloxide cannot read {value}"),
        _ => None,
    };
    updates.into_iter().filter_map(message).collect()
}

/// The id of a message that the bot sent.
fn id_of(message: &Value) -> i64 {
    message["message_id"].as_i64().expect("an id")
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
