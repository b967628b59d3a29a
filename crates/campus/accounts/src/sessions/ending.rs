//! How sessions end, and how those who sit in front of them hear of it.
//!
//! A session that is ended leaves its row for the table of ended ones, where it gets the next number. Write transactions
//! do not overlap, so the numbers appear in their order and whoever has heard of one has heard of all before it: that is
//! what lets every server tell its own open pages with one small question (see `herald.rs`).

use audit::Action;
use base::Timestamp;
use database::{AssertSqlSafe, Database, DatabaseError, Query, Tx, Value, values};
use kernel::{AccountId, SessionId, Topic};

use crate::{Accounts, secret::SecretHash};

/// Somebody ended sessions of theirs elsewhere. Signing out at one's own desk is nothing to record.
pub(super) const SESSION_ENDED: Action = Action::new("account.session.ended");

/// Why a session ended. Names on the wire and in the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reason {
    /// The account signed in somewhere else, and there was no room for both.
    TakenOver,
    /// The person ended it.
    SignedOut,
    /// Somebody who may do so ended it.
    Administrator,
    /// The password was changed or reset.
    PasswordChanged,
    /// It was not used for too long.
    Idle,
    /// It was there for as long as one may last.
    Expired,
}

impl Reason {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Reason::TakenOver => "taken_over",
            Reason::SignedOut => "signed_out",
            Reason::Administrator => "ended_by_administrator",
            Reason::PasswordChanged => "password_changed",
            Reason::Idle => "idle",
            Reason::Expired => "expired",
        }
    }
}

/// Ends one session of the account; `false` when it has no such session. After the commit: [`Accounts::ended`].
pub(crate) async fn end(
    tx: &mut Tx,
    account: AccountId,
    session: SessionId,
    reason: Reason,
    now: Timestamp,
) -> Result<bool, DatabaseError> {
    let ended = move_out(tx, "account = $1 AND id = $2", account, session, reason, now).await?;
    Ok(!ended.is_empty())
}

/// Ends all sessions of the account but one, and answers which. After the commit: [`Accounts::ended`].
pub(crate) async fn end_all(
    tx: &mut Tx,
    account: AccountId,
    but: Option<SessionId>,
    reason: Reason,
    now: Timestamp,
) -> Result<Vec<SessionId>, DatabaseError> {
    let spared = but.unwrap_or(SessionId::from_bytes([0; 16]));
    move_out(tx, "account = $1 AND id <> $2", account, spared, reason, now).await
}

async fn move_out(
    tx: &mut Tx,
    which: &'static str,
    account: AccountId,
    session: SessionId,
    reason: Reason,
    now: Timestamp,
) -> Result<Vec<SessionId>, DatabaseError> {
    let copy = format!(
        "INSERT INTO ended_sessions (number, session, account, secret_hash, reason, ended_at) \
         SELECT (SELECT COALESCE(MAX(number), 0) FROM ended_sessions) + ROW_NUMBER() OVER (ORDER BY id), \
         id, account, secret_hash, $3, $4 FROM sessions WHERE {which} RETURNING session"
    );
    let mut parameters: Vec<Value> = values![account, session, reason.name(), now];
    let rows = tx.all(AssertSqlSafe(copy), parameters.clone()).await?;
    parameters.truncate(2);
    let delete = format!("DELETE FROM sessions WHERE {which}");
    tx.execute(AssertSqlSafe(delete), parameters).await?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// Why the session that this secret opened has ended, while it is remembered.
pub(crate) async fn reason_of(database: &Database, secret: SecretHash) -> Result<Option<String>, DatabaseError> {
    let sql = "SELECT reason FROM ended_sessions WHERE secret_hash = $1 ORDER BY number DESC LIMIT 1";
    let row = database.one(sql, values![secret.0]).await?;
    row.map(|row| row.get(0)).transpose()
}

/// A session that ended.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ended {
    pub number: u64,
    pub session: SessionId,
    pub account: AccountId,
}

/// The number of the last session that ended before `moment`; 0 when none did.
pub(crate) async fn last_before(database: &Database, moment: Timestamp) -> Result<u64, DatabaseError> {
    let sql = "SELECT COALESCE(MAX(number), 0) FROM ended_sessions WHERE ended_at < $1";
    let row = database.one(sql, values![moment]).await?;
    row.map_or(Ok(0), |row| row.get(0))
}

/// Up to `limit` sessions that ended after the one with this number, in order.
pub(crate) async fn after(database: &Database, number: u64, limit: usize) -> Result<Vec<Ended>, DatabaseError> {
    let sql = "SELECT number, session, account FROM ended_sessions WHERE number > $1 ORDER BY number LIMIT $2";
    let rows = database.all(sql, values![number, limit]).await?;
    let ended = rows.iter().map(|row| {
        Ok(Ended {
            number: row.get(0)?,
            session: row.get(1)?,
            account: row.get(2)?,
        })
    });
    ended.collect()
}

/// Forgets up to 1,000 that ended before `moment`. The last number stays, so that numbers never start again.
pub(crate) async fn forget(tx: &mut Tx, moment: Timestamp) -> Result<u64, DatabaseError> {
    let sql = "DELETE FROM ended_sessions WHERE number IN (SELECT number FROM ended_sessions \
         WHERE ended_at < $1 AND number < (SELECT MAX(number) FROM ended_sessions) LIMIT 1000)";
    tx.execute(sql, values![moment]).await
}

impl Accounts {
    /// Forgets and announces what a committed transaction ended.
    pub(crate) fn ended(&self, account: AccountId, sessions: &[SessionId]) {
        self.cache.clear();
        for session in sessions {
            self.events.publish(Topic::SessionEnded(*session));
        }
        self.events.publish(Topic::Sessions(account));
    }
}
