//! What the bot says: text, buttons, a file. How it looks is for whoever sends it.

use serde::{Deserialize, Serialize};

use crate::ideas::Attachment;
use crate::texts::Markup;

/// One message to a chat. It is stored as JSON until it is sent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Message {
    /// The text, or the caption when there is a file. It may be longer than one message of the network can be.
    pub text: Markup,
    #[serde(default, skip_serializing_if = "Choices::is_none")]
    pub choices: Choices,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<Attachment>,
}

/// What the person can tap instead of typing.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(tag = "kind", content = "rows", rename_all = "snake_case")]
pub enum Choices {
    #[default]
    None,
    /// Rows of buttons under the message.
    Buttons(Vec<Vec<Button>>),
    /// Rows of buttons in place of the keyboard; tapping one types its label.
    Keyboard(Vec<Vec<ReplyButton>>),
    /// Takes away the buttons that stood in place of the keyboard.
    RemoveKeyboard,
}

/// A button under a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Button {
    pub label: String,
    /// `area:verb[:argument]`, at most 64 bytes.
    pub data: String,
}

/// A button in place of the keyboard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplyButton {
    pub label: String,
    /// Tapping it shares the person's own telephone number.
    #[serde(default)]
    pub shares_contact: bool,
}

impl Message {
    pub fn text(text: Markup) -> Self {
        Self { text, choices: Choices::None, file: None }
    }

    pub fn with_buttons(text: Markup, rows: Vec<Vec<Button>>) -> Self {
        Self { text, choices: if rows.is_empty() { Choices::None } else { Choices::Buttons(rows) }, file: None }
    }

    pub fn with_file(text: Markup, file: Attachment) -> Self {
        Self { text, choices: Choices::None, file: Some(file) }
    }
}

impl Choices {
    pub fn is_none(&self) -> bool {
        *self == Self::None
    }
}

impl Button {
    pub fn new(label: impl Into<String>, data: impl Into<String>) -> Self {
        Self { label: label.into(), data: data.into() }
    }
}
