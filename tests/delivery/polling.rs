//! An update is acknowledged when its turn is committed, and never before.

use std::time::Duration;

use esij_bot::emulator::{Emulator, Fault, FaultKind};
use esij_bot::telegram::{PollError, Poller, Setback};
use tokio_util::sync::CancellationToken;

use crate::fixture::{Bot, SOON, api, arrived};

fn on_poll(bot: &Bot, kind: FaultKind) {
    bot.emulator.inject(Fault::new(kind).on("getUpdates").times(1));
}

/// How often updates were fetched.
fn calls(emulator: &Emulator) -> usize {
    emulator.recorded().iter().filter(|call| call.method == "getUpdates").count()
}

#[tokio::test]
async fn an_update_is_acknowledged_by_the_next_call() {
    let mut bot = Bot::start().await;
    let anna = bot.person(101).await;
    for text in ["een", "twee", "drie"] {
        anna.send_text(text);
    }
    assert_eq!(bot.poller.poll_once().await.expect("updates"), 3);
    assert_eq!(bot.emulator.counts().updates_pending, 3, "the turns are done, but nothing is acknowledged yet");
    assert_eq!(bot.poller.poll_once().await.expect("no updates"), 0);
    assert_eq!(bot.emulator.counts().updates_pending, 0);
    bot.deliver(0).await;
    assert_eq!(arrived(&bot.emulator, 101), ["een", "twee", "drie"]);
}

#[tokio::test]
async fn while_many_are_in_hand_more_are_fetched() {
    let mut bot = Bot::start().await;
    let people = bot.people(101..161).await;
    for person in &people {
        person.send_text("een");
    }
    let Bot { emulator, poller, .. } = &mut bot;
    let before = calls(emulator);
    emulator.inject(Fault::new(FaultKind::Slow(Duration::from_millis(600))).on("getUpdates").times(2));
    let later = async {
        // The first call has its answer, and the second waits for it for a while.
        while calls(emulator) == before {
            tokio::task::yield_now().await;
        }
        people[59].send_text("twee");
    };
    let (polled, ()) = futures::future::join(poller.poll_once(), later).await;
    assert_eq!(polled.expect("updates"), 61, "those that were in hand are not handled again");
    let pending = bot.emulator.counts().updates_pending;
    assert!((1..61).contains(&pending), "the first of them are acknowledged by the second call: {pending}");
    bot.receive_all().await;
    assert_eq!(bot.emulator.counts().updates_pending, 0);
    bot.deliver(0).await;
    assert_eq!(arrived(&bot.emulator, 160), ["een", "twee"]);
    assert!(people[..59].iter().all(|person| arrived(&bot.emulator, person.id()) == ["een"]));
}

#[tokio::test]
async fn a_turn_that_fails_among_many_keeps_its_update() {
    let mut bot = Bot::start().await;
    let people = bot.people(101..161).await;
    for person in &people {
        person.send_text("een");
    }
    // The database goes while the turns are under way.
    let store = bot.store.clone();
    let closing = async {
        while store.pending_counts().await.expect("the database works").pending < 5 {
            tokio::task::yield_now().await;
        }
        store.close().await;
    };
    let (polled, ()) = futures::future::join(bot.poller.poll_once(), closing).await;
    bot.restart().await;
    assert!(matches!(polled, Err(Setback::Store(_))), "{polled:?}");
    bot.receive_all().await;
    bot.deliver(0).await;
    assert!(people.iter().all(|person| arrived(&bot.emulator, person.id()) == ["een"]));
}

#[tokio::test]
async fn without_a_database_nothing_is_acknowledged_and_nothing_lost() {
    let mut bot = Bot::start().await;
    let anna = bot.person(101).await;
    bot.store.close().await;
    anna.send_text("een");
    for _ in 0..2 {
        let outcome = bot.poller.poll_once().await;
        assert!(matches!(outcome, Err(Setback::Store(_))), "{outcome:?}");
        assert_eq!(bot.emulator.counts().updates_pending, 1);
    }
    bot.restart().await;
    bot.receive(1).await;
    bot.deliver(0).await;
    assert_eq!(arrived(&bot.emulator, 101), ["een"]);
}

