//! One event: whom it is for, and what is done with it.

use super::reply::Reply;
use super::words::{self, Steer};
use super::{Button, Context, Effect, Event, EventKind, Place, Session, State, Unsupported};
use super::{asking, browsing, commands, form, privacy};
use crate::ideas::{Field, Private};
use crate::texts::{Arg, Locale, Markup};

/// The next session, and what is to happen. It never fails: whatever comes in, the chat goes on.
pub fn step(session: Session, event: &Event, context: &Context<'_>) -> (Session, Vec<Effect>) {
    let mut reply = Reply::new(context, &event.from, session);
    match &event.kind {
        EventKind::Text(text) => typed(&mut reply, text),
        EventKind::Edited(text) => edited(&mut reply, text),
        EventKind::Command(command) => {
            let cancels = commands::cancels(command);
            leave_side_questions(&mut reply, cancels);
            commands::run(&mut reply, command);
        }
        EventKind::Press(data) => press(&mut reply, data),
        EventKind::Contact { phone, own } => form::contact(&mut reply, phone, *own),
        EventKind::File { attachment, caption, album } => {
            form::file(&mut reply, attachment, caption.as_ref(), album.as_ref());
        }
        EventKind::Unsupported(kind) => unsupported(&mut reply, *kind),
        EventKind::InGroup => in_group(&mut reply),
        EventKind::Failed => {
            reply.say("failed");
            form::go_on(&mut reply);
        }
        EventKind::Reachable(_) => {}
    }
    if !matches!(event.kind, EventKind::File { .. } | EventKind::Reachable(_)) {
        reply.session.album = None;
    }
    let wants_keyboard =
        reply.session.form().is_some_and(|form| !form.cancelling && form.place.field() == Some(Field::Contact));
    reply.finish(wants_keyboard)
}

/// Text: a word for a button that was offered, something for the open form, or a question.
fn typed(reply: &mut Reply<'_>, text: &Private) {
    if let Some(data) = meant_button(&reply.session, text.as_str()) {
        return press(reply, &data);
    }
    leave_side_questions(reply, false);
    if reply.session.form().is_some() {
        return form::typed(reply, text);
    }
    if words::is_blank(text.as_str()) {
        let key = reply.vary("blank");
        return reply.say(&key);
    }
    match words::steer(text.as_str()) {
        Some(Steer::Stop) => form::cancel(reply),
        Some(Steer::Idea) => form::open(reply),
        Some(Steer::GoOn) if reply.session.paused.is_some() => form::resume(reply),
        _ => asking::ask(reply, text),
    }
}

/// What can be tapped can be typed: the button that the text names, by its label, its number, or yes and no.
fn meant_button(session: &Session, text: &str) -> Option<String> {
    let plain = words::plain(text);
    let offered = &session.offered;
    if plain.is_empty() || offered.is_empty() {
        return None;
    }
    if let Some(named) = offered.iter().find(|button| words::plain(&button.label) == plain) {
        return Some(named.data.clone());
    }
    if let Some(number) = plain.parse::<usize>().ok().filter(|number| (1..=offered.len()).contains(number)) {
        let listed: Vec<&Button> = offered.iter().filter(|button| is_listed(&button.data)).collect();
        return listed.get(number - 1).map(|button| button.data.clone());
    }
    let among =
        |data: &[&str]| offered.iter().find(|button| data.contains(&button.data.as_str())).map(|it| it.data.clone());
    match (words::steer(text)?, &session.state) {
        (Steer::Yes, State::Idle | State::Erasing) => among(&["ask:pass_on", "data:erase:yes"]),
        (Steer::No, State::Idle | State::Erasing) => among(&["ask:no", "data:erase:no", "topic:none"]),
        (Steer::GoOn | Steer::Yes, State::Offering) => among(&["idea:resume"]),
        (Steer::Again, State::Offering) => among(&["idea:restart"]),
        _ => None,
    }
}

/// Whether a button is one of a list, and not beside it.
fn is_listed(data: &str) -> bool {
    ["topic:show:", "topic:cat:", "idea:set:", "idea:edit:"].iter().any(|start| data.starts_with(start))
        && !data.ends_with(":typed")
}

/// A side question ('erase everything?', 'go on or begin again?') that is not answered is dropped.
fn leave_side_questions(reply: &mut Reply<'_>, cancels: bool) {
    if !cancels && matches!(reply.session.state, State::Erasing | State::Offering) {
        reply.session.state = State::Idle;
    }
}

