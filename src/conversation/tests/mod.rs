//! Whole conversations through [`step`], with a small knowledge base and the real engine.

mod between;
mod cases;
mod desk;
mod feedback;
mod lists;
mod pressing;
mod properties;
mod sentences;
mod steering;
mod transcripts;

use std::fmt::Write as _;
use std::sync::LazyLock;

use chrono::{DateTime, TimeDelta, Utc};

use super::*;
use crate::ideas::{Attachment, AttachmentKind, ChatId, Person, Private, UserId};
use crate::knowledge;

static KNOWLEDGE: LazyLock<Knowledge> = LazyLock::new(|| {
    knowledge::parse(include_str!("faq.yaml")).unwrap_or_else(|problems| panic!("{problems}")).knowledge
});
static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::train(&KNOWLEDGE));
static TEXTS: LazyLock<Texts> = LazyLock::new(Texts::embedded);

/// One person talking with the bot, and what the programme manager receives.
struct Talk {
    session: Session,
    person: Person,
    now: DateTime<Utc>,
    leads: Vec<OwnLead>,
    /// What was said last, in order.
    said: Vec<Message>,
    /// What was passed on, with its card and its receipt.
    forwarded: Vec<(Lead, Vec<Message>, Message)>,
    erasures: Vec<Vec<Message>>,
    /// What was told to the person of a lead, and what was changed on the other side.
    told: Vec<Message>,
    followed: Vec<Message>,
    /// What the manager is told once a letter has arrived.
    receipts: Vec<Message>,
    desk: Option<Desk>,
    /// What the next message is a reply to, or an edit of.
    earlier: Option<Earlier>,
    dialogue: Option<Reference>,
    /// What became of the code that is typed next.
    pairing: Option<Pairing>,
    /// What was counted or kept, by all turns.
    noted: Vec<Effect>,
    transcript: String,
}

impl Talk {
    fn new() -> Self {
        let person = Person {
            user: UserId(101),
            chat: ChatId(101),
            name: "Sanne de Wit".into(),
            username: Some("sannedewit".into()),
            language_tag: Some("nl".to_owned()),
        };
        Self {
            session: Session::default(),
            person,
            now: "2026-11-24T08:15:00Z".parse().unwrap(),
            leads: Vec::new(),
            said: Vec::new(),
            forwarded: Vec::new(),
            erasures: Vec::new(),
            told: Vec::new(),
            followed: Vec::new(),
            receipts: Vec::new(),
            desk: None,
            earlier: None,
            dialogue: None,
            pairing: None,
            noted: Vec::new(),
            transcript: String::new(),
        }
    }

    /// A programme manager in their private chat, with the card of this lead in front of them.
    fn at_desk(lead: &Lead) -> Self {
        let mut talk = Self::new();
        talk.person = Person {
            user: UserId(900),
            chat: ChatId(900),
            name: "Wouter Bakker".into(),
            username: None,
            language_tag: Some("nl".to_owned()),
        };
        let lead = DeskLead {
            lead: lead.clone(),
            status: Status::New,
            delivered: Some(talk.now),
            touched: None,
            history: Vec::new(),
            locale: crate::texts::Locale::Nl,
        };
        talk.said.push(card(&TEXTS, &KNOWLEDGE, &lead));
        talk.desk = Some(Desk { lead: Some(lead), ..Desk::default() });
        talk
    }

    /// The next message is a reply to something about the lead at hand.
    fn replying(&mut self) -> &mut Self {
        let lead = self.desk.as_ref().and_then(|desk| desk.lead.as_ref()).map(DeskLead::reference);
        let reference = lead.or_else(|| self.leads.first().map(|own| own.lead.reference())).expect("a lead");
        self.earlier = Some(Earlier { reference, source: None, asks: false, offers: false });
        self.note("(replying)");
        self
    }

    /// The next message is a reply to what was asked last.
    fn answering(&mut self) -> &mut Self {
        self.replying().earlier.as_mut().expect("a reply").asks = true;
        self
    }

    fn english() -> Self {
        let mut talk = Self::new();
        talk.person.language_tag = Some("en-GB".to_owned());
        talk
    }

