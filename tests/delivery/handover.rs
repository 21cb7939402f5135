//! What a turn hands over to the worker: sent at once, in order and once, also when nobody takes it.

use std::time::Duration;

use chrono::Utc;
use esij_bot::emulator::FaultKind;
use esij_bot::store::OutboxCounts;
use esij_bot::telegram::Poller;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::fixture::{Bot, SOON, arrived, later, worker};

impl Bot {
    /// Turns hand over to the worker from now on.
    fn hand_over(&mut self) {
        self.turns.handover = Some(self.worker.handover());
        self.poller = Poller::new(self.api.clone(), self.me.clone(), self.turns.clone());
    }

    /// What anybody else could send now.
    async fn left_to_others(&self) -> Vec<String> {
        let rows = self.store.claim_due(Utc::now(), "another", Duration::from_secs(60), 500).await.expect("a claim");
        let texts = rows.iter().map(|row| row.message.text.to_plain()).collect();
        self.store.release_leases(Some("another")).await.expect("a write");
        texts
    }

    /// Starts the worker.
    fn run(&self) -> Running {
        let (worker, stop) = (self.worker.clone(), CancellationToken::new());
        let running = worker.run(stop.clone(), Duration::from_secs(5));
        Running { worker: tokio::spawn(async { running.await.expect("the database works") }), stop }
    }
}

/// A worker at work.
struct Running {
    worker: JoinHandle<OutboxCounts>,
    stop: CancellationToken,
}

impl Running {
    /// Stops it, and says what is left.
    async fn stop(self) -> OutboxCounts {
        self.stop.cancel();
        self.worker.await.expect("no panic")
    }
}

#[tokio::test]
async fn an_answer_is_sent_without_a_look_into_the_outbox() {
    let mut bot = Bot::start().await;
    let anna = bot.person(101).await;
    bot.hand_over();
    bot.says(&anna, "een").await;
    assert_eq!(bot.left_to_others().await, [""; 0], "it is claimed as it is stored");
    let running = bot.run();
    anna.wait_for_text("een", SOON).await.expect("an answer");
    for text in ["twee drie vier", "vijf"] {
        anna.send_text(text);
        bot.receive(1).await;
    }
    anna.wait_for_text("vijf", SOON).await.expect("an answer");
    assert_eq!(running.stop().await.pending, 0);
    assert_eq!(arrived(&bot.emulator, 101), ["een", "twee", "drie", "vier", "vijf"]);
}

#[tokio::test]
async fn nothing_overtakes_what_waits() {
    let mut bot = Bot::start().await;
    let anna = bot.person(101).await;
    bot.says(&anna, "een").await;
    bot.fault(FaultKind::TooManyRequests { retry_after: 1 }, 101);
    assert_eq!(bot.worker.step(Utc::now()).await.expect("the database works"), 1);
    bot.hand_over();
    let running = bot.run();
    bot.says(&anna, "twee").await;
    anna.wait_for_text("twee", SOON).await.expect("an answer");
    running.stop().await;
    assert_eq!(arrived(&bot.emulator, 101), ["een", "twee"]);
}

#[tokio::test]
async fn who_is_back_gets_first_what_waited() {
    let mut bot = Bot::start().await;
    let anna = bot.person(101).await;
    bot.says(&anna, "een").await;
    let description = "Forbidden: bot was blocked by the user".to_owned();
    bot.fault(FaultKind::Refuse { code: 403, description }, 101);
    bot.deliver(0).await;
    assert_eq!(bot.parked().await.len(), 1);
    bot.hand_over();
    // The first that is heard of them.
    bot.says(&anna, "twee").await;
    let running = bot.run();
    anna.wait_for_text("twee", SOON).await.expect("an answer");
    running.stop().await;
    assert_eq!(arrived(&bot.emulator, 101), ["een", "twee"]);
}

#[tokio::test]
async fn what_nobody_took_over_goes_out_once_its_claim_ends() {
    let mut bot = Bot::start().await;
    let anna = bot.person(101).await;
    bot.hand_over();
    bot.says(&anna, "een").await;
    bot.says(&anna, "twee").await;
    let other = worker(&bot.store, &bot.api, &bot.turns, "other");
    assert_eq!(other.step(Utc::now()).await.expect("the database works"), 0);
    for _ in 0..2 {
        assert_eq!(other.step(later(15)).await.expect("the database works"), 1);
    }
    assert_eq!(arrived(&bot.emulator, 101), ["een", "twee"]);
    // Alone on its file, a bot that starts again does not wait for that.
    bot.says(&anna, "drie").await;
    bot.restart().await;
    bot.store.release_leases(None).await.expect("a write");
    bot.deliver(0).await;
    assert_eq!(arrived(&bot.emulator, 101), ["een", "twee", "drie"]);
}

#[tokio::test]
async fn there_are_only_so_many_places() {
    let mut bot = Bot::start().await;
    let people = bot.people(101..201).await;
    bot.hand_over();
    for person in &people {
        person.send_text("een");
    }
    bot.receive_all().await;
    assert_eq!(bot.left_to_others().await.len(), 100 - 80);
    let running = bot.run();
    for person in &people {
        person.wait_for_text("een", SOON).await.expect("an answer");
    }
    running.stop().await;
    assert!(people.iter().all(|person| arrived(&bot.emulator, person.id()) == ["een"]));
}

/// At the end of the program what was handed over is still sent, or given back.
#[tokio::test]
async fn the_end_loses_nothing_that_was_handed_over() {
    let mut bot = Bot::start().await;
    let anna = bot.person(101).await;
    bot.hand_over();
    bot.says(&anna, "een").await;
    let running = bot.run();
    running.stop().await;
    assert_eq!(arrived(&bot.emulator, 101), ["een"]);
    bot.says(&anna, "twee").await;
    assert_eq!(bot.store.release_leases(Some("test")).await.expect("a write"), 1);
    assert_eq!(bot.left_to_others().await, ["twee"]);
}
