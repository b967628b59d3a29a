//! What one target keeps of one segment, as bytes.
//!
//! A shard object is a fixed header, the pieces of the segment's chunks one after another, and a footer with the hash of every
//! piece. It describes itself: a registry lost with everything else is rebuilt by reading footers. The pieces are sealed
//! before they come here, so everything in this crate works without a key: repair, scrub and a storage node need no secrets.
//!
//! Goals: every flipped bit is noticed and located; no bytes make a reader panic or allocate without bound; a reader that
//! knows the registry's [`Seal`] also notices a genuine but older or foreign shard under the same name.
//! Not goals: secrecy and authenticity (the `crypto` crate's work), compression, mixing chunk sizes inside a content.
//!
//! Start reading at [`shard::v1`], the byte table.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

mod error;
mod id;
pub mod shard;

pub use error::FormatError;
pub use id::{ParseShardIdError, ShardId};
pub use shard::{
    Coding, FOOTER_LEN_MAX, Footer, HEADER_LEN, PieceEntry, SEALED_OVERHEAD, SEGMENT_CHUNKS_MAX, Seal, ShardHeader,
    ShardVerifier, TRAILER_LEN, piece_len, piece_offset, trailer_footer_len, verify_shard,
};
