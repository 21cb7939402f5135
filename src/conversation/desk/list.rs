//! The list of leads in a programme manager's chat: pages of short lines, narrowed by tapping and by typing.
//!
//! Invariant: all that a button says is in its data but the words that were searched for, which the session keeps under a
//! number; a list whose words are forgotten says that it is old. A list fits in one message, whatever people typed.

use super::super::fields::value;
use super::super::reply::Reply;
use super::super::{Button, Message};
use super::filter::{Filter, Part, Span, Standing};
use crate::ideas::{Private, Status};
use crate::report::figures::{IdeaRow, RowKind, day_of};
use crate::texts::{Arg, Locale, Markup, capitalised, short_day, shorten, status_key};
use chrono::Datelike;

/// So many leads are on a page: what a phone shows without much scrolling.
pub(super) const PAGE: usize = 6;
/// So many characters of a title, and of who it is from.
const TITLE: usize = 60;
const WHO: usize = 40;
/// The number of a list in which nothing is searched for.
const NO_SEARCH: i64 = 0;

/// What a list shows.
struct View {
    filter: Filter,
    /// The number under which the session keeps the words.
    search: i64,
    words: Vec<Private>,
    page: usize,
}

impl View {
    fn data(&self, filter: Filter, page: usize) -> String {
        show_data(filter, self.search, page)
    }
}

fn show_data(filter: Filter, search: i64, page: usize) -> String {
    format!("list:show:{}:{search}:{page}", filter.code())
}

/// The data of the button that lists the questions that wait.
pub(super) fn waiting_questions() -> String {
    let filter = Filter { kind: Some(RowKind::Question), standing: Some(Standing::Open), ..Filter::default() };
    show_data(filter, NO_SEARCH, 0)
}

/// The list that is asked for by a command and what was typed behind it.
pub(super) fn ask(reply: &mut Reply<'_>, typed: &Private) {
    let (filter, words) = Filter::read(typed.as_str());
    let words: Vec<Private> = words.into_iter().map(Private).collect();
    let search = match words.as_slice() {
        [] => NO_SEARCH,
        words => reply.session.remember_search(words.to_vec(), reply.context.now),
    };
    show(reply, &View { filter, search, words, page: 0 }, None);
}

/// A button of a list was pressed, under `message`; `data` without its area.
pub(super) fn press(reply: &mut Reply<'_>, message: Option<i64>, data: &str) {
    let parts: Vec<&str> = data.split(':').collect();
    let known = match parts.as_slice() {
        ["show", code, search, page] => view(reply, code, search, page).map(|view| (view, None)),
        ["pick", part, code, search] => {
            view(reply, code, search, "0").and_then(|view| Some((view, Some(Part::parse(part)?))))
        }
        _ => return reply.say("desk-button-old"),
    };
    let Some((view, part)) = known else {
        let text = reply.text("desk-list-old");
        let rows = vec![vec![reply.button("desk-list-everything", show_data(Filter::default(), NO_SEARCH, 0))]];
        return reply.tell(text, rows);
    };
    match part {
        Some(part) => pick(reply, &view, part, message),
        None => show(reply, &view, message),
    }
}

/// `None` when the data is not ours or its words are forgotten.
fn view(reply: &Reply<'_>, code: &str, search: &str, page: &str) -> Option<View> {
    let filter = Filter::parse(code)?;
    let (search, page) = (search.parse().ok()?, page.parse().ok()?);
    let words = match search {
        NO_SEARCH => Vec::new(),
        number => reply.session.searches.iter().find(|known| known.number == number)?.words.clone(),
    };
    Some(View { filter, search, words, page })
}

