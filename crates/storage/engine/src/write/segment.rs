//! One segment on its way to its targets.

use std::{collections::HashSet, sync::Arc};

use bytes::Bytes;
use format::{Coding, Footer, PieceEntry, Seal, ShardHeader, ShardId};
use futures::future::join_all;
use placement::{Rule, place};
use targets::{SMALL_SHARD_MAX, ShardWriter, TargetError};

use super::{code::SealedChunk, identity::Identity, most::most};
use crate::{
    TargetId, WriteError,
    fleet::{Member, Role},
    generation::Lease,
    inner::Inner,
    settings::Redundancy,
};

/// A shard that its target has made durable.
#[derive(Clone, Debug)]
pub(crate) struct DurableShard {
    pub(crate) id: ShardId,
    pub(crate) piece: u8,
    pub(crate) target: TargetId,
    pub(crate) bytes: u64,
    pub(crate) seal: Seal,
}

/// A segment with enough durable shards.
#[derive(Clone, Debug)]
pub(crate) struct ClosedSegment {
    pub(crate) number: u32,
    pub(crate) first_chunk: u64,
    pub(crate) chunks: u32,
    pub(crate) length: u64,
    pub(crate) redundancy: Redundancy,
    pub(crate) shards: Vec<DurableShard>,
}

impl ClosedSegment {
    /// How many more shards may be lost before the segment is.
    pub(crate) fn margin(&self) -> i64 {
        self.shards.len() as i64 - i64::from(self.redundancy.k)
    }

    pub(crate) fn is_complete(&self) -> bool {
        self.shards.len() >= self.redundancy.shards()
    }
}

/// A segment being written: one slot for each shard.
pub(crate) struct OpenSegment {
    number: u32,
    first_chunk: u64,
    chunks: u32,
    length: u64,
    slots: Vec<Slot>,
}

struct Slot {
    piece: u8,
    member: Arc<Member>,
    header: ShardHeader,
    entries: Vec<PieceEntry>,
    /// `None` after a failure: the shard is given up and left to repair.
    writer: Option<Box<dyn ShardWriter>>,
    bytes: u64,
}

/// What the end of a segment tells about the content, sealed for a rebuild without the registry.
pub(crate) type Facts = Vec<u8>;

/// Chooses the targets of a segment, in order of preference, with the spare ones behind.
fn choose(inner: &Inner, identity: &Identity, number: u32) -> Vec<Arc<Member>> {
    let mut key = identity.content.as_bytes().to_vec();
    key.extend_from_slice(&number.to_be_bytes());
    let candidates = inner.fleet.candidates();
    let rule = Rule {
        count: candidates.len(),
        max_per_zone: candidates.len(),
    };
    place(&key, &candidates, &rule, &[])
        .into_iter()
        .filter_map(|target| inner.fleet.get(TargetId::from_bytes(target)).cloned())
        .collect()
}

fn header(identity: &Identity, id: ShardId, number: u32, first_chunk: u64, piece: u8) -> ShardHeader {
    let Redundancy { k, m } = identity.redundancy;
    let coding = if k == 1 {
        Coding::whole()
    } else {
        Coding { k, m, index: piece }
    };
    ShardHeader {
        id,
        vault: *identity.vault.as_bytes(),
        epoch: identity.epoch,
        content: *identity.content.as_bytes(),
        segment: number,
        first_chunk,
        chunk_size: identity.chunk_size,
        coding,
    }
}

impl OpenSegment {
    /// Opens a writer on as many targets as the class asks for; a target that fails is replaced by a spare one.
    pub(crate) async fn open(
        inner: &Inner,
        identity: &Identity,
        lease: &Lease,
        number: u32,
        first_chunk: u64,
    ) -> Result<Self, WriteError> {
        let shards = identity.redundancy.shards();
        let mut waiting = choose(inner, identity, number).into_iter();
        let mut slots = Vec::with_capacity(shards);
        while slots.len() < shards {
            let wave: Vec<_> = waiting.by_ref().take(shards - slots.len()).collect();
            if wave.is_empty() {
                break;
            }
            let calls = wave.into_iter().map(|member| {
                let opening = member.clone();
                let call = async move {
                    let id = ShardId::new(lease.number, inner.world.bytes());
                    let writer = opening.create(id).await.ok()?;
                    Some((opening, id, writer))
                };
                (member, call)
            });
            let enough = identity.redundancy.acknowledge().saturating_sub(slots.len());
            for (member, id, writer) in most(calls.collect(), enough).await {
                let piece = u8::try_from(slots.len()).unwrap_or(u8::MAX);
                let header = header(identity, id, number, first_chunk, piece);
                slots.push(Slot {
                    piece,
                    member,
                    header,
                    entries: Vec::new(),
                    writer: Some(writer),
                    bytes: 0,
                });
            }
        }
        let mut segment = OpenSegment {
            number,
            first_chunk,
            chunks: 0,
            length: 0,
            slots,
        };
        segment.check(identity).await?;
        let calls = segment.slots.iter_mut().map(|slot| {
            let header = Bytes::copy_from_slice(&slot.header.encode());
            (slot.member.clone(), slot.write(header))
        });
        most(calls.collect(), identity.redundancy.acknowledge()).await;
        Ok(segment)
    }

