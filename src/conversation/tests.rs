//! Whatever happens in a chat: nothing panics, everybody is answered, and there is always a way out.

use std::sync::LazyLock;

use chrono::{DateTime, TimeZone, Utc};
use proptest::prelude::*;

use super::*;
use crate::ideas::{Attachment, AttachmentKind, ChatId, Person, Private, UserId};
use crate::knowledge;
use crate::texts::Markup;

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

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 24, 8, 15, 0).unwrap()
}

fn sanne(language: &str) -> Person {
    Person {
        user: UserId(1),
        chat: ChatId(1),
        name: "Sanne <b> & de Wit".into(),
        username: None,
        language_tag: Some(language.to_owned()),
    }
}

/// A chat that goes on from event to event, with the session stored and read in between.
struct Chat {
    person: Person,
    session: Session,
    leads: Vec<OwnLead>,
}

impl Chat {
    fn new(language: &str) -> Self {
        Self { person: sanne(language), session: Session::default(), leads: Vec::new() }
    }

    fn happens(&mut self, kind: EventKind) -> Vec<Effect> {
        let context = Context {
            knowledge: &MIND.knowledge,
            engine: &MIND.engine,
            texts: &MIND.texts,
            now: now(),
            next_reference: Reference::new(2026, self.leads.len() as u32 + 1),
            leads: &self.leads,
            at_manager: false,
            bot_username: "esij_bot",
        };
        let stored = serde_json::to_string(&self.session).unwrap();
        let session: Session = serde_json::from_str(&stored).unwrap();
        assert_eq!(session, self.session, "a session survives being stored");
        let (session, effects) = step(session, &Event { from: self.person.clone(), kind }, &context);
        self.session = session;
        for effect in &effects {
            match effect {
                Effect::Say(message) => check_message(message),
                Effect::Forward { lead, card, receipt } => {
                    card.iter().for_each(check_message);
                    check_message(receipt);
                    self.leads.insert(0, OwnLead { lead: *lead.clone(), status: Status::New, delivered: None });
                }
                Effect::Erase { notice } => {
                    notice.iter().for_each(check_message);
                    self.leads.clear();
                }
            }
        }
        effects
    }

    fn types(&mut self, text: &str) -> Vec<Effect> {
        self.happens(EventKind::Text(text.into()))
    }

    fn presses(&mut self, data: &str) -> Vec<Effect> {
        self.happens(EventKind::Press(data.to_owned()))
    }

    fn commands(&mut self, word: &str) -> Vec<Effect> {
        self.happens(EventKind::Command(Command { word: word.to_owned(), rest: "".into() }))
    }

    /// Everything that is required, up to the summary.
    fn fills_in(&mut self) {
        self.presses("idea:start");
        self.presses("idea:consent:yes");
        for answer in ["Sanne de Wit", "overslaan", "velsen", "3", "Waterstofbrander"] {
            self.types(answer);
        }
        self.types("Wij bouwen met leerlingen een brander op waterstof.");
        for _ in 0..3 {
            self.presses("idea:skip");
        }
        self.types("06 12345678");
        self.presses("idea:done");
        assert_eq!(self.session.form().map(|form| form.place), Some(Place::Summary));
    }
}

fn check_message(message: &Message) {
    assert!(!message.text.is_empty() || message.file.is_some(), "an empty message");
    assert_eq!(Markup::parse(message.text.as_html()).as_ref(), Ok(&message.text));
    if let Choices::Buttons(rows) = &message.choices {
        assert!(rows.iter().all(|row| !row.is_empty()) && !rows.is_empty());
        for button in rows.iter().flatten() {
            assert!(button.data.len() <= 64 && !button.label.is_empty(), "{button:?}");
            let area = button.data.split(':').next().unwrap_or_default();
            assert!(["topic", "idea", "ask", "lang", "data"].contains(&area), "{button:?}");
        }
    }
}

fn says_something(effects: &[Effect]) -> bool {
    effects.iter().any(|effect| matches!(effect, Effect::Say(_)))
}

fn forwards(effects: &[Effect]) -> usize {
    effects.iter().filter(|effect| matches!(effect, Effect::Forward { .. })).count()
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "wat is esij",
            "hoeveel subsidei krijg ik?",
            "hallo",
            "ja",
            "nee",
            "stop",
            "terug",
            "overslaan",
            "klaar",
            "2",
            "versturen",
            "Sanne de Wit",
            "velsen",
            "ijmuiden",
            "Iets anders",
            "06 12345678",
            "sanne@dewit.nl",
            "Een brander op waterstof, gebouwd door leerlingen van de school.",
            "opnieuw",
            "verder",
            "later",
            "",
            "\u{200b}",
            "???",
            "ik heb een idee",
            "wijzigen",
            "titel",
            "<b>dik</b> & zo",
            "paspoort verlengen",
            "مرحبا",
            "Hoe krijgen we jongeren naar de techniek?",
        ])
        .prop_map(str::to_owned),
        any::<String>(),
        "[a-z ]{300,500}",
    ]
}

