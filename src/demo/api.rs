//! What the page asks for and does, over HTTP.
//!
//! Invariant: each action is one that a person's Telegram client offers; the page gets no other way to the bot.

use std::convert::Infallible;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Multipart, Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware;
use axum::response::sse::{Event as SseEvent, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use futures::Stream;
use futures::stream;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::Notify;
use tokio::sync::broadcast::error::RecvError;
use tokio_util::sync::CancellationToken;

use super::guard::guard;
use super::{MANAGER, SANNE, TOM};
use crate::emulator::{Account, Emulator};

/// The largest file that can be attached, in bytes: what Telegram lets a bot fetch.
const FILE_LIMIT: usize = 20 * 1024 * 1024;

const INDEX: &str = include_str!("page/index.html");
const STYLE: &str = include_str!("page/style.css");
const ICON: &str = include_str!("page/icon.svg");
/// The page's program, in the order in which its parts build on each other.
const SCRIPTS: [(&str, &str); 4] = [
    ("/words.js", include_str!("page/words.js")),
    ("/message.js", include_str!("page/message.js")),
    ("/chat.js", include_str!("page/chat.js")),
    ("/page.js", include_str!("page/page.js")),
];

#[derive(Clone)]
struct Shared {
    emulator: Emulator,
    reset: Arc<Notify>,
    stop: CancellationToken,
}

/// What goes wrong when a page is behind, or somebody else talks to us.
enum Refusal {
    NobodyThere,
    Bad(&'static str),
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        match self {
            Self::NobodyThere => (StatusCode::NOT_FOUND, "there is nobody with this number\n").into_response(),
            Self::Bad(why) => (StatusCode::BAD_REQUEST, why).into_response(),
        }
    }
}

pub(super) fn router(emulator: Emulator, reset: Arc<Notify>, stop: CancellationToken) -> Router {
    let mut router = Router::new()
        .route("/", get(async || file(INDEX, "text/html; charset=utf-8")))
        .route("/style.css", get(async || file(STYLE, "text/css; charset=utf-8")))
        .route("/icon.svg", get(async || file(ICON, "image/svg+xml")));
    for (path, text) in SCRIPTS {
        router = router.route(path, get(async move || file(text, "text/javascript; charset=utf-8")));
    }
    router
        .route("/api/state", get(state))
        .route("/api/events", get(events))
        .route("/api/reset", post(begin_anew))
        .route("/api/chat/{person}", get(chat))
        .route("/api/chat/{person}/say", post(say))
        .route("/api/chat/{person}/press", post(press))
        .route("/api/chat/{person}/tap", post(tap))
        .route("/api/chat/{person}/edit", post(edit))
        .route("/api/chat/{person}/attach", post(attach))
        .route("/api/chat/{person}/language", post(language))
        .route("/api/chat/{person}/reachable", post(reachable))
        .route("/api/file/{id}", get(download))
        .layer(DefaultBodyLimit::max(FILE_LIMIT + 64 * 1024))
        .layer(middleware::from_fn(guard))
        .with_state(Shared { emulator, reset, stop })
}

fn file(text: &'static str, kind: &'static str) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, kind)], text)
}

fn account(shared: &Shared, person: i64) -> Result<Account, Refusal> {
    shared.emulator.account(person).ok_or(Refusal::NobodyThere)
}

/// Who there is.
async fn state(State(shared): State<Shared>) -> Json<Value> {
    let people: Vec<Value> = shared
        .emulator
        .people()
        .into_iter()
        .filter(|person| [SANNE, TOM, MANAGER].contains(&person.id))
        .map(|person| {
            let name = [Some(person.first_name), person.last_name].into_iter().flatten().collect::<Vec<_>>().join(" ");
            json!({
                "id": person.id,
                "name": name,
                "phone": person.phone,
                "manager": person.id == MANAGER,
            })
        })
        .collect();
    Json(json!({ "people": people, "bot": shared.emulator.bot_username(), "version": env!("CARGO_PKG_VERSION") }))
}

#[derive(Deserialize)]
struct Since {
    #[serde(default)]
    since: u64,
}

