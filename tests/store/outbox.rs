//! From the outbox to the network: order, leases, receipts.

use std::collections::BTreeSet;

use esij_bot::conversation::EventKind;
use esij_bot::ideas::ChatId;
use esij_bot::store::{Audience, Hold, NotParked, OutboxCounts, OutboxId, OutboxRow, Reason};
use futures::future::join_all;

use crate::fixture::{ANNA, BART, Base, LEASE, MANAGER, TEAM, at, happens, typed};

async fn fill(base: &Base, messages: &[(ChatId, &str)]) {
    let turns = base.turns(&[]);
    for (update, (chat, text)) in (1..).zip(messages) {
        turns.take(typed(update, *chat, text), at(0)).await.expect("a turn");
    }
}

const WORKER: &str = "worker";

async fn claim(base: &Base, seconds: i64) -> Vec<OutboxRow> {
    base.store.claim_due(at(seconds), WORKER, LEASE, 10).await.expect("a claim")
}

fn texts(rows: &[OutboxRow]) -> Vec<String> {
    rows.iter().map(|row| row.message.text.to_plain()).collect()
}

pub(crate) async fn a_chat_is_served_in_order(base: Base) {
    fill(&base, &[(ANNA, "a1"), (ANNA, "a2"), (BART, "b1"), (ANNA, "a3")]).await;
    assert_eq!(base.store.next_due().await.expect("a read"), Some(at(0)));
    let first = claim(&base, 0).await;
    assert_eq!(texts(&first), ["a1", "b1"]);
    assert_eq!((first[0].chat, first[0].audience, first[0].attempts), (ANNA, Audience::Person, 0));
    assert_eq!(claim(&base, 1).await, [], "both chats are being served");
    base.store.mark_sent(first[0].id, at(2), 77).await.expect("sent");
    assert_eq!(texts(&claim(&base, 2).await), ["a2"]);
    assert_eq!(base.store.claim_due(at(2), "worker", LEASE, 0).await.expect("a claim"), []);
    let expected = OutboxCounts { pending: 3, waiting: 0, parked: 0 };
    assert_eq!(base.store.pending_counts().await.expect("a read"), expected);
    assert_eq!(base.store.oldest_pending().await.expect("a read"), Some(at(0)));
}

pub(crate) async fn a_lease_ends(base: Base) {
    fill(&base, &[(ANNA, "a1")]).await;
    assert_eq!(claim(&base, 0).await.len(), 1);
    assert_eq!(base.store.next_due().await.expect("a read"), Some(at(60)));
    assert_eq!(claim(&base, 59).await.len(), 0);
    assert_eq!(claim(&base, 60).await.len(), 1, "whoever claimed it is gone");
    // The program was started again and knows that nobody else works on the database.
    assert_eq!(base.store.release_leases(Some("other")).await.expect("a write"), 0);
    assert_eq!(base.store.release_leases(Some("worker")).await.expect("a write"), 1);
    assert_eq!(claim(&base, 61).await.len(), 1);
    assert_eq!(base.store.release_leases(None).await.expect("a write"), 1);
    assert_eq!(claim(&base, 62).await.len(), 1);
}

pub(crate) async fn a_retry_holds_its_chat_and_parking_frees_it(base: Base) {
    fill(&base, &[(ANNA, "a1"), (ANNA, "a2"), (BART, "b1")]).await;
    let id = claim(&base, 0).await[0].id;
    base.store.retry_at(id, WORKER, at(30), &Reason::ServerFault).await.expect("a write");
    assert_eq!(claim(&base, 29).await, [], "the second message does not overtake the first");
    let again = claim(&base, 30).await;
    assert_eq!((again[0].id, again[0].attempts), (id, 1));
    base.store.postpone(id, WORKER, at(40)).await.expect("a write");
    assert_eq!(claim(&base, 40).await[0].attempts, 1, "putting off is no attempt");
    let reason = Reason::Refused("Bad Request: MESSAGE_TOO_LONG".into());
    base.store.park(id, WORKER, &reason).await.expect("a write");
    let second = claim(&base, 41).await;
    assert_eq!(texts(&second), ["a2"]);
    let parked = base.store.parked().await.expect("a read");
    assert_eq!((parked.len(), parked[0].id, parked[0].chat, parked[0].attempts), (1, id, Some(ANNA), 2));
    assert_eq!(parked[0].hold, Hold::Parked(reason));
    // Put back it is the oldest, but waits for the one that is on its way.
    let ids = BTreeSet::from([id]);
    assert_eq!(base.store.put_back(&ids, at(42)).await.expect("a write"), Ok(1));
    let wrong = vec![(id, NotParked::OnItsWay)];
    assert_eq!(base.store.put_back(&ids, at(42)).await.expect("a write"), Err(wrong));
    assert_eq!(claim(&base, 42).await, []);
    base.store.mark_sent(second[0].id, at(43), 1).await.expect("sent");
    let again = claim(&base, 43).await;
    assert_eq!((texts(&again), again[0].attempts), (vec!["a1".to_owned()], 0), "it counts as new");
}

