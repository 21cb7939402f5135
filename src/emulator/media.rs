//! The methods that send files: new ones, or known ones by their id.
//!
//! Invariant: a file that is sent by its id stays the kind of file that it is.

use serde_json::{Map, Value, json};

use super::files::{self, Blobs, FileKind, NewFile};
use super::formatting::{self, CAPTION, entities_value, utf16_length};
use super::messages::{check, send, writable};
use super::params::Params;
use super::reply::{ApiResult, Refusal, bad_request};
use super::state::State;

/// UTF-16 units in a caption.
const MAX_CAPTION: usize = 1024;

/// `sendDocument`, `sendPhoto` and the like.
pub(super) fn send_file(
    state: &mut State,
    blobs: &Blobs,
    params: &Params,
    method: &'static str,
    kind: FileKind,
) -> ApiResult {
    let chat = writable(state, params)?;
    let mut content = Map::new();
    if kind != FileKind::Sticker {
        caption_into(&mut content, params)?;
    }
    check(state, params, chat)?;
    content.insert(kind.field().into(), file_content(state, blobs, params, kind)?);
    send(state, params, method, chat, Value::Object(content))
}

/// Puts the caption of a call in place of the one that is there.
pub(super) fn caption_into(content: &mut Map<String, Value>, params: &Params) -> Result<(), Refusal> {
    let (caption, entities) = formatting::from_params(params, &CAPTION)?;
    if utf16_length(&caption) > MAX_CAPTION {
        return Err(bad_request("message caption is too long"));
    }
    content.remove("caption");
    content.remove("caption_entities");
    if !caption.is_empty() {
        content.insert("caption".into(), json!(caption));
        if !entities.is_empty() {
            content.insert("caption_entities".into(), entities_value(&entities));
        }
    }
    Ok(())
}

fn file_content(state: &mut State, blobs: &Blobs, params: &Params, kind: FileKind) -> Result<Value, Refusal> {
    let field = kind.field();
    let failed = |_| Refusal::new(500, "Internal Server Error: the file could not be kept");
    if let Some(upload) = params.upload(field) {
        if upload.bytes.is_empty() {
            return Err(bad_request("file must be non-empty"));
        }
        if kind == FileKind::Photo {
            let size = files::picture_size(&upload.bytes).ok_or_else(|| bad_request("IMAGE_PROCESS_FAILED"))?;
            if size.0 + size.1 > 10_000 {
                return Err(bad_request("PHOTO_INVALID_DIMENSIONS"));
            }
            return files::add_photo(state, blobs, &upload.bytes, size).map_err(failed);
        }
        let name = if upload.name.is_empty() { "file" } else { upload.name.as_str() };
        let new =
            NewFile { kind, name: Some(name), mime: upload.mime.as_deref(), bytes: &upload.bytes, pixels: (0, 0) };
        return files::add(state, blobs, &new).map(|record| record.value()).map_err(failed);
    }
    let Some(name) = params.text(field).filter(|name| !name.is_empty()) else {
        return Err(bad_request(&format!("there is no {field} in the request")));
    };
    if name.starts_with("attach://") {
        return Err(bad_request("wrong file identifier/HTTP URL specified"));
    }
    if name.starts_with("http://") || name.starts_with("https://") {
        return Err(bad_request("failed to get HTTP URL content"));
    }
    let Some(record) = state.files.get(&name) else {
        return Err(bad_request("wrong file identifier/HTTP URL specified"));
    };
    if record.kind != kind {
        return Err(bad_request(&format!("can't use file of type {} as {}", record.kind.name(), kind.name())));
    }
    Ok(if kind == FileKind::Photo { json!([record.value()]) } else { record.value() })
}
