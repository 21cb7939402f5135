//! The sentences hold together: both languages have them all, the code uses them all, and they read as they should.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use super::*;

const NL: &str = include_str!("nl.ftl");
const EN: &str = include_str!("en.ftl");

/// Each key with its variants as `key.variant`, and what stands there.
fn sentences(source: &str) -> BTreeMap<String, String> {
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    let mut key = String::new();
    let mut name = String::new();
    for line in source.lines().filter(|line| !line.starts_with('#')) {
        let part = match line.split_once(" =") {
            Some((head, rest)) if !line.starts_with(' ') => {
                name = head.to_owned();
                key.clone_from(&name);
                rest
            }
            Some((head, rest)) if line.starts_with("    .") => {
                key = format!("{name}{}", head.trim());
                rest
            }
            _ => line,
        };
        let text = found.entry(key.clone()).or_default();
        text.push_str(part.trim());
        text.push('\n');
    }
    found.remove("");
    found
}

fn variables(text: &str) -> BTreeSet<&str> {
    text.split('$').skip(1).map(|rest| rest.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default()).collect()
}

/// What a person sees of it, more or less: without placeables and tags.
fn seen(text: &str) -> String {
    let mut depth = 0;
    text.chars()
        .filter(|c| {
            match c {
                '{' | '<' => depth += 1,
                '}' | '>' if depth > 0 => {
                    depth -= 1;
                    return false;
                }
                _ => {}
            }
            depth == 0
        })
        .collect()
}

#[test]
fn both_languages_say_the_same_things() {
    let (nl, en) = (sentences(NL), sentences(EN));
    assert_eq!(nl.keys().collect::<Vec<_>>(), en.keys().collect::<Vec<_>>());
    for (key, text) in &nl {
        assert_eq!(variables(text), variables(&en[key]), "{key}");
    }
}

#[test]
fn the_code_uses_all_sentences_and_no_others() {
    let mut code = String::new();
    for room in ["conversation", "turn.rs", "report", "mail", "texts/names.rs"] {
        read(&Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")).join(room), &mut code);
    }
    let keys: BTreeSet<String> =
        sentences(NL).into_keys().map(|key| key.split('.').next().unwrap_or_default().to_owned()).collect();
    let unused: Vec<_> = keys.iter().filter(|key| !code.contains(&format!("\"{key}\""))).collect();
    assert!(unused.is_empty(), "no code says {unused:?}");
    for call in [
        ".text(\"",
        ".say(\"",
        ".fill(\"",
        ".label(\"",
        ".button(\"",
        ".vary(\"",
        ".get(locale, \"",
        ".with(locale, \"",
    ] {
        for asked in code.split(call).skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(keys.contains(asked), "there is no sentence `{asked}`");
        }
    }
}

fn read(path: &Path, code: &mut String) {
    // Tests beside the code say nothing to anybody.
    if path.file_stem().is_some_and(|name| name == "tests") {
        return;
    }
    if path.is_dir() {
        for entry in fs::read_dir(path).unwrap() {
            read(&entry.unwrap().path(), code);
        }
    } else {
        code.push_str(&fs::read_to_string(path).unwrap());
    }
}

#[test]
fn sentences_read_as_they_should() {
    for (locale, source) in [(Locale::Nl, NL), (Locale::En, EN)] {
        for (key, text) in sentences(source) {
            let seen = seen(&text);
            assert!(!seen.contains("Ijmond"), "{key}: IJmond is written with IJ");
            for sentence in seen.split(['.', '?', '!', ';', ':', '\n']) {
                let words = sentence.split_whitespace().count();
                assert!(words <= 25, "{key}: {words} words in one sentence: {sentence}");
            }
            let informal = ["je", "jij", "jou", "jouw", "jullie"];
            let first =
                seen.split(|c: char| !c.is_alphabetic()).find(|word| informal.contains(&word.to_lowercase().as_str()));
            assert!(locale == Locale::En || first.is_none(), "{key}: `{first:?}`, where people are addressed with `u`");
        }
    }
}

#[test]
fn sentences_are_sound_markup() {
    let texts = Texts::embedded();
    let typed = "<b>R&D \"x\"";
    for locale in Locale::ALL {
        for (key, text) in sentences(if locale == Locale::Nl { NL } else { EN }) {
            let counted: BTreeSet<&str> =
                ["number", "total", "optional", "count", "max", "length", "limit", "attachments", "days"].into();
            for number in [0, 1, 2_140] {
                let args: Vec<(&str, Arg<'_>)> = variables(&text)
                    .into_iter()
                    .map(|name| (name, if counted.contains(name) { Arg::Number(number) } else { Arg::Text(typed) }))
                    .collect();
                let said = texts.with(locale, &key, &args);
                assert_eq!(Markup::parse(said.as_html()).as_ref(), Ok(&said), "{key}");
                assert!(!said.is_empty() && !said.as_html().contains('{'), "{key}: {}", said.as_html());
            }
        }
    }
}

#[test]
fn numbers_choose_the_words() {
    let texts = Texts::embedded();
    let shown = |count| {
        let args = [("count", Arg::Number(count)), ("names", Arg::Text("plan.pdf"))];
        texts.with(Locale::Nl, "value-attachments", &args).to_plain()
    };
    assert_eq!(shown(1), "1 bestand (plan.pdf)");
    assert_eq!(shown(2_140), "2.140 bestanden (plan.pdf)");
}

#[test]
fn profiles_fit_in_telegram() {
    let texts = Texts::embedded();
    for locale in Locale::ALL {
        assert!(texts.label(locale, "profile-description").chars().count() <= 512);
        assert!(texts.label(locale, "profile-short").chars().count() <= 120);
    }
}
