//! The idea form: one question at a time, back and forth, put aside or thrown away, until it is sent.
//!
//! Invariant: nothing that was filled in is lost without the person saying so, and a form is sent at most once.

pub(super) mod answers;
mod files;
mod prompts;
mod summary;
mod typed;

use serde::{Deserialize, Serialize};

use super::reply::Reply;
use super::{Button, State};
use crate::ideas::{Draft, Field, Private};
use crate::texts::{Arg, Markup, shorten};

pub(super) use answers::{keep, set, skip};
pub(super) use files::{contact, file, files_done};
pub(super) use prompts::{ask, go_on, insist};
pub(super) use summary::{edit, send};
pub(super) use typed::typed;

/// An idea that is being filled in, and where in the form the person is.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Form {
    /// Its own number in this chat, by which the buttons of an earlier form are told apart.
    pub number: i64,
    pub draft: Draft,
    pub place: Place,
    /// The question is whether to throw it away.
    pub cancelling: bool,
    /// Text that was taken for a question; it is still the answer if they say so.
    pub typed: Option<Private>,
}

/// Where in the form the person is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// This field is asked, and after it the next.
    Asking(Field),
    /// This field is changed, and after it the summary comes back.
    Changing(Field),
    /// Everything is shown, to be sent.
    Summary,
    /// The question is which field to change.
    Choosing,
}

impl Default for Place {
    fn default() -> Self {
        Self::Asking(Field::Consent)
    }
}

impl Place {
    /// The field that is asked for now.
    pub(super) fn field(self) -> Option<Field> {
        match self {
            Self::Asking(field) | Self::Changing(field) => Some(field),
            Self::Summary | Self::Choosing => None,
        }
    }
}

impl Form {
    /// Whether anything besides the consent was filled in.
    fn is_begun(&self) -> bool {
        Field::ALL.into_iter().any(|field| field != Field::Consent && self.draft.has(field))
    }

    /// Whether what it waits for is typed in the person's own words.
    pub(super) fn wants_typing(&self) -> bool {
        !self.cancelling && self.place.field().is_some_and(|field| field.length().is_some())
    }

    /// How many fields besides the consent hold something.
    fn filled(&self) -> usize {
        Field::ALL.into_iter().filter(|field| *field != Field::Consent && self.draft.has(*field)).count()
    }
}

/// `/idee`: begins a form, or offers to go on with the one there is.
pub(super) fn open(reply: &mut Reply<'_>) {
    put_aside(reply);
    match &reply.session.paused {
        Some(form) if form.is_begun() => {
            let title = form.draft.title.as_ref().map(|title| shorten(title.as_str(), 80));
            let filled = form.filled() as i64;
            let text = match &title {
                Some(title) => {
                    reply.fill("form-offer-title", &[("title", Arg::Text(title)), ("count", Arg::Number(filled))])
                }
                None => reply.fill("form-offer", &[("count", Arg::Number(filled))]),
            };
            reply.session.state = State::Offering;
            let rows = vec![vec![
                reply.button("button-resume", "idea:resume"),
                reply.button("button-restart", "idea:restart"),
            ]];
            reply.tell(text, rows);
        }
        _ => begin(reply, None),
    }
}

/// A new form; what was put aside makes room.
pub(super) fn begin(reply: &mut Reply<'_>, lead_in: Option<&Markup>) {
    let number = reply.session.number(reply.context.now);
    reply.session.paused = None;
    reply.session.state = State::Form(Box::new(Form { number, ..Form::default() }));
    ask(reply, lead_in);
}

/// Goes on with the form where it was left.
pub(super) fn resume(reply: &mut Reply<'_>) {
    if reply.session.form().is_none()
        && let Some(form) = reply.session.paused.take()
    {
        reply.session.state = State::Form(form);
    }
    let Some(form) = reply.session.form_mut() else { return old_button(reply) };
    form.cancelling = false;
    let lead_in = reply.text("form-resumed");
    ask(reply, Some(&lead_in));
}

/// Begins again, and throws away what there was only where the person was just told that there is something.
pub(super) fn restart(reply: &mut Reply<'_>) {
    if reply.session.state != State::Offering {
        return open(reply);
    }
    let lead_in = reply.text("form-restarted");
    begin(reply, Some(&lead_in));
}

/// Puts an open form aside without a word; one in which nothing stands is let go.
pub(super) fn put_aside(reply: &mut Reply<'_>) {
    if let State::Form(mut form) = std::mem::take(&mut reply.session.state)
        && form.is_begun()
    {
        form.cancelling = false;
        form.typed = None;
        reply.session.paused = Some(form);
    }
}

/// The person agrees that the answers go to the programme manager.
pub(super) fn consent(reply: &mut Reply<'_>) {
    let now = reply.context.now;
    let Some(form) = reply.session.form_mut() else { return old_button(reply) };
    if form.draft.consent.is_none() {
        form.draft.consent = Some(now);
        form.place = Place::Asking(Field::Name);
        form.cancelling = false;
        return ask(reply, None);
    }
    go_on(reply);
}

