//! The programme manager's desk, and what a person does with something they handed in.

use insta::assert_snapshot;

use super::*;
use crate::ideas::{By, Deed, Entry};
use crate::texts::Locale;

/// An idea as it was sent.
pub(super) fn idea() -> Lead {
    let mut talk = Talk::at(12);
    talk.presses("Versturen");
    talk.forwarded[0].0.clone()
}

fn question() -> Lead {
    let mut talk = Talk::new();
    talk.says("waar kan ik pizza bestellen");
    talk.presses("Geef mijn vraag door");
    talk.forwarded[0].0.clone()
}

/// Somebody who has sent an idea.
fn sender() -> Talk {
    let mut talk = Talk::at(12);
    talk.presses("Versturen");
    talk.transcript.clear();
    talk
}

fn status(talk: &Talk) -> Status {
    talk.desk.as_ref().and_then(|desk| desk.lead.as_ref()).expect("a lead").status
}

#[test]
fn handling_an_idea() {
    let mut desk = Talk::at_desk(&idea());
    desk.presses("Alles lezen");
    desk.replying().says("Dag Sanne, kunt u donderdag bellen?");
    desk.earlier = Some(Earlier { reference: idea().reference(), source: None, asks: false, offers: false });
    desk.note("> (changes the message)");
    desk.event(EventKind::Edited("Dag Sanne, kunt u vrijdag bellen?".into()));
    desk.presses_old("lead:status:IJM-2026-0042:in-progress");
    desk.presses("Nee");
    desk.presses_old("lead:status:IJM-2026-0042:talked");
    desk.presses("Ja, met een zin van mij");
    desk.answering().says("Fijn gesprek & tot <snel>!");
    desk.presses_old("lead:tell:IJM-2026-0042:talked");
    desk.presses_old("lead:status:IJM-2026-0042:new");
    desk.presses_old("lead:status:IJM-2026-0042:supported");
    desk.presses("Ja, vertel het");
    desk.command("idee_ijm_2026_0042");
    assert_snapshot!(desk.transcript);
}

#[test]
fn answering_a_question() {
    let mut desk = Talk::at_desk(&question());
    desk.replying().says("Dat weet ik niet, maar Bakker Jansen wel.");
    assert_eq!(status(&desk), Status::Talked, "an answered question is answered");
    assert_snapshot!(desk.transcript);
}

#[test]
fn teaching_a_question() {
    let mut desk = Talk::at_desk(&question());
    desk.replying().says("Dat weet ik niet.");
    desk.presses_old("learn:ask:IJM-2026-0042");
    desk.presses("Ander onderwerp");
    let shelf = desk.buttons().next().expect("a category").label.clone();
    desk.presses(&shelf);
    desk.presses("Terug");
    desk.presses("Terug");
    desk.presses("Andere woorden");
    desk.answering().says("Waar eet men pizza? Bel 06 12345678");
    desk.presses("Niet van ons");
    desk.presses("Anders kiezen");
    desk.presses("Ander onderwerp");
    desk.presses(&shelf);
    let topic = desk.buttons().next().expect("a topic").label.clone();
    desk.presses(&topic);
    desk.presses("Ongedaan maken");
    desk.presses("Onthoud dit");
    desk.presses("Voor de redactie");
    let lessons: Vec<_> = desk.noted.iter().map(|effect| format!("{effect:?}")).collect();
    assert_snapshot!(format!("{}{}", desk.transcript, lessons.join("\n")));
}

#[test]
fn a_question_without_words_is_taught_in_others() {
    let mut talk = Talk::new();
    talk.says("sanne@dewit.example 06 12345678");
    talk.presses("Geef mijn vraag door");
    let mut desk = Talk::at_desk(&talk.forwarded[0].0);
    desk.presses("Onthoud dit");
    assert!(desk.last().contains("In welke woorden"), "{}", desk.last());
    desk.answering().event(EventKind::Unsupported(Unsupported::Sticker));
    desk.answering().says("Kan ik u bellen?");
    assert!(desk.last().contains("Kan ik u bellen?"), "{}", desk.last());
    for data in ["learn:topic:IJM-2026-0042:weg", "learn:at:IJM-2026-0042:99", "learn:what:IJM-2026-0042"] {
        desk.presses_old(data);
        assert!(desk.last().contains("doet niets meer"), "{data}: {}", desk.last());
    }
    let mut other = Talk::at_desk(&idea());
    other.presses_old("learn:ask:IJM-2026-0042");
    assert!(other.last().contains("doet niets meer"), "an idea is no question: {}", other.last());
}

