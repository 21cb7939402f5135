//! The bot's own face: name, descriptions, menus of commands.
//!
//! Invariant: what a person sees is chosen as Telegram chooses it, the narrowest scope first and in a scope the
//! person's language before the rest.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::params::Params;
use super::reply::{ApiResult, Refusal, bad_request};
use super::state::{Kind, State};
use super::view::{Event, MenuCommand};

#[derive(Serialize, Deserialize)]
pub(super) struct Profile {
    pub(super) id: i64,
    pub(super) username: String,
    /// Each by language code; the empty code counts for everybody else.
    names: BTreeMap<String, String>,
    descriptions: BTreeMap<String, String>,
    short_descriptions: BTreeMap<String, String>,
    /// By scope and then language code.
    commands: BTreeMap<String, BTreeMap<String, Vec<MenuCommand>>>,
}

/// One of the three texts of the profile.
#[derive(Clone, Copy)]
pub(super) enum Text {
    Name,
    Description,
    ShortDescription,
}

impl Text {
    fn field(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Description => "description",
            Self::ShortDescription => "short_description",
        }
    }

    fn limit(self) -> usize {
        match self {
            Self::Name => 64,
            Self::Description => 512,
            Self::ShortDescription => 120,
        }
    }
}

impl Profile {
    pub(super) fn new(id: i64, username: &str) -> Self {
        Self {
            id,
            username: username.to_owned(),
            names: BTreeMap::from([(String::new(), username.to_owned())]),
            descriptions: BTreeMap::new(),
            short_descriptions: BTreeMap::new(),
            commands: BTreeMap::new(),
        }
    }

    pub(super) fn user_value(&self) -> Value {
        json!({
            "id": self.id,
            "is_bot": true,
            "first_name": self.text(Text::Name, ""),
            "username": self.username,
        })
    }

    fn texts(&self, which: Text) -> &BTreeMap<String, String> {
        match which {
            Text::Name => &self.names,
            Text::Description => &self.descriptions,
            Text::ShortDescription => &self.short_descriptions,
        }
    }

    /// As a person with this language sees it.
    pub(super) fn text(&self, which: Text, language: &str) -> &str {
        let texts = self.texts(which);
        texts.get(language).or_else(|| texts.get("")).map_or("", String::as_str)
    }
}

pub(super) fn get_me(state: &State) -> Value {
    let mut me = state.bot.user_value();
    for (name, value) in [
        ("can_join_groups", true),
        ("can_read_all_group_messages", false),
        ("supports_inline_queries", false),
        ("can_connect_to_business", false),
        ("has_main_web_app", false),
    ] {
        me[name] = json!(value);
    }
    me
}

fn language(params: &Params) -> Result<String, Refusal> {
    let code = params.text("language_code").unwrap_or_default();
    if code.is_empty() || code.len() == 2 && code.chars().all(|c| c.is_ascii_lowercase()) {
        Ok(code)
    } else {
        Err(bad_request("invalid language code specified"))
    }
}

pub(super) fn set_text(state: &mut State, params: &Params, which: Text) -> ApiResult {
    let language = language(params)?;
    let text = params.text(which.field()).unwrap_or_default();
    if text.chars().count() > which.limit() {
        return Err(bad_request(&format!("bot {} is too long", which.field().replace('_', " "))));
    }
    let texts = match which {
        Text::Name => &mut state.bot.names,
        Text::Description => &mut state.bot.descriptions,
        Text::ShortDescription => &mut state.bot.short_descriptions,
    };
    if text.is_empty() {
        texts.remove(&language);
    } else {
        texts.insert(language, text);
    }
    state.touch(Event::Profile);
    Ok(json!(true))
}

pub(super) fn get_text(state: &State, params: &Params, which: Text) -> ApiResult {
    let language = language(params)?;
    Ok(json!({ which.field(): state.bot.text(which, &language) }))
}

