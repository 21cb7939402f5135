//! What is printed at the command line, whole: results, and errors with their cause and a hint.

use std::fs;
use std::path::Path;

use esij_bot::emulator::{Config, Emulator, PersonSpec};
use insta::assert_snapshot;
use regex::Regex;
use tempfile::TempDir;

use crate::crash::bare;
use crate::form::fill_in;
use crate::support::{Town, small_faq, timeless};

/// Runs the program in a folder, with `NAME=value` for its environment first.
pub(crate) fn run(folder: &Path, line: &str) -> String {
    let mut words: Vec<&str> = line.split_whitespace().collect();
    let mut environment = Vec::new();
    while let Some((name, value)) = words.first().and_then(|word| word.split_once('=')) {
        environment.push((name, value));
        words.remove(0);
    }
    let words: Vec<String> = words.iter().map(|word| word.replace('_', " ")).collect();
    let arguments: Vec<&str> = words.iter().map(String::as_str).collect();
    let output = bare(&arguments).current_dir(folder).env("RUST_LOG", "error").envs(environment).output();
    let output = output.expect("the program starts");
    let mut shown = format!("$ {line}\n{}", String::from_utf8_lossy(&output.stdout));
    if !output.stderr.is_empty() {
        shown += &format!("--- standard error\n{}", String::from_utf8_lossy(&output.stderr));
    }
    match output.status.code() {
        Some(0) => {}
        code => shown += &format!("--- exit code {code:?}\n"),
    }
    timeless(&shown)
}

pub(crate) fn run_all(folder: &Path, lines: &[&str]) -> String {
    lines.iter().map(|line| run(folder, line)).collect::<Vec<_>>().join("\n")
}

/// A folder with the small knowledge base as its `faq.yaml`.
pub(crate) fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::copy(small_faq(), folder.path().join("faq.yaml")).expect("a copy");
    folder
}

#[test]
fn it_tells_how_it_is_used() {
    let folder = folder();
    assert_snapshot!("help", run_all(folder.path(), &["--help", "run --help", "check --help", "ideas export --help"]));
    let misused = ["", "rum", "ask", "ask --language xx wat", "run --api-url", "ideas show 42"];
    assert_snapshot!("misused", run_all(folder.path(), &misused));
}

#[test]
fn a_question_is_answered() {
    let folder = folder();
    let lines = [
        "ask wat_is_esij",
        "ask hoe lang duurt de steun",
        "ask how_long_does_support_last",
        "ask steun",
        "ask --language en steun",
        "ask goedemorgen",
        "ask kan_ik_hier_een_taart_kopen",
        "ask --language en contact",
        "ask --faq none.yaml wat",
    ];
    assert_snapshot!("ask", run_all(folder.path(), &lines));
    let explained = run(folder.path(), "ask --explain steun_voor_mijn_projekt");
    for part in
        ["Decision: answer `voorwaarden`, in `nl`", "\nConfidence 0.", "\nLanguage: nl ", "\n  projekt  ", "corrected"]
    {
        assert!(explained.contains(part), "{part}: {explained}");
    }
    assert!(explained.find("\n  voorwaarden ") < explained.find("\n  greeting "), "{explained}");
}

const TROUBLED: &str = r#"version: 1
languages: [nl, en]
colour: blue
sources:
  - id: esij
    name: ESIJ
    url: http://example.org
topics:
  - id: Wat is dit
    title: { nl: Wat?, en: What? }
    answer: { nl: "<b>Dit", en: "This & that" }
    sources: [nergens]
    related: [bestaat-niet]
    phrasings:
      nl: [wat is dit]
      en: [what is this]
  - id: wat
    title: { nl: Wat? }
    answer: { nl: Zo, en: "<script>So</script>" }
    sources: [esij]
    phrasings:
      nl: ["Wat is dit?"]
      en: []
  - id: wat
    title: { nl: Een titel die veel langer is dan er ooit op een knop kan staan van een telefoon, en: Short }
    answer: { nl: Ja, en: Yes }
    checked: gisteren
    sources: [esij]
    phrasings: { nl: [ja], en: [yes please] }
"#;

