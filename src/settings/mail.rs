//! Whether leads also go out by e-mail: to whom, from whom, and by which server.
//!
//! How the connection is protected follows from the address of the server:
//! - `smtps://…`: encrypted from the first byte (port 465).
//! - `smtp://…`: encrypted by STARTTLS before anything is said, or not at all (port 587).
//! - `smtp://…?tls=none`: not encrypted (port 25). It is also what a server on this machine gets, unless
//!   `?tls=starttls` is asked for. A password goes to such a server only when it is on this machine.

use std::fmt;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use clap::Args;
use percent_encoding::percent_decode_str;
use secrecy::{ExposeSecret as _, SecretString};
use thiserror::Error;
use url::Url;

use crate::mail::MailAddress;

#[derive(Debug, Clone, Default, Args)]
pub struct MailArgs {
    /// Send every idea and question passed on by e-mail as well, to this address
    #[arg(long, value_name = "ADDRESS", env = "ESIJ_MAIL_TO")]
    pub mail_to: Option<MailAddress>,
    /// Whom the e-mail is from
    #[arg(long, value_name = "ADDRESS", env = "ESIJ_MAIL_FROM")]
    pub mail_from: Option<MailAddress>,
    /// The server that sends the e-mail: `smtps://USER:PASSWORD@HOST`, or `smtp://…` for STARTTLS
    #[arg(long, value_name = "URL", env = "ESIJ_SMTP_URL", hide_env_values = true)]
    pub smtp: Option<SmtpUrl>,
    /// A file that holds the password for that server
    #[arg(long, value_name = "FILE", env = "ESIJ_SMTP_PASSWORD_FILE")]
    pub smtp_password_file: Option<PathBuf>,
    /// A file with a certificate (PEM) to trust as well, for a server of one's own
    #[arg(long, value_name = "FILE", env = "ESIJ_SMTP_CA")]
    pub smtp_ca: Option<PathBuf>,
}

/// The address of a server as it was given. Any text is taken at first, so that no message repeats the password in it.
#[derive(Clone)]
pub struct SmtpUrl(SecretString);

/// Where e-mail goes and by which way, known to be sound.
#[derive(Debug, Clone)]
pub struct MailSettings {
    pub to: MailAddress,
    pub from: MailAddress,
    pub server: SmtpServer,
}

#[derive(Debug, Clone)]
pub struct SmtpServer {
    /// A name or an IP address, without brackets.
    pub host: String,
    pub port: u16,
    pub security: SmtpSecurity,
    pub login: Option<SmtpLogin>,
    /// Certificates to trust beside those of the well-known authorities, as PEM.
    pub ca: Option<Vec<u8>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SmtpSecurity {
    /// Encrypted from the first byte.
    Tls,
    /// Encrypted before anything is said, or there is no connection.
    StartTls,
    None,
}

#[derive(Clone)]
pub struct SmtpLogin {
    pub user: String,
    pub password: SecretString,
}

/// What is wrong with the settings for e-mail. No secret is in it.
#[derive(Debug, Error)]
pub enum MailSettingsError {
    #[error("e-mail needs {missing} as well")]
    Incomplete { missing: String },
    #[error("the mail server is given as `smtps://USER:PASSWORD@HOST:PORT` or `smtp://USER:PASSWORD@HOST:PORT`")]
    BadUrl,
    #[error(
        "the only addition to the address of a mail server is `?tls=none` or `?tls=starttls`, to one with `smtp://`"
    )]
    BadAddition,
    #[error("the password for the mail server stands in its address and in a file")]
    PasswordTwice,
    #[error("there is a password for the mail server, but no user")]
    NoUser,
    #[error("there is a user for the mail server, but no password")]
    NoPassword,
    #[error("the password for the mail server would travel unencrypted")]
    UnprotectedPassword,
    #[error("cannot read the file `{}`", path.display())]
    File { path: PathBuf, source: std::io::Error },
    #[error("there is no password in `{}`", path.display())]
    EmptyPassword { path: PathBuf },
    #[error("there is no certificate (PEM) in `{}`", path.display())]
    NoCertificate { path: PathBuf },
}

