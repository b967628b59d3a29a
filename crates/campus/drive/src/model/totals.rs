//! How a change moves the totals of a volume.

use std::collections::BTreeMap;

use super::{category::Category, node::FileBody};

/// A row of the totals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bucket {
    /// Folders outside of the trash.
    Folders,
    /// Files of one category outside of the trash.
    Files(Category),
    /// Files in the trash.
    TrashedFiles,
    /// Folders in the trash.
    TrashedFolders,
}

impl Bucket {
    /// The number the database keeps. Never changes.
    pub const fn code(self) -> i64 {
        match self {
            Bucket::Folders => 0,
            Bucket::Files(category) => category.code(),
            Bucket::TrashedFiles => 100,
            Bucket::TrashedFolders => 101,
        }
    }

    /// The bucket with this number.
    pub fn from_code(code: i64) -> Bucket {
        match code {
            0 => Bucket::Folders,
            100 => Bucket::TrashedFiles,
            101 => Bucket::TrashedFolders,
            code => Bucket::Files(Category::from_code(code)),
        }
    }
}

/// How many things, and how many bytes in their current and earlier versions. Signed: a change may take away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// Files or folders.
    pub items: i64,
    /// Bytes of current versions.
    pub bytes: i64,
    /// Bytes of earlier versions.
    pub old_bytes: i64,
}

impl Sum {
    /// One file.
    pub fn of_file(body: &FileBody) -> Sum {
        Sum {
            items: 1,
            bytes: signed(body.current.size),
            old_bytes: signed(body.old_bytes),
        }
    }

    fn add(&mut self, other: Sum, sign: i64) {
        self.items += sign * other.items;
        self.bytes += sign * other.bytes;
        self.old_bytes += sign * other.old_bytes;
    }
}

/// What a change does to the totals.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change(BTreeMap<Bucket, Sum>);

impl Change {
    /// Adds to a bucket.
    pub fn gain(&mut self, bucket: Bucket, sum: Sum) {
        self.0.entry(bucket).or_default().add(sum, 1);
    }

    /// Takes from a bucket.
    pub fn lose(&mut self, bucket: Bucket, sum: Sum) {
        self.0.entry(bucket).or_default().add(sum, -1);
    }

    /// A folder more.
    pub fn gain_folders(&mut self, count: usize) {
        self.gain(
            Bucket::Folders,
            Sum {
                items: signed(count as u64),
                ..Sum::default()
            },
        );
    }

    /// The buckets that really move.
    pub fn moves(&self) -> impl Iterator<Item = (Bucket, Sum)> + '_ {
        self.0
            .iter()
            .filter(|(_, sum)| **sum != Sum::default())
            .map(|(bucket, sum)| (*bucket, *sum))
    }

    /// What throwing things away does: `sums` are the things by their buckets outside of the trash.
    pub fn into_trash(sums: &[(Bucket, Sum)]) -> Change {
        let mut change = Change::default();
        for (bucket, sum) in sums {
            change.lose(*bucket, *sum);
            change.gain(trash_bucket(*bucket), trashed(*sum));
        }
        change
    }

    /// What bringing things back does.
    pub fn out_of_trash(sums: &[(Bucket, Sum)]) -> Change {
        let mut change = Change::default();
        for (bucket, sum) in sums {
            change.lose(trash_bucket(*bucket), trashed(*sum));
            change.gain(*bucket, *sum);
        }
        change
    }

    /// What deleting things that are in the trash does.
    pub fn gone_from_trash(sums: &[(Bucket, Sum)]) -> Change {
        let mut change = Change::default();
        for (bucket, sum) in sums {
            change.lose(trash_bucket(*bucket), trashed(*sum));
        }
        change
    }
}

fn trash_bucket(bucket: Bucket) -> Bucket {
    match bucket {
        Bucket::Folders | Bucket::TrashedFolders => Bucket::TrashedFolders,
        Bucket::Files(_) | Bucket::TrashedFiles => Bucket::TrashedFiles,
    }
}

/// The trash does not tell versions apart.
fn trashed(sum: Sum) -> Sum {
    Sum {
        items: sum.items,
        bytes: sum.bytes + sum.old_bytes,
        old_bytes: 0,
    }
}

/// A size as the totals count it. Sizes beyond 2^63 do not exist.
pub fn signed(size: u64) -> i64 {
    i64::try_from(size).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::category::CATEGORIES;

    #[test]
    fn codes_round_trip() {
        let files = CATEGORIES.into_iter().map(Bucket::Files);
        for bucket in files.chain([Bucket::Folders, Bucket::TrashedFiles, Bucket::TrashedFolders]) {
            assert_eq!(Bucket::from_code(bucket.code()), bucket);
        }
    }

    #[test]
    fn there_and_back_changes_nothing() {
        let sums = [
            (
                Bucket::Folders,
                Sum {
                    items: 2,
                    ..Sum::default()
                },
            ),
            (
                Bucket::Files(Category::Image),
                Sum {
                    items: 3,
                    bytes: 10,
                    old_bytes: 5,
                },
            ),
            (
                Bucket::Files(Category::Code),
                Sum {
                    items: 1,
                    bytes: 7,
                    old_bytes: 0,
                },
            ),
        ];
        let mut both = Change::into_trash(&sums);
        for (bucket, sum) in Change::out_of_trash(&sums).moves() {
            both.gain(bucket, sum);
        }
        assert_eq!(both.moves().count(), 0);
        let trash: Vec<_> = Change::into_trash(&sums)
            .moves()
            .filter(|(_, sum)| sum.items > 0)
            .collect();
        assert_eq!(
            trash[0],
            (
                Bucket::TrashedFiles,
                Sum {
                    items: 4,
                    bytes: 22,
                    old_bytes: 0
                }
            )
        );
        assert_eq!(
            trash[1],
            (
                Bucket::TrashedFolders,
                Sum {
                    items: 2,
                    ..Sum::default()
                }
            )
        );
    }
}
