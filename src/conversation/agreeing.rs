//! Agreement and its opposite, in the words that people have for it: 'ja graag', 'ok stuur maar', 'nog niet versturen'.
//!
//! Invariant: every word of a text has to belong to the agreement. 'Stuur maar niet' has one that does not.

use super::words::{Steer, plain};

/// Words of agreement, by themselves or before more of it.
const YES: [&str; 35] = [
    "ja",
    "jawel",
    "jazeker",
    "jep",
    "jup",
    "ok",
    "oke",
    "okee",
    "okay",
    "prima",
    "top",
    "akkoord",
    "goed",
    "perfect",
    "uitstekend",
    "graag",
    "zeker",
    "natuurlijk",
    "klopt",
    "yes",
    "yep",
    "yeah",
    "yup",
    "sure",
    "fine",
    "great",
    "good",
    "alright",
    "agreed",
    "correct",
    "absolutely",
    "certainly",
    "definitely",
    "j",
    "y",
];

/// Words that say nothing by themselves.
const AROUND: [&str; 11] =
    ["hoor", "please", "aub", "alstublieft", "alsjeblieft", "dan", "then", "nou", "zo", "maar", "gewoon"];

/// Agreement in more words.
const PHRASES: [&str; 28] = [
    "is goed",
    "dat is goed",
    "dat is prima",
    "is prima",
    "is akkoord",
    "dat mag",
    "dat klopt",
    "klopt allemaal",
    "klopt helemaal",
    "het klopt",
    "alles klopt",
    "helemaal goed",
    "helemaal akkoord",
    "alles goed",
    "ziet er goed uit",
    "het ziet er goed uit",
    "ga je gang",
    "ga uw gang",
    "doe maar",
    "doe dat maar",
    "doe dat",
    "go ahead",
    "looks good",
    "it looks good",
    "that looks good",
    "everything looks good",
    "all good",
    "that s fine",
];

/// What is sent, in a word; left out of what is to be done with it.
const SENT: [&str; 13] = ["het", "hem", "dit", "dat", "mijn", "idee", "nu", "it", "this", "my", "idea", "now", "the"];

/// To send, in all its forms.
const SENDING: [&str; 28] = [
    "stuur",
    "stuur op",
    "stuur in",
    "stuur door",
    "stuur weg",
    "sturen",
    "opsturen",
    "verstuur",
    "versturen",
    "verzend",
    "verzenden",
    "indienen",
    "dien in",
    "inleveren",
    "lever in",
    "insturen",
    "mag weg",
    "kan weg",
    "mag verstuurd",
    "mag verstuurd worden",
    "kan verstuurd worden",
    "u mag versturen",
    "je mag versturen",
    "send",
    "send off",
    "send in",
    "submit",
    "hand in",
];

/// Agreement is short.
const LONGEST: usize = 8;

/// Yes, or that it is to be sent, when the whole text says that and does not ask it.
pub(super) fn agrees(text: &str) -> Option<Steer> {
    if text.contains('?') {
        return None;
    }
    let plain = plain(&text.replace('é', "e"));
    let words: Vec<&str> = plain.split(' ').filter(|word| !word.is_empty()).collect();
    if words.len() > LONGEST {
        return None;
    }
    says_so(&words)
}

/// What the words agree to: in one go, or in two clauses such as 'looks good, send it'.
fn says_so(words: &[&str]) -> Option<Steer> {
    let two = |at| {
        let (before, behind) = words.split_at(at);
        let (before, behind) = (clause(before)?, says_so(behind)?);
        Some(if [before, behind].contains(&Steer::Send) { Steer::Send } else { Steer::Yes })
    };
    clause(words).or_else(|| (1..words.len()).find_map(two))
}

/// What a single clause agrees to.
fn clause(words: &[&str]) -> Option<Steer> {
    let opens = |word: &&&str| YES.contains(*word) || AROUND.contains(*word);
    let before = words.iter().take_while(opens).count();
    let (opening, rest) = words.split_at(before);
    let agreed = opening.iter().any(|word| YES.contains(word));
    // 'Ja maar' is an objection that is still to come.
    if rest.is_empty() {
        return (agreed && opening.last() != Some(&"maar")).then_some(Steer::Yes);
    }
    let said = |rest: &[&str]| PHRASES.contains(&rest.join(" ").as_str());
    let tail = rest.iter().rev().take_while(|word| AROUND.contains(*word) || **word == "graag").count();
    let core = &rest[..rest.len() - tail];
    let with_maar: Vec<&str> = core.iter().copied().chain(["maar"]).collect();
    if said(rest) || said(core) || said(&with_maar) {
        return Some(Steer::Yes);
    }
    let act: Vec<&str> = core.iter().copied().filter(|word| !SENT.contains(word) && !AROUND.contains(word)).collect();
    SENDING.contains(&act.join(" ").as_str()).then_some(Steer::Send)
}

/// Whether they would rather not send it yet: a few words with a refusal among them.
pub(super) fn holds_back(text: &str) -> bool {
    let plain = plain(text);
    let words: Vec<&str> = plain.split(' ').collect();
    let refuses = |word: &&str| matches!(*word, "niet" | "nee" | "wacht" | "wachten" | "not" | "don" | "dont" | "wait");
    !text.contains('?') && words.len() <= LONGEST && words.iter().any(refuses)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agreement_has_many_words() {
        for (text, expected) in [
            ("ok", Some(Steer::Yes)),
            ("Oké, prima!", Some(Steer::Yes)),
            ("ja graag", Some(Steer::Yes)),
            ("ja dat is goed hoor", Some(Steer::Yes)),
            ("doe maar", Some(Steer::Yes)),
            ("top, doe maar", Some(Steer::Yes)),
            ("yes please", Some(Steer::Yes)),
            ("sure, go ahead", Some(Steer::Yes)),
            ("ok stuur maar", Some(Steer::Send)),
            ("stuur maar", Some(Steer::Send)),
            ("stuur het maar op", Some(Steer::Send)),
            ("ok verstuur maar", Some(Steer::Send)),
            ("ja, verstuur mijn idee maar", Some(Steer::Send)),
            ("het mag weg", Some(Steer::Send)),
            ("yes send it", Some(Steer::Send)),
            ("send it please", Some(Steer::Send)),
            ("yes please send it", Some(Steer::Send)),
            ("please submit my idea", Some(Steer::Send)),
            ("looks good, send it", Some(Steer::Send)),
            ("Send it, looks good!", Some(Steer::Send)),
            ("ziet er goed uit, verstuur maar", Some(Steer::Send)),
            ("dat klopt, doe maar", Some(Steer::Yes)),
            ("looks good, don't send it", None),
            ("ziet er goed uit, maar verstuur nog niet", None),
            ("stuur maar niet", None),
            ("nog niet versturen", None),
            ("don't send it", None),
            ("ja maar", None),
            ("ja maar niet nu", None),
            ("is goed?", None),
            ("versturen?", None),
            ("ok bedankt", None),
            ("maar", None),
            ("het", None),
            ("please", None),
            ("een goed idee", None),
            ("ja ik wil nog iets wijzigen", None),
            ("", None),
        ] {
            assert_eq!(agrees(text), expected, "{text}");
        }
    }

    #[test]
    fn a_refusal_is_short() {
        for (text, expected) in [
            ("stuur maar niet", true),
            ("nog niet versturen", true),
            ("don't send it", true),
            ("wacht even", true),
            ("mag het ook niet?", false),
            ("onze buren doen ook mee", false),
        ] {
            assert_eq!(holds_back(text), expected, "{text}");
        }
    }
}
