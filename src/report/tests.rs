//! What was handed in, out as files and read back by other programs' readers.

use std::io::{Cursor, Read as _};

use calamine::{Data, Reader, Xlsx};
use chrono::{DateTime, NaiveDate, Utc};

use super::*;
use crate::ideas::{
    Attachment, AttachmentKind, ChatId, Contact, Idea, Lead, Municipality, OneLine, PassedOnQuestion, Person, Private,
    Prose, Reference, Status, Theme, UserId,
};
use crate::store::StoredLead;
use crate::texts::{Locale, Texts};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("a moment")
}

fn person() -> Person {
    Person {
        user: UserId(101),
        chat: ChatId(101),
        name: "Sanne".into(),
        username: Some("sannedewit".into()),
        language_tag: None,
    }
}

fn line(text: &str) -> OneLine {
    OneLine::parse(text, (1, 200)).expect("a line")
}

fn prose(text: &str) -> Prose {
    Prose::parse(text, (1, 200_000)).expect("a text")
}

fn idea(title: &str, summary: &str, contact: Contact) -> Lead {
    let file = |kind, name: Option<&str>| Attachment {
        kind,
        file_id: "f".into(),
        unique_id: "u".into(),
        name: name.map(Private::from),
        caption: None,
        size: None,
    };
    Lead::Idea(Box::new(Idea {
        reference: Reference::new(2026, 42),
        submitted: at("2026-07-01T22:05:00Z"),
        from: person(),
        consent: at("2026-07-01T22:00:00Z"),
        name: line("Sanne de Wit"),
        organisation: None,
        municipality: Municipality::Other,
        places: Some(line("Velsen en Haarlem")),
        theme: Theme::OnderwijsArbeidsmarkt,
        title: line(title),
        summary: prose(summary),
        support_base: Some(prose("@SUM(A1)")),
        sustainability: None,
        help_wanted: Some(prose("-1+1 uur hulp")),
        contact,
        attachments: vec![file(AttachmentKind::Document, Some("plan.pdf")), file(AttachmentKind::Photo, None)],
    }))
}

fn question(text: &str) -> Lead {
    Lead::Question(PassedOnQuestion {
        reference: Reference::new(2026, 43),
        asked: at("2026-11-24T08:15:00Z"),
        from: Person { username: None, ..person() },
        question: text.into(),
        language: None,
        offered: Vec::new(),
    })
}

fn stored(lead: Option<Lead>) -> StoredLead {
    StoredLead {
        reference: lead.as_ref().map_or(Reference::new(2026, 44), Lead::reference),
        submitted: lead.as_ref().map_or(at("2026-12-31T23:30:00Z"), Lead::submitted),
        lead,
        status: Status::NotFitting,
        delivered: Some(at("2026-07-01T22:06:30Z")),
        erased: None,
    }
}

fn sheet(leads: Vec<Option<Lead>>) -> Sheet {
    let rows: Vec<IdeaRow> = leads.into_iter().map(|lead| IdeaRow::from(&stored(lead))).collect();
    Sheet::of(&rows, &Texts::embedded(), Locale::Nl)
}

fn usual() -> Sheet {
    let phone = Contact::parse("0612345678").expect("a number");
    sheet(vec![
        Some(idea("=1+1; of toch", "Regel één.\nRegel \"twee\"; klaar.", phone)),
        Some(question("Mag het?")),
        None,
    ])
}

/// The first sheet of a workbook.
fn read_back(bytes: Vec<u8>) -> (calamine::Range<Data>, calamine::Range<String>) {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    let values = book.worksheet_range("Ideeën en vragen").expect("the sheet");
    (values, book.worksheet_formula("Ideeën en vragen").expect("the sheet"))
}

fn workbook(sheet: &Sheet) -> Vec<u8> {
    xlsx::write(sheet, at("2026-11-24T12:00:00Z")).expect("a workbook")
}

#[test]
fn a_csv_for_excel_reads_back_as_it_was() {
    let bytes = super::csv::sheet(&usual()).expect("CSV");
    let text = bytes.strip_prefix("\u{feff}".as_bytes()).expect("the mark");
    let mut reader = ::csv::ReaderBuilder::new().delimiter(b';').from_reader(text);
    let headings: Vec<String> = reader.headers().expect("headings").iter().map(str::to_owned).collect();
    assert_eq!(headings[..4], ["Kenmerk", "Soort", "Status", "Ingediend op"]);
    let rows: Vec<::csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    let cell = |row: usize, heading: &str| {
        rows[row]
            .get(headings.iter().position(|known| known == heading).expect("a heading"))
            .expect("a cell")
            .to_owned()
    };
    for (row, heading, expected) in [
        (0, "Kenmerk", "IJM-2026-0042"),
        (0, "Soort", "Idee"),
        (0, "Gemeente", "Andere of meer gemeenten (Velsen en Haarlem)"),
        (0, "Status", "Niet passend"),
        (0, "Ingediend op", "02-07-2026 00:05"),
        (0, "Afgeleverd op", "02-07-2026 00:06"),
        (0, "Opgepakt op", ""),
        (0, "Organisatie", ""),
        (0, "Titel", "'=1+1; of toch"),
        (0, "Idee of vraag", "Regel één.\nRegel \"twee\"; klaar."),
        (0, "Draagvlak", "'@SUM(A1)"),
        (0, "Gevraagde hulp", "'-1+1 uur hulp"),
        (0, "Bereikbaar via", "06 12 34 56 78"),
        (0, "Telegram", "'@sannedewit (101)"),
        (0, "Bijlagen", "plan.pdf; foto"),
        (1, "Soort", "Vraag"),
        (1, "Idee of vraag", "Mag het?"),
        (1, "Titel", ""),
        (1, "Telegram", "101"),
        (2, "Soort", "Gewist"),
        (2, "Naam", ""),
    ] {
        assert_eq!(cell(row, heading), expected, "{heading} of {row}");
    }
}

