//! Repair: makes missing shards again, the segments closest to loss first. The queue is durable; an entry is taken by
//! moving its time ahead, so two servers do not work on the same one, and a killed one is taken up again.

use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use base::Timestamp;
use bytes::Bytes;
use database::{DatabaseError, Query, Tx, values};
use format::{Coding, Footer, PieceEntry, ShardHeader, ShardId};
use futures::{StreamExt, stream};
use placement::{Rule, place};
use targets::{ShardWriter, TargetError};

pub(crate) use super::rebuild::footer_of;
use super::{Progress, rebuild::Sources, scrub};
use crate::{
    Change, ContentId, Engine, ReadError, TargetId,
    fleet::{Member, MemberState, Role},
    generation::{Lease, is_open},
    inner::Inner,
    registry::{
        Verdict,
        contents::{self, ContentRow, SegmentRow},
        shards::{self, BACKUP_PIECE, ShardRow, ShardState},
    },
    settings::Redundancy,
    write::code,
};

/// The queue is looked at this often even when nobody wakes the repairer.
const EVERY: Duration = Duration::from_secs(5);
/// Entries taken at a time, and how many are worked on at once.
const TAKEN: usize = 64;
const AT_ONCE: usize = 4;
/// An entry that was taken and never finished is taken again after this.
const TAKEN_FOR: Duration = Duration::from_secs(600);
/// First waiting time of an entry that could not be finished, and how often it doubles.
const BACKOFF: Duration = Duration::from_secs(15);
const BACKOFF_DOUBLINGS: u32 = 6;
/// When somebody else changed a segment meanwhile, it is looked at again after this.
const AGAIN: Duration = Duration::from_millis(100);
/// Somebody who waits for a repair has it tried so often while others change the segment.
const ATTEMPTS: usize = 5;
/// Rows changed in one transaction.
const PAGE: usize = 2000;

/// An entry of the queue that is being worked on.
#[derive(Clone, Copy, Debug)]
struct Taken {
    content: ContentId,
    segment: u32,
    attempts: u32,
    /// What its time was set to. Whoever queues the segment anew meanwhile sets another one.
    until: Timestamp,
}

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

/// Works on the queue until the engine shuts down.
pub(crate) async fn run(inner: Arc<Inner>) {
    let mut stop = inner.stop.subscribe();
    // What a killed server was at is taken up again at once.
    retry_soon(&inner).await;
    loop {
        let more = match work_off(&inner).await {
            Ok(done) => done > 0,
            Err(error) => {
                tracing::error!(error = base::chain(&error), "the repair queue cannot be read");
                false
            }
        };
        if more {
            // Nobody may be listening.
            let _ = inner.changes.send(Change::Health);
        }
        let pause = if more { Duration::ZERO } else { EVERY };
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = inner.repairs.notified() => {}
            _ = stop.changed() => return,
        }
        if inner.is_stopping() {
            return;
        }
    }
}

async fn work_off(inner: &Arc<Inner>) -> Result<usize, DatabaseError> {
    let taken = take(inner).await?;
    let count = taken.len();
    stream::iter(taken)
        .for_each_concurrent(AT_ONCE, |taken| async move {
            if inner.is_stopping() {
                return;
            }
            inner.activity.repairing.fetch_add(1, Ordering::Relaxed);
            let outcome = repair_segment(inner, taken.content, taken.segment).await;
            inner.activity.repairing.fetch_sub(1, Ordering::Relaxed);
            if let Err(error) = finish(inner, taken, outcome).await {
                tracing::error!(
                    error = base::chain(&error),
                    "a repair's end cannot be recorded; it will run again"
                );
            }
        })
        .await;
    Ok(count)
}

/// Takes the most urgent entries that are due.
async fn take(inner: &Inner) -> Result<Vec<Taken>, DatabaseError> {
    let now = inner.world.now();
    // Nothing is put off for so long: such a time was written before the clock was set back, and is due.
    let absurd = now.after(2 * BACKOFF * (1 << BACKOFF_DOUBLINGS));
    // A quick look outside of a transaction: most of the time there is nothing to do.
    let due = "SELECT 1 FROM repairs WHERE next_at <= $1 OR next_at > $2 LIMIT 1";
    if (&inner.database).one(due, values![now, absurd]).await?.is_none() {
        return Ok(Vec::new());
    }
    let until = now.after(TAKEN_FOR);
    inner
        .database
        .write(move |tx| {
            Box::pin(async move {
                let rows = tx
                    .all(
                        "SELECT content_id, segment, attempts FROM repairs WHERE next_at <= $1 OR next_at > $2
                         ORDER BY margin, next_at LIMIT $3",
                        values![now, absurd, TAKEN],
                    )
                    .await?;
                let mut taken = Vec::with_capacity(rows.len());
                for row in rows {
                    let (content, segment, attempts): (ContentId, u32, u32) = (row.get(0)?, row.get(1)?, row.get(2)?);
                    tx.execute(
                        "UPDATE repairs SET next_at = $1, attempts = attempts + 1 WHERE content_id = $2 AND segment = $3",
                        values![until, content, segment],
                    )
                    .await?;
                    taken.push(Taken { content, segment, attempts, until });
                }
                Ok(taken)
            })
        })
        .await
}

