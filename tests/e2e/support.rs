//! The whole bot in a town of its own: Telegram, the people there, a database, and the program between them.

use std::path::PathBuf;
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

use esij_bot::app::{App, AppError, Parts};
use esij_bot::brain::Brain;
use esij_bot::delivery::Tempo;
use esij_bot::emulator::{Account, Config, Emulator, PersonSpec};
use esij_bot::ideas::ChatId;
use esij_bot::knowledge;
use esij_bot::mail::MailAddress;
use esij_bot::settings::{AgendaSettings, DatabaseUrl, FaqSource, MailArgs, MailSettings, Serving};
use esij_bot::store::{OutboxCounts, Store, StoredLead};
use regex::Regex;
use secrecy::SecretString;
use tempfile::TempDir;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::spec::check_recorded;

/// Long enough on a busy machine; nothing waits that long when all is well.
pub(crate) const SOON: Duration = Duration::from_secs(30);
/// The programme manager, unless a test says otherwise.
pub(crate) const MANAGER: i64 = 900;

pub(crate) static BRAIN: LazyLock<Arc<Brain>> = LazyLock::new(|| {
    let parsed = knowledge::parse(include_str!("../data/small.yaml"));
    let knowledge = parsed.unwrap_or_else(|problems| panic!("small.yaml: {problems}")).knowledge;
    Arc::new(Brain::new(knowledge))
});

/// The file with what the bot knows in these tests.
pub(crate) fn small_faq() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/small.yaml")
}