/// Shows a page, in place of `message` where there is one.
fn show(reply: &mut Reply<'_>, view: &View, message: Option<i64>) {
    let all = || reply.context.desk.into_iter().flat_map(|desk| &desk.leads).filter(|row| row.kind != RowKind::Erased);
    let words: Vec<String> = view.words.iter().map(|word| word.as_str().to_owned()).collect();
    let shown: Vec<&IdeaRow> = all().filter(|row| view.filter.shows(row, &words, reply.context.now)).collect();
    let total = all().count();
    if total == 0 {
        let text = reply.text("desk-list-empty");
        return reply.send(Message::text(text).instead_of(message));
    }
    let pages = shown.len().div_ceil(PAGE).max(1);
    let page = view.page.min(pages - 1);
    let mut parts = vec![heading(reply, view, shown.len(), total)];
    parts.extend(shown.iter().skip(page * PAGE).take(PAGE).map(|row| line(reply, row)));
    if shown.is_empty() {
        parts.push(reply.text("desk-list-none"));
    }
    if pages > 1 {
        let args = [("number", Arg::Number(page as i64 + 1)), ("total", Arg::Number(pages as i64))];
        parts.push(reply.fill("desk-list-page", &args));
    }
    let mut turning = Vec::new();
    if page > 0 {
        turning.push(reply.button("desk-list-previous", view.data(view.filter, page - 1)));
    }
    if page + 1 < pages {
        turning.push(reply.button("desk-list-next", view.data(view.filter, page + 1)));
    }
    let mut rows = vec![turning];
    rows.extend(parts_buttons(reply, view));
    if view.filter != Filter::default() || view.search != NO_SEARCH {
        rows.push(vec![reply.button("desk-list-everything", show_data(Filter::default(), NO_SEARCH, 0))]);
    }
    rows.retain(|row| !row.is_empty());
    reply.send(Message::with_buttons(Markup::join(&parts, "\n\n"), rows).instead_of(message));
}

/// How many there are, and what the list is narrowed to.
fn heading(reply: &Reply<'_>, view: &View, shown: usize, total: usize) -> Markup {
    let (count, of) = (("count", Arg::Number(shown as i64)), ("total", Arg::Number(total as i64)));
    let heading = if shown == total {
        reply.fill("desk-list-heading-all", &[count])
    } else {
        reply.fill("desk-list-heading", &[count, of])
    };
    let mut chosen: Vec<String> = Part::ALL.iter().filter_map(|part| chosen(reply, view.filter, *part)).collect();
    let quoted = |word: &Private| {
        let word = brief(word.as_str(), WHO);
        reply.fill("desk-list-word", &[("word", Arg::Text(&word))]).to_plain()
    };
    chosen.extend(view.words.iter().map(quoted));
    if chosen.is_empty() {
        return heading;
    }
    Markup::join([&heading, &Markup::plain(&chosen.join(" · "))], "\n")
}

/// One lead, in three short lines.
fn line(reply: &Reply<'_>, row: &IdeaRow) -> Markup {
    let of_question = row.kind == RowKind::Question;
    let word = match (reply.locale, of_question) {
        (Locale::Nl, false) => "idee",
        (Locale::En, false) => "idea",
        (Locale::Nl, true) => "vraag",
        (Locale::En, true) => "question",
    };
    let command = format!("/{word}_{}", row.reference.to_string().replace('-', "_"));
    let status = reply.text(status_key(row.status, of_question));
    let title = brief(if of_question { row.text.as_str() } else { row.title.as_str() }, TITLE);
    let who = if row.organisation.as_str().is_empty() { &row.name } else { &row.organisation };
    let mut last = vec![Markup::plain(&brief(who.as_str(), WHO))];
    last.extend(row.municipality.map(|one| match row.places.as_str() {
        "" => value::municipality(reply.context.texts, reply.locale, one),
        places => Markup::plain(&brief(places, WHO)),
    }));
    reply.fill(
        "desk-list-line",
        &[
            ("command", Arg::Text(&command)),
            ("status", Arg::Markup(&status)),
            ("age", Arg::Markup(&age(reply, row))),
            ("title", Arg::Text(&title)),
            ("who", Arg::Markup(&Markup::join(&last, " · "))),
        ],
    )
}

