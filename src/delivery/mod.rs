//! The way out: messages leave the outbox, each chat's in order, at the pace that Telegram allows.

mod handover;
mod letters;
mod making;
mod pace;
mod split;
mod topics;
mod verdict;
mod worker;

pub use handover::Handover;
pub(crate) use handover::Place;
pub use making::Maker;
pub use pace::Tempo;
pub use split::{CAPTION_LIMIT, TEXT_LIMIT, split};
pub(crate) use verdict::growing;
pub use worker::Worker;