pub(crate) async fn all_or_none_are_put_back(base: Base) {
    fill(&base, &[(ANNA, "a1"), (ANNA, "a2"), (ANNA, "a3"), (BART, "b1"), (BART, "b2")]).await;
    let mut parked = Vec::new();
    for second in 0..2 {
        for row in claim(&base, second).await {
            base.store.park(row.id, WORKER, &Reason::Blocked).await.expect("a write");
            parked.push(row.id);
        }
    }
    let last = claim(&base, 3).await;
    base.store.mark_sent(last[0].id, at(3), 7).await.expect("sent");
    let unknown = OutboxId(999);
    let ids = parked.iter().copied().chain([last[0].id, unknown]).collect();
    let wrong = vec![(last[0].id, NotParked::Sent), (unknown, NotParked::Unknown)];
    assert_eq!(base.store.put_back(&ids, at(4)).await.expect("a write"), Err(wrong));
    assert_eq!(base.store.parked().await.expect("a read").len(), 4, "none was put back");
    assert_eq!(base.store.put_back_all(at(4)).await.expect("a write"), 4);
    assert_eq!(base.store.put_back_all(at(4)).await.expect("a write"), 0);
    let texts: Vec<String> = base.deliver(at(4)).await.into_iter().map(|(_, text)| text).collect();
    assert_eq!(texts, ["a1", "b1", "a2", "b2"]);
}

pub(crate) async fn what_is_held_up_is_told(base: Base) {
    base.turns(&[]).take(typed(9, BART, "vraag x"), at(0)).await.expect("a turn");
    fill(&base, &[(ANNA, "a1"), (TEAM, "t1")]).await;
    let held_up = || async { base.store.held_up().await.expect("a read") };
    assert!(held_up().await.iter().all(|one| one.hold == Hold::NoManager && one.chat.is_none()));
    assert_eq!(held_up().await.len(), 2, "the two texts of the card");
    let rows = claim(&base, 1).await;
    let of = |chat| rows.iter().find(|row| row.chat == chat).expect("a claim").id;
    base.store.retry_at(of(ANNA), WORKER, at(30), &Reason::ServerFault).await.expect("a write");
    base.store.park(of(TEAM), WORKER, &Reason::Refused("no".into())).await.expect("a write");
    let told: Vec<_> = held_up().await.into_iter().map(|one| (one.chat, one.reference.is_some(), one.hold)).collect();
    let failing = Hold::Failing { reason: Reason::ServerFault, again: at(30) };
    assert_eq!(
        told,
        [
            (None, true, Hold::NoManager),
            (None, true, Hold::NoManager),
            (Some(ANNA), false, failing),
            (Some(TEAM), false, Hold::Parked(Reason::Refused("no".into()))),
        ]
    );
}

