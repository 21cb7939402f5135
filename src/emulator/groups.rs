//! Groups with the bot in them.
//!
//! Invariant: a group that became a supergroup keeps its old id only to say so.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::json;

use super::Emulator;
use super::accounts::Account;
use super::actions::{push_member_update, tell};
use super::state::{Chat, Kind, State};
use super::view::{ChatMessage, Event};
use super::watching::WaitError;

/// A group or supergroup.
#[derive(Clone)]
pub struct Group {
    emulator: Emulator,
    id: i64,
}

pub(super) fn create(emulator: &Emulator, title: &str, members: &[&Account]) -> Group {
    let members: BTreeSet<i64> = members.iter().map(|account| account.id()).collect();
    let id = emulator.shared.change(|state| {
        let id = -4_000_000_000 - i64::try_from(state.random() % 900_000_000).expect("it is below 900 million");
        let mut room = Chat::new(id, Kind::Group, title);
        room.open = true;
        room.members.clone_from(&members);
        state.chats.insert(id, room);
        state.touch(Event::Chat { chat: id });
        if let Some(creator) = members.first() {
            push_member_update(state, id, *creator, "left", "member");
            let message_id = state.post(id, Some(*creator), json!({ "group_chat_created": true }), None);
            tell(state, id, message_id);
        }
        id
    });
    Group { emulator: emulator.clone(), id }
}

impl Group {
    /// Negative, as Telegram's ids of groups are.
    pub fn id(&self) -> i64 {
        self.id
    }

    /// What the group shows, the oldest first.
    pub fn messages(&self) -> Vec<ChatMessage> {
        self.emulator.messages(self.id)
    }

    /// See [`Emulator::wait_for`].
    ///
    /// # Errors
    /// It is not as wanted within `timeout`.
    pub async fn wait_for(
        &self,
        wanted: impl Fn(&[ChatMessage]) -> bool,
        timeout: Duration,
    ) -> Result<Vec<ChatMessage>, WaitError> {
        self.emulator.wait_for(self.id, wanted, timeout).await
    }

    /// Makes it a supergroup with a new id; the bot hears of it in both.
    #[must_use]
    pub fn migrate(&self) -> Self {
        let id = self.emulator.shared.change(|state| {
            let id = -1_002_000_000_000 - i64::try_from(state.random() % 900_000_000).expect("it is below 900 million");
            let Some(old) = state.chats.get(&self.id) else { return self.id };
            let mut room = Chat::new(id, Kind::Supergroup, &old.title);
            (room.open, room.shut) = (old.open, old.shut);
            room.members.clone_from(&old.members);
            let by = old.members.first().copied();
            state.chats.insert(id, room);
            let message_id = state.post(self.id, by, json!({ "migrate_to_chat_id": id }), None);
            tell(state, self.id, message_id);
            let message_id = state.post(id, by, json!({ "migrate_from_chat_id": self.id }), None);
            tell(state, id, message_id);
            if let Some(old) = state.chats.get_mut(&self.id) {
                old.migrated_to = Some(id);
            }
            state.touch(Event::Chat { chat: id });
            id
        });
        Self { emulator: self.emulator.clone(), id }
    }

    /// Takes the bot out.
    pub fn kick_bot(&self) {
        self.set_membership(false, true, "member", "kicked");
    }

    /// Lets the bot in again.
    pub fn add_bot(&self) {
        self.set_membership(true, false, "kicked", "member");
    }

    fn set_membership(&self, open: bool, shut: bool, old: &str, new: &str) {
        self.emulator.shared.change(|state: &mut State| {
            let Some(room) = state.chats.get_mut(&self.id) else { return };
            (room.open, room.shut) = (open, shut);
            let by = room.members.first().copied().unwrap_or_default();
            state.touch(Event::Chat { chat: self.id });
            push_member_update(state, self.id, by, old, new);
        });
    }
}
