//! Short typed words that the conversation understands by itself: yes and no, back and skip, names of municipalities.
//!
//! Invariant: a text only counts as one of these words when there is nothing else in it.

use crate::ideas::{Field, Municipality};
use crate::texts::Locale;

/// A typed word that steers instead of answering.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Steer {
    Yes,
    No,
    Back,
    Skip,
    Stop,
    Later,
    GoOn,
    Done,
    Send,
    Change,
    Again,
    Idea,
    MyIdeas,
    Erase,
}

const STEERS: [(Steer, &[&str]); 14] = [
    (
        Steer::Yes,
        &[
            "ja",
            "jawel",
            "ja hoor",
            "ja graag",
            "graag",
            "ok",
            "oke",
            "akkoord",
            "prima",
            "klopt",
            "yes",
            "yep",
            "sure",
            "okay",
            "ja klopt",
            "ja dat mag",
            "ja is goed",
            "ja dat is goed",
            "is goed",
            "doe maar",
            "ja doe maar",
            "yes please",
            "go ahead",
            "j",
            "y",
        ],
    ),
    (
        Steer::No,
        &["nee", "nee bedankt", "nee dank u", "nee hoor", "neen", "liever niet", "no", "nope", "no thanks", "n"],
    ),
    (Steer::Back, &["terug", "vorige", "ga terug", "back", "previous", "go back"]),
    (
        Steer::Skip,
        &[
            "overslaan",
            "sla over",
            "skip",
            "geen",
            "volgende",
            "next",
            "none",
            "nvt",
            "n v t",
            "weet ik niet",
            "weet ik nog niet",
        ],
    ),
    (
        Steer::Stop,
        &["stop", "stoppen", "annuleer", "annuleren", "cancel", "quit", "afbreken", "weggooien", "ja weggooien"],
    ),
    (Steer::Later, &["later", "bewaren", "bewaar", "bewaren voor later", "later verder", "save", "save for later"]),
    (
        Steer::GoOn,
        &[
            "verder",
            "ga verder",
            "verder gaan",
            "doorgaan",
            "ga door",
            "begin",
            "ja begin",
            "continue",
            "go on",
            "start",
        ],
    ),
    (
        Steer::Done,
        &[
            "klaar",
            "nee klaar",
            "ja klaar",
            "ik ben klaar",
            "klaar zo",
            "zo klaar",
            "dat was het",
            "dat is alles",
            "geen bijlage",
            "geen bijlagen",
            "geen bestand",
            "geen foto",
            "done",
            "no done",
            "i am done",
            "i m done",
            "no files",
            "nothing to add",
            "that s it",
            "that is all",
            "ready",
        ],
    ),
    (Steer::Send, &["versturen", "verstuur", "verzenden", "verzend", "send", "submit", "ja versturen", "indienen"]),
    (
        Steer::Change,
        &[
            "wijzigen",
            "wijzig",
            "iets wijzigen",
            "nog iets wijzigen",
            "ik wil iets wijzigen",
            "ik wil nog iets wijzigen",
            "aanpassen",
            "iets aanpassen",
            "ik wil iets aanpassen",
            "ik wil nog iets aanpassen",
            "change",
            "edit",
            "change something",
            "i want to change something",
        ],
    ),
    (Steer::Again, &["opnieuw", "opnieuw beginnen", "begin opnieuw", "restart", "start again", "start over"]),
    (
        Steer::Idea,
        &[
            "ik heb een idee",
            "ik heb een project",
            "ik heb een projectidee",
            "idee",
            "projectidee",
            "idee indienen",
            "idee inleveren",
            "ik wil een idee indienen",
            "ik wil een idee inleveren",
            "i have an idea",
            "i have a project",
            "i have a project idea",
            "idea",
            "submit an idea",
            "hand in an idea",
            "i want to submit an idea",
        ],
    ),
    (
        Steer::MyIdeas,
        &["mijn ideeen", "mijnideeen", "toon mijn ideeen", "laat mijn ideeen zien", "my ideas", "show my ideas"],
    ),
    (
        Steer::Erase,
        &[
            "wissen",
            "verwijder",
            "verwijderen",
            "wis alles",
            "alles wissen",
            "verwijder alles",
            "alles verwijderen",
            "wis mijn gegevens",
            "mijn gegevens wissen",
            "verwijder mijn gegevens",
            "verwijder al mijn gegevens",
            "mijn gegevens verwijderen",
            "ik wil mijn gegevens wissen",
            "ik wil mijn gegevens verwijderen",
            "delete",
            "erase",
            "erase everything",
            "delete everything",
            "erase my data",
            "delete my data",
            "delete all my data",
        ],
    ),
];