#[tokio::test]
async fn what_comes_twice_is_handled_once() {
    let mut bot = Bot::start().await;
    let anna = bot.person(101).await;
    anna.send_text("een");
    assert_eq!(bot.poller.poll_once().await.expect("an update"), 1);
    bot.restart().await;
    bot.receive(1).await;
    assert!(bot.emulator.duplicate(bot.emulator.last_update_id()));
    bot.receive(1).await;
    bot.deliver(0).await;
    assert_eq!(arrived(&bot.emulator, 101), ["een"]);
}

#[tokio::test]
async fn numbers_that_start_anew_are_no_trouble() {
    let mut bot = Bot::start().await;
    let anna = bot.person(101).await;
    assert!(bot.emulator.restart_update_ids(Some(7)));
    bot.says(&anna, "een").await;
    bot.deliver(0).await;
    assert_eq!(arrived(&bot.emulator, 101), ["een"]);
}

#[tokio::test]
async fn a_failed_call_leaves_the_updates_where_they_are() {
    let mut bot = Bot::start().await;
    let anna = bot.person(101).await;
    anna.send_text("een");
    let conflict = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running";
    for kind in [
        FaultKind::Refuse { code: 409, description: conflict.to_owned() },
        FaultKind::BadGateway,
        FaultKind::ServerError,
        FaultKind::TooManyRequests { retry_after: 1 },
        FaultKind::DropBefore,
        FaultKind::DropAfter,
    ] {
        on_poll(&bot, kind.clone());
        let outcome = bot.poller.poll_once().await;
        assert!(matches!(outcome, Err(Setback::Call(_))), "{kind:?}: {outcome:?}");
        assert_eq!(bot.emulator.counts().updates_pending, 1, "{kind:?}");
    }
    bot.receive(1).await;
}

#[tokio::test]
async fn polling_goes_on_after_failures_and_stops_when_told() {
    let mut bot = Bot::start().await;
    let anna = bot.person(101).await;
    for kind in [FaultKind::BadGateway, FaultKind::TooManyRequests { retry_after: 1 }] {
        on_poll(&bot, kind);
    }
    let stop = CancellationToken::new();
    let polling = tokio::spawn(bot.poller.run(stop.clone()));
    let sending = tokio::spawn(bot.worker.run(stop.clone(), Duration::from_secs(5)));
    anna.send_text("een twee");
    anna.wait_for_text("twee", SOON).await.expect("an answer");
    bot.emulator.settled(SOON).await.expect("the update is acknowledged");

    // By now the poller waits for ten seconds for an update that does not come.
    stop.cancel();
    let stopped = tokio::time::timeout(Duration::from_secs(5), async { (polling.await, sending.await) });
    let (polling, sending) = stopped.await.expect("they stop promptly");
    polling.expect("no panic").expect("no failure");
    assert_eq!(sending.expect("no panic").expect("no failure").pending, 0);
}

#[tokio::test]
async fn a_token_that_telegram_does_not_know_ends_it() {
    let bot = Bot::start().await;
    let stranger = api(&bot.emulator, "1234567:AAUnknownUnknownUnknownUnknownUnkno");
    let outcome = Poller::new(stranger, bot.me.clone(), bot.turns.clone()).run(CancellationToken::new()).await;
    let error = outcome.expect_err("it cannot poll");
    assert!(matches!(error, PollError::BadToken(_)));
    assert!(!format!("{error:?} {error} {}", error.hint()).contains("AAUnknown"));
}

#[tokio::test]
async fn a_press_is_handled_and_answered() {
    let mut bot = Bot::start().await;
    let anna = bot.person(101).await;
    bot.says(&anna, "knop Geen").await;
    bot.deliver(0).await;
    let press = anna.press_label("Geen").expect("the button is there");
    bot.receive(1).await;
    bot.deliver(2).await;
    assert_eq!(arrived(&bot.emulator, 101), ["Kies", "topic:none"]);
    let answered = async {
        while bot.emulator.callback_answer(&press).is_none() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(SOON, answered).await.expect("the waiting sign is taken off");
}

#[tokio::test]
async fn a_group_gets_an_answer_only_when_it_asks() {
    let mut bot = Bot::start().await;
    let anna = bot.person(101).await;
    let group = bot.emulator.group("Ondernemers", &[&anna]);
    let in_group = anna.in_group(&group);
    in_group.send_text("goedemorgen");
    in_group.send_text("/help@esij_bot");
    while bot.poller.poll_once().await.expect("updates") > 0 {}
    bot.deliver(0).await;
    assert_eq!(arrived(&bot.emulator, group.id()), ["kom"]);
}
