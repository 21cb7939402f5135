//! Offsets, long polling, conflicts, kinds of updates, webhooks.

use std::sync::{Arc, Mutex};

use axum::http::{HeaderMap, StatusCode};
use tokio::sync::mpsc;

use crate::*;

/// After five updates 0 to 4, a poll with this offset (relative to the first) gives these, and so does a plain poll.
async fn check_offset(offset: impl Fn(i64) -> i64, expected: &[i64]) {
    let emulator = start().await;
    let jan = emulator.person(PersonSpec::new(501, "Jan"));
    for number in 0..5 {
        jan.send_text(&number.to_string());
    }
    let first = emulator.last_update_id() - 4;
    for params in [json!({ "offset": offset(first) }), json!({})] {
        let ids = poll(&emulator, params).await;
        assert_eq!(ids.iter().map(|id| id - first).collect::<Vec<_>>(), expected);
    }
}

#[tokio::test]
async fn an_offset_forgets_what_is_before_it_for_ever() {
    check_offset(|_| 0, &[0, 1, 2, 3, 4]).await;
    check_offset(|first| first, &[0, 1, 2, 3, 4]).await;
    check_offset(|first| first + 3, &[3, 4]).await;
    check_offset(|first| first + 5, &[]).await;
    check_offset(|_| -2, &[3, 4]).await;
    check_offset(|_| -9, &[0, 1, 2, 3, 4]).await;
    // An offset from before the count began anew is no offset at all.
    check_offset(|first| first + 1_000_000, &[0, 1, 2, 3, 4]).await;
}

#[tokio::test]
async fn a_limit_gives_the_oldest_first() {
    let emulator = start().await;
    let jan = emulator.person(PersonSpec::new(501, "Jan"));
    for _ in 0..120 {
        jan.send_text("hallo");
    }
    let first = emulator.last_update_id() - 119;
    assert_eq!(poll(&emulator, json!({ "limit": 2 })).await, [first, first + 1]);
    assert_eq!(poll(&emulator, json!({})).await.len(), 100);
    assert_eq!(poll(&emulator, json!({ "limit": 1000 })).await.len(), 100);
    assert_eq!(poll(&emulator, json!({ "offset": first + 118 })).await, [first + 118, first + 119]);
    assert_eq!(emulator.counts().updates_acknowledged, 118);
}

#[tokio::test]
async fn a_long_poll_ends_with_the_first_update() {
    let emulator = start().await;
    let jan = emulator.person(PersonSpec::new(501, "Jan"));
    let waiting = tokio::spawn({
        let emulator = emulator.clone();
        async move { poll(&emulator, json!({ "timeout": 50 })).await }
    });
    wait_until_polling(&emulator, 1).await;
    jan.send_text("hallo");
    let ids = tokio::time::timeout(PATIENCE, waiting).await.expect("it ends").expect("it does not panic");
    assert_eq!(ids, [emulator.last_update_id()]);
}

