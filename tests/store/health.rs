//! How it stands with what is kept, as an alarm is told.

use esij_bot::ideas::ChatId;
use esij_bot::store::{Figures, Reason};

use crate::fixture::{ANNA, Base, LEASE, MANAGER, TEAM, at, typed};

const WORKER: &str = "worker";

async fn figures(base: &Base) -> Figures {
    base.store.figures(&[MANAGER, TEAM]).await.expect("a read")
}

pub(crate) async fn the_figures_tell_how_it_stands(base: Base) {
    let turns = base.turns(&[MANAGER, TEAM]);
    turns.take(typed(1, ANNA, "vraag een"), at(0)).await.expect("a turn");
    turns.take(typed(2, ANNA, "paniek"), at(1)).await.expect("it is parked");
    let expected = Figures {
        outbox: base.store.pending_counts().await.expect("a read"),
        oldest: Some(at(0)),
        ideas: 0,
        questions: 1,
        parked_updates: 1,
        unreachable: Vec::new(),
        mail: None,
    };
    assert_eq!(figures(&base).await, expected);
    assert_eq!(expected.outbox.pending, 6, "an answer and an apology, and two parts of a card for two managers");
}

pub(crate) async fn a_manager_who_takes_nothing_is_known(base: Base) {
    let turns = base.turns(&[MANAGER, TEAM]);
    turns.take(typed(1, ANNA, "vraag een"), at(0)).await.expect("a turn");
    for row in base.store.claim_due(at(0), WORKER, LEASE, 10).await.expect("a claim") {
        let reason = match row.chat {
            MANAGER => Reason::Blocked,
            TEAM => Reason::ChatNotFound,
            // What happens to a person is nobody's alarm.
            _ => Reason::Blocked,
        };
        base.store.retry_at(row.id, WORKER, at(30), &reason).await.expect("a write");
    }
    // By the number that is configured, though the group has another by now.
    base.store.move_chat(TEAM, ChatId(-1_000_902)).await.expect("a write");
    let unreachable = [(MANAGER, Reason::Blocked), (TEAM, Reason::ChatNotFound)];
    assert_eq!(figures(&base).await.unreachable, unreachable);
    base.deliver(at(60)).await;
    assert_eq!(figures(&base).await.unreachable, []);
    assert_eq!(figures(&base).await.oldest, None);

    turns.take(typed(2, MANAGER, "hallo"), at(61)).await.expect("a turn");
    base.sql("UPDATE sessions SET blocked = 1 WHERE chat = 900").await;
    assert_eq!(figures(&base).await.unreachable, [(MANAGER, Reason::Blocked)]);
    turns.take(typed(3, MANAGER, "hallo"), at(62)).await.expect("a turn");
    assert_eq!(figures(&base).await.unreachable, []);
}
