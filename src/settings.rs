//! Flags and environment variables, turned into valid settings in one step.
//!
//! Invariant: nothing else in the program reads the environment, and a value that gets past here is sound.

mod agenda;
mod mail;
mod serving;

use std::ffi::OsStr;
use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use clap::builder::Resettable;
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use secrecy::{ExposeSecret, SecretString};
use thiserror::Error;
use url::Url;

use crate::ideas::{ChatId, Reference};
use crate::knowledge::Language;
use crate::store::{LessonId, OutboxId};

pub use agenda::{AgendaArgs, AgendaSettings, Switch};
pub use mail::{MailArgs, MailSettings, MailSettingsError, SmtpLogin, SmtpSecurity, SmtpServer, SmtpUrl};
pub use serving::{Hook, Serving, ServingArgs};

/// The command line.
#[derive(Debug, Parser)]
#[command(name = "esij-bot", version, about, max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Try the whole bot in the browser: no account, no token, no database
    Demo(DemoArgs),
    /// Run the bot on Telegram
    Run(Box<RunArgs>),
    /// Ask one question and print the answer
    Ask(AskArgs),
    /// Check the knowledge base and the settings; exits 1 when something is wrong
    Check(CheckArgs),
    /// Measure the answers on a file of questions
    Eval(EvalArgs),
    /// Read what was handed in
    #[command(subcommand)]
    Ideas(IdeasCommand),
    /// See what the programme manager taught the bot, and bring it into the knowledge base
    #[command(subcommand)]
    Learned(LearnedCommand),
    /// See which chats receive the ideas, and make codes for more of them
    Managers(ManagersArgs),
    /// See which messages do not get through, and have them tried again
    Outbox(OutboxArgs),
    /// Copy the SQLite database, also while the bot runs
    ///
    /// A bot that is started on the copy goes on where it was made. It leaves out 100 references, so that none comes
    /// twice that was given since.
    Backup(BackupArgs),
}

/// Which knowledge base to use.
#[derive(Debug, Clone, Args)]
pub struct FaqArgs {
    /// The knowledge base; without it `faq.yaml` in the working folder, or else the one built in
    #[arg(long, value_name = "FILE", env = "ESIJ_FAQ")]
    pub faq: Option<PathBuf>,
}

#[derive(Debug, Clone, Args)]
pub struct DatabaseArgs {
    /// Where ideas, messages and sessions are kept: `sqlite://FILE` or `postgres://…`
    #[arg(
        long,
        value_name = "URL",
        env = "ESIJ_DATABASE",
        hide_env_values = true,
        default_value = "sqlite://esij-bot.db"
    )]
    pub database: DatabaseUrl,
}

#[derive(Debug, Clone, Args)]
pub struct ManagerArgs {
    /// The chat that receives ideas and questions: a number, more of them separated by commas
    #[arg(
        long = "manager-chat",
        value_name = "ID",
        env = "ESIJ_MANAGER_CHAT",
        value_delimiter = ',',
        allow_hyphen_values = true
    )]
    pub manager_chats: Vec<ManagerChat>,
}

#[derive(Debug, Args)]
pub struct RunArgs {
    /// A file that holds the bot's token; without it the token is read from `TELOXIDE_TOKEN`
    #[arg(long, value_name = "FILE", env = "ESIJ_TOKEN_FILE")]
    pub token_file: Option<PathBuf>,
    /// Another Bot API server than Telegram's own
    #[arg(long, value_name = "URL", env = "TELOXIDE_API_URL", value_parser = api_url)]
    pub api_url: Option<Url>,
    /// Send as fast as the server takes it: for servers without Telegram's limits, such as the emulator
    #[arg(long, hide = true, requires = "api_url")]
    pub no_pace: bool,
    #[command(flatten)]
    pub database: DatabaseArgs,
    #[command(flatten)]
    pub managers: ManagerArgs,
    #[command(flatten)]
    pub faq: FaqArgs,
    #[command(flatten)]
    pub serving: ServingArgs,
    #[command(flatten)]
    pub mail: MailArgs,
    #[command(flatten)]
    pub agenda: AgendaArgs,
}

