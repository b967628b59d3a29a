//! What people may see of the storage: targets, health, and where the segments of a content lie.

use std::{
    collections::HashMap,
    sync::{Arc, atomic::Ordering},
    time::{Duration, Instant},
};

use base::{Timestamp, hex};
use database::{DatabaseError, Query, values};
use serde::Serialize;

use crate::{
    ContentId, Engine, ReadError, TargetId,
    fleet::{MemberState, Role},
    inner::Inner,
    registry::{
        contents::{self, SegmentRow},
        shards::{self, ShardRow, ShardState},
    },
};

/// A target as people see it.
#[derive(Clone, Debug, Serialize)]
pub struct NodeView {
    /// Its id.
    pub id: TargetId,
    /// Its name.
    pub name: String,
    /// `directory`, `memory`, …
    pub kind: String,
    /// Its failure domain.
    pub zone: String,
    /// What it is for.
    pub role: Role,
    /// How it is.
    pub state: MemberState,
    /// What to do about it, when there is something to do.
    pub message: Option<String>,
    /// Its room in bytes, when known.
    pub space: Option<SpaceView>,
    /// Shards the registry has on it.
    pub shards: u64,
    /// Their bytes.
    pub bytes: u64,
    /// When it last answered.
    pub last_seen_at: Option<Timestamp>,
    /// When everything on it had last been read and verified.
    pub last_scrub_at: Option<Timestamp>,
}

/// Room in bytes.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct SpaceView {
    /// In all.
    pub total: u64,
    /// Still free.
    pub free: u64,
}

/// Health of the whole storage.
#[derive(Clone, Debug, Serialize)]
pub struct HealthView {
    /// The repair queue.
    pub repairs: RepairsView,
    /// The running or last scrub.
    pub scrub: ScrubView,
    /// The storage classes.
    pub classes: Vec<ClassView>,
    /// The sweep.
    pub sweep: SweepView,
}

/// The sweep.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct SweepView {
    /// Shards of deleted contents that wait to be deleted on their targets.
    pub waiting: u64,
    /// When objects were last deleted; absent since the start.
    pub last_at: Option<Timestamp>,
    /// How many it were then.
    pub removed: u64,
}

/// The repair queue.
#[derive(Clone, Debug, Serialize)]
pub struct RepairsView {
    /// Segments in the queue.
    pub waiting: u64,
    /// Segments being repaired right now.
    pub running: u64,
    /// When the oldest was queued.
    pub oldest_at: Option<Timestamp>,
    /// The most urgent ones.
    pub items: Vec<RepairView>,
}

/// A segment in the repair queue.
#[derive(Clone, Debug, Serialize)]
pub struct RepairView {
    /// Of which content.
    pub content_id: ContentId,
    /// Which segment.
    pub segment: u32,
    /// Why.
    pub reason: String,
    /// How many more shards may be lost before the segment is; negative: it is lost unless something comes back.
    pub margin: i64,
    /// How often it was tried.
    pub attempts: u32,
    /// When it is tried next.
    pub next_at: Timestamp,
}

/// The scrub.
#[derive(Clone, Debug, Serialize)]
pub struct ScrubView {
    /// The target being read now.
    pub running: Option<String>,
    /// When the oldest running cycle began.
    pub cycle_started_at: Option<Timestamp>,
    /// Shards read in the running (or last) cycles.
    pub checked_shards: u64,
    /// Shards there are.
    pub total_shards: u64,
    /// Bad shards found in these cycles.
    pub found_bad: u64,
    /// When a cycle last ended.
    pub last_finished_at: Option<Timestamp>,
}

/// A storage class.
#[derive(Clone, Debug, Serialize)]
pub struct ClassView {
    /// Its name.
    pub name: String,
    /// Shards that are enough.
    pub k: u8,
    /// Shards that may be lost.
    pub m: u8,
    /// Durable shards before a write is acknowledged.
    pub acknowledge: usize,
    /// Whether contents that ask for no class are in it.
    pub is_default: bool,
}