    /// In the form, at the question whose progress reads `place` of 11.
    fn at(place: usize) -> Self {
        let mut talk = Self::new();
        talk.command("idee");
        let answers = [
            "[Ja, begin]",
            "Sanne de Wit",
            "De Wit Branders",
            "[Velsen]",
            "[Onderwijs en arbeidsmarkt]",
            "Leerlingen bouwen de waterstofbrander van morgen",
            "Wij laten leerlingen van het Technisch College een brander op waterstof bouwen.",
            "Het Technisch College en twee bedrijven doen mee.",
            "[Overslaan]",
            "Contact met meer scholen.",
            "06 12345678",
            "[Klaar]",
        ];
        for answer in answers.iter().take(place) {
            match answer.strip_prefix('[') {
                Some(label) => talk.presses(label.trim_end_matches(']')),
                None => talk.says(answer),
            }
        }
        talk.transcript.clear();
        talk
    }

    fn says(&mut self, text: &str) {
        self.note(&format!("> {text}"));
        self.event(EventKind::Text(text.into()));
    }

    fn command(&mut self, word: &str) {
        self.note(&format!("> /{word}"));
        self.event(EventKind::Command(Command { word: word.to_owned(), rest: "".into() }));
    }

    /// A command with something behind it.
    fn commands(&mut self, word: &str, rest: &str) {
        self.note(&format!("> /{word} {rest}"));
        self.event(EventKind::Command(Command { word: word.to_owned(), rest: rest.into() }));
    }

    /// Presses the button with this label under one of the last messages.
    fn presses(&mut self, label: &str) {
        let data = self.data(label);
        self.note(&format!("> [{label}]"));
        self.event(EventKind::Press(data));
    }

    /// Presses a button by its data, as one under an old message.
    fn presses_old(&mut self, data: &str) {
        self.note(&format!("> [an older button: {}]", data.split(':').take(2).collect::<Vec<_>>().join(":")));
        self.event(EventKind::Press(data.to_owned()));
    }

    fn data(&self, label: &str) -> String {
        let found = self.buttons().find(|button| button.label == label).map(|button| button.data.clone());
        found.unwrap_or_else(|| panic!("no button `{label}` in {}", self.transcript))
    }

    fn buttons(&self) -> impl Iterator<Item = &Button> {
        self.said.iter().flat_map(|message| match &message.choices {
            Choices::Buttons(rows) => rows.iter().flatten().collect::<Vec<_>>(),
            _ => Vec::new(),
        })
    }

    fn sends_file(&mut self, unique_id: &str, caption: Option<&str>, album: Option<&str>) {
        self.note(&format!("> (file {unique_id}) {}", caption.unwrap_or_default()));
        let attachment = file(unique_id);
        let album = album.map(str::to_owned);
        self.event(EventKind::File { attachment, caption: caption.map(Private::from), album });
    }

    fn shares_phone(&mut self, phone: &str, own: bool) {
        self.note(&format!("> (telephone number {phone})"));
        self.event(EventKind::Contact { phone: phone.into(), own });
    }

    fn event(&mut self, kind: EventKind) {
        self.happens(Event::private(self.person.clone(), kind));
    }

    /// Somebody addresses the bot in a group.
    fn in_group(&mut self) {
        let group = Group { title: "Team".into(), addressed: true, has_topics: false, hides_sender: false };
        let event = Event::private(self.person.clone(), EventKind::Text("hallo".into()));
        let spot = Spot { chat: ChatId(-1), group: Some(group), ..event.spot.clone() };
        self.happens(Event { spot, ..event });
    }

