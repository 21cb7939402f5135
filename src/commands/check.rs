//! `esij-bot check`: is the knowledge base sound, and is everything set that the bot needs?

use std::fmt::Write as _;
use std::process::ExitCode;

use esij_bot::answering::{self, Remark, RemarkKind};
use esij_bot::knowledge;
use esij_bot::settings::CheckArgs;

use super::{print, read_faq};
use crate::failure::Failure;

/// So many pairs of topics are shown of which phrasings find the other one; more is a report that nobody reads.
const WORST: usize = 20;

pub(crate) fn check(arguments: &CheckArgs) -> Result<ExitCode, Failure> {
    let source = arguments.faq.source();
    let text = read_faq(&source)?;
    let mut out = String::new();
    let code = match knowledge::parse(&text) {
        Ok(loaded) => {
            let mut warnings: Vec<(usize, String)> =
                loaded.warnings.iter().map(|warning| (warning.line, warning.to_string())).collect();
            let remarks = answering::mirror(&loaded.knowledge);
            let shown = if arguments.mirror { remarks.iter().collect() } else { worst(&remarks) };
            warnings.extend(shown.iter().map(|remark| (remark.line, remark.to_string())));
            warnings.sort_by_key(|(line, _)| *line);
            let left_out = remarks.len() - shown.len();
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
            if left_out > 0 {
                let _ = writeln!(
                    out,
                    "note: {left_out} more remarks on phrasings that lean less far towards another topic; `--mirror` lists \
                     them all"
                );
            }
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

/// All remarks, but of the phrasings that find another topic those that lean farthest.
fn worst(remarks: &[Remark]) -> Vec<&Remark> {
    let margin = |remark: &Remark| match remark.kind {
        RemarkKind::FindsAnother { margin, .. } => Some(margin),
        _ => None,
    };
    let (mut stray, mut shown): (Vec<_>, Vec<_>) = remarks.iter().partition(|remark| margin(remark).is_some());
    stray.sort_by(|a, b| margin(b).unwrap_or_default().total_cmp(&margin(a).unwrap_or_default()));
    shown.extend(stray.into_iter().take(WORST));
    shown
}
