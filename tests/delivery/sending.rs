//! Every message arrives, in the order of its chat, or is parked with its reason; a manager's is never parked because
//! of their chat.

use std::time::Duration;

use esij_bot::emulator::{Fault, FaultKind, Limits, PersonSpec};
use esij_bot::ideas::ChatId;
use esij_bot::store::{Hold, Reason};
use tokio_util::sync::CancellationToken;

use crate::fixture::{Bot, arrived, later};

#[tokio::test]
async fn what_did_not_arrive_is_sent_again_in_order() {
    for kind in [
        FaultKind::BadGateway,
        FaultKind::ServerError,
        FaultKind::DropBefore,
        FaultKind::TooManyRequests { retry_after: 2 },
        FaultKind::Refuse { code: 401, description: "Unauthorized".into() },
    ] {
        let mut bot = Bot::start().await;
        let anna = bot.person(101).await;
        bot.says(&anna, "een twee").await;
        bot.fault(kind.clone(), 101);
        bot.deliver(0).await;
        assert_eq!(arrived(&bot.emulator, 101), [""; 0], "{kind:?}");
        bot.deliver(5).await;
        assert_eq!(arrived(&bot.emulator, 101), ["een", "twee"], "{kind:?}");
    }
}

#[tokio::test]
async fn only_what_may_have_been_lost_arrives_twice() {
    let mut bot = Bot::start().await;
    let anna = bot.person(101).await;
    bot.says(&anna, "een twee").await;
    bot.fault(FaultKind::DropAfter, 101);
    bot.deliver(0).await;
    bot.deliver(5).await;
    assert_eq!(arrived(&bot.emulator, 101), ["een", "een", "twee"]);
}

#[tokio::test]
async fn a_chat_that_has_to_wait_delays_no_other() {
    let mut bot = Bot::start().await;
    let anna = bot.person(101).await;
    let bart = bot.person(102).await;
    bot.fault(FaultKind::TooManyRequests { retry_after: 30 }, 101);
    bot.says(&anna, "een twee").await;
    bot.says(&bart, "drie vier").await;
    bot.deliver(0).await;
    assert_eq!(arrived(&bot.emulator, 102), ["drie", "vier"]);
    bot.deliver(29).await;
    assert_eq!(arrived(&bot.emulator, 101), [""; 0], "Telegram said 30 seconds");
    bot.deliver(32).await;
    assert_eq!(arrived(&bot.emulator, 101), ["een", "twee"]);
}

#[tokio::test]
async fn a_person_who_is_gone_is_parked_and_marked() {
    let mut bot = Bot::start().await;
    let anna = bot.person(101).await;
    let bart = bot.person(102).await;
    bot.says(&anna, "een").await;
    bot.says(&bart, "twee").await;
    anna.deactivate();
    bot.deliver(0).await;
    assert_eq!(bot.parked().await, [(ChatId(101), Hold::Parked(Reason::Blocked))]);
    assert!(bot.store.is_blocked(ChatId(101)).await.expect("the database works"));
    assert_eq!(arrived(&bot.emulator, 102), ["twee"]);
}

#[tokio::test]
async fn a_message_that_is_refused_holds_up_nothing() {
    let mut bot = Bot::start().await;
    let anna = bot.person(101).await;
    let description = "Bad Request: BUTTON_DATA_INVALID: \"Anna\"";
    bot.fault(FaultKind::Refuse { code: 400, description: description.into() }, 101);
    bot.says(&anna, "een twee").await;
    bot.deliver(0).await;
    let refused = Reason::Refused("Bad Request: BUTTON_DATA_INVALID".into());
    assert_eq!(bot.parked().await, [(ChatId(101), Hold::Parked(refused))]);
    assert_eq!(arrived(&bot.emulator, 101), ["twee"]);
}

#[tokio::test]
async fn markup_that_cannot_be_read_goes_as_plain_text() {
    let mut bot = Bot::start().await;
    let anna = bot.person(101).await;
    let description = "Bad Request: can't parse entities: Unsupported start tag";
    bot.fault(FaultKind::Refuse { code: 400, description: description.into() }, 101);
    bot.says(&anna, "<b>een</b>&").await;
    bot.deliver(0).await;
    assert_eq!(arrived(&bot.emulator, 101), ["<b>een</b>&"]);
    assert_eq!(bot.parked().await, []);
}

