//! From every schema that was ever released to today's, with data in every table.
//!
//! A new step is added to `SCHEMAS` with rows for what is new in it, in `tests/data/schema/`. The rows are as the
//! program of that time wrote them, JSON and all, and do not change any more.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use esij_bot::conversation::{self, EventKind};
use esij_bot::ideas::{ChatId, Field, Lead, Reference, Status};
use esij_bot::store::{Hold, OutboxCounts, Reason, Store, StoreErrorKind};
use esij_bot::turn::{Taken, Turns};

use crate::fixture::{ANNA, BART, Base, MANAGER, TEAM, at, happens, typed};
