//! Every query about letters.

use std::time::Duration;

use base::Timestamp;
use database::{AssertSqlSafe, Database, DatabaseError, Query, Row, Tx, values};
use kernel::InstituteId;

use super::{Leased, Letter, Outcome, State, pause_after};
use crate::LetterId;

/// How long a server may take to send a letter before another one may try. Longer than any attempt.
pub(crate) const LEASE: Duration = Duration::from_secs(120);
/// Longer problems are cut.
const LONGEST_PROBLEM: usize = 500;

pub(crate) async fn insert(tx: &mut Tx, letter: &Letter) -> Result<(), DatabaseError> {
    tx.execute(
        "INSERT INTO letters (id, kind, sender, from_name, recipient, subject, content, state, attempts, next_try, \
         give_up_at, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, 'queued', 0, $8, $9, $8)",
        values![
            letter.id,
            letter.kind,
            letter.sender,
            letter.from_name.as_str(),
            letter.to.as_str(),
            letter.subject.as_str(),
            letter.content.as_slice(),
            letter.created_at,
            letter.give_up_at
        ],
    )
    .await?;
    Ok(())
}

/// Due: queued, its time has come, and nobody is sending it. A lease that ends later than any lease can was written before
/// the clock was set back.
const DUE: &str =
    "state = 'queued' AND next_try <= $1 AND (lease_until IS NULL OR lease_until < $1 OR lease_until > $2)";

/// Whether it is worth opening a write transaction.
pub(crate) async fn any_due(database: &Database, now: Timestamp) -> Result<bool, DatabaseError> {
    let sql = format!("SELECT 1 FROM letters WHERE {DUE} LIMIT 1");
    let row = database
        .one(AssertSqlSafe(sql), values![now, now.after(LEASE * 2)])
        .await?;
    Ok(row.is_some())
}

/// Leases up to `count` due letters for the server marked `lease`, those that wait longest first.
pub(crate) async fn lease(
    tx: &mut Tx,
    count: usize,
    lease: [u8; 16],
    now: Timestamp,
) -> Result<Vec<Leased>, DatabaseError> {
    let sql = format!(
        "UPDATE letters SET lease = $3, lease_until = $4, attempts = attempts + 1 \
         WHERE id IN (SELECT id FROM letters WHERE {DUE} ORDER BY next_try LIMIT {count}) \
         RETURNING id, sender, from_name, recipient, subject, content, attempts, give_up_at, created_at"
    );
    let values = values![now, now.after(LEASE * 2), lease, now.after(LEASE)];
    let rows = tx.all(AssertSqlSafe(sql), values).await?;
    rows.iter().map(|row| leased(row, lease)).collect()
}

/// Puts a letter into the outbox that is leased from its first moment.
pub(crate) async fn insert_leased(
    tx: &mut Tx,
    letter: &Letter,
    lease: [u8; 16],
    now: Timestamp,
) -> Result<Leased, DatabaseError> {
    insert(tx, letter).await?;
    tx.execute(
        "UPDATE letters SET lease = $2, lease_until = $3, attempts = 1 WHERE id = $1",
        values![letter.id, lease, now.after(LEASE)],
    )
    .await?;
    Ok(Leased {
        id: letter.id,
        sender: letter.sender,
        from_name: letter.from_name.clone(),
        to: letter.to.clone(),
        subject: letter.subject.clone(),
        content: letter.content.clone(),
        attempt: 1,
        give_up_at: letter.give_up_at,
        created_at: letter.created_at,
        lease,
    })
}

fn leased(row: &Row, lease: [u8; 16]) -> Result<Leased, DatabaseError> {
    Ok(Leased {
        id: row.get(0)?,
        sender: row.get(1)?,
        from_name: row.get(2)?,
        to: row.get(3)?,
        subject: row.get(4)?,
        content: row.get::<Option<Vec<u8>>>(5)?.unwrap_or_default(),
        attempt: row.get(6)?,
        give_up_at: row.get(7)?,
        created_at: row.get(8)?,
        lease,
    })
}

