//! Scrub: reads every shard of every target within the scrub period and verifies it, without keys. Finds rot before
//! readers do. The position is kept in the registry, so a restart goes on where it stopped.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use base::Timestamp;
use database::{DatabaseError, Query, values};
use format::{ShardId, ShardVerifier};
use targets::{TargetError, TargetErrorKind};
use tokio::sync::Notify;

use super::Progress;
use crate::{
    Change, Engine, TargetId,
    fleet::Member,
    inner::Inner,
    registry::shards::{self, ShardRow, ShardState},
    upkeep::repair,
};

/// How often the scrubber looks whether a target is due.
const EVERY: Duration = Duration::from_secs(60);
/// Shards verified between two looks at the world.
const PAGE: usize = 200;
/// Bytes of a shard in memory at a time.
const STEP: u64 = 1 << 20;
/// In the background the scrubber rests this many times as long as it works.
const REST: u32 = 4;

/// The scrub that somebody asked for.
#[derive(Debug, Default)]
pub(crate) struct ScrubState {
    wake: Notify,
    running: Mutex<Option<TargetId>>,
}

impl ScrubState {
    pub(crate) fn running(&self) -> Option<TargetId> {
        *self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set(&self, target: Option<TargetId>) {
        *self.running.lock().unwrap_or_else(PoisonError::into_inner) = target;
    }
}

/// What a scrub found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct ScrubReport {
    /// Shards read and verified.
    pub checked: u64,
    /// Shards that were missing or damaged.
    pub bad: u64,
}

/// Scrubs the targets that are due, gently, until the engine shuts down.
pub(crate) async fn run(inner: Arc<Inner>) {
    let mut stop = inner.stop.subscribe();
    loop {
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            () = inner.scrub.wake.notified() => {}
            _ = stop.changed() => return,
        }
        for member in inner.fleet.members() {
            if !member.is_readable() || inner.is_stopping() {
                continue;
            }
            match is_due(&inner, member.id).await {
                Ok(true) => {
                    if let Err(error) = scrub_target(&inner, member, REST, &mut |_| {}).await {
                        tracing::error!(
                            target = member.name,
                            error = base::chain(&error),
                            "a scrub was interrupted"
                        );
                    }
                }
                Ok(false) => {}
                Err(error) => tracing::error!(error = base::chain(&error), "the scrub's position cannot be read"),
            }
        }
    }
}

async fn is_due(inner: &Inner, target: TargetId) -> Result<bool, DatabaseError> {
    let sql = "SELECT scrub_started_at, scrub_finished_at FROM targets WHERE id = $1";
    let Some(row) = (&inner.database).one(sql, values![target]).await? else {
        return Ok(false);
    };
    let (started, finished): (Option<Timestamp>, Option<Timestamp>) = (row.get(0)?, row.get(1)?);
    let now = inner.world.now();
    Ok(match (started, finished) {
        // One is under way: go on.
        (Some(started), finished) if finished.is_none_or(|finished| finished < started) => true,
        (_, Some(finished)) => now.since(finished) >= inner.settings.scrub_period / 2,
        // A new target has nothing that could have rotted; its first cycle begins by and by.
        (_, None) => true,
    })
}

/// Reads and verifies everything on a target from where the last scrub stopped.
async fn scrub_target(
    inner: &Arc<Inner>,
    member: &Arc<Member>,
    rest: u32,
    seen: &mut (dyn FnMut(ScrubReport) + Send),
) -> Result<ScrubReport, DatabaseError> {
    let mut position = Position::load(inner, member.id).await?;
    inner.scrub.set(Some(member.id));
    let mut total = ScrubReport::default();
    let mut stop = inner.stop.subscribe();
    loop {
        let begun = Instant::now();
        let page = shards::on_target(&inner.database, member.id, position.cursor, PAGE).await?;
        let Some(last) = page.last().map(|row| row.id) else {
            break;
        };
        let report = scrub_page(inner, member, page).await?;
        if inner.is_stopping() {
            // The page was not read to its end: the next run begins with it.
            inner.scrub.set(None);
            return Ok(total);
        }
        total.checked += report.checked;
        total.bad += report.bad;
        position.advance(last, report);
        position.save(inner, member.id, None).await?;
        seen(total);
        // Nobody may be listening.
        let _ = inner.changes.send(Change::Health);
        if !member.is_readable() {
            inner.scrub.set(None);
            return Ok(total);
        }
        tokio::select! {
            () = tokio::time::sleep((begun.elapsed() * rest).min(Duration::from_secs(10))) => {}
            _ = stop.changed() => {}
        }
    }
    position.save(inner, member.id, Some(inner.world.now())).await?;
    inner.scrub.set(None);
    Ok(total)
}

