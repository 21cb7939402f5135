//! What is taught, counted and missed, and how it reaches the answers.

use std::path::PathBuf;
use std::sync::Arc;

use chrono::NaiveDate;
use esij_bot::answering::{Decision, Lesson, Question, Verdict};
use esij_bot::brain::{Brain, BrainCell};
use esij_bot::ideas::{ChatId, Reference};
use esij_bot::knowledge::{Language, TopicId};
use esij_bot::learning::Learning;
use esij_bot::report::{Count, Counted};
use esij_bot::settings::FaqSource;
use esij_bot::store::{LessonId, NotUndone, Store};
use esij_bot::turn::{Taken, Turns};

use crate::fixture::{ANNA, BART, Base, MANAGER, at, typed};

const DAY: i64 = 24 * 60 * 60;

async fn says(turns: &Turns, update: i64, chat: ChatId, text: &str) {
    let taken = turns.take(typed(update, chat, text), at(update)).await.expect("a turn");
    assert_eq!(taken, Taken::Handled, "{text}");
}

fn topic(id: &str) -> Verdict {
    Verdict::Topic(TopicId::parse(id).expect("an id"))
}

async fn lessons(store: &Store) -> Vec<(String, Verdict)> {
    let lessons = store.lessons().await.expect("lessons");
    lessons.into_iter().map(|lesson| (lesson.question.as_str().to_owned(), lesson.verdict)).collect()
}

pub(crate) async fn what_is_taught_is_kept(base: Base) {
    let turns = base.turns(&[MANAGER]);
    let before = base.store.learned_mark().await.expect("a mark");
    says(&turns, 1, MANAGER, "leer - kosten Wat kost dat? Bel 06 12345678\u{0}").await;
    says(&turns, 2, MANAGER, "leer - - Wie wint er?").await;
    says(&turns, 3, MANAGER, "leer - ? Kan het sneller?").await;
    // Without what leads to a person there is nothing left.
    says(&turns, 4, MANAGER, "leer - kosten 0612345678").await;
    let expected = [("Wat kost dat? Bel …", topic("kosten")), ("Wie wint er?", Verdict::NotOurs)];
    let mut expected: Vec<_> = expected.map(|(text, verdict)| (text.to_owned(), verdict)).into();
    expected.push(("Kan het sneller?".to_owned(), Verdict::Keep));
    assert_eq!(lessons(&base.store).await, expected);
    let all = base.store.learned().await.expect("lessons");
    let first = &all[0];
    assert_eq!((first.by.as_str(), first.at, first.reference, first.undone), ("Wouter", at(1), None, None));
    assert_eq!(first.lesson.language, Language::Dutch);

    let taught = base.store.learned_mark().await.expect("a mark");
    assert_ne!(taught, before);
    let undo = |id| base.store.undo_lesson(id, at(9));
    assert_eq!(undo(first.id).await.expect("a write"), Ok(()));
    assert_eq!(undo(first.id).await.expect("a write"), Err(NotUndone::Already));
    assert_eq!(undo(LessonId(99)).await.expect("a write"), Err(NotUndone::Unknown));
    assert_eq!(lessons(&base.store).await, expected[1..]);
    assert_eq!(base.store.learned().await.expect("lessons")[0].undone, Some(at(9)));
    assert_ne!(base.store.learned_mark().await.expect("a mark"), taught);
    // What a newer program keeps is left out.
    base.sql("UPDATE learned SET verdict = 'perhaps' WHERE verdict = 'keep'").await;
    base.sql("UPDATE learned SET verdict = 'topic', topic = 'Geen Id' WHERE verdict = 'not-ours'").await;
    assert_eq!(base.store.learned().await.expect("lessons").len(), 1);
}

pub(crate) async fn what_is_taught_again_counts(base: Base) {
    let turns = base.turns(&[MANAGER]);
    says(&turns, 1, ANNA, "vraag Wat kost dat?").await;
    says(&turns, 2, MANAGER, "leer IJM-2025-0001 kosten Wat kost dat?").await;
    says(&turns, 3, MANAGER, "leer IJM-2025-0001 - Wat kost dat?").await;
    says(&turns, 4, MANAGER, "leer IJM-2025-0002 kosten Wat kost iets anders?").await;
    let other = ("Wat kost iets anders?".to_owned(), topic("kosten"));
    assert_eq!(lessons(&base.store).await, [("Wat kost dat?".to_owned(), Verdict::NotOurs), other.clone()]);
    says(&turns, 5, MANAGER, "vergeet IJM-2025-0001").await;
    says(&turns, 6, MANAGER, "vergeet IJM-2025-0009").await;
    assert_eq!(lessons(&base.store).await, [other]);
    let undone: Vec<_> = base.store.learned().await.expect("lessons").into_iter().map(|stored| stored.undone).collect();
    assert_eq!(undone, [Some(at(3)), Some(at(5)), None]);
}

