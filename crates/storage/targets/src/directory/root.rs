//! The directory itself, held by a descriptor. Every path below is relative to that descriptor, so that a directory
//! that is removed, unmounted or replaced is noticed and never written into by accident.

use std::{
    fs::File,
    io,
    os::fd::OwnedFd,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU8, Ordering},
};

use rustix::{
    buffer::spare_capacity,
    fs::{AtFlags, CWD, Dir, FlockOperation, Mode, OFlags},
    io::Errno,
};

use super::{brake::Brake, identity};
use crate::{Space, TargetError, TargetErrorKind};

const DIRECTORY_MODE: Mode = Mode::RWXU;
const FILE_MODE: Mode = Mode::RUSR.union(Mode::WUSR);

/// What may still be done with an opened directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
enum Standing {
    /// Everything.
    Sound,
    /// A sync failed: what the disk holds is unknown, so nothing may be called durable until it is opened again.
    Suspect,
    /// A newer opening has taken over.
    Retired,
}

/// An opened directory.
#[derive(Debug)]
pub(super) struct Root {
    path: PathBuf,
    dir: OwnedFd,
    device: u64,
    inode: u64,
    lock: Option<OwnedFd>,
    standing: AtomicU8,
    brake: Brake,
}

impl Root {
    /// Opens the directory and takes its lock. Says nothing about whose directory it is.
    pub(super) fn open(path: &Path, brake: Brake) -> Result<Root, TargetError> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let dir = rustix::fs::openat(CWD, path, flags, Mode::empty()).map_err(|errno| match errno {
            Errno::NOENT | Errno::NOTDIR => vanished(path, "does not exist: mount or restore it"),
            errno => TargetError::from_io(errno.into(), format_args!("open the directory {}", path.display())),
        })?;
        let stat = rustix::fs::fstat(&dir)
            .map_err(|errno| TargetError::from_io(errno.into(), format_args!("look at {}", path.display())))?;
        let lock = take_lock(&dir, path)?;
        let standing = AtomicU8::new(Standing::Sound as u8);
        Ok(Root {
            path: path.to_owned(),
            dir,
            device: stat.st_dev,
            inode: stat.st_ino,
            lock,
            standing,
            brake,
        })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Whether the path still leads to this directory and the identity file is still in it. Two `stat`s, asked
    /// before every operation.
    pub(super) fn present(&self) -> Result<(), TargetError> {
        if self.is_retired() {
            return Err(vanished(&self.path, "was gone and is being opened again: try again"));
        }
        match rustix::fs::stat(&self.path) {
            Ok(stat) if (stat.st_dev, stat.st_ino) == (self.device, self.inode) => {}
            Ok(_) => {
                return Err(vanished(
                    &self.path,
                    "is another directory than before: it is checked again",
                ));
            }
            Err(_) => return Err(vanished(&self.path, "is gone: mount or restore it")),
        }
        match rustix::fs::statat(&self.dir, identity::FILE, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(_) => Ok(()),
            Err(_) => Err(vanished(&self.path, "has lost its identity file: mount or restore it")),
        }
    }

    /// Whether something may be written and called durable.
    pub(super) fn writable(&self) -> Result<(), TargetError> {
        self.present()?;
        if self.standing() == Standing::Suspect {
            let detail = format!(
                "a sync of {} failed, so nothing written there can be trusted to be durable: check the disk, then open \
                 the target again",
                self.path.display()
            );
            return Err(TargetError::new(TargetErrorKind::Io, detail));
        }
        Ok(())
    }

    /// Gives the directory up for a newer opening: every later operation fails, the lock is free.
    pub(super) fn retire(&self) {
        self.standing.store(Standing::Retired as u8, Ordering::SeqCst);
        if let Some(lock) = &self.lock {
            // A lock that cannot be released shows when the next opening asks for it.
            let _ = rustix::fs::flock(lock, FlockOperation::Unlock);
        }
    }

    pub(super) fn is_retired(&self) -> bool {
        self.standing() == Standing::Retired
    }

    fn standing(&self) -> Standing {
        match self.standing.load(Ordering::SeqCst) {
            0 => Standing::Sound,
            1 => Standing::Suspect,
            _ => Standing::Retired,
        }
    }

    fn suspect(&self) {
        let (sound, suspect) = (Standing::Sound as u8, Standing::Suspect as u8);
        let _ = self
            .standing
            .compare_exchange(sound, suspect, Ordering::SeqCst, Ordering::SeqCst);
    }

    // ---- Looking ----

