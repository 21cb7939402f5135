//! Whom a person speaks to, right after a letter of the programme manager and while they add to an idea.

use super::*;

/// Somebody who has sent an idea and got a letter about it.
fn in_dialogue() -> Talk {
    let mut talk = Talk::at(12);
    talk.presses("Versturen");
    talk.dialogue = Some(talk.leads[0].lead.reference());
    talk.transcript.clear();
    talk
}

/// What went to the manager, by the last turn.
fn passed_on(talk: &Talk) -> bool {
    talk.last().contains("Doorgegeven aan de programmamanager (IJM-2026-0042)")
}

#[test]
fn a_clear_question_after_a_letter_is_for_the_bot() {
    for text in ["wat is esij?", "Wat is ESIJ", "what is esij?", "wat zijn de voorwaarden"] {
        let mut talk = in_dialogue();
        talk.says(text);
        assert!(!passed_on(&talk), "{text}: {}", talk.last());
        let last = talk.last();
        assert!(last.contains("ESIJ") || last.contains("draagvlak"), "{text}: {last}");
        assert!(talk.buttons().any(|button| button.data.starts_with("ask:manager:")), "{text}");
    }
}

#[test]
fn an_answer_to_a_letter_goes_to_the_manager() {
    for text in [
        "Ja, donderdag om 10 uur kan",
        "Wij zitten in Velsen, komt u langs?",
        "Hoe lang duurt dat?",
        "Kan het ook telefonisch?",
        "Wat zijn de voorwaarden van uw kant?",
        "nee",
        "prima",
        "De voorwaarden zijn duidelijk",
        "waar kan ik pizza bestellen",
    ] {
        let mut talk = in_dialogue();
        talk.says(text);
        assert!(passed_on(&talk), "{text}: {}", talk.last());
    }
}

#[test]
fn what_the_bot_answered_goes_to_the_manager_once() {
    let mut talk = in_dialogue();
    talk.says("wat is esij?");
    let button = talk.data("Dit is voor de programmamanager");
    let stored = serde_json::to_string(&talk.session).unwrap();
    talk.session = serde_json::from_str(&stored).unwrap();
    // What can be tapped can be typed.
    talk.says("dit is voor de programmamanager");
    assert!(passed_on(&talk), "{}", talk.last());
    assert!(talk.transcript.contains("  | <b>Sanne de Wit</b> schrijft over IJM-2026-0042:"), "{}", talk.transcript);
    talk.transcript.clear();
    talk.presses_old(&button);
    assert!(talk.last().starts_with("Deze vraag heb ik al doorgegeven"), "{}", talk.last());
    assert!(!talk.transcript.contains("schrijft over"), "{}", talk.transcript);
    for _ in 0..3 {
        talk.says("wat zijn de voorwaarden?");
    }
    talk.presses_old(&button);
    assert!(talk.last().starts_with("Ik weet niet meer welke vraag"), "{}", talk.last());
    for data in ["ask:manager", "ask:manager:1:x", "ask:manager:x:IJM-2026-0042", "ask:manager:1:IJM-2026-0001"] {
        talk.presses_old(data);
        assert!(!passed_on(&talk) && !talk.said.is_empty(), "{data}: {}", talk.last());
    }
    assert_eq!(talk.forwarded.len(), 1);
}

#[test]
fn a_label_that_is_typed_after_a_letter_is_a_button() {
    let mut talk = in_dialogue();
    talk.says("Hoe lang duurt dat?");
    talk.says("Dit was een vraag aan de bot");
    assert!(!passed_on(&talk), "{}", talk.last());
    let mut talk = in_dialogue();
    talk.says("verwijder mijn gegevens");
    assert_eq!(talk.session.state, State::Erasing, "{}", talk.last());
}

