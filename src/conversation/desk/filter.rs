//! Which leads a list shows: what was tapped, and what was typed behind the command.
//!
//! Invariant: a [`Filter`] is five letters in the data of a button, whatever is chosen; words that were typed are not in
//! it, as they can be long and personal.

use chrono::{DateTime, Datelike, Utc};

use super::super::{themes, words};
use crate::answering::normalise;
use crate::ideas::{Municipality, Status, Theme};
use crate::report::figures::{IdeaRow, RowKind, Week, day_of};

/// So much of what was typed is searched for, in characters.
const LONGEST: usize = 100;
/// A name of a filter has at most so many words.
const NAME: usize = 4;

/// What a list is narrowed to; `None` lets everything through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Filter {
    pub(super) kind: Option<RowKind>,
    pub(super) standing: Option<Standing>,
    pub(super) municipality: Option<Municipality>,
    pub(super) theme: Option<Theme>,
    pub(super) span: Option<Span>,
}

/// How far a lead is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// Somebody has something to do with it.
    Open,
    Is(Status),
}

/// Since when, by the calendar in the IJmond.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Span {
    Week,
    Month,
    Year,
}

/// One of the five things that can be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Standing,
    Municipality,
    Theme,
    Span,
    Kind,
}

const KINDS: [(RowKind, char); 2] = [(RowKind::Idea, 'i'), (RowKind::Question, 'q')];
const STANDINGS: [(Standing, char); 8] = [
    (Standing::Open, 'o'),
    (Standing::Is(Status::New), 'n'),
    (Standing::Is(Status::InProgress), 'p'),
    (Standing::Is(Status::Talked), 't'),
    (Standing::Is(Status::Supported), 's'),
    (Standing::Is(Status::NotFitting), 'f'),
    (Standing::Is(Status::Referred), 'r'),
    (Standing::Is(Status::Withdrawn), 'w'),
];
const MUNICIPALITIES: [(Municipality, char); 4] = [
    (Municipality::Beverwijk, 'b'),
    (Municipality::Heemskerk, 'h'),
    (Municipality::Velsen, 'v'),
    (Municipality::Other, 'o'),
];
const THEMES: [(Theme, char); 3] =
    [(Theme::InnovatieOndernemerschap, 'i'), (Theme::OnderwijsArbeidsmarkt, 'e'), (Theme::Other, 'o')];
const SPANS: [(Span, char); 3] = [(Span::Week, 'w'), (Span::Month, 'm'), (Span::Year, 'y')];
/// In place of what is not chosen.
const ALL: char = '-';

/// What a word or a few of them name.
const NAMES: [(Named, &[&str]); 19] = [
    (Named::Everything, &["alles", "alle", "all", "everything", "ideeen en vragen", "ideas and questions"]),
    (Named::Kind(RowKind::Idea), &["idee", "ideeen", "idea", "ideas"]),
    (Named::Kind(RowKind::Question), &["vraag", "vragen", "question", "questions"]),
    (Named::Standing(Standing::Open), &["open", "openstaand", "openstaande", "wacht", "wachtend", "waiting"]),
    (Named::Standing(Standing::Is(Status::New)), &["nieuw", "nieuwe", "new"]),
    (Named::Standing(Standing::Is(Status::InProgress)), &["in behandeling", "behandeling", "in progress"]),
    (
        Named::Standing(Standing::Is(Status::Talked)),
        &["gesproken", "besproken", "beantwoord", "beantwoorde", "talked", "spoken", "answered"],
    ),
    (Named::Standing(Standing::Is(Status::Supported)), &["ondersteund", "ondersteunde", "supported"]),
    (
        Named::Standing(Standing::Is(Status::NotFitting)),
        &["niet passend", "niet passende", "past niet", "not fitting", "does not fit"],
    ),
    (Named::Standing(Standing::Is(Status::Referred)), &["doorverwezen", "referred"]),
    (Named::Standing(Standing::Is(Status::Withdrawn)), &["ingetrokken", "withdrawn"]),
    (Named::Municipality(Municipality::Beverwijk), &["beverwijk", "gemeente beverwijk"]),
    (Named::Municipality(Municipality::Heemskerk), &["heemskerk", "gemeente heemskerk"]),
    (Named::Municipality(Municipality::Velsen), &["velsen", "gemeente velsen"]),
    (Named::Municipality(Municipality::Other), &["andere gemeente", "other municipality", "another municipality"]),
    (Named::Theme(Theme::Other), &["ander thema", "other theme", "another theme"]),
    (Named::Span(Span::Week), &["deze week", "week", "this week"]),
    (Named::Span(Span::Month), &["deze maand", "maand", "this month", "month"]),
    (Named::Span(Span::Year), &["dit jaar", "jaar", "this year", "year"]),
];

