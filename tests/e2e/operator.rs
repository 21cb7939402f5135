//! What whoever runs the bot does beside it: looking after the outbox, making a copy, putting the copy to use.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use chrono::Utc;
use esij_bot::emulator::{Account, Fault, FaultKind};
use esij_bot::settings::DatabaseUrl;
use esij_bot::store::Store;
use insta::assert_snapshot;
use regex::Regex;
use sqlx::{AnyConnection, AssertSqlSafe, Connection, Executor};

use crate::cli::{folder, run, run_all};
use crate::crash::{Program, town_with_manager};
use crate::form::fill_in;
use crate::support::Person;

pub(crate) async fn sql(folder: &Path, file: &str, sql: String) {
    let url = format!("sqlite://{}", folder.join(file).display());
    let mut connection = AnyConnection::connect(&url).await.expect("the database opens");
    connection.execute(AssertSqlSafe(sql)).await.expect("sound SQL");
    connection.close().await.expect("it closes");
}

pub(crate) async fn make_database(folder: &Path, file: &str) {
    let url = DatabaseUrl::parse(&format!("sqlite://{}", folder.join(file).display())).expect("an address");
    Store::open(&url).await.expect("a database").close().await;
}

pub(crate) async fn in_a_thread(folder: &Path, lines: Vec<String>) -> String {
    let folder = folder.to_owned();
    let shown =
        tokio::task::spawn_blocking(move || run_all(&folder, &lines.iter().map(String::as_str).collect::<Vec<_>>()));
    shown.await.expect("no panic")
}

