//! The digest and the reminders: once, whoever does them, and of what waits alone.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use esij_bot::agenda::{Agenda, Did};
use esij_bot::ideas::{ChatId, Reference};
use esij_bot::settings::AgendaSettings;
use esij_bot::store::HandedIn;
use tokio::sync::Notify;

use crate::fixture::{ANNA, BART, Base, MANAGER, TEAM, at, typed};

/// The tests begin on Monday 24 November 2025 at 17.00 hours in the IJmond.
const MONDAY: &str = "2025-12-01T07:00:00Z";
const TUESDAY: &str = "2025-12-02T07:00:00Z";

fn on(moment: &str) -> DateTime<Utc> {
    moment.parse().expect("a moment")
}

fn agenda(base: &Base, managers: &[ChatId]) -> Agenda {
    Agenda {
        store: base.store.clone(),
        brain: base.turns(&[]).brain,
        manager_chats: managers.to_vec(),
        settings: AgendaSettings::default(),
        wake: Arc::new(Notify::new()),
    }
}

/// What two replicas do that look at the same time.
async fn both(one: &Agenda, other: &Agenda, now: &str) -> [Did; 2] {
    let (one, other) = tokio::join!(one.step(on(now)), other.step(on(now)));
    [one.expect("the database works"), other.expect("the database works")]
}

async fn step(agenda: &Agenda, now: &str) -> (bool, usize) {
    let did = agenda.step(on(now)).await.expect("the database works");
    (did.digest, did.reminded)
}

pub(crate) async fn two_replicas_tell_once(base: Base) {
    let managers = [MANAGER, TEAM];
    let turns = base.turns(&managers);
    turns.take(typed(1, MANAGER, "engels"), at(0)).await.expect("a turn");
    turns.take(typed(2, ANNA, "vraag een"), at(1)).await.expect("a turn");
    base.deliver(at(2)).await;
    let (one, other) = (agenda(&base, &managers), agenda(&base.replica().await, &managers));

    let did = both(&one, &other, MONDAY).await;
    assert_eq!(did.iter().filter(|did| did.digest).count(), 1, "{did:?}");
    assert_eq!(did.iter().map(|did| did.reminded).sum::<usize>(), 0, "six days is not a week");
    let told = base.deliver(on(MONDAY)).await;
    let to = |chat| told.iter().filter(|(to, _)| *to == chat).map(|(_, text)| text.as_str()).collect::<Vec<_>>();
    assert_eq!((to(MANAGER).len(), to(TEAM).len(), told.len()), (1, 1, 2), "{told:?}");
    assert!(to(MANAGER)[0].contains("1 question passed on"), "{told:?}");
    assert!(to(TEAM)[0].contains("1 doorgegeven vraag"), "{told:?}");

    let did = both(&one, &other, TUESDAY).await;
    assert_eq!(did.iter().map(|did| did.reminded).sum::<usize>(), 1, "{did:?}");
    assert!(did.iter().all(|did| !did.digest), "{did:?}");
    let mut replies = 0;
    for row in base.store.claim_due(on(TUESDAY), "worker", crate::fixture::LEASE, 10).await.expect("a claim") {
        assert_eq!(row.reference, Some(Reference::new(2025, 1)));
        let card = row.message.replies.expect("a reply to the card");
        assert_eq!(base.store.lead_of_message(row.chat, card).await.expect("a read"), row.reference);
        replies += 1;
        base.store.mark_sent(row.id, on(TUESDAY), 1_000_000 + replies).await.expect("a write");
    }
    assert_eq!(replies, 2, "one in each chat");
    assert_eq!(both(&one, &other, "2025-12-02T08:00:00Z").await, [Did::default(); 2]);
    assert_eq!(base.store.pending_counts().await.expect("a read").pending, 0);
}

pub(crate) async fn what_waits_is_reminded_of_again(base: Base) {
    let turns = base.turns(&[MANAGER]);
    for update in 1..=6 {
        turns.take(typed(update, ANNA, &format!("vraag {update}")), at(update)).await.expect("a turn");
    }
    base.deliver(at(10)).await;
    let reminders = AgendaSettings { digest: false, ..AgendaSettings::default() };
    let agenda = Agenda { settings: reminders, ..agenda(&base, &[MANAGER]) };
    for (moment, reminded) in [
        ("2025-11-28T07:00:00Z", 0),
        ("2025-12-02T06:59:00Z", 0),
        ("2025-12-02T07:00:30Z", 6),
        ("2025-12-02T09:00:00Z", 0),
        ("2025-12-03T07:00:00Z", 0),
        ("2025-12-06T07:00:00Z", 0),
        ("2025-12-08T07:00:00Z", 0),
        // A week later, and half a minute earlier in the morning.
        ("2025-12-09T07:00:00Z", 6),
        ("2025-12-16T11:00:00Z", 0),
        ("2025-12-16T10:59:00Z", 6),
    ] {
        assert_eq!(step(&agenda, moment).await.1, reminded, "{moment}");
        let told = base.deliver(on(moment)).await;
        let cards = told.iter().filter(|(_, text)| text.contains("wacht al")).count();
        let rest = told.iter().filter(|(_, text)| text.contains("Nog 2 ideeën of vragen wachten")).count();
        assert_eq!((cards, rest), if reminded == 6 { (4, 1) } else { (0, 0) }, "{moment}: {told:?}");
    }
}