#[test]
fn a_letter_speaks_the_language_of_its_reader() {
    let mut desk = Talk::at_desk(&idea());
    desk.desk.as_mut().and_then(|desk| desk.lead.as_mut()).expect("a lead").locale = Locale::En;
    desk.command("idee_IJM_2026_0042");
    assert!(desk.last().contains("\nLeest Engels.\n"), "the manager knows it: {}", desk.last());
    desk.replying().says("Hello");
    assert!(desk.told[0].text.to_plain().starts_with("Message from the programme manager about"));
}

#[test]
fn files_and_voices_go_along_and_the_rest_does_not() {
    let mut desk = Talk::at_desk(&idea());
    desk.replying().sends_file("plan", Some("Zie pagina 2"), None);
    let voice = Attachment { kind: AttachmentKind::Voice, name: None, ..file("stem") };
    desk.replying().event(EventKind::File { attachment: voice.clone(), caption: None, album: None });
    let kinds: Vec<_> = desk.told.iter().map(|message| message.file.as_ref().expect("a file").kind).collect();
    assert_eq!(kinds, [AttachmentKind::Document, AttachmentKind::Voice]);
    assert!(desk.told[0].text.to_plain().contains("Zie pagina 2"));
    desk.replying().event(EventKind::Unsupported(Unsupported::Location));
    assert_eq!(desk.told.len(), 2);
    assert!(desk.last().contains("kan ik niet doorgeven"), "{}", desk.last());
}

#[test]
fn what_is_gone_is_said_to_be_gone() {
    let mut desk = Talk::at_desk(&idea());
    desk.desk = Some(Desk::default());
    for data in ["lead:all:IJM-2026-0042", "lead:status:IJM-2026-0042:talked", "lead:all:x", "lead:", "lead:what:ever"]
    {
        desk.presses_old(data);
        assert!(desk.last().contains("heb ik niet"), "{data}: {}", desk.last());
    }
    desk.earlier = Some(Earlier { reference: idea().reference(), source: None, asks: false, offers: false });
    desk.says("Bent u daar nog?");
    assert!(desk.last().contains("heb ik niet") && desk.told.is_empty(), "{}", desk.last());
    desk.command("idee_IJM_2026_0042");
    assert!(desk.last().contains("heb ik niet"), "{}", desk.last());
}

#[test]
fn in_a_managers_group_the_team_can_talk() {
    let mut desk = Talk::at_desk(&idea());
    let group = |addressed| Group { title: "Team".into(), addressed, has_topics: false, hides_sender: false };
    let mut happens = |kind: EventKind, addressed: bool, replying: bool| {
        let event = Event::private(desk.person.clone(), kind);
        if replying {
            desk.replying();
        }
        let spot = Spot { chat: ChatId(-1), group: Some(group(addressed)), ..event.spot.clone() };
        desk.happens(Event { spot, ..event });
        (desk.said.len(), desk.told.len(), desk.last())
    };
    assert_eq!(happens(EventKind::Text("Wie belt er?".into()), false, false).0, 0);
    assert_eq!(happens(EventKind::Text("Ik bel u vrijdag".into()), true, true).1, 1);
    let help = Command { word: "help".into(), rest: "".into() };
    assert!(happens(EventKind::Command(help), true, false).2.contains("komen de ideeën"), "what can be done here");
}

#[test]
fn changing_an_own_idea() {
    let mut talk = sender();
    talk.command("mijnideeen");
    talk.presses("IJM-2026-0042 · Leerlingen bouwen de watersto…");
    talk.presses("Iets toevoegen");
    talk.says("wat is esij?");
    talk.says("De school doet ook mee");
    talk.dialogue = Some(talk.leads[0].lead.reference());
    talk.says("En de buren");
    talk.dialogue = None;
    talk.command("mijnideeen");
    talk.presses("IJM-2026-0042 · Leerlingen bouwen de watersto…");
    talk.presses("Iets toevoegen");
    talk.sends_file("plan", Some("de begroting"), None);
    talk.presses("Klaar");
    talk.presses("Iets verbeteren");
    talk.presses("Titel");
    talk.says("x");
    talk.says("De brander van overmorgen");
    talk.presses("Iets verbeteren");
    talk.presses("Gemeente");
    talk.presses("Beverwijk");
    talk.presses("Iets verbeteren");
    talk.presses("Bereikbaar via");
    talk.says("geen nummer");
    talk.says("sanne@dewit.example");
    talk.presses("Intrekken");
    talk.says("nee");
    talk.command("mijnideeen");
    talk.presses("IJM-2026-0042 · De brander van overmorgen");
    talk.presses("Intrekken");
    talk.presses("Ja, trek het in");
    talk.command("mijnideeen");
    talk.presses_old("own:add:IJM-2026-0042");
    assert_snapshot!(talk.transcript);
}

