//! Somebody hands in an idea.

use esij_bot::emulator::PersonSpec;
use insta::assert_snapshot;

use crate::form::fill_in;
use crate::support::{Person, Town, sides};

/// The smallest picture that says how large it is.
fn png() -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    bytes.extend(640_u32.to_be_bytes());
    bytes.extend(480_u32.to_be_bytes());
    bytes.extend(b"\x08\x02\0\0\0");
    bytes
}

#[tokio::test]
async fn a_whole_idea_with_everything_that_can_happen_on_the_way() {
    let town = Town::start().await;
    let sanne = town.meet(PersonSpec::new(101, "Sanne").last_name("de Wit").username("sannedewit"));
    sanne.says("/idee").await;
    sanne.taps("Ja, begin").await;
    sanne.says("Sanne de Wit").await;
    sanne.says("hoe lang duurt die hulp?").await;
    sanne.says("De Wit Branders").await;
    sanne.says("Velzen").await;
    sanne.says("2").await;
    sanne.says("De waterstofbrander").await;
    sanne.taps("Terug").await;
    sanne.says("Leerlingen bouwen de waterstofbrander van morgen").await;
    sanne.says("kort").await;
    sanne.says("Leerlingen bouwen met ons een brander voor waterstof.\nVan tekening tot proef.").await;
    sanne.says("Het Technisch College doet mee").await;
    sanne.taps("Overslaan").await;
    sanne.says("Een begeleider & een werkplaats").await;
    sanne.says("06 1234").await;
    sanne.taps("📱 Deel mijn telefoonnummer").await;
    sanne
        .does(|sanne| sanne.send_document("begroting <2026>.pdf", "application/pdf", b"%PDF-1.7", "De begroting"))
        .await;
    sanne.does(|sanne| sanne.send_photo(&png(), "")).await;
    sanne.taps("Klaar").await;
    sanne.taps("Iets wijzigen").await;
    sanne.taps("Organisatie").await;
    sanne.says("De Wit Branders B.V.").await;
    sanne.taps("Versturen").await;
    sanne.says("/mijnideeen").await;
    assert_snapshot!("idea", sides(&[&sanne, &town.manager()]));
    town.finish().await;
}

#[tokio::test]
async fn sent_twice_and_received_twice_it_is_one_idea() {
    let town = Town::start().await;
    let sanne = town.person(101, "Sanne");
    fill_in(&sanne, "De waterstofbrander").await;
    // Twice in a row, before the bot can answer; and Telegram gives the last press once more.
    sanne.press("Versturen");
    sanne.press("Versturen");
    town.quiet().await;
    let last = town.emulator.last_update_id();
    for id in [last - 1, last] {
        assert!(town.emulator.duplicate(id));
        town.quiet().await;
    }
    sanne.press("Versturen");
    town.quiet().await;

    let leads = town.leads().await;
    assert_eq!(leads.len(), 1);
    let reference = leads[0].reference.to_string();
    assert_eq!(sanne.heard_times("Uw idee is ontvangen"), 1, "{}", sanne.sees());
    let again = sanne.heard_times("is al ontvangen") + sanne.heard_times("is echt binnen");
    assert_eq!(again, 2, "{}", sanne.sees());
    assert_eq!(sanne.heard_times(&reference), 4, "{}", sanne.sees());
    assert_eq!(sanne.heard_times("afgeleverd"), 1, "{}", sanne.sees());
    assert_eq!(town.manager().heard_times(&reference), 1, "{}", town.manager().sees());
    town.finish().await;
}

