//! The program is killed, or told to stop, and started again.

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use esij_bot::emulator::{Account, PersonSpec};

use crate::form::fill_in;
use crate::support::{MAIL, MANAGER, Town, small_faq, until};

/// The real program beside a town; killed when dropped.
pub(crate) struct Program {
    child: Child,
    log: PathBuf,
}

impl Program {
    /// Starts it and waits until it asks for updates.
    pub(crate) async fn start(town: &mut Town) -> Self {
        let calls = |town: &Town| town.emulator.counts().calls.get("getUpdates").copied().unwrap_or(0);
        let before = calls(town);
        let log = town.folder().join("log");
        let managers: Vec<String> = town.managers.iter().map(i64::to_string).collect();
        let child = bare(&["run", "--database", &town.database_url(), "--manager-chat", &managers.join(",")])
            .current_dir(town.folder())
            .env("TELOXIDE_TOKEN", town.emulator.token())
            .env("TELOXIDE_API_URL", town.emulator.url())
            .env("ESIJ_FAQ", small_faq())
            .envs(town.mail.iter().flat_map(|server| {
                [("ESIJ_SMTP_URL", server.as_str()), ("ESIJ_MAIL_TO", MAIL.0), ("ESIJ_MAIL_FROM", MAIL.1)]
            }))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(File::options().create(true).append(true).open(&log).expect("a log"))
            .spawn()
            .expect("the program starts");
        let mut program = Self { child, log };
        until("the program asks for updates", async || {
            if let Some(status) = program.child.try_wait().expect("a child") {
                panic!("the program ended with {status}:\n{}", program.log());
            }
            (calls(town) > before).then_some(())
        })
        .await;
        town.look().await;
        program
    }

    fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }

    pub(crate) fn kill(mut self) {
        self.child.kill().expect("it can be killed");
        self.child.wait().expect("it is gone");
    }

    /// Tells it to stop; returns the exit code.
    pub(crate) async fn stop(mut self, signal: &str) -> Option<i32> {
        let told = Command::new("kill").args([&format!("-{signal}"), &self.child.id().to_string()]).status();
        assert!(told.expect("there is `kill`").success());
        until("the program has stopped", async || self.child.try_wait().expect("a child")).await.code()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The program without any settings from the environment.
pub(crate) fn bare(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_esij-bot"));
    let ours = |name: &str| name.starts_with("ESIJ_") || name.starts_with("TELOXIDE_") || name == "RUST_LOG";
    for (name, _) in std::env::vars().filter(|(name, _)| ours(name)) {
        command.env_remove(name);
    }
    command.args(arguments).env("NO_COLOR", "1");
    command
}

pub(crate) async fn town_with_manager() -> Town {
    let mut town = Town::new().await;
    town.emulator.person(PersonSpec::new(MANAGER, "Wouter")).send_command("start");
    town.managers = vec![MANAGER];
    town
}

#[tokio::test]
async fn a_half_filled_form_outlives_a_kill() {
    let mut town = town_with_manager().await;
    let program = Program::start(&mut town).await;
    let sanne = town.person(101, "Sanne");
    sanne.says("/idee").await;
    sanne.taps("Ja, begin").await;
    sanne.says("Sanne de Wit").await;
    // What she says at the moment of the kill and while the program is gone is not lost either.
    sanne.account.send_text("De Wit Branders");
    program.kill();
    sanne.account.send_text("Velsen");
    let program = Program::start(&mut town).await;
    let sanne = town.known(101);
    town.quiet().await;
    for text in ["1", "De waterstofbrander", "Leerlingen bouwen met ons een brander voor waterstof."] {
        sanne.says(text).await;
    }
    for text in ["overslaan", "overslaan", "overslaan", "sanne@example.org", "klaar"] {
        sanne.says(text).await;
    }
    let summary = sanne.last_heard();
    for part in ["Sanne de Wit", "De Wit Branders", "Velsen", "De waterstofbrander"] {
        assert!(summary.contains(part), "{summary}");
    }
    sanne.taps("Versturen").await;
    assert_eq!(town.leads().await.len(), 1);
    assert_eq!(town.manager().heard_times("Nieuw idee"), 1, "{}", town.manager().sees());
    assert_eq!(sanne.heard_times("is afgeleverd"), 1, "{}", sanne.sees());
    assert_eq!(program.stop("TERM").await, Some(0));
    town.finish().await;
}

/// When the program is killed, seen from the moment that 'send' is pressed.
#[derive(Debug, Clone, Copy)]
enum Moment {
    Pressed,
    UpdateGiven,
    ReceivedTold,
    CardTaken,
    ReceiptTaken,
}

#[tokio::test]
async fn whenever_the_program_is_killed_a_sent_idea_arrives_under_one_reference() {
    use Moment::{CardTaken, Pressed, ReceiptTaken, ReceivedTold, UpdateGiven};

    let mut town = town_with_manager().await;
    town.open().await;
    let moments = [Pressed, UpdateGiven, ReceivedTold, CardTaken, ReceiptTaken];
    for (number, _) in (101..).zip(moments) {
        fill_in(&town.person(number, "Sanne"), &format!("Idee van {number}")).await;
    }
    town.close().await;

    for (number, moment) in (101..).zip(moments) {
        let program = Program::start(&mut town).await;
        let (given, accepted) = (town.emulator.counts().updates_given, town.emulator.accepted().len());
        let sanne = town.known(number);
        sanne.press("Versturen");
        let told = |chat: i64, part: &str| {
            let since = town.emulator.accepted().split_off(accepted);
            since.iter().any(|message| message.chat == chat && message.text.contains(part))
        };
        until("it is time to kill the program", async || {
            let now = match moment {
                Pressed => true,
                UpdateGiven => town.emulator.counts().updates_given > given,
                ReceivedTold => told(number, "is ontvangen"),
                CardTaken => told(MANAGER, "Nieuw idee"),
                ReceiptTaken => told(number, "is afgeleverd"),
            };
            now.then_some(())
        })
        .await;
        program.kill();

        let program = Program::start(&mut town).await;
        let sanne = town.known(number);
        town.quiet().await;
        // A second press finds the first.
        sanne.taps("Versturen").await;
        let leads = town.leads().await;
        let own: Vec<_> = leads
            .iter()
            .filter(|lead| lead.lead.as_ref().is_some_and(|lead| lead.from().chat.0 == number))
            .map(|lead| lead.reference.to_string())
            .collect();
        let [reference] = own.as_slice() else { panic!("{moment:?}: {own:?}") };
        let heard = sanne.heard();
        let references = heard.iter().filter(|text| text.contains("IJM-"));
        assert!(references.into_iter().all(|text| text.contains(reference)), "{moment:?}:\n{}", sanne.sees());
        assert!(sanne.heard_times("is ontvangen") >= 1, "{moment:?}:\n{}", sanne.sees());
        assert!(sanne.heard_times("is afgeleverd") >= 1, "{moment:?}:\n{}", sanne.sees());
        // What Telegram has taken a moment before the kill is not written down yet, and comes once more.
        let cards = town.manager().heard_times(reference);
        assert!((1..=2).contains(&cards), "{moment:?}:\n{}", town.manager().sees());
        assert_eq!(program.stop("TERM").await, Some(0), "{moment:?}");
    }
    assert_eq!(town.leads().await.len(), moments.len());
    town.finish().await;
}

#[tokio::test]
async fn told_to_stop_it_says_what_is_left_and_the_next_start_goes_on() {
    for signal in ["TERM", "INT"] {
        let mut town = town_with_manager().await;
        let program = Program::start(&mut town).await;
        town.quiet().await;
        town.manager().does(Account::block).await;
        let sanne = town.person(101, "Sanne");
        sanne.says("Kan ik bij jullie de hond uitlaten?").await;
        sanne.press("Geef mijn vraag door");
        town.quiet_but_for(1).await;
        let log = program.log.clone();
        assert_eq!(program.stop(signal).await, Some(0));
        let log = fs::read_to_string(log).expect("a log");
        let last = log.lines().last().unwrap_or_default();
        assert!(last.contains("stopped") && last.contains("waiting=1"), "{log}");
        assert!(!log.contains("hond") && !log.contains(town.emulator.token()), "{log}");

        let program = Program::start(&mut town).await;
        town.manager().does(Account::unblock).await;
        let sanne = town.known(101);
        assert_eq!(town.manager().heard_times("hond uitlaten"), 1, "{}", town.manager().sees());
        assert_eq!(sanne.heard_times("is afgeleverd"), 1, "{}", sanne.sees());
        assert_eq!(program.stop(signal).await, Some(0));
        town.finish().await;
    }
}
