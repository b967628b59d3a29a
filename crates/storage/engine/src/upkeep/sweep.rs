//! Sweep: deletes the shards of deleted contents, and whatever lies on a target that no row refers to; notices on the way
//! what a row refers to and the target does not have.
//!
//! The order of looking is what makes it safe. First the oldest open generation, then the target's listing, then the
//! registry: an object of an earlier generation that has no row by then can never get one, because its commit would be
//! refused. See `generation.rs`.

use std::{collections::HashSet, sync::Arc, time::Duration};

use database::{DatabaseError, Query, values};
use format::ShardId;
use futures::{StreamExt, stream};
use targets::TargetErrorKind;

use crate::{
    Engine, TargetId,
    fleet::Member,
    inner::Inner,
    registry::shards::{self, ShardRow, ShardState},
    upkeep::repair,
};

/// How often doomed shards are looked for.
const EVERY: Duration = Duration::from_secs(10);
/// How often the targets are listed and compared with the registry.
const COMPARE_EVERY: Duration = Duration::from_secs(3600);
/// Objects looked at in one go.
const PAGE: usize = 1000;
/// Deletions under way at the same time.
const AT_ONCE: usize = 16;
/// A target that does not delete is asked again after this.
const AGAIN: Duration = Duration::from_secs(60);

/// What a sweep did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct SweepReport {
    /// Shards of deleted contents that are gone from their targets now.
    pub deleted: u64,
    /// Objects without a row that are gone now.
    pub orphans: u64,
    /// Rows without an object, now queued for repair.
    pub missing: u64,
}

/// Sweeps until the engine shuts down.
pub(crate) async fn run(inner: Arc<Inner>) {
    let mut stop = inner.stop.subscribe();
    let mut compared = None::<tokio::time::Instant>;
    if let Err(error) = repair::queue_without_backup(&inner).await {
        tracing::error!(
            error = base::chain(&error),
            "what lacks its backup cannot be queued; the next start tries again"
        );
    }
    let (started, mut unknown_given_up) = (tokio::time::Instant::now(), false);
    loop {
        // A name that is missing from the settings may be a slip: it is waited for like a target that is away.
        if !unknown_given_up && started.elapsed() >= inner.settings.suspend_grace {
            match repair::give_up_unknown_targets(&inner).await {
                Ok(()) => unknown_given_up = true,
                Err(error) => tracing::error!(error = base::chain(&error), "targets without a name cannot be given up"),
            }
        }
        if let Err(error) = delete_doomed(&inner, false).await {
            tracing::error!(error = base::chain(&error), "deleted contents cannot be swept");
        }
        if compared.is_none_or(|at| at.elapsed() >= COMPARE_EVERY) {
            compared = Some(tokio::time::Instant::now());
            if let Err(error) = compare_all(&inner).await {
                tracing::error!(
                    error = base::chain(&error),
                    "the targets cannot be compared with the registry"
                );
            }
        }
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            _ = stop.changed() => return,
        }
    }
}

/// Deletes the shards of deleted contents. `now`: even those that readers might still be at.
async fn delete_doomed(inner: &Arc<Inner>, now: bool) -> Result<u64, DatabaseError> {
    let mut deleted = forget_unknown_targets(inner).await?;
    for member in inner.fleet.members().iter().filter(|member| member.is_readable()) {
        deleted += delete_doomed_on(inner, member, now).await?;
    }
    Ok(deleted)
}

/// The settings no longer name these targets; their objects are out of reach for good.
async fn forget_unknown_targets(inner: &Arc<Inner>) -> Result<u64, DatabaseError> {
    let rows = (&inner.database)
        .all(
            "SELECT id FROM targets WHERE EXISTS (SELECT 1 FROM doomed WHERE doomed.target_id = targets.id)",
            values![],
        )
        .await?;
    let mut forgotten = 0;
    for row in rows {
        let target: TargetId = row.get(0)?;
        if inner.fleet.get(target).is_some() {
            continue;
        }
        forgotten += inner
            .database
            .write::<_, DatabaseError, _>(move |tx| {
                Box::pin(tx.execute("DELETE FROM doomed WHERE target_id = $1", values![target]))
            })
            .await?;
    }
    Ok(forgotten)
}

/// As [`delete_doomed`], on one target that can be reached. One that is away is not asked about each shard again and again.
async fn delete_doomed_on(inner: &Arc<Inner>, member: &Arc<Member>, now: bool) -> Result<u64, DatabaseError> {
    let mut deleted = 0;
    loop {
        let clock = inner.world.now();
        let due = if now { base::Timestamp(i64::MAX) } else { clock };
        // Nothing is put off for so long: such a time was written before the clock was set back, and is due.
        let absurd = clock.after(inner.settings.delete_grace + 10 * AGAIN);
        let sql = "SELECT shard_id FROM doomed WHERE target_id = $1 AND (next_at <= $2 OR next_at > $3)
                   ORDER BY shard_id LIMIT $4";
        let rows = (&inner.database)
            .all(sql, values![member.id, due, absurd, PAGE])
            .await?;
        let doomed: Vec<ShardId> = rows
            .iter()
            .map(|row| Ok(ShardId::from_bytes(row.get(0)?)))
            .collect::<Result<_, DatabaseError>>()?;
        let gone: HashSet<ShardId> = stream::iter(doomed.iter().copied())
            .map(|shard| async move { member.delete(shard).await.is_ok().then_some(shard) })
            .buffer_unordered(AT_ONCE)
            .filter_map(std::future::ready)
            .collect()
            .await;
        deleted += gone.len() as u64;
        inner.activity.note_sweep(clock, deleted);
        let all = gone.len() == doomed.len();
        forget(inner, member.id, doomed, gone).await?;
        if rows.len() < PAGE || inner.is_stopping() || (now && !all) {
            return Ok(deleted);
        }
    }
}

