//! A person who talks with the bot, without Telegram: types and taps go in, a transcript comes out.

use std::fmt::Write as _;
use std::sync::LazyLock;

use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use esij_bot::answering::Engine;
use esij_bot::conversation::{Choices, Command, Context, Effect, Event, EventKind, Message, OwnLead, Session, step};
use esij_bot::ideas::{Attachment, AttachmentKind, ChatId, Person, Private, Reference, Status, UserId};
use esij_bot::knowledge::{self, Knowledge};
use esij_bot::texts::Texts;

struct Mind {
    knowledge: Knowledge,
    engine: Engine,
    texts: Texts,
}

static MIND: LazyLock<Mind> = LazyLock::new(|| {
    let knowledge = knowledge::parse(knowledge::embedded()).expect("`faq.yaml` is sound").knowledge;
    let engine = Engine::train(&knowledge);
    Mind { knowledge, engine, texts: Texts::embedded() }
});

pub struct Talk {
    person: Person,
    session: Session,
    leads: Vec<OwnLead>,
    /// What stands under the last message with buttons.
    offered: Vec<(String, String)>,
    given: u32,
    now: DateTime<Utc>,
    transcript: String,
}

impl Talk {
    pub fn in_dutch() -> Self {
        Self::new("Sanne <b> de Wit", Some("sannedewit"), "nl")
    }

    pub fn in_english() -> Self {
        Self::new("Tom Becker", None, "en-GB")
    }

    fn new(name: &str, username: Option<&str>, language: &str) -> Self {
        Self {
            person: Person {
                user: UserId(101),
                chat: ChatId(101),
                name: name.into(),
                username: username.map(Private::from),
                language_tag: Some(language.to_owned()),
            },
            session: Session::default(),
            leads: Vec::new(),
            offered: Vec::new(),
            given: 0,
            now: Utc.with_ymd_and_hms(2026, 11, 24, 8, 15, 0).unwrap(),
            transcript: String::new(),
        }
    }

    pub fn transcript(self) -> String {
        self.transcript
    }

    pub fn types(&mut self, text: &str) {
        self.happens(&text.escape_debug().to_string(), EventKind::Text(text.into()));
    }

    pub fn command(&mut self, text: &str) {
        let word = text.trim_start_matches('/').to_owned();
        self.happens(text, EventKind::Command(Command { word, rest: "".into() }));
    }

    /// Taps a button that stands under the last message.
    pub fn taps(&mut self, label: &str) {
        let found = self.offered.iter().find(|(known, _)| known == label);
        let data = found.unwrap_or_else(|| panic!("no button `{label}`:\n{}", self.transcript)).1.clone();
        self.happens(&format!("[{label}]"), EventKind::Press(data));
    }

    /// Presses a button that stood somewhere earlier.
    pub fn presses(&mut self, data: &str) {
        self.happens(&format!("[{data}] (oude knop)"), EventKind::Press(data.to_owned()));
    }

    pub fn shares_contact(&mut self, own: bool) {
        let whose = if own { "eigen" } else { "andermans" };
        self.happens(&format!("(deelt {whose} nummer)"), EventKind::Contact { phone: "31612345678".into(), own });
    }

    pub fn sends_file(&mut self, name: &str) {
        let attachment = Attachment {
            kind: AttachmentKind::Document,
            file_id: name.to_owned(),
            unique_id: name.to_owned(),
            name: Some(name.into()),
            caption: None,
            size: None,
        };
        self.happens(&format!("«{name}»"), EventKind::File { attachment, caption: None, album: None });
    }

    pub fn happens(&mut self, shown: &str, kind: EventKind) {
        let _ = writeln!(self.transcript, "> {shown}");
        self.now += TimeDelta::seconds(20);
        let context = Context {
            knowledge: &MIND.knowledge,
            engine: &MIND.engine,
            texts: &MIND.texts,
            now: self.now,
            next_reference: Reference::new(2026, self.given + 1),
            leads: &self.leads,
            at_manager: false,
            bot_username: "esij_bot",
        };
        // Between two events a session lies in the database.
        let stored = serde_json::to_string(&self.session).unwrap();
        let session = serde_json::from_str(&stored).unwrap();
        let (session, effects) = step(session, &Event { from: self.person.clone(), kind }, &context);
        self.session = session;
        for effect in effects {
            match effect {
                Effect::Say(message) => self.show("", &message),
                Effect::Forward { lead, card, receipt } => {
                    self.given += 1;
                    self.leads.insert(0, OwnLead { lead: *lead, status: Status::New, delivered: Some(self.now) });
                    card.iter().for_each(|message| self.show("  manager | ", message));
                    self.show("  daarna | ", &receipt);
                }
                Effect::Erase { notice } => {
                    self.leads.clear();
                    notice.iter().for_each(|message| self.show("  manager | ", message));
                }
            }
        }
        self.transcript.push('\n');
    }

    fn show(&mut self, margin: &str, message: &Message) {
        for line in message.text.as_html().lines() {
            let _ = writeln!(self.transcript, "{}", format!("{margin}{line}").trim_end());
        }
        if let Some(file) = &message.file {
            let _ = writeln!(self.transcript, "{margin}«{}»", file.file_id);
        }
        match &message.choices {
            Choices::None => {}
            Choices::Buttons(rows) => {
                self.offered.clear();
                for row in rows {
                    let labels: Vec<String> = row.iter().map(|button| format!("[{}]", button.label)).collect();
                    let _ = writeln!(self.transcript, "{margin}{}", labels.join(" "));
                    self.offered.extend(row.iter().map(|button| (button.label.clone(), button.data.clone())));
                }
            }
            Choices::Keyboard(rows) => {
                for row in rows {
                    let labels: Vec<String> = row.iter().map(|button| format!("{{{}}}", button.label)).collect();
                    let _ = writeln!(self.transcript, "{margin}{}", labels.join(" "));
                }
            }
            Choices::RemoveKeyboard => {
                let _ = writeln!(self.transcript, "{margin}(toetsenbord terug)");
            }
        }
    }
}
