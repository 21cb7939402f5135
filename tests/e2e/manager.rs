//! The programme manager's side: one chat, more of them, none yet, and one that cannot be reached.

use esij_bot::emulator::{Account, Fault, FaultKind, PersonSpec};
use insta::assert_snapshot;

use crate::form::fill_in;
use crate::support::{MANAGER, Town, sides, until};

#[tokio::test]
async fn every_chat_gets_the_card_and_the_person_one_receipt() {
    let mut town = Town::new().await;
    let wouter = town.emulator.person(PersonSpec::new(MANAGER, "Wouter"));
    let marieke = town.emulator.person(PersonSpec::new(901, "Marieke"));
    let team = town.emulator.group("Team ESIJ", &[&wouter, &marieke]);
    wouter.send_command("start");
    marieke.send_command("start");
    town.managers = vec![MANAGER, 901, team.id()];
    town.open().await;
    let sanne = town.person(101, "Sanne");
    fill_in(&sanne, "De waterstofbrander").await;
    sanne.taps("Versturen").await;
    assert_eq!(sanne.heard_times("afgeleverd"), 1, "{}", sanne.sees());
    assert_eq!(town.manager().heard_times("Nieuw idee"), 1);
    assert_eq!(town.known(901).heard_times("Nieuw idee"), 1);
    let in_team = team.messages();
    assert_eq!(in_team.iter().filter(|message| message.text.contains("Nieuw idee")).count(), 1);
    town.finish().await;
}

#[tokio::test]
async fn without_a_manager_ideas_are_kept_until_there_is_one() {
    let mut town = Town::new().await;
    town.open().await;
    let sanne = town.person(101, "Sanne");
    fill_in(&sanne, "De waterstofbrander").await;
    let form = sanne.sees().len();
    sanne.taps("Versturen").await;
    sanne.says("/mijnideeen").await;
    assert_eq!(sanne.heard_times("afgeleverd bij de programmamanager op"), 0);
    let left = town.close().await;
    assert_eq!((left.pending, left.waiting, left.parked), (0, 1, 0));

    let wouter = town.emulator.person(PersonSpec::new(MANAGER, "Wouter"));
    wouter.send_command("start");
    town.managers = vec![MANAGER];
    town.open().await;
    town.quiet().await;
    let sanne = town.known(101);
    sanne.says("/mijnideeen").await;
    let seen = sides(&[&sanne, &town.manager()]).split_off(form);
    assert_snapshot!("kept", seen);
    town.finish().await;
}

#[tokio::test]
async fn a_manager_who_comes_back_gets_at_once_what_waited() {
    let town = Town::start().await;
    let manager = town.manager();
    manager.does(Account::block).await;
    let sanne = town.person(101, "Sanne");
    fill_in(&sanne, "De waterstofbrander").await;
    sanne.press("Versturen");
    town.quiet_but_for(1).await;
    refused(&town, MANAGER).await;
    sanne.account.send_text("/mijnideeen");
    town.quiet_but_for(1).await;
    assert!(sanne.last_heard().contains("nog niet afgeleverd"), "{}", sanne.sees());
    assert_eq!(sanne.heard_times("is afgeleverd"), 0, "{}", sanne.sees());

    manager.does(Account::unblock).await;
    assert_eq!(manager.heard_times("Nieuw idee"), 1, "{}", manager.sees());
    assert_eq!(sanne.heard_times("is afgeleverd"), 1, "{}", sanne.sees());
    sanne.says("/mijnideeen").await;
    assert!(sanne.last_heard().contains("Afgeleverd bij de programmamanager op"), "{}", sanne.sees());
    town.finish().await;
}

/// As when the manager's number is set before they have ever started the bot.
#[tokio::test]
async fn a_manager_who_starts_the_bot_later_gets_what_waited() {
    let mut town = Town::new().await;
    town.managers = vec![MANAGER];
    town.open().await;
    let sanne = town.person(101, "Sanne");
    sanne.says("Kan ik bij jullie de hond uitlaten?").await;
    sanne.press("Geef mijn vraag door");
    town.quiet_but_for(1).await;
    refused(&town, MANAGER).await;
    let wouter = town.person(MANAGER, "Wouter");
    wouter.says("/start").await;
    assert_eq!(wouter.heard_times("hond uitlaten"), 1, "{}", wouter.sees());
    assert_eq!(sanne.heard_times("is afgeleverd"), 1, "{}", sanne.sees());
    town.finish().await;
}

#[tokio::test]
async fn a_group_that_becomes_a_supergroup_keeps_getting_cards() {
    let mut town = Town::new().await;
    let wouter = town.emulator.person(PersonSpec::new(MANAGER, "Wouter"));
    let team = town.emulator.group("Team ESIJ", &[&wouter]);
    town.managers = vec![team.id()];
    town.open().await;
    let moved = team.migrate();
    for (number, question) in (101..).zip(["Kan ik bij jullie een kamer huren?", "Kan ik bij jullie de hond uitlaten?"])
    {
        let anna = town.person(number, "Anna");
        anna.says(question).await;
        anna.taps("Geef mijn vraag door").await;
        assert_eq!(anna.heard_times("is afgeleverd"), 1, "{}", anna.sees());
        let seen = town.emulator.transcript(moved.id());
        assert!(seen.contains(question), "{seen}");
        // The bot still has the old number in its settings.
        town.close().await;
        town.open().await;
    }
    town.finish().await;
}

/// The connection breaks after Telegram has taken the card: it comes again, under the same reference.
#[tokio::test]
async fn a_card_that_may_be_lost_is_repeated_under_its_reference() {
    let town = Town::start().await;
    let sanne = town.person(101, "Sanne");
    fill_in(&sanne, "De waterstofbrander").await;
    town.emulator.inject(Fault::new(FaultKind::DropAfter).on("sendMessage").in_chat(MANAGER).times(1));
    sanne.taps("Versturen").await;
    let leads = town.leads().await;
    assert_eq!(leads.len(), 1);
    let reference = leads[0].reference.to_string();
    assert_eq!(town.manager().heard_times(&reference), 2, "{}", town.manager().sees());
    assert_eq!(sanne.heard_times("is afgeleverd"), 1, "{}", sanne.sees());
    town.finish().await;
}

async fn refused(town: &Town, chat: i64) {
    until("a message to the manager was refused", async || {
        let calls = town.emulator.recorded();
        let to = |call: &esij_bot::emulator::Recorded| {
            call.params["chat_id"].to_string().trim_matches('"') == chat.to_string()
        };
        calls.iter().any(|call| to(call) && call.refused.is_some()).then_some(())
    })
    .await;
    // It is written down that it was refused, and why, before anything else happens.
    until("the refusal is written down", async || {
        let next = town.store().next_due().await.expect("the database works");
        next.filter(|due| *due > chrono::Utc::now())
    })
    .await;
}
