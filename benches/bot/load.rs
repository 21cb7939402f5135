//! People who ask, and how long they wait for the answer.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use esij_bot::emulator::{Account, Emulator, Event};
use tokio::time::timeout_at;

/// The longest that anybody waits.
const PATIENCE: Duration = Duration::from_secs(60);

/// A measurement that has so many ends early: the emulator keeps every message, and gets slower by them.
const MOST_TURNS: usize = 10_000;

/// Each has one answer, of one message.
const QUESTIONS: [&str; 4] = [
    "Wat is ESIJ?",
    "hoe lang duurt de steun",
    "wie is de programmamanager?",
    "aan welke eisen moet een project voldoen",
];

#[derive(Clone, Copy)]
pub(crate) enum Load {
    /// Everybody asks once, and asks again at each answer for at most so long.
    AsFastAsTheyCan(Duration),
    /// Somebody asks so often a second on average, at random moments, whether the others have their answer or not.
    NowAndThen { a_second: f64, span: Duration },
}

pub(crate) struct Measured {
    /// From the update to the answer at Telegram, the shortest first.
    pub(crate) times: Vec<Duration>,
    elapsed: Duration,
}

/// A question that waits for its answer.
struct Asked {
    at: Instant,
    message_id: i64,
}

struct People<'a> {
    people: &'a [Account],
    waiting: HashMap<i64, Asked>,
    questions: usize,
}

impl Load {
    pub(crate) async fn put_on(self, emulator: &Emulator, people: &[Account]) -> Measured {
        let mut events = emulator.events();
        let mut people = People { people, waiting: HashMap::new(), questions: 0 };
        let start = Instant::now();
        let (end, mut next) = match self {
            Self::AsFastAsTheyCan(span) => {
                people.people.iter().for_each(|person| people.waiting.extend([people_ask(person, 0)]));
                (start + span, None)
            }
            Self::NowAndThen { span, .. } => (start + span, Some(start)),
        };
        let mut random = Random(0x9e37_79b9_7f4a_7c15);
        let mut times = vec![];
        while next.is_some() || !people.waiting.is_empty() {
            let until = next.unwrap_or_else(|| Instant::now() + PATIENCE);
            match timeout_at(until.into(), events.recv()).await {
                Ok(event) => {
                    let answered = match event {
                        Ok(Event::Message { chat, message_id }) => people.hears(chat, message_id).into_iter().collect(),
                        Ok(_) => vec![],
                        // Some events were missed.
                        Err(_) => people.look_around(),
                    };
                    for (chat, took) in answered {
                        times.push(took);
                        let enough = times.len() >= MOST_TURNS || Instant::now() >= end;
                        if matches!(self, Self::AsFastAsTheyCan(_)) && !enough {
                            people.asks(chat);
                        }
                    }
                }
                Err(_) => {
                    let (Some(due), Self::NowAndThen { a_second, .. }) = (next, self) else {
                        panic!("{} chats wait in vain", people.waiting.len());
                    };
                    people.somebody_asks();
                    next = Some(due + random.pause(a_second)).filter(|next| *next < end);
                }
            }
        }
        times.sort_unstable();
        Measured { times, elapsed: start.elapsed() }
    }
}

fn people_ask(person: &Account, question: usize) -> (i64, Asked) {
    let at = Instant::now();
    let message_id = person.send_text(QUESTIONS[question % QUESTIONS.len()]);
    (person.chat(), Asked { at, message_id })
}

impl People<'_> {
    /// How long the question of this chat waited, when this is its answer.
    fn hears(&mut self, chat: i64, message_id: i64) -> Option<(i64, Duration)> {
        // Their own message is there too.
        let took = self.waiting.get(&chat).filter(|asked| asked.message_id < message_id)?.at.elapsed();
        self.waiting.remove(&chat);
        Some((chat, took))
    }

    /// As if everybody heard what is last in their chat.
    fn look_around(&mut self) -> Vec<(i64, Duration)> {
        let last: Vec<_> = self.people.iter().map(|person| (person.chat(), person.last_reply())).collect();
        last.into_iter().filter_map(|(chat, reply)| self.hears(chat, reply?.message_id)).collect()
    }

    fn asks(&mut self, chat: i64) {
        let person = self.people.iter().find(|person| person.chat() == chat).expect("one of them");
        self.questions += 1;
        self.waiting.extend([people_ask(person, self.questions)]);
    }

    /// The next who does not wait for an answer.
    fn somebody_asks(&mut self) {
        for _ in 0..self.people.len() {
            self.questions += 1;
            let chat = self.people[self.questions % self.people.len()].chat();
            if !self.waiting.contains_key(&chat) {
                return self.asks(chat);
            }
        }
    }
}

impl Measured {
    pub(crate) fn a_second(&self) -> f64 {
        self.times.len() as f64 / self.elapsed.as_secs_f64()
    }

    pub(crate) fn median(&self) -> Duration {
        self.times[self.times.len() / 2]
    }

    pub(crate) fn p99(&self) -> Duration {
        self.times[self.times.len() * 99 / 100]
    }
}

/// A fixed sequence of random numbers (xorshift64*).
struct Random(u64);

impl Random {
    /// Between two events that come `a_second` times a second on average (exponential).
    fn pause(&mut self, a_second: f64) -> Duration {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let share = (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 11) as f64 / (1_u64 << 53) as f64;
        Duration::from_secs_f64(-(1.0 - share).ln() / a_second)
    }
}
