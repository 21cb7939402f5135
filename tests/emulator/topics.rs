//! Groups with topics, and what a bot may and hears in a group as an administrator.

use esij_bot::emulator::{Group, Rights};
use teloxide::payloads::SendMessageSetters;
use teloxide::types::{ChatId, MessageId, ReplyParameters, ThreadId};

use crate::*;

/// Jan's forum, where the bot may do all, with Jan in it.
fn forum(emulator: &Emulator) -> (Group, Account) {
    let jan = jan(emulator);
    let group = emulator.forum("Team ESIJ", &[&jan]);
    group.promote_bot(Rights::ALL);
    let jan = jan.in_group(&group);
    (group, jan)
}

fn text_in(group: &Group, thread: i64) -> Value {
    json!({ "chat_id": group.id(), "message_thread_id": thread, "text": "kaart" })
}

#[tokio::test]
async fn a_bot_and_people_talk_in_topics() {
    let emulator = start_with(Config { record: true, ..Config::default() }).await;
    let (group, jan) = forum(&emulator);
    let bot = bot(&emulator);
    let chat = ChatId(group.id());
    assert!(result(&emulator, "getChat", json!({ "chat_id": group.id() })).await["is_forum"] == true);
    let topic = bot.create_forum_topic(chat, "IJM-2026-0042 · Waterstofbrander").await.expect("it may");
    let thread = i64::from(topic.thread_id.0.0);
    assert_eq!(group.topics(), [(thread, "IJM-2026-0042 · Waterstofbrander".to_owned())]);

    let card = bot.send_message(chat, "Nieuw idee").message_thread_id(topic.thread_id).await.expect("accepted");
    assert_eq!((card.thread_id, card.is_topic_message), (Some(topic.thread_id), true));
    let began = card.reply_to_message().expect("it looks like a reply");
    assert!(began.forum_topic_created().is_some() && began.id == topic.thread_id.0);

    let there = jan.in_topic(thread);
    there.send_text("mooi idee");
    there.replying_to(i64::from(card.id.0)).send_photo(&png(4, 4), "zo");
    jan.reply_to(i64::from(card.id.0), "ook hier");
    jan.send_text("in Algemeen");
    let heard = heard(&emulator).await;
    let [.., began, first, photo, reply, general] = heard.as_slice() else { panic!("{heard:?}") };
    assert!(began.forum_topic_created().is_some_and(|topic| topic.name.contains("0042")));
    for message in [first, photo, reply] {
        assert_eq!((message.thread_id, message.is_topic_message), (Some(topic.thread_id), true));
    }
    assert!(first.reply_to_message().is_some_and(|began| began.forum_topic_created().is_some()));
    for message in [photo, reply] {
        assert_eq!(message.reply_to_message().map(|card| card.id), Some(card.id));
    }
    assert!(general.thread_id.is_none() && general.reply_to_message().is_none());

    // The bot replies in the topic without naming it.
    let to = ReplyParameters::new(photo.id);
    let answer = bot.send_message(chat, "gezien").reply_parameters(to).await.expect("accepted");
    assert_eq!((answer.thread_id, answer.is_topic_message), (Some(topic.thread_id), true));
    let shown = there.messages();
    let replies: Vec<_> = shown.iter().skip(1).map(|message| message.reply_to).collect();
    let card = Some(i64::from(card.id.0));
    assert_eq!(replies, [None, None, card, card, Some(i64::from(photo.id.0))]);
    assert_eq!(there.replies().len(), 1);
    assert_eq!(there.last_reply().map(|reply| reply.topic), Some(Some(thread)));
    spec::check_recorded(&emulator);
}

