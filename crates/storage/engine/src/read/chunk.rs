//! One chunk: fetched from whoever has it, opened, cut to what was asked for.

use std::{ops::Range, sync::Arc, time::Duration};

use bytes::Bytes;
use crypto::ChunkContext;

use super::{
    ContentReader, SegmentPlan,
    gather::{Candidate, Gathering, note},
};
use crate::{
    ReadError,
    fleet::Member,
    registry::shards::{ShardRow, ShardState},
    upkeep::repair,
    write::code,
};

/// Nobody waits longer for a chunk than this.
const LIMIT: Duration = Duration::from_secs(8);
/// How often a reader that finds nothing where it looked asks the registry where to look.
const PLANS: usize = 4;

/// A chunk somebody wants.
pub(super) struct Wanted {
    pub(super) reader: Arc<ContentReader>,
    pub(super) segment: Arc<SegmentPlan>,
    pub(super) number: u64,
    pub(super) last: bool,
    pub(super) sealed_len: u32,
    /// Which bytes of its plaintext.
    pub(super) cut: Range<usize>,
}

impl Wanted {
    /// Fetches, verifies and cuts the chunk.
    pub(super) async fn fetch(mut self) -> Result<Bytes, ReadError> {
        let fetched = tokio::time::timeout(LIMIT, self.fetch_or_look_again()).await;
        match fetched {
            Ok(Ok(Some(bytes))) => Ok(bytes),
            Ok(Err(error)) => Err(error),
            Ok(Ok(None)) | Err(_) => Err(ReadError::Unavailable {
                missing: self.missing(),
            }),
        }
    }

    /// The plan may be minutes old when a slow reader comes to its end: shards move in repairs and transitions.
    async fn fetch_or_look_again(&mut self) -> Result<Option<Bytes>, ReadError> {
        for _ in 0..PLANS {
            if let Some(bytes) = self.try_fetch().await {
                return Ok(Some(bytes));
            }
            let fresh = super::plan_again(&self.reader, self.segment.row.number).await?;
            if fresh.has_same_shards(&self.segment) {
                return Ok(None);
            }
            self.segment = Arc::new(fresh);
        }
        Ok(None)
    }

    async fn try_fetch(&self) -> Option<Bytes> {
        let k = self.segment.row.redundancy.k;
        let primary = self.candidates(|shard| !shard.is_backup());
        let fetched = if k == 1 {
            self.whole(primary).await
        } else {
            self.joined(primary).await
        };
        if fetched.is_some() {
            return fetched;
        }
        self.whole(self.candidates(ShardRow::is_backup)).await
    }

    /// The shards worth asking, the fastest first. A target that is away comes late: it may have come back just now.
    /// Shards known to be bad come last: this chunk of them may be good.
    fn candidates(&self, which: impl Fn(&ShardRow) -> bool) -> Vec<Candidate> {
        let fleet = &self.reader.inner.fleet;
        let mut candidates: Vec<(bool, bool, u128, Candidate)> = self
            .segment
            .shards
            .iter()
            .filter(|shard| which(shard))
            .filter_map(|shard| {
                let member = fleet.get(shard.target)?.clone();
                // Small differences do not matter; staying with one copy lets its disk read ahead.
                let pace = member.pace.mean().as_millis() / 4;
                let (bad, away) = (shard.state != ShardState::Live, !member.is_readable());
                Some((bad, away, pace, Candidate { member, shard: *shard }))
            })
            .collect();
        candidates.sort_by_key(|(bad, away, pace, candidate)| (*bad, *away, *pace, candidate.shard.piece));
        candidates.into_iter().map(|(_, _, _, candidate)| candidate).collect()
    }

    fn index(&self) -> u32 {
        u32::try_from(self.number - self.segment.row.first_chunk).unwrap_or(u32::MAX)
    }

