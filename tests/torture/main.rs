//! The promise under violence: what a person was told is received reaches the programme manager, once, whatever is
//! killed, cut off or refused on the way. Real program, real HTTP, real database.
//!
//! A short run is part of `cargo test`. Longer ones:
//!
//! - `ESIJ_TORTURE_SECONDS=300` so long there is violence (10);
//! - `ESIJ_TORTURE_SEED=7` another order of faults and kills (2017);
//! - `ESIJ_TORTURE_PEOPLE=24` so many entrepreneurs (16);
//! - `ESIJ_TORTURE_REPLICAS=5` so many programs on one PostgreSQL database, one of them killed each time (3);
//! - `ESIJ_TEST_POSTGRES=postgres://…` a server on which databases may be made; without it PostgreSQL is left out.
//!
//! `cargo test --test torture -- --nocapture` shows what happened.

#[path = "../replicas/balancer.rs"]
mod balancer;
mod database;
mod desk;
mod managers;
mod people;
mod pressure;
mod program;
mod queue;
mod random;
mod storm;
mod verdict;

use std::io::Write;
use std::str::FromStr;
use std::time::{Duration, Instant};

use esij_bot::emulator::{Account, Config, Emulator, PersonSpec};
use tokio::task::JoinSet;

use balancer::Balancer;
use database::Database;
use people::Person;
use program::Setup;
use random::Random;
use storm::Storm;

/// Entrepreneurs have numbers from here on.
const FIRST_PERSON: i64 = 1_001;
/// The programme manager and a colleague.
const MANAGERS: [i64; 2] = [901, 902];
/// So long everything may take to arrive once the violence is over.
const CALM: Duration = Duration::from_secs(90);

/// Past the test harness, which swallows what a passing test prints.
fn say(line: &str) {
    std::io::stderr().write_all(format!("{line}\n").as_bytes()).expect("standard error");
}

fn variable<T: FromStr>(name: &str, otherwise: T) -> T {
    match std::env::var(name) {
        Ok(text) => text.parse().unwrap_or_else(|_| panic!("{name} is not a number: `{text}`")),
        Err(_) => otherwise,
    }
}

fn meet(emulator: &Emulator, id: i64, name: &str) -> Account {
    emulator.person(PersonSpec::new(id, name))
}

/// How the updates reach the programs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum WayIn {
    Polling,
    /// By a load balancer in front of them.
    Webhook,
}

/// Entrepreneurs hand in ideas and questions while `replicas` programs are killed and everything goes wrong.
async fn torture(name: &str, database: &Database, way_in: WayIn, replicas: usize) {
    let seed = variable("ESIJ_TORTURE_SEED", 2017_u64);
    let violence = Duration::from_secs(variable("ESIJ_TORTURE_SECONDS", 10));
    let people = variable("ESIJ_TORTURE_PEOPLE", 16_i64);
    let started = Instant::now();
    let config = Config { seed, webhook_pause: Duration::from_millis(100), ..Config::default() };
    let emulator = Emulator::start(config).await.expect("a free port");
    let mut managers = Vec::new();
    for id in MANAGERS {
        let manager = meet(&emulator, id, "Marieke");
        manager.send_command("start");
        managers.push(manager);
    }
    let folder = tempfile::tempdir().expect("a folder");
    let mut setup = Setup::new(&emulator, database.url(), &MANAGERS, folder.path().join("log"));
    let balancer = Balancer::start().await;
    if way_in == WayIn::Webhook {
        let servers = program::free_addresses(replicas);
        balancer.serves(&servers);
        setup = setup.with_webhook(balancer.url(), servers);
    }

    let mut random = Random::new(seed);
    let mut crowd = JoinSet::new();
    for number in 0..people {
        let account = meet(&emulator, FIRST_PERSON + number, &format!("Jan{number}"));
        let person = Person::new(account, random.fork());
        crowd.spawn(async move { person.live(started + violence).await });
    }
    let mut desk = JoinSet::new();
    for manager in managers {
        desk.spawn(desk::work(manager, random.fork(), started + violence));
    }
    desk.spawn(desk::write_back(emulator.clone(), people, random.fork(), started + violence));
    let (programs, storm) = Storm::new(&emulator, &setup, replicas, random).rage(violence).await;
    let mut told = Vec::new();
    let mut trouble = Vec::new();
    while let Some(ended) = crowd.join_next().await {
        let mut story = ended.expect("a person does not panic");
        told.append(&mut story.told);
        trouble.extend(story.trouble);
    }
    let mut work = desk::Work::default();
    while let Some(ended) = desk.join_next().await {
        work.add(ended.expect("a manager does not panic"));
    }
    verdict::check_settled(&emulator, database, CALM, &mut trouble).await;
    if trouble.is_empty() {
        verdict::check_everybody_gets_an_answer(&emulator, &told, &mut trouble).await;
        verdict::check_settled(&emulator, database, CALM, &mut trouble).await;
    }
    for program in programs {
        trouble.extend(program.stop().await);
    }
    let repeats = verdict::check_chats(&emulator, &told, &storm, &mut trouble);
    verdict::check_database(database, &told, &mut trouble).await;
    let copies = desk::check(&emulator, database, &told, &work, &mut trouble).await;

    let counts = emulator.counts();
    let ideas = told.iter().filter(|lead| lead.is_idea).count();
    say(&format!(
        "{name}: seed {seed}, {replicas} program(s), {:.0} s of violence, {:.0} s in all: {} updates ({} duplicates), \
         {} messages, {} kills, {} stops, {} faults {:?}, {ideas} ideas, {} questions, {} letters, {} edits, {} answers \
         ({copies} to a copy), {} statuses, {repeats} repeats of a delivery",
        violence.as_secs_f64(),
        started.elapsed().as_secs_f64(),
        counts.updates_created,
        storm.duplicates,
        counts.messages_accepted,
        storm.kills,
        storm.stops,
        counts.faults.values().sum::<u64>(),
        counts.faults,
        told.len() - ideas,
        work.letters.len(),
        work.edits,
        work.answers.len(),
        work.statuses.len(),
    ));
    assert!(storm.kills > 0 && !counts.faults.is_empty(), "there was no violence");
    let written = [work.letters.len(), work.answers.len()];
    assert!(written.iter().all(|number| *number > 0), "nobody wrote: {written:?}");
    assert!(trouble.is_empty(), "seed {seed}:\n{}\n\nthe end of the log:\n{}", trouble.join("\n"), setup.log_tail());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_lost_nothing_twice_on_sqlite() {
    let database = Database::sqlite();
    torture("SQLite", &database, WayIn::Polling, 1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_lost_nothing_twice_on_postgres() {
    let Some(database) = Database::postgres("nothing_lost_nothing_twice_on_postgres").await else { return };
    torture("PostgreSQL", &database, WayIn::Polling, 1).await;
    database.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_lost_nothing_twice_with_replicas() {
    let Some(database) = Database::postgres("nothing_lost_nothing_twice_with_replicas").await else { return };
    let replicas = variable("ESIJ_TORTURE_REPLICAS", 3);
    torture("PostgreSQL, replicas", &database, WayIn::Polling, replicas).await;
    database.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_lost_nothing_twice_with_replicas_behind_a_load_balancer() {
    let name = "nothing_lost_nothing_twice_with_replicas_behind_a_load_balancer";
    let Some(database) = Database::postgres(name).await else { return };
    let replicas = variable("ESIJ_TORTURE_REPLICAS", 3);
    torture("PostgreSQL, replicas, webhook", &database, WayIn::Webhook, replicas).await;
    database.close().await;
}
