//! Text with its entities, written as HTML for a page.
//!
//! Invariant: all that is not a tag of ours is escaped, and the tags are balanced.

use super::html::Entity;

/// Writes text with its entities as HTML for a page; everything else in it is escaped.
pub(super) fn render(text: &str, entities: &[Entity]) -> String {
    let mut sorted: Vec<&Entity> = entities.iter().collect();
    sorted.sort_by_key(|entity| (entity.offset, std::cmp::Reverse(entity.length)));
    let mut html = String::with_capacity(text.len());
    let mut open: Vec<(usize, &'static str)> = Vec::new();
    let mut next = 0;
    let mut offset = 0;
    for shown in text.chars() {
        while open.last().is_some_and(|(end, _)| *end <= offset) {
            html.push_str(open.pop().map_or("", |(_, tag)| tag));
        }
        while let Some(entity) = sorted.get(next).filter(|entity| entity.offset <= offset) {
            let end = open
                .last()
                .map_or(entity.offset + entity.length, |(outer, _)| (entity.offset + entity.length).min(*outer));
            let covered = utf16_slice(text, entity.offset, entity.length);
            if let Some((start, closing)) = tags(entity, covered) {
                html.push_str(&start);
                open.push((end, closing));
            }
            next += 1;
        }
        push_escaped(&mut html, shown);
        offset += shown.len_utf16();
    }
    while let Some((_, tag)) = open.pop() {
        html.push_str(tag);
    }
    html
}

fn tags(entity: &Entity, covered: &str) -> Option<(String, &'static str)> {
    let plain = |start: &str, end| Some((start.to_owned(), end));
    match entity.kind.as_str() {
        "bold" => plain("<b>", "</b>"),
        "italic" => plain("<i>", "</i>"),
        "underline" => plain("<u>", "</u>"),
        "strikethrough" => plain("<s>", "</s>"),
        "spoiler" => plain("<span class=\"tg-spoiler\">", "</span>"),
        "code" => plain("<code>", "</code>"),
        "pre" => plain("<pre>", "</pre>"),
        "blockquote" | "expandable_blockquote" => plain("<blockquote>", "</blockquote>"),
        "text_link" => Some((format!("<a href=\"{}\">", escape(entity.url.as_deref().unwrap_or(""))), "</a>")),
        "url" => {
            let address = if covered.contains("://") { covered.to_owned() } else { format!("https://{covered}") };
            Some((format!("<a href=\"{}\">", escape(&address)), "</a>"))
        }
        "email" => Some((format!("<a href=\"mailto:{}\">", escape(covered)), "</a>")),
        "phone_number" => {
            let digits: String = covered.chars().filter(char::is_ascii_digit).collect();
            Some((format!("<a href=\"tel:+{digits}\">"), "</a>"))
        }
        "bot_command" => Some((format!("<a data-command=\"{}\">", escape(covered)), "</a>")),
        _ => None,
    }
}

pub(super) fn utf16_slice(text: &str, offset: usize, length: usize) -> &str {
    let mut units = 0;
    let mut start = None;
    for (at, shown) in text.char_indices() {
        if units >= offset && start.is_none() {
            start = Some(at);
        }
        if units >= offset + length {
            return &text[start.unwrap_or(at)..at];
        }
        units += shown.len_utf16();
    }
    start.map_or("", |start| &text[start..])
}

fn push_escaped(html: &mut String, shown: char) {
    match shown {
        '<' => html.push_str("&lt;"),
        '>' => html.push_str("&gt;"),
        '&' => html.push_str("&amp;"),
        '"' => html.push_str("&quot;"),
        _ => html.push(shown),
    }
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    text.chars().for_each(|shown| push_escaped(&mut escaped, shown));
    escaped
}

#[cfg(test)]
mod tests {
    use super::super::html::parse;
    use super::*;

    #[test]
    fn what_is_read_is_written_back() {
        for html in [
            "a <b>dik <i>schuin</i></b> &lt;x&gt;",
            "<a href=\"https://x.nl/?a=1&amp;b=2\">hier</a>",
            "😀<code>é</code>!",
        ] {
            let (text, entities) = parse(html).expect("it is sound");
            assert_eq!(render(&text, &entities), html);
        }
    }
}
