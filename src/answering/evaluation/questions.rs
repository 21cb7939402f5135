//! A file of questions with their right answers: tab-separated, with a header.
//!
//! Invariant: every case that is read has a question; every line that is not read is a problem with its number.

use thiserror::Error;

use super::NONE;
use crate::knowledge::Language;

/// A question with its right answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// The line in the file, counted from 1.
    pub line: usize,
    pub question: String,
    /// The topics that are right, the best first; none when nothing in the knowledge base answers the question.
    pub expected: Vec<String>,
    pub language: Option<Language>,
    /// How it is asked: `clean`, `chat`, `typo`, …
    pub style: Option<String>,
}

/// What is wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("line {line}: {what}")]
pub struct Problem {
    pub line: usize,
    pub what: String,
}

/// Where each column stands.
struct Columns {
    question: usize,
    topics: usize,
    language: Option<usize>,
    style: Option<usize>,
}

/// Reads a file of questions.
///
/// The header names the columns: `question` and `topics`, and optionally `lang` and `style`, in any order; others are
/// left aside. `topics` holds the topic ids that are right, joined with `|`, the best first; `NONE` stands for no topic
/// and `SMALLTALK` for small talk. Empty lines are left aside.
///
/// # Errors
/// Every problem in the file.
pub fn read(text: &str) -> Result<Vec<Case>, Vec<Problem>> {
    let mut lines = text.trim_start_matches('\u{feff}').lines().enumerate().map(|(at, line)| (at + 1, line));
    let header = lines.next().map_or("", |(_, line)| line);
    let columns = Columns::read(header).map_err(|what| vec![Problem { line: 1, what }])?;
    let mut cases = vec![];
    let mut problems = vec![];
    for (line, text) in lines.filter(|(_, text)| !text.trim().is_empty()) {
        match columns.case(line, text) {
            Ok(case) => cases.push(case),
            Err(what) => problems.push(Problem { line, what }),
        }
    }
    if cases.is_empty() && problems.is_empty() {
        problems.push(Problem { line: 1, what: "there are no questions below the header".to_owned() });
    }
    if problems.is_empty() { Ok(cases) } else { Err(problems) }
}

impl Columns {
    fn read(header: &str) -> Result<Self, String> {
        let names: Vec<&str> = header.split('\t').map(str::trim).collect();
        let find = |name: &str| names.iter().position(|known| *known == name);
        let need = |name: &str| {
            find(name).ok_or_else(|| {
                format!("the header has no column `{name}`; it must name `question` and `topics`, separated by tabs")
            })
        };
        Ok(Self { question: need("question")?, topics: need("topics")?, language: find("lang"), style: find("style") })
    }

    fn case(&self, line: usize, text: &str) -> Result<Case, String> {
        let fields: Vec<&str> = text.split('\t').map(str::trim).collect();
        let field = |at: usize, name: &str| {
            fields.get(at).copied().filter(|field| !field.is_empty()).ok_or_else(|| format!("there is no `{name}`"))
        };
        let optional = |at: Option<usize>| at.and_then(|at| fields.get(at).copied()).filter(|field| !field.is_empty());
        let question = field(self.question, "question")?.to_owned();
        let topics = field(self.topics, "topics")?;
        let mut expected: Vec<String> = topics.split('|').map(|id| id.trim().to_owned()).collect();
        if expected.iter().any(String::is_empty) {
            return Err(format!("`{topics}` has an empty topic id; ids are joined with a single `|`"));
        }
        if expected.iter().any(|id| id == NONE) {
            if expected.len() > 1 {
                return Err(format!("`{topics}` says that nothing answers the question, and what does"));
            }
            expected.clear();
        }
        let language = optional(self.language).map(Language::parse).transpose()?;
        Ok(Case { line, question, expected, language, style: optional(self.style).map(str::to_owned) })
    }
}
