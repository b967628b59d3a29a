//! The data directory: made at the first start, held by one server at a time.

use std::{
    fs::{self, File, TryLockError},
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

const LOCK_NAME: &str = "lyceum.lock";

/// The right to write in a data directory. The system takes it back when the process ends, however it ends.
#[derive(Debug)]
pub struct DataDir {
    path: PathBuf,
    _lock: File,
}

/// A data directory that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DataDirError {
    /// Somebody else works in it.
    #[error(
        "another Lyceum process{} works in {}; stop it first, or give this one another LYCEUM_DATA_DIR",
        process(.holder), path.display()
    )]
    Held {
        /// Which directory.
        path: PathBuf,
        /// The process id it left in the lock file.
        holder: String,
    },
    /// It cannot be made or written.
    #[error("the data directory {} cannot be used; check that it may be written by this user", path.display())]
    Unusable {
        /// Which directory.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

fn process(holder: &str) -> String {
    if holder.is_empty() {
        String::new()
    } else {
        format!(" (process {holder})")
    }
}

impl DataDir {
    /// Makes the directory when absent and takes it for this process.
    ///
    /// # Errors
    /// See [`DataDirError`].
    pub fn take(path: &Path) -> Result<Self, DataDirError> {
        let unusable = |source| DataDirError::Unusable {
            path: path.to_owned(),
            source,
        };
        fs::create_dir_all(path).map_err(unusable)?;
        let name = path.join(LOCK_NAME);
        let mut lock = File::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&name)
            .map_err(unusable)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                // Only for the message; without it the message is shorter.
                let _ = (&lock).take(20).read_to_string(&mut holder);
                return Err(DataDirError::Held {
                    path: path.to_owned(),
                    holder: holder.trim().to_owned(),
                });
            }
            Err(TryLockError::Error(source)) => return Err(unusable(source)),
        }
        lock.set_len(0)
            .and_then(|()| writeln!(lock, "{}", std::process::id()))
            .map_err(unusable)?;
        Ok(DataDir {
            path: path.to_owned(),
            _lock: lock,
        })
    }

    /// The directory.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_server_is_refused_and_a_later_one_is_not() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("new").join("data");
        let first = DataDir::take(&path).unwrap();
        let refusal = DataDir::take(&path).unwrap_err().to_string();
        assert!(
            refusal.contains(&format!("(process {})", std::process::id())),
            "{refusal}"
        );
        drop(first);
        DataDir::take(&path).unwrap();
    }

    #[test]
    fn a_file_in_its_place_is_named() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("data");
        fs::write(&path, "").unwrap();
        assert!(matches!(DataDir::take(&path), Err(DataDirError::Unusable { .. })));
    }
}
