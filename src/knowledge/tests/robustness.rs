//! Whatever stands in the file, reading it ends in a knowledge base or in problems on lines of the file.

use proptest::prelude::*;

use super::*;

fn reads(text: &str) {
    let lines = text.matches(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}']).count() + 2;
    match parse(text) {
        Ok(loaded) => {
            for topic in &loaded.knowledge.topics {
                assert!(topic.related.iter().all(|id| *id != topic.id && loaded.knowledge.topic(id).is_some()));
                assert!(topic.phrasings.iter().all(|phrasing| (1..=lines).contains(&phrasing.line)));
            }
        }
        Err(problems) => {
            assert_ne!(problems.iter().len(), 0);
            for problem in &problems {
                assert!((1..=lines).contains(&problem.line), "{problem}");
            }
        }
    }
}

/// Characters that mean something in YAML, in markup, or to a decoder.
const SPECIAL: &[&str] = &[
    ":", ": ", "- ", "-", "\n", "\r", "\r\n", "\t", " ", "  ", "#", " #", "'", "\"", "[", "]", "{", "}", ",", "&a ",
    "*a", "!t ", "!!str ", "|", ">-", ">", "|+2", "%", "@", "`", "?", "? ", "~", "---\n", "...\n", "<", "</b>",
    "&amp;", "\\", "\\x", "\0", "\u{85}", "\u{2028}", "\u{feff}", "\u{200d}", "é", "👋", "<<: ", "1", "true", ".nan",
    "0x",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn any_text_is_read(text in any::<String>()) {
        reads(&text);
    }

    #[test]
    fn any_heap_of_yaml_is_read(parts in prop::collection::vec(prop::sample::select(SPECIAL), 0..40)) {
        reads(&parts.concat());
    }

    #[test]
    fn a_good_file_with_slips_is_read(
        slips in prop::collection::vec((any::<prop::sample::Index>(), 0..8_usize, prop::sample::select(SPECIAL)), 1..4),
    ) {
        let mut characters: Vec<char> = SAMPLE.chars().collect();
        for (place, removed, inserted) in slips {
            let start = place.index(characters.len());
            let end = (start + removed).min(characters.len());
            characters.splice(start..end, inserted.chars());
        }
        reads(&characters.into_iter().collect::<String>());
    }

    #[test]
    fn a_good_file_with_lines_moved_is_read(
        moves in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 1..4),
    ) {
        let mut lines: Vec<&str> = SAMPLE.lines().collect();
        for (from, to) in moves {
            let line = lines.remove(from.index(lines.len()));
            lines.insert(to.index(lines.len()), line);
        }
        reads(&lines.join("\n"));
    }
}
