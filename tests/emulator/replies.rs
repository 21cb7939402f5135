//! Replies, edits, files that are passed on: what a conversation by way of a bot is made of.

use esij_bot::emulator::{FileKind, Rights};
use teloxide::payloads::{SendDocumentSetters, SendMessageSetters};
use teloxide::types::{ChatId, InputFile, InputMedia, InputMediaPhoto, MessageId, ReactionType, ReplyParameters};

use crate::*;

const NOT_MODIFIED: &str = "message is not modified: specified new message content and reply markup are exactly the \
                            same as a current content and reply markup of the message";

fn short(id: i64) -> MessageId {
    MessageId(i32::try_from(id).expect("it is small"))
}

/// Everything with which this person can reply to a message of the bot arrives as a reply to it.
async fn check_replies(account: &Account) {
    let emulator = account.emulator();
    let sent = json!({ "chat_id": account.chat(), "text": "Vraag van Sanne" });
    let card = id_of(&result(emulator, "sendMessage", sent).await);
    let there = account.replying_to(card);
    let before = emulator.last_update_id();
    let replies = [
        account.reply_to(card, "Dank u"),
        there.send_photo(&png(640, 480), "Zo"),
        there.send_document("plan.pdf", "application/pdf", b"%PDF", ""),
        there.send_voice(),
        there.send_media(FileKind::Audio, "lied.mp3", "audio/mpeg", b"ID3", ""),
        there.send_media(FileKind::Video, "film.mp4", "video/mp4", b"ftyp", "Film"),
        there.share_contact(),
    ];
    poll(emulator, json!({ "offset": before + 1 })).await;
    let heard = heard(emulator).await;
    assert_eq!(heard.iter().map(|message| i64::from(message.id.0)).collect::<Vec<_>>(), replies);
    for message in &heard {
        let replied = message.reply_to_message().expect("a reply");
        assert_eq!((replied.id, replied.text()), (short(card), Some("Vraag van Sanne")));
        assert!(message.thread_id.is_none() && !message.is_topic_message);
    }
    assert!(heard[3].voice().is_some() && heard[4].audio().is_some() && heard[5].video().is_some());
    assert_eq!(account.messages().last().and_then(|message| message.reply_to), Some(card));

    // What is quoted does not quote in its turn.
    let deeper = account.reply_to(replies[0], "Nog iets");
    let value = emulator.pending().last().map(|update| update["message"]["reply_to_message"].clone());
    let (answer, value) = (account.messages().last().cloned(), value.unwrap_or_default());
    assert_eq!(answer.map(|message| message.message_id), Some(deeper));
    if account.chat() == account.id() {
        assert_eq!((&value["text"], &value["reply_to_message"]), (&json!("Dank u"), &Value::Null));
    }
}

#[tokio::test]
async fn a_person_replies_with_anything() {
    let emulator = start().await;
    let jan = jan(&emulator);
    check_replies(&jan).await;
    check_replies(&jan.in_group(&emulator.group("Team", &[&jan]))).await;
}

#[tokio::test]
async fn a_bot_replies_with_anything() {
    let emulator = start_with(Config { record: true, ..Config::default() }).await;
    let (jan, bot) = (jan(&emulator), bot(&emulator));
    let asked = jan.send_text("Wat is ESIJ?");
    let (chat, to) = (ChatId(jan.id()), ReplyParameters::new(short(asked)));
    let answer = bot.send_message(chat, "Een programma").reply_parameters(to.clone()).await.expect("accepted");
    assert_eq!(answer.reply_to_message().and_then(|replied| replied.text()), Some("Wat is ESIJ?"));
    assert_eq!(jan.last_reply().and_then(|reply| reply.reply_to), Some(asked));
    let upload = InputFile::memory(b"a;b".to_vec()).file_name("overzicht.csv");
    let sheet = bot.send_document(chat, upload).reply_parameters(to.clone()).await.expect("accepted");
    assert_eq!(sheet.reply_to_message().map(|replied| replied.id), Some(short(asked)));

    jan.delete(asked);
    let files = emulator.counts().messages_accepted;
    let gone = bot.send_message(chat, "x").reply_parameters(to.clone()).await.expect_err("it is gone");
    assert!(gone.to_string().contains("message to be replied not found"), "{gone}");
    let upload = InputFile::memory(b"a;b".to_vec()).file_name("overzicht.csv");
    bot.send_document(chat, upload).reply_parameters(to.clone()).await.expect_err("it is gone");
    assert_eq!(emulator.counts().messages_accepted, files);
    let anyway = to.allow_sending_without_reply();
    let sent = bot.send_message(chat, "Toch").reply_parameters(anyway).await.expect("accepted");
    assert!(sent.reply_to_message().is_none());
    // A person whose client still shows the message sends what they typed as no reply.
    jan.reply_to(asked, "Hallo?");
    assert_eq!(
        jan.messages().last().map(|message| (message.text.clone(), message.reply_to)),
        Some(("Hallo?".into(), None))
    );
    spec::check_recorded(&emulator);
}

