//! What stays, what goes, and what a restart finds.

use esij_bot::ideas::Reference;
use esij_bot::store::{Pruned, Reason, Retention, Store, StoreErrorKind};

use crate::fixture::{ANNA, BART, Base, LEASE, MANAGER, at, typed};

const DAY: i64 = 24 * 60 * 60;

pub(crate) async fn what_is_old_is_forgotten(base: Base) {
    let turns = base.turns(&[MANAGER]);
    let keep = Retention::default();
    let taken = |update, chat, text: &'static str, second| turns.take(typed(update, chat, text), at(second));
    taken(1, ANNA, "vraag x", 0).await.expect("a turn");
    taken(2, BART, "engels", 0).await.expect("a turn");
    taken(3, ANNA, "paniek", 0).await.expect("a turn");
    base.deliver(at(0)).await;
    taken(6, ANNA, "gemist Hoe laat?", 0).await.expect("a turn");
    taken(4, ANNA, "later", 0).await.expect("a turn");
    let last = base.store.claim_due(at(0), "worker", LEASE, 9).await.expect("a claim");
    base.store.park(last[0].id, "worker", &Reason::Blocked).await.expect("a write");

    let prune = |day| base.store.prune(at(day * DAY + 1), keep);
    assert_eq!(prune(1).await.expect("a write"), Pruned::default(), "nothing is old yet");
    assert_eq!(prune(2).await.expect("a write"), Pruned { seen: 5, ..Pruned::default() });
    // What was sent: 3 messages to persons go, of the 2 to the manager and the receipt only the content.
    assert_eq!(prune(7).await.expect("a write"), Pruned { sent: 6, ..Pruned::default() });
    assert_eq!(base.count("outbox WHERE message IS NULL AND reference = 'IJM-2025-0001'").await, 3);
    // Anna's session goes; of Bart's there is only his language, which stays.
    assert_eq!(prune(30).await.expect("a write"), Pruned { sessions: 1, parked: 2, ..Pruned::default() });
    assert_eq!((base.count("sessions").await, base.count("sessions WHERE chat = 102").await), (1, 1));
    turns.take(typed(5, BART, "taal"), at(31 * DAY)).await.expect("a turn");
    assert_eq!(base.deliver(at(31 * DAY)).await, [(BART, "en".to_owned())]);
    assert_eq!(prune(90).await.expect("a write"), Pruned { sent: 1, seen: 1, unanswered: 1, ..Pruned::default() });
    // The content of the lead goes, its reference stays.
    let pruned = prune(730).await.expect("a write");
    assert_eq!(pruned.leads, 1);
    let lead = base.store.lead(Reference::new(2025, 1)).await.expect("a read").expect("a tombstone");
    assert_eq!((lead.lead, lead.erased, lead.delivered), (None, Some(at(730 * DAY + 1)), Some(at(0))));
    assert_eq!((base.count("outbox").await, prune(730).await.expect("a write").leads), (0, 0));
}

pub(crate) async fn a_restart_finds_everything(base: Base) {
    let turns = base.turns(&[MANAGER]);
    turns.take(typed(1, ANNA, "engels"), at(0)).await.expect("a turn");
    turns.take(typed(2, ANNA, "vraag x"), at(1)).await.expect("a turn");
    let claimed = base.store.claim_due(at(1), "worker", LEASE, 9).await.expect("a claim");
    assert_eq!(claimed.len(), 2);
    base.store.close().await;

    let base = Base { store: Store::open_existing(&base.url).await.expect("it is still there"), ..base };
    assert_eq!(base.store.release_leases(None).await.expect("a write"), 2);
    let turns = base.turns(&[MANAGER]);
    turns.take(typed(2, ANNA, "vraag x"), at(2)).await.expect("a turn");
    turns.take(typed(3, ANNA, "taal"), at(2)).await.expect("a turn");
    let delivered = base.deliver(at(3)).await;
    let anna: Vec<&str> = delivered.iter().filter(|(chat, _)| *chat == ANNA).map(|(_, text)| text.as_str()).collect();
    assert_eq!(anna, ["English", "genoteerd", "en", "IJM-2025-0001 afgeleverd"]);
    assert_eq!(delivered.len(), 6);
}

pub(crate) async fn a_newer_schema_is_left_alone(base: Base) {
    base.sql("INSERT INTO migrations (version) VALUES (99)").await;
    let error = Store::open(&base.url).await.expect_err("a newer schema");
    assert_eq!(error.kind(), StoreErrorKind::Newer);
}
