//! Several statements that go to the database together, as each way there and back costs more than what is done there.
//!
//! Invariant: none of them reads or changes a row that another of them changes. SQLite runs them one after the other; to
//! PostgreSQL they are parts of one statement, which all see the database as it was before.

use sqlx::any::{AnyArguments, AnyRow};
use sqlx::{Any, Arguments as _, AssertSqlSafe, Encode, Type};

use super::dialect::{Dialect, Tx};

/// Statements that change something. Only the last may have rows to return.
#[derive(Default)]
pub(super) struct Together {
    statements: Vec<String>,
    arguments: AnyArguments,
    /// What could not be bound.
    failure: Option<sqlx::error::BoxDynError>,
}

impl Together {
    /// Adds a statement, whose parameters count from `$1`; their values follow with [`Together::bind`].
    pub(super) fn add(&mut self, sql: &str) -> &mut Self {
        self.statements.push(shifted(sql, self.arguments.len()));
        self
    }

    pub(super) fn bind<'t, T: Encode<'t, Any> + Type<Any>>(&mut self, value: T) -> &mut Self {
        self.failure = self.failure.take().or(self.arguments.add(value).err());
        self
    }

    /// Runs them, and returns the rows of the last one.
    pub(super) async fn run(self, tx: &mut Tx) -> Result<Vec<AnyRow>, sqlx::Error> {
        if let Some(failure) = self.failure {
            return Err(sqlx::Error::Encode(failure));
        }
        let Some(sql) = joined(Dialect::spoken_on(tx), self.statements) else { return Ok(Vec::new()) };
        // Safe: what is put into the texts are the numbers of parameters.
        sqlx::query_with(AssertSqlSafe(sql), self.arguments).fetch_all(&mut **tx).await
    }
}

/// The statement with parameters that count on behind the first so many.
fn shifted(sql: &str, by: usize) -> String {
    let mut parts = sql.split('$');
    let mut shifted = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        let (number, rest) = part.split_at(digits);
        let number: usize = number.parse().unwrap_or_default();
        shifted.push_str(&format!("${}{rest}", number + by));
    }
    shifted
}

fn joined(dialect: Dialect, mut statements: Vec<String>) -> Option<String> {
    if dialect == Dialect::Sqlite {
        return (!statements.is_empty()).then(|| statements.join("; "));
    }
    let last = statements.pop()?;
    let parts = statements.iter().enumerate().map(|(number, sql)| format!("part{number} AS ({sql})"));
    let parts: Vec<String> = parts.collect();
    Some(if parts.is_empty() { last } else { format!("WITH {} {last}", parts.join(", ")) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_count_on() {
        assert_eq!(shifted("INSERT INTO a VALUES ($1, $2 + 1, $10)", 0), "INSERT INTO a VALUES ($1, $2 + 1, $10)");
        assert_eq!(shifted("INSERT INTO a VALUES ($1, $2 + 1, $10)", 9), "INSERT INTO a VALUES ($10, $11 + 1, $19)");
        assert_eq!(shifted("DELETE FROM a", 3), "DELETE FROM a");
    }

    #[test]
    fn statements_become_one_text() {
        let check = |dialect, statements: &[&str], expected: Option<&str>| {
            let statements = statements.iter().map(ToString::to_string).collect();
            assert_eq!(joined(dialect, statements).as_deref(), expected);
        };
        check(Dialect::Sqlite, &["a", "b"], Some("a; b"));
        check(Dialect::Postgres, &["a"], Some("a"));
        check(Dialect::Postgres, &["a", "b", "c"], Some("WITH part0 AS (a), part1 AS (b) c"));
        check(Dialect::Sqlite, &[], None);
        check(Dialect::Postgres, &[], None);
    }
}
