//! What the programme manager looks at: the list, the overview as a picture, and everything as a file.

use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx};
use esij_bot::emulator::{ChatMessage, Fault, FaultKind, FileKind};
use insta::assert_snapshot;

use crate::form::fill_in;
use crate::support::{Person, Town, until};

/// The file of the last message in the chat: its kind, its name and its content.
fn last_file(person: &Person<'_>) -> (FileKind, String, Vec<u8>) {
    let last: ChatMessage = person.account.messages().pop().expect("a message");
    let file = last.file.unwrap_or_else(|| panic!("there is no file:\n{}", person.sees()));
    let (_, bytes) = person.town.emulator.file(&file.file_id).expect("it was uploaded");
    (file.kind, file.name.unwrap_or_default(), bytes.to_vec())
}

fn rows_of_csv(bytes: &[u8]) -> Vec<csv::StringRecord> {
    let text = bytes.strip_prefix("\u{feff}".as_bytes()).expect("the mark by which Excel knows UTF-8");
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(text);
    reader.records().map(|row| row.expect("a sound row")).collect()
}

#[tokio::test]
async fn a_manager_looks_through_what_came_in() {
    let town = Town::start().await;
    let sanne = town.person(101, "Sanne");
    for title in ["De waterstofbrander", "Een deelfiets"] {
        fill_in(&sanne, title).await;
        sanne.taps("Versturen").await;
    }
    let manager = town.manager();
    let before = manager.sees().len();
    manager.says("/ideeen").await;
    manager.taps("Status").await;
    manager.taps("Nieuw").await;
    manager.says("/ideeen deelfiets").await;
    manager.says("0002").await;
    manager.says("/vragenlijst").await;
    assert_snapshot!("looking", manager.sees().split_off(before));
    let first = &manager.account.menu()[0];
    until("the chat has a menu of its own", async || (manager.account.menu()[0].command == "ideeen").then_some(()))
        .await;
    let menu: Vec<String> = sanne.account.menu().into_iter().map(|entry| entry.command).collect();
    assert!(!menu.contains(&"ideeen".to_owned()), "{first:?}");
    let heard = sanne.heard().len();
    sanne.says("/ideeen").await;
    assert!(sanne.heard().len() == heard + 1 && !sanne.last_heard().contains("IJM"), "{}", sanne.sees());
    town.finish().await;
}

#[tokio::test]
async fn an_overview_is_a_picture_and_everything_is_a_file() {
    let town = Town::start().await;
    let sanne = town.person(101, "Sanne");
    fill_in(&sanne, "=1+1; of \"toch\"").await;
    sanne.taps("Versturen").await;
    let manager = town.manager();
    manager.says("/overzicht").await;
    let (kind, name, picture) = last_file(&manager);
    assert_eq!(kind, FileKind::Photo, "{name}");
    assert!(picture.starts_with(b"\x89PNG"));
    let text = manager.last_heard();
    assert!(text.contains("Overzicht ESIJ") && text.contains("1 idee · 0 doorgegeven vragen"), "{text}");
    manager.taps("13 weken").await;
    assert_eq!(last_file(&manager).0, FileKind::Photo);

    manager.taps("CSV").await;
    let (kind, name, bytes) = last_file(&manager);
    assert_eq!(kind, FileKind::Document);
    assert!(name.starts_with("esij-ideeen-20") && name.ends_with(".csv"), "{name}");
    let rows = rows_of_csv(&bytes);
    assert_eq!((rows.len(), &rows[0][10]), (1, "'=1+1; of \"toch\""), "a title is no formula");
    manager.taps("Excel").await;
    let (kind, name, bytes) = last_file(&manager);
    assert!(kind == FileKind::Document && name.ends_with(".xlsx"), "{name}");
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    let sheet = book.worksheet_range_at(0).expect("a sheet").expect("it can be read");
    assert_eq!(sheet.get((1, 10)), Some(&Data::String("=1+1; of \"toch\"".to_owned())));
    let formulas = book.worksheet_formula("Ideeën en vragen").expect("a sheet");
    assert!(formulas.used_cells().next().is_none(), "a title is no formula");
    town.finish().await;
}

#[tokio::test]
async fn an_export_that_waits_holds_nothing_of_who_erased_everything() {
    let town = Town::start().await;
    let sanne = town.person(101, "Sanne");
    fill_in(&sanne, "De waterstofbrander").await;
    sanne.taps("Versturen").await;
    let manager = town.manager();
    manager.says("/overzicht").await;
    // It is tried again after one second, and after two more.
    town.emulator.inject(Fault::new(FaultKind::BadGateway).on("sendDocument").times(2));
    manager.press("CSV");
    town.quiet_but_for(1).await;
    sanne.account.send_text("/verwijder");
    town.quiet_but_for(1).await;
    sanne.press("Ja, wis alles");
    town.quiet().await;
    let mut files = manager.account.messages().into_iter().rev().filter_map(|message| message.file);
    let file = files.find(|file| file.kind == FileKind::Document).expect("the export came");
    let (_, bytes) = town.emulator.file(&file.file_id).expect("it was uploaded");
    let rows = rows_of_csv(&bytes);
    assert_eq!((rows.len(), &rows[0][1], &rows[0][10]), (1, "Gewist", ""));
    town.finish().await;
}