pub(crate) async fn an_erasure_cuts_the_link(base: Base) {
    let turns = base.turns(&[MANAGER]);
    says(&turns, 1, ANNA, "vraag x").await;
    says(&turns, 2, BART, "vraag y").await;
    says(&turns, 3, MANAGER, "leer IJM-2025-0001 kosten Wat kost dat?").await;
    says(&turns, 4, MANAGER, "leer IJM-2025-0002 kosten Wat kost iets anders?").await;
    says(&turns, 5, ANNA, "wis").await;
    let links = || async {
        let all = base.store.learned().await.expect("lessons");
        all.into_iter().map(|stored| stored.reference).collect::<Vec<_>>()
    };
    assert_eq!(links().await, [None, Some(Reference::new(2025, 2))]);
    base.store.prune(at(731 * DAY), Default::default()).await.expect("a write");
    assert_eq!(links().await, [None, None]);
    assert_eq!(base.store.lessons().await.expect("lessons").len(), 2, "what was learned stays");
}

/// Turns of many chats that count the same things in another order get done, on several replicas.
pub(crate) async fn all_count_the_same_rows(base: Base) {
    let replicas = [base.turns(&[MANAGER]), base.replica().await.turns(&[MANAGER])];
    let all = (0..60).map(|update| {
        let turns = replicas[usize::from(update % 2 == 0)].clone();
        let text = ["turf liked a,liked b,unanswered", "turf unanswered,liked b,liked a"][usize::from(update % 3 == 0)];
        tokio::spawn(async move { turns.take(typed(update, ChatId(1000 + update), text), at(0)).await })
    });
    for turn in futures::future::join_all(all).await {
        assert_eq!(turn.expect("no panic").expect("a turn"), Taken::Handled);
    }
    let day = NaiveDate::from_ymd_opt(2025, 11, 24).expect("a day");
    let counts = base.store.counts(day, day).await.expect("counts");
    assert_eq!(counts.iter().map(|count| count.number).collect::<Vec<_>>(), [60, 60, 60]);
    // Adding up changes nothing, also not on two replicas at once and with more that comes.
    let prune = |turns: &Turns| {
        let store = turns.store.clone();
        async move { store.prune(at(1), Default::default()).await.expect("a write") }
    };
    futures::future::join(prune(&replicas[0]), prune(&replicas[1])).await;
    assert_eq!(base.store.counts(day, day).await.expect("counts"), counts);
    assert_eq!((base.count("counts").await, base.count("tallies").await), (3, 0));
    replicas[0].take(typed(100, ANNA, "turf liked a"), at(0)).await.expect("a turn");
    prune(&replicas[1]).await;
    let numbers: Vec<u64> =
        base.store.counts(day, day).await.expect("counts").iter().map(|count| count.number).collect();
    assert_eq!((numbers.iter().sum::<u64>(), numbers.len()), (181, 3));
}

pub(crate) async fn a_count_is_read_by_its_days(base: Base) {
    let turns = base.turns(&[]);
    // 23:30 UTC is the next day in the IJmond.
    for (update, second) in [(1, 0), (2, 0), (3, 7 * 3600 + 1800), (4, DAY), (5, 9 * DAY)] {
        turns.take(typed(update, ANNA, "turf answered kosten"), at(second)).await.expect("a turn");
    }
    turns.take(typed(6, ANNA, "turf choose,choose"), at(0)).await.expect("a turn");
    base.sql("INSERT INTO counts (day, what, topic, number) VALUES ('2025-11-24', 'danced', '', 3)").await;
    let day = |day| NaiveDate::from_ymd_opt(2025, 11, day).expect("a day");
    let answered = |on, number| {
        let topic = TopicId::parse("kosten").ok();
        Count { day: day(on), what: Counted::Answered, topic, number }
    };
    let choose = Count { day: day(24), what: Counted::Choose, topic: None, number: 2 };
    let counts = base.store.counts(day(24), day(25)).await.expect("counts");
    assert_eq!(counts, [answered(24, 2), choose, answered(25, 2)]);
    assert_eq!(base.store.counts(day(26), day(30)).await.expect("counts"), []);
    // An update that comes again counts once.
    turns.take(typed(6, ANNA, "turf choose,choose"), at(0)).await.expect("a turn");
    assert_eq!(base.store.counts(day(24), day(24)).await.expect("counts").len(), 2);
}

