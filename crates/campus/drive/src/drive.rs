//! What every handler and job of the drive works with.

use std::{collections::HashMap, sync::Arc, time::Duration};

use axum::extract::FromRef;
use database::{Database, Query};
use engine::Engine;
use kernel::{Kernel, Topic};
use tokio::sync::Semaphore;

use crate::{
    cache::Cache,
    error::DriveError,
    http::entry::Entry,
    ids::{EntryId, NodeId, VolumeId},
    model::{
        node::{Node, Place},
        path::DrivePath,
    },
    store::{
        chain::{self, Chain},
        nodes,
        saving::Spot,
        volumes::{self, Owner, Volume},
    },
    uploads::Lanes,
    volumes::DriveVolumes,
};

/// Paths whose folder is remembered.
const KNOWN_FOLDERS: usize = 4096;
/// Files and folders whose volume is remembered.
const KNOWN_HOMES: usize = 16_384;
/// Archives that may be made at the same time.
const ARCHIVES: usize = 8;

/// What an operator may decide about the drive.
#[derive(Clone, Copy, Debug)]
pub struct DriveSettings {
    /// How long the trash keeps things.
    pub trash_period: Duration,
    /// How long a resumable upload may rest before it is given up.
    pub upload_period: Duration,
}

impl Default for DriveSettings {
    /// 30 days of trash, one week for an upload.
    fn default() -> Self {
        const DAY: u64 = 24 * 3600;
        DriveSettings {
            trash_period: Duration::from_secs(30 * DAY),
            upload_period: Duration::from_secs(7 * DAY),
        }
    }
}

/// The drive. Cheap to clone.
#[derive(Clone)]
pub struct Drive(Arc<Inner>);

struct Inner {
    kernel: Kernel,
    engine: Engine,
    volumes: DriveVolumes,
    settings: DriveSettings,
    /// Where paths led last time. Checked inside of each transaction, so it may be wrong.
    folders: Cache<(VolumeId, DrivePath), NodeId>,
    /// Which volume things lie in.
    homes: Cache<NodeId, Volume>,
    lanes: Lanes,
    archives: Arc<Semaphore>,
}

impl std::fmt::Debug for Drive {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Drive")
            .field("settings", &self.0.settings)
            .finish_non_exhaustive()
    }
}

impl FromRef<Drive> for Kernel {
    fn from_ref(drive: &Drive) -> Kernel {
        drive.0.kernel.clone()
    }
}

impl Drive {
    /// Puts the parts together.
    pub fn new(kernel: Kernel, engine: Engine, volumes: DriveVolumes, settings: DriveSettings) -> Self {
        Drive(Arc::new(Inner {
            kernel,
            engine,
            volumes,
            settings,
            folders: Cache::new(KNOWN_FOLDERS),
            homes: Cache::new(KNOWN_HOMES),
            lanes: Lanes::default(),
            archives: Arc::new(Semaphore::new(ARCHIVES)),
        }))
    }

    pub(crate) fn kernel(&self) -> &Kernel {
        &self.0.kernel
    }

    pub(crate) fn engine(&self) -> &Engine {
        &self.0.engine
    }

    pub(crate) fn database(&self) -> &Database {
        &self.0.kernel.database
    }

    pub(crate) fn volumes(&self) -> &DriveVolumes {
        &self.0.volumes
    }

    pub(crate) fn settings(&self) -> &DriveSettings {
        &self.0.settings
    }

    pub(crate) fn lanes(&self) -> &Lanes {
        &self.0.lanes
    }

    pub(crate) fn archives(&self) -> Arc<Semaphore> {
        Arc::clone(&self.0.archives)
    }

    /// The volume something lies in, whoever may know of it. Nothing ever moves to another one.
    pub(crate) async fn volume_of(&self, node: NodeId) -> Result<Option<Volume>, DriveError> {
        if let Some(known) = self.0.homes.get(&node) {
            return Ok(Some(known));
        }
        let found = volumes::of_node(self.database(), node).await?;
        if let Some(volume) = found {
            self.0.homes.put(node, volume);
        }
        Ok(found)
    }

    /// Finds something of the volume by its id. A wrong prefix names nothing.
    pub(crate) async fn find(&self, query: impl Query, volume: VolumeId, id: EntryId) -> Result<Node, DriveError> {
        find(query, volume, id).await
    }