#[tokio::test]
async fn a_topic_that_is_gone_takes_nothing() {
    let emulator = start_with(Config { record: true, ..Config::default() }).await;
    let (group, jan) = forum(&emulator);
    let made = jan.create_topic("Vragen");
    assert!(heard(&emulator).await.last().is_some_and(|message| message.forum_topic_created().is_some()));
    let card = id_of(&result(&emulator, "sendMessage", text_in(&group, made)).await);
    let elsewhere = id_of(&result(&emulator, "sendMessage", json!({ "chat_id": group.id(), "text": "x" })).await);
    let mut astray = text_in(&group, made);
    astray["reply_parameters"] = json!({ "message_id": elsewhere, "allow_sending_without_reply": true });
    assert_eq!(refusal(&emulator, "sendMessage", astray).await, "message to be replied not found");

    let waiting = emulator.pending().len();
    jan.delete_topic(made);
    assert_eq!((emulator.pending().len(), group.topics()), (waiting, vec![]));
    assert!(jan.in_topic(made).messages().iter().all(|message| message.deleted));
    assert_eq!(jan.in_topic(made).send_text("hallo"), 0);
    for thread in [made, 1, 999] {
        assert_eq!(refusal(&emulator, "sendMessage", text_in(&group, thread)).await, "message thread not found");
        let gone = json!({ "chat_id": group.id(), "message_thread_id": thread });
        assert_eq!(refusal(&emulator, "deleteForumTopic", gone).await, "TOPIC_ID_INVALID");
    }
    let edit = json!({ "chat_id": group.id(), "message_id": card, "text": "x" });
    assert_eq!(refusal(&emulator, "editMessageText", edit).await, "message to edit not found");
    let reply = json!({ "chat_id": group.id(), "text": "x", "reply_parameters": { "message_id": card } });
    assert_eq!(refusal(&emulator, "sendMessage", reply).await, "message to be replied not found");

    let bot = bot(&emulator);
    let own = bot.create_forum_topic(ChatId(group.id()), "Weg").await.expect("it may");
    bot.delete_forum_topic(ChatId(group.id()), own.thread_id).await.expect("it may");
    let late = bot.send_message(ChatId(group.id()), "x").message_thread_id(ThreadId(MessageId(own.thread_id.0.0)));
    assert!(late.await.is_err_and(|error| error.to_string().contains("message thread not found")));
    spec::check_recorded(&emulator);
}

#[tokio::test]
async fn topics_want_a_forum_and_the_right_to_them() {
    let emulator = start_with(Config { record: true, ..Config::default() }).await;
    let (group, jan) = forum(&emulator);
    let create = |chat: i64, name: &str| json!({ "chat_id": chat, "name": name });
    let plain = emulator.group("Gewoon", &[&jan]);
    let blue = json!({ "chat_id": group.id(), "name": "x", "icon_color": 7_322_096 });
    result(&emulator, "createForumTopic", blue).await;
    result(&emulator, "createForumTopic", create(group.id(), &"é".repeat(128))).await;
    let made = group.topics();
    for (params, description) in [
        (create(plain.id(), "x"), "the chat is not a forum"),
        (create(jan.id(), "x"), "the chat is not a forum"),
        (create(7, "x"), "chat not found"),
        (create(group.id(), " "), "topic name must be non-empty"),
        (create(group.id(), &"é".repeat(129)), "topic name is too long"),
        (json!({ "chat_id": group.id(), "name": "x", "icon_color": 1 }), "invalid topic icon color specified"),
    ] {
        assert_eq!(refusal(&emulator, "createForumTopic", params).await, description);
    }
    let delete = json!({ "chat_id": group.id(), "message_thread_id": made[0].0 });
    group.promote_bot(Rights { manage_topics: true, delete_messages: false });
    let refused = refusal(&emulator, "deleteForumTopic", delete.clone()).await;
    assert_eq!(refused, "not enough rights to delete the topic");
    group.promote_bot(Rights { manage_topics: false, delete_messages: true });
    let refused = refusal(&emulator, "createForumTopic", create(group.id(), "x")).await;
    assert_eq!(refused, "not enough rights to create a topic");
    group.demote_bot();
    let refused = refusal(&emulator, "createForumTopic", create(group.id(), "x")).await;
    assert_eq!(refused, "not enough rights to create a topic");
    // A member may still write in topics that are there.
    result(&emulator, "sendMessage", text_in(&group, made[0].0)).await;
    assert_eq!(group.topics(), made);
    group.without_topics();
    assert_eq!(refusal(&emulator, "createForumTopic", create(group.id(), "x")).await, "the chat is not a forum");
    assert_eq!(refusal(&emulator, "sendMessage", text_in(&group, made[0].0)).await, "message thread not found");
    assert_eq!(jan.create_topic("x"), 0);
    spec::check_recorded(&emulator);
}

