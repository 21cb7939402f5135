//! Whole conversations through the pure core, as a person reads them. To accept a meant change:
//! `INSTA_UPDATE=always cargo test --test conversation`.

mod talk;

use talk::Talk;

#[test]
fn a_first_visit() {
    let mut talk = Talk::in_dutch();
    talk.command("/start");
    talk.types("wat is de economishe samenwerkign ijmond");
    talk.types("zegmaar als me porject eerst geld kost kan dat dan ook");
    talk.taps("Wat zijn de voorwaarden?");
    talk.types("en hoe lang duurt dat?");
    talk.types("dank u wel");
    talk.command("/help");
    talk.command("/contact");
    talk.command("/onzin");
    talk.command("/ideeen");
    insta::assert_snapshot!(talk.transcript());
}

#[test]
fn browsing_by_tapping_and_typing() {
    let mut talk = Talk::in_dutch();
    talk.command("/vragen");
    talk.taps("Contact");
    talk.types("1");
    talk.command("/vragen");
    talk.types("vroeger en nu");
    talk.taps("Alle onderwerpen");
    insta::assert_snapshot!(talk.transcript());
}

#[test]
fn what_is_not_known_is_passed_on_once() {
    let mut talk = Talk::in_dutch();
    talk.types("kan ik bij jullie mijn rijbewijs verlengen");
    talk.types("wanneer wordt het grofvuil opgehaald");
    talk.types("ja");
    talk.taps("Geef mijn vraag door");
    talk.types("wie is de burgemeester van Velsen");
    talk.types("nee");
    insta::assert_snapshot!(talk.transcript());
}

#[test]
fn an_idea_from_beginning_to_end() {
    let mut talk = Talk::in_dutch();
    talk.command("/idee");
    talk.taps("Ja, begin");
    talk.types("Sanne de Wit");
    talk.types("hoe lang duurt die steun eigenlijk");
    talk.types("De Wit Branders");
    talk.types("ijmuiden");
    talk.types("2");
    talk.types("kort");
    talk.types("terug");
    talk.types("Hoe krijgen we jongeren naar de techniek?");
    talk.types("te kort");
    talk.types("Leerlingen bouwen met ons een brander op waterstof.\n\nIn onze eigen werkplaats.");
    talk.taps("Overslaan");
    talk.types("weet ik nog niet");
    talk.types("Hulp bij het vinden van scholen");
    talk.types("06 1234");
    talk.shares_contact(false);
    talk.shares_contact(true);
    talk.sends_file("plan.pdf");
    talk.sends_file("plan.pdf");
    talk.taps("Klaar");
    talk.taps("Iets wijzigen");
    talk.taps("Titel");
    talk.types("De waterstofbrander van morgen");
    talk.taps("Versturen");
    talk.presses("idea:send");
    talk.presses("idea:back");
    talk.command("/mijnideeen");
    talk.command("/mijngegevens");
    talk.command("/verwijder");
    talk.types("ja");
    talk.command("/mijnideeen");
    insta::assert_snapshot!(talk.transcript());
}

#[test]
fn stopping_and_coming_back() {
    let mut talk = Talk::in_dutch();
    talk.command("/annuleer");
    talk.command("/idee");
    talk.command("/annuleer");
    talk.command("/idee");
    talk.types("ja");
    talk.types("Sanne");
    talk.command("/annuleer");
    talk.taps("Verder gaan");
    talk.types("stop");
    talk.types("later");
    talk.types("wat kost het om een idee in te dienen");
    talk.command("/annuleer");
    talk.command("/idee");
    talk.types("verder");
    talk.command("/idee");
    talk.taps("Opnieuw beginnen");
    talk.presses("idea:cancel:yes");
    talk.types("Ik heb een idee");
    talk.taps("Nee, liever niet");
    insta::assert_snapshot!(talk.transcript());
}

#[test]
fn in_english() {
    let mut talk = Talk::in_english();
    talk.command("/start");
    talk.types("how much money can i get");
    talk.types("wat is het doel van esij?");
    talk.command("/language");
    talk.taps("Nederlands");
    talk.command("/taal");
    talk.types("english");
    talk.command("/idea");
    talk.types("yes");
    talk.types("Tom Becker");
    talk.types("skip");
    talk.types("another municipality");
    talk.types("something else");
    talk.types("A summer school");
    talk.types("A summer school where pupils learn to weld and to print in metal.");
    talk.types("skip");
    talk.types("skip");
    talk.types("skip");
    talk.types("through telegram only");
    talk.types("done");
    talk.types("send");
    talk.command("/myideas");
    talk.command("/privacy");
    insta::assert_snapshot!(talk.transcript());
}

#[test]
fn what_cannot_be_read() {
    use esij_bot::conversation::{EventKind, Unsupported};
    let mut talk = Talk::in_dutch();
    for kind in [Unsupported::Sticker, Unsupported::Voice, Unsupported::Location, Unsupported::Poll] {
        talk.happens(&format!("({kind:?})"), EventKind::Unsupported(kind));
    }
    talk.types("\u{200b}\u{feff}");
    talk.types("   ");
    talk.types("???");
    talk.types("<b>dik</b> & \"zo\" kan dat?");
    talk.types("\u{202e}مرحبا");
    talk.sends_file("foto.jpg");
    talk.happens("(bewerkt: wat is esij)", EventKind::Edited("wat is esij".into()));
    talk.happens("(in een groep: /start)", EventKind::InGroup);
    talk.happens("(de beurt ging mis)", EventKind::Failed);
    talk.presses("topic:show:bestaat-niet");
    talk.presses("rommel");
    talk.command("/idee");
    talk.happens("(Voice)", EventKind::Unsupported(Unsupported::Voice));
    talk.types("ja");
    talk.happens("(bewerkt: Jan)", EventKind::Edited("Jan".into()));
    talk.happens("(de beurt ging mis)", EventKind::Failed);
    insta::assert_snapshot!(talk.transcript());
}