    pub(crate) fn chunks(&self) -> u32 {
        self.chunks
    }

    /// Hands each target its piece of a chunk.
    pub(crate) async fn write(
        &mut self,
        identity: &Identity,
        chunk: &SealedChunk,
        length: u64,
    ) -> Result<(), WriteError> {
        let calls = self.slots.iter_mut().filter_map(|slot| {
            let (bytes, entry) = chunk.piece(usize::from(slot.piece))?;
            slot.entries.push(entry);
            Some((slot.member.clone(), slot.write(bytes)))
        });
        most(calls.collect(), identity.redundancy.acknowledge()).await;
        self.chunks += 1;
        self.length += length;
        self.check(identity).await
    }

    /// Writes the footers and waits until enough shards are durable.
    pub(crate) async fn close(
        mut self,
        inner: &Inner,
        identity: &Identity,
        facts: &Facts,
    ) -> Result<ClosedSegment, WriteError> {
        let calls = self
            .slots
            .drain(..)
            .map(|slot| (slot.member.clone(), slot.finish(identity, facts)));
        let mut shards = most(calls.collect(), identity.redundancy.acknowledge()).await;
        shards.sort_by_key(|shard| shard.piece);
        let closed = ClosedSegment {
            number: self.number,
            first_chunk: self.first_chunk,
            chunks: self.chunks,
            length: self.length,
            redundancy: identity.redundancy,
            shards,
        };
        acknowledge(inner, identity, closed).await
    }

    /// Gives the segment up.
    pub(crate) async fn abort(self) {
        join_all(
            self.slots
                .into_iter()
                .filter_map(|slot| slot.writer)
                .map(|writer| writer.abort()),
        )
        .await;
    }

    /// Ends the write early when too many targets have failed already.
    async fn check(&mut self, identity: &Identity) -> Result<(), WriteError> {
        let reached = self.slots.iter().filter(|slot| slot.writer.is_some()).count();
        let needed = identity.redundancy.acknowledge();
        if reached >= needed {
            return Ok(());
        }
        join_all(
            self.slots
                .drain(..)
                .filter_map(|slot| slot.writer)
                .map(|writer| writer.abort()),
        )
        .await;
        Err(WriteError::StorageUnavailable { reached, needed })
    }
}

impl Slot {
    /// `None`: the shard is given up. A writer that failed or hangs is dropped, and so is one whose call is dropped.
    async fn write(&mut self, bytes: Bytes) -> Option<()> {
        let mut writer = self.writer.take()?;
        let len = bytes.len() as u64;
        let limit = std::time::Duration::from_secs(30);
        self.member.call(limit, writer.write(bytes)).await.ok()?;
        self.bytes += len;
        self.writer = Some(writer);
        Some(())
    }

    async fn finish(mut self, identity: &Identity, facts: &Facts) -> Option<DurableShard> {
        let (footer, seal) = match Footer::encode(&self.header, &self.entries, &identity.wrapped_key, facts) {
            Ok(encoded) => encoded,
            Err(error) => {
                tracing::error!(%error, "a shard's footer could not be made");
                return None;
            }
        };
        self.write(Bytes::from(footer)).await?;
        let writer = self.writer.take()?;
        self.member
            .call(std::time::Duration::from_secs(60), writer.finish())
            .await
            .ok()?;
        Some(DurableShard {
            id: self.header.id,
            piece: self.piece,
            target: self.member.id,
            bytes: self.bytes,
            seal,
        })
    }
}

