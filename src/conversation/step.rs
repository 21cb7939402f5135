//! One event: whom it is for, and what is done with it.

use super::reply::Reply;
use super::words::{self, Steer};
use super::{Context, Effect, Event, EventKind, Place, Session, State, Unsupported};
use super::{about, asking, browsing, commands, desk, dialogue, feedback, form, own, privacy};
use crate::ideas::{AttachmentKind, Field, Private};
use crate::texts::{Arg, Locale, Markup};

/// The next session, and what is to happen. It never fails: whatever comes in, the chat goes on.
pub fn step(session: Session, event: &Event, context: &Context<'_>) -> (Session, Vec<Effect>) {
    let mut reply = Reply::new(context, event, session);
    if desk::pairing::takes(&mut reply, event) || desk::takes(&mut reply, event) {
        return reply.finish(false);
    }
    if let Some(group) = event.spot.group.as_ref().filter(|_| event.kind != EventKind::Failed) {
        if group.addressed {
            in_group(&mut reply);
        }
        return reply.leave();
    }
    if dialogue::takes(&mut reply, event) {
        reply.session.missing = None;
        // A form that is open, and the keyboard that goes with it, stay as they are.
        return if reply.session.form().is_some() { reply.leave() } else { reply.finish(false) };
    }
    if about::takes(&mut reply, event) {
        reply.session.missing = None;
        return reply.finish(false);
    }
    let missing = match &event.kind {
        // What is not read is no reply to the question what was missing.
        EventKind::Unsupported(_) | EventKind::Reachable(_) | EventKind::Failed => None,
        _ => reply.session.missing.take(),
    };
    match &event.kind {
        EventKind::Text(text) => typed(&mut reply, text, missing),
        EventKind::Edited(text) => edited(&mut reply, text),
        EventKind::EditedFile { .. } => {}
        EventKind::Command(command) => {
            reply.session.about = None;
            let cancels = commands::cancels(command);
            leave_side_questions(&mut reply, cancels);
            commands::run(&mut reply, command);
        }
        EventKind::Press(data) => press(&mut reply, data),
        EventKind::Contact { phone, own } => form::contact(&mut reply, phone, *own),
        EventKind::File { attachment, .. } if attachment.kind == AttachmentKind::Voice => {
            unsupported(&mut reply, Unsupported::Voice);
        }
        EventKind::File { attachment, caption, album } => {
            form::file(&mut reply, attachment, caption.as_ref(), album.as_ref());
        }
        EventKind::Unsupported(kind) => unsupported(&mut reply, *kind),
        EventKind::Failed => {
            reply.say("failed");
            form::go_on(&mut reply);
        }
        EventKind::Reachable(_) => {}
    }
    if !matches!(event.kind, EventKind::File { .. } | EventKind::EditedFile { .. } | EventKind::Reachable(_)) {
        reply.session.album = None;
    }
    let wants_keyboard = reply.session.form().is_some_and(|form| form.place.field() == Some(Field::Contact));
    reply.finish(wants_keyboard)
}

/// Text: a word for a button that was offered, something for the open form, or a question.
fn typed(reply: &mut Reply<'_>, text: &Private, missing: Option<i64>) {
    if words::is_blank(text.as_str()) {
        reply.session.missing = missing;
        return blank(reply);
    }
    let thumb = feedback::thumb(&reply.session.offered, text.as_str());
    if let Some(data) = thumb.or_else(|| meant_button(&reply.session, text.as_str())) {
        return press(reply, &data);
    }
    let erasing = reply.session.state == State::Erasing;
    leave_side_questions(reply, false);
    if reply.session.form().is_some() {
        return form::typed(reply, text);
    }
    if let Some(locale) = words::language(text.as_str()) {
        return commands::set_language(reply, locale);
    }
    match words::steer(text.as_str()) {
        Some(Steer::Stop) => form::cancel(reply),
        Some(Steer::Idea) => form::open(reply),
        Some(Steer::MyIdeas) => own::list(reply),
        Some(Steer::Erase) => privacy::ask(reply),
        Some(Steer::GoOn) if reply.session.paused.is_some() => form::resume(reply),
        Some(Steer::No) if missing.is_some() => asking::rather_not(reply),
        _ => match missing {
            Some(number) => feedback::missed(reply, text, number),
            None => {
                asking::ask(reply, text);
                if erasing {
                    // A 'yes' would be for something else now.
                    reply.say("erase-left");
                }
            }
        },
    }
}

