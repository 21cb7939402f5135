//! The programme manager is the exception: when their chat fails, nothing is given up.

use std::time::Duration;

use esij_bot::emulator::{Account, Config, Emulator};
use esij_bot::store::Audience;

use crate::database::Database;
use crate::program::Setup;
use crate::{FIRST_PERSON, MANAGERS, meet};

const SOON: Duration = Duration::from_secs(30);

async fn hands_in_a_question(person: &Account) {
    person.send_text("Hoeveel kost een fietsenrek in Parijs?");
    person.wait_for_text("in Telegram (", SOON).await.expect("not known");
    person.press_label("Geef mijn vraag door").expect("a button");
}

/// One of two managers' chats fails as `fails` makes it; `again` mends it, where that can be.
async fn check(fails: impl Fn(&Emulator, &Account) -> i64, again: Option<fn(&Account)>) {
    let emulator = Emulator::start(Config::default()).await.expect("a free port");
    let database = Database::sqlite();
    let folder = tempfile::tempdir().expect("a folder");
    let [first, second] = MANAGERS.map(|id| meet(&emulator, id, "Marieke"));
    first.send_command("start");
    second.send_command("start");
    let failing = fails(&emulator, &first);
    let setup = Setup::new(&emulator, database.url(), &[failing, second.id()], folder.path().join("log"));
    let program = setup.start();
    let person = meet(&emulator, FIRST_PERSON, "Jan");
    hands_in_a_question(&person).await;

    second.wait_for_text("Vraag · IJM-", SOON).await.expect("the other manager has it");
    person.wait_for_text("is afgeleverd bij de programmamanager", SOON).await.expect("a receipt");
    setup.wait_for_log("ERROR").await;
    setup.wait_for_log("the programme manager's chat takes no messages").await;
    let store = database.open().await;
    let counts = store.pending_counts().await.expect("the database works");
    let parked = store.parked().await.expect("the database works");
    // The greeting that they did not wait for is for themselves alone.
    assert!(parked.iter().all(|row| row.audience == Audience::Person), "{parked:?}");
    assert!(counts.pending >= 1, "it waits for the first manager: {counts:?}");
    if let Some(again) = again {
        again(&first);
        first.wait_for_text("Vraag · IJM-", SOON).await.expect("it waited for them");
        let end = tokio::time::Instant::now() + SOON;
        while store.pending_counts().await.expect("the database works").pending > 0 {
            assert!(tokio::time::Instant::now() < end, "the outbox is not empty");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let receipts = person.messages().iter().filter(|message| message.text.contains("is afgeleverd")).count();
        assert_eq!(receipts, 1);
    }
    assert_eq!(program.stop().await, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_manager_who_blocked_the_bot_gets_it_later() {
    check(
        |_, manager| {
            manager.block();
            manager.id()
        },
        Some(Account::unblock),
    )
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_manager_whose_account_is_gone_holds_up_nobody() {
    check(
        |_, manager| {
            manager.deactivate();
            manager.id()
        },
        None,
    )
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_group_that_threw_the_bot_out_holds_up_nobody() {
    check(
        |emulator, manager| {
            let group = emulator.group("Team ESIJ", &[manager]);
            group.kick_bot();
            group.id()
        },
        None,
    )
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_chat_that_never_was_holds_up_nobody() {
    check(|_, _| 999_999, None).await;
}
