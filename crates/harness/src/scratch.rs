//! Folders that disappear with the run that made them.

use std::path::{Path, PathBuf};

use anyhow::Context as _;

/// A folder of its own, removed with everything in it when dropped, unless it was [kept](Scratch::keep).
#[derive(Debug)]
pub struct Scratch {
    folder: tempfile::TempDir,
}

impl Scratch {
    /// A new empty folder under `parent`, which is made when it is missing.
    ///
    /// # Errors
    /// When the parent cannot be written.
    pub fn under(parent: &Path, name: &str) -> anyhow::Result<Self> {
        std::fs::create_dir_all(parent).with_context(|| format!("cannot make {}", parent.display()))?;
        let folder = tempfile::Builder::new()
            .prefix(&format!("lyceum-{name}-"))
            .tempdir_in(parent)
            .with_context(|| format!("cannot make a folder under {}", parent.display()))?;
        Ok(Self { folder })
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// A path inside.
    #[must_use]
    pub fn join(&self, name: impl AsRef<Path>) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Leaves the folder where it is, for a person to look at.
    pub fn keep(&mut self) {
        self.folder.disable_cleanup(true);
    }
}
