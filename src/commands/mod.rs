//! One file a command. They read files, build what they need and print.

pub(crate) mod ask;
pub(crate) mod backup;
pub(crate) mod check;
pub(crate) mod demo;
pub(crate) mod eval;
pub(crate) mod ideas;
pub(crate) mod learned;
pub(crate) mod managers;
pub(crate) mod outbox;
pub(crate) mod run;

use std::borrow::Cow;
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::Path;

use esij_bot::brain::{self, Brain};
use esij_bot::knowledge::{self, Loaded};
use esij_bot::settings::{DatabaseUrl, FaqSource};
use esij_bot::store::{Store, StoreError, StoreErrorKind};
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tracing::info;

use crate::failure::Failure;

const NO_DATABASE: &str =
    "`esij-bot run` makes it at its first start; name another one with `--database` or `ESIJ_DATABASE`";

/// The text of the knowledge base.
fn read_faq(source: &FaqSource) -> Result<Cow<'static, str>, Failure> {
    brain::read_faq(source).map_err(|error| {
        let hint = match error.kind() {
            io::ErrorKind::InvalidData => "save the file as UTF-8",
            _ => "check the path given with `--faq` or `ESIJ_FAQ`",
        };
        Failure::new(anyhow::Error::new(error).context(format!("cannot read the knowledge base `{source}`"))).hint(hint)
    })
}

/// Writes to standard output, where a closed pipe is an error like any other.
fn print(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(())
}

/// Writes a file that is not there yet, and returns when it is on the disk.
fn write_new(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let failed = |error| {
        Failure::new(anyhow::Error::new(error).context(format!("cannot write `{}`", path.display())))
            .hint("name a file that does not exist yet, in a folder that this user may write")
    };
    let mut file = OpenOptions::new().write(true).create_new(true).open(path).map_err(failed)?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(failed)
}

/// The database of a bot, for a command that works beside it.
async fn open(database: &DatabaseUrl) -> Result<Store, Failure> {
    Store::open_existing(database).await.map_err(|error| match error.kind() {
        StoreErrorKind::CannotOpen => Failure::new(error).hint(NO_DATABASE),
        _ => store_failure(error),
    })
}

fn store_failure(error: StoreError) -> Failure {
    let hint = error.hint();
    Failure::new(error).hint(hint)
}

/// The knowledge base, read and checked.
fn load(source: &FaqSource) -> Result<Loaded, Failure> {
    knowledge::parse(&read_faq(source)?).map_err(|problems| {
        const SHOWN: usize = 10;
        let lines: Vec<String> = problems.iter().take(SHOWN).map(|problem| format!("  {source}:{problem}")).collect();
        let more = problems.iter().len().saturating_sub(SHOWN);
        let more = if more > 0 { format!("\n  and {more} more") } else { String::new() };
        Failure::message(format!("the knowledge base has errors\n{}{more}", lines.join("\n")))
            .hint("`esij-bot check` lists them all; mend them and start again")
    })
}

/// What the conversation knows, with the engine trained.
fn brain(source: &FaqSource) -> Result<Brain, Failure> {
    let make = || Ok(Brain::new(load(source)?.knowledge));
    // In a thread of its own: glibc gives each thread a pool of memory and hands that on when the thread ends. So what
    // training needed for a moment serves the database's threads, which begin after it, instead of lying idle.
    let made = std::thread::scope(|scope| scope.spawn(make).join());
    made.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// Cancels `stop` at the first SIGTERM or SIGINT. At the second the process ends at once.
fn until_told_to_stop(stop: &CancellationToken) -> Result<(), Failure> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let stop = stop.clone();
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        info!("stopping: finishing what is in hand; once more to stop at once");
        stop.cancel();
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        std::process::exit(130);
    });
    Ok(())
}
