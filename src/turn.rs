//! One update from Telegram becomes one turn: a single transaction from "not seen before?" to the outbox.
//!
//! Invariant: when [`Turns::take`] returns `Ok`, everything that follows from the update is stored, once, and the
//! update may be acknowledged. When it returns an error the update must come in again: nothing is stored, or all of it
//! without being sure to last. An update that makes the program fail is parked and never holds up the ones behind it.

use std::any::Any;
use std::collections::BTreeSet;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use chrono::{DateTime, Datelike, Utc};
use chrono_tz::Europe::Amsterdam;
use tokio::sync::Notify;

use crate::answering::Lesson;
use crate::brain::BrainCell;
use crate::conversation::{self, Context, Desk, Effect, Event, EventKind, Message, Pairing, Role, Session, ToPerson};
use crate::delivery::{Handover, Place};
use crate::ideas::{ChatId, Reference, UserId};
use crate::store::{Audience, Known, Letter, OutboxRow, Store, StoreError, StoreErrorKind, Tally, TurnTransaction};
use crate::texts::Locale;

/// How often a turn is tried when turns on other machines get in its way.
const ATTEMPTS: usize = 5;

/// The conversation as a function: [`crate::conversation::step`].
pub type Step = fn(Session, &Event, &Context<'_>) -> (Session, Vec<Effect>);

/// An update as it was decoded.
#[derive(Clone, PartialEq)]
pub struct Incoming {
    pub update_id: i64,
    pub chat: ChatId,
    /// `None` when there is nothing in it for the conversation; it still counts as handled.
    pub event: Option<Event>,
    /// The update as it came in, kept only when its turn fails.
    pub raw: String,
    /// The group's old and new number, when it became a supergroup.
    pub moved: Option<(ChatId, ChatId)>,
    /// Whether the chat is a group with topics, where it is one that can be.
    pub has_topics: Option<bool>,
}

/// What became of an update.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Taken {
    Handled,
    /// It was handled before; nothing was done.
    Duplicate,
    /// Its turn failed. It is kept for a closer look, and the person has an apology.
    Parked,
}

/// Takes updates, one turn each.
#[derive(Clone)]
pub struct Turns {
    pub store: Store,
    pub brain: BrainCell,
    pub step: Step,
    /// Where leads go; empty as long as nobody is configured.
    pub manager_chats: Vec<ChatId>,
    /// Whether leads go to the mailbox as well.
    pub mails: bool,
    /// Without the `@`.
    pub bot_username: String,
    /// Wakes whoever empties the outbox.
    pub wake: Arc<Notify>,
    /// Where what is said goes at once; without it everything waits in the outbox.
    pub handover: Option<Handover>,
}

/// Why an attempt at a turn came to nothing.
enum Setback {
    Store(StoreError),
    /// Another turn was given the same reference first.
    ReferenceTaken,
    /// The step panicked, or did what it must not.
    Failed(String),
}

impl From<StoreError> for Setback {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl Turns {
    /// Handles one update. Updates of one chat must be handed over one after the other, in order.
    ///
    /// # Errors
    /// When the database fails; the update must then come in again.
    pub async fn take(&self, incoming: Incoming, now: DateTime<Utc>) -> Result<Taken, StoreError> {
        let mut attempt = 1;
        let mut chats = BTreeSet::from([incoming.chat]);
        loop {
            let outcome = self.attempt(&incoming, &chats, now, attempt > 1).await;
            if let Err(Setback::Store(error)) = &outcome
                && let StoreErrorKind::Busy(chat) = error.kind()
                && chats.insert(chat)
            {
                // Next time it is held from the start.
                continue;
            }
            attempt += 1;
            let reason = match outcome {
                Ok((taken, handed_over)) => {
                    if !handed_over {
                        self.wake.notify_one();
                    }
                    return Ok(taken);
                }
                Err(Setback::ReferenceTaken) if attempt <= ATTEMPTS => continue,
                Err(Setback::ReferenceTaken) => "no free reference was found".to_owned(),
                Err(Setback::Store(error)) if error.kind() == StoreErrorKind::Conflict && attempt <= ATTEMPTS => {
                    continue;
                }
                Err(Setback::Store(error)) if error.kind() == StoreErrorKind::Refused => describe(&error),
                Err(Setback::Store(error)) => return Err(error),
                Err(Setback::Failed(reason)) => reason,
            };
            tracing::error!(update = incoming.update_id, "a turn failed; the update is parked");
            let taken = self.park(&incoming, &reason, now).await?;
            self.wake.notify_one();
            return Ok(taken);
        }
    }