#[derive(Debug, Args)]
pub struct DemoArgs {
    /// Where the page is served
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8077")]
    pub listen: SocketAddr,
    /// Where the demo keeps its chats, so that it goes on where it was after a restart
    #[arg(long, value_name = "FOLDER", default_value = "esij-demo")]
    pub data: PathBuf,
    /// Forget the chats of earlier demos first
    #[arg(long)]
    pub fresh: bool,
    #[command(flatten)]
    pub faq: FaqArgs,
}

#[derive(Debug, Args)]
pub struct AskArgs {
    /// The question, as a person would type it
    #[arg(required = true, value_name = "QUESTION", num_args = 1..)]
    pub question: Vec<String>,
    /// Print the ranking with scores, and why
    #[arg(long)]
    pub explain: bool,
    /// The person's language, for questions whose own language is not clear
    #[arg(long, value_name = "CODE", default_value = "nl", value_parser = Language::parse)]
    pub language: Language,
    #[command(flatten)]
    pub faq: FaqArgs,
}

#[derive(Debug, Args)]
pub struct CheckArgs {
    /// List every phrasing that finds another topic when it is left out, not only the twenty worst cases
    #[arg(long)]
    pub mirror: bool,
    #[command(flatten)]
    pub faq: FaqArgs,
    #[command(flatten)]
    pub managers: ManagerArgs,
}