    pub(super) fn open_file(&self, name: &str) -> Result<File, TargetError> {
        self.open_with(name, OFlags::RDONLY).map_err(|mut error| {
            // Permission to write is not what is missing here.
            if error.kind == TargetErrorKind::ReadOnly {
                error.kind = TargetErrorKind::Io;
            }
            error
        })
    }

    /// Opens an existing file for reading and writing.
    pub(super) fn open_file_to_write(&self, name: &str) -> Result<File, TargetError> {
        self.open_with(name, OFlags::RDWR)
    }

    fn open_with(&self, name: &str, flags: OFlags) -> Result<File, TargetError> {
        let flags = flags | OFlags::CLOEXEC | OFlags::NOFOLLOW;
        rustix::fs::openat(&self.dir, name, flags, Mode::empty())
            .map(File::from)
            .map_err(|errno| self.failed(errno, "open", name))
    }

    /// Reads `len` bytes at `offset`; fewer where the file ends earlier. The bytes are written once, by the kernel.
    pub(super) fn read_at(&self, file: &File, offset: u64, len: usize) -> Result<Vec<u8>, TargetError> {
        let mut bytes = Vec::with_capacity(len);
        while bytes.len() < len {
            let at = offset + bytes.len() as u64;
            match rustix::io::pread(file, spare_capacity(&mut bytes), at) {
                Ok(0) => break,
                Ok(_) | Err(Errno::INTR) => {}
                Err(errno) => return Err(self.failed(errno, "read in", "an open file")),
            }
        }
        bytes.truncate(len);
        Ok(bytes)
    }

    /// The length of a file by name.
    pub(super) fn file_len(&self, name: &str) -> Result<u64, TargetError> {
        let stat = rustix::fs::statat(&self.dir, name, AtFlags::SYMLINK_NOFOLLOW)
            .map_err(|errno| self.failed(errno, "look at", name))?;
        Ok(u64::try_from(stat.st_size).unwrap_or(0))
    }

