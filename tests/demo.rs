//! The demo as a browser uses it: its page, its guard, both chats, and a restart in the middle.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use esij_bot::demo::{Demo, DemoError};
use regex::Regex;
use reqwest::header::HeaderMap;
use reqwest::multipart::{Form, Part};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

const SANNE: i64 = 101_000_001;
const MANAGER: i64 = 101_000_009;

/// A demo without a bot: what is said stays unanswered, unless a test runs one.
struct Open {
    client: reqwest::Client,
    url: String,
    stop: CancellationToken,
    served: tokio::task::JoinHandle<std::io::Result<()>>,
    demo: Demo,
}

impl Open {
    async fn new(folder: &Path, fresh: bool) -> Self {
        let anywhere = SocketAddr::from(([127, 0, 0, 1], 0));
        let (demo, page) = Demo::open(folder.to_owned(), anywhere, fresh).await.expect("the demo starts");
        let stop = CancellationToken::new();
        let served = tokio::spawn(page.serve(stop.clone()));
        Self { client: reqwest::Client::new(), url: demo.url(), stop, served, demo }
    }

    async fn post(&self, path: &str, body: Value) -> reqwest::Response {
        let request = self.client.post(format!("{}{path}", self.url)).header("x-esij-demo", "1").json(&body);
        request.send().await.expect("the page answers")
    }

    async fn chat(&self) -> Value {
        self.chat_of(SANNE).await
    }

    async fn chat_of(&self, person: i64) -> Value {
        let answer = self.client.get(format!("{}/api/chat/{person}?since=0", self.url)).send().await;
        answer.expect("the page answers").json().await.expect("it is JSON")
    }

    /// Sends a file as the page does, with a caption, as a reply to this message.
    async fn attach(&self, person: i64, name: &str, mime: &str, bytes: &[u8], reply_to: Option<i64>) -> i64 {
        let part = Part::bytes(bytes.to_vec()).file_name(name.to_owned()).mime_str(mime).expect("a kind of file");
        let mut form = Form::new().part("file", part).text("caption", "zie bijlage");
        if let Some(message_id) = reply_to {
            form = form.text("reply_to", message_id.to_string());
        }
        let request = self.client.post(format!("{}/api/chat/{person}/attach", self.url)).header("x-esij-demo", "1");
        let answer: Value = request.multipart(form).send().await.expect("an answer").json().await.expect("it is JSON");
        answer["message_id"].as_i64().expect("an id")
    }

    /// What a bot does with a file of its own.
    async fn bot_uploads(&self, method: &str, field: &'static str, name: &str, bytes: &[u8]) -> Value {
        let token = self.demo.token().expect("the token is sound");
        let address = format!("{}/bot{}/{method}", self.demo.bot_api_url(), token.secret().expose_secret());
        let part = Part::bytes(bytes.to_vec()).file_name(name.to_owned());
        let form = Form::new().text("chat_id", MANAGER.to_string()).part(field, part);
        let answer: Value = self.client.post(address).multipart(form).send().await.unwrap().json().await.unwrap();
        answer["result"].clone()
    }

    /// The headers and bytes of the file in a message, as the page gets them.
    async fn file(&self, message: &Value) -> (HeaderMap, Vec<u8>) {
        let id = message["file"]["file_id"].as_str().expect("a file");
        let answer = self.client.get(format!("{}/api/file/{id}", self.url)).send().await.expect("an answer");
        (answer.headers().clone(), answer.bytes().await.expect("it comes through").to_vec())
    }

    async fn texts(&self) -> Vec<String> {
        let chat = self.chat().await;
        let messages = chat["messages"].as_array().expect("there are messages").iter();
        messages.map(|message| message["html"].as_str().unwrap_or_default().to_owned()).collect()
    }

    /// What a bot does.
    async fn bot(&self, method: &str, parameters: Value) -> Value {
        let token = self.demo.token().expect("the token is sound");
        let address = format!("{}/bot{}/{method}", self.demo.bot_api_url(), token.secret().expose_secret());
        let answer = self.client.post(address).json(&parameters).send().await.expect("the local Telegram answers");
        answer.json().await.expect("it is JSON")
    }

