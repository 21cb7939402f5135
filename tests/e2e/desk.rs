//! The programme manager's desk and the people who write to it, in private chats.

use esij_bot::emulator::{Account, Fault, FaultKind, FileKind, PersonSpec};
use insta::assert_snapshot;

use crate::form::fill_in;
use crate::support::{MANAGER, Person, Town, sides};

/// The number of the last message with this in it.
pub(crate) fn number_of(account: &Account, part: &str) -> i64 {
    let found = account.messages().into_iter().rfind(|message| message.text.contains(part) && !message.deleted);
    found.unwrap_or_else(|| panic!("no `{part}` in\n{}", account.transcript())).message_id
}

/// The text of a message as it is now.
pub(crate) fn text_of(account: &Account, number: i64) -> String {
    let found = account.messages().into_iter().find(|message| message.message_id == number);
    found.unwrap_or_else(|| panic!("no {number} in\n{}", account.transcript())).text
}

impl Person<'_> {
    /// Replies to the last message with `part` in it, and waits for all that follows.
    async fn replies(&self, part: &str, text: &str) -> i64 {
        let number = self.account.reply_to(number_of(&self.account, part), text);
        assert_ne!(number, 0, "it was sent");
        self.town.quiet().await;
        number
    }
}

/// Somebody who has handed in an idea with this title.
pub(crate) async fn sender<'a>(town: &'a Town, id: i64, name: &str, title: &str) -> Person<'a> {
    let person = town.person(id, name);
    fill_in(&person, title).await;
    person.taps("Versturen").await;
    person
}

#[tokio::test]
async fn letters_go_to_and_fro() {
    let town = Town::start().await;
    let wouter = town.manager();
    let sanne = sender(&town, 101, "Sanne", "De waterstofbrander").await;
    let letter = wouter.replies("Nieuw idee", "Dag Sanne, kunt u <donderdag> bellen & komen?").await;
    assert!(sanne.last_heard().contains("kunt u <donderdag> bellen & komen?"), "{}", sanne.sees());
    assert!(wouter.last_heard().contains("Afgeleverd bij Sanne de Wit"), "{}", wouter.sees());
    // Right after a letter what is typed is the answer.
    sanne.says("Donderdag kan ik niet, vrijdag wel").await;
    wouter.replies("vrijdag wel", "Vrijdag is goed").await;
    // A while later, to the letter itself, with something else in between.
    sanne.says("/vragen").await;
    let answer = sanne.replies("donderdag", "Toch maar donderdag").await;
    sanne.says("/help").await;
    wouter.does(|account| account.edit(letter, "Dag Sanne, kunt u dinsdag bellen?")).await;
    sanne.does(|account| account.edit(answer, "Toch maar dinsdag")).await;
    assert_eq!((sanne.heard_times("donderdag"), sanne.heard_times("kunt u dinsdag bellen?")), (0, 1));
    assert_eq!((wouter.heard_times("Toch maar donderdag"), wouter.heard_times("Toch maar dinsdag")), (0, 1));
    assert_snapshot!("letters", sides(&[&sanne, &wouter]));
    town.finish().await;
}

