//! Groups with topics, and the topic of each lead there.

use esij_bot::conversation::{DeskLead, Message};
use esij_bot::ideas::ChatId;
use esij_bot::store::{OutboxRow, Topic};
use esij_bot::texts::Markup;
use esij_bot::turn::Incoming;

use crate::fixture::{ANNA, Base, LEASE, TEAM, at, typed};

const WORKER: &str = "worker";

fn card(lead: &DeskLead) -> Message {
    Message::text(Markup::plain(&format!("de kaart van {}", lead.reference())))
}

/// The next message of the managers' group.
async fn next(base: &Base, seconds: i64) -> OutboxRow {
    let rows = base.store.claim_due(at(seconds), WORKER, LEASE, 10).await.expect("a claim");
    rows.into_iter().find(|row| row.chat == TEAM).expect("a message for the team")
}

async fn sent(base: &Base, row: &OutboxRow, number: i64) {
    base.store.mark_sent(row.id, at(1), number).await.expect("sent");
}

/// A lead of Anna, for a team in a group of which this is known.
async fn lead(base: &Base, has_topics: Option<bool>) {
    let turns = base.turns(&[TEAM]);
    turns.take(Incoming { has_topics, event: None, ..typed(1, TEAM, "") }, at(0)).await.expect("a turn");
    turns.take(typed(2, ANNA, "bijlage een kamer huren"), at(0)).await.expect("a turn");
}

pub(crate) async fn each_lead_has_one_topic_in_a_group(base: Base) {
    lead(&base, Some(true)).await;
    let first = next(&base, 0).await;
    let reference = first.reference.expect("a lead");
    let name = format!("{reference} · een kamer huren");
    assert_eq!(first.topic, Topic::New(name.clone()));
    base.store.keep_topic(&first, 55, card, at(0)).await.expect("a write");
    sent(&base, &first, 1).await;
    // It begins with the card, so that comes no second time.
    let second = next(&base, 1).await;
    assert_eq!(
        (second.topic.clone(), second.message.text.to_plain()),
        (Topic::There(55), format!("{reference} einde"))
    );
    // Another topic is forgotten by nobody's doing, and this one as it is gone.
    assert_eq!(base.store.forget_topic(TEAM, reference, 54).await.expect("a write"), name);
    assert_eq!(base.store.forget_topic(TEAM, reference, 55).await.expect("a write"), name);
    base.store.postpone(second.id, WORKER, at(2)).await.expect("a write");
    let second = next(&base, 2).await;
    assert_eq!(second.topic, Topic::New(name));
    base.store.keep_topic(&second, 66, card, at(2)).await.expect("a write");
    sent(&base, &second, 2).await;
    let file = next(&base, 3).await;
    assert_eq!((file.topic.clone(), file.message.text.to_plain()), (Topic::There(66), "het bestand".to_owned()));
    sent(&base, &file, 3).await;
    let row = next(&base, 9).await;
    assert_eq!(row.message.text.to_plain(), format!("de kaart van {reference}"));
    sent(&base, &row, 4).await;
    let found = base.store.lead_of_message(TEAM, 4).await.expect("a read");
    assert_eq!(found, Some(reference));

    assert_eq!(base.store.topics_of_the_erased().await.expect("a read"), []);
    base.turns(&[TEAM]).take(typed(3, ANNA, "wis"), at(10)).await.expect("a turn");
    assert_eq!(base.store.topics_of_the_erased().await.expect("a read"), [(TEAM, reference, 66)]);
    assert_eq!(base.store.forget_topic(TEAM, reference, 66).await.expect("a write"), reference.to_string());
    assert_eq!(base.store.topics_of_the_erased().await.expect("a read"), []);
}

pub(crate) async fn a_group_is_known_by_what_is_said_of_it_last(base: Base) {
    lead(&base, None).await;
    for (update, has_topics, expected) in
        [(10, None, false), (11, Some(true), true), (12, None, true), (13, Some(false), false)]
    {
        let told = Incoming { has_topics, event: None, ..typed(update, TEAM, "") };
        base.turns(&[TEAM]).take(told, at(update)).await.expect("a turn");
        let row = next(&base, update).await;
        assert_eq!(row.topic != Topic::None, expected, "{has_topics:?}");
        base.store.postpone(row.id, WORKER, at(update)).await.expect("a write");
    }
    let told = Incoming { has_topics: Some(true), event: None, ..typed(14, TEAM, "") };
    base.turns(&[TEAM]).take(told, at(14)).await.expect("a turn");
    base.store.has_no_topics(TEAM).await.expect("a write");
    assert_eq!(next(&base, 14).await.topic, Topic::None);
}

pub(crate) async fn a_group_that_moves_leaves_topics_and_numbers_behind(base: Base) {
    lead(&base, Some(true)).await;
    let first = next(&base, 0).await;
    let reference = first.reference.expect("a lead");
    base.store.keep_topic(&first, 55, card, at(0)).await.expect("a write");
    sent(&base, &first, 7).await;
    let moved = ChatId(-1_000_000_000_901);
    base.store.move_chat(TEAM, moved).await.expect("a write");
    for chat in [TEAM, moved] {
        let found = base.store.lead_of_message(chat, 7).await.expect("a read");
        assert_eq!(found, None, "number 7 is another message now");
    }
    let rows = base.store.claim_due(at(1), WORKER, LEASE, 10).await.expect("a claim");
    let next = rows.into_iter().find(|row| row.chat == moved).expect("what is left goes there");
    assert_eq!((next.reference, next.topic), (Some(reference), Topic::None));
    assert_eq!((base.count("threads").await, base.count("forums").await), (0, 0));
}
