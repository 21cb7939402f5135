//! Ordered bad luck, pace, and a kill in the middle.

use std::path::Path;

use esij_bot::emulator::{Fault, FaultKind, Limits};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::*;

const SOON: Duration = Duration::from_millis(20);

/// What a bot gets for a message under this fault (0: the connection broke), and whether the message is in the chat.
async fn check(kind: FaultKind, status: u16, accepted: bool) {
    let emulator = start().await;
    let jan = jan(&emulator);
    emulator.inject(Fault::new(kind.clone()).on("SENDMESSAGE").in_chat(jan.id()).times(1));
    let send = json!({ "chat_id": jan.id(), "text": "ontvangen" });
    result(&emulator, "getMe", json!({})).await;

    let got = raw(&emulator, "sendMessage", send.clone()).await;
    assert_eq!(got.as_ref().map_or(0, |(status, _)| *status), status, "{kind:?}");
    assert_eq!(jan.replies().len(), usize::from(accepted), "{kind:?}");
    assert_eq!(emulator.counts().faults, [(kind.name(), 1)].into(), "{kind:?}");
    assert_eq!(
        emulator.accepted().iter().filter(|message| !message.answered).count(),
        usize::from(accepted && status == 0)
    );

    result(&emulator, "sendMessage", send).await;
    assert_eq!(jan.replies().len(), 1 + usize::from(accepted), "{kind:?}");
}

#[tokio::test]
async fn each_fault_strikes_as_ordered() {
    check(FaultKind::TooManyRequests { retry_after: 3 }, 429, false).await;
    check(FaultKind::ServerError, 500, false).await;
    check(FaultKind::BadGateway, 502, false).await;
    check(FaultKind::DropBefore, 0, false).await;
    check(FaultKind::DropAfter, 0, true).await;
    check(FaultKind::SilentBefore(SOON), 0, false).await;
    check(FaultKind::SilentAfter(SOON), 0, true).await;
    check(FaultKind::Slow(SOON), 200, true).await;
    check(FaultKind::Blocked, 403, false).await;
    check(FaultKind::Refuse { code: 400, description: "Bad Request: chat not found".to_owned() }, 400, false).await;
}

#[tokio::test]
async fn a_fault_says_what_telegram_says() {
    let emulator = start().await;
    let jan = jan(&emulator);
    emulator.inject(Fault::new(FaultKind::TooManyRequests { retry_after: 3 }).times(1));
    emulator.inject(Fault::new(FaultKind::BadGateway));
    let send = json!({ "chat_id": jan.id(), "text": "x" });
    assert_eq!(
        call(&emulator, "sendMessage", send.clone()).await,
        json!({
            "ok": false,
            "error_code": 429,
            "description": "Too Many Requests: retry after 3",
            "parameters": { "retry_after": 3 },
        })
    );
    let (_, page) = raw(&emulator, "sendMessage", send.clone()).await.expect("an answer");
    assert!(page.contains("<h1>502 Bad Gateway</h1>"));
    emulator.clear_faults();
    result(&emulator, "sendMessage", send).await;
}

#[tokio::test]
async fn a_broken_connection_brings_not_a_byte() {
    let emulator = start().await;
    emulator.inject(Fault::new(FaultKind::DropAfter));
    let address = emulator.url().replace("http://", "");
    let mut stream = tokio::net::TcpStream::connect(&address).await.expect("it listens");
    let request = format!("GET /bot{}/getMe HTTP/1.1\r\nhost: {address}\r\n\r\n", emulator.token());
    stream.write_all(request.as_bytes()).await.expect("it is sent");
    let mut answer = Vec::new();
    // Whether the end is clean or a reset is up to the system.
    let _ = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut answer)).await.expect("it ends");
    assert_eq!(answer, b"");
}

