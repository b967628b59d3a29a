//! Small shards: many in one file, so that a thousand of them cost a handful of syncs and no thousand inodes.
//!
//! A pack is a log of records ([`record`]). One thread per directory appends to the last pack, the *active* one: it
//! takes everything that is waiting, writes it at once, syncs once and answers everybody ([`writer`]). A full pack is
//! *sealed*: it gets an index file ([`index`]) and is written no more. Removing a shard appends a removal. A sealed
//! pack that is mostly dead is copied, as far as it lives, to the active pack and then removed ([`compaction`]).
//!
//! What holds at every moment, however the process ends:
//! - a shard that was answered for is found, until its removal;
//! - a removal that was not synced may be forgotten; whoever sweeps finds the shard again;
//! - the newest pack wins: after an interrupted compaction a shard may stand in two packs, with the same bytes.

mod active;
mod batch;
mod compaction;
mod filter;
mod index;
mod record;
mod recovery;
mod scan;
mod sealed;
mod writer;

use std::{
    collections::BTreeMap,
    fs::File,
    ops::Range,
    sync::{Arc, Mutex, PoisonError, RwLock},
    thread::JoinHandle,
};

use bytes::Bytes;
use format::ShardId;
use tokio::sync::{mpsc, oneshot};

use self::{
    active::Active,
    index::Place,
    record::{HEADER_LEN, Header, Kind, PackKey},
    sealed::Sealed,
    writer::{Command, Writer},
};
use super::{
    handles::Handles,
    root::{Root, vanished},
};
use crate::{ShardEntry, TargetError, TargetErrorKind};

/// A pack is sealed at this length in bytes.
const PACK_LEN: u64 = 64 << 20;

/// A pack is sealed at this number of records, so that indexes are bounded for tiny shards too.
const MAX_RECORDS: usize = 1 << 16;

/// How many writes wait before the next caller waits for its place in the queue.
const QUEUE: usize = 256;

/// How many entries of an index are read at once for a listing.
const LIST_STEP: usize = 512;

/// How often a lookup starts again because a pack was compacted away under it.
const ATTEMPTS: usize = 4;

/// When packs are sealed; smaller in tests.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    pub(super) pack_len: u64,
    pub(super) max_records: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            pack_len: PACK_LEN,
            max_records: MAX_RECORDS,
        }
    }
}

/// The small shards of a directory.
#[derive(Debug)]
pub(super) struct Packs {
    store: Arc<Store>,
    queue: Mutex<Option<mpsc::Sender<Command>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

/// What readers and the writer share.
#[derive(Debug)]
struct Store {
    root: Arc<Root>,
    target: [u8; 16],
    limits: Limits,
    catalogue: RwLock<Catalogue>,
    files: Handles<PackFile>,
}

/// All packs. Changed only by the writer.
#[derive(Debug)]
struct Catalogue {
    active: Active,
    sealed: BTreeMap<u64, Arc<Sealed>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum PackFile {
    Pack(u64),
    Index(u64),
}

/// Where a living shard was found.
#[derive(Debug)]
struct Spot {
    pack: u64,
    place: Place,
    /// The open active pack; a sealed one is opened by number.
    file: Option<Arc<File>>,
}

impl Packs {
    /// Reads what is there and starts the writer.
    pub(super) fn open(root: Arc<Root>, target: [u8; 16], limits: Limits) -> Result<Packs, TargetError> {
        let store = Arc::new(recovery::recover(root, target, limits)?);
        let (queue, commands) = mpsc::channel(QUEUE);
        let writer = Writer::new(Arc::clone(&store), commands);
        let thread = std::thread::Builder::new()
            .name("packs".into())
            .spawn(move || writer.run())
            .map_err(|error| TargetError::from_io(error, "start the thread that writes packs"))?;
        Ok(Packs {
            store,
            queue: Mutex::new(Some(queue)),
            thread: Mutex::new(Some(thread)),
        })
    }

    /// Ends the writing while others may still ask: what the writer took is answered, the rest fails. Waits for it,
    /// so it must not be called where waiting is forbidden.
    pub(super) fn close(&self) {
        if let Some(queue) = self.take_queue() {
            // A writer that is gone needs no telling.
            let _ = queue.blocking_send(Command::Close);
        }
        self.wait();
    }

    /// Ends the writing once nobody else can ask: the writer does what it was asked for and one batch is waited for.
    pub(super) fn finish(&mut self) {
        drop(self.take_queue());
        self.wait();
    }

