//! Writing shards anew, from whatever sources are left.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use format::{Coding, Footer, PieceEntry, ShardHeader, ShardId};
use targets::{ShardWriter, TargetError};

use super::Gap;
use crate::{
    fleet::Member,
    generation::Lease,
    inner::Inner,
    registry::shards::{BACKUP_PIECE, ShardRow, ShardState},
    settings::Redundancy,
    upkeep::rebuild::Sources,
    write::code,
};

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

/// Makes the missing shards of a segment, as many as sources and places allow.
pub(super) async fn make_shards(
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