#[test]
fn nobody_reaches_somebody_elses_idea() {
    let mut talk = Talk::new();
    for data in [
        "own:open:IJM-2026-0042",
        "own:add:IJM-2026-0042",
        "own:correct:IJM-2026-0042:title",
        "own:set:IJM-2026-0042:municipality:velsen",
        "own:withdraw:IJM-2026-0042:yes",
        "own:what:IJM-2026-0042",
        "own:open",
        "own:",
    ] {
        talk.presses_old(data);
        assert!(talk.last().contains("knop"), "{data}: {}", talk.last());
    }
    let mut talk = sender();
    talk.presses_old("own:withdraw:IJM-2026-0042:yes");
    assert!(talk.last().contains("Wilt u") && talk.leads[0].status == Status::New, "it asks first: {}", talk.last());
}

/// Whoever is no manager gets what they get for a command or button that there never was, for every one of the desk's.
#[test]
fn the_desk_is_closed_to_everybody_else() {
    let said = |talk: &Talk| talk.said.clone();
    let unknown = {
        let mut talk = sender();
        talk.command("bestaatniet");
        said(&talk)
    };
    for word in [
        "koppel",
        "pair",
        "ontkoppel",
        "unpair",
        "ideeen",
        "ideas",
        "ideeën",
        "vragenlijst",
        "unanswered",
        "overzicht",
        "overview",
        "cijfers",
        "idee_IJM_2026_0042",
        "idea_IJM_2026_0042",
        "vraag_IJM_2026_0042",
    ] {
        let mut talk = sender();
        talk.command(word);
        assert_eq!(said(&talk), unknown, "/{word}");
    }
    let old = {
        let mut talk = sender();
        talk.presses_old("bestaat:niet");
        said(&talk)
    };
    let reference = "IJM-2026-0042";
    let mut buttons: Vec<String> = Vec::new();
    for verb in ["all", "status", "tell", "note", "quiet"] {
        buttons.push(format!("lead:{verb}:{reference}"));
        buttons.extend(Status::ALL.map(|status| format!("lead:{verb}:{reference}:{}", status.name())));
    }
    for verb in ["ask", "back", "all", "cat", "words", "topic", "at", "not", "keep", "undo"] {
        buttons.push(format!("learn:{verb}:{reference}:0"));
    }
    let others =
        ["list:show:-----:0:0", "list:pick:s:-----:0", "missed:show:4", "report:csv", "report:xlsx", "report:show:4"];
    buttons.extend(others.map(str::to_owned));
    for data in buttons {
        let mut talk = sender();
        let noted = talk.noted.len();
        talk.presses_old(&data);
        assert_eq!(said(&talk), old, "{data}");
        assert!(talk.told.is_empty() && talk.noted.len() == noted && talk.leads[0].status == Status::New, "{data}");
    }
}

#[test]
fn writing_back() {
    let mut talk = sender();
    talk.note("(a letter of the programme manager came)");
    talk.dialogue = Some(talk.leads[0].lead.reference());
    talk.says("Ja, dat kan");
    talk.sends_file("foto", None, None);
    talk.says("wat is esij");
    talk.presses("Dit is voor de programmamanager");
    talk.says("Kan het ook telefonisch?");
    talk.presses("Dit was een vraag aan de bot");
    talk.dialogue = None;
    talk.says("wat is esij");
    talk.replying().says("Nog iets over mijn idee");
    talk.earlier =
        Some(Earlier { reference: talk.leads[0].lead.reference(), source: None, asks: false, offers: false });
    talk.note("> (changes the message)");
    talk.event(EventKind::Edited("Nog iets moois over mijn idee".into()));
    assert_snapshot!(talk.transcript);
}

