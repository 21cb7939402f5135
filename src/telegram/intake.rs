//! What both ways in, polling and the webhook, do with an update: a turn, and then the sign for the press of a button.
//!
//! Invariant: what [`Intake::take`] answers with `Ok` is stored and may be acknowledged.

use chrono::Utc;
use serde_json::Value;
use teloxide::payloads::AnswerCallbackQuery;
use teloxide::types::{AllowedUpdate, CallbackQueryId};
use tokio::time::Instant;

use super::api::{Api, Me};
use super::decode::{Decoded, decode};
use crate::health::Vitals;
use crate::store::StoreError;
use crate::turn::{Taken, Turns};

/// All that the conversation listens to. What is not named here Telegram does not send.
pub(super) const ALLOWED: [AllowedUpdate; 4] =
    [AllowedUpdate::Message, AllowedUpdate::EditedMessage, AllowedUpdate::CallbackQuery, AllowedUpdate::MyChatMember];

/// Takes updates as Telegram gives them. Clones are the same one.
#[derive(Clone)]
pub struct Intake {
    pub(super) api: Api,
    pub(super) vitals: Vitals,
    me: Me,
    turns: Turns,
}

impl Intake {
    pub fn new(api: Api, me: Me, turns: Turns) -> Self {
        Self { api, vitals: Vitals::default(), me, turns }
    }

    /// The same intake, which tells here how it fares.
    #[must_use]
    pub fn watched(self, vitals: Vitals) -> Self {
        Self { vitals, ..self }
    }

    /// `None` when it is no update: it has no number.
    pub(super) fn decode(&self, raw: &Value) -> Option<Decoded> {
        decode(raw, &self.me)
    }

    /// Has one update handled. Those of a chat must be handed over one after the other, in order.
    pub(super) async fn take(&self, update: Decoded) -> Result<Taken, StoreError> {
        let started = Instant::now();
        let taken = self.turns.take(update.incoming, Utc::now()).await;
        self.vitals.turn(taken.as_ref().ok().copied(), started.elapsed());
        if taken.is_ok()
            && let Some(press) = update.press
        {
            self.acknowledge_press(press);
        }
        taken
    }

    /// Takes the waiting sign off the button. It may be lost: Telegram takes it off by itself after a while.
    fn acknowledge_press(&self, press: String) {
        let api = self.api.clone();
        tokio::spawn(async move { drop(api.call(&AnswerCallbackQuery::new(CallbackQueryId(press))).await) });
    }
}
