//! Repair: makes missing shards again, the segments closest to loss first.
//!
//! `queue` takes what is due, `making` writes the new shards, `report` is how everybody else says that something is bad,
//! `request` is for somebody who wants it now. This file decides what a segment lacks, where it should go, and swaps the
//! new shards for the old in one transaction.

mod making;
mod queue;
mod report;
mod request;

use std::sync::Arc;

use base::Timestamp;
use database::{DatabaseError, Query, Tx, values};
use format::ShardId;
use placement::{Rule, place};

pub(crate) use self::{
    queue::run,
    report::{give_up_unknown_targets, mark_target_missing, note_bad, queue_without_backup, report, retry_soon},
    request::segment_count,
};
pub(crate) use super::rebuild::footer_of;
use super::{rebuild::Sources, scrub};
use crate::{
    ContentId, TargetId,
    fleet::{Member, MemberState},
    generation::{Lease, is_open},
    inner::Inner,
    registry::{
        Verdict,
        contents::{self, ContentRow, SegmentRow},
        shards::{self, BACKUP_PIECE, ShardRow, ShardState},
    },
};

/// How a repair ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// Everything is there.
    Complete,
    /// Something is still missing: no source, or nowhere to put it.
    Incomplete,
    /// The segment changed while it was looked at; nothing is wrong with it.
    Changed,
}

/// What a segment should have and has not.
struct Gap {
    content: ContentRow,
    segment: SegmentRow,
    shards: Vec<ShardRow>,
    pieces: Vec<u32>,
}

/// Looks at one segment and makes what is missing.
async fn repair_segment(inner: &Arc<Inner>, content: ContentId, number: u32) -> Result<Outcome, DatabaseError> {
    revive(inner, content, number).await?;
    let Some(gap) = find_gap(inner, content, number).await? else {
        return Ok(Outcome::Complete);
    };
    if gap.pieces.is_empty() {
        return Ok(Outcome::Complete);
    }
    let places = choose_places(inner, &gap);
    if places.is_empty() {
        return Ok(Outcome::Incomplete);
    }
    let sources = Sources::open(inner, &gap.segment, &gap.shards).await;
    if !sources.suffice() {
        return Ok(Outcome::Incomplete);
    }
    let wanted = gap.pieces.len();
    let lease = inner.generations.current();
    let made = making::make_shards(inner, &lease, &gap, &sources, places).await;
    let enough = made.len() == wanted;
    let recorded = record(inner, &lease, &gap, made).await?;
    Ok(match recorded {
        Recorded::Yes if enough => Outcome::Complete,
        Recorded::Changed => Outcome::Changed,
        _ => Outcome::Incomplete,
    })
}

/// Looks again at shards that were bad: a target that had been given up may be back with everything it had, and what was
/// read wrong once may be right on the disk. What verifies in full is good.
async fn revive(inner: &Inner, content: ContentId, number: u32) -> Result<(), DatabaseError> {
    for shard in shards::of_segments(&inner.database, content, number, number).await? {
        let member = inner.fleet.get(shard.target).filter(|member| member.is_readable());
        let Some(member) = member.filter(|_| shard.state != ShardState::Live) else {
            continue;
        };
        if scrub::verify(member, &shard).await.is_ok() {
            inner
                .database
                .write::<_, DatabaseError, _>(move |tx| Box::pin(shards::set_state(tx, shard.id, ShardState::Live)))
                .await?;
        }
    }
    Ok(())
}

/// `None`: the segment is gone, there is nothing to repair.
async fn find_gap(inner: &Inner, content: ContentId, number: u32) -> Result<Option<Gap>, DatabaseError> {
    let database = &inner.database;
    let Some(content) = contents::content(database, content).await? else {
        return Ok(None);
    };
    let segment = contents::segments(database, content.id, number, 1).await?;
    let Some(segment) = segment.first().filter(|segment| segment.number == number).copied() else {
        return Ok(None);
    };
    let shards = shards::of_segments(database, content.id, number, number).await?;
    let has = |piece: u32| shards.iter().any(|shard| shard.piece == piece && counts(inner, shard));
    let mut pieces: Vec<u32> = (0..segment.redundancy.shards() as u32)
        .filter(|piece| !has(*piece))
        .collect();
    if inner.fleet.has_backup() && !has(BACKUP_PIECE) {
        pieces.push(BACKUP_PIECE);
    }
    Ok(Some(Gap {
        content,
        segment,
        shards,
        pieces,
    }))
}

