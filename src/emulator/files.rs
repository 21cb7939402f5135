//! Files: what Telegram tells about them, and their bytes in memory or in a folder.
//!
//! Invariant: a `file_id` that was given out can be fetched for as long as the emulator keeps its state.

use std::collections::HashMap;
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::state::State;

/// The largest file a bot may fetch, in bytes.
pub(super) const MAX_DOWNLOAD: u64 = 20 * 1024 * 1024;

/// How long sound and film are said to take; the emulator does not look into them.
const SECONDS: u32 = 3;

/// What a file is to Telegram.
#[derive(Serialize, Deserialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "lowercase")]
pub enum FileKind {
    Document,
    Photo,
    Sticker,
    Voice,
    Audio,
    Video,
}

#[derive(Serialize, Deserialize, Clone)]
pub(super) struct FileRecord {
    pub(super) file_id: String,
    pub(super) unique_id: String,
    pub(super) kind: FileKind,
    pub(super) name: Option<String>,
    pub(super) mime: Option<String>,
    pub(super) size: u64,
    /// Width and height in pixels of a picture.
    pub(super) pixels: (u32, u32),
    /// As `getFile` gives it.
    pub(super) path: String,
}

impl FileKind {
    pub(super) const ALL: [Self; 6] =
        [Self::Document, Self::Photo, Self::Sticker, Self::Voice, Self::Audio, Self::Video];

    /// The field of a message in which it stands, and the parameter by which it is sent.
    pub(super) fn field(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::Photo => "photo",
            Self::Sticker => "sticker",
            Self::Voice => "voice",
            Self::Audio => "audio",
            Self::Video => "video",
        }
    }

    /// As Telegram writes it in errors.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Document => "Document",
            Self::Photo => "Photo",
            Self::Sticker => "Sticker",
            Self::Voice => "VoiceNote",
            Self::Audio => "Audio",
            Self::Video => "Video",
        }
    }

    fn prefix(self) -> (&'static str, &'static str) {
        match self {
            Self::Document => ("BQACAgQAAx", "documents"),
            Self::Photo => ("AgACAgQAAx", "photos"),
            Self::Sticker => ("CAACAgQAAx", "stickers"),
            Self::Voice => ("AwACAgQAAx", "voice"),
            Self::Audio => ("CQACAgQAAx", "music"),
            Self::Video => ("BAACAgQAAx", "videos"),
        }
    }
}

impl FileRecord {
    /// The `Document`, `PhotoSize` or the like that stands in a message.
    pub(super) fn value(&self) -> Value {
        let mut value = json!({ "file_id": self.file_id, "file_unique_id": self.unique_id, "file_size": self.size });
        match self.kind {
            FileKind::Document => {
                value["file_name"] = json!(self.name.as_deref().unwrap_or("file"));
                value["mime_type"] = json!(self.mime.as_deref().unwrap_or("application/octet-stream"));
            }
            FileKind::Photo => {
                value["width"] = json!(self.pixels.0);
                value["height"] = json!(self.pixels.1);
            }
            FileKind::Sticker => {
                for (name, field) in [("width", json!(512)), ("height", json!(512)), ("is_animated", json!(false))] {
                    value[name] = field;
                }
                value["is_video"] = json!(false);
                value["type"] = json!("regular");
                value["emoji"] = json!("👍");
            }
            FileKind::Voice => {
                value["duration"] = json!(SECONDS);
                value["mime_type"] = json!(self.mime.as_deref().unwrap_or("audio/ogg"));
            }
            FileKind::Audio => {
                value["duration"] = json!(SECONDS);
                value["file_name"] = json!(self.name.as_deref().unwrap_or("audio.mp3"));
                value["mime_type"] = json!(self.mime.as_deref().unwrap_or("audio/mpeg"));
            }
            FileKind::Video => {
                (value["width"], value["height"]) = (json!(640), json!(360));
                value["duration"] = json!(SECONDS);
                value["file_name"] = json!(self.name.as_deref().unwrap_or("video.mp4"));
                value["mime_type"] = json!(self.mime.as_deref().unwrap_or("video/mp4"));
            }
        }
        value
    }
}

/// The bytes of files.
pub(super) struct Blobs {
    folder: Option<PathBuf>,
    memory: Mutex<HashMap<String, Arc<Vec<u8>>>>,
}

impl Blobs {
    pub(super) fn new(folder: Option<PathBuf>) -> io::Result<Self> {
        if let Some(folder) = &folder {
            std::fs::create_dir_all(folder)?;
        }
        Ok(Self { folder, memory: Mutex::default() })
    }