#[derive(Debug, Args)]
pub struct EvalArgs {
    /// Tab-separated questions with the header `question`, `topics`, and if you like `lang` and `style`. In `topics`
    /// stand ids joined with `|`; `NONE` where nothing answers the question, `SMALLTALK` for a greeting or thanks
    #[arg(long, value_name = "FILE.tsv")]
    pub questions: PathBuf,
    /// How to print what was measured
    #[arg(long, value_enum, default_value = "text")]
    pub format: EvalFormat,
    #[command(flatten)]
    pub faq: FaqArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum EvalFormat {
    /// Tables to read
    Text,
    /// The same figures as one JSON object
    Json,
    /// One JSON line per question, in file order
    Jsonl,
}

#[derive(Debug, Subcommand)]
pub enum IdeasCommand {
    /// One line for each idea and passed-on question, newest first
    List {
        #[command(flatten)]
        database: DatabaseArgs,
    },
    /// Everything about one of them
    Show {
        /// Such as `IJM-2026-0042`
        #[arg(value_parser = Reference::from_str)]
        reference: Reference,
        #[command(flatten)]
        database: DatabaseArgs,
    },
    /// All of them as CSV or JSON, to standard output or a file
    Export {
        #[arg(long, value_enum, default_value = "csv")]
        format: ExportFormat,
        /// A file that does not exist yet; without it, standard output
        #[arg(long, value_name = "FILE")]
        output: Option<PathBuf>,
        #[command(flatten)]
        database: DatabaseArgs,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    Csv,
    Json,
}

#[derive(Debug, Subcommand)]
pub enum LearnedCommand {
    /// One line for each lesson, oldest first: its number, when, what was decided, the topic, the question
    List {
        #[command(flatten)]
        database: DatabaseArgs,
    },
    /// What was taught and is not in the knowledge base yet, in the shape of `faq.yaml`
    Export {
        /// A file that does not exist yet; without it, standard output
        #[arg(long, value_name = "FILE")]
        output: Option<PathBuf>,
        #[command(flatten)]
        database: DatabaseArgs,
        #[command(flatten)]
        faq: FaqArgs,
    },
    /// Take a lesson back; a running bot forgets it within seconds
    Undo {
        /// The number that `esij-bot learned list` shows
        #[arg(value_name = "ID", value_parser = lesson_id)]
        id: LessonId,
        #[command(flatten)]
        database: DatabaseArgs,
    },
}

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct ManagersArgs {
    /// Without one, `list`
    #[command(subcommand)]
    pub command: Option<ManagersCommand>,
    #[command(flatten)]
    pub place: ManagersPlace,
}

/// Where the programme managers' chats stand: in the database, and in the settings.
#[derive(Debug, Clone, Args)]
pub struct ManagersPlace {
    #[command(flatten)]
    pub database: DatabaseArgs,
    #[command(flatten)]
    pub managers: ManagerArgs,
}

#[derive(Debug, Subcommand)]
pub enum ManagersCommand {
    /// One line for each chat: its number, when it was paired, what it was called then, and by whom
    List {
        #[command(flatten)]
        place: ManagersPlace,
    },
    /// Make a code: whoever sends `/koppel CODE` to the bot makes that chat or group one that receives the ideas
    Invite {
        #[command(flatten)]
        database: DatabaseArgs,
    },
    /// Let a paired chat receive no ideas any more
    Remove {
        /// The number that `esij-bot managers` shows
        #[arg(value_name = "ID", allow_hyphen_values = true)]
        chat: ManagerChat,
        #[command(flatten)]
        place: ManagersPlace,
    },
}

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct OutboxArgs {
    /// Without one, `list`
    #[command(subcommand)]
    pub command: Option<OutboxCommand>,
    #[command(flatten)]
    pub database: DatabaseArgs,
}

#[derive(Debug, Subcommand)]
pub enum OutboxCommand {
    /// One line for each message that is parked, waits for a manager's chat, or failed and is tried again
    List {
        #[command(flatten)]
        database: DatabaseArgs,
    },
    /// Put parked messages back, each ahead of the newer ones of its chat; a running bot sends them within seconds
    Retry {
        /// The numbers that `esij-bot outbox` shows
        #[arg(required_unless_present = "all", conflicts_with = "all", value_name = "ID", value_parser = outbox_id)]
        ids: Vec<OutboxId>,
        /// All that are parked
        #[arg(long)]
        all: bool,
        #[command(flatten)]
        database: DatabaseArgs,
    },
}

#[derive(Debug, Args)]
pub struct BackupArgs {
    /// A file that does not exist yet
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    #[command(flatten)]
    pub database: DatabaseArgs,
}

/// Where the data is kept. Its `Display` and `Debug` leave the password out.
#[derive(Clone)]
pub struct DatabaseUrl(SecretString);

/// The chat of a programme manager or of the team.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ManagerChat(pub ChatId);

/// The token by which Telegram knows the bot, as BotFather gives it.
#[derive(Clone)]
pub struct BotToken(SecretString);

/// Where the knowledge base comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FaqSource {
    File(PathBuf),
    BuiltIn,
}

/// Everything the bot needs to run, known to be sound.
#[derive(Debug, Clone)]
pub struct RunSettings {
    pub token: BotToken,
    pub api_url: Option<Url>,
    /// Whether to keep to Telegram's limits.
    pub paced: bool,
    pub database: DatabaseUrl,
    pub manager_chats: Vec<ChatId>,
    pub faq: FaqSource,
    pub serving: Serving,
    /// Whether leads go out by e-mail as well, and how.
    pub mail: Option<MailSettings>,
    /// What the bot does of itself.
    pub agenda: AgendaSettings,
}

/// What is wrong with a setting.
#[derive(Debug, Error)]
pub enum SettingsError {
    #[error("Telegram calls a webhook over `https` only, not at `{0}`")]
    PlainWebhook(Url),
    #[error("no bot token: `TELOXIDE_TOKEN` is not set and no `--token-file` is given")]
    NoToken,
    #[error("cannot read the token file `{}`", path.display())]
    TokenFile { path: PathBuf, source: std::io::Error },
    #[error("the token in {place} does not look like `123456789:AAH…`, as BotFather gives it")]
    BadToken { place: String },
    #[error(transparent)]
    Mail(#[from] MailSettingsError),
}

impl SettingsError {
    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::PlainWebhook(_) => {
                "give the public `https` address; a proxy does TLS and passes the calls on to `--webhook-listen`"
            }
            Self::NoToken => {
                "get a token from @BotFather on Telegram and put it in `TELOXIDE_TOKEN`, or try the bot without one: `esij-bot demo`"
            }
            Self::TokenFile { .. } => "check the path, and that the file may be read by this user",
            Self::BadToken { .. } => "copy the whole token, without quotes or spaces; @BotFather shows it with /mybots",
            Self::Mail(error) => error.hint(),
        }
    }
}

impl Cli {
    /// Reads the command line and the environment. A variable that is set to nothing counts as not set: files with
    /// settings often name all there are.
    ///
    /// # Errors
    /// When they make no sense, or when the help or the version was asked for.
    pub fn read() -> Result<Self, clap::Error> {
        Self::from_arg_matches(&without_empty_variables(Self::command()).try_get_matches()?)
    }
}

