//! Single rules of the conversation.

use super::*;
use crate::ideas::{Contact, Field, Municipality, Theme};

#[test]
fn an_idea_is_sent_once() {
    let mut talk = Talk::at(12);
    let send = talk.data("Versturen");
    talk.presses("Versturen");
    assert!(talk.last().contains("IJM-2026-0042"));
    for _ in 0..3 {
        talk.presses_old(&send);
        assert!(talk.last().contains("IJM-2026-0042"), "{}", talk.last());
    }
    talk.presses_old("idea:send");
    assert_eq!(talk.forwarded.len(), 1);
    // A button of the first idea says so under a second one too, and does not send that.
    for answer in ["/idee", "ja", "Sanne", "overslaan", "1", "1", "Nog een plan", "Een tweede plan van twee zinnen."] {
        if answer == "/idee" { talk.command("idee") } else { talk.says(answer) }
    }
    for answer in ["overslaan", "overslaan", "overslaan", "sanne@dewit.nl", "klaar"] {
        talk.says(answer);
    }
    talk.presses_old(&send);
    assert!(talk.last().contains("IJM-2026-0042"), "{}", talk.last());
    assert_eq!(talk.forwarded.len(), 1);
    talk.presses("Versturen");
    assert!(talk.last().contains("IJM-2026-0043"));
    assert_eq!(talk.forwarded.len(), 2);
}

#[test]
fn each_question_is_passed_on_under_its_own_reference() {
    let mut talk = Talk::new();
    talk.says("wat wordt het weer morgen");
    let first = talk.data("Geef mijn vraag door");
    talk.says("waar kan ik pizza bestellen");
    let second = talk.data("Geef mijn vraag door");
    talk.presses_old(&first);
    assert!(talk.last().contains("weer morgen") && talk.last().contains("IJM-2026-0042"), "{}", talk.last());
    talk.presses_old(&second);
    assert!(talk.last().contains("pizza") && talk.last().contains("IJM-2026-0043"), "{}", talk.last());
    talk.presses_old(&first);
    assert!(talk.last().contains("IJM-2026-0042"), "{}", talk.last());
    assert_eq!(talk.forwarded.len(), 2);
    for question in ["wie wint het voetbal", "hoe vraag ik een paspoort aan", "waar kan ik pizza bestellen"] {
        talk.says(question);
    }
    talk.presses_old(&first);
    assert_eq!(talk.forwarded.len(), 2, "a question that is no longer kept is not mistaken for another");
    let mut fresh = Talk::new();
    fresh.presses_old("ask:pass_on");
    assert_eq!(fresh.last(), "Ik weet niet meer welke vraag u bedoelt. Wilt u die nog eens typen?");
}

#[test]
fn nothing_is_sent_along_that_was_not_told() {
    let mut talk = Talk::new();
    talk.says("kan een project met verlies");
    talk.presses("Vraag de programmamanager");
    assert!(talk.forwarded.is_empty() && talk.last().contains("@sannedewit"), "{}", talk.last());
    talk.presses("Ja, geef door");
    assert_eq!(talk.forwarded.len(), 1);
}

/// Types `text` at a question, and tells what the field holds then; `None` when the form did not go on.
fn typed(place: usize, text: &str, get: impl Fn(&crate::ideas::Draft) -> Option<String>) -> Option<String> {
    let mut talk = Talk::at(place);
    let before = talk.form().place;
    talk.says(text);
    (talk.form().place != before).then(|| get(&talk.form().draft)).flatten()
}

#[test]
fn closed_choices_can_be_typed() {
    let municipality = |text| typed(3, text, |draft| draft.municipality.map(|it| it.as_str().to_owned()));
    for (text, expected) in [
        ("Velsen", Some(Municipality::Velsen)),
        ("wij zitten in IJmuiden", Some(Municipality::Velsen)),
        ("velzen", Some(Municipality::Velsen)),
        ("Beverwijk en Heemskerk", Some(Municipality::Other)),
        ("de hele IJmond", Some(Municipality::Other)),
        ("2", Some(Municipality::Heemskerk)),
        ("Haarlem", None),
        ("5", None),
    ] {
        assert_eq!(municipality(text).as_deref(), expected.map(Municipality::as_str), "{text}");
    }
    let theme = |text| typed(4, text, |draft| draft.theme.map(|it| it.as_str().to_owned()));
    for (text, expected) in [
        ("onderwys", Some(Theme::OnderwijsArbeidsmarkt)),
        ("Innovatie", Some(Theme::InnovatieOndernemerschap)),
        ("3", Some(Theme::Other)),
        ("geen idee", None),
    ] {
        assert_eq!(theme(text).as_deref(), expected.map(Theme::as_str), "{text}");
    }
}