/// The lines, each on this database.
pub(crate) fn on(database: &str, lines: &[&str]) -> Vec<String> {
    lines.iter().map(|line| format!("ESIJ_DATABASE=sqlite://{database} {line}")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_get_through_is_shown_and_tried_again() {
    let folder = folder();
    make_database(folder.path(), "bot.db").await;
    make_database(folder.path(), "calm.db").await;
    let minutes = |minutes: i64| Utc::now().timestamp_millis() - minutes * 60_000 - 20_000;
    let message = r#"{"text":"geheim"}"#;
    let rows = format!(
        "INSERT INTO outbox (chat, audience, reference, version, message, created, state, attempts, next_attempt, reason, detail) VALUES
         (101, 'person', NULL, 1, '{message}', {old}, 'sent', 0, 0, NULL, NULL),
         (101, 'person', NULL, 1, '{message}', {old}, 'parked', 1, 0, 'blocked', NULL),
         (-1001234567890, 'manager', 'IJM-2026-0042', 1, '{message}', {older}, 'parked', 7, 0, 'refused', 'Bad Request: CHAT_SEND_DOCS_FORBIDDEN'),
         (900, 'manager', 'IJM-2026-0043', 1, '{message}', {new}, 'pending', 3, {soon}, 'blocked', NULL),
         (NULL, 'manager', 'IJM-2026-0044', 1, '{message}', {new}, 'pending', 0, 0, NULL, NULL),
         (102, 'person', NULL, 1, '{message}', {new}, 'pending', 2, 0, 'server-fault', NULL),
         (103, 'person', NULL, 1, '{message}', {new}, 'pending', 0, 0, NULL, NULL),
         (0, 'mail', 'IJM-2026-0045', 1, '{message}', {new}, 'pending', 4, {soon}, 'mail-unusable', 'the mail server refuses the user name or password, or wants one (535)')",
        old = minutes(200),
        older = minutes(60 * 24 * 9),
        new = minutes(150),
        soon = minutes(-150),
    );
    sql(folder.path(), "bot.db", rows).await;
    let lines = [
        "outbox --help",
        "outbox retry --help",
        "outbox",
        "outbox list",
        "outbox retry",
        "outbox retry abc",
        "outbox retry 2 --all",
        "outbox retry 1 2 4 99",
        "outbox retry 2",
        "outbox retry 2",
        "outbox",
        "outbox retry --all",
        "outbox retry --all",
        "outbox",
    ];
    let mut shown = in_a_thread(folder.path(), on("bot.db", &lines)).await;
    shown += "\n";
    shown += &in_a_thread(folder.path(), on("calm.db", &["outbox"])).await;
    shown += "\n";
    shown += &in_a_thread(folder.path(), on("none.db", &["outbox", "outbox retry 1"])).await;
    assert!(!shown.contains("geheim"), "{shown}");
    assert!(!folder.path().join("none.db").exists(), "looking makes no database");
    assert_snapshot!("outbox", shown);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_running_bot_sends_what_was_put_back() {
    let mut town = town_with_manager().await;
    let program = Program::start(&mut town).await;
    let sanne = town.person(101, "Sanne");
    let description = "Bad Request: something is wrong with it";
    let refused = FaultKind::Refuse { code: 400, description: description.into() };
    town.emulator.inject(Fault::new(refused).on("sendMessage").in_chat(101).times(2));
    sanne.account.send_text("wat is esij");
    sanne.account.send_text("/privacy");
    town.quiet().await;
    assert_eq!(town.store().parked().await.expect("the database works").len(), 2);
    let shown = in_a_thread(town.folder(), on("bot.db", &["outbox retry --all"])).await;
    assert!(shown.contains("2 messages are put back"), "{shown}");
    town.quiet().await;
    let heard = sanne.heard();
    let [first, second] = heard.as_slice() else { panic!("{}", sanne.sees()) };
    assert!(first.contains("is een programma") && second.contains("/verwijder"), "{}", sanne.sees());
    assert_eq!(program.stop("TERM").await, Some(0));
    town.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_is_made_or_it_is_said_why_not() {
    let folder = folder();
    make_database(folder.path(), "bot.db").await;
    make_database(folder.path(), "newer.db").await;
    sql(folder.path(), "newer.db", "INSERT INTO migrations (version) VALUES (99)".to_owned()).await;
    make_database(folder.path(), "damaged.db").await;
    let damaged = folder.path().join("damaged.db");
    let mut bytes = fs::read(&damaged).expect("the database");
    bytes[4096..].fill(0x5A);
    fs::write(&damaged, bytes).expect("it is written");
    fs::write(folder.path().join("empty.db"), "").expect("a file");
    fs::write(folder.path().join("notes.db"), "these are notes, and quite a few of them\n".repeat(99)).expect("a file");
    let mut shown = in_a_thread(
        folder.path(),
        on("bot.db", &["backup --help", "backup", "backup copy.db", "backup copy.db", "backup none/copy.db"]),
    )
    .await;
    shown += "\n";
    shown += &in_a_thread(folder.path(), on("copy.db", &["ideas list", "outbox", "backup copy-of-copy.db"])).await;
    for database in ["none.db", "empty.db", "notes.db", "damaged.db", "newer.db"] {
        shown += &format!("\n=== {database}\n");
        shown += &in_a_thread(folder.path(), on(database, &["ideas list", "outbox", "backup x.db"])).await;
    }
    let line = "ESIJ_DATABASE=postgres://bot:geheim@127.0.0.1:1/esij backup y.db";
    shown += &format!("\n{}", run(folder.path(), line));
    let mut entries: Vec<String> = fs::read_dir(folder.path())
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    // SQLite leaves these beside a damaged file when the program ends before its connections do.
    entries.retain(|name| !name.ends_with("-shm") && !name.ends_with("-wal"));
    entries.sort();
    shown += &format!("\nin the folder: {}\n", entries.join(" "));
    assert_snapshot!("backup", shown);
}

/// Every reference that the bot has named to this person.
fn references(person: &Person<'_>) -> BTreeSet<String> {
    let reference = Regex::new(r"IJM-\d{4}-\d{4,}").expect("it is sound");
    let heard = person.heard().join("\n");
    reference.find_iter(&heard).map(|found| found.as_str().to_owned()).collect()
}

/// The disk is lost, and the last backup is from the middle of a busy day.
#[tokio::test(flavor = "multi_thread")]
async fn a_bot_on_a_copy_goes_on_where_the_copy_was_made() {
    let mut town = town_with_manager().await;
    let people = 101..=105;
    // At the tempo of the tests.
    town.open().await;
    for number in people.clone() {
        fill_in(&town.person(number, "Sanne"), &format!("Idee van {number}")).await;
    }
    let bart = town.person(110, "Bart");
    bart.says("/idee").await;
    bart.taps("Ja, begin").await;
    town.close().await;
    let program = Program::start(&mut town).await;
    town.known(101).taps("Versturen").await;
    town.manager().does(Account::block).await;
    town.known(102).press("Versturen");
    town.quiet_but_for(1).await;
    // In the middle of it all.
    town.known(103).press("Versturen");
    let copying = in_a_thread(town.folder(), on("bot.db", &["backup copy.db"]));
    let busy = async { town.known(104).press("Versturen") };
    let (shown, ()) = tokio::join!(copying, busy);
    assert!(shown.contains("is a sound copy of the database"), "{shown}");
    town.known(105).press("Versturen");
    town.quiet_but_for(4).await;
    let given: BTreeSet<String> = people.clone().flat_map(|number| references(&town.known(number))).collect();
    assert_eq!(given.len(), 5, "{given:?}");
    program.kill();

    town.move_to("copy.db").await;
    let program = Program::start(&mut town).await;
    let kept: BTreeSet<String> = town.leads().await.iter().map(|lead| lead.reference.to_string()).collect();
    assert!((2..=4).contains(&kept.len()) && kept.is_subset(&given), "{kept:?}");
    town.manager().does(Account::unblock).await;
    for reference in &kept {
        assert_eq!(town.manager().heard_times(reference), 1, "{}", town.manager().sees());
    }
    for number in people {
        let sanne = town.known(number);
        let before = references(&sanne);
        let is_kept = before.is_subset(&kept);
        // Whose idea came after the copy has it there as it was filled in.
        sanne.taps("Versturen").await;
        let new: Vec<String> = references(&sanne).difference(&before).cloned().collect();
        match new.as_slice() {
            [] => assert!(is_kept, "{}", sanne.sees()),
            [new] => assert!(!is_kept && !given.contains(new), "{new}"),
            more => panic!("{more:?}"),
        }
        let receipts = if is_kept { &before } else { &new.into_iter().collect() };
        for reference in receipts {
            assert!(
                sanne.heard().iter().any(|text| text.contains(reference) && text.contains("is afgeleverd")),
                "{}",
                sanne.sees()
            );
        }
    }
    let bart = town.known(110);
    bart.says("Bart Smit").await;
    assert!(bart.last_heard().contains("Namens welk bedrijf"), "the open form went over too: {}", bart.sees());
    assert_eq!(town.leads().await.len(), 5);
    assert_eq!(program.stop("TERM").await, Some(0));
    town.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_can_take_the_place_of_the_file() {
    let mut town = town_with_manager().await;
    let program = Program::start(&mut town).await;
    let sanne = town.person(101, "Sanne");
    sanne.says("Kan ik bij jullie de hond uitlaten?").await;
    sanne.taps("Geef mijn vraag door").await;
    let shown = in_a_thread(town.folder(), on("bot.db", &["backup copy.db"])).await;
    assert!(shown.contains("is a sound copy of the database"), "{shown}");
    program.kill();
    town.move_to("bot.db").await;
    for file in ["bot.db", "bot.db-wal", "bot.db-shm"] {
        let path = town.folder().join(file);
        if path.exists() {
            fs::rename(&path, town.folder().join(format!("old-{file}"))).expect("it is moved away");
        }
    }
    fs::rename(town.folder().join("copy.db"), town.folder().join("bot.db")).expect("the copy takes its place");
    let program = Program::start(&mut town).await;
    town.known(101).says("/mijnideeen").await;
    assert!(town.known(101).last_heard().contains("hond uitlaten"), "{}", town.known(101).sees());
    assert_eq!(program.stop("TERM").await, Some(0));
    town.finish().await;
}
