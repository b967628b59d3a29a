//! Every query about jobs.

use base::Timestamp;
use database::{AssertSqlSafe, Database, DatabaseError, Query, Row, Tx, Value, values};

use super::{
    Job, JobState, NewJob, Progress,
    handler::Told,
    model::pause_after,
    worker::{LEASE, Leased},
};
use crate::{AccountId, JobId};

const COLUMNS: &str = "id, kind, state, progress_done, progress_total, message, created_at, finished_at, account";

/// Queues a job, or finds the one that holds its key already.
pub(super) async fn insert(tx: &mut Tx, new: &NewJob) -> Result<Job, DatabaseError> {
    let inserted = tx
        .execute(
            "INSERT INTO jobs (id, kind, payload, account, unique_key, state, run_at, attempts, \
             progress_done, progress_total, created_at) \
             VALUES ($1, $2, $3, $4, $5, 'waiting', $6, 0, 0, 0, $7) ON CONFLICT (unique_key) DO NOTHING",
            values![
                new.id,
                new.kind,
                new.payload.to_string(),
                new.account,
                new.key.clone(),
                new.run_at,
                new.created_at
            ],
        )
        .await?;
    if inserted == 1 {
        return Ok(new.waiting());
    }
    let sql = format!("SELECT {COLUMNS} FROM jobs WHERE unique_key = $1");
    let earlier = tx.one(AssertSqlSafe(sql), values![new.key.clone()]).await?;
    earlier.map_or_else(|| Ok(new.waiting()), |row| Ok(job(&row)?.0))
}

pub(super) async fn read(database: &Database, id: JobId) -> Result<Option<(Job, Option<AccountId>)>, DatabaseError> {
    let sql = format!("SELECT {COLUMNS} FROM jobs WHERE id = $1");
    database
        .one(AssertSqlSafe(sql), values![id])
        .await?
        .map(|row| job(&row))
        .transpose()
}

fn job(row: &Row) -> Result<(Job, Option<AccountId>), DatabaseError> {
    let state: String = row.get(2)?;
    let job = Job {
        id: row.get(0)?,
        kind: row.get(1)?,
        // A state that a newer version invented is work under way for all we know.
        state: JobState::from_name(&state).unwrap_or(JobState::Running),
        progress: Progress {
            done: row.get(3)?,
            total: row.get(4)?,
        },
        message: row.get(5)?,
        created_at: row.get(6)?,
        finished_at: row.get(7)?,
    };
    Ok((job, row.get(8)?))
}

/// Due: waiting and its time has come, or leased by a worker that has not renewed. A lease that ends later than any lease
/// can was written before the clock was set back.
const DUE: &str =
    "((state = 'waiting' AND run_at <= $1) OR (state = 'running' AND (lease_until < $1 OR lease_until > $2)))";

/// Whether it is worth opening a write transaction.
pub(super) async fn any_due(
    database: &Database,
    kinds: &[&'static str],
    now: Timestamp,
) -> Result<bool, DatabaseError> {
    let (sql, values) = due_query("SELECT 1", "LIMIT 1", kinds, now);
    Ok(database.one(AssertSqlSafe(sql), values).await?.is_some())
}

/// Leases up to `count` due jobs for the worker marked `lease`.
pub(super) async fn lease(
    tx: &mut Tx,
    kinds: &[&'static str],
    count: usize,
    lease: [u8; 16],
    now: Timestamp,
) -> Result<Vec<Leased>, DatabaseError> {
    let (sql, values) = due_query(
        "SELECT id, kind, payload, account, attempts",
        &format!("ORDER BY run_at LIMIT {count}"),
        kinds,
        now,
    );
    let rows = tx.all(AssertSqlSafe(sql), values).await?;
    let mut leased = Vec::with_capacity(rows.len());
    for row in rows {
        let id: JobId = row.get(0)?;
        let attempt = row.get::<u32>(4)?.saturating_add(1);
        tx.execute(
            "UPDATE jobs SET state = 'running', lease = $2, lease_until = $3, attempts = $4 WHERE id = $1",
            values![id, lease, now.after(LEASE), attempt],
        )
        .await?;
        let payload: String = row.get(2)?;
        leased.push(Leased {
            id,
            kind: row.get(1)?,
            payload: serde_json::from_str(&payload).unwrap_or_default(),
            account: row.get(3)?,
            attempt,
            lease,
        });
    }
    Ok(leased)
}

fn due_query(select: &str, tail: &str, kinds: &[&'static str], now: Timestamp) -> (String, Vec<Value>) {
    let mut values = values![now, now.after(LEASE * 2)];
    values.extend(kinds.iter().map(|kind| Value::from(*kind)));
    let places: Vec<String> = (3..values.len() + 1).map(|place| format!("${place}")).collect();
    (
        format!(
            "{select} FROM jobs WHERE {DUE} AND kind IN ({}) {tail}",
            places.join(", ")
        ),
        values,
    )
}

/// Renews the lease and writes what the handler told; `false` when the lease is somebody else's by now.
pub(super) async fn renew(tx: &mut Tx, job: &Leased, told: &Told, now: Timestamp) -> Result<bool, DatabaseError> {
    let changed = tx
        .execute(
            "UPDATE jobs SET lease_until = $3, progress_done = $4, progress_total = $5, message = $6 \
             WHERE id = $1 AND lease = $2",
            values![
                job.id,
                job.lease,
                now.after(LEASE),
                told.progress.done,
                told.progress.total,
                told.message.clone()
            ],
        )
        .await?;
    Ok(changed == 1)
}

/// Writes how a run ended; `false` when the lease is somebody else's by now.
pub(super) async fn end(
    tx: &mut Tx,
    job: &Leased,
    state: JobState,
    told: &Told,
    now: Timestamp,
) -> Result<bool, DatabaseError> {
    let ended = matches!(state, JobState::Done | JobState::Failed);
    let changed = tx
        .execute(
            "UPDATE jobs SET state = $3, lease = NULL, lease_until = NULL, run_at = $4, progress_done = $5, \
             progress_total = $6, message = $7, finished_at = $8, \
             unique_key = CASE WHEN $9 = 1 THEN NULL ELSE unique_key END \
             WHERE id = $1 AND lease = $2",
            values![
                job.id,
                job.lease,
                state.name(),
                now.after(pause_after(job.attempt)),
                told.progress.done,
                told.progress.total,
                told.message.clone(),
                ended.then_some(now),
                ended
            ],
        )
        .await?;
    Ok(changed == 1)
}

/// Gives a job back as if it had never been leased: the server stops.
pub(super) async fn give_back(tx: &mut Tx, job: &Leased, now: Timestamp) -> Result<(), DatabaseError> {
    tx.execute(
        "UPDATE jobs SET state = 'waiting', lease = NULL, lease_until = NULL, run_at = $3, attempts = $4 \
         WHERE id = $1 AND lease = $2",
        values![job.id, job.lease, now, job.attempt.saturating_sub(1)],
    )
    .await?;
    Ok(())
}

/// Forgets jobs that ended before `moment`, up to 1,000 at a time.
pub(super) async fn forget_ended(tx: &mut Tx, moment: Timestamp) -> Result<u64, DatabaseError> {
    tx.execute(
        "DELETE FROM jobs WHERE id IN (SELECT id FROM jobs WHERE finished_at < $1 LIMIT 1000)",
        values![moment],
    )
    .await
}
