//! Small secrets of a story, sealed as in the real server.

use base::World;
use crypto::{RootKey, SettingsKey};
use kernel::Sealing;
use zeroize::Zeroizing;

use crate::Disks;

/// Seals under the root key of the story's disks, so that a twin can open what the first server sealed.
pub(crate) struct TestSealing {
    key: SettingsKey,
    world: World,
}

impl TestSealing {
    pub(crate) fn new(disks: &Disks, world: World) -> Self {
        let root = RootKey::from_text(&disks.root).expect("the root key reads back");
        TestSealing {
            key: SettingsKey::of(&root),
            world,
        }
    }
}

impl Sealing for TestSealing {
    fn seal(&self, purpose: &'static str, owner: &[u8], plain: &[u8]) -> Vec<u8> {
        self.key.seal(purpose, owner, plain, &self.world)
    }

    fn open(&self, purpose: &'static str, owner: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        self.key.open(purpose, owner, sealed).ok()
    }
}