fn without_empty_variables(command: clap::Command) -> clap::Command {
    let is_empty = |name: &OsStr| std::env::var_os(name).is_some_and(|value| value.is_empty());
    command
        .mut_args(|arg| if arg.get_env().is_some_and(is_empty) { arg.env(Resettable::Reset) } else { arg })
        .mut_subcommands(without_empty_variables)
}

impl RunArgs {
    /// The settings, once the token is known; `environment_token` is the value of `TELOXIDE_TOKEN`.
    ///
    /// # Errors
    /// When there is no sound token, or a webhook that Telegram would refuse (a Bot API server of one's own takes more),
    /// or the settings for e-mail are no whole.
    pub fn settings(self, environment_token: Option<String>) -> Result<RunSettings, SettingsError> {
        if let (Some(webhook), None) = (&self.serving.webhook, &self.api_url)
            && webhook.scheme() != "https"
        {
            return Err(SettingsError::PlainWebhook(webhook.clone()));
        }
        let token = match (self.token_file, environment_token) {
            (Some(path), _) => {
                let text = std::fs::read_to_string(&path)
                    .map_err(|source| SettingsError::TokenFile { path: path.clone(), source })?;
                BotToken::parse(&text).ok_or(SettingsError::BadToken { place: format!("`{}`", path.display()) })?
            }
            (None, Some(text)) if !text.trim().is_empty() => {
                BotToken::parse(&text).ok_or(SettingsError::BadToken { place: "`TELOXIDE_TOKEN`".to_owned() })?
            }
            (None, _) => return Err(SettingsError::NoToken),
        };
        Ok(RunSettings {
            token,
            api_url: self.api_url,
            paced: !self.no_pace,
            database: self.database.database,
            manager_chats: self.managers.chats(),
            faq: self.faq.source(),
            serving: self.serving.serving(),
            mail: self.mail.settings()?,
            agenda: self.agenda.settings(),
        })
    }
}

/// The value of `TELOXIDE_TOKEN`. Not a flag: other users of a machine can read the flags of a process.
pub fn environment_token() -> Option<String> {
    std::env::var("TELOXIDE_TOKEN").ok()
}

/// Which messages are logged: `RUST_LOG`, or `info` for this program and warnings of others.
pub fn log_filter() -> String {
    std::env::var("RUST_LOG").unwrap_or_else(|_| "warn,esij_bot=info".to_owned())
}

impl ManagerArgs {
    /// The chats in the order given, each once.
    pub fn chats(&self) -> Vec<ChatId> {
        let mut chats = Vec::new();
        for ManagerChat(chat) in &self.manager_chats {
            if !chats.contains(chat) {
                chats.push(*chat);
            }
        }
        chats
    }
}

impl FaqArgs {
    /// The file that was named, or `faq.yaml` in the working folder, or the built-in one.
    pub fn source(&self) -> FaqSource {
        let here = Path::new("faq.yaml");
        match &self.faq {
            Some(path) => FaqSource::File(path.clone()),
            None if here.is_file() => FaqSource::File(here.to_owned()),
            None => FaqSource::BuiltIn,
        }
    }
}

impl fmt::Display for FaqSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => path.display().fmt(f),
            Self::BuiltIn => f.write_str("faq.yaml (built in)"),
        }
    }
}

