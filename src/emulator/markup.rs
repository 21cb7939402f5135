//! Keyboards as Telegram accepts them.
//!
//! Invariant: what is accepted has at least one button, every inline button does exactly one thing, and only the
//! fields Telegram knows are kept.

use serde_json::{Map, Value, json};

use super::html::checked_link;
use super::params::Params;
use super::reply::{Refusal, bad_request};

/// The most bytes of `callback_data`.
const MAX_DATA: usize = 64;
/// The most buttons under one message.
const MAX_INLINE: usize = 100;
/// The most buttons in place of the keyboard.
const MAX_KEYBOARD: usize = 300;

/// What came with a message.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum ReplyMarkup {
    None,
    /// Stays with the message.
    Inline(Value),
    /// A reply keyboard, its removal or a forced reply: for the person only.
    Keyboard(Value),
}

pub(super) fn read(params: &Params, private: bool) -> Result<ReplyMarkup, Refusal> {
    let Some(markup) = params.json("reply_markup")? else { return Ok(ReplyMarkup::None) };
    let Value::Object(fields) = &markup else { return Err(bad_request("object expected as reply markup")) };
    if let Some(rows) = fields.get("inline_keyboard") {
        let rows = rows_of(rows, "inline_keyboard", "InlineKeyboardButton", &|button| inline_button(button))?;
        if rows.iter().map(Vec::len).sum::<usize>() > MAX_INLINE {
            return Err(bad_request("reply markup is too long"));
        }
        return Ok(if rows.is_empty() {
            ReplyMarkup::None
        } else {
            ReplyMarkup::Inline(json!({ "inline_keyboard": rows }))
        });
    }
    if let Some(rows) = fields.get("keyboard") {
        let rows = rows_of(rows, "keyboard", "KeyboardButton", &|button| keyboard_button(button, private))?;
        if rows.iter().map(Vec::len).sum::<usize>() > MAX_KEYBOARD {
            return Err(bad_request("reply markup is too long"));
        }
        if rows.is_empty() {
            return Ok(ReplyMarkup::None);
        }
        let mut kept = keep(
            fields,
            &["is_persistent", "resize_keyboard", "one_time_keyboard", "input_field_placeholder", "selective"],
        );
        if fields.get("input_field_placeholder").and_then(Value::as_str).is_some_and(|text| text.chars().count() > 64) {
            return Err(bad_request("INPUT_FIELD_PLACEHOLDER_TOO_LONG"));
        }
        kept.insert("keyboard".into(), json!(rows));
        return Ok(ReplyMarkup::Keyboard(Value::Object(kept)));
    }
    for name in ["remove_keyboard", "force_reply"] {
        if fields.get(name).and_then(Value::as_bool) == Some(true) {
            return Ok(ReplyMarkup::Keyboard(Value::Object(keep(
                fields,
                &[name, "input_field_placeholder", "selective"],
            ))));
        }
    }
    Ok(ReplyMarkup::None)
}

fn keep(fields: &Map<String, Value>, names: &[&str]) -> Map<String, Value> {
    fields.iter().filter(|(name, _)| names.contains(&name.as_str())).map(|(n, v)| (n.clone(), v.clone())).collect()
}

type ReadButton<'a> = &'a dyn Fn(&Value) -> Result<Value, Refusal>;

fn rows_of(rows: &Value, field: &str, kind: &str, read: ReadButton<'_>) -> Result<Vec<Vec<Value>>, Refusal> {
    let Value::Array(rows) = rows else {
        return Err(bad_request(&format!("field \"{field}\" must be of type Array")));
    };
    let mut kept = Vec::new();
    for row in rows {
        let Value::Array(row) = row else {
            return Err(bad_request(&format!("field \"{field}\" must be an Array of Arrays of {kind}s")));
        };
        let row = row.iter().map(read).collect::<Result<Vec<_>, _>>()?;
        if !row.is_empty() {
            kept.push(row);
        }
    }
    Ok(kept)
}

fn inline_button(button: &Value) -> Result<Value, Refusal> {
    let wrong = |why: &str| bad_request(&format!("can't parse inline keyboard button: {why}"));
    let Value::Object(fields) = button else { return Err(wrong("InlineKeyboardButton must be an Object")) };
    let Some(text) = fields.get("text").and_then(Value::as_str) else {
        return Err(wrong("Field \"text\" must be of type String"));
    };
    if text.trim().is_empty() {
        return Err(bad_request("text buttons must be non-empty"));
    }
    let mut kept = json!({ "text": text });
    if let Some(style) = fields.get("style") {
        kept["style"] = style.clone();
    }
    if let Some(url) = fields.get("url").and_then(Value::as_str) {
        let invalid = |why| bad_request(&format!("inline keyboard button URL '{url}' is invalid: {why}"));
        kept["url"] = json!(checked_link(url).map_err(invalid)?);
    } else if let Some(data) = fields.get("callback_data").and_then(Value::as_str) {
        if data.is_empty() || data.len() > MAX_DATA {
            return Err(bad_request("BUTTON_DATA_INVALID"));
        }
        kept["callback_data"] = json!(data);
    } else if let Some((name, value)) =
        ["web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat", "copy_text"]
            .iter()
            .find_map(|name| fields.get(*name).map(|value| (*name, value)))
    {
        kept[name] = value.clone();
    } else {
        return Err(wrong("Text buttons are unallowed in the inline keyboard"));
    }
    Ok(kept)
}

fn keyboard_button(button: &Value, private: bool) -> Result<Value, Refusal> {
    let fields = match button {
        Value::String(text) => json!({ "text": text }),
        other => other.clone(),
    };
    let Some(text) = fields.get("text").and_then(Value::as_str) else {
        return Err(bad_request("can't parse keyboard button: Field \"text\" must be of type String"));
    };
    if text.trim().is_empty() {
        return Err(bad_request("keyboard button text must be non-empty"));
    }
    let mut kept = json!({ "text": text });
    for (name, what) in [("request_contact", "phone number"), ("request_location", "location")] {
        if fields.get(name).and_then(Value::as_bool) == Some(true) {
            if !private {
                return Err(bad_request(&format!("{what} can be requested in private chats only")));
            }
            kept[name] = json!(true);
        }
    }
    Ok(kept)
}
