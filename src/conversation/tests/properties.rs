//! Whatever people do, in whatever order: they are answered, nothing is sent twice, and `/annuleer` gets out.

use proptest::prelude::*;

use super::*;

#[derive(Debug, Clone)]
enum Act {
    Says(String),
    Commands(&'static str),
    /// A button of the last turn, by its place.
    Taps(usize),
    /// A button from anywhere.
    Presses(String),
    Edits(String),
    Shares(bool),
    Sends {
        file: u8,
        caption: bool,
        album: Option<u8>,
    },
    Cannot(Unsupported),
    InGroup,
    Fails,
}

fn act() -> impl Strategy<Value = Act> {
    let text = prop_oneof![
        proptest::sample::select(vec![
            "ja",
            "nee",
            "1",
            "2",
            "3",
            "terug",
            "overslaan",
            "stop",
            "klaar",
            "verder",
            "opnieuw",
            "later",
            "versturen",
            "wat is esij",
            "hoe lang duurt de steun?",
            "wat wordt het weer morgen",
            "hallo",
            "Sanne de Wit",
            "velsen",
            "onderwijs",
            "Een titel voor een plan",
            "Een plan dat lang genoeg is om te mogen.",
            "06 12345678",
            "a@b.nl",
            "Alleen via Telegram",
            "",
            "\u{200b}",
            "\u{202e}evil",
            "<b>",
            "&amp;",
            "👍",
            "👎🏽",
            "english",
            "Nee, dit is mijn antwoord",
        ])
        .prop_map(str::to_owned),
        any::<String>(),
        Just("woord ".repeat(680)),
    ];
    let commands = proptest::sample::select(vec![
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
        "idea",
        "cancel",
        "overzicht",
        "",
    ]);
    let data = prop_oneof![
        proptest::sample::select(vec![
            "idea:start",
            "idea:resume",
            "idea:restart",
            "idea:later",
            "idea:consent:yes",
            "idea:consent:no",
            "idea:skip",
            "idea:skip:organisation",
            "idea:back",
            "idea:edit",
            "idea:edit:title",
            "idea:edit:contact",
            "idea:done",
            "idea:send",
            "idea:send:1",
            "idea:cancel",
            "idea:cancel:yes",
            "idea:set:municipality:velsen",
            "idea:set:theme:other",
            "idea:set:title:typed",
            "idea:set:attachments:none",
            "idea:keep:name",
            "topic:show:tijdelijk",
            "topic:show:x",
            "topic:none",
            "topic:none:1",
            "topic:all",
            "topic:cat:steun",
            "topic:cat:steun:99",
            "ask:pass_on",
            "ask:pass_on:1",
            "ask:no",
            "ask:manager:1:IJM-2026-0042",
            "feedback:yes:tijdelijk:1764000000",
            "feedback:no:x:1",
            "feedback:no::1795508140",
            "feedback:yes",
            "lang:set:nl",
            "lang:set:en",
            "lang:set:xx",
            "data:erase:yes",
            "data:erase:no",
            "lead:status:IJM-2026-0042:talked",
            "",
            ":",
            "::::",
            "idea",
            "idea:set",
        ])
        .prop_map(str::to_owned),
        any::<String>(),
    ];
    prop_oneof![
        6 => text.clone().prop_map(Act::Says),
        2 => commands.prop_map(Act::Commands),
        8 => (0..12_usize).prop_map(Act::Taps),
        2 => data.prop_map(Act::Presses),
        1 => text.prop_map(Act::Edits),
        1 => any::<bool>().prop_map(Act::Shares),
        1 => (0..14_u8, any::<bool>(), proptest::option::of(0..2_u8))
            .prop_map(|(file, caption, album)| Act::Sends { file, caption, album }),
        1 => Just(Act::Cannot(Unsupported::Voice)),
        1 => proptest::sample::select(vec![Act::InGroup, Act::Fails]),
    ]
}

/// Does it, and tells whether silence would be fine.
fn perform(talk: &mut Talk, act: &Act) -> bool {
    match act {
        Act::Says(text) => talk.event(EventKind::Text(text.as_str().into())),
        Act::Commands(word) => talk.command(word),
        Act::Taps(place) => {
            let buttons: Vec<String> = talk.buttons().map(|button| button.data.clone()).collect();
            if let Some(data) = buttons.get(place % buttons.len().max(1)) {
                talk.event(EventKind::Press(data.clone()));
            } else {
                return true;
            }
        }
        Act::Presses(data) => talk.event(EventKind::Press(data.clone())),
        Act::Edits(text) => talk.event(EventKind::Edited(text.as_str().into())),
        Act::Shares(own) => talk.shares_phone("31612345678", *own),
        Act::Sends { file, caption, album } => {
            let album = album.map(|album| album.to_string());
            talk.sends_file(&file.to_string(), caption.then_some("Onze begroting"), album.as_deref());
            return album.is_some();
        }
        Act::Cannot(kind) => talk.event(EventKind::Unsupported(*kind)),
        Act::InGroup => talk.in_group(),
        Act::Fails => talk.event(EventKind::Failed),
    }
    false
}

fn assert_sound(message: &Message) {
    assert!(!message.text.to_plain().trim().is_empty(), "an empty message");
    assert_eq!(crate::texts::Markup::parse(message.text.as_html()).as_ref(), Ok(&message.text));
    if let Choices::Buttons(rows) = &message.choices {
        assert!(rows.iter().all(|row| !row.is_empty()) && rows.iter().flatten().count() <= 100);
        for button in rows.iter().flatten() {
            assert!(!button.label.is_empty() && button.data.len() <= 64, "{button:?}");
            let area = button.data.split(':').next().unwrap_or_default();
            assert!(
                ["topic", "idea", "ask", "lang", "data", "own", "lead", "learn", "feedback"].contains(&area),
                "{button:?}"
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_the_chat_goes_on(
        acts in proptest::collection::vec(act(), 1..40),
        ahead in 0..13_usize,
        english in any::<bool>(),
    ) {
        let mut talk = Talk::at(ahead);
        talk.session.locale = english.then_some(crate::texts::Locale::En);
        let mut forwarded = 0;
        for act in &acts {
            let may_be_silent = perform(&mut talk, act);
            prop_assert!(may_be_silent || !talk.said.is_empty(), "no reply to {act:?}");
            talk.said.iter().for_each(assert_sound);
            prop_assert!(talk.forwarded.len() <= forwarded + 1);
            for (lead, card, receipt) in &talk.forwarded[forwarded..] {
                prop_assert_eq!(lead.reference().number() as usize, 42 + forwarded);
                card.iter().for_each(assert_sound);
                assert_sound(receipt);
            }
            forwarded = talk.forwarded.len();
            if talk.session.keyboard {
                let at = talk.session.form().and_then(|form| form.place.field());
                prop_assert_eq!(at, Some(crate::ideas::Field::Contact), "the keyboard is taken away");
            }
            let json = serde_json::to_string(&talk.session).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Session>(&json).unwrap(), &talk.session);
        }
        for _ in 0..2 {
            if talk.session.state != State::Idle {
                talk.command("annuleer");
            }
        }
        prop_assert_eq!(&talk.session.state, &State::Idle);
        prop_assert_eq!(talk.session.about, None);
    }

    #[test]
    fn a_sent_idea_stays_sent(acts in proptest::collection::vec(act(), 0..20)) {
        let mut talk = Talk::at(12);
        let send = talk.data("Versturen");
        talk.presses("Versturen");
        for act in &acts {
            perform(&mut talk, act);
        }
        let before = talk.forwarded.len();
        if talk.erasures.is_empty() {
            talk.presses_old(&send);
            prop_assert!(talk.last().contains("IJM-2026-0042"));
            prop_assert_eq!(talk.forwarded.len(), before);
        }
    }
}