    /// Hands every name in a directory to `visit`; a directory that is not there has none.
    pub(super) fn each_name(&self, name: &str, mut visit: impl FnMut(&str)) -> Result<(), TargetError> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let dir = match rustix::fs::openat(&self.dir, name, flags, Mode::empty()) {
            Err(Errno::NOENT) => return self.present(),
            other => other.map_err(|errno| self.failed(errno, "open", name))?,
        };
        for entry in Dir::new(dir).map_err(|errno| self.failed(errno, "list", name))? {
            let entry = entry.map_err(|errno| self.failed(errno, "list", name))?;
            if let Ok(name) = entry.file_name().to_str()
                && name != "."
                && name != ".."
            {
                visit(name);
            }
        }
        Ok(())
    }

    pub(super) fn space(&self) -> Result<Space, TargetError> {
        let stat = rustix::fs::fstatvfs(&self.dir).map_err(|errno| self.failed(errno, "measure", "."))?;
        let bytes = |blocks: u64| blocks.saturating_mul(stat.f_frsize);
        Ok(Space {
            total: bytes(stat.f_blocks),
            free: bytes(stat.f_bavail),
        })
    }

    // ---- Changing: each asks the brake first ----

    /// Makes a directory; one that exists already is fine. Tells whether it is new.
    pub(super) fn make_dir(&self, name: &str) -> Result<bool, TargetError> {
        match self
            .brake
            .growing_step()
            .and_then(|()| rustix::fs::mkdirat(&self.dir, name, DIRECTORY_MODE))
        {
            Ok(()) => Ok(true),
            Err(Errno::EXIST) => Ok(false),
            Err(errno) => Err(self.failed(errno, "make", name)),
        }
    }

    /// Makes a new file for reading and writing.
    pub(super) fn create_file(&self, name: &str) -> Result<File, TargetError> {
        let flags = OFlags::RDWR | OFlags::CREATE | OFlags::EXCL | OFlags::CLOEXEC;
        let made = self
            .brake
            .growing_step()
            .and_then(|()| rustix::fs::openat(&self.dir, name, flags, FILE_MODE));
        made.map(File::from).map_err(|errno| self.failed(errno, "make", name))
    }

    pub(super) fn write_at(&self, file: &File, mut bytes: &[u8], mut offset: u64) -> Result<(), TargetError> {
        while !bytes.is_empty() {
            match self
                .brake
                .growing_step()
                .and_then(|()| rustix::io::pwrite(file, bytes, offset))
            {
                Ok(0) => {
                    return Err(TargetError::from_io(
                        io::ErrorKind::WriteZero.into(),
                        "write to the disk",
                    ));
                }
                Ok(written) => {
                    bytes = bytes.get(written..).unwrap_or_default();
                    offset += written as u64;
                }
                Err(Errno::INTR) => {}
                Err(errno) => return Err(self.failed(errno, "write to", "an open file")),
            }
        }
        Ok(())
    }

    pub(super) fn truncate(&self, file: &File, len: u64) -> Result<(), TargetError> {
        let cut = self.brake.step().and_then(|()| rustix::fs::ftruncate(file, len));
        cut.map_err(|errno| self.failed(errno, "cut", "an open file"))
    }

    /// Makes the bytes of a file durable. A failure makes the whole directory suspect: the kernel may have dropped
    /// the very pages it could not write, so a second sync that succeeds would prove nothing.
    pub(super) fn sync_file(&self, file: &File) -> Result<(), TargetError> {
        let synced = self.brake.step().and_then(|()| rustix::fs::fdatasync(file));
        synced.map_err(|errno| self.sync_failed(errno))?;
        self.brake.synced(file);
        Ok(())
    }

    /// Makes the names in a directory durable.
    pub(super) fn sync_dir(&self, name: &str) -> Result<(), TargetError> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let dir = rustix::fs::openat(&self.dir, name, flags, Mode::empty())
            .map_err(|errno| self.failed(errno, "open", name))?;
        self.brake
            .step()
            .and_then(|()| rustix::fs::fsync(&dir))
            .map_err(|errno| self.sync_failed(errno))
    }

    fn sync_failed(&self, errno: Errno) -> TargetError {
        self.suspect();
        let mut error = self.failed(errno, "sync to the disk in", ".");
        if error.kind != TargetErrorKind::Vanished {
            // Also when the disk says that it is full: it said so too late to know what it kept.
            error.kind = TargetErrorKind::Io;
        }
        error
    }

    pub(super) fn rename(&self, from: &str, to: &str) -> Result<(), TargetError> {
        let renamed = self
            .brake
            .step()
            .and_then(|()| rustix::fs::renameat(&self.dir, from, &self.dir, to));
        renamed.map_err(|errno| self.failed(errno, "rename to", to))
    }

    /// Removes a file. Tells whether it was there.
    pub(super) fn remove(&self, name: &str) -> Result<bool, TargetError> {
        match self
            .brake
            .step()
            .and_then(|()| rustix::fs::unlinkat(&self.dir, name, AtFlags::empty()))
        {
            Ok(()) => Ok(true),
            Err(Errno::NOENT) => Ok(false),
            Err(errno) => Err(self.failed(errno, "remove", name)),
        }
    }

    /// Explains a failure: when the directory is gone, that is the reason, whatever the system called it.
    fn failed(&self, errno: Errno, doing: &str, name: &str) -> TargetError {
        if let Err(vanished) = self.present() {
            return vanished;
        }
        TargetError::from_io(errno.into(), format_args!("{doing} {name} of {}", self.path.display()))
    }
}

/// A vanished directory, in words.
pub(super) fn vanished(path: &Path, what: &str) -> TargetError {
    TargetError::new(
        TargetErrorKind::Vanished,
        format!("the directory {} {what}", path.display()),
    )
}

/// A directory that cannot be written can still be read.
pub(super) fn allow_read_only(result: Result<(), TargetError>) -> Result<(), TargetError> {
    result.or_else(|error| {
        if error.kind == TargetErrorKind::ReadOnly {
            Ok(())
        } else {
            Err(error)
        }
    })
}

/// One process, one directory: packs have one writer, and files in `tmp/` belong to the living.
fn take_lock(dir: &OwnedFd, path: &Path) -> Result<Option<OwnedFd>, TargetError> {
    let flags = OFlags::RDWR | OFlags::CREATE | OFlags::CLOEXEC;
    let lock = match rustix::fs::openat(dir, "lock", flags, FILE_MODE) {
        Ok(lock) => lock,
        // Nobody can write there, so nobody is kept out.
        Err(Errno::ROFS | Errno::ACCESS | Errno::PERM) => return Ok(None),
        Err(errno) => {
            return Err(TargetError::from_io(
                errno.into(),
                format_args!("make the lock file in {}", path.display()),
            ));
        }
    };
    match rustix::fs::flock(&lock, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => Ok(Some(lock)),
        Err(Errno::WOULDBLOCK) => {
            let detail = format!(
                "the directory {} is in use by another process: stop that one first",
                path.display()
            );
            Err(TargetError::new(TargetErrorKind::Busy, detail))
        }
        Err(errno) => Err(TargetError::from_io(
            errno.into(),
            format_args!("lock {}", path.display()),
        )),
    }
}
