//! `esij-bot managers`: which chats receive the ideas, and codes for more of them.

use std::process::ExitCode;

use chrono::Utc;
use chrono_tz::Europe::Amsterdam;
use esij_bot::ideas::ChatId;
use esij_bot::settings::{ManagersArgs, ManagersCommand, ManagersPlace};
use esij_bot::store::{CODE_LASTS, PairingCode};

use super::outbox::aligned;
use super::{open, print, store_failure};
use crate::failure::Failure;

pub(crate) async fn managers(arguments: ManagersArgs) -> Result<ExitCode, Failure> {
    match arguments.command {
        None => list(&arguments.place).await?,
        Some(ManagersCommand::List { place }) => list(&place).await?,
        Some(ManagersCommand::Invite { database }) => {
            let code = open(&database.database).await?.invite(Utc::now()).await.map_err(store_failure)?;
            print(&invitation(&code))?;
        }
        Some(ManagersCommand::Remove { chat, place }) => remove(&place, chat.0).await?,
    }
    Ok(ExitCode::SUCCESS)
}

/// What to do with a code, for whoever runs the bot.
pub(super) fn invitation(code: &PairingCode) -> String {
    let until = (Utc::now() + CODE_LASTS).with_timezone(&Amsterdam).format("%H:%M");
    format!(
        "to receive ideas in a chat or group, send the bot there: /koppel {}\n\
         the code works once, until {until}; `esij-bot managers invite` makes another\n",
        code.as_str()
    )
}

async fn list(place: &ManagersPlace) -> Result<(), Failure> {
    let configured = place.managers.chats();
    let paired = open(&place.database.database).await?.manager_chats().await.map_err(store_failure)?;
    if paired.is_empty() && configured.is_empty() {
        return print("no chat receives the ideas yet; `esij-bot managers invite` gives a code for one\n");
    }
    let set = configured.iter().map(|chat| {
        [chat.to_string(), "-".to_owned(), "-".to_owned(), "set by `--manager-chat` or `ESIJ_MANAGER_CHAT`".to_owned()]
    });
    let paired = paired.iter().map(|manager| {
        [
            manager.chat.to_string(),
            manager.paired.format("%Y-%m-%d %H:%M").to_string(),
            manager.title.clone(),
            format!("paired by {}", manager.paired_by),
        ]
    });
    print(&aligned(&set.chain(paired).collect::<Vec<_>>()))
}

async fn remove(place: &ManagersPlace, chat: ChatId) -> Result<(), Failure> {
    let configured = place.managers.chats();
    let store = open(&place.database.database).await?;
    if store.unpair(chat, &configured, Utc::now()).await.map_err(store_failure)? {
        return print(&format!("{chat} receives no ideas any more\n"));
    }
    let hint = match configured.contains(&chat) {
        true => "it is set by `--manager-chat` or `ESIJ_MANAGER_CHAT`; take it out there and start the bot again",
        false => "`esij-bot managers` shows the chats that are",
    };
    Err(Failure::message(format!("{chat} is not paired")).hint(hint))
}
