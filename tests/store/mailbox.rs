//! Letters to the programme are rows of the outbox like any other, but for what is in them.

use chrono::{DateTime, Utc};
use esij_bot::ideas::{ChatId, Reference};
use esij_bot::store::{Audience, Hold, MAILBOX, OutboxRow, Reason};
use esij_bot::turn::Turns;

use crate::fixture::{ANNA, Base, LEASE, MANAGER, at, typed};

const WORKER: &str = "worker";

fn mailing(base: &Base, managers: &[ChatId]) -> Turns {
    Turns { mails: true, ..base.turns(managers) }
}

/// What can be claimed of the mailbox.
async fn claim(base: &Base, now: DateTime<Utc>) -> Vec<OutboxRow> {
    let mut rows = base.store.claim_due(now, WORKER, LEASE, 50).await.expect("a claim");
    rows.retain(|row| row.chat == MAILBOX);
    rows
}

pub(crate) async fn a_letter_counts_as_a_delivery(base: Base) {
    mailing(&base, &[]).take(typed(1, ANNA, "vraag een"), at(0)).await.expect("a turn");
    let [row] = claim(&base, at(0)).await.try_into().expect("a letter");
    let (audience, reference) = (row.audience, row.reference);
    assert_eq!((audience, reference), (Audience::Mail, Some(Reference::new(2025, 1))));
    assert_eq!(row.message, esij_bot::conversation::Message::default(), "nothing of the lead is in it");
    assert!(base.store.mark_sent(row.id, at(5), 0).await.expect("a write").receipt, "the receipt goes out");
    let lead = base.store.lead(Reference::new(2025, 1)).await.expect("a read").expect("a lead");
    assert_eq!(lead.delivered, Some(at(5)));
    // A manager who comes later gets the card, and the person no second receipt. Letters are not for them.
    assert_eq!(base.store.assign_waiting(&[MANAGER]).await.expect("a write"), 2);
    base.store.release_leases(None).await.expect("a write");
    let told = base.deliver(at(6)).await;
    assert_eq!(told.iter().filter(|(_, text)| text.contains("afgeleverd")).count(), 1, "{told:?}");
    assert_eq!(told.iter().filter(|(chat, _)| *chat == MANAGER).count(), 2, "{told:?}");
    assert_eq!(base.store.pending_counts().await.expect("a read").pending, 0);
}

pub(crate) async fn letters_have_an_order(base: Base) {
    let turns = mailing(&base, &[MANAGER]);
    turns.take(typed(1, ANNA, "vraag een"), at(0)).await.expect("a turn");
    turns.take(typed(2, ANNA, "vraag twee"), at(1)).await.expect("a turn");
    let [first] = claim(&base, at(2)).await.try_into().expect("one at a time");
    assert_eq!(first.reference, Some(Reference::new(2025, 1)));
    let reason = Reason::MailUnusable("no".to_owned());
    base.store.retry_at(first.id, WORKER, at(100), &reason).await.expect("a write");
    assert_eq!(claim(&base, at(3)).await, [], "the second waits for the first");
    assert_eq!(base.store.figures(&[MANAGER]).await.expect("a read").mail, Some(reason.clone()));
    assert_eq!(base.store.figures(&[MANAGER]).await.expect("a read").unreachable, []);
    let held_up = base.store.held_up().await.expect("a read");
    let [held] = held_up.try_into().expect("one is held up");
    assert_eq!((held.chat, held.audience), (Some(MAILBOX), Audience::Mail));
    assert_eq!(held.hold, Hold::Failing { reason, again: at(100) });
    base.store.release_leases(None).await.expect("a write");
    base.deliver(at(50)).await;
    assert_eq!(base.store.next_due().await.expect("a read"), Some(at(100)));

    let [first] = claim(&base, at(100)).await.try_into().expect("due again");
    base.store.park(first.id, WORKER, &Reason::Refused("550".to_owned())).await.expect("a write");
    let [second] = claim(&base, at(101)).await.try_into().expect("its turn");
    assert_eq!(second.reference, Some(Reference::new(2025, 2)));
    base.store.mark_sent(second.id, at(102), 0).await.expect("a write");
    assert_eq!(base.store.put_back_all(at(103)).await.expect("a write"), 1);
    let [again] = claim(&base, at(103)).await.try_into().expect("put back");
    base.store.drop_needless(again.id, "somebody else").await.expect("a write");
    assert_eq!(base.count("outbox WHERE audience = 'mail' AND state = 'pending'").await, 1);
    base.store.drop_needless(again.id, WORKER).await.expect("a write");
    assert_eq!(base.count("outbox WHERE audience = 'mail' AND state = 'pending'").await, 0);
}

pub(crate) async fn an_erased_lead_has_no_letter(base: Base) {
    let turns = mailing(&base, &[MANAGER]);
    turns.take(typed(1, ANNA, "vraag een"), at(0)).await.expect("a turn");
    turns.take(typed(2, ANNA, "vraag twee"), at(0)).await.expect("a turn");
    let [claimed] = claim(&base, at(1)).await.try_into().expect("a letter");
    turns.take(typed(3, ANNA, "wis"), at(2)).await.expect("a turn");
    assert_eq!(base.count("outbox WHERE audience = 'mail'").await, 0);
    assert!(
        !base.store.mark_sent(claimed.id, at(3), 0).await.expect("a write").receipt,
        "who was sending it comes too late"
    );
}
