//! `esij-bot learned`: what the programme manager taught the bot, and bringing it into the knowledge base.

use std::path::Path;
use std::process::ExitCode;

use chrono::Utc;
use esij_bot::answering::{Verdict, as_yaml};
use esij_bot::settings::{DatabaseUrl, FaqSource, LearnedCommand};
use esij_bot::store::{LessonId, NotUndone, StoredLesson};
use esij_bot::texts::shorten;

use super::outbox::aligned;
use super::{load, open, print, store_failure, write_new};
use crate::failure::Failure;

pub(crate) async fn learned(command: LearnedCommand) -> Result<ExitCode, Failure> {
    match command {
        LearnedCommand::List { database } => list(&database.database).await?,
        LearnedCommand::Export { output, database, faq } => {
            export(&database.database, &faq.source(), output.as_deref()).await?;
        }
        LearnedCommand::Undo { id, database } => undo(&database.database, id).await?,
    }
    Ok(ExitCode::SUCCESS)
}

async fn list(database: &DatabaseUrl) -> Result<(), Failure> {
    let lessons = open(database).await?.learned().await.map_err(store_failure)?;
    if lessons.is_empty() {
        return print("nothing was taught yet\n");
    }
    let lines: Vec<[String; 5]> = lessons.iter().map(columns).collect();
    print(&aligned(&lines))
}

fn columns(stored: &StoredLesson) -> [String; 5] {
    let (verdict, topic) = match &stored.lesson.verdict {
        Verdict::Topic(topic) => ("topic", topic.as_str()),
        Verdict::NotOurs => ("not ours", "-"),
        Verdict::Keep => ("for the editor", "-"),
    };
    [
        stored.id.0.to_string(),
        stored.at.format("%Y-%m-%d %H:%M").to_string(),
        if stored.undone.is_some() { "undone".to_owned() } else { verdict.to_owned() },
        topic.to_owned(),
        shorten(stored.lesson.question.as_str(), 70),
    ]
}

async fn export(database: &DatabaseUrl, faq: &FaqSource, output: Option<&Path>) -> Result<(), Failure> {
    let lessons = open(database).await?.lessons().await.map_err(store_failure)?;
    let yaml = as_yaml(&load(faq)?.knowledge, &lessons);
    match output {
        None => print(&yaml),
        Some(path) => {
            write_new(path, yaml.as_bytes())?;
            print(&format!("what was taught is written to {}\n", path.display()))
        }
    }
}

async fn undo(database: &DatabaseUrl, id: LessonId) -> Result<(), Failure> {
    let problem = match open(database).await?.undo_lesson(id, Utc::now()).await.map_err(store_failure)? {
        Ok(()) => return print("taken back; a running bot forgets it within seconds\n"),
        Err(NotUndone::Unknown) => format!("nothing was taught under the number {}", id.0),
        Err(NotUndone::Already) => format!("number {} was taken back already", id.0),
    };
    Err(Failure::message(problem).hint("`esij-bot learned list` shows what was taught"))
}