#[derive(Debug, Clone, Copy)]
enum Named {
    Everything,
    Kind(RowKind),
    Standing(Standing),
    Municipality(Municipality),
    Theme(Theme),
    Span(Span),
}

impl Part {
    pub(super) const ALL: [Self; 5] = [Self::Standing, Self::Municipality, Self::Theme, Self::Span, Self::Kind];

    pub(super) fn letter(self) -> char {
        match self {
            Self::Standing => 's',
            Self::Municipality => 'm',
            Self::Theme => 't',
            Self::Span => 'p',
            Self::Kind => 'k',
        }
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| text.chars().eq([part.letter()]))
    }
}

impl Filter {
    /// Five letters: kind, standing, municipality, theme, span.
    pub(super) fn code(self) -> String {
        [
            letter(&KINDS, self.kind),
            letter(&STANDINGS, self.standing),
            letter(&MUNICIPALITIES, self.municipality),
            letter(&THEMES, self.theme),
            letter(&SPANS, self.span),
        ]
        .into_iter()
        .collect()
    }

    /// `None` for what [`Filter::code`] never gives.
    pub(super) fn parse(code: &str) -> Option<Self> {
        let mut letters = code.chars();
        let mut next = || letters.next();
        let filter = Self {
            kind: value(&KINDS, next()?)?,
            standing: value(&STANDINGS, next()?)?,
            municipality: value(&MUNICIPALITIES, next()?)?,
            theme: value(&THEMES, next()?)?,
            span: value(&SPANS, next()?)?,
        };
        letters.next().is_none().then_some(filter)
    }

    /// The filters that can take the place of this one by choosing for a part: all of it first.
    pub(super) fn choices(self, part: Part) -> Vec<Self> {
        fn some<T: Copy, const N: usize>(table: &[(T, char); N]) -> impl Iterator<Item = Option<T>> {
            std::iter::once(None).chain(table.iter().map(|(value, _)| Some(*value)))
        }
        match part {
            Part::Kind => some(&KINDS).map(|kind| Self { kind, ..self }).collect(),
            Part::Standing => {
                let fits = |standing: &Option<Standing>| standing.is_none_or(|standing| standing.may_have(self.kind));
                some(&STANDINGS).filter(fits).map(|standing| Self { standing, ..self }).collect()
            }
            Part::Municipality => some(&MUNICIPALITIES).map(|municipality| Self { municipality, ..self }).collect(),
            Part::Theme => some(&THEMES).map(|theme| Self { theme, ..self }).collect(),
            Part::Span => some(&SPANS).map(|span| Self { span, ..self }).collect(),
        }
    }

    /// What was typed: words that name a filter become one (of two for the same part the last counts), the others are
    /// searched for. What stands between double quotes is searched for as it is.
    pub(super) fn read(typed: &str) -> (Self, Vec<String>) {
        let mut filter = Self::default();
        let mut wanted = Vec::new();
        let typed: String = typed.chars().take(LONGEST).collect();
        for (index, piece) in typed.split(['"', '“', '”', '„']).enumerate() {
            let piece = normalise(piece);
            if index % 2 == 1 {
                wanted.push(piece);
                continue;
            }
            let words: Vec<&str> = piece.split(' ').collect();
            let mut rest = words.as_slice();
            while let Some((word, behind)) = rest.split_first() {
                // The longest name first: 'innovatie en ondernemerschap' is one.
                let longest = (1..=NAME.min(rest.len())).rev();
                let named = longest.filter_map(|length| Some((named(&rest[..length].join(" "))?, length))).next();
                match named {
                    Some((named, length)) => {
                        filter.take(named);
                        rest = &rest[length..];
                    }
                    None => {
                        wanted.push((*word).to_owned());
                        rest = behind;
                    }
                }
            }
        }
        wanted.retain(|word| !word.is_empty());
        (filter, wanted)
    }