/// Writes a content of one small chunk: each shard in one piece, so that a target can sync many of them together.
pub(crate) async fn put_small(
    inner: &Inner,
    identity: &Identity,
    lease: &Lease,
    chunk: &SealedChunk,
    length: u64,
    facts: &Facts,
) -> Result<ClosedSegment, WriteError> {
    let wanted = identity.redundancy.shards();
    let mut waiting = choose(inner, identity, 0).into_iter();
    let mut shards: Vec<DurableShard> = Vec::with_capacity(wanted);
    let mut pieces: Vec<u8> = (0..u8::try_from(wanted).unwrap_or(u8::MAX)).collect();
    while !pieces.is_empty() {
        let wave: Vec<_> = pieces.iter().copied().zip(waiting.by_ref()).collect();
        if wave.is_empty() {
            break;
        }
        let calls = wave.into_iter().map(|(piece, member)| {
            let storing = member.clone();
            let call = async move {
                let id = ShardId::new(lease.number, inner.world.bytes());
                let header = header(identity, id, 0, 0, piece);
                put_one(&storing, header, piece, chunk, identity, facts).await
            };
            (member, call)
        });
        let enough = identity.redundancy.acknowledge().saturating_sub(shards.len());
        shards.extend(most(calls.collect(), enough).await);
        let done: HashSet<u8> = shards.iter().map(|shard| shard.piece).collect();
        pieces.retain(|piece| !done.contains(piece));
    }
    let closed = ClosedSegment {
        number: 0,
        first_chunk: 0,
        chunks: 1,
        length,
        redundancy: identity.redundancy,
        shards,
    };
    acknowledge(inner, identity, closed).await
}

async fn put_one(
    member: &Member,
    header: ShardHeader,
    piece: u8,
    chunk: &SealedChunk,
    identity: &Identity,
    facts: &Facts,
) -> Option<DurableShard> {
    let (bytes, entry) = chunk.piece(usize::from(piece))?;
    let (footer, seal) = match Footer::encode(&header, &[entry], &identity.wrapped_key, facts) {
        Ok(encoded) => encoded,
        Err(error) => {
            tracing::error!(%error, "a shard's footer could not be made");
            return None;
        }
    };
    let mut shard = Vec::with_capacity(header_len() + bytes.len() + footer.len());
    shard.extend_from_slice(&header.encode());
    shard.extend_from_slice(&bytes);
    shard.extend_from_slice(&footer);
    let len = shard.len() as u64;
    store(member, header.id, Bytes::from(shard)).await.ok()?;
    Some(DurableShard {
        id: header.id,
        piece,
        target: member.id,
        bytes: len,
        seal,
    })
}

/// Stores a whole shard in the way that suits its size.
pub(crate) async fn store(member: &Member, id: ShardId, shard: Bytes) -> Result<(), TargetError> {
    if shard.len() <= SMALL_SHARD_MAX {
        return member.put(id, shard).await;
    }
    let mut writer = member.create(id).await?;
    writer.write(shard).await?;
    writer.finish().await
}

const fn header_len() -> usize {
    format::HEADER_LEN
}

/// The length of the only shard of a content of one chunk, to choose how to write it.
pub(crate) fn small_shard_len(identity: &Identity, sealed_len: usize, facts: usize) -> usize {
    let piece = format::piece_len(u32::try_from(sealed_len).unwrap_or(u32::MAX), identity.redundancy.k) as usize;
    header_len() + piece + Footer::encoded_len(1, identity.wrapped_key.len(), facts)
}

/// The rule of acknowledgement: enough durable shards, in more than one zone where there is more than one.
async fn acknowledge(inner: &Inner, identity: &Identity, segment: ClosedSegment) -> Result<ClosedSegment, WriteError> {
    let needed = identity.redundancy.acknowledge();
    let reached = segment.shards.len();
    let zone = |target| inner.fleet.get(target).map(|member| member.zone.as_str());
    let reached_zones: HashSet<_> = segment.shards.iter().map(|shard| zone(shard.target)).collect();
    let primary = inner
        .fleet
        .members()
        .iter()
        .filter(|member| member.role == Role::Primary);
    let all_zones: HashSet<_> = primary.map(|member| &member.zone).collect();
    let zones_needed = needed.min(all_zones.len()).min(2);
    if reached >= needed && reached_zones.len() >= zones_needed {
        return Ok(segment);
    }
    discard(inner, &segment).await;
    Err(WriteError::StorageUnavailable { reached, needed })
}

/// Deletes the shards of a segment that will never be referred to. What cannot be deleted now, the sweep finds.
pub(crate) async fn discard(inner: &Inner, segment: &ClosedSegment) {
    join_all(segment.shards.iter().filter_map(|shard| {
        let member = inner.fleet.get(shard.target)?;
        Some(member.delete(shard.id))
    }))
    .await;
}
