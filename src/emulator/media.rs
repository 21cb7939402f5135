//! The methods that send files or put them in the place of others: new ones, or known ones by their id.
//!
//! Invariant: a file that is sent by its id stays the kind of file that it is.

use serde_json::{Map, Value, json};

use super::edits;
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

/// Puts another file in the place of the one in a message, or of its text, with another caption.
pub(super) fn edit_media(state: &mut State, blobs: &Blobs, params: &Params) -> ApiResult {
    let (chat, message_id) = edits::editable(state, params)?;
    let media = params.nested("media")?;
    let wanted = media.text("type").unwrap_or_default();
    let kinds = [FileKind::Document, FileKind::Photo, FileKind::Audio, FileKind::Video];
    let Some(kind) = kinds.into_iter().find(|kind| kind.field() == wanted) else {
        return Err(bad_request("can't parse input media: Unsupported type specified"));
    };
    let stored = state.chats.get(&chat).and_then(|room| room.find(message_id));
    let fixed = [FileKind::Voice, FileKind::Sticker].map(FileKind::field);
    if stored.is_some_and(|stored| fixed.iter().any(|field| stored.value.contains_key(*field))) {
        return Err(bad_request("message can't be edited"));
    }
    let media = media.renamed("media", kind.field());
    let mut fields = Map::new();
    let before = kinds.map(FileKind::field);
    for name in before.iter().chain(&["text", "entities", "link_preview_options", "caption", "caption_entities"]) {
        fields.insert((*name).to_owned(), Value::Null);
    }
    fields.insert("reply_markup".into(), edits::inline_markup(params)?.unwrap_or(Value::Null));
    let mut caption = Map::new();
    caption_into(&mut caption, &media)?;
    fields.extend(caption);
    fields.insert(kind.field().into(), file_content(state, blobs, &media, kind)?);
    edits::edit(state, chat, message_id, Value::Object(fields), true)
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
