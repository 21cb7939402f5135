//! What the bot says: text, buttons, a file. How it looks is for whoever sends it.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::ideas::Attachment;
use crate::texts::{Locale, Markup};

/// One message to a chat. It is stored as JSON until it is sent.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Message {
    /// The text, or the caption when there is a file. It may be longer than one message of the network can be.
    pub text: Markup,
    #[serde(default, skip_serializing_if = "Choices::is_none")]
    pub choices: Choices,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<Attachment>,
    /// A file that the bot made itself, in place of `file`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made: Option<MadeFile>,
    /// A file that is still to be made, from what is known at the moment of sending; it takes the place of `made`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub makes: Option<Recipe>,
    /// The number of the message in the chat that this one takes the place of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edits: Option<i64>,
    /// The number of the message in the chat that this one is a reply to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replies: Option<i64>,
}

/// A file that the bot made.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MadeFile {
    pub name: String,
    /// A picture is shown; anything else is there to be saved.
    pub is_picture: bool,
    /// Its content, as it stands in JSON: base64.
    pub base64: String,
}

/// How a file is made when its message is sent. Nothing personal is in it, and as it is made late nothing is sent that was
/// erased meanwhile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Recipe {
    /// The overview as a picture, with its most important numbers below the text.
    Overview { span: ReportSpan, locale: Locale },
    /// All ideas and questions as a file.
    Export { format: Format, locale: Locale },
}

/// Which time an overview is of, until the moment at which it is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReportSpan {
    FourWeeks,
    Quarter,
    Year,
}

/// For which kind of program a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    Csv,
    Xlsx,
}

impl Recipe {
    /// Whether it becomes a picture; else it is a file to be saved.
    pub fn is_picture(self) -> bool {
        matches!(self, Self::Overview { .. })
    }
}

/// What is in it may be personal.
impl fmt::Debug for MadeFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MadeFile({}, {} characters of base64)", self.name, self.base64.len())
    }
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
    /// The person's next message is to be a reply to this one.
    Reply,
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
        Self { text, ..Self::default() }
    }

    pub fn with_buttons(text: Markup, rows: Vec<Vec<Button>>) -> Self {
        let choices = if rows.is_empty() { Choices::None } else { Choices::Buttons(rows) };
        Self { text, choices, ..Self::default() }
    }

    pub fn with_file(text: Markup, file: Attachment) -> Self {
        Self { text, file: Some(file), ..Self::default() }
    }

    /// A message whose file is made when it is sent.
    pub fn to_be_made(text: Markup, rows: Vec<Vec<Button>>, recipe: Recipe) -> Self {
        Self { makes: Some(recipe), ..Self::with_buttons(text, rows) }
    }

    /// The same message in place of one that is in the chat already.
    #[must_use]
    pub fn instead_of(self, message: Option<i64>) -> Self {
        Self { edits: message, ..self }
    }

    /// The same message as a reply to one that is in the chat already.
    #[must_use]
    pub fn in_reply_to(self, message: Option<i64>) -> Self {
        Self { replies: message, ..self }
    }

    /// Other buttons under a message that is in the chat already; all else of it stays.
    pub fn buttons_of(message: i64, rows: Vec<Vec<Button>>) -> Self {
        Self { edits: Some(message), ..Self::with_buttons(Markup::default(), rows) }
    }

    /// Whether there is nothing in it but buttons.
    pub fn is_bare(&self) -> bool {
        self.text.is_empty() && !self.is_caption()
    }

    /// Whether its text stands under a file.
    pub fn is_caption(&self) -> bool {
        self.file.is_some() || self.made.is_some() || self.makes.is_some()
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
