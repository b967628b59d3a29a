//! Queries about sessions.

use base::Timestamp;
use database::{Database, DatabaseError, Query, Row, Tx, values};
use kernel::{AccountId, InstallationRole, SessionId};

use crate::{account::store::role, secret::SecretHash};

/// An account's sessions beyond this many are ended, the longest unused first.
const PER_ACCOUNT: usize = 100;

/// A row.
#[derive(Clone, Debug)]
pub(crate) struct Session {
    pub id: SessionId,
    pub account: AccountId,
    pub created_at: Timestamp,
    pub last_used_at: Timestamp,
    pub expires_at: Timestamp,
    pub address: String,
    pub agent: String,
}

/// What a shown secret leads to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Found {
    pub id: SessionId,
    pub account: AccountId,
    pub role: InstallationRole,
    pub created_at: Timestamp,
    pub last_used_at: Timestamp,
    pub expires_at: Timestamp,
}

pub(crate) async fn insert(tx: &mut Tx, session: &Session, secret: SecretHash) -> Result<(), DatabaseError> {
    tx.execute(
        "DELETE FROM sessions WHERE id IN (\
         SELECT id FROM sessions WHERE account = $1 ORDER BY last_used_at DESC, id LIMIT 1000 OFFSET $2)",
        values![session.account, PER_ACCOUNT - 1],
    )
    .await?;
    tx.execute(
        "INSERT INTO sessions (id, secret_hash, account, created_at, last_used_at, expires_at, address, agent) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        values![
            session.id,
            secret.0,
            session.account,
            session.created_at,
            session.last_used_at,
            session.expires_at,
            session.address.as_str(),
            session.agent.as_str()
        ],
    )
    .await?;
    Ok(())
}

pub(crate) async fn find(database: &Database, secret: SecretHash) -> Result<Option<Found>, DatabaseError> {
    let row = database
        .one(
            "SELECT sessions.id, accounts.id, accounts.role, sessions.created_at, sessions.last_used_at, sessions.expires_at \
             FROM sessions JOIN accounts ON accounts.id = sessions.account WHERE sessions.secret_hash = $1",
            values![secret.0],
        )
        .await?;
    row.map(|row| {
        Ok(Found {
            id: row.get(0)?,
            account: row.get(1)?,
            role: role(&row.get::<String>(2)?),
            created_at: row.get(3)?,
            last_used_at: row.get(4)?,
            expires_at: row.get(5)?,
        })
    })
    .transpose()
}

pub(crate) async fn touch(
    tx: &mut Tx,
    id: SessionId,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<(), DatabaseError> {
    let sql = "UPDATE sessions SET last_used_at = $2, expires_at = $3 WHERE id = $1";
    tx.execute(sql, values![id, now, expires_at]).await?;
    Ok(())
}

/// Sessions that have not expired, the last used first.
pub(crate) async fn list(
    database: &Database,
    account: AccountId,
    now: Timestamp,
) -> Result<Vec<Session>, DatabaseError> {
    let rows = database
        .all(
            "SELECT id, account, created_at, last_used_at, expires_at, address, agent FROM sessions \
             WHERE account = $1 AND expires_at > $2 ORDER BY last_used_at DESC, id LIMIT $3",
            values![account, now, PER_ACCOUNT],
        )
        .await?;
    rows.iter().map(session).collect()
}

/// Ends one session of the account; `false` when it has no such session.
pub(crate) async fn end(tx: &mut Tx, account: AccountId, id: SessionId) -> Result<bool, DatabaseError> {
    let sql = "DELETE FROM sessions WHERE id = $1 AND account = $2";
    Ok(tx.execute(sql, values![id, account]).await? == 1)
}

/// Ends all sessions of the account but one.
pub(crate) async fn end_all(tx: &mut Tx, account: AccountId, but: Option<SessionId>) -> Result<(), DatabaseError> {
    let spared = but.unwrap_or(SessionId::from_bytes([0; 16]));
    tx.execute(
        "DELETE FROM sessions WHERE account = $1 AND id <> $2",
        values![account, spared],
    )
    .await?;
    Ok(())
}

/// Forgets up to 1,000 sessions that expired before `moment`.
pub(crate) async fn forget_expired(tx: &mut Tx, moment: Timestamp) -> Result<u64, DatabaseError> {
    let sql = "DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE expires_at < $1 LIMIT 1000)";
    tx.execute(sql, values![moment]).await
}

fn session(row: &Row) -> Result<Session, DatabaseError> {
    Ok(Session {
        id: row.get(0)?,
        account: row.get(1)?,
        created_at: row.get(2)?,
        last_used_at: row.get(3)?,
        expires_at: row.get(4)?,
        address: row.get(5)?,
        agent: row.get(6)?,
    })
}