#[test]
fn a_workbook_reads_back_as_it_was() {
    let bytes = workbook(&usual());
    assert_eq!(bytes, workbook(&usual()), "the same sheet gives the same bytes");
    let (values, formulas) = read_back(bytes);
    assert!(formulas.is_empty(), "there is no formula");
    let heading = |text: &str| {
        let row = values.rows().next().expect("headings");
        row.iter().position(|cell| *cell == Data::String(text.to_owned())).expect("a heading") as u32
    };
    let value = |row: u32, text: &str| values.get_value((row + 1, heading(text))).cloned().unwrap_or_default();
    let text = |text: &str| Data::String(text.to_owned());
    assert_eq!(value(0, "Titel"), text("=1+1; of toch"));
    assert_eq!(value(0, "Draagvlak"), text("@SUM(A1)"));
    assert_eq!(value(0, "Idee of vraag"), text("Regel één.\nRegel \"twee\"; klaar."));
    assert_eq!(value(0, "Bereikbaar via"), text("06 12 34 56 78"));
    assert_eq!(value(1, "Telegram"), text("101"));
    assert_eq!(value(0, "Organisatie"), Data::Empty);
    assert_eq!(value(2, "Soort"), text("Gewist"));
    let Data::DateTime(submitted) = value(0, "Ingediend op") else { panic!("{:?}", value(0, "Ingediend op")) };
    // Days since the last day of 1899, and the part of the day that has gone.
    let days =
        (NaiveDate::from_ymd_opt(2026, 7, 2).unwrap() - NaiveDate::from_ymd_opt(1899, 12, 30).unwrap()).num_days();
    assert!((submitted.as_f64() - (days as f64 + 5.0 / 1440.0)).abs() < 1e-6, "{}", submitted.as_f64());
}

/// A file in the workbook, which is a ZIP archive.
fn inside(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    let mut text = String::new();
    archive.by_name(name).expect("the file").read_to_string(&mut text).expect("XML");
    text
}

#[test]
fn a_workbook_keeps_its_headings_in_sight() {
    let page = inside(&workbook(&usual()), "xl/worksheets/sheet1.xml");
    assert!(page.contains(r#"<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>"#), "{page}");
    assert!(page.contains(r#"<autoFilter ref="A1:R4"/>"#), "{page}");
    assert!(page.contains("<cols><col min=\"1\" max=\"1\" width=\"15."), "{page}");
    assert!(!page.contains("<f>") && !page.contains("hyperlink"), "{page}");
}

#[test]
fn odd_texts_fit_in_a_workbook() {
    let long = format!("a{}", "\u{301}".repeat(40_000));
    let title = "https://ijmond.example/\u{fffe}x _x0041_ \u{10ffff}";
    let lead = idea(title, &long, Contact::Telegram);
    let odd = Some(question("\u{1}\u{0}\u{b} =A1\u{ffff}"));
    let (values, formulas) = read_back(workbook(&sheet(vec![Some(lead), odd])));
    assert!(formulas.is_empty());
    let text = |row, column| match values.get_value((row, column)) {
        Some(Data::String(text)) => text.clone(),
        other => panic!("{other:?}"),
    };
    assert!(text(1, 10).starts_with("https://ijmond.example/x "), "{}", text(1, 10));
    assert_eq!(text(1, 11).encode_utf16().count(), 32_767);
    assert!(text(1, 11).ends_with('…'));
    assert!(text(2, 11).contains("=A1"), "{:?}", text(2, 11));
}

#[test]
fn nothing_is_a_sheet_with_headings() {
    let none = sheet(Vec::new());
    let (values, _) = read_back(workbook(&none));
    assert_eq!(values.height(), 1);
    assert_eq!(super::csv::sheet(&none).expect("CSV").split(|byte| *byte == b'\n').count(), 2);
}

#[test]
fn rows_come_from_the_store() {
    let row = IdeaRow::from(&stored(Some(question("Mag het?"))));
    assert_eq!((row.kind, row.status, row.first_touched), (RowKind::Question, Status::NotFitting, None));
    assert_eq!(row.delivered, Some(at("2026-07-01T22:06:30Z")));
    let touched = row.touched_first(Some(at("2026-11-25T08:15:00Z")));
    assert_eq!(touched.first_touched, Some(at("2026-11-25T08:15:00Z")));
    assert_eq!(IdeaRow::from(&stored(None)).kind, RowKind::Erased);
}