/// Ends the entries whose objects are gone and puts the others off.
async fn forget(
    inner: &Inner,
    target: TargetId,
    doomed: Vec<ShardId>,
    gone: HashSet<ShardId>,
) -> Result<(), DatabaseError> {
    if doomed.is_empty() {
        return Ok(());
    }
    let again = inner.world.now().after(AGAIN);
    inner
        .database
        .write::<_, DatabaseError, _>(move |tx| {
            let (doomed, gone) = (doomed.clone(), gone.clone());
            Box::pin(async move {
                for shard in doomed {
                    if gone.contains(&shard) {
                        let end = "DELETE FROM doomed WHERE target_id = $1 AND shard_id = $2";
                        tx.execute(end, values![target, shard.as_bytes()]).await?;
                    } else {
                        let later = "UPDATE doomed SET next_at = $1, attempts = attempts + 1 WHERE target_id = $2 AND shard_id = $3";
                        tx.execute(later, values![again, target, shard.as_bytes()]).await?;
                    }
                }
                Ok(())
            })
        })
        .await
}

async fn compare_all(inner: &Arc<Inner>) -> Result<SweepReport, DatabaseError> {
    let mut total = SweepReport::default();
    for member in inner.fleet.members() {
        if !member.is_readable() {
            continue;
        }
        let report = compare(inner, member).await?;
        total.orphans += report.orphans;
        total.missing += report.missing;
    }
    inner.activity.note_sweep(inner.world.now(), total.orphans);
    Ok(total)
}

/// Compares a target's listing with the registry, page by page, in the order of names.
async fn compare(inner: &Arc<Inner>, member: &Arc<Member>) -> Result<SweepReport, DatabaseError> {
    let mut report = SweepReport::default();
    let oldest_open = inner.generations.oldest_open().await?;
    let mut after: Option<ShardId> = None;
    loop {
        let Ok(listed) = member.list(after, PAGE).await else {
            return Ok(report);
        };
        let names = shards::names_on_target(&inner.database, member.id, after, PAGE).await?;
        // Both sides are known up to the end of the shorter page.
        let ends = [
            page_end(listed.iter().map(|entry| entry.id)),
            page_end(names.iter().copied()),
        ];
        let end = ends.into_iter().flatten().min();
        let within = |id: &ShardId| end.is_none_or(|end| *id <= end);
        let found: HashSet<ShardId> = listed.iter().map(|entry| entry.id).filter(within).collect();
        let known: HashSet<ShardId> = names.into_iter().filter(within).collect();
        for id in found.difference(&known).filter(|id| id.generation() < oldest_open) {
            if member.delete(*id).await.is_ok() {
                report.orphans += 1;
            }
        }
        for id in known.difference(&found) {
            report.missing += u64::from(note_if_missing(inner, member, *id).await?);
        }
        if end.is_none() || inner.is_stopping() {
            return Ok(report);
        }
        after = end;
    }
}

/// The last name of a full page; `None` when the page is the last.
fn page_end(names: impl ExactSizeIterator<Item = ShardId>) -> Option<ShardId> {
    if names.len() < PAGE { None } else { names.last() }
}

/// A row whose object was not listed: asked for by name, because the listing may be older than the row.
async fn note_if_missing(inner: &Arc<Inner>, member: &Arc<Member>, id: ShardId) -> Result<bool, DatabaseError> {
    match member.len(id).await {
        Err(error) if error.kind == TargetErrorKind::NotFound => {}
        _ => return Ok(false),
    }
    let Some(shard) = row_of(inner, member.id, id)
        .await?
        .filter(|shard| shard.state == ShardState::Live)
    else {
        return Ok(false);
    };
    repair::note_bad(inner, shard, ShardState::Missing).await
}

async fn row_of(inner: &Inner, target: TargetId, id: ShardId) -> Result<Option<ShardRow>, DatabaseError> {
    // The row right after the name before it.
    let mut before = *id.as_bytes();
    for byte in before.iter_mut().rev() {
        let (less, borrowed) = byte.overflowing_sub(1);
        *byte = less;
        if !borrowed {
            break;
        }
    }
    let rows = shards::on_target(&inner.database, target, Some(ShardId::from_bytes(before)), 1).await?;
    Ok(rows.into_iter().find(|row| row.id == id))
}

impl Engine {
    /// Deletes now whatever nothing refers to, and notes what is missing.
    ///
    /// # Errors
    /// The database's own trouble.
    pub async fn sweep(&self) -> Result<SweepReport, DatabaseError> {
        let inner = self.inner();
        // A new generation, so that the objects of every write that has ended become comparable.
        inner.generations.rotate().await?;
        inner.generations.close_ended().await?;
        let deleted = delete_doomed(inner, true).await?;
        Ok(SweepReport {
            deleted,
            ..compare_all(inner).await?
        })
    }
}
