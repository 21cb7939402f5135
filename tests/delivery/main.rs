//! Updates in and messages out, against the emulator: what is acknowledged when, and what becomes of every message.

mod fixture;
mod handover;
mod introducing;
mod letters;
#[allow(dead_code, reason = "the tests of the mailer use all of it")]
#[path = "../mail/peer.rs"]
mod peer;
mod polling;
mod sending;
mod topics;
mod webhook;
