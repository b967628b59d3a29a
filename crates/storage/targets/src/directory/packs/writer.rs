//! The thread that writes: everything that waits goes into one write and one sync.

use std::{
    fs::File,
    sync::{Arc, PoisonError},
};

use bytes::Bytes;
use format::ShardId;
use tokio::sync::{
    mpsc::{self, error::TryRecvError},
    oneshot,
};

use super::{
    Store,
    active::Active,
    batch::{Batch, Change},
    compaction::{Compaction, Findings},
    pack_name,
    sealed::{Listed, Sealed},
};
use crate::{TargetError, TargetErrorKind};

/// A batch is written once it has so many bytes, even if more is waiting.
const BATCH_LEN: usize = 4 << 20;

/// Where the outcome of a write goes.
pub(super) type Answer = oneshot::Sender<Result<(), TargetError>>;

/// What the writer is asked for.
#[derive(Debug)]
pub(super) enum Command {
    Put {
        id: ShardId,
        bytes: Bytes,
        answer: Answer,
    },
    Remove {
        id: ShardId,
        answer: Answer,
    },
    /// Take nothing more.
    Close,
}

/// The only one who changes packs.
pub(super) struct Writer {
    pub(super) store: Arc<Store>,
    commands: mpsc::Receiver<Command>,
    waiting: Vec<Command>,
    pub(super) compaction: Option<Compaction>,
    /// Whether a pack may have become worth compacting since the last look.
    pub(super) look: bool,
    pub(super) findings: Findings,
}

impl Writer {
    pub(super) fn new(store: Arc<Store>, commands: mpsc::Receiver<Command>) -> Self {
        Writer {
            store,
            commands,
            waiting: Vec::new(),
            compaction: None,
            look: true,
            findings: Findings::default(),
        }
    }

    /// Works until nobody can ask any more.
    pub(super) fn run(mut self) {
        while self.collect() {
            self.answer_waiting();
            self.compact_a_little();
        }
    }

    /// Takes what is waiting; sleeps only when there is nothing else to do. False: the queue is closed and empty.
    fn collect(&mut self) -> bool {
        let mut len = 0;
        let may_sleep = self.compaction.is_none() && !self.look;
        loop {
            let command = match self.commands.try_recv() {
                Ok(command) => command,
                Err(TryRecvError::Empty) if may_sleep && self.waiting.is_empty() => {
                    match self.commands.blocking_recv() {
                        Some(command) => command,
                        None => return false,
                    }
                }
                Err(TryRecvError::Disconnected) => return !self.waiting.is_empty(),
                Err(TryRecvError::Empty) => return true,
            };
            match &command {
                Command::Put { bytes, .. } => len += bytes.len(),
                Command::Remove { .. } => {}
                Command::Close => {
                    self.commands.close();
                    continue;
                }
            }
            self.waiting.push(command);
            if len >= BATCH_LEN {
                return true;
            }
        }
    }

    fn answer_waiting(&mut self) {
        if self.waiting.is_empty() {
            return;
        }
        let commands = std::mem::take(&mut self.waiting);
        let outcome = self.write(&commands);
        if let Err(error) = &outcome {
            tracing::warn!(
                error = base::chain(error),
                commands = commands.len(),
                "a batch of small shards failed"
            );
        }
        for command in commands {
            let (answer, outcome) = match command {
                Command::Put { answer, .. } => (answer, outcome.clone()),
                Command::Remove { id, answer } => (answer, self.removed(id, &outcome)),
                Command::Close => continue,
            };
            // Whoever asked may have given up waiting.
            let _ = answer.send(outcome);
        }
    }

    fn write(&mut self, commands: &[Command]) -> Result<(), TargetError> {
        self.rotate_if_full()?;
        let mut batch = self.batch();
        for command in commands {
            match command {
                Command::Put { id, bytes, .. } => batch.store(*id, bytes),
                Command::Remove { id, .. } => batch.remove(*id),
                Command::Close => {}
            }
        }
        self.commit(batch)
    }

    /// A full disk must not keep anybody from removing: then the removal is remembered, though not written.
    fn removed(&mut self, id: ShardId, outcome: &Result<(), TargetError>) -> Result<(), TargetError> {
        match outcome {
            Err(error) if error.kind == TargetErrorKind::Full => self.apply(&[Change::Remove(id)]),
            outcome => outcome.clone(),
        }
    }

    // ---- Appending ----

    pub(super) fn batch(&self) -> Batch {
        let (number, start) = self.with_active(|active| (active.number, active.len));
        Batch::new(self.store.key(number), start)
    }

