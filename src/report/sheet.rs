//! All that was handed in as a sheet: headings and rows of cells, for every kind of spreadsheet.

use chrono::{DateTime, NaiveDateTime, Utc};
use chrono_tz::Europe::Amsterdam;

use super::figures::IdeaRow;
use super::words;
use crate::ideas::Field;
use crate::texts::{Locale, Texts};

/// Headings and rows; every row has as many cells as there are headings.
#[derive(Clone, PartialEq)]
pub struct Sheet {
    /// What the sheet is called.
    pub name: String,
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<Cell>>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    pub heading: String,
    /// In characters.
    pub width: u16,
}

/// What stands in a cell. It may be personal, so it has no `Debug`.
#[derive(Clone, PartialEq)]
pub enum Cell {
    /// Whatever is in it, it is text: a number stays as it was typed.
    Text(String),
    /// The clock in the IJmond.
    Moment(NaiveDateTime),
    Empty,
}

impl Sheet {
    /// Ideas and questions in the order of the rows.
    pub fn of(rows: &[IdeaRow], texts: &Texts, locale: Locale) -> Self {
        let own = |key: &'static str, width| Column { heading: texts.label(locale, key), width };
        let field = |field, width| Column { heading: words::field(texts, locale, field), width };
        let columns = vec![
            own("report-reference", 15),
            own("report-kind", 9),
            own("report-status", 26),
            own("report-submitted", 17),
            own("report-delivered", 17),
            own("report-touched", 17),
            field(Field::Name, 22),
            field(Field::Organisation, 24),
            field(Field::Municipality, 25),
            field(Field::Theme, 28),
            field(Field::Title, 40),
            own("report-text", 70),
            field(Field::SupportBase, 40),
            field(Field::Sustainability, 40),
            field(Field::HelpWanted, 40),
            field(Field::Contact, 28),
            own("report-telegram", 24),
            field(Field::Attachments, 30),
        ];
        let rows = rows.iter().map(|row| cells(row, texts, locale)).collect();
        Self { name: texts.label(locale, "report-sheet"), columns, rows }
    }
}

fn cells(row: &IdeaRow, texts: &Texts, locale: Locale) -> Vec<Cell> {
    let file = |file: &crate::ideas::Attachment| match &file.name {
        Some(name) => name.as_str().to_owned(),
        None => words::nameless(texts, locale, file.kind),
    };
    let files: Vec<String> = row.attachments.iter().map(file).collect();
    vec![
        text(&row.reference.to_string()),
        text(&words::kind(texts, locale, row.kind)),
        text(&words::status(texts, locale, row.status, row.kind)),
        moment(Some(row.submitted)),
        moment(row.delivered),
        moment(row.first_touched),
        text(row.name.as_str()),
        text(row.organisation.as_str()),
        text(&row.municipality.map(|one| words::place(texts, locale, one, row.places.as_str())).unwrap_or_default()),
        text(&row.theme.map(|one| words::theme(texts, locale, one)).unwrap_or_default()),
        text(row.title.as_str()),
        text(row.text.as_str()),
        text(row.support_base.as_str()),
        text(row.sustainability.as_str()),
        text(row.help_wanted.as_str()),
        text(&row.contact.as_ref().map(|contact| words::contact(texts, locale, contact)).unwrap_or_default()),
        text(&row.from.as_ref().map(words::telegram).unwrap_or_default()),
        text(&files.join("; ")),
    ]
}

fn text(text: &str) -> Cell {
    if text.is_empty() { Cell::Empty } else { Cell::Text(text.to_owned()) }
}

fn moment(at: Option<DateTime<Utc>>) -> Cell {
    at.map_or(Cell::Empty, |at| Cell::Moment(at.with_timezone(&Amsterdam).naive_local()))
}
