//! Erasing what is kept of somebody, after they said so twice.

use super::reply::Reply;
use super::{Effect, Session, State, desk, form};

/// Asks whether they are sure. A draft is put aside meanwhile, so that 'no' costs nothing.
pub(super) fn ask(reply: &mut Reply<'_>) {
    form::put_aside(reply);
    reply.session.state = State::Erasing;
    let rows = vec![vec![reply.button("button-erase", "data:erase:yes"), reply.button("button-keep", "data:erase:no")]];
    let text = reply.text(if reply.context.leads.is_empty() { "erase-ask" } else { "erase-ask-leads" });
    reply.tell(text, rows);
}

/// Erases everything, if that was what the last question was about.
pub(super) fn erase(reply: &mut Reply<'_>) {
    if reply.session.state != State::Erasing {
        return ask(reply);
    }
    let references: Vec<String> = reply.context.leads.iter().map(|own| own.lead.reference().to_string()).collect();
    let notice = if references.is_empty() { Vec::new() } else { desk::card::erased(reply.context.texts, &references) };
    let keyboard = reply.session.keyboard;
    reply.session = Session { keyboard, ..Session::default() };
    reply.cause(Effect::Erase { notice });
    reply.say(if references.is_empty() { "erased" } else { "erased-leads" });
}

/// Leaves everything as it is.
pub(super) fn keep(reply: &mut Reply<'_>) {
    if reply.session.state == State::Erasing {
        reply.session.state = State::Idle;
    }
    if matches!(reply.session.state, State::Form(_)) {
        reply.say("erase-kept");
        return form::go_on(reply);
    }
    let rows = match reply.session.paused {
        Some(_) => vec![vec![reply.button("button-resume", "idea:resume")]],
        None => Vec::new(),
    };
    let text = reply.text("erase-kept");
    reply.tell(text, rows);
}