fn scope(state: &State, params: &Params) -> Result<String, Refusal> {
    let Some(scope) = params.json("scope")? else { return Ok("default".to_owned()) };
    let kind = scope.get("type").and_then(Value::as_str).unwrap_or("");
    match kind {
        "default" | "all_private_chats" | "all_group_chats" | "all_chat_administrators" => Ok(kind.to_owned()),
        "chat" | "chat_administrators" | "chat_member" => {
            let chat = scope.get("chat_id").and_then(Value::as_i64).filter(|id| state.chats.contains_key(id));
            let Some(chat) = chat else { return Err(bad_request("chat not found")) };
            if kind == "chat_member" {
                let user = scope.get("user_id").and_then(Value::as_i64).unwrap_or(0);
                return Ok(format!("chat_member:{chat}:{user}"));
            }
            Ok(format!("{kind}:{chat}"))
        }
        _ => Err(bad_request("can't parse BotCommandScope: Unsupported type specified")),
    }
}

pub(super) fn set_commands(state: &mut State, params: &Params) -> ApiResult {
    let (scope, language) = (scope(state, params)?, language(params)?);
    let Some(Value::Array(given)) = params.json("commands")? else {
        return Err(bad_request("can't parse commands: expected an Array of BotCommand"));
    };
    if given.len() > 100 {
        return Err(bad_request("BOT_COMMANDS_TOO_MUCH"));
    }
    let mut commands = Vec::new();
    for value in given {
        let command: MenuCommand = serde_json::from_value(value)
            .map_err(|_| bad_request("can't parse BotCommand: Field \"command\" must be of type String"))?;
        let name = command.command.trim_start_matches('/').to_owned();
        let sound = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if name.is_empty() || name.len() > 32 || !name.chars().all(sound) {
            return Err(bad_request("BOT_COMMAND_INVALID"));
        }
        let length = command.description.chars().count();
        if !(1..=256).contains(&length) {
            return Err(bad_request("BOT_COMMAND_DESCRIPTION_INVALID"));
        }
        commands.push(MenuCommand { command: name, description: command.description });
    }
    state.bot.commands.entry(scope).or_default().insert(language, commands);
    state.touch(Event::Profile);
    Ok(json!(true))
}

pub(super) fn get_commands(state: &State, params: &Params) -> ApiResult {
    let (scope, language) = (scope(state, params)?, language(params)?);
    let commands = state.bot.commands.get(&scope).and_then(|by_language| by_language.get(&language));
    Ok(json!(commands.map(Vec::as_slice).unwrap_or_default()))
}

pub(super) fn delete_commands(state: &mut State, params: &Params) -> ApiResult {
    let (scope, language) = (scope(state, params)?, language(params)?);
    if let Some(by_language) = state.bot.commands.get_mut(&scope) {
        by_language.remove(&language);
        state.touch(Event::Profile);
    }
    Ok(json!(true))
}

/// The menu that a person sees in a chat.
pub(super) fn menu(state: &State, chat: i64, person: i64) -> Vec<MenuCommand> {
    let language = state
        .people
        .get(&person)
        .and_then(|person| person.spec.language_code.as_deref())
        .and_then(|code| code.get(..2))
        .unwrap_or("");
    let private = state.chats.get(&chat).is_none_or(|room| room.kind == Kind::Private);
    let scopes = if private {
        vec![format!("chat:{chat}"), "all_private_chats".to_owned(), "default".to_owned()]
    } else {
        vec![
            format!("chat_member:{chat}:{person}"),
            format!("chat:{chat}"),
            "all_group_chats".to_owned(),
            "default".to_owned(),
        ]
    };
    for scope in scopes {
        let Some(by_language) = state.bot.commands.get(&scope) else { continue };
        let found = [language, ""].into_iter().find_map(|code| by_language.get(code).filter(|menu| !menu.is_empty()));
        if let Some(menu) = found {
            return menu.clone();
        }
    }
    Vec::new()
}

pub(super) fn get_chat(state: &State, chat: i64) -> Value {
    let mut value = state.chat_value(chat);
    value["accent_color_id"] = json!(chat.unsigned_abs() % 7);
    value["max_reaction_count"] = json!(11);
    value["accepted_gift_types"] = json!({
        "unlimited_gifts": true,
        "limited_gifts": true,
        "unique_gifts": true,
        "premium_subscription": true,
        "gifts_from_channels": true,
    });
    value
}
