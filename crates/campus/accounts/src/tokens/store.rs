//! Queries about tokens.

use base::Timestamp;
use database::{Database, DatabaseError, Query, Row, Tx, values};
use kernel::{AccountId, InstallationRole, Scopes, TokenId};

use crate::{Error, account::store::role, secret::SecretHash};

/// As the refusal [`Error::TooManyTokens`] says.
const PER_ACCOUNT: u64 = 100;

/// A row.
#[derive(Clone, Debug)]
pub(crate) struct Token {
    pub id: TokenId,
    pub account: AccountId,
    pub name: String,
    pub created_at: Timestamp,
    pub last_used_at: Option<Timestamp>,
    pub expires_at: Option<Timestamp>,
    /// What it is good for.
    pub scopes: Scopes,
    /// Whether the session that made it was strong.
    pub strong: bool,
}

/// What a shown secret leads to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Found {
    pub id: TokenId,
    pub account: AccountId,
    pub role: InstallationRole,
    pub last_used_at: Option<Timestamp>,
    pub expires_at: Option<Timestamp>,
    /// What it is good for.
    pub scopes: Scopes,
    /// Whether the session that made it was strong.
    pub strong: bool,
}

pub(crate) async fn insert(tx: &mut Tx, token: &Token, secret: SecretHash) -> Result<(), Error> {
    let count = tx
        .one("SELECT COUNT(*) FROM tokens WHERE account = $1", values![token.account])
        .await?;
    if count.map_or(Ok(0), |row| row.get::<u64>(0))? >= PER_ACCOUNT {
        return Err(Error::TooManyTokens);
    }
    tx.execute(
        "INSERT INTO tokens (id, secret_hash, account, name, created_at, last_used_at, expires_at, scopes, strong) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        values![
            token.id,
            secret.0,
            token.account,
            token.name.as_str(),
            token.created_at,
            token.last_used_at,
            token.expires_at,
            token.scopes.bits(),
            token.strong
        ],
    )
    .await?;
    Ok(())
}

pub(crate) async fn find(database: &Database, secret: SecretHash) -> Result<Option<Found>, DatabaseError> {
    let row = database
        .one(
            "SELECT tokens.id, accounts.id, accounts.role, tokens.last_used_at, tokens.expires_at, \
             tokens.scopes, tokens.strong FROM tokens JOIN accounts ON accounts.id = tokens.account WHERE tokens.secret_hash = $1",
            values![secret.0],
        )
        .await?;
    row.map(|row| {
        Ok(Found {
            id: row.get(0)?,
            account: row.get(1)?,
            role: role(&row.get::<String>(2)?),
            last_used_at: row.get(3)?,
            expires_at: row.get(4)?,
            scopes: Scopes::from_bits(row.get(5)?),
            strong: row.get(6)?,
        })
    })
    .transpose()
}

pub(crate) async fn touch(tx: &mut Tx, id: TokenId, now: Timestamp) -> Result<(), DatabaseError> {
    tx.execute("UPDATE tokens SET last_used_at = $2 WHERE id = $1", values![id, now])
        .await?;
    Ok(())
}

/// All tokens of the account, the newest first.
pub(crate) async fn list(database: &Database, account: AccountId) -> Result<Vec<Token>, DatabaseError> {
    let rows = database
        .all(
            "SELECT id, account, name, created_at, last_used_at, expires_at, scopes, strong FROM tokens \
             WHERE account = $1 ORDER BY created_at DESC, id DESC LIMIT $2",
            values![account, PER_ACCOUNT],
        )
        .await?;
    rows.iter().map(token).collect()
}

/// Revokes one token of the account; `false` when it has no such token.
pub(crate) async fn revoke(tx: &mut Tx, account: AccountId, id: TokenId) -> Result<bool, DatabaseError> {
    let sql = "DELETE FROM tokens WHERE id = $1 AND account = $2";
    Ok(tx.execute(sql, values![id, account]).await? == 1)
}

/// Revokes all tokens of the account.
pub(crate) async fn revoke_all(tx: &mut Tx, account: AccountId) -> Result<(), DatabaseError> {
    tx.execute("DELETE FROM tokens WHERE account = $1", values![account])
        .await?;
    Ok(())
}

fn token(row: &Row) -> Result<Token, DatabaseError> {
    Ok(Token {
        id: row.get(0)?,
        account: row.get(1)?,
        name: row.get(2)?,
        created_at: row.get(3)?,
        last_used_at: row.get(4)?,
        expires_at: row.get(5)?,
        scopes: Scopes::from_bits(row.get(6)?),
        strong: row.get(7)?,
    })
}
