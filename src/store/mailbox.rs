//! Letters to the programme: rows of the outbox in a chat that no chat at Telegram is.
//!
//! Invariant: a row holds the reference and the receipt, and nothing of the lead; so an erasure leaves no letter behind.

use sqlx::Row;

use super::audience::{Audience, MAILBOX};
use super::error::StoreError;
use super::outbox::{Enqueued, OutboxId};
use super::{Reason, Store, TurnTransaction};
use crate::conversation::Message;
use crate::ideas::{ChatId, Reference};

impl TurnTransaction {
    /// Has the lead go to the mailbox as well. After the managers, as in every turn, so that two turns do not wait for
    /// each other.
    pub(crate) async fn tell_mailbox(
        &mut self,
        reference: Reference,
        receipt: (ChatId, &Message),
    ) -> Result<(), StoreError> {
        self.hold(MAILBOX).await?;
        let nothing = Message::default();
        let row = Enqueued::new(Some(MAILBOX), Audience::Mail, &nothing, self.now);
        self.enqueue(&Enqueued { reference: Some(reference), receipt: Some(receipt), ..row }).await
    }
}

impl Store {
    /// Takes away a message that need not be sent any more. Does nothing when it is no longer claimed by `owner`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn drop_needless(&self, id: OutboxId, owner: &str) -> Result<(), StoreError> {
        let sql = "DELETE FROM outbox WHERE id = $1 AND state = 'pending' AND lease_owner = $2";
        self.write(sqlx::query(sql).bind(id.0).bind(owner)).await.map(drop)
    }

    /// Why no letter gets through until somebody sees to it.
    pub(super) async fn mail_trouble(&self) -> Result<Option<Reason>, sqlx::Error> {
        let sql = "SELECT reason, detail FROM outbox WHERE chat = $1 AND state = 'pending' \
                   AND reason IN ('mail-unusable', 'no-mail-server') ORDER BY id LIMIT 1";
        let row = sqlx::query(sql).bind(MAILBOX.0).fetch_optional(&self.reader).await?;
        row.map(|row| Ok(Reason::from_parts(row.try_get(0)?, row.try_get(1)?))).transpose()
    }
}
