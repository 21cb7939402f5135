//! Keeps the brain up with what is taught: looks for new lessons, trains, and puts the result in place.
//!
//! Invariant: what was committed is learned sooner or later, here and in every other process on the database, and the
//! conversation never waits for it. When the training fails, the brain stays as it is and it is tried again.

use std::sync::{Arc, mpsc};
use std::time::Duration;

use tokio::sync::oneshot;
use tracing::{info, warn};

use crate::answering::{Learned, Lesson};
use crate::brain::{Brain, BrainCell, BrainError};
use crate::knowledge::TopicId;
use crate::settings::FaqSource;
use crate::store::{LearnedMark, Store};

/// How often is looked for what other processes were taught.
const LOOK_EVERY: Duration = Duration::from_secs(3);
/// So long after a failure, such as a knowledge base that is being edited, it is tried again.
const AGAIN: Duration = Duration::from_secs(30);

/// Trains the brain anew whenever there is something to learn.
pub struct Learning {
    store: Store,
    faq: FaqSource,
    brain: BrainCell,
    /// What the brain in place was taught.
    known: LearnedMark,
    trainer: Trainer,
}

impl Learning {
    /// `brain` holds one that was trained from `faq` alone.
    pub fn new(store: Store, faq: FaqSource, brain: BrainCell) -> Self {
        Self { store, faq, brain, known: LearnedMark::default(), trainer: Trainer::default() }
    }

    /// Learns for as long as it is let. `ready` is told once what was taught before is in place, or cannot be for now.
    pub async fn run(mut self, ready: oneshot::Sender<()>) {
        let mut ready = Some(ready);
        loop {
            let pause = if self.catch_up().await { LOOK_EVERY } else { AGAIN };
            if let Some(ready) = ready.take() {
                // Whoever waited may be gone by now.
                let _ = ready.send(());
            }
            let brain = self.brain.clone();
            tokio::select! {
                () = brain.outdated() => {}
                () = tokio::time::sleep(pause) => {}
            }
        }
    }

    /// Learns what there is to learn; `false` when that failed.
    pub async fn catch_up(&mut self) -> bool {
        // Before the lessons: what is taught in between is seen the next time.
        let mark = match self.store.learned_mark().await {
            Ok(mark) if mark == self.known => return true,
            Ok(mark) => mark,
            Err(error) => return failed(&error),
        };
        let lessons = match self.store.lessons().await {
            Ok(lessons) => lessons,
            Err(error) => return failed(&error),
        };
        match self.trainer.train(self.faq.clone(), lessons).await {
            Ok((brain, learned)) => {
                self.brain.put(Arc::new(brain));
                self.known = mark;
                info!(lessons = learned.applied, "learned what was taught");
                if !learned.missing.is_empty() {
                    let topics: Vec<&str> = learned.missing.iter().map(TopicId::as_str).collect();
                    warn!(
                        ?topics,
                        "what was taught of these topics counts for nothing: the knowledge base has them no more"
                    );
                }
                true
            }
            Err(error) => failed(&error),
        }
    }
}

fn failed(error: &dyn std::error::Error) -> bool {
    let cause = error.source().map(ToString::to_string).unwrap_or_default();
    warn!(%error, cause, "cannot learn what was taught; the answers stay as they are, and it is tried again");
    false
}

/// What the training thread is given: what to learn, and where to say what came of it.
type Job = (FaqSource, Vec<Lesson>, oneshot::Sender<Trained>);
type Trained = Result<(Brain, Learned), BrainError>;

/// Trains in one thread of its own, which begins with the first job: glibc gives each thread a pool of memory, so what
/// one training needed for a moment serves the next one and is not left lying about in many pools.
#[derive(Default)]
struct Trainer(Option<mpsc::Sender<Job>>);

impl Trainer {
    async fn train(&mut self, faq: FaqSource, lessons: Vec<Lesson>) -> Trained {
        let (done, outcome) = oneshot::channel();
        let job = (faq, lessons, done);
        let sent = match &self.0 {
            Some(jobs) => jobs.send(job).is_ok(),
            None => {
                let (jobs, todo) = mpsc::channel();
                let thread = std::thread::Builder::new().name("learning".to_owned()).spawn(move || work(&todo));
                let sent = thread.is_ok() && jobs.send(job).is_ok();
                self.0 = Some(jobs);
                sent
            }
        };
        // After a panic in the thread it is gone, and what it was to say with it; the next job gets another.
        let trained = if sent { outcome.await.unwrap_or(Err(BrainError::Training)) } else { Err(BrainError::Training) };
        if matches!(trained, Err(BrainError::Training)) {
            self.0 = None;
        }
        trained
    }
}

fn work(todo: &mpsc::Receiver<Job>) {
    for (faq, lessons, done) in todo {
        // When the process stops meanwhile, nobody is left to take it.
        let _ = done.send(Brain::train(&faq, &lessons));
    }
}