    /// `chats` are held from the start, and `firmly` the next reference too. Also tells whether what there is to send was
    /// handed over.
    async fn attempt(
        &self,
        incoming: &Incoming,
        chats: &BTreeSet<ChatId>,
        now: DateTime<Utc>,
        firmly: bool,
    ) -> Result<(Taken, bool), Setback> {
        let chat = incoming.chat;
        let mut tx = self.store.begin_turn_of(chats.clone(), now).await?;
        let year = year_in_amsterdam(now);
        let person = incoming.event.as_ref().map_or(UserId(0), |event| event.from.user);
        let Some(mut known) = tx.arrive(incoming.update_id, chat, person, &self.manager_chats, year).await? else {
            tx.leave().await?;
            return Ok((Taken::Duplicate, false));
        };
        if let Some((from, to)) = incoming.moved {
            tx.move_chat(from, to).await?;
            known = tx.known(chat, person, &self.manager_chats, year).await?;
        }
        if let Some(has_topics) = incoming.has_topics {
            tx.learn_topics(chat, has_topics).await?;
        }
        let managers = std::mem::take(&mut known.managers);
        let at_desk = managers.contains(&chat);
        if at_desk && !incoming.event.as_ref().is_some_and(Event::says_goodbye) {
            tx.chat_is_back(chat).await?;
        }
        let mut teaches = false;
        let mut handed_over = None;
        // What is said in a group is for those in it, unless it is the managers' or the bot is meant.
        let heard = |event: &&Event| at_desk || event.spot.group.as_ref().is_none_or(|group| group.addressed);
        if let Some(event) = incoming.event.as_ref().filter(heard) {
            if let Some(session) = known.unreadable.take() {
                tracing::warn!(
                    update = incoming.update_id,
                    "a session could not be read; it is put aside and the chat starts anew"
                );
                tx.put_aside(chat, session).await?;
            }
            if known.was_away && event.from.chat == chat && !event.says_goodbye() {
                tx.person_is_back(chat).await?;
            }
            if firmly {
                known.next_reference = tx.hold_reference(year).await?;
            }
            let reference = known.next_reference;
            // What could not be given to somebody who is back goes first.
            let nothing_waits = known.nothing_waits.filter(|_| !known.was_away && !at_desk);
            let outcome = self.step(&mut tx, known, event, at_desk, now).await?;
            teaches = outcome.1.iter().any(|effect| matches!(effect, Effect::Learn { .. } | Effect::Unlearn { .. }));
            if is_plain(&outcome.1) {
                handed_over = self.conclude(&mut tx, event, outcome, nothing_waits).await?;
            } else {
                self.apply(&mut tx, event, &managers, outcome, reference).await?;
            }
        }
        tx.commit().await?;
        let is_handed_over = handed_over.is_some();
        if let Some((place, row)) = handed_over {
            place.fill(row);
        }
        if teaches {
            self.brain.is_outdated();
        }
        Ok((Taken::Handled, is_handed_over))
    }

    /// Runs the conversation on what it may look at, and turns a panic in it into a reason.
    async fn step(
        &self,
        tx: &mut TurnTransaction,
        known: Known,
        event: &Event,
        at_desk: bool,
        now: DateTime<Utc>,
    ) -> Result<(Session, Vec<Effect>), Setback> {
        let Known { session, leads, next_reference, .. } = known;
        let chat = event.spot.chat;
        let edited = matches!(event.kind, EventKind::Edited(_) | EventKind::EditedFile { .. });
        let earlier = match (event.spot.message, event.spot.reply_to) {
            (Some(message), _) if edited => tx.passed_on(chat, message).await?,
            (_, Some(replied)) => match tx.earlier(chat, replied, event.spot.reply_to_sent).await? {
                // What colleagues reply to each other is between them.
                None if event.spot.group.is_none() => tx.passed_on(chat, replied).await?,
                earlier => earlier,
            },
            _ => None,
        };
        let mut desk = None;
        if at_desk {
            let found = tx.look(conversation::look(event, &session, earlier, now)).await?;
            desk = Some(Desk { is_configured: !tx.is_paired(chat).await?, ..found });
        }
        let pairing = match conversation::typed_code(event).filter(|_| !at_desk) {
            Some(code) => Some(tx.try_code(code, event.from.user).await?),
            None => None,
        };
        match pairing {
            Some(Pairing::Accepted) => tracing::info!(%chat, "a chat is paired as a programme manager's"),
            // Not who: the number of a private chat is that of a person.
            Some(_) => tracing::warn!("somebody tried a pairing code that is not right"),
            None => {}
        }
        let dialogue = if leads.is_empty() || at_desk { None } else { tx.dialogue(chat).await? };
        let brain = self.brain.get();
        let context = Context {
            knowledge: &brain.knowledge,
            engine: &brain.engine,
            texts: &brain.texts,
            now,
            next_reference,
            leads: &leads,
            desk: desk.as_ref(),
            pairing,
            earlier,
            dialogue,
            bot_username: &self.bot_username,
        };
        catch_unwind(AssertUnwindSafe(|| (self.step)(session, event, &context)))
            .map_err(|panic| Setback::Failed(panic_text(&*panic)))
    }

