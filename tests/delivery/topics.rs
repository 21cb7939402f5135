//! A topic for each lead in a group with topics; without one a message goes to the group itself.

use esij_bot::delivery::Tempo;
use esij_bot::emulator::{Account, Fault, FaultKind, Group, PersonSpec, Rights};
use esij_bot::ideas::ChatId;

use crate::fixture::{Bot, arrived, later};

/// A bot whose programme managers are in a group with topics, where it has these rights; and one of them.
async fn bot(rights: Option<Rights>) -> (Bot, Group, Account) {
    let mut made = None;
    let mut bot = Bot::with_managers(|emulator| {
        let wouter = emulator.person(PersonSpec::new(900, "Wouter"));
        let group = emulator.forum("Team ESIJ", &[&wouter]);
        let id = group.id();
        made = Some((group, wouter));
        vec![id]
    })
    .await;
    let (group, wouter) = made.expect("it was made");
    if let Some(rights) = rights {
        group.promote_bot(rights);
    }
    bot.receive_all().await;
    let wouter = wouter.in_group(&group);
    bot.worker = bot.worker.clone().at(Tempo::Unlimited);
    (bot, group, wouter)
}

/// What the bot said, with the topic in which it stands.
fn said(group: &Group) -> Vec<(Option<i64>, String)> {
    let messages = group.messages().into_iter();
    let messages = messages.filter(|message| message.from_bot && message.kind == "text" && !message.deleted);
    messages.map(|message| (message.topic, message.text.lines().next().unwrap_or_default().to_owned())).collect()
}

fn names(group: &Group) -> Vec<String> {
    group.topics().into_iter().map(|(_, name)| name[14..].to_owned()).collect()
}

fn threads(group: &Group) -> Vec<i64> {
    group.topics().into_iter().map(|(thread, _)| thread).collect()
}

async fn ask(bot: &mut Bot, number: i64, question: &str) {
    let anna = bot.person(number).await;
    bot.says(&anna, &format!("vraag {question}")).await;
}

#[tokio::test]
async fn each_lead_has_a_topic_of_its_own() {
    let (mut bot, group, _) = bot(Some(Rights::ALL)).await;
    ask(&mut bot, 101, "een|nog een").await;
    ask(&mut bot, 102, "twee").await;
    bot.deliver(0).await;
    assert_eq!(names(&group), ["· een|nog een", "· twee"]);
    let [first, second] = threads(&group)[..] else { panic!("two") };
    let expected = [(first, "een"), (first, "nog een"), (second, "twee")];
    assert_eq!(said(&group), expected.map(|(thread, text)| (Some(thread), text.to_owned())));
    assert_eq!(arrived(&bot.emulator, 101), ["afgeleverd"]);
    bot.receive_all().await;
    bot.restart().await;
    ask(&mut bot, 103, "drie").await;
    bot.deliver(0).await;
    assert_eq!(names(&group).len(), 3);
}

/// Three at once in a group, and then one every 3.5 seconds.
#[tokio::test]
async fn a_topic_counts_as_a_message() {
    let (mut bot, group, _) = bot(Some(Rights::ALL)).await;
    bot.worker = bot.worker.clone().at(Tempo::Telegram);
    ask(&mut bot, 101, "een|twee|drie").await;
    bot.deliver(0).await;
    assert_eq!(said(&group).len(), 2, "the topic and two messages");
    bot.deliver(4).await;
    assert_eq!(said(&group).len(), 3);
}

