//! Health: what whoever runs the bot, and their alarm, can ask it over HTTP.
//!
//! Invariant: asking changes nothing, holds nothing up, and tells nothing that people typed.

mod checkup;
mod metrics;
mod server;
mod vitals;

pub use checkup::Checkup;
pub use server::Monitor;
pub use vitals::{Role, Vitals};
