//! The reply to one event while it is put together: the session on its way, and the effects so far.
//!
//! Invariant: every sentence comes from [`Texts`](crate::texts::Texts), in the locale that [`Reply::locale`] holds.

use super::session::Said;
use super::{Button, Choices, Context, Effect, Event, Message, Role, Session, Spot, words};
use crate::ideas::{Person, Reference};
use crate::texts::{Arg, Locale, Markup};

/// The attributes under which a sentence with variants keeps the others.
const VARIANTS: [&str; 2] = ["again", "more"];

pub(super) struct Reply<'a> {
    pub(super) context: &'a Context<'a>,
    pub(super) person: &'a Person,
    pub(super) spot: &'a Spot,
    pub(super) session: Session,
    /// The language of what is said next.
    pub(super) locale: Locale,
    effects: Vec<Effect>,
    /// The sentence with variants that this reply used.
    said: Option<Said>,
}

impl<'a> Reply<'a> {
    pub(super) fn new(context: &'a Context<'a>, event: &'a Event, session: Session) -> Self {
        let (person, spot) = (&event.from, &event.spot);
        let locale = own_locale(&session, person);
        Self { context, person, spot, session, locale, effects: Vec::new(), said: None }
    }

    /// The language that the person chose, or that their Telegram speaks.
    pub(super) fn own_locale(&self) -> Locale {
        own_locale(&self.session, self.person)
    }

    pub(super) fn text(&self, key: &str) -> Markup {
        self.context.texts.get(self.locale, key)
    }

    pub(super) fn fill(&self, key: &str, args: &[(&str, Arg<'_>)]) -> Markup {
        self.context.texts.with(self.locale, key, args)
    }

    pub(super) fn label(&self, key: &str) -> String {
        self.context.texts.label(self.locale, key)
    }

    pub(super) fn button(&self, key: &str, data: impl Into<String>) -> Button {
        Button::new(self.label(key), data)
    }

    /// The key itself, or one of its variants when it was the last thing said.
    pub(super) fn vary(&mut self, key: &str) -> String {
        let times = match &self.session.said {
            Some(said) if said.key == key => said.times + 1,
            _ => 0,
        };
        let variants: Vec<String> = std::iter::once(key.to_owned())
            .chain(VARIANTS.iter().map(|variant| format!("{key}.{variant}")))
            .filter(|key| self.context.texts.has(self.locale, key))
            .collect();
        self.said = Some(Said { key: key.to_owned(), times });
        variants.get(times % variants.len().max(1)).cloned().unwrap_or_else(|| key.to_owned())
    }

    pub(super) fn say(&mut self, key: &str) {
        let text = self.text(key);
        self.tell(text, Vec::new());
    }

    pub(super) fn tell(&mut self, text: Markup, rows: Vec<Vec<Button>>) {
        let rows = rows.into_iter().filter(|row| !row.is_empty()).collect();
        self.send(Message::with_buttons(text, rows));
    }

    pub(super) fn send(&mut self, message: Message) {
        self.effects.push(Effect::Say(message));
    }

    /// Takes back the last thing said when it is text alone, so that more can be said in the same message.
    pub(super) fn unsay_plain(&mut self) -> Option<Markup> {
        let last = self.effects.pop_if(|last| said(last).is_some_and(|message| message.choices.is_none()))?;
        said(&last).map(|message| message.text.clone())
    }

    /// Tells the chat something about a lead, so that a reply to it finds that lead.
    pub(super) fn about(&mut self, reference: Reference, message: Message) {
        self.effects.push(Effect::SayAbout { reference, message, role: Role::Remark });
    }

    /// As [`Reply::about`], within a conversation with the programme manager, which goes on after it.
    pub(super) fn confirm(&mut self, reference: Reference, message: Message) {
        self.effects.push(Effect::SayAbout { reference, message, role: Role::Dialogue });
    }

    /// Whether a text is the label of a button that was just offered for what somebody handed in; where whatever is typed
    /// goes to the programme manager, that is for the bot.
    pub(super) fn names_button(&self, text: &str) -> bool {
        let meant = |data: &str| ["own:", "ask:instead:", "ask:manager:"].iter().any(|start| data.starts_with(start));
        let plain = words::plain(text);
        self.session.offered.iter().any(|button| meant(&button.data) && words::plain(&button.label) == plain)
    }

    /// Takes the rows with such a button from under the message whose button was pressed.
    pub(super) fn take_row_away(&mut self, is_done: impl Fn(&Button) -> bool) {
        let Some(message) = self.spot.message else { return };
        let (gone, rest): (Vec<_>, Vec<_>) =
            self.spot.buttons.iter().cloned().partition(|row| row.iter().any(&is_done));
        if !gone.is_empty() {
            self.effects.push(Effect::Alter(Message::buttons_of(message, rest)));
        }
    }

    pub(super) fn cause(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    /// The session and the effects, with what a reply leaves behind put in order: the keyboard is taken away when it
    /// is of no more use, and the buttons are remembered.
    pub(super) fn finish(mut self, wants_keyboard: bool) -> (Session, Vec<Effect>) {
        let messages = || self.effects.iter().filter_map(said);
        let shown = messages().any(|message| matches!(message.choices, Choices::Keyboard(_)));
        let speaks = messages().next().is_some();
        if self.session.keyboard && !wants_keyboard && speaks {
            self.take_keyboard_away();
        }
        self.session.keyboard = wants_keyboard && (shown || self.session.keyboard);
        if speaks {
            self.session.said = self.said;
            self.session.offered = self
                .effects
                .iter()
                .filter_map(said)
                .filter_map(|message| match &message.choices {
                    Choices::Buttons(rows) => Some(rows.iter().flatten().cloned()),
                    _ => None,
                })
                .flatten()
                .collect();
        }
        (self.session, self.effects)
    }

    /// The effects alone: what was going on in the chat stays as it was.
    pub(super) fn leave(self) -> (Session, Vec<Effect>) {
        (self.session, self.effects)
    }

    fn take_keyboard_away(&mut self) {
        let plain = self.effects.iter_mut().find_map(|effect| match effect {
            Effect::Say(message) | Effect::SayAbout { message, .. } if message.choices.is_none() => Some(message),
            _ => None,
        });
        match plain {
            Some(message) => message.choices = Choices::RemoveKeyboard,
            None => {
                let mut message = Message::text(self.context.texts.get(self.locale, "keyboard-away"));
                message.choices = Choices::RemoveKeyboard;
                self.effects.insert(0, Effect::Say(message));
            }
        }
    }
}

fn said(effect: &Effect) -> Option<&Message> {
    match effect {
        Effect::Say(message) | Effect::SayAbout { message, .. } => Some(message),
        _ => None,
    }
}

fn own_locale(session: &Session, person: &Person) -> Locale {
    session.locale.unwrap_or_else(|| Locale::of_tag(person.language_tag.as_deref()))
}
