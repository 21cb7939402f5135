//! `esij-bot demo`: the whole bot in the browser.

use std::process::ExitCode;
use std::sync::Arc;

use esij_bot::app::{App, Parts};
use esij_bot::brain::Brain;
use esij_bot::delivery::Tempo;
use esij_bot::demo::{Demo, DemoError};
use esij_bot::settings::{AgendaSettings, DemoArgs, FaqSource, Serving};
use tokio_util::sync::CancellationToken;
use url::Url;

use super::run::{failure, say_goodbye};
use super::{brain, print, until_told_to_stop};
use crate::failure::Failure;

pub(crate) async fn demo(arguments: DemoArgs) -> Result<ExitCode, Failure> {
    let stop = CancellationToken::new();
    until_told_to_stop(&stop)?;
    let faq = arguments.faq.source();
    let brain = Arc::new(brain(&faq)?);
    let (demo, page) =
        Demo::open(arguments.data.clone(), arguments.listen, arguments.fresh).await.map_err(demo_failure)?;
    let page = tokio::spawn(page.serve(stop.clone()));
    print(&format!(
        "The demo runs: open {} in a browser. Stop it with Ctrl+C.\nIts chats are kept in `{}`.\n",
        demo.url(),
        arguments.data.display()
    ))?;
    while !stop.is_cancelled() {
        let round = stop.child_token();
        let app = App::build(parts(&demo, Arc::clone(&brain), faq.clone())?).await.map_err(failure)?;
        let wanted = demo.reset_wanted();
        let mut running = std::pin::pin!(app.run(round.clone()));
        let left = tokio::select! {
            left = &mut running => left.map_err(failure)?,
            () = wanted.notified() => {
                round.cancel();
                running.await.map_err(failure)?;
                demo.clear().map_err(demo_failure)?;
                continue;
            }
        };
        say_goodbye(&left);
    }
    match page.await {
        Ok(served) => served?,
        Err(error) => return Err(Failure::new(error)),
    }
    Ok(ExitCode::SUCCESS)
}

fn parts(demo: &Demo, brain: Arc<Brain>, faq: FaqSource) -> Result<Parts, Failure> {
    let token = demo.token().ok_or_else(|| Failure::message("the local Telegram has no sound token"))?;
    Ok(Parts {
        token: token.secret().clone(),
        api_url: Some(Url::parse(&demo.bot_api_url()).map_err(Failure::new)?),
        database: demo.database().map_err(Failure::message)?,
        manager_chats: vec![demo.manager_chat()],
        brain,
        faq,
        tempo: Tempo::Unlimited,
        serving: Serving::default(),
        mail: None,
        agenda: AgendaSettings::default(),
    })
}

fn demo_failure(error: DemoError) -> Failure {
    let hint = error.hint();
    Failure::new(error).hint(hint)
}
