//! Whom a person speaks to right after a letter, and in which language they are written to.

use esij_bot::emulator::{Account, PersonSpec};
use insta::assert_snapshot;

use crate::desk::{number_of, sender};
use crate::support::{Town, sides};

fn replies(account: &Account, part: &str, text: &str) {
    assert_ne!(account.reply_to(number_of(account, part), text), 0, "it was sent");
}

/// The bot answers, and what it answered goes to the manager once, also after a restart, and as the person's own message.
#[tokio::test]
async fn what_the_bot_answered_can_be_for_the_manager_after_all() {
    let mut town = Town::start().await;
    {
        let sanne = sender(&town, 101, "Sanne", "De waterstofbrander").await;
        let wouter = town.manager();
        wouter.does(|account| replies(account, "Nieuw idee", "Waar denkt u zelf aan?")).await;
        sanne.says("wat is esij?").await;
        assert_eq!(wouter.heard_times("wat is esij?"), 0, "{}", wouter.sees());
        // What follows still goes to the manager.
        sanne.says("Ik denk aan drie scholen").await;
        assert_eq!(wouter.heard_times("drie scholen"), 1, "{}", wouter.sees());
    }
    town.close().await;
    town.open().await;
    let (sanne, wouter) = (town.known(101), town.manager());
    let label = "Dit is voor de programmamanager";
    let answer = sanne.account.messages().into_iter().find(|message| message.button(label).is_some());
    let answer = answer.expect("the bot answered");
    let data = answer.button(label).expect("it is there").to_owned();
    sanne.taps(label).await;
    assert_eq!(wouter.heard_times("wat is esij?"), 1, "{}", wouter.sees());
    let asked = sanne.account.messages().into_iter().find(|message| message.text == "wat is esij?");
    let asked = asked.expect("it was sent").message_id;
    sanne.does(|account| account.press_raw(answer.message_id, &data)).await;
    assert!(sanne.last_heard().starts_with("Deze vraag heb ik al doorgegeven"), "{}", sanne.sees());
    assert_eq!(wouter.heard_times("wat is esij?"), 1, "{}", wouter.sees());
    // It is their own message: an edit of it follows, and a reply to it comes as one.
    sanne.does(|account| account.edit(asked, "wat is esij precies?")).await;
    assert_eq!((wouter.heard_times("wat is esij?"), wouter.heard_times("wat is esij precies?")), (0, 1));
    wouter.does(|account| replies(account, "wat is esij precies?", "Een programma voor de IJmond")).await;
    let letter = number_of(&sanne.account, "Een programma voor de IJmond");
    let letter = sanne.account.messages().into_iter().find(|message| message.message_id == letter);
    assert_eq!(letter.expect("it is there").reply_to, Some(asked), "{}", sanne.sees());
    assert_snapshot!("between", sides(&[&sanne, &wouter]));
    town.finish().await;
}

/// Somebody with a Dutch client asks in English, and is written to in English until they choose Dutch.
#[tokio::test]
async fn a_question_is_answered_in_its_own_language() {
    let town = Town::start().await;
    let mary = town.meet(PersonSpec::new(103, "Mary"));
    mary.says("what is the weather like on the moon").await;
    mary.taps("Pass my question on").await;
    assert_eq!(mary.heard_times("has been delivered"), 1, "{}", mary.sees());
    let wouter = town.manager();
    wouter.does(|account| replies(account, "on the moon", "Cold")).await;
    assert!(mary.last_heard().starts_with("Answer from the programme manager"), "{}", mary.sees());
    mary.says("/taal").await;
    mary.taps("Nederlands").await;
    wouter.does(|account| replies(account, "on the moon", "And dry")).await;
    assert!(mary.last_heard().starts_with("Antwoord van de programmamanager"), "{}", mary.sees());
    town.finish().await;
}
