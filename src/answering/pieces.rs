//! Words taken apart into pieces of a few letters.
//!
//! Invariant: a piece never cuts a letter in two, and the ends of the word are marked with a space.

use std::ops::RangeInclusive;

use super::hash::Key;

/// Finds every piece whose length in letters is in `lengths`, with its key in the key space `kind`. `padded` is room
/// to work in.
pub(super) fn each(
    word: &str,
    padded: &mut String,
    lengths: RangeInclusive<usize>,
    kind: Key,
    mut found: impl FnMut(u64, &str),
) {
    padded.clear();
    padded.push(' ');
    padded.push_str(word);
    padded.push(' ');
    let bytes = padded.as_bytes();
    let mut start = 0;
    while start < bytes.len() {
        let mut key = kind;
        let mut end = start;
        for length in 1..=*lengths.end() {
            if end >= bytes.len() {
                break;
            }
            let next = end + width(bytes[end]);
            key = key.with(&bytes[end..next]);
            end = next;
            if lengths.contains(&length) {
                found(key.finish(), &padded[start..end]);
            }
        }
        start += width(bytes[start]);
    }
}

/// The bytes of the UTF-8 character that starts with this one.
fn width(first: u8) -> usize {
    match first {
        0..0xc0 => 1,
        0xc0..0xe0 => 2,
        0xe0..0xf0 => 3,
        _ => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_mark_the_ends_and_keep_letters_whole() {
        let mut pieces = vec![];
        each("zeeë", &mut String::new(), 2..=3, Key::of_kind(0), |_, piece| pieces.push(piece.to_owned()));
        assert_eq!(pieces, [" z", " ze", "ze", "zee", "ee", "eeë", "eë", "eë ", "ë "]);
    }
}
