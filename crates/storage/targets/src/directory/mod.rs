//! A directory as a target.
//!
//! ```text
//! identity.json                whose directory this is
//! lock                         held by the one process that has it open
//! tmp/                         shards and indexes being written; emptied at opening
//! large/<last byte>/<id>.shard one large shard a file
//! packs/<number>.pack, .index  small shards, many a file
//! ```
//!
//! Writes are durable when they are answered: file synced, renamed into place, directory synced. A directory that is
//! removed, unmounted or swapped is noticed by the next operation and never made again in its place; once it is back,
//! [`Target::check`] opens it again. After a failed sync nothing more is written until [`DirectoryTarget::reopen`].

mod brake;
mod handles;
mod identity;
mod large;
mod packs;
mod root;
#[cfg(test)]
mod tests;
mod writer;

use std::{
    collections::BTreeMap,
    ops::Range,
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
};

use async_trait::async_trait;
use bytes::Bytes;
use format::ShardId;
use tokio::sync::{Mutex, Semaphore};

pub use self::identity::{Identity, OpenMode};
use self::{
    brake::Brake,
    large::LargeShards,
    packs::{Limits, Packs},
    root::{Root, allow_read_only},
    writer::DirectoryWriter,
};
use crate::{MAX_LIST, SMALL_SHARD_MAX, ShardEntry, ShardWriter, Space, Target, TargetError, TargetErrorKind};

/// How many operations of one directory may occupy a blocking thread at once: a disk that hangs must not take all of
/// them from the others.
const PARALLEL: usize = 32;

/// Keeps shards in a directory of a local file system.
#[derive(Debug)]
pub struct DirectoryTarget {
    path: PathBuf,
    identity: Identity,
    settings: Settings,
    opened: RwLock<Arc<Opened>>,
    opening: Mutex<()>,
}

/// What tests set differently.
#[derive(Clone, Debug, Default)]
struct Settings {
    limits: Limits,
    brake: Brake,
}

/// The directory as it was found at one opening.
#[derive(Debug)]
struct Opened {
    root: Arc<Root>,
    large: LargeShards,
    packs: Packs,
    permits: Arc<Semaphore>,
}

impl DirectoryTarget {
    /// Opens a directory that belongs to `identity`. Reads the indexes of its packs (32 bytes a small shard) and the
    /// pack that was written last (64 MiB at most).
    ///
    /// # Errors
    /// `Vanished`, `Empty` and `WrongIdentity` as told at [`OpenMode`]; `Busy` when another process has it open.
    pub async fn open(path: impl Into<PathBuf>, identity: Identity, mode: OpenMode) -> Result<Self, TargetError> {
        Self::open_with(path.into(), identity, mode, Settings::default()).await
    }

    async fn open_with(
        path: PathBuf,
        identity: Identity,
        mode: OpenMode,
        settings: Settings,
    ) -> Result<Self, TargetError> {
        let opened = {
            let (path, settings) = (path.clone(), settings.clone());
            run_blocking(move || Opened::open(&path, identity, mode, &settings)).await?
        };
        Ok(DirectoryTarget {
            path,
            identity,
            settings,
            opened: RwLock::new(Arc::new(opened)),
            opening: Mutex::new(()),
        })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Gives the present opening up and opens the directory again: after a failed sync, once the disk is trusted.
    pub async fn reopen(&self) -> Result<(), TargetError> {
        let _alone = self.opening.lock().await;
        self.open_again().await
    }

    async fn open_again(&self) -> Result<(), TargetError> {
        let previous = self.opened();
        let (path, identity, settings) = (self.path.clone(), self.identity, self.settings.clone());
        let opened = run_blocking(move || {
            previous.retire();
            Opened::open(&path, identity, OpenMode::Existing, &settings)
        });
        *self.opened.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(opened.await?);
        Ok(())
    }

    fn opened(&self) -> Arc<Opened> {
        Arc::clone(&self.opened.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Runs `work` on a thread that may wait for the disk.
    async fn with_opened<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Opened) -> Result<T, TargetError> + Send + 'static,
    ) -> Result<T, TargetError> {
        let opened = self.opened();
        let permit = Arc::clone(&opened.permits).acquire_owned().await;
        run_blocking(move || {
            let _permit = permit;
            opened.root.present()?;
            work(&opened)
        })
        .await
    }
}

#[async_trait]
impl Target for DirectoryTarget {
    async fn create(&self, id: ShardId) -> Result<Box<dyn ShardWriter>, TargetError> {
        let permits = Arc::clone(&self.opened().permits);
        let draft = self.with_opened(move |opened| opened.large.draft(id)).await?;
        Ok(Box::new(DirectoryWriter::new(draft, permits)))
    }