#[tokio::test]
async fn files_go_both_ways() {
    let town = Town::start().await;
    let wouter = town.manager();
    let sanne = sender(&town, 101, "Sanne", "De waterstofbrander").await;
    let card = number_of(&wouter.account, "Nieuw idee");
    let reply = wouter.account.replying_to(card);
    // What becomes of the one is said before the other comes.
    reply.send_photo(b"een foto", "Zo'n brander?");
    town.quiet().await;
    reply.send_document("plan.pdf", "application/pdf", b"%PDF", "");
    town.quiet().await;
    reply.send_voice();
    town.quiet().await;
    reply.send_media(FileKind::Video, "film.mp4", "video/mp4", b"film", "");
    town.quiet().await;
    reply.send_sticker();
    town.quiet().await;
    let letter = number_of(&sanne.account, "Zo'n brander?");
    let reply = sanne.account.replying_to(letter);
    reply.send_photo(b"een andere foto", "Nee, zo");
    town.quiet().await;
    reply.send_document("begroting.xlsx", "application/vnd.ms-excel", b"PK", "de begroting");
    town.quiet().await;
    reply.send_voice();
    town.quiet().await;
    let files = |person: &Person<'_>, bot: bool| -> Vec<FileKind> {
        let messages = person.account.messages().into_iter().filter(|message| message.from_bot == bot);
        messages.filter_map(|message| message.file).map(|file| file.kind).collect()
    };
    let three = [FileKind::Photo, FileKind::Document, FileKind::Voice];
    assert_eq!(files(&sanne, true), three);
    assert_eq!(files(&wouter, true), three);
    // A caption that is changed changes on the other side.
    let photo = number_of(&wouter.account, "Zo'n brander?");
    wouter.does(|account| account.edit(photo, "Of zo'n brander?")).await;
    assert_eq!(sanne.heard_times("Of zo'n brander?"), 1);
    assert_snapshot!("files", sides(&[&sanne, &wouter]));
    town.finish().await;
}

#[tokio::test]
async fn who_is_away_gets_it_later_and_the_manager_knows() {
    let town = Town::start().await;
    let wouter = town.manager();
    let sanne = sender(&town, 101, "Sanne", "De waterstofbrander").await;
    sanne.does(Account::block).await;
    let letter = wouter.replies("Nieuw idee", "Bent u daar nog?").await;
    assert!(wouter.last_heard().starts_with("Niet afgeleverd. Sanne de Wit"), "{}", wouter.sees());
    assert_eq!(wouter.heard_times("Afgeleverd bij"), 0);
    wouter.does(|account| account.edit(letter, "Bent u er nog?")).await;
    assert_eq!(sanne.heard_times("Bent u"), 0);
    sanne.does(Account::unblock).await;
    assert_eq!((sanne.heard_times("Bent u er nog?"), sanne.heard_times("daar nog")), (1, 0), "{}", sanne.sees());
    assert!(wouter.last_heard().contains("Afgeleverd bij Sanne de Wit"), "{}", wouter.sees());
    sanne.says("Ja, ik ben er weer").await;
    assert_eq!(wouter.heard_times("Ja, ik ben er weer"), 1, "{}", wouter.sees());
    assert_snapshot!("away", wouter.sees());
    town.finish().await;
}

/// The connection breaks after Telegram has taken a card and a letter, so that both come twice. Which of the two is replied
/// to makes no difference, also where the bot has not heard of it.
#[tokio::test]
async fn replies_to_copies_find_their_way() {
    let town = Town::start().await;
    let wouter = town.manager();
    let breaks =
        |chat: i64| town.emulator.inject(Fault::new(FaultKind::DropAfter).on("sendMessage").in_chat(chat).times(1));
    breaks(MANAGER);
    let sanne = sender(&town, 101, "Sanne", "De waterstofbrander").await;
    sender(&town, 102, "Tom", "De windmolen").await;
    let first = |account: &Account, part: &str| {
        let found = account.messages().into_iter().find(|message| message.from_bot && message.text.contains(part));
        found.expect("a copy").message_id
    };
    let card = first(&wouter.account, "waterstofbrander");
    assert_ne!(card, number_of(&wouter.account, "waterstofbrander"), "{}", wouter.sees());
    breaks(101);
    wouter.does(|account| account.reply_to(card, "Dag Sanne, kunt u donderdag?")).await;
    let letter = first(&sanne.account, "kunt u donderdag?");
    assert_ne!(letter, number_of(&sanne.account, "kunt u donderdag?"), "{}", sanne.sees());
    // In the middle of the form it is an answer to the letter and not to the form.
    sanne.says("/idee").await;
    sanne.does(|account| account.reply_to(letter, "Donderdag is goed")).await;
    assert_eq!(wouter.heard_times("Donderdag is goed"), 1, "{}", wouter.sees());
    town.finish().await;
}