#[tokio::test]
async fn captions_and_buttons_are_edited_as_telegram_lets_one() {
    let emulator = start_with(Config { record: true, ..Config::default() }).await;
    let (jan, bot) = (jan(&emulator), bot(&emulator));
    let chat = jan.id();
    let photo = bot.send_photo(ChatId(chat), InputFile::memory(png(640, 480))).await.expect("accepted");
    let text = id_of(&result(&emulator, "sendMessage", json!({ "chat_id": chat, "text": "kaart" })).await);
    let photo = i64::from(photo.id.0);
    let rows = json!({ "inline_keyboard": [[{ "text": "Klaar", "callback_data": "x" }]] });
    let caption = |id: i64, text: &str| json!({ "chat_id": chat, "message_id": id, "caption": text, "parse_mode": "HTML", "reply_markup": rows });
    let edited = result(&emulator, "editMessageCaption", caption(photo, "<b>Week 47</b>")).await;
    assert_eq!((&edited["caption"], &edited["caption_entities"][0]["type"]), (&json!("Week 47"), &json!("bold")));
    let shown = jan.messages().into_iter().find(|message| message.message_id == photo).expect("it is there");
    assert_eq!((shown.html.as_str(), shown.edited, shown.labels()), ("<b>Week 47</b>", true, vec!["Klaar"]));

    let refused = [
        ("editMessageCaption", caption(photo, "<b>Week 47</b>"), NOT_MODIFIED),
        ("editMessageCaption", caption(text, "x"), "there is no caption in the message to edit"),
        ("editMessageCaption", caption(99, "x"), "message to edit not found"),
        ("editMessageCaption", caption(1, "x"), "message can't be edited"),
        ("editMessageCaption", caption(photo, &"x".repeat(1025)), "message caption is too long"),
        (
            "editMessageText",
            json!({ "chat_id": chat, "message_id": photo, "text": "x" }),
            "there is no text in the message to edit",
        ),
        ("editMessageReplyMarkup", json!({ "chat_id": chat, "message_id": text }), NOT_MODIFIED),
    ];
    for (method, params, description) in refused {
        assert_eq!(refusal(&emulator, method, params).await, description);
    }
    result(&emulator, "editMessageCaption", json!({ "chat_id": chat, "message_id": photo })).await;
    let shown = jan.messages().into_iter().find(|message| message.message_id == photo).expect("it is there");
    assert_eq!((shown.text.as_str(), shown.buttons.len()), ("", 0));

    jan.delete(text);
    let gone = json!({ "chat_id": chat, "message_id": text });
    assert_eq!(refusal(&emulator, "editMessageReplyMarkup", gone).await, "message to edit not found");
    let gone = json!({ "chat_id": chat, "message_id": text, "text": "x" });
    assert_eq!(refusal(&emulator, "editMessageText", gone).await, "message to edit not found");
    spec::check_recorded(&emulator);
}

#[tokio::test]
async fn a_person_edits_their_own_text_and_caption_only() {
    let emulator = start().await;
    let jan = jan(&emulator);
    let asked = jan.send_text("eerst");
    let replied = jan.replying_to(asked).send_document("plan.pdf", "application/pdf", b"%PDF", "concept");
    let sent = id_of(&result(&emulator, "sendMessage", json!({ "chat_id": jan.id(), "text": "van de bot" })).await);
    let before = emulator.last_update_id();
    jan.edit(asked, "later /idee");
    jan.edit(replied, "definitief");
    jan.edit(replied, "");
    jan.edit(sent, "vervalst");
    jan.edit(99, "niets");
    poll(&emulator, json!({ "offset": before + 1 })).await;
    let heard = heard(&emulator).await;
    let told: Vec<_> = heard.iter().map(|message| message.text().or(message.caption())).collect();
    assert_eq!(told, [Some("later /idee"), Some("definitief"), None]);
    assert!(heard[1].edit_date().is_some() && heard[1].reply_to_message().is_some());
    assert_eq!(jan.last_reply().map(|reply| (reply.text, reply.edited)), Some(("van de bot".to_owned(), false)));
}

