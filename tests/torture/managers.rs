//! The programme manager is the exception: when their chat fails, nothing is given up.

use std::time::Duration;

use esij_bot::emulator::{Account, ChatMessage, Config, Emulator};
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

/// A manager's chat that takes no messages, and what mends it, where that can be.
struct Failing {
    chat: i64,
    mend: Option<Box<dyn FnOnce()>>,
}

/// One of two managers' chats fails as `fails` makes it.
async fn check(fails: impl Fn(&Emulator, &Account) -> Failing) {
    let emulator = Emulator::start(Config::default()).await.expect("a free port");
    let database = Database::sqlite();
    let folder = tempfile::tempdir().expect("a folder");
    let [first, second] = MANAGERS.map(|id| meet(&emulator, id, "Marieke"));
    first.send_command("start");
    second.send_command("start");
    let failing = fails(&emulator, &first);
    let setup = Setup::new(&emulator, database.url(), &[failing.chat, second.id()], folder.path().join("log"));
    let program = setup.start();
    let people = [0, 1].map(|n| meet(&emulator, FIRST_PERSON + n, "Jan"));
    let asked = |messages: &[ChatMessage]| messages.iter().filter(|one| one.text.contains("Vraag · IJM-")).count();
    for (person, so_far) in people.iter().zip(1..) {
        hands_in_a_question(person).await;
        let chat = second.id();
        emulator.wait_for(chat, |seen| asked(seen) == so_far, SOON).await.expect("the other manager has it at once");
        person.wait_for_text("is afgeleverd bij de programmamanager", SOON).await.expect("a receipt");
    }
    setup.wait_for_log("ERROR").await;
    setup.wait_for_log("the programme manager's chat takes no messages").await;
    assert_eq!(asked(&emulator.messages(failing.chat)), 0);
    let store = database.open().await;
    let counts = store.pending_counts().await.expect("the database works");
    let parked = store.parked().await.expect("the database works");
    // The greeting that they did not wait for is for themselves alone.
    assert!(parked.iter().all(|row| row.audience == Audience::Person), "{parked:?}");
    assert!(counts.pending >= 2, "both wait for the first manager: {counts:?}");
    if let Some(mend) = failing.mend {
        mend();
        emulator.wait_for(failing.chat, |seen| asked(seen) == 2, SOON).await.expect("they waited");
        let texts: Vec<String> = emulator.messages(failing.chat).into_iter().map(|one| one.text).collect();
        let place = |number: &str| texts.iter().position(|text| text.contains(number));
        assert!(place("-0001") < place("-0002"), "in order: {texts:?}");
        let end = tokio::time::Instant::now() + SOON;
        while store.pending_counts().await.expect("the database works").pending > 0 {
            assert!(tokio::time::Instant::now() < end, "the outbox is not empty");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        for person in &people {
            let receipts = person.messages().iter().filter(|message| message.text.contains("is afgeleverd")).count();
            assert_eq!(receipts, 1);
        }
    }
    assert_eq!(program.stop().await, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_manager_who_blocked_the_bot_gets_it_later() {
    check(|_, manager| {
        manager.block();
        let again = manager.clone();
        Failing { chat: manager.id(), mend: Some(Box::new(move || again.unblock())) }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_group_that_threw_the_bot_out_gets_it_when_it_takes_it_back() {
    check(|emulator, manager| {
        let group = emulator.group("Team ESIJ", &[manager]);
        group.kick_bot();
        Failing { chat: group.id(), mend: Some(Box::new(move || group.add_bot())) }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_manager_whose_account_is_gone_holds_up_nobody() {
    check(|_, manager| {
        manager.deactivate();
        Failing { chat: manager.id(), mend: None }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_chat_that_never_was_holds_up_nobody() {
    check(|_, _| Failing { chat: 999_999, mend: None }).await;
}
