//! What there is to compare with: a bot that says what it hears, written as in teloxide's own examples.

use std::process::Command;

use esij_bot::emulator::Emulator;
use teloxide::RequestError;
use teloxide::prelude::*;

/// With this the benchmark's own program is the echo bot.
pub(crate) const ARGUMENT: &str = "echo";

const SERVER: &str = "ECHO_API_URL";

pub(crate) fn command(emulator: &Emulator) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("the path of this program is known"));
    command.arg(ARGUMENT).env(SERVER, emulator.url());
    command
}

pub(crate) fn run() {
    let variable = |name: &str| std::env::var(name).expect("it is set by the benchmark");
    let server = variable(SERVER).parse().expect("an address");
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let bot = Bot::new(variable("TELOXIDE_TOKEN")).set_api_url(server);
        let handler = Update::filter_message().endpoint(|bot: Bot, message: Message| async move {
            bot.send_message(message.chat.id, message.text().unwrap_or_default()).await?;
            Ok::<(), RequestError>(())
        });
        Dispatcher::builder(bot, handler).build().dispatch().await;
    });
}
