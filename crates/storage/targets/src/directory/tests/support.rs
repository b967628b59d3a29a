//! A directory to put a target into, and to look into behind its back.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use async_trait::async_trait;
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

/// A target in a directory of its own.
pub(super) struct Place {
    target: Option<Arc<DirectoryTarget>>,
    pub(super) brake: Brake,
    limits: Limits,
    dir: TempDir,
}

impl Place {
    pub(super) async fn new(limits: Limits) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut place = Place {
            target: None,
            brake: Brake::default(),
            limits,
            dir,
        };
        place.target = Some(Arc::new(place.open(OpenMode::Create).await.unwrap()));
        place
    }

    /// A copy of the files as they are now, opened by another process, as it were.
    pub(super) async fn copy(&self) -> Place {
        let dir = tempfile::tempdir().unwrap();
        copy_tree(&self.path(), &dir.path().join("target"));
        Place {
            target: None,
            brake: Brake::default(),
            limits: self.limits,
            dir,
        }
        .opened()
        .await
    }

    pub(super) async fn opened(mut self) -> Place {
        self.target = Some(Arc::new(self.open(OpenMode::Existing).await.unwrap()));
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

    /// The names of the files below `folder`.
    pub(super) fn files(&self, folder: &str) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(self.path().join(folder))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
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