/// Places and the municipality they lie in. The villages of Velsen are better known than the municipality itself.
const PLACES: [(Municipality, &[&str]); 4] = [
    (Municipality::Beverwijk, &["beverwijk", "wijk aan zee", "gemeente beverwijk"]),
    (Municipality::Heemskerk, &["heemskerk", "gemeente heemskerk"]),
    (
        Municipality::Velsen,
        &[
            "velsen",
            "ijmuiden",
            "gemeente velsen",
            "velsen noord",
            "velsen zuid",
            "santpoort",
            "santpoort noord",
            "santpoort zuid",
            "driehuis",
            "velserbroek",
        ],
    ),
    (
        Municipality::Other,
        &[
            "anders",
            "andere gemeente",
            "een andere gemeente",
            "ergens anders",
            "other",
            "another municipality",
            "elders",
            "elsewhere",
            "meerdere",
            "meer gemeenten",
            "alle drie",
            "allemaal",
            "ijmond",
            "hele ijmond",
            "several",
            "all three",
            "all of them",
        ],
    ),
];

const FIELDS: [(Field, &[&str]); 11] = [
    (Field::Name, &["naam", "name", "mijn naam", "my name"]),
    (Field::Organisation, &["organisatie", "bedrijf", "organisation", "company"]),
    (Field::Municipality, &["gemeente", "municipality"]),
    (Field::Theme, &["thema", "theme"]),
    (Field::Title, &["titel", "title"]),
    (Field::Summary, &["samenvatting", "summary", "idee", "het idee"]),
    (Field::SupportBase, &["draagvlak", "support", "support base", "backing"]),
    (Field::Sustainability, &["op eigen kracht", "eigen kracht", "toekomst", "sustainability", "on its own feet"]),
    (Field::HelpWanted, &["hulp", "gevraagde hulp", "help", "help wanted"]),
    (Field::Contact, &["contact", "telefoon", "telefoonnummer", "e mail", "email", "phone"]),
    (Field::Attachments, &["bijlagen", "bijlage", "bestand", "attachments", "files", "file"]),
];

/// So many words may stand around what is named.
pub(super) const SENTENCE: usize = 8;

