//! The drive and the storage engine over targets in memory.

use std::sync::Arc;

use base::{GIB, World};
use crypto::RootKey;
use database::{Database, Migration};
use drive::{Drive, DriveSettings, DriveVolumes};
use engine::{Engine, OpenedTarget, Role, Settings, TargetSpec};
use kernel::{Kernel, Slice, Volumes};
use targets::MemoryTarget;

/// The tables of the engine and of the drive.
pub(crate) fn migrations() -> Vec<Migration> {
    [engine::MIGRATIONS, drive::MIGRATIONS].concat()
}

/// What everybody in a story may store.
pub const ALLOWANCE: u64 = GIB;

/// Small, so that a few kilobytes fill a segment.
const CHUNK: u32 = 16 << 10;
const SEGMENT_CHUNKS: u32 = 4;

/// What outlives a server: three targets, each in a zone of its own, and the root key.
#[derive(Clone, Debug)]
pub struct Disks {
    /// The targets, by zone.
    pub zones: Vec<(&'static str, MemoryTarget)>,
    pub(crate) root: Arc<str>,
}

impl Disks {
    pub(crate) fn new() -> Self {
        let zones = ["us-east", "eu-west", "asia"];
        Disks {
            zones: zones.into_iter().map(|zone| (zone, MemoryTarget::new())).collect(),
            root: RootKey::generate(&World::real()).to_text().as_str().into(),
        }
    }

    fn specs(&self) -> Vec<TargetSpec> {
        let spec = |(zone, target): &(&'static str, MemoryTarget)| TargetSpec {
            name: (*zone).to_owned(),
            zone: (*zone).to_owned(),
            role: Role::Primary,
            kind: "memory",
            opener: Arc::new(OpenedTarget(Arc::new(target.clone()))),
        };
        self.zones.iter().map(spec).collect()
    }
}

/// Where the files of a campus lie.
#[derive(Debug)]
pub struct Storage {
    /// The engine itself.
    pub engine: Engine,
    /// What it writes to.
    pub disks: Disks,
    volumes: DriveVolumes,
}

impl Storage {
    pub(crate) async fn open(database: &Database, world: &World, disks: Disks) -> Self {
        let settings = Settings {
            chunk_size: CHUNK,
            segment_chunks: SEGMENT_CHUNKS,
            ..Settings::default()
        };
        let root = RootKey::from_text(&disks.root).expect("the root key reads back");
        let engine = Engine::open(settings, database.clone(), root, disks.specs(), world.clone()).await;
        let engine = engine.expect("an engine on targets in memory opens");
        let volumes = DriveVolumes::new(database.clone(), engine.clone(), world.clone(), ALLOWANCE);
        Storage { engine, disks, volumes }
    }

    /// Who keeps people's files, as slices know it.
    pub fn volumes(&self) -> Arc<dyn Volumes> {
        Arc::new(self.volumes.clone())
    }

    pub(crate) fn slice(&self, kernel: &Kernel) -> Option<Slice> {
        let settings = DriveSettings::default();
        let drive = Drive::new(kernel.clone(), self.engine.clone(), self.volumes.clone(), settings);
        Some(drive::slice(&drive))
    }
}
