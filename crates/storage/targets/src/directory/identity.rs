//! Whose directory this is: a small file that tells an unmounted or swapped disk from the right one.

use std::{fs, io, path::Path};

use rustix::fs::{CWD, Mode, OFlags};
use serde::{Deserialize, Serialize};

use super::root::vanished;
use crate::{TargetError, TargetErrorKind};

/// The name of the identity file.
pub(super) const FILE: &str = "identity.json";

/// Where the identity stands until it is complete.
const DRAFT: &str = "identity.json.new";

/// The most bytes an identity file is read of.
const MAX_LEN: u64 = 4096;

/// Names that a fresh, still empty file system may hold, the lock, and what an interrupted setup left.
const IGNORED: [&str; 3] = ["lost+found", "lock", DRAFT];

/// Which target of which installation keeps its shards in a directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The target's id.
    pub target: [u8; 16],
    /// The installation's id.
    pub installation: [u8; 16],
}

/// What to do with a directory that is absent or empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenMode {
    /// Make it, and write the identity: for a target that is being set up.
    Create,
    /// Fail with `Vanished` when it is absent and with `Empty` when it is empty: for a target that had shards.
    Existing,
}

#[derive(Serialize, Deserialize)]
struct Written {
    format: u32,
    target: String,
    installation: String,
}

/// Compares the directory with the wanted identity, and makes what `mode` allows to be made.
pub(super) fn settle(path: &Path, wanted: Identity, mode: OpenMode) -> Result<(), TargetError> {
    if mode == OpenMode::Create {
        make_directories(path)?;
    }
    match load(path)? {
        Some(found) if found == wanted => Ok(()),
        Some(_) => Err(wrong(
            path,
            "belongs to another target or another installation: check what is mounted there",
        )),
        None => match (is_empty(path)?, mode) {
            (true, OpenMode::Create) => store(path, wanted),
            (true, OpenMode::Existing) => Err(TargetError::new(
                TargetErrorKind::Empty,
                format!(
                    "the directory {} is empty: mount the disk, or adopt it as a new one",
                    path.display()
                ),
            )),
            (false, _) => Err(vanished(
                path,
                "has files but no identity file: it is not a target, or its identity file was lost",
            )),
        },
    }
}

fn make_directories(path: &Path) -> Result<(), TargetError> {
    let failed = |error| TargetError::from_io(error, format_args!("make the directory {}", path.display()));
    if path.try_exists().map_err(failed)? {
        return Ok(());
    }
    fs::create_dir_all(path).map_err(failed)?;
    match path.parent() {
        Some(parent) if parent != Path::new("") => sync_directory(parent),
        _ => Ok(()),
    }
}

fn load(path: &Path) -> Result<Option<Identity>, TargetError> {
    use io::Read;
    let file = match fs::File::open(path.join(FILE)) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return match fs::metadata(path) {
                Ok(found) if found.is_dir() => Ok(None),
                _ => Err(vanished(path, "does not exist: mount or restore it")),
            };
        }
        Err(error) => {
            return Err(TargetError::from_io(
                error,
                format_args!("read the identity in {}", path.display()),
            ));
        }
    };
    let mut bytes = Vec::new();
    let read = file.take(MAX_LEN).read_to_end(&mut bytes);
    read.map_err(|error| TargetError::from_io(error, format_args!("read the identity in {}", path.display())))?;
    parse(&bytes)
        .map(Some)
        .ok_or_else(|| wrong(path, "has a damaged identity file: restore it from another copy"))
}

fn parse(bytes: &[u8]) -> Option<Identity> {
    let written: Written = serde_json::from_slice(bytes).ok()?;
    let ids = base::hex::decode(&written.target).zip(base::hex::decode(&written.installation));
    ids.filter(|_| written.format == 1)
        .map(|(target, installation)| Identity { target, installation })
}

fn is_empty(path: &Path) -> Result<bool, TargetError> {
    let failed = |error| TargetError::from_io(error, format_args!("list the directory {}", path.display()));
    for entry in fs::read_dir(path).map_err(failed)? {
        let name = entry.map_err(failed)?.file_name();
        if !IGNORED.iter().any(|ignored| name == *ignored) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn store(path: &Path, identity: Identity) -> Result<(), TargetError> {
    let failed = |error| TargetError::from_io(error, format_args!("write the identity in {}", path.display()));
    let written = Written {
        format: 1,
        target: base::hex::encode(&identity.target),
        installation: base::hex::encode(&identity.installation),
    };
    let mut text = serde_json::to_vec_pretty(&written).map_err(|error| failed(error.into()))?;
    text.push(b'\n');
    let draft = path.join(DRAFT);
    fs::write(&draft, text).map_err(failed)?;
    fs::File::open(&draft)
        .and_then(|file| file.sync_all())
        .map_err(failed)?;
    fs::rename(&draft, path.join(FILE)).map_err(failed)?;
    sync_directory(path)
}

fn sync_directory(path: &Path) -> Result<(), TargetError> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let synced = rustix::fs::openat(CWD, path, flags, Mode::empty()).and_then(rustix::fs::fsync);
    synced.map_err(|errno| TargetError::from_io(errno.into(), format_args!("sync {}", path.display())))
}

fn wrong(path: &Path, what: &str) -> TargetError {
    TargetError::new(
        TargetErrorKind::WrongIdentity,
        format!("the directory {} {what}", path.display()),
    )
}
