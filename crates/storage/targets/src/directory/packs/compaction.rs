//! Gives the room of removed shards back: what lives of a mostly dead pack is copied to the active pack, synced, and
//! only then is the old pack removed. A process killed in between leaves a shard in two packs, with the same bytes.
//!
//! It works in small steps between batches, on the writer's thread, so that nothing is removed while it is copied.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use format::ShardId;

use super::{
    PackFile, Spot,
    batch::Batch,
    index_name, pack_name,
    sealed::{Listed, Sealed},
    writer::Writer,
};
use crate::TargetError;

/// How many bytes one step copies, about.
const STEP_LEN: usize = 1 << 20;

/// How many entries of the index one step reads at once.
const STEP_ENTRIES: usize = 64;

/// A compaction on its way.
#[derive(Debug)]
pub(super) struct Compaction {
    pack: Arc<Sealed>,
    /// The next shard to look at, as a position in the index.
    position: usize,
    /// The pack's removals that are still to be looked at.
    removals: Vec<ShardId>,
}

/// What was found out about packs that are not compacted at present.
#[derive(Debug, Default)]
pub(super) struct Findings {
    /// Packs that could not be compacted (no room, a damaged shard), until something changes.
    given_up: BTreeSet<u64>,
    /// Packs whose removals were all still of use when so many packs had been removed.
    useful_removals: BTreeMap<u64, u64>,
    packs_removed: u64,
}

impl Findings {
    /// Something of a pack was removed: it is worth another look.
    pub(super) fn reconsider(&mut self, pack: u64) {
        self.given_up.remove(&pack);
    }

    /// Circumstances have changed: every pack is worth another look.
    pub(super) fn reconsider_all(&mut self) {
        self.given_up.clear();
    }

    fn forget(&mut self, pack: u64) {
        self.given_up.remove(&pack);
        self.useful_removals.remove(&pack);
        self.packs_removed += 1;
    }
}

impl Writer {
    /// One step of the compaction on its way, or a look for the next one.
    pub(super) fn compact_a_little(&mut self) {
        match self.compaction.take() {
            None if !self.look => {}
            None => {
                self.compaction = self.choose();
                self.look = self.compaction.is_some();
            }
            Some(mut compaction) => match self.compact_step(&mut compaction) {
                Ok(false) => self.compaction = Some(compaction),
                Ok(true) => tracing::debug!(pack = compaction.pack.number, "compacted"),
                Err(error) => self.give_up(&compaction.pack, &error),
            },
        }
    }

    /// The first pack that is mostly dead.
    fn choose(&mut self) -> Option<Compaction> {
        let packs: Vec<_> = self.read(|catalogue| catalogue.sealed.values().cloned().collect());
        for pack in packs {
            if self.findings.given_up.contains(&pack.number) {
                continue;
            }
            match self.consider(&pack) {
                Ok(None) => {}
                Ok(Some(removals)) => {
                    return Some(Compaction {
                        pack,
                        position: 0,
                        removals,
                    });
                }
                Err(error) => self.give_up(&pack, &error),
            }
        }
        None
    }

    fn give_up(&mut self, pack: &Sealed, error: &TargetError) {
        tracing::warn!(
            pack = pack.number,
            error = base::chain(error),
            "a pack cannot be compacted for now"
        );
        self.findings.given_up.insert(pack.number);
    }

    /// Whether a pack is worth it; if so, its removals.
    fn consider(&mut self, pack: &Sealed) -> Result<Option<Vec<ShardId>>, TargetError> {
        if pack.is_mostly_dead(pack.removals()) {
            return pack.removal_ids(&self.store).map(Some);
        }
        let looked = self.findings.useful_removals.get(&pack.number) == Some(&self.findings.packs_removed);
        if looked || !pack.is_mostly_dead(0) {
            return Ok(None);
        }
        // Removals are of use while an older pack has what they removed.
        let removals = pack.removal_ids(&self.store)?;
        let mut useful = 0;
        for id in &removals {
            useful += usize::from(self.is_useful(*id, pack.number)?);
        }
        if pack.is_mostly_dead(useful) {
            return Ok(Some(removals));
        }
        self.findings
            .useful_removals
            .insert(pack.number, self.findings.packs_removed);
        Ok(None)
    }