/// Writes how an attempt ended; `false` when the lease is somebody else's by now. What a letter said is wiped when it has
/// left or was given up: codes and links have no business in an archive.
pub(crate) async fn settle(
    tx: &mut Tx,
    letter: &Leased,
    outcome: &Outcome,
    now: Timestamp,
) -> Result<bool, DatabaseError> {
    let (state, problem) = match outcome {
        Outcome::Sent => (State::Sent, None),
        Outcome::Kept => (State::Kept, None),
        Outcome::Never(problem) => (State::Failed, Some(problem)),
        Outcome::Later(problem) => (State::Queued, Some(problem)),
    };
    let next_try = now.after(pause_after(letter.attempt));
    let state = if state == State::Queued && next_try > letter.give_up_at {
        State::Failed
    } else {
        state
    };
    let wiped = matches!(state, State::Sent | State::Failed);
    let problem: Option<String> = problem.map(|problem| problem.chars().take(LONGEST_PROBLEM).collect());
    let changed = tx
        .execute(
            "UPDATE letters SET state = $3, next_try = $4, problem = $5, ended_at = $6, lease = NULL, lease_until = NULL, \
             content = CASE WHEN $7 = 1 THEN NULL ELSE content END WHERE id = $1 AND lease = $2",
            values![
                letter.id,
                letter.lease,
                state.name(),
                next_try,
                problem,
                (state != State::Queued).then_some(now),
                wiped
            ],
        )
        .await?;
    Ok(changed == 1)
}

/// Deletes letters from before `moment` that wait for nothing, up to 1,000 at a time.
pub(crate) async fn forget(tx: &mut Tx, moment: Timestamp) -> Result<u64, DatabaseError> {
    tx.execute(
        "DELETE FROM letters WHERE id IN \
         (SELECT id FROM letters WHERE created_at < $1 AND state <> 'queued' LIMIT 1000)",
        values![moment],
    )
    .await
}

/// Deletes every letter in the name of an institute.
pub(crate) async fn forget_sender(tx: &mut Tx, sender: InstituteId) -> Result<(), DatabaseError> {
    tx.execute("DELETE FROM letters WHERE sender = $1", values![sender])
        .await?;
    Ok(())
}

/// How many letters of a kind an institute has written since `moment`.
pub(crate) async fn count_since(
    tx: &mut Tx,
    sender: InstituteId,
    kind: &str,
    moment: Timestamp,
) -> Result<u64, DatabaseError> {
    let row = tx
        .one(
            "SELECT COUNT(*) FROM letters WHERE created_at > $3 AND sender = $1 AND kind = $2",
            values![sender, kind, moment],
        )
        .await?;
    row.map_or(Ok(0), |row| row.get(0))
}

/// A row with its content still sealed.
pub(crate) struct Stored {
    pub id: LetterId,
    pub to: String,
    pub subject: String,
    pub content: Option<Vec<u8>>,
    pub state: State,
    pub problem: Option<String>,
    pub created_at: Timestamp,
}

const STORED: &str = "id, recipient, subject, content, state, problem, created_at";

/// Letters that were kept for want of a mail server, the newest first.
pub(crate) async fn kept(
    database: &Database,
    before: Option<LetterId>,
    limit: usize,
) -> Result<Vec<Stored>, DatabaseError> {
    let sql = format!("SELECT {STORED} FROM letters WHERE state = 'kept' AND id < $1 ORDER BY id DESC LIMIT $2");
    let before = before.unwrap_or(LetterId::from_bytes([0xff; 16]));
    let rows = database.all(AssertSqlSafe(sql), values![before, limit]).await?;
    rows.iter().map(stored).collect()
}

/// All letters to an address, the newest first.
pub(crate) async fn to(database: &Database, recipient: &str, limit: usize) -> Result<Vec<Stored>, DatabaseError> {
    let sql = format!("SELECT {STORED} FROM letters WHERE recipient = $1 ORDER BY id DESC LIMIT $2");
    let rows = database.all(AssertSqlSafe(sql), values![recipient, limit]).await?;
    rows.iter().map(stored).collect()
}

fn stored(row: &Row) -> Result<Stored, DatabaseError> {
    Ok(Stored {
        id: row.get(0)?,
        to: row.get(1)?,
        subject: row.get(2)?,
        content: row.get(3)?,
        state: State::from_name(&row.get::<String>(4)?),
        problem: row.get(5)?,
        created_at: row.get(6)?,
    })
}
