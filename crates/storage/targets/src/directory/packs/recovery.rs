//! Opening: which packs there are, what they hold, what is gone.

use std::{
    collections::BTreeMap,
    sync::{Arc, RwLock},
};

use super::{
    Catalogue, Limits, PackFile, Store,
    active::Active,
    index, index_name, pack_name,
    scan::{Scan, scan},
    sealed::Sealed,
};
use crate::{
    TargetError, TargetErrorKind,
    directory::{
        handles::Handles,
        root::{Root, allow_read_only},
    },
};

/// Reads the packs of a directory.
pub(super) fn recover(root: Arc<Root>, target: [u8; 16], limits: Limits) -> Result<Store, TargetError> {
    let numbers = numbers(&root)?;
    let last = numbers.last().copied();
    let catalogue = RwLock::new(Catalogue {
        active: Active::new(1),
        sealed: BTreeMap::new(),
    });
    let mut store = Store {
        root,
        target,
        limits,
        catalogue,
        files: Handles::new(),
    };
    let mut active = Active::new(last.unwrap_or(0) + 1);
    let mut sealed = BTreeMap::new();
    let mut removals = Vec::new();
    for number in numbers {
        let (pack, removed) = match store.load_sealed(number)? {
            Some(loaded) => loaded,
            None if Some(number) == last => {
                active = store.recover_active(number)?;
                continue;
            }
            None => store.index_again(number)?,
        };
        removals.extend(removed.into_iter().map(|id| (number, id)));
        sealed.insert(number, Arc::new(pack));
    }
    removals.extend(active.removals.iter().map(|id| (active.number, *id)));
    for (number, id) in removals {
        for (_, pack) in sealed.range(..number) {
            if let Some(listed) = pack.find(&store, id)? {
                pack.bury(&listed);
            }
        }
    }
    store.catalogue = RwLock::new(Catalogue { active, sealed });
    Ok(store)
}

/// The numbers of the packs on disk, in order. An index without its pack is removed.
fn numbers(root: &Root) -> Result<Vec<u64>, TargetError> {
    let (mut packs, mut indexes) = (Vec::new(), Vec::new());
    root.each_name("packs", |name| {
        if let Some(number) = number_of(name, ".pack") {
            packs.push(number);
        } else if let Some(number) = number_of(name, ".index") {
            indexes.push(number);
        }
    })?;
    packs.sort_unstable();
    for orphan in indexes
        .into_iter()
        .filter(|number| packs.binary_search(number).is_err())
    {
        allow_read_only(root.remove(&index_name(orphan)).map(drop))?;
    }
    Ok(packs)
}

fn number_of(name: &str, suffix: &str) -> Option<u64> {
    let digits = name.strip_suffix(suffix)?;
    digits.parse().ok().filter(|number| format!("{number:08}") == digits)
}

type Loaded = (Sealed, Vec<format::ShardId>);

impl Store {
    /// A sealed pack by its index; `None` when the index is missing or does not fit the pack.
    fn load_sealed(&self, number: u64) -> Result<Option<Loaded>, TargetError> {
        let len = self.root.file_len(&pack_name(number))?;
        let file = match self.root.open_file(&index_name(number)) {
            Err(error) if error.kind == TargetErrorKind::NotFound => return Ok(None),
            opened => opened?,
        };
        let bytes = self.root.read_at(&file, 0, index::MAX_LEN)?;
        let Some(index) = index::parse(&bytes, number, len) else {
            tracing::warn!(pack = number, "the index of a pack is damaged and is made again");
            return Ok(None);
        };
        Ok(Some((Sealed::new(number, len, &index, None), index.removals)))
    }

    /// Makes the index of a sealed pack again.
    fn index_again(&self, number: u64) -> Result<Loaded, TargetError> {
        let (scan, len) = self.scan_pack(number)?;
        self.seal(&Active::scanned(number, None, &scan, len), len)
    }

    /// The pack that was written last. What follows its last sound record was never answered for, and is cut off.
    fn recover_active(&self, number: u64) -> Result<Active, TargetError> {
        let (scan, len) = self.scan_pack(number)?;
        if scan.sound_end < len {
            tracing::info!(
                pack = number,
                bytes = len - scan.sound_end,
                "a pack has a torn end, which is cut off"
            );
        }
        // It is cut before the next record is written: a disk that cannot be written can be read.
        let file = Arc::new(self.root.open_file(&pack_name(number))?);
        Ok(Active::scanned(number, Some(file), &scan, scan.sound_end))
    }

    fn scan_pack(&self, number: u64) -> Result<(Scan, u64), TargetError> {
        let file = self.root.open_file(&pack_name(number))?;
        let len = self.root.file_len(&pack_name(number))?;
        let scan = scan(&self.root, &file, len, &self.key(number))?;
        let damaged = scan
            .records
            .iter()
            .filter(|met| met.offset < scan.sound_end && !met.sound)
            .count();
        if damaged > 0 || !scan.holes.is_empty() {
            tracing::warn!(pack = number, damaged, holes = ?scan.holes, "a pack is damaged; the rest of it is sound");
        }
        Ok((scan, len))
    }

    /// Makes a sealed pack of one that is in memory. An index that cannot be written stays in memory: it is made
    /// again at the next opening.
    pub(super) fn seal(&self, active: &Active, len: u64) -> Result<Loaded, TargetError> {
        let number = active.number;
        let bytes = index::encode(number, len, &active.shards, &active.removals);
        self.files.forget(PackFile::Index(number));
        let in_memory = match self.write_index(number, &bytes) {
            Ok(()) => None,
            Err(error) => {
                tracing::warn!(pack = number, error = base::chain(&error), "an index stays in memory");
                Some(bytes)
            }
        };
        let index = index::Parsed {
            ids: active.shards.keys().copied().collect(),
            lens: active.shards.values().map(|place| place.len).collect(),
            removals: active.removals.iter().copied().collect(),
        };
        Ok((Sealed::new(number, len, &index, in_memory), index.removals))
    }

    fn write_index(&self, number: u64, bytes: &[u8]) -> Result<(), TargetError> {
        let draft = format!("tmp/{number:08}.index");
        self.root.remove(&draft)?;
        let file = self.root.create_file(&draft)?;
        self.root.write_at(&file, bytes, 0)?;
        self.root.sync_file(&file)?;
        self.root.rename(&draft, &index_name(number))
    }
}
