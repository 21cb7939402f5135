//! Tables of updates in the shapes that the Bot API has them (<https://core.telegram.org/bots/api#update>).

use serde_json::{Value, json};

use super::*;
use crate::ideas::UserId;

const SANNE: i64 = 5_100_000_001;
const GROUP: i64 = -1_001_234_567_890;

fn me() -> Me {
    Me { id: UserId(7_000_000_001), username: "EsijBot".into() }
}

fn sanne() -> Value {
    json!({ "id": SANNE, "is_bot": false, "first_name": "Sanne", "last_name": "de Wit", "username": "sannedewit",
        "language_code": "nl" })
}

fn merge(mut value: Value, fields: Value) -> Value {
    let (Value::Object(target), Value::Object(fields)) = (&mut value, fields) else { panic!("two objects") };
    target.extend(fields);
    value
}

/// A message from Sanne to the bot.
fn private(fields: Value) -> Value {
    let chat = json!({ "id": SANNE, "first_name": "Sanne", "type": "private" });
    merge(json!({ "message_id": 12, "from": sanne(), "chat": chat, "date": 1_790_000_000 }), fields)
}

/// A message from Sanne in a group in which the bot is.
fn group(fields: Value) -> Value {
    let chat = json!({ "id": GROUP, "title": "Ondernemers Velsen", "type": "supergroup" });
    merge(json!({ "message_id": 12, "from": sanne(), "chat": chat, "date": 1_790_000_000 }), fields)
}

fn update(kind: &str, body: Value) -> Value {
    json!({ "update_id": 880_000_001, kind: body })
}

fn decoded(raw: &Value) -> Decoded {
    decode(raw, &me()).expect("it has an update_id")
}

fn check(raw: Value, chat: i64, kind: Option<EventKind>) {
    let incoming = decoded(&raw).incoming;
    assert_eq!(incoming.update_id, 880_000_001);
    assert_eq!(incoming.chat, ChatId(chat), "{raw}");
    assert_eq!(incoming.event.map(|event| event.kind), kind, "{raw}");
}

fn check_private(fields: Value, kind: EventKind) {
    check(update("message", private(fields)), SANNE, Some(kind));
}

/// Whether the bot is meant; `None` when nothing was said.
fn check_group(fields: Value, addressed: Option<bool>) {
    let decoded = decoded(&update("message", group(fields)));
    assert_eq!(decoded.incoming.chat, ChatId(GROUP));
    let spot = decoded.incoming.event.map(|event| event.spot);
    assert!(spot.iter().all(|spot| spot.chat == ChatId(GROUP) && spot.message.is_some()));
    assert_eq!(spot.map(|spot| spot.group.expect("a group").addressed), addressed);
}

fn text(text: &str) -> EventKind {
    EventKind::Text(text.into())
}

fn word(word: &str, rest: &str) -> EventKind {
    EventKind::Command(Command { word: word.into(), rest: rest.into() })
}

#[test]
fn the_sender_is_told() {
    let event = decoded(&update("message", private(json!({ "text": "Wat is ESIJ?" })))).incoming.event.unwrap();
    assert_eq!(
        event.from,
        Person {
            user: UserId(SANNE),
            chat: ChatId(SANNE),
            name: "Sanne de Wit".into(),
            username: Some("sannedewit".into()),
            language_tag: Some("nl".into()),
        }
    );
}

#[test]
fn what_is_typed_is_text_or_a_command() {
    check_private(json!({ "text": "Wat is ESIJ?" }), text("Wat is ESIJ?"));
    let entity = json!([{ "type": "bot_command", "offset": 0, "length": 6 }]);
    check_private(json!({ "text": "/start  idee ", "entities": entity }), word("start", "idee"));
    check_private(json!({ "text": "/IDEE@esijbot\nMijn plan" }), word("idee", "Mijn plan"));
    check_private(json!({ "text": "/idee_IJM_2026_0042" }), word("idee_ijm_2026_0042", ""));
    check_private(json!({ "text": "/mijnideeën" }), word("mijnideeën", ""));
    check_private(json!({ "text": "/mijnideee\u{308}n" }), word("mijnideee\u{308}n", ""));
    check_private(json!({ "text": "/" }), text("/"));
    check_private(json!({ "text": "/home/sanne" }), text("/home/sanne"));
    check(update("message", private(json!({ "text": "/start@AnderBot" }))), SANNE, None);
    let origin = json!({ "type": "hidden_user", "sender_user_name": "Jan", "date": 1_789_999_999 });
    check_private(json!({ "text": "Doorgestuurd", "forward_origin": origin }), text("Doorgestuurd"));
    check(
        update("edited_message", private(json!({ "text": "Wat is ESIJ", "edit_date": 1_790_000_009 }))),
        SANNE,
        Some(EventKind::Edited("Wat is ESIJ".into())),
    );
}

