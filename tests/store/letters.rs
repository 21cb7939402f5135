//! Letters to and fro, also when both sides write at once.

use esij_bot::ideas::ChatId;
use esij_bot::turn::{Incoming, Taken, Turns};
use sqlx::{Executor, Row};

use crate::fixture::{ANNA, Base, LEASE, MANAGER, at, typed};

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
}
