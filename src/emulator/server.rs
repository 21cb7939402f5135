//! The HTTP side: `/bot<token>/<method>` and `/file/bot<token>/<path>`.
//!
//! Invariant: whatever is asked gets Telegram's answer, or the fault that was ordered.

use std::io;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, Path, Request, State as Extract};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use futures::stream;
use tokio::time::{Instant, sleep};

use super::edits;
use super::faults::FaultKind;
use super::files::FileKind;
use super::media;
use super::messages;
use super::params::Params;
use super::profile::{self, Text};
use super::reply::{self, ApiResult, Refusal, forbidden};
use super::shared::{Recorded, Shared, lock};
use super::state::State;
use super::topics;
use super::updates;

/// The largest upload, in bytes: 50 MB of file and the form around it.
const MAX_BODY: usize = 51 * 1024 * 1024;

const BAD_GATEWAY: &str = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad \
                           Gateway</h1></center>\r\n<hr><center>nginx/1.18.0</center>\r\n</body>\r\n</html>\r\n";

/// Every method that is answered.
pub(super) const METHODS: [&str; 37] = [
    "getMe",
    "getUpdates",
    "setWebhook",
    "deleteWebhook",
    "getWebhookInfo",
    "sendMessage",
    "sendDocument",
    "sendPhoto",
    "sendVoice",
    "sendVideo",
    "sendAudio",
    "sendSticker",
    "copyMessage",
    "editMessageText",
    "editMessageCaption",
    "editMessageMedia",
    "editMessageReplyMarkup",
    "deleteMessage",
    "setMessageReaction",
    "createForumTopic",
    "deleteForumTopic",
    "editForumTopic",
    "reopenForumTopic",
    "answerCallbackQuery",
    "sendChatAction",
    "setMyCommands",
    "getMyCommands",
    "deleteMyCommands",
    "setMyName",
    "getMyName",
    "setMyDescription",
    "getMyDescription",
    "setMyShortDescription",
    "getMyShortDescription",
    "getFile",
    "getChat",
    "getChatMember",
];

/// Those that count for how fast a bot may send.
const PACED: [&str; 11] = [
    "sendMessage",
    "sendDocument",
    "sendPhoto",
    "sendVoice",
    "sendVideo",
    "sendAudio",
    "sendSticker",
    "copyMessage",
    "editMessageText",
    "editMessageCaption",
    "editMessageMedia",
];

pub(super) fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/{bot}/{method}", any(call))
        .route("/file/{bot}/{*path}", get(download))
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .with_state(shared)
}

/// Whether the path names our bot; a wrong token is refused as Telegram does it.
fn authorise(shared: &Shared, segment: &str) -> Result<(), Refusal> {
    let not_found = || Refusal::new(404, "Not Found");
    let token = segment.strip_prefix("bot").ok_or_else(not_found)?;
    let (id, secret) = token.split_once(':').ok_or_else(not_found)?;
    if id.is_empty() || secret.is_empty() || !id.chars().all(|c| c.is_ascii_digit()) {
        return Err(not_found());
    }
    if token == shared.token { Ok(()) } else { Err(Refusal::new(401, "Unauthorized")) }
}

async fn call(
    Extract(shared): Extract<Arc<Shared>>,
    Path((bot, method)): Path<(String, String)>,
    request: Request,
) -> Response {
    if let Err(refusal) = authorise(&shared, &bot) {
        return reply::answer(Err(refusal));
    }
    let Some(method) = METHODS.into_iter().find(|known| known.eq_ignore_ascii_case(&method)) else {
        return reply::answer(Err(Refusal::new(404, "Not Found: method not found")));
    };
    let params = match Params::read(request).await {
        Ok(params) => params,
        Err(refusal) => return reply::answer(Err(refusal)),
    };
    shared.count_call(method);
    let fault = lock(&shared.faults).strike(method, params.chat());
    match fault {
        None => reply::answer(perform(&shared, method, &params, true).await),
        Some(FaultKind::TooManyRequests { retry_after }) => {
            reply::answer(Err(Refusal::too_many_requests(u64::from(retry_after))))
        }
        Some(FaultKind::ServerError) => reply::answer(Err(Refusal::new(500, "Internal Server Error"))),
        Some(FaultKind::BadGateway) => {
            (StatusCode::BAD_GATEWAY, [(header::CONTENT_TYPE, "text/html")], BAD_GATEWAY).into_response()
        }
        Some(FaultKind::Blocked) => reply::answer(Err(forbidden("bot was blocked by the user"))),
        Some(FaultKind::Refuse { code, description }) => reply::answer(Err(Refusal::new(code, description))),
        Some(FaultKind::DropBefore) => broken(),
        Some(FaultKind::SilentBefore(pause)) => {
            rest(&shared, pause).await;
            broken()
        }
        Some(FaultKind::DropAfter) => {
            let _ = perform(&shared, method, &params, false).await;
            broken()
        }
        Some(FaultKind::SilentAfter(pause)) => {
            let _ = perform(&shared, method, &params, false).await;
            rest(&shared, pause).await;
            broken()
        }
        Some(FaultKind::Slow(pause)) => {
            rest(&shared, pause).await;
            reply::answer(perform(&shared, method, &params, true).await)
        }
    }
}

