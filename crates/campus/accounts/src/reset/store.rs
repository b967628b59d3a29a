//! Queries about links to set a password.

use base::Timestamp;
use database::{DatabaseError, Query, Tx, values};
use kernel::AccountId;

use crate::secret::SecretHash;

/// Makes this the newest link of the account; the one before is no longer good.
pub(crate) async fn replace(
    tx: &mut Tx,
    account: AccountId,
    secret: SecretHash,
    expires_at: Timestamp,
) -> Result<(), DatabaseError> {
    let sql = "INSERT INTO resets (account, secret_hash, expires_at) VALUES ($1, $2, $3) ON CONFLICT (account) \
               DO UPDATE SET secret_hash = excluded.secret_hash, expires_at = excluded.expires_at";
    tx.execute(sql, values![account, secret.0, expires_at]).await?;
    Ok(())
}

/// Whose link it is, if it is still good.
pub(crate) async fn find(
    query: impl Query,
    secret: SecretHash,
    now: Timestamp,
) -> Result<Option<AccountId>, DatabaseError> {
    let sql = "SELECT account FROM resets WHERE secret_hash = $1 AND expires_at > $2";
    let row = query.one(sql, values![secret.0, now]).await?;
    row.map(|row| row.get(0)).transpose()
}

/// Uses a link up; `false` when somebody else was quicker.
pub(crate) async fn use_up(tx: &mut Tx, secret: SecretHash) -> Result<bool, DatabaseError> {
    let sql = "DELETE FROM resets WHERE secret_hash = $1";
    Ok(tx.execute(sql, values![secret.0]).await? == 1)
}

/// Takes the link of an account back.
pub(crate) async fn revoke(tx: &mut Tx, account: AccountId) -> Result<(), DatabaseError> {
    tx.execute("DELETE FROM resets WHERE account = $1", values![account])
        .await?;
    Ok(())
}

/// Forgets up to 1,000 links that expired before `moment`.
pub(crate) async fn forget_expired(tx: &mut Tx, moment: Timestamp) -> Result<u64, DatabaseError> {
    let sql = "DELETE FROM resets WHERE account IN (SELECT account FROM resets WHERE expires_at < $1 LIMIT 1000)";
    tx.execute(sql, values![moment]).await
}
