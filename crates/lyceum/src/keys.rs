//! The file of the root key: made once, 0600, with a recovery sheet beside it, and never made again over sealed data.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

use base::{World, hex};
use crypto::{CryptoError, RootKey};

const SHEET_NAME: &str = "recovery-sheet.txt";

/// A root key file that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    /// It is not there, and there is data that only it can open.
    #[error(
        "the root key {} is missing, and the files in this installation can only be opened with it: put the key back (from a backup, or from the recovery sheet as one line in that file) and start again",
        .0.display()
    )]
    Missing(PathBuf),
    /// It is damaged, or something else.
    #[error("the root key file {} cannot be used", path.display())]
    Damaged {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        source: CryptoError,
    },
    /// It is the key of something else.
    #[error(
        "the root key {} belongs to another installation: this one's files are sealed with the key {}, the file holds {}; put the right key back",
        path.display(), hex::encode(expected), hex::encode(found)
    )]
    Wrong {
        /// Which file.
        path: PathBuf,
        /// The fingerprint of the key that is needed.
        expected: [u8; 8],
        /// The fingerprint of the key in the file.
        found: [u8; 8],
    },
    /// It cannot be read or written.
    #[error("the root key file {} cannot be read or written; check its permissions", path.display())]
    Io {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// Reads the root key; nothing when there is no such file.
///
/// # Errors
/// `Damaged` or `Io`.
pub fn read(path: &Path) -> Result<Option<RootKey>, KeyFileError> {
    let text = match fs::read(path) {
        Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(source) => {
            return Err(KeyFileError::Io {
                path: path.to_owned(),
                source,
            });
        }
    };
    let key = RootKey::from_text(&text).map_err(|source| KeyFileError::Damaged {
        path: path.to_owned(),
        source,
    })?;
    Ok(Some(key))
}

/// Makes a new root key and writes its file and the recovery sheet, both for the owner's eyes only.
/// Returns the key and the path of the sheet.
///
/// # Errors
/// `Io`. A file that is already there is never written over.
pub fn create(path: &Path, world: &World) -> Result<(RootKey, PathBuf), KeyFileError> {
    let key = RootKey::generate(world);
    let line = key.to_text();
    let sheet = path.with_file_name(SHEET_NAME);
    let fingerprint = hex::encode(&key.fingerprint());
    write_new(path, &format!("{}\n", line.as_str()))
        .and_then(|()| write_new(&sheet, &recovery_sheet(&line, &fingerprint, path)))
        .map_err(|source| KeyFileError::Io {
            path: path.to_owned(),
            source,
        })?;
    Ok((key, sheet))
}

/// Whether others than its owner may read the key.
///
/// # Errors
/// When the file cannot be looked at.
pub fn open_to_others(path: &Path) -> io::Result<bool> {
    Ok(fs::metadata(path)?.permissions().mode() & 0o077 != 0)
}

/// Writes a new file durably: temporary name, sync, rename, sync of the directory.
fn write_new(path: &Path, text: &str) -> io::Result<()> {
    let directory = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    DirBuilder::new().recursive(true).mode(0o700).create(directory)?;
    if path.try_exists()? {
        return Err(io::Error::new(io::ErrorKind::AlreadyExists, "it already exists"));
    }
    let mut temporary = path.as_os_str().to_owned();
    temporary.push(".new");
    let mut file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&temporary)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(&temporary, path)?;
    File::open(directory)?.sync_all()
}

fn recovery_sheet(line: &str, fingerprint: &str, path: &Path) -> String {
    format!(
        "LYCEUM RECOVERY SHEET

Everything stored in this installation is sealed. The line below is the key to it.
Without it nobody can open the files, not even with all disks at hand: print this
sheet or copy it to a safe place away from the server, then delete this file.

{line}

Fingerprint: {fingerprint}

To bring the key back: write the line above into the file

{}

(readable by the server's user only) and start the server.
",
        path.display()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_and_read_back() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("keys").join("root.key");
        assert!(read(&path).unwrap().is_none());
        let (made, sheet) = create(&path, &World::real()).unwrap();
        assert_eq!(read(&path).unwrap().unwrap().fingerprint(), made.fingerprint());
        assert!(!open_to_others(&path).unwrap() && !open_to_others(&sheet).unwrap());
        let refused = create(&path, &World::real());
        assert!(
            matches!(refused, Err(KeyFileError::Io { .. })),
            "an existing key must never be written over"
        );
    }

    #[test]
    fn the_sheet_alone_brings_the_key_back() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("root.key");
        let (made, sheet) = create(&path, &World::real()).unwrap();
        let sheet = fs::read_to_string(sheet).unwrap();
        let line = sheet.lines().find(|line| line.starts_with("lyceum-root-key")).unwrap();
        fs::remove_file(&path).unwrap();
        fs::write(&path, line).unwrap();
        assert_eq!(read(&path).unwrap().unwrap().fingerprint(), made.fingerprint());
    }

    #[test]
    fn a_damaged_file_is_told_apart_from_some_other_file() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("root.key");
        create(&path, &World::real()).unwrap();
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, &text[..text.len() - 3]).unwrap();
        let damaged = read(&path).map(|_| ()).unwrap_err();
        assert!(matches!(
            damaged,
            KeyFileError::Damaged {
                source: CryptoError::RootKeyDamaged,
                ..
            }
        ));
        fs::write(&path, "hello").unwrap();
        let other = read(&path).map(|_| ()).unwrap_err();
        assert!(matches!(
            other,
            KeyFileError::Damaged {
                source: CryptoError::NotARootKey,
                ..
            }
        ));
    }
}
