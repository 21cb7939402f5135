//! What the programme manager sees of a lead: a card that follows what happens, all of it on demand, and the attachments.
//!
//! Invariant: a card is in Dutch and fits in one message; all that people typed is behind its button, escaped and uncut.

use super::super::fields::value;
use super::super::reply::Reply;
use super::super::{Button, Message};
use super::{DeskLead, statuses, teaching};
use crate::ideas::{By, Contact, Deed, Entry, Field, Idea, Lead, PassedOnQuestion, Status, lesson};
use crate::knowledge::Knowledge;
use crate::texts::{Arg, Locale, Markup, Texts, brief_moment, field_key, moment, shorten};

/// The fields that are told in full below the heading, in order.
const TOLD: [Field; 4] = [Field::Summary, Field::SupportBase, Field::Sustainability, Field::HelpWanted];

/// So many of the last things that happened stand on a card.
const LATEST: usize = 4;
/// So many of the topics that came nearest stand on a question's card.
const OFFERED: usize = 3;
/// A question longer than this, in characters, is cut short on its card.
const QUESTION: usize = 1500;

/// The lead as it has just come in, from somebody who is written to in `theirs`: its card, and a message for each
/// attachment.
pub(in crate::conversation) fn first(
    texts: &Texts,
    knowledge: &Knowledge,
    lead: &Lead,
    theirs: Locale,
) -> Vec<Message> {
    let fresh = DeskLead {
        lead: lead.clone(),
        status: Status::New,
        delivered: None,
        touched: None,
        history: Vec::new(),
        locale: theirs,
    };
    let mut messages = vec![card(texts, knowledge, &fresh)];
    if let Lead::Idea(idea) = lead {
        messages.extend(attachments(texts, idea));
    }
    messages
}

/// The card of a lead as it stands now.
pub fn card(texts: &Texts, knowledge: &Knowledge, lead: &DeskLead) -> Message {
    let locale = Locale::Nl;
    let reference = lead.reference().to_string();
    let reference = ("reference", Arg::Text(&reference));
    let reach = reach(texts, locale, lead);
    let mut heading = Vec::new();
    match &lead.lead {
        Lead::Idea(idea) => {
            let key = if lead.status == Status::New { "card-idea-new" } else { "card-idea" };
            heading.push(texts.with(locale, key, &[reference]));
            heading.push(texts.with(locale, "card-title", &[("title", Arg::Text(idea.title.as_str()))]));
            heading.push(Markup::plain(&who(idea)));
            heading.push(place(texts, locale, idea));
        }
        Lead::Question(question) => {
            heading.push(texts.with(locale, "card-question", &[reference]));
            heading.push(Markup::plain(&shorten(question.question.as_str(), QUESTION)));
            heading.push(Markup::plain(question.from.name.as_str()));
        }
    }
    heading.push(reach);
    if lead.locale == Locale::En && lead.idea().is_some() {
        heading.push(texts.get(locale, "card-english"));
    }
    let mut parts = vec![Markup::join(&heading, "\n")];
    if let Lead::Question(question) = &lead.lead {
        parts.push(offered(texts, locale, knowledge, question));
    }
    parts.push(standing(texts, locale, lead));
    let latest = lead.history.iter().filter(|entry| told(entry, lead)).collect::<Vec<_>>();
    let latest: Vec<Markup> =
        latest.iter().rev().take(LATEST).rev().map(|entry| happened(texts, locale, lead, entry, true)).collect();
    if !latest.is_empty() {
        parts.push(Markup::join(&latest, "\n"));
    }
    parts.push(texts.with(locale, "card-foot", &[("name", Arg::Text(lead.name()))]));
    Message::with_buttons(Markup::join(&parts, "\n\n"), buttons(texts, locale, lead))
}

/// Everything about a lead: all that was typed, what has been done with it, and the attachments once more.
pub(super) fn whole(reply: &mut Reply<'_>, lead: &DeskLead) {
    let (texts, locale) = (reply.context.texts, Locale::Nl);
    let reference = lead.reference();
    let mut parts = vec![texts.with(locale, "card-whole", &[("reference", Arg::Text(&reference.to_string()))])];
    match &lead.lead {
        Lead::Idea(idea) => parts.extend(typed(texts, locale, idea)),
        Lead::Question(question) => parts.push(Markup::plain(question.question.as_str())),
    }
    parts.push(standing(texts, locale, lead));
    let history: Vec<Markup> = lead.history.iter().map(|entry| happened(texts, locale, lead, entry, false)).collect();
    if !history.is_empty() {
        parts.push(Markup::join(&history, "\n"));
    }
    reply.about(reference, Message::text(Markup::join(&parts, "\n\n")));
    if let Lead::Idea(idea) = &lead.lead {
        for message in attachments(texts, idea) {
            reply.about(reference, message);
        }
    }
}

