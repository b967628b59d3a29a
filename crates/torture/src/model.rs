//! What a drive must hold, said without any server.
//!
//! A [`Tree`] is the part of the drive that one worker writes alone. Every call that changes it is a [`Change`], a
//! pure function on trees. After a crash at most one change per worker is in doubt, so the drive must look like the
//! tree before it or like the tree after it: anything in between is a half-visible file.

use std::collections::BTreeMap;

use harness::Print;

/// The files of one worker.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tree {
    /// By path.
    pub(crate) live: BTreeMap<String, File>,
    /// By id, with the path they came from.
    pub(crate) trash: BTreeMap<String, (String, File)>,
}

/// A file with its versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct File {
    /// Empty until the server has told it.
    pub(crate) id: String,
    /// The oldest first; the last is the current one. Never empty.
    pub(crate) versions: Vec<Print>,
}

/// One step of the drive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    /// A new file, or a new version where one is.
    Write { path: String, print: Print },
    /// Another name or folder.
    Move { from: String, to: String },
    /// Into the trash.
    Trash { path: String },
    /// Gone for good, from its folder.
    Destroy { path: String },
    /// Gone for good, from the trash.
    Purge { id: String },
    /// Out of the trash, to where it was.
    Restore { id: String },
    /// The current version under another name as well.
    Copy { from: String, to: String },
    /// An old version becomes the newest; counted from 0. Reviving the current one changes nothing.
    Revive { path: String, version: usize },
}

impl Tree {
    /// The tree after the change. A change of something that is not there changes nothing.
    #[must_use]
    pub(crate) fn after(&self, change: &Change) -> Self {
        let mut tree = self.clone();
        tree.apply(change);
        tree
    }

    /// Makes the change.
    pub(crate) fn apply(&mut self, change: &Change) {
        match change {
            Change::Write { path, print } => self.write(path, *print),
            Change::Move { from, to } => {
                if let Some(file) = self.live.remove(from) {
                    self.live.insert(to.clone(), file);
                }
            }
            Change::Trash { path } => {
                if let Some(file) = self.live.remove(path) {
                    self.trash.insert(file.id.clone(), (path.clone(), file));
                }
            }
            Change::Destroy { path } => drop(self.live.remove(path)),
            Change::Purge { id } => drop(self.trash.remove(id)),
            Change::Restore { id } => {
                if let Some((path, file)) = self.trash.remove(id) {
                    self.live.insert(path, file);
                }
            }
            Change::Copy { from, to } => {
                if let Some(print) = self.live.get(from).and_then(|file| file.versions.last().copied()) {
                    self.write(to, print);
                }
            }
            Change::Revive { path, version } => {
                if let Some(file) = self.live.get_mut(path)
                    && version + 1 < file.versions.len()
                {
                    file.versions.push(file.versions[*version]);
                }
            }
        }
    }

    fn write(&mut self, path: &str, print: Print) {
        let file = self.live.entry(path.to_owned()).or_insert_with(|| File {
            id: String::new(),
            versions: Vec::new(),
        });
        file.versions.push(print);
    }

    /// The bytes of every version of every file, as the allowance counts them.
    pub(crate) fn bytes(&self) -> u64 {
        let trashed = self.trash.values().map(|(_, file)| file);
        self.live
            .values()
            .chain(trashed)
            .flat_map(|file| &file.versions)
            .map(|print| print.length)
            .sum()
    }

