//! The button data that other programs rely on, pressed raw: at any moment, as by an old message or a foreign client.

use super::*;
use crate::ideas::Field;

/// Every moment of a conversation at which a press may come.
fn moments() -> Vec<(&'static str, Talk)> {
    let after = |place: usize, act: &dyn Fn(&mut Talk)| {
        let mut talk = if place == 99 { Talk::new() } else { Talk::at(place) };
        act(&mut talk);
        talk
    };
    vec![
        ("nothing yet", Talk::new()),
        ("answered", after(99, &|talk| talk.says("wat is esij"))),
        ("not known", after(99, &|talk| talk.says("waar kan ik pizza bestellen"))),
        ("consent", Talk::at(0)),
        ("name", Talk::at(1)),
        ("title", Talk::at(5)),
        ("contact", Talk::at(10)),
        ("summary", Talk::at(12)),
        ("choosing", after(12, &|talk| talk.presses("Iets wijzigen"))),
        ("changing", after(12, &|talk| talk.presses_old("idea:edit:contact"))),
        ("sure to stop?", after(12, &|talk| talk.command("annuleer"))),
        ("on or anew?", after(12, &|talk| talk.command("idee"))),
        ("put aside", after(12, &|talk| talk.presses_old("idea:later"))),
        ("sure to erase?", after(12, &|talk| talk.command("verwijder"))),
        ("sent", after(12, &|talk| talk.presses("Versturen"))),
    ]
}

const NAMED: [&str; 40] = [
    "topic:show:wat-is-esij",
    "topic:show:nergens",
    "topic:none",
    "topic:all",
    "topic:cat:steun",
    "idea:start",
    "idea:consent:yes",
    "idea:consent:no",
    "idea:set:municipality:velsen",
    "idea:set:municipality:mars",
    "idea:set:theme:onderwijs-arbeidsmarkt",
    "idea:set:title:typed",
    "idea:skip",
    "idea:skip:organisation",
    "idea:keep:name",
    "idea:back",
    "idea:edit",
    "idea:edit:title",
    "idea:edit:consent",
    "idea:done",
    "idea:send",
    "idea:cancel",
    "idea:cancel:yes",
    "idea:resume",
    "idea:restart",
    "idea:later",
    "ask:pass_on",
    "ask:no",
    "ask:manager:1:IJM-2026-0042",
    "ask:instead:1",
    "feedback:yes:wat-is-esij",
    "feedback:no:wat-is-esij",
    "lead:status:IJM-2026-0001:talked",
    "lang:set:nl",
    "lang:set:tlh",
    "data:erase:yes",
    "data:erase:no",
    "",
    ":::",
    "idea",
];

/// What was filled in so far, wherever it is kept; closed choices apart, which a button may well change.
fn typed(talk: &Talk) -> Option<[String; 4]> {
    let draft = &talk.session.form().or(talk.session.paused.as_deref())?.draft;
    let line = |line: &Option<crate::ideas::OneLine>| line.as_ref().map(|line| line.as_str().to_owned());
    let summary = draft.summary.as_ref().map(|prose| prose.as_str().to_owned());
    let contact = draft.contact.as_ref().map(|contact| format!("{contact:?}"));
    let kept = [line(&draft.name), line(&draft.title), summary, contact].map(Option::unwrap_or_default);
    kept.iter().any(|kept| !kept.is_empty()).then_some(kept)
}

#[test]
fn a_named_button_is_answered_at_any_moment_and_loses_nothing() {
    for data in NAMED {
        for (moment, mut talk) in moments() {
            let said_so = match data {
                "idea:cancel:yes" | "idea:cancel" => moment == "sure to stop?",
                "data:erase:yes" => moment == "sure to erase?",
                "idea:restart" => moment == "on or anew?",
                "idea:send" => ["summary", "choosing", "changing", "sure to stop?"].contains(&moment),
                _ => false,
            };
            let before = typed(&talk);
            talk.presses_old(data);
            assert!(!talk.said.is_empty(), "`{data}` at `{moment}` is left unanswered");
            if !said_so {
                assert_eq!(typed(&talk), before, "`{data}` at `{moment}` loses what was typed");
            }
            let two = talk.session.form().is_some() && talk.session.paused.is_some();
            assert!(!two, "`{data}` at `{moment}` leaves two drafts");
        }
    }
}

#[test]
fn the_named_buttons_lead_through_the_form() {
    let mut talk = Talk::new();
    for (data, expected) in [
        ("idea:start", Place::Asking(Field::Consent)),
        ("idea:skip", Place::Asking(Field::Consent)),
        ("idea:consent:yes", Place::Asking(Field::Name)),
        ("idea:back", Place::Asking(Field::Name)),
        ("idea:skip", Place::Asking(Field::Name)),
        ("Sanne de Wit", Place::Asking(Field::Organisation)),
        ("idea:skip", Place::Asking(Field::Municipality)),
        ("idea:set:theme:other", Place::Asking(Field::Municipality)),
        ("idea:set:municipality:velsen", Place::Asking(Field::Theme)),
        ("idea:skip", Place::Asking(Field::Theme)),
        ("idea:back", Place::Asking(Field::Municipality)),
        ("idea:keep:municipality", Place::Asking(Field::Theme)),
        ("idea:set:theme:onderwijs-arbeidsmarkt", Place::Asking(Field::Title)),
        ("idea:send", Place::Asking(Field::Title)),
        ("De waterstofbrander", Place::Asking(Field::Summary)),
        ("Wij bouwen met leerlingen een brander.", Place::Asking(Field::SupportBase)),
        ("idea:skip", Place::Asking(Field::Sustainability)),
        ("Verkoop van branders", Place::Asking(Field::HelpWanted)),
        ("idea:done", Place::Asking(Field::HelpWanted)),
        ("idea:skip", Place::Asking(Field::Contact)),
        ("telegram", Place::Asking(Field::Attachments)),
        ("idea:done", Place::Summary),
        ("idea:edit", Place::Choosing),
        ("idea:edit:sustainability", Place::Changing(Field::Sustainability)),
        ("idea:back", Place::Summary),
        ("idea:cancel", Place::Summary),
        ("idea:back", Place::Summary),
    ] {
        if data.starts_with("idea:") {
            talk.presses_old(data);
        } else {
            talk.says(data);
        }
        assert_eq!(talk.form().place, expected, "after `{data}`");
    }
    talk.presses_old("idea:send");
    assert_eq!(talk.forwarded.len(), 1);
}