#[test]
fn the_knowledge_base_is_checked() {
    let folder = folder();
    for (name, text) in [
        ("troubled.yaml", TROUBLED),
        ("empty.yaml", ""),
        ("list.yaml", "- a\n- b\n"),
        ("tab.yaml", "version: 1\n\tlanguages: [nl]\n"),
        ("quote.yaml", "version: 1\nlanguages: [nl]\ntopics:\n  - id: \"a\n"),
        ("newer.yaml", "version: 2\nlanguages: [nl]\ntopics: []\n"),
        ("twice.yaml", "version: 1\nlanguages: [nl]\nlanguages: [en]\ntopics: []\n"),
    ] {
        fs::write(folder.path().join(name), text).expect("a file");
    }
    fs::write(folder.path().join("latin1.yaml"), b"version: 1 # caf\xe9\n").expect("a file");
    let lines = [
        "check --faq troubled.yaml",
        "check --faq empty.yaml",
        "check --faq list.yaml",
        "check --faq tab.yaml",
        "check --faq quote.yaml",
        "check --faq newer.yaml",
        "check --faq twice.yaml",
        "check --faq latin1.yaml",
        "check --faq none.yaml",
        "check --faq .",
        "check --manager-chat wouter",
    ];
    assert_snapshot!("check", run_all(folder.path(), &lines));

    let sound = run(folder.path(), "check");
    assert!(sound.contains("\nfaq.yaml: 5 topics, 80 phrasings, 12 questions that are not ours; no errors"), "{sound}");
    assert!(!sound.contains("exit code") && !sound.contains("error:"), "{sound}");
    let with_chats = run(folder.path(), "ESIJ_MANAGER_CHAT=-1001234567890,900 ESIJ_FAQ=faq.yaml check");
    assert!(with_chats.ends_with("\nprogramme manager's chats: -1001234567890, 900\n"), "{with_chats}");
    let set_to_nothing = run(folder.path(), "ESIJ_MANAGER_CHAT= ESIJ_FAQ= check");
    assert!(set_to_nothing.contains("\nnote: no programme manager's chat is set"), "{set_to_nothing}");
}