#[tokio::test]
async fn what_a_person_sent_is_passed_on_by_its_id_or_copied() {
    let emulator = start_with(Config { record: true, ..Config::default() }).await;
    let (jan, bot) = (jan(&emulator), bot(&emulator));
    let lea = emulator.person(PersonSpec::new(502, "Lea"));
    lea.send_command("start");
    jan.send_photo(&png(640, 480), "Het /plan");
    jan.send_voice();
    jan.send_media(FileKind::Audio, "lied.mp3", "audio/mpeg", b"ID3", "");
    jan.send_media(FileKind::Video, "film.mp4", "video/mp4", b"ftyp", "");
    jan.send_sticker();
    let mut refused = 0;
    for message in jan.messages().into_iter().filter_map(|message| message.file) {
        let id = message.file_id;
        for (method, field) in [
            ("sendPhoto", "photo"),
            ("sendVoice", "voice"),
            ("sendAudio", "audio"),
            ("sendVideo", "video"),
            ("sendSticker", "sticker"),
        ] {
            let params = json!({ "chat_id": lea.id(), field: id });
            if field == serde_json::to_value(message.kind).expect("a name") {
                let sent = result(&emulator, method, params).await;
                assert!(sent[field].is_object() || sent[field].is_array(), "{sent}");
            } else {
                let why = refusal(&emulator, method, params).await;
                assert!(why.starts_with("can't use file of type "), "{why}");
                refused += 1;
            }
        }
    }
    assert_eq!((lea.replies().len(), refused), (5, 20));
    let voice = bot.send_voice(ChatId(lea.id()), InputFile::memory(b"OggS".to_vec())).await.expect("accepted");
    assert!(voice.voice().is_some());

    let photo = jan.messages().into_iter().find(|message| message.kind == "photo").expect("it is there").message_id;
    let copied = bot.copy_message(ChatId(lea.id()), ChatId(jan.id()), short(photo)).await.expect("accepted");
    let shown = lea.last_reply().expect("it is there");
    assert_eq!(
        (shown.message_id, shown.text.as_str(), shown.kind.as_str()),
        (i64::from(copied.0), "Het /plan", "photo")
    );
    let copy = |message: i64| json!({ "chat_id": lea.id(), "from_chat_id": jan.id(), "message_id": message });
    let mut other = copy(photo);
    other["caption"] = json!("Van Jan");
    result(&emulator, "copyMessage", other).await;
    assert_eq!(lea.last_reply().map(|reply| reply.text), Some("Van Jan".to_owned()));
    jan.delete(photo);
    assert_eq!(refusal(&emulator, "copyMessage", copy(photo)).await, "message to copy not found");
    spec::check_recorded(&emulator);
}

#[tokio::test]
async fn a_bot_reacts_with_an_emoji() {
    let emulator = start_with(Config { record: true, ..Config::default() }).await;
    let (jan, bot) = (jan(&emulator), bot(&emulator));
    let said = jan.send_text("gelukt");
    let reaction = || jan.messages().last().and_then(|message| message.reaction.clone());
    let params = |reaction: Value| json!({ "chat_id": jan.id(), "message_id": said, "reaction": reaction });
    let mut set = bot.set_message_reaction(ChatId(jan.id()), short(said));
    set.reaction = Some(vec![ReactionType::Emoji { emoji: "👍".to_owned() }]);
    set.await.expect("accepted");
    assert_eq!(reaction().as_deref(), Some("👍"));
    let wrong = params(json!([{ "type": "emoji", "emoji": "🦖" }]));
    assert_eq!(refusal(&emulator, "setMessageReaction", wrong).await, "REACTION_INVALID");
    result(&emulator, "setMessageReaction", params(json!([]))).await;
    assert_eq!(reaction(), None);
    jan.delete(said);
    assert_eq!(refusal(&emulator, "setMessageReaction", params(json!([]))).await, "message to react not found");
    spec::check_recorded(&emulator);
}