/// Lower-case words with single spaces between them, without punctuation.
pub(super) fn plain(text: &str) -> String {
    let lowered = text.to_lowercase().replace('ĳ', "ij");
    lowered.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Whether a person sees nothing in it.
pub(super) fn is_blank(text: &str) -> bool {
    !text.chars().any(|c| c.is_alphanumeric() || (!c.is_ascii() && !c.is_whitespace() && !is_invisible(c)))
        && !text.chars().any(|c| c.is_ascii_punctuation())
}

fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// The language that somebody asks for by its name alone.
pub(super) fn language(text: &str) -> Option<Locale> {
    match plain(text).as_str() {
        "nederlands" | "in het nederlands" | "dutch" | "in dutch" => Some(Locale::Nl),
        "english" | "in english" | "engels" | "in het engels" => Some(Locale::En),
        _ => None,
    }
}

/// The word as steering, if the whole text is one.
pub(super) fn steer(text: &str) -> Option<Steer> {
    let plain = plain(&text.replace(['é', 'ë', 'Ë'], "e"));
    STEERS.iter().find(|(_, words)| words.contains(&plain.as_str())).map(|(steer, _)| *steer)
}

/// Whether it is for the bot, whoever else is spoken to.
pub(super) fn is_for_bot(text: &str) -> bool {
    erases_data(text) || steer(text) == Some(Steer::MyIdeas)
}

/// Whether it asks in so many words for what is kept of them to be erased.
pub(super) fn erases_data(text: &str) -> bool {
    steer(text) == Some(Steer::Erase) && plain(text).split(' ').any(|word| matches!(word, "gegevens" | "data"))
}

/// So many words of which no place is known may still be the name of one.
const NAME: usize = 3;

/// The municipality that is meant, also in a short sentence; several of them are [`Municipality::Other`], also when one is
/// none of ours.
pub(super) fn municipality(text: &str) -> Option<Municipality> {
    if let Some(meant) = nearest(text, &PLACES) {
        return Some(meant);
    }
    if plain(text).split(' ').count() > SENTENCE {
        return None;
    }
    let parts = joined(text);
    let mut meant = parts.iter().flat_map(|part| named(part));
    let first = meant.next()?;
    let alone = meant.all(|other| other == first) && !parts.iter().any(|part| is_elsewhere(part));
    Some(if alone { first } else { Municipality::Other })
}

/// The parts of a text in which names are joined: 'Velsen en Zandvoort', 'Beverwijk/Heemskerk'.
fn joined(text: &str) -> Vec<String> {
    let plain = plain(&text.replace(['&', '+', '/'], " en "));
    let words: Vec<&str> = plain.split(' ').collect();
    let parts = words.split(|word| matches!(*word, "en" | "én" | "and")).map(|part| part.join(" "));
    // 'Velsen-Noord en Zuid' lies in one municipality.
    let is_name = |part: &String| !matches!(part.as_str(), "" | "noord" | "zuid" | "of" | "or");
    parts.filter(is_name).collect()
}

/// The municipalities that a part of a text names.
fn named(part: &str) -> Vec<Municipality> {
    if let Some(meant) = nearest(part, &PLACES) {
        return vec![meant];
    }
    let padded = format!(" {part} ");
    let stands = |name: &&str| name.contains(' ') && padded.contains(&format!(" {name} "));
    let longer = PLACES.iter().filter(|(_, names)| names.iter().any(stands)).map(|(meant, _)| *meant);
    part.split(' ').filter_map(place).chain(longer).collect()
}

/// Whether a part of a text, beside one that names a place, is the name of a place that is none of ours.
fn is_elsewhere(part: &str) -> bool {
    part.split(' ').count() <= NAME && named(part).is_empty()
}

/// Whether the words that were kept for several municipalities name this one.
pub(super) fn names_municipality(text: &str, municipality: Municipality) -> bool {
    let all = municipality != Municipality::Other && names_all(text);
    all || joined(text).iter().any(|part| named(part).contains(&municipality))
}

/// Whether it names the whole region.
fn names_all(text: &str) -> bool {
    plain(text).split(' ').any(|word| matches!(word, "ijmond" | "drie" | "three"))
}

/// The municipality in which the place with this name lies, of one word.
fn place(word: &str) -> Option<Municipality> {
    let near = |name: &&str| !name.contains(' ') && strsim::osa_distance(word, name) <= usize::from(name.len() >= 6);
    PLACES.iter().find(|(_, names)| names.iter().any(near)).map(|(meant, _)| *meant)
}

/// Whether what was typed tells more than that it is another municipality, or several.
pub(super) fn names_places(text: &str) -> bool {
    let parts = joined(text);
    let is_place = |part: &String| {
        named(part).iter().any(|meant| *meant != Municipality::Other) || (parts.len() > 1 && is_elsewhere(part))
    };
    names_all(text) || parts.iter().any(is_place)
}

/// A name without the words in which people give it: 'ik heet Sanne' is 'Sanne'.
pub(super) fn name(text: &str) -> &str {
    const BEFORE: [&str; 7] = ["mijn naam is ", "ik heet ", "ik ben ", "my name is ", "i am ", "i'm ", "i\u{2019}m "];
    let text = text.trim();
    let named = BEFORE.iter().find_map(|before| {
        let head = text.get(..before.len())?;
        head.eq_ignore_ascii_case(before).then(|| text[before.len()..].trim())
    });
    named.filter(|name| !name.is_empty()).unwrap_or(text)
}

pub(super) fn field(text: &str) -> Option<Field> {
    nearest(text, &FIELDS)
}

/// Whether they want to be reached in Telegram only: a few words with its name among them.
pub(super) fn means_telegram(text: &str) -> bool {
    let plain = plain(text);
    plain.split(' ').count() <= 6 && plain.split(' ').any(|word| word == "telegram")
}

/// What the text names, at most one or two letters off; `None` when it says more than that.
pub(super) fn nearest<T: Copy>(text: &str, table: &[(T, &[&str])]) -> Option<T> {
    let plain = plain(text);
    let typed = plain.strip_prefix("in ").or_else(|| plain.strip_prefix("de ")).unwrap_or(&plain);
    if typed.is_empty() {
        return None;
    }
    let distances = table.iter().flat_map(|(meant, words)| {
        words.iter().map(|word| (*meant, strsim::osa_distance(typed, word), word.chars().count()))
    });
    distances
        .filter(|(_, distance, length)| *distance <= if *length >= 6 { 2 } else { usize::from(*length >= 4) })
        .min_by_key(|(_, distance, _)| *distance)
        .map(|(meant, _, _)| meant)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_recognised_as_people_type_them() {
        for (text, expected) in [
            ("Velsen", Some(Municipality::Velsen)),
            ("in ijmuiden", Some(Municipality::Velsen)),
            ("bevrewijk", Some(Municipality::Beverwijk)),
            ("Heemskek!", Some(Municipality::Heemskerk)),
            ("ergens anders", Some(Municipality::Other)),
            ("Wijk aan Zee", Some(Municipality::Beverwijk)),
            ("wij zitten in Beverwijk", Some(Municipality::Beverwijk)),
            ("Beverwijk en Velsen", Some(Municipality::Other)),
            ("Beverwijk and Amsterdam", Some(Municipality::Other)),
            ("Velsen en Zandvoort", Some(Municipality::Other)),
            ("velsen / zandvoort", Some(Municipality::Other)),
            ("Velsen & Heemskerk", Some(Municipality::Other)),
            ("Haarlem+Velsen", Some(Municipality::Other)),
            ("Wijk aan Zee en Velsen", Some(Municipality::Other)),
            ("Wijk aan Zee, Velsen", Some(Municipality::Other)),
            ("Wijk aan Zee en Beverwijk", Some(Municipality::Beverwijk)),
            ("Wij zitten in Wijk aan Zee", Some(Municipality::Beverwijk)),
            ("Velsen-Noord en -Zuid", Some(Municipality::Velsen)),
            ("Velsen/IJmuiden", Some(Municipality::Velsen)),
            ("Haarlem en Zandvoort", None),
            ("IJmuiden en Velsen-Noord", Some(Municipality::Velsen)),
            ("de hele IJmond", Some(Municipality::Other)),
            ("Amsterdam", None),
            ("geen idee", None),
            ("", None),
        ] {
            assert_eq!(municipality(text), expected, "{text}");
        }
    }

    #[test]
    fn names_of_places_are_told_from_the_word_for_another() {
        for (text, expected) in [
            ("Heemskerk en Beverwijk", true),
            ("de hele IJmond", true),
            ("alle drie", true),
            ("Wijk aan Zee en Amsterdam", true),
            ("ergens anders en Haarlem", true),
            ("Andere of meer gemeenten", false),
            ("ergens anders", false),
            ("several", false),
        ] {
            assert_eq!(names_places(text), expected, "{text}");
        }
    }

    #[test]
    fn each_of_several_municipalities_is_found_in_their_names() {
        for (text, expected) in [
            ("Velsen en Zandvoort", [false, false, true]),
            ("Wijk aan Zee en Amsterdam", [true, false, false]),
            ("Beverwijk, Heemskerk en IJmuiden", [true, true, true]),
            ("de hele IJmond", [true, true, true]),
            ("", [false, false, false]),
        ] {
            let found = [Municipality::Beverwijk, Municipality::Heemskerk, Municipality::Velsen]
                .map(|municipality| names_municipality(text, municipality));
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn a_name_is_what_they_are_called() {
        for (text, expected) in [
            ("Sanne de Wit", "Sanne de Wit"),
            ("Ik heet Sanne de Wit", "Sanne de Wit"),
            ("mijn naam is Jan", "Jan"),
            ("I’m Jo", "Jo"),
            ("Ikram", "Ikram"),
            ("ik ben ", "ik ben"),
        ] {
            assert_eq!(name(text), expected, "{text}");
        }
    }

    #[test]
    fn steering_words_stand_alone() {
        for (text, expected) in [
            ("Terug", Some(Steer::Back)),
            ("sla over.", Some(Steer::Skip)),
            ("STOP!", Some(Steer::Stop)),
            ("Oké", Some(Steer::Yes)),
            ("Mijn ideeën", Some(Steer::MyIdeas)),
            ("mijn ideeën voor de haven", None),
            ("Stop de leegloop van het centrum", None),
            ("terug naar de natuur", None),
        ] {
            assert_eq!(steer(text), expected, "{text}");
        }
    }

    #[test]
    fn invisible_text_is_blank() {
        for (text, expected) in
            [("\u{200b}\u{feff} ", true), ("", true), (" \n", true), ("a", false), ("?", false), ("👍", false)]
        {
            assert_eq!(is_blank(text), expected, "{text:?}");
        }
    }
}
