//! Queries about sessions.

use std::time::Duration;

use base::Timestamp;
use database::{AssertSqlSafe, Database, DatabaseError, Query, Row, Tx, values};
use kernel::{AccountId, InstallationRole, SessionId};

use crate::{account::store::role, secret::SecretHash};

/// An account has at most this many sessions, whatever its institutes say; beyond it the longest unused ends.
pub(super) const PER_ACCOUNT: usize = 100;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Session {
    pub id: SessionId,
    pub account: AccountId,
    pub created_at: Timestamp,
    pub last_used_at: Timestamp,
    /// When it ends unless it is used before.
    pub expires_at: Timestamp,
    pub address: String,
    pub agent: String,
    /// When the person proved last that it is them.
    pub verified_at: Timestamp,
    /// Whether an authenticator app or a passkey was among the proofs.
    pub strong: bool,
    /// It ends when it is not used this long.
    pub idle: Duration,
    /// It ends then in any case.
    pub ends_at: Timestamp,
}

/// What a shown secret leads to.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub session: Session,
    pub role: InstallationRole,
}

const COLUMNS: &str = "sessions.id, sessions.account, sessions.created_at, sessions.last_used_at, sessions.expires_at, \
     sessions.address, sessions.agent, sessions.verified_at, sessions.strong, sessions.idle, sessions.ends_at";

pub(crate) async fn insert(tx: &mut Tx, session: &Session, secret: SecretHash) -> Result<(), DatabaseError> {
    tx.execute(
        "INSERT INTO sessions (id, secret_hash, account, created_at, last_used_at, expires_at, address, agent, \
         verified_at, strong, idle, ends_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        values![
            session.id,
            secret.0,
            session.account,
            session.created_at,
            session.last_used_at,
            session.expires_at,
            session.address.as_str(),
            session.agent.as_str(),
            session.verified_at,
            session.strong,
            micros(session.idle),
            session.ends_at
        ],
    )
    .await?;
    Ok(())
}

/// The session a secret opens, also when it has expired; a former secret opens it for the short while it is meant to.
pub(crate) async fn find(
    database: &Database,
    secret: SecretHash,
    now: Timestamp,
) -> Result<Option<Found>, DatabaseError> {
    let sql = format!(
        "SELECT {COLUMNS}, accounts.role FROM sessions JOIN accounts ON accounts.id = sessions.account \
         WHERE sessions.secret_hash = $1 OR (sessions.former_hash = $1 AND sessions.former_until > $2)"
    );
    let row = database.one(AssertSqlSafe(sql), values![secret.0, now]).await?;
    row.map(|row| {
        Ok(Found {
            session: session(&row)?,
            role: role(&row.get::<String>(11)?),
        })
    })
    .transpose()
}

/// Writes a use down. `idle` is what the rules say today.
pub(crate) async fn touch(tx: &mut Tx, id: SessionId, now: Timestamp, idle: Duration) -> Result<(), DatabaseError> {
    let sql = "UPDATE sessions SET last_used_at = $2, idle = $3, \
         expires_at = CASE WHEN $4 < ends_at THEN $4 ELSE ends_at END WHERE id = $1 AND expires_at > $2";
    tx.execute(sql, values![id, now, micros(idle), now.after(idle)]).await?;
    Ok(())
}

/// Notes a proof. What was strong stays strong.
pub(crate) async fn prove(tx: &mut Tx, id: SessionId, at: Timestamp, strong: bool) -> Result<(), DatabaseError> {
    let sql = "UPDATE sessions SET verified_at = $2, strong = CASE WHEN $3 = 1 THEN 1 ELSE strong END WHERE id = $1";
    tx.execute(sql, values![id, at, strong]).await?;
    Ok(())
}

/// Gives the session another secret if `shown` is its present one. The present one becomes the former one.
pub(crate) async fn renew(
    tx: &mut Tx,
    id: SessionId,
    shown: SecretHash,
    fresh: SecretHash,
    former_until: Timestamp,
) -> Result<bool, DatabaseError> {
    let sql = "UPDATE sessions SET former_hash = secret_hash, former_until = $4, secret_hash = $3 \
         WHERE id = $1 AND secret_hash = $2";
    Ok(tx.execute(sql, values![id, shown.0, fresh.0, former_until]).await? == 1)
}

/// Sessions that have not expired, the last used first.
pub(crate) async fn list(
    database: impl Query,
    account: AccountId,
    now: Timestamp,
) -> Result<Vec<Session>, DatabaseError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM sessions WHERE account = $1 AND expires_at > $2 \
         ORDER BY last_used_at DESC, id DESC LIMIT $3"
    );
    let rows = database
        .all(AssertSqlSafe(sql), values![account, now, PER_ACCOUNT])
        .await?;
    rows.iter().map(session).collect()
}

/// Whether the account has a session of this program already.
pub(crate) async fn used_by(query: impl Query, account: AccountId, agent: &str) -> Result<bool, DatabaseError> {
    let sql = "SELECT 1 FROM sessions WHERE account = $1 AND agent = $2 LIMIT 1";
    Ok(query.one(sql, values![account, agent]).await?.is_some())
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
        verified_at: row.get(7)?,
        strong: row.get(8)?,
        idle: Duration::from_micros(row.get(9)?),
        ends_at: row.get(10)?,
    })
}

fn micros(span: Duration) -> u64 {
    u64::try_from(span.as_micros()).unwrap_or(u64::MAX)
}
