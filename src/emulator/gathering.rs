//! What a person does in a group besides talking: topics, coming and going.
//!
//! Invariant: who is not in the group does nothing there.

use serde_json::json;

use super::accounts::Account;
use super::hearing::tell;
use super::state::{Kind, State};
use super::topics;
use super::view::Event;

impl Account {
    /// Begins a topic in this group and gives its id; 0, and nothing happens, where there are no topics.
    pub fn create_topic(&self, name: &str) -> i64 {
        self.emulator.shared.change(|state| {
            if !self.is_in(state) || !state.chats.get(&self.chat).is_some_and(|room| room.forum) {
                return 0;
            }
            let thread = topics::create(state, self.chat, Some(self.id), name, topics::COLOURS[0]);
            self.note(state.sequence);
            tell(state, self.chat, thread);
            thread
        })
    }

    /// Deletes a topic with all that is in it; a bot is not told.
    pub fn delete_topic(&self, thread: i64) {
        self.emulator.shared.change(|state| self.is_in(state) && topics::delete(state, self.chat, thread));
    }

    /// Closes a topic, so that the bot can write in it only when it may manage topics, or reopens it.
    pub fn close_topic(&self, thread: i64, closed: bool) {
        self.emulator
            .shared
            .change(|state| self.is_in(state) && topics::set_closed(state, self.chat, Some(self.id), thread, closed));
    }

    /// Leaves this group; what this person does there from then on does not happen.
    pub fn leave(&self) {
        self.come_or_go("left_chat_member", false);
    }

    /// Enters this group.
    pub fn join(&self) {
        self.come_or_go("new_chat_members", true);
    }

    fn is_in(&self, state: &State) -> bool {
        state.chats.get(&self.chat).is_some_and(|room| room.members.contains(&self.id))
    }

    fn come_or_go(&self, service: &str, there: bool) {
        self.emulator.shared.change(|state| {
            let who = state.person_value(self.id);
            let Some(room) = state.chats.get_mut(&self.chat).filter(|room| room.kind != Kind::Private) else { return };
            let changed = if there { room.members.insert(self.id) } else { room.members.remove(&self.id) };
            if changed {
                let who = if there { json!([who]) } else { who };
                let message_id = state.post(self.chat, Some(self.id), json!({ service: who }), None);
                state.touch(Event::Chat { chat: self.chat });
                tell(state, self.chat, message_id);
            }
        });
    }
}