async fn rest(shared: &Shared, pause: std::time::Duration) {
    tokio::select! {
        () = sleep(pause) => {}
        () = shared.stop.cancelled() => {}
    }
}

/// A connection that breaks: the body fails before a byte of the answer went out.
fn broken() -> Response {
    let cut = stream::once(async { Err::<Bytes, _>(io::Error::from(io::ErrorKind::ConnectionReset)) });
    Body::from_stream(cut).into_response()
}

async fn perform(shared: &Arc<Shared>, method: &'static str, params: &Params, answered: bool) -> ApiResult {
    let result = if method == "getUpdates" {
        updates::get_updates(shared, params).await
    } else {
        shared.change(|state| {
            if PACED.contains(&method)
                && let Some(chat) = params.chat().filter(|chat| state.chats.contains_key(chat))
                && let Err(retry_after) = lock(&shared.pace).pass(chat, Instant::now())
            {
                return Err(Refusal::too_many_requests(retry_after));
            }
            let before = state.accepted.len();
            let result = dispatch(shared, state, method, params);
            for accepted in &mut state.accepted[before..] {
                accepted.answered = answered;
            }
            result
        })
    };
    if let Some(recorded) = &shared.recorded {
        lock(recorded).push(Recorded {
            method: method.to_owned(),
            params: params.recorded(),
            result: result.as_ref().ok().cloned(),
            refused: result.as_ref().err().map(|refusal| refusal.description.clone()),
        });
    }
    result
}

fn dispatch(shared: &Shared, state: &mut State, method: &'static str, params: &Params) -> ApiResult {
    let file = |state: &mut State, kind| media::send_file(state, &shared.blobs, params, method, kind);
    match method {
        "getMe" => Ok(profile::get_me(state)),
        "setWebhook" => updates::set_webhook(state, params),
        "deleteWebhook" => updates::delete_webhook(state, params),
        "getWebhookInfo" => updates::webhook_info(state),
        "sendMessage" => messages::send_message(state, params),
        "sendDocument" => file(state, FileKind::Document),
        "sendPhoto" => file(state, FileKind::Photo),
        "sendVoice" => file(state, FileKind::Voice),
        "sendVideo" => file(state, FileKind::Video),
        "sendAudio" => file(state, FileKind::Audio),
        "sendSticker" => file(state, FileKind::Sticker),
        "copyMessage" => messages::copy(state, params),
        "editMessageText" => edits::edit_text(state, params),
        "editMessageCaption" => edits::edit_caption(state, params),
        "editMessageMedia" => media::edit_media(state, &shared.blobs, params),
        "editMessageReplyMarkup" => edits::edit_markup(state, params),
        "deleteMessage" => edits::delete(state, params),
        "setMessageReaction" => messages::react(state, params),
        "createForumTopic" => topics::create_forum_topic(state, params),
        "deleteForumTopic" => topics::delete_forum_topic(state, params),
        "editForumTopic" => topics::edit_forum_topic(state, params),
        "reopenForumTopic" => topics::reopen_forum_topic(state, params),
        "answerCallbackQuery" => messages::answer_callback(state, params),
        "sendChatAction" => messages::chat_action(state, params),
        "setMyCommands" => profile::set_commands(state, params),
        "getMyCommands" => profile::get_commands(state, params),
        "deleteMyCommands" => profile::delete_commands(state, params),
        "setMyName" => profile::set_text(state, params, Text::Name),
        "getMyName" => profile::get_text(state, params, Text::Name),
        "setMyDescription" => profile::set_text(state, params, Text::Description),
        "getMyDescription" => profile::get_text(state, params, Text::Description),
        "setMyShortDescription" => profile::set_text(state, params, Text::ShortDescription),
        "getMyShortDescription" => profile::get_text(state, params, Text::ShortDescription),
        "getFile" => messages::get_file(state, params),
        "getChat" => messages::get_chat(state, params),
        "getChatMember" => messages::get_chat_member(state, params),
        _ => Err(Refusal::new(404, "Not Found: method not found")),
    }
}

async fn download(Extract(shared): Extract<Arc<Shared>>, Path((bot, path)): Path<(String, String)>) -> Response {
    if let Err(refusal) = authorise(&shared, &bot) {
        return reply::answer(Err(refusal));
    }
    shared.count_call("download");
    let record = shared.read(|state| state.files.values().find(|record| record.path == path).cloned());
    match record.and_then(|record| shared.blobs.get(&record.unique_id)) {
        Some(bytes) => {
            ([(header::CONTENT_TYPE, "application/octet-stream")], bytes.as_slice().to_vec()).into_response()
        }
        None => reply::answer(Err(Refusal::new(404, "Not Found"))),
    }
}