impl DatabaseUrl {
    /// Accepts `sqlite:…` and `postgres:…` addresses.
    ///
    /// # Errors
    /// A sentence that names the forms there are.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let known = ["sqlite:", "postgres://", "postgresql://"];
        if known.iter().any(|scheme| text.len() > scheme.len() && text.starts_with(scheme)) {
            return Ok(Self(SecretString::from(text.to_owned())));
        }
        Err("a database is given as `sqlite://FILE` or `postgres://USER:PASSWORD@HOST/NAME`".to_owned())
    }

    /// The whole address, with the password that may be in it.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl FromStr for DatabaseUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.expose();
        match (text.find("://"), text.rfind('@')) {
            (Some(scheme), Some(at)) if !text.starts_with("sqlite:") => {
                write!(f, "{}://…{}", &text[..scheme], &text[at..])
            }
            _ => f.write_str(text),
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

fn lesson_id(text: &str) -> Result<LessonId, String> {
    let id = text.trim().parse().map_err(|_| "a lesson is given by its number, such as `42`".to_owned())?;
    Ok(LessonId(id))
}

fn outbox_id(text: &str) -> Result<OutboxId, String> {
    let id = text.trim().parse().map_err(|_| "a message is given by its number, such as `42`".to_owned())?;
    Ok(OutboxId(id))
}

/// The address of a Bot API server.
fn api_url(text: &str) -> Result<Url, String> {
    Url::parse(text.trim())
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
        .ok_or_else(|| "a Bot API server is given as `https://HOST` or `http://HOST:PORT`".to_owned())
}

impl FromStr for ManagerChat {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.trim().parse() {
            Ok(0) | Err(_) => {
                Err("a chat is given by its number, such as `123456789`, or `-1001234567890` for a group".to_owned())
            }
            Ok(id) => Ok(Self(ChatId(id))),
        }
    }
}

impl BotToken {
    /// Accepts `123456789:AAH…`; white space around it is dropped.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (id, secret) = text.split_once(':')?;
        let sound = !id.is_empty()
            && id.bytes().all(|byte| byte.is_ascii_digit())
            && !secret.is_empty()
            && secret.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-');
        sound.then(|| Self(SecretString::from(text.to_owned())))
    }

    /// The token itself.
    pub fn secret(&self) -> &SecretString {
        &self.0
    }
}

impl fmt::Debug for BotToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BotToken(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(arguments: &[&str]) -> RunArgs {
        let all = ["esij-bot", "run"].iter().chain(arguments);
        match Cli::try_parse_from(all).expect("the arguments are sound").command {
            Command::Run(run) => *run,
            _ => unreachable!("`run` was asked for"),
        }
    }

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn tokens_are_recognised() {
        for (text, sound) in [
            ("123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw", true),
            (" 1:a\n", true),
            ("123456789", false),
            ("abc:def", false),
            ("1:", false),
            ("1:a b", false),
        ] {
            assert_eq!(BotToken::parse(text).is_some(), sound, "{text}");
        }
    }

    #[test]
    fn a_missing_token_is_told_with_a_way_on() {
        let error = run(&[]).settings(None).expect_err("there is no token");
        assert!(matches!(error, SettingsError::NoToken));
        assert!(error.hint().contains("esij-bot demo"));
    }

    #[test]
    fn telegram_calls_over_https() {
        let settings = |arguments: &[&str]| run(arguments).settings(Some("1:a".to_owned()));
        let error = settings(&["--webhook", "http://bot.example/hook"]).expect_err("not over `http`");
        assert_eq!(error.to_string(), "Telegram calls a webhook over `https` only, not at `http://bot.example/hook`");
        assert!(settings(&["--webhook", "https://bot.example/hook"]).is_ok());
        let own = ["--webhook", "http://bot.example/hook", "--api-url", "http://127.0.0.1:8081"];
        assert!(settings(&own).is_ok());
    }

    #[test]
    fn manager_chats_are_numbers_each_once() {
        let chats = run(&["--manager-chat", "-100,5,-100"]).managers.chats();
        assert_eq!(chats, [ChatId(-100), ChatId(5)]);
        assert!(Cli::try_parse_from(["esij-bot", "run", "--manager-chat", "wouter"]).is_err());
    }

    #[test]
    fn a_bot_api_server_is_reached_over_http() {
        for (text, sound) in [
            ("https://api.telegram.org", true),
            (" http://127.0.0.1:8081/ ", true),
            ("127.0.0.1:8081", false),
            ("localhost:8081", false),
            ("ftp://example.org", false),
            ("mailto:a@example.org", false),
        ] {
            assert_eq!(api_url(text).is_ok(), sound, "{text}");
        }
    }

    #[test]
    fn passwords_and_tokens_do_not_show() {
        let settings = run(&["--database", "postgres://bot:geheim@db/esij"]).settings(Some("1:geheim".to_owned()));
        let shown = format!("{settings:?}");
        assert!(!shown.contains("geheim"), "{shown}");
        assert!(shown.contains("postgres://…@db/esij"), "{shown}");
    }
}
