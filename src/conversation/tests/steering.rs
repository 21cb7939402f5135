//! What people type in the form besides its answers: agreement, refusals, statements that are no questions.

use super::*;
use crate::ideas::{Field, Theme};

#[test]
fn an_idea_is_sent_in_the_persons_own_words() {
    for text in [
        "ok stuur maar",
        "stuur maar",
        "verstuur maar",
        "ok verstuur maar",
        "doe maar",
        "ja graag",
        "yes send it",
        "send it please",
        "yes please send it",
        "ok",
        "Oké!",
        "prima",
        "top",
        "is goed",
        "akkoord",
        "sure",
        "looks good, send it",
        "ziet er goed uit, verstuur maar",
    ] {
        let mut talk = Talk::at(12);
        talk.says(text);
        assert_eq!(talk.forwarded.len(), 1, "{text}: {}", talk.last());
        assert!(talk.last().contains("Uw idee is ontvangen"), "{text}: {}", talk.last());
        talk.says(text);
        assert_eq!(talk.forwarded.len(), 1, "{text} a second time: {}", talk.last());
    }
}

#[test]
fn what_only_looks_like_agreement_sends_nothing() {
    for text in [
        "stuur maar niet",
        "nog niet versturen",
        "don't send it",
        "wacht even",
        "ja maar",
        "ok bedankt",
        "hallo",
        "is goed?",
        "versturen kan altijd nog",
    ] {
        let mut talk = Talk::at(12);
        talk.says(text);
        assert!(talk.forwarded.is_empty(), "{text}: {}", talk.last());
        assert_eq!(talk.form().place, Place::Summary, "{text}");
        assert!(talk.buttons().any(|button| button.label == "Versturen"), "{text}: the way on is there");
        assert!(!talk.last().contains("Graag gedaan") && !talk.last().contains("Hallo!"), "{text}: {}", talk.last());
    }
    let mut talk = Talk::at(12);
    talk.says("nog niet versturen");
    assert!(talk.last().starts_with("Ik heb uw idee nog niet verstuurd."), "{}", talk.last());
    talk.says("ik wil nog iets wijzigen");
    assert_eq!(talk.form().place, Place::Choosing);
}

#[test]
fn agreement_never_throws_away_what_was_not_meant_to() {
    let mut talk = Talk::at(12);
    talk.command("annuleer");
    talk.says("top");
    assert!(talk.form().cancelling && talk.forwarded.is_empty(), "{}", talk.last());
    talk.says("nee");
    assert_eq!(talk.form().place, Place::Summary);
}

#[test]
fn agreement_is_consent_and_no_name() {
    for text in ["is goed", "doe maar", "top", "ja dat is goed", "sure"] {
        let mut talk = Talk::at(0);
        talk.says(text);
        assert_eq!(talk.form().place, Place::Asking(Field::Name), "{text}: {}", talk.last());
        talk.says(text);
        assert_eq!(talk.form().place, Place::Asking(Field::Name), "{text}: {}", talk.last());
        assert!(talk.last().contains("Hoe heet u?"), "{text}: {}", talk.last());
    }
    // A company may be called so.
    let mut talk = Talk::at(2);
    talk.says("Prima");
    assert!(talk.form().draft.organisation.is_none(), "{}", talk.last());
    talk.presses("Nee, dit is mijn antwoord");
    assert_eq!(talk.form().draft.organisation.as_ref().unwrap().as_str(), "Prima");
    let mut talk = Talk::at(11);
    talk.says("ja graag");
    assert!(talk.last().starts_with("Stuur het bestand of de foto hier"), "{}", talk.last());
}

#[test]
fn who_has_no_organisation_can_say_so() {
    for text in ["heb geen bedrijf, ben zzp'er", "ik heb geen organisatie", "ik ben zzper", "nog geen bedrijf"] {
        let mut talk = Talk::at(2);
        talk.says(text);
        assert_eq!(talk.form().place, Place::Asking(Field::Municipality), "{text}: {}", talk.last());
        assert_eq!(talk.form().draft.organisation.as_ref().unwrap().as_str(), text);
    }
    let mut talk = Talk::at(2);
    talk.says("hoe lang duurt de steun");
    assert_eq!(talk.form().place, Place::Asking(Field::Organisation));
    assert!(talk.last().starts_with("Bij voorkeur tijdelijk"), "{}", talk.last());
}

