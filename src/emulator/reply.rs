//! What a call gives back: a result, or a refusal in Telegram's words.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

pub(super) type ApiResult = Result<Value, Refusal>;

/// Why a call is refused, as Telegram says it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Refusal {
    pub(super) code: u16,
    pub(super) description: String,
    pub(super) parameters: Option<Value>,
}

impl Refusal {
    pub(super) fn new(code: u16, description: impl Into<String>) -> Self {
        Self { code, description: description.into(), parameters: None }
    }

    pub(super) fn too_many_requests(retry_after: u64) -> Self {
        Self {
            parameters: Some(json!({ "retry_after": retry_after })),
            ..Self::new(429, format!("Too Many Requests: retry after {retry_after}"))
        }
    }

    pub(super) fn migrated(to: i64) -> Self {
        Self {
            parameters: Some(json!({ "migrate_to_chat_id": to })),
            ..Self::new(400, "Bad Request: group chat was upgraded to a supergroup chat")
        }
    }
}

pub(super) fn bad_request(description: &str) -> Refusal {
    Refusal::new(400, format!("Bad Request: {description}"))
}

pub(super) fn forbidden(description: &str) -> Refusal {
    Refusal::new(403, format!("Forbidden: {description}"))
}

pub(super) fn conflict(description: &str) -> Refusal {
    Refusal::new(409, format!("Conflict: {description}"))
}

pub(super) fn answer(result: ApiResult) -> Response {
    match result {
        Ok(result) => axum::Json(json!({ "ok": true, "result": result })).into_response(),
        Err(refusal) => {
            let mut body = json!({ "ok": false, "error_code": refusal.code, "description": refusal.description });
            if let Some(parameters) = refusal.parameters {
                body["parameters"] = parameters;
            }
            let status = StatusCode::from_u16(refusal.code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            (status, axum::Json(body)).into_response()
        }
    }
}