pub(crate) async fn what_is_done_with_is_not_reminded_of(base: Base) {
    let turns = base.turns(&[MANAGER]);
    for (update, chat) in [(1, ANNA), (2, ANNA), (3, ANNA), (4, ANNA), (5, BART), (6, ANNA)] {
        turns.take(typed(update, chat, "vraag x"), at(update)).await.expect("a turn");
    }
    turns.take(typed(7, BART, "wis"), at(9)).await.expect("a turn");
    let later = on("2025-12-01T12:00:00Z").timestamp_millis();
    for change in [
        "status = 'talked' WHERE number = 1".to_owned(),
        "status = 'withdrawn' WHERE number = 2".to_owned(),
        format!("touched = {later} WHERE number = 3"),
        "status = 'in-progress' WHERE number = 4".to_owned(),
        // Of an idea nobody is done with it.
        "status = 'talked', kind = 'idea' WHERE number = 6".to_owned(),
    ] {
        base.sql(&format!("UPDATE leads SET {change}")).await;
    }
    base.deliver(at(10)).await;
    let off = AgendaSettings { remind_after: None, ..AgendaSettings::default() };
    let silent = Agenda { settings: off, ..agenda(&base, &[MANAGER]) };
    assert_eq!(step(&silent, TUESDAY).await, (true, 0), "the digest comes all the same");
    assert_eq!(step(&agenda(&base, &[]), TUESDAY).await, (false, 0), "there is nobody to remind");
    assert_eq!(step(&agenda(&base, &[MANAGER]), TUESDAY).await, (false, 2));
    base.sql("UPDATE leads SET touched = NULL").await;
    let waiting = base.store.waiting(on(TUESDAY), 7).await.expect("a read");
    let waiting: Vec<u32> = waiting.into_iter().map(|(reference, _)| reference.number()).collect();
    assert_eq!(waiting, [3, 4, 6]);
}

pub(crate) async fn a_digest_that_was_missed_comes_until_friday(base: Base) {
    let nobody = agenda(&base, &[]);
    let somebody = agenda(&base, &[MANAGER]);
    assert_eq!(step(&somebody, "2025-11-24T16:00:00Z").await, (false, 0), "there was nothing last week");
    assert_eq!(base.count("done WHERE what = 'digest 2025-W48'").await, 1, "and that is settled");
    base.turns(&[MANAGER]).take(typed(1, ANNA, "vraag een"), at(1)).await.expect("a turn");
    base.deliver(at(2)).await;
    assert_eq!(step(&nobody, MONDAY).await, (false, 0));
    assert!(!step(&somebody, "2025-12-04T22:00:00Z").await.0, "not at night");
    let off = AgendaSettings { digest: false, ..AgendaSettings::default() };
    assert!(!step(&Agenda { settings: off, ..somebody.clone() }, "2025-12-05T15:00:00Z").await.0);
    assert!(step(&somebody, "2025-12-05T15:00:00Z").await.0, "on Friday afternoon at last");
    assert!(!step(&somebody, "2025-12-05T15:01:00Z").await.0);
    // A bot that was off for the whole week after tells of it no more; of the one before this Monday it does.
    assert!(!step(&somebody, "2025-12-13T10:00:00Z").await.0);
    assert!(step(&somebody, "2025-12-15T07:00:00Z").await.0, "the question still waits");
}

pub(crate) async fn a_week_is_counted_from_monday_to_monday(base: Base) {
    let turns = base.turns(&[MANAGER]);
    for (update, text, moment) in [
        (1, "vraag te vroeg", "2025-11-23T22:59:59Z"),
        (2, "vraag eerste", "2025-11-23T23:00:00Z"),
        (3, "gemist hoe laat is het", "2025-11-25T12:00:00Z"),
        (4, "vraag laatste", "2025-11-30T22:59:59Z"),
        (5, "gemist te laat", "2025-11-30T23:00:00Z"),
        (6, "vraag te laat", "2025-11-30T23:00:00Z"),
        (7, "turf liked kosten,unanswered", "2025-11-30T22:00:00Z"),
        (8, "turf liked kosten", "2025-11-30T23:00:00Z"),
    ] {
        turns.take(typed(update, BART, text), on(moment)).await.expect("a turn");
    }
    let (begin, end) = (on("2025-11-23T23:00:00Z"), on("2025-11-30T23:00:00Z"));
    let handed_in = base.store.leads_between(begin, end).await.expect("a read");
    assert_eq!(handed_in, HandedIn { ideas: 0, questions: 2 });
    base.deliver(on(MONDAY)).await;
    step(&agenda(&base, &[MANAGER]), MONDAY).await;
    let told = base.deliver(on(MONDAY)).await;
    let digest = &told.iter().find(|(_, text)| text.contains("Weekoverzicht")).expect("a digest").1;
    assert!(digest.contains("24 november 2025 tot en met 30 november 2025"), "{digest}");
    assert!(digest.contains("2 doorgegeven vragen"), "{digest}");
    assert!(digest.contains("1 vraag bleef zonder antwoord. ‘Dit hielp’: 1 keer."), "{digest}");
    assert!(digest.contains("hoe laat is het (1 keer)") && !digest.contains("te laat"), "{digest}");
    assert!(digest.contains("/idee_IJM_2025_0001: 7 dagen\n• /idee_IJM_2025_0002: 7 dagen"), "{digest}");
    assert!(!digest.contains("0003"), "{digest}");
}
