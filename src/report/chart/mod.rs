//! The overview as a picture that can be read on a phone.
//!
//! Invariant: every bar has its words and its number beside it, so that nothing depends on its colour; the same figures
//! give the same bytes.

mod canvas;
#[cfg(test)]
mod tests;

use canvas::{Canvas, Ink, Side, Type};

use super::figures::{Figures, RowKind, Week};
use super::words;
use crate::texts::{Arg, Locale, Texts, day, number, short_day};

/// In pixels.
pub const WIDTH: u32 = 1000;
/// In pixels.
pub const HEIGHT: u32 = 1000;

/// More bars than this are too thin to see on a phone.
const MOST_WEEKS: usize = 53;

/// Free on the left and the right, in pixels.
const MARGIN: f32 = 40.0;

/// Near black on white: contrast 16:1 (WCAG 2.2, 1.4.3 wants 4.5:1 of text).
const WORDS: Ink = (0x1d, 0x25, 0x2c);
/// 7:1.
const QUIET: Ink = (0x50, 0x5a, 0x64);
/// 8:1; of what is no text 3:1 is wanted (1.4.11).
const BAR: Ink = (0x0b, 0x4f, 0x8a);
/// For what did not go well: 6:1.
const OTHER_BAR: Ink = (0xa1, 0x4a, 0x00);
/// Behind a bar, to show how long it could be.
const TRACK: Ink = (0xe8, 0xec, 0xf0);

const INKS: [Ink; 5] = [WORDS, QUIET, BAR, OTHER_BAR, TRACK];

const TITLE: Type = Type { size: 44.0, ink: WORDS, bold: true };
const HEADING: Type = Type { size: 30.0, ink: WORDS, bold: true };
const LABEL: Type = Type { size: 25.0, ink: WORDS, bold: false };
const NUMBER: Type = Type { size: 25.0, ink: WORDS, bold: true };
const SMALL: Type = Type { size: 22.0, ink: QUIET, bold: false };

/// A bar lying down.
struct Bar {
    label: String,
    number: u64,
    ink: Ink,
}

/// The picture of the figures as PNG, [`WIDTH`] by [`HEIGHT`] pixels, some 45 kB.
pub fn png(figures: &Figures, texts: &Texts, locale: Locale) -> Vec<u8> {
    let mut canvas = Canvas::new(WIDTH, HEIGHT, &INKS);
    head(&mut canvas, figures, texts, locale);
    weeks(&mut canvas, figures, texts, locale);
    let bar = |label, number| Bar { label, number, ink: BAR };
    let label = |key: &str| texts.label(locale, key);
    let (left, right) = (MARGIN, WIDTH as f32 / 2.0 + 20.0);
    let municipalities = figures.by_municipality.iter();
    let municipalities = municipalities.map(|(one, count)| bar(words::municipality(texts, locale, *one), *count));
    bars(&mut canvas, (left, 470.0), &label("report-municipalities"), &municipalities.collect::<Vec<_>>(), locale);
    let statuses =
        figures.by_status.iter().map(|(one, count)| bar(words::status(texts, locale, *one, RowKind::Idea), *count));
    bars(&mut canvas, (right, 470.0), &label("report-statuses"), &statuses.collect::<Vec<_>>(), locale);
    let asked = [
        bar(label("report-answered"), figures.asked.answered),
        Bar { ink: OTHER_BAR, ..bar(label("report-unanswered"), figures.asked.unanswered) },
        bar(label("report-liked"), figures.asked.liked),
        Bar { ink: OTHER_BAR, ..bar(label("report-disliked"), figures.asked.disliked) },
    ];
    bars(&mut canvas, (left, 746.0), &label("report-asked"), &asked, locale);
    canvas.png()
}

/// The title, the period, and the most important numbers.
fn head(canvas: &mut Canvas, figures: &Figures, texts: &Texts, locale: Locale) {
    canvas.write(&texts.label(locale, "report-title"), MARGIN, 62.0, Side::Right, TITLE);
    let period = figures.scope.period;
    let (from, to) = (day(locale, period.from()), day(locale, period.to()));
    let args = [("from", Arg::Text(&from)), ("to", Arg::Text(&to))];
    let period = texts.with(locale, "report-period", &args).to_plain();
    canvas.write(&period, WIDTH as f32 - MARGIN, 60.0, Side::Left, SMALL);
    let counted =
        |key: &'static str, count: u64| texts.with(locale, key, &[("count", Arg::Number(shown(count)))]).to_plain();
    let waiting = [
        ("count", Arg::Number(shown(figures.waiting.len() as u64))),
        ("days", Arg::Number(i64::from(figures.scope.patience))),
    ];
    let waiting = texts.with(locale, "report-waiting", &waiting).to_plain();
    let line = [counted("report-ideas", figures.ideas), counted("report-questions", figures.questions), waiting];
    let line = canvas.fitting(&line.join("  ·  "), LABEL.size, WIDTH as f32 - 2.0 * MARGIN);
    canvas.write(&line, MARGIN, 106.0, Side::Right, LABEL);
    let below = if figures.is_empty() {
        Some(texts.label(locale, "report-empty"))
    } else {
        figures.median_days_to_touch.map(|days| median(texts, locale, days))
    };
    if let Some(below) = below {
        canvas.write(&below, MARGIN, 140.0, Side::Right, SMALL);
    }
}

