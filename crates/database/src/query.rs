//! Asking: the same three questions on a database (outside of any transaction) and inside a write transaction.

use futures::future::BoxFuture;
use sqlx::{
    Row as _, SqlSafeStr,
    postgres::{PgArguments, PgRow},
    sqlite::{SqliteArguments, SqliteRow},
};

use crate::{DatabaseError, FromColumn, Value, value::ColumnKind};

/// The two ways to ask. SQL is portable and its parameters are `$1`, `$2`, …
///
/// The futures are boxed so that a question to a transaction stays `Send` inside the closures of a group commit.
pub trait Query: Send {
    /// All rows. Callers put a `LIMIT` into the SQL.
    fn all<'q>(self, sql: impl SqlSafeStr, values: Vec<Value>) -> BoxFuture<'q, Result<Vec<Row>, DatabaseError>>
    where
        Self: 'q;

    /// The first row, if there is one.
    fn one<'q>(self, sql: impl SqlSafeStr, values: Vec<Value>) -> BoxFuture<'q, Result<Option<Row>, DatabaseError>>
    where
        Self: 'q;
}

/// A row of an answer.
#[derive(Debug)]
pub struct Row(Inner);

#[derive(Debug)]
enum Inner {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

impl From<SqliteRow> for Row {
    fn from(row: SqliteRow) -> Row {
        Row(Inner::Sqlite(row))
    }
}

impl From<PgRow> for Row {
    fn from(row: PgRow) -> Row {
        Row(Inner::Postgres(row))
    }
}

impl Row {
    /// Reads the column at `index`, counted from 0 in the order of the `SELECT`.
    pub fn get<T: FromColumn>(&self, index: usize) -> Result<T, DatabaseError> {
        let value = match (&self.0, T::KIND) {
            (Inner::Sqlite(row), ColumnKind::Bytes) => Value::Bytes(row.try_get(index)?),
            (Inner::Sqlite(row), ColumnKind::Int) => Value::Int(row.try_get(index)?),
            (Inner::Sqlite(row), ColumnKind::Text) => Value::Text(row.try_get(index)?),
            (Inner::Postgres(row), ColumnKind::Bytes) => Value::Bytes(row.try_get(index)?),
            (Inner::Postgres(row), ColumnKind::Int) => Value::Int(row.try_get(index)?),
            (Inner::Postgres(row), ColumnKind::Text) => Value::Text(row.try_get(index)?),
        };
        T::from_value(value)
            .ok_or_else(|| DatabaseError::defect(format!("column {index} does not fit {}", std::any::type_name::<T>())))
    }
}

pub(crate) fn for_sqlite(values: Vec<Value>) -> Result<SqliteArguments, DatabaseError> {
    let mut arguments = SqliteArguments::default();
    for value in values {
        bind::<sqlx::Sqlite>(&mut arguments, value)?;
    }
    Ok(arguments)
}

pub(crate) fn for_postgres(values: Vec<Value>) -> Result<PgArguments, DatabaseError> {
    let mut arguments = PgArguments::default();
    for value in values {
        bind::<sqlx::Postgres>(&mut arguments, value)?;
    }
    Ok(arguments)
}

fn bind<DB: sqlx::Database>(
    arguments: &mut impl sqlx::Arguments<Database = DB>,
    value: Value,
) -> Result<(), DatabaseError>
where
    Option<Vec<u8>>: sqlx::Type<DB> + for<'q> sqlx::Encode<'q, DB>,
    Option<i64>: sqlx::Type<DB> + for<'q> sqlx::Encode<'q, DB>,
    Option<String>: sqlx::Type<DB> + for<'q> sqlx::Encode<'q, DB>,
{
    match value {
        Value::Bytes(it) => arguments.add(it),
        Value::Int(it) => arguments.add(it),
        Value::Text(it) => arguments.add(it),
    }
    .map_err(|error| DatabaseError::from(sqlx::Error::Encode(error)))
}
