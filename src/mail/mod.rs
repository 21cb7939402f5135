//! A lead as an e-mail to the programme: [`Letter`] says what is in it, [`Mailer`] hands it to the mail server.
//!
//! Invariant: one letter is one message that the server takes or does not; the same letter has the same `Message-ID`
//! however often it is sent, so that a repeat is known. Nothing that somebody typed becomes a header of its own.

mod address;
mod compose;
mod failure;
mod mailer;

pub use address::{MailAddress, MailAddressError};
pub use compose::{Enclosure, Letter};
pub use failure::{MailFailure, Step, Trouble, Unusable};
pub use mailer::{BadCertificate, Mailer};