#[test]
fn a_contact_is_a_number_an_address_or_telegram() {
    let contact = |text| {
        typed(10, text, |draft| {
            draft.contact.as_ref().map(|contact| match contact {
                Contact::Phone(number) => number.as_str().to_owned(),
                Contact::Email(address) => address.as_str().to_owned(),
                Contact::Telegram => "telegram".to_owned(),
            })
        })
    };
    for (text, expected) in [
        ("bel 06-12 34 56 78", Some("+31612345678")),
        ("sanne@dewit.nl", Some("sanne@dewit.nl")),
        ("alleen via telegram", Some("telegram")),
        ("Alleen via Telegram", Some("telegram")),
        ("sanne@dewit", None),
        ("06 1234", None),
        ("bel maar", None),
    ] {
        assert_eq!(contact(text).as_deref(), expected, "{text}");
    }
}

#[test]
fn only_ones_own_number_can_be_shared() {
    let mut talk = Talk::at(10);
    talk.shares_phone("31687654321", false);
    assert!(talk.form().draft.contact.is_none());
    talk.shares_phone("31612345678", true);
    assert_eq!(talk.form().draft.contact, Some(Contact::Phone("+31612345678".into())));
    assert!(talk.said.iter().any(|message| message.choices == Choices::RemoveKeyboard));
    assert_eq!(talk.form().place, Place::Asking(Field::Attachments));
}

#[test]
fn the_buttons_in_place_of_the_keyboard_do_what_they_say() {
    for locale in crate::texts::Locale::ALL {
        let mut talk = Talk::at(10);
        talk.session.locale = Some(locale);
        talk.command("help");
        let label = |key| TEXTS.label(locale, key);
        talk.says(&label("button-telegram-only"));
        assert_eq!(talk.form().draft.contact, Some(Contact::Telegram));
        talk.says(&label("button-back"));
        assert_eq!(talk.form().place, Place::Asking(Field::Contact));
        talk.says(&label("button-keep-value"));
        assert_eq!(talk.form().place, Place::Asking(Field::Attachments));
    }
}

#[test]
fn too_long_and_too_short_texts_are_measured() {
    let mut talk = Talk::at(6);
    talk.says(&"a".repeat(2_140));
    assert_eq!(talk.last(), "Uw tekst telt 2.140 tekens; er passen er 2.000. Kan het iets korter?");
    talk.says(&"a".repeat(2_001));
    assert_eq!(talk.last(), "Nu zijn het 2.001 tekens. Tot 2.000 tekens is het goed.");
    talk.says("Een brander.");
    assert_eq!(talk.last(), "Kunt u iets meer vertellen? Dit zijn 12 tekens; ik heb er minstens 20 nodig.");
    talk.says(&"a".repeat(2_000));
    assert_eq!(talk.form().place, Place::Asking(Field::SupportBase));
}

#[test]
fn an_answer_that_looks_like_a_question_is_not_lost() {
    let mut talk = Talk::at(5);
    talk.says("Hoe lang duurt de steun?");
    assert!(talk.last().starts_with("Bij voorkeur tijdelijk"), "{}", talk.last());
    talk.presses("Nee, dit is mijn antwoord");
    assert_eq!(talk.form().draft.title.as_ref().unwrap().as_str(), "Hoe lang duurt de steun?");
    // A title that nobody can answer is a title.
    let mut talk = Talk::at(5);
    talk.says("Hoe krijgen we koeien aan de dans?");
    assert_eq!(talk.form().place, Place::Asking(Field::Summary));
    // For a name, a question is a question even when there is no answer.
    let mut talk = Talk::at(1);
    talk.says("waar kan ik pizza bestellen?");
    assert_eq!(talk.form().place, Place::Asking(Field::Name));
    talk.says("hallo");
    assert_eq!(talk.form().place, Place::Asking(Field::Name));
    talk.says("Wil de Vries");
    assert_eq!(talk.form().place, Place::Asking(Field::Organisation));
}

/// Who goes on after a question tells something; only a question by itself is one.
#[test]
fn a_story_that_begins_with_a_question_is_an_answer() {
    let mut talk = Talk::at(6);
    talk.says("Hoe lang duurt de steun? Dat vroegen wij ons af, en daarom bouwen wij nu eerst een proef.");
    assert_eq!(talk.form().place, Place::Asking(Field::SupportBase), "{}", talk.last());
    let mut talk = Talk::at(6);
    talk.says("hoe lang duurt de steun eigenlijk...");
    assert_eq!(talk.form().place, Place::Asking(Field::Summary), "{}", talk.last());
}