/// Ends an entry or puts it off, unless something else of the segment went bad during the repair: then it stays due.
async fn finish(inner: &Inner, taken: Taken, outcome: Result<Outcome, DatabaseError>) -> Result<(), DatabaseError> {
    let Taken {
        content,
        segment,
        attempts,
        until,
    } = taken;
    let next_at = match outcome {
        Ok(Outcome::Complete) => None,
        Ok(Outcome::Incomplete) => Some(
            inner
                .world
                .now()
                .after(BACKOFF * (1 << attempts.min(BACKOFF_DOUBLINGS))),
        ),
        Ok(Outcome::Changed) => Some(inner.world.now().after(AGAIN)),
        Err(error) => {
            tracing::warn!(%content, segment, error = base::chain(&error), "a repair failed; it will be tried again");
            Some(inner.world.now().after(BACKOFF))
        }
    };
    inner
        .database
        .write(move |tx| {
            Box::pin(async move {
                match next_at {
                    None => {
                        let sql = "DELETE FROM repairs WHERE content_id = $1 AND segment = $2 AND next_at = $3";
                        tx.execute(sql, values![content, segment, until]).await
                    }
                    Some(at) => {
                        let sql =
                            "UPDATE repairs SET next_at = $1 WHERE content_id = $2 AND segment = $3 AND next_at = $4";
                        tx.execute(sql, values![at, content, segment, until]).await
                    }
                }
            })
        })
        .await?;
    Ok(())
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
    let made = make_shards(inner, &lease, &gap, &sources, places).await;
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

/// A shard being made again.
struct Making {
    piece: u32,
    member: Arc<Member>,
    header: ShardHeader,
    entries: Vec<PieceEntry>,
    writer: Option<Box<dyn ShardWriter>>,
    /// Small shards are gathered and stored in one piece.
    gathered: Vec<u8>,
    bytes: u64,
    /// Its target is in trouble: the shard is given up.
    failed: bool,
}

async fn make_shards(
    inner: &Arc<Inner>,
    lease: &Lease,
    gap: &Gap,
    sources: &Sources,
    places: Vec<(u32, Arc<Member>)>,
) -> Vec<ShardRow> {
    let Some((wrapped_key, facts)) = sources
        .model()
        .map(|model| (model.wrapped_key.clone(), model.facts.clone()))
    else {
        return Vec::new();
    };
    let mut making = Vec::with_capacity(places.len());
    for (piece, member) in places {
        match Making::start(inner, lease, gap, piece, member).await {
            Ok(started) => making.push(started),
            Err(error) => tracing::debug!(%error, "a repair found its target in trouble"),
        }
    }
    for index in 0..gap.segment.chunks {
        let Some(sealed) = sources.sealed(inner, index).await else {
            for shard in making {
                shard.give_up().await;
            }
            return Vec::new();
        };
        let sealed_len = u32::try_from(sealed.len()).unwrap_or(u32::MAX);
        let Ok(chunk) = code::cut(sealed.clone(), gap.segment.redundancy) else {
            return Vec::new();
        };
        let whole = Bytes::from(sealed);
        for shard in &mut making {
            let (bytes, entry) = if shard.piece == BACKUP_PIECE {
                (whole.clone(), PieceEntry::of(&whole, sealed_len))
            } else {
                match chunk.piece(shard.piece as usize) {
                    Some(piece) => piece,
                    None => continue,
                }
            };
            shard.write(bytes, entry).await;
        }
    }
    let mut made = Vec::with_capacity(making.len());
    for shard in making {
        made.extend(shard.finish(gap, &wrapped_key, &facts).await);
    }
    made
}

impl Making {
    async fn start(
        inner: &Inner,
        lease: &Lease,
        gap: &Gap,
        piece: u32,
        member: Arc<Member>,
    ) -> Result<Self, TargetError> {
        let Redundancy { k, m } = gap.segment.redundancy;
        let coding = match u8::try_from(piece) {
            Ok(index) if k > 1 => Coding { k, m, index },
            // Copies, and what lies on the backup target.
            _ => Coding::whole(),
        };
        let header = ShardHeader {
            id: ShardId::new(lease.number, inner.world.bytes()),
            vault: *gap.content.vault.as_bytes(),
            epoch: gap.content.epoch,
            content: *gap.content.id.as_bytes(),
            segment: gap.segment.number,
            first_chunk: gap.segment.first_chunk,
            chunk_size: gap.content.chunk_size,
            coding,
        };
        let small = gap.segment.chunks == 1 && gap.segment.length < 128 << 10;
        let writer = if small {
            None
        } else {
            Some(member.create(header.id).await?)
        };
        let mut making = Making {
            piece,
            member,
            header,
            entries: Vec::new(),
            writer,
            gathered: Vec::new(),
            bytes: 0,
            failed: false,
        };
        making.append(Bytes::copy_from_slice(&header.encode())).await?;
        Ok(making)
    }

    async fn append(&mut self, bytes: Bytes) -> Result<(), TargetError> {
        self.bytes += bytes.len() as u64;
        match self.writer.as_mut() {
            Some(writer) => self.member.call(Duration::from_secs(30), writer.write(bytes)).await,
            None => {
                self.gathered.extend_from_slice(&bytes);
                Ok(())
            }
        }
    }

    async fn write(&mut self, bytes: Bytes, entry: PieceEntry) {
        if self.failed {
            return;
        }
        self.entries.push(entry);
        if let Err(error) = self.append(bytes).await {
            tracing::debug!(%error, "a repair found its target in trouble");
            self.failed = true;
            self.writer = None;
        }
    }

    async fn give_up(mut self) {
        if let Some(writer) = self.writer.take() {
            writer.abort().await;
        }
    }

    async fn finish(mut self, gap: &Gap, wrapped_key: &[u8], facts: &[u8]) -> Option<ShardRow> {
        if self.failed || self.entries.len() != gap.segment.chunks as usize {
            return None;
        }
        let (footer, seal) = Footer::encode(&self.header, &self.entries, wrapped_key, facts).ok()?;
        self.append(Bytes::from(footer)).await.ok()?;
        let id = self.header.id;
        match self.writer.take() {
            Some(writer) => self.member.call(Duration::from_secs(60), writer.finish()).await.ok()?,
            None => self
                .member
                .put(id, Bytes::from(std::mem::take(&mut self.gathered)))
                .await
                .ok()?,
        }
        Some(ShardRow {
            id,
            content: gap.content.id,
            segment: gap.segment.number,
            piece: self.piece,
            target: self.member.id,
            state: ShardState::Live,
            bytes: self.bytes,
            seal,
        })
    }
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

/// Notes in the background that a shard is missing or damaged, and queues its segment.
pub(crate) fn report(inner: &Arc<Inner>, shard: ShardRow, state: ShardState) {
    // What was known to be bad before somebody looked is queued already.
    if shard.state != ShardState::Live || !inner.reported().insert(shard.id) {
        return;
    }
    tracing::warn!(shard = %shard.id, target = inner.fleet.name(shard.target), state = state.as_str(), "a shard is bad; it will be made again");
    let inner = inner.clone();
    tokio::spawn(async move {
        let noted = note_bad(&inner, shard, state).await;
        inner.reported().remove(&shard.id);
        if let Err(error) = noted {
            tracing::error!(
                error = base::chain(&error),
                "a bad shard could not be noted; the next scrub finds it"
            );
        }
    });
}

/// Notes that a shard is missing or damaged, and queues its segment. `false`: that was known, or nobody needs the shard
/// any more.
pub(crate) async fn note_bad(inner: &Inner, shard: ShardRow, state: ShardState) -> Result<bool, DatabaseError> {
    let (now, reason) = (inner.world.now(), state.as_str());
    let news = inner
        .database
        .write::<_, DatabaseError, _>(move |tx| {
            Box::pin(async move {
                let news = shards::set_state(tx, shard.id, state).await?;
                let margin = margin(tx, shard.content, shard.segment).await?;
                if news {
                    contents::queue_repair(tx, shard.content, shard.segment, reason, margin, now).await?;
                } else if shards::is_known(tx, shard.id).await? {
                    // Its segment should be in the queue. It must not lose its patience there with every reader.
                    contents::ensure_queued(tx, shard.content, shard.segment, reason, margin, now).await?;
                }
                Ok(news)
            })
        })
        .await?;
    if news {
        inner.repairs.notify_one();
    }
    Ok(news)
}

async fn margin(tx: &mut Tx, content: ContentId, segment: u32) -> Result<i64, DatabaseError> {
    let sql = "SELECT (SELECT COUNT(*) FROM shards WHERE content_id = $1 AND segment = $2 AND state = 'live' AND piece < 1000)
                 - k FROM segments WHERE content_id = $1 AND number = $2";
    tx.one(sql, values![content, segment])
        .await?
        .map_or(Ok(0), |row| row.get(0))
}

/// Marks every shard on a target as missing and queues their segments, a page at a time.
pub(crate) async fn mark_target_missing(inner: &Inner, target: TargetId) -> Result<(), DatabaseError> {
    let mut after = None;
    loop {
        let page = shards::on_target(&inner.database, target, after, PAGE).await?;
        let (Some(first), Some(last)) = (page.first().map(|row| row.id), page.last().map(|row| row.id)) else {
            break;
        };
        let now = inner.world.now();
        inner
            .database
            .write::<_, DatabaseError, _>(move |tx| {
                Box::pin(async move {
                    let range = values![target, first.as_bytes(), last.as_bytes()];
                    let mark = "UPDATE shards SET state = 'missing' WHERE target_id = $1 AND id >= $2 AND id <= $3";
                    tx.execute(mark, range.clone()).await?;
                    let mut queue = range;
                    queue.push(now.into());
                    tx.execute(
                        "INSERT INTO repairs (content_id, segment, reason, margin, queued_at, next_at)
                         SELECT segments.content_id, segments.number, 'missing',
                           (SELECT COUNT(*) FROM shards live WHERE live.content_id = segments.content_id
                              AND live.segment = segments.number AND live.state = 'live' AND live.piece < 1000) - segments.k,
                           $4, $4
                         FROM segments WHERE EXISTS (SELECT 1 FROM shards WHERE shards.content_id = segments.content_id
                           AND shards.segment = segments.number AND shards.target_id = $1
                           AND shards.id >= $2 AND shards.id <= $3)
                         ON CONFLICT (content_id, segment) DO UPDATE SET margin = excluded.margin, next_at = excluded.next_at",
                        queue,
                    )
                    .await
                })
            })
            .await?;
        after = Some(last);
    }
    inner.repairs.notify_one();
    Ok(())
}

/// A target that came back may be a source or a place: everything that waits is tried again now.
pub(crate) async fn retry_soon(inner: &Inner) {
    let now = inner.world.now();
    let retried = inner
        .database
        .write::<_, DatabaseError, _>(move |tx| {
            Box::pin(async move {
                tx.execute(
                    "UPDATE repairs SET next_at = $1, attempts = 0 WHERE next_at > $1",
                    values![now],
                )
                .await
            })
        })
        .await;
    match retried {
        Ok(_) => inner.repairs.notify_one(),
        Err(error) => tracing::warn!(error = base::chain(&error), "waiting repairs could not be moved ahead"),
    }
}

impl Engine {
    /// Checks that every shard of a content is on its target, and makes at once what is missing, the backup included.
    /// Returns how many segments are still incomplete.
    ///
    /// # Errors
    /// [`ReadError::NoSuchContent`] and the database's own trouble.
    pub async fn replicate(&self, content: ContentId, progress: &dyn Progress) -> Result<u64, ReadError> {
        let inner = self.inner();
        let total = segment_count(inner, content).await?;
        let mut incomplete = 0;
        for number in 0..total {
            check_existence(inner, content, number as u32).await?;
            let mut outcome = repair_segment(inner, content, number as u32).await?;
            for _ in 0..ATTEMPTS {
                if outcome != Outcome::Changed {
                    break;
                }
                outcome = repair_segment(inner, content, number as u32).await?;
            }
            incomplete += u64::from(outcome != Outcome::Complete);
            progress.report(number + 1, total);
        }
        Ok(incomplete)
    }

    /// Whether there is a backup target to sync to.
    pub fn has_backup(&self) -> bool {
        self.inner()
            .fleet
            .members()
            .iter()
            .any(|member| member.role == Role::Backup)
    }
}

pub(crate) async fn segment_count(inner: &Inner, content: ContentId) -> Result<u64, ReadError> {
    let sql =
        "SELECT (SELECT COUNT(*) FROM segments WHERE content_id = $1) FROM contents WHERE id = $1 AND state = 'live'";
    let row = (&inner.database)
        .one(sql, values![content])
        .await?
        .ok_or(ReadError::NoSuchContent)?;
    Ok(row.get(0)?)
}

async fn check_existence(inner: &Arc<Inner>, content: ContentId, number: u32) -> Result<(), DatabaseError> {
    for shard in shards::of_segments(&inner.database, content, number, number).await? {
        let Some(member) = inner.fleet.get(shard.target).filter(|member| member.is_readable()) else {
            continue;
        };
        if shard.state != ShardState::Live {
            continue;
        }
        let found = match member.len(shard.id).await {
            Ok(len) if len == shard.bytes => continue,
            Ok(_) => ShardState::Corrupt,
            Err(error) if error.kind == targets::TargetErrorKind::NotFound => ShardState::Missing,
            Err(_) => continue,
        };
        note_bad(inner, shard, found).await?;
    }
    Ok(())
}
