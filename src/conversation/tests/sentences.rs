//! The sentence that goes with a status, and what is a letter and what is not.

use super::desk::idea;
use super::*;
use crate::texts::Markup;

#[test]
fn only_who_was_asked_for_a_sentence_gives_it() {
    let mut desk = Talk::at_desk(&idea());
    desk.presses("Gesproken");
    desk.presses("Ja, met een zin van mij");
    let wouter = desk.person.clone();
    desk.person.user = UserId(901);
    desk.answering().says("Van een collega");
    assert!(desk.told.is_empty() && desk.last().contains("aan niemand doorgegeven"), "{}", desk.last());
    desk.person = wouter;
    desk.answering().event(EventKind::Unsupported(Unsupported::Sticker));
    assert!(desk.last().contains("als tekst"), "{}", desk.last());
    desk.answering().says(&"lang ".repeat(400));
    assert!(desk.last().contains("te lang"), "{}", desk.last());
    desk.answering().says("Tot ziens");
    assert!(desk.told[0].text.to_plain().contains("De programmamanager schrijft erbij: Tot ziens"));
    desk.answering().says("Nog iets");
    assert!(desk.told.len() == 1 && desk.last().contains("al beantwoord"), "{}", desk.last());
    desk.says("wat is esij");
    assert!(desk.told.len() == 1 && desk.last().contains("ESIJ is"), "what comes after it is for the bot");
}

#[test]
fn a_sentence_goes_to_nobody_else_and_is_not_waited_for_for_ever() {
    let other = Earlier { reference: Reference::new(2026, 7), source: None, asks: false, offers: false };
    let question = Earlier { reference: idea().reference(), source: None, asks: true, offers: false };
    let asked = || {
        let mut desk = Talk::at_desk(&idea());
        desk.presses("Gesproken");
        desk.presses("Ja, met een zin van mij");
        desk
    };
    let mut desk = asked();
    let reply = Event::private(desk.person.clone(), EventKind::Text("Dag Tom".into()));
    let wanted = |desk: &Talk, earlier| look(&reply, &desk.session, earlier, desk.now);
    // What is replied to says whom it is for.
    assert_eq!(wanted(&desk, Some(other)), Look::Lead(other.reference));
    assert_eq!(wanted(&desk, None), Look::Nothing);
    // Without that it is for nobody, and what was asked is still waited for.
    desk.says("bel Henk nog over de lunch");
    assert!(desk.told.is_empty() && desk.last().contains("Antwoord dan op dat bericht"), "{}", desk.last());
    // A reply to the card is a letter.
    desk.replying().says("Dag Tom");
    let letter = desk.told[0].text.to_plain();
    assert!(letter.starts_with("Bericht van de programmamanager"), "a letter: {}", desk.transcript);
    // An hour later nothing is waited for.
    let mut desk = asked();
    desk.now += TimeDelta::minutes(59);
    assert_eq!(wanted(&desk, Some(question)), Look::Lead(question.reference));
    desk.now += TimeDelta::minutes(2);
    desk.earlier = Some(question);
    desk.says("Tot ziens");
    assert!(desk.told.is_empty() && desk.last().contains("te lang geleden"), "{}", desk.last());
    desk.says("wat is esij");
    assert!(desk.told.is_empty() && desk.last().contains("ESIJ is"), "{}", desk.last());
}

#[test]
fn a_reply_to_a_choice_is_for_the_bot() {
    let mut desk = Talk::at_desk(&idea());
    desk.presses("In behandeling");
    assert!(desk.buttons().any(|button| button.data.starts_with("lead:tell:")), "{}", desk.transcript);
    desk.replying().earlier.as_mut().expect("a reply").offers = true;
    desk.says("daar moet ik over nadenken");
    assert!(desk.told.is_empty() && desk.last().contains("Kies een knop"), "{}", desk.last());
    let asks = |data: &str| offers(&Message::with_buttons(Markup::plain("x"), vec![vec![Button::new("x", data)]]));
    assert!(asks("lead:tell:IJM-2026-0042:talked") && asks("learn:not:IJM-2026-0042"));
    assert!(!asks("lead:status:IJM-2026-0042:talked") && !asks("learn:ask:IJM-2026-0042"));
}

#[test]
fn whether_to_tell_can_be_answered_in_words() {
    let asked = || {
        let mut desk = Talk::at_desk(&idea());
        desk.presses("Gesproken");
        desk
    };
    for words in ["ja doe maar", "ja, vertel het", "Ja", "stuur maar"] {
        let mut desk = asked();
        desk.says(words);
        assert_eq!(desk.told.len(), 1, "{words}: {}", desk.transcript);
        desk.says(words);
        assert_eq!(desk.told.len(), 1, "{words}: {}", desk.transcript);
    }
    let mut desk = asked();
    desk.replying().earlier.as_mut().expect("a reply").offers = true;
    desk.says("ja doe maar");
    assert_eq!(desk.told.len(), 1, "{}", desk.transcript);
    for words in ["nee", "Nee!"] {
        let mut desk = asked();
        desk.says(words);
        assert!(desk.told.is_empty() && desk.last().contains("geen bericht"), "{words}: {}", desk.last());
    }
    let mut desk = asked();
    desk.says("ja, met een zin van mij");
    desk.answering().says("Tot ziens");
    assert!(desk.told[0].text.to_plain().contains("Tot ziens"), "{}", desk.transcript);
    // It is not what was asked last.
    let mut desk = asked();
    desk.says("wat is esij");
    desk.says("ja");
    assert!(desk.told.is_empty(), "{}", desk.transcript);
}

#[test]
fn a_yes_to_another_choice_is_not_passed_on() {
    let mut desk = Talk::at_desk(&idea());
    desk.presses("Gesproken");
    let reference = Reference::new(2026, 7);
    desk.earlier = Some(Earlier { reference, source: None, asks: false, offers: true });
    desk.says("ja");
    assert!(desk.told.is_empty() && desk.last().contains("Kies een knop"), "{}", desk.last());
}

#[test]
fn a_sentence_is_waited_for_while_something_else_is_looked_at() {
    let mut desk = Talk::at_desk(&idea());
    desk.presses("Gesproken");
    desk.presses("Ja, met een zin van mij");
    desk.command("help");
    desk.command("vragenlijst");
    desk.says("even iets anders");
    assert!(desk.last().contains("Antwoord dan op dat bericht"), "{}", desk.last());
    desk.says("wat is esij");
    assert!(desk.last().contains("ESIJ is"), "it is said once: {}", desk.last());
    desk.answering().says("Tot ziens");
    assert!(desk.told[0].text.to_plain().contains("Tot ziens"), "{}", desk.transcript);
}
