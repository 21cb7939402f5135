//! `esij-bot demo`: the whole bot in the browser.

use std::process::ExitCode;

use esij_bot::settings::DemoArgs;

use crate::failure::Failure;

pub(crate) async fn demo(_arguments: DemoArgs) -> Result<ExitCode, Failure> {
    Err(Failure::message("to come"))
}
