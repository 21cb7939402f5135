//! What people see of what is kept of them: their ideas and questions, and all other data.

use super::fields;
use super::reply::Reply;
use super::{Button, OwnLead, State, asking};
use crate::ideas::{Draft, Field, Lead, Status};
use crate::texts::{Arg, Markup, field_key, moment, shorten};

/// Leads that are listed at most; the programme manager has them all.
const LISTED: usize = 10;

/// The ideas and questions that this person sent, the newest first.
pub(super) fn list(reply: &mut Reply<'_>) {
    let leads = reply.context.leads;
    if leads.is_empty() {
        let rows = vec![vec![asking::idea_button(reply)]];
        let text = reply.text("own-none");
        return reply.tell(text, rows);
    }
    let mut parts = vec![reply.text("own-heading")];
    parts.extend(leads.iter().take(LISTED).map(|own| lead(reply, own)));
    if leads.len() > LISTED {
        let more = (leads.len() - LISTED) as i64;
        parts.push(reply.fill("own-more", &[("count", Arg::Number(more))]));
    }
    let ideas = leads.iter().take(LISTED).filter_map(|own| match &own.lead {
        Lead::Idea(idea) if own.status != Status::Withdrawn => Some(idea),
        _ => None,
    });
    let rows: Vec<Vec<Button>> = ideas
        .map(|idea| {
            let label = format!("{} · {}", idea.reference, shorten(idea.title.as_str(), 30));
            vec![Button::new(label, format!("own:open:{}", idea.reference))]
        })
        .collect();
    if !rows.is_empty() {
        parts.push(reply.text("own-change"));
    }
    reply.tell(Markup::join(&parts, "\n\n"), rows);
}

pub(super) fn lead(reply: &Reply<'_>, own: &OwnLead) -> Markup {
    let reference = own.lead.reference().to_string();
    let what = match &own.lead {
        Lead::Idea(idea) => idea.title.as_str().to_owned(),
        Lead::Question(question) => shorten(question.question.as_str(), 120),
    };
    let when = moment(reply.locale, own.lead.submitted());
    let status = match own.delivered {
        Some(delivered) if own.status == Status::New => {
            let delivered = moment(reply.locale, delivered);
            reply.fill("own-delivered", &[("when", Arg::Text(&delivered))])
        }
        None if own.status == Status::New => reply.text("own-undelivered"),
        _ if own.status == Status::Talked && matches!(own.lead, Lead::Question(_)) => reply.text("status-answered"),
        _ => reply.text(status_key(own.status)),
    };
    reply.fill(
        match own.lead {
            Lead::Idea(_) => "own-idea",
            Lead::Question(_) => "own-question",
        },
        &[
            ("reference", Arg::Text(&reference)),
            ("what", Arg::Text(&what)),
            ("when", Arg::Text(&when)),
            ("status", Arg::Markup(&status)),
        ],
    )
}

fn status_key(status: Status) -> &'static str {
    match status {
        Status::New => "status-new",
        Status::InProgress => "status-in-progress",
        Status::Talked => "status-talked",
        Status::Supported => "status-supported",
        Status::NotFitting => "status-not-fitting",
        Status::Referred => "status-referred",
        Status::Withdrawn => "status-withdrawn",
    }
}

/// All that is kept of this person, in words.
pub(super) fn data(reply: &mut Reply<'_>) {
    let name = reply.person.name.as_str();
    let username = match &reply.person.username {
        Some(username) => Markup::plain(&format!("@{}", username.as_str())),
        None => reply.text("value-none"),
    };
    let language = reply.text("language-name");
    let mut parts = vec![
        reply.text("data-heading"),
        reply.fill(
            "data-telegram",
            &[
                ("name", Arg::Text(name)),
                ("username", Arg::Markup(&username)),
                ("number", Arg::Text(&reply.person.user.to_string())),
                ("language", Arg::Markup(&language)),
            ],
        ),
    ];
    if !reply.session.asked.is_empty() {
        let asked = &reply.session.asked;
        let lines: Vec<Markup> =
            asked.iter().map(|asked| Markup::plain(&format!("– {}", shorten(asked.question.as_str(), 200)))).collect();
        let list = Markup::join(&lines, "\n");
        let count = Arg::Number(asked.len() as i64);
        parts.push(reply.fill("data-questions", &[("count", count), ("questions", Arg::Markup(&list))]));
    }
    let open = match &reply.session.state {
        State::Form(form) => Some(form),
        _ => reply.session.paused.as_ref(),
    };
    if let Some(form) = open {
        let fields = filled(reply, &form.draft);
        parts.push(reply.fill("data-draft", &[("fields", Arg::Markup(&fields))]));
    }
    for own in reply.context.leads {
        parts.push(lead(reply, own));
        if let Lead::Idea(idea) = &own.lead {
            let draft = Draft::from(idea.as_ref().clone());
            parts.push(filled(reply, &draft));
        }
    }
    if reply.context.leads.is_empty() {
        parts.push(reply.text("data-no-leads"));
    }
    parts.push(reply.text("data-foot"));
    reply.tell(Markup::join(&parts, "\n\n"), Vec::new());
}

/// Every field that holds something, a line each. That they agreed goes without saying.
pub(super) fn filled(reply: &Reply<'_>, draft: &Draft) -> Markup {
    let lines: Vec<Markup> = Field::ALL
        .into_iter()
        .filter(|field| *field != Field::Consent)
        .filter_map(|field| {
            let value = fields::shown(reply.context.texts, reply.locale, draft, field)?;
            let label = reply.text(field_key(field));
            Some(reply.fill("summary-line", &[("label", Arg::Markup(&label)), ("value", Arg::Markup(&value))]))
        })
        .collect();
    Markup::join(&lines, "\n")
}
