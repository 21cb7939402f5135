//! `esij-bot check`: is the knowledge base sound, and is everything set that the bot needs?

use std::fmt::Write as _;
use std::process::ExitCode;

use esij_bot::answering::{self, RemarkKind};
use esij_bot::knowledge;
use esij_bot::settings::CheckArgs;

use super::{print, read_faq};
use crate::failure::Failure;

pub(crate) fn check(arguments: &CheckArgs) -> Result<ExitCode, Failure> {
    let source = arguments.faq.source();
    let text = read_faq(&source)?;
    let mut out = String::new();
    let code = match knowledge::parse(&text) {
        Ok(loaded) => {
            let mut warnings: Vec<(usize, String)> =
                loaded.warnings.iter().map(|warning| (warning.line, warning.to_string())).collect();
            let remarks = answering::mirror(&loaded.knowledge);
            // Single phrasings that lean towards a neighbour are a matter of taste; topics that look alike are not.
            let (single, telling): (Vec<_>, Vec<_>) =
                remarks.iter().partition(|remark| matches!(remark.kind, RemarkKind::FindsAnother { .. }));
            let shown = if arguments.mirror { remarks.iter().collect() } else { telling };
            warnings.extend(shown.iter().map(|remark| (remark.line, remark.to_string())));
            warnings.sort_by_key(|(line, _)| *line);
            if !single.is_empty() && !arguments.mirror {
                let _ = writeln!(
                    out,
                    "note: {} remarks on phrasings that lean towards another topic; `--mirror` lists them",
                    single.len()
                );
            }
            for (_, warning) in &warnings {
                let _ = writeln!(out, "warning: {source}:{warning}");
            }
            let knowledge = &loaded.knowledge;
            let phrasings: usize = knowledge.topics.iter().map(|topic| topic.phrasings.len()).sum();
            let _ = writeln!(
                out,
                "{source}: {} topics, {phrasings} phrasings, {} questions that are not ours; no errors, {} warnings",
                knowledge.topics.len(),
                knowledge.out_of_scope.len(),
                warnings.len(),
            );
            ExitCode::SUCCESS
        }
        Err(problems) => {
            for problem in problems.iter() {
                let _ = writeln!(out, "error: {source}:{problem}");
            }
            let count = problems.iter().len();
            let _ = writeln!(out, "{source}: {count} {}", if count == 1 { "error" } else { "errors" });
            ExitCode::FAILURE
        }
    };
    let chats = arguments.managers.chats();
    let _ = if chats.is_empty() {
        writeln!(
            out,
            "note: no programme manager's chat is set (`ESIJ_MANAGER_CHAT`): ideas are kept until there is one"
        )
    } else {
        let chats: Vec<_> = chats.iter().map(ToString::to_string).collect();
        writeln!(out, "programme manager's chats: {}", chats.join(", "))
    };
    print(&out)?;
    Ok(code)
}