/// What the programme manager reads when somebody erases what they sent.
pub(in crate::conversation) fn erased(texts: &Texts, references: &[String]) -> Vec<Message> {
    let list = references.join(", ");
    let args = [("references", Arg::Text(&list))];
    vec![Message::text(texts.with(Locale::Nl, "card-erased", &args))]
}

/// What takes the place of a card whose lead is erased.
pub fn gone(texts: &Texts, reference: &str) -> Message {
    Message::text(texts.with(Locale::Nl, "card-gone", &[("reference", Arg::Text(reference))]))
}

/// Every way to reach the person. Telegram makes an international number or an address in a text something to tap
/// by itself, where a link of ours to `tel:` or `mailto:` would stay plain text.
pub(super) fn reach(texts: &Texts, locale: Locale, lead: &DeskLead) -> Markup {
    let from = lead.lead.from();
    let typed = match lead.idea().map(|idea| &idea.contact) {
        Some(Contact::Phone(number)) => Markup::plain(number.as_str()),
        Some(Contact::Email(address)) => Markup::plain(address.as_str()),
        Some(Contact::Telegram) | None => Markup::default(),
    };
    let telegram = match &from.username {
        Some(username) => {
            let username = username.as_str();
            Markup::link(&format!("https://t.me/{username}"), &format!("@{username}"))
        }
        None => Markup::link(&format!("tg://user?id={}", from.user), &texts.label(locale, "card-telegram")),
    };
    let ways: Vec<Markup> = [typed, telegram].into_iter().filter(|way| !way.as_html().is_empty()).collect();
    Markup::join(&ways, " · ")
}

fn who(idea: &Idea) -> String {
    match &idea.organisation {
        Some(organisation) => format!("{}, {}", idea.name.as_str(), organisation.as_str()),
        None => idea.name.as_str().to_owned(),
    }
}

fn place(texts: &Texts, locale: Locale, idea: &Idea) -> Markup {
    let municipality = value::place(texts, locale, idea.municipality, idea.places.as_ref());
    Markup::join([&municipality, &value::theme(texts, locale, idea.theme)], " · ")
}

/// In which language it was asked, and what the bot would have offered by itself. Nothing of questions from before these
/// were kept.
fn offered(texts: &Texts, locale: Locale, knowledge: &Knowledge, question: &PassedOnQuestion) -> Markup {
    let Some(language) = question.language else { return Markup::default() };
    let mut lines = vec![texts.with(locale, "card-asked", &[("language", Arg::Text(language.code()))])];
    let titles = question.offered.iter().filter_map(|id| knowledge.topic(id));
    let titles: Vec<String> = titles.take(OFFERED).map(|topic| topic.title.get(locale.language()).clone()).collect();
    if !titles.is_empty() {
        lines.push(texts.with(locale, "card-offered", &[("topics", Arg::Text(&titles.join(" · ")))]));
    }
    Markup::join(&lines, "\n")
}

/// When it came, how many attachments it has, and how far it is.
fn standing(texts: &Texts, locale: Locale, lead: &DeskLead) -> Markup {
    let when = moment(locale, lead.lead.submitted());
    let status = texts.get(locale, statuses::key(lead.status, &lead.lead));
    let attachments = lead.idea().map_or(0, |idea| idea.attachments.len() as i64);
    texts.with(
        locale,
        "card-standing",
        &[("when", Arg::Text(&when)), ("status", Arg::Markup(&status)), ("attachments", Arg::Number(attachments))],
    )
}

/// Whether it is worth a line on the card. Of what was taught only what the bot knows now is.
fn told(entry: &Entry, lead: &DeskLead) -> bool {
    match entry.what {
        Deed::Told { .. } | Deed::Reworded { .. } => false,
        Deed::Taught | Deed::Kept | Deed::Forgotten => {
            lesson(&lead.history).is_some_and(|last| std::ptr::eq(last, entry))
        }
        _ => true,
    }
}