#[tokio::test]
async fn an_administrator_hears_all_and_a_member_what_is_meant_for_it() {
    let emulator = start().await;
    let (group, jan) = forum(&emulator);
    let bot = bot(&emulator);
    let topic = bot.create_forum_topic(ChatId(group.id()), "Idee").await.expect("it may");
    let there = jan.in_topic(i64::from(topic.thread_id.0.0));
    let card = id_of(&result(&emulator, "sendMessage", text_in(&group, i64::from(topic.thread_id.0.0))).await);
    let hears = |act: &dyn Fn() -> i64| {
        let before = emulator.pending().len();
        assert_ne!(act(), 0);
        emulator.pending().len() - before
    };
    assert_eq!(hears(&|| jan.send_text("onder ons")), 1);
    assert_eq!(hears(&|| there.send_text("onder ons")), 1);
    group.demote_bot();
    assert_eq!(hears(&|| jan.send_text("onder ons")), 0);
    // That the bot began the topic makes no reply of what is said there.
    assert_eq!(hears(&|| there.send_text("onder ons")), 0);
    assert_eq!(hears(&|| there.reply_to(card, "dank")), 1);
    assert_eq!(hears(&|| there.send_text("/ideeen")), 1);
    assert_eq!(hears(&|| there.send_text("@esij_bot hoe staat het?")), 1);
    group.promote_bot(Rights::default());
    assert_eq!(hears(&|| there.send_text("onder ons")), 1);

    let updates = bot.get_updates().await.expect("it answers");
    let standings: Vec<_> = updates
        .iter()
        .filter_map(|update| match &update.kind {
            UpdateKind::MyChatMember(change) => Some(change.new_chat_member.is_administrator()),
            UpdateKind::Error(value) => panic!("teloxide cannot read {value}"),
            _ => None,
        })
        .collect();
    assert_eq!(standings, [false, true, false, true]);
}

#[tokio::test]
async fn a_group_gets_topics_and_a_supergroup_has_threads() {
    let emulator = start().await;
    let jan = jan(&emulator);
    let group = emulator.group("Team", &[&jan]);
    let forum = group.with_topics();
    let moved = call(&emulator, "sendMessage", json!({ "chat_id": group.id(), "text": "x" })).await;
    assert_eq!(moved["parameters"]["migrate_to_chat_id"], forum.id());
    let kept = forum.with_topics();
    assert_eq!(kept.id(), forum.id());
    assert_ne!(jan.in_group(&forum).create_topic("Vragen"), 0);

    // Without topics a reply names its thread all the same, and is in no topic.
    let plain = emulator.group("Gewoon", &[&jan]).migrate();
    let jan = jan.in_group(&plain);
    let card = id_of(&result(&emulator, "sendMessage", json!({ "chat_id": plain.id(), "text": "kaart" })).await);
    let first = jan.reply_to(card, "een");
    let to = json!({ "chat_id": plain.id(), "text": "twee", "reply_parameters": { "message_id": first } });
    let second = result(&emulator, "sendMessage", to).await;
    assert_eq!((&second["message_thread_id"], &second["is_topic_message"]), (&json!(card), &Value::Null));
    let heard = heard(&emulator).await;
    let reply = heard.last().expect("the reply");
    assert_eq!(reply.thread_id.map(|thread| i64::from(thread.0.0)), Some(card));
    assert!(!reply.is_topic_message && reply.reply_to_message().is_some());
}