#[tokio::test]
async fn a_manager_who_blocked_the_bot_still_gets_everything() {
    let mut bot = Bot::with_managers(|emulator| {
        emulator.person(PersonSpec::new(900, "Marieke"));
        vec![900]
    })
    .await;
    let anna = bot.person(101).await;
    let manager = bot.person(900).await;
    manager.block();
    bot.receive(1).await;
    bot.says(&anna, "vraag een").await;
    for days in 0..3 {
        bot.deliver(days * 86_400).await;
        assert_eq!(bot.parked().await, []);
    }
    assert_eq!(arrived(&bot.emulator, 101), [""; 0], "no receipt before the manager has it");

    manager.unblock();
    bot.receive(1).await;
    bot.deliver(3 * 86_400).await;
    assert_eq!(arrived(&bot.emulator, 900), ["een"]);
    assert_eq!(arrived(&bot.emulator, 101), ["afgeleverd"]);
}

#[tokio::test]
async fn a_group_that_became_a_supergroup_gets_its_messages() {
    let mut group = None;
    let mut bot = Bot::with_managers(|emulator| {
        let manager = emulator.person(PersonSpec::new(900, "Marieke"));
        let made = emulator.group("Team", &[&manager]);
        let id = made.id();
        group = Some(made);
        vec![id]
    })
    .await;
    let group = group.expect("it was made");
    while bot.poller.poll_once().await.expect("updates") > 0 {}
    let anna = bot.person(101).await;
    bot.says(&anna, "vraag een").await;
    // The worker hears of it first.
    let moved = group.migrate();
    bot.deliver(0).await;
    assert_eq!(arrived(&bot.emulator, moved.id()), ["een"]);

    while bot.poller.poll_once().await.expect("updates") > 0 {}
    bot.says(&anna, "vraag twee").await;
    bot.deliver(5).await;
    assert_eq!(arrived(&bot.emulator, moved.id()), ["een", "twee"]);
}

#[tokio::test]
async fn what_a_dead_process_had_claimed_is_sent_after_its_lease() {
    let mut bot = Bot::start().await;
    let anna = bot.person(101).await;
    bot.says(&anna, "een").await;
    let lease = Duration::from_secs(60);
    let claimed = bot.store.claim_due(later(0), "a process that died", lease, 10).await.expect("the database works");
    assert_eq!(claimed.len(), 1);
    bot.deliver(0).await;
    assert_eq!(arrived(&bot.emulator, 101), [""; 0]);
    bot.deliver(61).await;
    assert_eq!(arrived(&bot.emulator, 101), ["een"]);
}

#[tokio::test]
async fn the_pace_leaves_telegram_nothing_to_refuse() {
    let mut bot = Bot::start().await;
    bot.emulator.enforce_limits(Some(Limits::telegram()));
    let people = bot.people(101..121).await;
    for person in &people {
        person.send_text("een twee drie");
    }
    people[0].send_text("vier vijf zes zeven acht");
    bot.receive(people.len() + 1).await;
    let stop = CancellationToken::new();
    stop.cancel();
    let left = bot.worker.clone().run(stop, Duration::from_secs(30)).await.expect("the database works");
    assert_eq!(left.pending, 0);
    assert_eq!(arrived(&bot.emulator, 101), ["een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht"]);
    assert!(people[1..].iter().all(|person| arrived(&bot.emulator, person.id()) == ["een", "twee", "drie"]));
    let refused: Vec<_> = bot.emulator.recorded().into_iter().filter_map(|call| call.refused).collect();
    assert_eq!(refused, [""; 0]);
}

#[tokio::test]
async fn at_the_end_it_says_what_is_left() {
    let mut bot = Bot::start().await;
    let anna = bot.person(101).await;
    let bart = bot.person(102).await;
    bot.says(&anna, "een twee").await;
    bot.says(&bart, "drie").await;
    bot.fault(FaultKind::TooManyRequests { retry_after: 60 }, 101);
    bot.emulator.inject(Fault::new(FaultKind::BadGateway).in_chat(102).times(1));
    let stop = CancellationToken::new();
    stop.cancel();
    let left = bot.worker.clone().run(stop, Duration::from_secs(10)).await.expect("the database works");
    assert_eq!(left.pending, 2);
    assert_eq!(arrived(&bot.emulator, 102), ["drie"], "a second was left to try again");
    assert_eq!(bot.counts().await, left);
}
