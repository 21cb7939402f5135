//! Letters to and fro, also when both sides write at once.

use esij_bot::ideas::ChatId;
use esij_bot::turn::{Incoming, Taken, Turns};
use sqlx::{Executor, Row};

use crate::fixture::{ANNA, BART, Base, LEASE, MANAGER, at, command, typed};

/// So many letters each way.
const LETTERS: i64 = 15;

/// The numbers at Telegram of what a chat got about a lead, in the order in which it was stored.
async fn numbers(base: &Base, chat: ChatId) -> Vec<i64> {
    let sql = format!(
        "SELECT telegram_message FROM outbox WHERE chat = {} AND reference IS NOT NULL AND edits IS NULL ORDER BY id",
        chat.0
    );
    let rows = base.connect().await.fetch_all(sqlx::AssertSqlSafe(sql)).await.expect("sound SQL");
    rows.iter().map(|row| row.get(0)).collect()
}

/// A reply to a message of its chat.
fn reply(update: i64, chat: ChatId, to: i64) -> Incoming {
    let mut incoming = typed(update, chat, &format!("brief {update}"));
    let spot = &mut incoming.event.as_mut().expect("an event").spot;
    (spot.message, spot.reply_to) = (Some(100_000 + update), Some(to));
    incoming
}

pub(crate) async fn letters_that_cross_keep_their_order(base: Base) {
    base.turns(&[MANAGER]).take(typed(1, ANNA, "vraag x"), at(0)).await.expect("a turn");
    base.deliver(at(1)).await;
    let (card, receipt) = (numbers(&base, MANAGER).await[0], numbers(&base, ANNA).await[0]);
    let write = |chat: ChatId, first: i64, to: i64, replica: Base| async move {
        let turns = Turns { step: esij_bot::conversation::step, ..replica.turns(&[MANAGER]) };
        for update in first..first + LETTERS {
            let taken = turns.take(reply(update, chat, to), at(2)).await.expect("a turn");
            assert_eq!(taken, Taken::Handled);
        }
    };
    let desk = tokio::spawn(write(MANAGER, 100, card, base.replica().await));
    let person = tokio::spawn(write(ANNA, 200, receipt, base.replica().await));
    // Sends what there is all the while.
    let mut number = 10_000;
    loop {
        let written = desk.is_finished() && person.is_finished();
        let rows = base.store.claim_due(at(3), "worker", LEASE, 10).await.expect("a claim");
        for row in &rows {
            number += 1;
            base.store.mark_sent(row.id, at(3), row.message.edits.unwrap_or(number)).await.expect("sent");
        }
        if rows.is_empty() && written {
            break;
        }
    }
    desk.await.expect("no panic");
    person.await.expect("no panic");
    for chat in [ANNA, MANAGER] {
        let numbers = numbers(&base, chat).await;
        assert!(numbers.is_sorted(), "{chat} got what was stored later first: {numbers:?}");
        assert!(numbers.len() as i64 >= 2 * LETTERS, "letters, and receipts of the others: {numbers:?}");
    }
    if base.store.is_shared() {
        // Two turns never wait for each other, or the server would have to end one of them.
        let sql = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()";
        let ended: i64 = base.connect().await.fetch_one(sql).await.expect("sound SQL").get(0);
        assert_eq!(ended, 0);
    }
}

/// A letter that is stored while its writer's turn is not over yet: nothing of its reader's own turn leaves before it. Only
/// PostgreSQL has two turns at a time.
pub(crate) async fn a_letter_in_hand_keeps_its_place(base: Base) {
    if !base.store.is_shared() {
        return one_turn_at_a_time(base).await;
    }
    base.turns(&[MANAGER]).take(typed(1, ANNA, "vraag x"), at(0)).await.expect("a turn");
    base.deliver(at(1)).await;
    let card = numbers(&base, MANAGER).await[0];
    let turns = |base: &Base| Turns { step: esij_bot::conversation::step, ..base.turns(&[MANAGER]) };
    turns(&base).take(reply(2, MANAGER, card), at(2)).await.expect("a turn");
    base.sql("UPDATE outbox SET state = 'sent', sent = 1764000002000, telegram_message = 2000 + id WHERE edits IS NULL AND state = 'pending'")
        .await;
    // Whoever draws the card anew waits for this, with the letter stored and not committed.
    let mut holder = base.connect().await;
    holder.execute("BEGIN; SELECT id FROM outbox WHERE edits IS NOT NULL FOR UPDATE").await.expect("sound SQL");
    let waiting = async |who: i64| {
        let sql = "SELECT COUNT(*) FROM pg_stat_activity \
                   WHERE datname = current_database() AND wait_event_type = 'Lock'";
        while base.connect().await.fetch_one(sql).await.expect("sound SQL").get::<i64, _>(0) < who {
            tokio::task::yield_now().await;
        }
    };
    let (first, second) = (turns(&base), turns(&base.replica().await));
    let desk = tokio::spawn(async move { first.take(reply(3, MANAGER, card), at(3)).await });
    waiting(1).await;
    let person = tokio::spawn(async move { second.take(command(4, ANNA, "help", ""), at(3)).await });
    tokio::select! {
        () = waiting(2) => {}
        () = async { while !person.is_finished() { tokio::task::yield_now().await } } => {}
    }
    base.deliver(at(4)).await;
    holder.execute("COMMIT").await.expect("sound SQL");
    for turn in [desk, person] {
        assert_eq!(turn.await.expect("no panic").expect("a turn"), Taken::Handled);
    }
    base.deliver(at(5)).await;
    let sql = "SELECT id FROM outbox WHERE chat = 101 AND edits IS NULL ORDER BY sent, telegram_message";
    let ids: Vec<i64> =
        base.connect().await.fetch_all(sql).await.expect("sound SQL").iter().map(|row| row.get(0)).collect();
    assert!(ids.is_sorted(), "what was stored later left first: {ids:?}");
    assert!(ids.len() >= 5, "two letters, and what Anna was told herself: {ids:?}");
}

