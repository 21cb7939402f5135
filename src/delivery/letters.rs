//! Letters: what a row for the mailbox becomes once it is time to send it.
//!
//! Invariant: a letter is written from the lead as it is at that moment, so an erased lead leaves nothing behind here;
//! files that cannot come along are named in it, and never hold it up for long.

use std::panic::AssertUnwindSafe;

use futures::FutureExt as _;
use tokio::time::Instant;
use tracing::error;

use super::worker::{Worker, cause};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::ideas::{Attachment, Lead};
use crate::mail::{Enclosure, Letter, MailFailure, Mailer, Step, Trouble};
use crate::report::words;
use crate::store::{OutboxRow, Reason, Store, StoreError};
use crate::telegram::{Api, Fetched};
use crate::texts::{Locale, Texts};

use super::verdict::{LONG_PAUSE, PAUSE, Verdict, growing};

/// The largest letter, in bytes as it travels. Many mail servers take no more than 20 to 25 MB.
const LARGEST: u64 = 20_000_000;
/// What a letter takes beside its files, generously.
const WORDS: u64 = 200_000;
/// So often is waited for files that Telegram does not bring; after that they are left out.
const PATIENCE: u32 = 5;
/// So long a letter is kept for a mail server that nobody has set.
const WITHOUT_SERVER: Duration = Duration::from_secs(24 * 60 * 60);

/// Who brings letters to the mail server.
#[derive(Clone)]
pub(super) struct Postman {
    pub(super) mailer: Mailer,
    pub(super) texts: Arc<Texts>,
}

/// Why a letter did not go.
#[derive(Debug)]
pub(super) enum Obstacle {
    /// This program has no mail server.
    NoServer,
    Mail(MailFailure),
    /// Telegram did not bring the files.
    Files,
    /// The lead can be read by a newer program alone.
    Unreadable,
    Store(StoreError),
    Panic,
}

/// What became of a letter that met no obstacle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Brought {
    Taken,
    /// Its lead is erased, so there is nothing to send.
    Needless,
}

impl Postman {
    /// Writes the letter that the row stands for and hands it over.
    pub(super) async fn bring(
        &self,
        store: &Store,
        api: &Api,
        row: &OutboxRow,
        now: DateTime<Utc>,
    ) -> Result<Brought, Obstacle> {
        let Some(reference) = row.reference else { return Err(Obstacle::Unreadable) };
        let lead = match store.lead(reference).await.map_err(Obstacle::Store)? {
            Some(stored) => match stored.lead {
                Some(lead) => lead,
                None if stored.erased.is_some() => return Ok(Brought::Needless),
                None => return Err(Obstacle::Unreadable),
            },
            None => return Ok(Brought::Needless),
        };
        let (enclosures, left_out) = self.files(api, &lead, row.attempts < PATIENCE).await?;
        let bare = enclosures.is_empty();
        let write =
            |enclosures, left_out: &[String]| Letter::about(&self.texts, &lead, Some(row.id.0), enclosures, left_out);
        match self.mailer.send(&write(enclosures, &left_out), now).await {
            // A server that takes nothing so large, or not such files, takes the words.
            Err(MailFailure::Refused { step: Step::Content, .. }) if !bare => {
                let all: Vec<String> = attachments(&lead).iter().map(|file| self.name(file, "")).collect();
                self.mailer.send(&write(Vec::new(), &all), now).await.map_err(Obstacle::Mail)?;
            }
            sent => sent.map_err(Obstacle::Mail)?,
        }
        Ok(Brought::Taken)
    }

    /// The files of the lead that fit, in their order, and the names of those that do not come along.
    async fn files(&self, api: &Api, lead: &Lead, patient: bool) -> Result<(Vec<Enclosure>, Vec<String>), Obstacle> {
        let (mut enclosures, mut left_out) = (Vec::new(), Vec::new());
        let mut room = room(LARGEST - WORDS);
        for file in attachments(lead) {
            let fetched = match file.size.is_some_and(|size| size > room) {
                true => Fetched::TooLarge,
                false => api.fetch(&file.file_id, room).await,
            };
            match fetched {
                Fetched::File { bytes, path } => {
                    room = room.saturating_sub(bytes.len() as u64);
                    let name = self.name(file, &path);
                    let content_type = mime_guess::from_path(&name).first_or_octet_stream().essence_str().to_owned();
                    enclosures.push(Enclosure { name, content_type, bytes });
                }
                Fetched::NotNow if patient => return Err(Obstacle::Files),
                Fetched::NotNow | Fetched::TooLarge | Fetched::Gone => left_out.push(self.name(file, "")),
            }
        }
        Ok((enclosures, left_out))
    }

    /// As the person named it, or what it is, with the ending that Telegram gives it.
    fn name(&self, file: &Attachment, path: &str) -> String {
        match &file.name {
            Some(name) => name.as_str().to_owned(),
            None => {
                let ending = path.rsplit_once('.').map(|(_, ending)| format!(".{ending}")).unwrap_or_default();
                format!("{}{ending}", words::nameless(&self.texts, Locale::Nl, file.kind))
            }
        }
    }
}

/// So many bytes of files fit in so many of a letter: four signs for three bytes, and a line break after 76 signs.
fn room(letter: u64) -> u64 {
    letter / 78 * 57
}

