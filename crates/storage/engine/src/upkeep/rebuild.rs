//! Getting the sealed chunks of a segment back from whatever shards are left, verified against the hashes in the shards'
//! footers and the seals in the registry. No key is involved.

use std::sync::Arc;

use format::{Footer, HEADER_LEN, PieceEntry, ShardHeader, TRAILER_LEN, trailer_footer_len};
use targets::{TargetError, TargetErrorKind};

use crate::{
    fleet::Member,
    inner::Inner,
    registry::{
        contents::SegmentRow,
        shards::{ShardRow, ShardState},
    },
    settings::Redundancy,
    upkeep::repair,
    write::code,
};

/// The most that is read to find a footer in one go; most footers are smaller.
const TAIL: u64 = 4096;

/// A shard whose table can be read. Some of its pieces may be bad all the same: each is checked.
pub(crate) struct Source {
    pub(crate) member: Arc<Member>,
    pub(crate) shard: ShardRow,
    header: ShardHeader,
    pub(crate) footer: Footer,
}

impl Source {
    /// Opens a shard and checks that it is the one the registry means.
    pub(crate) async fn open(member: &Arc<Member>, shard: ShardRow) -> Result<Self, TargetError> {
        let head = member.read(shard.id, 0..HEADER_LEN as u64).await?;
        let header = ShardHeader::decode(&head).map_err(corrupt)?;
        let tail = tail(member, &shard).await?;
        let footer = Footer::decode(&tail, &header).map_err(corrupt)?;
        if header.id != shard.id || footer.seal != shard.seal {
            return Err(TargetError::new(
                TargetErrorKind::Corrupt,
                "the shard is another one than the registry means",
            ));
        }
        Ok(Source {
            member: member.clone(),
            shard,
            header,
            footer,
        })
    }

    async fn piece(&self, index: u32) -> Result<(PieceEntry, Vec<u8>), TargetError> {
        let missing = || TargetError::new(TargetErrorKind::Corrupt, "the shard has fewer pieces than it should");
        let entry = *self.footer.pieces.get(index as usize).ok_or_else(missing)?;
        let start = format::piece_offset(index, self.header.full_piece_len());
        let bytes = self
            .member
            .read(self.shard.id, start..start + u64::from(entry.piece_len))
            .await?;
        if entry.matches(&bytes) {
            Ok((entry, bytes))
        } else {
            Err(TargetError::new(
                TargetErrorKind::Corrupt,
                "a piece is not what was written",
            ))
        }
    }
}

fn corrupt(error: format::FormatError) -> TargetError {
    TargetError::new(TargetErrorKind::Corrupt, error.to_string())
}

async fn tail(member: &Member, shard: &ShardRow) -> Result<Vec<u8>, TargetError> {
    let tail = member.read_tail(shard.id, TAIL).await?;
    let trailer = tail.bytes.len().checked_sub(TRAILER_LEN).map(|at| &tail.bytes[at..]);
    let trailer = trailer.ok_or_else(|| TargetError::new(TargetErrorKind::Corrupt, "the shard is cut short"))?;
    let len = trailer_footer_len(trailer).map_err(corrupt)? as u64;
    if len <= tail.bytes.len() as u64 {
        Ok(tail.bytes)
    } else {
        Ok(member.read_tail(shard.id, len).await?.bytes)
    }
}

/// Reads a shard's table.
pub(crate) async fn footer_of(member: &Arc<Member>, shard: &ShardRow) -> Result<Footer, TargetError> {
    Ok(Source::open(member, *shard).await?.footer)
}

/// The shards of a segment that may be built from, the ones that are known to be bad last: a shard with one bad piece has
/// good ones as well.
pub(crate) struct Sources {
    redundancy: Redundancy,
    /// Pieces by number, or whole copies.
    pieces: Vec<Source>,
    /// Whole copies on backup targets.
    backups: Vec<Source>,
}

impl Sources {
    /// Opens every shard that can be reached; reports what is missing or damaged.
    pub(crate) async fn open(inner: &Arc<Inner>, segment: &SegmentRow, shards: &[ShardRow]) -> Self {
        let mut sources = Sources {
            redundancy: segment.redundancy,
            pieces: Vec::new(),
            backups: Vec::new(),
        };
        let mut shards: Vec<&ShardRow> = shards.iter().collect();
        shards.sort_by_key(|shard| shard.state != ShardState::Live);
        for shard in shards {
            let Some(member) = inner.fleet.get(shard.target).filter(|member| member.is_readable()) else {
                continue;
            };
            match Source::open(member, *shard).await {
                Ok(source) if shard.is_backup() => sources.backups.push(source),
                Ok(source) => sources.pieces.push(source),
                Err(error) => report(inner, *shard, &error),
            }
        }
        sources
    }

    /// Whether there is enough to build from.
    pub(crate) fn suffice(&self) -> bool {
        !self.backups.is_empty() || self.pieces.len() >= usize::from(self.redundancy.k)
    }

    /// A table to copy the wrapped key and the facts from.
    pub(crate) fn model(&self) -> Option<&Footer> {
        self.pieces
            .first()
            .or(self.backups.first())
            .map(|source| &source.footer)
    }

    /// One sealed chunk. A source that turns out to be bad is reported.
    pub(crate) async fn sealed(&self, inner: &Arc<Inner>, index: u32) -> Option<Vec<u8>> {
        if self.redundancy.k == 1
            && let Some(bytes) = first_good(inner, &self.pieces, index).await
        {
            return Some(bytes);
        }
        if self.redundancy.k > 1
            && let Some(sealed) = self.joined(inner, index).await
        {
            return Some(sealed);
        }
        first_good(inner, &self.backups, index).await
    }

    async fn joined(&self, inner: &Arc<Inner>, index: u32) -> Option<Vec<u8>> {
        let k = usize::from(self.redundancy.k);
        let mut pieces = Vec::with_capacity(k);
        let mut sealed_len = None;
        for source in &self.pieces {
            if pieces.len() == k {
                break;
            }
            match source.piece(index).await {
                Ok((entry, bytes)) => {
                    sealed_len = Some(entry.sealed_len);
                    pieces.push((u8::try_from(source.shard.piece).ok()?, bytes));
                }
                Err(error) => report(inner, source.shard, &error),
            }
        }
        if pieces.len() < k {
            return None;
        }
        let sealed = code::join(&pieces, sealed_len?, self.redundancy).ok()?;
        // Cut again, it must give the very pieces it was joined from: a mix-up of pieces ends here, not in a new shard.
        let again = code::cut(sealed.clone(), self.redundancy).ok()?;
        let same = pieces
            .iter()
            .all(|(piece, bytes)| again.pieces.get(usize::from(*piece)).is_some_and(|it| it == bytes));
        same.then_some(sealed)
    }
}

async fn first_good(inner: &Arc<Inner>, sources: &[Source], index: u32) -> Option<Vec<u8>> {
    for source in sources {
        match source.piece(index).await {
            Ok((_, bytes)) => return Some(bytes),
            Err(error) => report(inner, source.shard, &error),
        }
    }
    None
}

fn report(inner: &Arc<Inner>, shard: ShardRow, error: &TargetError) {
    match error.kind {
        TargetErrorKind::NotFound => repair::report(inner, shard, ShardState::Missing),
        TargetErrorKind::Corrupt | TargetErrorKind::OutOfRange => repair::report(inner, shard, ShardState::Corrupt),
        // The target is in trouble, not the shard.
        _ => {}
    }
}
