//! Telegram: updates in, messages out, menus and profile.

mod api;
mod chats;
mod decode;
mod fetch;
mod intake;
mod menus;
mod polling;
mod registration;
mod send;
mod topics;
mod webhook;

pub use api::{Api, CALL_TIMEOUT, CallError, Me, Refusal, SetUpError};
pub use decode::{Decoded, decode};
pub use fetch::Fetched;
pub use intake::Intake;
pub use menus::{DeskMenus, Profile};
pub use polling::{PollError, Poller, Setback};
pub use registration::Registration;
pub use send::{Place, SendFailure, Unreachable};
pub use topics::{TopicFailure, TopicTrouble};
pub use webhook::Webhook;