    async fn put(&self, id: ShardId, bytes: Bytes) -> Result<(), TargetError> {
        if bytes.len() <= SMALL_SHARD_MAX {
            return self.opened().packs.put(id, bytes).await;
        }
        let mut writer = self.create(id).await?;
        writer.write(bytes).await?;
        writer.finish().await
    }

    async fn read(&self, id: ShardId, range: Range<u64>) -> Result<Vec<u8>, TargetError> {
        self.with_opened(move |opened| or_if_not_found(opened.large.read(id, &range), || opened.packs.read(id, &range)))
            .await
    }

    async fn len(&self, id: ShardId) -> Result<u64, TargetError> {
        self.with_opened(move |opened| or_if_not_found(opened.large.len(id), || opened.packs.len(id)))
            .await
    }

    async fn delete(&self, id: ShardId) -> Result<(), TargetError> {
        let in_pack = self.with_opened(move |opened| {
            opened.large.delete(id)?;
            opened.packs.contains(id)
        });
        if in_pack.await? {
            self.opened().packs.remove(id).await
        } else {
            Ok(())
        }
    }

    async fn list(&self, after: Option<ShardId>, limit: usize) -> Result<Vec<ShardEntry>, TargetError> {
        let limit = limit.min(MAX_LIST);
        self.with_opened(move |opened| {
            let (small, large) = (opened.packs.list(after, limit)?, opened.large.list(after, limit)?);
            let page: BTreeMap<_, _> = small.into_iter().chain(large).map(|entry| (entry.id, entry)).collect();
            Ok(page.into_values().take(limit).collect())
        })
        .await
    }

    async fn check(&self) -> Result<(), TargetError> {
        let _alone = self.opening.lock().await;
        match self.with_opened(Opened::probe).await {
            Err(error) if error.kind == TargetErrorKind::Vanished => {
                self.open_again().await?;
                self.with_opened(Opened::probe).await
            }
            checked => checked,
        }
    }

    async fn space(&self) -> Result<Space, TargetError> {
        self.with_opened(|opened| opened.root.space()).await
    }
}

impl Opened {
    fn open(path: &Path, identity: Identity, mode: OpenMode, settings: &Settings) -> Result<Opened, TargetError> {
        identity::settle(path, identity, mode)?;
        let root = Arc::new(Root::open(path, settings.brake.clone())?);
        root.present()?;
        for directory in ["tmp", "large", "packs"] {
            allow_read_only(root.make_dir(directory).map(drop))?;
        }
        allow_read_only(root.sync_dir("."))?;
        empty_tmp(&root)?;
        let packs = Packs::open(Arc::clone(&root), identity.target, settings.limits)?;
        let permits = Arc::new(Semaphore::new(PARALLEL));
        Ok(Opened {
            large: LargeShards::new(Arc::clone(&root)),
            packs,
            permits,
            root,
        })
    }

    /// Ends this opening: what is in flight fails or is done when this returns.
    fn retire(&self) {
        self.packs.close();
        self.root.retire();
    }

    /// Whether shards can be written: writes and removes a file.
    fn probe(&self) -> Result<(), TargetError> {
        const PROBE: &str = "tmp/probe";
        self.root.writable()?;
        self.packs.works()?;
        self.root.remove(PROBE)?;
        let file = self.root.create_file(PROBE)?;
        let written = self.root.write_at(&file, b"probe", 0);
        self.root.remove(PROBE)?;
        written
    }
}

impl Drop for Opened {
    /// Frees the lock even if a write of somebody who left is still in flight.
    fn drop(&mut self) {
        self.packs.finish();
        self.root.retire();
    }
}

/// Removes what dead writers left. Only after the lock is held: the living write there too.
fn empty_tmp(root: &Root) -> Result<(), TargetError> {
    let mut names = Vec::new();
    root.each_name("tmp", |name| names.push(format!("tmp/{name}")))?;
    names
        .into_iter()
        .try_for_each(|name| allow_read_only(root.remove(&name).map(drop)))
}

fn or_if_not_found<T>(
    first: Result<T, TargetError>,
    second: impl FnOnce() -> Result<T, TargetError>,
) -> Result<T, TargetError> {
    match first {
        Err(error) if error.kind == TargetErrorKind::NotFound => second(),
        other => other,
    }
}

/// Runs `work` on a thread that may wait for the disk.
async fn run_blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, TargetError> + Send + 'static,
) -> Result<T, TargetError> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|error| {
        let detail = format!("the work on the disk was not finished ({error}): try again");
        Err(TargetError::new(TargetErrorKind::Io, detail))
    })
}