/// Waits until `look` sees something.
pub(crate) async fn until<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let looking = async {
        loop {
            if let Some(found) = look().await {
                return found;
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    };
    match tokio::time::timeout(SOON, looking).await {
        Ok(found) => found,
        Err(_) => panic!("waited in vain until {what}"),
    }
}

/// Where letters go, and whom they are from.
pub(crate) const MAIL: (&str, &str) = ("programma@esij.example", "bot@esij.example");

fn mail_settings(server: &str) -> MailSettings {
    let args = MailArgs {
        mail_to: MailAddress::parse(MAIL.0).ok(),
        mail_from: MailAddress::parse(MAIL.1).ok(),
        smtp: server.parse().ok(),
        ..MailArgs::default()
    };
    args.settings().expect("the settings are sound").expect("there are settings")
}

pub(crate) struct Town {
    pub(crate) emulator: Emulator,
    /// The chats that the bot is told of at its next start.
    pub(crate) managers: Vec<i64>,
    pub(crate) tempo: Tempo,
    /// The address of the mail server that the bot is told of at its next start.
    pub(crate) mail: Option<String>,
    folder: TempDir,
    /// The name of the database in it.
    file: &'static str,
    running: Option<Running>,
    /// Beside the bot's own, to look and to wait.
    store: Option<Store>,
    /// The buttons that were pressed: in which chat, after so many messages, and the label. Telegram does not show it.
    presses: Mutex<Vec<(i64, usize, String)>>,
    finished: bool,
}

struct Running {
    stop: CancellationToken,
    task: JoinHandle<Result<OutboxCounts, AppError>>,
}

impl Town {
    /// With a programme manager who has started the bot.
    pub(crate) async fn start() -> Self {
        let mut town = Self::new().await;
        let wouter = town.emulator.person(PersonSpec::new(MANAGER, "Wouter").username("wouterhol"));
        town.managers = vec![MANAGER];
        wouter.send_command("start");
        town.open().await;
        town.quiet().await;
        town
    }

    /// Without a programme manager, and the bot does not run yet.
    pub(crate) async fn new() -> Self {
        let emulator = Emulator::start(Config { record: true, ..Config::default() }).await.expect("a free port");
        let folder = tempfile::tempdir().expect("a folder");
        Self {
            emulator,
            managers: Vec::new(),
            tempo: Tempo::Unlimited,
            mail: None,
            folder,
            file: "bot.db",
            running: None,
            store: None,
            presses: Mutex::default(),
            finished: false,
        }
    }

    /// Starts the bot.
    pub(crate) async fn open(&mut self) {
        let parts = Parts {
            token: SecretString::from(self.emulator.token()),
            api_url: Some(self.emulator.url().parse().expect("an address")),
            database: self.database(),
            manager_chats: self.managers.iter().copied().map(ChatId).collect(),
            brain: Arc::clone(&BRAIN),
            faq: FaqSource::File(small_faq()),
            tempo: self.tempo,
            serving: Serving::default(),
            mail: self.mail.as_deref().map(mail_settings),
            agenda: AgendaSettings::OFF,
        };
        let app = App::build(parts).await.expect("the bot can be built");
        let stop = CancellationToken::new();
        self.running = Some(Running { stop: stop.clone(), task: tokio::spawn(app.run(stop)) });
        self.look().await;
    }

    /// Looks into the database of a bot that runs elsewhere.
    pub(crate) async fn look(&mut self) {
        if self.store.is_none() {
            self.store = Some(Store::open_existing(&self.database()).await.expect("the bot made it"));
        }
    }

    /// Stops the bot in good order, if it runs here; returns what is left in the outbox.
    pub(crate) async fn close(&mut self) -> OutboxCounts {
        let store = self.store.take().expect("a bot has run");
        let left = match self.running.take() {
            Some(Running { stop, task }) => {
                stop.cancel();
                let stopped = tokio::time::timeout(SOON, task).await.expect("it stops");
                stopped.expect("no panic").expect("no failure")
            }
            None => store.pending_counts().await.expect("the database works"),
        };
        store.close().await;
        left
    }

    /// From the next start on the bot works on another file of the folder.
    pub(crate) async fn move_to(&mut self, file: &'static str) {
        self.close().await;
        self.file = file;
    }

    pub(crate) fn database(&self) -> DatabaseUrl {
        DatabaseUrl::parse(&self.database_url()).expect("an address")
    }

    pub(crate) fn database_url(&self) -> String {
        format!("sqlite://{}", self.folder.path().join(self.file).display())
    }

    pub(crate) fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    pub(crate) fn store(&self) -> &Store {
        self.store.as_ref().expect("the bot runs")
    }

    pub(crate) async fn leads(&self) -> Vec<StoredLead> {
        self.store().leads().await.expect("the database works")
    }

    /// Waits until the bot has taken all that was sent, and said all that it has to say.
    pub(crate) async fn quiet(&self) {
        self.quiet_but_for(0).await;
    }

    /// Waits until the bot has taken all that was sent, and this many messages are on their way.
    pub(crate) async fn quiet_but_for(&self, messages: u64) {
        self.emulator.settled(SOON).await.expect("all updates are taken");
        let what = format!("{messages} messages are on their way");
        until(&what, async || {
            let counts = self.store().pending_counts().await.expect("the database works");
            (counts.pending == messages).then_some(())
        })
        .await;
    }

    /// Somebody with a Dutch client who has not started the bot.
    pub(crate) fn person(&self, id: i64, name: &str) -> Person<'_> {
        self.meet(PersonSpec::new(id, name))
    }

    pub(crate) fn meet(&self, spec: PersonSpec) -> Person<'_> {
        Person { town: self, account: self.emulator.person(spec) }
    }

    /// Somebody who is known already.
    pub(crate) fn known(&self, id: i64) -> Person<'_> {
        Person { town: self, account: self.emulator.account(id).expect("a known person") }
    }

    pub(crate) fn manager(&self) -> Person<'_> {
        self.known(MANAGER)
    }

    /// Stops the bot and checks that nothing is stuck: all is taken, all is said, nothing is put aside, and all calls
    /// were as Telegram describes them.
    pub(crate) async fn finish(self) {
        self.quiet().await;
        self.finish_with(OutboxCounts::default()).await;
    }

    /// As [`Town::finish`], with this left in the outbox.
    pub(crate) async fn finish_with(mut self, expected: OutboxCounts) {
        self.finished = true;
        self.emulator.settled(SOON).await.expect("all updates are taken");
        assert_eq!(self.close().await, expected, "left in the outbox");
        assert_eq!(self.count("parked_updates").await, 0, "updates whose turn failed");
        assert_eq!(self.count("unreadable_sessions").await, 0);
        check_recorded(&self.emulator);
    }

    async fn count(&self, table: &'static str) -> i64 {
        use sqlx::Connection as _;
        let mut connection = sqlx::AnyConnection::connect(&self.database_url()).await.expect("the database opens");
        let sql = match table {
            "parked_updates" => "SELECT COUNT(*) FROM parked_updates",
            _ => "SELECT COUNT(*) FROM unreadable_sessions",
        };
        let count = sqlx::query_scalar(sql).fetch_one(&mut connection).await.expect("a count");
        connection.close().await.expect("it closes");
        count
    }
}

impl Drop for Town {
    fn drop(&mut self) {
        assert!(self.finished || std::thread::panicking(), "`finish` looks whether something is stuck");
    }
}

