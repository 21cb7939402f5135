//! `esij-bot backup`: a copy of the SQLite database, made while the bot runs.

use std::process::ExitCode;

use chrono::Utc;
use esij_bot::settings::BackupArgs;
use esij_bot::store::{BackupError, StoreErrorKind, back_up};

use super::{NO_DATABASE, print};
use crate::failure::Failure;

pub(crate) async fn backup(arguments: BackupArgs) -> Result<ExitCode, Failure> {
    let made = back_up(&arguments.database.database, &arguments.file, Utc::now()).await.map_err(failure)?;
    let kilobytes = made.size.div_ceil(1_000);
    print(&format!("`{}` is a sound copy of the database ({kilobytes} kB)\n", arguments.file.display()))?;
    Ok(ExitCode::SUCCESS)
}

fn failure(error: BackupError) -> Failure {
    let hint = match &error {
        BackupError::Store(error) if error.kind() == StoreErrorKind::CannotOpen => NO_DATABASE,
        error => error.hint(),
    };
    Failure::new(error).hint(hint)
}
