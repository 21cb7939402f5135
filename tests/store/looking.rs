//! What the programme manager looks at, and what of it stays when somebody erases everything.

use esij_bot::conversation::{self, Choices, Command, EventKind};
use esij_bot::ideas::{ChatId, Status};
use esij_bot::report::RowKind;
use esij_bot::turn::Turns;

use crate::fixture::{ANNA, BART, Base, LEASE, MANAGER, at, happens, typed};

/// Turns of the real conversation, and those of the small one in which leads come about by command.
fn both(base: &Base) -> (Turns, Turns) {
    let small = base.turns(&[MANAGER]);
    (Turns { step: conversation::step, ..small.clone() }, small)
}

fn command(word: &str, rest: &str) -> EventKind {
    EventKind::Command(Command { word: word.to_owned(), rest: rest.into() })
}

async fn said(base: &Base, second: i64) -> Vec<String> {
    let delivered = base.deliver(at(second)).await.into_iter();
    delivered.filter(|(chat, _)| *chat == MANAGER).map(|(_, text)| text).collect()
}

pub(crate) async fn lists_show_what_there_is(base: Base) {
    let (real, small) = both(&base);
    let mut update = 0;
    let mut next = || {
        update += 1;
        update
    };
    for (chat, question) in [(ANNA, "vraag Waar staat de wátermolen?"), (BART, "vraag Wie bakt brood?")] {
        small.take(typed(next(), chat, question), at(0)).await.expect("a turn");
    }
    for question in ["gemist Hoe laat?", "gemist Waar?", "gemist hoe laat"] {
        small.take(typed(next(), ANNA, question), at(1)).await.expect("a turn");
    }
    said(&base, 2).await;

    real.take(happens(next(), MANAGER, command("ideeen", "")), at(10)).await.expect("a turn");
    let list = said(&base, 10).await.join("\n");
    let places = ["/vraag_IJM_2025_0002", "/vraag_IJM_2025_0001"].map(|one| list.find(one).expect("it is listed"));
    assert!(places[0] < places[1], "the newest first: {list}");
    real.take(typed(next(), MANAGER, "0001"), at(11)).await.expect("a turn");
    assert!(said(&base, 11).await.join("\n").contains("Waar staat de wátermolen?"));
    real.take(happens(next(), MANAGER, command("ideeen", "watermolen")), at(12)).await.expect("a turn");
    assert!(said(&base, 12).await.join("\n").contains("1 van 2"));
    real.take(typed(next(), MANAGER, "7777"), at(13)).await.expect("a turn");
    assert!(said(&base, 13).await.join("\n").contains("heb ik niet"));
    real.take(typed(next(), MANAGER, "ijm-2025-0002"), at(14)).await.expect("a turn");
    assert!(said(&base, 14).await.join("\n").contains("Wie bakt brood?"));
    real.take(happens(next(), MANAGER, command("vragenlijst", "")), at(15)).await.expect("a turn");
    let questions = said(&base, 15).await.join("\n");
    assert!(questions.find("2× hoe laat") < questions.find("1× Waar?"), "{questions}");
    real.take(happens(next(), BART, command("ideeen", "")), at(16)).await.expect("a turn");
    assert!(!base.deliver(at(16)).await.iter().any(|(_, text)| text.contains("IJM")), "nobody else sees it");
}

pub(crate) async fn lists_forget_who_erased_everything(base: Base) {
    let (real, small) = both(&base);
    small.take(typed(1, ANNA, "vraag Waar staat de molen?"), at(0)).await.expect("a turn");
    small.take(typed(2, BART, "vraag Wie bakt brood?"), at(0)).await.expect("a turn");
    said(&base, 0).await;
    // One list has arrived, one is on its way, and one is of somebody else's lead alone.
    for (update, search) in [(3, ""), (4, "molen"), (5, "brood")] {
        real.take(happens(update, MANAGER, command("ideeen", search)), at(10)).await.expect("a turn");
        if update == 3 {
            assert_eq!(said(&base, 10).await.len(), 1);
        }
    }
    small.take(typed(6, ANNA, "wis"), at(11)).await.expect("a turn");
    assert_eq!(base.count("outbox WHERE message LIKE '%molen%'").await, 0);
    let left = said(&base, 12).await;
    assert!(
        left.iter().any(|text| text.contains("brood")) && !left.iter().any(|text| text.contains("molen")),
        "{left:?}"
    );
    real.take(happens(7, MANAGER, command("ideeen", "")), at(13)).await.expect("a turn");
    assert!(!said(&base, 13).await.join("\n").contains("0001"), "what is erased is not listed");
    let rows = base.store.rows().await.expect("a read");
    let kinds: Vec<_> = rows.iter().map(|row| (row.reference.number(), row.kind)).collect();
    assert_eq!(kinds, [(2, RowKind::Question), (1, RowKind::Erased)]);
}

pub(crate) async fn an_overview_knows_who_touched_first(base: Base) {
    let (real, small) = both(&base);
    for (update, chat) in [(1, ANNA), (2, BART)] {
        small.take(typed(update, chat, "vraag Wanneer?"), at(0)).await.expect("a turn");
    }
    said(&base, 0).await;
    for (update, status, second) in [(3, "talked", 100), (4, "in-progress", 200)] {
        let press = EventKind::Press(format!("lead:status:IJM-2025-0001:{status}"));
        real.take(happens(update, MANAGER, press), at(second)).await.expect("a turn");
    }
    let rows = base.store.rows().await.expect("a read");
    let touched: Vec<_> = rows.iter().map(|row| (row.reference.number(), row.first_touched, row.status)).collect();
    assert_eq!(touched, [(2, None, Status::New), (1, Some(at(100)), Status::InProgress)]);
}

pub(crate) async fn the_managers_are_those_of_the_operator_and_of_the_store(base: Base) {
    base.sql("INSERT INTO manager_chats (chat, title, paired_by, paired) VALUES (-5, 'Team', 'Wouter', 0)").await;
    base.sql("INSERT INTO chat_moves (from_chat, to_chat) VALUES (-5, -100)").await;
    assert_eq!(base.store.managers(&[MANAGER]).await.expect("a read"), [ChatId(-100), MANAGER]);
    assert_eq!(base.store.managers(&[]).await.expect("a read"), [ChatId(-100)]);
}

pub(crate) async fn an_overview_waits_as_a_recipe(base: Base) {
    let (real, _) = both(&base);
    real.take(happens(1, MANAGER, command("overzicht", "")), at(0)).await.expect("a turn");
    let claimed = base.store.claim_due(at(0), "worker", LEASE, 9).await.expect("a claim");
    let message = &claimed[0].message;
    assert!(message.made.is_none() && message.makes.is_some() && matches!(message.choices, Choices::Buttons(_)));
}
