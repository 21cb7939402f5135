//! What a bot may send, and in which words it is refused.

use esij_bot::emulator::MenuCommand;
use teloxide::net::Download;
use teloxide::payloads::{EditMessageTextSetters, SendDocumentSetters, SendMessageSetters};
use teloxide::requests::Requester;
use teloxide::types::{
    BotCommand, BotCommandScope, CallbackQueryId, ChatId, FileId, InlineKeyboardButton, InlineKeyboardMarkup,
    InputFile, MessageEntityKind, MessageId, ParseMode, UpdateKind,
};

use crate::*;

#[tokio::test]
async fn teloxide_holds_a_conversation() {
    let emulator = start_with(Config { record: true, ..Config::default() }).await;
    let bot = bot(&emulator);
    let jan = jan(&emulator);
    assert_eq!(bot.get_me().await.expect("it answers").username(), "esij_bot");

    let updates = bot.get_updates().await.expect("it answers");
    let UpdateKind::Message(message) = &updates[0].kind else { panic!("a message") };
    assert_eq!(message.text(), Some("/start"));
    assert_eq!(message.from.as_ref().and_then(|from| from.language_code.as_deref()), Some("nl"));

    let markup = InlineKeyboardMarkup::new([[InlineKeyboardButton::callback("Idee indienen", "idea:start")]]);
    let sent = bot
        .send_message(message.chat.id, "<b>Welkom</b> 😀 bij <a href=\"https://ijmond.nl\">ESIJ</a>, zie /idee")
        .parse_mode(ParseMode::Html)
        .reply_markup(markup)
        .await
        .expect("it is accepted");
    assert_eq!(sent.text(), Some("Welkom 😀 bij ESIJ, zie /idee"));
    let reply = jan.wait_for_reply(PATIENCE).await.expect("it is there");
    let stretches: Vec<_> = reply.entities.iter().map(|e| (e.kind.as_str(), e.offset, e.length)).collect();
    assert_eq!(stretches, [("bold", 0, 6), ("text_link", 14, 4), ("bot_command", 24, 5)]);
    assert_eq!(reply.button("Idee indienen"), Some("idea:start"));

    assert!(jan.press(reply.message_id, "idea:cancel").is_err());
    let press = jan.press(reply.message_id, "idea:start").expect("the button is there");
    let updates = bot.get_updates().await.expect("it answers");
    let UpdateKind::CallbackQuery(query) = &updates[1].kind else { panic!("a callback query") };
    assert_eq!((query.id.0.as_str(), query.data.as_deref()), (press.as_str(), Some("idea:start")));
    bot.answer_callback_query(CallbackQueryId(press.clone())).await.expect("it is in time");
    assert!(emulator.callback_answer(&press).is_some_and(|answer| answer.text.is_none()));

    bot.edit_message_text(sent.chat.id, sent.id, "Hoe heet u?").await.expect("it can be edited");
    let edited = jan.wait_for_reply(PATIENCE).await.expect("it changed");
    assert_eq!((edited.text.as_str(), edited.edited, edited.buttons.len()), ("Hoe heet u?", true, 0));
    bot.delete_message(sent.chat.id, sent.id).await.expect("it can be deleted");
    assert_eq!(jan.last_reply(), None);
    spec::check_recorded(&emulator);
}