#[test]
fn what_keeps_it_from_running_is_said_with_a_way_on() {
    let folder = folder();
    fs::write(folder.path().join("troubled.yaml"), TROUBLED).expect("a file");
    fs::write(folder.path().join("a-file"), "not a database, though it is long enough to be taken for one\n".repeat(9))
        .expect("a file");
    fs::write(folder.path().join("token"), "123456789 AAH").expect("a file");
    let lines = [
        "run",
        "TELOXIDE_TOKEN= run",
        "TELOXIDE_TOKEN=geheim run",
        "ESIJ_TOKEN_FILE=token run",
        "run --token-file none",
        "TELOXIDE_TOKEN=1:geheim TELOXIDE_API_URL=api.telegram.org run",
        "TELOXIDE_TOKEN=1:geheim run --api-url ftp://example.org",
        "TELOXIDE_TOKEN=1:geheim run --manager-chat @wouter",
        "TELOXIDE_TOKEN=1:geheim run --manager-chat 0",
        "TELOXIDE_TOKEN=1:geheim run --database mysql://x",
        "TELOXIDE_TOKEN=1:geheim run --database sqlite://a-file/bot.db",
        "TELOXIDE_TOKEN=1:geheim run --database sqlite://none/bot.db",
        "TELOXIDE_TOKEN=1:geheim run --database sqlite://a-file",
        "TELOXIDE_TOKEN=1:geheim run --database postgres://bot:geheim@127.0.0.1:1/esij",
        "TELOXIDE_TOKEN=1:geheim run --faq none.yaml",
        "TELOXIDE_TOKEN=1:geheim run --faq troubled.yaml",
        "TELOXIDE_TOKEN=1:geheim run --mail-to Wouter",
        "TELOXIDE_TOKEN=1:geheim ESIJ_MAIL_TO=p@esij.example run",
        "TELOXIDE_TOKEN=1:geheim ESIJ_SMTP_URL=bot:geheim@mail.example run --mail-to p@esij.example --mail-from b@esij.example",
        "TELOXIDE_TOKEN=1:geheim ESIJ_SMTP_URL=smtp://bot:geheim@mail.example?tls=none run --mail-to p@esij.example --mail-from b@esij.example",
        "TELOXIDE_TOKEN=1:geheim ESIJ_SMTP_URL=smtps://bot@mail.example run --mail-to p@esij.example --mail-from b@esij.example",
        "TELOXIDE_TOKEN=1:geheim ESIJ_SMTP_URL=smtps://bot@mail.example run --mail-to p@esij.example --mail-from b@esij.example --smtp-password-file none",
    ];
    let shown = run_all(folder.path(), &lines);
    let said: Vec<&str> = shown.lines().filter(|line| !line.starts_with('$')).collect();
    assert!(!said.join("\n").contains("geheim"), "{shown}");
    for outcome in shown.split("$ ").skip(1) {
        assert_eq!(outcome.matches("\nerror: ").count(), 1, "{outcome}");
        assert_eq!(outcome.matches("\nhint: ").count(), 1, "{outcome}");
        assert!(outcome.contains("--- exit code Some("), "{outcome}");
    }
    assert_snapshot!("run", shown);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_the_server_does_not_know_ends_it() {
    let emulator = Emulator::start(Config::default()).await.expect("a free port");
    let folder = folder();
    let line = format!("TELOXIDE_TOKEN=123456789:AAHgeheim TELOXIDE_API_URL={} run", emulator.url());
    let shown = tokio::task::spawn_blocking(move || run(folder.path(), &line)).await.expect("no panic");
    let (_, said) = shown.split_once('\n').expect("more lines");
    assert!(!said.contains("geheim"), "{said}");
    let code = Regex::new(r"/koppel [0-9A-Z]{4}-[0-9A-Z]{4}").expect("it is sound");
    let time = Regex::new(r"until \d\d:\d\d").expect("it is sound");
    let said = time.replace(&code.replace(said, "/koppel [code]"), "until [time]").into_owned();
    assert_snapshot!("unauthorized", said);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_handed_in_can_be_read() {
    let town = Town::start().await;
    let sanne = town.meet(PersonSpec::new(101, "Sanne").username("sannedewit"));
    fill_in(&sanne, "=De \"waterstofbrander\", van morgen").await;
    sanne.does(|sanne| sanne.send_document("plan.pdf", "application/pdf", b"%PDF-", "")).await;
    sanne.taps("Versturen").await;
    let bart = town.person(102, "Bart");
    bart.says("Kan ik bij jullie de hond uitlaten?").await;
    bart.taps("Geef mijn vraag door").await;
    let gone = town.person(103, "Jan");
    gone.says("Kan ik bij jullie een kamer huren?").await;
    gone.taps("Geef mijn vraag door").await;
    gone.says("/verwijder").await;
    gone.taps("Ja, wis alles").await;
    let reference = town.leads().await.pop().expect("the first one").reference.to_string();

    let folder = folder();
    fs::create_dir(folder.path().join("d")).expect("a folder");
    fs::copy(town.folder().join("bot.db"), folder.path().join("bot.db")).expect("a copy");
    fs::copy(town.folder().join("bot.db-wal"), folder.path().join("bot.db-wal")).expect("a copy of the newest part");
    let shown = tokio::task::spawn_blocking(move || {
        let lines = [
            "ideas list",
            &format!("ideas show {reference}"),
            &format!("ideas show {}", reference.to_lowercase()),
            "ideas show IJM-2026-9999",
            "ideas export",
            "ideas export --format json",
            "ideas export --output ideas.csv",
            "ideas export --output ideas.csv",
            "ideas export --output none/ideas.csv",
        ]
        .map(|line| format!("ESIJ_DATABASE=sqlite://bot.db {line}"));
        let none = ["ideas list", "ideas export --database sqlite://none/x.db", "ideas list --database sqlite://d"];
        let all: Vec<&str> = lines.iter().map(String::as_str).chain(none).collect();
        let shown = run_all(folder.path(), &all);
        assert!(!folder.path().join("esij-bot.db").exists(), "reading makes no database");
        shown
    });
    assert_snapshot!("ideas", shown.await.expect("no panic"));
    town.finish().await;
}
