//! File systems that can fail: made in files, mounted, cut off, filled, and always unmounted at the end.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, bail};

/// A kind of file system that power cuts are tried on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Ext4,
    Xfs,
}

/// Something mounted. Dropping it unmounts.
#[derive(Debug)]
pub(crate) struct Mount {
    point: PathBuf,
    /// What is mounted again after a cut.
    source: PathBuf,
}

impl Kind {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Ext4 => "ext4",
            Self::Xfs => "xfs",
        }
    }
}

/// Why nothing can be mounted here; `None` when it can.
pub(crate) fn obstacle() -> Option<&'static str> {
    if !rustix::process::geteuid().is_root() {
        return Some("mounting needs root");
    }
    None
}

/// Why the power cannot be cut here; `None` when it can.
pub(crate) fn cut_obstacle() -> Option<&'static str> {
    let tools = ["xfs_io", "mkfs.xfs", "mkfs.ext4"];
    let found = |tool: &&str| {
        ["/usr/sbin", "/sbin", "/usr/bin"]
            .iter()
            .any(|folder| Path::new(folder).join(tool).is_file())
    };
    obstacle().or_else(|| (!tools.iter().all(found)).then_some("xfsprogs and e2fsprogs are needed"))
}

impl Mount {
    /// A new file system of `mib` MiB in the file `image`, mounted at `point`.
    pub(crate) fn image(kind: Kind, image: &Path, mib: u64, point: &Path) -> anyhow::Result<Self> {
        std::fs::File::create(image)?.set_len(mib << 20)?;
        match kind {
            Kind::Ext4 => run(Command::new("mkfs.ext4").args(["-q", "-F"]).arg(image))?,
            Kind::Xfs => run(Command::new("mkfs.xfs").args(["-q", "-f"]).arg(image))?,
        }
        std::fs::create_dir_all(point)?;
        let mount = Self {
            point: point.to_owned(),
            source: image.to_owned(),
        };
        mount.mount()?;
        Ok(mount)
    }

    /// A small file system in memory, mounted at `point`.
    pub(crate) fn memory(mib: u64, point: &Path) -> anyhow::Result<Self> {
        std::fs::create_dir_all(point)?;
        run(Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={mib}m"), "tmpfs"])
            .arg(point))?;
        Ok(Self {
            point: point.to_owned(),
            source: PathBuf::from("tmpfs"),
        })
    }

    /// The folder `point` over itself, so that it can be made read-only.
    pub(crate) fn bind(point: &Path) -> anyhow::Result<Self> {
        run(Command::new("mount").arg("--bind").arg(point).arg(point))?;
        Ok(Self {
            point: point.to_owned(),
            source: point.to_owned(),
        })
    }

    /// Mounts again with other options.
    pub(crate) fn remount(&self, options: &str) -> anyhow::Result<()> {
        run(Command::new("mount")
            .args(["-o", &format!("remount,{options}")])
            .arg(&self.point))
    }

    /// The power goes: what was not synced is gone, every write fails from now on.
    pub(crate) fn cut(&self) -> anyhow::Result<()> {
        run(Command::new("xfs_io").args(["-x", "-c", "shutdown"]).arg(&self.point))
    }

    /// The power is back: the journal is replayed.
    pub(crate) fn again(&self) -> anyhow::Result<()> {
        run(Command::new("umount").arg(&self.point))?;
        self.mount()
    }

    fn mount(&self) -> anyhow::Result<()> {
        run(Command::new("mount")
            .args(["-o", "loop"])
            .arg(&self.source)
            .arg(&self.point))
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        if run(Command::new("umount").arg(&self.point)).is_err() {
            // Somebody still holds a file: let go of the name at least, the rest follows when that file is closed.
            let _ = run(Command::new("umount").arg("--lazy").arg(&self.point));
        }
    }
}

fn run(command: &mut Command) -> anyhow::Result<()> {
    let output = command
        .output()
        .with_context(|| format!("cannot start {:?}", command.get_program()))?;
    if !output.status.success() {
        bail!("{command:?} failed: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(())
}