    fn happens(&mut self, event: Event) {
        self.now += TimeDelta::seconds(20);
        let context = Context {
            knowledge: &KNOWLEDGE,
            engine: &ENGINE,
            texts: &TEXTS,
            now: self.now,
            next_reference: Reference::new(2026, 42 + self.forwarded.len() as u32),
            leads: &self.leads,
            desk: self.desk.as_ref(),
            pairing: self.pairing.take(),
            earlier: self.earlier.take(),
            dialogue: self.dialogue,
            bot_username: "esij_bot",
        };
        let (session, effects) = step(std::mem::take(&mut self.session), &event, &context);
        self.session = session;
        self.said.clear();
        for effect in effects {
            match effect {
                Effect::Say(message) | Effect::SayAbout { message, .. } => {
                    self.note(&shown(&message));
                    self.said.push(message);
                }
                Effect::Forward { lead, card, receipt } => {
                    let lead = *lead;
                    self.leads.insert(0, OwnLead { lead: lead.clone(), status: Status::New, delivered: None });
                    self.forwarded.push((lead, card, receipt));
                }
                Effect::Erase { notice } => {
                    self.leads.clear();
                    self.erasures.push(notice);
                }
                Effect::TellDesk { message, .. } => {
                    let text = shown(&message).replace('\n', "\n  | ");
                    self.note(&format!("  | {text}"));
                }
                Effect::Change { reference, lead, status, entry } => {
                    if let Some(own) = self.leads.iter_mut().find(|own| own.lead.reference() == reference) {
                        own.lead = lead.map_or(own.lead.clone(), |lead| *lead);
                        own.status = status.unwrap_or(own.status);
                    } else {
                        let lead = self.desk.as_mut().and_then(|desk| desk.lead.as_mut()).expect("a lead at the desk");
                        lead.status = status.unwrap_or(lead.status);
                        lead.history.push(entry);
                        let card = format!("(card) {}", shown(&card(&TEXTS, &KNOWLEDGE, lead)));
                        self.note(&card);
                    }
                }
                Effect::TellPerson(letter) => {
                    let letter = *letter;
                    self.receipts.extend(letter.receipt);
                    let message = letter.message;
                    let text = shown(&message).replace('\n', "\n  | ");
                    self.note(&format!("  | {text}"));
                    self.told.push(message);
                }
                Effect::Follow { message } => {
                    let text = shown(&message).replace('\n', "\n  | ");
                    self.note(&format!("  | (changed) {text}"));
                    self.followed.push(message);
                }
                Effect::Refresh { .. } => self.note("(the card is shown as it is)"),
                other => self.noted.push(other),
            }
        }
    }

    /// The programme manager's chat has taken everything: its cards, and the receipts to the person.
    fn delivers(&mut self) {
        let delivered = self.now + TimeDelta::seconds(2);
        for (index, (_, card, receipt)) in self.forwarded.clone().iter().enumerate() {
            let place = self.leads.len() - 1 - index;
            if self.leads[place].delivered.replace(delivered).is_none() {
                for message in card {
                    let text = shown(message).replace('\n', "\n  | ");
                    self.note(&format!("  | {text}"));
                }
                self.note(&shown(receipt));
            }
        }
    }

    fn note(&mut self, text: &str) {
        writeln!(self.transcript, "{text}\n").unwrap();
    }

    /// What the last turn said, as people see it.
    fn last(&self) -> String {
        self.said.iter().map(|message| message.text.to_plain()).collect::<Vec<_>>().join("\n\n")
    }

    fn form(&self) -> &super::form::Form {
        self.session.form().expect("a form is open")
    }
}

fn file(unique_id: &str) -> Attachment {
    Attachment {
        kind: AttachmentKind::Document,
        file_id: format!("file-{unique_id}"),
        unique_id: unique_id.to_owned(),
        name: Some(format!("{unique_id}.pdf").as_str().into()),
        caption: None,
        size: Some(1_024),
    }
}

/// A message as a person sees it, with its markup and what can be tapped.
fn shown(message: &Message) -> String {
    let mut shown = message.text.as_html().to_owned();
    if let Some(file) = &message.file {
        shown = format!("({}) {shown}", file.file_id);
    }
    if let Some(recipe) = &message.makes {
        shown = format!("(makes {recipe:?}) {shown}");
    }
    if message.edits.is_some() {
        shown = format!("(in place) {shown}");
    }
    match &message.choices {
        Choices::None => {}
        Choices::Buttons(rows) => {
            for row in rows {
                let labels: Vec<String> = row.iter().map(|button| format!("[{}]", button.label)).collect();
                write!(shown, "\n  {}", labels.join(" ")).unwrap();
            }
        }
        Choices::Keyboard(rows) => {
            for row in rows {
                let labels: Vec<String> = row.iter().map(|button| format!("‹{}›", button.label)).collect();
                write!(shown, "\n  {}", labels.join(" ")).unwrap();
            }
        }
        Choices::RemoveKeyboard => shown.push_str("\n  (the keyboard is back)"),
        Choices::Reply => shown.push_str("\n  (asks for a reply)"),
    }
    shown
}
