//! A bot without a conversation worth the name: Telegram, a database, a poller and an outbox worker.

use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use esij_bot::answering::Engine;
use esij_bot::brain::{Brain, BrainCell};
use esij_bot::conversation::{Button, Context, Effect, Event, EventKind, Message, Session};
use esij_bot::delivery::Worker;
use esij_bot::emulator::{Account, Config, Emulator, Fault, FaultKind, PersonSpec};
use esij_bot::ideas::{ChatId, Lead, PassedOnQuestion};
use esij_bot::knowledge::{Knowledge, Language};
use esij_bot::settings::DatabaseUrl;
use esij_bot::store::{Hold, OutboxCounts, Store};
use esij_bot::telegram::{Api, Me, Poller};
use esij_bot::texts::{Markup, Texts};
use esij_bot::turn::Turns;
use secrecy::SecretString;
use tempfile::TempDir;
use tokio::sync::Notify;

pub(crate) const SOON: Duration = Duration::from_secs(20);

pub(crate) struct Bot {
    pub(crate) emulator: Emulator,
    pub(crate) store: Store,
    pub(crate) api: Api,
    pub(crate) me: Me,
    pub(crate) turns: Turns,
    pub(crate) poller: Poller,
    pub(crate) worker: Worker,
    folder: TempDir,
}

impl Bot {
    pub(crate) async fn start() -> Self {
        Self::with_managers(|_| Vec::new()).await
    }

    /// With the programme managers' chats that `managers` makes.
    pub(crate) async fn with_managers(managers: impl FnOnce(&Emulator) -> Vec<i64>) -> Self {
        let emulator = Emulator::start(Config { record: true, ..Config::default() }).await.expect("a free port");
        let folder = tempfile::tempdir().expect("a folder");
        let store = open(&folder).await;
        let api = api(&emulator, emulator.token());
        let me = api.me().await.expect("the bot is known");
        let managers = managers(&emulator).into_iter().map(ChatId).collect();
        let turns = turns(&store, managers);
        let poller = Poller::new(api.clone(), me.clone(), turns.clone());
        let worker = worker(&store, &api, &turns, "test");
        Self { emulator, store, api, me, turns, poller, worker, folder }
    }

    /// The same bot after its process came to an end.
    pub(crate) async fn restart(&mut self) {
        self.store = open(&self.folder).await;
        self.turns = turns(&self.store, self.turns.manager_chats.clone());
        self.poller = Poller::new(self.api.clone(), self.me.clone(), self.turns.clone());
        self.worker = worker(&self.store, &self.api, &self.turns, "test again");
    }

    /// Somebody who has started the bot.
    pub(crate) async fn person(&mut self, id: i64) -> Account {
        let account = self.emulator.person(PersonSpec::new(id, "Anna"));
        account.send_command("start");
        self.receive(1).await;
        account
    }

    /// As [`person`](Self::person), for each of these numbers.
    pub(crate) async fn people(&mut self, ids: Range<i64>) -> Vec<Account> {
        let mut people = Vec::new();
        for id in ids {
            people.push(self.person(id).await);
        }
        people
    }

    /// Takes in `count` updates and acknowledges them.
    pub(crate) async fn receive(&mut self, count: usize) {
        assert_eq!(self.poller.poll_once().await.expect("updates"), count);
        assert_eq!(self.poller.poll_once().await.expect("no updates"), 0);
    }

    /// Takes in all that waits.
    pub(crate) async fn receive_all(&mut self) {
        while self.poller.poll_once().await.expect("updates") > 0 {}
    }

    /// What a person sends is taken in.
    pub(crate) async fn says(&mut self, account: &Account, text: &str) {
        account.send_text(text);
        self.receive(1).await;
    }

    pub(crate) fn fault(&self, kind: FaultKind, chat: i64) {
        self.emulator.inject(Fault::new(kind).on("sendMessage").in_chat(chat).times(1));
    }