/// How long it waits; what has been taken up shows its day.
fn age(reply: &Reply<'_>, row: &IdeaRow) -> Markup {
    if row.status == Status::New {
        let days = (reply.context.now - row.submitted).num_days().max(0);
        return reply.fill("desk-list-waits", &[("days", Arg::Number(days))]);
    }
    let (day, today) = (day_of(row.submitted), day_of(reply.context.now));
    let shown = short_day(reply.locale, day);
    Markup::plain(&if day.year() == today.year() { shown } else { format!("{shown} {}", day.year()) })
}

/// The name of what is chosen for a part; `None` for all.
fn chosen(reply: &Reply<'_>, filter: Filter, part: Part) -> Option<String> {
    let (texts, locale) = (reply.context.texts, reply.locale);
    match part {
        Part::Standing => filter.standing.map(|standing| match standing {
            Standing::Open => reply.label("desk-list-open"),
            // One status with two names: of an idea and of a question.
            Standing::Is(Status::Talked) if filter.kind.is_none() => reply.label("desk-list-talked"),
            Standing::Is(status) => reply.label(status_key(status, filter.kind == Some(RowKind::Question))),
        }),
        Part::Municipality => filter.municipality.map(|one| value::municipality(texts, locale, one).to_plain()),
        Part::Theme => filter.theme.map(|one| value::theme(texts, locale, one).to_plain()),
        Part::Span => filter.span.map(|span| {
            reply.label(match span {
                Span::Week => "desk-list-week",
                Span::Month => "desk-list-month",
                Span::Year => "desk-list-year",
            })
        }),
        Part::Kind => filter
            .kind
            .map(|kind| reply.label(if kind == RowKind::Question { "desk-list-questions" } else { "desk-list-ideas" })),
    }
}

fn name(reply: &Reply<'_>, part: Part) -> String {
    reply.label(match part {
        Part::Standing => "desk-list-by-status",
        Part::Municipality => "desk-list-by-municipality",
        Part::Theme => "desk-list-by-theme",
        Part::Span => "desk-list-by-period",
        Part::Kind => "desk-list-by-kind",
    })
}

/// A button for each part that can be chosen, with what is chosen.
fn parts_buttons(reply: &Reply<'_>, view: &View) -> Vec<Vec<Button>> {
    let button = |part: &Part| {
        let name = name(reply, *part);
        let label = match chosen(reply, view.filter, *part) {
            Some(value) => format!("{name}: {value}"),
            None => name,
        };
        Button::new(label, format!("list:pick:{}:{}:{}", part.letter(), view.filter.code(), view.search))
    };
    Part::ALL.chunks(3).map(|row| row.iter().map(button).collect()).collect()
}

/// Puts what can be chosen for a part in place of the buttons of the list.
fn pick(reply: &mut Reply<'_>, view: &View, part: Part, message: Option<i64>) {
    let button = |filter: &Filter| {
        let label = match chosen(reply, *filter, part) {
            Some(value) => capitalised(&value),
            None => reply.label("desk-list-any"),
        };
        let label = if *filter == view.filter { format!("✓ {label}") } else { label };
        Button::new(label, view.data(*filter, 0))
    };
    let choices: Vec<Button> = view.filter.choices(part).iter().map(button).collect();
    let rows: Vec<Vec<Button>> = choices.chunks(2).map(<[Button]>::to_vec).collect();
    match message {
        Some(message) => reply.send(Message::buttons_of(message, rows)),
        None => {
            let text = Markup::plain(&name(reply, part));
            reply.tell(text, rows);
        }
    }
}

/// Cut short, also where a single character as people see it is a tower of code points.
pub(super) fn brief(text: &str, most: usize) -> String {
    let short = shorten(text, most);
    if short.encode_utf16().count() <= 2 * most {
        return short;
    }
    let mut left = 2 * most - 1;
    let fits = |c: &char| {
        let fits = c.len_utf16() <= left;
        left = left.saturating_sub(c.len_utf16());
        fits
    };
    let mut kept: String = short.chars().take_while(fits).collect();
    kept.push('…');
    kept
}