    /// What differs from a tree that was seen; `None` when nothing does. Ids not yet told are not compared.
    pub(crate) fn difference(&self, seen: &Self) -> Option<String> {
        let wanted: Vec<(String, &File)> = self.named();
        let found: Vec<(String, &File)> = seen.named();
        for (name, file) in &wanted {
            match found.iter().find(|(other, _)| other == name) {
                None => return Some(format!("{name} is missing, it should have {:?}", file.versions)),
                Some((_, other)) if other.versions != file.versions => {
                    return Some(format!(
                        "{name} should have {:?} but has {:?}",
                        file.versions, other.versions
                    ));
                }
                Some((_, other)) if !file.id.is_empty() && other.id != file.id => {
                    return Some(format!("{name} should be {} but is {}", file.id, other.id));
                }
                Some(_) => {}
            }
        }
        let extra = found
            .iter()
            .find(|(name, _)| wanted.iter().all(|(other, _)| other != name));
        extra.map(|(name, file)| format!("{name} should not be there, it has {:?}", file.versions))
    }

    fn named(&self) -> Vec<(String, &File)> {
        let live = self.live.iter().map(|(path, file)| (path.clone(), file));
        let trash = self
            .trash
            .iter()
            .map(|(id, (_, file))| (format!("{id} in the trash"), file));
        live.chain(trash).collect()
    }

    /// Takes over the ids of a tree that was seen and found equal.
    pub(crate) fn learn(&mut self, seen: &Self) {
        for (path, file) in &mut self.live {
            if let Some(other) = seen.live.get(path) {
                file.id.clone_from(&other.id);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use harness::{Print, Recipe};

    use super::{Change, Tree};

    fn print(length: u64) -> Print {
        Recipe { seed: length, length }.print()
    }

    fn write(path: &str, length: u64) -> Change {
        Change::Write {
            path: path.into(),
            print: print(length),
        }
    }

    fn tree(changes: &[Change]) -> Tree {
        changes.iter().fold(Tree::default(), |tree, change| tree.after(change))
    }

    #[test]
    fn writing_again_keeps_the_old_version() {
        let tree = tree(&[write("/a", 1), write("/a", 2)]);
        assert_eq!(tree.live["/a"].versions, [print(1), print(2)]);
        assert_eq!(tree.bytes(), 3);
    }

    #[test]
    fn the_trash_still_counts_until_it_is_purged() {
        let mut tree = tree(&[write("/a", 5)]);
        tree.live.get_mut("/a").unwrap().id = "file_1".into();
        let trashed = tree.after(&Change::Trash { path: "/a".into() });
        assert_eq!((trashed.live.len(), trashed.bytes()), (0, 5));
        assert_eq!(trashed.after(&Change::Restore { id: "file_1".into() }), tree);
        assert_eq!(trashed.after(&Change::Purge { id: "file_1".into() }).bytes(), 0);
    }

    #[test]
    fn copies_take_the_current_version_only() {
        let copy = Change::Copy {
            from: "/a".into(),
            to: "/b".into(),
        };
        let revive = Change::Revive {
            path: "/a".into(),
            version: 0,
        };
        let tree = tree(&[write("/a", 1), write("/a", 2), copy, revive]);
        assert_eq!(tree.live["/b"].versions, [print(2)]);
        assert_eq!(tree.live["/a"].versions, [print(1), print(2), print(1)]);
    }

    #[test]
    fn every_difference_is_told() {
        let before = tree(&[write("/a", 1)]);
        let after = before.after(&write("/a", 2));
        let moved = before.after(&Change::Move {
            from: "/a".into(),
            to: "/b".into(),
        });
        assert_eq!(before.difference(&before), None);
        assert!(before.difference(&after).unwrap().contains("but has"));
        assert!(before.difference(&moved).unwrap().contains("missing"));
        assert!(
            Tree::default()
                .difference(&before)
                .unwrap()
                .contains("should not be there")
        );
    }

    #[test]
    fn ids_are_compared_once_they_are_known() {
        let mut seen = tree(&[write("/a", 1)]);
        let mut own = seen.clone();
        seen.live.get_mut("/a").unwrap().id = "file_1".into();
        assert_eq!(own.difference(&seen), None);
        own.learn(&seen);
        seen.live.get_mut("/a").unwrap().id = "file_2".into();
        assert!(own.difference(&seen).unwrap().contains("file_1"));
    }
}
