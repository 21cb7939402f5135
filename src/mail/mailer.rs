//! Hands letters to the mail server: SMTP, step by step, so that it is known how far it came.

use std::time::Duration;

use chrono::{DateTime, Utc};
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::ClientId;
use secrecy::ExposeSecret as _;
use thiserror::Error as ThisError;
use tokio::time::timeout;

use super::compose::Letter;
use super::failure::{MailFailure, Stage, Unusable};
use crate::settings::{MailSettings, SmtpSecurity};

/// How long a letter may take, its files with it.
const PATIENCE: Duration = Duration::from_secs(120);

/// How long we wait to take our leave: by then the letter is there.
const LEAVE: Duration = Duration::from_secs(2);

/// The mail server, ready for use. Each letter gets a connection of its own: there are a few a day.
#[derive(Clone)]
pub struct Mailer {
    settings: MailSettings,
    tls: Option<TlsParameters>,
    patience: Duration,
}

/// The file with certificates to trust does not hold any.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ThisError)]
#[error("there is no certificate in the file of `--smtp-ca`")]
pub struct BadCertificate;

impl Mailer {
    /// Makes it ready; nothing is sent and no connection is made.
    ///
    /// # Errors
    /// When the certificates to trust make no sense.
    pub fn new(settings: MailSettings) -> Result<Self, BadCertificate> {
        let tls = match settings.server.security {
            SmtpSecurity::None => None,
            SmtpSecurity::Tls | SmtpSecurity::StartTls => {
                let mut builder = TlsParameters::builder(settings.server.host.clone());
                if let Some(pem) = &settings.server.ca {
                    builder = builder.add_root_certificate(Certificate::from_pem(pem).map_err(|_| BadCertificate)?);
                }
                Some(builder.build().map_err(|_| BadCertificate)?)
            }
        };
        Ok(Self { settings, tls, patience: PATIENCE })
    }

    /// The same, but with as much time for each letter.
    #[must_use]
    pub fn with_patience(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// Sends the letter; `at` is its date. When it is done, the server has taken it upon itself to deliver it.
    ///
    /// # Errors
    /// By what is to be done next.
    pub async fn send(&self, letter: &Letter, at: DateTime<Utc>) -> Result<(), MailFailure> {
        let message = letter.message(&self.settings.from, &self.settings.to, at);
        let mut stage = Stage::Connecting;
        let talk = timeout(self.patience, self.talk(&message, &mut stage)).await;
        match talk {
            Ok(Ok(())) => Ok(()),
            Ok(Err(Stop::Failed(failure))) => Err(failure),
            Ok(Err(Stop::Smtp(error))) => Err(MailFailure::of(stage, &error)),
            Err(_) if stage == Stage::Done => Ok(()),
            Err(_) => Err(MailFailure::timed_out(stage)),
        }
    }

    async fn talk(&self, message: &[u8], stage: &mut Stage) -> Result<(), Stop> {
        let mut connection = self.connect(stage).await?;
        if let Some(login) = &self.settings.server.login {
            *stage = Stage::LoggingIn;
            let credentials = Credentials::new(login.user.clone(), login.password.expose_secret().to_owned());
            connection.auth(&[Mechanism::Plain, Mechanism::Login], &credentials).await?;
        }
        *stage = Stage::Sender;
        connection.command(Mail::new(Some(self.settings.from.lettre()), Vec::new())).await?;
        *stage = Stage::Receiver;
        connection.command(Rcpt::new(self.settings.to.lettre(), Vec::new())).await?;
        *stage = Stage::Asking;
        connection.command(Data).await?;
        *stage = Stage::Handing;
        connection.message(message).await?;
        *stage = Stage::Done;
        // Whether it hears our goodbye does not matter any more.
        let _ = timeout(LEAVE, connection.quit()).await;
        Ok(())
    }

    async fn connect(&self, stage: &mut Stage) -> Result<AsyncSmtpConnection, Stop> {
        let server = &self.settings.server;
        let hello = ClientId::Domain(self.settings.from.host().to_owned());
        let from_the_start = if server.security == SmtpSecurity::Tls { self.tls.clone() } else { None };
        let place = (server.host.as_str(), server.port);
        // Each address of the host gets its share.
        let share = Some(self.patience / 3);
        let mut connection = AsyncSmtpConnection::connect_tokio1(place, share, &hello, from_the_start, None).await?;
        if let (SmtpSecurity::StartTls, Some(tls)) = (server.security, &self.tls) {
            if !connection.can_starttls() {
                connection.abort().await;
                return Err(Stop::Failed(MailFailure::Unusable(Unusable::NoStartTls)));
            }
            *stage = Stage::Encrypting;
            connection.starttls(tls.clone(), &hello).await?;
        }
        Ok(connection)
    }
}

/// Why the talk with the server came to an end.
enum Stop {
    Smtp(Error),
    Failed(MailFailure),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Smtp(error)
    }
}

/// Without the server's password, and without addresses.
impl std::fmt::Debug for Mailer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mailer").field("settings", &self.settings).finish_non_exhaustive()
    }
}