    /// Whether there is somebody to write.
    pub(super) fn works(&self) -> Result<(), TargetError> {
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner);
        match thread.as_ref().is_some_and(|thread| !thread.is_finished()) {
            true => Ok(()),
            false => Err(vanished(
                self.store.root.path(),
                "lost its writer and is to be opened again",
            )),
        }
    }

    fn take_queue(&self) -> Option<mpsc::Sender<Command>> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn wait(&self) {
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if thread.is_some_and(|thread| thread.join().is_err()) {
            tracing::error!(path = %self.store.root.path().display(), "the thread that writes packs panicked");
        }
    }

    /// Stores a shard of at most [`crate::SMALL_SHARD_MAX`] bytes.
    pub(super) async fn put(&self, id: ShardId, bytes: Bytes) -> Result<(), TargetError> {
        self.ask(|answer| Command::Put { id, bytes, answer }).await
    }

    /// Removes a shard that [`Packs::contains`].
    pub(super) async fn remove(&self, id: ShardId) -> Result<(), TargetError> {
        self.ask(|answer| Command::Remove { id, answer }).await
    }

    async fn ask(&self, command: impl FnOnce(writer::Answer) -> Command) -> Result<(), TargetError> {
        let closed = || vanished(self.store.root.path(), "is being opened again: try again");
        let queue = self
            .queue
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
            .ok_or_else(closed)?;
        let (answer, answered) = oneshot::channel();
        queue.send(command(answer)).await.map_err(|_| closed())?;
        drop(queue);
        answered.await.map_err(|_| closed())?
    }

    pub(super) fn contains(&self, id: ShardId) -> Result<bool, TargetError> {
        self.store.locate(id).map(|spot| spot.is_some())
    }

    pub(super) fn len(&self, id: ShardId) -> Result<u64, TargetError> {
        let spot = self.store.locate(id)?.ok_or_else(|| TargetError::not_found(id))?;
        Ok(u64::from(spot.place.len))
    }

    /// Reads and verifies the whole shard, and returns the wanted part of it.
    pub(super) fn read(&self, id: ShardId, range: &Range<u64>) -> Result<Vec<u8>, TargetError> {
        let mut shard = self.store.read(id)?;
        let out_of_range = || TargetError::out_of_range(id, range, shard.len() as u64);
        let start = usize::try_from(range.start).map_err(|_| out_of_range())?;
        let end = usize::try_from(range.end)
            .ok()
            .filter(|end| start <= *end && *end <= shard.len());
        shard.truncate(end.ok_or_else(out_of_range)?);
        shard.drain(..start);
        Ok(shard)
    }

    /// The `limit` smallest ids after `after`.
    pub(super) fn list(&self, after: Option<ShardId>, limit: usize) -> Result<Vec<ShardEntry>, TargetError> {
        self.store.attempt(|| self.store.list(after, limit))
    }
}

impl Store {
    fn key(&self, pack: u64) -> PackKey {
        PackKey::new(&self.target, pack)
    }

    /// Runs a lookup again when a pack it met was compacted away meanwhile: its shards stand elsewhere by then.
    fn attempt<T>(&self, mut lookup: impl FnMut() -> Result<T, TargetError>) -> Result<T, TargetError> {
        let mut attempt = 1;
        loop {
            match lookup() {
                Err(error) if error.kind == TargetErrorKind::NotFound && attempt < ATTEMPTS => attempt += 1,
                Err(mut error) if error.kind == TargetErrorKind::NotFound => {
                    // A pack that the catalogue knows is not on disk: that is damage, not absence.
                    error.kind = TargetErrorKind::Corrupt;
                    return Err(error);
                }
                other => return other,
            }
        }
    }

    /// The newest living copy of a shard.
    fn locate(&self, id: ShardId) -> Result<Option<Spot>, TargetError> {
        self.attempt(|| self.locate_once(id))
    }

    fn locate_once(&self, id: ShardId) -> Result<Option<Spot>, TargetError> {
        let candidates: Vec<_> = {
            let catalogue = self.catalogue.read().unwrap_or_else(PoisonError::into_inner);
            let active = &catalogue.active;
            if let Some(place) = active.shards.get(&id) {
                return Ok(Some(Spot {
                    pack: active.number,
                    place: *place,
                    file: active.file.clone(),
                }));
            }
            catalogue
                .sealed
                .values()
                .rev()
                .filter(|pack| pack.may_contain(id))
                .cloned()
                .collect()
        };
        for pack in candidates {
            if let Some(listed) = pack.find(self, id)?
                && !pack.is_gone(listed.position)
            {
                return Ok(Some(Spot {
                    pack: pack.number,
                    place: listed.place,
                    file: None,
                }));
            }
        }
        Ok(None)
    }

