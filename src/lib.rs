//! `esij-bot`: answers entrepreneurs' questions about the programme Economische Samenwerking IJmond on Telegram
//! and takes in their project ideas.
//!
//! The map of the house; `ARCHITECTURE.md` tells why it is built this way. The rooms of the **core** (`knowledge`,
//! `answering`, `ideas`, `conversation`, `texts`, `report::figures`) do no input or output: no network, database, clock, environment or
//! log. Everything else is around them.

pub mod agenda;
pub mod answering;
pub mod app;
pub mod brain;
pub mod conversation;
pub mod delivery;
pub mod demo;
pub mod emulator;
pub mod health;
pub mod ideas;
pub mod knowledge;
pub mod learning;
pub mod mail;
pub mod report;
pub mod settings;
pub mod store;
pub mod telegram;
pub mod texts;
pub mod turn;