#[tokio::test]
async fn two_people_side_by_side_do_not_get_in_each_others_way() {
    let town = Town::start().await;
    let sanne = town.person(101, "Sanne");
    let bart = town.person(102, "Bart");
    let both = |text: [&'static str; 2]| {
        for (person, text) in [&sanne, &bart].into_iter().zip(text) {
            person.account.send_text(text);
        }
        town.quiet()
    };
    both(["/idee", "/idee"]).await;
    both(["ja", "ja"]).await;
    both(["Sanne de Wit", "Bart Bakker"]).await;
    both(["overslaan", "Bakkerij Bakker"]).await;
    both(["Velsen", "Heemskerk"]).await;
    both(["1", "iets anders"]).await;
    both(["Idee van Sanne", "Idee van Bart"]).await;
    both(["Dit is wat Sanne wil gaan doen met haar bedrijf.", "Dit is wat Bart wil gaan doen met zijn bakkerij."])
        .await;
    for _ in 0..3 {
        both(["overslaan", "overslaan"]).await;
    }
    both(["sanne@example.org", "bart@example.org"]).await;
    both(["klaar", "klaar"]).await;
    both(["versturen", "versturen"]).await;

    let manager = town.manager();
    for (own, other) in [(&sanne, "Bart"), (&bart, "Sanne")] {
        assert_eq!(own.heard_times("afgeleverd"), 1, "{}", own.sees());
        assert!(!own.sees().contains(other), "{}", own.sees());
    }
    let leads = town.leads().await;
    assert_eq!(leads.len(), 2);
    for lead in leads {
        assert_eq!(manager.heard_times(&lead.reference.to_string()), 1, "{}", manager.sees());
    }
    let cards: Vec<String> = manager.heard().into_iter().filter(|text| text.contains("Nieuw idee")).collect();
    assert!(cards.iter().all(|card| card.contains("Sanne") != card.contains("Bart")), "{cards:?}");
    town.finish().await;
}

#[tokio::test]
async fn a_form_can_be_left_and_taken_up_again_after_a_restart() {
    let mut town = Town::start().await;
    let sanne = town.person(101, "Sanne");
    sanne.says("/idee").await;
    sanne.taps("Ja, begin").await;
    sanne.says("Sanne de Wit").await;
    sanne.says("/annuleer").await;
    sanne.taps("Bewaren voor later").await;
    town.close().await;
    town.open().await;
    let sanne = town.known(101);
    sanne.says("wat is esij").await;
    sanne.says("/idee").await;
    sanne.taps("Verder met mijn idee").await;
    sanne.says("/annuleer").await;
    sanne.taps("Ja, weggooien").await;
    sanne.says("/annuleer").await;
    assert_snapshot!("left", sanne.sees());
    assert_eq!(town.leads().await.len(), 0);
    town.finish().await;
}

/// An idea by somebody whose Telegram is English: their side in English, the manager's in Dutch.
#[tokio::test]
async fn an_english_idea_arrives_on_a_dutch_card() {
    let town = Town::start().await;
    let mary = town.meet(PersonSpec::new(103, "Mary").language("en"));
    let says = async |lines: &[&str]| {
        for line in lines {
            mary.says(line).await;
        }
    };
    says(&["/idea", "yes", "Mary Smith", "skip", "Beverwijk", "1", "Shared workshop"]).await;
    says(&["A workshop that small firms share, with machines and a teacher.", "skip", "skip", "skip"]).await;
    says(&["mary@example.org", "done", "send", "/myideas"]).await;
    assert_snapshot!("english_idea", sides(&[&mary, &town.manager()]));
    town.finish().await;
}

#[tokio::test]
async fn who_erases_everything_is_gone_and_the_manager_hears_it() {
    let town = Town::start().await;
    let sanne = town.person(101, "Sanne");
    fill_in(&sanne, "De waterstofbrander").await;
    sanne.taps("Versturen").await;
    let before = said(&sanne);
    sanne.says("/verwijder").await;
    sanne.taps("Nee, laat staan").await;
    sanne.says("/verwijder").await;
    sanne.taps("Ja, wis alles").await;
    sanne.says("/mijnideeen").await;
    sanne.says("/mijngegevens").await;
    assert_snapshot!("erased", format!("{}\n{}", said(&sanne).split_off(before.len()), town.manager().sees()));
    assert!(town.leads().await.iter().all(|lead| lead.lead.is_none()));
    town.finish().await;
}

fn said(person: &Person<'_>) -> String {
    person.sees()
}
