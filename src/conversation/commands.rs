//! The commands that can be typed, and what they do.

use super::reply::Reply;
use super::{Button, Command, asking, browsing, desk, form, own, privacy};
use crate::knowledge::TopicId;
use crate::texts::{Locale, Texts};

/// What a command asks for, under its Dutch and its English name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    Start,
    Help,
    Topics,
    Idea,
    MyIdeas,
    Contact,
    Language,
    Privacy,
    MyData,
    Erase,
    Cancel,
}

const NAMES: [(&str, Asked); 23] = [
    ("start", Asked::Start),
    ("help", Asked::Help),
    ("vragen", Asked::Topics),
    ("questions", Asked::Topics),
    ("idee", Asked::Idea),
    ("idea", Asked::Idea),
    ("mijnideeen", Asked::MyIdeas),
    ("myideas", Asked::MyIdeas),
    ("contact", Asked::Contact),
    ("taal", Asked::Language),
    ("language", Asked::Language),
    ("privacy", Asked::Privacy),
    ("mijngegevens", Asked::MyData),
    ("mydata", Asked::MyData),
    ("verwijder", Asked::Erase),
    ("erase", Asked::Erase),
    ("annuleer", Asked::Cancel),
    ("cancel", Asked::Cancel),
    // People type the command they expect.
    ("stop", Asked::Cancel),
    ("annuleren", Asked::Cancel),
    ("delete", Asked::Erase),
    ("wissen", Asked::Erase),
    ("verwijderen", Asked::Erase),
];

/// The topics that most people start from; those that the knowledge base has are offered.
const FIRST_TOPICS: [&str; 3] = ["wat-is-esij", "voorwaarden", "past-mijn-idee"];

/// A command under its Dutch and its English name, and what the menu says of it.
type MenuRow = (&'static str, &'static str, &'static str);

const HELP: MenuRow = ("help", "help", "menu-help");
const MENU: [MenuRow; 10] = [
    ("vragen", "questions", "menu-topics"),
    ("idee", "idea", "menu-idea"),
    ("mijnideeen", "myideas", "menu-my-ideas"),
    ("contact", "contact", "menu-contact"),
    ("taal", "language", "menu-language"),
    HELP,
    ("privacy", "privacy", "menu-privacy"),
    ("mijngegevens", "mydata", "menu-my-data"),
    ("verwijder", "erase", "menu-erase"),
    ("annuleer", "cancel", "menu-cancel"),
];
/// In a programme manager's chat these come first.
const DESK_MENU: [MenuRow; 4] = [
    ("ideeen", "ideas", "menu-desk-list"),
    ("overzicht", "overview", "menu-desk-report"),
    ("vragenlijst", "unanswered", "menu-desk-missed"),
    ("help", "help", "menu-desk-help"),
];

fn menu<'a>(rows: impl IntoIterator<Item = &'a MenuRow>, texts: &Texts, locale: Locale) -> Vec<(&'static str, String)> {
    let named = |(dutch, english, key): &MenuRow| {
        let name = match locale {
            Locale::Nl => *dutch,
            Locale::En => *english,
        };
        (name, texts.label(locale, key))
    };
    rows.into_iter().map(named).collect()
}

/// What people read of the bot before they talk to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Introduction {
    /// The menu: commands without the slash, each with what it does.
    pub commands: Vec<(&'static str, String)>,
    /// The menu in a programme manager's chat.
    pub desk_commands: Vec<(&'static str, String)>,
    /// At most 512 characters, Telegram's limit.
    pub description: String,
    /// At most 120 characters, Telegram's limit.
    pub short_description: String,
}

/// The bot's introduction in a locale.
pub fn introduction(texts: &Texts, locale: Locale) -> Introduction {
    Introduction {
        commands: menu(&MENU, texts, locale),
        desk_commands: menu(DESK_MENU.iter().chain(MENU.iter().filter(|row| **row != HELP)), texts, locale),
        description: texts.label(locale, "profile-description"),
        short_description: texts.label(locale, "profile-short"),
    }
}

/// Whether the command is `/annuleer`, under any of its names.
pub(super) fn cancels(command: &Command) -> bool {
    NAMES.iter().any(|(name, asked)| *asked == Asked::Cancel && command.is(name))
}

/// Does what the command asks for.
pub(super) fn run(reply: &mut Reply<'_>, command: &Command) {
    let asked = NAMES.iter().find(|(name, _)| command.is(name)).map(|(_, asked)| *asked);
    match asked {
        Some(Asked::Start) => start(reply),
        Some(Asked::Help) if reply.context.desk.is_some() => desk::help(reply),
        Some(Asked::Help) => help(reply),
        Some(Asked::Topics) => browsing::categories(reply),
        Some(Asked::Idea) => return form::open(reply),
        Some(Asked::MyIdeas) => own::list(reply),
        Some(Asked::Contact) => contact(reply),
        Some(Asked::Language) => ask_language(reply),
        Some(Asked::Privacy) => reply.say("privacy"),
        Some(Asked::MyData) => own::data(reply),
        Some(Asked::Erase) => return privacy::ask(reply),
        Some(Asked::Cancel) => return form::cancel(reply),
        None => {
            let unknown = if reply.context.desk.is_some() { "desk-command-unknown" } else { "command-unknown" };
            let key = reply.vary(unknown);
            reply.say(&key);
        }
    }
    form::go_on(reply);
}

fn start(reply: &mut Reply<'_>) {
    let knowledge = reply.context.knowledge;
    let mut topics: Vec<_> =
        FIRST_TOPICS.iter().filter_map(|id| TopicId::parse(id).ok()).filter_map(|id| knowledge.topic(&id)).collect();
    if topics.is_empty() {
        topics = knowledge.topics.iter().take(FIRST_TOPICS.len()).collect();
    }
    let mut rows: Vec<Vec<Button>> = topics.into_iter().map(|topic| vec![asking::topic_button(topic, reply)]).collect();
    rows.extend(asking::ways_on(reply));
    let text = reply.text(if reply.context.desk.is_some() { "start-manager" } else { "start" });
    reply.tell(text, rows);
}

pub(super) fn help(reply: &mut Reply<'_>) {
    let rows = asking::ways_on(reply);
    let text = reply.text("help");
    reply.tell(text, rows);
}

/// How to reach the programme, as the knowledge base has it.
fn contact(reply: &mut Reply<'_>) {
    let known = TopicId::parse("contact").ok().and_then(|id| reply.context.knowledge.topic(&id));
    match known {
        Some(topic) => asking::show(reply, topic.id.as_str()),
        None => reply.say("contact-unknown"),
    }
}

fn ask_language(reply: &mut Reply<'_>) {
    let rows = vec![vec![reply.button("language-nl", "lang:set:nl"), reply.button("language-en", "lang:set:en")]];
    let text = reply.text("language-ask");
    reply.tell(text, rows);
}

/// Speaks the chosen language from now on.
pub(super) fn set_language(reply: &mut Reply<'_>, locale: Locale) {
    reply.session.locale = Some(locale);
    reply.locale = locale;
    reply.say("language-set");
}
