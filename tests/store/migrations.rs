//! From every schema that was ever released to today's, with data in every table.
//!
//! Invariant: rows are as the program of their time wrote them, JSON and all, and do not change any more. A new step
//! gets a line in [`SCHEMAS`], with rows for what is new in it.

use esij_bot::conversation;
use esij_bot::ideas::{ChatId, Lead, Reference};
use esij_bot::store::{Hold, Reason, Store, StoreErrorKind};
use esij_bot::turn::{Taken, Turns};

use crate::fixture::{ANNA, BART, Base, MANAGER, TEAM, at, typed};

/// Each step, and the rows that were written under it.
const SCHEMAS: [(&str, &str); 4] = [
    (include_str!("../../migrations/0001_first.sql"), include_str!("../data/schema/0001.sql")),
    (include_str!("../../migrations/0002_desk.sql"), include_str!("../data/schema/0002.sql")),
    (include_str!("../../migrations/0003_copies.sql"), include_str!("../data/schema/0003.sql")),
    (include_str!("../../migrations/0004_tallies.sql"), include_str!("../data/schema/0004.sql")),
];

#[test]
fn every_step_is_tested() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/migrations");
    let mut steps: Vec<_> =
        std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    steps.sort();
    let texts: Vec<String> = steps.iter().map(|step| std::fs::read_to_string(step).expect("a step")).collect();
    assert_eq!(texts, SCHEMAS.map(|(step, _)| step), "{steps:?}");
}

pub(crate) async fn every_schema_comes_up_to_date(base: Base) {
    base.store.close().await;
    for version in 1..=SCHEMAS.len() {
        base.start_over(&SCHEMAS[..version]).await;
        for table in base.tables().await {
            assert!(base.count(&table).await > 0, "schema {version} is tested without a row in `{table}`");
        }
        let before = base.count("outbox").await;
        let store = Store::open(&base.url).await.unwrap_or_else(|error| panic!("schema {version}: {error:?}"));
        let opened = Base { store, url: base.url.clone() };
        let newest = format!("migrations WHERE version = {}", SCHEMAS.len());
        assert_eq!((opened.count(&newest).await, opened.count("outbox").await), (1, before));
        let counts = opened.store.counts(at(0).date_naive(), at(0).date_naive()).await.expect("counts");
        let counted: u64 = counts.iter().map(|count| count.number).sum();
        assert_eq!(counted, [0, 3, 3, 7][version - 1], "what was counted before and what was counted lately");
        check_everything_is_there(&opened).await;
        opened.store.close().await;
    }
}

/// What the rows of the first schema say.
async fn check_everything_is_there(base: &Base) {
    let store = &base.store;
    let leads = store.leads().await.expect("leads");
    let told: Vec<String> = leads
        .iter()
        .map(|stored| match &stored.lead {
            Some(Lead::Idea(idea)) => format!("{} {}", stored.reference, idea.title.as_str()),
            Some(Lead::Question(question)) => format!("{} {}", stored.reference, question.question.as_str()),
            None => format!("{} erased", stored.reference),
        })
        .collect();
    assert_eq!(told, ["IJM-2025-0003 erased", "IJM-2025-0002 Waterstof", "IJM-2025-0001 Wat kost het?"]);
    assert_eq!(leads.iter().map(|lead| lead.delivered).collect::<Vec<_>>(), [Some(at(3)), None, Some(at(3))]);
    let card = store.lead_of_message(MANAGER, 77).await.expect("a read");
    assert_eq!(card, Some(Reference::new(2025, 1)), "an answer to the card finds its lead");
    let held_up: Vec<_> = store.held_up().await.expect("a read").into_iter().map(|it| (it.chat, it.hold)).collect();
    let failing = Hold::Failing { reason: Reason::ServerFault, again: at(9) };
    let expected = [(Some(BART), Hold::Parked(Reason::Blocked)), (None, Hold::NoManager), (Some(ANNA), failing)];
    assert_eq!(held_up, expected);
    assert!(store.is_blocked(BART).await.expect("a read"));

    // Handled is handled; an open form goes on; a chosen language holds; numbers go on; a group that moved stays so.
    let turns = base.turns(&[TEAM]);
    assert_eq!(turns.take(typed(1, ANNA, "hallo"), at(20)).await.expect("a turn"), Taken::Duplicate);
    let real = Turns { step: conversation::step, ..turns.clone() };
    real.take(typed(11, ANNA, "De brander van morgen"), at(20)).await.expect("a turn");
    assert_eq!(base.count("sessions WHERE chat = 101 AND json LIKE '%Sanne de Wit%De brander van morgen%'").await, 1);
    turns.take(typed(12, BART, "taal"), at(20)).await.expect("a turn");
    turns.take(typed(13, BART, "vraag y"), at(20)).await.expect("a turn");
    assert_eq!(base.count("unreadable_sessions").await, 1, "none but the one there was");
    assert_eq!(base.count("parked_updates").await, 1);
    let delivered = base.deliver(at(20)).await;
    let to = |chat: ChatId| -> Vec<&str> {
        delivered.iter().filter(|(to, _)| *to == chat).map(|(_, text)| text.as_str()).collect()
    };
    assert_eq!(to(BART)[..3], ["gemist", "en", "genoteerd"]);
    assert_eq!(to(BART)[3..].len(), 2, "both receipts: {:?}", to(BART));
    assert!(to(BART).contains(&"Uw idee is afgeleverd"), "{:?}", to(BART));
    assert_eq!(to(ANNA)[0], "antwoord");
    assert_eq!(to(MANAGER), ["Nieuw idee"]);
    assert_eq!(to(ChatId(-1_000_000_000_777)), ["IJM-2025-0004 y", "IJM-2025-0004 einde"]);
    let idea = store.lead(Reference::new(2025, 2)).await.expect("a read").expect("a lead");
    assert_eq!(idea.delivered, Some(at(20)));
    assert_eq!(store.assign_waiting(&[MANAGER]).await.expect("a write"), 1);
    assert_eq!(base.deliver(at(21)).await, [(MANAGER, "wachtte".to_owned())]);
}

pub(crate) async fn a_command_leaves_the_schema_as_it_is(base: Base) {
    base.store.close().await;
    base.start_over(&[]).await;
    let error = Store::open_existing(&base.url).await.expect_err("an older schema");
    assert_eq!(error.kind(), StoreErrorKind::Older, "{error:?}");
    assert_eq!(base.tables().await, [""; 0]);
    base.start_over(&SCHEMAS).await;
    base.sql("INSERT INTO migrations (version) VALUES (99)").await;
    let error = Store::open_existing(&base.url).await.expect_err("a newer schema");
    assert_eq!(error.kind(), StoreErrorKind::Newer, "{error:?}");
}