/// They would rather not: nothing is kept.
pub(super) fn refuse(reply: &mut Reply<'_>) {
    match reply.session.form() {
        Some(form) if form.draft.consent.is_none() => {
            reply.session.state = State::Idle;
            let rows = vec![vec![super::asking::browse_button(reply)]];
            let text = reply.text("form-refused");
            reply.tell(text, rows);
        }
        Some(_) => go_on(reply),
        None => old_button(reply),
    }
}

/// One question back.
pub(super) fn back(reply: &mut Reply<'_>) {
    let Some(form) = reply.session.form_mut() else { return old_button(reply) };
    if form.cancelling {
        form.cancelling = false;
        return ask(reply, None);
    }
    form.typed = None;
    form.place = match form.place {
        Place::Asking(Field::Consent | Field::Name) => {
            let key = reply.vary("form-first-question");
            let text = reply.text(&key);
            return insist(reply, text);
        }
        Place::Asking(field) => Place::Asking(before(field)),
        Place::Changing(_) | Place::Choosing => Place::Summary,
        Place::Summary => Place::Asking(Field::Attachments),
    };
    ask(reply, None);
}

/// `/annuleer` and its buttons: asks first when something would be lost, and takes a second time for a yes.
pub(super) fn cancel(reply: &mut Reply<'_>) {
    match &mut reply.session.state {
        State::Form(form) if form.is_begun() && !form.cancelling => {
            form.cancelling = true;
            ask(reply, None);
        }
        State::Form(form) if form.is_begun() => throw_away(reply),
        State::Form(_) => {
            reply.session.state = State::Idle;
            let rows = super::asking::ways_on(reply);
            let text = reply.text("form-stopped");
            reply.tell(text, rows);
        }
        State::Erasing => super::privacy::keep(reply),
        State::Idle | State::Offering => {
            reply.session.state = State::Idle;
            let paused = reply.session.paused.is_some();
            let key = reply.vary(if paused { "cancel-paused" } else { "cancel-nothing" });
            let text = reply.text(&key);
            let rows = if paused {
                vec![vec![
                    reply.button("button-resume", "idea:resume"),
                    reply.button("button-discard", "idea:cancel:yes"),
                ]]
            } else {
                vec![vec![super::asking::browse_button(reply), super::asking::idea_button(reply)]]
            };
            reply.tell(text, rows);
        }
    }
}

/// Throws the form away, open or put aside, if that was just asked. An old button only asks.
pub(super) fn throw_away(reply: &mut Reply<'_>) {
    let asked = match &reply.session.state {
        State::Form(form) => form.cancelling || !form.is_begun(),
        _ => reply.session.offered.iter().any(|button| button.data == "idea:cancel:yes"),
    };
    if !asked {
        return cancel(reply);
    }
    let had = match std::mem::take(&mut reply.session.state) {
        State::Form(_) => true,
        _ => reply.session.paused.take().is_some(),
    };
    if !had {
        return cancel(reply);
    }
    let rows = super::asking::ways_on(reply);
    let text = reply.text("form-thrown-away");
    reply.tell(text, rows);
}

/// Keeps the form for another day.
pub(super) fn later(reply: &mut Reply<'_>) {
    if reply.session.form().is_none() {
        return old_button(reply);
    }
    put_aside(reply);
    if reply.session.paused.is_none() {
        return cancel(reply);
    }
    let rows = vec![vec![reply.button("button-resume", "idea:resume")]];
    let text = reply.text("form-put-aside");
    reply.tell(text, rows);
}

/// A button of a form that is not there any more.
pub(super) fn old_button(reply: &mut Reply<'_>) {
    let rows: Vec<Vec<Button>> = match (&reply.session.state, &reply.session.paused) {
        (State::Form(_), _) => Vec::new(),
        (_, Some(_)) => vec![vec![reply.button("button-resume", "idea:resume")]],
        _ => vec![vec![super::asking::browse_button(reply), super::asking::idea_button(reply)]],
    };
    let key = reply.vary("button-old");
    let text = reply.text(&key);
    reply.tell(text, rows);
    go_on(reply);
}

/// The field that was filled in now comes with what is next: the summary, or the next question.
fn advance(reply: &mut Reply<'_>, lead_in: Option<&Markup>) {
    if let Some(form) = reply.session.form_mut() {
        form.typed = None;
        form.cancelling = false;
        form.place = match form.place {
            Place::Asking(field) => after(field).map_or(Place::Summary, Place::Asking),
            Place::Changing(_) | Place::Summary | Place::Choosing => Place::Summary,
        };
    }
    ask(reply, lead_in);
}

fn before(field: Field) -> Field {
    Field::ALL.into_iter().rev().find(|other| *other < field).unwrap_or(field)
}

fn after(field: Field) -> Option<Field> {
    Field::ALL.into_iter().find(|other| *other > field)
}
