//! Asking about one institute, inside its walls.

use base::hex;
use futures::future::BoxFuture;
use sqlx::{AssertSqlSafe, PgPool, Postgres, SqlSafeStr, Transaction};

use crate::{Database, DatabaseError, Query, Row, Value, connection::Pool, query::for_postgres};

/// The database as one institute sees it: of walled tables only its own rows. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Tenant {
    database: Database,
    institute: [u8; 16],
}

impl Database {
    /// The database as seen from inside the walls of `institute`, for reading. Writing enters with [`crate::Tx::enter`].
    pub fn tenant(&self, institute: [u8; 16]) -> Tenant {
        Tenant {
            database: self.clone(),
            institute,
        }
    }
}

impl Tenant {
    /// The institute whose rows are seen.
    pub fn institute(&self) -> [u8; 16] {
        self.institute
    }

    /// A short transaction, because the setting must not outlive the question: connections are shared.
    async fn enter(&self, pool: &PgPool) -> Result<Transaction<'static, Postgres>, DatabaseError> {
        let institute = hex::encode(&self.institute);
        let begin = format!("BEGIN READ ONLY; SET LOCAL lyceum.institute = '{institute}'");
        Ok(pool.begin_with(AssertSqlSafe(begin)).await?)
    }
}

impl Query for &Tenant {
    fn all<'q>(self, sql: impl SqlSafeStr, values: Vec<Value>) -> BoxFuture<'q, Result<Vec<Row>, DatabaseError>>
    where
        Self: 'q,
    {
        let sql = sql.into_sql_str();
        Box::pin(async move {
            let Pool::Postgres(pool) = &self.database.readers else {
                return self.database.all(sql, values).await;
            };
            let mut tx = self.enter(pool).await?;
            let rows = sqlx::query_with(sql, for_postgres(values)?).fetch_all(&mut *tx).await?;
            tx.commit().await?;
            Ok(rows.into_iter().map(Row::from).collect())
        })
    }

    fn one<'q>(self, sql: impl SqlSafeStr, values: Vec<Value>) -> BoxFuture<'q, Result<Option<Row>, DatabaseError>>
    where
        Self: 'q,
    {
        let sql = sql.into_sql_str();
        Box::pin(async move {
            let Pool::Postgres(pool) = &self.database.readers else {
                return self.database.one(sql, values).await;
            };
            let mut tx = self.enter(pool).await?;
            let row = sqlx::query_with(sql, for_postgres(values)?)
                .fetch_optional(&mut *tx)
                .await?;
            tx.commit().await?;
            Ok(row.map(Row::from))
        })
    }
}

impl Query for Tenant {
    fn all<'q>(self, sql: impl SqlSafeStr, values: Vec<Value>) -> BoxFuture<'q, Result<Vec<Row>, DatabaseError>>
    where
        Self: 'q,
    {
        let sql = sql.into_sql_str();
        Box::pin(async move { (&self).all(sql, values).await })
    }

    fn one<'q>(self, sql: impl SqlSafeStr, values: Vec<Value>) -> BoxFuture<'q, Result<Option<Row>, DatabaseError>>
    where
        Self: 'q,
    {
        let sql = sql.into_sql_str();
        Box::pin(async move { (&self).one(sql, values).await })
    }
}
