//! An error on its way to the person at the command line.

use std::fmt;
use std::io;

/// An error with its causes, and a hint on what to do about it.
#[derive(Debug)]
pub(crate) struct Failure {
    error: anyhow::Error,
    hint: Option<String>,
}

impl Failure {
    pub(crate) fn new(error: impl Into<anyhow::Error>) -> Self {
        Self { error: error.into(), hint: None }
    }

    pub(crate) fn message(text: impl Into<String>) -> Self {
        Self { error: anyhow::Error::msg(text.into()), hint: None }
    }

    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Whether it only means that nobody reads our output any more.
    pub(crate) fn is_broken_pipe(&self) -> bool {
        self.error
            .chain()
            .filter_map(|cause| cause.downcast_ref::<io::Error>())
            .any(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut said = self.error.to_string();
        writeln!(f, "error: {said}")?;
        for cause in self.error.chain().skip(1) {
            let cause = cause.to_string();
            // Errors often repeat their source in their own words.
            if !said.contains(&cause) {
                writeln!(f, "  caused by: {cause}")?;
                said = cause;
            }
        }
        if let Some(hint) = &self.hint {
            writeln!(f, "hint: {hint}")?;
        }
        Ok(())
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::new(error)
    }
}

/// What clap says of a command line that makes no sense, with its advice as our hint.
pub(crate) fn usage(error: &clap::Error) -> String {
    let text = error.render().to_string();
    let said = text.split("For more information").next().unwrap_or_default().trim_end();
    // Then clap shows the help and does not say what is wrong.
    let missing = error.kind() == clap::error::ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand;
    let wrong = if missing { "error: no command was given\n\n" } else { "" };
    format!(
        "{wrong}{said}\nhint: `esij-bot --help` tells what there is, and `esij-bot COMMAND --help` how it is used\n"
    )
}

#[cfg(test)]
mod tests {
    use anyhow::Context as _;

    use super::*;

    #[test]
    fn causes_and_hint_stand_below_the_error() {
        let cause = anyhow::Error::msg("permission denied").context("cannot open `x.db`");
        let failure = Failure::new(Err::<(), _>(cause).context("cannot start").expect_err("it failed")).hint("try it");
        assert_eq!(
            failure.to_string(),
            "error: cannot start\n  caused by: cannot open `x.db`\n  caused by: permission denied\nhint: try it\n"
        );
    }
}
