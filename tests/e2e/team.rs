//! Programme managers in a group, with and without topics: what leaves it, what does not, and where things stand.

use esij_bot::emulator::{Account, Group, PersonSpec, Rights};
use insta::assert_snapshot;

use crate::desk::{number_of, sender, text_of};
use crate::support::{MANAGER, Person, Town, sides, until};

/// A town whose programme managers are in a group, and two of them there.
async fn team(forum: bool, rights: Option<Rights>) -> (Town, Group, Account, Account) {
    let mut town = Town::new().await;
    let wouter = town.emulator.person(PersonSpec::new(MANAGER, "Wouter"));
    let marieke = town.emulator.person(PersonSpec::new(901, "Marieke"));
    let members = [&wouter, &marieke];
    let group = match forum {
        true => town.emulator.forum("Team ESIJ", &members),
        false => town.emulator.group("Team ESIJ", &members),
    };
    if let Some(rights) = rights {
        group.promote_bot(rights);
    }
    town.managers = vec![group.id()];
    town.open().await;
    town.quiet().await;
    let (wouter, marieke) = (wouter.in_group(&group), marieke.in_group(&group));
    (town, group, wouter, marieke)
}

/// Privacy mode: the bot is a member like others and hears replies to itself alone.
#[tokio::test]
async fn a_group_replies_and_talks_among_itself() {
    for rights in [None, Some(Rights::default())] {
        let (town, group, wouter, marieke) = team(false, rights).await;
        let sanne = sender(&town, 101, "Sanne", "De waterstofbrander").await;
        let said = || group.messages().iter().filter(|message| message.from_bot).count();
        let before = said();
        wouter.send_text("Wie belt Sanne?");
        let mine = marieke.send_text("Ik bel haar");
        wouter.reply_to(mine, "Top");
        marieke.send_voice();
        town.quiet().await;
        assert_eq!(said(), before, "the team talks among itself:\n{}", group.transcript());
        let heard = sanne.heard().len();
        marieke.reply_to(number_of(&marieke, "Nieuw idee"), "Dag, ik bel u morgen");
        town.quiet().await;
        assert_eq!(sanne.heard().len(), heard + 1, "{}", sanne.sees());
        sanne.says("Graag na tien uur").await;
        let answer = number_of(&wouter, "Graag na tien uur");
        wouter.reply_to(answer, "Prima");
        town.quiet().await;
        assert!(sanne.last_heard().contains("Prima"), "{}", sanne.sees());
        if rights.is_none() {
            let marieke = Person { town: &town, account: marieke };
            assert_snapshot!("group", sides(&[&sanne, &marieke]));
        }
        town.finish().await;
    }
}

#[tokio::test]
async fn a_group_with_topics_has_one_for_each_idea() {
    let (town, group, wouter, marieke) = team(true, Some(Rights::ALL)).await;
    let sanne = sender(&town, 101, "Sanne", "De waterstofbrander").await;
    let piet = sender(&town, 102, "Piet", "Leren lassen").await;
    let [brander, lassen] = &group.topics()[..] else { panic!("{:?}", group.topics()) };
    assert!(brander.1.ends_with(" · De waterstofbrander") && lassen.1.ends_with(" · Leren lassen"), "{brander:?}");
    let (brander, lassen) = (wouter.in_topic(brander.0), marieke.in_topic(lassen.0));
    // What is no reply stays in the topic, though Telegram makes it look like one.
    let said = group.messages().len();
    brander.send_text("Wie belt Sanne?");
    lassen.send_photo(b"foto", "Kijk, Piet");
    let among = brander.send_text("Ik");
    brander.reply_to(among, "Mooi");
    brander.edit(among, "Ik bel haar");
    wouter.send_text("In Algemeen");
    town.quiet().await;
    assert_eq!(group.messages().len(), said + 5, "{}", group.transcript());
    assert_eq!((sanne.heard_times("Wie belt"), piet.heard_times("Kijk, Piet")), (0, 0));

    let card = number_of(&brander, "Nieuw idee");
    let letter = brander.reply_to(card, "Kunt u donderdag?");
    town.quiet().await;
    assert_eq!(
        brander.last_reply().map(|reply| (reply.text, reply.reply_to)),
        Some(("Afgeleverd bij Sanne de Wit.".into(), Some(letter)))
    );
    sanne.says("Ja hoor").await;
    let answer = brander.last_reply().expect("the answer");
    assert!(answer.text.contains("Ja hoor") && answer.reply_to == Some(card), "{}", group.transcript());
    brander.edit(letter, "Kunt u vrijdag?");
    town.quiet().await;
    assert_eq!(sanne.heard_times("Kunt u vrijdag?"), 1, "{}", sanne.sees());
    // What a colleague says to somebody's letter is between the two.
    lassen.in_topic(brander.messages()[0].message_id).reply_to(letter, "Goed geschreven");
    town.quiet().await;
    assert_eq!(sanne.heard_times("Goed geschreven"), 0, "{}", sanne.sees());
    // A status from the card: the question whether to tell is asked in the same topic.
    let person = Person { town: &town, account: brander.clone() };
    person.taps("In behandeling").await;
    person.taps("Ja, met een zin van mij").await;
    brander.reply_to(number_of(&brander, "Welke zin gaat erbij?"), "Tot vrijdag");
    town.quiet().await;
    assert_eq!(sanne.heard_times("De programmamanager schrijft erbij: Tot vrijdag"), 1, "{}", sanne.sees());
    assert!(text_of(&brander, card).contains("Status: in behandeling"));
    assert_eq!(piet.heard_times("vrijdag"), 0);
    let general = group.messages().into_iter().filter(|message| message.from_bot && message.topic.is_none());
    assert_eq!(general.count(), 0, "{}", group.transcript());
    assert_snapshot!("topics", sides(&[&sanne, &person]));
    town.finish().await;
}

