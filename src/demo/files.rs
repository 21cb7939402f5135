//! The files of the chats, for the page.
//!
//! Invariant: what people sent never becomes a page of ours; what is not a picture, sound or film is only saved.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};

use super::api::{Refusal, Shared};

/// A file of a chat. Pictures, sound and films are shown; all else is saved under its name.
pub(super) async fn download(State(shared): State<Shared>, Path(id): Path<String>) -> Result<Response, Refusal> {
    let (view, bytes) = shared.emulator.file(&id).ok_or(Refusal::Bad("there is no such file\n"))?;
    let kind = shown_kind(&bytes).unwrap_or("application/octet-stream");
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

/// What kind of picture, sound or film the bytes are, by how they begin.
fn shown_kind(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => Some("image/png"),
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("image/webp"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'A', b'V', b'E', ..] => Some("audio/wav"),
        [b'O', b'g', b'g', b'S', ..] => Some("audio/ogg"),
        [b'I', b'D', b'3', ..] | [0xff, 0xfa | 0xfb | 0xf2 | 0xf3, ..] => Some("audio/mpeg"),
        [_, _, _, _, b'f', b't', b'y', b'p', b'M', b'4', b'A', ..] => Some("audio/mp4"),
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => Some("video/mp4"),
        [0x1a, 0x45, 0xdf, 0xa3, ..] => Some("video/webm"),
        _ => None,
    }
}
