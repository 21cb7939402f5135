//! Leads, settings and certificates for the tests.

use std::time::Duration;

use chrono::{DateTime, Utc};
use esij_bot::ideas::Lead;
use esij_bot::mail::{Enclosure, Letter, MailAddress, MailFailure, Mailer};
use esij_bot::settings::{MailArgs, MailSettings};
use esij_bot::texts::Texts;
use rcgen::{CertifiedKey, KeyPair};
use serde_json::{Value, json};

/// Far more than a server on this machine needs.
pub(crate) const AMPLE: Duration = Duration::from_secs(30);

pub(crate) fn at() -> DateTime<Utc> {
    "2026-11-24T08:15:00Z".parse().expect("a moment")
}

/// An idea as it is stored, with some of its fields changed.
pub(crate) fn idea(changes: Value) -> Lead {
    let mut idea = json!({
        "kind": "idea",
        "reference": "IJM-2026-0042",
        "submitted": "2026-11-24T08:15:00Z",
        "from": { "user": 101, "chat": 101, "name": "Sanne", "username": "sannedewit", "language_tag": "nl" },
        "consent": "2026-11-24T08:10:00Z",
        "name": "Sanne de Wit",
        "organisation": "De Wit & Zn.",
        "municipality": "velsen",
        "theme": "onderwijs-arbeidsmarkt",
        "title": "Leerlingen bouwen de waterstofbrander van morgen",
        "summary": "Eén brander, van tekening tot proef.\n\nMet leerlingen van drie scholen.",
        "support_base": "De Ĳmondse scholen doen mee.",
        "sustainability": null,
        "help_wanted": null,
        "contact": { "by": "email", "value": "sanne@dewitbranders.example" },
        "attachments": [],
    });
    for (field, value) in changes.as_object().expect("fields") {
        idea[field] = value.clone();
    }
    serde_json::from_value(idea).expect("an idea")
}

pub(crate) fn question(text: &str) -> Lead {
    serde_json::from_value(json!({
        "kind": "question",
        "reference": "IJM-2026-0043",
        "asked": "2026-11-24T08:15:00Z",
        "from": { "user": 102, "chat": 102, "name": "Bart", "username": null, "language_tag": null },
        "question": text,
    }))
    .expect("a question")
}

pub(crate) fn letter(lead: &Lead, enclosures: Vec<Enclosure>) -> Letter {
    Letter::about(&Texts::embedded(), lead, Some(17), enclosures, &[])
}

pub(crate) fn usual() -> Letter {
    letter(&idea(json!({})), Vec::new())
}

/// The settings with this server; `ca` is a certificate to trust.
pub(crate) fn settings(url: &str, ca: Option<&str>) -> MailSettings {
    let folder = tempfile::tempdir().expect("a folder");
    let smtp_ca = ca.map(|pem| {
        let path = folder.path().join("ca.pem");
        std::fs::write(&path, pem).expect("a file");
        path
    });
    let args = MailArgs {
        mail_to: MailAddress::parse("programma@esij.example").ok(),
        mail_from: MailAddress::parse("bot@esij.example").ok(),
        smtp: url.parse().ok(),
        smtp_password_file: None,
        smtp_ca,
    };
    args.settings().expect("the settings are sound").expect("there are settings")
}

pub(crate) fn mailer(url: &str, ca: Option<&str>) -> Mailer {
    Mailer::new(settings(url, ca)).expect("the certificate is sound").with_patience(AMPLE)
}

pub(crate) async fn send(url: &str, ca: Option<&str>) -> Result<(), MailFailure> {
    mailer(url, ca).send(&usual(), at()).await
}

/// A certificate that nobody signed but itself, for `localhost`.
pub(crate) fn certificate() -> CertifiedKey<KeyPair> {
    rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate")
}