#[test]
fn a_number_belongs_to_the_list_that_was_shown_last() {
    let mut talk = Talk::at(3);
    talk.command("vragen");
    talk.says("2");
    assert_eq!(talk.form().draft.municipality, Some(Municipality::Heemskerk), "{}", talk.last());
}

/// 'Yes' right after the offer to pass a question on is no title, and 'no' is no question.
#[test]
fn yes_and_no_answer_the_offer_made_last() {
    let mut talk = Talk::at(2);
    talk.says("waar kan ik pizza bestellen?");
    talk.says("ja");
    assert_eq!((talk.forwarded.len(), talk.form().place), (1, Place::Asking(Field::Organisation)), "{}", talk.last());
    talk.says("ja");
    assert_eq!(talk.forwarded.len(), 1);
    let mut talk = Talk::new();
    talk.says("waar kan ik pizza bestellen?");
    talk.says("nee");
    assert!(talk.last().starts_with("Goed, dan geef ik de vraag niet door."), "{}", talk.last());
}

#[test]
fn a_shared_number_without_digits_is_not_taken() {
    let mut talk = Talk::at(10);
    talk.shares_phone("", true);
    assert!(talk.form().draft.contact.is_none() && talk.form().place == Place::Asking(Field::Contact));
    assert!(talk.last().contains("telefoonnummer"), "{}", talk.last());
}

/// A name with a bidirectional override would turn round what the programme manager reads after it.
#[test]
fn nothing_that_is_typed_turns_the_card_round() {
    let mut talk = Talk::new();
    talk.person.name = "\u{202e}Sanne\u{2066}".into();
    talk.says("waar kan ik \u{202d}pizza bestellen");
    talk.says("ja");
    let (_, card, receipt) = &talk.forwarded[0];
    let turns = |text: &str| text.contains(['\u{202a}', '\u{202d}', '\u{202e}', '\u{2066}']);
    assert!(card.iter().chain([receipt]).all(|message| !turns(message.text.as_html())), "{card:?}");
    assert!(card[0].text.as_html().contains("Sanne") && card[0].text.as_html().contains("waar kan ik pizza"));
}

#[test]
fn the_overview_shows_the_start_of_a_long_text_and_the_manager_reads_all_of_it() {
    let mut talk = Talk::at(6);
    let long = format!("Wij bouwen {}en dat is alles.", "samen een brander, ".repeat(80));
    talk.says(&long);
    for answer in ["overslaan", "overslaan", "overslaan", "06 12345678", "klaar"] {
        talk.says(answer);
    }
    assert!(talk.last().contains("de hele tekst gaat mee") && !talk.last().contains("dat is alles"), "{}", talk.last());
    assert_eq!(talk.said.len(), 1);
    talk.presses("Versturen");
    let mut desk = Talk::at_desk(&talk.forwarded[0].0);
    desk.presses("Alles lezen");
    assert!(desk.last().contains(&long));
    assert!(desk.last().contains("Niet ingevuld: Draagvlak, Op eigen kracht, Gevraagde hulp."), "{}", desk.last());
}

#[test]
fn what_is_added_at_the_overview_is_pointed_to_its_field() {
    let mut talk = Talk::at(12);
    talk.says("bakfietsen en koekjes");
    assert!(talk.last().starts_with("Wilt u iets aanvullen of veranderen?"), "{}", talk.last());
    assert_eq!(talk.form().place, Place::Summary);
}

/// Two messages only where each has its own buttons.
#[test]
fn what_can_be_said_in_one_message_is() {
    for act in [
        &(|talk: &mut Talk| talk.event(EventKind::Failed)) as &dyn Fn(&mut Talk),
        &|talk| talk.presses_old("foo"),
        &|talk| talk.presses_old("lang:set:en"),
        &|talk| talk.presses_old("idea:set:municipality:velsen"),
        &|talk| talk.presses_old("ask:no"),
        &|talk| talk.command("privacy"),
        &|talk| talk.command("foo"),
    ] {
        let mut talk = Talk::at(5);
        act(&mut talk);
        assert_eq!(talk.said.len(), 1, "{}", talk.last());
    }
}