    fn take(&mut self, named: Named) {
        match named {
            Named::Everything => {}
            Named::Kind(kind) => self.kind = Some(kind),
            Named::Standing(standing) => self.standing = Some(standing),
            Named::Municipality(municipality) => self.municipality = Some(municipality),
            Named::Theme(theme) => self.theme = Some(theme),
            Named::Span(span) => self.span = Some(span),
        }
    }

    /// Whether the lead is shown at `now`, when `words` are searched for as well.
    pub(super) fn shows(self, row: &IdeaRow, words: &[String], now: DateTime<Utc>) -> bool {
        row.kind != RowKind::Erased
            && self.kind.is_none_or(|kind| kind == row.kind)
            && self.standing.is_none_or(|standing| standing.has(row))
            && self.municipality.is_none_or(|municipality| lies_in(row, municipality))
            && self.theme.is_none_or(|theme| Some(theme) == row.theme)
            && self.span.is_none_or(|span| span.has(row.submitted, now))
            && (words.is_empty() || found(row, words))
    }
}

impl Standing {
    /// Whether a lead of this kind can be so far.
    fn may_have(self, kind: Option<RowKind>) -> bool {
        kind != Some(RowKind::Question)
            || matches!(self, Self::Open | Self::Is(Status::New | Status::InProgress | Status::Talked))
    }

    fn has(self, row: &IdeaRow) -> bool {
        match self {
            Self::Is(status) => row.status == status,
            Self::Open if row.kind == RowKind::Question => matches!(row.status, Status::New | Status::InProgress),
            Self::Open => !row.status.is_closed(),
        }
    }
}

impl Span {
    fn has(self, at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
        let (day, today) = (day_of(at), day_of(now));
        match self {
            Self::Week => Week::of(day) == Week::of(today),
            Self::Month => (day.year(), day.month()) == (today.year(), today.month()),
            Self::Year => day.year() == today.year(),
        }
    }
}

fn named(words: &str) -> Option<Named> {
    let theme =
        || themes::NAMES.iter().find(|(_, names)| names.contains(&words)).map(|(theme, _)| Named::Theme(*theme));
    NAMES.iter().find(|(_, names)| names.contains(&words)).map(|(named, _)| *named).or_else(theme)
}

/// Whether it is about this municipality, by itself or among several.
fn lies_in(row: &IdeaRow, municipality: Municipality) -> bool {
    row.municipality.is_some_and(|chosen| {
        chosen == municipality
            || (chosen == Municipality::Other && words::names_municipality(row.places.as_str(), municipality))
    })
}

/// Whether all of the words stand in it, capitals and accents or not.
fn found(row: &IdeaRow, words: &[String]) -> bool {
    let reference = row.reference.to_string();
    let texts = [&row.title, &row.text, &row.name, &row.organisation, &row.places].map(|text| normalise(text.as_str()));
    let reference = normalise(&reference);
    words.iter().all(|word| reference.contains(word) || texts.iter().any(|text| text.contains(word)))
}

fn letter<T: PartialEq>(table: &[(T, char)], chosen: Option<T>) -> char {
    table.iter().find(|(value, _)| Some(value) == chosen.as_ref()).map_or(ALL, |(_, letter)| *letter)
}

