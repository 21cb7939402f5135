//! What can be wrong with the database: what it is, where, and what to do about it.

use std::fmt;
use std::io::ErrorKind;
use std::sync::Arc;

use sqlx::Error;
use thiserror::Error as ThisError;

use crate::ideas::ChatId;
use crate::settings::DatabaseUrl;

/// The database by its address, without the password.
#[derive(Debug, Clone)]
pub(super) struct Place(Arc<str>);

/// The database did not do what it was asked. Nothing of the transaction was kept, or all of it without being sure to
/// last (see `commit.rs`); doing the same once more is right in both cases.
#[derive(Debug, ThisError)]
#[error("{} `{}`", kind.what(), place.0)]
pub struct StoreError {
    kind: StoreErrorKind,
    place: Place,
    #[source]
    cause: Cause,
}

/// The database's own words. Only its message is taken: its details may quote what people typed.
#[derive(Debug, ThisError)]
#[error("{0}")]
struct Cause(String);

/// Kinds of trouble that call for different action.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StoreErrorKind {
    /// The file or its folder does not exist or may not be opened.
    CannotOpen,
    /// The server does not answer, or has no room for another connection.
    CannotConnect,
    /// The server does not let this user in, or has no such database.
    AccessDenied,
    ReadOnly,
    DiskFull,
    /// The disk does not do what it is told.
    DiskFailed,
    /// Another bot works on this file, which is for one at a time.
    InUse,
    /// Another program holds the database for longer than we wait.
    Locked,
    Corrupt,
    /// The file is something else.
    NotADatabase,
    /// The database was written by a newer program.
    Newer,
    /// The database has not been brought up to date for this program; only a bot does that.
    Older,
    /// Two transactions got in each other's way; trying again helps.
    Conflict,
    /// Another turn holds this chat; trying again helps when it is held from the start.
    Busy(ChatId),
    /// What was to be stored breaks a rule of the database; trying again does not help.
    Refused,
    /// Something was asked that this kind of database cannot do.
    Unsupported,
    Other,
}

impl Place {
    pub(super) fn new(url: &DatabaseUrl) -> Self {
        Self(url.to_string().into())
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// The error as it is handed on.
    pub(super) fn error(&self, error: Error) -> StoreError {
        let kind = classify(&error, self.0.starts_with("sqlite:"));
        let cause = match &error {
            Error::Database(error) => error.message().to_owned(),
            Error::PoolTimedOut => "no connection became free in time".to_owned(),
            _ => error.to_string(),
        };
        StoreError::new(self, kind, cause)
    }

    /// What the system says of a file of the database.
    pub(super) fn io(&self, error: &std::io::Error) -> StoreError {
        let kind = match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => StoreErrorKind::DiskFull,
            ErrorKind::PermissionDenied => StoreErrorKind::CannotOpen,
            _ => StoreErrorKind::DiskFailed,
        };
        StoreError::new(self, kind, error.to_string())
    }
}

impl StoreError {
    pub(super) fn new(place: &Place, kind: StoreErrorKind, cause: impl Into<String>) -> Self {
        Self { kind, place: place.clone(), cause: Cause(cause.into()) }
    }

    pub fn kind(&self) -> StoreErrorKind {
        self.kind
    }

    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self.kind {
            StoreErrorKind::CannotOpen => "check that the folder exists and that this user may read and write it",
            StoreErrorKind::CannotConnect => "check that the server runs and can be reached from here",
            StoreErrorKind::AccessDenied => "check the user, the password and the name of the database in the address",
            StoreErrorKind::ReadOnly => "give this user the right to write the file and its folder",
            StoreErrorKind::DiskFull => "make room on the disk; nothing was lost, what was not stored comes in again",
            StoreErrorKind::DiskFailed => "check the disk and how it is mounted; copy the file before you repair it",
            StoreErrorKind::InUse => {
                "stop the other bot first, or give this one a database of its own; several bots together need PostgreSQL"
            }
            StoreErrorKind::Locked => {
                "stop the other program that uses the database; one bot works on a file at a time"
            }
            StoreErrorKind::Corrupt => "put back the last backup; keep the broken file for a closer look",
            StoreErrorKind::NotADatabase => "choose another file, or move this one away",
            StoreErrorKind::Newer => "run the newest version of the program, or put back the backup from before it",
            StoreErrorKind::Older => {
                "use the program that the bot runs, or start the bot with this one: it brings the database up to date"
            }
            StoreErrorKind::Conflict | StoreErrorKind::Busy(_) | StoreErrorKind::Other => {
                "try again; report it when it stays"
            }
            StoreErrorKind::Refused => "report it: this should not happen",
            StoreErrorKind::Unsupported => "use the tools of the database itself, such as `pg_dump` for PostgreSQL",
        }
    }
}