impl MailSettingsError {
    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Incomplete { .. } => "give `--mail-to`, `--mail-from` and `--smtp` together, or none of them",
            Self::BadUrl => {
                "write signs such as `@`, `:` and `/` in a user or password as `%40`, `%3A` and `%2F`, or put the password in a file: `--smtp-password-file`"
            }
            Self::BadAddition => "leave it out: `smtps://` is encrypted from the start, `smtp://` by STARTTLS",
            Self::PasswordTwice => "take it out of the address",
            Self::NoUser => "put the user in the address of the server: `smtps://USER@HOST`",
            Self::NoPassword => "put it in a file and name that with `--smtp-password-file`",
            Self::UnprotectedPassword => "leave out `?tls=none`, or use `smtps://`",
            Self::File { .. } => "check the path, and that the file may be read by this user",
            Self::EmptyPassword { .. } => "put the password in it, and nothing else",
            Self::NoCertificate { .. } => "it begins with `-----BEGIN CERTIFICATE-----`",
        }
    }
}

impl MailArgs {
    /// The settings for e-mail, or `None` when nothing of it was given. Reads the files that were named.
    ///
    /// # Errors
    /// When only a part was given, or something is unsound.
    pub fn settings(self) -> Result<Option<MailSettings>, MailSettingsError> {
        let given = self.mail_to.is_some()
            || self.mail_from.is_some()
            || self.smtp.is_some()
            || self.smtp_password_file.is_some()
            || self.smtp_ca.is_some();
        if !given {
            return Ok(None);
        }
        let (to, from, url) = match (self.mail_to, self.mail_from, self.smtp) {
            (Some(to), Some(from), Some(url)) => (to, from, url),
            (to, from, url) => {
                let needed =
                    [(to.is_none(), "`--mail-to`"), (from.is_none(), "`--mail-from`"), (url.is_none(), "`--smtp`")];
                let missing: Vec<&str> = needed.into_iter().filter(|(is, _)| *is).map(|(_, name)| name).collect();
                return Err(MailSettingsError::Incomplete { missing: missing.join(" and ") });
            }
        };
        let password = self.smtp_password_file.as_deref().map(password).transpose()?;
        let ca = self.smtp_ca.as_deref().map(certificate).transpose()?;
        let server = SmtpServer { ca, ..url.server(password)? };
        Ok(Some(MailSettings { to, from, server }))
    }
}

impl SmtpUrl {
    /// The server that the address names. `password` is the one from a file.
    fn server(&self, password: Option<SecretString>) -> Result<SmtpServer, MailSettingsError> {
        let url = Url::parse(self.0.expose_secret().trim()).map_err(|_| MailSettingsError::BadUrl)?;
        let host = url.host_str().unwrap_or_default();
        let host = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host).to_owned();
        let named = host.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'));
        let sound = matches!(url.scheme(), "smtp" | "smtps")
            && !host.is_empty()
            && (named || host.parse::<IpAddr>().is_ok())
            && matches!(url.path(), "" | "/")
            && url.fragment().is_none()
            && url.port() != Some(0);
        if !sound {
            return Err(MailSettingsError::BadUrl);
        }
        let own = is_loopback(&host);
        let (security, usual) = match (url.scheme(), url.query()) {
            ("smtps", None) => (SmtpSecurity::Tls, 465),
            ("smtp", None) if own => (SmtpSecurity::None, 25),
            ("smtp", None | Some("tls=starttls")) => (SmtpSecurity::StartTls, 587),
            ("smtp", Some("tls=none")) => (SmtpSecurity::None, 25),
            _ => return Err(MailSettingsError::BadAddition),
        };
        let login = login(&url, password)?;
        if login.is_some() && security == SmtpSecurity::None && !own {
            return Err(MailSettingsError::UnprotectedPassword);
        }
        Ok(SmtpServer { host, port: url.port().unwrap_or(usual), security, login, ca: None })
    }
}

fn login(url: &Url, from_file: Option<SecretString>) -> Result<Option<SmtpLogin>, MailSettingsError> {
    let decoded = |text: &str| {
        let text = percent_decode_str(text).decode_utf8().map_err(|_| MailSettingsError::BadUrl)?;
        // A NUL separates user and password on their way to the server.
        if text.contains(char::is_control) { Err(MailSettingsError::BadUrl) } else { Ok(text.into_owned()) }
    };
    let in_url = url.password().map(decoded).transpose()?.map(SecretString::from);
    let user = decoded(url.username())?;
    match (user.is_empty(), in_url, from_file) {
        (_, Some(_), Some(_)) => Err(MailSettingsError::PasswordTwice),
        (true, None, None) => Ok(None),
        (true, ..) => Err(MailSettingsError::NoUser),
        (false, None, None) => Err(MailSettingsError::NoPassword),
        (false, Some(password), None) | (false, None, Some(password)) => Ok(Some(SmtpLogin { user, password })),
    }
}

fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost") || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// The first line of the file.
fn password(path: &Path) -> Result<SecretString, MailSettingsError> {
    let text = SecretString::from(std::fs::read_to_string(path).map_err(|source| unreadable(path, source))?);
    let line = text.expose_secret().trim_end_matches(['\r', '\n']);
    if line.is_empty() || line.contains(char::is_control) {
        return Err(MailSettingsError::EmptyPassword { path: path.to_owned() });
    }
    Ok(SecretString::from(line.to_owned()))
}

fn certificate(path: &Path) -> Result<Vec<u8>, MailSettingsError> {
    let pem = std::fs::read(path).map_err(|source| unreadable(path, source))?;
    let begins = b"-----BEGIN CERTIFICATE-----";
    if !pem.windows(begins.len()).any(|part| part == begins) {
        return Err(MailSettingsError::NoCertificate { path: path.to_owned() });
    }
    Ok(pem)
}

fn unreadable(path: &Path, source: std::io::Error) -> MailSettingsError {
    MailSettingsError::File { path: path.to_owned(), source }
}

impl FromStr for SmtpUrl {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(SecretString::from(text.to_owned())))
    }
}

impl fmt::Debug for SmtpUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SmtpUrl(…)")
    }
}

impl fmt::Debug for SmtpLogin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SmtpLogin(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(url: &str, password: Option<&str>) -> Result<SmtpServer, MailSettingsError> {
        let url: SmtpUrl = url.parse().expect("any text is taken");
        url.server(password.map(|password| SecretString::from(password.to_owned())))
    }

    #[test]
    fn the_address_tells_how_the_connection_is_protected() {
        use SmtpSecurity::{None, StartTls, Tls};
        for (url, host, port, security) in [
            ("smtps://mail.ijmond.example", "mail.ijmond.example", 465, Tls),
            (" smtps://mail.ijmond.example:1465/ ", "mail.ijmond.example", 1465, Tls),
            ("smtps://127.0.0.1", "127.0.0.1", 465, Tls),
            ("smtp://mail.ijmond.example", "mail.ijmond.example", 587, StartTls),
            ("smtp://mail.ijmond.example:25?tls=starttls", "mail.ijmond.example", 25, StartTls),
            ("smtp://mail.ijmond.example?tls=none", "mail.ijmond.example", 25, None),
            ("smtp://localhost", "localhost", 25, None),
            ("smtp://127.8.9.1:1025", "127.8.9.1", 1025, None),
            ("smtp://[::1]:1025", "::1", 1025, None),
            ("smtp://localhost?tls=starttls", "localhost", 587, StartTls),
            ("smtp://localhost.ijmond.example", "localhost.ijmond.example", 587, StartTls),
            ("smtp://[2001:db8::1]", "2001:db8::1", 587, StartTls),
        ] {
            let server = server(url, Option::None).unwrap_or_else(|error| panic!("{url}: {error}"));
            assert_eq!((server.host.as_str(), server.port, server.security), (host, port, security), "{url}");
            assert!(server.login.is_none(), "{url}");
        }
    }

    #[test]
    fn other_addresses_are_refused_without_showing_them() {
        for url in [
            "",
            "mail.ijmond.example",
            "mail.ijmond.example:25",
            "https://bot:geheim@mail.ijmond.example",
            "smtp:mail.ijmond.example",
            "smtp://",
            "smtps://bot:geheim@",
            "smtp://mail.ijmond.example/path",
            "smtp://mail.ijmond.example#geheim",
            "smtp://mail.ijmond.example:0",
            "smtp://mail.ijmond.example:99999",
            "smtp://mail%0d%0a.ijmond.example",
            "smtp://mail_ijmond.example",
            "smtps://bot:geh%00eim@mail.ijmond.example",
            "smtps://bot:geheim%FF@mail.ijmond.example",
            "smtps://bot:ge/heim@mail.ijmond.example",
        ] {
            let error = server(url, None).expect_err(url);
            assert!(matches!(error, MailSettingsError::BadUrl), "{url}: {error}");
            assert!(!format!("{error} {error:?} {}", error.hint()).contains("geheim"), "{url}");
        }
        for url in
            ["smtps://mail.ijmond.example?tls=none", "smtp://mail.ijmond.example?tls=maybe", "smtp://localhost?x=1"]
        {
            assert!(matches!(server(url, None), Err(MailSettingsError::BadAddition)), "{url}");
        }
    }

    #[test]
    fn a_login_is_whole_and_protected() {
        let login = |url, file| server(url, file).map(|server| server.login);
        let known =
            |login: Option<SmtpLogin>| login.map(|login| (login.user, login.password.expose_secret().to_owned()));
        let expected = Some(("bot@ijmond".to_owned(), "ge:h+e im".to_owned()));
        let inside = login("smtps://bot%40ijmond:ge%3Ah+e%20im@mail.ijmond.example", None).expect("a login");
        assert_eq!(known(inside), expected);
        let beside = login("smtps://bot%40ijmond@mail.ijmond.example", Some("ge:h+e im")).expect("a login");
        assert_eq!(known(beside), expected);
        assert!(login("smtp://bot:x@localhost", None).is_ok());
        assert!(login("smtp://bot:x@[::1]:25?tls=none", None).is_ok());
        let wrong = |url, file| login(url, file).map(|_| ()).expect_err(url);
        assert!(matches!(wrong("smtps://bot:x@h.example", Some("x")), MailSettingsError::PasswordTwice));
        assert!(matches!(wrong("smtps://:x@h.example", None), MailSettingsError::NoUser));
        assert!(matches!(wrong("smtps://h.example", Some("x")), MailSettingsError::NoUser));
        assert!(matches!(wrong("smtps://bot@h.example", None), MailSettingsError::NoPassword));
        let open = wrong("smtp://bot:x@h.example?tls=none", None);
        assert!(matches!(open, MailSettingsError::UnprotectedPassword));
    }

    fn args(to: bool, from: bool, smtp: bool) -> MailArgs {
        let address = || MailAddress::parse("esij@ijmond.example").ok();
        MailArgs {
            mail_to: address().filter(|_| to),
            mail_from: address().filter(|_| from),
            smtp: "smtps://bot:geheim@mail.ijmond.example".parse().ok().filter(|_| smtp),
            ..MailArgs::default()
        }
    }

    #[test]
    fn it_is_all_or_nothing() {
        assert!(args(false, false, false).settings().expect("nothing is sound").is_none());
        let settings = args(true, true, true).settings().expect("all is sound").expect("settings");
        let shown = format!("{settings:?} {:?}", args(true, true, true));
        assert!(!shown.contains("geheim") && !shown.contains("esij@"), "{shown}");
        for (given, said) in [
            (args(true, false, false), "e-mail needs `--mail-from` and `--smtp` as well"),
            (args(false, true, true), "e-mail needs `--mail-to` as well"),
            (args(true, true, false), "e-mail needs `--smtp` as well"),
        ] {
            assert_eq!(given.settings().expect_err("a part").to_string(), said);
        }
        let alone = MailArgs { smtp_ca: Some("ca.pem".into()), ..MailArgs::default() };
        assert!(matches!(alone.settings(), Err(MailSettingsError::Incomplete { .. })));
    }

    #[test]
    fn files_are_read() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).expect("a file");
            path
        };
        let with = |password: &Path| MailArgs {
            smtp: "smtps://bot@mail.ijmond.example".parse().ok(),
            smtp_password_file: Some(password.to_owned()),
            ..args(true, true, true)
        };
        let settings = with(&file("password", " geheim \r\n")).settings().expect("a password").expect("settings");
        assert_eq!(settings.server.login.expect("a login").password.expose_secret(), " geheim ");
        for empty in ["", "\n", "geheim\nen meer\n"] {
            let error = with(&file("password", empty)).settings().expect_err(empty);
            assert!(matches!(error, MailSettingsError::EmptyPassword { .. }), "{error}");
        }
        let error = with(&folder.path().join("none")).settings().expect_err("no file");
        assert!(matches!(error, MailSettingsError::File { .. }), "{error}");
        let trusting = |ca: PathBuf| MailArgs { smtp_ca: Some(ca), ..args(true, true, true) }.settings();
        let sound = trusting(file("ca.pem", "# mine\n-----BEGIN CERTIFICATE-----\n")).expect("sound");
        assert!(sound.expect("settings").server.ca.is_some());
        assert!(matches!(trusting(file("ca.der", "MII")), Err(MailSettingsError::NoCertificate { .. })));
    }
}