    async fn close(self) {
        self.stop.cancel();
        drop(self.demo);
        tokio::time::timeout(Duration::from_secs(5), self.served).await.expect("it stops").expect("it ends").unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_and_all_that_it_names_is_served() {
    let folder = tempfile::tempdir().unwrap();
    let open = Open::new(folder.path(), false).await;
    let page = open.client.get(&open.url).send().await.unwrap();
    let policy = page.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.contains("script-src 'self'") && !policy.contains("unsafe"), "{policy}");
    let html = page.text().await.unwrap();
    let named: Vec<&str> = ["href=\"/", "src=\"/"]
        .iter()
        .flat_map(|attribute| html.split(attribute).skip(1))
        .filter_map(|rest| rest.split('"').next())
        .collect();
    assert!(named.len() >= 5, "{named:?}");
    for path in named {
        let answer = open.client.get(format!("{}/{path}", open.url)).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{path}");
    }
    assert!(!html.contains("<script>") && !html.contains("style="), "the policy forbids what stands in the page");
    open.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn others_are_kept_out() {
    let folder = tempfile::tempdir().unwrap();
    let open = Open::new(folder.path(), false).await;
    let say = || open.client.post(format!("{}/api/chat/{SANNE}/say", open.url)).json(&json!({ "text": "hoi" }));
    assert_eq!(say().send().await.unwrap().status(), 403, "a form of another page");
    let foreign = say().header("x-esij-demo", "1").header("origin", "https://evil.example");
    assert_eq!(foreign.send().await.unwrap().status(), 403, "another origin");
    let rebound = open.client.get(format!("{}/api/state", open.url)).header("host", "evil.example");
    assert_eq!(rebound.send().await.unwrap().status(), 403, "another name for this machine");
    assert!(open.texts().await.is_empty());
    open.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_said_and_attached_survives_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let open = Open::new(folder.path(), false).await;
    assert_eq!(
        open.post(&format!("/api/chat/{SANNE}/say"), json!({ "text": "<img onerror=x> & ik" })).await.status(),
        200
    );
    let part = Part::bytes(b"%PDF-1.4".to_vec()).file_name("plan.pdf").mime_str("application/pdf");
    let form = Form::new().part("file", part.unwrap()).text("caption", "Ons plan");
    let attached = open.client.post(format!("{}/api/chat/{SANNE}/attach", open.url)).header("x-esij-demo", "1");
    assert_eq!(attached.multipart(form).send().await.unwrap().status(), 200);
    let before = open.texts().await;
    assert_eq!(before, ["&lt;img onerror=x&gt; &amp; ik", "Ons plan"]);
    open.close().await;

    let again = Open::new(folder.path(), false).await;
    assert_eq!(again.texts().await, before);
    let chat = again.chat().await;
    let file = chat["messages"][1]["file"]["file_id"].as_str().unwrap().to_owned();
    let saved = again.client.get(format!("{}/api/file/{file}", again.url)).send().await.unwrap();
    assert!(saved.headers()["content-disposition"].to_str().unwrap().contains("plan.pdf"));
    assert_eq!(saved.bytes().await.unwrap().as_ref(), b"%PDF-1.4");
    again.close().await;

    let fresh = Open::new(folder.path(), true).await;
    assert!(fresh.texts().await.is_empty());
    fresh.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_client_could_not_do_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let open = Open::new(folder.path(), false).await;
    for (path, body) in [
        (format!("/api/chat/{SANNE}/say"), json!({ "text": "  " })),
        (format!("/api/chat/{SANNE}/press"), json!({ "message_id": 1, "data": "idea:send" })),
        (format!("/api/chat/{SANNE}/tap"), json!({ "text": "Terug" })),
        (format!("/api/chat/{SANNE}/edit"), json!({ "message_id": 1, "text": "x" })),
        (format!("/api/chat/{SANNE}/language"), json!({ "code": "xx" })),
    ] {
        assert_eq!(open.post(&path, body).await.status(), 400, "{path}");
    }
    assert_eq!(open.post("/api/chat/7/say", json!({ "text": "hoi" })).await.status(), 404);
    open.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_button_is_pressed_and_its_answer_comes_live() {
    let folder = tempfile::tempdir().unwrap();
    let open = Open::new(folder.path(), false).await;
    open.post(&format!("/api/chat/{SANNE}/say"), json!({ "text": "/start" })).await;
    let mut events = open.client.get(format!("{}/api/events", open.url)).send().await.unwrap();
    assert_eq!(events.headers()["content-type"], "text/event-stream");

    let buttons = json!({ "inline_keyboard": [[{ "text": "Ja", "callback_data": "idea:start" }]] });
    let keyed = json!({ "chat_id": SANNE, "text": "Begint u?", "reply_markup": buttons });
    let message = open.bot("sendMessage", keyed).await["result"]["message_id"].clone();
    let shown = open.chat().await["messages"][1].clone();
    assert_eq!(shown["buttons"][0][0]["text"], "Ja");
    assert!(shown.get("raw").is_none(), "the page gets what a person sees");

    let press = json!({ "message_id": message, "data": "idea:start" });
    let pressed: Value = open.post(&format!("/api/chat/{SANNE}/press"), press).await.json().await.unwrap();
    let updates = open.bot("getUpdates", json!({})).await;
    let query = updates["result"].as_array().unwrap().iter().find_map(|update| update["callback_query"]["id"].as_str());
    assert_eq!(query, pressed["callback"].as_str());
    open.bot("answerCallbackQuery", json!({ "callback_query_id": query, "text": "Genoteerd" })).await;

    let mut heard = String::new();
    while !heard.contains("Genoteerd") {
        let chunk = tokio::time::timeout(Duration::from_secs(5), events.chunk()).await.expect("it comes in time");
        heard.push_str(std::str::from_utf8(&chunk.unwrap().expect("the stream goes on")).unwrap());
    }
    assert!(heard.contains(r#""kind":"message""#) && heard.contains(r#""kind":"notice""#), "{heard}");
    drop(events);
    open.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_manager_can_be_told_from_the_start_and_after_a_reset() {
    let folder = tempfile::tempdir().unwrap();
    let open = Open::new(folder.path(), false).await;
    let card = json!({ "chat_id": MANAGER, "text": "Nieuw idee" });
    assert_eq!(open.bot("sendMessage", card.clone()).await["ok"], true);
    assert_eq!(open.bot("sendMessage", json!({ "chat_id": SANNE, "text": "Hallo" })).await["ok"], false);

    let wanted = open.demo.reset_wanted();
    assert_eq!(open.post("/api/reset", json!({})).await.status(), 202);
    tokio::time::timeout(Duration::from_secs(5), wanted.notified()).await.expect("the wish is passed on");
    std::fs::write(folder.path().join("bot.db"), "what the bot kept").unwrap();
    open.demo.clear().unwrap();
    assert!(!folder.path().join("bot.db").exists());
    assert_eq!(open.bot("sendMessage", card).await["ok"], true);
    open.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_demo_does_not_get_in_the_way_of_another() {
    let folder = tempfile::tempdir().unwrap();
    let open = Open::new(folder.path(), false).await;
    let anywhere = SocketAddr::from(([127, 0, 0, 1], 0));
    let same_folder = Demo::open(folder.path().to_owned(), anywhere, true).await.err().expect("the folder is taken");
    assert!(matches!(same_folder, DemoError::InUse { .. }), "{same_folder}");
    assert!(same_folder.hint().contains("--data"), "{}", same_folder.hint());

    let taken: SocketAddr = open.url.strip_prefix("http://").unwrap().parse().unwrap();
    let other = tempfile::tempdir().unwrap();
    let same_port = Demo::open(other.path().to_owned(), taken, false).await.err().expect("the port is taken");
    assert!(matches!(same_port, DemoError::Listen { .. }), "{same_port}");
    assert!(same_port.hint().contains("--listen") && same_port.hint().contains("--data"), "{}", same_port.hint());
    open.close().await;

    let file = other.path().join("file");
    std::fs::write(&file, "").unwrap();
    let no_folder = Demo::open(file, anywhere, false).await.err().expect("a file is no folder");
    assert!(matches!(no_folder, DemoError::Folder { .. }), "{no_folder}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fresh_start_helps_when_what_was_kept_cannot_be_read() {
    let folder = tempfile::tempdir().unwrap();
    let kept = folder.path().join("telegram");
    std::fs::create_dir_all(&kept).unwrap();
    std::fs::write(kept.join("telegram.json"), "{").unwrap();
    let anywhere = SocketAddr::from(([127, 0, 0, 1], 0));
    let unreadable = Demo::open(folder.path().to_owned(), anywhere, false).await.err().expect("it cannot be read");
    assert!(unreadable.hint().contains("--fresh"), "{}", unreadable.hint());
    Open::new(folder.path(), true).await.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_manager_replies_with_a_text_and_with_files() {
    let folder = tempfile::tempdir().unwrap();
    let open = Open::new(folder.path(), false).await;
    let card = open.bot("sendMessage", json!({ "chat_id": MANAGER, "text": "Idee van Sanne" })).await;
    let card = card["result"]["message_id"].as_i64().unwrap();
    let say = format!("/api/chat/{MANAGER}/say");
    assert_eq!(open.post(&say, json!({ "text": "Dank u", "reply_to": card })).await.status(), 200);
    open.attach(MANAGER, "stem.ogg", "audio/ogg", b"OggS", Some(card)).await;
    open.attach(MANAGER, "film.mp4", "video/mp4", b"\0\0\0\x18ftypisom", Some(card)).await;
    let plan = open.attach(MANAGER, "plan.pdf", "application/pdf", b"%PDF", Some(card)).await;

    let updates = open.bot("getUpdates", json!({})).await;
    let heard: Vec<&Value> = updates["result"].as_array().unwrap().iter().rev().take(4).rev().collect();
    for (update, kind) in heard.iter().zip(["text", "voice", "video", "document"]) {
        assert!(update["message"].get(kind).is_some(), "{update}");
        assert_eq!(update["message"]["reply_to_message"]["message_id"], card, "{kind}");
    }
    let edit = format!("/api/chat/{MANAGER}/edit");
    assert_eq!(open.post(&edit, json!({ "message_id": plan, "text": "" })).await.status(), 200);
    assert_eq!(open.post(&edit, json!({ "message_id": card, "text": "x" })).await.status(), 400, "the bot's own");

    open.bot("deleteMessage", json!({ "chat_id": MANAGER, "message_id": card })).await;
    let chat = open.chat_of(MANAGER).await;
    let last = chat["messages"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((&last["reply_to"], &last["edited"], &last["text"]), (&json!(card), &json!(true), &json!("")));
    assert_eq!(last["quote"], json!({ "from_bot": true, "text": "Idee van Sanne" }));
    open.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_and_sound_are_shown_and_all_else_is_saved_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let open = Open::new(folder.path(), false).await;
    let chart = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\x80\0\0\x01\xe0\x08\x02\0\0\0";
    open.bot_uploads("sendPhoto", "photo", "chart.png", chart).await;
    open.bot_uploads("sendVoice", "voice", "stem.ogg", b"OggS").await;
    open.bot_uploads("sendDocument", "document", "overzicht week 47.xlsx", b"PK\x03\x04").await;
    open.bot_uploads("sendDocument", "document", "ideeen.csv", b"\xff\xfek\0;\0").await;
    open.bot_uploads("sendDocument", "document", "pagina.html", b"<script>alert(1)</script>").await;
    let chat = open.chat_of(MANAGER).await;
    let messages = chat["messages"].as_array().unwrap();
    assert_eq!(messages.len(), 5);
    for (message, kind, name) in [
        (&messages[0], "image/png", None),
        (&messages[1], "audio/ogg", None),
        (&messages[2], "application/octet-stream", Some("overzicht%20week%2047.xlsx")),
        (&messages[3], "application/octet-stream", Some("ideeen.csv")),
        (&messages[4], "application/octet-stream", Some("pagina.html")),
    ] {
        let (headers, bytes) = open.file(message).await;
        assert_eq!(headers["content-type"], kind);
        assert_eq!(bytes.len() as u64, message["file"]["size"].as_u64().unwrap());
        assert_eq!(headers["content-security-policy"], "default-src 'none'; sandbox");
        let saved = headers.get("content-disposition").map(|value| value.to_str().unwrap().to_owned());
        assert_eq!(saved, name.map(|name| format!("attachment; filename*=UTF-8''{name}")));
    }
    open.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_managers_menu_and_changed_cards_reach_the_page() {
    let folder = tempfile::tempdir().unwrap();
    let open = Open::new(folder.path(), false).await;
    open.post(&format!("/api/chat/{SANNE}/say"), json!({ "text": "/start" })).await;
    let command = |name: &str| json!([{ "command": name, "description": "…" }]);
    open.bot("setMyCommands", json!({ "commands": command("vragen") })).await;
    let scope = json!({ "type": "chat", "chat_id": MANAGER });
    open.bot("setMyCommands", json!({ "commands": command("overzicht"), "scope": scope })).await;
    assert_eq!(open.chat().await["menu"], command("vragen"));
    assert_eq!(open.chat_of(MANAGER).await["menu"], command("overzicht"));

    let rows = |label: &str| json!({ "inline_keyboard": [[{ "text": label, "callback_data": "x" }]] });
    let card = json!({ "chat_id": MANAGER, "text": "Nieuw idee", "reply_markup": rows("In behandeling") });
    let id = open.bot("sendMessage", card).await["result"]["message_id"].clone();
    let before = open.chat_of(MANAGER).await["messages"][0]["changed"].as_u64().unwrap();
    let edit = json!({ "chat_id": MANAGER, "message_id": id, "text": "In behandeling", "reply_markup": rows("Klaar") });
    open.bot("editMessageText", edit).await;
    let reaction = json!([{ "type": "emoji", "emoji": "👍" }]);
    open.bot("setMessageReaction", json!({ "chat_id": MANAGER, "message_id": id, "reaction": reaction })).await;
    let since = open.client.get(format!("{}/api/chat/{MANAGER}?since={before}", open.url)).send().await.unwrap();
    let since: Value = since.json().await.unwrap();
    let card = &since["messages"][0];
    assert_eq!((&card["message_id"], &card["edited"], &card["html"]), (&id, &json!(true), &json!("In behandeling")));
    assert_eq!((&card["buttons"][0][0]["text"], &card["reaction"]), (&json!("Klaar"), &json!("👍")));
    open.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_word_and_drawing_that_the_page_names_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let open = Open::new(folder.path(), false).await;
    let mut page = String::new();
    for path in ["", "message.js", "writing.js", "chat.js", "page.js"] {
        let answer = open.client.get(format!("{}/{path}", open.url)).send().await.unwrap();
        page += &answer.text().await.unwrap();
    }
    let words = open.client.get(format!("{}/words.js", open.url)).send().await.unwrap().text().await.unwrap();
    let all = |pattern: &str, text: &str| -> BTreeSet<String> {
        Regex::new(pattern).unwrap().captures_iter(text).map(|found| found[1].to_owned()).collect()
    };
    let (dutch, english) = words.split_once("\n  en: {").expect("both languages");
    let keys = |text: &str| all(r#"(?m)(?:^    |", |\], )"([a-z-]+)": "#, text);
    assert_eq!(keys(dutch), keys(english));
    let named = all(r#"(?:word\(|data-word(?:-label|-placeholder)?=)"([a-z-]+)""#, &page);
    assert!(named.len() > 40 && named.is_subset(&keys(dutch)), "{:?}", named.difference(&keys(dutch)));
    let drawn = all(r##"(?:icon\("|href="#i-)([a-z]+)""##, &page);
    assert!(drawn.is_subset(&all(r#"symbol id="i-([a-z]+)""#, &page)) && drawn.len() > 8, "{drawn:?}");
    open.close().await;
}