#[tokio::test]
async fn without_the_right_to_topics_all_goes_to_the_group_until_it_is_given() {
    for rights in [None, Some(Rights { manage_topics: false, delete_messages: true })] {
        let (mut bot, group, _) = bot(rights).await;
        ask(&mut bot, 101, "een|nog een").await;
        bot.deliver(0).await;
        let mut expected = vec![(None, "een".to_owned()), (None, "nog een".to_owned())];
        assert_eq!(said(&group), expected);
        assert_eq!(arrived(&bot.emulator, 101), ["afgeleverd"]);
        let asked = bot.emulator.recorded().iter().filter(|call| call.method == "createForumTopic").count();
        assert_eq!(asked, 1, "not for every message");

        group.promote_bot(Rights::ALL);
        bot.receive_all().await;
        ask(&mut bot, 102, "twee").await;
        bot.deliver(61).await;
        let [thread] = threads(&group)[..] else { panic!("one") };
        expected.push((Some(thread), "twee".to_owned()));
        assert_eq!(said(&group), expected);
    }
}

#[tokio::test]
async fn a_topic_that_was_deleted_is_made_anew_with_the_card() {
    let (mut bot, group, wouter) = bot(Some(Rights::ALL)).await;
    ask(&mut bot, 101, "een|nog een").await;
    assert_eq!(bot.worker.step(later(0)).await.expect("it works"), 1);
    let [first] = threads(&group)[..] else { panic!("one") };
    assert_eq!(said(&group), [(Some(first), "een".to_owned())]);
    wouter.delete_topic(first);
    bot.deliver(0).await;
    let [second] = threads(&group)[..] else { panic!("one") };
    assert_ne!(first, second);
    let reference = bot.store.leads().await.expect("it works")[0].reference;
    let card = format!("Vraag · {reference}");
    assert_eq!(said(&group), [(Some(second), "nog een".to_owned()), (Some(second), card)]);
    let card = group.messages().pop().expect("the card");
    let found = bot.store.lead_of_message(ChatId(group.id()), card.message_id).await.expect("it works");
    assert_eq!(found, Some(reference), "a reply to it finds its lead");
    assert_eq!(card.labels(), ["Beantwoord", "Onthoud dit"]);
}

#[tokio::test]
async fn a_topic_that_cannot_be_made_anew_loses_nothing() {
    let (mut bot, group, wouter) = bot(Some(Rights::ALL)).await;
    ask(&mut bot, 101, "een|twee|drie").await;
    bot.worker.step(later(0)).await.expect("it works");
    wouter.delete_topic(threads(&group)[0]);
    group.demote_bot();
    bot.worker.step(later(0)).await.expect("it works");
    assert_eq!(said(&group), [(None, "twee".to_owned())]);
    group.promote_bot(Rights::ALL);
    bot.deliver(61).await;
    let texts: Vec<_> = said(&group).into_iter().map(|(thread, text)| (thread.is_some(), text)).collect();
    assert_eq!(texts[..2], [(false, "twee".to_owned()), (true, "drie".to_owned())]);
    assert!(texts[2].0 && texts[2].1.starts_with("Vraag · "), "{texts:?}");
}

#[tokio::test]
async fn a_closed_topic_is_opened_or_passed_by() {
    let (mut bot, group, wouter) = bot(Some(Rights::ALL)).await;
    ask(&mut bot, 101, "een|twee|drie").await;
    bot.worker.step(later(0)).await.expect("it works");
    let thread = threads(&group)[0];
    wouter.close_topic(thread, true);
    group.demote_bot();
    bot.worker.step(later(0)).await.expect("it works");
    assert_eq!(said(&group)[1], (Some(thread), "twee".to_owned()), "who began a topic may open it");
    wouter.close_topic(thread, true);
    let refusal = "Bad Request: not enough rights to reopen the topic".to_owned();
    let fault = Fault::new(FaultKind::Refuse { code: 400, description: refusal });
    bot.emulator.inject(fault.on("reopenForumTopic"));
    bot.deliver(0).await;
    assert_eq!(said(&group)[2], (None, "drie".to_owned()));
    assert_eq!(arrived(&bot.emulator, 101), ["afgeleverd"]);
}

