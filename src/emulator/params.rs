//! The parameters of a call, however they were sent: query, url-encoded, JSON or multipart.
//!
//! Invariant: a value reads the same whichever way it came.

use std::collections::HashMap;

use axum::RequestExt;
use axum::body::{Body, Bytes};
use axum::extract::{Form, Multipart, Query};
use axum::http::{Request, header};
use serde_json::{Map, Value};

use super::reply::{Refusal, bad_request};

#[derive(Default)]
pub(super) struct Params {
    values: Map<String, Value>,
    files: HashMap<String, Upload>,
}

/// A file that was sent along.
#[derive(Clone)]
pub(super) struct Upload {
    pub(super) name: String,
    pub(super) mime: Option<String>,
    pub(super) bytes: Bytes,
}

type Pairs = Vec<(String, String)>;

impl Params {
    /// Reads all parameters of a request.
    pub(super) async fn read(request: Request<Body>) -> Result<Self, Refusal> {
        let mut params = Self::default();
        if let Ok(Query(pairs)) = Query::<Pairs>::try_from_uri(request.uri()) {
            params.extend(pairs);
        }
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let kind = kind.unwrap_or("").to_ascii_lowercase();
        if kind.starts_with("application/json") {
            let bytes: Bytes = request.extract().await.map_err(|_| Refusal::new(413, "Request Entity Too Large"))?;
            if !bytes.is_empty() {
                let Ok(Value::Object(values)) = serde_json::from_slice(&bytes) else {
                    return Err(bad_request("can't parse JSON object"));
                };
                params.values.extend(values.into_iter().filter(|(_, value)| !value.is_null()));
            }
        } else if kind.starts_with("multipart/form-data") {
            params.read_multipart(request).await?;
        } else if kind.starts_with("application/x-www-form-urlencoded") {
            let Form(pairs) =
                request.extract::<Form<Pairs>, _>().await.map_err(|_| bad_request("can't parse the form"))?;
            params.extend(pairs);
        }
        Ok(params)
    }

    fn extend(&mut self, pairs: Pairs) {
        self.values.extend(pairs.into_iter().map(|(name, value)| (name, Value::String(value))));
    }

    async fn read_multipart(&mut self, request: Request<Body>) -> Result<(), Refusal> {
        let broken = |_| bad_request("can't parse multipart form data");
        let mut form: Multipart =
            request.extract().await.map_err(|_| bad_request("can't parse multipart form data"))?;
        while let Some(field) = form.next_field().await.map_err(broken)? {
            let name = field.name().unwrap_or_default().to_owned();
            let file_name = field.file_name().map(str::to_owned);
            let mime = field.content_type().map(str::to_owned);
            let bytes = field.bytes().await.map_err(|error| {
                if error.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE {
                    Refusal::new(413, "Request Entity Too Large")
                } else {
                    broken(error)
                }
            })?;
            match file_name {
                Some(file_name) => {
                    self.files.insert(name, Upload { name: file_name, mime, bytes });
                }
                None => {
                    self.values.insert(name, Value::String(String::from_utf8_lossy(&bytes).into_owned()));
                }
            }
        }
        Ok(())
    }

    /// A text; numbers and booleans are written out.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        match self.values.get(name)? {
            Value::String(text) => Some(text.clone()),
            other => Some(other.to_string()),
        }
    }

    pub(super) fn integer(&self, name: &str) -> Option<i64> {
        match self.values.get(name)? {
            Value::Number(number) => number.as_i64(),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        }
    }

    pub(super) fn boolean(&self, name: &str) -> bool {
        match self.values.get(name) {
            Some(Value::Bool(value)) => *value,
            Some(Value::String(text)) => matches!(text.to_lowercase().as_str(), "true" | "1" | "yes"),
            Some(Value::Number(number)) => number.as_i64() != Some(0),
            _ => false,
        }
    }

    /// An object or array, also when it was sent as a string.
    pub(super) fn json(&self, name: &str) -> Result<Option<Value>, Refusal> {
        match self.values.get(name) {
            None => Ok(None),
            Some(Value::String(text)) if text.trim().is_empty() => Ok(None),
            Some(Value::String(text)) => serde_json::from_str(text)
                .map(Some)
                .map_err(|_| bad_request(&format!("can't parse {} JSON object", name.replace('_', " ")))),
            Some(other) => Ok(Some(other.clone())),
        }
    }

    /// The fields of an object in the parameters as parameters of their own, with the files that came along.
    pub(super) fn nested(&self, name: &str) -> Result<Self, Refusal> {
        match self.json(name)? {
            Some(Value::Object(values)) => Ok(Self { values, files: self.files.clone() }),
            _ => Err(bad_request(&format!("can't parse {}: expected an Object", name.replace('_', " ")))),
        }
    }

    /// The same parameters, where `to` says what `from` said.
    pub(super) fn renamed(mut self, from: &str, to: &str) -> Self {
        if let Some(value) = self.values.remove(from) {
            self.values.insert(to.to_owned(), value);
        }
        self
    }

    /// The file sent as `name`, directly or by `attach://`.
    pub(super) fn upload(&self, name: &str) -> Option<&Upload> {
        let attached = self.values.get(name).and_then(Value::as_str).and_then(|text| text.strip_prefix("attach://"));
        self.files.get(attached.unwrap_or(name))
    }

    /// All parameters as one object; a file that was sent under a parameter's name stands there as a text.
    pub(super) fn recorded(&self) -> Value {
        let mut values = self.values.clone();
        let said = Value::Object(self.values.clone()).to_string();
        for name in self.files.keys().filter(|name| !said.contains(&format!("attach://{name}"))) {
            values.insert(name.clone(), Value::String("an upload".to_owned()));
        }
        Value::Object(values)
    }

    /// The chat that a call is about, where it is about one.
    pub(super) fn chat(&self) -> Option<i64> {
        self.integer("chat_id")
    }
}
