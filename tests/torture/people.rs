//! Entrepreneurs: some wait for every question and tap, some type everything at once.

use std::time::{Duration, Instant};

use esij_bot::emulator::{Account, ChatMessage};
use esij_bot::texts::{Arg, Locale, Texts};

use crate::random::Random;

/// The longest that a person waits for a word of the bot, which may be dead for most of that time.
const PATIENCE: Duration = Duration::from_secs(120);

/// The end of the question with which a form begins.
pub(crate) const CONSENT: &str = "Mag dat?";

/// What the bot says when it has no answer to what the programme manager has already.
const PASSED_ON: &str = "Ik heb uw bericht al doorgegeven aan de programmamanager";

/// What a person was told is received.
pub(crate) struct Told {
    pub(crate) person: i64,
    pub(crate) reference: String,
    /// Words that are in this idea or question alone.
    pub(crate) mark: String,
    pub(crate) is_idea: bool,
    pub(crate) attachments: usize,
}

/// What became of a person's day.
pub(crate) struct Story {
    pub(crate) told: Vec<Told>,
    pub(crate) trouble: Option<String>,
}

pub(crate) struct Person {
    account: Account,
    random: Random,
    told: Vec<Told>,
}

type Outcome<T> = Result<T, String>;

impl Person {
    pub(crate) fn new(account: Account, random: Random) -> Self {
        Self { account, random, told: Vec::new() }
    }

    /// Hands in ideas and questions until `end`, one of them at least.
    pub(crate) async fn live(mut self, end: Instant) -> Story {
        let mut trouble = None;
        tokio::time::sleep(self.random.millis(0, 2_000)).await;
        loop {
            if let Err(problem) = self.once().await {
                trouble = Some(format!("person {}: {problem}", self.account.id()));
                break;
            }
            if Instant::now() >= end {
                break;
            }
        }
        Story { told: self.told, trouble }
    }

    async fn once(&mut self) -> Outcome<()> {
        match self.random.below(8) {
            0..=3 => self.idea_step_by_step().await,
            4..=5 => self.idea_at_once().await,
            _ => self.question().await,
        }
    }

    fn mark(&self) -> String {
        format!("plan {}-{}", self.account.id(), self.told.len())
    }

    async fn idea_step_by_step(&mut self) -> Outcome<()> {
        let mark = self.mark();
        self.account.send_command("idee");
        self.hears(CONSENT).await?;
        self.presses(&text("button-consent", &[]))?;
        self.hears(&text("ask-name", &[])).await?;
        self.account.send_text("Jan Bakker");
        self.hears(&text("ask-organisation", &[])).await?;
        self.skips_or_types("Bakkerij Bakker & Zn.")?;
        self.hears(&text("ask-municipality", &[])).await?;
        self.presses(&text("municipality-velsen", &[]))?;
        self.hears(&text("ask-theme", &[])).await?;
        self.presses(&text("theme-innovation", &[]))?;
        self.hears(&text("ask-title", &[])).await?;
        self.account.send_text(&format!("Windmolens, {mark}"));
        self.hears(&text("ask-summary", &[])).await?;
        self.account.send_text("Samen met de havenbedrijven zetten wij kleine windmolens op de daken.");
        self.hears(&text("ask-support-base", &[])).await?;
        self.skips_or_types("Drie ondernemers <doen> mee")?;
        self.hears(&text("ask-sustainability", &[])).await?;
        self.skips_or_types("Verkoop van stroom")?;
        self.hears(&text("ask-help-wanted", &[])).await?;
        self.skips_or_types("Kennis van het MBO")?;
        self.hears(&text("ask-contact", &[])).await?;
        match self.random.below(3) {
            0 => drop(self.account.tap(&text("button-telegram-only", &[])).map_err(|error| error.to_string())?),
            1 => drop(self.account.share_contact()),
            _ => drop(self.account.send_text("jan@bakkerij-bakker.nl")),
        }
        self.hears(&text("ask-attachments", &[])).await?;
        let attachments = usize::from(self.random.one_in(4));
        if attachments > 0 {
            self.account.send_document("plan.pdf", "application/pdf", mark.as_bytes(), "het plan");
            self.hears(&text("file-more", &[])).await?;
        }
        self.presses(&text("button-done", &[]))?;
        self.hears(&text("summary-foot", &[])).await?;
        self.presses(&text("button-send", &[]))?;
        let again = self.random.one_in(4);
        if again {
            // Nothing seems to happen, so once more.
            self.presses(&text("button-send", &[]))?;
        }
        // It may have been before the second press.
        let reference = self.is_told_reference("Uw idee is ontvangen.", true).await?;
        if again {
            self.hears(&text("sent-already", &[("reference", Arg::Text(&reference))])).await?;
        }
        self.is_told_delivered(&reference).await?;
        self.told.push(Told { person: self.account.id(), reference, mark, is_idea: true, attachments });
        Ok(())
    }

    async fn idea_at_once(&mut self) -> Outcome<()> {
        let mark = self.mark();
        let title = format!("Leerwerkplaats, {mark}");
        for text in [
            "/idee",
            "ja",
            "Jan de Vries",
            "overslaan",
            "IJmuiden",
            "onderwijs en arbeidsmarkt",
            &title,
            "Een werkplaats waar leerlingen en vakmensen samen machines herstellen.",
            "overslaan",
            "sla over",
            "overslaan",
            "06 12345678",
            "klaar",
            "versturen",
        ] {
            self.account.send_text(text);
        }
        let reference = self.is_told_reference("Uw idee is ontvangen.", false).await?;
        self.is_told_delivered(&reference).await?;
        self.told.push(Told { person: self.account.id(), reference, mark, is_idea: true, attachments: 0 });
        Ok(())
    }

