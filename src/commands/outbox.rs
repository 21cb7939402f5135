//! `esij-bot outbox`: which messages do not get through, and having them tried again. Never what is in them.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::process::ExitCode;

use chrono::{DateTime, TimeDelta, Utc};
use esij_bot::settings::{DatabaseUrl, OutboxArgs, OutboxCommand};
use esij_bot::store::{HeldUp, Hold, MAILBOX, NotParked, OutboxId};

use super::{open, print, store_failure};
use crate::failure::Failure;

pub(crate) async fn outbox(arguments: OutboxArgs) -> Result<ExitCode, Failure> {
    match arguments.command {
        None => list(&arguments.database.database).await?,
        Some(OutboxCommand::List { database }) => list(&database.database).await?,
        Some(OutboxCommand::Retry { ids, all, database }) => retry(&database.database, ids, all).await?,
    }
    Ok(ExitCode::SUCCESS)
}

async fn list(database: &DatabaseUrl) -> Result<(), Failure> {
    let messages = open(database).await?.held_up().await.map_err(store_failure)?;
    if messages.is_empty() {
        return print("no message is held up\n");
    }
    let now = Utc::now();
    let lines: Vec<[String; 8]> = messages.iter().map(|message| columns(message, now)).collect();
    print(&aligned(&lines))
}

async fn retry(database: &DatabaseUrl, ids: Vec<OutboxId>, all: bool) -> Result<(), Failure> {
    let store = open(database).await?;
    let now = Utc::now();
    let put_back = match all {
        true => Ok(store.put_back_all(now).await.map_err(store_failure)?),
        false => store.put_back(&ids.into_iter().collect::<BTreeSet<_>>(), now).await.map_err(store_failure)?,
    };
    match put_back {
        Ok(0) => print("no message is parked\n"),
        Ok(count) => {
            let messages = if count == 1 { "1 message is" } else { &format!("{count} messages are") };
            print(&format!("{messages} put back; a running bot sends what is due within seconds\n"))
        }
        Err(wrong) => {
            let lines: Vec<String> =
                wrong.iter().map(|(id, why)| format!("  {}: {}", id.0, not_parked(*why))).collect();
            Err(Failure::message(format!("nothing was put back\n{}", lines.join("\n")))
                .hint("`esij-bot outbox` shows which messages are parked"))
        }
    }
}

fn not_parked(why: NotParked) -> &'static str {
    match why {
        NotParked::Unknown => "there is no message with this number",
        NotParked::OnItsWay => "it is not parked but on its way, and tried again by itself",
        NotParked::Sent => "it has arrived",
    }
}

fn columns(message: &HeldUp, now: DateTime<Utc>) -> [String; 8] {
    let (state, reason) = match &message.hold {
        Hold::Parked(reason) => ("parked", reason.to_string()),
        Hold::Failing { reason, again } if *again > now => {
            ("failing", format!("{reason}; again in {}", span(*again - now)))
        }
        Hold::Failing { reason, .. } => ("failing", format!("{reason}; due")),
        Hold::NoManager => ("waiting", "no programme manager's chat is set".to_owned()),
    };
    [
        message.id.0.to_string(),
        state.to_owned(),
        message.audience.name().to_owned(),
        message.chat.filter(|chat| *chat != MAILBOX).map_or_else(|| "-".to_owned(), |chat| format!("chat {chat}")),
        message.reference.map_or_else(|| "-".to_owned(), |reference| reference.to_string()),
        format!("{} old", span(now - message.created)),
        match message.attempts {
            0 => "not tried".to_owned(),
            1 => "tried once".to_owned(),
            times => format!("tried {times} times"),
        },
        reason,
    ]
}

/// Roughly, in one unit, rounded down.
fn span(time: TimeDelta) -> String {
    match time.num_seconds().max(0) {
        seconds @ ..60 => format!("{seconds} s"),
        seconds @ ..3_600 => format!("{} min", seconds / 60),
        seconds @ ..172_800 => format!("{} h", seconds / 3_600),
        seconds => format!("{} days", seconds / 86_400),
    }
}

/// Each column as wide as its widest cell.
pub(super) fn aligned<const N: usize>(lines: &[[String; N]]) -> String {
    let widths: [usize; N] =
        std::array::from_fn(|column| lines.iter().map(|line| line[column].chars().count()).max().unwrap_or(0));
    let mut out = String::new();
    for line in lines {
        let cells: Vec<String> = line.iter().zip(widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
        let _ = writeln!(out, "{}", cells.join("  ").trim_end());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_rough() {
        for (seconds, expected) in
            [(-5, "0 s"), (59, "59 s"), (60, "1 min"), (3_599, "59 min"), (90_000, "25 h"), (172_800, "2 days")]
        {
            assert_eq!(span(TimeDelta::seconds(seconds)), expected);
        }
    }
}