/// Whether a shard is there, or on a target that is waited for.
fn counts(inner: &Inner, shard: &ShardRow) -> bool {
    let lost = inner
        .fleet
        .get(shard.target)
        .is_none_or(|member| member.state() == MemberState::Lost);
    shard.state == ShardState::Live && !lost
}

/// A target for each missing piece, as far as there are any.
fn choose_places(inner: &Inner, gap: &Gap) -> Vec<(u32, Arc<Member>)> {
    let keep: Vec<[u8; 16]> = gap
        .shards
        .iter()
        .filter(|shard| !shard.is_backup() && counts(inner, shard))
        .map(|shard| *shard.target.as_bytes())
        .collect();
    let mut key = gap.content.id.as_bytes().to_vec();
    key.extend_from_slice(&gap.segment.number.to_be_bytes());
    let candidates = inner.fleet.candidates();
    let rule = Rule {
        count: gap.pieces.len(),
        max_per_zone: candidates.len(),
    };
    let chosen = place(&key, &candidates, &rule, &keep);
    let chosen = chosen
        .into_iter()
        .filter_map(|id| inner.fleet.get(TargetId::from_bytes(id)).cloned());
    let primary = gap
        .pieces
        .iter()
        .copied()
        .filter(|piece| *piece != BACKUP_PIECE)
        .zip(chosen);
    let backup = inner.fleet.backups().find(|member| member.is_writable()).cloned();
    let backup = gap
        .pieces
        .iter()
        .copied()
        .filter(|piece| *piece == BACKUP_PIECE)
        .zip(backup);
    primary.chain(backup).collect()
}

/// What became of new shards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Recorded {
    Yes,
    /// There were none.
    Nothing,
    /// The segment changed meanwhile, or the lease was lost; they are deleted.
    Changed,
}

/// Puts the new shards into the registry in the place of the old ones.
async fn record(inner: &Arc<Inner>, lease: &Lease, gap: &Gap, made: Vec<ShardRow>) -> Result<Recorded, DatabaseError> {
    if made.is_empty() {
        return Ok(Recorded::Nothing);
    }
    let (content, segment, generation) = (gap.content.id, gap.segment, lease.number);
    let (rows, now) = (made.clone(), inner.world.now());
    let seen: Arc<Vec<ShardId>> = Arc::new(gap.shards.iter().map(|shard| shard.id).collect());
    let verdict = Verdict::default();
    let told = verdict.clone();
    let recorded = inner
        .database
        .write::<Recorded, DatabaseError, _>(move |tx| {
            let (rows, seen, verdict) = (rows.clone(), seen.clone(), told.clone());
            Box::pin(async move {
                if !is_open(tx, generation).await? || !is_unchanged(tx, content, &segment, &seen).await? {
                    return Ok(Recorded::Changed);
                }
                for row in rows {
                    replace(tx, row, now).await?;
                }
                verdict.may_commit();
                Ok(Recorded::Yes)
            })
        })
        .await;
    if !matches!(recorded, Ok(Recorded::Yes)) && verdict.is_refused() {
        for shard in made {
            if let Some(member) = inner.fleet.get(shard.target) {
                // What cannot be deleted now, the sweep finds.
                let _ = member.delete(shard.id).await;
            }
        }
    }
    recorded
}

/// Whether the segment is still of its class, and nobody else has made shards for it meanwhile.
async fn is_unchanged(
    tx: &mut Tx,
    content: ContentId,
    segment: &SegmentRow,
    seen: &[ShardId],
) -> Result<bool, DatabaseError> {
    let sql = "SELECT 1 FROM segments WHERE content_id = $1 AND number = $2 AND k = $3 AND m = $4";
    let row = tx
        .one(
            sql,
            values![content, segment.number, segment.redundancy.k, segment.redundancy.m],
        )
        .await?;
    let now = shards::of_segments(&mut *tx, content, segment.number, segment.number).await?;
    Ok(row.is_some() && now.iter().all(|shard| seen.contains(&shard.id)))
}

async fn replace(tx: &mut Tx, row: ShardRow, now: Timestamp) -> Result<(), DatabaseError> {
    let old = "SELECT id, target_id FROM shards WHERE content_id = $1 AND segment = $2 AND piece = $3";
    for old in tx.all(old, values![row.content, row.segment, row.piece]).await? {
        shards::doom(tx, ShardId::from_bytes(old.get(0)?), old.get(1)?, now).await?;
    }
    row.insert(tx).await
}
