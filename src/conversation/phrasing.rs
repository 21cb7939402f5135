//! How a text reads: as a question, as something that is told, or as something that is asked of anybody.
//!
//! Invariant: this looks at the form alone; what a question is about is for the answering engine.

/// Words that begin a question and nothing much else, Dutch and English.
const INTERROGATIVE: [&str; 23] = [
    "wat", "wie", "waar", "waarom", "wanneer", "welk", "welke", "hoe", "hoeveel", "hoelang", "waarvoor", "waarmee",
    "waaraan", "waarover", "what", "who", "where", "why", "when", "which", "how", "whats", "hows",
];

/// What may stand before one of those: 'tot wanneer', 'voor wie'.
const BEFORE: [&str; 20] = [
    "tot", "vanaf", "voor", "met", "in", "op", "aan", "bij", "over", "van", "naar", "door", "sinds", "until", "till",
    "since", "for", "with", "by", "to",
];

/// Verbs that begin a question when somebody or something comes after them.
const VERBS: [&str; 46] = [
    "kan", "kun", "kunt", "kunnen", "mag", "mogen", "moet", "moeten", "is", "zijn", "heeft", "hebt", "hebben", "krijg",
    "krijgt", "krijgen", "wordt", "worden", "zou", "zouden", "gaat", "komt", "geldt", "telt", "bestaat", "doet",
    "doen", "weet", "wil", "wilt", "can", "could", "may", "must", "are", "does", "do", "did", "has", "have", "will",
    "would", "should", "am", "was", "were",
];

/// Who or what comes after such a verb.
const SUBJECTS: [&str; 40] = [
    "ik", "u", "je", "jij", "wij", "we", "jullie", "het", "de", "een", "er", "dat", "dit", "die", "deze", "mijn",
    "ons", "onze", "men", "iemand", "iedereen", "elk", "elke", "alle", "ook", "esij", "i", "you", "it", "there", "the",
    "a", "an", "this", "that", "they", "my", "our", "anyone", "everyone",
];

/// Words by which people begin to tell something.
const TELLING: [&str; 38] = [
    "ik",
    "k",
    "wij",
    "we",
    "heb",
    "hebben",
    "ben",
    "het",
    "ons",
    "onze",
    "mijn",
    "dit",
    "dat",
    "die",
    "deze",
    "er",
    "een",
    "de",
    "iets",
    "geen",
    "nog",
    "nee",
    "ja",
    "omdat",
    "i",
    "my",
    "our",
    "it",
    "this",
    "that",
    "the",
    "a",
    "an",
    "there",
    "no",
    "not",
    "something",
    "because",
];

/// Words by which a text speaks to somebody in particular, or of what was said or agreed before.
const BETWEEN_THEM: [&str; 66] = [
    "u",
    "uw",
    "uwe",
    "je",
    "jij",
    "jou",
    "jouw",
    "jullie",
    "you",
    "your",
    "yours",
    "wij",
    "we",
    "ons",
    "onze",
    "us",
    "our",
    "mijn",
    "my",
    "mine",
    "dat",
    "dit",
    "die",
    "deze",
    "daar",
    "daarmee",
    "daarvan",
    "daarvoor",
    "daarover",
    "hier",
    "hiermee",
    "that",
    "this",
    "those",
    "these",
    "there",
    "here",
    "dan",
    "then",
    "nu",
    "now",
    "vandaag",
    "morgen",
    "overmorgen",
    "today",
    "tomorrow",
    "maandag",
    "dinsdag",
    "woensdag",
    "donderdag",
    "vrijdag",
    "zaterdag",
    "zondag",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "uur",
    "week",
    "afspraak",
    "gesprek",
    "meeting",
    "appointment",
];

/// A question that anybody could ask is short, in characters.
const LONGEST: usize = 120;