#[test]
fn a_form_goes_before_a_letter_and_a_reply_goes_before_the_form() {
    let mut talk = sender();
    let reference = talk.leads[0].lead.reference();
    talk.command("idee");
    talk.presses("Ja, begin");
    talk.dialogue = Some(reference);
    talk.says("Sanne de Wit");
    assert!(talk.form().draft.name.is_some(), "{}", talk.transcript);
    talk.replying().says("Donderdag is goed");
    assert!(talk.last().contains("Doorgegeven"), "{}", talk.last());
    let offered = talk.session.offered.clone();
    assert!(offered.iter().any(|button| button.data.starts_with("idea:")), "what the form offers can still be typed");
    talk.command("help");
    assert!(talk.last().contains("2"), "the form goes on: {}", talk.last());
}

/// Something that the manager does with the message of this number.
fn with_message(talk: &mut Talk, number: i64, kind: EventKind) {
    let event = Event::private(talk.person.clone(), kind);
    let spot = Spot { message: Some(number), ..event.spot.clone() };
    talk.happens(Event { spot, ..event });
}

#[test]
fn the_news_follows_what_becomes_of_the_sentence() {
    let mut desk = Talk::at_desk(&idea());
    desk.presses("Gesproken");
    desk.presses("Ja, met een zin van mij");
    with_message(desk.answering(), 41, EventKind::Text("Tot donderdag".into()));
    // Long after, when the status is another one.
    desk.presses_old("lead:status:IJM-2026-0042:supported");
    let edits = |desk: &mut Talk, number: i64, text: &str| {
        with_message(desk.replying(), number, EventKind::Edited(text.into()));
        desk.followed.last().map(|message| message.text.to_plain()).unwrap_or_default()
    };
    let news = edits(&mut desk, 41, "Tot vrijdag");
    assert!(news.starts_with("Nieuws over") && news.contains("met u besproken"), "{news}");
    assert!(news.contains("schrijft erbij: Tot vrijdag"), "{news}");
    // An edit that changes nothing, and one that is too long.
    edits(&mut desk, 41, "Tot vrijdag");
    edits(&mut desk, 41, &"lang ".repeat(400));
    assert!(desk.followed.len() == 1 && desk.last().contains("te lang"), "{}", desk.last());
    // What is no sentence is a letter.
    assert!(edits(&mut desk, 42, "Dag").starts_with("Bericht van de programmamanager"), "{}", desk.transcript);
    desk.presses_old("lead:all:IJM-2026-0042");
    assert!(desk.last().contains("de zin daarbij: Tot vrijdag"), "{}", desk.last());
    assert_eq!(desk.told.len(), 1, "{}", desk.transcript);
}

#[test]
fn an_edit_of_what_went_to_nobody_is_ignored() {
    let mut desk = Talk::at_desk(&idea());
    let offered = desk.session.clone();
    with_message(&mut desk, 40, EventKind::Edited("wat is esij".into()));
    with_message(&mut desk, 40, EventKind::EditedFile { attachment: file("plan"), caption: None });
    assert!(desk.said.is_empty() && desk.followed.is_empty(), "{}", desk.transcript);
    assert_eq!(desk.session, offered, "nothing that was going on is disturbed");
}

#[test]
fn a_manager_can_take_back_ingetrokken_and_the_person_can_not_be_undone() {
    let mut desk = Talk::at_desk(&idea());
    desk.presses("Ingetrokken");
    desk.presses("Nee");
    desk.command("idee_IJM_2026_0042");
    desk.presses("In behandeling");
    assert_eq!(status(&desk), Status::InProgress, "{}", desk.transcript);
    let mut desk = Talk::at_desk(&idea());
    let withdrawn = Entry { at: desk.now, by: By::Person, what: Deed::Status { to: Status::Withdrawn } };
    let lead = desk.desk.as_mut().and_then(|desk| desk.lead.as_mut()).expect("a lead");
    (lead.status, lead.history) = (Status::Withdrawn, vec![withdrawn]);
    desk.command("idee_IJM_2026_0042");
    assert_eq!(desk.buttons().map(|button| button.label.as_str()).collect::<Vec<_>>(), ["Alles lezen"]);
    desk.presses_old("lead:status:IJM-2026-0042:in-progress");
    assert!(status(&desk) == Status::Withdrawn && desk.last().contains("ingetrokken"), "{}", desk.last());
}