    /// Whether a shard would come back without this removal in pack `number`.
    fn is_useful(&self, id: ShardId, number: u64) -> Result<bool, TargetError> {
        if self.store.locate(id)?.is_some() {
            return Ok(false);
        }
        let older: Vec<_> = self.read(|catalogue| {
            catalogue
                .sealed
                .range(..number)
                .map(|(_, pack)| pack)
                .filter(|pack| pack.may_contain(id))
                .cloned()
                .collect()
        });
        for pack in older {
            if pack.find(&self.store, id)?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Copies a little. True: everything stands elsewhere, durably, and the pack is removed.
    fn compact_step(&mut self, compaction: &mut Compaction) -> Result<bool, TargetError> {
        self.rotate_if_full()?;
        let mut batch = self.batch();
        let shards_done = self.copy_shards(compaction, &mut batch)?;
        while shards_done && batch.len() < STEP_LEN {
            match compaction.removals.pop() {
                Some(id) if self.is_useful(id, compaction.pack.number)? => batch.remove(id),
                Some(_) => {}
                None => {
                    self.commit_copies(batch)?;
                    self.remove_pack(&compaction.pack)?;
                    return Ok(true);
                }
            }
        }
        self.commit_copies(batch)?;
        Ok(false)
    }

    /// True once the last shard was looked at.
    fn copy_shards(&self, compaction: &mut Compaction, batch: &mut Batch) -> Result<bool, TargetError> {
        while batch.len() < STEP_LEN {
            let entries = compaction
                .pack
                .entries(&self.store, compaction.position, STEP_ENTRIES)?;
            if entries.is_empty() {
                return Ok(true);
            }
            for listed in entries {
                if batch.len() >= STEP_LEN {
                    break;
                }
                compaction.position = listed.position + 1;
                if !compaction.pack.is_gone(listed.position) && !self.stands_later(&compaction.pack, &listed)? {
                    let spot = Spot {
                        pack: compaction.pack.number,
                        place: listed.place,
                        file: None,
                    };
                    batch.store(listed.id, &self.store.read_spot(listed.id, &spot)?);
                }
            }
        }
        Ok(false)
    }

    /// Whether an interrupted compaction copied this shard before, soundly.
    fn stands_later(&self, pack: &Sealed, listed: &Listed) -> Result<bool, TargetError> {
        let newest = self.store.locate(listed.id)?.filter(|spot| spot.pack > pack.number);
        Ok(newest.is_some_and(|spot| self.store.read_spot(listed.id, &spot).is_ok()))
    }

    fn commit_copies(&mut self, mut batch: Batch) -> Result<(), TargetError> {
        if batch.len() == 0 {
            return Ok(());
        }
        batch.sync = true;
        self.commit(batch)
    }

    fn remove_pack(&mut self, pack: &Sealed) -> Result<(), TargetError> {
        let number = pack.number;
        self.store.root.writable()?;
        self.catalogue(|catalogue| catalogue.sealed.remove(&number));
        self.findings.forget(number);
        self.look = true;
        let removed = self.store.root.remove(&pack_name(number));
        let removed = removed.and_then(|_| self.store.root.remove(&index_name(number)));
        // All that are gone: a reader that came late may have opened an earlier one again, and holds its room.
        let numbers: BTreeSet<u64> = self.read(|catalogue| catalogue.sealed.keys().copied().collect());
        self.store.files.retain(|file| match file {
            PackFile::Pack(number) | PackFile::Index(number) => numbers.contains(&number),
        });
        removed.map(drop)
    }
}
