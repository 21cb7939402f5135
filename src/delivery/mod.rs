//! The way out: messages leave the outbox, each chat's in order, at the pace that Telegram allows.

mod split;

pub use split::{CAPTION_LIMIT, TEXT_LIMIT, split};