/// In how many days half of the ideas were taken up; below one the decimals tell nobody anything.
fn median(texts: &Texts, locale: Locale, days: f64) -> String {
    if days <= 1.0 {
        return texts.label(locale, "report-median-day");
    }
    let time = one_decimal(locale, days);
    texts.with(locale, "report-median", &[("time", Arg::Text(&time))]).to_plain()
}

/// A bar for each week, standing.
fn weeks(canvas: &mut Canvas, figures: &Figures, texts: &Texts, locale: Locale) {
    const TOP: f32 = 216.0;
    const BOTTOM: f32 = 386.0;
    let left_out = figures.weeks.len().saturating_sub(MOST_WEEKS);
    let weeks = &figures.weeks[left_out..];
    let heading = if left_out == 0 {
        texts.label(locale, "report-weeks")
    } else {
        texts.with(locale, "report-weeks-last", &[("count", Arg::Number(MOST_WEEKS as i64))]).to_plain()
    };
    canvas.write(&heading, MARGIN, 190.0, Side::Right, HEADING);
    let width = WIDTH as f32 - 2.0 * MARGIN;
    let most = weeks.iter().map(|(_, count)| *count).max().unwrap_or(0).max(1);
    // A few weeks do not become walls.
    let pitch = (width / weeks.len().max(1) as f32).min(110.0);
    let gap = (pitch * 0.2).max(3.0);
    let widest = weeks.iter().map(|(_, count)| canvas.width(&number(locale, shown(*count)), SMALL.size));
    let numbers_fit = widest.fold(0.0, f32::max) <= pitch;
    for (index, (_, count)) in weeks.iter().enumerate() {
        let x = MARGIN + index as f32 * pitch;
        let height = (BOTTOM - TOP - 26.0) * (*count as f32 / most as f32);
        canvas.rectangle(x + gap / 2.0, BOTTOM - height, pitch - gap, height, BAR);
        // Between thin bars there is room for the highest alone.
        if *count > 0 && (numbers_fit || *count == most) {
            let text = number(locale, shown(*count));
            canvas.write(&text, x + pitch / 2.0, BOTTOM - height - 6.0, Side::Middle, Type { ink: WORDS, ..SMALL });
        }
    }
    canvas.rectangle(MARGIN, BOTTOM, width, 2.0, QUIET);
    dates(canvas, weeks, pitch, BOTTOM, locale);
}

/// The Mondays below the bars, as many as fit; that of the newest week always.
fn dates(canvas: &mut Canvas, weeks: &[(Week, u64)], pitch: f32, bottom: f32, locale: Locale) {
    let every = (100.0 / pitch).ceil().max(1.0) as usize;
    for (back, (week, _)) in weeks.iter().rev().enumerate().step_by(every) {
        let x = MARGIN + (weeks.len() - 1 - back) as f32 * pitch + pitch / 2.0;
        let text = short_day(locale, week.monday());
        let half = canvas.width(&text, SMALL.size) / 2.0;
        let inside = x.clamp(MARGIN / 2.0 + half, WIDTH as f32 - MARGIN / 2.0 - half);
        canvas.rectangle(x - 1.0, bottom, 2.0, 8.0, QUIET);
        canvas.write(&text, inside, bottom + 32.0, Side::Middle, SMALL);
    }
}

/// A heading, and bars that lie below each other with their words above them.
fn bars(canvas: &mut Canvas, (x, y): (f32, f32), heading: &str, bars: &[Bar], locale: Locale) {
    const STEP: f32 = 53.0;
    let width = WIDTH as f32 / 2.0 - MARGIN - 20.0;
    canvas.write(heading, x, y, Side::Right, HEADING);
    let most = bars.iter().map(|bar| bar.number).max().unwrap_or(0).max(1);
    for (index, bar) in bars.iter().enumerate() {
        let base = y + 36.0 + index as f32 * STEP;
        let text = number(locale, shown(bar.number));
        let room = width - canvas.width(&text, NUMBER.size) - 20.0;
        let label = canvas.fitting(&bar.label, LABEL.size, room);
        canvas.write(&label, x, base, Side::Right, LABEL);
        canvas.write(&text, x + width, base, Side::Left, NUMBER);
        canvas.rectangle(x, base + 8.0, width, 11.0, TRACK);
        canvas.rectangle(x, base + 8.0, width * (bar.number as f32 / most as f32), 11.0, bar.ink);
    }
}

/// For showing: more than nine quintillion is not told apart.
fn shown(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// `1,5` or `1.5`.
fn one_decimal(locale: Locale, value: f64) -> String {
    let text = format!("{value:.1}");
    match locale {
        Locale::Nl => text.replace('.', ","),
        Locale::En => text,
    }
}