#[tokio::test]
async fn files_go_up_and_down() {
    let emulator = start_with(Config { record: true, ..Config::default() }).await;
    let (bot, jan) = (bot(&emulator), jan(&emulator));
    let upload = InputFile::memory(b"naam;idee".to_vec()).file_name("ideeën.csv");
    let sent = bot.send_document(ChatId(jan.id()), upload).caption("<i>Overzicht</i>").parse_mode(ParseMode::Html);
    let sent = sent.await.expect("it is accepted");
    let document = sent.document().expect("a document");
    assert_eq!((document.file_name.as_deref(), document.file.size), (Some("ideeën.csv"), 9));
    assert_eq!(jan.last_reply().map(|reply| reply.html), Some("<i>Overzicht</i>".to_owned()));

    let file = bot.get_file(document.file.id.clone()).await.expect("it is known");
    let mut bytes = Vec::new();
    bot.download_file(&file.path, &mut bytes).await.expect("it can be fetched");
    assert_eq!(bytes, b"naam;idee");

    bot.send_document(ChatId(jan.id()), InputFile::file_id(document.file.id.clone())).await.expect("sent again");
    let photo = bot.send_photo(ChatId(jan.id()), InputFile::memory(png(640, 480))).await.expect("it is accepted");
    let sizes: Vec<_> = photo.photo().expect("a photo").iter().map(|size| (size.width, size.height)).collect();
    assert_eq!(sizes, [(90, 67), (640, 480)]);

    let photo_id = photo.photo().expect("a photo")[1].file.id.to_string();
    let refused = [
        ("sendDocument", json!({ "document": "no such" }), "wrong file identifier/HTTP URL specified"),
        ("sendDocument", json!({ "document": photo_id }), "can't use file of type Photo as Document"),
        ("sendDocument", json!({}), "there is no document in the request"),
        ("sendPhoto", json!({ "photo": "https://example.org/x.png" }), "failed to get HTTP URL content"),
        ("sendPhoto", json!({ "photo": photo_id, "caption": "x".repeat(1025) }), "message caption is too long"),
    ];
    for (method, mut params, description) in refused {
        params["chat_id"] = json!(jan.id());
        assert_eq!(call(&emulator, method, params).await["description"], format!("Bad Request: {description}"));
    }
    let not_a_picture = bot.send_photo(ChatId(jan.id()), InputFile::memory(b"tekst".to_vec())).await;
    assert!(not_a_picture.is_err_and(|error| error.to_string().contains("IMAGE_PROCESS_FAILED")));
    let unknown = bot.get_file(FileId("no such".to_owned())).await;
    assert!(unknown.is_err_and(|error| error.to_string().contains("wrong file_id")));
}

/// Refusals of a message to Jan with these fields.
async fn check(method: &str, cases: &[(Value, &str)]) {
    let emulator = start().await;
    let jan = jan(&emulator);
    let first = json!({ "chat_id": jan.id(), "text": "eerste" });
    let first = result(&emulator, "sendMessage", first).await["message_id"].clone();
    for (fields, description) in cases {
        let mut params = json!({ "chat_id": jan.id() });
        if method != "sendMessage" {
            params["message_id"] = first.clone();
        }
        for (name, value) in fields.as_object().expect("fields") {
            params[name] = value.clone();
        }
        let body = call(&emulator, method, params).await;
        assert_eq!(body["description"], format!("Bad Request: {description}"), "{fields}");
        assert_eq!(jan.replies().len(), 1, "{fields}");
    }
}