    /// What most turns come to. When `nothing_waits` for the chat, and the worker has a place, the first message is for
    /// that; with the highest number in the chat.
    async fn conclude(
        &self,
        tx: &mut TurnTransaction,
        event: &Event,
        (session, effects): (Session, Vec<Effect>),
        nothing_waits: Option<i64>,
    ) -> Result<Option<(Place, OutboxRow)>, Setback> {
        let (mut messages, mut tally) = (Vec::new(), Tally::new());
        for effect in effects {
            match effect {
                Effect::Say(message) | Effect::Alter(message) => messages.push(message),
                Effect::Count { what, topic } => *tally.entry((what.name(), topic)).or_default() += 1,
                _ => {}
            }
        }
        let place = self.handover.as_ref().filter(|_| nothing_waits.is_some()).and_then(Handover::place);
        let claim = place.as_ref().map(Place::claim);
        let session = (&session, event.says_goodbye());
        let row = tx.conclude(event.spot.chat, session, messages, &tally, claim.as_ref().zip(nothing_waits)).await?;
        Ok(place.zip(row))
    }

    async fn apply(
        &self,
        tx: &mut TurnTransaction,
        event: &Event,
        managers: &[ChatId],
        (session, effects): (Session, Vec<Effect>),
        reference: Reference,
    ) -> Result<(), Setback> {
        let chat = event.spot.chat;
        // First of all, so that it does not take away what this turn itself has to say.
        let erases = effects.iter().any(|effect| matches!(effect, Effect::Erase { .. }));
        let mut had_leads = false;
        if erases {
            let cards = tx.cards_of(event.from.user.0).await?;
            had_leads = tx.erase(&event.from, chat).await?;
            for (chat, number, reference) in cards {
                let gone = conversation::gone(&self.brain.get().texts, &reference).instead_of(Some(number));
                tx.tell_managers(&[chat], vec![gone], None, None).await?;
            }
        }
        if !erases || session != Session::default() {
            tx.save_session(chat, &session, event.says_goodbye()).await?;
        }
        let source = event.spot.message.map(|message| (chat, message));
        let audience = if managers.contains(&chat) { Audience::Manager } else { Audience::Person };
        let mut used = false;
        let mut changed = BTreeSet::new();
        let mut tally = Tally::new();
        for effect in effects {
            match effect {
                Effect::Say(message) | Effect::Alter(message) => tx.say(chat, message).await?,
                Effect::Forward { lead, card, receipt } => {
                    if used || lead.reference() != reference {
                        return Err(Setback::Failed("a step used a reference that it was not given".to_owned()));
                    }
                    if !tx.use_reference(reference).await? {
                        return Err(Setback::ReferenceTaken);
                    }
                    used = true;
                    tx.insert_lead(&lead).await?;
                    let receipt = (lead.from().chat, &receipt);
                    tx.tell_managers(managers, card, Some(reference), Some(receipt)).await?;
                    if self.mails {
                        tx.tell_mailbox(reference, receipt).await?;
                    }
                }
                Effect::Erase { notice } if had_leads => tx.tell_managers(managers, notice, None, None).await?,
                Effect::Erase { .. } => {}
                Effect::SayAbout { reference, message, role } => {
                    let kind = (role == Role::Dialogue, role == Role::Card);
                    tx.say_about(chat, audience, reference, message, kind).await?;
                }
                Effect::Change { reference, lead, status, entry } => {
                    tx.change_lead(reference, lead.as_deref(), status, &entry).await?;
                    changed.insert(reference);
                }
                Effect::Refresh { reference } => drop(changed.insert(reference)),
                Effect::TellDesk { reference, message, source: replied, passes_on } => {
                    let source = passes_on.map(|message| (chat, message));
                    let letter = Letter { reference, message, receipt: None, refusal: None, source };
                    tx.tell_desk(managers, &letter, replied).await?;
                }
                Effect::TellPerson(told) => {
                    let ToPerson { reference, chat: person, message, receipt, refusal, passes_on } = *told;
                    let (receipt, refusal) = (receipt.as_ref(), refusal.as_ref());
                    let source = source.filter(|_| passes_on);
                    let letter = Letter { reference, message, receipt, refusal, source };
                    tx.tell_person(person, &letter, chat).await?;
                }
                Effect::Follow { message } => {
                    if let Some(source) = source {
                        tx.follow(source, &message).await?;
                    }
                }
                Effect::Pair { title, by, notice } => {
                    tx.tell_managers_if_any(managers, notice).await?;
                    tx.pair(chat, &title, by.as_str()).await?;
                }
                Effect::Unpair { notice } => {
                    tx.unpair(chat, &self.manager_chats).await?;
                    let others: Vec<ChatId> = managers.iter().copied().filter(|manager| *manager != chat).collect();
                    tx.tell_managers_if_any(&others, notice).await?;
                }
                Effect::Count { what, topic } => *tally.entry((what.name(), topic)).or_default() += 1,
                Effect::Unanswered { language, question } => tx.add_unanswered(language, &question).await?,
                Effect::Learn { question, language, verdict, reference, by } => {
                    tx.teach(&Lesson { question, language, verdict }, reference, by.as_str()).await?;
                }
                Effect::Unlearn { reference } => {
                    tx.unlearn(reference).await?;
                }
            }
        }
        for reference in changed {
            if let Some(lead) = tx.desk_lead(reference).await? {
                let brain = self.brain.get();
                tx.refresh_cards(reference, &conversation::card(&brain.texts, &brain.knowledge, &lead)).await?;
            }
        }
        tx.count(&tally).await?;
        Ok(())
    }

