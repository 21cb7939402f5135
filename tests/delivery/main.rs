//! Updates in and messages out, against the emulator: what is acknowledged when, and what becomes of every message.

mod fixture;
mod introducing;
mod polling;
mod sending;
mod webhook;
