//! A campus that keeps no files: the feature `files` is off.

use std::sync::Arc;

use base::World;
use crypto::RootKey;
use database::{Database, Migration};
use kernel::{Kernel, NoVolumes, Slice, Volumes};

/// No tables.
pub(crate) fn migrations() -> Vec<Migration> {
    Vec::new()
}

/// What outlives a server: the root key.
#[derive(Clone, Debug)]
pub struct Disks {
    pub(crate) root: Arc<str>,
}

impl Disks {
    pub(crate) fn new() -> Self {
        Disks {
            root: RootKey::generate(&World::real()).to_text().as_str().into(),
        }
    }
}

/// Nowhere.
#[derive(Debug)]
pub struct Storage {
    pub(crate) disks: Disks,
}

impl Storage {
    pub(crate) async fn open(_: &Database, _: &World, disks: Disks) -> Self {
        Storage { disks }
    }

    /// Who keeps people's files, as slices know it.
    pub fn volumes(&self) -> Arc<dyn Volumes> {
        Arc::new(NoVolumes)
    }

    pub(crate) fn slice(&self, _: &Kernel) -> Option<Slice> {
        None
    }
}