    /// Sends what is due so many seconds from now, until nothing is.
    pub(crate) async fn deliver(&self, seconds: i64) {
        while self.worker.step(later(seconds)).await.expect("the database works") > 0 {}
    }

    pub(crate) async fn counts(&self) -> OutboxCounts {
        self.store.pending_counts().await.expect("the database works")
    }

    pub(crate) async fn parked(&self) -> Vec<(ChatId, Hold)> {
        let parked = self.store.parked().await.expect("the database works");
        parked.into_iter().map(|message| (message.chat.expect("a chat"), message.hold)).collect()
    }
}

pub(crate) fn later(seconds: i64) -> DateTime<Utc> {
    Utc::now() + TimeDelta::seconds(seconds)
}

pub(crate) fn api(emulator: &Emulator, token: &str) -> Api {
    let url = emulator.url().parse().expect("an address");
    Api::new(&SecretString::from(token), Some(url)).expect("a client")
}

/// The texts that the bot sent to a chat, each as often as it arrived.
pub(crate) fn arrived(emulator: &Emulator, chat: i64) -> Vec<String> {
    emulator.accepted().into_iter().filter(|message| message.chat == chat).map(|message| message.text).collect()
}

pub(crate) fn worker(store: &Store, api: &Api, turns: &Turns, owner: &str) -> Worker {
    Worker::new(store.clone(), api.clone(), turns.brain.clone(), Arc::clone(&turns.wake), owner)
}

async fn open(folder: &TempDir) -> Store {
    let url = format!("sqlite://{}", folder.path().join("bot.db").display());
    Store::open(&DatabaseUrl::parse(&url).expect("an address")).await.expect("the database opens")
}

fn turns(store: &Store, manager_chats: Vec<ChatId>) -> Turns {
    let knowledge = Knowledge {
        languages: vec![Language::Dutch],
        categories: Vec::new(),
        sources: Vec::new(),
        topics: Vec::new(),
        small_talk: Vec::new(),
        out_of_scope: Vec::new(),
        synonyms: Vec::new(),
    };
    let engine = Engine::train(&knowledge);
    Turns {
        store: store.clone(),
        brain: BrainCell::new(Arc::new(Brain { knowledge, engine, texts: Texts::embedded() })),
        step,
        manager_chats,
        mails: false,
        bot_username: "esij_bot".into(),
        wake: Arc::new(Notify::new()),
        handover: None,
    }
}

/// `vraag …` is passed on to the managers, in a message for each part between bars; for all else each word comes back as a message of its own.
fn step(session: Session, event: &Event, context: &Context<'_>) -> (Session, Vec<Effect>) {
    let say = |text: &str| Effect::Say(Message::text(Markup::plain(text)));
    let effects = match &event.kind {
        _ if event.spot.group.is_some() => vec![say("kom")],
        EventKind::Text(text) => match text.as_str().split_once(' ') {
            Some(("vraag", question)) => vec![forward(event, context, question)],
            Some(("knop", label)) => {
                let row = vec![Button::new(label, "topic:none")];
                vec![Effect::Say(Message::with_buttons(Markup::plain("Kies"), vec![row]))]
            }
            _ => text.as_str().split(' ').map(say).collect(),
        },
        EventKind::Press(data) => vec![say(data)],
        _ => Vec::new(),
    };
    (session, effects)
}

fn forward(event: &Event, context: &Context<'_>, question: &str) -> Effect {
    let lead = PassedOnQuestion {
        reference: context.next_reference,
        asked: context.now,
        from: event.from.clone(),
        question: question.into(),
        language: None,
        offered: Vec::new(),
    };
    let text = |text: &str| Message::text(Markup::plain(text));
    let card = question.split('|').map(text).collect();
    Effect::Forward { lead: Box::new(Lead::Question(lead)), card, receipt: text("afgeleverd") }
}
