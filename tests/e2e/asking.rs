//! Somebody asks: answered, offered a choice, or honestly not known and passed on.

use esij_bot::delivery::TEXT_LIMIT;
use esij_bot::emulator::{Account, PersonSpec};
use insta::assert_snapshot;

use crate::support::{Town, sides};

#[tokio::test]
async fn questions_are_answered_narrowed_down_or_passed_on() {
    let town = Town::start().await;
    let sanne = town.meet(PersonSpec::new(101, "Sanne").last_name("de Wit").username("sannedewit"));
    sanne.says("/start").await;
    sanne.says("hallo").await;
    sanne.says("wat si esji").await;
    sanne.says("Hoe lang duurt de steun? En aan welke eisen moet een project voldoen?").await;
    sanne.taps("Hoe lang duurt de steun?").await;
    sanne.says("Hoe lang duurt de steun? En wie is de programmamanager?").await;
    sanne.taps("Geen van deze").await;
    sanne.says("Kan ik bij jullie de hond uitlaten?").await;
    sanne.taps("Geef mijn vraag door").await;
    sanne.taps("Geef mijn vraag door").await;
    sanne.says("/mijnideeen").await;
    assert_snapshot!("asking", sides(&[&sanne, &town.manager()]));
    town.finish().await;
}

#[tokio::test]
async fn somebody_english_is_answered_in_english_until_they_choose() {
    let town = Town::start().await;
    let bart = town.meet(PersonSpec::new(102, "Bart").language("en-GB"));
    bart.says("/start").await;
    bart.says("what does esij stand for").await;
    bart.says("what is the weather like on the moon").await;
    bart.taps("Pass my question on").await;
    bart.says("/questions").await;
    bart.taps("Your idea").await;
    bart.says("/language").await;
    bart.taps("Nederlands").await;
    bart.says("/help").await;
    assert_snapshot!("english", sides(&[&bart, &town.manager()]));
    town.finish().await;
}

#[tokio::test]
async fn a_group_is_pointed_to_the_private_chat() {
    let town = Town::start().await;
    let anna = town.person(103, "Anna");
    let group = town.emulator.group("Ondernemers", &[&anna.account]);
    let in_group = anna.account.in_group(&group);
    in_group.send_text("wat is esij");
    in_group.send_text("/help");
    town.quiet().await;
    in_group.send_text("@esij_bot wat is esij");
    in_group.send_text("/help@another_bot");
    in_group.reply_to(in_group.last_reply().expect("the bot answered").message_id, "dank je");
    town.quiet().await;
    assert_snapshot!("group", in_group.transcript());
    town.finish().await;
}

/// Whatever a client can send gets a sensible reply or a deliberate silence.
#[tokio::test]
async fn whatever_is_sent_the_chat_goes_on() {
    let town = Town::start().await;
    let anna = town.person(104, "Anna");
    anna.does(Account::send_sticker).await;
    anna.does(Account::send_voice).await;
    anna.does(|anna| anna.send_location(52.46, 4.62)).await;
    anna.does(|anna| anna.send_poll("Koffie of thee?", &["Koffie", "Thee"])).await;
    anna.does(|anna| anna.send_document("plan.pdf", "application/pdf", b"%PDF-", "")).await;
    anna.does(|anna| anna.send_photo(b"not really a picture", "wat is esij")).await;
    anna.does(Account::share_contact).await;
    anna.does(|anna| anna.share_foreign_contact("Piet", "+31612345678", None)).await;
    anna.does(|anna| anna.forward_text("wat zijn de voorwaarden voor steun", "Piet")).await;
    anna.does(|anna| anna.edit(anna.send_text("hoe lang duurt het weer"), "hoe lang duurt de steun")).await;
    anna.says("/bestelling").await;
    anna.says("/").await;
    anna.says("\u{200b}\u{200d}\u{2060}").await;
    anna.says("…").await;
    anna.says("wat\u{200b} is\u{feff} esij").await;
    anna.says("مرحبا كيف حالك").await;
    anna.says("\u{202e}jise si taw").await;
    anna.says("W̷̧͝a̵̛͜t̸ ̶i̷s̶ ̴e̷s̷i̵j̶").await;
    anna.does(|anna| anna.press_raw(1, "idea:send")).await;
    anna.does(|anna| anna.press_raw(1, "idea:set:theme:onderwijs-arbeidsmarkt")).await;
    anna.does(|anna| anna.press_raw(999_999, "topic:show:bestaat-niet")).await;
    anna.does(|anna| anna.press_raw(1, "lead:status:IJM-2026-0001:supported")).await;
    anna.does(|anna| anna.press_raw(1, "x:::::\u{0}💥")).await;
    assert_snapshot!("odd", anna.sees());
    town.finish().await;
}

#[tokio::test]
async fn what_looks_like_markup_is_shown_as_it_was_typed() {
    let town = Town::start().await;
    let spec = PersonSpec::new(105, "<b>Jan</b> & \"Co\"").last_name("</a>&lt;");
    let jan = town.meet(spec);
    jan.says("Kan <script>alert('x')</script> & <b>vet &amp; &#60; {bot} *a_b* hier parkeren?").await;
    jan.taps("Geef mijn vraag door").await;
    jan.says("/mijngegevens").await;
    assert_snapshot!("markup", sides(&[&jan, &town.manager()]));
    town.finish().await;
}

#[tokio::test]
async fn the_longest_question_reaches_the_manager_uncut() {
    let town = Town::start().await;
    let anna = town.person(106, "Anna");
    let question: String =
        (0..).flat_map(|number| format!("<{number}> & kan dat? ").into_bytes()).take(4_096).map(char::from).collect();
    anna.says(&question).await;
    anna.taps("Geef mijn vraag door").await;
    let manager = town.manager();
    manager.taps("Alles lezen").await;
    let parts = manager.heard();
    assert!(parts.iter().all(|part| part.encode_utf16().count() <= TEXT_LIMIT));
    let squeezed = |text: &str| text.split_whitespace().collect::<String>();
    assert!(squeezed(&parts.concat()).contains(&squeezed(&question)), "something is missing");
    assert_eq!(anna.heard_times("is afgeleverd"), 1);
    town.finish().await;
}
