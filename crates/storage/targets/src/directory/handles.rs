//! Open files, kept open between reads; the number of descriptors is bounded.

use std::{
    collections::HashMap,
    fs::File,
    hash::Hash,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// The most files one cache keeps open.
const CAPACITY: usize = 128;

/// A cache of open files that closes the one not used for longest.
#[derive(Debug)]
pub(super) struct Handles<K> {
    open: Mutex<Open<K>>,
}

#[derive(Debug)]
struct Open<K> {
    files: HashMap<K, Entry>,
    /// Counts uses; an entry's last use is its age.
    uses: u64,
}

#[derive(Debug)]
struct Entry {
    file: Arc<File>,
    last_use: u64,
}

impl<K: Hash + Eq + Copy> Handles<K> {
    pub(super) fn new() -> Self {
        Handles {
            open: Mutex::new(Open {
                files: HashMap::new(),
                uses: 0,
            }),
        }
    }

    /// The open file under `key`, or the one that `open` opens. Two callers may open the same file at once; one of
    /// the two handles is kept.
    pub(super) fn get<E>(&self, key: K, open: impl FnOnce() -> Result<File, E>) -> Result<Arc<File>, E> {
        if let Some(file) = self.lock().touch(key) {
            return Ok(file);
        }
        let file = Arc::new(open()?);
        self.lock().insert(key, Arc::clone(&file));
        Ok(file)
    }

    /// Forgets a file; it closes when its last reader is done.
    pub(super) fn forget(&self, key: K) {
        self.lock().files.remove(&key);
    }

    /// Forgets all files but these.
    pub(super) fn retain(&self, keep: impl Fn(K) -> bool) {
        self.lock().files.retain(|key, _| keep(*key));
    }

    fn lock(&self) -> MutexGuard<'_, Open<K>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K: Hash + Eq + Copy> Open<K> {
    fn touch(&mut self, key: K) -> Option<Arc<File>> {
        self.uses += 1;
        let entry = self.files.get_mut(&key)?;
        entry.last_use = self.uses;
        Some(Arc::clone(&entry.file))
    }

    fn insert(&mut self, key: K, file: Arc<File>) {
        if self.files.len() >= CAPACITY
            && let Some(oldest) = self
                .files
                .iter()
                .min_by_key(|(_, entry)| entry.last_use)
                .map(|(key, _)| *key)
        {
            self.files.remove(&oldest);
        }
        self.files.insert(
            key,
            Entry {
                file,
                last_use: self.uses,
            },
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_in_use_stays_and_the_number_is_bounded() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("file");
        std::fs::write(&path, b"x").unwrap();
        let handles = Handles::new();
        for key in 0..CAPACITY * 3 {
            handles.get(key, || File::open(&path)).unwrap();
            handles
                .get(0, || Err::<File, _>("key 0 was closed although it was used last"))
                .or_else(|error| {
                    if key == 0 {
                        handles.get(0, || File::open(&path)).map_err(|_| error)
                    } else {
                        Err(error)
                    }
                })
                .unwrap();
        }
        assert_eq!(handles.lock().files.len(), CAPACITY);
    }
}