    /// Keeps the update whose turn failed, counts it as handled, and lets the conversation apologise.
    async fn park(&self, incoming: &Incoming, reason: &str, now: DateTime<Utc>) -> Result<Taken, StoreError> {
        let chat = incoming.chat;
        let mut tx = self.store.begin_turn(chat, now).await?;
        if !tx.mark_seen(incoming.update_id).await? {
            tx.leave().await?;
            return Ok(Taken::Duplicate);
        }
        tx.park_update(incoming.update_id, chat, reason, &incoming.raw).await?;
        if let Some(event) = &incoming.event {
            let failed = Event { kind: EventKind::Failed, ..event.clone() };
            let mut known = tx.known(chat, event.from.user, &self.manager_chats, year_in_amsterdam(now)).await?;
            if let Some(session) = known.unreadable.take() {
                tx.put_aside(chat, session).await?;
            }
            let own = known.session.locale;
            let locale = own.unwrap_or_else(|| Locale::of_tag(event.from.language_tag.as_deref()));
            let apologies = match self.step(&mut tx, known, &failed, false, now).await {
                Ok((session, effects)) => {
                    tx.save_session(chat, &session, false).await?;
                    effects
                        .into_iter()
                        .filter_map(|effect| if let Effect::Say(message) = effect { Some(message) } else { None })
                        .collect()
                }
                Err(Setback::Store(error)) => return Err(error),
                Err(_) => vec![Message::text(self.brain.get().texts.get(locale, APOLOGY))],
            };
            for message in apologies {
                tx.say(chat, message).await?;
            }
        }
        tx.commit().await?;
        Ok(Taken::Parked)
    }
}

/// The sentence in `texts` that is said when even the conversation's own apology fails.
const APOLOGY: &str = "failed";

/// What people typed and who they are stays out of it.
impl fmt::Debug for Incoming {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Incoming")
            .field("update_id", &self.update_id)
            .field("chat", &self.chat)
            .field("has_event", &self.event.is_some())
            .field("raw_bytes", &self.raw.len())
            .field("moved", &self.moved)
            .field("has_topics", &self.has_topics)
            .finish()
    }
}

/// Whether they only say something to the chat, and count.
fn is_plain(effects: &[Effect]) -> bool {
    effects.iter().all(|effect| matches!(effect, Effect::Say(_) | Effect::Alter(_) | Effect::Count { .. }))
}

fn year_in_amsterdam(now: DateTime<Utc>) -> i32 {
    now.with_timezone(&Amsterdam).year()
}

fn panic_text(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    format!("panic: {}", text.unwrap_or("without a message"))
}

fn describe(error: &StoreError) -> String {
    let cause = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
    format!("{error}: {cause}")
}