/// A chat, or what changed in it after `since`.
async fn chat(
    State(shared): State<Shared>,
    Path(person): Path<i64>,
    Query(Since { since }): Query<Since>,
) -> Result<Json<Value>, Refusal> {
    let account = account(&shared, person)?;
    let language = account.spec().language_code.unwrap_or_default();
    let [_, description, _] = shared.emulator.bot_texts(&language);
    let messages: Vec<Value> = shared
        .emulator
        .messages_since(person, since)
        .into_iter()
        .filter_map(|message| serde_json::to_value(message).ok())
        .map(|mut message| {
            // The page shows what a person sees, not what goes over the wire.
            if let Some(fields) = message.as_object_mut() {
                let raw = fields.remove("raw").unwrap_or_default();
                fields.insert("contact".to_owned(), raw["contact"]["phone_number"].clone());
                fields.remove("entities");
            }
            message
        })
        .collect();
    Ok(Json(json!({
        "messages": messages,
        "keyboard": account.keyboard(),
        "menu": account.menu(),
        "reachable": account.reachable(),
        "language": language,
        "description": description,
    })))
}

/// Tells the page that something changed, as it happens.
async fn events(State(shared): State<Shared>) -> Sse<impl Stream<Item = Result<SseEvent, Infallible>>> {
    let receiver = shared.emulator.events();
    let changes = stream::unfold((receiver, shared.stop), |(mut receiver, stop)| async move {
        let event = tokio::select! {
            () = stop.cancelled() => return None,
            event = receiver.recv() => event,
        };
        let data = match event {
            Ok(event) => serde_json::to_string(&event).ok()?,
            // The page fell behind: it looks at everything again.
            Err(RecvError::Lagged(_)) => r#"{"kind":"behind"}"#.to_owned(),
            Err(RecvError::Closed) => return None,
        };
        Some((Ok(SseEvent::default().data(data)), (receiver, stop)))
    });
    Sse::new(changes).keep_alive(KeepAlive::default())
}

#[derive(Deserialize)]
struct Text {
    text: String,
}

async fn say(
    State(shared): State<Shared>,
    Path(person): Path<i64>,
    Json(Text { text }): Json<Text>,
) -> Result<Json<Value>, Refusal> {
    let account = account(&shared, person)?;
    if text.trim().is_empty() {
        return Err(Refusal::Bad("there is no text in it\n"));
    }
    // Telegram's clients cut what is too long into messages of this many characters.
    let characters: Vec<char> = text.trim().chars().collect();
    let mut last = 0;
    for part in characters.chunks(4_096) {
        let part: String = part.iter().collect();
        last = if part.starts_with('/') { account.send_command(&part) } else { account.send_text(&part) };
    }
    Ok(Json(json!({ "message_id": last })))
}

#[derive(Deserialize)]
struct Press {
    message_id: i64,
    data: String,
}

async fn press(
    State(shared): State<Shared>,
    Path(person): Path<i64>,
    Json(Press { message_id, data }): Json<Press>,
) -> Result<Json<Value>, Refusal> {
    let pressed = account(&shared, person)?.press(message_id, &data);
    let callback = pressed.map_err(|_| Refusal::Bad("that button is not there\n"))?;
    Ok(Json(json!({ "callback": callback })))
}

async fn tap(
    State(shared): State<Shared>,
    Path(person): Path<i64>,
    Json(Text { text }): Json<Text>,
) -> Result<Json<Value>, Refusal> {
    let tapped = account(&shared, person)?.tap(&text);
    let message_id = tapped.map_err(|_| Refusal::Bad("that button is not there\n"))?;
    Ok(Json(json!({ "message_id": message_id })))
}

#[derive(Deserialize)]
struct Edit {
    message_id: i64,
    text: String,
}

