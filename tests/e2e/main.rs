//! The whole bot, seen from outside: what people read in Telegram, what is printed at the command line, and what
//! survives a kill.

mod asking;
mod cli;
mod crash;
mod form;
mod idea;
mod learning;
mod manager;
mod operator;
mod pairing;
#[path = "../emulator/spec.rs"]
mod spec;
mod support;
mod trouble;