    /// Writes a batch to the active pack, and then lets it be seen.
    pub(super) fn commit(&mut self, batch: Batch) -> Result<(), TargetError> {
        self.store.root.writable()?;
        let file = self.active_file()?;
        let start = batch.start;
        if let Err(error) = self.store.root.write_at(&file, &batch.bytes, start) {
            // Nothing of it was promised; a rest that cannot be cut is overwritten, or found again by a scan.
            let _ = self.store.root.truncate(&file, start);
            return Err(error);
        }
        if batch.sync {
            self.store.root.sync_file(&file)?;
        }
        self.catalogue(|catalogue| catalogue.active.len = start + batch.bytes.len() as u64);
        self.apply(&batch.changes)
    }

    fn active_file(&self) -> Result<Arc<File>, TargetError> {
        let (number, len, file) = self.with_active(|active| {
            (
                active.number,
                active.len,
                active.file.clone().filter(|_| active.appendable),
            )
        });
        if let Some(file) = file {
            return Ok(file);
        }
        let root = &self.store.root;
        let name = pack_name(number);
        let file = match root.open_file_to_write(&name) {
            // Left by an earlier process or an earlier attempt: what follows the last record was never answered for.
            Ok(file) => {
                root.truncate(&file, len)?;
                file
            }
            Err(error) if error.kind == TargetErrorKind::NotFound => root.create_file(&name)?,
            Err(error) => return Err(error),
        };
        let file = Arc::new(file);
        root.sync_dir("packs")?;
        self.catalogue(|catalogue| {
            catalogue.active.file = Some(Arc::clone(&file));
            catalogue.active.appendable = true;
        });
        Ok(file)
    }

    /// Enters changes into the catalogue. Lookups in sealed packs come first, outside of the lock.
    fn apply(&mut self, changes: &[Change]) -> Result<(), TargetError> {
        let mut buried: Vec<(Arc<Sealed>, Listed)> = Vec::new();
        for change in changes {
            if let Change::Remove(id) = change {
                self.find_sealed(*id, &mut buried)?;
            }
        }
        for (pack, _) in &buried {
            self.findings.reconsider(pack.number);
            self.look = true;
        }
        self.catalogue(|catalogue| {
            for change in changes {
                match change {
                    Change::Store(id, place) => catalogue.active.store(*id, *place),
                    Change::Remove(id) => catalogue.active.remove(*id),
                }
            }
            for (pack, listed) in &buried {
                pack.bury(listed);
            }
        });
        Ok(())
    }

    fn find_sealed(&self, id: ShardId, found: &mut Vec<(Arc<Sealed>, Listed)>) -> Result<(), TargetError> {
        let packs: Vec<_> = self.read(|catalogue| {
            catalogue
                .sealed
                .values()
                .filter(|pack| pack.may_contain(id))
                .cloned()
                .collect()
        });
        for pack in packs {
            if let Some(listed) = pack.find(&self.store, id)? {
                found.push((pack, listed));
            }
        }
        Ok(())
    }

    // ---- Sealing ----

    /// Seals the active pack once it is full, and begins the next one.
    pub(super) fn rotate_if_full(&mut self) -> Result<(), TargetError> {
        let limits = self.store.limits;
        let full = self.with_active(|active| active.len >= limits.pack_len || active.records >= limits.max_records);
        if !full {
            return Ok(());
        }
        self.store.root.writable()?;
        let (file, len) = (self.active_file()?, self.with_active(|active| active.len));
        // A batch that failed may have left bytes behind the end; removals may not have been synced.
        self.store.root.truncate(&file, len)?;
        self.store.root.sync_file(&file)?;
        let (sealed, _) = self.read(|catalogue| self.store.seal(&catalogue.active, len))?;
        self.catalogue(|catalogue| {
            let number = catalogue.active.number;
            catalogue.active = Active::new(number + 1);
            catalogue.sealed.insert(number, Arc::new(sealed));
        });
        self.findings.reconsider_all();
        self.look = true;
        Ok(())
    }

    // ---- The catalogue ----

    pub(super) fn read<T>(&self, look: impl FnOnce(&super::Catalogue) -> T) -> T {
        look(&self.store.catalogue.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn catalogue<T>(&self, change: impl FnOnce(&mut super::Catalogue) -> T) -> T {
        change(&mut self.store.catalogue.write().unwrap_or_else(PoisonError::into_inner))
    }

    fn with_active<T>(&self, look: impl FnOnce(&Active) -> T) -> T {
        self.read(|catalogue| look(&catalogue.active))
    }
}
