//! Letters: with the files that Telegram brings, and never lost for want of them or of a mail server.

use esij_bot::conversation::{Context, Effect, Event, EventKind, Message, Session};
use esij_bot::emulator::{Account, Fault, FaultKind};
use esij_bot::ideas::{Attachment, Lead};
use esij_bot::mail::{MailAddress, Mailer};
use esij_bot::settings::MailArgs;
use esij_bot::store::{Audience, Hold, Reason};
use esij_bot::telegram::Poller;
use esij_bot::texts::Markup;
use esij_bot::turn::Turns;
use mail_parser::{MessageParser, MimeHeaders as _};
use serde_json::json;

use crate::fixture::{Bot, later};
use crate::peer::{Answer, Peer, Script};

/// A bot that makes an idea of every file, and somebody who sends one.
async fn bot_with_idea() -> (Bot, Account) {
    let mut bot = Bot::start().await;
    let turns = Turns { step, mails: true, ..bot.turns.clone() };
    bot.poller = Poller::new(bot.api.clone(), bot.me.clone(), turns);
    let anna = bot.person(101).await;
    anna.send_document("plan van ons.pdf", "application/pdf", b"%PDF-1.7", "");
    bot.receive(1).await;
    (bot, anna)
}

fn step(session: Session, event: &Event, context: &Context<'_>) -> (Session, Vec<Effect>) {
    let EventKind::File { attachment, .. } = &event.kind else { return (session, Vec::new()) };
    let text = |text: &str| Message::text(Markup::plain(text));
    let lead = Box::new(idea(attachment, event, context));
    (session, vec![Effect::Forward { lead, card: vec![text("kaart")], receipt: text("afgeleverd") }])
}

fn idea(attachment: &Attachment, event: &Event, context: &Context<'_>) -> Lead {
    let idea = json!({
        "kind": "idea",
        "reference": context.next_reference,
        "submitted": context.now,
        "from": event.from,
        "consent": context.now,
        "name": "Sanne de Wit",
        "organisation": null,
        "municipality": "velsen",
        "theme": "other",
        "title": "De brander",
        "summary": "Een brander voor waterstof.",
        "support_base": null,
        "sustainability": null,
        "help_wanted": null,
        "contact": { "by": "telegram" },
        "attachments": [attachment],
    });
    serde_json::from_value(idea).expect("an idea")
}

/// From now on the bot has this mail server.
fn with_server(bot: &mut Bot, peer: &Peer) {
    let args = MailArgs {
        mail_to: MailAddress::parse("programma@esij.example").ok(),
        mail_from: MailAddress::parse("bot@esij.example").ok(),
        smtp: peer.url().parse().ok(),
        ..MailArgs::default()
    };
    let settings = args.settings().expect("the settings are sound").expect("there are settings");
    let mailer = Mailer::new(settings).expect("no certificate is needed");
    bot.worker = bot.worker.clone().mailing(Some(mailer));
}

/// The names of the files in each letter that came in, the kind of each, and the words.
fn came(peer: &Peer) -> Vec<(Vec<String>, String)> {
    let read = |letter: &String| {
        let message = MessageParser::default().parse(letter.as_bytes()).expect("a message");
        let files = message.attachments().map(|part| {
            let kind = part.content_type().expect("a kind");
            let name = part.attachment_name().expect("a name");
            format!("{name} {}/{}", kind.ctype(), kind.subtype().expect("a kind"))
        });
        (files.collect(), message.body_text(0).expect("plain text").into_owned())
    };
    peer.seen().letters.iter().map(read).collect()
}

const WITH: &str = "plan van ons.pdf application/pdf";
const WITHOUT: &str = "Niet meegestuurd, wel te zien in Telegram: plan van ons.pdf";

#[tokio::test]
async fn files_are_waited_for_and_then_left_out() {
    for (faults, expected) in [(1, vec![WITH.to_owned()]), (4, vec![WITH.to_owned()]), (99, vec![])] {
        let peer = Peer::start(Script::new()).await;
        let (mut bot, _) = bot_with_idea().await;
        with_server(&mut bot, &peer);
        bot.emulator.inject(Fault::new(FaultKind::BadGateway).on("getFile").times(faults));
        for seconds in [0, 2, 5, 10, 19] {
            bot.deliver(seconds).await;
        }
        if faults > 4 {
            assert_eq!(came(&peer).len(), 0);
            let held_up = bot.store.held_up().await.expect("the database works").pop().expect("a letter");
            assert!(matches!(held_up.hold, Hold::Failing { reason: Reason::FilesNotThere, .. }), "{held_up:?}");
        }
        bot.deliver(40).await;
        let [(files, words)] = came(&peer).try_into().expect("one letter");
        assert_eq!(files, expected, "{faults}");
        assert_eq!(words.contains(WITHOUT), files.is_empty(), "{words}");
    }
}

#[tokio::test]
async fn a_file_that_telegram_does_not_know_any_more_is_left_out_at_once() {
    let peer = Peer::start(Script::new()).await;
    let (mut bot, _) = bot_with_idea().await;
    with_server(&mut bot, &peer);
    let description = "Bad Request: wrong file_id or the file is temporarily unavailable".to_owned();
    bot.emulator.inject(Fault::new(FaultKind::Refuse { code: 400, description }).on("getFile").times(1));
    bot.deliver(0).await;
    let [(files, words)] = came(&peer).try_into().expect("one letter");
    assert!(files.is_empty() && words.contains(WITHOUT), "{words}");
}

#[tokio::test]
async fn a_server_that_takes_no_files_gets_the_words() {
    let peer = Peer::start(Script::new().at("content", Answer::SaysOnce("552 5.3.4 too much"))).await;
    let (mut bot, _) = bot_with_idea().await;
    with_server(&mut bot, &peer);
    bot.deliver(0).await;
    let [(refused, _), (files, words)] = came(&peer).try_into().expect("two attempts");
    assert_eq!(refused, [WITH]);
    assert!(files.is_empty() && words.contains(WITHOUT), "{words}");
    assert_eq!(bot.counts().await.pending + bot.counts().await.parked, 0);
}

#[tokio::test]
async fn a_server_that_is_busy_gets_the_letter_later() {
    let peer = Peer::start(Script::new().at("MAIL", Answer::SaysOnce("451 later"))).await;
    let (mut bot, _) = bot_with_idea().await;
    with_server(&mut bot, &peer);
    bot.deliver(0).await;
    assert_eq!(came(&peer).len(), 0);
    bot.deliver(2).await;
    assert_eq!(came(&peer).len(), 1);
}

#[tokio::test]
async fn a_letter_waits_for_a_mail_server_and_is_parked_after_a_day() {
    let (mut bot, anna) = bot_with_idea().await;
    bot.deliver(0).await;
    assert_eq!(bot.store.figures(&[]).await.expect("the database works").mail, Some(Reason::NoMailServer));
    bot.deliver(9).await;
    bot.deliver(25 * 60 * 60).await;
    let parked = bot.store.parked().await.expect("the database works").pop().expect("a letter");
    assert_eq!((parked.audience, parked.hold), (Audience::Mail, Hold::Parked(Reason::NoMailServer)));
    assert_eq!(bot.store.figures(&[]).await.expect("the database works").mail, None);

    let peer = Peer::start(Script::new()).await;
    with_server(&mut bot, &peer);
    bot.store.put_back_all(later(0)).await.expect("the database works");
    bot.deliver(1).await;
    assert_eq!(came(&peer).len(), 1);
    bot.deliver(2).await;
    assert!(anna.messages().iter().any(|message| message.text == "afgeleverd"));
}
