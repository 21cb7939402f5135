//! One update, one transaction.

use std::collections::BTreeSet;

use chrono::DateTime;
use esij_bot::conversation::EventKind;
use esij_bot::ideas::{ChatId, Lead, Reference};
use esij_bot::turn::Taken;

use crate::fixture::{ANNA, BART, Base, MANAGER, at, happens, typed};

pub(crate) async fn an_update_is_handled_once(base: Base) {
    let (here, there) = (base.turns(&[MANAGER]), base.replica().await.turns(&[MANAGER]));
    let both = tokio::join!(here.take(typed(1, ANNA, "vraag a"), at(0)), there.take(typed(1, ANNA, "vraag a"), at(0)));
    let outcomes = [both.0.expect("a turn"), both.1.expect("a turn")];
    assert!(outcomes == [Taken::Handled, Taken::Duplicate] || outcomes == [Taken::Duplicate, Taken::Handled]);
    assert_eq!(here.take(typed(1, ANNA, "vraag a"), at(1)).await.expect("a turn"), Taken::Duplicate);
    // Something without an event counts as handled too.
    let mut nothing = typed(2, ANNA, "");
    nothing.event = None;
    assert_eq!(here.take(nothing.clone(), at(1)).await.expect("a turn"), Taken::Handled);
    assert_eq!(here.take(nothing, at(1)).await.expect("a turn"), Taken::Duplicate);
    assert_eq!((base.count("leads").await, base.count("outbox").await, base.count("sessions").await), (1, 3, 1));
}

pub(crate) async fn a_session_is_remembered(base: Base) {
    let turns = base.turns(&[]);
    for (update, chat, text) in [(1, ANNA, "engels"), (2, BART, "taal"), (3, ANNA, "taal")] {
        turns.take(typed(update, chat, text), at(update)).await.expect("a turn");
    }
    let texts: Vec<_> = base.deliver(at(9)).await;
    assert_eq!(texts, [(ANNA, "English".into()), (BART, "nl".into()), (ANNA, "en".into())]);
}

pub(crate) async fn turns_of_one_chat_follow_each_other(base: Base) {
    let replicas = [base.turns(&[MANAGER]), base.replica().await.turns(&[MANAGER])];
    let all = (0..20).map(|update| {
        let turns = replicas[usize::from(update % 2 == 0)].clone();
        tokio::spawn(async move { turns.take(typed(update, ANNA, "tel"), at(0)).await })
    });
    for turn in futures::future::join_all(all).await {
        assert_eq!(turn.expect("no panic").expect("a turn"), Taken::Handled);
    }
    // Each saw all that went before, so none saw the same.
    let seen: BTreeSet<String> = base
        .store
        .leads()
        .await
        .expect("leads")
        .into_iter()
        .map(|stored| {
            let Some(Lead::Question(question)) = stored.lead else { panic!("a question") };
            question.question.as_str().to_owned()
        })
        .collect();
    assert_eq!(seen.len(), 20);
}

pub(crate) async fn each_reference_is_given_once(base: Base) {
    let replicas = [base.turns(&[MANAGER]), base.replica().await.turns(&[MANAGER])];
    let all = (0..50).map(|update| {
        let turns = replicas[usize::from(update % 2 == 0)].clone();
        tokio::spawn(async move { turns.take(typed(update, ChatId(1000 + update), "vraag x"), at(0)).await })
    });
    for turn in futures::future::join_all(all).await {
        assert_eq!(turn.expect("no panic").expect("a turn"), Taken::Handled);
    }
    let given: Vec<Reference> = base.store.leads().await.expect("leads").iter().map(|lead| lead.reference).collect();
    let expected: Vec<Reference> = (1..=50).rev().map(|number| Reference::new(2025, number)).collect();
    assert_eq!(given, expected);
    // A card is not torn apart by another that was handed in at the same time.
    let cards: Vec<String> =
        base.deliver(at(9)).await.into_iter().filter(|(chat, _)| *chat == MANAGER).map(|(_, text)| text).collect();
    assert_eq!(cards.len(), 100);
    for card in cards.chunks(2) {
        assert_eq!((&card[0][..13], &card[0][14..], &card[1][14..]), (&card[1][..13], "x", "einde"));
    }
}

pub(crate) async fn the_year_is_that_of_the_ijmond(base: Base) {
    let turns = base.turns(&[]);
    // Half past eleven in the evening in UTC is half past twelve in January there.
    let moment = DateTime::parse_from_rfc3339("2025-12-31T23:30:00Z").expect("a time").to_utc();
    turns.take(typed(1, ANNA, "vraag x"), moment).await.expect("a turn");
    assert!(base.store.lead(Reference::new(2026, 1)).await.expect("a read").is_some());
}

pub(crate) async fn a_long_answer_is_cut(base: Base) {
    base.turns(&[]).take(typed(1, ANNA, &"lang ".repeat(1000)), at(0)).await.expect("a turn");
    let parts = base.deliver(at(0)).await;
    assert!(parts.len() == 2 && parts.iter().all(|(_, text)| text.len() <= 4096), "{} parts", parts.len());
}