/// How safe a segment or content is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Safety {
    /// Every shard is where it should be.
    Healthy,
    /// Some shards are missing; more may be lost before anything is.
    Degraded,
    /// One more loss and it cannot be read.
    AtRisk,
    /// It cannot be read right now.
    Unavailable,
}

/// Where a content lies.
#[derive(Clone, Debug, Serialize)]
pub struct PlacementView {
    /// Which content.
    pub content_id: ContentId,
    /// Its storage class.
    pub class: String,
    /// Its length in bytes.
    pub length: u64,
    /// The least safe of the segments listed.
    pub state: Safety,
    /// Some of its segments.
    pub segments: Vec<SegmentView>,
    /// The number to ask for the next ones with; absent at the end.
    pub next: Option<u32>,
}

/// Where a segment lies.
#[derive(Clone, Debug, Serialize)]
pub struct SegmentView {
    /// Its number in the content.
    pub number: u32,
    /// Chunks in it.
    pub chunks: u32,
    /// Bytes of plaintext in it.
    pub bytes: u64,
    /// Shards that are enough to read it (1: whole copies).
    pub k: u8,
    /// Shards that may be lost.
    pub m: u8,
    /// Shards that can be read now, the backup not counted.
    pub healthy: usize,
    /// How safe it is.
    pub state: Safety,
    /// Each shard.
    pub shards: Vec<ShardView>,
}

/// Where a shard lies.
#[derive(Clone, Debug, Serialize)]
pub struct ShardView {
    /// Its name on the target.
    pub shard_id: String,
    /// Its number among the segment's shards; absent for the backup.
    pub index: Option<u32>,
    /// The target's id.
    pub target_id: TargetId,
    /// The target's name.
    pub target: String,
    /// The target's zone.
    pub zone: String,
    /// What the target is for.
    pub role: Role,
    /// How the shard is.
    pub state: ShardCondition,
    /// Its length in bytes.
    pub bytes: u64,
}

/// How a shard is, as far as anybody knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ShardCondition {
    /// Where and what it should be.
    Healthy,
    /// Its target does not have it.
    Missing,
    /// Its bytes are not what was written.
    Corrupt,
    /// Its target is away.
    Suspended,
}

/// Shards and their bytes on each target. Counting millions takes a while, so a count is kept for ten times as long as
/// it took, and two seconds at least.
#[derive(Debug, Default)]
pub(crate) struct ShardCounts(tokio::sync::Mutex<Option<Counted>>);

type Counts = Arc<HashMap<TargetId, (u64, u64)>>;

#[derive(Debug)]
struct Counted {
    counts: Counts,
    good_until: Instant,
}

impl ShardCounts {
    async fn get(&self, inner: &Inner) -> Result<Counts, DatabaseError> {
        // One counts, the others wait for it.
        let mut known = self.0.lock().await;
        let begun = Instant::now();
        if let Some(counted) = known.as_ref().filter(|counted| begun < counted.good_until) {
            return Ok(counted.counts.clone());
        }
        let sql = "SELECT target_id, COUNT(*), CAST(SUM(bytes) AS BIGINT) FROM shards GROUP BY target_id";
        let mut counts = HashMap::new();
        for row in (&inner.database).all(sql, values![]).await? {
            counts.insert(row.get(0)?, (row.get(1)?, row.get(2)?));
        }
        let counts = Arc::new(counts);
        let good_until = Instant::now() + (begun.elapsed() * 10).max(Duration::from_secs(2));
        *known = Some(Counted {
            counts: counts.clone(),
            good_until,
        });
        Ok(counts)
    }
}

/// Repairs shown.
const REPAIRS_SHOWN: u32 = 50;
/// Segments shown at a time.
const PLACEMENT_MAX: usize = 1000;

