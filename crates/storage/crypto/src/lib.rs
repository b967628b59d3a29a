//! The key hierarchy and the sealing of chunks. Small enough to audit in an afternoon; start with `seal.rs`.
//!
//! ```text
//! root key      one file on the server, and the recovery sheet
//!   ├ derives the settings key      small secrets of the server itself
//!   └ wraps vault keys      random, one per vault and epoch; deleting them deletes the vault everywhere at once
//!       └ wraps content keys      random, one per content
//!           └ derives one key per sealed thing      used for one message and forgotten
//! ```
//!
//! What it protects: a target, a thief of a disk or of the registry without the root key can neither read a content nor
//! change, shorten, reorder, swap or replay any part of one without being noticed.
//! What it does not: the server holds the keys, so this is not end-to-end encryption; a target still sees roughly how much it
//! keeps and when it is read, and can refuse to give anything back. A target that returns an older genuine shard is noticed by
//! the seal in the registry (`format::Seal`), not here.
//!
//! Roads not taken: random nonces under a long-lived key (they may repeat after a machine is cloned or restored), convergent
//! encryption (it tells who else has a file), XAES-256-GCM and AES-GCM-SIV (neither commits to its key).
//!
//! Keys are wiped from memory when dropped, cannot be printed or compared with `==`, and never leave this crate except as the
//! root key's text and in wrapped form:
//!
//! ```compile_fail,E0277
//! fn shown<T: std::fmt::Debug>() {}
//! shown::<storage_crypto::ContentKey>();
//! ```
//! ```compile_fail,E0277
//! fn compared<T: PartialEq>() {}
//! compared::<storage_crypto::RootKey>();
//! ```
//! ```compile_fail,E0277
//! fn copied<T: Clone>() {}
//! copied::<storage_crypto::VaultKey>();
//! ```
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

mod chunk;
mod content;
mod envelope;
mod error;
mod padding;
mod root;
mod seal;
mod secret;
mod setting;
mod vault;

pub use chunk::{ChunkContext, PREFIX_LEN, SUFFIX_LEN, sealed_len};
pub use content::ContentKey;
pub use error::CryptoError;
pub use padding::padded_len;
pub use root::RootKey;
pub use setting::SettingsKey;
pub use vault::VaultKey;
