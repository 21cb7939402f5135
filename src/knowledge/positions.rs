//! Where every value of a YAML text stands.
//!
//! Invariant: the marks come in the order in which a reader meets the values: a list or map before what is in it, a
//! key before its value. A text with anchors, aliases or tags gives no marks, so each mark is exactly one value.

use saphyr_parser::{Event, Parser, Span};

use super::problems::Problem;

/// More than the format needs; deeper nesting is a mistake or an attack on the stack.
const DEEPEST: usize = 16;

/// The place and the shape of one value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mark {
    /// Counted from 1; of a block (`>-`), the line on which its text begins.
    pub(super) line: usize,
    pub(super) shape: Shape,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Shape {
    /// A text, number, `true`, or nothing, as it is written.
    Scalar(String),
    List,
    Map,
}

/// A problem with the YAML itself, in the words of the parser that met it.
pub(super) fn not_yaml(line: usize, column: usize, message: &str) -> Problem {
    const HINTS: [(&str, &str); 6] = [
        ("mapping values are not allowed", "put a text with `: ` in it in quotes, and line up the keys"),
        ("unknown anchor", "put a text that begins with `*` in quotes"),
        ("unexpected character", "put a text that begins with this character in quotes"),
        ("tabs", "indent with spaces"),
        ("recursion limit", "close the brackets that are open"),
        ("", "look at the indentation, quotes and brackets on this line and the one before"),
    ];
    let hint = HINTS.iter().find(|(part, _)| message.contains(part)).map_or("", |(_, hint)| hint);
    Problem::new(line.max(1), "", format!("this is not YAML: {message}")).column(column.max(1)).hint(hint)
}

/// The marks of all values in `text`, or why it is not YAML that this program reads.
pub(super) fn marks(text: &str) -> Result<Vec<Mark>, Vec<Problem>> {
    let mut marks = Vec::new();
    let mut problems = unprintable(text);
    if !problems.is_empty() {
        return Err(problems);
    }
    let mut depth = 0_usize;
    let mut documents = 0;
    for event in Parser::new_from_str(text) {
        let (event, span) = match event {
            Ok(found) => found,
            Err(error) => {
                let marker = error.marker();
                problems.push(not_yaml(marker.line(), marker.col() + 1, error.info()));
                break;
            }
        };
        let shape = match event {
            Event::Scalar(written, _, anchor, tag) => {
                refuse_properties(&mut problems, span, anchor > 0, tag.is_some());
                Shape::Scalar(written.into_owned())
            }
            Event::SequenceStart(anchor, tag) => {
                refuse_properties(&mut problems, span, anchor > 0, tag.is_some());
                depth += 1;
                Shape::List
            }
            Event::MappingStart(anchor, tag) => {
                refuse_properties(&mut problems, span, anchor > 0, tag.is_some());
                depth += 1;
                Shape::Map
            }
            Event::SequenceEnd | Event::MappingEnd => {
                depth = depth.saturating_sub(1);
                continue;
            }
            Event::Alias(_) => {
                let problem = at(span, "an alias (`*name`) is not supported");
                problems.push(problem.hint("write the text out, or put it in quotes"));
                continue;
            }
            Event::DocumentStart(_) => {
                documents += 1;
                if documents > 1 {
                    problems.push(at(span, "a second YAML document starts here").hint("remove the line `---`"));
                    break;
                }
                continue;
            }
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => continue,
        };
        if depth > DEEPEST {
            problems.push(at(span, format!("values are nested more than {DEEPEST} deep")));
            break;
        }
        marks.push(Mark { line: span.start.line(), shape });
    }
    if problems.is_empty() { Ok(marks) } else { Err(problems) }
}

/// The first character on each line that YAML does not allow, or that cannot be seen and splits a word in two.
fn unprintable(text: &str) -> Vec<Problem> {
    let refused = |character: char| {
        character.is_control() && !"\t\n\r\u{85}".contains(character)
            || matches!(character, '\u{feff}' | '\u{fffe}' | '\u{ffff}')
    };
    let lines = text.split('\n').enumerate();
    lines
        .filter_map(|(index, line)| {
            let (column, character) = line.chars().enumerate().find(|(_, character)| refused(*character))?;
            let message = format!("a character that cannot be seen (U+{:04X})", u32::from(character));
            Some(Problem::new(index + 1, "", message).column(column + 1).hint("delete it, or type the word again"))
        })
        .collect()
}

/// Anchors and tags swallow the first word of a text that is not in quotes, so they are never silently accepted.
fn refuse_properties(problems: &mut Vec<Problem>, span: Span, anchored: bool, tagged: bool) {
    for (found, message) in [(anchored, "an anchor (`&name`)"), (tagged, "a tag (`!name`)")] {
        if found {
            let problem = at(span, format!("{message} is not supported"));
            problems.push(problem.hint("put a text that begins with this character in quotes"));
        }
    }
}

fn at(span: Span, message: impl Into<String>) -> Problem {
    Problem::new(span.start.line(), "", message).column(span.start.col() + 1)
}