    async fn question(&mut self) -> Outcome<()> {
        self.asks("Wat is ESIJ?", "ESIJ is de Economische Samenwerking IJmond").await?;
        let mark = self.mark();
        let unknown = text("sent-along", &[("name", Arg::Text(&self.account.spec().first_name))]);
        let question = format!("Hoeveel kost een fietsenrek in Parijs, {mark}?");
        while !self.asks(&question, &unknown).await? {
            // A command ends what is between them and the programme manager, once its answer is the last thing they got.
            let asked = self.account.send_command("help");
            let helped = |message: &ChatMessage| {
                message.from_bot && message.message_id > asked && message.text.starts_with("Dit kan ik voor u doen")
            };
            let chat = self.account.wait_for(|chat| chat.iter().any(helped), PATIENCE).await;
            chat.map_err(|_| "waited in vain for help".to_owned())?;
            // Until the bot has written down that it is.
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
        self.presses(&text("button-pass-on", &[]))?;
        let reference = self.is_told_reference("Uw vraag is ontvangen.", false).await?;
        self.is_told_delivered(&reference).await?;
        self.told.push(Told { person: self.account.id(), reference, mark, is_idea: false, attachments: 0 });
        Ok(())
    }

    /// Asks the bot something. Right after a letter it takes that for the answer until it is told otherwise, unless it is
    /// sure that it is asked. `false` when it has nothing to say to it and the programme manager has it.
    async fn asks(&self, question: &str, answer: &str) -> Outcome<bool> {
        let label = text("button-ask-bot", &[]);
        let asked = self.account.send_text(question);
        // Not what became of another message, as of an answer to a letter that was written meanwhile.
        let astray = |message: &&ChatMessage| message.reply_to == Some(asked) && message.button(&label).is_some();
        let heard = |chat: &[ChatMessage]| {
            chat.iter().any(|message| message.message_id > asked && message.text.contains(answer))
                || chat.iter().any(|message| astray(&message))
        };
        let chat =
            self.account.wait_for(heard, PATIENCE).await.map_err(|_| format!("waited in vain for `{answer}`"))?;
        if let Some((message, button)) =
            chat.iter().find(astray).and_then(|message| Some((message.message_id, message.button(&label)?)))
        {
            self.account.press(message, button).map_err(|error| error.to_string())?;
            let says = |chat: &[ChatMessage], part: &str| {
                chat.iter().any(|message| message.from_bot && message.message_id > asked && message.text.contains(part))
            };
            let told = |chat: &[ChatMessage]| says(chat, answer) || says(chat, PASSED_ON);
            let chat = self.account.wait_for(told, PATIENCE).await;
            let chat = chat.map_err(|_| format!("waited in vain for `{answer}` after a letter"))?;
            return Ok(says(&chat, answer));
        }
        Ok(true)
    }

    async fn hears(&self, part: &str) -> Outcome<()> {
        self.account.wait_for_text(part, PATIENCE).await.map(drop).map_err(|vain| {
            let said = vain.chat.lines().rev().take(6).collect::<Vec<_>>();
            format!(
                "waited in vain for `{part}`; last in the chat: {}",
                said.into_iter().rev().collect::<Vec<_>>().join(" | ")
            )
        })
    }

    fn presses(&self, label: &str) -> Outcome<()> {
        self.account.press_label(label).map(drop).map_err(|error| error.to_string())
    }

    fn skips_or_types(&mut self, answer: &str) -> Outcome<()> {
        if self.random.one_in(2) {
            return self.presses(&text("button-skip", &[]));
        }
        self.account.send_text(answer);
        Ok(())
    }

    /// The reference in the message that begins so, the latest one that was not told before.
    async fn is_told_reference(&self, part: &str, anywhere: bool) -> Outcome<String> {
        let new = |text: &str| {
            let reference = reference(text)?;
            (text.contains(part) && !self.told.iter().any(|told| told.reference == reference)).then_some(reference)
        };
        if !anywhere {
            self.hears(part).await?;
        }
        let seen = self.account.wait_for(
            |messages| messages.iter().any(|message| message.from_bot && new(&message.text).is_some()),
            PATIENCE,
        );
        let messages = seen.await.map_err(|_| format!("waited in vain for `{part}`"))?;
        let found = messages.iter().filter(|message| message.from_bot).find_map(|message| new(&message.text));
        found.ok_or_else(|| "the reference is gone".to_owned())
    }

    async fn is_told_delivered(&self, reference: &str) -> Outcome<()> {
        self.hears(&format!("({reference}) is afgeleverd bij de programmamanager")).await
    }
}

/// What the bot says, as people see it.
pub(crate) fn text(key: &str, args: &[(&str, Arg<'_>)]) -> String {
    Texts::embedded().with(Locale::Nl, key, args).to_plain()
}

/// The first reference in a text.
pub(crate) fn reference(text: &str) -> Option<String> {
    let start = text.find("IJM-")?;
    let rest = &text[start..];
    let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).unwrap_or(rest.len());
    Some(rest[..end].to_owned())
}
