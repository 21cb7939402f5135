//! What people do, as a bot gets it.

use esij_bot::emulator::{AlbumItem, Event, InlineButton};
use teloxide::requests::Requester;
use teloxide::types::UpdateKind;

use crate::*;

#[tokio::test]
async fn everything_a_person_does_can_be_read_by_a_bot() {
    let emulator = start_with(Config { record: true, ..Config::default() }).await;
    let (jan, bot) = (jan(&emulator), bot(&emulator));
    let first = jan.send_text("zie https://ijmond.nl of mail jan@ijmond.nl");
    jan.edit(first, "anders");
    jan.reply_to(first, "en dan?");
    jan.forward_text("doorgestuurd", "Een ander");
    jan.share_contact();
    jan.share_foreign_contact("Piet", "+31612345678", Some(77));
    jan.share_foreign_contact("Tante", "0251", None);
    jan.send_location(52.46, 4.63);
    jan.send_poll("Koffie?", &["ja", "nee"]);
    jan.send_document("plan.pdf", "application/pdf", b"%PDF", "het /plan");
    jan.send_photo(&png(2000, 1000), "");
    jan.send_sticker();
    jan.send_voice();
    let document = |name: &str| AlbumItem::Document { name: name.into(), mime: "text/csv".into(), bytes: vec![1] };
    jan.send_album(&[document("a.csv"), document("b.csv"), AlbumItem::Photo(png(4, 4))], "Samen");
    let sent = result(&emulator, "sendMessage", json!({ "chat_id": jan.id(), "text": "hier" })).await;
    jan.press_raw(sent["message_id"].as_i64().expect("an id"), "idea:start");
    jan.press_raw(12_345, "old:button");
    jan.block();
    jan.send_text("terug");

    let group = emulator.group("Overleg", &[&jan]);
    jan.in_group(&group).send_command("start@esij_bot");
    jan.in_group(&group.migrate()).send_text("@esij_bot hallo");

    let updates = bot.get_updates().await.expect("it answers");
    assert_eq!(updates.len(), emulator.pending().len());
    for (update, given) in updates.iter().zip(emulator.pending()) {
        assert!(!matches!(update.kind, UpdateKind::Error(_)), "{given}");
    }
    let count = |wanted: fn(&UpdateKind) -> bool| updates.iter().filter(|update| wanted(&update.kind)).count();
    assert_eq!(count(|kind| matches!(kind, UpdateKind::EditedMessage(_))), 1);
    assert_eq!(count(|kind| matches!(kind, UpdateKind::CallbackQuery(_))), 2);
    assert_eq!(count(|kind| matches!(kind, UpdateKind::MyChatMember(_))), 3);
    let albums = |kind: &UpdateKind| matches!(kind, UpdateKind::Message(message) if message.media_group_id().is_some());
    assert_eq!(count(albums), 3);
    spec::check_recorded(&emulator);
}

#[tokio::test]
async fn in_a_group_a_bot_sees_only_what_is_meant_for_it() {
    let emulator = start().await;
    let jan = jan(&emulator);
    let group = emulator.group("Overleg", &[&jan]);
    let jan = jan.in_group(&group);
    let before = emulator.pending().len();
    jan.send_text("onder ons");
    jan.send_text("/start@andere_bot");
    assert_eq!(emulator.pending().len(), before);
    let sent = result(&emulator, "sendMessage", json!({ "chat_id": group.id(), "text": "hallo" })).await;
    jan.send_text("/start");
    jan.send_text("vraag aan @Esij_bot: wat is dit?");
    jan.reply_to(sent["message_id"].as_i64().expect("an id"), "dank");
    assert_eq!(emulator.pending().len(), before + 3);
    group.kick_bot();
    jan.send_text("/start");
    assert_eq!(emulator.pending().len(), before + 4);
    let contact = json!({ "keyboard": [[{ "text": "Deel", "request_contact": true }]] });
    group.add_bot();
    let refused = json!({ "chat_id": group.id(), "text": "x", "reply_markup": contact });
    assert_eq!(
        call(&emulator, "sendMessage", refused).await["description"],
        "Bad Request: phone number can be requested in private chats only"
    );
}

#[tokio::test]
async fn message_ids_are_counted_as_for_a_real_bot() {
    let emulator = start().await;
    let jan = jan(&emulator);
    let piet = emulator.person(PersonSpec::new(502, "Piet"));
    assert_eq!(piet.send_text("hallo"), 2);
    assert_eq!(jan.send_text("hallo"), 3);
    let supergroup = emulator.group("Overleg", &[&jan]).migrate();
    assert_eq!(jan.in_group(&supergroup).send_text("hallo"), 2);
}

#[tokio::test]
async fn a_page_can_follow_along() {
    let emulator = start().await;
    let jan = jan(&emulator);
    let mut events = emulator.events();
    let button = json!({ "text": "Site", "url": "ijmond.nl" });
    let sent = json!({ "chat_id": jan.id(), "text": "x", "reply_markup": { "inline_keyboard": [[button]] } });
    result(&emulator, "sendMessage", sent).await;
    let press = jan.press_raw(2, "x");
    let answer = json!({ "callback_query_id": press, "text": "Bewaard", "show_alert": true });
    result(&emulator, "answerCallbackQuery", answer).await;
    let expected = [
        Event::Message { chat: jan.id(), message_id: 2 },
        Event::Updates,
        Event::Updates,
        Event::Notice { chat: jan.id(), callback: press, text: Some("Bewaard".to_owned()), alert: true },
    ];
    for event in expected {
        assert_eq!(events.recv().await.expect("it is told"), event);
    }
    let url = Some("http://ijmond.nl".to_owned());
    let buttons = jan.last_reply().expect("it is there").buttons;
    assert_eq!(buttons, [[InlineButton { text: "Site".to_owned(), data: None, url }]]);
}

#[tokio::test]
async fn waiting_in_vain_shows_the_chat() {
    let emulator = start().await;
    let jan = jan(&emulator);
    result(&emulator, "sendMessage", json!({ "chat_id": jan.id(), "text": "hallo" })).await;
    jan.send_text("en?");
    let error = jan.wait_for_reply(Duration::from_millis(10)).await.expect_err("nobody answers");
    assert!(error.to_string().ends_with("bot: hallo\nJan Bakker: en?"), "{error}");
}

#[tokio::test]
async fn its_routes_fit_in_another_server() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let addr = listener.local_addr().expect("it listens");
    let emulator = Emulator::open(Config { addr, ..Config::default() }).expect("the token is sound");
    let page = axum::Router::new().route("/", axum::routing::get(|| async { "page" }));
    let router = page.route("/api/{what}", axum::routing::get(|| async { "ours" })).merge(emulator.router());
    tokio::spawn(async move { axum::serve(listener, router).await });
    assert!(bot(&emulator).get_me().await.is_ok());
    let page = bot(&emulator).client().get(format!("{}/api/state", emulator.url())).send().await;
    assert_eq!(page.expect("an answer").text().await.expect("a text"), "ours");
}

#[tokio::test]
async fn it_stops_with_its_last_handle() {
    let emulator = start().await;
    assert!(bot(&emulator).get_me().await.is_ok());
    let address = emulator.url().replace("http://", "");
    drop(emulator);
    let refused = async {
        while tokio::net::TcpStream::connect(&address).await.is_ok() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, refused).await.expect("it stops listening");
}
