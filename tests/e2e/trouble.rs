//! Bad luck between the bot and a person: blocked, too fast, broken connections.

use std::time::{Duration, Instant};

use esij_bot::delivery::Tempo;
use esij_bot::emulator::{Account, Fault, FaultKind, Limits};
use esij_bot::ideas::ChatId;
use esij_bot::store::{HeldUp, Hold, Reason};

use crate::form::fill_in;
use crate::support::{MANAGER, Town};

#[tokio::test]
async fn who_blocks_the_bot_is_left_alone_until_they_come_back() {
    let town = Town::start().await;
    let sanne = town.person(101, "Sanne");
    fill_in(&sanne, "De waterstofbrander").await;
    // She blocks the bot before it can answer.
    sanne.press("Versturen");
    sanne.account.block();
    town.quiet().await;
    assert!(town.store().is_blocked(ChatId(101)).await.expect("the database works"));
    let parked = town.store().parked().await.expect("the database works");
    let hers = |one: &HeldUp| one.chat == Some(ChatId(101)) && one.hold == Hold::Parked(Reason::Blocked);
    assert!(!parked.is_empty() && parked.iter().all(hers), "{parked:?}");
    assert_eq!(town.manager().heard_times("Nieuw idee"), 1, "the idea counts all the same");
    assert_eq!(sanne.heard_times("waterstofbrander</b> is ontvangen"), 0, "{}", sanne.sees());

    // What she missed is there when she comes back, in order.
    sanne.does(Account::unblock).await;
    assert!(!town.store().is_blocked(ChatId(101)).await.expect("the database works"));
    let heard = sanne.heard();
    let place = |part: &str| heard.iter().rposition(|text| text.contains(part));
    assert!(place("is ontvangen").is_some() && place("is ontvangen") < place("is afgeleverd"), "{}", sanne.sees());
    town.finish().await;
}

/// The first sign of life may be a message, or a block that Telegram told nobody of.
#[tokio::test]
async fn what_a_person_missed_comes_before_the_answer_to_what_they_say_next() {
    let town = Town::start().await;
    let sanne = town.person(101, "Sanne");
    sanne.says("/start").await;
    town.emulator.inject(Fault::new(FaultKind::Blocked).on("sendMessage").in_chat(101).times(2));
    sanne.account.send_text("wat is esij");
    sanne.account.send_text("/privacy");
    town.quiet().await;
    assert_eq!(town.store().parked().await.expect("the database works").len(), 2);
    sanne.says("hoe lang duurt de steun").await;
    let heard = sanne.heard();
    let [.., first, second, third] = heard.as_slice() else { panic!("{}", sanne.sees()) };
    assert!(first.contains("is een programma") && second.contains("/verwijder"), "{}", sanne.sees());
    assert!(third.contains("Bij voorkeur tijdelijk"), "{}", sanne.sees());
    town.finish().await;
}

#[tokio::test]
async fn a_person_who_is_refused_once_can_go_on() {
    let town = Town::start().await;
    let sanne = town.person(101, "Sanne");
    town.emulator.inject(Fault::new(FaultKind::Blocked).on("sendMessage").in_chat(101).times(1));
    sanne.says("wat is esij").await;
    assert!(town.store().is_blocked(ChatId(101)).await.expect("the database works"));
    sanne.says("hoe lang duurt de steun").await;
    assert!(sanne.last_heard().contains("Bij voorkeur tijdelijk"), "{}", sanne.sees());
    assert!(!town.store().is_blocked(ChatId(101)).await.expect("the database works"));
    assert_eq!(sanne.heard_times("is een programma"), 1, "{}", sanne.sees());
    town.finish().await;
}

#[tokio::test]
async fn who_has_to_wait_waits_as_long_as_telegram_says_and_delays_nobody() {
    let town = Town::start().await;
    let sanne = town.person(101, "Sanne");
    let bart = town.person(102, "Bart");
    town.emulator
        .inject(Fault::new(FaultKind::TooManyRequests { retry_after: 1 }).on("sendMessage").in_chat(101).times(1));
    let asked = Instant::now();
    sanne.account.send_text("wat is esij");
    bart.account.send_text("wat is esij");
    town.quiet().await;
    let at = |chat: i64| {
        let accepted = town.emulator.accepted();
        accepted.iter().find(|message| message.chat == chat).expect("it arrived").at.duration_since(asked)
    };
    assert!(at(101) >= Duration::from_secs(1), "{:?}", at(101));
    assert!(at(102) < at(101));
    town.finish().await;
}

#[tokio::test]
async fn at_its_own_tempo_the_bot_is_never_too_fast() {
    let mut town = Town::new().await;
    town.tempo = Tempo::Telegram;
    town.emulator.enforce_limits(Some(Limits::telegram()));
    town.open().await;
    let sanne = town.person(101, "Sanne");
    for _ in 0..6 {
        sanne.account.send_text("wat is esij");
    }
    town.quiet().await;
    assert_eq!(sanne.heard_times("ESIJ is een programma"), 6);
    assert!(town.emulator.recorded().iter().all(|call| call.refused.is_none()), "nothing is refused");
    town.finish().await;
}

#[tokio::test]
async fn through_a_bad_connection_all_arrives_in_order() {
    let town = Town::start().await;
    let sanne = town.person(101, "Sanne");
    for (method, kind) in [
        ("getUpdates", FaultKind::BadGateway),
        ("sendMessage", FaultKind::BadGateway),
        ("sendMessage", FaultKind::DropBefore),
        ("answerCallbackQuery", FaultKind::ServerError),
    ] {
        town.emulator.inject(Fault::new(kind).on(method).times(1));
    }
    sanne.account.send_text("wat is esij");
    sanne.account.send_text("hoe lang duurt de steun");
    town.quiet().await;
    let heard = sanne.heard();
    assert_eq!(heard.len(), 2, "{}", sanne.sees());
    assert!(heard[0].contains("programma") && heard[1].contains("tijdelijk"), "{}", sanne.sees());
    sanne.taps("Hoe bereik ik ESIJ?").await;
    assert!(sanne.last_heard().contains("Wouter Hol"), "{}", sanne.sees());
    assert_eq!(town.known(MANAGER).heard().len(), 1, "nothing but the welcome");
    town.finish().await;
}