fn attachments(lead: &Lead) -> &[Attachment] {
    match lead {
        Lead::Idea(idea) => &idea.attachments,
        Lead::Question(_) => &[],
    }
}

/// What follows from an obstacle; `attempts` is how often the letter was tried before, `age` since when it waits.
pub(super) fn verdict(obstacle: &Obstacle, attempts: u32, age: Duration) -> Verdict {
    let soon = |reason| Verdict::Retry(growing(PAUSE, attempts), reason);
    let late = |reason| Verdict::Retry(growing(LONG_PAUSE, attempts), reason);
    let never = |reason| Verdict::Park { reason, gone: false };
    match obstacle {
        Obstacle::NoServer if age > WITHOUT_SERVER => never(Reason::NoMailServer),
        Obstacle::NoServer => late(Reason::NoMailServer),
        Obstacle::Mail(MailFailure::Unusable(why)) => late(Reason::MailUnusable(why.to_string())),
        Obstacle::Mail(MailFailure::Transient(Trouble::Busy(_)) | MailFailure::MayHaveArrived(Trouble::Busy(_))) => {
            soon(Reason::ServerFault)
        }
        Obstacle::Mail(MailFailure::Transient(_) | MailFailure::MayHaveArrived(_)) => soon(Reason::Unreachable),
        Obstacle::Mail(refused @ MailFailure::Refused { .. }) => never(Reason::Refused(refused.to_string())),
        Obstacle::Files => soon(Reason::FilesNotThere),
        Obstacle::Unreadable => never(Reason::Unreadable),
        Obstacle::Store(_) => soon(Reason::ServerFault),
        Obstacle::Panic if attempts + 1 < super::verdict::PANICS => soon(Reason::ServerFault),
        Obstacle::Panic => never(Reason::Refused("the program failed over it".to_owned())),
    }
}

impl Worker {
    /// Brings one letter as far as it comes. Telegram's limits are not the mail server's.
    pub(super) async fn post(&self, row: OutboxRow, now: DateTime<Utc>) {
        let started = Instant::now();
        let brought = match &self.postman {
            Some(postman) => {
                let bringing = AssertUnwindSafe(postman.bring(&self.store, &self.api, &row, now));
                bringing.catch_unwind().await.unwrap_or(Err(Obstacle::Panic))
            }
            None => Err(Obstacle::NoServer),
        };
        let now = now + started.elapsed();
        match brought {
            Ok(Brought::Taken) => {
                self.vitals.sent();
                // A mail server gives no number that could be of use.
                self.write(&row, || self.store.mark_sent(row.id, now, 0)).await;
            }
            Ok(Brought::Needless) => self.write(&row, || self.store.drop_needless(row.id, &self.owner)).await,
            Err(obstacle) => {
                if let Obstacle::Store(failure) = &obstacle {
                    error!(error = %failure, cause = cause(failure), hint = failure.hint(), "cannot read a lead");
                }
                let age = (now - row.created).to_std().unwrap_or_default();
                self.conclude(&row, verdict(&obstacle, row.attempts, age), now).await;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::Unusable;

    #[test]
    fn each_obstacle_has_its_consequence() {
        let busy = Trouble::Busy("451".to_owned());
        let refused = || MailFailure::Refused { step: Step::Receiver, code: "550".to_owned() };
        let long = LONG_PAUSE.0;
        let park = |reason| Verdict::Park { reason, gone: false };
        let parked_refusal = park(Reason::Refused("the mail server refuses the receiver (550)".to_owned()));
        let day = WITHOUT_SERVER + Duration::from_secs(1);
        for (obstacle, attempts, age, expected) in [
            (Obstacle::NoServer, 0, Duration::ZERO, Verdict::Retry(long, Reason::NoMailServer)),
            (Obstacle::NoServer, 9, day, park(Reason::NoMailServer)),
            (
                Obstacle::Mail(MailFailure::Unusable(Unusable::Untrusted)),
                100,
                day,
                Verdict::Retry(LONG_PAUSE.1, Reason::MailUnusable(Unusable::Untrusted.to_string())),
            ),
            (Obstacle::Mail(MailFailure::Transient(busy)), 1, day, Verdict::Retry(2 * PAUSE.0, Reason::ServerFault)),
            (
                Obstacle::Mail(MailFailure::MayHaveArrived(Trouble::Broken)),
                100,
                day,
                Verdict::Retry(PAUSE.1, Reason::Unreachable),
            ),
            (Obstacle::Mail(refused()), 0, Duration::ZERO, parked_refusal),
            (Obstacle::Files, 0, Duration::ZERO, Verdict::Retry(PAUSE.0, Reason::FilesNotThere)),
            (Obstacle::Unreadable, 0, Duration::ZERO, park(Reason::Unreadable)),
            (Obstacle::Panic, 0, Duration::ZERO, Verdict::Retry(PAUSE.0, Reason::ServerFault)),
        ] {
            assert_eq!(verdict(&obstacle, attempts, age), expected, "{obstacle:?}");
        }
        assert!(matches!(verdict(&Obstacle::Panic, 4, Duration::ZERO), Verdict::Park { .. }));
    }

    #[test]
    fn what_fits_in_a_letter_is_less_than_a_letter() {
        // 57 bytes are a line of 76 signs and its end.
        assert_eq!(room(78), 57);
        assert!(room(LARGEST - WORDS) < 14_500_000);
    }
}