    /// Finds a file of the volume by its path.
    pub(crate) async fn find_path(&self, volume: VolumeId, path: DrivePath) -> Result<Node, DriveError> {
        let missing = || DriveError::NotFound("file");
        let (folders, name) = path.split_last().ok_or_else(missing)?;
        let chain = self.folder_at(volume, &folders).await?.ok_or_else(missing)?;
        nodes::child(self.database(), volume, chain.place(), &name)
            .await?
            .ok_or_else(missing)
    }

    /// The folder at a path, if there is one that is not in the trash.
    pub(crate) async fn folder_at(&self, volume: VolumeId, path: &DrivePath) -> Result<Option<Chain>, DriveError> {
        if path.is_top() {
            return Ok(Some(Chain::default()));
        }
        if let Some(known) = self.known_folder(volume, path)
            && let Some(chain) = chain::of_folder(self.database(), volume, known).await?
            && chain.trashed_at.is_none()
            && chain.path() == *path
        {
            return Ok(Some(chain));
        }
        let mut place = Place::Top;
        for name in path.names() {
            match nodes::child(self.database(), volume, place, name).await? {
                Some(folder) if folder.is_folder() => place = Place::In(folder.id),
                _ => return Ok(None),
            }
        }
        let chain = chain::of_place(self.database(), volume, place).await?;
        chain.iter().for_each(|chain| self.remember(volume, chain));
        Ok(chain)
    }

    /// Where a path led last time.
    pub(crate) fn known_folder(&self, volume: VolumeId, path: &DrivePath) -> Option<NodeId> {
        if path.is_top() {
            None
        } else {
            self.0.folders.get(&(volume, path.clone()))
        }
    }

    /// Remembers where a path leads.
    pub(crate) fn remember(&self, volume: VolumeId, chain: &Chain) {
        if let Some(folder) = chain.place().folder() {
            self.0.folders.put((volume, chain.path()), folder);
        }
    }

    /// Where a new thing should go: below the top by its whole path.
    pub(crate) fn spot(&self, volume: VolumeId, path: DrivePath) -> Result<Spot, DriveError> {
        self.spot_below(volume, Place::Top, path)
    }

    /// Where a new thing should go: below some place by the rest of its path.
    pub(crate) fn spot_below(&self, volume: VolumeId, base: Place, path: DrivePath) -> Result<Spot, DriveError> {
        let (folders, name) = path.split_last().ok_or(crate::model::name::NameError::Blank)?;
        let hint = if base == Place::Top {
            self.known_folder(volume, &folders)
        } else {
            None
        };
        Ok(Spot {
            base,
            folders,
            name,
            hint,
        })
    }

    /// A node with its path.
    pub(crate) async fn entry(&self, query: impl Query, node: Node) -> Result<Entry, DriveError> {
        let chain = chain::of_place(query, node.volume, node.place).await?;
        // What lies in a folder that was deleted for good can still be restored; until then it hangs at the top.
        Ok(Entry::new(&node, &chain.unwrap_or_default()))
    }

    /// Nodes with their paths; each folder is looked up once.
    pub(crate) async fn entries(&self, nodes: &[Node]) -> Result<Vec<(Entry, Chain)>, DriveError> {
        let mut chains: HashMap<Place, Chain> = HashMap::new();
        let mut entries = Vec::with_capacity(nodes.len());
        for node in nodes {
            let chain = match chains.get(&node.place) {
                Some(chain) => chain.clone(),
                None => {
                    let chain = chain::of_place(self.database(), node.volume, node.place)
                        .await?
                        .unwrap_or_default();
                    chains.insert(node.place, chain.clone());
                    chain
                }
            };
            entries.push((Entry::new(node, &chain), chain));
        }
        Ok(entries)
    }

    /// Tells open browsers that files, and with them the usage, have changed.
    pub(crate) fn announce(&self, volume: &Volume) {
        let events = &self.kernel().events;
        match volume.owner {
            Owner::Person(account) => {
                events.publish(Topic::Files(account));
                events.publish(Topic::Usage(account));
            }
            Owner::Library(institute) => events.publish(Topic::Library(institute)),
            // Nobody is left to be told.
            Owner::Ended(_) => {}
        }
    }
}

/// Finds something of the volume by its id. A wrong prefix names nothing.
///
/// # Errors
/// [`DriveError::NotFound`]
pub(crate) async fn find(query: impl Query, volume: VolumeId, id: EntryId) -> Result<Node, DriveError> {
    let what = if id.is_file() { "file" } else { "folder" };
    let node = nodes::find(query, volume, id.node()).await?;
    node.filter(|node| node.is_folder() != id.is_file())
        .ok_or(DriveError::NotFound(what))
}
