//! `esij-bot run`: the bot on Telegram.

use std::process::ExitCode;
use std::sync::Arc;

use esij_bot::app::{App, AppError, Parts};
use esij_bot::delivery::Tempo;
use esij_bot::settings::{self, RunArgs};
use esij_bot::store::OutboxCounts;
use tokio_util::sync::CancellationToken;
use tracing::info;

use super::{brain, managers, print, until_told_to_stop};
use crate::failure::Failure;

pub(crate) async fn run(arguments: RunArgs) -> Result<ExitCode, Failure> {
    let settings = arguments.settings(settings::environment_token()).map_err(|error| {
        let hint = error.hint();
        Failure::new(error).hint(hint)
    })?;
    let stop = CancellationToken::new();
    until_told_to_stop(&stop)?;
    info!(faq = %settings.faq, "reading the knowledge base");
    let parts = Parts {
        token: settings.token.secret().clone(),
        api_url: settings.api_url,
        serving: settings.serving,
        mail: settings.mail,
        agenda: settings.agenda,
        database: settings.database,
        manager_chats: settings.manager_chats,
        brain: Arc::new(brain(&settings.faq)?),
        faq: settings.faq,
        tempo: if settings.paced { Tempo::Telegram } else { Tempo::Unlimited },
    };
    let app = App::build(parts).await.map_err(failure)?;
    if let Some(code) = app.invitation().await.map_err(failure)? {
        print(&managers::invitation(&code))?;
    }
    let left = app.run(stop).await.map_err(failure)?;
    say_goodbye(&left);
    Ok(ExitCode::SUCCESS)
}

pub(super) fn failure(error: AppError) -> Failure {
    let hint = error.hint();
    Failure::new(error).hint(hint)
}

pub(super) fn say_goodbye(left: &OutboxCounts) {
    info!(
        waiting = left.pending,
        parked = left.parked,
        "stopped; what waits in the outbox goes out after the next start"
    );
}
