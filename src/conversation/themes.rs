//! Which of the programme's themes a typed text names.
//!
//! Invariant: a question, a 'yes' or a 'no idea' names no theme.

use super::agreeing::agrees;
use super::phrasing::looks_like_question;
use super::words;
use crate::ideas::Theme;

/// What the programme's themes are called, for whoever names one in so many words.
pub(super) const NAMES: [(Theme, &[&str]); 2] = [
    (
        Theme::InnovatieOndernemerschap,
        &[
            "innovatie en ondernemerschap",
            "innovatie",
            "ondernemerschap",
            "innovation and entrepreneurship",
            "innovation",
            "entrepreneurship",
        ],
    ),
    (
        Theme::OnderwijsArbeidsmarkt,
        &[
            "onderwijs en arbeidsmarkt",
            "onderwijs",
            "arbeidsmarkt",
            "aansluiting onderwijs op arbeidsmarkt",
            "education and the labour market",
            "education",
            "labour market",
        ],
    ),
];

/// The answer that none of them is meant.
const OTHER: [(Theme, &[&str]); 1] =
    [(Theme::Other, &["anders", "iets anders", "ander thema", "other", "something else"])];

/// Single words that place a sentence under a theme.
const HINTS: [(Theme, &[&str]); 2] = [
    (
        Theme::InnovatieOndernemerschap,
        &[
            "innovatie",
            "innovatief",
            "innovatieve",
            "innoveren",
            "vernieuwing",
            "ondernemen",
            "ondernemer",
            "ondernemers",
            "ondernemerschap",
            "startup",
            "startups",
            "innovation",
            "innovative",
            "entrepreneur",
            "entrepreneurs",
            "entrepreneurship",
        ],
    ),
    (
        Theme::OnderwijsArbeidsmarkt,
        &[
            "onderwijs",
            "opleiding",
            "opleidingen",
            "opleiden",
            "scholing",
            "school",
            "scholen",
            "leerling",
            "leerlingen",
            "student",
            "studenten",
            "stage",
            "stages",
            "mbo",
            "arbeidsmarkt",
            "personeel",
            "vakmensen",
            "education",
            "training",
            "schools",
            "students",
            "pupils",
            "labour",
            "staff",
        ],
    ),
];

/// The theme that is meant, also in a short sentence.
pub(super) fn theme(text: &str) -> Option<Theme> {
    if let Some(meant) = words::nearest(text, &NAMES).or_else(|| words::nearest(text, &OTHER)) {
        return Some(meant);
    }
    let plain = words::plain(text);
    let named: Vec<&str> = plain.split(' ').collect();
    let hinted = |(_, hints): &&(Theme, &[&str])| named.iter().any(|word| hints.contains(word));
    let mut meant = HINTS.iter().filter(hinted).map(|(theme, _)| *theme);
    // With words of both it is for the person to choose.
    meant.next().filter(|_| named.len() <= words::SENTENCE && meant.next().is_none())
}

/// Whether it may name a theme of their own: a few words that neither ask nor put off.
pub(super) fn names_something(text: &str) -> bool {
    let plain = words::plain(text);
    let undecided = ["geen", "weet", "idee", "maakt", "niet", "nee", "no", "not", "don", "dont", "know", "hmm"];
    let named: Vec<&str> = plain.split(' ').collect();
    named.len() <= words::SENTENCE
        && named.iter().any(|word| word.chars().filter(|c| c.is_alphabetic()).count() > 2)
        && !named.iter().any(|word| undecided.contains(word))
        && !looks_like_question(text)
        && agrees(text).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_theme_is_recognised_in_a_sentence() {
        for (text, expected) in [
            ("iets met onderwijs", Some(Theme::OnderwijsArbeidsmarkt)),
            ("een opleiding voor lassers", Some(Theme::OnderwijsArbeidsmarkt)),
            ("innovatieve ondernemers", Some(Theme::InnovatieOndernemerschap)),
            ("onderwijs en innovatie", None),
            ("iets met energie", None),
        ] {
            assert_eq!(theme(text), expected, "{text}");
        }
        for (text, expected) in [
            ("iets met energie", true),
            ("geen idee", false),
            ("hoe lang duurt het", false),
            ("5", false),
            ("ja", false),
        ] {
            assert_eq!(names_something(text), expected, "{text}");
        }
    }
}