#[tokio::test]
async fn a_poll_that_breaks_loses_nothing() {
    let emulator = start().await;
    jan(&emulator);
    emulator.inject(Fault::new(FaultKind::DropAfter).on("getUpdates").times(1));
    assert_eq!(raw(&emulator, "getUpdates", json!({})).await, None);
    assert_eq!(poll(&emulator, json!({})).await, [emulator.last_update_id()]);
}

async fn strikes(seed: u64) -> Vec<bool> {
    let emulator = start_with(Config { seed, ..Config::default() }).await;
    emulator.inject(Fault::new(FaultKind::ServerError).probability(0.3));
    let mut struck = Vec::new();
    for _ in 0..60 {
        struck.push(raw(&emulator, "getMe", json!({})).await.is_some_and(|(status, _)| status == 500));
    }
    struck
}

#[tokio::test]
async fn the_seed_decides_where_a_probable_fault_strikes() {
    let first = strikes(1).await;
    assert!((6..=30).contains(&first.iter().filter(|struck| **struck).count()));
    assert_eq!(strikes(1).await, first);
    assert_ne!(strikes(2).await, first);
}

#[tokio::test]
async fn too_fast_is_refused_when_that_is_enforced() {
    let emulator = start().await;
    let (jan, piet) = (jan(&emulator), emulator.person(PersonSpec::new(502, "Piet")));
    piet.send_command("start");
    emulator.enforce_limits(Some(Limits { chat_burst: 2, chat_per_second: 0.01, ..Limits::telegram() }));
    let send = |chat: i64| json!({ "chat_id": chat, "text": "x" });
    for _ in 0..2 {
        result(&emulator, "sendMessage", send(jan.id())).await;
    }
    let refused = call(&emulator, "sendMessage", send(jan.id())).await;
    assert_eq!(refused["error_code"], 429);
    assert!(refused["parameters"]["retry_after"].as_u64().is_some_and(|wait| (90..=101).contains(&wait)));
    result(&emulator, "sendMessage", send(piet.id())).await;
    emulator.enforce_limits(None);
    result(&emulator, "sendMessage", send(jan.id())).await;
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a temporary folder");
    for entry in std::fs::read_dir(from).expect("the folder is there") {
        let entry = entry.expect("it can be read");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("it can be copied");
        }
    }
}

#[tokio::test]
async fn everything_is_there_after_a_kill() {
    let (live, killed) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let config = |folder: &Path| Config { data: Some(folder.to_owned()), ..Config::default() };
    let emulator = start_with(config(live.path())).await;
    let before = jan(&emulator);
    before.send_document("plan.pdf", "application/pdf", b"%PDF", "Het plan");
    let sent = json!({ "chat_id": before.id(), "text": "<b>Dank</b>", "parse_mode": "HTML" });
    result(&emulator, "sendMessage", sent).await;
    let acknowledged = emulator.last_update_id();
    poll(&emulator, json!({ "offset": acknowledged })).await;

    // What lies on the disk at this moment is what a kill leaves: the first emulator still runs.
    copy(live.path(), killed.path());
    let again = start_with(config(killed.path())).await;
    let after = again.account(before.id()).expect("Jan is known");
    assert_eq!(after.messages(), before.messages());
    assert_eq!(
        after.transcript(),
        "Jan Bakker: <a data-command=\"/start\">/start</a>\nJan Bakker: «plan.pdf» Het plan\nbot: <b>Dank</b>"
    );
    assert_eq!(poll(&again, json!({})).await, [acknowledged]);
    let file = after.messages()[1].file.clone().expect("a document");
    assert_eq!(again.file(&file.file_id).expect("it is kept").1.as_slice(), b"%PDF");
    let next = after.send_text("verder");
    assert_eq!((next, again.last_update_id()), (4, acknowledged + 1));

    again.wipe().expect("the folder can be written");
    assert!(after.messages().is_empty());
    let empty = start_with(config(killed.path())).await;
    assert_eq!((empty.people().len(), empty.pending().len(), empty.file(&file.file_id)), (1, 0, None));
}
