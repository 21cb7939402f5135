//! What the page asks for and does, over HTTP.
//!
//! Invariant: each action is one that a person's Telegram client offers; the page gets no other way to the bot.

use std::convert::Infallible;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Multipart, Path, Query, State};
use axum::http::{StatusCode, header};
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
use super::{MANAGER, SANNE, TOM, files};
use crate::emulator::{Account, ChatMessage, Emulator, FileKind};

/// The largest file that can be attached, in bytes: what Telegram lets a bot fetch.
const FILE_LIMIT: usize = 20 * 1024 * 1024;

const INDEX: &str = include_str!("page/index.html");
const STYLE: &str = include_str!("page/style.css");
const ICON: &str = include_str!("page/icon.svg");
/// The page's program, in the order in which its parts build on each other.
const SCRIPTS: [(&str, &str); 5] = [
    ("/words.js", include_str!("page/words.js")),
    ("/message.js", include_str!("page/message.js")),
    ("/writing.js", include_str!("page/writing.js")),
    ("/chat.js", include_str!("page/chat.js")),
    ("/page.js", include_str!("page/page.js")),
];

#[derive(Clone)]
pub(super) struct Shared {
    pub(super) emulator: Emulator,
    reset: Arc<Notify>,
    stop: CancellationToken,
}

/// What goes wrong when a page is behind, or somebody else talks to us.
pub(super) enum Refusal {
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
        .route("/api/file/{id}", get(files::download))
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
                "username": person.username,
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
        .iter()
        .map(|message| shown(message, shared.emulator.bot_id()))
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

/// A message as the page gets it: what a person sees, not what goes over the wire.
fn shown(message: &ChatMessage, bot: i64) -> Value {
    let mut value = serde_json::to_value(message).unwrap_or_default();
    let Some(fields) = value.as_object_mut() else { return value };
    let raw = fields.remove("raw").unwrap_or_default();
    fields.remove("entities");
    fields.insert("contact".to_owned(), raw["contact"]["phone_number"].clone());
    // How the message that this one replies to was then; the page knows how it is now, unless it is gone.
    let replied = &raw["reply_to_message"];
    if message.reply_to.is_some() && !replied.is_null() {
        let text = replied.get("text").or_else(|| replied.get("caption"));
        let quote = json!({ "from_bot": replied["from"]["id"] == json!(bot), "text": text });
        fields.insert("quote".to_owned(), quote);
    }
    value
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

#[derive(Deserialize)]
struct Said {
    text: String,
    reply_to: Option<i64>,
}

/// The account as one that replies, when it does.
fn replying(account: Account, to: Option<i64>) -> Account {
    to.map_or(account.clone(), |message_id| account.replying_to(message_id))
}

async fn say(
    State(shared): State<Shared>,
    Path(person): Path<i64>,
    Json(Said { text, reply_to }): Json<Said>,
) -> Result<Json<Value>, Refusal> {
    let account = replying(account(&shared, person)?, reply_to);
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
    let captioned = |file: &FileKind| *file != FileKind::Sticker;
    let changes = own.is_some_and(|own| {
        let file = own.file.map(|file| file.kind);
        !own.deleted && (file.as_ref().is_some_and(captioned) || own.kind == "text" && !text.trim().is_empty())
    });
    if !changes {
        return Err(Refusal::Bad("only one's own texts and captions can be changed, a text into text\n"));
    }
    account.edit(message_id, &text);
    Ok(Json(json!({})))
}

/// A file, with a caption if you like; sound becomes a voice message, pictures and films are shown.
async fn attach(
    State(shared): State<Shared>,
    Path(person): Path<i64>,
    mut form: Multipart,
) -> Result<Json<Value>, Refusal> {
    let account = account(&shared, person)?;
    let broken = |_| Refusal::Bad("the file did not come through\n");
    let (mut caption, mut reply_to) = (String::new(), None);
    let mut attached: Option<(String, String, Bytes)> = None;
    while let Some(field) = form.next_field().await.map_err(broken)? {
        match field.name() {
            Some("caption") => caption = field.text().await.map_err(broken)?,
            Some("reply_to") => reply_to = field.text().await.map_err(broken)?.parse().ok(),
            Some("file") => {
                let name = field.file_name().unwrap_or("bestand").to_owned();
                let kind = field.content_type().unwrap_or("application/octet-stream").to_owned();
                attached = Some((name, kind, field.bytes().await.map_err(broken)?));
            }
            _ => {}
        }
    }
    let (name, kind, bytes) = attached.ok_or(Refusal::Bad("there is no file in it\n"))?;
    let account = replying(account, reply_to);
    let message_id = match (kind.as_str(), kind.split('/').next()) {
        ("image/jpeg" | "image/png" | "image/webp", _) => account.send_photo(&bytes, &caption),
        (_, Some("audio")) => account.send_media(FileKind::Voice, &name, &kind, &bytes, &caption),
        (_, Some("video")) => account.send_media(FileKind::Video, &name, &kind, &bytes, &caption),
        _ => account.send_document(&name, &kind, &bytes, &caption),
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

/// Everything is forgotten and the bot begins anew.
async fn begin_anew(State(shared): State<Shared>) -> StatusCode {
    shared.reset.notify_one();
    StatusCode::ACCEPTED
}