pub(crate) async fn who_comes_back_gets_what_was_missed(base: Base) {
    let turns = base.turns(&[]);
    turns.take(typed(1, ANNA, "a1"), at(0)).await.expect("a turn");
    turns.take(typed(2, ANNA, "a2"), at(0)).await.expect("a turn");
    turns.take(typed(3, ANNA, "a3"), at(0)).await.expect("a turn");
    turns.take(typed(4, BART, "b1"), at(0)).await.expect("a turn");
    let refused = claim(&base, 1).await;
    base.store.park(refused[0].id, WORKER, &Reason::Refused("no".into())).await.expect("a write");
    base.store.park_until_back(refused[1].id, BART, WORKER, &Reason::Blocked).await.expect("a write");
    for second in 2..4 {
        let row = claim(&base, second).await.remove(0);
        base.store.park_until_back(row.id, ANNA, WORKER, &Reason::ChatNotFound).await.expect("a write");
    }
    // Goodbye is no sign that somebody can be reached.
    turns.take(happens(5, ANNA, EventKind::Reachable(false)), at(4)).await.expect("a turn");
    assert_eq!(base.deliver(at(4)).await, []);
    turns.take(typed(6, ANNA, "a4"), at(5)).await.expect("a turn");
    let delivered: Vec<String> = base.deliver(at(5)).await.into_iter().map(|(_, text)| text).collect();
    assert_eq!(delivered, ["a2", "a3", "a4"], "but not what Telegram will not take");
    // Whose session was erased meanwhile is known by nothing but the messages.
    base.sql("DELETE FROM sessions WHERE chat = 102").await;
    turns.take(happens(7, BART, EventKind::Reachable(true)), at(6)).await.expect("a turn");
    assert_eq!(base.deliver(at(6)).await, [(BART, "b1".to_owned())]);
    assert_eq!(base.store.parked().await.expect("a read").len(), 1);
}

pub(crate) async fn who_lost_a_claim_changes_nothing(base: Base) {
    fill(&base, &[(ANNA, "a1")]).await;
    let id = claim(&base, 0).await[0].id;
    base.store.renew_leases(&[id], WORKER, at(80)).await.expect("a write");
    assert_eq!(claim(&base, 79).await, [], "it was renewed");
    let other = "another worker";
    assert_eq!(base.store.claim_due(at(80), other, LEASE, 9).await.expect("a claim").len(), 1);
    base.store.renew_leases(&[id], WORKER, at(0)).await.expect("a write");
    base.store.retry_at(id, WORKER, at(0), &Reason::ServerFault).await.expect("a write");
    base.store.postpone(id, WORKER, at(0)).await.expect("a write");
    base.store.park(id, WORKER, &Reason::Blocked).await.expect("a write");
    assert_eq!(base.store.parked().await.expect("a read"), []);
    assert_eq!(base.store.next_due().await.expect("a read"), Some(at(140)), "the other still has it");
    // But what has arrived has arrived.
    base.store.mark_sent(id, at(81), 7).await.expect("a write");
    base.store.retry_at(id, other, at(82), &Reason::ServerFault).await.expect("a write");
    assert_eq!(base.store.pending_counts().await.expect("a read"), OutboxCounts::default());
}

pub(crate) async fn two_workers_never_claim_the_same(base: Base) {
    let messages: Vec<_> = (0..60).map(|index| (ChatId(1 + index % 20), "m")).collect();
    fill(&base, &messages).await;
    let replicas = [base.clone(), base.replica().await];
    let claims = (0..8).map(|index: usize| {
        let store = replicas[index % 2].store.clone();
        tokio::spawn(async move { store.claim_due(at(1), &format!("worker {index}"), LEASE, 5).await })
    });
    let mut claimed: Vec<OutboxId> = Vec::new();
    for claim in futures::future::join_all(claims).await {
        claimed.extend(claim.expect("no panic").expect("a claim").iter().map(|row| row.id));
    }
    claimed.extend(claim(&base, 1).await.iter().map(|row| row.id));
    claimed.extend(claim(&base, 1).await.iter().map(|row| row.id));
    assert_eq!((claimed.len(), claimed.iter().collect::<BTreeSet<_>>().len()), (20, 20), "one a chat, each once");
}

