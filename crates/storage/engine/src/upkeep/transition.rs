//! Transition: moving a content to another storage class, segment by segment. Each segment changes in one transaction;
//! a transition that was interrupted goes on with the segments that are still in the old class. No key is needed.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use database::{DatabaseError, Query, values};
use format::{Coding, Footer, PieceEntry, ShardHeader, ShardId};
use placement::{Rule, place};
use serde::Serialize;

use super::{Progress, rebuild::Sources, repair::segment_count};
use crate::{
    ContentId, Engine, TargetId, TransitionError,
    fleet::Member,
    generation::{Lease, is_open},
    inner::Inner,
    registry::{
        contents::{self, ContentRow, SegmentRow},
        shards::{self, ShardRow, ShardState},
    },
    settings::Redundancy,
    write::code,
};

/// What a transition would do. Nothing happens until it is carried out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TransitionPlan {
    /// The class the content is in.
    pub from: String,
    /// The class it would be in.
    pub to: String,
    /// Segments to write anew.
    pub segments: u64,
    /// Bytes of plaintext in them.
    pub bytes: u64,
    /// Bytes to write to targets, roughly.
    pub to_write: u64,
}

impl Engine {
    /// What moving a content to another class would mean.
    ///
    /// # Errors
    /// [`TransitionError::NoSuchContent`], [`TransitionError::NoSuchClass`], and the database's own trouble.
    pub async fn plan_transition(&self, content: ContentId, class: &str) -> Result<TransitionPlan, TransitionError> {
        let inner = self.inner();
        let row = contents::content(&inner.database, content)
            .await?
            .filter(|row| row.is_live);
        let row = row.ok_or(TransitionError::NoSuchContent)?;
        let to = inner
            .settings
            .class(Some(class))
            .ok_or_else(|| TransitionError::NoSuchClass(class.to_owned()))?;
        let Redundancy { k, m } = to.redundancy;
        let sql = "SELECT COUNT(*), COALESCE(CAST(SUM(length) AS BIGINT), 0) FROM segments
                   WHERE content_id = $1 AND (k <> $2 OR m <> $3)";
        let counts = (&inner.database).one(sql, values![content, k, m]).await?;
        let counts = counts.ok_or(TransitionError::NoSuchContent)?;
        let (segments, bytes): (u64, u64) = (counts.get(0)?, counts.get(1)?);
        let to_write = bytes * to.redundancy.shards() as u64 / u64::from(k.max(1));
        Ok(TransitionPlan {
            from: row.class,
            to: to.name.clone(),
            segments,
            bytes,
            to_write,
        })
    }

    /// Moves a content to another class. Safe to run again after an interruption.
    ///
    /// # Errors
    /// As [`Engine::plan_transition`]; [`TransitionError::Unavailable`] when a segment cannot be read or placed now.
    pub async fn transition(
        &self,
        content: ContentId,
        class: &str,
        progress: &dyn Progress,
    ) -> Result<(), TransitionError> {
        let inner = self.inner();
        let plan = self.plan_transition(content, class).await?;
        let to = inner
            .settings
            .class(Some(class))
            .ok_or_else(|| TransitionError::NoSuchClass(class.to_owned()))?;
        let row = contents::content(&inner.database, content)
            .await?
            .ok_or(TransitionError::NoSuchContent)?;
        let total = segment_count(inner, content)
            .await
            .map_err(|_| TransitionError::NoSuchContent)?;
        for number in 0..total {
            let found = contents::segments(&inner.database, content, number as u32, 1).await?;
            if let Some(segment) = found.first().filter(|segment| segment.redundancy != to.redundancy) {
                move_segment(inner, &row, segment, to.redundancy).await?;
            }
            progress.report(number + 1, total);
        }
        let name = plan.to;
        inner
            .database
            .write::<_, DatabaseError, _>(move |tx| {
                let row = values![&name, content];
                Box::pin(async move { tx.execute("UPDATE contents SET class = $1 WHERE id = $2", row).await })
            })
            .await?;
        Ok(())
    }
}

async fn move_segment(
    inner: &Arc<Inner>,
    content: &ContentRow,
    segment: &SegmentRow,
    to: Redundancy,
) -> Result<(), TransitionError> {
    let old = shards::of_segments(&inner.database, content.id, segment.number, segment.number).await?;
    let sources = Sources::open(inner, segment, &old).await;
    let lease = inner.generations.current();
    let places = choose(inner, content.id, segment.number, to.shards());
    if !sources.suffice() || places.len() < to.shards() {
        return Err(TransitionError::Unavailable);
    }
    let made = write_segment(inner, &lease, content, segment, to, &sources, places).await;
    if made.len() < to.acknowledge() {
        discard(inner, &made).await;
        return Err(TransitionError::Unavailable);
    }
    if !record(inner, &lease, content.id, *segment, to, made.clone()).await? {
        discard(inner, &made).await;
        return Err(TransitionError::NoSuchContent);
    }
    Ok(())
}

fn choose(inner: &Inner, content: ContentId, segment: u32, count: usize) -> Vec<Arc<Member>> {
    let mut key = content.as_bytes().to_vec();
    key.extend_from_slice(&segment.to_be_bytes());
    let candidates = inner.fleet.candidates();
    let rule = Rule {
        count,
        max_per_zone: candidates.len(),
    };
    let chosen = place(&key, &candidates, &rule, &[]);
    chosen
        .into_iter()
        .filter_map(|id| inner.fleet.get(TargetId::from_bytes(id)).cloned())
        .collect()
}

