//! How a chat becomes a programme manager's: with a code, in a private chat or in a group.

use chrono::Utc;
use esij_bot::emulator::PersonSpec;
use insta::assert_snapshot;
use regex::Regex;

use crate::cli::folder;
use crate::form::fill_in;
use crate::operator::{in_a_thread, make_database, on, sql};
use crate::support::{MANAGER, Town, sides};

async fn code(town: &Town) -> String {
    let code = town.store().invite(Utc::now()).await.expect("the database works");
    format!("/koppel {}", code.as_str())
}

/// With the codes taken out, which are different each time.
fn shown(seen: &str, codes: &[&String]) -> String {
    let mut shown = seen.to_owned();
    for code in codes {
        let typed = code.trim_start_matches("/koppel ");
        for typed in [typed.to_owned(), typed.to_lowercase()] {
            shown = shown.replace(&typed, "[code]");
        }
    }
    shown
}

#[tokio::test]
async fn a_chat_is_paired_with_a_code_and_gets_what_waited() {
    let mut town = Town::new().await;
    town.open().await;
    let sanne = town.person(101, "Sanne");
    fill_in(&sanne, "De waterstofbrander").await;
    sanne.press("Versturen");
    town.quiet().await;
    assert_eq!(sanne.heard_times("is afgeleverd"), 0);

    let wouter = town.meet(PersonSpec::new(MANAGER, "Wouter").last_name("Bakker"));
    let marieke = town.meet(PersonSpec::new(901, "Marieke"));
    let first = code(&town).await;
    wouter.says("/koppel").await;
    wouter.says("/ontkoppel").await;
    wouter.says(&first.to_lowercase()).await;
    assert_eq!(sanne.heard_times("is afgeleverd"), 1, "{}", sanne.sees());
    marieke.says(&first).await;
    let second = code(&town).await;
    marieke.says(&second).await;
    wouter.says(&second).await;
    marieke.says("/ontkoppel").await;
    fill_in(&sanne, "De bakfiets").await;
    sanne.taps("Versturen").await;
    let seen = sides(&[&wouter, &marieke]);
    assert_snapshot!("paired", shown(&seen, &[&first, &second]));
    assert_eq!((wouter.heard_times("De bakfiets"), marieke.heard_times("De bakfiets")), (1, 0));
    wouter.says("/ontkoppel").await;
    fill_in(&sanne, "De sleepboot").await;
    sanne.press("Versturen");
    town.quiet().await;
    let waiting = town.store().pending_counts().await.expect("the database works").waiting;
    assert_eq!(waiting, 1, "it waits for the next manager");
    let third = code(&town).await;
    marieke.says(&third).await;
    assert_eq!(marieke.heard_times("De sleepboot"), 1, "{}", marieke.sees());
    town.finish().await;
}

#[tokio::test]
async fn a_group_is_paired_and_the_operators_chat_stays() {
    let town = Town::start().await;
    let manager = town.manager();
    let jan = town.person(902, "Jan");
    let team = town.emulator.group("Team ESIJ", &[&jan.account]);
    let first = code(&town).await;
    let in_team = jan.account.in_group(&team);
    in_team.send_text("hoort de bot dit?");
    in_team.send_text(&first);
    town.quiet().await;
    manager.says("/ontkoppel").await;
    in_team.send_text("/help@esij_bot");
    in_team.send_text("/ontkoppel");
    town.quiet().await;
    assert_snapshot!("paired_group", shown(&format!("{}\n{}", team.transcript(), manager.sees()), &[&first]));
    town.finish().await;
}

#[tokio::test]
async fn guessing_is_slowed_down_even_with_the_right_code() {
    let town = Town::start().await;
    let mallory = town.person(666, "Mallory");
    for guess in 0..6 {
        mallory.says(&format!("/koppel AAAA-000{guess}")).await;
    }
    assert_eq!(mallory.heard_times("Die code klopt niet"), 5);
    let right = code(&town).await;
    mallory.says(&right).await;
    assert!(mallory.last_heard().contains("over een uur"), "{}", mallory.sees());
    let wouter = town.person(903, "Wouter");
    wouter.says(&right).await;
    assert!(wouter.last_heard().contains("is gekoppeld"), "the code is still good: {}", wouter.sees());
    town.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_operator_sees_invites_and_removes() {
    let folder = folder();
    make_database(folder.path(), "bot.db").await;
    let rows = "INSERT INTO manager_chats (chat, title, paired_by, paired) VALUES
         (-1001234567890, 'Team ESIJ', 'Wouter', 1764000000000), (901, 'Marieke', 'Marieke', 1764000100000)";
    make_database(folder.path(), "calm.db").await;
    sql(folder.path(), "bot.db", rows.to_owned()).await;
    let lines = [
        "managers --help",
        "managers",
        "managers list",
        "managers --manager-chat 7",
        "managers invite",
        "managers remove -1001234567890",
        "managers remove -1001234567890",
        "managers remove 7 --manager-chat 7",
        "managers remove seven",
        "managers list",
    ];
    let mut shown = in_a_thread(folder.path(), on("bot.db", &lines)).await;
    shown += "\n";
    shown += &in_a_thread(folder.path(), on("calm.db", &["managers"])).await;
    let code = Regex::new(r"/koppel [0-9A-Z]{4}-[0-9A-Z]{4}").expect("it is sound");
    let time = Regex::new(r"until \d\d:\d\d").expect("it is sound");
    assert_eq!(code.find_iter(&shown).count(), 1);
    assert_snapshot!("managers", time.replace(&code.replace(&shown, "/koppel [code]"), "until [time]").into_owned());
}
