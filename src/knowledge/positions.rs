//! Where every value of a YAML text stands.
//!
//! Invariant: the marks come in the order in which a reader meets the values: a list or map before what is in it, a
//! key before its value. A text with anchors, aliases or tags gives no marks, so each mark is exactly one value.

use saphyr_parser::{Event, Parser, Span};

use super::problems::{Problem, quoted};

/// More than the format needs; deeper nesting is a mistake or an attack on the stack.
const DEEPEST: usize = 16;

/// The place and the shape of one value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mark {
    /// Counted from 1.
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

/// The marks of all values in `text`, or why it is not YAML that this program reads.
pub(super) fn marks(text: &str) -> Result<Vec<Mark>, Vec<Problem>> {
    let mut marks = Vec::new();
    let mut problems = Vec::new();
    let mut depth = 0_usize;
    let mut documents = 0;
    for event in Parser::new_from_str(text) {
        let (event, span) = match event {
            Ok(found) => found,
            Err(error) => {
                let marker = error.marker();
                problems.push(Problem::new(marker.line(), "", error.info()).column(marker.col() + 1));
                break;
            }
        };
        let shape = match event {
            Event::Scalar(written, _, anchor, tag) => {
                refuse_properties(&mut problems, span, anchor, tag.is_some());
                Shape::Scalar(written.into_owned())
            }
            Event::SequenceStart(anchor, tag) => {
                refuse_properties(&mut problems, span, anchor, tag.is_some());
                depth += 1;
                Shape::List
            }
            Event::MappingStart(anchor, tag) => {
                refuse_properties(&mut problems, span, anchor, tag.is_some());
                depth += 1;
                Shape::Map
            }
            Event::SequenceEnd | Event::MappingEnd => {
                depth = depth.saturating_sub(1);
                continue;
            }
            Event::Alias(_) => {
                problems.push(
                    at(span, "an alias (`*name`) is not supported").hint("write the text out, or put it in quotes"),
                );
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

/// Anchors and tags swallow the first word of a text that is not in quotes, so they are never silently accepted.
fn refuse_properties(problems: &mut Vec<Problem>, span: Span, anchor: usize, tagged: bool) {
    const QUOTE: &str = "put a text that begins with this character in quotes";
    if anchor > 0 {
        problems.push(at(span, format!("an anchor ({}) is not supported", quoted("&name"))).hint(QUOTE));
    }
    if tagged {
        problems.push(at(span, format!("a tag ({}) is not supported", quoted("!name"))).hint(QUOTE));
    }
}

fn at(span: Span, message: impl Into<String>) -> Problem {
    Problem::new(span.start.line(), "", message).column(span.start.col() + 1)
}