/// Whether it reads as a question: by its mark, or by its first words.
pub(super) fn looks_like_question(text: &str) -> bool {
    if text.trim_end().ends_with('?') {
        return true;
    }
    let plain = super::words::plain(text);
    let mut words: Vec<&str> = plain.split(' ').collect();
    if words.first().is_some_and(|first| matches!(*first, "en" | "maar" | "and" | "but" | "eh" | "uh")) {
        words.remove(0);
    }
    match words.as_slice() {
        [first, second, ..] => {
            INTERROGATIVE.contains(first)
                || (BEFORE.contains(first) && INTERROGATIVE.contains(second))
                || (VERBS.contains(first) && SUBJECTS.contains(second))
        }
        _ => false,
    }
}

/// Whether it begins as people do who tell something, and no question mark ends it.
pub(super) fn tells(text: &str) -> bool {
    let plain = super::words::plain(text);
    let first = plain.split(' ').next().unwrap_or_default();
    TELLING.contains(&first) && !text.trim_end().ends_with('?') && !looks_like_question(text)
}

/// Whether it is more than one sentence or line.
pub(super) fn has_sentences(text: &str) -> bool {
    text.trim_end_matches(|c: char| !c.is_alphanumeric()).contains(['.', '?', '!', '\n'])
}

/// Whether it is a question that anybody could ask of anybody: one plain sentence from its first word on, that speaks
/// to nobody and of nothing that was said before.
pub(super) fn asks_in_general(text: &str) -> bool {
    let text = text.trim();
    if text.chars().count() > LONGEST
        || has_sentences(text)
        || text.contains([',', ';', ':', '('])
        || text.ends_with('!')
    {
        return false;
    }
    let plain = super::words::plain(text);
    let words: Vec<&str> = plain.split(' ').collect();
    // A year may be part of a name; any other number is a time, a day or an amount.
    let is_year = |word: &str| word.len() == 4 && (word.starts_with("19") || word.starts_with("20"));
    let between_them =
        |word: &&str| BETWEEN_THEM.contains(word) || (word.starts_with(|c: char| c.is_ascii_digit()) && !is_year(word));
    let asks = match words.as_slice() {
        [first, second, ..] => {
            INTERROGATIVE.contains(first) || (BEFORE.contains(first) && INTERROGATIVE.contains(second))
        }
        _ => false,
    };
    asks && !words.iter().any(between_them) && !matches!(words.last(), Some(&"het" | &"it" | &"er"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_are_told_from_answers() {
        for (text, expected) in [
            ("hoe lang duurt die steun eigenlijk", true),
            ("krijg ik geld?", true),
            ("krijg ik geld", true),
            ("en wat kost dat", true),
            ("tot wanneer kan ik een idee indienen", true),
            ("kan een project met verlies", true),
            ("Sanne de Wit", false),
            ("Wat", false),
            ("Een waterstofbrander", false),
            ("wil graag samen met scholen werken", false),
            ("Voor ondernemers in de haven", false),
        ] {
            assert_eq!(looks_like_question(text), expected, "{text}");
        }
    }

    #[test]
    fn who_tells_something_asks_nothing() {
        for (text, expected) in [
            ("heb geen bedrijf, ben zzp'er", true),
            ("ik ben zzper", true),
            ("Wij zoeken steun voor een pilot", true),
            ("iets met energie", true),
            ("ik ben zzper, mag dat?", false),
            ("hoe lang duurt het", false),
            ("Bakkerij Bakker", false),
        ] {
            assert_eq!(tells(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_asked_of_anybody_is_told_from_what_is_asked_of_somebody() {
        for (text, expected) in [
            ("wat is esij?", true),
            ("Wat is ESIJ", true),
            ("tot wanneer kan ik een idee indienen?", true),
            ("wat is made in ijmond 2017", true),
            ("How long does support last?", true),
            ("Ja, donderdag om 10 uur kan", false),
            ("Wij zitten in Velsen, komt u langs?", false),
            ("Hoe lang duurt dat?", false),
            ("Wat kost het?", false),
            ("Kan het ook telefonisch?", false),
            ("Wat vindt u van het idee?", false),
            ("Hoe laat donderdag?", false),
            ("Wanneer is het gesprek?", false),
            ("Wat is esij? En wanneer belt u?", false),
            ("wat fijn!", false),
            ("En wat zijn de voorwaarden?", false),
        ] {
            assert_eq!(asks_in_general(text), expected, "{text}");
        }
    }
}
