//! An address that a mail server takes.

use std::fmt;
use std::str::FromStr;

use email_address::{EmailAddress, Options};
use lettre::Address;
use thiserror::Error;

use crate::ideas::Private;

/// An e-mail address without a name beside it, in ASCII, with a host that has a name. It can be somebody's own, so
/// `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct MailAddress {
    text: Private,
    address: Address,
}

/// What an address should have looked like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("an e-mail address is given as `name@example.org`, without a name or brackets around it")]
pub struct MailAddressError;

impl MailAddress {
    /// The only way to an address, from whatever somebody typed; white space around it is dropped.
    ///
    /// Taken are addresses that every mail server and reader knows: letters, digits and the signs that RFC 5322 allows
    /// without quotes, and the name of a host. So nothing in it can end a header or a command.
    ///
    /// # Errors
    /// When it is anything else.
    pub fn parse(text: &str) -> Result<Self, MailAddressError> {
        let text = text.trim();
        let plain = |c: char| c.is_ascii_alphanumeric() || ".!#$%&'*+/=?^_`{|}~-@".contains(c);
        if !text.chars().all(plain) {
            return Err(MailAddressError);
        }
        let options = Options::default().without_display_text().without_domain_literal();
        EmailAddress::parse_with_options(text, options).map_err(|_| MailAddressError)?;
        let address = Address::from_str(text).map_err(|_| MailAddressError)?;
        Ok(Self { text: text.into(), address })
    }

    pub fn as_str(&self) -> &str {
        self.text.as_str()
    }

    /// What stands behind the `@`.
    pub fn host(&self) -> &str {
        self.address.domain()
    }

    pub(super) fn lettre(&self) -> Address {
        self.address.clone()
    }
}

impl FromStr for MailAddress {
    type Err = MailAddressError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl fmt::Debug for MailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MailAddress(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_taken_and_nothing_else() {
        for (text, sound) in [
            ("esij@ijmond.example", true),
            ("  esij+ideeen@sub.ijmond.example\n", true),
            ("o'neil_1@ijmond.example", true),
            ("bot@localhost", true),
            ("", false),
            ("esij", false),
            ("@ijmond.example", false),
            ("esij@", false),
            ("esij@@ijmond.example", false),
            ("a@b@c.example", false),
            (".esij@ijmond.example", false),
            ("esij@ijmond..example", false),
            ("esij@-ijmond.example", false),
            ("ESIJ <esij@ijmond.example>", false),
            ("<esij@ijmond.example>", false),
            ("\"e s\"@ijmond.example", false),
            ("esij@[127.0.0.1]", false),
            ("ésij@ijmond.example", false),
            ("esij@ijmönd.example", false),
            ("esij@ijmond.example\r\nBcc: x@y.example", false),
            ("esij@ijmond.example> SIZE=1", false),
            ("a@b.example,c@d.example", false),
            ("esij\0@ijmond.example", false),
        ] {
            assert_eq!(MailAddress::parse(text).is_ok(), sound, "{text}");
        }
        let long = format!("{}@ijmond.example", "a".repeat(65));
        assert!(MailAddress::parse(&long).is_err());
        let address = MailAddress::parse(" esij@ijmond.example ").expect("an address");
        assert_eq!((address.as_str(), address.host()), ("esij@ijmond.example", "ijmond.example"));
        assert_eq!(format!("{address:?}"), "MailAddress(…)");
    }
}
