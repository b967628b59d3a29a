//! Several statements in one go.
//!
//! A statement to SQLite costs a trip to the thread that owns the connection, which takes longer than a small insert
//! itself. Statements that need no answer can make that trip together. PostgreSQL prepares one statement at a time, so
//! there they go one after the other.

use std::{borrow::Cow, fmt::Write};

use crate::Value;

/// A statement that needs no answer.
#[derive(Clone, Debug)]
pub struct Statement {
    pub(crate) sql: Cow<'static, str>,
    pub(crate) values: Vec<Value>,
}

impl Statement {
    /// A statement with its parameters. Only text of ours goes into `sql`; what others say goes into `values`.
    pub fn new(sql: impl Into<Cow<'static, str>>, values: Vec<Value>) -> Self {
        Statement {
            sql: sql.into(),
            values,
        }
    }
}

/// Joins statements into one text with one list of parameters.
pub(crate) fn joined(statements: Vec<Statement>) -> (String, Vec<Value>) {
    let mut sql = String::with_capacity(statements.iter().map(|statement| statement.sql.len() + 16).sum());
    let mut values = Vec::with_capacity(statements.iter().map(|statement| statement.values.len()).sum());
    for statement in statements {
        append(&mut sql, &statement.sql, values.len());
        sql.push_str("; ");
        values.extend(statement.values);
    }
    (sql, values)
}

/// Appends `sql` with `$1` made `$1 + offset` and so on. Our SQL has no `$` outside of parameters.
fn append(to: &mut String, sql: &str, offset: usize) {
    let mut parts = sql.split('$');
    to.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let digits = part.len() - part.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let number: usize = part[..digits].parse().unwrap_or(0);
        // Writing to a `String` cannot fail.
        let _ = write!(to, "${}{}", number + offset, &part[digits..]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values;

    #[test]
    fn parameters_are_counted_on() {
        let (sql, values) = joined(vec![
            Statement::new("INSERT INTO a VALUES ($1, $2)", values![1, 2]),
            Statement::new("DELETE FROM b", values![]),
            Statement::new("UPDATE c SET x = $2, y = $1 WHERE z = $2", values![3, 4]),
        ]);
        assert_eq!(
            sql,
            "INSERT INTO a VALUES ($1, $2); DELETE FROM b; UPDATE c SET x = $4, y = $3 WHERE z = $4; "
        );
        assert_eq!(values, values![1, 2, 3, 4]);
    }
}
