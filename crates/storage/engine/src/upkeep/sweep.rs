//! Sweep: deletes the shards of deleted contents, and whatever lies on a target that no row refers to; notices on the way
//! what a row refers to and the target does not have.
//!
//! The order of looking is what makes it safe. First the oldest open generation, then the target's listing, then the
//! registry: an object of an earlier generation that has no row by then can never get one, because its commit would be
//! refused. See `generation.rs`.

use std::{collections::HashMap, collections::HashSet, sync::Arc, time::Duration};

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
    loop {
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
    let mut deleted = 0;
    loop {
        let clock = inner.world.now();
        let due = if now { base::Timestamp(i64::MAX) } else { clock };
        // Nothing is put off for so long: such a time was written before the clock was set back, and is due.
        let absurd = clock.after(inner.settings.delete_grace + 10 * AGAIN);
        let sql =
            "SELECT shard_id, target_id FROM doomed WHERE next_at <= $1 OR next_at > $2 ORDER BY next_at LIMIT $3";
        let rows = (&inner.database).all(sql, values![due, absurd, PAGE]).await?;
        let doomed: Vec<(ShardId, TargetId)> = rows
            .iter()
            .map(|row| Ok((ShardId::from_bytes(row.get(0)?), row.get(1)?)))
            .collect::<Result<_, DatabaseError>>()?;
        let gone: Vec<(ShardId, TargetId)> = stream::iter(doomed.iter().copied())
            .map(|(shard, target)| async move { delete_object(inner, shard, target).await.then_some((shard, target)) })
            .buffer_unordered(AT_ONCE)
            .filter_map(std::future::ready)
            .collect()
            .await;
        deleted += gone.len() as u64;
        inner.activity.note_sweep(clock, deleted);
        let all = gone.len() == doomed.len();
        forget(inner, doomed, gone).await?;
        if rows.len() < PAGE || inner.is_stopping() || (now && !all) {
            return Ok(deleted);
        }
    }
}

async fn delete_object(inner: &Inner, shard: ShardId, target: TargetId) -> bool {
    match inner.fleet.get(target) {
        Some(member) => member.delete(shard).await.is_ok(),
        // The settings no longer name this target; its objects are out of reach for good.
        None => true,
    }
}

/// Ends the entries whose objects are gone and puts the others off.
async fn forget(
    inner: &Inner,
    doomed: Vec<(ShardId, TargetId)>,
    gone: Vec<(ShardId, TargetId)>,
) -> Result<(), DatabaseError> {
    if doomed.is_empty() {
        return Ok(());
    }
    let again = inner.world.now().after(AGAIN);
    inner
        .database
        .write::<_, DatabaseError, _>(move |tx| {
            let (doomed, gone) = (doomed.clone(), gone.iter().copied().collect::<HashSet<_>>());
            Box::pin(async move {
                for entry @ (shard, target) in doomed {
                    if gone.contains(&entry) {
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
        let end = listed.last().map(|entry| entry.id);
        let from = after.unwrap_or(ShardId::from_bytes([0; 24]));
        let to = if listed.len() < PAGE {
            ShardId::from_bytes([255; 24])
        } else {
            end.unwrap_or(from)
        };
        let known: HashSet<ShardId> = shards::names_on_target(&inner.database, member.id, from, to)
            .await?
            .into_iter()
            .collect();
        let found: HashMap<ShardId, u64> = listed.iter().map(|entry| (entry.id, entry.len)).collect();
        for id in found
            .keys()
            .filter(|id| !known.contains(id) && id.generation() < oldest_open)
        {
            if member.delete(*id).await.is_ok() {
                report.orphans += 1;
            }
        }
        for id in known
            .iter()
            .filter(|id| !found.contains_key(*id) && Some(**id) != after)
        {
            report.missing += u64::from(note_if_missing(inner, member, *id).await?);
        }
        if listed.len() < PAGE || inner.is_stopping() {
            return Ok(report);
        }
        after = end;
    }
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
    repair::note_bad(inner, shard, ShardState::Missing).await?;
    Ok(true)
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