    async fn whole(&self, candidates: Vec<Candidate>) -> Option<Bytes> {
        let mut gathering = Gathering::new(candidates, self.place_of_piece(1), 1);
        while let Some((candidate, sealed)) = gathering.next(&self.reader.inner).await {
            match self.open(sealed) {
                Some(bytes) => return Some(bytes),
                None => repair::report(&self.reader.inner, candidate.shard, ShardState::Corrupt),
            }
        }
        None
    }

    async fn joined(&self, candidates: Vec<Candidate>) -> Option<Bytes> {
        let redundancy = self.segment.row.redundancy;
        let k = usize::from(redundancy.k);
        let mut gathering = Gathering::new(candidates, self.place_of_piece(redundancy.k), k);
        let mut have: Vec<(Candidate, Vec<u8>)> = Vec::with_capacity(k);
        loop {
            while have.len() < k {
                have.push(gathering.next(&self.reader.inner).await?);
            }
            let pieces: Vec<(u8, Vec<u8>)> = have
                .iter_mut()
                .map(|(candidate, bytes)| {
                    (
                        u8::try_from(candidate.shard.piece).unwrap_or(u8::MAX),
                        std::mem::take(bytes),
                    )
                })
                .collect();
            if let Some(bytes) = code::join(&pieces, self.sealed_len, redundancy)
                .ok()
                .and_then(|sealed| self.open(sealed))
            {
                return Some(bytes);
            }
            // At least one piece is not what was written. Its shard's own table of hashes tells which.
            let sound = self.sound(have, pieces).await;
            if sound.len() == k {
                // Every piece is as its shard's table says, and yet the chunk does not open: nothing more to try here.
                return None;
            }
            have = sound;
        }
    }

    async fn sound(&self, have: Vec<(Candidate, Vec<u8>)>, pieces: Vec<(u8, Vec<u8>)>) -> Vec<(Candidate, Vec<u8>)> {
        let index = self.index() as usize;
        let mut sound = Vec::with_capacity(have.len());
        for ((candidate, _), (_, bytes)) in have.into_iter().zip(pieces) {
            let table = repair::footer_of(&candidate.member, &candidate.shard).await;
            match table
                .as_ref()
                .map(|footer| footer.pieces.get(index).is_some_and(|entry| entry.matches(&bytes)))
            {
                Ok(true) => sound.push((candidate, bytes)),
                Ok(false) => repair::report(&self.reader.inner, candidate.shard, ShardState::Corrupt),
                Err(error) => note(&self.reader.inner, &candidate, error),
            }
        }
        sound
    }

    /// Where in a shard the piece of this chunk lies.
    fn place_of_piece(&self, k: u8) -> Range<u64> {
        let full = format::piece_len(super::sealed_len_of(u64::from(self.reader.row.chunk_size), false, 0), k);
        let start = format::piece_offset(self.index(), full);
        start..start + u64::from(format::piece_len(self.sealed_len, k))
    }

    /// Opens the sealed chunk; `None` when it is not exactly what was sealed for this place.
    fn open(&self, mut sealed: Vec<u8>) -> Option<Bytes> {
        let row = &self.reader.row;
        let context = ChunkContext {
            vault: *row.vault.as_bytes(),
            epoch: row.epoch,
            content: *row.id.as_bytes(),
            chunk: self.number,
            last: self.last,
        };
        let plain = self.reader.key.open(&context, &mut sealed).ok()?;
        if self.cut.end > plain.len() {
            return None;
        }
        Some(Bytes::from(sealed).slice(plain.start + self.cut.start..plain.start + self.cut.end))
    }

    /// Names of the targets whose return would help.
    fn missing(&self) -> Vec<String> {
        let fleet = &self.reader.inner.fleet;
        let away = |member: &Member| !member.is_readable();
        let mut names: Vec<String> = self
            .segment
            .shards
            .iter()
            .filter(|shard| {
                shard.state != ShardState::Live || fleet.get(shard.target).is_none_or(|member| away(member))
            })
            .map(|shard| fleet.name(shard.target))
            .collect();
        names.sort();
        names.dedup();
        names
    }
}