    fn read(&self, id: ShardId) -> Result<Vec<u8>, TargetError> {
        let read = self.attempt(|| match self.locate_once(id)? {
            Some(spot) => self.read_spot(id, &spot).map(Some),
            None => Ok(None),
        });
        read?.ok_or_else(|| TargetError::not_found(id))
    }

    /// Reads a shard where it was found, and verifies it.
    fn read_spot(&self, id: ShardId, spot: &Spot) -> Result<Vec<u8>, TargetError> {
        let file = match &spot.file {
            Some(file) => Arc::clone(file),
            None => self
                .files
                .get(PackFile::Pack(spot.pack), || self.root.open_file(&pack_name(spot.pack)))?,
        };
        let offset = u64::from(spot.place.offset);
        let header = self.root.read_at(&file, offset, HEADER_LEN)?;
        let payload = self
            .root
            .read_at(&file, offset + HEADER_LEN as u64, spot.place.len as usize)?;
        let key = self.key(spot.pack);
        let sound = Header::decode(&header, &key)
            .is_some_and(|header| header.kind == Kind::Shard && header.id == id && header.fits(&payload, &key));
        if sound {
            Ok(payload)
        } else {
            Err(corrupt(id, spot.pack))
        }
    }

    fn read_index(&self, pack: u64, range: Range<usize>) -> Result<Vec<u8>, TargetError> {
        let file = self
            .files
            .get(PackFile::Index(pack), || self.root.open_file(&index_name(pack)))?;
        self.root.read_at(&file, range.start as u64, range.len())
    }

    fn list(&self, after: Option<ShardId>, limit: usize) -> Result<Vec<ShardEntry>, TargetError> {
        let mut page = BTreeMap::new();
        let mut starts: Vec<_> = {
            let catalogue = self.catalogue.read().unwrap_or_else(PoisonError::into_inner);
            let start = after.map_or(std::ops::Bound::Unbounded, std::ops::Bound::Excluded);
            let following = catalogue
                .active
                .shards
                .range((start, std::ops::Bound::Unbounded))
                .take(limit);
            page.extend(following.map(|(id, place)| (*id, u64::from(place.len))));
            let packs = catalogue.sealed.values();
            packs
                .filter_map(|pack| pack.start_after(after).map(|start| (start, Arc::clone(pack))))
                .collect()
        };
        // Packs whose ids begin later are looked into only while the page still has room for them.
        starts.sort_by_key(|((_, first), _)| *first);
        for ((position, _), pack) in starts {
            self.list_pack(&pack, position, after, limit, &mut page)?;
        }
        Ok(page.into_iter().map(|(id, len)| ShardEntry { id, len }).collect())
    }

    fn list_pack(
        &self,
        pack: &Sealed,
        mut position: usize,
        after: Option<ShardId>,
        limit: usize,
        page: &mut BTreeMap<ShardId, u64>,
    ) -> Result<(), TargetError> {
        loop {
            let entries = pack.entries(self, position, LIST_STEP)?;
            if entries.is_empty() {
                return Ok(());
            }
            position += entries.len();
            for listed in entries
                .iter()
                .filter(|listed| after.is_none_or(|after| after < listed.id))
            {
                if page.len() >= limit && page.last_key_value().is_none_or(|(last, _)| *last < listed.id) {
                    return Ok(());
                }
                if !pack.is_gone(listed.position) {
                    page.insert(listed.id, u64::from(listed.place.len));
                    if page.len() > limit {
                        page.pop_last();
                    }
                }
            }
        }
    }
}

fn pack_name(number: u64) -> String {
    format!("packs/{number:08}.pack")
}

fn index_name(number: u64) -> String {
    format!("packs/{number:08}.index")
}

fn corrupt(id: ShardId, pack: u64) -> TargetError {
    let detail = format!(
        "shard {id} is damaged in {}: repair it from another target",
        pack_name(pack)
    );
    TargetError::new(TargetErrorKind::Corrupt, detail)
}