#[test]
fn what_is_told_is_no_question() {
    let mut talk = Talk::at(7);
    talk.says("Onze steun duurt lang, wij krijgen steun van alle scholen");
    assert_eq!(talk.form().place, Place::Asking(Field::Sustainability), "{}", talk.last());
    talk.says("wat zijn de voorwaarden");
    assert_eq!(talk.form().place, Place::Asking(Field::Sustainability));
    assert!(talk.last().starts_with("Er moet draagvlak zijn"), "{}", talk.last());
    let mut talk = Talk::at(1);
    talk.says("ik heet Sanne de Wit");
    assert_eq!(talk.form().draft.name.as_ref().unwrap().as_str(), "Sanne de Wit");
}

#[test]
fn any_theme_is_taken_and_a_question_is_not() {
    for (text, expected) in [
        ("iets met energie", Some(Theme::Other)),
        ("iets met onderwijs voor volwassenen", Some(Theme::OnderwijsArbeidsmarkt)),
        ("koeien", Some(Theme::Other)),
        ("geen idee", None),
        ("hoe lang duurt dat dan", None),
        ("hallo", None),
        ("ja", None),
    ] {
        let mut talk = Talk::at(4);
        talk.says(text);
        let theme = talk.form().draft.theme;
        assert_eq!(theme, expected, "{text}: {}", talk.last());
        let place = if expected.is_some() { Field::Title } else { Field::Theme };
        assert_eq!(talk.form().place, Place::Asking(place), "{text}");
    }
    let mut talk = Talk::at(4);
    talk.says("iets met energie");
    assert!(talk.last().starts_with("Ik noteer als thema: Iets anders."), "{}", talk.last());
}

#[test]
fn erasing_can_be_asked_for_in_many_words() {
    for text in ["wissen", "verwijder mijn gegevens", "delete my data"] {
        let mut talk = Talk::new();
        talk.says(text);
        assert_eq!(talk.session.state, State::Erasing, "{text}: {}", talk.last());
        talk.says("nee");
        assert!(talk.erasures.is_empty() && talk.session.state == State::Idle, "{text}");
    }
    for word in ["delete", "wissen"] {
        let mut talk = Talk::new();
        talk.command(word);
        assert_eq!(talk.session.state, State::Erasing, "{word}");
    }
    let mut talk = Talk::at(6);
    talk.says("verwijder mijn gegevens");
    assert!(talk.session.state == State::Erasing && talk.session.paused.is_some(), "{}", talk.last());
}

#[test]
fn a_question_before_erasing_leaves_everything_and_says_so() {
    let mut talk = Talk::new();
    talk.command("verwijder");
    talk.says("wat is esij");
    assert!(talk.last().ends_with("Stuur dan nog eens /verwijder."), "{}", talk.last());
    talk.says("ja");
    assert!(talk.erasures.is_empty(), "{}", talk.transcript);
    talk.command("verwijder");
    talk.says("ja");
    assert_eq!(talk.erasures.len(), 1);
}

#[test]
fn a_field_that_is_named_at_the_summary_is_changed() {
    for (text, expected) in [
        ("gemeente", Place::Changing(Field::Municipality)),
        ("Titel", Place::Changing(Field::Title)),
        ("de titel", Place::Changing(Field::Title)),
        ("titel?", Place::Summary),
        ("hallo", Place::Summary),
        ("de titel is niet goed", Place::Summary),
    ] {
        let mut talk = Talk::at(12);
        talk.says(text);
        assert_eq!(talk.form().place, expected, "{text}: {}", talk.last());
        assert!(talk.forwarded.is_empty(), "{text}");
    }
    let mut talk = Talk::at(12);
    talk.says("gemeente");
    talk.says("Velsen en Zandvoort");
    assert_eq!(talk.form().place, Place::Summary);
    assert!(talk.last().contains("Andere of meer gemeenten (Velsen en Zandvoort)"), "{}", talk.last());
}
