//! Groups with the bot in them.
//!
//! Invariant: a group that became a supergroup keeps its old id only to say so.

use std::collections::BTreeSet;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::Emulator;
use super::accounts::Account;
use super::hearing::{push_member_update, tell};
use super::state::{Chat, Kind, State};
use super::view::{ChatMessage, Event};
use super::watching::WaitError;

/// What the bot may do in a group as its administrator, besides reading everything.
#[derive(Serialize, Deserialize, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rights {
    pub manage_topics: bool,
    pub delete_messages: bool,
}

impl Rights {
    /// All of them.
    pub const ALL: Self = Self { manage_topics: true, delete_messages: true };
}

/// How the bot stands in a chat.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    Left,
    Member,
    Kicked,
    Administrator(Rights),
}

impl Standing {
    pub(super) fn of(room: &Chat) -> Self {
        match (room.shut, room.open, room.rights) {
            (true, _, _) => Self::Kicked,
            (false, false, _) => Self::Left,
            (false, true, None) => Self::Member,
            (false, true, Some(rights)) => Self::Administrator(rights),
        }
    }

    /// The `ChatMember` that says so.
    pub(super) fn value(self, user: &Value) -> Value {
        match self {
            Self::Left => json!({ "status": "left", "user": user }),
            Self::Member => json!({ "status": "member", "user": user }),
            Self::Kicked => json!({ "status": "kicked", "user": user, "until_date": 0 }),
            Self::Administrator(rights) => json!({
                "status": "administrator",
                "user": user,
                "can_be_edited": false,
                "is_anonymous": false,
                "can_manage_chat": true,
                "can_delete_messages": rights.delete_messages,
                "can_manage_video_chats": false,
                "can_restrict_members": false,
                "can_promote_members": false,
                "can_change_info": false,
                "can_invite_users": true,
                "can_post_stories": false,
                "can_edit_stories": false,
                "can_delete_stories": false,
                "can_pin_messages": false,
                "can_manage_topics": rights.manage_topics,
            }),
        }
    }
}

/// A group or supergroup.
#[derive(Clone)]
pub struct Group {
    emulator: Emulator,
    id: i64,
}

/// Makes a basic group, or a supergroup with topics.
pub(super) fn create(emulator: &Emulator, title: &str, members: &[&Account], forum: bool) -> Group {
    let creator = members.first().map(|account| account.id());
    let members: BTreeSet<i64> = members.iter().map(|account| account.id()).collect();
    let id = emulator.shared.change(|state| {
        let (id, kind) = if forum { (supergroup_id(state), Kind::Supergroup) } else { (group_id(state), Kind::Group) };
        let mut room = Chat::new(id, kind, title);
        (room.open, room.forum) = (true, forum);
        room.members.clone_from(&members);
        state.chats.insert(id, room);
        state.touch(Event::Chat { chat: id });
        if let Some(creator) = creator {
            push_member_update(state, id, creator, Standing::Left, Standing::Member);
            let created = if forum { "supergroup_chat_created" } else { "group_chat_created" };
            let message_id = state.post(id, Some(creator), json!({ created: true }), None);
            tell(state, id, message_id);
        }
        id
    });
    Group { emulator: emulator.clone(), id }
}

fn group_id(state: &mut State) -> i64 {
    -4_000_000_000 - i64::try_from(state.random() % 900_000_000).expect("it is below 900 million")
}

fn supergroup_id(state: &mut State) -> i64 {
    -1_002_000_000_000 - i64::try_from(state.random() % 900_000_000).expect("it is below 900 million")
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

    /// See [`Emulator::transcript`].
    pub fn transcript(&self) -> String {
        self.emulator.transcript(self.id)
    }

    /// Its topics that are there, the oldest first: their thread ids and names.
    pub fn topics(&self) -> Vec<(i64, String)> {
        self.emulator.shared.read(|state| {
            let room = state.chats.get(&self.id);
            let topics = room.into_iter().flat_map(|room| &room.topics).filter(|(_, topic)| !topic.deleted);
            topics.map(|(thread, topic)| (*thread, topic.name.clone())).collect()
        })
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
            let id = supergroup_id(state);
            let Some(old) = state.chats.get(&self.id) else { return self.id };
            let mut room = Chat::new(id, Kind::Supergroup, &old.title);
            (room.open, room.shut, room.rights) = (old.open, old.shut, old.rights);
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

    /// Turns topics on; a basic group becomes a supergroup by that, with a new id. The bot is not told.
    #[must_use]
    pub fn with_topics(&self) -> Self {
        let basic = self.emulator.shared.read(|state| state.chats.get(&self.id).map(|room| room.kind));
        let group = if basic == Some(Kind::Group) { self.migrate() } else { self.clone() };
        group.set_forum(true);
        group
    }

    /// Turns topics off; what was said in them stays in the one chat that is left. The bot is not told.
    pub fn without_topics(&self) {
        self.set_forum(false);
    }

    fn set_forum(&self, forum: bool) {
        self.emulator.shared.change(|state| {
            if let Some(room) = state.chats.get_mut(&self.id) {
                room.forum = forum;
                state.touch(Event::Chat { chat: self.id });
            }
        });
    }

    /// Takes the bot out.
    pub fn kick_bot(&self) {
        self.stand(|room| (room.open, room.shut, room.rights) = (false, true, None));
    }

    /// Lets the bot in again, as a member like others.
    pub fn add_bot(&self) {
        self.stand(|room| (room.open, room.shut, room.rights) = (true, false, None));
    }

    /// Makes the bot an administrator, or changes what it may do as one; from then on it gets every message.
    pub fn promote_bot(&self, rights: Rights) {
        self.stand(|room| (room.open, room.shut, room.rights) = (true, false, Some(rights)));
    }

    /// Makes the bot a member like others again.
    pub fn demote_bot(&self) {
        self.stand(|room| room.rights = None);
    }

    /// Changes how the bot stands and tells it.
    fn stand(&self, change: impl FnOnce(&mut Chat)) {
        self.emulator.shared.change(|state: &mut State| {
            let Some(room) = state.chats.get_mut(&self.id) else { return };
            let old = Standing::of(room);
            change(room);
            let new = Standing::of(room);
            let by = room.members.first().copied().unwrap_or_default();
            state.touch(Event::Chat { chat: self.id });
            if old != new {
                push_member_update(state, self.id, by, old, new);
            }
        });
    }
}
