//! Telegram: updates in, messages out, menus and profile.

mod api;
mod decode;
mod menus;
mod polling;
mod send;

pub use api::{Api, CALL_TIMEOUT, CallError, Me, Refusal, SetUpError};
pub use decode::{Decoded, decode};
pub use menus::Profile;
pub use polling::{PollError, Poller, Setback};
pub use send::{SendFailure, Unreachable};
