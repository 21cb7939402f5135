//! Where the running bot listens: for Telegram's calls, and for whoever watches over it.

use std::net::SocketAddr;

use clap::Args;
use url::Url;

#[derive(Debug, Clone, Args)]
pub struct ServingArgs {
    /// Have Telegram bring the updates to this public address, instead of fetching them
    #[arg(long, value_name = "URL", env = "ESIJ_WEBHOOK", value_parser = webhook_url)]
    pub webhook: Option<Url>,
    /// Where the bot listens for what comes to that address; a proxy or load balancer passes it on
    #[arg(long, value_name = "ADDRESS", env = "ESIJ_WEBHOOK_LISTEN", default_value = "127.0.0.1:8080")]
    pub webhook_listen: SocketAddr,
    /// Where `/healthz`, `/readyz` and `/metrics` are served; without it, nowhere
    #[arg(long, value_name = "ADDRESS", env = "ESIJ_HEALTH")]
    pub health: Option<SocketAddr>,
}

/// Where the bot listens; nowhere by default.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Serving {
    /// Without it the bot polls.
    pub webhook: Option<Hook>,
    pub health: Option<SocketAddr>,
}

/// How updates come to the bot by themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hook {
    /// What Telegram calls. Its path is the one that is listened to.
    pub url: Url,
    /// Port 0 takes a free one.
    pub listen: SocketAddr,
}

impl ServingArgs {
    pub fn serving(self) -> Serving {
        let listen = self.webhook_listen;
        Serving { webhook: self.webhook.map(|url| Hook { url, listen }), health: self.health }
    }
}

/// The address that Telegram calls. It must be `https`; a Bot API server of one's own also takes `http`.
fn webhook_url(text: &str) -> Result<Url, String> {
    let url = Url::parse(text.trim()).ok();
    let url = url.filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    let url = url.filter(|url| url.username().is_empty() && url.password().is_none() && url.fragment().is_none());
    url.ok_or_else(|| "a webhook is given as `https://HOST/PATH`".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_webhook_is_an_address_that_telegram_can_call() {
        for (text, sound) in [
            ("https://bot.ijmond.example/telegram", true),
            (" https://bot.ijmond.example ", true),
            ("http://127.0.0.1:8080/hook?team=esij", true),
            ("bot.ijmond.example", false),
            ("ftp://bot.ijmond.example/", false),
            ("https://name:password@bot.ijmond.example/", false),
            ("https://bot.ijmond.example/#top", false),
        ] {
            assert_eq!(webhook_url(text).is_ok(), sound, "{text}");
        }
    }
}
