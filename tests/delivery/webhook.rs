//! What Telegram brings is answered as what is fetched is acknowledged.

use std::sync::{Arc, OnceLock};

use esij_bot::conversation::{Context, Effect, Event, Session};
use esij_bot::emulator::PersonSpec;
use esij_bot::health::Vitals;
use esij_bot::settings::Hook;
use esij_bot::telegram::{Intake, Webhook};
use esij_bot::turn::Turns;
use reqwest::StatusCode;
use secrecy::SecretString;
use tokio_util::sync::CancellationToken;

use crate::fixture::{Bot, arrived};

fn fails(_: Session, _: &Event, _: &Context<'_>) -> (Session, Vec<Effect>) {
    panic!("over this update")
}

/// The bot's webhook, which nobody but the test calls.
struct Ear {
    url: String,
    secret: String,
    intake: Arc<OnceLock<Intake>>,
    stop: CancellationToken,
}

impl Ear {
    async fn of(bot: &Bot) -> Self {
        let token = SecretString::from(bot.emulator.token());
        let hook = Hook {
            url: "http://127.0.0.1:1/hook".parse().expect("an address"),
            listen: "127.0.0.1:0".parse().expect("an address"),
        };
        let webhook = Webhook::bind(hook, &token).await.expect("a free port");
        let url = format!("http://{}/hook", webhook.address());
        let (stop, vitals) = (CancellationToken::new(), Vitals::default());
        let registration = webhook.registration();
        let (api, until) = (bot.api.clone(), stop.clone());
        let kept = tokio::spawn(async move { registration.keep(&api, &vitals, &until).await });
        let secret = loop {
            let calls = bot.emulator.recorded();
            if let Some(set) = calls.iter().find(|call| call.method == "setWebhook") {
                break set.params["secret_token"].as_str().expect("a secret").to_owned();
            }
            assert!(!kept.is_finished(), "the webhook was not set");
            tokio::task::yield_now().await;
        };
        let intake = Arc::new(OnceLock::new());
        tokio::spawn(webhook.serve(Arc::clone(&intake), stop.clone()));
        Self { url, secret, intake, stop }
    }

    fn hears(&self, bot: &Bot, turns: Turns) {
        assert!(self.intake.set(Intake::new(bot.api.clone(), bot.me.clone(), turns)).is_ok());
    }

    async fn is_told(&self, body: String) -> StatusCode {
        let call = reqwest::Client::new().post(&self.url).header("X-Telegram-Bot-Api-Secret-Token", &self.secret);
        call.body(body).send().await.expect("an answer").status()
    }
}

impl Drop for Ear {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

#[tokio::test]
async fn a_turn_that_fails_parks_its_update_and_is_taken() {
    let bot = Bot::start().await;
    let ear = Ear::of(&bot).await;
    let anna = bot.emulator.person(PersonSpec::new(101, "Anna"));
    anna.send_text("een");
    let update = bot.emulator.pending().pop().expect("it waits").to_string();
    assert_eq!(ear.is_told(update.clone()).await, 503, "Telegram has not said yet who the bot is");
    ear.hears(&bot, Turns { step: fails, ..bot.turns.clone() });
    for _ in 0..2 {
        assert_eq!(ear.is_told(update.clone()).await, 200);
    }
    bot.deliver(0).await;
    let told = arrived(&bot.emulator, 101);
    assert_eq!(told.len(), 1, "one apology: {told:?}");
}
