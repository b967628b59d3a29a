//! A directory to put a target into, and to look into behind its back.

use std::{
    ffi::CString,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use async_trait::async_trait;
use bytes::Bytes;
use format::ShardId;
use rustix::mount::{MountFlags, UnmountFlags, mount, mount_remount, unmount};
use tempfile::TempDir;

use crate::{
    DirectoryTarget, Identity, OpenMode, Target, TargetError,
    directory::{Settings, brake::Brake, packs::Limits},
    suite::Subject,
};

pub(super) const IDENTITY: Identity = Identity {
    target: [3; 16],
    installation: [4; 16],
};

/// Packs of a few shards, so that tests meet sealing and compaction.
pub(super) const TINY: Limits = Limits {
    pack_len: 3_000,
    max_records: 12,
};

/// A target in a directory of its own.
pub(super) struct Place {
    target: Option<Arc<DirectoryTarget>>,
    pub(super) brake: Brake,
    limits: Limits,
    // Unmounted before the directory below is removed.
    mounted: Option<Mounted>,
    dir: TempDir,
}

impl Place {
    pub(super) async fn new(limits: Limits) -> Self {
        Place::closed(limits).opened(OpenMode::Create).await
    }

    /// A place where nothing is yet.
    pub(super) fn closed(limits: Limits) -> Self {
        // Syncs cost nothing in memory, and what these tests are about does not depend on the disk.
        let dir = tempfile::tempdir_in("/dev/shm")
            .or_else(|_| tempfile::tempdir())
            .unwrap();
        Place {
            target: None,
            brake: Brake::default(),
            limits,
            mounted: None,
            dir,
        }
    }

    /// A file system of its own with nothing in it yet; `None`, with a word, where mounting is not allowed.
    pub(super) fn on_disk_of(size: &str) -> Option<Self> {
        let mut place = Place::closed(TINY);
        place.mounted = Some(Mounted::new(place.path(), size)?);
        Some(place)
    }

    pub(super) fn make_read_only(&self, read_only: bool) {
        let flags = if read_only {
            MountFlags::RDONLY
        } else {
            MountFlags::empty()
        };
        mount_remount(self.path(), flags, c"").unwrap();
    }

    pub(super) fn unmount(&mut self) {
        self.mounted = None;
    }

    /// A copy of the files as they are now, as a crash leaves them.
    pub(super) fn copy(&self) -> Place {
        let copy = Place::closed(self.limits);
        copy_tree(&self.path(), &copy.path());
        copy
    }

    pub(super) async fn opened(mut self, mode: OpenMode) -> Place {
        self.target = Some(Arc::new(self.open(mode).await.unwrap()));
        self
    }

    pub(super) fn path(&self) -> PathBuf {
        self.dir.path().join("target")
    }

    pub(super) async fn open(&self, mode: OpenMode) -> Result<DirectoryTarget, TargetError> {
        let settings = Settings {
            limits: self.limits,
            brake: self.brake.clone(),
        };
        DirectoryTarget::open_with(self.path(), IDENTITY, mode, settings).await
    }

    pub(super) fn directory(&self) -> Arc<DirectoryTarget> {
        Arc::clone(self.target.as_ref().unwrap())
    }

    /// Ends the process that has the target, as it were.
    pub(super) fn close(&mut self) {
        let target = self.target.take().unwrap();
        assert_eq!(Arc::strong_count(&target), 1, "somebody still holds the target");
    }

    /// The names of the files in `folder`, in order.
    pub(super) fn files(&self, folder: &str) -> Vec<String> {
        let entries = fs::read_dir(self.path().join(folder)).unwrap();
        let mut names: Vec<_> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    /// Changes a file behind everybody's back.
    pub(super) fn change(&self, name: &str, change: impl FnOnce(&mut Vec<u8>)) {
        let path = self.path().join(name);
        let mut bytes = fs::read(&path).unwrap();
        change(&mut bytes);
        fs::write(&path, bytes).unwrap();
    }

    /// Cuts every file to the length at which it was last synced: what a power cut may leave.
    pub(super) fn forget_unsynced(&self) {
        let shelves = self.files("large").into_iter().map(|shelf| format!("large/{shelf}"));
        for folder in shelves.chain(["packs".into()]) {
            for name in self.files(&folder) {
                let file = fs::File::options()
                    .write(true)
                    .open(self.path().join(&folder).join(name))
                    .unwrap();
                let len = file.metadata().unwrap().len();
                file.set_len(len.min(self.brake.synced_len(&file))).unwrap();
            }
        }
    }

    pub(super) async fn read(&self, id: ShardId) -> Result<Vec<u8>, TargetError> {
        let target = self.directory();
        let len = target.len(id).await?;
        target.read(id, 0..len).await
    }

    /// Asserts that these shards, and no others, are there and sound.
    pub(super) async fn assert_holds(&self, shards: &[(ShardId, Bytes)]) {
        let mut ids: Vec<_> = shards.iter().map(|(id, _)| *id).collect();
        ids.sort();
        let listed = self.directory().list(None, 1_000).await.unwrap();
        assert_eq!(listed.iter().map(|entry| entry.id).collect::<Vec<_>>(), ids);
        for (id, bytes) in shards {
            assert_eq!(self.read(*id).await.unwrap(), *bytes);
        }
    }

    /// Waits until `done` holds, as compaction works in the background.
    pub(super) async fn wait_until(&self, what: &str, done: impl Fn(&Place) -> bool) {
        for _ in 0..500 {
            if done(self) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("waited in vain until {what}: {:?}", self.files("packs"));
    }
}

/// A small file system in memory.
struct Mounted(PathBuf);

impl Mounted {
    fn new(path: PathBuf, size: &str) -> Option<Self> {
        fs::create_dir_all(&path).unwrap();
        let options = CString::new(format!("size={size}")).unwrap();
        match mount("tmpfs", &path, "tmpfs", MountFlags::empty(), options.as_c_str()) {
            Ok(()) => Some(Mounted(path)),
            Err(errno) => {
                eprintln!("skipped: a file system cannot be mounted here ({errno})");
                None
            }
        }
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        let _ = unmount(&self.0, UnmountFlags::DETACH);
    }
}

#[async_trait]
impl Subject for Place {
    fn target(&self) -> Arc<dyn Target> {
        self.directory()
    }

    async fn reopen(&mut self) {
        self.close();
        self.target = Some(Arc::new(self.open(OpenMode::Existing).await.unwrap()));
    }
}

pub(super) fn copy_tree(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_tree(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), &to).unwrap();
        }
    }
}
