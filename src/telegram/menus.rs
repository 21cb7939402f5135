//! What people see of the bot before they talk to it: the command menu, the description and the short description.
//!
//! Invariant: all of it is best effort. The bot works without, so a failure is logged and nothing waits for it.

use serde::Serialize;
use serde_json::Value;
use teloxide::payloads::{
    SetMyCommands, SetMyCommandsSetters, SetMyDescription, SetMyDescriptionSetters, SetMyShortDescription,
    SetMyShortDescriptionSetters,
};
use teloxide::requests::Payload;
use teloxide::types::{BotCommand, BotCommandScope};
use tracing::warn;

use super::api::{Api, CallError};
use crate::texts::Locale;

/// How the bot introduces itself in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    pub locale: Locale,
    /// The menu in a private chat: commands without the slash, each with what it does.
    pub commands: Vec<(&'static str, String)>,
    /// What an empty chat shows, at most 512 characters.
    pub description: String,
    /// What the bot's own page shows, at most 120 characters.
    pub short_description: String,
}

/// The one command that a group's menu offers; the answer shows the way to the private chat.
const IN_GROUPS: &str = "help";

impl Api {
    /// Sets the menus and texts. The default language is also for those whose Telegram speaks none of ours.
    pub async fn introduce(&self, profiles: &[Profile]) {
        for profile in profiles {
            let language = if profile.locale == Locale::default() { "" } else { profile.locale.code() };
            let command = |(name, text): &(&'static str, String)| BotCommand::new(*name, text.clone());
            let (all, few): (Vec<_>, Vec<_>) = (
                profile.commands.iter().map(command).collect(),
                profile.commands.iter().filter(|(name, _)| *name == IN_GROUPS).map(command).collect(),
            );
            for (scope, commands) in [(BotCommandScope::AllPrivateChats, all), (BotCommandScope::AllGroupChats, few)] {
                self.set(&SetMyCommands::new(commands).scope(scope).language_code(language)).await;
            }
            let description = SetMyDescription::new().description(profile.description.clone());
            self.set(&description.language_code(language)).await;
            let short = SetMyShortDescription::new().short_description(profile.short_description.clone());
            self.set(&short.language_code(language)).await;
        }
    }

    async fn set<P: Payload + Serialize>(&self, payload: &P) {
        let done: Result<Value, CallError> = self.post(P::NAME, payload).await;
        if let Err(error) = done {
            warn!(method = P::NAME, %error, "cannot set a part of the bot's profile; it works without");
        }
    }
}
