//! The programme managers while the storm goes on: they reply to cards, change what they wrote and set statuses, and the
//! entrepreneurs write back.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use esij_bot::emulator::{Account, ChatMessage, Emulator};
use esij_bot::ideas::Status;

use crate::database::Database;
use crate::people::{Told, reference};
use crate::random::Random;
use crate::{FIRST_PERSON, MANAGERS};

/// So many letters of each manager, and as many answers, at least, however slow the machine.
const LETTERS: usize = 2;
/// So long after the time for it they may take.
const LATEST: Duration = Duration::from_secs(60);

/// A message that somebody wrote about a lead.
pub(crate) struct Letter {
    /// Who wrote it, and the number of the message that it is a reply to.
    from: i64,
    replied: i64,
    /// Its own number.
    number: i64,
    reference: String,
    /// Words that are in this letter alone.
    mark: String,
    /// As it reads at the end.
    text: String,
}

/// What was done at the desk and with what came from it.
#[derive(Default)]
pub(crate) struct Work {
    pub(crate) letters: Vec<Letter>,
    pub(crate) answers: Vec<Letter>,
    /// How often one of the letters was changed.
    pub(crate) edits: usize,
    /// Leads that were taken in hand.
    pub(crate) statuses: BTreeSet<String>,
}

impl Work {
    pub(crate) fn add(&mut self, mut other: Self) {
        self.letters.append(&mut other.letters);
        self.answers.append(&mut other.answers);
        self.statuses.append(&mut other.statuses);
        self.edits += other.edits;
    }
}

pub(crate) fn is_card(text: &str) -> bool {
    ["Nieuw idee · ", "Idee · ", "Vraag · "].iter().any(|start| text.starts_with(start))
}

/// The mark of a letter or an answer in a text; an answer has that of its letter, with `antwoord op` before it.
pub(crate) fn mark(text: &str) -> Option<&str> {
    let at = text.find("brief ")?;
    let start = if text[..at].ends_with("antwoord op ") { at - "antwoord op ".len() } else { at };
    let rest = &text[at + "brief ".len()..];
    let length = rest.find(|c: char| !c.is_ascii_digit() && c != '-').unwrap_or(rest.len());
    Some(&text[start..at + "brief ".len() + length])
}

/// Writes letters until `end`, and changes some; the first manager also sets statuses.
pub(crate) async fn work(manager: Account, mut random: Random, end: Instant) -> Work {
    let mut work = Work::default();
    let first = manager.id() == MANAGERS[0];
    while goes_on(work.letters.len(), end) {
        tokio::time::sleep(random.millis(400, 1_200)).await;
        let cards: Vec<ChatMessage> = manager.messages().into_iter().filter(|message| is_card(&message.text)).collect();
        let Some(card) = pick(&cards, &mut random) else { continue };
        let Some(reference) = reference(&card.text) else { continue };
        match random.below(6) {
            0 if first && !card.text.starts_with("Vraag") && !work.statuses.contains(&reference) => {
                let data = format!("lead:status:{reference}:{}", Status::InProgress.name());
                if manager.press(card.message_id, &data).is_ok() {
                    work.statuses.insert(reference);
                }
            }
            1 | 2 if !work.letters.is_empty() => {
                let place = usize::try_from(random.below(work.letters.len() as u64)).expect("few");
                let letter = &mut work.letters[place];
                letter.text = format!("{}, versie {}", letter.mark, random.below(1_000_000));
                manager.edit(letter.number, &letter.text);
                work.edits += 1;
            }
            _ => {
                let mark = format!("brief {}-{}", manager.id(), work.letters.len());
                let text = format!("{mark}, versie 0");
                let number = manager.reply_to(card.message_id, &text);
                work.letters.push(Letter {
                    from: manager.id(),
                    replied: card.message_id,
                    number,
                    reference,
                    mark,
                    text,
                });
            }
        }
    }
    work
}

/// Entrepreneurs write back until `end`.
pub(crate) async fn write_back(emulator: Emulator, people: i64, mut random: Random, end: Instant) -> Work {
    let mut work = Work::default();
    while goes_on(work.answers.len(), end) {
        tokio::time::sleep(random.millis(20, 120)).await;
        let id = FIRST_PERSON + i64::try_from(random.below(people.unsigned_abs())).expect("few");
        answer(&emulator, id, &mut work.answers);
    }
    work
}

/// Until `end`, and until something is written.
fn goes_on(written: usize, end: Instant) -> bool {
    let now = Instant::now();
    now < end || (written < LETTERS && now < end + LATEST)
}

