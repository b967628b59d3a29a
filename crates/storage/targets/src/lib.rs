//! Targets: the places that keep shards.
//!
//! A target stores opaque byte strings under names that are used once ([`format::ShardId`]). It knows no keys, no
//! contents and no other target; everything it answers is distrusted and verified by whoever asked. What it must get
//! right is small and is the same for all of them:
//!
//! - a shard is visible wholly or not at all, and not before it is durable;
//! - success means durable; after an error nothing is promised, and the caller writes under a new id;
//! - errors are told apart by [`TargetErrorKind`], because "not there", "no room" and "the disk is gone" lead to
//!   different decisions.
//!
//! The module `suite` (feature `suite`) states this as tests; [`DirectoryTarget`], [`MemoryTarget`] and a quiet
//! [`FaultyTarget`] all pass it.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

mod directory;
mod error;
mod faulty;
mod memory;
#[cfg(any(test, feature = "suite"))]
pub mod suite;
mod target;

pub use directory::{DirectoryTarget, Identity, OpenMode};
pub use error::{TargetError, TargetErrorKind};
pub use faulty::{Effect, Fault, Faults, FaultyTarget, Operation};
pub use memory::MemoryTarget;
pub use target::{MAX_LIST, SMALL_SHARD_MAX, ShardEntry, ShardWriter, Space, Tail, Target};
