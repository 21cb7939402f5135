//! A fresh database for each test, and a conversation small enough to see through.

use std::future::Future;
use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use chrono::{DateTime, Utc};
use esij_bot::answering::{Engine, Verdict};
use esij_bot::brain::{Brain, BrainCell};
use esij_bot::conversation::{Command, Context, Counted, Effect, Event, EventKind, Group, Message, Session, Spot};
use esij_bot::ideas::{Attachment, AttachmentKind, ChatId, Lead, PassedOnQuestion, Person, UserId};
use esij_bot::knowledge::{Knowledge, Language, TopicId};
use esij_bot::settings::DatabaseUrl;
use esij_bot::store::Store;
use esij_bot::texts::{Locale, Markup, Texts};
use esij_bot::turn::{Incoming, Turns};
use sqlx::{AnyConnection, AssertSqlSafe, Connection, Executor, Row};
use tokio::sync::Notify;

pub(crate) const ANNA: ChatId = ChatId(101);
pub(crate) const BART: ChatId = ChatId(102);
pub(crate) const MANAGER: ChatId = ChatId(900);
pub(crate) const TEAM: ChatId = ChatId(-901);
pub(crate) const LEASE: Duration = Duration::from_secs(60);

/// A database of its own, opened.
#[derive(Clone)]
pub(crate) struct Base {
    pub(crate) url: DatabaseUrl,
    pub(crate) store: Store,
}

/// A moment in November 2025; the tests count from it.
pub(crate) fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_764_000_000 + seconds, 0).expect("a time")
}

pub(crate) async fn on_sqlite<F: Future<Output = ()>>(test: impl FnOnce(Base) -> F) {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite://{}", folder.path().join("esij bot.db").display());
    test(Base::open(&url).await).await;
}

pub(crate) async fn on_postgres<F: Future<Output = ()> + Send + 'static>(name: &str, test: fn(Base) -> F) {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let Some(server) = std::env::var("ESIJ_TEST_POSTGRES").ok().filter(|url| !url.is_empty()) else {
        // Past the test harness, which swallows what a passing test prints.
        let line = format!("NOT RUN: {name} on PostgreSQL, as ESIJ_TEST_POSTGRES is not set\n");
        std::io::stderr().write_all(line.as_bytes()).expect("standard error");
        return;
    };
    sqlx::any::install_default_drivers();
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let database = format!("esij_test_{}_{count}", std::process::id());
    let mut admin = AnyConnection::connect(&server).await.expect("the server of ESIJ_TEST_POSTGRES");
    let create = format!("CREATE DATABASE {database}");
    admin.execute(AssertSqlSafe(create)).await.expect("the right to make databases");
    let mut url = url::Url::parse(&server).expect("an address");
    url.set_path(&database);
    let base = Base::open(url.as_str()).await;
    let outcome = tokio::spawn(test(base)).await;
    let drop = format!("DROP DATABASE {database} WITH (FORCE)");
    admin.execute(AssertSqlSafe(drop)).await.expect("the database is dropped");
    outcome.expect("the test passes");
}

impl Base {
    pub(crate) async fn open(url: &str) -> Self {
        let url = DatabaseUrl::parse(url).expect("an address");
        let store = Store::open(&url).await.expect("the database opens");
        Self { url, store }
    }

    /// The same database through connections of its own, as another replica has them.
    pub(crate) async fn replica(&self) -> Self {
        Self::open(self.url.expose()).await
    }

    pub(crate) fn turns(&self, managers: &[ChatId]) -> Turns {
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
            store: self.store.clone(),
            brain: BrainCell::new(Arc::new(Brain { knowledge, engine, texts: Texts::embedded() })),
            step,
            manager_chats: managers.to_vec(),
            mails: false,
            bot_username: "esij_bot".into(),
            wake: Arc::new(Notify::new()),
            handover: None,
        }
    }

    /// Runs SQL past the store, to bring about what it cannot do itself.
    pub(crate) async fn sql(&self, sql: &str) {
        self.connect().await.execute(AssertSqlSafe(sql.to_owned())).await.expect("sound SQL");
    }

    pub(crate) async fn count(&self, table: &str) -> i64 {
        let sql = format!("SELECT COUNT(*) FROM {table}");
        self.connect().await.fetch_one(AssertSqlSafe(sql)).await.expect("sound SQL").get(0)
    }

    /// An empty database in which these steps were taken, each with its rows.
    pub(crate) async fn start_over(&self, schemas: &[(&str, &str)]) {
        for table in self.tables().await {
            self.sql(&format!("DROP TABLE {table}")).await;
        }
        if !schemas.is_empty() {
            self.sql("CREATE TABLE migrations (version BIGINT PRIMARY KEY)").await;
        }
        let identity = match self.store.is_shared() {
            true => "BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY",
            false => "INTEGER PRIMARY KEY AUTOINCREMENT",
        };
        for (version, (step, rows)) in (1..).zip(schemas) {
            self.sql(&step.replace("{identity}", identity)).await;
            self.sql(&format!("INSERT INTO migrations (version) VALUES ({version})")).await;
            self.sql(rows).await;
        }
    }

    pub(crate) async fn tables(&self) -> Vec<String> {
        let sql = match self.store.is_shared() {
            true => "SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public'",
            false => "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
        };
        let rows = self.connect().await.fetch_all(sql).await.expect("sound SQL");
        rows.iter().map(|row| row.get(0)).collect()
    }

    pub(crate) async fn connect(&self) -> AnyConnection {
        let url = self.url.expose().replace(' ', "%20");
        AnyConnection::connect(&url).await.expect("a connection")
    }

    /// Sends everything that is due, as a worker does, and tells who got what.
    pub(crate) async fn deliver(&self, now: DateTime<Utc>) -> Vec<(ChatId, String)> {
        let mut delivered = Vec::new();
        loop {
            let rows = self.store.claim_due(now, "worker", LEASE, 10).await.expect("a claim");
            if rows.is_empty() {
                return delivered;
            }
            for row in rows {
                let number = 1000 + i64::try_from(delivered.len()).expect("few");
                delivered.push((row.chat, row.message.text.to_plain()));
                self.store.mark_sent(row.id, now, number).await.expect("sent");
            }
        }
    }
}