#[test]
fn text_gets_through_whatever_is_around_it() {
    let entities = json!([{ "type": "hologram", "offset": 0, "length": 3 }]);
    check_private(json!({ "text": "Wat is ESIJ?", "entities": entities }), text("Wat is ESIJ?"));
    check_private(json!({ "text": "Wat is ESIJ?", "reply_to_message": { "odd": 1 } }), text("Wat is ESIJ?"));
    check_private(json!({ "text": "Wat is ESIJ?", "brand_new_field": { "a": 1 } }), text("Wat is ESIJ?"));
}

#[test]
fn files_come_with_what_is_known_of_them() {
    let file = |kind, file_id: &str, name: Option<&str>, size| Attachment {
        kind,
        file_id: file_id.into(),
        unique_id: format!("u{file_id}"),
        name: name.map(Private::from),
        caption: None,
        size,
    };
    check_private(
        json!({ "document": { "file_id": "D1", "file_unique_id": "uD1", "file_name": "plan.pdf",
            "mime_type": "application/pdf", "file_size": 52_000 }, "caption": "Ons plan", "media_group_id": "139" }),
        EventKind::File {
            attachment: file(AttachmentKind::Document, "D1", Some("plan.pdf"), Some(52_000)),
            caption: Some("Ons plan".into()),
            album: Some("139".into()),
        },
    );
    check_private(
        json!({ "document": { "file_id": "D2", "file_unique_id": "uD2", "mime_type": "onbekend" } }),
        EventKind::File { attachment: file(AttachmentKind::Document, "D2", None, None), caption: None, album: None },
    );
    check_private(
        json!({ "photo": [
            { "file_id": "P1", "file_unique_id": "uP1", "width": 90, "height": 60, "file_size": 1_000 },
            { "file_id": "P3", "file_unique_id": "uP3", "width": 1280, "height": 853 },
            { "file_id": "P2", "file_unique_id": "uP2", "width": 320, "height": 213, "file_size": 9_000 },
        ] }),
        EventKind::File { attachment: file(AttachmentKind::Photo, "P3", None, None), caption: None, album: None },
    );
}

#[test]
fn a_shared_number_is_own_or_not() {
    let contact = |number: &str, user: i64| json!({ "contact": { "phone_number": number, "first_name": "Sanne", "user_id": user } });
    let shared = |phone: &str, own| EventKind::Contact { phone: phone.into(), own };
    check_private(contact("31612345678", SANNE), shared("+31612345678", true));
    check_private(contact("+31612345678", SANNE), shared("+31612345678", true));
    check_private(contact("0612345678", 99), shared("0612345678", false));
    check_private(
        json!({ "contact": { "phone_number": "0612345678", "first_name": "Jan" } }),
        shared("0612345678", false),
    );
}

#[test]
fn what_cannot_be_read_is_named() {
    let file = json!({ "file_id": "F", "file_unique_id": "U", "duration": 3, "width": 1, "height": 1, "length": 1,
        "file_size": 9 });
    let gif = merge(file.clone(), json!({ "mime_type": "video/mp4" }));
    for (fields, expected) in [
        (json!({ "video": file }), Unsupported::Video),
        (json!({ "video_note": file }), Unsupported::Video),
        (json!({ "animation": gif, "document": gif }), Unsupported::Video),
        (json!({ "audio": file }), Unsupported::Other),
        (
            json!({ "sticker": { "file_id": "F", "file_unique_id": "U", "type": "regular", "width": 512, "height": 512,
                "is_animated": false, "is_video": false } }),
            Unsupported::Sticker,
        ),
        (json!({ "location": { "latitude": 52.46, "longitude": 4.61 } }), Unsupported::Location),
        (
            json!({ "location": { "latitude": 52.46, "longitude": 4.61 }, "venue": { "title": "Raadhuis",
                "address": "Plein 1945", "location": { "latitude": 52.46, "longitude": 4.61 } } }),
            Unsupported::Location,
        ),
        (
            json!({ "poll": { "id": "1", "question": "?", "options": [{ "text": "ja", "voter_count": 0 }],
                "total_voter_count": 0, "is_closed": false, "is_anonymous": true, "type": "regular",
                "allows_multiple_answers": false } }),
            Unsupported::Poll,
        ),
        (json!({ "dice": { "emoji": "🎲", "value": 3 } }), Unsupported::Other),
        // Something that came after this program was written.
        (json!({ "hologram": { "file_id": "F" } }), Unsupported::Other),
    ] {
        check_private(fields, EventKind::Unsupported(expected));
    }
}