impl Engine {
    /// Every target, in the order of the settings.
    ///
    /// # Errors
    /// The database's own trouble.
    pub async fn nodes(&self) -> Result<Vec<NodeView>, DatabaseError> {
        let inner = self.inner();
        let counts = inner.shard_counts.get(inner).await?;
        let mut scrubs: HashMap<TargetId, Option<Timestamp>> = HashMap::new();
        for row in (&inner.database)
            .all("SELECT id, scrub_finished_at FROM targets", values![])
            .await?
        {
            scrubs.insert(row.get(0)?, row.get(1)?);
        }
        let view = |member: &Arc<crate::fleet::Member>| {
            let live = member.live();
            let (shards, bytes) = counts.get(&member.id).copied().unwrap_or_default();
            NodeView {
                id: member.id,
                name: member.name.clone(),
                kind: member.kind.to_owned(),
                zone: member.zone.clone(),
                role: member.role,
                state: live.state,
                message: live.message,
                space: live.space.map(|space| SpaceView {
                    total: space.total,
                    free: space.free,
                }),
                shards,
                bytes,
                last_seen_at: live.last_seen,
                last_scrub_at: scrubs.get(&member.id).copied().flatten(),
            }
        };
        Ok(inner.fleet.members().iter().map(view).collect())
    }

    /// Health of the whole storage.
    ///
    /// # Errors
    /// The database's own trouble.
    pub async fn health(&self) -> Result<HealthView, DatabaseError> {
        let inner = self.inner();
        let default = &inner.settings.default_class;
        let classes = inner.settings.classes.iter().map(|class| ClassView {
            name: class.name.clone(),
            k: class.redundancy.k,
            m: class.redundancy.m,
            acknowledge: class.redundancy.acknowledge(),
            is_default: class.name == *default,
        });
        let doomed = (&inner.database).one("SELECT COUNT(*) FROM doomed", values![]).await?;
        let swept = inner.activity.last_sweep();
        Ok(HealthView {
            repairs: repairs(inner).await?,
            scrub: scrub(inner).await?,
            classes: classes.collect(),
            sweep: SweepView {
                waiting: doomed.map_or(Ok(0), |row| row.get(0))?,
                last_at: swept.map(|(at, _)| at),
                removed: swept.map_or(0, |(_, removed)| removed),
            },
        })
    }

    /// Where a content lies: up to `limit` segments (1 to 1,000) from number `from` on.
    ///
    /// # Errors
    /// [`ReadError::NoSuchContent`] and the database's own trouble.
    pub async fn placement(&self, content: ContentId, from: u32, limit: usize) -> Result<PlacementView, ReadError> {
        let inner = self.inner();
        let row = contents::content(&inner.database, content)
            .await?
            .filter(|row| row.is_live);
        let row = row.ok_or(ReadError::NoSuchContent)?;
        let limit = limit.clamp(1, PLACEMENT_MAX);
        let mut segments = contents::segments(&inner.database, content, from, limit + 1).await?;
        let next = if segments.len() > limit {
            segments.pop().map(|segment| segment.number)
        } else {
            None
        };
        let last = segments.last().map_or(from, |segment| segment.number);
        let shards = shards::of_segments(&inner.database, content, from, last).await?;
        let segments: Vec<SegmentView> = segments
            .into_iter()
            .map(|segment| {
                let of_segment = shards.iter().filter(|shard| shard.segment == segment.number);
                segment_view(
                    inner,
                    segment,
                    of_segment.map(|shard| shard_view(inner, shard)).collect(),
                )
            })
            .collect();
        let state = segments
            .iter()
            .map(|segment| segment.state)
            .max()
            .unwrap_or(Safety::Healthy);
        Ok(PlacementView {
            content_id: content,
            class: row.class,
            length: row.length,
            state,
            segments,
            next,
        })
    }
}

