//! The overview for the programme manager: figures, a picture of them, and all that was handed in as a sheet.
//!
//! Invariant: [`figures`] computes and does nothing else (it belongs to the core); all else here turns values into bytes,
//! the same bytes for the same values, and reads no clock, file or database.

pub mod chart;
pub mod csv;
pub mod figures;
mod rows;
pub mod sheet;
#[cfg(test)]
mod tests;
pub mod words;
pub mod xlsx;

pub use figures::{Count, Counted, Figures, IdeaRow, Period, RowKind, Scope};
pub use sheet::{Cell, Sheet};