pub(crate) async fn what_was_not_answered_is_told(base: Base) {
    let turns = base.turns(&[]);
    let asked = ["Hoe laat is het?", "Mag mijn kat mee?", "hoe laat is het", "mail a@b.nl", "0612345678", "Nog iets"];
    for (update, text) in (1..).zip(asked) {
        says(&turns, update, ANNA, &format!("gemist {text}")).await;
    }
    let told = |questions: Vec<esij_bot::store::Unanswered>| {
        let told = questions.into_iter().map(|asked| (asked.question.as_str().to_owned(), asked.times, asked.last));
        told.collect::<Vec<_>>()
    };
    let row = |text: &str, times, second| (text.to_owned(), times, at(second));
    let latest = base.store.unanswered(at(0), 3).await.expect("questions");
    assert_eq!(told(latest), [row("Nog iets", 1, 6), row("mail …", 1, 4), row("hoe laat is het", 2, 3)]);
    let frequent = base.store.most_unanswered(at(0), 2).await.expect("questions");
    assert_eq!(told(frequent), [row("hoe laat is het", 2, 3), row("Nog iets", 1, 6)]);
    assert_eq!(told(base.store.unanswered(at(6), 9).await.expect("questions")), [row("Nog iets", 1, 6)]);
}

/// A small knowledge base, and what it says of a question.
fn decision(cell: &BrainCell, text: &str) -> Decision {
    cell.get().engine.ask(Question { text, language: Language::Dutch, previous: None }).decision
}

pub(crate) async fn a_lesson_is_learned_while_the_bot_runs(base: Base) {
    let faq = FaqSource::File(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/small.yaml"));
    let (brain, _) = Brain::train(&faq, &[]).expect("a knowledge base");
    let first = brain.knowledge.topics[0].id.clone();
    let cell = BrainCell::new(Arc::new(brain));
    let turns = Turns { brain: cell.clone(), ..base.turns(&[MANAGER]) };
    let text = "Mag mijn papegaai meedoen aan het overleg?";
    assert_ne!(decision(&cell, text), Decision::Answer(first.clone()));
    let (ready, started) = tokio::sync::oneshot::channel();
    let here = tokio::spawn(Learning::new(base.store.clone(), faq.clone(), cell.clone()).run(ready));
    started.await.expect("it starts");
    let before = cell.get();

    says(&turns, 1, MANAGER, &format!("leer - {first} {text}")).await;
    says(&turns, 2, MANAGER, "leer - bestaat-niet Is dit er?").await;
    until(|| decision(&cell, text) == Decision::Answer(first.clone())).await;
    assert!(!Arc::ptr_eq(&before, &cell.get()), "who is at work goes on with the old one");
    assert!(cell.get().knowledge.topics.iter().all(|topic| topic.phrasings.is_empty()), "at rest it is small");
    here.abort();

    // Another process learns it at its start, and when it looks again.
    let there = base.replica().await;
    let (brain, _) = Brain::train(&faq, &[]).expect("a knowledge base");
    let cell = BrainCell::new(Arc::new(brain));
    let mut learning = Learning::new(there.store.clone(), faq.clone(), cell.clone());
    assert!(learning.catch_up().await);
    assert_eq!(decision(&cell, text), Decision::Answer(first.clone()));
    let same = cell.get();
    assert!(learning.catch_up().await);
    assert!(Arc::ptr_eq(&same, &cell.get()), "nothing new is no reason to train");
    let id = there.store.learned().await.expect("lessons")[0].id;
    base.store.undo_lesson(id, at(9)).await.expect("a write").expect("it was there");
    assert!(learning.catch_up().await);
    assert_ne!(decision(&cell, text), Decision::Answer(first));

    // A knowledge base that cannot be read leaves the answers as they are.
    let gone = FaqSource::File(PathBuf::from("/no/such/faq.yaml"));
    let mut learning = Learning::new(there.store.clone(), gone, cell.clone());
    let same = cell.get();
    assert!(!learning.catch_up().await);
    assert!(Arc::ptr_eq(&same, &cell.get()));
    let lesson = Lesson { question: text.into(), language: Language::Dutch, verdict: Verdict::NotOurs };
    assert!(!format!("{lesson:?}").contains("papegaai"), "nothing that was typed is in a log");
}

async fn until(mut happened: impl FnMut() -> bool) {
    let waiting = async {
        while !happened() {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(30), waiting).await.expect("it is learned");
}