/// What belonged to somebody who is erased goes to nobody, also when another idea came in right before or after it.
#[tokio::test]
async fn a_reply_to_somebody_erased_goes_to_nobody() {
    let town = Town::start().await;
    let wouter = town.manager();
    let sanne = sender(&town, 101, "Sanne", "De waterstofbrander").await;
    wouter.replies("waterstofbrander", "Dag Sanne").await;
    let tom = sender(&town, 102, "Tom", "De windmolen").await;
    let of_sanne: Vec<i64> = wouter
        .account
        .messages()
        .into_iter()
        .filter(|message| message.from_bot && !message.text.contains("De windmolen"))
        .map(|message| message.message_id)
        .collect();
    assert!(of_sanne.len() >= 2, "a card and a receipt: {}", wouter.sees());
    sanne.says("/verwijder").await;
    sanne.says("ja").await;
    for number in of_sanne {
        wouter.does(|account| account.reply_to(number, &format!("Nog iets, Sanne {number}"))).await;
    }
    assert_eq!((tom.heard_times("Nog iets"), sanne.heard_times("Nog iets")), (0, 0), "{}", wouter.sees());
    assert!(wouter.heard_times("aan niemand doorgegeven") >= 2, "{}", wouter.sees());
    wouter.replies("De windmolen", "Dag Tom").await;
    assert_eq!(tom.heard_times("Dag Tom"), 1, "{}", tom.sees());
    town.finish().await;
}

#[tokio::test]
async fn a_status_is_told_with_a_sentence_and_every_card_shows_it() {
    let mut town = Town::new().await;
    for (id, name) in [(MANAGER, "Wouter"), (901, "Marieke")] {
        town.emulator.person(PersonSpec::new(id, name)).send_command("start");
    }
    town.managers = vec![MANAGER, 901];
    town.open().await;
    town.quiet().await;
    let (wouter, marieke) = (town.manager(), town.known(901));
    let sanne = sender(&town, 101, "Sanne", "De waterstofbrander").await;
    let cards = [&wouter, &marieke].map(|person| number_of(&person.account, "Nieuw idee"));
    wouter.taps("In behandeling").await;
    wouter.taps("Ja, met een zin van mij").await;
    let sentence = wouter.replies("Welke zin gaat erbij?", "Ik bel u & Piet <morgen>").await;
    assert_eq!(sanne.heard_times("Ik bel u & Piet <morgen>"), 1, "{}", sanne.sees());
    // The sentence that is changed changes in the news, and what is no part of anything is no question.
    let (news, heard) = (number_of(&sanne.account, "Nieuws over"), wouter.heard().len());
    wouter.does(|account| account.edit(sentence, "Ik bel u & Piet <overmorgen>")).await;
    assert!(text_of(&sanne.account, news).contains("erbij: Ik bel u & Piet <overmorgen>"), "{}", sanne.sees());
    assert_eq!(sanne.heard_times("Piet"), 1, "{}", sanne.sees());
    let aside = wouter.account.send_text("waar kan ik pizza bestellen");
    town.quiet().await;
    assert_eq!(wouter.heard_times("aan niemand doorgegeven"), 1, "{}", wouter.sees());
    wouter.does(|account| account.edit(aside, "waar kan ik toch pizza bestellen")).await;
    assert_eq!(wouter.heard().len(), heard + 1, "{}", wouter.sees());
    for (person, card) in [&wouter, &marieke].into_iter().zip(cards) {
        let shown = text_of(&person.account, card);
        assert!(shown.contains("Status: in behandeling") && shown.contains("Wouter: in behandeling"), "{shown}");
    }
    // The other one goes on from the same card, and cannot tell the old news.
    marieke.taps("Gesproken").await;
    wouter.taps("Ja, vertel het").await;
    assert_eq!(wouter.heard_times("intussen veranderd"), 1, "{}", wouter.sees());
    marieke.taps("Ja, vertel het").await;
    assert_eq!(sanne.heard_times("met u besproken"), 1, "{}", sanne.sees());
    assert!(text_of(&wouter.account, cards[0]).contains("Status: gesproken"), "{}", wouter.sees());
    assert_snapshot!("status", sides(&[&sanne, &wouter, &marieke]));
    town.finish().await;
}

