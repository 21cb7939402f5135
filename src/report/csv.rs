//! The one writer of CSV (RFC 4180).
//!
//! Invariant: no cell is a formula, whatever somebody typed.

use super::sheet::{Cell, Sheet};

/// For whom a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// For programs: commas and single line feeds.
    Plain,
    /// For Excel as it is set up in the Netherlands: semicolons, since the comma is in its numbers; a byte order mark,
    /// by which it knows UTF-8; CR and LF.
    DutchExcel,
}

/// How Excel in the Netherlands writes a moment and reads it back.
const MOMENT: &str = "%d-%m-%Y %H:%M";

/// UTF-8's byte order mark.
const MARK: &str = "\u{feff}";

/// Headings and rows as CSV. Cells that a spreadsheet would take for a formula are made harmless. Every row must have as
/// many cells as there are headings.
///
/// # Errors
/// When a row has more or fewer.
pub fn write<R, C>(headings: &[&str], rows: R, style: Style) -> Result<Vec<u8>, ::csv::Error>
where
    R: IntoIterator<Item = C>,
    C: IntoIterator<Item: AsRef<str>>,
{
    let mut builder = ::csv::WriterBuilder::new();
    let mut start = Vec::new();
    if style == Style::DutchExcel {
        builder.delimiter(b';').terminator(::csv::Terminator::CRLF);
        start.extend_from_slice(MARK.as_bytes());
    }
    let mut writer = builder.from_writer(start);
    writer.write_record(headings)?;
    for row in rows {
        writer.write_record(row.into_iter().map(|cell| harmless(cell.as_ref())))?;
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}

/// The sheet for Excel as it is set up in the Netherlands.
///
/// # Errors
/// When a row has more or fewer cells than there are headings.
pub fn sheet(sheet: &Sheet) -> Result<Vec<u8>, ::csv::Error> {
    let headings: Vec<&str> = sheet.columns.iter().map(|column| column.heading.as_str()).collect();
    let cell = |cell: &Cell| match cell {
        Cell::Text(text) => text.clone(),
        Cell::Moment(at) => at.format(MOMENT).to_string(),
        Cell::Empty => String::new(),
    };
    write(&headings, sheet.rows.iter().map(|row| row.iter().map(cell)), Style::DutchExcel)
}

/// A spreadsheet takes a cell that begins with one of these for a formula; an apostrophe in front keeps it text
/// (<https://owasp.org/www-community/attacks/CSV_Injection>). The wide forms are those of Japanese and Chinese keyboards.
fn harmless(cell: &str) -> String {
    let dangerous = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
    if cell.starts_with(dangerous) { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_no_formulas() {
        for (cell, expected) in [
            ("=1+1", "'=1+1"),
            ("@sum", "'@sum"),
            ("+31612345678", "'+31612345678"),
            ("-2", "'-2"),
            ("\t=1", "'\t=1"),
            ("\r=1", "'\r=1"),
            ("\n=1", "'\n=1"),
            ("＝1+1", "'＝1+1"),
            ("a=b", "a=b"),
            ("06 12 34 56 78", "06 12 34 56 78"),
            ("", ""),
        ] {
            assert_eq!(harmless(cell), expected);
        }
    }

    fn check(cells: [&str; 2], style: Style, expected: &str) {
        let written = write(&["a", "b"], [cells], style).expect("two cells");
        assert_eq!(String::from_utf8(written).expect("UTF-8"), expected);
    }

    #[test]
    fn what_separates_cells_is_quoted_within_them() {
        check(["x, y", "regel 1\nregel 2"], Style::Plain, "a,b\n\"x, y\",\"regel 1\nregel 2\"\n");
        check(
            ["één; twee", "zei \"ja\"\r\nen nee"],
            Style::DutchExcel,
            "\u{feff}a;b\r\n\"één; twee\";\"zei \"\"ja\"\"\r\nen nee\"\r\n",
        );
        // A formula that would begin in the next cell if the quotes could be left.
        check(["x\";=1+1", ""], Style::DutchExcel, "\u{feff}a;b\r\n\"x\"\";=1+1\";\r\n");
    }

    #[test]
    fn rows_are_as_long_as_the_headings() {
        assert!(write(&["a", "b"], [["x"]], Style::Plain).is_err());
    }
}