#[tokio::test]
async fn what_telegram_does_not_take_is_refused() {
    let inline = |button: Value| json!({ "text": "x", "reply_markup": { "inline_keyboard": [[button]] } });
    let keyboard = |button: Value| json!({ "text": "x", "reply_markup": { "keyboard": [[button]] } });
    let html = |text: &str| json!({ "text": text, "parse_mode": "html" });
    let data = "é".repeat(33);
    let text_unallowed = "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard";
    check(
        "sendMessage",
        &[
            (json!({}), "message text is empty"),
            (json!({ "text": "" }), "message text is empty"),
            (json!({ "text": " \n " }), "text must be non-empty"),
            (json!({ "text": "x".repeat(4097) }), "message is too long"),
            (json!({ "text": "😀".repeat(2049) }), "message is too long"),
            (json!({ "text": "x", "chat_id": 999 }), "chat not found"),
            (json!({ "text": "x", "chat_id": "@nobody" }), "chat not found"),
            (json!({ "text": "x", "chat_id": "" }), "chat_id is empty"),
            (json!({ "text": "x", "parse_mode": "Pretty" }), "unsupported parse_mode"),
            (html("<b>dik"), "can't parse entities: Can't find end tag corresponding to start tag \"b\""),
            (html("a<br>b"), "can't parse entities: Unsupported start tag \"br\" at byte offset 1"),
            (html("<b></b>"), "text must be non-empty"),
            (json!({ "text": "x", "reply_parameters": { "message_id": 77 } }), "message to be replied not found"),
            (json!({ "text": "x", "reply_markup": "{" }), "can't parse reply markup JSON object"),
            (json!({ "text": "x", "reply_markup": [] }), "object expected as reply markup"),
            (inline(json!({ "text": "ja", "callback_data": data })), "BUTTON_DATA_INVALID"),
            (inline(json!({ "text": "ja", "callback_data": "" })), "BUTTON_DATA_INVALID"),
            (inline(json!({ "text": "ja" })), text_unallowed),
            (inline(json!({ "text": "", "callback_data": "x" })), "text buttons must be non-empty"),
            (
                inline(json!({ "text": "ja", "url": "nergens" })),
                "inline keyboard button URL 'nergens' is invalid: Wrong HTTP URL",
            ),
            (
                inline(json!({ "text": "ja", "url": "tel:+31612345678" })),
                "inline keyboard button URL 'tel:+31612345678' is invalid: Wrong port number specified in the URL",
            ),
            (
                inline(json!({ "text": "ja", "url": "ftp://x.nl" })),
                "inline keyboard button URL 'ftp://x.nl' is invalid: Unsupported URL protocol",
            ),
            (keyboard(json!("")), "keyboard button text must be non-empty"),
        ],
    )
    .await;
    check(
        "editMessageText",
        &[
            (json!({ "text": "x", "message_id": 99 }), "message to edit not found"),
            (json!({ "text": "x", "message_id": 1 }), "message can't be edited"),
            (
                json!({ "text": "eerste" }),
                "message is not modified: specified new message content and reply markup are exactly the same as a \
                 current content and reply markup of the message",
            ),
        ],
    )
    .await;
    check("deleteMessage", &[(json!({ "message_id": 99 }), "message to delete not found")]).await;
    check("sendChatAction", &[(json!({ "action": "dancing" }), "wrong parameter action in request")]).await;
}

#[tokio::test]
async fn what_is_just_short_enough_is_taken() {
    let emulator = start().await;
    let jan = jan(&emulator);
    for text in ["x".repeat(4096), "😀".repeat(2048), format!("<b>{}</b>", "é".repeat(4096))] {
        let params = json!({ "chat_id": jan.id(), "text": text, "parse_mode": "HTML" });
        result(&emulator, "sendMessage", params).await;
    }
    let button = json!({ "text": "ja", "callback_data": "é".repeat(32) });
    let params = json!({ "chat_id": jan.id(), "text": "x", "reply_markup": { "inline_keyboard": [[button]] } });
    result(&emulator, "sendMessage", params).await;
}

async fn check_unreachable(emulator: &Emulator, chat: i64, code: u16, description: &str) {
    let body = call(emulator, "sendMessage", json!({ "chat_id": chat, "text": "x" })).await;
    assert_eq!((&body["error_code"], &body["description"]), (&json!(code), &json!(description)));
}

#[tokio::test]
async fn who_cannot_be_reached_is_named_as_telegram_does() {
    let emulator = start().await;
    let jan = jan(&emulator);
    let stranger = emulator.person(PersonSpec::new(502, "Piet"));
    check_unreachable(&emulator, stranger.id(), 403, "Forbidden: bot can't initiate conversation with a user").await;
    jan.block();
    check_unreachable(&emulator, jan.id(), 403, "Forbidden: bot was blocked by the user").await;
    jan.unblock();
    result(&emulator, "sendMessage", json!({ "chat_id": jan.id(), "text": "terug" })).await;
    jan.deactivate();
    check_unreachable(&emulator, jan.id(), 403, "Forbidden: user is deactivated").await;

    let group = emulator.group("Programma", &[&stranger]);
    let supergroup = group.migrate();
    let moved = call(&emulator, "sendMessage", json!({ "chat_id": group.id(), "text": "x" })).await;
    assert_eq!(moved["error_code"], 400);
    assert_eq!(moved["parameters"], json!({ "migrate_to_chat_id": supergroup.id() }));
    result(&emulator, "sendMessage", json!({ "chat_id": supergroup.id(), "text": "x" })).await;
    supergroup.kick_bot();
    check_unreachable(&emulator, supergroup.id(), 403, "Forbidden: bot was kicked from the supergroup chat").await;
}

