//! The demo as a browser uses it: its page, its guard, both chats, and a restart in the middle.

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use esij_bot::demo::Demo;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

const SANNE: i64 = 101_000_001;

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
        let answer = self.client.get(format!("{}/api/chat/{SANNE}?since=0", self.url)).send().await;
        answer.expect("the page answers").json().await.expect("it is JSON")
    }

    async fn texts(&self) -> Vec<String> {
        let chat = self.chat().await;
        let messages = chat["messages"].as_array().expect("there are messages").iter();
        messages.map(|message| message["html"].as_str().unwrap_or_default().to_owned()).collect()
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
    let part = reqwest::multipart::Part::bytes(b"%PDF-1.4".to_vec()).file_name("plan.pdf").mime_str("application/pdf");
    let form = reqwest::multipart::Form::new().part("file", part.unwrap()).text("caption", "Ons plan");
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