/// A target that takes longer for one step is given up; repair makes its shard.
const STEP_LIMIT: Duration = Duration::from_secs(60);

/// A shard in the new class, being written.
struct Making {
    member: Arc<Member>,
    header: ShardHeader,
    entries: Vec<PieceEntry>,
    writer: Box<dyn targets::ShardWriter>,
    bytes: u64,
}

async fn write_segment(
    inner: &Arc<Inner>,
    lease: &Lease,
    content: &ContentRow,
    segment: &SegmentRow,
    to: Redundancy,
    sources: &Sources,
    places: Vec<Arc<Member>>,
) -> Vec<ShardRow> {
    let Some((wrapped_key, facts)) = sources
        .model()
        .map(|model| (model.wrapped_key.clone(), model.facts.clone()))
    else {
        return Vec::new();
    };
    let mut making: Vec<Option<Making>> = Vec::with_capacity(places.len());
    for (index, member) in (0_u8..).zip(places) {
        let coding = if to.k == 1 {
            Coding::whole()
        } else {
            Coding {
                k: to.k,
                m: to.m,
                index,
            }
        };
        let header = ShardHeader {
            id: ShardId::new(lease.number, inner.world.bytes()),
            vault: *content.vault.as_bytes(),
            epoch: content.epoch,
            content: *content.id.as_bytes(),
            segment: segment.number,
            first_chunk: segment.first_chunk,
            chunk_size: content.chunk_size,
            coding,
        };
        making.push(Making::start(member, header).await);
    }
    for index in 0..segment.chunks {
        let chunk = match sources.sealed(inner, index).await.map(|sealed| code::cut(sealed, to)) {
            Some(Ok(chunk)) => chunk,
            _ => return Vec::new(),
        };
        for (piece, slot) in making.iter_mut().enumerate() {
            let Some(mut shard) = slot.take() else { continue };
            if let Some((bytes, entry)) = chunk.piece(piece) {
                shard.entries.push(entry);
                *slot = shard.append(bytes).await;
            }
        }
    }
    let mut made = Vec::with_capacity(making.len());
    for (piece, shard) in (0_u32..).zip(making) {
        let Some(shard) = shard else { continue };
        made.extend(
            shard
                .finish(content.id, segment.number, piece, &wrapped_key, &facts)
                .await,
        );
    }
    made
}

impl Making {
    async fn start(member: Arc<Member>, header: ShardHeader) -> Option<Self> {
        let writer = member.create(header.id).await.ok()?;
        let making = Making {
            member,
            header,
            entries: Vec::new(),
            writer,
            bytes: 0,
        };
        making.append(Bytes::copy_from_slice(&header.encode())).await
    }

    async fn append(mut self, bytes: Bytes) -> Option<Self> {
        self.bytes += bytes.len() as u64;
        self.member.call(STEP_LIMIT, self.writer.write(bytes)).await.ok()?;
        Some(self)
    }

    async fn finish(
        self,
        content: ContentId,
        segment: u32,
        piece: u32,
        wrapped_key: &[u8],
        facts: &[u8],
    ) -> Option<ShardRow> {
        let (footer, seal) = Footer::encode(&self.header, &self.entries, wrapped_key, facts).ok()?;
        let shard = self.append(Bytes::from(footer)).await?;
        let Making {
            member,
            header,
            writer,
            bytes,
            ..
        } = shard;
        member.call(STEP_LIMIT, writer.finish()).await.ok()?;
        Some(ShardRow {
            id: header.id,
            content,
            segment,
            piece,
            target: member.id,
            state: ShardState::Live,
            bytes,
            seal,
        })
    }
}

async fn discard(inner: &Inner, made: &[ShardRow]) {
    for shard in made {
        if let Some(member) = inner.fleet.get(shard.target) {
            // What cannot be deleted now, the sweep finds.
            let _ = member.delete(shard.id).await;
        }
    }
}

/// Swaps the segment's shards, all or none. `false`: the content is gone, or somebody else moved it.
async fn record(
    inner: &Inner,
    lease: &Lease,
    content: ContentId,
    segment: SegmentRow,
    to: Redundancy,
    made: Vec<ShardRow>,
) -> Result<bool, DatabaseError> {
    let (generation, now) = (lease.number, inner.world.now());
    let delete_at = now.after(inner.settings.delete_grace);
    inner
        .database
        .write(move |tx| {
            let made = made.clone();
            Box::pin(async move {
                if !is_open(tx, generation).await? {
                    return Ok(false);
                }
                let Redundancy { k, m } = segment.redundancy;
                let swap =
                    "UPDATE segments SET k = $1, m = $2 WHERE content_id = $3 AND number = $4 AND k = $5 AND m = $6";
                if tx
                    .execute(swap, values![to.k, to.m, content, segment.number, k, m])
                    .await?
                    == 0
                {
                    return Ok(false);
                }
                for old in shards::of_segments(&mut *tx, content, segment.number, segment.number).await? {
                    if !old.is_backup() {
                        shards::doom(tx, old.id, old.target, delete_at).await?;
                    }
                }
                let complete = made.len() >= to.shards();
                let margin = made.len() as i64 - i64::from(to.k);
                for row in made {
                    row.insert(tx).await?;
                }
                if !complete {
                    contents::queue_repair(tx, content, segment.number, "incomplete", margin, now).await?;
                }
                Ok(true)
            })
        })
        .await
}