/// A line for one thing that was done. On the card what was typed is cut short.
fn happened(texts: &Texts, locale: Locale, lead: &DeskLead, entry: &Entry, brief: bool) -> Markup {
    let shown = |text: &str| if brief { shorten(text, 80) } else { text.to_owned() };
    let when = brief_moment(locale, entry.at);
    let who = match &entry.by {
        By::Manager(name) => name.as_str(),
        By::Person => lead.name(),
    };
    let (key, what, typed) = match &entry.what {
        Deed::Status { to } => ("card-did-status", Some(texts.get(locale, statuses::key(*to, &lead.lead))), None),
        Deed::Told { note: Some(note), .. } => ("card-did-tell-note", None, Some(shown(note.as_str()))),
        Deed::Told { note: None, .. } => ("card-did-tell", None, None),
        Deed::Reworded { note } => ("card-did-reword", None, Some(shown(note.as_str()))),
        Deed::Wrote => ("card-did-write", None, None),
        Deed::Added { text } => ("card-did-add", None, Some(shown(text.as_str()))),
        Deed::Amended { text } => ("card-did-amend", None, Some(shown(text.as_str()))),
        Deed::Corrected { field } => ("card-did-correct", Some(texts.get(locale, field_key(*field))), None),
        Deed::Taught => ("card-did-teach", None, None),
        Deed::Kept => ("card-did-keep", None, None),
        Deed::Forgotten => ("card-did-forget", None, None),
    };
    let what = what.unwrap_or_default();
    texts.with(
        locale,
        key,
        &[
            ("who", Arg::Text(who)),
            ("when", Arg::Text(&when)),
            ("what", Arg::Markup(&what)),
            ("typed", Arg::Text(&typed.unwrap_or_default())),
        ],
    )
}

fn buttons(texts: &Texts, locale: Locale, lead: &DeskLead) -> Vec<Vec<Button>> {
    let reference = lead.reference();
    let mut rows = statuses::buttons(|key| texts.label(locale, key), lead);
    if let Lead::Question(_) = lead.lead {
        rows.push(vec![teaching::button(texts.label(locale, "desk-button-learn"), reference)]);
    }
    let cut = match &lead.lead {
        Lead::Idea(_) => true,
        Lead::Question(question) => question.question.as_str().chars().count() > QUESTION,
    };
    if cut {
        rows.insert(0, vec![Button::new(texts.label(locale, "card-button-all"), format!("lead:all:{reference}"))]);
    }
    rows
}

/// All that was typed into an idea, a paragraph each.
fn typed(texts: &Texts, locale: Locale, idea: &Idea) -> Vec<Markup> {
    let mut parts = vec![Markup::join(
        [
            &texts.with(locale, "card-title", &[("title", Arg::Text(idea.title.as_str()))]),
            &Markup::plain(&who(idea)),
            &place(texts, locale, idea),
            &value::contact(texts, locale, &idea.contact),
        ],
        "\n",
    )];
    let mut empty = Vec::new();
    for field in TOLD {
        let typed = match field {
            Field::Summary => Some(&idea.summary),
            Field::SupportBase => idea.support_base.as_ref(),
            Field::Sustainability => idea.sustainability.as_ref(),
            _ => idea.help_wanted.as_ref(),
        };
        let label = texts.get(locale, field_key(field));
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
    parts
}

fn attachments(texts: &Texts, idea: &Idea) -> Vec<Message> {
    let locale = Locale::Nl;
    let reference = idea.reference.to_string();
    let total = idea.attachments.len() as i64;
    let message = |(index, attachment): (usize, &crate::ideas::Attachment)| {
        let place = [
            ("reference", Arg::Text(&reference)),
            ("number", Arg::Number(index as i64 + 1)),
            ("total", Arg::Number(total)),
        ];
        let caption = texts.with(locale, "card-attachment", &place);
        let name = attachment.name.as_ref().map(|name| Markup::plain(name.as_str())).unwrap_or_default();
        let typed = attachment.caption.as_ref().map(|typed| Markup::plain(typed.as_str())).unwrap_or_default();
        Message::with_file(Markup::join([&caption, &name, &typed], "\n"), attachment.clone())
    };
    idea.attachments.iter().enumerate().map(message).collect()
}
