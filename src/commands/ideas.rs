//! `esij-bot ideas`: what was handed in, for whoever runs the bot.

use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;

use chrono::{DateTime, SecondsFormat, Utc};
use esij_bot::ideas::{Contact, Municipality, Reference, Status, Theme};
use esij_bot::report::csv::{Style, write};
use esij_bot::report::{IdeaRow, RowKind, words};
use esij_bot::settings::{DatabaseUrl, ExportFormat, IdeasCommand};
use esij_bot::store::StoredLead;
use esij_bot::texts::shorten;
use serde::Serialize;

use super::{open, print, store_failure, write_new};
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
            write_new(path, &bytes)?;
            print(&format!("{} ideas and questions written to {}\n", rows.len(), path.display()))
        }
    }
}

fn csv(rows: &[Row]) -> Result<Vec<u8>, Failure> {
    let cells = |row: &Row| -> Result<Vec<String>, Failure> {
        let fields = serde_json::to_value(row).map_err(Failure::new)?;
        Ok(Row::COLUMNS.iter().map(|name| fields[name].as_str().unwrap_or_default().to_owned()).collect())
    };
    let rows = rows.iter().map(cells).collect::<Result<Vec<_>, _>>()?;
    write(&Row::COLUMNS, rows, Style::Plain).map_err(Failure::new)
}

/// A lead as flat text.
#[derive(Serialize)]
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
    /// The names of several municipalities, as they were typed.
    places: String,
}

impl Row {
    const COLUMNS: [&'static str; 18] = [
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
        "places",
    ];

    fn new(stored: &StoredLead) -> Self {
        let row = IdeaRow::from(stored);
        let files = row.attachments.iter().map(|file| file.name.as_ref().map_or("photo", |name| name.as_str()));
        Self {
            reference: row.reference.to_string(),
            kind: match row.kind {
                RowKind::Idea => "idea",
                RowKind::Question => "question",
                RowKind::Erased => "erased",
            },
            status: status(row.status),
            submitted: moment(row.submitted),
            delivered: row.delivered.map(moment).unwrap_or_default(),
            municipality: row.municipality.map(Municipality::as_str).unwrap_or_default(),
            theme: row.theme.map(Theme::as_str).unwrap_or_default(),
            contact: match &row.contact {
                Some(Contact::Phone(value) | Contact::Email(value)) => value.as_str().to_owned(),
                Some(Contact::Telegram) => "Telegram".to_owned(),
                None => String::new(),
            },
            telegram: row.from.as_ref().map(words::telegram).unwrap_or_default(),
            attachments: files.collect::<Vec<_>>().join("; "),
            name: row.name.0,
            organisation: row.organisation.0,
            title: row.title.0,
            text: row.text.0,
            support_base: row.support_base.0,
            sustainability: row.sustainability.0,
            help_wanted: row.help_wanted.0,
            places: row.places.0,
        }
    }
}

fn moment(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

fn status(status: Status) -> String {
    serde_json::to_value(status).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}
