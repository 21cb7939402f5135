//! E-mail beside Telegram: what arrives in the mailbox, and what becomes of it when the way there is not free.

use esij_bot::emulator::{Fault, FaultKind};
use esij_bot::store::{Audience, Hold, OutboxCounts, Reason};
use mail_parser::{Message, MessageParser, MimeHeaders as _};

use crate::aiosmtpd::{Server, python};
use crate::crash::{Program, town_with_manager};
use crate::form::fill_in;
use crate::peer::{Answer, Peer, Script};
use crate::support::{Person, Town, until};

/// As [`fill_in`], with these files.
async fn fill_in_with(person: &Person<'_>, files: &[(&str, usize)]) {
    person.says("/idee").await;
    person.taps("Ja, begin").await;
    for text in ["Sanne de Wit", "overslaan", "Velsen", "Iets anders", "De waterstofbrander"] {
        person.says(text).await;
    }
    person.says("Leerlingen bouwen met ons een brander voor waterstof.").await;
    for text in ["overslaan", "overslaan", "overslaan", "sanne@dewitbranders.nl"] {
        person.says(text).await;
    }
    for (name, size) in files {
        person.does(|account| account.send_document(name, "application/pdf", &vec![b'%'; *size], "")).await;
    }
    person.taps("Klaar").await;
}

/// With a manager, and a mail server at this address.
async fn town_with_mail(url: String) -> Town {
    let mut town = town_with_manager().await;
    town.mail = Some(url);
    town.open().await;
    town.quiet().await;
    town
}

fn read(letter: &str) -> Message<'_> {
    MessageParser::default().parse(letter.as_bytes()).expect("a message")
}

fn files(letter: &Message<'_>) -> Vec<(String, usize)> {
    let named = |part: &mail_parser::MessagePart<'_>| {
        (part.attachment_name().expect("a name").to_owned(), part.contents().len())
    };
    letter.attachments().map(named).collect()
}

fn words(letter: &Message<'_>) -> String {
    letter.body_text(0).expect("plain text").into_owned()
}

#[tokio::test]
async fn a_letter_outlives_a_kill_and_is_known_as_a_repeat() {
    // It takes the letter, and is gone before it says so.
    let first = Peer::start(Script::new().at("content", Answer::HangsUp)).await;
    let mut town = town_with_manager().await;
    town.mail = Some(first.url());
    let program = Program::start(&mut town).await;
    let sanne = town.person(101, "Sanne");
    fill_in_with(&sanne, &[("plan.pdf", 3000)]).await;
    // Telegram does not bring the file at once.
    town.emulator.inject(Fault::new(FaultKind::BadGateway).on("getFile").times(1));
    sanne.press("Versturen");
    until("the letter is on its way", async || first.seen().letters.first().cloned()).await;
    program.kill();

    let second = Peer::start(Script::new()).await;
    town.mail = Some(second.url());
    let program = Program::start(&mut town).await;
    town.quiet().await;
    let (before, after) = (first.seen().letters, second.seen().letters);
    assert_eq!(after.len(), 1);
    let (before, after) = (read(&before[0]), read(&after[0]));
    assert_eq!(before.message_id(), after.message_id());
    assert!(after.message_id().expect("an id").starts_with("IJM-"));
    assert_eq!(files(&after), [("plan.pdf".to_owned(), 3000)]);
    assert_eq!(files(&before), files(&after));
    assert!(after.subject().expect("a subject").ends_with("De waterstofbrander"));
    assert_eq!(town.manager().heard_times("Nieuw idee"), 1);
    assert_eq!(town.known(101).heard_times("is afgeleverd"), 1, "{}", town.known(101).sees());
    assert_eq!(program.stop("TERM").await, Some(0));
    town.finish().await;
}

#[tokio::test]
async fn what_is_too_large_is_named_and_questions_go_too() {
    let peer = Peer::start(Script::new()).await;
    let mut town = town_with_manager().await;
    town.mail = Some(peer.url());
    town.open().await;
    town.quiet().await;
    let sanne = town.person(101, "Sanne");
    fill_in_with(&sanne, &[("groot.pdf", 15_000_000), ("klein.pdf", 10)]).await;
    sanne.taps("Versturen").await;
    sanne.says("Kan ik bij jullie de hond uitlaten?").await;
    sanne.taps("Geef mijn vraag door").await;
    let letters = peer.seen().letters;
    assert_eq!(letters.len(), 2, "{}", sanne.sees());
    let idea = read(&letters[0]);
    assert_eq!(files(&idea), [("klein.pdf".to_owned(), 10)]);
    assert!(words(&idea).contains("Niet meegestuurd, wel te zien in Telegram: groot.pdf"), "{}", words(&idea));
    assert!(words(&read(&letters[1])).contains("hond uitlaten"));
    town.finish().await;
}

