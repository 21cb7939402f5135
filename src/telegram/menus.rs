//! What people see of the bot before they talk to it: the command menu, the description and the short description.
//!
//! Invariant: all of it is best effort. The bot works without, so a failure is logged and nothing waits for it.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;
use teloxide::payloads::{
    DeleteMyCommands, DeleteMyCommandsSetters, SetMyCommands, SetMyCommandsSetters, SetMyDescription,
    SetMyDescriptionSetters, SetMyShortDescription, SetMyShortDescriptionSetters,
};
use teloxide::requests::Payload;
use teloxide::types::{BotCommand, BotCommandScope, ChatId as TelegramChat, Recipient};
use tracing::warn;

use super::api::{Api, CallError};
use crate::ideas::ChatId;
use crate::texts::Locale;

/// How the bot introduces itself in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    pub locale: Locale,
    /// The menu in a private chat: commands without the slash, each with what it does.
    pub commands: Vec<(&'static str, String)>,
    /// The menu in a programme manager's chat.
    pub desk_commands: Vec<(&'static str, String)>,
    /// What an empty chat shows, at most 512 characters.
    pub description: String,
    /// What the bot's own page shows, at most 120 characters.
    pub short_description: String,
}

/// The one command that a group's menu offers; the answer shows the way to the private chat.
const IN_GROUPS: &str = "help";

impl Api {
    /// Sets the menus and texts.
    pub async fn introduce(&self, profiles: &[Profile]) {
        for profile in profiles {
            let language = language(profile.locale);
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

    /// Sets the menu of a programme manager's chat; `false` when that failed.
    async fn introduce_desk(&self, chat: ChatId, profiles: &[Profile]) -> bool {
        let mut done = true;
        for profile in profiles {
            let commands: Vec<BotCommand> = profile.desk_commands.iter().map(command).collect();
            let menu = SetMyCommands::new(commands).scope(desk(chat)).language_code(language(profile.locale));
            done &= self.set(&menu).await;
        }
        done
    }

    /// The chat has the menu of all chats again.
    async fn forget_desk(&self, chat: ChatId, profiles: &[Profile]) {
        for profile in profiles {
            let menu = DeleteMyCommands::new().scope(desk(chat)).language_code(language(profile.locale));
            self.set(&menu).await;
        }
    }

    async fn set<P: Payload + Serialize>(&self, payload: &P) -> bool {
        let done: Result<Value, CallError> = self.post(P::NAME, payload).await;
        if let Err(error) = &done {
            warn!(method = P::NAME, %error, "cannot set a part of the bot's profile; it works without");
        }
        done.is_ok()
    }
}

fn command((name, text): &(&'static str, String)) -> BotCommand {
    BotCommand::new(*name, text.clone())
}

/// The default language is also for those whose Telegram speaks none of ours.
fn language(locale: Locale) -> &'static str {
    if locale == Locale::default() { "" } else { locale.code() }
}

fn desk(chat: ChatId) -> BotCommandScope {
    BotCommandScope::Chat { chat_id: Recipient::Id(TelegramChat(chat.0)) }
}

/// The menus of the programme managers' chats, and which of them are set.
pub struct DeskMenus {
    api: Api,
    profiles: Vec<Profile>,
    /// For each chat after how many rounds it is tried again; `None` once it has its menu.
    chats: BTreeMap<ChatId, Option<u32>>,
}

/// A chat that takes no menu, for instance because it is not there yet, is tried again after so many rounds.
const AGAIN: u32 = 30;

impl DeskMenus {
    pub fn new(api: Api, profiles: Vec<Profile>) -> Self {
        Self { api, profiles, chats: BTreeMap::new() }
    }

    /// Has each of these chats have its menu, and those that are no longer among them the menu of all.
    pub async fn round(&mut self, managers: &[ChatId]) {
        let gone: Vec<ChatId> = self.chats.keys().filter(|chat| !managers.contains(chat)).copied().collect();
        for chat in gone {
            self.chats.remove(&chat);
            self.api.forget_desk(chat, &self.profiles).await;
        }
        for chat in managers {
            let due = self.chats.entry(*chat).or_insert(Some(0));
            match due {
                None => {}
                Some(0) => {
                    let done = self.api.introduce_desk(*chat, &self.profiles).await;
                    *due = (!done).then_some(AGAIN);
                }
                Some(rounds) => *rounds -= 1,
            }
        }
    }
}
