//! The command line: reads the arguments, does the command, and prints an error once, with its causes and a hint.

mod commands;
mod failure;

use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;

use esij_bot::settings::{self, Cli, Command};
use tracing_subscriber::EnvFilter;

use crate::failure::Failure;

fn main() -> ExitCode {
    let cli = match Cli::read() {
        Ok(cli) => cli,
        Err(error) if error.use_stderr() => {
            let _ = write!(std::io::stderr(), "{}", failure::usage(&error));
            return ExitCode::from(2);
        }
        // The help or the version, which were asked for.
        Err(error) => error.exit(),
    };
    let result = match cli.command {
        Command::Demo(arguments) => in_runtime(commands::demo::demo(arguments)),
        Command::Run(arguments) => in_runtime(commands::run::run(*arguments)),
        Command::Ask(arguments) => commands::ask::ask(&arguments),
        Command::Check(arguments) => commands::check::check(&arguments),
        Command::Eval(arguments) => commands::eval::eval(&arguments),
        Command::Ideas(command) => in_runtime(commands::ideas::ideas(command)),
        Command::Learned(command) => in_runtime(commands::learned::learned(command)),
        Command::Managers(arguments) => in_runtime(commands::managers::managers(arguments)),
        Command::Outbox(arguments) => in_runtime(commands::outbox::outbox(arguments)),
        Command::Backup(arguments) => in_runtime(commands::backup::backup(arguments)),
    };
    match result {
        Ok(code) => code,
        // A reader such as `head` that has seen enough is no error.
        Err(failure) if failure.is_broken_pipe() => ExitCode::SUCCESS,
        Err(failure) => {
            // When standard error is gone too, there is nobody left to tell.
            let _ = write!(std::io::stderr(), "{failure}");
            ExitCode::FAILURE
        }
    }
}

/// Runs a command that waits for things, with the log on standard error.
fn in_runtime(command: impl Future<Output = Result<ExitCode, Failure>>) -> Result<ExitCode, Failure> {
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new(settings::log_filter()))
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .with_target(false)
        .init();
    // What a panic says may quote what a person typed, so the log only tells where it was.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "a part of the program failed");
    }));
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    // There is far more waiting than computing, and each thread takes memory.
    let runtime = runtime.worker_threads(2).enable_all().build().map_err(Failure::new)?;
    let result = runtime.block_on(command);
    runtime.shutdown_timeout(std::time::Duration::from_secs(1));
    result
}
