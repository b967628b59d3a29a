//! Which step a worker takes next: pure choice from what it has, so that a seed tells the same story again.

use harness::{Dice, Recipe};

use super::FOLDERS;
use super::worker::{Open, Sizes};
use crate::model::{Change, File, Tree};

/// Names per folder; few, so that overwriting is common.
const NAMES: u64 = 8;
/// More versions than this and the file is destroyed.
const VERSIONS: usize = 6;

/// Something to do.
#[derive(Debug)]
pub(crate) enum Step {
    /// Upload in one request.
    Put { path: String, recipe: Recipe },
    /// Begin a resumable upload.
    Begin { path: String, recipe: Recipe },
    /// Send the next `length` bytes of the open upload.
    Continue { length: u64 },
    /// Give the open upload up.
    Abandon,
    /// Upload the file that everybody writes.
    PutShared { recipe: Recipe },
    /// A change of the tree that carries no bytes.
    Arrange(Change),
    /// Read a whole file.
    Read { path: String },
    /// Read a part of a file.
    ReadRange { path: String, offset: u64, length: u64 },
}

/// Chooses.
pub(crate) fn choose(dice: &mut Dice, home: &str, tree: &Tree, open: Option<&Open>, sizes: Sizes) -> Step {
    if let Some(path) = overgrown(tree) {
        return Step::Arrange(Change::Destroy { path });
    }
    match (dice.below(100), open) {
        (0..30, _) => Step::Put {
            path: path(dice, home),
            recipe: recipe(dice, sizes.small),
        },
        (30..40, _) => Step::Put {
            path: path(dice, home),
            recipe: recipe(dice, sizes.large),
        },
        (40..60, None) => begin(dice, home, sizes),
        (40..42, Some(_)) => Step::Abandon,
        (42..60, Some(open)) => Step::Continue {
            length: dice.between(1, open.recipe.length / 3 + 1),
        },
        (60..65, _) => Step::PutShared {
            recipe: recipe(dice, sizes.small),
        },
        (65..90, _) => arrange(dice, home, tree).map_or_else(|| read(dice, home, tree, sizes), Step::Arrange),
        _ => read(dice, home, tree, sizes),
    }
}

/// An upload of nothing is over when it begins, which is no resumable upload.
fn begin(dice: &mut Dice, home: &str, sizes: Sizes) -> Step {
    let mut recipe = recipe(dice, sizes.large);
    recipe.length = recipe.length.max(1);
    Step::Begin {
        path: path(dice, home),
        recipe,
    }
}

fn overgrown(tree: &Tree) -> Option<String> {
    let grown = |file: &File| file.versions.len() > VERSIONS;
    tree.live
        .iter()
        .find(|(_, file)| grown(file))
        .map(|(path, _)| path.clone())
}

fn path(dice: &mut Dice, home: &str) -> String {
    let folder = FOLDERS[usize::from(dice.chance(50)) + usize::from(dice.chance(50))];
    format!("{home}/{folder}/f{}.bin", dice.below(NAMES))
}

fn recipe(dice: &mut Dice, most: u64) -> Recipe {
    // Empty files and lengths around the edges of chunks are where off-by-one lives.
    let edges = [0, 1, 65_536, 262_144, 1 << 20, (1 << 20) + 1];
    let edge = dice.pick(&edges).copied().filter(|edge| *edge <= most);
    let any = dice.between(1, most);
    Recipe {
        seed: dice.next(),
        length: edge.filter(|_| dice.chance(15)).unwrap_or(any),
    }
}

fn arrange(dice: &mut Dice, home: &str, tree: &Tree) -> Option<Change> {
    let live: Vec<&String> = tree.live.keys().collect();
    let trash: Vec<&String> = tree.trash.keys().collect();
    let some = dice.pick(&live).map(|path| (*path).clone());
    let free = Some(path(dice, home)).filter(|path| !tree.live.contains_key(path));
    let trashed = dice.pick(&trash).map(|id| (*id).clone());
    match dice.below(100) {
        0..25 => Some(Change::Move { from: some?, to: free? }),
        25..45 => Some(Change::Trash { path: some? }),
        45..55 => Some(Change::Destroy { path: some? }),
        55..65 => Some(Change::Purge { id: trashed? }),
        65..80 => restorable(tree, trashed?).map(|id| Change::Restore { id }),
        80..90 => Some(Change::Copy { from: some?, to: free? }),
        _ => {
            let path = some?;
            let old = tree.live.get(&path)?.versions.len() as u64 - 1;
            let version = usize::try_from(dice.below(old)).ok()?;
            (old > 0).then_some(Change::Revive { path, version })
        }
    }
}

/// Restoring to a taken name gives the file another one, which is not what is tried here.
fn restorable(tree: &Tree, id: String) -> Option<String> {
    let (path, _) = tree.trash.get(&id)?;
    (!tree.live.contains_key(path)).then_some(id)
}

fn read(dice: &mut Dice, home: &str, tree: &Tree, sizes: Sizes) -> Step {
    let live: Vec<(&String, &File)> = tree.live.iter().collect();
    let Some((at, file)) = dice.pick(&live) else {
        return Step::Put {
            path: path(dice, home),
            recipe: recipe(dice, sizes.small),
        };
    };
    let length = file.versions.last().map_or(0, |print| print.length);
    let path = (*at).clone();
    if length < 2 || dice.chance(50) {
        return Step::Read { path };
    }
    let offset = dice.below(length);
    Step::ReadRange {
        path,
        offset,
        length: dice.between(1, (length - offset).min(200_000)),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use harness::Dice;

    use super::{Step, choose};
    use crate::crew::worker::Sizes;
    use crate::model::{Change, Tree};

    /// Plays steps against the model alone, as a perfect server would.
    fn play(seed: u64, steps: usize) -> (Tree, BTreeSet<String>) {
        let (mut dice, mut tree, mut kinds) = (Dice::new(seed), Tree::default(), BTreeSet::new());
        for number in 0..steps {
            let step = choose(&mut dice, "/w0", &tree, None, Sizes::SHORT);
            kinds.insert(format!("{step:?}").split([' ', '(']).next().unwrap().to_owned());
            let change = match step {
                Step::Put { path, recipe } | Step::Begin { path, recipe } => {
                    let print = harness::Print {
                        length: recipe.length,
                        sha256: [0; 32],
                    };
                    Change::Write { path, print }
                }
                Step::Arrange(change) => {
                    let after = tree.after(&change);
                    assert_ne!(after, tree, "{change:?} does nothing");
                    change
                }
                _ => continue,
            };
            tree.apply(&change);
            for file in tree.live.values_mut().filter(|file| file.id.is_empty()) {
                file.id = format!("file_{number}");
            }
        }
        (tree, kinds)
    }

    #[test]
    fn every_kind_of_step_comes_and_none_is_impossible() {
        let (tree, kinds) = play(1, 3000);
        let wanted = ["Arrange", "Begin", "Put", "PutShared", "Read", "ReadRange"];
        assert_eq!(kinds, wanted.map(str::to_owned).into());
        assert!(!tree.live.is_empty() && !tree.trash.is_empty());
        assert!(tree.live.len() <= 24);
    }

    #[test]
    fn the_same_seed_chooses_the_same() {
        assert_eq!(play(7, 300).0, play(7, 300).0);
    }
}
