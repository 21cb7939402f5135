//! `esij-bot eval`: how good the answers are on a file of questions.

use std::fs;
use std::process::ExitCode;
use std::time::Instant;

use esij_bot::answering::Engine;
use esij_bot::answering::evaluation::{evaluate, read};
use esij_bot::settings::{EvalArgs, EvalFormat};

use super::{load, print};
use crate::failure::Failure;

pub(crate) fn eval(arguments: &EvalArgs) -> Result<ExitCode, Failure> {
    let path = arguments.questions.display();
    let text = fs::read_to_string(&arguments.questions).map_err(|error| {
        Failure::new(anyhow::Error::new(error).context(format!("cannot read the questions `{path}`")))
            .hint("check the path given with `--questions`")
    })?;
    let cases = read(&text).map_err(|problems| {
        let lines: Vec<String> = problems.iter().map(|problem| format!("  {path}:{problem}")).collect();
        Failure::message(format!("the questions cannot be used\n{}", lines.join("\n")))
            .hint("a file of questions is tab-separated, with the columns `question` and `topics`; where nothing answers a question, `topics` is `NONE`")
    })?;
    let knowledge = load(&arguments.faq.source())?.knowledge;
    let engine = Engine::train(&knowledge);
    let start = Instant::now();
    let report = evaluate(&engine, &knowledge, cases, &mut || start.elapsed());
    print(&match arguments.format {
        EvalFormat::Text => report.text(),
        EvalFormat::Json => report.json(),
        EvalFormat::Jsonl => report.jsonl(),
    })?;
    Ok(ExitCode::SUCCESS)
}