#[tokio::test]
async fn a_topic_that_was_deleted_comes_back_with_the_card() {
    let (town, group, wouter, _) = team(true, Some(Rights::ALL)).await;
    let sanne = sender(&town, 101, "Sanne", "De waterstofbrander").await;
    let first = group.topics()[0].0;
    let there = wouter.in_topic(first);
    there.reply_to(number_of(&there, "Nieuw idee"), "Kunt u donderdag?");
    town.quiet().await;
    let person = Person { town: &town, account: there.clone() };
    person.taps("In behandeling").await;
    wouter.delete_topic(first);
    sanne.says("Ja hoor").await;
    let second = group.topics()[0].0;
    assert_ne!(first, second);
    let there = wouter.in_topic(second);
    let shown: Vec<String> = there.messages().into_iter().filter(|it| it.kind == "text").map(|it| it.text).collect();
    assert!(shown[0].contains("Ja hoor") && shown[1].contains("Status: in behandeling"), "{}", group.transcript());
    // The new card is one like any other.
    let person = Person { town: &town, account: there.clone() };
    person.taps("Gesproken").await;
    let card = number_of(&there, "De waterstofbrander\n");
    assert!(text_of(&there, card).contains("Status: gesproken"), "{}", group.transcript());
    there.reply_to(card, "Tot dan");
    town.quiet().await;
    assert_eq!(sanne.heard_times("Tot dan"), 1, "{}", sanne.sees());
    town.finish().await;
}

/// Its messages are numbered anew then.
#[tokio::test]
async fn a_group_that_moves_takes_no_message_for_another() {
    let (town, group, wouter, marieke) = team(false, None).await;
    let sanne = sender(&town, 101, "Sanne", "De waterstofbrander").await;
    let (card, heard) = (number_of(&wouter, "Nieuw idee"), sanne.heard().len());
    let letter = wouter.reply_to(card, "Kunt u donderdag?");
    town.quiet().await;
    let moved = group.migrate();
    moved.promote_bot(Rights::default());
    town.quiet().await;
    let (wouter, marieke) = (wouter.in_group(&moved), marieke.in_group(&moved));
    loop {
        let number = wouter.send_text("Onder ons");
        if number == card || number == letter {
            marieke.reply_to(number, "Ja, onder ons");
            wouter.edit(number, "Alleen onder ons");
            town.quiet().await;
        }
        if number >= letter.max(card) {
            break;
        }
    }
    assert_eq!(sanne.heard().len(), heard + 1, "only the letter:\n{}", sanne.sees());
    // With the next change there is a card again.
    sanne.says("Ja hoor").await;
    let card = number_of(&wouter, "De waterstofbrander\n");
    assert!(text_of(&wouter, card).contains("Sanne de Wit schreef een bericht"), "{}", moved.transcript());
    marieke.reply_to(card, "Tot donderdag");
    town.quiet().await;
    assert_eq!(sanne.heard_times("Tot donderdag"), 1, "{}", sanne.sees());
    assert_eq!(moved.messages().iter().filter(|message| message.text.contains("De waterstofbrander\n")).count(), 1);
    town.finish().await;
}

