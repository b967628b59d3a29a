//! Queries about passkeys and ceremonies.

use base::Timestamp;
use database::{AssertSqlSafe, DatabaseError, Query, Row, Tx, values};
use kernel::AccountId;
use webauthn_rs::prelude::Passkey;

use super::{PER_ACCOUNT, PasskeyId};
use crate::{Error, secret::SecretHash};

/// A row.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    pub id: PasskeyId,
    pub account: AccountId,
    /// The public key, and what the library keeps beside it.
    pub credential: Passkey,
    pub name: String,
    pub created_at: Timestamp,
    pub last_used_at: Option<Timestamp>,
}

const COLUMNS: &str = "id, account, credential, name, created_at, last_used_at";

pub(super) async fn insert(tx: &mut Tx, new: &Kept) -> Result<(), Error> {
    if count(&mut *tx, new.account).await? >= PER_ACCOUNT {
        return Err(Error::TooManyPasskeys);
    }
    let id = new.credential.cred_id().as_slice();
    let known = tx
        .one("SELECT 1 FROM passkeys WHERE credential_id = $1", values![id])
        .await?;
    if known.is_some() {
        return Err(Error::PasskeyTaken);
    }
    tx.execute(
        "INSERT INTO passkeys (id, account, credential_id, credential, counter, name, created_at, last_used_at) \
         VALUES ($1, $2, $3, $4, 0, $5, $6, $7)",
        values![
            new.id,
            new.account,
            id,
            written(&new.credential)?,
            new.name.as_str(),
            new.created_at,
            new.last_used_at
        ],
    )
    .await?;
    Ok(())
}

/// How many passkeys the account has.
pub(crate) async fn count(query: impl Query, account: AccountId) -> Result<u64, DatabaseError> {
    let row = query
        .one("SELECT COUNT(*) FROM passkeys WHERE account = $1", values![account])
        .await?;
    row.map_or(Ok(0), |row| row.get(0))
}

/// The account's passkeys, the oldest first.
pub(crate) async fn list(query: impl Query, account: AccountId) -> Result<Vec<Kept>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM passkeys WHERE account = $1 ORDER BY created_at, id LIMIT $2");
    let rows = query.all(AssertSqlSafe(sql), values![account, PER_ACCOUNT]).await?;
    rows.iter().map(kept).collect()
}

/// The passkey with this id of the authenticator's.
pub(super) async fn by_credential(query: impl Query, credential: &[u8]) -> Result<Option<Kept>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM passkeys WHERE credential_id = $1");
    let row = query.one(AssertSqlSafe(sql), values![credential]).await?;
    row.map(|row| kept(&row)).transpose()
}

/// Writes a use down. `false`: the counter did not grow since the last use that was written, or the passkey is gone.
pub(super) async fn used(
    tx: &mut Tx,
    id: PasskeyId,
    credential: &Passkey,
    counter: u32,
    now: Timestamp,
) -> Result<bool, Error> {
    let sql = "UPDATE passkeys SET credential = $2, counter = $3, last_used_at = $4 \
         WHERE id = $1 AND (counter < $3 OR (counter = 0 AND $3 = 0))";
    Ok(tx.execute(sql, values![id, written(credential)?, counter, now]).await? == 1)
}

pub(super) async fn rename(tx: &mut Tx, account: AccountId, id: PasskeyId, name: &str) -> Result<Option<Kept>, Error> {
    let sql = format!("UPDATE passkeys SET name = $3 WHERE id = $1 AND account = $2 RETURNING {COLUMNS}");
    let row = tx.one(AssertSqlSafe(sql), values![id, account, name]).await?;
    row.map(|row| kept(&row)).transpose()
}

pub(super) async fn remove(tx: &mut Tx, account: AccountId, id: PasskeyId) -> Result<bool, DatabaseError> {
    let sql = "DELETE FROM passkeys WHERE id = $1 AND account = $2";
    Ok(tx.execute(sql, values![id, account]).await? == 1)
}

/// Takes all passkeys of an account away, for somebody who has lost them.
pub(crate) async fn remove_all(tx: &mut Tx, account: AccountId) -> Result<u64, DatabaseError> {
    tx.execute("DELETE FROM passkeys WHERE account = $1", values![account])
        .await
}

pub(super) async fn insert_ceremony(
    tx: &mut Tx,
    secret: SecretHash,
    question: &str,
    expires_at: Timestamp,
) -> Result<(), DatabaseError> {
    let sql = "INSERT INTO passkey_ceremonies (secret_hash, question, expires_at) VALUES ($1, $2, $3)";
    tx.execute(sql, values![secret.0, question, expires_at]).await?;
    Ok(())
}

/// Takes a question out; `None` when there is none any more.
pub(super) async fn take_ceremony(
    tx: &mut Tx,
    secret: SecretHash,
    now: Timestamp,
) -> Result<Option<String>, DatabaseError> {
    let sql = "DELETE FROM passkey_ceremonies WHERE secret_hash = $1 AND expires_at > $2 RETURNING question";
    let row = tx.one(sql, values![secret.0, now]).await?;
    row.map(|row| row.get(0)).transpose()
}

/// Forgets up to 1,000 questions that are too old.
pub(super) async fn forget_ceremonies(tx: &mut Tx, now: Timestamp) -> Result<u64, DatabaseError> {
    let sql = "DELETE FROM passkey_ceremonies WHERE secret_hash IN \
         (SELECT secret_hash FROM passkey_ceremonies WHERE expires_at <= $1 LIMIT 1000)";
    tx.execute(sql, values![now]).await
}

fn written(credential: &Passkey) -> Result<String, Error> {
    serde_json::to_string(credential).map_err(|error| Error::Defect(error.to_string()))
}

fn kept(row: &Row) -> Result<Kept, Error> {
    let credential: String = row.get(2)?;
    Ok(Kept {
        id: row.get(0)?,
        account: row.get(1)?,
        credential: serde_json::from_str(&credential)
            .map_err(|error| Error::Defect(format!("a passkey does not read back: {error}")))?,
        name: row.get(3)?,
        created_at: row.get(4)?,
        last_used_at: row.get(5)?,
    })
}
