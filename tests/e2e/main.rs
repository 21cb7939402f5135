//! The whole bot, seen from outside: what people read in Telegram, what is printed at the command line, and what
//! survives a kill.

mod agenda;
#[path = "../mail/aiosmtpd.rs"]
mod aiosmtpd;
mod asking;
mod between;
mod cli;
mod crash;
mod desk;
mod form;
mod idea;
mod learning;
mod lists;
mod mail;
mod manager;
mod operator;
mod pairing;
#[allow(dead_code, reason = "the tests of the mailer use all of it")]
#[path = "../mail/peer.rs"]
mod peer;
#[path = "../emulator/spec.rs"]
mod spec;
mod support;
mod team;
mod trouble;