/// An idea from before the group had topics.
#[tokio::test]
async fn an_idea_from_before_the_topics_gets_one_when_there_is_something_new() {
    let (town, group, wouter, _) = team(true, None).await;
    let sanne = sender(&town, 101, "Sanne", "De waterstofbrander").await;
    assert_eq!(group.topics(), []);
    group.promote_bot(Rights::ALL);
    let card = number_of(&wouter, "Nieuw idee");
    let letter = wouter.reply_to(card, "Kunt u donderdag?");
    town.quiet().await;
    let said = wouter.last_reply().expect("it answers");
    assert_eq!((said.topic, said.reply_to), (None, Some(letter)), "an answer is given where somebody wrote");
    assert_eq!(sanne.heard_times("Kunt u donderdag?"), 1);
    assert!(text_of(&wouter, card).contains("schreef een bericht"), "{}", group.transcript());
    town.finish().await;
}

/// Telegram gives such a message a sender that is a bot.
#[tokio::test]
async fn an_administrator_who_remains_anonymous_is_heard() {
    let (town, group, wouter, _) = team(true, Some(Rights::ALL)).await;
    let sanne = sender(&town, 101, "Sanne", "De waterstofbrander").await;
    let there = wouter.in_topic(group.topics()[0].0).anonymously();
    there.send_text("Onder ons");
    there.reply_to(number_of(&there, "Nieuw idee"), "Dag Sanne");
    town.quiet().await;
    assert_eq!((sanne.heard_times("Dag Sanne"), sanne.heard_times("Onder ons")), (1, 0), "{}", sanne.sees());
    let card = text_of(&there, number_of(&there, "De waterstofbrander\n"));
    assert!(card.contains("Team ESIJ schreef een bericht"), "{card}");
    // The press of a button says who it was, and the sentence after it does not.
    let person = Person { town: &town, account: there.clone() };
    person.taps("In behandeling").await;
    person.taps("Ja, met een zin van mij").await;
    there.reply_to(number_of(&there, "Welke zin gaat erbij?"), "Tot gauw");
    town.quiet().await;
    assert_eq!(sanne.heard_times("De programmamanager schrijft erbij: Tot gauw"), 1, "{}", sanne.sees());
    town.finish().await;
}

#[tokio::test]
async fn an_idea_that_is_erased_is_gone_at_the_desk() {
    let (mut town, group, wouter, _) = team(true, Some(Rights::ALL)).await;
    town.close().await;
    town.managers.push(MANAGER);
    town.emulator.account(MANAGER).expect("known").send_command("start");
    town.open().await;
    town.quiet().await;
    let sanne = sender(&town, 101, "Sanne", "De waterstofbrander").await;
    let private = town.manager();
    let (thread, _) = group.topics()[0].clone();
    let there = wouter.in_topic(thread);
    let cards = [
        (there.clone(), number_of(&there, "Nieuw idee")),
        (private.account.clone(), number_of(&private.account, "Nieuw idee")),
    ];
    there.reply_to(cards[0].1, "Kunt u donderdag?");
    town.quiet().await;
    sanne.says("/verwijder").await;
    sanne.taps("Ja, wis alles").await;
    for (account, card) in &cards {
        assert_eq!(text_of(account, *card).split_off(13), " is gewist op verzoek van de indiener.");
        assert_eq!(account.messages().into_iter().find(|it| it.message_id == *card).expect("it").buttons.len(), 0);
    }
    until("the topic is called by its reference alone", async || {
        let name = group.topics()[0].1.clone();
        (name.len() == 13).then_some(())
    })
    .await;
    // A reply to what is gone does not reach anybody.
    let heard = sanne.heard().len();
    there.reply_to(cards[0].1, "Bent u er nog?");
    town.quiet().await;
    assert_eq!(sanne.heard().len(), heard, "{}", sanne.sees());
    assert_snapshot!("erased_at_the_desk", private.sees());
    town.finish().await;
}
