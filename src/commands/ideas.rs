//! `esij-bot ideas`: what was handed in, for whoever runs the bot.

use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use chrono::{DateTime, SecondsFormat, Utc};
use esij_bot::ideas::{Contact, Idea, Lead, Reference, Status};
use esij_bot::settings::{DatabaseUrl, ExportFormat, IdeasCommand};
use esij_bot::store::StoredLead;
use esij_bot::texts::shorten;
use serde::Serialize;

use super::{open, print, store_failure};
use crate::failure::Failure;

pub(crate) async fn ideas(command: IdeasCommand) -> Result<ExitCode, Failure> {
    match command {
        IdeasCommand::List { database } => list(&database.database).await?,
        IdeasCommand::Show { reference, database } => show(&database.database, reference).await?,
        IdeasCommand::Export { format, output, database } => {
            export(&database.database, format, output.as_deref()).await?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn list(database: &DatabaseUrl) -> Result<(), Failure> {
    let leads = open(database).await?.leads().await.map_err(store_failure)?;
    if leads.is_empty() {
        return print("nothing was handed in yet\n");
    }
    let mut out = String::new();
    for lead in leads {
        let row = Row::new(&lead);
        let reached = if lead.delivered.is_some() { "delivered" } else { "waiting" };
        let line = format!(
            "{}  {}  {:<8}  {:<11}  {:<9}  {}",
            row.reference,
            lead.submitted.format("%Y-%m-%d %H:%M"),
            row.kind,
            row.status,
            reached,
            shorten(if row.title.is_empty() { &row.text } else { &row.title }, 70),
        );
        let _ = writeln!(out, "{}", line.trim_end());
    }
    print(&out)
}

async fn show(database: &DatabaseUrl, reference: Reference) -> Result<(), Failure> {
    let found = open(database).await?.lead(reference).await.map_err(store_failure)?;
    let Some(lead) = found else {
        return Err(Failure::message(format!("there is no `{reference}` in this database"))
            .hint("`esij-bot ideas list` shows the references there are"));
    };
    let row = Row::new(&lead);
    let fields = serde_json::to_value(&row).map_err(Failure::new)?;
    let mut out = String::new();
    for name in Row::COLUMNS {
        let value = fields[name].as_str().unwrap_or_default();
        if !value.is_empty() {
            let _ = writeln!(out, "{name:<15} {}", value.replace('\n', &format!("\n{:16}", "")));
        }
    }
    print(&out)
}

async fn export(database: &DatabaseUrl, format: ExportFormat, output: Option<&Path>) -> Result<(), Failure> {
    let leads = open(database).await?.leads().await.map_err(store_failure)?;
    let rows: Vec<Row> = leads.iter().map(Row::new).collect();
    let bytes = match format {
        ExportFormat::Csv => csv(&rows)?,
        ExportFormat::Json => {
            let mut text = serde_json::to_string_pretty(&rows).map_err(Failure::new)?;
            text.push('\n');
            text.into_bytes()
        }
    };
    match output {
        None => print(&String::from_utf8_lossy(&bytes)),
        Some(path) => {
            let place = path.display();
            let failed = |error| {
                Failure::new(anyhow::Error::new(error).context(format!("cannot write `{place}`")))
                    .hint("name a file that does not exist yet, in a folder that this user may write")
            };
            let mut file = OpenOptions::new().write(true).create_new(true).open(path).map_err(failed)?;
            file.write_all(&bytes).and_then(|()| file.sync_all()).map_err(failed)?;
            print(&format!("{} ideas and questions written to {place}\n", rows.len()))
        }
    }
}

fn csv(rows: &[Row]) -> Result<Vec<u8>, Failure> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(Row::COLUMNS).map_err(Failure::new)?;
    for row in rows {
        let fields = serde_json::to_value(row).map_err(Failure::new)?;
        let cells = Row::COLUMNS.iter().map(|name| harmless(fields[name].as_str().unwrap_or_default()));
        writer.write_record(cells).map_err(Failure::new)?;
    }
    writer.into_inner().map_err(|error| Failure::new(error.into_error()))
}

/// A spreadsheet takes a cell that begins with one of these for a formula; an apostrophe in front keeps it text
/// (<https://owasp.org/www-community/attacks/CSV_Injection>).
fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() }
}

/// A lead as flat text.
#[derive(Serialize, Default)]
struct Row {
    reference: String,
    kind: &'static str,
    status: String,
    submitted: String,
    delivered: String,
    name: String,
    organisation: String,
    municipality: &'static str,
    theme: &'static str,
    title: String,
    text: String,
    support_base: String,
    sustainability: String,
    help_wanted: String,
    contact: String,
    telegram: String,
    attachments: String,
}

impl Row {
    const COLUMNS: [&'static str; 17] = [
        "reference",
        "kind",
        "status",
        "submitted",
        "delivered",
        "name",
        "organisation",
        "municipality",
        "theme",
        "title",
        "text",
        "support_base",
        "sustainability",
        "help_wanted",
        "contact",
        "telegram",
        "attachments",
    ];

    fn new(stored: &StoredLead) -> Self {
        let row = Self {
            reference: stored.reference.to_string(),
            kind: "erased",
            status: status(stored.status),
            submitted: moment(stored.submitted),
            delivered: stored.delivered.map(moment).unwrap_or_default(),
            ..Self::default()
        };
        match &stored.lead {
            None => row,
            Some(Lead::Idea(idea)) => row.with_idea(idea),
            Some(Lead::Question(question)) => Self {
                kind: "question",
                name: question.from.name.as_str().to_owned(),
                text: question.question.as_str().to_owned(),
                ..row.with_telegram(&question.from)
            },
        }
    }

    fn with_idea(self, idea: &Idea) -> Self {
        let text = |prose: &Option<esij_bot::ideas::Prose>| {
            prose.as_ref().map(|prose| prose.as_str().to_owned()).unwrap_or_default()
        };
        let files = idea
            .attachments
            .iter()
            .map(|file| file.name.as_ref().map_or_else(|| "photo".to_owned(), |name| name.as_str().to_owned()));
        Self {
            kind: "idea",
            name: idea.name.as_str().to_owned(),
            organisation: idea.organisation.as_ref().map(|line| line.as_str().to_owned()).unwrap_or_default(),
            municipality: idea.municipality.as_str(),
            theme: idea.theme.as_str(),
            title: idea.title.as_str().to_owned(),
            text: idea.summary.as_str().to_owned(),
            support_base: text(&idea.support_base),
            sustainability: text(&idea.sustainability),
            help_wanted: text(&idea.help_wanted),
            contact: match &idea.contact {
                Contact::Phone(value) | Contact::Email(value) => value.as_str().to_owned(),
                Contact::Telegram => "Telegram".to_owned(),
            },
            attachments: files.collect::<Vec<_>>().join("; "),
            ..self.with_telegram(&idea.from)
        }
    }

    fn with_telegram(self, person: &esij_bot::ideas::Person) -> Self {
        let telegram = match &person.username {
            Some(username) => format!("@{} ({})", username.as_str(), person.user),
            None => person.user.to_string(),
        };
        Self { telegram, ..self }
    }
}

fn moment(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

fn status(status: Status) -> String {
    serde_json::to_value(status).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_no_formulas() {
        for (cell, expected) in
            [("=1+1", "'=1+1"), ("@sum", "'@sum"), ("+31612345678", "'+31612345678"), ("a=b", "a=b")]
        {
            assert_eq!(harmless(cell), expected);
        }
    }
}