#[tokio::test]
async fn without_a_manager_a_letter_delivers_the_idea() {
    let peer = Peer::start(Script::new()).await;
    let mut town = Town::new().await;
    town.mail = Some(peer.url());
    town.open().await;
    let sanne = town.person(101, "Sanne");
    fill_in(&sanne, "De waterstofbrander").await;
    sanne.taps("Versturen").await;
    assert_eq!(peer.seen().letters.len(), 1);
    assert_eq!(sanne.heard_times("is afgeleverd"), 1, "{}", sanne.sees());
    assert!(town.leads().await[0].delivered.is_some());
    town.finish_with(OutboxCounts { waiting: 1, ..OutboxCounts::default() }).await;
}

#[tokio::test]
async fn a_letter_that_is_refused_is_parked_and_the_manager_has_the_card() {
    let peer = Peer::start(Script::new().at("RCPT", Answer::Says("550 5.1.1 no such mailbox"))).await;
    let town = town_with_mail(peer.url()).await;
    let sanne = town.person(101, "Sanne");
    fill_in(&sanne, "De waterstofbrander").await;
    sanne.taps("Versturen").await;
    let parked = town.store().parked().await.expect("a read").pop().expect("a letter");
    let reason = Reason::Refused("the mail server refuses the receiver (550 5.1.1)".to_owned());
    assert_eq!((parked.audience, parked.hold), (Audience::Mail, Hold::Parked(reason)));
    assert_eq!(town.manager().heard_times("Nieuw idee"), 1);
    assert_eq!(sanne.heard_times("is afgeleverd"), 1, "{}", sanne.sees());
    town.finish_with(OutboxCounts { parked: 1, ..OutboxCounts::default() }).await;
}

#[tokio::test]
async fn a_server_that_lets_nobody_in_holds_the_letters_and_an_erasure_ends_them() {
    let peer = Peer::start(Script::new().at("MAIL", Answer::Says("530 5.7.0 log in first"))).await;
    let town = town_with_mail(peer.url()).await;
    let sanne = town.person(101, "Sanne");
    fill_in(&sanne, "De waterstofbrander").await;
    sanne.press("Versturen");
    town.quiet_but_for(1).await;
    let why = until("the alarm hears of it", async || town.store().figures(&[]).await.expect("a read").mail).await;
    assert_eq!(why.to_string(), "the mail server refuses the user name or password, or wants one (530 5.7.0)");
    assert_eq!(sanne.heard_times("is afgeleverd"), 1, "the card arrived: {}", sanne.sees());
    sanne.account.send_text("/verwijder");
    town.quiet_but_for(1).await;
    sanne.press("Ja, wis alles");
    town.quiet().await;
    assert_eq!(town.store().figures(&[]).await.expect("a read").mail, None);
    town.finish().await;
}

#[tokio::test]
async fn a_real_mail_server_gets_the_idea_with_its_files() {
    let Some(python) = python("a_real_mail_server_gets_the_idea_with_its_files") else { return };
    let server = Server::start(python, &[], &[]).await;
    let town = town_with_mail(format!("smtp://127.0.0.1:{}", server.port)).await;
    let sanne = town.person(101, "Sanne");
    fill_in_with(&sanne, &[("plan.pdf", 3000), ("begroting één.pdf", 70_000)]).await;
    sanne.taps("Versturen").await;
    let letters = server.letters();
    assert_eq!(letters.len(), 1);
    let letter = read(std::str::from_utf8(&letters[0]).expect("text"));
    let reference = town.leads().await[0].reference.to_string();
    assert!(letter.subject().is_some_and(|subject| subject.contains(&reference)), "{:?}", letter.subject());
    assert_eq!(files(&letter), [("plan.pdf".to_owned(), 3000), ("begroting één.pdf".to_owned(), 70_000)]);
    assert!(words(&letter).contains("De waterstofbrander"));
    assert_eq!(sanne.heard_times("is afgeleverd"), 1, "{}", sanne.sees());
    town.finish().await;
}