impl StoreErrorKind {
    fn what(self) -> &'static str {
        match self {
            Self::CannotOpen => "cannot open the database",
            Self::CannotConnect => "cannot connect to the database",
            Self::AccessDenied => "no access to the database",
            Self::ReadOnly => "cannot write to the database",
            Self::DiskFull => "no room on the disk for the database",
            Self::DiskFailed => "the disk fails under the database",
            Self::InUse => "another bot works on the database",
            Self::Locked => "another program holds the database",
            Self::Corrupt => "the database is damaged:",
            Self::NotADatabase => "this file is not a database:",
            Self::Newer => "a newer program wrote the database",
            Self::Older => "this program needs a newer schema than that of the database",
            Self::Conflict | Self::Busy(_) => "somebody else was just changing the database",
            Self::Refused => "the database refuses what is to be stored:",
            Self::Unsupported => "this cannot be done with the database",
            Self::Other => "the database failed:",
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn classify(error: &Error, sqlite: bool) -> StoreErrorKind {
    match error {
        Error::Database(error) => {
            let code = error.code().unwrap_or_default();
            if sqlite { classify_sqlite(&code) } else { classify_postgres(&code) }
        }
        Error::PoolTimedOut if sqlite => StoreErrorKind::Locked,
        Error::Io(_) | Error::Tls(_) | Error::PoolTimedOut | Error::PoolClosed => StoreErrorKind::CannotConnect,
        Error::Encode(_) => StoreErrorKind::Refused,
        Error::Configuration(_) => StoreErrorKind::CannotOpen,
        _ => StoreErrorKind::Other,
    }
}

/// By the primary result code, the lowest byte (<https://www.sqlite.org/rescode.html>).
fn classify_sqlite(code: &str) -> StoreErrorKind {
    let code = code.parse::<u32>().unwrap_or_default();
    match code & 0xff {
        // The file of the write-ahead log's index cannot grow.
        10 if code == 4874 => StoreErrorKind::DiskFull,
        3 | 14 => StoreErrorKind::CannotOpen,
        5 | 6 => StoreErrorKind::Locked,
        8 => StoreErrorKind::ReadOnly,
        10 => StoreErrorKind::DiskFailed,
        11 => StoreErrorKind::Corrupt,
        13 => StoreErrorKind::DiskFull,
        18..=20 => StoreErrorKind::Refused,
        26 => StoreErrorKind::NotADatabase,
        _ => StoreErrorKind::Other,
    }
}

/// By SQLSTATE (<https://www.postgresql.org/docs/current/errcodes-appendix.html>).
fn classify_postgres(code: &str) -> StoreErrorKind {
    match code {
        "40001" | "40P01" => StoreErrorKind::Conflict,
        "25006" => StoreErrorKind::ReadOnly,
        "53100" => StoreErrorKind::DiskFull,
        "58030" => StoreErrorKind::DiskFailed,
        "55P03" => StoreErrorKind::Locked,
        "3D000" | "42501" => StoreErrorKind::AccessDenied,
        _ if code.starts_with("28") => StoreErrorKind::AccessDenied,
        _ if code.starts_with("22") || code.starts_with("23") => StoreErrorKind::Refused,
        _ if code.starts_with("08") || code.starts_with("53") || code.starts_with("57P") => {
            StoreErrorKind::CannotConnect
        }
        _ if code.starts_with("XX") => StoreErrorKind::Corrupt,
        _ => StoreErrorKind::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_told_apart() {
        // 1032: the file was moved away.
        for (code, expected) in [
            ("14", StoreErrorKind::CannotOpen),
            ("5", StoreErrorKind::Locked),
            ("517", StoreErrorKind::Locked),
            ("1032", StoreErrorKind::ReadOnly),
            ("13", StoreErrorKind::DiskFull),
            ("11", StoreErrorKind::Corrupt),
            ("26", StoreErrorKind::NotADatabase),
            ("2067", StoreErrorKind::Refused),
            ("778", StoreErrorKind::DiskFailed),
            ("4874", StoreErrorKind::DiskFull),
            ("1", StoreErrorKind::Other),
        ] {
            assert_eq!(classify_sqlite(code), expected, "SQLite {code}");
        }
        for (code, expected) in [
            ("40P01", StoreErrorKind::Conflict),
            ("28P01", StoreErrorKind::AccessDenied),
            ("3D000", StoreErrorKind::AccessDenied),
            ("53100", StoreErrorKind::DiskFull),
            ("53300", StoreErrorKind::CannotConnect),
            ("57P01", StoreErrorKind::CannotConnect),
            ("22021", StoreErrorKind::Refused),
            ("23505", StoreErrorKind::Refused),
        ] {
            assert_eq!(classify_postgres(code), expected, "PostgreSQL {code}");
        }
    }

    #[test]
    fn the_password_stays_out() {
        let url = DatabaseUrl::parse("postgres://esij:geheim@db/esij").expect("an address");
        let error = Place::new(&url).error(Error::PoolTimedOut);
        let shown = format!("{error} {error:?}");
        assert!(shown.contains("@db/esij") && !shown.contains("geheim"), "{shown}");
    }
}
