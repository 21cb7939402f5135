//! Files in: what somebody sent along, fetched from Telegram.
//!
//! Invariant: no more is kept in memory than was asked for, whatever the server brings.

use std::time::Duration;

use reqwest::Response;
use serde::Deserialize;
use serde_json::json;

use super::api::{Api, CallError};

/// How long a file may take. The largest that a bot may fetch has 20 MB.
const TIMEOUT: Duration = Duration::from_secs(60);

/// What became of a file that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fetched {
    /// Its bytes, and where it lay at Telegram, which ends in what kind of file it is.
    File { bytes: Vec<u8>, path: String },
    /// Larger than was asked for, or than a bot may fetch.
    TooLarge,
    /// Telegram does not know it, or not any more.
    Gone,
    /// It could not be brought; later it may.
    NotNow,
}

/// What Telegram says of a file.
#[derive(Deserialize)]
struct File {
    file_path: Option<String>,
    file_size: Option<u64>,
}

impl Api {
    /// Fetches a file of at most `most` bytes by its `file_id`.
    pub async fn fetch(&self, file_id: &str, most: u64) -> Fetched {
        let file: File = match self.post("getFile", &json!({ "file_id": file_id })).await {
            Ok(file) => file,
            Err(error) => return refused(&error),
        };
        if file.file_size.is_some_and(|size| size > most) {
            return Fetched::TooLarge;
        }
        let Some(path) = file.file_path else { return Fetched::Gone };
        match self.download(&path, TIMEOUT).await {
            // Telegram may have moved it since it said where it is.
            Some(response) if response.status().as_u16() == 404 => Fetched::NotNow,
            Some(response) if response.status().is_success() => read(response, most, path).await,
            _ => Fetched::NotNow,
        }
    }
}

fn refused(error: &CallError) -> Fetched {
    match error.refusal() {
        Some(refusal) if refusal.code == 400 && refusal.reason.contains("too big") => Fetched::TooLarge,
        Some(refusal) if refusal.code == 400 => Fetched::Gone,
        _ => Fetched::NotNow,
    }
}

async fn read(mut response: Response, most: u64, path: String) -> Fetched {
    let mut bytes = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if (bytes.len() + chunk.len()) as u64 > most => return Fetched::TooLarge,
            Ok(Some(chunk)) => bytes.extend_from_slice(&chunk),
            Ok(None) => return Fetched::File { bytes, path },
            Err(_) => return Fetched::NotNow,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::telegram::api::Refusal;

    #[test]
    fn refusals_are_told_apart() {
        for (code, reason, expected) in [
            (400, "Bad Request: file is too big", Fetched::TooLarge),
            (400, "Bad Request: wrong file_id or the file is temporarily unavailable", Fetched::Gone),
            (429, "Too Many Requests: retry after 7", Fetched::NotNow),
            (401, "Unauthorized", Fetched::NotNow),
        ] {
            let refusal = Refusal { code, reason: reason.to_owned(), retry_after: None, migrate_to: None };
            assert_eq!(refused(&CallError::Refused(refusal)), expected, "{reason}");
        }
        assert_eq!(refused(&CallError::NoConnection), Fetched::NotNow);
    }
}
