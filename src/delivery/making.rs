//! Files that are made when their message is sent: the overview as a picture, and all that was handed in.
//!
//! Invariant: nothing of it is in the outbox, so nothing is sent that was erased before; and no transaction is open while a
//! file is made. After a crash it is simply made again.

use tracing::error;

use super::verdict::{Failure, growing};
use super::worker::{STORE_PAUSE, Worker, cause};
use std::sync::Arc;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use chrono::{DateTime, Utc};
use tokio::sync::Semaphore;

use crate::brain::{Brain, BrainCell};
use crate::conversation::{Format, MadeFile, Message, Recipe, overview_text};
use crate::ideas::ChatId;
use crate::report::figures::{Figures, IdeaRow, day_of};
use crate::report::{Sheet, chart, csv, xlsx};
use crate::store::{OutboxRow, Store, StoreError};
use crate::texts::{Locale, Markup};

/// Makes files, one at a time, so that several together do not take several times the memory. Clones are the same maker.
#[derive(Clone)]
pub struct Maker {
    store: Store,
    brain: BrainCell,
    /// Those that the operator set; the paired ones are in the store.
    managers: Vec<ChatId>,
    one: Arc<Semaphore>,
}

/// Why there is no file.
#[derive(Debug)]
pub(super) enum NotMade {
    Store(StoreError),
    /// The chat is no programme manager's, or no longer.
    NotAManager,
    /// The program failed over it.
    Failed,
}

impl From<StoreError> for NotMade {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl Maker {
    /// `managers` are the chats that the operator set.
    pub fn new(store: Store, brain: BrainCell, managers: Vec<ChatId>) -> Self {
        Self { store, brain, managers, one: Arc::new(Semaphore::new(1)) }
    }

    /// The message with its file, from what is known at `now`.
    pub(super) async fn make(&self, row: &OutboxRow, recipe: Recipe, now: DateTime<Utc>) -> Result<Message, NotMade> {
        // Messages can wait for long, and meanwhile the chat may have become somebody else's.
        if !self.store.managers(&self.managers).await?.contains(&row.chat) {
            return Err(NotMade::NotAManager);
        }
        let _alone = self.one.acquire().await.map_err(|_| NotMade::Failed)?;
        let rows = self.store.rows().await?;
        let brain = self.brain.get();
        let (more, file) = match recipe {
            Recipe::Overview { span, locale } => {
                let scope = span.scope(now);
                let counts = self.store.counts(scope.period.from(), scope.period.to()).await?;
                let figures = Figures::of(&rows, &counts, scope);
                drop(rows);
                blocking(move || Some(overview(&brain, &figures, locale))).await?
            }
            Recipe::Export { format, locale } => {
                let made = blocking(move || export(&brain, rows, format, locale, now)).await?;
                (Markup::default(), made)
            }
        };
        let text =
            if more.is_empty() { row.message.text.clone() } else { Markup::join([&row.message.text, &more], "\n") };
        Ok(Message { text, made: Some(file), makes: None, ..row.message.clone() })
    }
}

/// Away from the threads on which messages are sent.
async fn blocking<T: Send + 'static>(make: impl FnOnce() -> Option<T> + Send + 'static) -> Result<T, NotMade> {
    tokio::task::spawn_blocking(make).await.ok().flatten().ok_or(NotMade::Failed)
}

fn overview(brain: &Brain, figures: &Figures, locale: Locale) -> (Markup, MadeFile) {
    let text = overview_text(&brain.texts, &brain.knowledge, figures, locale);
    let picture = chart::png(figures, &brain.texts, locale);
    let name = match locale {
        Locale::Nl => "overzicht",
        Locale::En => "overview",
    };
    (text, file(name, "png", figures.scope.now, &picture))
}

/// `None` when there is more than such a file can hold.
fn export(brain: &Brain, rows: Vec<IdeaRow>, format: Format, locale: Locale, now: DateTime<Utc>) -> Option<MadeFile> {
    let sheet = Sheet::of(&rows, &brain.texts, locale);
    drop(rows);
    let (ending, bytes) = match format {
        Format::Csv => ("csv", csv::sheet(&sheet).ok()?),
        Format::Xlsx => ("xlsx", xlsx::write(&sheet, now).ok()?),
    };
    drop(sheet);
    let name = match locale {
        Locale::Nl => "ideeen",
        Locale::En => "ideas",
    };
    Some(file(name, ending, now, &bytes))
}

/// `esij-ideeen-2026-11-24.csv`, by the day in the IJmond.
fn file(name: &str, ending: &str, now: DateTime<Utc>, bytes: &[u8]) -> MadeFile {
    let name = format!("esij-{name}-{}.{ending}", day_of(now));
    MadeFile { name, is_picture: ending == "png", base64: BASE64_STANDARD.encode(bytes) }
}
impl Worker {
    /// The message with the file that it is to have; without one, what became of it is written down.
    pub(super) async fn make(&self, row: &OutboxRow, recipe: Recipe, now: DateTime<Utc>) -> Option<Message> {
        let made = match &self.maker {
            Some(maker) => maker.make(row, recipe, now).await,
            None => Err(NotMade::Failed),
        };
        match made {
            Ok(message) => return Some(message),
            Err(NotMade::Failed) => self.settle(row, &Failure::Panic, now).await,
            Err(NotMade::NotAManager) => self.settle(row, &Failure::NotTheirs, now).await,
            Err(NotMade::Store(failure)) => {
                error!(
                    row = row.id.0, error = %failure, cause = cause(&failure), hint = failure.hint(),
                    "cannot read what a file is made of"
                );
                let later = now + growing(STORE_PAUSE, u32::MAX);
                self.write(row, || self.store.postpone(row.id, &self.owner, later)).await;
            }
        }
        None
    }
}
