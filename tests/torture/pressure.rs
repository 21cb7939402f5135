//! SQLite under pressure: whatever is wrong with the file, it is said, and nothing is acknowledged that is not kept.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use esij_bot::emulator::{Account, ChatMessage, Config, Emulator};
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

/// The program does not start, and says why.
async fn check_does_not_start(scene: &Scene, mut program: Program, said: &str) {
    assert!(program.ended().await, "it says that it failed");
    let log = scene.setup.log();
    assert!(log.contains(said) && log.contains("hint: "), "{log}");
    scene.assert_waits();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_is_no_database_is_left_alone() {
    let scene = Scene::new().await;
    let notes = "these are notes, and there are quite a few of them. ".repeat(200);
    fs::write(scene.file(), &notes).expect("a file");
    scene.person.send_command("help");
    let program = scene.setup.start();
    check_does_not_start(&scene, program, "this file is not a database").await;
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
    check_does_not_start(&scene, program, "the database is damaged").await;

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
    assert!(setup.log().contains("cannot write to the database"), "{}", setup.log());
    scene.assert_waits();
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
    let mut said = false;
    for _ in 0..40 {
        scene.person.send_command("privacy");
        said = scene.setup.log().contains("updates wait until the database works again");
        if said {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    if !said {
        scene.setup.wait_for_log("updates wait until the database works again").await;
    }
    let log = scene.setup.log();
    assert!(log.contains("the disk fails under the database") || log.contains("no room on the disk"), "{log}");
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
    scene.setup.wait_for_log("another program holds the database").await;
    scene.assert_waits();
    other.execute("ROLLBACK").await.expect("let go");
    scene.assert_goes_on().await;
    assert_eq!(program.stop().await, None);
}