#[test]
fn a_press_comes_with_its_chat() {
    let query = |fields| merge(json!({ "id": "4382bfdwdsb323b2d9", "from": sanne(), "chat_instance": "-1" }), fields);
    let press = |data: &str| Some(EventKind::Press(data.into()));
    let message = private(json!({ "text": "Mag dat?" }));
    check(
        update("callback_query", query(json!({ "message": message, "data": "idea:consent:yes" }))),
        SANNE,
        press("idea:consent:yes"),
    );
    let inaccessible = json!({ "chat": { "id": GROUP, "title": "Team", "type": "group" }, "message_id": 4, "date": 0 });
    check(update("callback_query", query(json!({ "message": inaccessible, "data": "x" }))), GROUP, press("x"));
    let bare = update("callback_query", query(json!({ "inline_message_id": "AA" })));
    assert_eq!(decoded(&bare).press.as_deref(), Some("4382bfdwdsb323b2d9"));
    check(bare, SANNE, press(""));
}

#[test]
fn a_block_and_its_end_are_told() {
    let change = |chat: Value, status: &str| {
        let bot = json!({ "id": 7_000_000_001_i64, "is_bot": true, "first_name": "ESIJ", "username": "EsijBot" });
        let member = |status| json!({ "user": bot, "status": status, "until_date": 0 });
        let body = json!({ "chat": chat, "from": sanne(), "date": 1_790_000_000,
            "old_chat_member": member("member"), "new_chat_member": member(status) });
        update("my_chat_member", body)
    };
    let chat = json!({ "id": SANNE, "first_name": "Sanne", "type": "private" });
    check(change(chat.clone(), "kicked"), SANNE, Some(EventKind::Reachable(false)));
    check(change(chat, "member"), SANNE, Some(EventKind::Reachable(true)));
    check(change(json!({ "id": GROUP, "title": "Team", "type": "supergroup" }), "left"), GROUP, None);
}

#[test]
fn in_a_group_is_told_what_is_meant_for_the_bot() {
    let reply = |from: i64| {
        let bot = json!({ "id": from, "is_bot": true, "first_name": "ESIJ", "username": "EsijBot" });
        json!({ "text": "Dank", "reply_to_message": merge(group(json!({ "text": "Hallo" })), json!({ "from": bot })) })
    };
    let mention = |text: &str, length: usize| json!({ "text": text, "entities": [{ "type": "mention", "offset": 0, "length": length }] });
    check_group(json!({ "text": "Goedemorgen" }), Some(false));
    check_group(json!({ "text": "/help" }), Some(true));
    check_group(json!({ "text": "/help@EsijBot" }), Some(true));
    check_group(json!({ "text": "/help@AnderBot" }), None);
    check_group(mention("@esijbot hallo", 8), Some(true));
    check_group(mention("@anderbot hallo", 9), Some(false));
    check_group(reply(7_000_000_001), Some(true));
    check_group(reply(7_000_000_002), Some(false));
    check_group(json!({ "new_chat_members": [sanne()] }), None);
}

#[test]
fn a_reply_names_the_message_it_answers() {
    let spot = |message: Value| decoded(&update("message", message)).incoming.event.expect("an event").spot;
    let earlier = private(json!({ "text": "Hallo", "message_id": 41 }));
    let reply = private(json!({ "text": "Dank", "message_id": 42, "reply_to_message": earlier.clone() }));
    assert_eq!((spot(reply.clone()).message, spot(reply).reply_to), (Some(42), Some(41)));
    // When it was sent is for what the bot itself sent.
    let sent = |from: Value| {
        spot(private(json!({ "text": "Dank", "reply_to_message": merge(earlier.clone(), json!({ "from": from, "date": 1_790_000_000 })) }))).reply_to_sent
    };
    assert_eq!(sent(reply_to_bot(41)["from"].clone()), DateTime::from_timestamp(1_790_000_000, 0));
    assert_eq!(sent(sanne()), None);
    // In a topic every message is a reply to the one that opened it.
    let opening = group(json!({ "message_id": 5, "message_thread_id": 5, "is_topic_message": true,
        "forum_topic_created": { "name": "IJM-2026-0042", "icon_color": 7_322_096 } }));
    let in_topic = group(json!({ "text": "Wie belt er?", "message_thread_id": 5, "is_topic_message": true,
        "reply_to_message": opening }));
    assert_eq!(spot(in_topic).reply_to, None);
    let press = decoded(&update(
        "callback_query",
        json!({ "id": "1", "from": sanne(), "chat_instance": "1",
        "data": "topic:none", "message": private(json!({ "text": "Kies", "message_id": 43 })) }),
    ));
    let spot = press.incoming.event.expect("an event").spot;
    assert_eq!((spot.message, spot.reply_to, spot.group), (Some(43), None, None));
}

#[test]
fn a_group_that_becomes_a_supergroup_is_moved() {
    let old = json!({ "message_id": 1, "from": sanne(), "date": 1_790_000_000, "migrate_to_chat_id": GROUP,
        "chat": { "id": -42, "title": "Team", "type": "group" } });
    let incoming = decoded(&update("message", old)).incoming;
    assert_eq!(
        (incoming.chat, incoming.moved, incoming.event),
        (ChatId(-42), Some((ChatId(-42), ChatId(GROUP))), None)
    );
}