#[test]
fn the_card_tells_what_the_bot_was_taught_last_and_once() {
    let mut desk = Talk::at_desk(&question());
    let lines = |desk: &Talk| {
        let lead = desk.desk.as_ref().and_then(|desk| desk.lead.as_ref()).expect("a lead");
        let card = card(&TEXTS, &KNOWLEDGE, lead).text.to_plain();
        let told = |line: &&str| line.starts_with("Wouter Bakker");
        card.lines().filter(told).map(|line| line.split(" (").next().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    desk.presses("Onthoud dit");
    desk.presses("Niet van ons");
    desk.presses("Anders kiezen");
    desk.presses("Niet van ons");
    assert_eq!(lines(&desk), ["Wouter Bakker heeft de vraag aan de bot geleerd"]);
    desk.presses("Anders kiezen");
    desk.presses("Voor de redactie");
    assert_eq!(lines(&desk), ["Wouter Bakker bewaarde de vraag voor de redactie"]);
    desk.presses("Ongedaan maken");
    assert_eq!(lines(&desk), [""; 0]);
    // What is forgotten can be taught anew.
    desk.replying().says("Dat weet ik niet.");
    desk.presses_old("learn:undo:IJM-2026-0042");
    let lead = desk.desk.as_ref().and_then(|desk| desk.lead.as_ref()).expect("a lead");
    let forgotten = lead.history.iter().filter(|entry| entry.what == Deed::Forgotten).count();
    assert_eq!(forgotten, 1, "there was nothing left to forget");
}

#[test]
fn what_a_manager_types_to_nobody_is_passed_on_to_nobody() {
    let mut desk = Talk::at_desk(&idea());
    desk.says("wat is esij");
    assert!(desk.last().contains("ESIJ is"), "what it knows it still answers: {}", desk.last());
    let nothing = "aan niemand doorgegeven";
    desk.says("waar kan ik pizza bestellen");
    assert!(desk.last().contains(nothing) && desk.last().contains("Antwoord op een bericht"), "{}", desk.last());
    let first = desk.last();
    desk.says("Dag Sanne, kunt u donderdag bellen?");
    assert!(desk.last().contains("Bedoelt u") && desk.last().contains(nothing), "{}", desk.last());
    for text in ["👍", "waar kan ik pizza bestellen"] {
        desk.says(text);
        assert!(desk.last().contains(nothing), "{text}: {}", desk.last());
        assert!(desk.buttons().next().is_none(), "nothing is offered: {}", desk.transcript);
    }
    assert_ne!(desk.last(), first, "not the same sentence twice in a row");
    desk.sends_file("plan", None, None);
    assert!(desk.last().contains(nothing), "{}", desk.last());
    // A button from before.
    for data in ["ask:pass_on:1", "ask:pass_on", "topic:none"] {
        desk.presses_old(data);
        assert!(desk.last().contains(nothing), "{data}: {}", desk.last());
    }
    assert!(desk.forwarded.is_empty() && desk.told.is_empty());
    desk.command("bestaatniet");
    assert_eq!(desk.last(), "Die opdracht ken ik niet. Met /help ziet u wat u hier kunt.");
}

#[test]
fn several_municipalities_keep_their_names() {
    let mut talk = Talk::at(3);
    talk.says("Heemskerk en Beverwijk");
    let named = "Andere of meer gemeenten (Heemskerk en Beverwijk)";
    assert!(talk.last().contains(named), "how it was understood: {}", talk.last());
    for answer in ["Iets anders", "Brood van morgen", "Wij bakken brood van eigen graan.", "overslaan"] {
        talk.says(answer);
    }
    for answer in ["overslaan", "overslaan", "06 12345678", "klaar"] {
        talk.says(answer);
    }
    assert!(talk.last().contains(named), "the summary: {}", talk.last());
    talk.presses("Versturen");
    let (lead, card, _) = &talk.forwarded[0];
    assert!(card[0].text.to_plain().contains(named), "the card: {}", card[0].text.to_plain());
    let mut desk = Talk::at_desk(lead);
    desk.presses("Alles lezen");
    assert!(desk.last().contains(named), "the whole idea: {}", desk.last());
    talk.command("mijngegevens");
    assert!(talk.last().contains(named), "their own view: {}", talk.last());
    // Another choice takes the place of the words.
    talk.presses_old("own:set:IJM-2026-0042:municipality:velsen");
    assert!(talk.last().contains("Gemeente is nu: Velsen."), "{}", talk.last());
    talk.presses_old("own:correct:IJM-2026-0042:municipality");
    talk.says("alle drie");
    assert!(talk.last().contains("Andere of meer gemeenten (alle drie)"), "{}", talk.last());
    talk.presses_old("own:correct:IJM-2026-0042:municipality");
    talk.says("ergens anders");
    assert!(talk.last().contains("Gemeente is nu: Andere of meer gemeenten."), "{}", talk.last());
}
