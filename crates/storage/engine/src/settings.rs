//! What an operator may decide about storage, with values that suit most.

use std::time::Duration;

/// How a content is kept: any `k` of `k + m` shards are enough to read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Redundancy {
    /// 1: every shard is a whole copy. More: pieces of a Reed-Solomon code.
    pub k: u8,
    /// Shards that may be lost.
    pub m: u8,
}

impl Redundancy {
    /// `copies` whole copies.
    pub const fn replicated(copies: u8) -> Self {
        Redundancy {
            k: 1,
            m: copies.saturating_sub(1),
        }
    }

    /// Pieces of a code: any `k` of `k + m`.
    pub const fn coded(k: u8, m: u8) -> Self {
        Redundancy { k, m }
    }

    /// How many shards there are of each segment.
    pub const fn shards(self) -> usize {
        self.k as usize + self.m as usize
    }

    /// How many must be durable before a write is acknowledged: `k + ⌈m/2⌉`, hence 2 of 3 copies and 5 of 4+2 pieces.
    pub const fn acknowledge(self) -> usize {
        self.k as usize + (self.m as usize).div_ceil(2)
    }
}

/// A named way to keep contents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StorageClass {
    /// For example `replicated`.
    pub name: String,
    /// How many shards, and how many suffice.
    pub redundancy: Redundancy,
}

/// Settings of the engine.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Bytes of plaintext in a chunk, 4 KiB to 16 MiB.
    pub chunk_size: u32,
    /// Chunks in a segment, 1 to 1,024.
    pub segment_chunks: u32,
    /// The class of contents that ask for none; the name of one of `classes`.
    pub default_class: String,
    /// Every class that may be asked for.
    pub classes: Vec<StorageClass>,
    /// How long a target may be away before its shards are made again elsewhere.
    pub suspend_grace: Duration,
    /// Within this time everything is read and verified once.
    pub scrub_period: Duration,
    /// How long the shards of a deleted content stay, for readers that are under way.
    pub delete_grace: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            chunk_size: 1 << 20,
            segment_chunks: 32,
            default_class: "replicated".into(),
            classes: vec![
                StorageClass {
                    name: "replicated".into(),
                    redundancy: Redundancy::replicated(3),
                },
                StorageClass {
                    name: "coded".into(),
                    redundancy: Redundancy::coded(4, 2),
                },
            ],
            suspend_grace: Duration::from_secs(15 * 60),
            scrub_period: Duration::from_secs(14 * 24 * 3600),
            delete_grace: Duration::from_secs(60),
        }
    }
}

impl Settings {
    /// The class of this name; the default one when no name is given.
    pub fn class(&self, name: Option<&str>) -> Option<&StorageClass> {
        let name = name.unwrap_or(&self.default_class);
        self.classes.iter().find(|class| class.name == name)
    }

    /// Checks the bounds.
    ///
    /// # Errors
    /// A sentence that names the setting and what it may be.
    pub fn check(&self) -> Result<(), String> {
        if !(4 << 10..=16 << 20).contains(&self.chunk_size) {
            return Err("the chunk size must be between 4 KiB and 16 MiB".into());
        }
        if !(1..=1024).contains(&self.segment_chunks) {
            return Err("a segment must have between 1 and 1,024 chunks".into());
        }
        if self.class(None).is_none() {
            return Err(format!(
                "the default storage class `{}` is not defined",
                self.default_class
            ));
        }
        for class in &self.classes {
            let Redundancy { k, m } = class.redundancy;
            if k == 0 || k as usize + m as usize > 64 {
                return Err(format!(
                    "the storage class `{}` must have between 1 and 64 shards",
                    class.name
                ));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn acknowledgement_follows_the_rule() {
        assert_eq!(Redundancy::replicated(3).acknowledge(), 2);
        assert_eq!(Redundancy::replicated(1).acknowledge(), 1);
        assert_eq!(Redundancy::coded(4, 2).acknowledge(), 5);
        assert_eq!(Redundancy::coded(8, 4).acknowledge(), 10);
    }

    #[test]
    fn the_values_that_suit_most_are_allowed() {
        assert_eq!(Settings::default().check(), Ok(()));
        assert!(
            Settings {
                chunk_size: 1,
                ..Settings::default()
            }
            .check()
            .is_err()
        );
        assert!(
            Settings {
                default_class: "gold".into(),
                ..Settings::default()
            }
            .check()
            .is_err()
        );
    }
}