#[test]
fn a_second_tap_changes_nothing_more() {
    let mut talk = Talk::at(2);
    let skip = talk.data("Overslaan");
    talk.presses("Overslaan");
    talk.presses_old(&skip);
    assert_eq!(talk.form().place, Place::Asking(Field::Municipality));
    let velsen = talk.data("Velsen");
    talk.presses("Velsen");
    talk.presses_old(&velsen);
    assert_eq!(talk.form().place, Place::Asking(Field::Theme));
    talk.presses_old("idea:set:municipality:heemskerk");
    assert_eq!(talk.form().draft.municipality, Some(Municipality::Heemskerk));
    talk.presses_old("idea:set:theme:nonsense");
    talk.presses_old("idea:consent:yes");
    assert_eq!(talk.form().place, Place::Asking(Field::Theme));
}

#[test]
fn files_are_kept_once_and_not_too_many() {
    let mut talk = Talk::at(11);
    talk.sends_file("a", None, None);
    talk.sends_file("a", None, None);
    assert!(talk.last().starts_with("Dit bestand had ik al."), "{}", talk.last());
    for name in ["b", "c", "d"] {
        talk.sends_file(name, None, Some("album"));
        assert_eq!(talk.said.len(), usize::from(name == "b"), "an album has one reply");
    }
    for name in ["e", "f", "g", "h", "i", "j"] {
        talk.sends_file(name, None, None);
    }
    assert_eq!(talk.form().draft.attachments.len(), 10);
    talk.sends_file("k", None, None);
    assert!(talk.last().contains("Er passen 10 bestanden"), "{}", talk.last());
    assert_eq!(talk.form().draft.attachments.len(), 10);
    talk.presses("Alle bijlagen weghalen");
    assert!(talk.form().draft.attachments.is_empty());
    talk.sends_file("a", Some("De begroting"), None);
    talk.presses("Klaar");
    talk.presses("Versturen");
    let (_, card, _) = &talk.forwarded[0];
    assert_eq!(card.len(), 2);
    assert_eq!(card[1].text.to_plain(), "IJM-2026-0042 · bijlage 1 van 1\na.pdf\nDe begroting");
}

#[test]
fn nothing_is_kept_before_consent() {
    let mut talk = Talk::at(0);
    talk.sends_file("a", None, None);
    talk.says("Sanne de Wit");
    assert!(talk.form().draft.attachments.is_empty() && talk.form().draft.name.is_none());
    talk.presses("Nee, liever niet");
    assert_eq!(talk.session.state, State::Idle);
}

#[test]
fn a_draft_is_not_thrown_away_by_an_old_button() {
    let mut talk = Talk::at(5);
    talk.command("annuleer");
    let discard = talk.data("Ja, weggooien");
    talk.presses("Verder gaan");
    talk.presses_old(&discard);
    assert!(talk.form().draft.name.is_some());
    talk.presses("Bewaren voor later");
    talk.presses_old("idea:restart");
    talk.presses_old(&discard);
    assert!(talk.session.paused.is_some());
    talk.command("idee");
    talk.presses("Opnieuw beginnen");
    assert!(talk.form().draft.name.is_none());
}

#[test]
fn no_single_button_throws_a_draft_away() {
    for data in ["idea:cancel:yes", "idea:restart", "idea:consent:no", "data:erase:yes", "idea:start", "lang:set:en"] {
        let mut talk = Talk::at(12);
        let draft = talk.form().draft.clone();
        talk.presses_old(data);
        let kept = talk.session.form().or(talk.session.paused.as_deref());
        assert_eq!(kept.map(|form| &form.draft), Some(&draft), "{data}");
    }
}

#[test]
fn the_same_is_not_said_twice_in_a_row() {
    let repeated = |talk: &mut Talk, event: &dyn Fn(&mut Talk)| {
        event(talk);
        let first = talk.last();
        event(talk);
        assert_ne!(first, talk.last());
    };
    let mut talk = Talk::new();
    repeated(&mut talk, &|talk| talk.says("wat wordt het weer morgen"));
    repeated(&mut talk, &|talk| talk.says("\u{200b}"));
    repeated(&mut talk, &|talk| talk.command("foo"));
    repeated(&mut talk, &|talk| talk.command("annuleer"));
    repeated(&mut talk, &|talk| talk.presses_old("foo"));
    for unsupported in [Unsupported::Sticker, Unsupported::Voice, Unsupported::Video, Unsupported::Other] {
        repeated(&mut talk, &|talk| talk.event(EventKind::Unsupported(unsupported)));
    }
    for (place, wrong) in [(3, "Haarlem"), (4, "koeien"), (5, "x"), (6, "kort"), (10, "06 12"), (10, "a@b"), (10, "ja")]
    {
        repeated(&mut Talk::at(place), &|talk| talk.says(wrong));
    }
}