#[tokio::test]
async fn buttons_are_pressed_in_a_group_and_people_come_and_go() {
    let emulator = start_with(Config { record: true, ..Config::default() }).await;
    let (jan, bot) = (jan(&emulator), bot(&emulator));
    let lea = emulator.person(PersonSpec::new(502, "Lea"));
    let group = emulator.group("Team", &[&jan]);
    let (jan, lea) = (jan.in_group(&group), lea.in_group(&group));
    assert_eq!(lea.send_text("/start"), 0);
    lea.join();
    let button = json!([[{ "text": "In behandeling", "callback_data": "lead:status" }]]);
    let card = json!({ "chat_id": group.id(), "text": "Nieuw idee", "reply_markup": { "inline_keyboard": button } });
    let card = id_of(&result(&emulator, "sendMessage", card).await);
    lea.press_label("In behandeling").expect("the button is there");
    let updates = bot.get_updates().await.expect("it answers");
    let UpdateKind::CallbackQuery(query) = &updates.last().expect("an update").kind else { panic!("a press") };
    assert_eq!((query.from.id.0, query.message.as_ref().map(|it| it.chat().id)), (502, Some(ChatId(group.id()))));
    let edit = json!({ "chat_id": group.id(), "message_id": card, "text": "Nieuw idee · in behandeling door Lea" });
    result(&emulator, "editMessageText", edit).await;
    assert_eq!(lea.replies().len(), 1);

    lea.leave();
    assert_eq!(lea.send_text("/start"), 0);
    let heard = heard(&emulator).await;
    assert!(heard.iter().any(|message| message.new_chat_members().is_some_and(|who| who[0].id.0 == 502)));
    assert!(heard.last().and_then(|message| message.left_chat_member()).is_some_and(|who| who.id.0 == 502));

    let member = |user: i64| json!({ "chat_id": group.id(), "user_id": user });
    for (user, status) in [(jan.id(), "member"), (502, "left"), (emulator.bot_id(), "member")] {
        assert_eq!(result(&emulator, "getChatMember", member(user)).await["status"], status);
    }
    assert_eq!(refusal(&emulator, "getChatMember", member(9)).await, "member not found");
    group.promote_bot(Rights::ALL);
    assert_eq!(result(&emulator, "getChatMember", member(emulator.bot_id())).await["can_manage_topics"], true);
    spec::check_recorded(&emulator);
}

#[tokio::test]
async fn a_file_takes_the_place_of_another_or_of_a_text() {
    let emulator = start_with(Config { record: true, ..Config::default() }).await;
    let (jan, bot) = (jan(&emulator), bot(&emulator));
    let chat = ChatId(jan.id());
    let chart = bot.send_photo(chat, InputFile::memory(png(640, 480))).await.expect("accepted");
    let photo = |width| InputMedia::Photo(InputMediaPhoto::new(InputFile::memory(png(width, 480))).caption("Week 48"));
    let edited = bot.edit_message_media(chat, chart.id, photo(800)).await.expect("accepted");
    assert_eq!(edited.photo().and_then(|sizes| sizes.last()).map(|size| size.width), Some(800));
    assert_eq!(edited.caption(), Some("Week 48"));
    let id = edited.photo().and_then(|sizes| sizes.last()).expect("a photo").file.id.to_string();

    let text = bot.send_message(chat, "Ik maak de grafiek").await.expect("accepted");
    let edited = bot.edit_message_media(chat, text.id, photo(320)).await.expect("accepted");
    assert_eq!((edited.text(), edited.caption()), (None, Some("Week 48")));
    assert_eq!(jan.last_reply().map(|reply| (reply.kind, reply.edited)), Some(("photo".to_owned(), true)));

    let voice = bot.send_voice(chat, InputFile::memory(b"OggS".to_vec())).await.expect("accepted");
    spec::check_recorded(&emulator);
    let with =
        |message: MessageId, media: Value| json!({ "chat_id": jan.id(), "message_id": message.0, "media": media });
    for (params, description) in [
        (with(voice.id, json!({ "type": "photo", "media": id })), "message can't be edited"),
        (with(text.id, json!({ "type": "dance", "media": id })), "can't parse input media: Unsupported type specified"),
        (with(text.id, json!({ "type": "document", "media": id })), "can't use file of type Photo as Document"),
        (with(text.id, json!({ "type": "photo" })), "there is no photo in the request"),
        (with(MessageId(99), json!({ "type": "photo", "media": id })), "message to edit not found"),
    ] {
        let body = call(&emulator, "editMessageMedia", params).await;
        assert_eq!(body["description"], format!("Bad Request: {description}"));
    }
    jan.delete(i64::from(text.id.0));
    assert!(bot.edit_message_media(chat, text.id, photo(320)).await.is_err());
}
