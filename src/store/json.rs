//! What is stored as JSON, and under which version.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::conversation::{Message, Session};
use crate::ideas::{Entry, Lead};

/// Something that is stored as JSON. The version goes up when an older program could not read what is written.
pub(super) trait Stored: Serialize + DeserializeOwned {
    const VERSION: i64;
}

impl Stored for Session {
    const VERSION: i64 = Self::VERSION;
}

impl Stored for Lead {
    const VERSION: i64 = 1;
}

impl Stored for Entry {
    const VERSION: i64 = 1;
}

impl Stored for Message {
    const VERSION: i64 = 1;
}

pub(super) fn encode<T: Stored>(value: &T) -> String {
    serde_json::to_string(value).expect("the stored types have text as keys and nothing in them that can fail")
}

/// `None` when it was written by a newer program or is damaged.
pub(super) fn decode<T: Stored>(version: i64, json: &str) -> Option<T> {
    if version > T::VERSION {
        return None;
    }
    serde_json::from_str(json).ok()
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::conversation::{Button, Choices};
    use crate::ideas::{
        Attachment, AttachmentKind, ChatId, Contact, Draft, Municipality, PassedOnQuestion, Person, Reference, Theme,
        UserId,
    };
    use crate::knowledge::{Language, TopicId};
    use crate::texts::{Locale, Markup};

    /// What is in the databases of people who update must stay readable: when one of these changes, think of them.
    fn check<T: Stored + PartialEq + std::fmt::Debug>(value: &T, version: i64, json: &str) {
        assert_eq!((T::VERSION, encode(value).as_str()), (version, json));
        assert_eq!(decode::<T>(version, json).as_ref(), Some(value));
        assert_eq!(decode::<T>(T::VERSION + 1, json), None, "the form of a newer program");
        assert_eq!(decode::<T>(version, &json[1..]), None, "damaged");
    }

    fn person() -> Person {
        let name = "Sanne de Wit".into();
        Person { user: UserId(7), chat: ChatId(7), name, username: None, language_tag: Some("nl".into()) }
    }

    #[test]
    fn sessions_of_the_first_version_stay_readable() {
        let session = Session { locale: Some(Locale::En), ..Session::default() };
        assert_eq!(decode(1, r#"{"locale":"en","state":{"at":"idle"}}"#), Some(session));
    }

    #[test]
    fn messages() {
        let file = Attachment {
            kind: AttachmentKind::Document,
            file_id: "BQAC".into(),
            unique_id: "AgAD".into(),
            name: Some("plan.pdf".into()),
            caption: None,
            size: Some(1024),
        };
        check(
            &Message {
                text: Markup::parse("<b>plan</b>").expect("sound"),
                choices: Choices::Buttons(vec![vec![Button::new("Versturen", "idea:send")]]),
                file: Some(file),
                ..Message::default()
            },
            1,
            r#"{"text":"<b>plan</b>","choices":{"kind":"buttons","rows":[[{"label":"Versturen","data":"idea:send"}]]},"file":{"kind":"document","file_id":"BQAC","unique_id":"AgAD","name":"plan.pdf","size":1024}}"#,
        );
    }

    #[test]
    fn leads() {
        let time = DateTime::from_timestamp(1_764_000_000, 0).expect("a time");
        let question = PassedOnQuestion {
            reference: Reference::new(2025, 1),
            asked: time,
            from: person(),
            question: "Wat kost het?".into(),
            language: None,
            offered: Vec::new(),
        };
        check(
            &Lead::Question(question.clone()),
            1,
            r#"{"kind":"question","reference":"IJM-2025-0001","asked":"2025-11-24T16:00:00Z","from":{"user":7,"chat":7,"name":"Sanne de Wit","username":null,"language_tag":"nl"},"question":"Wat kost het?"}"#,
        );
        let offered = vec![TopicId::parse("kosten").expect("an id"), TopicId::parse("wat-is-esij").expect("an id")];
        check(
            &Lead::Question(PassedOnQuestion { language: Some(Language::Dutch), offered, ..question }),
            1,
            r#"{"kind":"question","reference":"IJM-2025-0001","asked":"2025-11-24T16:00:00Z","from":{"user":7,"chat":7,"name":"Sanne de Wit","username":null,"language_tag":"nl"},"question":"Wat kost het?","language":"nl","offered":["kosten","wat-is-esij"]}"#,
        );
        let draft = Draft {
            consent: Some(time),
            name: Some(serde_json::from_str("\"Sanne\"").expect("a name")),
            municipality: Some(Municipality::Velsen),
            theme: Some(Theme::OnderwijsArbeidsmarkt),
            title: Some(serde_json::from_str("\"Waterstof\"").expect("a title")),
            summary: Some(serde_json::from_str("\"Leerlingen bouwen\"").expect("a summary")),
            contact: Some(Contact::Telegram),
            ..Draft::default()
        };
        let places = serde_json::from_str("\"Velsen en Heemskerk\"").expect("names");
        let several = Draft { municipality: Some(Municipality::Other), places: Some(places), ..draft.clone() };
        let idea = several.submit(Reference::new(2025, 2), time, person()).expect("complete");
        check(
            &Lead::Idea(Box::new(idea)),
            1,
            r#"{"kind":"idea","reference":"IJM-2025-0002","submitted":"2025-11-24T16:00:00Z","from":{"user":7,"chat":7,"name":"Sanne de Wit","username":null,"language_tag":"nl"},"consent":"2025-11-24T16:00:00Z","name":"Sanne","organisation":null,"municipality":"other","places":"Velsen en Heemskerk","theme":"onderwijs-arbeidsmarkt","title":"Waterstof","summary":"Leerlingen bouwen","support_base":null,"sustainability":null,"help_wanted":null,"contact":{"by":"telegram"},"attachments":[]}"#,
        );
        let idea = draft.submit(Reference::new(2025, 2), time, person()).expect("complete");
        check(
            &Lead::Idea(Box::new(idea)),
            1,
            r#"{"kind":"idea","reference":"IJM-2025-0002","submitted":"2025-11-24T16:00:00Z","from":{"user":7,"chat":7,"name":"Sanne de Wit","username":null,"language_tag":"nl"},"consent":"2025-11-24T16:00:00Z","name":"Sanne","organisation":null,"municipality":"velsen","theme":"onderwijs-arbeidsmarkt","title":"Waterstof","summary":"Leerlingen bouwen","support_base":null,"sustainability":null,"help_wanted":null,"contact":{"by":"telegram"},"attachments":[]}"#,
        );
    }
}
