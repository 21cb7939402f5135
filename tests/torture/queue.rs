//! The outbox under load: many chats, many messages, Telegram's limits in force.
//!
//! `ESIJ_TORTURE_MESSAGES=1000` messages wait (300); a fifth as many chats.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use esij_bot::emulator::{Account, Config, Emulator, Fault, FaultKind, Limits};
use esij_bot::ideas::ChatId;
use esij_bot::store::{Hold, Reason};

use crate::database::Database;
use crate::program::Setup;
use crate::{FIRST_PERSON, MANAGERS, meet, say, variable};

/// Questions to which the answers tell themselves apart.
const QUESTIONS: [&str; 5] = ["/help", "/privacy", "/taal", "/contact", "/mijnideeen"];
/// So long one chat has to wait.
const SLOW_SECONDS: u32 = 8;
const SLOW: Duration = Duration::from_secs(SLOW_SECONDS as u64);
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
    let askers = &people[3..3 + people.len() / 10];
    for asker in askers {
        asker.send_text("Hoeveel kost een fietsenrek in Parijs?");
    }
    emulator.settled(Duration::from_secs(60)).await.expect("all is taken in");
    for asker in askers {
        asker.press_raw(0, "ask:pass_on");
    }
    emulator.settled(Duration::from_secs(60)).await.expect("all is taken in");
    program.kill();
    assert_eq!(emulator.accepted().len(), 0);

    emulator.remove_fault(dam);
    emulator.inject(
        Fault::new(FaultKind::TooManyRequests { retry_after: SLOW_SECONDS }).on("sendMessage").in_chat(slow).times(1),
    );
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
    // In every chat the five answers, which are unlike each other, in the order of the questions.
    let answers = |person: &Account| -> Vec<&str> { arrived[&person.id()].iter().map(|(_, text)| &**text).collect() };
    let expected = &answers(&people[0])[..5];
    for (answer, part) in
        expected.iter().zip(["Dit kan ik", "Uw gegevens", "In welke taal", "", "U hebt hier nog niets"])
    {
        assert!(answer.contains(part), "{expected:?}");
    }
    assert_eq!(expected.iter().collect::<BTreeSet<_>>().len(), 5, "{expected:?}");
    let is_asker = |person: &Account| askers.iter().any(|asker| asker.id() == person.id());
    let mut last_other = started;
    for person in people.iter().filter(|person| ![blocked, gone].contains(&person.id())) {
        let found = answers(person);
        assert!(found.starts_with(expected), "{}: {found:?}", person.id());
        assert!(is_asker(person) || found.len() == 5, "each once: {found:?}");
        if person.id() != slow && !is_asker(person) {
            last_other = last_other.max(arrived[&person.id()][4].0);
        }
    }
    // One chat has to wait, and nobody waits with it: Telegram takes 25 to 30 a second all the while.
    let waited = arrived[&slow][0].0 - started;
    assert!(waited >= SLOW, "it had to wait");
    let meanwhile = emulator.accepted().iter().filter(|message| message.at - started < SLOW).count();
    assert!(meanwhile >= 100, "{meanwhile} messages in {SLOW:?}");
    let cards: Vec<&str> =
        arrived[&supergroup.id()].iter().map(|(_, text)| text.lines().next().unwrap_or("")).collect();
    assert!(cards.len() == askers.len() && cards.iter().all(|card| card.starts_with("Vraag · IJM-")), "{cards:?}");
    assert!(cards.is_sorted(), "the references are in order: {cards:?}");
    for asker in askers {
        let last = answers(asker).pop().expect("messages");
        assert!(last.contains("is afgeleverd bij de programmamanager"), "{last}");
    }

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
