//! What the bot is taught: learned at the next start, rated by people, and brought into the knowledge base.

use std::fs;

use chrono::{Days, Utc};
use esij_bot::emulator::PersonSpec;
use esij_bot::knowledge;
use insta::assert_snapshot;

use crate::cli::folder;
use crate::operator::{in_a_thread, make_database, on, sql};
use crate::support::{Town, sides, until};

#[tokio::test]
async fn what_was_taught_before_the_start_answers_the_first_question() {
    let mut town = Town::start().await;
    let text = "Kan de papegaai van de loods ook meedoen aan het overleg?";
    let sanne = town.meet(PersonSpec::new(101, "Sanne"));
    sanne.says(text).await;
    assert!(!sanne.last_heard().contains("draagvlak nodig"), "{}", sanne.sees());
    town.close().await;
    let rows = format!(
        "INSERT INTO learned (at, taught_by, question, language, verdict, topic) VALUES
         (1764000000000, 'Wouter', '{text}', 'nl', 'topic', 'voorwaarden'),
         (1764000000001, 'Wouter', 'Wat is er?', 'nl', 'topic', 'weggehaald')"
    );
    sql(town.folder(), "bot.db", rows).await;
    town.open().await;
    let sanne = town.known(101);
    sanne.says(text).await;
    assert!(sanne.last_heard().contains("draagvlak nodig"), "{}", sanne.sees());
    town.finish().await;
}

#[tokio::test]
async fn an_answer_is_rated_and_what_was_missing_is_passed_on() {
    let town = Town::start().await;
    let sanne = town.meet(PersonSpec::new(101, "Sanne").last_name("de Wit").username("sannedewit"));
    sanne.says("wat is esij").await;
    sanne.taps("👍 Dit hielp").await;
    assert!(!sanne.sees().contains("Dit hielp niet"), "an answer is rated once: {}", sanne.sees());
    sanne.says("hoe lang duurt de steun").await;
    sanne.taps("👎 Dit hielp niet").await;
    sanne.says("Of er een termijn is voor papegaaien, bel 06 12345678").await;
    sanne.taps("Ja, geef door").await;
    sanne.says("Kan ik bij jullie de hond uitlaten? Mail sanne@dewit.nl").await;
    assert_snapshot!("rating", sides(&[&sanne, &town.manager()]));
    let today = Utc::now().date_naive();
    let around = |days| (today - Days::new(days), today + Days::new(days));
    let (first, last) = around(1);
    let counts = town.store().counts(first, last).await.expect("the database works");
    let counts: Vec<String> = counts
        .iter()
        .map(|count| {
            let topic = count.topic.as_ref().map_or("-", |topic| topic.as_str());
            format!("{} {topic} {}", count.what.name(), count.number)
        })
        .collect();
    let expected = ["answered duur 1", "answered wat-is-esij 1", "disliked duur 1", "liked wat-is-esij 1"];
    assert_eq!(counts, [&expected[..], &["unanswered - 1"]].concat());
    let missed = town.store().unanswered(Utc::now() - Days::new(1), 9).await.expect("the database works");
    let missed: Vec<&str> = missed.iter().map(|missed| missed.question.as_str()).collect();
    assert_eq!(missed, ["Kan ik bij jullie de hond uitlaten? Mail …"]);
    town.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_taught_is_listed_handed_over_and_taken_back() {
    let folder = folder();
    make_database(folder.path(), "bot.db").await;
    make_database(folder.path(), "calm.db").await;
    let rows = "INSERT INTO learned (at, taught_by, question, language, verdict, topic) VALUES
         (1764000000000, 'Wouter', 'Mag het ook rond?', 'nl', 'topic', 'voorwaarden'),
         (1764000100000, 'Wouter', 'May it be round?', 'en', 'topic', 'voorwaarden'),
         (1764000200000, 'Wouter', 'Is dit er nog?', 'nl', 'topic', 'weggehaald'),
         (1764000300000, 'Wouter', 'wat is esij', 'nl', 'topic', 'contact'),
         (1764000400000, 'Wouter', 'Wie wint de \"koers\"?', 'nl', 'not-ours', NULL),
         (1764000500000, 'Wouter', 'Kan het sneller?', 'nl', 'keep', NULL)";
    sql(folder.path(), "bot.db", rows.to_owned()).await;
    let lines = [
        "learned --help",
        "learned list",
        "learned export",
        "learned export --output taught.yaml",
        "learned export --output taught.yaml",
        "learned export --faq none.yaml",
        "learned undo",
        "learned undo abc",
        "learned undo 99",
        "learned undo 5",
        "learned undo 5",
        "learned list",
    ];
    let mut shown = in_a_thread(folder.path(), on("bot.db", &lines)).await;
    for database in ["calm.db", "none.db"] {
        shown += "\n";
        shown += &in_a_thread(folder.path(), on(database, &["learned list", "learned export", "learned undo 1"])).await;
    }
    assert_snapshot!("learned", shown);
    let taught = fs::read_to_string(folder.path().join("taught.yaml")).expect("the file");
    assert!(taught.contains("- \"Mag het ook rond?\""), "{taught}");
    assert!(knowledge::parse(&taught).is_err(), "it is a part of a knowledge base, not one by itself");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_manager_teaches_is_used_at_once() {
    let town = Town::start().await;
    let sanne = town.person(101, "Sanne");
    let question = "Krijg ik bij jullie ook een hamster te leen?";
    sanne.says(question).await;
    sanne.taps("Geef mijn vraag door").await;
    let manager = town.manager();
    manager.taps("Onthoud dit").await;
    manager.taps("Wat zijn de voorwaarden voor steun?").await;
    assert!(manager.sees().contains("Onthouden."), "{}", manager.sees());
    let tom = town.person(102, "Tom");
    until("the lesson is used", async || {
        tom.says(question).await;
        tom.last_heard().contains("Bron").then_some(())
    })
    .await;
    manager.taps("Ongedaan maken").await;
    until("the lesson is forgotten", async || {
        tom.says(question).await;
        (!tom.last_heard().contains("Bron")).then_some(())
    })
    .await;
    town.finish().await;
}
