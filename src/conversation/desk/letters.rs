//! Letters: what a programme manager replies goes to the person, and what the person replies comes back.
//!
//! Invariant: a letter goes to the person of the lead that the replied-to message belongs to, and to nobody else; what is
//! changed after it was sent is changed on the other side.

use super::super::reply::Reply;
use super::super::{Choices, Effect, Event, EventKind, Message, ToPerson};
use super::{DeskLead, answer, called};
use crate::ideas::{Attachment, Deed, Entry, Lead, Private, Status, lesson};
use crate::texts::{Arg, Locale, Markup, Texts};

/// What is passed on: words, or a file with words under it.
#[derive(Clone, Copy)]
pub(in crate::conversation) enum Content<'a> {
    Words(&'a Private),
    File(&'a Attachment, Option<&'a Private>),
}

impl<'a> Content<'a> {
    /// What an event holds that can be passed on.
    pub(in crate::conversation) fn of(kind: &'a EventKind) -> Option<Self> {
        match kind {
            EventKind::Text(text) | EventKind::Edited(text) => Some(Self::Words(text)),
            EventKind::File { attachment, caption, .. } | EventKind::EditedFile { attachment, caption } => {
                Some(Self::File(attachment, caption.as_ref()))
            }
            _ => None,
        }
    }

    /// As a message under this heading and above this foot.
    pub(in crate::conversation) fn message(self, heading: Markup, foot: Option<Markup>) -> Message {
        let typed = match self {
            Self::Words(text) | Self::File(_, Some(text)) => Markup::plain(text.as_str()),
            Self::File(_, None) => Markup::default(),
        };
        let parts = [Some(heading), Some(typed), foot].into_iter().flatten();
        let text = Markup::join(&parts.filter(|part| !part.as_html().is_empty()).collect::<Vec<_>>(), "\n\n");
        match self {
            Self::Words(_) => Message::text(text),
            Self::File(file, _) => Message::with_file(text, Attachment { caption: None, ..file.clone() }),
        }
    }
}

/// The letter as the person gets it.
fn letter(texts: &Texts, lead: &DeskLead, content: Content<'_>) -> Message {
    let locale: Locale = lead.locale;
    let key = match lead.lead {
        Lead::Idea(_) => "letter-idea",
        Lead::Question(_) => "letter-question",
    };
    let question = match &lead.lead {
        Lead::Question(question) => crate::texts::shorten(question.question.as_str(), 200),
        Lead::Idea(_) => String::new(),
    };
    let args = [("lead", Arg::Markup(&called(lead))), ("question", Arg::Text(&question))];
    content.message(texts.with(locale, key, &args), Some(texts.get(locale, "letter-foot")))
}

/// A reply to something about a lead: it goes to the person.
pub(super) fn write(reply: &mut Reply<'_>, event: &Event) {
    let Some(lead) = reply.context.desk.and_then(|desk| desk.lead.as_ref()) else { return super::unknown(reply) };
    let reference = lead.reference();
    let Some(content) = Content::of(&event.kind) else {
        let text = answer(reply, event, "desk-cannot-pass-on", &[]);
        return reply.about(reference, text);
    };
    let person = lead.lead.from().chat;
    let theirs = reply.context.earlier.and_then(|earlier| earlier.source).filter(|(chat, _)| *chat == person);
    let message = letter(reply.context.texts, lead, content).in_reply_to(theirs.map(|(_, message)| message));
    // 'Tom B.' brings the full stop of the sentence along.
    let name = lead.name().trim_end_matches('.');
    let mut delivered = answer(reply, event, "desk-delivered", &[("name", Arg::Text(name))]);
    if matches!(lead.lead, Lead::Question(_)) && lesson(&lead.history).is_none() {
        let learn = super::teaching::button(reply.label("desk-button-learn"), reference);
        delivered.choices = Choices::Buttons(vec![vec![learn]]);
    }
    let refusal = Some(refusal(reply, event, lead));
    let letter = ToPerson { reference, chat: person, message, receipt: Some(delivered), refusal, passes_on: true };
    reply.cause(Effect::TellPerson(Box::new(letter)));
    // A question that has its answer is done with.
    let answered = matches!(lead.lead, Lead::Question(_)) && lead.next().contains(&Status::Talked);
    let by = super::statuses::by(event);
    let at = reply.context.now;
    let wrote = Entry { at, by: by.clone(), what: Deed::Wrote };
    reply.cause(Effect::Change { reference, lead: None, status: None, entry: wrote });
    if answered {
        let entry = Entry { at, by, what: Deed::Status { to: Status::Talked } };
        reply.cause(Effect::Change { reference, lead: None, status: Some(Status::Talked), entry });
    }
}

/// A letter was changed after it was sent, or the sentence that went with a status. `false` leaves it to the conversation.
pub(super) fn rewritten(reply: &mut Reply<'_>, event: &Event) -> bool {
    if reply.context.earlier.is_none() {
        // What went to nobody is nobody's business when it changes, and no new question either.
        return reply.session.form().is_none();
    }
    let Some(lead) = reply.context.desk.and_then(|desk| desk.lead.as_ref()) else {
        super::unknown(reply);
        return true;
    };
    if super::statuses::reworded(reply, event, lead) {
        return true;
    }
    if let Some(content) = Content::of(&event.kind) {
        reply.cause(Effect::Follow { message: letter(reply.context.texts, lead, content) });
    }
    true
}

/// What the manager reads when the person cannot be reached.
pub(super) fn refusal(reply: &Reply<'_>, event: &Event, lead: &DeskLead) -> Message {
    let reach = super::card::reach(reply.context.texts, reply.locale, lead);
    answer(reply, event, "desk-undelivered", &[("name", Arg::Text(lead.name())), ("reach", Arg::Markup(&reach))])
}