async fn wait_until_polling(emulator: &Emulator, count: u64) {
    while emulator.counts().calls.get("getUpdates").copied().unwrap_or(0) < count {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn of_two_pollers_the_older_is_sent_away() {
    let emulator = start().await;
    let jan = emulator.person(PersonSpec::new(501, "Jan"));
    let polling = |emulator: Emulator| async move { call(&emulator, "getUpdates", json!({ "timeout": 50 })).await };
    let older = tokio::spawn(polling(emulator.clone()));
    wait_until_polling(&emulator, 1).await;
    let newer = tokio::spawn(polling(emulator.clone()));
    let conflict = tokio::time::timeout(PATIENCE, older).await.expect("it ends").expect("it does not panic");
    assert_eq!(conflict["error_code"], 409);
    assert_eq!(
        conflict["description"],
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    );
    jan.send_text("hallo");
    let given = tokio::time::timeout(PATIENCE, newer).await.expect("it ends").expect("it does not panic");
    assert_eq!(given["result"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn the_wish_for_kinds_is_kept() {
    let emulator = start().await;
    let jan = emulator.person(PersonSpec::new(501, "Jan"));
    poll(&emulator, json!({ "allowed_updates": ["callback_query"] })).await;
    jan.send_text("hallo");
    jan.press_raw(1, "topic:none");
    poll(&emulator, json!({})).await;
    jan.send_text("nog eens");
    assert_eq!(emulator.pending().len(), 1);
    // An empty list asks for the default kinds; what was not wanted before is not made up for.
    poll(&emulator, json!({ "allowed_updates": [] })).await;
    jan.send_text("en nu");
    assert_eq!(emulator.pending().len(), 2);
}

#[tokio::test]
async fn an_update_can_be_given_twice_and_the_count_can_begin_anew() {
    let emulator = start().await;
    let jan = emulator.person(PersonSpec::new(501, "Jan"));
    jan.send_text("een");
    let first = emulator.last_update_id();
    assert!(!emulator.restart_update_ids(Some(7)));
    assert_eq!(poll(&emulator, json!({ "offset": first + 1 })).await, Vec::<i64>::new());
    assert!(emulator.duplicate(first));
    assert_eq!(poll(&emulator, json!({ "offset": first + 1 })).await, [first]);
    assert_eq!(poll(&emulator, json!({ "offset": first + 1 })).await, Vec::<i64>::new());
    assert!(!emulator.duplicate(first + 1));

    assert!(emulator.restart_update_ids(Some(7)));
    jan.send_text("twee");
    assert_eq!(poll(&emulator, json!({ "offset": first + 1 })).await, [7]);
    assert_eq!(poll(&emulator, json!({ "offset": 8 })).await, Vec::<i64>::new());
}

#[tokio::test]
async fn updates_expire() {
    let emulator = start().await;
    let jan = jan(&emulator);
    let press = jan.press_raw(1, "topic:none");
    emulator.advance(Duration::from_secs(200));
    assert_eq!(poll(&emulator, json!({})).await.len(), 1);
    let late = call(&emulator, "answerCallbackQuery", json!({ "callback_query_id": press })).await;
    assert_eq!(
        late["description"],
        "Bad Request: query is too old and response timeout expired or query ID is invalid"
    );
    emulator.advance(Duration::from_secs(86_400));
    assert_eq!(poll(&emulator, json!({})).await, Vec::<i64>::new());
}

/// What a webhook got: its secret and the update.
type Delivered = (String, Value);

/// A webhook that answers with these statuses and then with 200.
async fn webhook(statuses: Vec<StatusCode>) -> (String, mpsc::UnboundedReceiver<Delivered>) {
    let (sender, receiver) = mpsc::unbounded_channel();
    let statuses = Arc::new(Mutex::new(statuses));
    let take = move |headers: HeaderMap, body: String| async move {
        let secret = headers.get("X-Telegram-Bot-Api-Secret-Token").and_then(|value| value.to_str().ok());
        let update = serde_json::from_str(&body).expect("an update");
        sender.send((secret.unwrap_or("").to_owned(), update)).expect("the test listens");
        statuses.lock().expect("no panic").pop().unwrap_or(StatusCode::OK)
    };
    let router = axum::Router::new().route("/updates", axum::routing::post(take));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}/updates", listener.local_addr().expect("it listens"));
    tokio::spawn(async move { axum::serve(listener, router).await });
    (url, receiver)
}

#[tokio::test]
async fn a_webhook_gets_updates_until_it_takes_them() {
    let emulator = start_with(Config { webhook_pause: Duration::from_millis(5), ..Config::default() }).await;
    let jan = jan(&emulator);
    let refusals = vec![StatusCode::SERVICE_UNAVAILABLE, StatusCode::INTERNAL_SERVER_ERROR];
    let (url, mut delivered) = webhook(refusals).await;
    result(&emulator, "setWebhook", json!({ "url": url, "secret_token": "geheim" })).await;
    jan.send_text("twee");
    emulator.settled(PATIENCE).await.expect("it is taken");

    let last = emulator.last_update_id();
    let mut ids = Vec::new();
    while let Ok((secret, update)) = delivered.try_recv() {
        assert_eq!(secret, "geheim");
        ids.push(update["update_id"].as_i64().expect("an id"));
    }
    assert_eq!(ids, [last - 1, last - 1, last - 1, last]);

    assert!(emulator.duplicate(last));
    emulator.settled(PATIENCE).await.expect("it is taken");
    let (_, again) = delivered.recv().await.expect("it is given again");
    assert_eq!(again["update_id"], last);

    let conflict = call(&emulator, "getUpdates", json!({})).await;
    assert_eq!(conflict["error_code"], 409);
    let info = result(&emulator, "getWebhookInfo", json!({})).await;
    assert_eq!((&info["url"], &info["pending_update_count"]), (&json!(url), &json!(0)));
    assert!(info["last_error_message"].as_str().is_some_and(|error| error.starts_with("Wrong response")));
    result(&emulator, "deleteWebhook", json!({})).await;
    assert_eq!(poll(&emulator, json!({})).await, Vec::<i64>::new());
}

#[tokio::test]
async fn a_webhook_gets_the_updates_of_different_chats_at_once() {
    let emulator = start().await;
    let people = [501, 502].map(|id| emulator.person(PersonSpec::new(id, "Jan")));
    let both = Arc::new(tokio::sync::Barrier::new(2));
    let meet = move || async move {
        both.wait().await;
    };
    let router = axum::Router::new().route("/", axum::routing::post(meet));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}/", listener.local_addr().expect("it listens"));
    tokio::spawn(async move { axum::serve(listener, router).await });
    for person in people {
        person.send_text("hallo");
    }
    result(&emulator, "setWebhook", json!({ "url": url })).await;
    emulator.settled(PATIENCE).await.expect("they meet");
}

#[tokio::test]
async fn a_webhook_ends_a_long_poll() {
    let emulator = start().await;
    let waiting = tokio::spawn({
        let emulator = emulator.clone();
        async move { call(&emulator, "getUpdates", json!({ "timeout": 50 })).await }
    });
    wait_until_polling(&emulator, 1).await;
    result(&emulator, "setWebhook", json!({ "url": "https://example.org/hook" })).await;
    let ended = tokio::time::timeout(PATIENCE, waiting).await.expect("it ends").expect("it does not panic");
    assert_eq!(ended["error_code"], 409);
}