#[test]
fn what_follows_an_addition_belongs_to_it() {
    let mut talk = in_dialogue();
    talk.dialogue = None;
    talk.presses_old("own:add:IJM-2026-0042");
    talk.says("wat is esij?");
    assert!(
        talk.last().contains("Economische Samenwerking") && talk.last().contains("aanvulling op"),
        "{}",
        talk.last()
    );
    assert!(matches!(talk.session.about, Some(About::Adding { .. })));
    talk.says("De school doet ook mee");
    assert!(talk.last().starts_with("Dank u. Het is toegevoegd"), "{}", talk.last());
    talk.presses("Iets toevoegen");
    talk.says("laat maar zo");
    assert_eq!(talk.session.about, None, "{}", talk.transcript);
    assert!(!talk.transcript.contains("| laat maar zo"), "{}", talk.transcript);
}

#[test]
fn who_chose_no_language_is_told_in_that_of_the_question() {
    let mut talk = Talk::new();
    talk.says("where can i order pizza");
    talk.presses("Pass my question on");
    assert!(talk.last().starts_with("Your question has been received"), "{}", talk.last());
    assert!(talk.forwarded[0].2.text.to_plain().starts_with("Your question"));
    talk.dialogue = Some(talk.leads[0].lead.reference());
    talk.says("Thank you, that will do");
    assert!(talk.last().starts_with("Passed on to the programme manager"), "{}", talk.last());
    let mut talk = Talk::new();
    talk.session.locale = Some(crate::texts::Locale::Nl);
    talk.says("where can i order pizza");
    let pass_on = talk.buttons().find(|button| button.data.starts_with("ask:pass_on:")).unwrap().data.clone();
    talk.presses_old(&pass_on);
    assert!(talk.last().starts_with("Uw vraag is ontvangen"), "{}", talk.last());
}

#[test]
fn what_the_manager_has_is_not_offered_to_be_passed_on() {
    let mut talk = in_dialogue();
    talk.says("wie betaalt dat?");
    assert!(passed_on(&talk), "{}", talk.last());
    let button = talk.data("Dit was een vraag aan de bot");
    talk.noted.clear();
    for expected in ["Daar heb ik geen antwoord op. Ik heb uw bericht al doorgegeven", "Ook dit antwoord heb ik niet."]
    {
        talk.presses_old(&button);
        assert!(talk.last().starts_with(expected), "{}", talk.last());
        assert!(talk.last().contains("IJM-2026-0042"), "{}", talk.last());
        assert_eq!(talk.buttons().count(), 0, "{}", talk.last());
    }
    talk.says("ja");
    assert!(passed_on(&talk), "what comes next is for the manager: {}", talk.last());
    let unanswered = talk.noted.iter().filter(|effect| matches!(effect, Effect::Unanswered { .. }));
    assert_eq!((unanswered.count(), talk.forwarded.len()), (1, 1));
}

#[test]
fn what_the_bot_knows_after_all_is_not_passed_on_twice() {
    let mut talk = in_dialogue();
    talk.says("En wat zijn de voorwaarden?");
    assert!(passed_on(&talk), "{}", talk.last());
    let number = talk.session.asked.last().unwrap().number;
    talk.presses("Dit was een vraag aan de bot");
    assert!(talk.last().contains("draagvlak"), "{}", talk.last());
    talk.presses_old(&format!("ask:pass_on:{number}"));
    assert!(talk.last().starts_with("Deze vraag heb ik al doorgegeven"), "{}", talk.last());
    assert_eq!(talk.forwarded.len(), 1);
}

/// The row with the button goes, so that it is not pressed again.
#[test]
fn a_question_for_the_bot_is_one_once() {
    let mut talk = in_dialogue();
    talk.says("wie betaalt dat?");
    let button = Button::new("Dit was een vraag aan de bot", talk.data("Dit was een vraag aan de bot"));
    let mut press = Event::private(talk.person.clone(), EventKind::Press(button.data.clone()));
    press.spot.message = Some(7);
    press.spot.buttons = vec![vec![button]];
    talk.noted.clear();
    talk.happens(press);
    let altered: Vec<_> = talk.noted.iter().filter(|effect| matches!(effect, Effect::Alter(_))).collect();
    assert_eq!(altered.len(), 1, "{:?}", talk.noted);
}

