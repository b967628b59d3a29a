//! Queries about remembered browsers.

use base::Timestamp;
use database::{DatabaseError, Query, Tx, values};
use kernel::AccountId;

use super::{DeviceId, Remembered};
use crate::secret::SecretHash;

/// Browsers that are remembered for an account; beyond this, the one that was unused longest is forgotten.
const PER_ACCOUNT: usize = 20;

/// A row.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub id: DeviceId,
    pub account: AccountId,
    pub strong: bool,
    pub address: String,
    pub agent: String,
    pub remembered_at: Timestamp,
    pub last_used_at: Timestamp,
    pub expires_at: Timestamp,
}

pub(crate) async fn find(
    query: impl Query,
    account: AccountId,
    secret: SecretHash,
    now: Timestamp,
) -> Result<Option<Remembered>, DatabaseError> {
    let sql = "SELECT id, strong FROM devices WHERE account = $1 AND secret_hash = $2 AND expires_at > $3";
    let row = query.one(sql, values![account, secret.0, now]).await?;
    row.map(|row| {
        Ok(Remembered {
            id: row.get(0)?,
            strong: row.get(1)?,
        })
    })
    .transpose()
}

/// Gives the browser another secret, for everybody who is remembered in it.
pub(crate) async fn change_secret(tx: &mut Tx, before: SecretHash, after: SecretHash) -> Result<(), DatabaseError> {
    let sql = "UPDATE devices SET secret_hash = $2 WHERE secret_hash = $1";
    tx.execute(sql, values![before.0, after.0]).await?;
    Ok(())
}

/// Remembers the browser for the account.
pub(crate) async fn remember(tx: &mut Tx, row: &Row, secret: SecretHash) -> Result<(), DatabaseError> {
    tx.execute(
        "INSERT INTO devices \
         (id, account, secret_hash, strong, address, agent, remembered_at, last_used_at, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
         ON CONFLICT (account, secret_hash) DO UPDATE SET strong = excluded.strong, address = excluded.address, \
         agent = excluded.agent, last_used_at = excluded.last_used_at, expires_at = excluded.expires_at",
        values![
            row.id,
            row.account,
            secret.0,
            row.strong,
            row.address.as_str(),
            row.agent.as_str(),
            row.remembered_at,
            row.last_used_at,
            row.expires_at
        ],
    )
    .await?;
    tx.execute(
        "DELETE FROM devices WHERE id IN (\
         SELECT id FROM devices WHERE account = $1 ORDER BY last_used_at DESC, id DESC LIMIT 1000 OFFSET $2)",
        values![row.account, PER_ACCOUNT],
    )
    .await?;
    Ok(())
}

/// Notes that a remembered browser was used.
pub(crate) async fn used(tx: &mut Tx, id: DeviceId, now: Timestamp) -> Result<(), DatabaseError> {
    tx.execute("UPDATE devices SET last_used_at = $2 WHERE id = $1", values![id, now])
        .await?;
    Ok(())
}

/// The remembered browsers of an account with the hashes of their secrets, the last used first.
pub(crate) async fn of_account(
    query: impl Query,
    account: AccountId,
    now: Timestamp,
) -> Result<Vec<(Row, SecretHash)>, DatabaseError> {
    let sql = "SELECT id, account, strong, address, agent, remembered_at, last_used_at, expires_at, secret_hash \
               FROM devices WHERE account = $1 AND expires_at > $2 ORDER BY last_used_at DESC, id DESC LIMIT $3";
    let rows = query.all(sql, values![account, now, PER_ACCOUNT]).await?;
    rows.iter()
        .map(|row| {
            let device = Row {
                id: row.get(0)?,
                account: row.get(1)?,
                strong: row.get(2)?,
                address: row.get(3)?,
                agent: row.get(4)?,
                remembered_at: row.get(5)?,
                last_used_at: row.get(6)?,
                expires_at: row.get(7)?,
            };
            Ok((device, SecretHash(row.get(8)?)))
        })
        .collect()
}

/// Forgets one browser of the account; `false` when it has no such browser.
pub(crate) async fn end(tx: &mut Tx, account: AccountId, id: DeviceId) -> Result<bool, DatabaseError> {
    let sql = "DELETE FROM devices WHERE id = $1 AND account = $2";
    Ok(tx.execute(sql, values![id, account]).await? == 1)
}

/// Forgets all browsers of the account.
pub(crate) async fn end_all(tx: &mut Tx, account: AccountId) -> Result<(), DatabaseError> {
    tx.execute("DELETE FROM devices WHERE account = $1", values![account])
        .await?;
    Ok(())
}

/// Forgets up to 1,000 browsers that need not be remembered any more.
pub(crate) async fn forget_expired(tx: &mut Tx, moment: Timestamp) -> Result<u64, DatabaseError> {
    let sql = "DELETE FROM devices WHERE id IN (SELECT id FROM devices WHERE expires_at < $1 LIMIT 1000)";
    tx.execute(sql, values![moment]).await
}
