//! Codes, and the chats that they make a programme manager's.

use esij_bot::ideas::{ChatId, Lead};
use esij_bot::turn::Turns;

use crate::fixture::{ANNA, Base, MANAGER, TEAM, at, command, typed};

/// The texts that the chat has waiting or got.
async fn said(base: &Base, chat: ChatId, second: i64) -> Vec<String> {
    let delivered = base.deliver(at(second)).await;
    delivered.into_iter().filter(|(to, _)| *to == chat).map(|(_, text)| text).collect()
}

fn real(base: &Base, managers: &[ChatId]) -> Turns {
    Turns { step: esij_bot::conversation::step, ..base.turns(managers) }
}

pub(crate) async fn a_code_works_once_and_for_an_hour(base: Base) {
    let turns = real(&base, &[]);
    let early = base.store.invite(at(0)).await.expect("a code");
    let code = base.store.invite(at(10)).await.expect("a code");
    let koppel = |update, chat, code: &str, second| turns.take(command(update, chat, "koppel", code), at(second));
    koppel(1, MANAGER, early.as_str(), 3600).await.expect("a turn");
    assert_eq!(base.store.manager_chats().await.expect("a read"), []);
    koppel(2, MANAGER, code.as_str(), 3609).await.expect("a turn");
    let paired = base.store.manager_chats().await.expect("a read");
    assert_eq!(paired.iter().map(|manager| manager.chat).collect::<Vec<_>>(), [MANAGER]);
    assert_eq!((paired[0].paired_by.as_str(), paired[0].paired), ("Anna", at(3609)));
    koppel(3, TEAM, code.as_str(), 3610).await.expect("a turn");
    assert_eq!(base.store.managers(&[TEAM]).await.expect("a read"), [TEAM, MANAGER], "only what was set");
    assert_eq!(base.store.manager_chats().await.expect("a read").len(), 1);
}

pub(crate) async fn what_waited_goes_to_the_first_and_back(base: Base) {
    let turns = base.turns(&[]);
    turns.take(typed(1, ANNA, "vraag x"), at(0)).await.expect("a turn");
    let code = base.store.invite(at(0)).await.expect("a code");
    real(&base, &[]).take(command(2, MANAGER, "koppel", code.as_str()), at(1)).await.expect("a turn");
    turns.take(typed(3, ANNA, "vraag y"), at(2)).await.expect("a turn");
    assert!(base.store.unpair(MANAGER, &[], at(3)).await.expect("a write"));
    assert!(!base.store.unpair(MANAGER, &[], at(3)).await.expect("a write"), "only once");
    assert_eq!(base.store.pending_counts().await.expect("a read").waiting, 4, "two texts of each lead wait again");
    let code = base.store.invite(at(4)).await.expect("a code");
    real(&base, &[]).take(command(4, TEAM, "koppel", code.as_str()), at(4)).await.expect("a turn");
    let team = said(&base, TEAM, 9).await;
    assert_eq!(team[..2], ["IJM-2025-0001 x", "IJM-2025-0001 einde"]);
    let leads = base.store.leads().await.expect("leads");
    assert!(leads.iter().all(|lead| lead.delivered.is_some() && matches!(lead.lead, Some(Lead::Question(_)))));
}

pub(crate) async fn a_paired_group_keeps_its_place_when_it_moves(base: Base) {
    let code = base.store.invite(at(0)).await.expect("a code");
    real(&base, &[]).take(command(1, TEAM, "koppel", code.as_str()), at(1)).await.expect("a turn");
    let later = ChatId(-1_000_000_000_777);
    base.store.move_chat(TEAM, later).await.expect("a write");
    assert_eq!(base.store.managers(&[]).await.expect("a read"), [later]);
    base.turns(&[]).take(typed(2, ANNA, "vraag x"), at(2)).await.expect("a turn");
    assert!(said(&base, later, 9).await.contains(&"IJM-2025-0001 x".to_owned()));
}
