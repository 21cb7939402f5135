//! A question as it may be kept: without what leads to a person.
//!
//! Invariant: no e-mail address, account name or telephone number comes through, and what does is one line.

use crate::texts::shorten;

/// The longest question that is kept, in characters.
const LONGEST: usize = 300;
/// From so many digits on, a number is more likely somebody's than a price or a year.
const DIGITS: usize = 8;
/// What stands in place of what was left out.
const LEFT_OUT: &str = "…";

/// The question on one line without e-mail addresses, account names, and telephone or account numbers; `None` when
/// there are no words in what is left.
pub fn anonymous(text: &str) -> Option<String> {
    let mut kept: Vec<String> = Vec::new();
    // Words that may together be one number, as in '06 12 34 56 78'.
    let mut number: Vec<&str> = Vec::new();
    let clean: String = text.chars().filter(|c| !is_mark(*c)).map(|c| if c.is_control() { ' ' } else { c }).collect();
    for word in clean.split_whitespace() {
        if is_part_of_number(word) {
            number.push(word);
            continue;
        }
        end_number(&mut number, &mut kept);
        if word.contains('@') || telling_digits(&[word]) >= DIGITS {
            leave_out(&mut kept);
        } else {
            kept.push(word.to_owned());
        }
    }
    end_number(&mut number, &mut kept);
    let kept = shorten(&kept.join(" "), LONGEST);
    kept.chars().any(char::is_alphabetic).then_some(kept)
}

fn end_number(number: &mut Vec<&str>, kept: &mut Vec<String>) {
    if telling_digits(number) >= DIGITS {
        leave_out(kept);
        number.clear();
    }
    kept.extend(number.drain(..).map(str::to_owned));
}

fn leave_out(kept: &mut Vec<String>) {
    if kept.last().is_none_or(|last| last != LEFT_OUT) {
        kept.push(LEFT_OUT.to_owned());
    }
}

/// Whether there are digits in it, and nothing else but what people write between them.
fn is_part_of_number(word: &str) -> bool {
    let between = |c: char| "+-–.,/()?!:;".contains(c);
    word.chars().all(|c| c.is_numeric() || between(c)) && word.chars().any(char::is_numeric)
        || matches!(word, "-" | "–" | "/")
}

/// How many digits there are; those of years do not count, as in '2024-2028', unless it begins as a telephone number.
fn telling_digits(words: &[&str]) -> usize {
    let parts = || words.iter().flat_map(|word| word.split(|c: char| !c.is_numeric())).filter(|part| !part.is_empty());
    let dials = words.first().is_some_and(|word| word.trim_start_matches('(').starts_with(['0', '+']));
    let is_year = |part: &&str| part.parse().is_ok_and(|year: u32| (1900..2100).contains(&year));
    parts().filter(|part| dials || !is_year(part)).map(|part| part.chars().count()).sum()
}

/// Invisible characters that steer how text is shown, and those that no YAML file may hold.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_leads_to_a_person_is_left_out() {
        for (text, expected) in [
            ("Wat kost het?", Some("Wat kost het?")),
            (" Wat\nkost\u{0} het\u{202e}? ", Some("Wat kost het?")),
            ("mail mij op sanne@dewit.nl of @sannedewit", Some("mail mij op … of …")),
            ("bel 06 12 34 56 78 graag", Some("bel … graag")),
            ("bel +31 (0)6-12345678!", Some("bel …")),
            ("bel 06 - 12345678", Some("bel …")),
            ("0612345678", None),
            ("rekening NL12ABCD0123456789 ok?", Some("rekening … ok?")),
            ("de afspraken van 2024 - 2028 lopen door?", Some("de afspraken van 2024 - 2028 lopen door?")),
            ("en 2024-2028?", Some("en 2024-2028?")),
            ("is er in 2024 5.000 euro?", Some("is er in 2024 5.000 euro?")),
            ("bel 06 2012 1987", Some("bel …")),
            ("bel (0251) 20 20 20", Some("bel …")),
            ("tussen 5 en 10 mensen in 2026", Some("tussen 5 en 10 mensen in 2026")),
            ("…", None),
            ("", None),
        ] {
            assert_eq!(anonymous(text).as_deref(), expected, "{text:?}");
        }
    }

    #[test]
    fn it_is_kept_short() {
        let kept = anonymous(&"woord ".repeat(680)).expect("words");
        assert!(kept.chars().count() <= LONGEST, "{}", kept.chars().count());
    }
}
