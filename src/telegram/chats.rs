//! One update of a chat at a time, within this process.
//!
//! Invariant: who asks for a chat gets it in the order of asking, and waits for no other chat.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::OwnedMutexGuard;

use crate::ideas::ChatId;

/// So many chats are remembered before those that nobody waits for are forgotten.
const CHATS: usize = 1024;

/// The chats whose updates are being handled.
#[derive(Default)]
pub(super) struct Chats(Mutex<HashMap<ChatId, Arc<tokio::sync::Mutex<()>>>>);

impl Chats {
    /// Waits until the updates of the chat that came before are handled.
    pub(super) async fn enter(&self, chat: ChatId) -> OwnedMutexGuard<()> {
        let place = {
            let mut chats = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if chats.len() >= CHATS {
                chats.retain(|_, place| Arc::strong_count(place) > 1);
            }
            Arc::clone(chats.entry(chat).or_default())
        };
        // In the order in which it is asked for.
        place.lock_owned().await
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt;

    use super::*;

    #[tokio::test]
    async fn updates_of_a_chat_follow_each_other() {
        let chats = Chats::default();
        let first = chats.enter(ChatId(1)).await;
        let mut second = Box::pin(chats.enter(ChatId(1)));
        let mut third = Box::pin(chats.enter(ChatId(1)));
        assert!((&mut second).now_or_never().is_none() && (&mut third).now_or_never().is_none());
        chats.enter(ChatId(2)).now_or_never().expect("another chat does not wait");
        drop(first);
        assert!((&mut third).now_or_never().is_none(), "it came later");
        drop((&mut second).now_or_never().expect("its turn"));
        (&mut third).now_or_never().expect("its turn");
    }

    #[tokio::test]
    async fn chats_that_nobody_waits_for_are_forgotten() {
        let chats = Chats::default();
        let held = chats.enter(ChatId(-1)).await;
        for chat in 0..2_000 {
            drop(chats.enter(ChatId(chat)).await);
        }
        let kept = chats.0.lock().expect("no panic");
        assert!(kept.len() <= CHATS && kept.contains_key(&ChatId(-1)), "{}", kept.len());
        drop(held);
    }
}