    pub(super) fn put(&self, unique_id: &str, bytes: &[u8]) -> io::Result<()> {
        match &self.folder {
            Some(folder) => {
                let part = folder.join(format!("{unique_id}.part"));
                std::fs::write(&part, bytes)?;
                std::fs::rename(part, folder.join(unique_id))
            }
            None => {
                let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
                memory.insert(unique_id.to_owned(), Arc::new(bytes.to_vec()));
                Ok(())
            }
        }
    }

    pub(super) fn get(&self, unique_id: &str) -> Option<Arc<Vec<u8>>> {
        match &self.folder {
            Some(folder) => std::fs::read(folder.join(unique_id)).ok().map(Arc::new),
            None => self.memory.lock().unwrap_or_else(PoisonError::into_inner).get(unique_id).cloned(),
        }
    }

    pub(super) fn wipe(&self) -> io::Result<()> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner).clear();
        if let Some(folder) = &self.folder {
            for entry in std::fs::read_dir(folder)? {
                std::fs::remove_file(entry?.path())?;
            }
        }
        Ok(())
    }
}

/// A new file.
pub(super) struct NewFile<'a> {
    pub(super) kind: FileKind,
    pub(super) name: Option<&'a str>,
    pub(super) mime: Option<&'a str>,
    pub(super) bytes: &'a [u8],
    pub(super) pixels: (u32, u32),
}

/// Keeps a file and gives its record.
pub(super) fn add(state: &mut State, blobs: &Blobs, new: &NewFile<'_>) -> io::Result<FileRecord> {
    let (prefix, folder) = new.kind.prefix();
    let unique_id = state.random_name("AgAD", 14);
    blobs.put(&unique_id, new.bytes)?;
    let number = state.files.len();
    let extension = match new.kind {
        FileKind::Photo => ".jpg".to_owned(),
        FileKind::Sticker => ".webp".to_owned(),
        FileKind::Voice => ".oga".to_owned(),
        FileKind::Document | FileKind::Audio | FileKind::Video => new
            .name
            .and_then(|name| name.rsplit_once('.'))
            .map(|(_, end)| end)
            .filter(|end| !end.is_empty() && end.len() <= 8 && end.chars().all(|c| c.is_ascii_alphanumeric()))
            .map_or_else(String::new, |end| format!(".{end}")),
    };
    let record = FileRecord {
        file_id: state.random_name(prefix, 58),
        unique_id,
        kind: new.kind,
        name: new.name.map(str::to_owned),
        mime: new.mime.map(str::to_owned),
        size: new.bytes.len() as u64,
        pixels: new.pixels,
        path: format!("{folder}/file_{number}{extension}"),
    };
    state.files.insert(record.file_id.clone(), record.clone());
    Ok(record)
}

/// A photo has a small size before its full one, so that whoever wants the best has to choose.
pub(super) fn add_photo(state: &mut State, blobs: &Blobs, bytes: &[u8], pixels: (u32, u32)) -> io::Result<Value> {
    let photo = |pixels| NewFile { kind: FileKind::Photo, name: None, mime: Some("image/jpeg"), bytes, pixels };
    let (width, height) = pixels;
    let longest = width.max(height).max(1);
    let scaled = |side: u32| (u64::from(side) * 90 / u64::from(longest)).max(1) as u32;
    let mut sizes = Vec::new();
    if longest > 90 {
        let mut small = add(state, blobs, &photo((scaled(width), scaled(height))))?;
        small.size = small.size.min(1200);
        state.files.insert(small.file_id.clone(), small.clone());
        sizes.push(small.value());
    }
    sizes.push(add(state, blobs, &photo(pixels))?.value());
    Ok(Value::Array(sizes))
}

/// Width and height of a PNG, GIF, WebP-free JPEG; `None` when it is not one of these.
pub(super) fn picture_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let big = |at: usize, length: usize| {
        bytes.get(at..at + length).map(|part| part.iter().fold(0_u32, |sum, byte| sum << 8 | u32::from(*byte)))
    };
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Some((big(16, 4)?, big(20, 4)?));
    }
    if bytes.starts_with(b"GIF8") {
        let little = |at: usize| bytes.get(at..at + 2).map(|p| u32::from(p[0]) | u32::from(p[1]) << 8);
        return Some((little(6)?, little(8)?));
    }
    if !bytes.starts_with(&[0xFF, 0xD8]) {
        return None;
    }
    let mut at = 2;
    loop {
        let (marker, kind) = (big(at, 1)?, big(at + 1, 1)?);
        if marker != 0xFF {
            return None;
        }
        match kind {
            0xC0..=0xCF if !matches!(kind, 0xC4 | 0xC8 | 0xCC) => return Some((big(at + 7, 2)?, big(at + 5, 2)?)),
            0xFF => at += 1,
            _ => at += 2 + big(at + 2, 2)? as usize,
        }
    }
}