pub(crate) async fn a_panic_is_parked_with_an_apology(base: Base) {
    let mut turns = base.turns(&[MANAGER]);
    turns.take(typed(1, ANNA, "engels"), at(0)).await.expect("a turn");
    for (update, text) in [(2, "paniek"), (3, "dubbel")] {
        assert_eq!(turns.take(typed(update, ANNA, text), at(1)).await.expect("a turn"), Taken::Parked);
        assert_eq!(turns.take(typed(update, ANNA, text), at(2)).await.expect("a turn"), Taken::Duplicate);
    }
    // Even when the apology itself fails the chat lives on.
    let well = turns.step;
    turns.step = |_, _, _| panic!("always");
    assert_eq!(turns.take(typed(4, ANNA, "hallo"), at(3)).await.expect("a turn"), Taken::Parked);
    turns.step = well;
    turns.take(typed(5, ANNA, "taal"), at(4)).await.expect("a turn");
    let texts: Vec<String> = base.deliver(at(9)).await.into_iter().map(|(_, text)| text).collect();
    assert_eq!(
        (&texts[..3], &texts[4..]),
        (&["English", "excuses", "excuses"].map(String::from)[..], &["en".into()][..])
    );
    assert!(!texts[3].is_empty());
    assert_eq!((base.count("parked_updates").await, base.count("leads").await), (3, 0));
    assert_eq!(base.count("parked_updates WHERE reason = 'panic: zoals gevraagd' AND raw LIKE '%true%'").await, 1);
}

pub(crate) async fn a_refused_turn_is_parked(base: Base) {
    let turns = base.turns(&[]);
    base.sql(
        "INSERT INTO leads (reference, year, number, kind, version, status, submitted) \
         VALUES ('IJM-2025-0001', 2025, 1, 'question', 1, 'new', 0)",
    )
    .await;
    assert_eq!(turns.take(typed(1, ANNA, "vraag x"), at(0)).await.expect("a turn"), Taken::Parked);
    assert_eq!(base.deliver(at(9)).await, [(ANNA, "excuses".to_owned())]);
}

pub(crate) async fn an_unreadable_session_starts_anew(base: Base) {
    let turns = base.turns(&[]);
    turns.take(typed(1, ANNA, "engels"), at(0)).await.expect("a turn");
    turns.take(typed(2, BART, "engels"), at(0)).await.expect("a turn");
    base.sql("UPDATE sessions SET json = '{\"half' WHERE chat = 101").await;
    base.sql("UPDATE sessions SET version = 99 WHERE chat = 102").await;
    turns.take(typed(3, ANNA, "taal"), at(1)).await.expect("a turn");
    turns.take(typed(4, BART, "taal"), at(1)).await.expect("a turn");
    let texts = base.deliver(at(9)).await;
    assert_eq!(texts[2..], [(ANNA, "nl".to_owned()), (BART, "nl".to_owned())]);
    assert_eq!(base.count("unreadable_sessions WHERE json LIKE '%half%' OR version = 99").await, 2);
}

pub(crate) async fn erasing_leaves_the_reference_only(base: Base) {
    let turns = base.turns(&[MANAGER]);
    turns.take(typed(1, ANNA, "vraag geheim"), at(0)).await.expect("a turn");
    base.deliver(at(1)).await;
    turns.take(typed(2, ANNA, "vraag geheim"), at(2)).await.expect("a turn");
    turns.take(typed(3, BART, "vraag geheim"), at(2)).await.expect("a turn");
    turns.take(typed(4, ANNA, "paniek geheim"), at(2)).await.expect("a turn");
    turns.take(typed(5, ANNA, "wis"), at(3)).await.expect("a turn");
    let mut left = base.deliver(at(9)).await;
    left.sort();
    let expected = [
        (ANNA, "gewist"),
        (BART, "IJM-2025-0003 afgeleverd"),
        (BART, "genoteerd"),
        (MANAGER, "IJM-2025-0001 is gewist op verzoek van de indiener."),
        (MANAGER, "IJM-2025-0003 einde"),
        (MANAGER, "IJM-2025-0003 geheim"),
        (MANAGER, "iemand is gewist"),
    ];
    assert_eq!(left, expected.map(|(chat, text)| (chat, text.to_owned())));
    let lead = base.store.lead(Reference::new(2025, 1)).await.expect("a read").expect("a tombstone");
    assert_eq!((lead.lead, lead.erased, lead.delivered), (None, Some(at(3)), Some(at(1))));
    for trace in [
        "sessions WHERE chat = 101",
        "parked_updates WHERE chat = 101",
        "leads WHERE person = 101 OR chat = 101",
        "outbox WHERE reference IN ('IJM-2025-0001', 'IJM-2025-0002') OR receipt_chat = 101",
        "outbox WHERE chat = 101 AND message NOT LIKE '%gewist%'",
    ] {
        assert_eq!(base.count(trace).await, 0, "{trace}");
    }
    // The references are not given again, and who handed in nothing is not worth a notice.
    turns.take(typed(6, ANNA, "wis"), at(10)).await.expect("a turn");
    turns.take(happens(7, ANNA, EventKind::Text("vraag nieuw".into())), at(11)).await.expect("a turn");
    let left = base.deliver(at(19)).await;
    assert!(
        left.contains(&(MANAGER, "IJM-2025-0004 nieuw".into()))
            && !left.contains(&(MANAGER, "iemand is gewist".into()))
    );
}