fn pick<'a, T>(all: &'a [T], random: &mut Random) -> Option<&'a T> {
    all.get(usize::try_from(random.below(all.len() as u64)).expect("few"))
}

/// A person replies to the first letter that they have not replied to, to whichever copy of it: the bot may not know that
/// it has sent that one.
fn answer(emulator: &Emulator, id: i64, answers: &mut Vec<Letter>) {
    let Some(person) = emulator.account(id) else { return };
    let letters: Vec<ChatMessage> = person.messages().into_iter().filter(|message| message.from_bot).collect();
    let unanswered = |message: &ChatMessage| {
        let letter = mark(&message.text)?;
        let fresh = answers.iter().all(|answer| answer.mark != format!("antwoord op {letter}"));
        fresh.then(|| letter.to_owned())
    };
    let Some(letter) = letters.iter().find_map(unanswered) else { return };
    let mut copies = letters.iter().filter(|message| mark(&message.text) == Some(&letter));
    let copy = if answers.len().is_multiple_of(2) { copies.next() } else { copies.next_back() };
    let Some(copy) = copy else { return };
    let Some(reference) = reference(&copy.text) else { return };
    let (replied, mark) = (copy.message_id, format!("antwoord op {letter}"));
    let number = person.reply_to(replied, &mark);
    answers.push(Letter { from: id, replied, number, reference, text: mark.clone(), mark });
}

/// Each letter is at the person of its lead and nobody else, once, in order and as it reads at the end; each answer is at
/// each manager; and the cards show what was set. Returns how many letters are replies to a copy of a message of which the
/// bot knows another copy.
pub(crate) async fn check(
    emulator: &Emulator,
    database: &Database,
    told: &[Told],
    work: &Work,
    trouble: &mut Vec<String>,
) -> usize {
    let owners: BTreeMap<&str, i64> = told.iter().map(|lead| (lead.reference.as_str(), lead.person)).collect();
    let mut copies = 0;
    // By mark: in which chats, at which place among the messages there, and with which text.
    let mut arrived: BTreeMap<String, BTreeMap<i64, (usize, String)>> = BTreeMap::new();
    for (place, message) in emulator.accepted().into_iter().enumerate() {
        let Some(mark) = mark(&message.text).map(str::to_owned) else { continue };
        // That it comes twice without need is looked for elsewhere.
        arrived.entry(mark).or_default().insert(message.chat, (place, message.text));
    }
    let mut last: BTreeMap<(i64, i64), usize> = BTreeMap::new();
    for letter in work.letters.iter().chain(&work.answers) {
        let Letter { from, replied, mark, text, reference, .. } = letter;
        let sql = format!("SELECT COUNT(*) FROM outbox WHERE chat = {from} AND telegram_message = {replied}");
        copies += usize::from(database.number(&sql).await == 0);
        let Some(owner) = owners.get(reference.as_str()) else {
            trouble.push(format!("`{mark}` is about {reference}, which nobody handed in"));
            continue;
        };
        let readers: Vec<i64> = if MANAGERS.contains(from) { vec![*owner] } else { MANAGERS.to_vec() };
        let none = BTreeMap::new();
        let there = arrived.get(mark).unwrap_or(&none);
        if there.keys().copied().collect::<Vec<_>>() != readers {
            trouble.push(format!("`{mark}` of {from} is at {:?} and not at {readers:?}", there.keys()));
        }
        for (reader, (place, shown)) in there {
            if !shown.contains(text.as_str()) {
                trouble.push(format!("`{mark}` does not read `{text}` at {reader}: {shown}"));
            }
            if MANAGERS.contains(from) && last.insert((*from, *reader), *place).is_some_and(|before| before > *place) {
                trouble.push(format!("`{mark}` is at {reader} before an earlier letter"));
            }
        }
    }
    for reference in &work.statuses {
        let name = Status::InProgress.name();
        let sql = format!("SELECT COUNT(*) FROM leads WHERE reference = '{reference}' AND status = '{name}'");
        if database.number(&sql).await != 1 {
            trouble.push(format!("{reference} is not taken in hand"));
        }
        for manager in MANAGERS {
            let sql = format!(
                "SELECT telegram_message FROM outbox WHERE reference = '{reference}' AND chat = {manager} AND card = 1"
            );
            let card = database.number(&sql).await;
            let shown = emulator.messages(manager).into_iter().find(|message| message.message_id == card);
            if !shown.is_some_and(|card| card.text.contains("Status: in behandeling")) {
                trouble.push(format!("the card of {reference} at {manager} does not say that it is taken in hand"));
            }
        }
    }
    copies
}
