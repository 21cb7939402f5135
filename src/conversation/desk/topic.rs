//! What the topic of a lead is called, in a group that has a topic for each.
//!
//! Invariant: a name fits in Telegram, begins with the reference, and has nothing in it that hides or turns its letters.

use unicode_segmentation::UnicodeSegmentation;

use crate::ideas::{Lead, Reference};
use crate::texts::{Markup, shorten};

/// The longest name, in UTF-16 code units; Telegram takes 128 characters
/// (<https://core.telegram.org/bots/api#createforumtopic>).
const LONGEST: usize = 128;
/// So much of a question is enough to know it by, in characters as people see them.
const QUESTION: usize = 60;

/// Its reference, with the title of the idea or the first words of the question; the bare reference once it is erased.
pub fn topic_name(reference: Reference, lead: Option<&Lead>) -> String {
    let mut name = reference.to_string();
    let about = match lead {
        Some(Lead::Idea(idea)) => shorten(&visible(idea.title.as_str()), LONGEST),
        Some(Lead::Question(question)) => shorten(&visible(question.question.as_str()), QUESTION),
        None => String::new(),
    };
    if about.is_empty() {
        return name;
    }
    name.push_str(" · ");
    let length = |text: &str| text.encode_utf16().count();
    let room = LONGEST - length(&name);
    if length(&about) <= room {
        return name + &about;
    }
    let mut taken = 1;
    let fits = |character: &&str| {
        taken += length(character);
        taken <= room
    };
    let start: String = about.graphemes(true).take_while(fits).collect();
    name + start.trim_end() + "…"
}

fn visible(text: &str) -> String {
    Markup::plain(text).to_plain()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::ideas::{ChatId, PassedOnQuestion, Person, UserId};

    fn name_of(question: &str) -> String {
        let reference = Reference::new(2026, 42);
        let from =
            Person { user: UserId(7), chat: ChatId(7), name: "Sanne".into(), username: None, language_tag: None };
        let asked = "2026-11-24T08:15:00Z".parse().unwrap();
        let question =
            PassedOnQuestion { reference, asked, from, question: question.into(), language: None, offered: Vec::new() };
        topic_name(reference, Some(&Lead::Question(question)))
    }

    #[test]
    fn a_name_is_short_and_readable() {
        assert_eq!(topic_name(Reference::new(2026, 42), None), "IJM-2026-0042");
        assert_eq!(name_of(" \u{202e}\n "), "IJM-2026-0042");
        assert_eq!(
            name_of("Kan ik\n een <b>kamer</b>\u{202e} huren?"),
            "IJM-2026-0042 · Kan ik een <b>kamer</b> huren?"
        );
        assert_eq!(name_of(&"woord ".repeat(30)), format!("IJM-2026-0042 · {}…", "woord ".repeat(10).trim_end()));
        let family = name_of(&"👩‍👩‍👧".repeat(60));
        assert!(family.ends_with("👩‍👩‍👧…") && family.encode_utf16().count() > 110, "{family}");
    }

    proptest! {
        #[test]
        fn no_name_is_too_long(question in any::<String>()) {
            let name = name_of(&question);
            prop_assert!(name.encode_utf16().count() <= LONGEST && name.starts_with("IJM-2026-0042"));
        }
    }
}
