//! What the conversation knows: the knowledge base with what was learned since, and the engine trained from both.
//!
//! Invariant: a [`Brain`] never changes. A better one takes its place as a whole in the [`BrainCell`], and whoever is
//! at work goes on with the one they took.

use std::borrow::Cow;
use std::fs;
use std::io;
use std::sync::{Arc, PoisonError, RwLock};

use thiserror::Error;
use tokio::sync::Notify;
use tokio::sync::futures::Notified;

use crate::answering::{Engine, Learned, Lesson, learn};
use crate::knowledge::{self, Knowledge, Problems};
use crate::settings::FaqSource;
use crate::texts::Texts;

/// What the conversation knows; it is replaced as a whole.
pub struct Brain {
    pub knowledge: Knowledge,
    pub engine: Engine,
    pub texts: Texts,
}

/// Why there is no brain.
#[derive(Debug, Error)]
pub enum BrainError {
    #[error("cannot read the knowledge base `{place}`")]
    Read { place: FaqSource, source: io::Error },
    #[error("the knowledge base `{place}` has errors")]
    Unsound { place: FaqSource, problems: Problems },
    #[error("a part of the training failed")]
    Training,
}

/// The brain that is in use. Clones share it.
#[derive(Clone)]
pub struct BrainCell(Arc<Shared>);

struct Shared {
    brain: RwLock<Arc<Brain>>,
    /// Something was taught or taken back.
    outdated: Notify,
}

impl Brain {
    /// Trains from a knowledge base, and keeps of it only what there is to say.
    pub fn new(mut knowledge: Knowledge) -> Self {
        let engine = Engine::train(&knowledge);
        knowledge.forget_phrasings();
        Self { knowledge, engine, texts: Texts::embedded() }
    }

    /// Reads the knowledge base, adds the lessons and trains. It takes a second or so of computing.
    ///
    /// # Errors
    /// When the knowledge base cannot be read or is not sound.
    pub fn train(source: &FaqSource, lessons: &[Lesson]) -> Result<(Self, Learned), BrainError> {
        let text = read_faq(source).map_err(|error| BrainError::Read { place: source.clone(), source: error })?;
        let unsound = |problems| BrainError::Unsound { place: source.clone(), problems };
        let mut knowledge = knowledge::parse(&text).map_err(unsound)?.knowledge;
        drop(text);
        let learned = learn(&mut knowledge, lessons);
        Ok((Self::new(knowledge), learned))
    }
}

impl BrainCell {
    pub fn new(brain: Arc<Brain>) -> Self {
        Self(Arc::new(Shared { brain: RwLock::new(brain), outdated: Notify::new() }))
    }

    /// The brain of this moment; a turn takes it once.
    pub fn get(&self) -> Arc<Brain> {
        // Nothing happens under the lock that could leave a half of something.
        Arc::clone(&self.0.brain.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Puts a better brain in place; those at work finish with the one they have.
    pub fn put(&self, brain: Arc<Brain>) {
        let old = std::mem::replace(&mut *self.0.brain.write().unwrap_or_else(PoisonError::into_inner), brain);
        // Not under the lock: it may be the last one to hold it, and taking it apart takes a while.
        drop(old);
    }

    /// Tells whoever trains that there is something new to learn.
    pub fn is_outdated(&self) {
        self.0.outdated.notify_one();
    }

    /// Returns once there is something new to learn.
    pub fn outdated(&self) -> Notified<'_> {
        self.0.outdated.notified()
    }
}

/// The text of a knowledge base.
///
/// # Errors
/// When its file cannot be read, or is not UTF-8.
pub fn read_faq(source: &FaqSource) -> io::Result<Cow<'static, str>> {
    match source {
        FaqSource::BuiltIn => Ok(Cow::Borrowed(knowledge::embedded())),
        FaqSource::File(path) => fs::read_to_string(path).map(Cow::Owned),
    }
}
