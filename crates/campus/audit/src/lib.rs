//! Who did what, on what, when and from where: an append-only, hash-chained record for each institute.
//!
//! **Words.** An *entry* is one deed. A *chain* is the entries of one institute, numbered from 1 without gaps; deeds that
//! concern the installation as a whole have a chain of their own, [`INSTALLATION`]. The *head* is the number and the hash
//! of a chain's last entry.
//!
//! **The hash** of an entry is the SHA-256 of its fields, each written as its length in bytes (four bytes, big-endian)
//! and then the bytes, in this order:
//!
//! | field | bytes |
//! |---|---|
//! | the mark `lyceum audit entry 1` | ASCII |
//! | hash of the entry before; 32 zeros before the first | 32 |
//! | institute | 16 |
//! | number | 8, big-endian |
//! | moment, microseconds since 1970 in UTC | 8, big-endian, two's complement |
//! | kind of actor: `person`, `program`, `nobody`, `system`, `command_line` | UTF-8 |
//! | the actor's account; zeros when there is none | 16 |
//! | credential: the id of the session or token, or nothing | UTF-8 |
//! | action, object, address, agent, request, detail | UTF-8, six fields |
//!
//! Lengths make the encoding unambiguous: no two different entries have the same bytes. For example, the first entry of
//! the installation's chain, at the start of 1970, by nobody, with the action `test.made`, an object `x`, the detail `{}`
//! and nothing else, has the hash
//! `f1bc073bcfae91bc83df20e5bfb7670e98ae0d64a64c05f8db8a93053db5af88`.
//!
//! **Invariants.**
//! - An entry is written in the transaction of the deed: there is no deed without its entry, and no entry of a deed that
//!   did not happen.
//! - Entries are never changed or removed; triggers refuse it. There is no retention period: a chain keeps everything,
//!   also after its institute has ended.
//! - On PostgreSQL an institute's chain is behind its walls.
//! - Entries hold no secrets. Callers give none, and members of `before` and `after` that are named like one are masked.
//!
//! **What a chain proves.** Whoever changes, removes, reorders or swaps entries without recomputing all hashes after them
//! is found by [`verify`]. Whoever may write to the database, knows this page and recomputes the chain is found only by
//! comparing the head with a copy kept elsewhere: verification reports it for that purpose.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

mod action;
mod chain;
mod detail;
mod entry;
mod http;
mod origin;
mod record;
mod store;
mod verify;

use std::sync::Arc;

use database::Migration;
use kernel::{InstituteId, Kernel, People, Slice};

pub use action::Action;
pub use entry::Entry;
pub use origin::{Actor, Origin};
pub use record::Audit;
pub use store::{About, about};
pub use verify::{Finding, Head, Report, chains, verify};

/// The chain of what concerns the installation as a whole.
pub const INSTALLATION: InstituteId = InstituteId::from_bytes([0; 16]);

/// The tables of the record.
pub const MIGRATIONS: &[Migration] =
    &[
        Migration::new("20261121_02_audit", include_str!("../migrations/20261121_02_audit.sql"))
            .walled(&["audit_entries", "audit_heads"])
            .append_only(&["audit_entries", "audit_chains"]),
    ];

/// The record as a slice: its pages for managers of institutes and for owners of the installation. `people` knows what
/// actors are called.
pub fn slice(kernel: &Kernel, audit: &Audit, people: Arc<dyn People>) -> Slice {
    Slice {
        name: "audit",
        routes: http::routes(kernel, audit, people),
        migrations: MIGRATIONS,
        jobs: Vec::new(),
        permissions: http::PERMISSIONS,
    }
}
