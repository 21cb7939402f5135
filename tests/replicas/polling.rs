//! One fetches the updates; others stand by and take over.

use std::time::{Duration, Instant};

use crate::fixture::{
    MANAGER, Program, SOON, file, on_postgres, output, person, program, sql, sqlite, store, telegram,
};

const FETCHES: &str = "this replica fetches the updates now";
const STANDS_BY: &str = "this one stands by";

#[tokio::test(flavor = "multi_thread")]
async fn a_spare_takes_over_when_the_holder_is_killed() {
    on_postgres("a_spare_takes_over_when_the_holder_is_killed", |database| async move {
        let telegram = telegram().await;
        let anna = person(&telegram, 101);
        let mut first = Program::run(&telegram, &database, &[]);
        first.logs(FETCHES).await;
        let spares = [Program::run(&telegram, &database, &[]), Program::run(&telegram, &database, &[])];
        for spare in &spares {
            spare.logs(STANDS_BY).await;
        }
        anna.send_command("start");
        anna.wait_for_reply(SOON).await.expect("an answer");

        first.kill();
        let killed = Instant::now();
        let bart = person(&telegram, 102);
        bart.send_command("start");
        bart.wait_for_reply(SOON).await.expect("an answer of the one that took over");
        assert!(killed.elapsed() < Duration::from_secs(15), "{:?}", killed.elapsed());
        let taken_over = spares.iter().filter(|spare| spare.log().contains(FETCHES)).count();
        assert_eq!(taken_over, 1);
        telegram.settled(SOON).await.expect("all is acknowledged");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_stops_hands_over_at_once_and_without_a_conflict() {
    on_postgres("whoever_stops_hands_over_at_once_and_without_a_conflict", |database| async move {
        let telegram = telegram().await;
        let mut first = Program::run(&telegram, &database, &[]);
        first.logs(FETCHES).await;
        let second = Program::run(&telegram, &database, &[]);
        second.logs(STANDS_BY).await;
        assert!(first.stop().await);
        second.logs(FETCHES).await;
        let anna = person(&telegram, 101);
        anna.send_command("start");
        anna.wait_for_reply(SOON).await.expect("an answer");
        let refused: Vec<_> = telegram.recorded().into_iter().filter_map(|call| call.refused).collect();
        assert_eq!(refused, [""; 0]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_connection_ends_the_term() {
    on_postgres("a_lost_connection_ends_the_term", |database| async move {
        let telegram = telegram().await;
        let first = Program::run(&telegram, &database, &[]);
        first.logs(FETCHES).await;
        // It is in the middle of its call for updates.
        sql(
            &database,
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objid = 3 AND \
             database = (SELECT oid FROM pg_database WHERE datname = current_database())",
        )
        .await;
        first.logs("no more are fetched here").await;
        let anna = person(&telegram, 101);
        anna.send_command("start");
        anna.wait_for_reply(SOON).await.expect("it was elected again");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frozen_holder_is_replaced() {
    on_postgres("a_frozen_holder_is_replaced", |database| async move {
        let telegram = telegram().await;
        let first = Program::run(&telegram, &database, &[]);
        first.logs(FETCHES).await;
        let second = Program::run(&telegram, &database, &[]);
        second.logs(STANDS_BY).await;
        first.signal("STOP");
        let anna = person(&telegram, 101);
        anna.send_command("start");
        second.logs(FETCHES).await;
        anna.wait_for_reply(SOON).await.expect("an answer of the other");
        first.signal("CONT");
        first.logs("no more are fetched here").await;
        first.logs(STANDS_BY).await;
        anna.send_text("Wat is ESIJ?");
        anna.wait_for_reply(SOON).await.expect("an answer still");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_bot_works_on_a_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let database = sqlite(&folder);
    let telegram = telegram().await;
    let mut first = Program::run(&telegram, &database, &[]);
    first.logs("Telegram knows the bot").await;
    let mut second = Program::run(&telegram, &database, &[]);
    assert!(!second.end().await);
    second.logs("hint: stop the other bot first").await;
    let shown = second.log().replace(&file(&database).display().to_string(), "FILE");
    assert!(shown.contains("error: another bot works on the database `sqlite://FILE`"), "{shown}");
    // Reading is no work.
    let (well, _, said) = output(&mut program(&["ideas", "list", "--database", &database]));
    assert!(well, "{said}");
    // However the first one ends, the next may start.
    first.kill();
    let third = Program::run(&telegram, &database, &[]);
    third.logs("Telegram knows the bot").await;
    let anna = person(&telegram, MANAGER + 1);
    anna.send_command("start");
    anna.wait_for_reply(SOON).await.expect("an answer");
    assert_eq!(store(&database).await.leads().await.expect("a read"), []);
}