pub(crate) async fn the_receipt_comes_once(base: Base) {
    let turns = base.turns(&[MANAGER, TEAM]);
    turns.take(typed(1, ANNA, "vraag x"), at(0)).await.expect("a turn");
    let reference = base.store.leads().await.expect("leads")[0].reference;
    let lead = || async { base.store.lead(reference).await.expect("a read").expect("a lead") };
    let mut cards = 0;
    let mut receipts = Vec::new();
    for second in 1..9 {
        for row in claim(&base, second).await {
            cards += usize::from(row.audience == Audience::Manager);
            assert!(row.audience == Audience::Person || row.reference == Some(reference));
            let before = lead().await.delivered;
            let receipt = base.store.mark_sent(row.id, at(second), 500 + row.id.0).await.expect("sent");
            receipts.extend(receipt.receipt.then_some((second, before)));
            assert!(
                !base.store.mark_sent(row.id, at(second), 1).await.expect("sent twice").receipt,
                "no second receipt"
            );
            if row.audience == Audience::Manager {
                let found = base.store.lead_of_message(row.chat, 500 + row.id.0).await.expect("a read");
                assert_eq!(found, Some(reference));
            }
        }
    }
    assert_eq!((cards, receipts), (4, vec![(2, None)]), "with the second and last text of the first card to arrive");
    assert_eq!(lead().await.delivered, Some(at(2)));
    assert_eq!(base.count("outbox WHERE chat = 101 AND message LIKE '%afgeleverd%' AND state = 'sent'").await, 1);
}

pub(crate) async fn messages_that_arrive_together_are_each_marked(base: Base) {
    let turns = base.turns(&[MANAGER]);
    let chat = |n: i64| ChatId(1000 + n);
    for n in 0..100 {
        turns.take(typed(n + 1, chat(n), "a1"), at(0)).await.expect("a turn");
    }
    turns.take(typed(101, chat(7), "a2"), at(0)).await.expect("a turn");
    turns.take(typed(102, ANNA, "vraag x"), at(0)).await.expect("a turn");
    let mut rows = base.store.claim_due(at(0), WORKER, LEASE, 300).await.expect("a claim");
    let has_receipt = |row: &OutboxRow| row.chat == MANAGER;
    assert_eq!((rows.len(), rows.iter().filter(|row| has_receipt(row)).count()), (102, 1));
    let marks = rows.iter().map(|row| base.store.mark_sent(row.id, at(1), 500 + row.id.0));
    let marked: Vec<_> = join_all(marks).await.into_iter().map(|marked| marked.expect("a write")).collect();
    for (row, marked) in rows.iter().zip(&marked) {
        let more = row.chat == chat(7) || has_receipt(row);
        assert_eq!((marked.receipt, marked.more), (false, more), "{}", row.chat);
    }
    let sent =
        format!("outbox WHERE state = 'sent' AND sent = {} AND telegram_message = 500 + id", at(1).timestamp_millis());
    assert_eq!(base.count(&sent).await, 102);
    rows = claim(&base, 2).await;
    assert_eq!(texts(&rows), ["a2", "IJM-2025-0001 einde"], "no other is sent again");
    let marks = rows.iter().chain(&rows).map(|row| base.store.mark_sent(row.id, at(3), 900));
    let receipts = join_all(marks).await.into_iter().filter(|marked| marked.as_ref().expect("a write").receipt);
    assert_eq!(receipts.count(), 1);
    assert_eq!(texts(&claim(&base, 4).await), ["IJM-2025-0001 afgeleverd"]);
}

pub(crate) async fn the_receipt_follows_the_last_text(base: Base) {
    base.turns(&[MANAGER]).take(typed(1, ANNA, "bijlage x"), at(0)).await.expect("a turn");
    let delivered: Vec<String> = base.deliver(at(1)).await.into_iter().map(|(_, text)| text).collect();
    assert_eq!(delivered.len(), 4);
    assert_eq!(delivered[..2], ["IJM-2025-0001 x", "IJM-2025-0001 einde"]);
    assert!(delivered.contains(&"het bestand".into()) && delivered.contains(&"IJM-2025-0001 afgeleverd".into()));
    assert_eq!(base.count("outbox WHERE receipt IS NOT NULL").await, 0);
}