fn segment_view(inner: &Inner, segment: SegmentRow, shards: Vec<ShardView>) -> SegmentView {
    let is_healthy = |shard: &&ShardView| shard.state == ShardCondition::Healthy;
    let healthy = shards
        .iter()
        .filter(is_healthy)
        .filter(|shard| shard.index.is_some())
        .count();
    let backups = shards
        .iter()
        .filter(is_healthy)
        .filter(|shard| shard.index.is_none())
        .count();
    let k = usize::from(segment.redundancy.k);
    let state = match healthy {
        all if all >= segment.redundancy.shards() && backups >= usize::from(inner.fleet.has_backup()) => {
            Safety::Healthy
        }
        more if more > k || backups > 0 && more >= k => Safety::Degraded,
        enough if enough == k || backups > 0 => Safety::AtRisk,
        _ => Safety::Unavailable,
    };
    SegmentView {
        number: segment.number,
        chunks: segment.chunks,
        bytes: segment.length,
        k: segment.redundancy.k,
        m: segment.redundancy.m,
        healthy,
        state,
        shards,
    }
}

fn shard_view(inner: &Inner, shard: &ShardRow) -> ShardView {
    let member = inner.fleet.get(shard.target);
    let state = match shard.state {
        ShardState::Missing => ShardCondition::Missing,
        ShardState::Corrupt => ShardCondition::Corrupt,
        ShardState::Live if member.is_some_and(|member| member.is_readable()) => ShardCondition::Healthy,
        ShardState::Live => ShardCondition::Suspended,
    };
    ShardView {
        shard_id: hex::encode(shard.id.as_bytes()),
        index: (!shard.is_backup()).then_some(shard.piece),
        target_id: shard.target,
        target: inner.fleet.name(shard.target),
        zone: member.map(|member| member.zone.clone()).unwrap_or_default(),
        role: member.map_or(Role::Primary, |member| member.role),
        state,
        bytes: shard.bytes,
    }
}

async fn repairs(inner: &Inner) -> Result<RepairsView, DatabaseError> {
    let totals = (&inner.database)
        .one("SELECT COUNT(*), MIN(queued_at) FROM repairs", values![])
        .await?;
    let (waiting, oldest_at) = match totals {
        Some(row) => (row.get(0)?, row.get(1)?),
        None => (0, None),
    };
    let sql =
        "SELECT content_id, segment, reason, margin, attempts, next_at FROM repairs ORDER BY margin, next_at LIMIT $1";
    let items = (&inner.database).all(sql, values![REPAIRS_SHOWN]).await?;
    let items = items.iter().map(|row| {
        Ok(RepairView {
            content_id: row.get(0)?,
            segment: row.get(1)?,
            reason: row.get(2)?,
            margin: row.get(3)?,
            attempts: row.get(4)?,
            next_at: row.get(5)?,
        })
    });
    Ok(RepairsView {
        waiting,
        running: inner.activity.repairing.load(Ordering::Relaxed),
        oldest_at,
        items: items.collect::<Result<_, DatabaseError>>()?,
    })
}

async fn scrub(inner: &Inner) -> Result<ScrubView, DatabaseError> {
    let sql = "SELECT MIN(scrub_started_at), CAST(SUM(scrub_checked) AS BIGINT), CAST(SUM(scrub_bad) AS BIGINT),
                 MAX(scrub_finished_at), (SELECT COUNT(*) FROM shards) FROM targets";
    let row = (&inner.database).one(sql, values![]).await?;
    let running = inner.scrub.running().map(|target| inner.fleet.name(target));
    let empty = ScrubView {
        running: running.clone(),
        cycle_started_at: None,
        checked_shards: 0,
        total_shards: 0,
        found_bad: 0,
        last_finished_at: None,
    };
    let Some(row) = row else { return Ok(empty) };
    Ok(ScrubView {
        running,
        cycle_started_at: row.get(0)?,
        checked_shards: row.get::<Option<u64>>(1)?.unwrap_or(0),
        found_bad: row.get::<Option<u64>>(2)?.unwrap_or(0),
        last_finished_at: row.get(3)?,
        total_shards: row.get(4)?,
    })
}