/// A message with nothing to read in it.
fn blank(reply: &mut Reply<'_>) {
    let in_form = reply.session.form().is_some();
    let key = reply.vary(if in_form { "wrong-empty" } else { "blank" });
    let text = reply.text(&key);
    if in_form { form::insist(reply, text) } else { reply.tell(text, Vec::new()) }
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
        // Of two lists, the number belongs to the one that was shown last.
        let listed = || offered.iter().filter(|button| is_listed(&button.data));
        let area = listed().next_back()?.data.split(':').next()?;
        let mut last = listed().filter(|button| button.data.split(':').next() == Some(area));
        return last.nth(number - 1).map(|button| button.data.clone());
    }
    let among = |starts: &[&str]| {
        offered
            .iter()
            .find(|button| starts.iter().any(|start| button.data.starts_with(start)))
            .map(|it| it.data.clone())
    };
    // The question that was just offered to be passed on, with all that is sent along.
    let offer = || {
        let open = |number: i64| {
            session.asked.iter().any(|asked| asked.number == number && asked.told && asked.reference.is_none())
        };
        let data = among(&["ask:pass_on:"])?;
        data.rsplit(':').next()?.parse().ok().filter(|number| open(*number)).map(|_| data)
    };
    match (words::steer(text)?, &session.state) {
        (Steer::Yes, State::Idle | State::Erasing) => among(&["ask:pass_on", "data:erase:yes"]),
        (Steer::No, State::Idle | State::Erasing) => {
            among(&["ask:no", "data:erase:no", "topic:none"]).or_else(|| offer().map(|_| "ask:no".to_owned()))
        }
        // 'Yes' is no name and no title, so in the form it answers the offer made just before.
        (Steer::Yes, State::Form(form)) if form.wants_typing() => offer(),
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
    if let Some(("own", rest)) = data.split_once(':') {
        let (verb, rest) = rest.split_once(':').unwrap_or((rest, ""));
        return about::press(reply, verb, rest);
    }
    reply.session.about = None;
    let mut parts = data.splitn(4, ':');
    let next = |parts: &mut std::str::SplitN<'_, char>| parts.next().unwrap_or_default().to_owned();
    let (area, verb, first, second) = (next(&mut parts), next(&mut parts), next(&mut parts), next(&mut parts));
    match (area.as_str(), verb.as_str(), first.as_str(), second.as_str()) {
        ("topic", "show", id, "") => beside_form(reply, |reply| asking::show(reply, id)),
        ("topic", "none", number, "") => beside_form(reply, |reply| asking::none_of_these(reply, number.parse().ok())),
        ("topic", "all", "", "") => beside_form(reply, browsing::categories),
        ("topic", "cat", id, page) => {
            let page = page.parse().unwrap_or_default();
            beside_form(reply, |reply| browsing::category(reply, id, page));
        }
        ("ask", "pass_on", number, "") => beside_form(reply, |reply| asking::pass_on(reply, number.parse().ok())),
        ("ask", "manager", number, reference) => {
            let number = number.parse().ok();
            beside_form(reply, |reply| dialogue::after_all(reply, number, reference));
        }
        ("ask", "instead", number, "") => beside_form(reply, |reply| asking::instead(reply, number.parse().ok())),
        ("feedback", "yes", topic, number) => feedback::rate(reply, true, topic, number),
        ("feedback", "no", topic, number) => feedback::rate(reply, false, topic, number),
        ("ask", "no", "", "") => beside_form(reply, asking::rather_not),
        ("lang", "set", code, "") => match Locale::ALL.into_iter().find(|locale| locale.code() == code) {
            Some(locale) => beside_form(reply, |reply| commands::set_language(reply, locale)),
            None => form::old_button(reply),
        },
        ("data", "erase", "yes", "") => privacy::erase(reply),
        ("data", "erase", "no", "") => privacy::keep(reply),
        ("idea", "start", "", "") => form::open(reply),
        ("idea", "restart", "", "") => form::restart(reply),
        ("idea", "resume", "", "") => form::resume(reply),
        ("idea", "later", "", "") => form::later(reply),
        ("idea", "consent", "yes", "") => form::consent(reply),
        ("idea", "consent", "no", "") => form::refuse(reply),
        ("idea", "set", field, value) => form::set(reply, field, value),
        ("idea", "skip", "", "") => form::skip(reply, None),
        ("idea", "skip", field, "") => form::skip(reply, Some(field)),
        ("idea", "keep", field, "") => form::keep(reply, field),
        ("idea", "back", ..) => form::back(reply),
        ("idea", "edit", "", "") => form::edit(reply, None),
        ("idea", "edit", field, _) => form::edit(reply, Some(field)),
        ("idea", "done", ..) => form::files_done(reply),
        ("idea", "send", "", "") => form::send(reply, None),
        ("idea", "send", number, "") => match number.parse() {
            Ok(number) => form::send(reply, Some(number)),
            Err(_) => form::old_button(reply),
        },
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

/// A message that was changed after it was sent.
fn edited(reply: &mut Reply<'_>, text: &Private) {
    leave_side_questions(reply, false);
    match reply.session.form().map(|form| form.place) {
        Some(Place::Asking(Field::Consent)) => form::typed(reply, text),
        Some(_) => {
            let key = reply.vary("edited-in-form");
            let text = reply.text(&key);
            form::insist(reply, text);
        }
        None if words::is_blank(text.as_str()) => blank(reply),
        None => asking::ask(reply, text),
    }
}

fn unsupported(reply: &mut Reply<'_>, kind: Unsupported) {
    leave_side_questions(reply, false);
    let key = reply.vary(match kind {
        Unsupported::Sticker => "cannot-read-sticker",
        Unsupported::Voice => "cannot-read-voice",
        Unsupported::Video => "cannot-read-video",
        Unsupported::Location => "cannot-read-location",
        Unsupported::Poll => "cannot-read-poll",
        Unsupported::Other => "cannot-read-other",
    });
    let text = reply.text(&key);
    if reply.session.form().is_some() {
        return form::ask(reply, Some(&text));
    }
    let rows = asking::ways_on(reply);
    reply.tell(text, rows);
}

/// The way to the private chat; what was going on there is left alone. In a manager's group, what can be done there.
fn in_group(reply: &mut Reply<'_>) {
    if reply.context.desk.is_some() {
        return desk::help(reply);
    }
    let address = format!("https://t.me/{}", reply.context.bot_username);
    let link = Markup::link(&address, &format!("@{}", reply.context.bot_username));
    let text = reply.fill("in-group", &[("bot", Arg::Markup(&link))]);
    reply.tell(text, Vec::new());
}
