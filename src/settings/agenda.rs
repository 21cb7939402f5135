//! What the bot does of itself for the programme manager: the digest on Monday, and reminders.

use clap::{Args, ValueEnum};

/// Days after which a lead waits long, for the digest when nobody is reminded.
const PATIENCE: u32 = 7;

#[derive(Debug, Clone, Args)]
pub struct AgendaArgs {
    /// Whether the programme managers get an overview of last week on Monday morning
    #[arg(
        long,
        value_name = "on|off",
        env = "ESIJ_DIGEST",
        value_enum,
        default_value = "on",
        hide_possible_values = true
    )]
    pub digest: Switch,
    /// After how many days the programme managers are reminded of an idea or question that nobody touched; 0 for never
    #[arg(long, value_name = "DAYS", env = "ESIJ_REMIND_AFTER", default_value = "7", value_parser = clap::value_parser!(u32).range(..=365))]
    pub remind_after: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Switch {
    On,
    Off,
}

/// What the bot does of itself. By default all of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AgendaSettings {
    pub digest: bool,
    /// In days of 24 hours, 1 to 365; `None` when nobody is reminded.
    pub remind_after: Option<u32>,
}

impl AgendaSettings {
    /// None of it.
    pub const OFF: Self = Self { digest: false, remind_after: None };

    /// After so many days a lead waits long.
    pub fn patience(self) -> u32 {
        self.remind_after.unwrap_or(PATIENCE)
    }

    /// Whether there is nothing to do.
    pub fn is_off(self) -> bool {
        self == Self::OFF
    }
}

impl Default for AgendaSettings {
    fn default() -> Self {
        Self { digest: true, remind_after: Some(PATIENCE) }
    }
}

impl AgendaArgs {
    pub fn settings(&self) -> AgendaSettings {
        let remind_after = (self.remind_after > 0).then_some(self.remind_after);
        AgendaSettings { digest: self.digest == Switch::On, remind_after }
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        agenda: AgendaArgs,
    }

    #[test]
    fn both_can_be_switched_off_by_themselves() {
        for (line, expected) in [
            ("", Some(AgendaSettings::default())),
            ("--digest off", Some(AgendaSettings { digest: false, ..AgendaSettings::default() })),
            ("--remind-after 0", Some(AgendaSettings { remind_after: None, ..AgendaSettings::default() })),
            ("--digest on --remind-after 365", Some(AgendaSettings { digest: true, remind_after: Some(365) })),
            ("--digest off --remind-after 0", Some(AgendaSettings::OFF)),
            ("--digest maybe", None),
            ("--remind-after 366", None),
            ("--remind-after -1", None),
            ("--remind-after week", None),
        ] {
            let line = Line::try_parse_from(["bot"].into_iter().chain(line.split_whitespace()));
            assert_eq!(line.ok().map(|line| line.agenda.settings()), expected);
        }
        assert_eq!((AgendaSettings::OFF.patience(), AgendaSettings::OFF.is_off()), (7, true));
    }
}
