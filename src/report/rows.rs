//! From what the store keeps to rows.

use chrono::{DateTime, Utc};

use super::figures::IdeaRow;
use crate::store::StoredLead;

/// The store does not tell with a lead when it was first touched; [`IdeaRow::touched_first`] adds it.
impl From<&StoredLead> for IdeaRow {
    fn from(stored: &StoredLead) -> Self {
        let row = match &stored.lead {
            Some(lead) => Self::new(lead, stored.status),
            None => Self::erased(stored.reference, stored.status, stored.submitted),
        };
        Self { submitted: stored.submitted, delivered: stored.delivered, ..row }
    }
}

impl IdeaRow {
    /// The row with the moment at which a programme manager first did something with the lead.
    #[must_use]
    pub fn touched_first(self, at: Option<DateTime<Utc>>) -> Self {
        Self { first_touched: at, ..self }
    }
}
