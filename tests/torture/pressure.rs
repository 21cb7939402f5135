//! SQLite under pressure: whatever is wrong with the file, it is said, and nothing is acknowledged that is not kept.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use esij_bot::emulator::{Account, ChatMessage, Config, Emulator};
use insta::assert_snapshot;
use regex::Regex;
use sqlx::Executor;
use tempfile::TempDir;

use crate::database::Database;
use crate::program::{Program, Setup};
use crate::{FIRST_PERSON, MANAGERS, meet};

const SOON: Duration = Duration::from_secs(30);

struct Scene {
    emulator: Emulator,
    database: Database,
    setup: Setup,
    person: Account,
    _folder: TempDir,
}

impl Scene {
    async fn new() -> Self {
        let emulator = Emulator::start(Config::default()).await.expect("a free port");
        let database = Database::sqlite();
        let folder = tempfile::tempdir().expect("a folder");
        let setup = Setup::new(&emulator, database.url(), &MANAGERS[..1], folder.path().join("log"));
        let person = meet(&emulator, FIRST_PERSON, "Jan");
        Self { emulator, database, setup, person, _folder: folder }
    }

    fn file(&self) -> PathBuf {
        self.database.url().trim_start_matches("sqlite://").into()
    }

    /// A database with something in it, and nobody who uses it.
    async fn begun(&self) {
        let program = self.setup.start();
        self.person.send_command("start");
        self.person.wait_for_text("Welkom!", SOON).await.expect("an answer");
        self.emulator.settled(SOON).await.expect("it is acknowledged");
        assert_eq!(program.stop().await, None);
        self.setup.clear_log();
    }

    /// The update waits at Telegram, and the person got no answer.
    fn assert_waits(&self) {
        assert_eq!(self.emulator.pending().len(), 1, "it was acknowledged");
        assert_eq!(self.person.replies().len(), 0);
    }

    /// With the file in order again everything goes on.
    async fn assert_goes_on(&self) {
        self.person.wait_for_text("Dit kan ik voor u doen", SOON).await.expect("an answer");
        self.emulator.settled(SOON).await.expect("it is acknowledged");
    }
}

/// What the log says of it: the line in which `part` stands and what follows, without times and folders.
fn said(log: &str, part: &str) -> String {
    let changing = Regex::new(r"(sqlite://)?/[^` ]*?/\.tmp\w+/").expect("it is sound");
    let time = Regex::new(r"^\d{4}-\d\d-\d\dT[\d:.]+Z +").expect("it is sound");
    let lines = log.lines().skip_while(|line| !line.contains(part));
    // While the bot runs each line is whole; at the command line the causes and the hint stand below.
    let count = if part == "error: " { usize::MAX } else { 1 };
    let text = lines.take(count).collect::<Vec<_>>().join("\n");
    changing.replace_all(&time.replace(&text, ""), "${1}FOLDER/").into_owned()
}

const AT_START: &str = "error: ";
const RUNNING: &str = "updates wait until the database works again";

