//! The whole bot beside a bare teloxide echo bot: turns a second, time from update to reply, memory and CPU.
//!
//! `cargo bench --bench bot` runs it all; numbers after `--` are the numbers of chats (1, 10 and 100), and words choose
//! parts by their titles (`away`) and programs by their names (`SQLite`; the echo bot is always there). Both are programs
//! of their own that talk HTTP to the emulator in this one; the bot is `esij-bot run` as it is released, on SQLite and,
//! with `ESIJ_TEST_POSTGRES=postgres://…`, on PostgreSQL. There are three parts:
//!
//! - *next door*: the emulator answers at once, and every chat asks again as soon as it has its answer;
//! - *30 ms away*: the same, but each call takes as long as Telegram is away;
//! - *as in reality*: 30 ms away, people ask now and then, and the bot keeps to Telegram's limits.
//!
//! In the first two the bot sends as fast as it can (`--no-pace`). The CPU time of PostgreSQL itself is not counted.

// As in the torture test, which asks more of it.
#[allow(dead_code)]
#[path = "../../tests/torture/database.rs"]
mod database;
mod echo;
mod load;
mod subject;

use std::time::Duration;

use esij_bot::emulator::{Account, Config, Emulator, Fault, FaultKind, PersonSpec};

use database::Database;
use load::{Load, Measured};
use subject::{Memory, Subject, Usage};

const CHATS: [usize; 3] = [1, 10, 100];
/// So long each measurement takes.
const SPAN: Duration = Duration::from_secs(5);
const DISTANCE: Duration = Duration::from_millis(30);
/// In reality: so many chats, so many questions a second among them, and for so long.
const REALITY: (usize, f64, Duration) = (100, 10.0, Duration::from_secs(20));
/// So long a program has nothing to do before its idle memory is read.
const REST: Duration = Duration::from_secs(2);

/// What is measured of one program under one load.
struct Figures {
    name: &'static str,
    load: Measured,
    cpu_per_thousand: Duration,
}

/// Where and how the people are.
struct Scene {
    distance: Duration,
    paced: bool,
    loads: Vec<(usize, Load)>,
}

/// What the shared parts have to say.
fn say(line: &str) {
    println!("{line}");
}

fn main() {
    // `cargo bench` passes `--bench`.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    if arguments.first().is_some_and(|argument| argument == echo::ARGUMENT) {
        return echo::run();
    }
    let sizes: Vec<usize> = arguments.iter().filter_map(|text| text.parse().ok()).collect();
    let sizes = if sizes.is_empty() { CHATS.to_vec() } else { sizes };
    let words: Vec<String> = arguments.into_iter().filter(|text| text.parse::<usize>().is_err()).collect();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.expect("a runtime").block_on(measure(&sizes, &words));
}

/// What the words choose of these names; all when there is no word for them.
fn chosen<'a>(names: &[&'a str], words: &[String]) -> Vec<&'a str> {
    let chosen: Vec<&str> =
        names.iter().copied().filter(|name| words.iter().any(|word| name.contains(word.as_str()))).collect();
    if chosen.is_empty() { names.to_vec() } else { chosen }
}