#[tokio::test]
async fn what_a_person_changes_is_seen_at_the_desk() {
    let town = Town::start().await;
    let wouter = town.manager();
    let sanne = sender(&town, 101, "Sanne", "De waterstofbrander").await;
    let card = number_of(&wouter.account, "Nieuw idee");
    sanne.says("/mijnideeen").await;
    sanne.press("IJM-2026-0001 · De waterstofbrander");
    town.quiet().await;
    sanne.taps("Iets verbeteren").await;
    sanne.taps("Titel").await;
    sanne.says("De brander van <overmorgen>").await;
    sanne.taps("Iets toevoegen").await;
    sanne.says("De school doet ook mee").await;
    let added = number_of(&sanne.account, "De school doet ook mee");
    sanne.does(|account| account.edit(added, "Twee scholen doen ook mee")).await;
    assert_eq!(wouter.heard_times("schrijft over IJM-2026-0001:\n\nTwee scholen doen ook mee"), 1, "{}", wouter.sees());
    assert!(text_of(&wouter.account, card).contains("veranderde de aanvulling in: Twee scholen"), "{}", wouter.sees());
    sanne.taps("Iets toevoegen").await;
    sanne.does(|account| account.send_document("begroting.pdf", "application/pdf", b"%PDF", "de begroting")).await;
    sanne.taps("Klaar").await;
    let shown = text_of(&wouter.account, card);
    assert!(shown.contains("De brander van <overmorgen>") && shown.contains("Sanne de Wit voegde toe"), "{shown}");
    wouter.taps("Alles lezen").await;
    sanne.taps("Intrekken").await;
    sanne.taps("Ja, trek het in").await;
    assert!(text_of(&wouter.account, card).contains("Status: ingetrokken"), "{}", wouter.sees());
    assert_snapshot!("changed", wouter.sees());
    town.finish().await;
}

#[tokio::test]
async fn two_people_never_get_each_others_letters() {
    let town = Town::start().await;
    let wouter = town.manager();
    let sanne = sender(&town, 101, "Sanne", "De waterstofbrander").await;
    let piet = sender(&town, 102, "Piet", "Leren lassen").await;
    let (brander, lassen) = ("De waterstofbrander", "Leren lassen");
    wouter.replies(brander, "Voor de brander").await;
    wouter.replies(lassen, "Voor het lassen").await;
    sanne.account.send_text("Van de brander");
    piet.account.send_text("Van het lassen");
    town.quiet().await;
    let (to_sanne, to_piet) = ("Terug naar de brander", "Terug naar het lassen");
    wouter.account.reply_to(number_of(&wouter.account, "Van het lassen"), to_piet);
    wouter.account.reply_to(number_of(&wouter.account, "Van de brander"), to_sanne);
    town.quiet().await;
    for (person, own, other) in [(&sanne, "brander", "lassen"), (&piet, "lassen", "brander")] {
        for text in ["Voor", "Terug naar"] {
            assert_eq!(
                person.heard_times(&format!("{text} de {own}")) + person.heard_times(&format!("{text} het {own}")),
                1
            );
        }
        let letters = person.heard().into_iter().filter(|text| text.starts_with("Bericht van de programmamanager"));
        let letters: Vec<String> = letters.collect();
        assert_eq!(letters.len(), 2, "{}", person.sees());
        assert!(letters.iter().all(|text| !text.contains(other)), "{}", person.sees());
    }
    assert_eq!((wouter.heard_times("Van de brander"), wouter.heard_times("Van het lassen")), (1, 1));
    // A stranger who makes up the buttons of somebody else's idea gets nowhere.
    let vreemd = town.person(666, "Vreemd");
    vreemd.says("hallo").await;
    let last = number_of(&vreemd.account, "");
    for data in ["lead:all:IJM-2026-0001", "lead:tell:IJM-2026-0001:new", "own:withdraw:IJM-2026-0001:yes"] {
        vreemd.does(|account| account.press_raw(last, data)).await;
        assert!(!vreemd.last_heard().contains("brander"), "{}", vreemd.sees());
    }
    town.finish().await;
}