/// Also when the group hides what is said outside its topics.
#[tokio::test]
async fn a_group_that_is_closed_altogether_gets_it_later() {
    let (mut bot, group, _) = bot(None).await;
    ask(&mut bot, 101, "een").await;
    let closed = FaultKind::Refuse { code: 400, description: "Bad Request: TOPIC_CLOSED".into() };
    bot.emulator.inject(Fault::new(closed).on("sendMessage").in_chat(group.id()).times(1));
    bot.deliver(0).await;
    assert_eq!((said(&group), bot.parked().await), (vec![], vec![]));
    bot.deliver(30).await;
    assert_eq!(said(&group), [(None, "een".to_owned())]);
}

#[tokio::test]
async fn a_connection_that_breaks_over_a_topic_loses_no_message() {
    for (kind, topics) in [(FaultKind::DropBefore, 1), (FaultKind::BadGateway, 1), (FaultKind::DropAfter, 2)] {
        let (mut bot, group, _) = bot(Some(Rights::ALL)).await;
        ask(&mut bot, 101, "een").await;
        bot.emulator.inject(Fault::new(kind).on("createForumTopic").times(1));
        bot.deliver(0).await;
        assert_eq!(said(&group), []);
        bot.deliver(5).await;
        let made = threads(&group);
        assert_eq!(made.len(), topics);
        assert_eq!(said(&group), [(made.last().copied(), "een".to_owned())]);
    }
}

/// The process ends after the topic is made and before the message is sent.
#[tokio::test]
async fn a_topic_is_kept_before_anything_is_sent_into_it() {
    let (mut bot, group, _) = bot(Some(Rights::ALL)).await;
    ask(&mut bot, 101, "een").await;
    bot.emulator.inject(Fault::new(FaultKind::DropBefore).on("sendMessage").times(1));
    bot.deliver(0).await;
    assert_eq!((threads(&group).len(), said(&group)), (1, vec![]));
    bot.restart().await;
    bot.deliver(5).await;
    assert_eq!(said(&group), [(Some(threads(&group)[0]), "een".to_owned())]);
    assert_eq!(threads(&group).len(), 1);
}

#[tokio::test]
async fn a_group_without_topics_any_more_is_one_group_again() {
    let (mut bot, group, wouter) = bot(Some(Rights::ALL)).await;
    ask(&mut bot, 101, "een|twee|drie").await;
    bot.worker.step(later(0)).await.expect("it works");
    group.without_topics();
    bot.deliver(0).await;
    assert_eq!(said(&group)[1..], [(None, "twee".to_owned()), (None, "drie".to_owned())]);
    // An update tells it, either way.
    for (topics, number, question) in [(false, 102, "vier"), (true, 103, "vijf")] {
        if topics {
            let _ = group.with_topics();
        }
        wouter.send_text("/help");
        bot.receive_all().await;
        bot.deliver(0).await;
        ask(&mut bot, number, question).await;
        bot.deliver(0).await;
        let (thread, text) = said(&group).pop().expect("the card");
        assert_eq!((thread.is_some(), text.as_str()), (topics, question));
    }
}

#[tokio::test]
async fn a_group_gets_topics_and_another_number() {
    let mut made = None;
    let mut bot = Bot::with_managers(|emulator| {
        let wouter = emulator.person(PersonSpec::new(900, "Wouter"));
        let group = emulator.group("Team ESIJ", &[&wouter]);
        let id = group.id();
        made = Some((group, wouter));
        vec![id]
    })
    .await;
    let (group, _) = made.expect("it was made");
    bot.receive_all().await;
    ask(&mut bot, 101, "een").await;
    bot.deliver(0).await;
    let forum = group.with_topics();
    forum.promote_bot(Rights::ALL);
    bot.receive_all().await;
    ask(&mut bot, 102, "twee").await;
    bot.deliver(0).await;
    assert_eq!(names(&forum), ["· twee"]);
    assert_eq!(said(&forum), [(Some(threads(&forum)[0]), "twee".to_owned())]);
}
