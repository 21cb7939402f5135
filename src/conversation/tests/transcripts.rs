//! Conversations from beginning to end, to be read as an entrepreneur would read them.

use super::*;

#[test]
fn asking() {
    let mut talk = Talk::new();
    talk.command("start");
    talk.says("hallo");
    talk.says("zegmaar als me project eerst geld kost kan dat dan ook");
    talk.presses("Wat zijn de voorwaarden?");
    talk.says("wat wordt het weer morgen");
    talk.says("waar kan ik pizza bestellen");
    talk.presses("Geef mijn vraag door");
    talk.presses_old("ask:pass_on");
    talk.delivers();
    talk.says("bedankt");
    talk.command("mijnideeen");
    insta::assert_snapshot!(talk.transcript);
}

#[test]
fn looking_around() {
    let mut talk = Talk::new();
    talk.command("vragen");
    talk.presses("Steun");
    talk.says("2");
    talk.command("contact");
    talk.presses("Vraag de programmamanager");
    talk.says("nee");
    talk.command("help");
    talk.command("taal");
    talk.says("english");
    talk.command("privacy");
    talk.command("ideeen");
    talk.command("foo");
    talk.command("annuleer");
    insta::assert_snapshot!(talk.transcript);
}

#[test]
fn handing_in_an_idea() {
    let mut talk = Talk::new();
    talk.says("ik heb een idee");
    talk.command("idee");
    talk.presses("Ja, begin");
    talk.says("Sanne de Wit");
    talk.says("hoe lang duurt die steun eigenlijk");
    talk.says("De Wit & <Zn>");
    talk.says("ijmuiden");
    talk.presses("Onderwijs en arbeidsmarkt");
    talk.says("Leerlingen bouwen de waterstofbrander van morgen");
    talk.says("Een brander.");
    talk.says("Wij laten leerlingen van het Technisch College een brander op waterstof bouwen.");
    talk.sends_file("tekening", None, None);
    talk.says("Het Technisch College en twee bedrijven doen mee.");
    talk.presses("Overslaan");
    talk.says("geen");
    talk.says("06 1234");
    talk.says("06 1235");
    talk.says("06 12345678");
    talk.sends_file("begroting", Some("De begroting"), None);
    talk.presses("Klaar");
    talk.presses("Iets wijzigen");
    talk.presses("Titel");
    talk.says("Leerlingen bouwen een waterstofbrander");
    talk.presses("Versturen");
    talk.delivers();
    talk.command("mijnideeen");
    talk.command("mijngegevens");
    insta::assert_snapshot!(talk.transcript);
}

#[test]
fn an_idea_in_english() {
    let mut talk = Talk::english();
    talk.command("idea");
    talk.says("yes");
    talk.says("Jo Smith");
    talk.says("skip");
    talk.says("several");
    talk.says("2");
    talk.says("Students build burners");
    talk.says("Students of the technical college build a burner that runs on hydrogen.");
    talk.says("skip");
    talk.says("skip");
    talk.says("skip");
    talk.says("Through Telegram only");
    talk.says("done");
    talk.says("yes");
    talk.delivers();
    insta::assert_snapshot!(talk.transcript);
}

#[test]
fn stopping_keeping_and_going_on() {
    let mut talk = Talk::new();
    talk.command("idee");
    talk.command("annuleer");
    talk.command("idee");
    talk.presses("Ja, begin");
    talk.says("Sanne de Wit");
    talk.command("annuleer");
    talk.presses("Bewaren voor later");
    talk.says("wat is esij");
    talk.command("annuleer");
    talk.command("idee");
    talk.says("verder");
    talk.says("terug");
    talk.presses("Zo laten");
    talk.says("stop");
    talk.says("stop");
    talk.command("idee");
    talk.presses("Nee, liever niet");
    insta::assert_snapshot!(talk.transcript);
}

#[test]
fn what_cannot_be_read() {
    let mut talk = Talk::new();
    talk.event(EventKind::Unsupported(Unsupported::Sticker));
    talk.event(EventKind::Unsupported(Unsupported::Sticker));
    talk.says("\u{200b}");
    talk.event(EventKind::Edited("wat is esij".into()));
    talk.sends_file("plan", None, None);
    talk.shares_phone("31612345678", true);
    talk.in_group();
    talk.event(EventKind::Failed);
    talk.presses_old("nonsense");
    talk.command("idee");
    talk.presses("Ja, begin");
    talk.event(EventKind::Unsupported(Unsupported::Voice));
    talk.event(EventKind::Edited("Sanne".into()));
    talk.says("\u{2060}");
    talk.event(EventKind::Failed);
    insta::assert_snapshot!(talk.transcript);
}

#[test]
fn erasing() {
    let mut talk = Talk::new();
    talk.says("wat wordt het weer morgen");
    talk.says("ja");
    talk.command("idee");
    talk.presses("Ja, begin");
    talk.says("Sanne de Wit");
    talk.command("verwijder");
    talk.says("nee");
    talk.command("verwijder");
    talk.presses("Ja, wis alles");
    talk.command("mijngegevens");
    assert_eq!(talk.erasures.len(), 1);
    let notices: Vec<String> = talk.erasures.remove(0).iter().map(shown).collect();
    talk.note(&format!("  | {}", notices.join("\n  | ")));
    insta::assert_snapshot!(talk.transcript);
}