async fn measure(sizes: &[usize], words: &[String]) {
    let titles = chosen(&["next door", "30 ms away", "as in reality"], words);
    let databases = chosen(&["SQLite", "PostgreSQL"], words);
    for word in words {
        assert!(titles.iter().chain(&databases).any(|name| name.contains(word.as_str())), "there is no `{word}`");
    }
    let busy: Vec<(usize, Load)> = sizes.iter().map(|chats| (*chats, Load::AsFastAsTheyCan(SPAN))).collect();
    let next_door = Scene { distance: Duration::ZERO, paced: false, loads: busy.clone() };
    let away = Scene { distance: DISTANCE, paced: false, loads: busy };
    let (chats, a_second, span) = REALITY;
    let reality = Scene { distance: DISTANCE, paced: true, loads: vec![(chats, Load::NowAndThen { a_second, span })] };
    for (title, scene) in [("next door", next_door), ("30 ms away", away), ("as in reality", reality)] {
        if !titles.contains(&title) {
            continue;
        }
        let mut figures: Vec<Vec<Figures>> = scene.loads.iter().map(|_| vec![]).collect();
        let mut memory: Vec<(&str, Memory, Memory)> = vec![];
        for name in ["echo"].into_iter().chain(databases.iter().copied()) {
            let database = match name {
                "echo" => None,
                "SQLite" => Some(Database::sqlite()),
                _ => match Database::postgres("PostgreSQL").await {
                    None => continue,
                    database => database,
                },
            };
            let (found, idle, busy) = run(name, database.as_ref(), &scene).await;
            figures.iter_mut().zip(found).for_each(|(all, one)| all.push(one));
            memory.push((name, idle, busy));
            if let Some(database) = database {
                database.close().await;
            }
        }
        for ((chats, _), figures) in scene.loads.iter().zip(&figures) {
            println!("{title}, {chats} chats");
            figures.iter().for_each(|one| print_figures(one, &figures[0]));
        }
        println!("{title}, memory");
        for (name, idle, busy) in memory {
            println!(
                "  {name:<11} idle {:>5.1} MB after the start and {:>5.1} MB after the load ({:.1} of its own, {:.1} of \
                 files), peak {:>5.1} MB",
                idle.resident, busy.resident, busy.own, busy.files, busy.peak
            );
        }
        println!();
    }
}

/// One program through all loads of a scene; its memory before and after.
async fn run(name: &'static str, database: Option<&Database>, scene: &Scene) -> (Vec<Figures>, Memory, Memory) {
    let emulator = Emulator::start(Config { seed: 2017, ..Config::default() }).await.expect("a free port");
    let subject = Subject::start(&emulator, database.map(Database::url), scene.paced);
    let most = scene.loads.iter().map(|(chats, _)| *chats).max().unwrap_or(1);
    let people: Vec<Account> =
        (0..most).map(|n| emulator.person(PersonSpec::new(1_001 + i64::try_from(n).expect("few"), "Jan"))).collect();
    // The first question finds out when it is there.
    load::Load::AsFastAsTheyCan(Duration::ZERO).put_on(&emulator, &people[..1]).await;
    tokio::time::sleep(REST).await;
    let idle = subject.memory();
    if !scene.distance.is_zero() {
        emulator.inject(Fault::new(FaultKind::Slow(scene.distance)));
    }
    let mut figures = vec![];
    for (chats, load) in &scene.loads {
        let before = subject.usage();
        let measured = load.put_on(&emulator, &people[..*chats]).await;
        let turns = u32::try_from(measured.times.len()).expect("few");
        let Usage(cpu) = subject.usage();
        figures.push(Figures { name, cpu_per_thousand: (cpu - before.0) * 1_000 / turns, load: measured });
    }
    emulator.settled(Duration::from_secs(60)).await.expect("all updates are acknowledged");
    tokio::time::sleep(REST).await;
    let asked: usize = 1 + figures.iter().map(|one| one.load.times.len()).sum::<usize>();
    assert_eq!(emulator.accepted().len(), asked, "each question has one answer");
    (figures, idle, subject.memory())
}

fn print_figures(one: &Figures, echo: &Figures) {
    let times = |value: f64, of: f64| format!("{:.2}x", value / of);
    let millis = |time: Duration| time.as_secs_f64() * 1_000.0;
    let cpu = one.cpu_per_thousand.as_secs_f64();
    println!(
        "  {:<11} {:>7.0} turns/s {:>7}   median {:>7.2} ms {:>7}   p99 {:>7.2} ms {:>7}   CPU {cpu:>6.3} s per 1,000 {:>7}",
        one.name,
        one.load.a_second(),
        times(one.load.a_second(), echo.load.a_second()),
        millis(one.load.median()),
        times(millis(one.load.median()), millis(echo.load.median())),
        millis(one.load.p99()),
        times(millis(one.load.p99()), millis(echo.load.p99())),
        times(cpu, echo.cpu_per_thousand.as_secs_f64()),
    );
}