fn data() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => prop::sample::select(vec![
            "topic:show:wat-is-esij", "topic:show:nergens", "topic:none", "topic:all", "topic:cat:contact",
            "topic:cat:contact:99", "idea:start", "idea:restart", "idea:resume", "idea:later", "idea:consent:yes",
            "idea:consent:no", "idea:set:municipality:velsen", "idea:set:theme:other", "idea:set:title:typed",
            "idea:set:x:y", "idea:skip", "idea:back", "idea:edit", "idea:edit:title", "idea:edit:contact", "idea:done",
            "idea:send", "idea:cancel", "idea:cancel:yes", "ask:pass_on", "ask:no", "lang:set:en", "lang:set:xx",
            "data:erase:yes", "data:erase:no", "feedback:yes:wat-is-esij", "lead:status:IJM-2026-0001:new",
        ])
        .prop_map(str::to_owned),
        1 => any::<String>(),
    ]
}

fn attachment() -> impl Strategy<Value = EventKind> {
    (0..15_u8, any::<bool>(), any::<bool>()).prop_map(|(number, captioned, in_album)| EventKind::File {
        attachment: Attachment {
            kind: AttachmentKind::Document,
            file_id: format!("file{number}"),
            unique_id: format!("unique{number}"),
            name: Some("plan <1>.pdf".into()),
            caption: None,
            size: Some(7),
        },
        caption: captioned.then(|| Private::from("Ons plan")),
        album: in_album.then(|| "album".to_owned()),
    })
}

fn event() -> impl Strategy<Value = EventKind> {
    let words = vec![
        "start",
        "help",
        "vragen",
        "idee",
        "mijnideeen",
        "contact",
        "taal",
        "privacy",
        "mijngegevens",
        "verwijder",
        "annuleer",
        "cancel",
        "idea",
        "ideeen",
        "onzin",
    ];
    prop_oneof![
        4 => text().prop_map(|text| EventKind::Text(Private(text))),
        4 => data().prop_map(EventKind::Press),
        2 => prop::sample::select(words)
            .prop_map(|word| EventKind::Command(Command { word: word.to_owned(), rest: "".into() })),
        1 => text().prop_map(|text| EventKind::Edited(Private(text))),
        1 => attachment(),
        1 => any::<bool>().prop_map(|own| EventKind::Contact { phone: "31612345678".into(), own }),
        1 => prop::sample::select(vec![
            EventKind::Unsupported(Unsupported::Sticker),
            EventKind::Unsupported(Unsupported::Voice),
            EventKind::Unsupported(Unsupported::Poll),
            EventKind::InGroup,
            EventKind::Reachable(false),
            EventKind::Failed,
        ]),
    ]
}

/// What is deliberately left unanswered.
fn may_be_silent(kind: &EventKind) -> bool {
    match kind {
        EventKind::Reachable(_) => true,
        EventKind::Edited(text) => words::is_blank(text.as_str()),
        EventKind::File { album, .. } => album.is_some(),
        _ => false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_is_answered_and_there_is_a_way_out(
        english in any::<bool>(),
        in_form in any::<bool>(),
        events in prop::collection::vec(event(), 1..25),
    ) {
        let mut chat = Chat::new(if english { "en" } else { "nl" });
        if in_form {
            chat.fills_in();
        }
        for kind in events {
            let silent = may_be_silent(&kind);
            let before = chat.leads.len();
            let effects = chat.happens(kind);
            prop_assert!(silent || says_something(&effects));
            prop_assert!(forwards(&effects) <= 1 && chat.leads.len() <= before + 1);
            if chat.session.keyboard {
                let at = chat.session.form().and_then(|form| form.place.field());
                prop_assert_eq!(at, Some(crate::ideas::Field::Contact), "the keyboard is taken away");
            }
        }
        for _ in 0..2 {
            if chat.session.state != State::Idle {
                prop_assert!(says_something(&chat.commands("annuleer")));
            }
        }
        prop_assert_eq!(&chat.session.state, &State::Idle);
    }
}

#[test]
fn an_idea_is_sent_once_however_often_the_button_is_pressed() {
    let mut chat = Chat::new("nl");
    chat.fills_in();
    let sent: usize = (0..4).map(|_| forwards(&chat.presses("idea:send"))).sum();
    assert_eq!((sent, chat.leads.len()), (1, 1));
    assert_eq!(chat.session.sent, Some(Reference::new(2026, 1)));
}

#[test]
fn a_question_is_passed_on_once() {
    let mut chat = Chat::new("nl");
    chat.types("kunt u mijn paspoort verlengen en wat kost dat bij de balie");
    let sent: usize = (0..3).map(|_| forwards(&chat.presses("ask:pass_on"))).sum();
    assert_eq!(sent, 1);
}

#[test]
fn old_buttons_never_throw_a_draft_away() {
    for data in ["idea:cancel:yes", "idea:restart", "idea:consent:no", "data:erase:yes", "idea:start", "lang:set:en"] {
        let mut chat = Chat::new("nl");
        chat.fills_in();
        let draft = chat.session.form().unwrap().draft.clone();
        chat.presses(data);
        let kept = chat.session.form().or(chat.session.paused.as_deref());
        assert_eq!(kept.map(|form| &form.draft), Some(&draft), "{data}");
    }
}

#[test]
fn a_title_that_looks_like_a_question_is_not_lost() {
    let mut chat = Chat::new("nl");
    chat.fills_in();
    chat.presses("idea:edit:title");
    let title = "Hoe lang duurt de steun?";
    chat.types(title);
    assert_eq!(chat.session.form().unwrap().typed.as_ref().map(Private::as_str), Some(title), "it was answered first");
    chat.presses("idea:set:title:typed");
    assert_eq!(chat.session.form().unwrap().draft.title.as_ref().unwrap().as_str(), title);
}
