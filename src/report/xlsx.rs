//! A sheet as a workbook for Excel and its like (Office Open XML).
//!
//! Invariant: a text is a text, never a formula, a link or a number; a moment is a date that can be sorted.

use chrono::{DateTime, Utc};
use rust_xlsxwriter::{DocProperties, Format, FormatAlign, Workbook, XlsxError};

use super::sheet::{Cell, Sheet};

/// How a moment shows. Excel puts in the separators of the reader's country.
const MOMENT: &str = "dd-mm-yyyy hh:mm";

/// What Excel takes in a cell, in UTF-16 units (<https://support.microsoft.com/office/1672b34d>).
const LONGEST: usize = 32_767;

/// The bytes of the workbook, the same for the same sheet; `made` is written in it as its date.
///
/// # Errors
/// When there are more rows or columns than a sheet can have (1,048,576 and 16,384).
pub fn write(sheet: &Sheet, made: DateTime<Utc>) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    workbook.set_properties(&DocProperties::new().set_title(&sheet.name).set_creation_datetime(&made.naive_utc()));
    let heading = Format::new().set_bold();
    let text = Format::new().set_align(FormatAlign::Top).set_text_wrap().set_num_format("@");
    let moment = Format::new().set_align(FormatAlign::Top).set_num_format(MOMENT);
    let page = workbook.add_worksheet();
    page.set_name(&sheet.name)?;
    page.set_freeze_panes(1, 0)?;
    for (column, kept) in (0u16..).zip(&sheet.columns) {
        page.set_column_width(column, kept.width)?;
        page.write_string_with_format(0, column, &kept.heading, &heading)?;
    }
    for (row, cells) in (1u32..).zip(&sheet.rows) {
        for (column, cell) in (0u16..).zip(cells) {
            match cell {
                Cell::Text(found) => page.write_string_with_format(row, column, fitting(found), &text)?,
                Cell::Moment(at) => page.write_datetime_with_format(row, column, at, &moment)?,
                Cell::Empty => continue,
            };
        }
    }
    if let (Ok(last), Some(columns)) = (u32::try_from(sheet.rows.len()), sheet.columns.len().checked_sub(1)) {
        page.autofilter(0, 0, last, u16::try_from(columns).unwrap_or(u16::MAX))?;
    }
    workbook.save_to_buffer()
}

/// What fits in a cell, without the two characters that no XML can hold.
fn fitting(text: &str) -> String {
    let allowed = |c: &char| !matches!(c, '\u{fffe}' | '\u{ffff}');
    if text.encode_utf16().count() <= LONGEST {
        return text.chars().filter(allowed).collect();
    }
    let mut left = LONGEST - 1;
    let kept = text.chars().filter(allowed).take_while(|c| {
        let fits = c.len_utf16() <= left;
        left = left.saturating_sub(c.len_utf16());
        fits
    });
    let mut kept: String = kept.collect();
    kept.push('…');
    kept
}