#[tokio::test]
async fn a_closed_topic_takes_messages_of_who_manages_topics() {
    let emulator = start().await;
    let (group, jan) = forum(&emulator);
    let thread = jan.create_topic("Idee");
    jan.close_topic(thread, true);
    jan.close_topic(thread, true);
    result(&emulator, "sendMessage", text_in(&group, thread)).await;
    group.promote_bot(Rights::default());
    assert_eq!(refusal(&emulator, "sendMessage", text_in(&group, thread)).await, "TOPIC_CLOSED");
    jan.close_topic(thread, false);
    result(&emulator, "sendMessage", text_in(&group, thread)).await;
    let stranger = emulator.person(PersonSpec::new(502, "Lea")).in_group(&group);
    stranger.close_topic(thread, true);
    stranger.delete_topic(thread);
    assert_eq!((stranger.create_topic("Vragen"), group.topics().len()), (0, 1));
    let heard = heard(&emulator).await;
    let closings = heard.iter().filter(|message| message.forum_topic_closed().is_some()).count();
    let openings = heard.iter().filter(|message| message.forum_topic_reopened().is_some()).count();
    assert_eq!((closings, openings), (1, 1));
    assert!(heard.iter().skip(2).all(|message| message.is_topic_message));
}

#[tokio::test]
async fn topics_are_renamed_and_reopened_by_who_may() {
    let emulator = start_with(Config { record: true, ..Config::default() }).await;
    let (group, jan) = forum(&emulator);
    let theirs = jan.create_topic("Vragen");
    let own = result(&emulator, "createForumTopic", json!({ "chat_id": group.id(), "name": "Idee" })).await;
    let own = own["message_thread_id"].as_i64().expect("a topic");
    let named = |thread: i64, name: &str| json!({ "chat_id": group.id(), "message_thread_id": thread, "name": name });
    let opened = |thread: i64| json!({ "chat_id": group.id(), "message_thread_id": thread });
    result(&emulator, "editForumTopic", named(theirs, "Antwoorden")).await;
    assert_eq!(refusal(&emulator, "editForumTopic", named(theirs, "Antwoorden")).await, "TOPIC_NOT_MODIFIED");
    assert_eq!(refusal(&emulator, "editForumTopic", named(999, "x")).await, "TOPIC_ID_INVALID");
    assert_eq!(refusal(&emulator, "editForumTopic", named(own, &"x".repeat(129))).await, "topic name is too long");
    assert_eq!(refusal(&emulator, "reopenForumTopic", opened(own)).await, "TOPIC_NOT_MODIFIED");
    jan.close_topic(theirs, true);
    result(&emulator, "reopenForumTopic", opened(theirs)).await;
    // Without the right to it, a bot may do so with what it began itself.
    group.demote_bot();
    jan.close_topic(theirs, true);
    jan.close_topic(own, true);
    result(&emulator, "editForumTopic", named(own, "IJM-2026-0042")).await;
    result(&emulator, "reopenForumTopic", opened(own)).await;
    result(&emulator, "sendMessage", text_in(&group, own)).await;
    let refused = refusal(&emulator, "editForumTopic", named(theirs, "x")).await;
    assert_eq!(refused, "not enough rights to edit the topic");
    let refused = refusal(&emulator, "reopenForumTopic", opened(theirs)).await;
    assert_eq!(refused, "not enough rights to reopen the topic");
    let names: Vec<String> = group.topics().into_iter().map(|(_, name)| name).collect();
    assert_eq!(names, ["Antwoorden", "IJM-2026-0042"]);
    spec::check_recorded(&emulator);
}

#[tokio::test]
async fn an_administrator_can_remain_anonymous() {
    let emulator = start_with(Config { record: true, ..Config::default() }).await;
    let (group, jan) = forum(&emulator);
    jan.anonymously().send_text("Namens het team");
    let message = heard(&emulator).await.pop().expect("the bot is an administrator");
    assert!(message.from.as_ref().is_some_and(|from| from.is_bot && from.id.0 == 1_087_968_824));
    assert_eq!(message.sender_chat.map(|chat| chat.id.0), Some(group.id()));
    spec::check_recorded(&emulator);
}