/// The program does not start, and says why and what to do.
async fn check_does_not_start(scene: &Scene, mut program: Program) -> String {
    assert!(program.ended().await, "it says that it failed");
    scene.assert_waits();
    said(&scene.setup.log(), AT_START)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_is_no_database_is_left_alone() {
    let scene = Scene::new().await;
    let notes = "these are notes, and there are quite a few of them. ".repeat(200);
    fs::write(scene.file(), &notes).expect("a file");
    scene.person.send_command("help");
    let program = scene.setup.start();
    assert_snapshot!("no_database", check_does_not_start(&scene, program).await);
    assert_eq!(fs::read_to_string(scene.file()).expect("the file"), notes);
}

/// Everything but the first page, which says what kind of file it is.
fn scribble(file: &Path) {
    let mut bytes = fs::read(file).expect("the database");
    for byte in &mut bytes[4096..] {
        *byte = 0x5A;
    }
    fs::write(file, bytes).expect("it is written");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_file_is_said_and_acknowledges_nothing() {
    let scene = Scene::new().await;
    scene.begun().await;
    let good = fs::read(scene.file()).expect("the database");
    scribble(&scene.file());
    scene.person.send_command("help");
    let program = scene.setup.start();
    assert_snapshot!("damaged_at_start", check_does_not_start(&scene, program).await);

    fs::write(scene.file(), good).expect("the backup is put back");
    let program = scene.setup.start();
    scene.assert_goes_on().await;
    assert_eq!(program.stop().await, None);
}

/// One page, with what is known of people: found out only when somebody comes.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_page_in_the_middle_is_said_and_acknowledges_nothing() {
    let scene = Scene::new().await;
    scene.begun().await;
    let page = scene.database.number("SELECT rootpage FROM sqlite_master WHERE name = 'sessions'").await;
    let page = usize::try_from(page).expect("a page") - 1;
    let good = fs::read(scene.file()).expect("the database");
    let mut bad = good.clone();
    bad[page * 4096..(page + 1) * 4096].fill(0x5A);
    fs::write(scene.file(), bad).expect("it is written");
    let program = scene.setup.start();
    scene.setup.wait_for_log("Telegram knows the bot").await;
    scene.person.send_command("help");
    scene.setup.wait_for_log(RUNNING).await;
    scene.assert_waits();
    assert_snapshot!("damaged_while_running", said(&scene.setup.log(), RUNNING));
    program.kill();

    for rest in ["-wal", "-shm"] {
        let path = format!("{}{rest}", scene.file().display());
        if Path::new(&path).exists() {
            fs::remove_file(path).expect("it belongs to the damaged file");
        }
    }
    fs::write(scene.file(), good).expect("the backup is put back");
    let program = scene.setup.start();
    scene.assert_goes_on().await;
    assert_eq!(program.stop().await, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_may_not_be_written_acknowledges_nothing() {
    let scene = Scene::new().await;
    scene.begun().await;
    scene.person.send_command("help");
    let read_only = format!("{}?mode=ro", scene.database.url());
    let folder = tempfile::tempdir().expect("a folder");
    let setup = Setup::new(&scene.emulator, &read_only, &MANAGERS[..1], folder.path().join("log"));
    let mut program = setup.start();
    assert!(program.ended().await, "it says that it failed");
    assert_snapshot!("read_only_at_start", said(&setup.log(), AT_START));
    scene.assert_waits();
    let program = scene.setup.start();
    scene.assert_goes_on().await;
    assert_eq!(program.stop().await, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_room_on_the_disk_it_does_not_start() {
    let scene = Scene::new().await;
    scene.person.send_command("help");
    // In blocks of 512 bytes: too little for the first tables.
    let program = scene.setup.start_after("trap '' XFSZ; ulimit -f 32");
    assert_snapshot!("full_at_start", check_does_not_start(&scene, program).await);
    let program = scene.setup.start();
    scene.assert_goes_on().await;
    assert_eq!(program.stop().await, None);
}

/// A limit on the size of files stands in for a disk that is full: no file can grow.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disk_without_room_acknowledges_nothing() {
    let scene = Scene::new().await;
    scene.begun().await;
    // In blocks of 512 bytes; the write-ahead log is empty at the start and cannot get beyond this. The signal that
    // comes with the limit is put off, so that the write fails as on a full disk.
    let program = scene.setup.start_after("trap '' XFSZ; ulimit -f 64");
    scene.setup.wait_for_log("Telegram knows the bot").await;
    let mut said_so = false;
    for _ in 0..40 {
        scene.person.send_command("privacy");
        said_so = scene.setup.log().contains(RUNNING);
        if said_so {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    if !said_so {
        scene.setup.wait_for_log(RUNNING).await;
    }
    assert_snapshot!("full_while_running", said(&scene.setup.log(), RUNNING));
    assert!(!scene.emulator.pending().is_empty(), "they were acknowledged");
    program.kill();

    let asked = scene.person.messages().iter().filter(|message| message.text == "/privacy").count();
    let program = scene.setup.start();
    scene.emulator.settled(SOON).await.expect("they are acknowledged");
    let answers = |chat: &[ChatMessage]| {
        chat.iter().filter(|message| message.from_bot && message.text.contains("/verwijder")).count() >= asked
    };
    scene.person.wait_for(answers, 2 * SOON).await.expect("every question has its answer");
    assert_eq!(program.stop().await, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_another_program_holds_acknowledges_nothing() {
    let scene = Scene::new().await;
    scene.begun().await;
    let program = scene.setup.start();
    scene.setup.wait_for_log("Telegram knows the bot").await;
    let mut other = scene.database.connect().await;
    other.execute("BEGIN IMMEDIATE").await.expect("held");
    scene.person.send_command("help");
    scene.setup.wait_for_log(RUNNING).await;
    scene.assert_waits();
    // Others of the bot may wait before this one; then the same is told in the words of the queue.
    let words = said(&scene.setup.log(), RUNNING).replace("no connection became free in time", "database is locked");
    assert_snapshot!("held_while_running", words);
    other.execute("ROLLBACK").await.expect("let go");
    scene.assert_goes_on().await;
    assert_eq!(program.stop().await, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_a_file_that_another_program_holds_it_does_not_start() {
    let scene = Scene::new().await;
    scene.begun().await;
    scene.person.send_command("help");
    let mut other = scene.database.connect().await;
    other.execute("BEGIN IMMEDIATE").await.expect("held");
    let program = scene.setup.start();
    assert_snapshot!("held_at_start", check_does_not_start(&scene, program).await);
    other.execute("ROLLBACK").await.expect("let go");
    let program = scene.setup.start();
    scene.assert_goes_on().await;
    assert_eq!(program.stop().await, None);
}