pub(crate) fn person(chat: ChatId) -> Person {
    Person { user: UserId(chat.0), chat, name: "Anna".into(), username: None, language_tag: None }
}

pub(crate) fn typed(update_id: i64, chat: ChatId, text: &str) -> Incoming {
    happens(update_id, chat, EventKind::Text(text.into()))
}

pub(crate) fn command(update_id: i64, chat: ChatId, word: &str, rest: &str) -> Incoming {
    happens(update_id, chat, EventKind::Command(Command { word: word.into(), rest: rest.into() }))
}

pub(crate) fn happens(update_id: i64, chat: ChatId, kind: EventKind) -> Incoming {
    let person = person(if chat.0 < 0 { ANNA } else { chat });
    let event = Event::private(person, kind);
    let group =
        (chat.0 < 0).then(|| Group { title: "Team".into(), addressed: true, has_topics: false, hides_sender: false });
    let event = Event { spot: Spot { chat, group, ..event.spot.clone() }, ..event };
    Incoming { update_id, chat, event: Some(event), raw: r#"{"raw":true}"#.into(), moved: None, has_topics: None }
}

fn say(text: &str) -> Effect {
    Effect::Say(Message::text(Markup::plain(text)))
}

/// A conversation in which everything happens on command.
fn step(mut session: Session, event: &Event, context: &Context<'_>) -> (Session, Vec<Effect>) {
    let text = match &event.kind {
        EventKind::Text(text) => text.as_str(),
        EventKind::Failed => return (session, vec![say("excuses")]),
        _ => return (session, Vec::new()),
    };
    let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
    let effects = match word {
        "engels" => {
            session.locale = Some(Locale::En);
            vec![say("English")]
        }
        "taal" => vec![say(session.locale.unwrap_or_default().code())],
        "tel" => vec![forward(event, context, &format!("{} eerdere", context.leads.len()), Vec::new())],
        "vraag" => vec![say("genoteerd"), forward(event, context, rest, Vec::new())],
        "bijlage" => vec![forward(event, context, rest, vec![attachment()])],
        "wis" => {
            session = Session::default();
            vec![say("gewist"), Effect::Erase { notice: vec![Message::text(Markup::plain("iemand is gewist"))] }]
        }
        // `turf liked kosten`, and `turf unanswered`
        "turf" => rest.split(',').map(count).collect(),
        "gemist" => vec![Effect::Unanswered { language: Language::Dutch, question: rest.into() }],
        // `leer IJM-2025-0001 kosten Wat kost dat?`, with `-` for no reference, and `-` or `?` for no topic
        "leer" => vec![teach(rest)],
        "vergeet" => vec![Effect::Unlearn { reference: rest.parse().expect("a reference") }],
        "paniek" => panic!("zoals gevraagd"),
        "dubbel" => vec![forward(event, context, "een", Vec::new()), forward(event, context, "twee", Vec::new())],
        _ => vec![say(text)],
    };
    (session, effects)
}

fn count(what: &str) -> Effect {
    let (what, topic) = what.split_once(' ').unwrap_or((what, ""));
    Effect::Count { what: Counted::parse(what).expect("something that is counted"), topic: TopicId::parse(topic).ok() }
}

fn teach(lesson: &str) -> Effect {
    let [reference, topic, question] = lesson.splitn(3, ' ').collect::<Vec<_>>()[..] else { panic!("{lesson}") };
    let verdict = match topic {
        "-" => Verdict::NotOurs,
        "?" => Verdict::Keep,
        topic => Verdict::Topic(TopicId::parse(topic).expect("an id")),
    };
    let (question, by) = (question.into(), "Wouter".into());
    Effect::Learn { question, language: Language::Dutch, verdict, reference: reference.parse().ok(), by }
}

fn forward(event: &Event, context: &Context<'_>, question: &str, files: Vec<Message>) -> Effect {
    let reference = context.next_reference;
    let lead = PassedOnQuestion {
        reference,
        asked: context.now,
        from: event.from.clone(),
        question: question.into(),
        language: None,
        offered: Vec::new(),
    };
    let text = |text: String| Message::text(Markup::plain(&text));
    let mut card = vec![text(format!("{reference} {question}")), text(format!("{reference} einde"))];
    card.extend(files);
    Effect::Forward { lead: Box::new(Lead::Question(lead)), card, receipt: text(format!("{reference} afgeleverd")) }
}

fn attachment() -> Message {
    let file = Attachment {
        kind: AttachmentKind::Document,
        file_id: "BQAC".into(),
        unique_id: "AgAD".into(),
        name: None,
        caption: None,
        size: None,
    };
    Message::with_file(Markup::plain("het bestand"), file)
}
