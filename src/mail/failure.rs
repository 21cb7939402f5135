//! Why a letter was not sent, by what is to be done about it.

use lettre::transport::smtp::Error;
use lettre::transport::smtp::response::Code;
use thiserror::Error as ThisError;

/// Why a letter was not sent. Nothing that the server or somebody else wrote is in it, only codes.
#[derive(Debug, Clone, PartialEq, Eq, ThisError)]
pub enum MailFailure {
    /// It did not arrive; later it may.
    #[error("{0}")]
    Transient(Trouble),
    /// It may have arrived. Sent again, it may arrive twice, under the same `Message-ID`.
    #[error("{0}; the letter may have arrived")]
    MayHaveArrived(Trouble),
    /// No letter will get through until somebody changes a setting or the server: hold them all.
    #[error("{0}")]
    Unusable(Unusable),
    /// The server will never take this letter.
    #[error("the mail server refuses the {step} ({code})")]
    Refused {
        step: Step,
        /// Such as `550` or `550 5.1.1` (RFC 5321, RFC 3463).
        code: String,
    },
}

/// What may be over by itself.
#[derive(Debug, Clone, PartialEq, Eq, ThisError)]
pub enum Trouble {
    #[error("no connection to the mail server")]
    NoConnection,
    #[error("the mail server did not answer in time")]
    TimedOut,
    #[error("the connection to the mail server broke")]
    Broken,
    #[error("the mail server cannot take it now ({0})")]
    Busy(String),
}

/// What somebody has to see to.
#[derive(Debug, Clone, PartialEq, Eq, ThisError)]
pub enum Unusable {
    #[error("the mail server offers no encryption (STARTTLS)")]
    NoStartTls,
    #[error("the mail server's certificate is not trusted")]
    Untrusted,
    #[error("no encrypted connection with the mail server comes about")]
    Tls,
    #[error("the mail server refuses the user name or password, or wants one{0}")]
    Login(In),
    #[error("the mail server refuses to work for us{0}")]
    Unwelcome(In),
}

/// A code in brackets, where there is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct In(pub Option<String>);

/// What a server can refuse of a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ThisError)]
pub enum Step {
    #[error("sender")]
    Sender,
    #[error("receiver")]
    Receiver,
    #[error("letter")]
    Content,
}

/// How far the talk with a server got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    Connecting,
    Encrypting,
    LoggingIn,
    Sender,
    Receiver,
    /// Asked whether the content may come.
    Asking,
    /// The content is on its way, or is there.
    Handing,
    Done,
}

impl MailFailure {
    /// Whether trying the same again is of no use until something changes.
    pub fn is_permanent(&self) -> bool {
        matches!(self, Self::Unusable(_) | Self::Refused { .. })
    }

    /// Whether it says nothing about this letter: no other gets through either.
    pub fn is_of_all(&self) -> bool {
        matches!(self, Self::Unusable(_) | Self::Transient(Trouble::NoConnection))
    }

    pub(super) fn timed_out(stage: Stage) -> Self {
        interrupted(stage, Trouble::TimedOut)
    }

    pub(super) fn of(stage: Stage, error: &Error) -> Self {
        if let Some(code) = error.status() {
            return refused(stage, code, &error.to_string());
        }
        if let Some(tls) = in_chain::<rustls::Error>(error) {
            return Self::Unusable(match tls {
                rustls::Error::InvalidCertificate(_) => Unusable::Untrusted,
                _ => Unusable::Tls,
            });
        }
        match stage {
            // The server knows no way to log in that we know.
            Stage::LoggingIn if error.is_client() => Self::Unusable(Unusable::Login(In(None))),
            Stage::Connecting if !error.is_response() => Self::Transient(Trouble::NoConnection),
            _ => interrupted(stage, Trouble::Broken),
        }
    }
}

fn interrupted(stage: Stage, trouble: Trouble) -> MailFailure {
    match stage {
        Stage::Handing | Stage::Done => MailFailure::MayHaveArrived(trouble),
        _ => MailFailure::Transient(trouble),
    }
}

fn refused(stage: Stage, code: Code, said: &str) -> MailFailure {
    let number = u16::from(code);
    let shown = match enhanced(said) {
        Some(enhanced) => format!("{number} {enhanced}"),
        None => number.to_string(),
    };
    if number < 500 {
        return MailFailure::Transient(Trouble::Busy(shown));
    }
    let step = match stage {
        Stage::Connecting => return MailFailure::Unusable(Unusable::Unwelcome(In(Some(shown)))),
        Stage::Encrypting => return MailFailure::Unusable(Unusable::NoStartTls),
        Stage::LoggingIn => return MailFailure::Unusable(Unusable::Login(In(Some(shown)))),
        // 530, 534, 535 and 538 are about logging in wherever they come (RFC 4954).
        _ if matches!(number, 530 | 534 | 535 | 538) => {
            return MailFailure::Unusable(Unusable::Login(In(Some(shown))));
        }
        Stage::Sender => Step::Sender,
        Stage::Receiver => Step::Receiver,
        Stage::Asking | Stage::Handing | Stage::Done => Step::Content,
    };
    MailFailure::Refused { step, code: shown }
}

/// The enhanced status code at the start of what a server says, such as `5.1.1` (RFC 2034).
fn enhanced(said: &str) -> Option<&str> {
    let (_, text) = said.split_once(": ")?;
    let word = text.split_whitespace().next()?;
    let sound = word.len() <= 9
        && word.split('.').count() == 3
        && word.split('.').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
    sound.then_some(word)
}

/// The error of this kind that is at the bottom of it. One within an [`std::io::Error`] is none of its sources.
fn in_chain<'a, T: std::error::Error + 'static>(error: &'a (dyn std::error::Error + 'static)) -> Option<&'a T> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref::<T>() {
            return Some(found);
        }
        let inner = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        if let Some(found) = inner.and_then(|inner| inner.downcast_ref::<T>()) {
            return Some(found);
        }
        next = error.source();
    }
    None
}

impl std::fmt::Display for In {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.0 {
            Some(code) => write!(f, " ({code})"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_codes_are_taken_from_what_a_server_says() {
        for (said, expected) in [
            ("permanent error (550): 5.1.1 <sanne@dewit.example> unknown", Some("5.1.1")),
            ("permanent error (550): sanne@dewit.example unknown", None),
            ("permanent error (550): 5.1.sanne unknown", None),
            ("permanent error (550): 06.12345678.1", None),
            ("permanent error (550): ", None),
            ("permanent error (550)", None),
        ] {
            assert_eq!(enhanced(said), expected, "{said}");
        }
    }
}