#[test]
fn a_question_while_correcting_is_answered() {
    let mut talk = in_dialogue();
    talk.dialogue = None;
    let title = |talk: &Talk| match &talk.leads[0].lead {
        Lead::Idea(idea) => idea.title.as_str().to_owned(),
        Lead::Question(_) => unreachable!("it is an idea"),
    };
    let before = title(&talk);
    talk.presses_old("own:correct:IJM-2026-0042:title");
    talk.says("wat is esij");
    let last = talk.last();
    assert!(last.starts_with("ESIJ is het programma") && last.contains("Terug naar uw verbetering."), "{last}");
    assert!(last.contains("Wat moet het worden?") && title(&talk) == before, "{last}");
    let answer = talk.data("Nee, dit is mijn antwoord");
    talk.says("De brander van overmorgen");
    assert_eq!(title(&talk), "De brander van overmorgen", "{}", talk.last());
    // It may be the title all the same.
    talk.presses_old(&answer);
    assert_eq!(title(&talk), "wat is esij", "{}", talk.last());
    for forged in ["own:set:IJM-2026-0042:title:1", "own:set:IJM-2026-0042:title:x", "own:set:IJM-2026-0042:consent:1"]
    {
        talk.presses_old(forged);
        assert!(talk.last().contains("knop") && title(&talk) == "wat is esij", "{forged}: {}", talk.last());
    }
    // It is no municipality.
    talk.presses_old("own:correct:IJM-2026-0042:municipality");
    talk.says("wat is esij?");
    assert!(talk.last().contains("Wat moet het worden?"), "{}", talk.last());
    assert!(talk.buttons().all(|button| button.label != "Nee, dit is mijn antwoord"), "{}", talk.transcript);
    // What only looks like a question is a title.
    talk.presses_old("own:correct:IJM-2026-0042:title");
    talk.says("Hoe krijgen we koeien aan de dans?");
    assert_eq!(title(&talk), "Hoe krijgen we koeien aan de dans?", "{}", talk.last());
}

#[test]
fn own_ideas_are_shown_at_any_moment() {
    for text in ["mijn ideeën", "Mijn ideeen", "MIJN IDEEËN", "my ideas"] {
        let mut talk = in_dialogue();
        talk.says(text);
        assert!(talk.last().starts_with("Wat u hebt ingeleverd"), "{text}: {}", talk.last());
        talk.presses_old("own:add:IJM-2026-0042");
        talk.says(text);
        assert!(talk.last().starts_with("Wat u hebt ingeleverd"), "{text}: {}", talk.last());
        assert_eq!(talk.session.about, None);
        let mut talk = Talk::at(1);
        talk.says(text);
        assert!(talk.last().contains("Hoe heet u?") && talk.last().contains("nog niets"), "{text}: {}", talk.last());
        assert_eq!(talk.form().place, Place::Asking(crate::ideas::Field::Name));
    }
    for word in ["mijnideeën", "mijnideee\u{308}n", "mijnideeen", "myideas"] {
        let mut talk = in_dialogue();
        talk.command(word);
        assert!(talk.last().starts_with("Wat u hebt ingeleverd"), "{word}: {}", talk.last());
    }
}

#[test]
fn a_name_that_ends_in_a_full_stop_has_one() {
    for (name, expected) in [("Tom B.", "Afgeleverd bij Tom B."), ("Tom", "Afgeleverd bij Tom.")] {
        let mut talk = Talk::at(1);
        for answer in [name, "overslaan", "Velsen", "Iets anders", "Brood", "Wij bakken brood van eigen graan."] {
            talk.says(answer);
        }
        for answer in ["overslaan", "overslaan", "overslaan", "06 12345678", "klaar", "versturen"] {
            talk.says(answer);
        }
        let mut desk = Talk::at_desk(&talk.forwarded[0].0);
        desk.replying().says("Dag Tom");
        assert_eq!(desk.receipts[0].text.to_plain(), expected);
    }
}