#[test]
fn the_language_is_theirs_and_an_answer_the_questions() {
    let mut talk = Talk::new();
    talk.says("how long does support last");
    assert!(talk.last().starts_with("Preferably temporary"), "{}", talk.last());
    talk.command("foo");
    assert!(talk.last().starts_with("Die opdracht"), "{}", talk.last());
    talk.says("English");
    talk.command("foo");
    assert!(talk.last().starts_with("I do not know"), "{}", talk.last());
    assert_eq!(Talk::english().session.locale, None);
}

#[test]
fn a_card_shows_what_was_typed_and_how_to_reach_them() {
    let mut talk = Talk::at(1);
    talk.person.username = None;
    for answer in
        ["<b>Jan</b> & co", "overslaan", "1", "1", "Een < twee & drie", "Een plan met <i>html</i> erin, twee zinnen."]
    {
        talk.says(answer);
    }
    for answer in ["overslaan", "overslaan", "overslaan", "alleen via telegram", "klaar", "versturen"] {
        talk.says(answer);
    }
    let (lead, card, _) = &talk.forwarded[0];
    assert!(matches!(lead, Lead::Idea(idea) if idea.name.as_str() == "<b>Jan</b> & co"));
    let html = card[0].text.as_html();
    assert!(html.contains("&lt;b&gt;Jan&lt;/b&gt; &amp; co") && html.contains("Een &lt; twee &amp; drie"), "{html}");
    assert!(html.contains(r#"<a href="tg://user?id=101">"#), "{html}");
    assert!(html.contains("24 november 2026, 09."), "{html}");
}

#[test]
fn nothing_personal_shows_in_debug() {
    let mut talk = Talk::at(11);
    talk.says("wat vindt Sanne van het weer?");
    let debug = format!("{:?}", talk.session);
    assert!(!debug.contains("Sanne") && !debug.contains("612345678") && !debug.contains("waterstof"), "{debug}");
}

#[test]
fn a_stored_session_keeps_its_form() {
    let mut talk = Talk::at(6);
    talk.says("Wij bouwen samen een brander.");
    talk.command("annuleer");
    let json = serde_json::to_string(&talk.session).unwrap();
    assert_eq!(serde_json::from_str::<Session>(&json).unwrap(), talk.session);
    insta::assert_snapshot!(serde_json::to_string_pretty(&talk.session).unwrap());
}

#[test]
fn what_has_no_words_is_no_question_to_pass_on() {
    for text in ["/", "…", "?", "!!", ". . .", "—", "¿"] {
        let mut talk = Talk::new();
        talk.says(text);
        assert!(talk.last().starts_with("Wat wilt u weten?"), "{text}: {}", talk.last());
        assert!(talk.buttons().all(|button| !button.data.starts_with("ask:")), "{text}");
        assert!(talk.session.asked.is_empty(), "{text}");
    }
    let mut talk = Talk::new();
    talk.says("…");
    let first = talk.last();
    talk.says("…");
    assert_ne!(talk.last(), first);
    let mut asked = Talk::new();
    asked.says("waar kan ik pizza bestellen");
    assert!(asked.buttons().any(|button| button.data.starts_with("ask:pass_on")));
}

#[test]
fn the_number_of_somebody_else_is_asked_for_nowhere() {
    let mut talk = Talk::new();
    talk.shares_phone("+31612345678", false);
    assert!(!talk.last().contains("Deel alstublieft uw eigen"), "{}", talk.last());
    let mut talk = Talk::at(10);
    talk.shares_phone("+31612345678", false);
    assert!(talk.last().contains("Deel alstublieft uw eigen"), "{}", talk.last());
}

#[test]
fn a_file_that_is_not_kept_is_said_to_be() {
    for caption in ["wat is esij?", "waar kan ik pizza bestellen?"] {
        let mut talk = Talk::new();
        talk.sends_file("a", Some(caption), None);
        assert!(talk.last().ends_with("Met /idee begint u er een."), "{caption}: {}", talk.last());
        assert!(talk.last().contains("Uw bestand heb ik niet bewaard") && talk.said.len() == 2, "{}", talk.last());
    }
    // Of an album once.
    let mut talk = Talk::new();
    talk.sends_file("a", Some("waar kan ik pizza bestellen?"), Some("album"));
    assert!(talk.last().contains("niet bewaard"), "{}", talk.last());
    talk.sends_file("b", None, Some("album"));
    assert!(talk.said.is_empty(), "{}", talk.last());
    talk.says("ja");
    assert_eq!(talk.forwarded.len(), 1, "{}", talk.last());
}
