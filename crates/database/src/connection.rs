//! Opening a database by its URL, and asking it outside of write transactions.

use std::{path::Path, str::FromStr, time::Duration};

use futures::future::BoxFuture;
use sqlx::{
    SqlSafeStr,
    postgres::{PgPool, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous},
};

use crate::{
    DatabaseError, Query, Row, Value, WriteFuture,
    group::{self, Tx, Writer},
    query::{for_postgres, for_sqlite},
};

/// How long a query waits for a free connection or a lock before it gives up.
const PATIENCE: Duration = Duration::from_secs(10);
/// Connections that read at the same time.
const READERS: u32 = 8;

/// Which engine answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// SQLite, inside the process.
    Sqlite,
    /// PostgreSQL, over the network.
    Postgres,
}

/// An open database. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Database {
    pub(crate) readers: Pool,
    writer: Writer,
}

#[derive(Clone, Debug)]
pub(crate) enum Pool {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

impl Database {
    /// Opens `sqlite:PATH` (the file is made when absent) or `postgres://…`.
    ///
    /// # Errors
    /// `Unavailable` when it cannot be reached, `Corrupt` when the file is no database, `ReadOnly`, `Full`.
    pub async fn open(url: &str) -> Result<Self, DatabaseError> {
        if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            Self::open_postgres(url).await
        } else {
            Self::open_sqlite(url).await
        }
    }

    /// The URL of a SQLite database in a file.
    pub fn sqlite_url(path: &Path) -> String {
        format!("sqlite:{}", path.display())
    }

    async fn open_postgres(url: &str) -> Result<Self, DatabaseError> {
        let options = PgPoolOptions::new()
            .max_connections(READERS + 4)
            .acquire_timeout(PATIENCE);
        let pool = Pool::Postgres(options.connect(url).await?);
        Ok(Database {
            writer: group::start(pool.clone()),
            readers: pool,
        })
    }

    async fn open_sqlite(url: &str) -> Result<Self, DatabaseError> {
        let options = SqliteConnectOptions::from_str(url)?
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // NORMAL loses acknowledged commits when the power goes; FULL does not.
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(PATIENCE)
            .statement_cache_capacity(256);
        let pool = |connections| {
            SqlitePoolOptions::new()
                .max_connections(connections)
                .acquire_timeout(PATIENCE)
        };
        let writer = pool(1).connect_with(options.clone()).await?;
        let readers = pool(READERS).connect_with(options).await?;
        Ok(Database {
            writer: group::start(Pool::Sqlite(writer)),
            readers: Pool::Sqlite(readers),
        })
    }

    /// Which engine answers.
    pub fn kind(&self) -> Kind {
        match self.readers {
            Pool::Sqlite(_) => Kind::Sqlite,
            Pool::Postgres(_) => Kind::Postgres,
        }
    }

    /// Runs `work` in a write transaction, possibly together with the work of others, and returns when it is durable.
    ///
    /// `work` may run several times and must have no effect outside of the transaction. When it returns an error,
    /// nothing of it stays.
    ///
    /// # Errors
    /// What `work` returns, or the database's own trouble through `From<DatabaseError>`.
    pub async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: for<'t> Fn(&'t mut Tx) -> WriteFuture<'t, T, E> + Send + Sync + 'static,
        T: Send + 'static,
        E: From<DatabaseError> + Send + 'static,
    {
        self.writer.write(work).await
    }

    /// Waits for the writes that are under way and closes every connection.
    pub async fn close(&self) {
        // The readers first: SQLite completes its file when the last connection, the writer's, goes.
        match &self.readers {
            Pool::Sqlite(pool) => pool.close().await,
            Pool::Postgres(pool) => pool.close().await,
        }
        self.writer.finish().await;
    }

    /// Asks the engine to look over the whole database: `Ok` lists what it finds, an empty list is good news.
    ///
    /// # Errors
    /// When the database cannot even be asked.
    pub async fn inspect(&self) -> Result<Vec<String>, DatabaseError> {
        match self.kind() {
            Kind::Sqlite => {
                let rows = self.all("PRAGMA integrity_check(20)", Vec::new()).await?;
                let findings: Result<Vec<String>, _> = rows.iter().map(|row| row.get(0)).collect();
                Ok(findings?.into_iter().filter(|finding| finding != "ok").collect())
            }
            Kind::Postgres => self.one("SELECT 1", Vec::new()).await.map(|_| Vec::new()),
        }
    }
}

impl Query for &Database {
    fn all<'q>(self, sql: impl SqlSafeStr, values: Vec<Value>) -> BoxFuture<'q, Result<Vec<Row>, DatabaseError>>
    where
        Self: 'q,
    {
        let sql = sql.into_sql_str();
        Box::pin(async move {
            Ok(match &self.readers {
                Pool::Sqlite(pool) => {
                    let rows = sqlx::query_with(sql, for_sqlite(values)?).fetch_all(pool).await?;
                    rows.into_iter().map(Row::from).collect()
                }
                Pool::Postgres(pool) => {
                    let rows = sqlx::query_with(sql, for_postgres(values)?).fetch_all(pool).await?;
                    rows.into_iter().map(Row::from).collect()
                }
            })
        })
    }

    fn one<'q>(self, sql: impl SqlSafeStr, values: Vec<Value>) -> BoxFuture<'q, Result<Option<Row>, DatabaseError>>
    where
        Self: 'q,
    {
        let sql = sql.into_sql_str();
        Box::pin(async move {
            Ok(match &self.readers {
                Pool::Sqlite(pool) => sqlx::query_with(sql, for_sqlite(values)?)
                    .fetch_optional(pool)
                    .await?
                    .map(Row::from),
                Pool::Postgres(pool) => sqlx::query_with(sql, for_postgres(values)?)
                    .fetch_optional(pool)
                    .await?
                    .map(Row::from),
            })
        })
    }
}