#[test]
fn all_else_is_silence_under_its_chat() {
    let bot = json!({ "id": 99, "is_bot": true, "first_name": "Ander" });
    check(update("message", merge(private(json!({ "text": "Hoi" })), json!({ "from": bot }))), SANNE, None);
    let pinned = private(json!({ "text": "Hoi" }));
    check(update("message", private(json!({ "pinned_message": pinned }))), SANNE, None);
    let channel = json!({ "message_id": 3, "date": 1_790_000_000, "text": "Nieuws",
        "chat": { "id": GROUP, "title": "Nieuws", "type": "channel" } });
    check(update("channel_post", channel), GROUP, None);
    check(update("business_message", private(json!({ "text": "Hoi" }))), SANNE, None);
    check(update("inline_query", json!({ "id": "1", "from": sanne(), "query": "", "offset": "" })), SANNE, None);
    check(update("guest_message", private(json!({ "text": "Hoi" }))), SANNE, None);
    check(update("brand_new", json!({ "user": sanne() })), SANNE, None);
    check(update("brand_new", json!([1, 2])), 0, None);
    check(json!({ "update_id": 880_000_001 }), 0, None);
    assert_eq!(decode(&json!({ "message": 1 }), &me()), None);
}

/// A message in a topic of a group with topics.
fn in_topic(fields: Value) -> Value {
    let mut message = group(fields);
    message["chat"]["type"] = json!("supergroup");
    message["chat"]["is_forum"] = json!(true);
    message["is_topic_message"] = json!(true);
    message["message_thread_id"] = json!(50);
    message
}

fn reply_to_bot(number: i64) -> Value {
    let bot = json!({ "id": 7_000_000_001_i64, "is_bot": true, "first_name": "ESIJ", "username": "esijbot" });
    json!({ "message_id": number, "date": 1, "chat": { "id": GROUP, "type": "supergroup", "title": "Team" },
        "from": bot, "text": "x" })
}

#[test]
fn what_is_said_in_a_topic_is_no_reply_to_whoever_began_it() {
    for (number, replies) in [(50, false), (51, true)] {
        let message = in_topic(json!({ "text": "Onder ons", "reply_to_message": reply_to_bot(number) }));
        let incoming = decoded(&update("message", message)).incoming;
        assert_eq!(incoming.has_topics, Some(true));
        let spot = incoming.event.expect("an event").spot;
        assert_eq!(spot.reply_to, replies.then_some(number));
        assert_eq!(spot.group.expect("a group").addressed, replies);
    }
}

#[test]
fn who_remains_anonymous_goes_by_the_name_of_the_group() {
    let anonymous = |fields: Value| {
        let mut message = in_topic(json!({ "text": "Dag Sanne", "reply_to_message": reply_to_bot(51) }));
        message["from"] =
            json!({ "id": 1_087_968_824, "is_bot": true, "first_name": "Group", "username": "GroupAnonymousBot" });
        message["sender_chat"] = message["chat"].clone();
        message.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        message
    };
    for (fields, name) in [(json!({}), None), (json!({ "author_signature": "Voorzitter" }), Some("Voorzitter"))] {
        let event = decoded(&update("message", anonymous(fields))).incoming.event.expect("an event");
        let group = event.spot.group.clone().expect("a group");
        assert!(group.hides_sender && event.may_be_from(UserId(SANNE)));
        assert_eq!(event.from.name, name.map_or(group.title, Private::from));
        assert_eq!(event.from.username, None);
    }
    // Any other bot is not heard, nor is a channel that speaks in the group.
    let mut other = anonymous(json!({}));
    other["sender_chat"]["id"] = json!(-1_009);
    assert_eq!(decoded(&update("message", other)).incoming.event, None);
}

#[test]
fn whether_there_are_topics_is_told_by_any_update_of_a_supergroup() {
    let chat = |forum: bool| json!({ "id": GROUP, "type": "supergroup", "title": "Team", "is_forum": forum });
    let told = |update: Value| decode(&update, &me()).expect("an update").incoming.has_topics;
    for forum in [true, false] {
        assert_eq!(told(json!({ "update_id": 1, "my_chat_member": { "chat": chat(forum) } })), Some(forum));
        let press = json!({ "id": "1", "message": { "message_id": 1, "date": 0, "chat": chat(forum) } });
        assert_eq!(told(json!({ "update_id": 1, "callback_query": press })), Some(forum));
    }
    assert_eq!(told(update("message", private(json!({ "text": "x" })))), None);
    assert_eq!(told(json!({ "update_id": 1, "poll": { "id": "1" } })), None);
}