/// Somebody in the town.
pub(crate) struct Person<'a> {
    pub(crate) town: &'a Town,
    pub(crate) account: Account,
}

impl Person<'_> {
    /// Types something, and waits for all that follows.
    pub(crate) async fn says(&self, text: &str) {
        self.account.send_text(text);
        self.town.quiet().await;
    }

    /// Does something, and waits for all that follows.
    pub(crate) async fn does<T>(&self, act: impl FnOnce(&Account) -> T) {
        act(&self.account);
        self.town.quiet().await;
    }

    /// Presses the last button with this label, under a message or in place of the keyboard.
    pub(crate) async fn taps(&self, label: &str) {
        self.press(label);
        self.town.quiet().await;
    }

    pub(crate) fn press(&self, label: &str) {
        let messages = self.shown().len();
        self.town.presses.lock().expect("no panic").push((self.account.chat(), messages, label.to_owned()));
        if self.account.tap(label).is_err() {
            self.account.press_label(label).unwrap_or_else(|error| panic!("{error}:\n{}", self.sees()));
        }
    }

    /// The chat as it stands, with the buttons that were pressed and without what changes with the day.
    pub(crate) fn sees(&self) -> String {
        let name = self.account.spec().first_name;
        let mut lines: Vec<String> = self.account.transcript().lines().map(str::to_owned).collect();
        let starts = self.starts(&lines);
        let presses = self.town.presses.lock().expect("no panic");
        for (chat, after, label) in presses.iter().rev() {
            if *chat == self.account.chat() {
                let line = starts.get(*after).copied().unwrap_or(lines.len());
                lines.insert(line, format!("({name} taps [{label}])"));
            }
        }
        format!("=== {name}\n{}\n", timeless(&lines.join("\n")))
    }

    /// Who said each message that is there, in the whole chat.
    fn shown(&self) -> Vec<String> {
        let messages = self.town.emulator.messages(self.account.chat()).into_iter();
        let there = messages.filter(|message| !message.deleted);
        there.map(|message| if message.from_bot { "bot".to_owned() } else { message.from_name }).collect()
    }

    /// The line of the transcript with which each message begins.
    fn starts(&self, lines: &[String]) -> Vec<usize> {
        let mut from = 0;
        let start = |who: String| {
            let begins = |line: &&String| {
                let rest = line.strip_prefix(&who);
                rest.is_some_and(|rest| rest.starts_with(": ") || rest.starts_with(" (edited): "))
            };
            let found = from + lines[from..].iter().position(|line| begins(&line)).expect("every message is shown");
            from = found + 1;
            found
        };
        self.shown().into_iter().map(start).collect()
    }

    /// Everything the bot has said to this person, oldest first.
    pub(crate) fn heard(&self) -> Vec<String> {
        let messages = self.account.messages().into_iter();
        messages.filter(|message| message.from_bot).map(|message| message.text).collect()
    }

    /// How often the bot said something with `part` in it.
    pub(crate) fn heard_times(&self, part: &str) -> usize {
        self.heard().iter().filter(|text| text.contains(part)).count()
    }

    pub(crate) fn last_heard(&self) -> String {
        self.heard().pop().unwrap_or_default()
    }
}

/// What both sides see.
pub(crate) fn sides(people: &[&Person<'_>]) -> String {
    people.iter().map(|person| person.sees()).collect::<Vec<_>>().join("\n")
}

/// A text without what changes with the day: years in references, dates and times.
pub(crate) fn timeless(text: &str) -> String {
    static CHANGING: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
        let all = [
            (r"`/[^` ]*/\.tmp\w+/", "`FOLDER/"),
            (r"IJM-\d{4}-", "IJM-2026-"),
            (r"IJM_\d{4}_", "IJM_2026_"),
            (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", "2026-11-24T09:15:00Z"),
            (r"\d{4}-\d\d-\d\d \d\d:\d\d", "2026-11-24 09:15"),
            (r"\d{1,2} [a-z]+ \d{4}, \d\d\.\d\d uur", "24 november 2026, 09.15 uur"),
            (r"\d{1,2} [A-Z][a-z]+ \d{4}, \d\d:\d\d", "24 November 2026, 09:15"),
            (r"\d{1,2} [a-z]{3} \d\d\.\d\d\)", "24 nov 09.15)"),
        ];
        all.into_iter().map(|(from, to)| (Regex::new(from).expect("it is sound"), to)).collect()
    });
    CHANGING.iter().fold(text.to_owned(), |text, (from, to)| from.replace_all(&text, *to).into_owned())
}