pub(crate) async fn leads_wait_for_a_manager(base: Base) {
    base.turns(&[]).take(typed(1, ANNA, "vraag x"), at(0)).await.expect("a turn");
    assert_eq!(base.deliver(at(1)).await, [(ANNA, "genoteerd".into())]);
    let expected = OutboxCounts { pending: 0, waiting: 2, parked: 0 };
    assert_eq!(base.store.pending_counts().await.expect("a read"), expected);
    assert_eq!(base.store.next_due().await.expect("a read"), None);
    assert_eq!(base.store.assign_waiting(&[]).await.expect("a write"), 0);
    assert_eq!(base.store.assign_waiting(&[MANAGER, TEAM]).await.expect("a write"), 2);
    assert_eq!(base.store.assign_waiting(&[MANAGER, TEAM]).await.expect("a write"), 0);
    let mut delivered = base.deliver(at(2)).await;
    delivered.sort();
    let card = ["IJM-2025-0001 einde", "IJM-2025-0001 x"].map(String::from);
    let to = |chat: ChatId| card.clone().map(|text| (chat, text)).to_vec();
    let expected = [to(TEAM), vec![(ANNA, "IJM-2025-0001 afgeleverd".into())], to(MANAGER)].concat();
    assert_eq!(delivered, expected);
}

pub(crate) async fn a_moved_group_gets_its_messages(base: Base) {
    let (group, later) = (ChatId(-1_000_000_000_777), ChatId(-1_000_000_000_888));
    let turns = base.turns(&[TEAM]);
    turns.take(typed(1, ANNA, "vraag x"), at(0)).await.expect("a turn");
    let row = claim(&base, 1).await.into_iter().find(|row| row.chat == TEAM).expect("a card");
    base.store.retry_at(row.id, WORKER, at(500), &Reason::RateLimited).await.expect("a write");
    base.store.move_chat(TEAM, group).await.expect("a write");
    assert_eq!(claim(&base, 2).await[0].chat, group, "at once, and under its new number");
    base.store.release_leases(None).await.expect("a write");
    // What comes later goes there too, though the settings still name the old one; and it moves on.
    turns.take(typed(2, ANNA, "vraag y"), at(3)).await.expect("a turn");
    let mut moved = typed(3, group, "");
    moved.event = None;
    moved.moved = Some((group, later));
    turns.take(moved, at(4)).await.expect("a turn");
    turns.take(typed(4, BART, "vraag z"), at(5)).await.expect("a turn");
    let delivered = base.deliver(at(9)).await;
    assert_eq!(delivered.iter().filter(|(chat, _)| *chat == later).count(), 6);
    assert!(delivered.iter().all(|(chat, _)| ![TEAM, group].contains(chat)));
}

pub(crate) async fn what_cannot_be_read_is_parked(base: Base) {
    fill(&base, &[(ANNA, "a1"), (ANNA, "a2"), (BART, "b1")]).await;
    base.sql("UPDATE outbox SET message = '{}' WHERE message LIKE '%a1%'").await;
    base.sql("UPDATE outbox SET version = 99 WHERE chat = 102").await;
    assert_eq!(claim(&base, 1).await, []);
    let parked = base.store.parked().await.expect("a read");
    assert_eq!(parked.len(), 1, "what is newer is for a newer program");
    assert_eq!(parked[0].hold, Hold::Parked(Reason::Unreadable));
    assert_eq!(texts(&claim(&base, 1).await), ["a2"]);
}

pub(crate) async fn a_blocked_person_is_known(base: Base) {
    let turns = base.turns(&[]);
    let blocked = || async { base.store.is_blocked(ANNA).await.expect("a read") };
    turns.take(typed(1, ANNA, "hallo"), at(0)).await.expect("a turn");
    assert!(!blocked().await);
    let id = claim(&base, 0).await[0].id;
    base.store.park_until_back(id, ANNA, "somebody else", &Reason::Blocked).await.expect("a write");
    assert!(!blocked().await, "it is not theirs to park");
    base.store.park_until_back(id, ANNA, WORKER, &Reason::Blocked).await.expect("a write");
    assert!(blocked().await);
    turns.take(happens(2, ANNA, EventKind::Reachable(true)), at(1)).await.expect("a turn");
    assert!(!blocked().await);
    turns.take(happens(3, ANNA, EventKind::Reachable(false)), at(2)).await.expect("a turn");
    assert!(blocked().await);
}