fn value<T: Copy>(table: &[(T, char)], letter: char) -> Option<Option<T>> {
    if letter == ALL {
        return Some(None);
    }
    table.iter().find(|(_, known)| *known == letter).map(|(value, _)| Some(*value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ideas::Reference;

    fn check(typed: &str, code: &str, words: &[&str]) {
        let (filter, wanted) = Filter::read(typed);
        assert_eq!(
            (filter.code().as_str(), wanted),
            (code, words.iter().map(|word| (*word).to_owned()).collect()),
            "{typed}"
        );
        assert_eq!(Filter::parse(code), Some(filter));
    }

    #[test]
    fn words_that_name_something_are_filters_and_the_rest_is_searched() {
        for (typed, code, words) in [
            ("", "-----", &[][..]),
            ("  ", "-----", &[]),
            ("waterstof", "-----", &["waterstof"]),
            ("0042", "-----", &["0042"]),
            ("velsen nieuw", "-nv--", &[]),
            ("Nieuwe ideeën, Velsen!", "inv--", &[]),
            ("vragen deze week", "q---w", &[]),
            ("question this month", "q---m", &[]),
            ("dit jaar innovatie en ondernemerschap", "---iy", &[]),
            ("onderwijs en sport", "---e-", &["en", "sport"]),
            ("andere gemeente in behandeling", "-po--", &[]),
            ("niet passend niet", "-f---", &["niet"]),
            ("open bakker", "-o---", &["bakker"]),
            ("alles", "-----", &[]),
            ("nieuw gesproken", "-t---", &[]),
            ("\"velsen\" nieuw", "-n---", &["velsen"]),
            ("\"deze week\" ijmuiden", "-----", &["deze week", "ijmuiden"]),
            ("café Één", "-----", &["cafe", "een"]),
            ("\"", "-----", &[]),
            ("🚀", "-----", &[]),
        ] {
            check(typed, code, words);
        }
        let long = "waterstof ".repeat(50);
        assert_eq!(Filter::read(&long).1.len(), 10);
    }

    #[test]
    fn codes_are_read_back_and_others_are_not() {
        for part in Part::ALL {
            assert_eq!(Part::parse(&part.letter().to_string()), Some(part));
            for filter in Filter::default().choices(part) {
                assert_eq!(Filter::parse(&filter.code()), Some(filter));
            }
        }
        for code in ["", "----", "------", "x----", "é----", "-----:", "-N---"] {
            assert_eq!(Filter::parse(code), None, "{code}");
        }
        assert_eq!((Part::parse(""), Part::parse("sm")), (None, None));
    }

    #[test]
    fn a_question_is_offered_what_a_question_can_be() {
        let offered = |kind| {
            let filter = Filter { kind, ..Filter::default() };
            filter.choices(Part::Standing).into_iter().map(Filter::code).collect::<Vec<_>>()
        };
        assert_eq!(offered(Some(RowKind::Question)), ["q----", "qo---", "qn---", "qp---", "qt---"]);
        assert_eq!((offered(Some(RowKind::Idea)).len(), offered(None).len()), (9, 9));
    }

    fn row() -> IdeaRow {
        IdeaRow {
            kind: RowKind::Idea,
            status: Status::Talked,
            municipality: Some(Municipality::Velsen),
            theme: Some(Theme::Other),
            name: "Zoë de Wit".into(),
            organisation: "De Wit Branders".into(),
            title: "Een brander op waterstof".into(),
            text: "Wij laten leerlingen bouwen.".into(),
            ..IdeaRow::erased(Reference::new(2026, 42), Status::New, "2026-11-01T12:00:00Z".parse().expect("a moment"))
        }
    }

    #[test]
    fn leads_are_found_by_all_that_is_asked() {
        let now = "2026-11-24T08:15:00Z".parse().expect("a moment");
        for (typed, expected) in [
            ("", true),
            ("velsen", true),
            ("beverwijk", false),
            ("gesproken", true),
            ("open", true),
            ("nieuw", false),
            ("ander thema", true),
            ("onderwijs", false),
            ("deze week", false),
            ("deze maand", true),
            ("dit jaar", true),
            ("ideeen", true),
            ("vragen", false),
            ("zoe", true),
            ("WATERSTOF leerlingen branders", true),
            ("waterstof school", false),
            ("0042", true),
            ("IJM-2026-0042", true),
            ("IJM-2026-0043", false),
            ("\"op waterstof\"", true),
            ("\"waterstof op\"", false),
        ] {
            let (filter, words) = Filter::read(typed);
            assert_eq!(filter.shows(&row(), &words, now), expected, "{typed}");
        }
        let places = "Velsen en Zandvoort".into();
        let several = IdeaRow { municipality: Some(Municipality::Other), places, ..row() };
        for (typed, expected) in [
            ("velsen", true),
            ("andere gemeente", true),
            ("zandvoort", true),
            ("beverwijk", false),
            ("velsen nieuw", false),
        ] {
            let (filter, words) = Filter::read(typed);
            assert_eq!(filter.shows(&several, &words, now), expected, "{typed}");
        }
        let erased = IdeaRow { kind: RowKind::Erased, ..row() };
        assert!(!Filter::default().shows(&erased, &[], now), "of an erased lead there is nothing to show");
        let answered = IdeaRow { kind: RowKind::Question, municipality: None, ..row() };
        let open = Filter { standing: Some(Standing::Open), ..Filter::default() };
        assert!(!open.shows(&answered, &[], now), "a question that was answered waits for nobody");
    }
}