async fn edit(
    State(shared): State<Shared>,
    Path(person): Path<i64>,
    Json(Edit { message_id, text }): Json<Edit>,
) -> Result<Json<Value>, Refusal> {
    let account = account(&shared, person)?;
    let own = account.messages().into_iter().find(|message| message.message_id == message_id && message.from == person);
    if own.is_none_or(|own| own.kind != "text" || own.deleted) || text.trim().is_empty() {
        return Err(Refusal::Bad("only one's own texts can be changed, into text\n"));
    }
    account.edit(message_id, &text);
    Ok(Json(json!({})))
}

/// A document or photo, with a caption if you like.
async fn attach(
    State(shared): State<Shared>,
    Path(person): Path<i64>,
    mut form: Multipart,
) -> Result<Json<Value>, Refusal> {
    let account = account(&shared, person)?;
    let broken = |_| Refusal::Bad("the file did not come through\n");
    let mut caption = String::new();
    let mut attached: Option<(String, String, Bytes)> = None;
    while let Some(field) = form.next_field().await.map_err(broken)? {
        match field.name() {
            Some("caption") => caption = field.text().await.map_err(broken)?,
            Some("file") => {
                let name = field.file_name().unwrap_or("bestand").to_owned();
                let kind = field.content_type().unwrap_or("application/octet-stream").to_owned();
                attached = Some((name, kind, field.bytes().await.map_err(broken)?));
            }
            _ => {}
        }
    }
    let (name, kind, bytes) = attached.ok_or(Refusal::Bad("there is no file in it\n"))?;
    let is_photo = matches!(kind.as_str(), "image/jpeg" | "image/png" | "image/webp");
    let message_id = if is_photo {
        account.send_photo(&bytes, &caption)
    } else {
        account.send_document(&name, &kind, &bytes, &caption)
    };
    Ok(Json(json!({ "message_id": message_id })))
}

#[derive(Deserialize)]
struct Language {
    code: String,
}

/// The language of the person's Telegram.
async fn language(
    State(shared): State<Shared>,
    Path(person): Path<i64>,
    Json(Language { code }): Json<Language>,
) -> Result<Json<Value>, Refusal> {
    if !matches!(code.as_str(), "nl" | "en") {
        return Err(Refusal::Bad("the languages are `nl` and `en`\n"));
    }
    let spec = account(&shared, person)?.spec();
    shared.emulator.person(spec.language(&code));
    Ok(Json(json!({})))
}

#[derive(Deserialize)]
struct Reachable {
    reachable: bool,
}

/// The person blocks the bot, or lets it in again.
async fn reachable(
    State(shared): State<Shared>,
    Path(person): Path<i64>,
    Json(Reachable { reachable }): Json<Reachable>,
) -> Result<Json<Value>, Refusal> {
    let account = account(&shared, person)?;
    if reachable {
        account.unblock();
    } else {
        account.block();
    }
    Ok(Json(json!({})))
}

/// A file of a chat. Only pictures are shown; all else is saved.
async fn download(State(shared): State<Shared>, Path(id): Path<String>) -> Result<Response, Refusal> {
    let (view, bytes) = shared.emulator.file(&id).ok_or(Refusal::Bad("there is no such file\n"))?;
    let kind = image_kind(&bytes).unwrap_or("application/octet-stream");
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox"));
    if kind == "application/octet-stream" {
        let name: String = view.name.as_deref().unwrap_or("bestand").bytes().map(percent_encoded).collect();
        if let Ok(disposition) = HeaderValue::from_str(&format!("attachment; filename*=UTF-8''{name}")) {
            headers.insert(header::CONTENT_DISPOSITION, disposition);
        }
    }
    Ok((headers, bytes.to_vec()).into_response())
}

/// A byte as RFC 5987 wants it in a header.
fn percent_encoded(byte: u8) -> String {
    if byte.is_ascii_alphanumeric() || b".-_".contains(&byte) {
        char::from(byte).to_string()
    } else {
        format!("%{byte:02X}")
    }
}

/// What kind of picture the bytes are, by how they begin.
fn image_kind(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => Some("image/png"),
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("image/webp"),
        _ => None,
    }
}

/// Everything is forgotten and the bot begins anew.
async fn begin_anew(State(shared): State<Shared>) -> StatusCode {
    shared.reset.notify_one();
    StatusCode::ACCEPTED
}
