//! Looking through the topics by category.
//!
//! Invariant: a list never has more buttons than people can oversee; longer shelves have pages.

use super::Button;
use super::asking::{browse_button, topic_button};
use super::reply::Reply;
use crate::knowledge::TopicId;
use crate::texts::Arg;

/// Topics on one page.
const PAGE: usize = 10;

/// The categories, or the topics at once when there is only one.
pub(super) fn categories(reply: &mut Reply<'_>) {
    let knowledge = reply.context.knowledge;
    if let [only] = knowledge.categories.as_slice() {
        return category(reply, only.id.as_str(), 0);
    }
    let language = reply.locale.language();
    let rows = knowledge
        .categories
        .iter()
        .filter(|category| knowledge.in_category(&category.id).next().is_some())
        .map(|category| vec![Button::new(category.title.get(language).clone(), format!("topic:cat:{}", category.id))])
        .collect();
    let key = reply.vary("browse");
    let text = reply.text(&key);
    reply.tell(text, rows);
}

/// One page of the topics of a category.
pub(super) fn category(reply: &mut Reply<'_>, id: &str, page: usize) {
    let knowledge = reply.context.knowledge;
    let found = TopicId::parse(id).ok().and_then(|id| knowledge.categories.iter().find(|category| category.id == id));
    let Some(category) = found else {
        let key = reply.vary("topic-gone");
        let text = reply.text(&key);
        let rows = vec![vec![browse_button(reply)]];
        return reply.tell(text, rows);
    };
    let topics: Vec<_> = knowledge.in_category(&category.id).collect();
    let pages = topics.len().div_ceil(PAGE).max(1);
    let page = page.min(pages - 1);
    let mut rows: Vec<Vec<Button>> =
        topics.iter().skip(page * PAGE).take(PAGE).map(|topic| vec![topic_button(topic, reply)]).collect();
    let mut around = Vec::new();
    if page + 1 < pages {
        around.push(reply.button("button-more-topics", format!("topic:cat:{}:{}", category.id, page + 1)));
    }
    if knowledge.categories.len() > 1 {
        around.push(reply.button("button-categories", "topic:all"));
    } else if page > 0 {
        around.push(reply.button("button-first-topics", format!("topic:cat:{}", category.id)));
    }
    rows.push(around);
    let title = category.title.get(reply.locale.language());
    let text = reply.fill("browse-category", &[("title", Arg::Text(title))]);
    reply.tell(text, rows);
}
