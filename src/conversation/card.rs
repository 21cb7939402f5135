//! What the programme manager sees of a lead: a card, and a message for each attachment.
//!
//! Invariant: a card is in Dutch, and all that people typed is in it, escaped and uncut.

use super::Message;
use super::fields::{field_label, value};
use crate::ideas::{Contact, Field, Idea, PassedOnQuestion, Person};
use crate::texts::{Arg, Locale, Markup, Texts, moment};

/// The fields that the card tells below its heading, in order.
const TOLD: [Field; 4] = [Field::Summary, Field::SupportBase, Field::Sustainability, Field::HelpWanted];

/// The card of an idea and its attachments.
pub(super) fn idea(texts: &Texts, idea: &Idea) -> Vec<Message> {
    let locale = Locale::Nl;
    let reference = idea.reference.to_string();
    let who = match &idea.organisation {
        Some(organisation) => format!("{}, {}", idea.name.as_str(), organisation.as_str()),
        None => idea.name.as_str().to_owned(),
    };
    let place = Markup::join(
        [&value::municipality(texts, locale, idea.municipality), &value::theme(texts, locale, idea.theme)],
        " · ",
    );
    let heading = [
        texts.with(locale, "card-idea", &[("reference", Arg::Text(&reference))]),
        texts.with(locale, "card-title", &[("title", Arg::Text(idea.title.as_str()))]),
        Markup::plain(&who),
        place,
        reach(texts, &idea.from, Some(&idea.contact)),
    ];
    let mut parts = vec![Markup::join(&heading, "\n")];
    let mut empty = Vec::new();
    for field in TOLD {
        let typed = match field {
            Field::Summary => Some(&idea.summary),
            Field::SupportBase => idea.support_base.as_ref(),
            Field::Sustainability => idea.sustainability.as_ref(),
            _ => idea.help_wanted.as_ref(),
        };
        let label = texts.get(locale, field_label(field));
        let Some(typed) = typed else {
            empty.push(label);
            continue;
        };
        let told = Markup::plain(typed.as_str());
        parts.push(texts.with(locale, "card-field", &[("label", Arg::Markup(&label)), ("value", Arg::Markup(&told))]));
    }
    if !empty.is_empty() {
        let fields = Markup::join(&empty, ", ");
        parts.push(texts.with(locale, "card-empty", &[("fields", Arg::Markup(&fields))]));
    }
    let when = moment(locale, idea.submitted);
    let total = idea.attachments.len() as i64;
    parts.push(texts.with(locale, "card-foot", &[("when", Arg::Text(&when)), ("attachments", Arg::Number(total))]));
    let mut card = vec![Message::text(Markup::join(&parts, "\n\n"))];
    for (index, attachment) in idea.attachments.iter().enumerate() {
        let place = [
            ("reference", Arg::Text(&reference)),
            ("number", Arg::Number(index as i64 + 1)),
            ("total", Arg::Number(total)),
        ];
        let caption = texts.with(locale, "card-attachment", &place);
        let name = attachment.name.as_ref().map(|name| Markup::plain(name.as_str())).unwrap_or_default();
        let typed = attachment.caption.as_ref().map(|typed| Markup::plain(typed.as_str())).unwrap_or_default();
        card.push(Message::with_file(Markup::join([&caption, &name, &typed], "\n"), attachment.clone()));
    }
    card
}

/// The card of a question that was passed on.
pub(super) fn question(texts: &Texts, question: &PassedOnQuestion) -> Vec<Message> {
    let locale = Locale::Nl;
    let reference = question.reference.to_string();
    let heading = [
        texts.with(locale, "card-question", &[("reference", Arg::Text(&reference))]),
        Markup::plain(question.from.name.as_str()),
        reach(texts, &question.from, None),
    ];
    let when = moment(locale, question.asked);
    let parts = [
        Markup::join(&heading, "\n"),
        Markup::plain(question.question.as_str()),
        texts.with(locale, "card-question-foot", &[("when", Arg::Text(&when))]),
    ];
    vec![Message::text(Markup::join(&parts, "\n\n"))]
}

/// What the programme manager reads when somebody erases what they sent.
pub(super) fn erased(texts: &Texts, references: &[String]) -> Vec<Message> {
    let list = references.join(", ");
    let args = [("references", Arg::Text(&list)), ("count", Arg::Number(references.len() as i64))];
    vec![Message::text(texts.with(Locale::Nl, "card-erased", &args))]
}

/// Every way to reach the person, as links that open the right application.
fn reach(texts: &Texts, person: &Person, contact: Option<&Contact>) -> Markup {
    let locale = Locale::Nl;
    let typed = match contact {
        Some(Contact::Phone(number)) => {
            let shown = contact.and_then(Contact::phone_shown).unwrap_or_else(|| number.as_str().to_owned());
            Markup::link(&format!("tel:{}", number.as_str()), &shown)
        }
        Some(Contact::Email(address)) => Markup::link(&format!("mailto:{}", address.as_str()), address.as_str()),
        Some(Contact::Telegram) | None => Markup::default(),
    };
    let telegram = match &person.username {
        Some(username) => {
            let username = username.as_str();
            Markup::link(&format!("https://t.me/{username}"), &format!("@{username}"))
        }
        None => Markup::link(&format!("tg://user?id={}", person.user), &texts.label(locale, "card-telegram")),
    };
    Markup::join([&typed, &telegram], " · ")
}