async fn scrub_page(
    inner: &Arc<Inner>,
    member: &Arc<Member>,
    page: Vec<ShardRow>,
) -> Result<ScrubReport, DatabaseError> {
    let mut report = ScrubReport::default();
    for shard in page {
        if inner.is_stopping() {
            break;
        }
        if shard.state != ShardState::Live {
            // It is known to be bad. That its segment is still in the queue is made sure of, not believed.
            repair::note_bad(inner, shard, shard.state).await?;
            continue;
        }
        let found = match verify(member, &shard).await {
            Ok(()) => None,
            Err(error) => match error.kind {
                TargetErrorKind::NotFound => Some(ShardState::Missing),
                TargetErrorKind::Corrupt | TargetErrorKind::OutOfRange => Some(ShardState::Corrupt),
                // The target is in trouble, not the shard; the monitor knows.
                _ => None,
            },
        };
        report.checked += 1;
        if let Some(state) = found {
            // A shard that was deleted or replaced meanwhile is none of ours.
            report.bad += u64::from(repair::note_bad(inner, shard, state).await?);
        }
    }
    Ok(report)
}

/// Reads a whole shard and checks it against its own footer and the registry's seal.
pub(crate) async fn verify(member: &Member, shard: &ShardRow) -> Result<(), TargetError> {
    let corrupt = |detail: String| TargetError::new(TargetErrorKind::Corrupt, detail);
    let len = member.len(shard.id).await?;
    if len != shard.bytes {
        return Err(corrupt(format!(
            "the shard has {len} bytes and should have {}",
            shard.bytes
        )));
    }
    let mut verifier = ShardVerifier::new();
    let mut at = 0;
    while at < len {
        let next = (at + STEP).min(len);
        let bytes = member.read(shard.id, at..next).await?;
        verifier.feed(&bytes).map_err(|error| corrupt(error.to_string()))?;
        at = next;
    }
    let (header, _, seal) = verifier.finish().map_err(|error| corrupt(error.to_string()))?;
    if header.id != shard.id || seal != shard.seal {
        return Err(corrupt("the shard is another one than the registry means".into()));
    }
    Ok(())
}

/// Where the scrub of a target stands.
struct Position {
    cursor: Option<ShardId>,
    started_at: Timestamp,
    checked: u64,
    bad: u64,
}

impl Position {
    async fn load(inner: &Inner, target: TargetId) -> Result<Self, DatabaseError> {
        let fresh = Position {
            cursor: None,
            started_at: inner.world.now(),
            checked: 0,
            bad: 0,
        };
        let sql = "SELECT scrub_cursor, scrub_started_at, scrub_checked, scrub_bad FROM targets WHERE id = $1";
        let Some(row) = (&inner.database).one(sql, values![target]).await? else {
            return Ok(fresh);
        };
        let (Some(cursor), Some(started_at)) = (row.get::<Option<[u8; 24]>>(0)?, row.get(1)?) else {
            return Ok(fresh);
        };
        Ok(Position {
            cursor: Some(ShardId::from_bytes(cursor)),
            started_at,
            checked: row.get(2)?,
            bad: row.get(3)?,
        })
    }

    fn advance(&mut self, last: ShardId, report: ScrubReport) {
        self.cursor = Some(last);
        self.checked += report.checked;
        self.bad += report.bad;
    }

    /// Keeps the position; with `finished`, the cycle is over and the next one starts at the beginning.
    async fn save(&self, inner: &Inner, target: TargetId, finished: Option<Timestamp>) -> Result<(), DatabaseError> {
        let cursor = self
            .cursor
            .filter(|_| finished.is_none())
            .map(|id| id.as_bytes().to_vec());
        let row = values![cursor, self.started_at, self.checked, self.bad, finished, target];
        inner
            .database
            .write::<_, DatabaseError, _>(move |tx| {
                let row = row.clone();
                Box::pin(async move {
                    tx.execute(
                        "UPDATE targets SET scrub_cursor = $1, scrub_started_at = $2, scrub_checked = $3, scrub_bad = $4,
                           scrub_finished_at = COALESCE($5, scrub_finished_at) WHERE id = $6",
                        row,
                    )
                    .await
                })
            })
            .await?;
        Ok(())
    }
}

impl Engine {
    /// Reads and verifies everything on every target that can be reached, now and without rest.
    ///
    /// # Errors
    /// The database's own trouble.
    pub async fn scrub(&self, progress: &dyn Progress) -> Result<ScrubReport, DatabaseError> {
        let inner = self.inner();
        let row = (&inner.database).one("SELECT COUNT(*) FROM shards", values![]).await?;
        let shards: u64 = row.map_or(Ok(0), |row| row.get(0))?;
        let mut total = ScrubReport::default();
        for member in inner.fleet.members() {
            if !member.is_readable() {
                continue;
            }
            restart(inner, member.id).await?;
            let before = total;
            let report = scrub_target(inner, member, 0, &mut |report| {
                progress.report((before.checked + report.checked).min(shards), shards);
            })
            .await?;
            total.checked += report.checked;
            total.bad += report.bad;
        }
        progress.report(shards, shards);
        Ok(total)
    }
}

async fn restart(inner: &Inner, target: TargetId) -> Result<(), DatabaseError> {
    inner
        .database
        .write::<_, DatabaseError, _>(move |tx| {
            Box::pin(async move {
                tx.execute("UPDATE targets SET scrub_cursor = NULL WHERE id = $1", values![target])
                    .await
            })
        })
        .await?;
    Ok(())
}
