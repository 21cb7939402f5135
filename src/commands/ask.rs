//! `esij-bot ask`: one question from the command line.

use std::process::ExitCode;

use esij_bot::answering::{Decision, Engine, Question};
use esij_bot::knowledge::{Knowledge, Language, Topic};
use esij_bot::settings::AskArgs;

use super::{load, print};
use crate::failure::Failure;

pub(crate) fn ask(arguments: &AskArgs) -> Result<ExitCode, Failure> {
    let knowledge = load(&arguments.faq.source())?.knowledge;
    let engine = Engine::train(&knowledge);
    let text = arguments.question.join(" ");
    let question = Question { text: &text, language: arguments.language, previous: None };
    if arguments.explain {
        print(&format!("{}\n", engine.explain(question)))?;
        return Ok(ExitCode::SUCCESS);
    }
    let outcome = engine.ask(question);
    let language = outcome.language;
    let shown = match &outcome.decision {
        Decision::Answer(id) => knowledge.topic(id).map(|topic| answer(&knowledge, topic, language)),
        Decision::SmallTalk(id) => knowledge.small_talk(id).map(|talk| talk.answer.get(language).to_plain()),
        Decision::Choose(ids) => {
            let titles = ids
                .iter()
                .filter_map(|id| knowledge.topic(id))
                .map(|topic| format!("  {} ({})", topic.title.get(language), topic.id));
            let heading = if language == Language::Dutch { "Bedoelt u:" } else { "Do you mean:" };
            Some(std::iter::once(heading.to_owned()).chain(titles).collect::<Vec<_>>().join("\n"))
        }
        Decision::Unknown => None,
    };
    let unknown = if language == Language::Dutch { "Dat weet ik niet." } else { "That I don't know." };
    print(&format!("{}\n", shown.as_deref().unwrap_or(unknown)))?;
    Ok(ExitCode::SUCCESS)
}

fn answer(knowledge: &Knowledge, topic: &Topic, language: Language) -> String {
    let text = topic.answer.get(language).to_plain();
    let sources: Vec<String> = topic
        .sources
        .iter()
        .filter_map(|id| knowledge.source(id))
        .map(|source| match &source.url {
            Some(url) => format!("{} <{url}>", source.name.get(language)),
            None => source.name.get(language).clone(),
        })
        .collect();
    if sources.is_empty() {
        return text;
    }
    let word = if language == Language::Dutch { "Bron" } else { "Source" };
    format!("{text}\n\n{word}: {}", sources.join("; "))
}