fn press(reply: &mut Reply<'_>, data: &str) {
    if !data.starts_with("data:erase") && !data.starts_with("idea:") {
        leave_side_questions(reply, false);
    }
    let mut parts = data.splitn(4, ':');
    let next = |parts: &mut std::str::SplitN<'_, char>| parts.next().unwrap_or_default().to_owned();
    let (area, verb, first, second) = (next(&mut parts), next(&mut parts), next(&mut parts), next(&mut parts));
    match (area.as_str(), verb.as_str(), first.as_str(), second.as_str()) {
        ("topic", "show", id, "") => beside_form(reply, |reply| asking::show(reply, id)),
        ("topic", "none", ..) => beside_form(reply, asking::none_of_these),
        ("topic", "all", "", "") => beside_form(reply, browsing::categories),
        ("topic", "cat", id, page) => {
            let page = page.parse().unwrap_or_default();
            beside_form(reply, |reply| browsing::category(reply, id, page));
        }
        ("ask", "pass_on", ..) => beside_form(reply, asking::pass_on),
        ("ask", "no", "", "") => beside_form(reply, asking::rather_not),
        ("lang", "set", code, "") => match Locale::ALL.into_iter().find(|locale| locale.code() == code) {
            Some(locale) => beside_form(reply, |reply| commands::set_language(reply, locale)),
            None => form::old_button(reply),
        },
        ("data", "erase", "yes", "") => privacy::erase(reply),
        ("data", "erase", "no", "") => privacy::keep(reply),
        ("idea", "start", "", "") => form::open(reply),
        ("idea", "restart", "", "") => restart(reply),
        ("idea", "resume", "", "") => form::resume(reply),
        ("idea", "later", "", "") => form::later(reply),
        ("idea", "consent", "yes", "") => form::consent(reply),
        ("idea", "consent", "no", "") => form::refuse(reply),
        ("idea", "set", field, value) => form::set(reply, field, value),
        ("idea", "skip", ..) => form::skip(reply),
        ("idea", "back", ..) => form::back(reply),
        ("idea", "edit", "", "") => form::edit(reply, None),
        ("idea", "edit", field, _) => form::edit(reply, Some(field)),
        ("idea", "done", ..) => form::files_done(reply),
        ("idea", "send", ..) => form::send(reply),
        ("idea", "cancel", "yes", "") => form::throw_away(reply),
        ("idea", "cancel", ..) => form::cancel(reply),
        _ => form::old_button(reply),
    }
}

/// Something beside the form: after it the form goes on.
fn beside_form(reply: &mut Reply<'_>, something: impl FnOnce(&mut Reply<'_>)) {
    something(reply);
    form::go_on(reply);
}

/// 'Begin again' throws a draft away only where the person was just told that there is one.
fn restart(reply: &mut Reply<'_>) {
    if matches!(reply.session.state, State::Offering) { form::begin(reply) } else { form::open(reply) }
}

/// A message that was changed after it was sent.
fn edited(reply: &mut Reply<'_>, text: &Private) {
    leave_side_questions(reply, false);
    match reply.session.form().map(|form| form.place) {
        Some(Place::Asking(Field::Consent)) => form::typed(reply, text),
        Some(_) => {
            let lead_in = reply.text("edited-in-form");
            form::ask(reply, Some(&lead_in));
        }
        None if words::is_blank(text.as_str()) => {}
        None => asking::ask(reply, text),
    }
}

fn unsupported(reply: &mut Reply<'_>, kind: Unsupported) {
    leave_side_questions(reply, false);
    let key = match kind {
        Unsupported::Sticker => "cannot-read-sticker",
        Unsupported::Voice => "cannot-read-voice",
        Unsupported::Video => "cannot-read-video",
        Unsupported::Location => "cannot-read-location",
        Unsupported::Poll => "cannot-read-poll",
        Unsupported::Other => "cannot-read-other",
    };
    if reply.session.form().is_some() {
        let lead_in = reply.text(key);
        return form::ask(reply, Some(&lead_in));
    }
    let text = reply.text(key);
    let rows = vec![vec![asking::browse_button(reply), asking::idea_button(reply)]];
    reply.tell(text, rows);
}

fn in_group(reply: &mut Reply<'_>) {
    let address = format!("https://t.me/{}", reply.context.bot_username);
    let link = Markup::link(&address, &format!("@{}", reply.context.bot_username));
    let text = reply.fill("in-group", &[("bot", Arg::Markup(&link))]);
    reply.tell(text, Vec::new());
}