#[tokio::test]
async fn parameters_may_come_in_any_way() {
    let emulator = start().await;
    let jan = jan(&emulator);
    let bot = bot(&emulator);
    let base = format!("{}/bot{}", emulator.url(), emulator.token());
    let client = bot.client();
    let chat = jan.id().to_string();
    let markup = r#"{"inline_keyboard":[[{"text":"ja","callback_data":"x"}]]}"#;
    let pairs = [("chat_id", chat.as_str()), ("text", "a & b"), ("reply_markup", markup)];
    let form = format!("chat_id={chat}&text=a+%26+b&reply_markup={markup}");
    let mut parts = String::new();
    for (name, value) in pairs {
        parts += &format!("--cut\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    }
    parts += "--cut--\r\n";
    let typed =
        |kind: &str, body: String| client.post(format!("{base}/sendMessage")).header("content-type", kind).body(body);
    let requests = [
        client.get(format!("{base}/SENDMESSAGE")).query(&pairs),
        typed("application/x-www-form-urlencoded", form),
        typed("multipart/form-data; boundary=cut", parts),
        typed("application/json", json!({ "chat_id": chat, "text": "a & b", "reply_markup": markup }).to_string()),
    ];
    for (number, request) in requests.into_iter().enumerate() {
        assert_eq!(request.send().await.expect("an answer").status(), 200, "request {number}");
        let reply = jan.last_reply().expect("a message");
        assert_eq!((reply.text.as_str(), reply.labels()), ("a & b", vec!["ja"]), "request {number}");
    }
    assert_eq!(jan.replies().len(), 4);
}

#[tokio::test]
async fn a_wrong_token_or_method_is_not_found() {
    let emulator = start().await;
    let client = bot(&emulator).client().clone();
    for (path, status) in [
        ("/bot7700000001:wrong/getMe".to_owned(), 401),
        ("/botwrong/getMe".to_owned(), 404),
        (format!("/bot{}/getCoffee", emulator.token()), 404),
        (format!("/file/bot{}/documents/none", emulator.token()), 404),
        ("/file/bot7700000001:wrong/documents/none".to_owned(), 401),
    ] {
        let answer = client.get(format!("{}{path}", emulator.url())).send().await.expect("an answer");
        assert_eq!(answer.status().as_u16(), status, "{path}");
    }
}

#[tokio::test]
async fn menus_and_descriptions_are_chosen_by_scope_and_language() {
    let emulator = start_with(Config { record: true, ..Config::default() }).await;
    let (jan, bot) = (jan(&emulator), bot(&emulator));
    let lea = emulator.person(PersonSpec::new(502, "Lea").language("en-GB"));
    let command = |name: &str| json!([{ "command": name, "description": "…" }]);
    result(&emulator, "setMyCommands", json!({ "commands": command("help") })).await;
    result(&emulator, "setMyCommands", json!({ "commands": command("idea"), "language_code": "en" })).await;
    let scope = json!({ "type": "chat", "chat_id": jan.id() });
    result(&emulator, "setMyCommands", json!({ "commands": command("ideeen"), "scope": scope })).await;
    let menu =
        |person: &Account| person.menu().into_iter().map(|MenuCommand { command, .. }| command).collect::<Vec<_>>();
    assert_eq!((menu(&jan), menu(&lea)), (vec!["ideeen".to_owned()], vec!["idea".to_owned()]));
    result(&emulator, "deleteMyCommands", json!({ "scope": scope })).await;
    assert_eq!(menu(&jan), ["help"]);
    assert_eq!(result(&emulator, "getMyCommands", json!({ "language_code": "en" })).await, command("idea"));
    let bad = bot.set_my_commands([BotCommand::new("Idee", "x")]).await;
    assert!(bad.is_err_and(|error| error.to_string().contains("BOT_COMMAND_INVALID")));
    let unknown = json!({ "commands": [], "scope": BotCommandScope::Chat { chat_id: ChatId(999).into() } });
    assert_eq!(call(&emulator, "setMyCommands", unknown).await["description"], "Bad Request: chat not found");

    result(&emulator, "setMyDescription", json!({ "description": "Vragen over ESIJ" })).await;
    result(&emulator, "setMyDescription", json!({ "description": "Questions", "language_code": "en" })).await;
    result(&emulator, "setMyShortDescription", json!({ "short_description": "ESIJ" })).await;
    result(&emulator, "setMyName", json!({ "name": "ESIJ-bot" })).await;
    assert_eq!(emulator.bot_texts("nl"), ["ESIJ-bot", "Vragen over ESIJ", "ESIJ"]);
    assert_eq!(
        result(&emulator, "getMyDescription", json!({ "language_code": "en" })).await["description"],
        "Questions"
    );
    result(&emulator, "getMyName", json!({})).await;
    result(&emulator, "getMyShortDescription", json!({})).await;
    result(&emulator, "getChat", json!({ "chat_id": jan.id() })).await;
    result(&emulator, "getWebhookInfo", json!({})).await;
    result(&emulator, "sendChatAction", json!({ "chat_id": jan.id(), "action": "typing" })).await;
    assert!(bot.get_chat(ChatId(jan.id())).await.is_ok_and(|chat| chat.first_name() == Some("Jan")));
    spec::check_recorded(&emulator);
}

#[tokio::test]
async fn an_edit_takes_the_buttons_away_and_a_reply_keyboard_forbids_it() {
    let emulator = start().await;
    let (jan, bot) = (jan(&emulator), bot(&emulator));
    let chat = ChatId(jan.id());
    let rows = InlineKeyboardMarkup::new([[InlineKeyboardButton::callback("ja", "x")]]);
    let sent = bot.send_message(chat, "een").reply_markup(rows.clone()).await.expect("accepted");
    bot.edit_message_text(chat, sent.id, "twee").reply_markup(rows).await.expect("edited");
    assert_eq!(jan.last_reply().map(|reply| reply.buttons.len()), Some(1));
    bot.edit_message_reply_markup(chat, sent.id).await.expect("edited");
    assert_eq!(jan.last_reply().map(|reply| reply.buttons.len()), Some(0));

    let keyboard = json!({ "keyboard": [["Overslaan"], [{ "text": "Deel nummer", "request_contact": true }]], "one_time_keyboard": true });
    let sent = json!({ "chat_id": jan.id(), "text": "Uw nummer?", "reply_markup": keyboard });
    let sent = result(&emulator, "sendMessage", sent).await;
    assert_eq!(sent["reply_markup"], Value::Null);
    let id = i32::try_from(sent["message_id"].as_i64().expect("an id")).expect("it is small");
    assert!(bot.edit_message_text(chat, MessageId(id), "x").await.is_err());
    let contact = jan.tap("Deel nummer").expect("the button is there");
    assert_eq!(
        jan.messages().last().map(|message| (message.message_id, message.kind.clone())),
        Some((contact, "contact".to_owned()))
    );
    assert!(jan.tap("Overslaan").is_err());
}

#[tokio::test]
async fn numbers_and_addresses_become_links_where_telegram_makes_them() {
    let emulator = start().await;
    let jan = jan(&emulator);
    for (sent, shown) in [
        ("+31 6 12 34 56 78", "<a href=\"tel:+31612345678\">+31 6 12 34 56 78</a>"),
        ("06 12 34 56 78", "06 12 34 56 78"),
        ("jan@x.nl", "<a href=\"mailto:jan@x.nl\">jan@x.nl</a>"),
        ("<a href=\"https://t.me/jan\">Jan</a>", "<a href=\"https://t.me/jan\">Jan</a>"),
        ("<a href=\"tg://user?id=501\">Jan</a>", "<a href=\"tg://user?id=501\">Jan</a>"),
        // These two Telegram does not know.
        ("<a href=\"tel:+31612345678\">bel</a>", "bel"),
        ("<a href=\"mailto:jan@x.nl\">mail</a>", "<a href=\"http://mailto:jan@x.nl\">mail</a>"),
    ] {
        let params = json!({ "chat_id": jan.id(), "text": sent, "parse_mode": "HTML" });
        result(&emulator, "sendMessage", params).await;
        assert_eq!(jan.last_reply().map(|reply| reply.html).as_deref(), Some(shown));
    }
    jan.send_text("bel +31 6 12 34 56 78");
    let heard = heard(&emulator).await;
    let entity = &heard.last().and_then(|message| message.entities()).expect("they are read")[0];
    assert_eq!(entity.kind, MessageEntityKind::PhoneNumber);
}