/// On SQLite the second turn begins when the first is over.
async fn one_turn_at_a_time(base: Base) {
    base.turns(&[MANAGER]).take(typed(1, ANNA, "vraag x"), at(0)).await.expect("a turn");
    base.deliver(at(1)).await;
    let (card, receipt) = (numbers(&base, MANAGER).await[0], numbers(&base, ANNA).await[0]);
    let turns = || Turns { step: esij_bot::conversation::step, ..base.turns(&[MANAGER]) };
    let (first, second) = (turns(), turns());
    let (desk, person) =
        tokio::join!(first.take(reply(2, MANAGER, card), at(2)), second.take(reply(3, ANNA, receipt), at(2)));
    assert_eq!((desk.expect("a turn"), person.expect("a turn")), (Taken::Handled, Taken::Handled));
    assert_eq!(base.deliver(at(3)).await.iter().filter(|(chat, _)| *chat == ANNA).count(), 2, "a letter, and a word");
}

/// Telegram took a message, and the bot sends it again: a reply to either copy is about the same lead, and one to what
/// the outbox has forgotten is about none.
pub(crate) async fn a_reply_to_a_copy_finds_its_lead(base: Base) {
    let turns = Turns { step: esij_bot::conversation::step, ..base.turns(&[MANAGER]) };
    base.turns(&[MANAGER]).take(typed(1, ANNA, "vraag x"), at(0)).await.expect("a turn");
    base.turns(&[MANAGER]).take(typed(2, BART, "vraag y"), at(2)).await.expect("a turn");
    // Of the first card, which has two parts, the second one has come twice, and the later number counts.
    for numbers in [vec![12], vec![13, 14]] {
        for row in base.store.claim_due(at(3), "worker", LEASE, 10).await.expect("a claim") {
            for number in &numbers {
                base.store.mark_sent(row.id, at(3), *number).await.expect("sent");
            }
        }
    }
    // The second card is on its way, and may have arrived.
    base.store.claim_due(at(3), "worker", LEASE, 10).await.expect("a claim");
    let copy = |update: i64, to: i64, sent: i64| {
        let mut incoming = reply(update, MANAGER, to);
        incoming.event.as_mut().expect("an event").spot.reply_to_sent = Some(at(sent));
        incoming
    };
    for (update, to, sent, reader) in [
        (10, 11, 1, Some(ANNA)),
        (11, 12, 1, Some(ANNA)),
        (12, 13, 1, Some(ANNA)),
        (13, 14, 3, Some(ANNA)),
        (14, 15, 3, Some(BART)),
        // From a time when neither was there.
        (15, 11, -120, None),
        (16, 10, 120, None),
        // What is gone was before the second card, and is no copy of it.
        (17, 12, 3, None),
        (18, 13, 3, None),
        (19, 14, 3, None),
        (20, 15, 3, Some(BART)),
    ] {
        if update == 17 {
            base.turns(&[MANAGER]).take(typed(3, ANNA, "wis"), at(4)).await.expect("a turn");
        }
        turns.take(copy(update, to, sent), at(4)).await.expect("a turn");
        let sql = format!("SELECT chat FROM outbox WHERE source_message = {} AND dialogue = 1", 100_000 + update);
        let rows = base.connect().await.fetch_all(sqlx::AssertSqlSafe(sql)).await.expect("sound SQL");
        let readers: Vec<i64> = rows.iter().map(|row| row.get(0)).collect();
        assert_eq!(readers, reader.map(|reader| reader.0).into_iter().collect::<Vec<_>>(), "reply to {to}");
    }
}
