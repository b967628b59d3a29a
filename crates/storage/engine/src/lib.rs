//! The storage engine: contents in, contents out.
//!
//! **Goals.** What is acknowledged stays, through the loss of as many targets as the storage class allows, a killed
//! server, a power cut, rot, full disks and clocks that jump. No byte leaves the engine unverified. Memory stays bounded
//! whatever the size. Nothing needs a hand: what is missing is made again, what nobody needs is deleted.
//!
//! **The way of a write** (`write/`): bytes fill a chunk; one stage hashes it, the next seals it, cuts it and hands the
//! pieces to as many targets as the class has shards; after up to 32 chunks the segment is closed: footers, sync. Small
//! contents skip the stages and share syncs with each other. [`Engine::commit`] then writes content, segments, shards, the
//! reference that holds it, the quota and the caller's own rows in one transaction. Only then does it exist.
//!
//! **The way of a read** (`read/`): the shards of each chunk are asked, the fastest first, another one when the first is
//! late; each chunk is opened (hence verified) before a byte of it is passed on; bad shards are reported to repair.
//!
//! **What is absent on purpose**: file names, people, HTTP. A content is a string of bytes with a holder. Clocks decide
//! nothing that could lose data, see `generation.rs`. Repair, scrub, sweep and transition (`upkeep/`) touch no key.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

mod error;
mod fleet;
mod generation;
mod inner;
mod keyring;
mod read;
mod registry;
mod settings;
mod upkeep;
mod views;
mod write;

use std::sync::{Arc, Mutex, PoisonError};

use base::{World, id_kinds};
use crypto::{RootKey, sealed_len};
use database::{Database, DatabaseError, Migration, Tx};
use tokio::{
    sync::{Notify, broadcast, watch},
    task::JoinHandle,
};

pub use error::{OpenError, ReadError, TransitionError, WriteError};
pub use fleet::{DirectoryOpener, MemberState, OpenedTarget, Opener, Role, TargetSpec};
pub use keyring::NewVault;
pub use read::ContentReader;
pub use registry::{
    allowances::{self, Allowance},
    references::attach,
};
pub use settings::{Redundancy, Settings, StorageClass};
pub use upkeep::{NoProgress, Progress, scrub::ScrubReport, sweep::SweepReport, transition::TransitionPlan};
pub use views::{
    ClassView, HealthView, NodeView, PlacementView, RepairView, RepairsView, Safety, ScrubView, SegmentView,
    ShardCondition, ShardView, SpaceView, SweepView,
};
pub use write::{Committed, ContentWriter, Finished, NewContent, ResumableState};

use inner::Inner;

id_kinds! {
    /// A key domain: one per institute.
    VaultId = "vault";
    /// A quota account.
    AllowanceId = "allowance";
    /// An immutable string of bytes.
    ContentId = "content";
    /// A place that keeps shards.
    TargetId = "target";
}

/// The engine's schema.
pub const MIGRATIONS: &[Migration] = &[Migration::new(
    "20261120_01_registry",
    include_str!("../migrations/20261120_01_registry.sql"),
)];

/// Something about the storage changed that people may be looking at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// A target came, went, or changed its state.
    Nodes,
    /// The repair queue or a scrub moved on.
    Health,
}

/// The façade. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Engine {
    inner: Arc<Inner>,
    loops: Arc<Mutex<Vec<JoinHandle<()>>>>,
}

impl Engine {
    /// Opens the engine on a database whose schema is up to date, and starts its upkeep. Targets that are away are
    /// waited for.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub async fn open(
        settings: Settings,
        database: Database,
        root: RootKey,
        targets: Vec<TargetSpec>,
        world: World,
    ) -> Result<Engine, OpenError> {
        settings.check().map_err(OpenError::Settings)?;
        let keys = keyring::Keyring::new(root);
        let installation = registry::installation(&database, &world, keys.fingerprint()).await?;
        let generations = generation::Generations::open(&database, &world).await?;
        let (changes, _) = broadcast::channel(64);
        let fleet = fleet::Fleet::open(&database, &world, installation, targets, changes.clone()).await?;
        let inner = Arc::new(Inner {
            buffers: write::buffers::Buffers::new(sealed_len(settings.chunk_size as usize) + 512),
            settings,
            database,
            world,
            keys,
            fleet,
            generations,
            headroom: allowances::Headroom::default(),
            changes,
            stop: watch::Sender::new(false),
            repairs: Notify::new(),
            scrub: upkeep::scrub::ScrubState::default(),
            activity: upkeep::Activity::default(),
            shard_counts: views::ShardCounts::default(),
            reported: Mutex::default(),
            resumed: Mutex::default(),
        });
        let loops = upkeep::start(&inner);
        Ok(Engine {
            inner,
            loops: Arc::new(Mutex::new(loops)),
        })
    }

    /// Ends the upkeep in good order. Reads and writes under way are the caller's to wait for.
    pub async fn shut_down(&self) {
        self.inner.stop.send_replace(true);
        let loops = std::mem::take(&mut *self.loops.lock().unwrap_or_else(PoisonError::into_inner));
        for upkeep in loops {
            // A loop that panicked has said so already.
            let _ = upkeep.await;
        }
        // Another process may take the targets over from here.
        for member in self.inner.fleet.members() {
            member.change(|live| live.target = None);
        }
    }

    /// The settings it was opened with.
    pub fn settings(&self) -> &Settings {
        &self.inner.settings
    }

    /// Tells when something changes that people may be looking at. A slow listener misses some, never blocks.
    pub fn changes(&self) -> broadcast::Receiver<Change> {
        self.inner.changes.subscribe()
    }

    /// Draws a new vault; its rows are made in the caller's transaction.
    pub fn new_vault(&self) -> NewVault {
        self.inner.keys.new_vault(&self.inner.world)
    }

    /// Destroys the keys of a vault in the caller's transaction. What is sealed under them can be opened by nobody from then
    /// on: not by this engine, and not with copies of the shards, of the registry and of the root key together. References
    /// stay until they are ended; only then does the space come back.
    ///
    /// A copy of the database from before still holds the keys. Such backups have to be destroyed as well.
    ///
    /// # Errors
    /// The database's own trouble.
    pub async fn shred_vault(&self, tx: &mut Tx, vault: VaultId) -> Result<(), DatabaseError> {
        keyring::destroy(tx, vault).await?;
        self.inner.keys.forget(vault);
        Ok(())
    }

    /// Removes a vault that no content is left in. A vault that still has some stays as it is.
    ///
    /// # Errors
    /// The database's own trouble.
    pub async fn remove_vault(&self, tx: &mut Tx, vault: VaultId) -> Result<(), DatabaseError> {
        keyring::remove(tx, vault).await
    }

    /// Ends a reference in the caller's transaction; with the last one the content is gone: its key at once, its shards
    /// after a grace time for readers under way. Ending a reference that does not exist changes nothing.
    ///
    /// # Errors
    /// The database's own trouble.
    pub async fn detach(&self, tx: &mut Tx, holder: [u8; 16]) -> Result<(), DatabaseError> {
        let delete_at = self.inner.world.now().after(self.inner.settings.delete_grace);
        registry::references::detach(tx, holder, delete_at).await
    }

    fn inner(&self) -> &Arc<Inner> {
        &self.inner
    }
}
