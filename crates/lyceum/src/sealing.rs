//! The kernel's port for small secrets, with a key of the root key's behind it.

use base::World;
use crypto::{RootKey, SettingsKey};
use kernel::Sealing;
use zeroize::Zeroizing;

/// Seals small secrets of the campus.
pub struct RootSealing {
    key: SettingsKey,
    world: World,
}

impl RootSealing {
    /// Derives the key; the root key itself is not kept.
    pub fn new(root: &RootKey, world: World) -> Self {
        RootSealing {
            key: SettingsKey::of(root),
            world,
        }
    }
}

impl Sealing for RootSealing {
    fn seal(&self, purpose: &'static str, owner: &[u8], plain: &[u8]) -> Vec<u8> {
        self.key.seal(purpose, owner, plain, &self.world)
    }

    fn open(&self, purpose: &'static str, owner: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        self.key.open(purpose, owner, sealed).ok()
    }
}
