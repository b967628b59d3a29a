//! Queries about authenticator apps.

use base::Timestamp;
use database::{DatabaseError, Query, Tx, values};
use kernel::AccountId;

/// An app in use.
#[derive(Clone, Debug)]
pub(crate) struct App {
    pub sealed: Vec<u8>,
    pub created_at: Timestamp,
}

pub(crate) async fn find(query: impl Query, account: AccountId) -> Result<Option<App>, DatabaseError> {
    let sql = "SELECT sealed, created_at FROM authenticators WHERE account = $1 AND sealed IS NOT NULL";
    let row = query.one(sql, values![account]).await?;
    row.map(|row| {
        Ok(App {
            sealed: row.get(0)?,
            created_at: row.get(1)?,
        })
    })
    .transpose()
}

/// The seed that waits for its first code, and since when.
pub(crate) async fn pending(
    query: impl Query,
    account: AccountId,
) -> Result<Option<(Vec<u8>, Timestamp)>, DatabaseError> {
    let sql = "SELECT pending, pending_since FROM authenticators WHERE account = $1 AND pending IS NOT NULL";
    let row = query.one(sql, values![account]).await?;
    row.map(|row| Ok((row.get(0)?, row.get(1)?))).transpose()
}

/// Keeps a seed until its first code shows that the app has it. The app in use stays in use.
pub(crate) async fn propose(
    tx: &mut Tx,
    account: AccountId,
    sealed: &[u8],
    now: Timestamp,
) -> Result<(), DatabaseError> {
    let sql = "INSERT INTO authenticators (account, pending, pending_since, last_step) VALUES ($1, $2, $3, 0) \
               ON CONFLICT (account) DO UPDATE SET pending = excluded.pending, pending_since = excluded.pending_since";
    tx.execute(sql, values![account, sealed, now]).await?;
    Ok(())
}

/// Puts the app that waited into use; `false` when another seed waits by now.
pub(crate) async fn adopt(
    tx: &mut Tx,
    account: AccountId,
    sealed: &[u8],
    step: u64,
    now: Timestamp,
) -> Result<bool, DatabaseError> {
    let sql = "UPDATE authenticators SET sealed = pending, created_at = $3, last_step = $4, pending = NULL, \
               pending_since = NULL WHERE account = $1 AND pending = $2";
    Ok(tx.execute(sql, values![account, sealed, now, step]).await? == 1)
}

/// Uses a step up; `false` when it or a later one was used before.
pub(crate) async fn use_step(tx: &mut Tx, account: AccountId, step: u64) -> Result<bool, DatabaseError> {
    let sql = "UPDATE authenticators SET last_step = $2 WHERE account = $1 AND last_step < $2";
    Ok(tx.execute(sql, values![account, step]).await? == 1)
}

/// Takes the app away, and one that waits; `false` when there was none in use.
pub(crate) async fn remove(tx: &mut Tx, account: AccountId) -> Result<bool, DatabaseError> {
    let sql = "DELETE FROM authenticators WHERE account = $1 AND sealed IS NOT NULL";
    Ok(tx.execute(sql, values![account]).await? == 1)
}
