//! Queries about recovery codes.

use database::{DatabaseError, Query, Tx, values};
use kernel::AccountId;

/// The sealed salt of the account's codes.
pub(crate) async fn salt(query: impl Query, account: AccountId) -> Result<Option<Vec<u8>>, DatabaseError> {
    let sql = "SELECT sealed FROM recovery_salts WHERE account = $1";
    let row = query.one(sql, values![account]).await?;
    row.map(|row| row.get(0)).transpose()
}

/// How many are left.
pub(crate) async fn left(query: impl Query, account: AccountId) -> Result<u64, DatabaseError> {
    let sql = "SELECT COUNT(*) FROM recovery_codes WHERE account = $1";
    let row = query.one(sql, values![account]).await?;
    row.map_or(Ok(0), |row| row.get(0))
}

/// Puts new codes in the place of those there were.
pub(crate) async fn replace(
    tx: &mut Tx,
    account: AccountId,
    salt: &[u8],
    hashes: &[[u8; 32]],
) -> Result<(), DatabaseError> {
    remove(tx, account).await?;
    let sql = "INSERT INTO recovery_salts (account, sealed) VALUES ($1, $2)";
    tx.execute(sql, values![account, salt]).await?;
    for hash in hashes {
        let sql = "INSERT INTO recovery_codes (account, hash) VALUES ($1, $2)";
        tx.execute(sql, values![account, hash]).await?;
    }
    Ok(())
}

/// Uses a code up; `false` when there is no such code.
pub(crate) async fn use_up(tx: &mut Tx, account: AccountId, hash: [u8; 32]) -> Result<bool, DatabaseError> {
    let sql = "DELETE FROM recovery_codes WHERE account = $1 AND hash = $2";
    Ok(tx.execute(sql, values![account, hash]).await? == 1)
}

/// Takes all of them away.
pub(crate) async fn remove(tx: &mut Tx, account: AccountId) -> Result<(), DatabaseError> {
    tx.execute("DELETE FROM recovery_codes WHERE account = $1", values![account])
        .await?;
    tx.execute("DELETE FROM recovery_salts WHERE account = $1", values![account])
        .await?;
    Ok(())
}
