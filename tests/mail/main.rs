//! E-mail to the programme: what stands in a letter, and what becomes of it at every kind of mail server.
//!
//! A small server in the test gives all the odd answers. A real one, aiosmtpd, runs when `ESIJ_TEST_SMTP` is `1`, and must
//! then be there; otherwise the test says that it did not run.

mod aiosmtpd;
mod answers;
mod encryption;
mod letters;
mod peer;
mod real;
mod support;
