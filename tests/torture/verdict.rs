//! What must be true once the violence is over.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use esij_bot::emulator::{Accepted, Emulator};
use sqlx::{Executor, Row};

use crate::MANAGERS;
use crate::database::Database;
use crate::desk::{is_card, mark};
use crate::people::{CONSENT, Told, reference, text};
use crate::storm::Damage;

/// So soon a person gets an answer when nothing is wrong.
const SOON: Duration = Duration::from_secs(20);

/// Waits until no update waits and the outbox is empty.
pub(crate) async fn check_settled(
    emulator: &Emulator,
    database: &Database,
    patience: Duration,
    trouble: &mut Vec<String>,
) {
    if emulator.settled(patience).await.is_err() {
        trouble.push(format!("{} updates still wait", emulator.pending().len()));
    }
    let store = database.open().await;
    let end = Instant::now() + patience;
    loop {
        let counts = store.pending_counts().await.expect("the database works");
        if counts.pending + counts.waiting == 0 {
            break;
        }
        if Instant::now() > end {
            trouble.push(format!("in the outbox there still is: {counts:?}"));
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    store.close().await;
}

/// No chat is dead: everybody sees their list, with what they handed in last, and no form is left open.
pub(crate) async fn check_everybody_gets_an_answer(emulator: &Emulator, told: &[Told], trouble: &mut Vec<String>) {
    let heading = text("own-heading", &[]);
    let last: BTreeMap<i64, &Told> = told.iter().map(|lead| (lead.person, lead)).collect();
    for id in last.keys() {
        emulator.account(*id).expect("they are known").send_command("mijnideeen");
    }
    for (id, lead) in last {
        let person = emulator.account(id).expect("they are known");
        let answer = |text: &str| text.starts_with(&heading) && text.contains(&lead.reference);
        if person.wait_for(|chat| chat.iter().any(|message| answer(&message.text)), SOON).await.is_err() {
            trouble.push(format!("person {id} gets no answer any more"));
        }
    }
}

/// What the chats show. Returns how many messages arrived twice.
pub(crate) fn check_chats(emulator: &Emulator, told: &[Told], storm: &Damage, trouble: &mut Vec<String>) -> usize {
    trouble.extend(storm.trouble.iter().cloned());
    let mut chats: BTreeMap<i64, Vec<Accepted>> = BTreeMap::new();
    for message in emulator.accepted() {
        chats.entry(message.chat).or_default().push(message);
    }
    let mut repeats = 0;
    for messages in chats.values_mut() {
        let before = messages.len();
        for pair in messages.windows(2).filter(|pair| is_same(&pair[0], &pair[1])) {
            let ended = storm.ends.iter().any(|end| (pair[0].at..=pair[1].at).contains(end));
            if pair[0].answered && !ended {
                trouble.push(format!("chat {} got twice, without need: {}", pair[0].chat, first_line(&pair[0].text)));
            }
        }
        messages.dedup_by(|later, earlier| is_same(earlier, later));
        repeats += before - messages.len();
    }
    let told_references: BTreeSet<&str> = told.iter().map(|lead| lead.reference.as_str()).collect();
    if told_references.len() < told.len() {
        trouble.push("a reference was given twice".to_owned());
    }
    for manager in MANAGERS {
        check_manager(manager, chats.get(&manager).map_or(&[], Vec::as_slice), told, trouble);
    }
    for (chat, messages) in chats.iter().filter(|(chat, _)| !MANAGERS.contains(chat)) {
        check_person(*chat, messages, told, trouble);
    }
    repeats
}

/// With this the form goes on after something else.
const GOES_ON: &str = "Terug naar uw idee.";

/// What is said of a letter reads the same each time.
const SAID_OF_EACH: [&str; 2] = ["Afgeleverd bij ", "Doorgegeven aan de programmamanager ("];

/// The same message once more. Of two copies of a card or a letter only one follows what is changed later.
fn is_same(one: &Accepted, other: &Accepted) -> bool {
    if one.method != other.method || SAID_OF_EACH.iter().any(|start| one.text.starts_with(start)) {
        return false;
    }
    if is_card(&one.text) && is_card(&other.text) {
        return reference(&one.text) == reference(&other.text);
    }
    mark(&one.text).map_or(one.text == other.text, |letter| mark(&other.text) == Some(letter))
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

/// Each lead is there once, under its own reference, with its attachments right behind it, in the order of references.
fn check_manager(manager: i64, messages: &[Accepted], told: &[Told], trouble: &mut Vec<String>) {
    let cards: Vec<&Accepted> = messages.iter().filter(|message| is_card(&message.text)).collect();
    let references: Vec<String> = cards.iter().filter_map(|card| reference(first_line(&card.text))).collect();
    if !references.is_sorted() {
        trouble.push(format!("manager {manager} got the cards out of order: {references:?}"));
    }
    for lead in told {
        let own: Vec<&&Accepted> = cards.iter().filter(|card| has_mark(&card.text, &lead.mark)).collect();
        let under: Vec<_> = own.iter().filter_map(|card| reference(first_line(&card.text))).collect();
        if under != [lead.reference.as_str()] {
            trouble.push(format!("`{}` ({}) is at manager {manager} under {under:?}", lead.mark, lead.reference));
        }
        let files =
            messages.iter().filter(|message| message.text.starts_with(&format!("{} · bijlage", lead.reference)));
        if files.count() != lead.attachments {
            trouble.push(format!("the attachments of {} are not right at manager {manager}", lead.reference));
        }
    }
    if cards.len() != told.len() {
        trouble.push(format!("manager {manager} has {} cards of {} leads", cards.len(), told.len()));
    }
}

/// `plan 1-2` is not in `plan 1-21`.
fn has_mark(text: &str, mark: &str) -> bool {
    text.match_indices(mark).any(|(at, _)| !text[at + mark.len()..].starts_with(|c: char| c.is_ascii_digit()))
}

/// Each lead has one receipt, behind the word that it is received, and the form asks its questions in their order.
fn check_person(chat: i64, messages: &[Accepted], told: &[Told], trouble: &mut Vec<String>) {
    for lead in told.iter().filter(|lead| lead.person == chat) {
        let places = |part: &str| -> Vec<usize> {
            let here = |message: &Accepted| message.text.contains(part) && message.text.contains(&lead.reference);
            messages.iter().enumerate().filter(|(_, message)| here(message)).map(|(place, _)| place).collect()
        };
        let (received, delivered) = (places("is ontvangen. "), places("is afgeleverd"));
        if received.len() != 1 || delivered.len() != 1 || received >= delivered {
            trouble.push(format!("{}: told received at {received:?}, delivered at {delivered:?}", lead.reference));
        }
    }
    let mut last = 0;
    for message in messages {
        if message.text.contains(CONSENT) {
            last = 0;
        }
        let asked = message.text.split_once(" van 11 · ").and_then(|(before, _)| {
            let digits = before.rsplit(|c: char| !c.is_ascii_digit()).next()?;
            digits.parse::<u32>().ok()
        });
        let Some(number) = asked else { continue };
        // The question about attachments comes once more when there is one. So does any after an answer to a letter.
        let again = number == last && (number == 11 || message.text.contains(GOES_ON));
        if number != last + 1 && !again {
            trouble.push(format!("chat {chat} was asked question {number} after question {last}"));
        }
        last = number;
    }
}

/// What the database holds: every lead delivered, nothing parked, and each chat served in the order of its outbox.
pub(crate) async fn check_database(database: &Database, told: &[Told], trouble: &mut Vec<String>) {
    let store = database.open().await;
    let leads = store.leads().await.expect("the leads");
    let kept: BTreeSet<String> = leads.iter().map(|lead| lead.reference.to_string()).collect();
    let expected: BTreeSet<String> = told.iter().map(|lead| lead.reference.clone()).collect();
    if kept != expected {
        trouble.push(format!("told but not kept: {:?}", expected.difference(&kept).collect::<Vec<_>>()));
        trouble.push(format!("kept but not told: {:?}", kept.difference(&expected).collect::<Vec<_>>()));
    }
    let undelivered = leads.iter().filter(|lead| lead.delivered.is_none()).count();
    if undelivered > 0 {
        trouble.push(format!("{undelivered} leads do not count as delivered"));
    }
    store.close().await;
    for (what, sql) in [
        ("messages were not sent", "SELECT COUNT(*) FROM outbox WHERE state <> 'sent'"),
        ("updates are parked", "SELECT COUNT(*) FROM parked_updates"),
        ("sessions could not be read", "SELECT COUNT(*) FROM unreadable_sessions"),
        (
            "numbers were given besides the references that are there",
            "SELECT next - 1 - (SELECT COUNT(*) FROM leads) FROM counters",
        ),
    ] {
        let count = database.number(sql).await;
        if count > 0 {
            trouble.push(format!("{count} {what}"));
        }
    }
    let mut connection = database.connect().await;
    // What changes a message that is there has the number of that one.
    let sql = "SELECT chat, telegram_message FROM outbox WHERE state = 'sent' AND edits IS NULL \
               AND (message IS NULL OR message NOT LIKE '%\"edits\":%') ORDER BY chat, id";
    let rows = connection.fetch_all(sql).await.expect("sound SQL");
    let sent: Vec<(i64, i64)> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
    for pair in sent.windows(2).filter(|pair| pair[0].0 == pair[1].0 && pair[0].1 >= pair[1].1) {
        trouble.push(format!("chat {} got message {} before message {}", pair[0].0, pair[1].1, pair[0].1));
    }
}
