//! The outbox under load: many chats, many messages, Telegram's limits in force.
//!
//! `ESIJ_TORTURE_MESSAGES=1000` messages wait (300); a fifth as many chats.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use esij_bot::emulator::{Config, Emulator, Fault, FaultKind, Limits};
use esij_bot::ideas::ChatId;
use esij_bot::store::{Hold, Reason};

use crate::database::Database;
use crate::program::Setup;
use crate::{FIRST_PERSON, MANAGERS, meet, say, variable};

/// Questions to which the answers tell themselves apart.
const QUESTIONS: [&str; 5] = ["/help", "/privacy", "/taal", "/contact", "/mijnideeen"];
/// Telegram takes about 30 a second.
const A_SECOND: u64 = 20;

/// Everybody asks at once. One chat must wait, one is blocked, one is gone, a group becomes a supergroup.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_outbox_goes_out_at_the_allowed_pace() {
    let chats = variable("ESIJ_TORTURE_MESSAGES", 300_i64) / 5;
    let emulator = Emulator::start(Config { record: true, ..Config::default() }).await.expect("a free port");
    emulator.enforce_limits(Some(Limits::telegram()));
    let database = Database::sqlite();
    let folder = tempfile::tempdir().expect("a folder");
    let manager = meet(&emulator, MANAGERS[0], "Marieke");
    let group = emulator.group("Team ESIJ", &[&manager]);
    let setup = Setup::new(&emulator, database.url(), &[group.id()], folder.path().join("log"));
    let people: Vec<_> = (0..chats).map(|n| meet(&emulator, FIRST_PERSON + n, "Jan")).collect();
    let [slow, blocked, gone] = [FIRST_PERSON, FIRST_PERSON + 1, FIRST_PERSON + 2];
    // Nothing leaves until everything is in the outbox.
    let dam = emulator.inject(Fault::new(FaultKind::TooManyRequests { retry_after: 2 }).on("sendMessage"));
    let program = setup.start();
    for question in QUESTIONS {
        for person in &people {
            person.send_text(question);
        }
    }
    let asker = &people[3];
    asker.send_text("Hoeveel kost een fietsenrek in Parijs?");
    emulator.settled(Duration::from_secs(60)).await.expect("all is taken in");
    asker.press_raw(0, "ask:pass_on");
    emulator.settled(Duration::from_secs(60)).await.expect("all is taken in");
    program.kill();
    assert_eq!(emulator.accepted().len(), 0);

    emulator.remove_fault(dam);
    emulator.inject(Fault::new(FaultKind::TooManyRequests { retry_after: 8 }).on("sendMessage").in_chat(slow).times(1));
    emulator.inject(Fault::new(FaultKind::Blocked).on("sendMessage").in_chat(blocked));
    people[2].deactivate();
    let supergroup = group.migrate();
    let store = database.open().await;
    let waiting = store.pending_counts().await.expect("the database works").pending;
    assert!(waiting >= chats.unsigned_abs() * 5, "{waiting} messages wait");
    let refused_before = emulator.counts().faults;
    let started = Instant::now();
    let program = setup.start();
    let patience = Duration::from_secs(60 + waiting / A_SECOND);
    while store.pending_counts().await.expect("the database works").pending > 0 {
        assert!(started.elapsed() < patience, "{}", setup.log_tail());
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let took = started.elapsed();
    assert_eq!(program.stop().await, None);

    let mut arrived: BTreeMap<i64, Vec<(Instant, String)>> = BTreeMap::new();
    for message in emulator.accepted() {
        arrived.entry(message.chat).or_default().push((message.at, message.text));
    }
    let expected: Vec<&str> = vec!["Dit kan ik", "", "In welke taal", "", "U hebt hier nog niets"];
    let mut last_other = started;
    for person in people.iter().filter(|person| ![blocked, gone].contains(&person.id())) {
        let texts = &arrived[&person.id()];
        let in_order = texts.iter().zip(&expected).all(|((_, text), start)| text.starts_with(start));
        assert!(in_order && texts.len() >= 5, "{:?}", texts.iter().map(|(_, text)| text).collect::<Vec<_>>());
        if person.id() != slow && person.id() != asker.id() {
            last_other = last_other.max(texts[4].0);
        }
    }
    assert!(arrived[&slow][0].0 - started >= Duration::from_secs(8), "it had to wait");
    let at_supergroup = &arrived[&supergroup.id()];
    assert!(at_supergroup[0].1.starts_with("Vraag · IJM-"), "{at_supergroup:?}");
    let last = &arrived[&asker.id()].last().expect("messages").1;
    assert!(last.contains("is afgeleverd bij de programmamanager"), "{last}");

    let parked = store.parked().await.expect("the database works");
    for (chat, reason) in [(blocked, Reason::Blocked), (gone, Reason::Blocked)] {
        let holds: Vec<_> = parked.iter().filter(|row| row.chat == Some(ChatId(chat))).map(|row| &row.hold).collect();
        assert_eq!(holds, [&Hold::Parked(reason); 5]);
    }
    assert_eq!(parked.len(), 10, "nothing else is parked");
    let refused: Vec<String> = emulator.recorded().into_iter().filter_map(|call| call.refused).collect();
    let too_fast = refused.iter().filter(|words| words.starts_with("Too Many Requests")).count();
    let struck = emulator.counts().faults.get("too_many_requests").copied().unwrap_or(0)
        - refused_before.get("too_many_requests").copied().unwrap_or(0);
    say(&format!(
        "outbox: {waiting} messages for {chats} chats in {:.1} s, the last that had not to wait after {:.1} s; \
         {} with Telegram's limits refused {too_fast} (ordered: {struck})",
        took.as_secs_f64(),
        (last_other - started).as_secs_f64(),
        emulator.accepted().len(),
    ));
    assert_eq!(too_fast, 0, "faults are not recorded, so these are of its own making");
}
