//! The sources keep to the design: what the core may not know, what the conversation may not know, and how long a file
//! may be.

use std::fs;
use std::path::{Path, PathBuf};

const CORE: [&str; 6] = ["knowledge", "answering", "ideas", "conversation", "texts", "report/figures"];

/// Names of input and output, of clocks and of the environment.
const OUTSIDE: [&str; 9] =
    ["tokio", "sqlx", "teloxide", "reqwest", "axum", "std::env", "SystemTime", "Instant::now", "Utc::now"];

/// Names of Telegram's own types; the conversation speaks of events and messages.
const TELEGRAM: [&str; 7] =
    ["Update", "CallbackQuery", "InlineKeyboard", "ReplyMarkup", "KeyboardButton", "ParseMode", "crate::telegram"];

/// In bytes: what can be read in one go.
const LONGEST: usize = 24_000;

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the folder can be read") {
        let path = entry.expect("the entry can be read").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

fn rust_files(folder: &str) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    sources(&root.join(folder), &mut found);
    let read = |path: PathBuf| {
        let name = path.strip_prefix(root).expect("it lies in the project").display().to_string();
        (name, fs::read_to_string(path).expect("the source is text"))
    };
    found.into_iter().map(read).collect()
}

/// The lines that are not comments, with their numbers.
fn code(source: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = source.lines().enumerate().map(|(index, line)| (index + 1, line));
    lines.filter(|(_, line)| !line.trim_start().starts_with("//"))
}

/// Whether the name stands in the line as a word of its own.
fn names(line: &str, name: &str) -> bool {
    let part_of_word = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(name)
        .any(|(at, _)| !line[..at].ends_with(part_of_word) && !line[at + name.len()..].starts_with(part_of_word))
}

fn violations(folder: &str, forbidden: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for (file, source) in rust_files(folder) {
        for (number, line) in code(&source) {
            found.extend(
                forbidden.iter().filter(|name| names(line, name)).map(|name| format!("{file}:{number} {name}")),
            );
        }
    }
    found
}

#[test]
fn the_core_knows_nothing_of_the_world_outside() {
    for room in CORE {
        assert_eq!(violations(&format!("src/{room}"), &OUTSIDE), Vec::<String>::new());
    }
}

#[test]
fn the_conversation_does_not_know_telegram() {
    assert_eq!(violations("src/conversation", &TELEGRAM), Vec::<String>::new());
}

#[test]
fn every_file_can_be_read_in_one_go() {
    let files = rust_files("src").into_iter().chain(rust_files("tests"));
    let long: Vec<_> = files.map(|(file, source)| (file, source.len())).filter(|(_, bytes)| *bytes > LONGEST).collect();
    assert_eq!(long, Vec::<(String, usize)>::new());
}

/// The search itself must be able to find something.
#[test]
fn a_forbidden_name_is_found() {
    for (line, expected) in [
        ("use tokio::fs;", true),
        ("let now = Utc::now();", true),
        ("let utc_now = my_tokio_like;", false),
        ("std::env::var(\"X\")", true),
    ] {
        assert_eq!(OUTSIDE.iter().any(|name| names(line, name)), expected, "{line}");
    }
    assert!(code("// tokio\n/// sqlx\nfn a() {}").all(|(_, line)| line == "fn a() {}"));
    assert!(!violations("src/telegram", &OUTSIDE).is_empty());
}
