//! The words every other crate shares: typed ids, time and randomness as parameters, sizes in bytes, error chains.
//!
//! What is absent on purpose: files, sockets, databases. A crate that needs only `base` can be tested without any of them.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

mod bytes;
mod chain;
pub mod hex;
mod id;
mod time;
mod world;

pub use bytes::{ByteSize, GIB, KIB, MIB, ParseByteSizeError};
pub use chain::chain;
pub use id::{Id, IdKind, ParseIdError};
pub use time::Timestamp;
pub use world::{Clock, Entropy, ManualClock, SeededEntropy, SystemClock, SystemEntropy, World};
