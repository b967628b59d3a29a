//! The drive: gives the contents of the storage engine names, folders, owners and versions.
//!
//! **Words.** A *volume* is a person's drive, or the *library* of an institute. A *node* is a file or a folder. A *place* is
//! where a node lies: a folder, or the top. A *version* is one state of a file's bytes and holds one reference to a
//! content. A *chain* is the folders from the top down to a place. What is *doomed* is being deleted for good.
//!
//! **Invariants.**
//! - Outside of the trash no two nodes of a place have the same name (Unicode NFC, case-sensitive). An upload under a name
//!   that a file has is a new version of it, so two uploads at once both survive.
//! - Every query starts from a volume that `rights.rs` has opened for the caller: what belongs to others looks exactly like
//!   what does not exist.
//! - Each volume has a vault of its own, and nothing moves or is copied by reference from one volume to another: the end of
//!   an institute's keys harms nobody else's files, and spares none of its own. (Volumes of the first version share one.)
//! - Throwing a folder away writes one row. What lies below it is in the trash because the way to it leads through there.
//! - The totals of a volume move in the transaction that moves its files.
//! - Listing, opening and saving walk an index; they cost the same among ten files and among a million. Only a search reads
//!   all names of a volume, and throwing a folder away reads what lies below it.
//! - User content never runs as our page: see `http/send.rs`.
//!
//! **Non-goals.** No bytes, keys or targets: they are the engine's. No accounts and no institutes: they reach volumes through
//! [`kernel::Volumes`], which [`DriveVolumes`] is. File names and folders are in the database, which is not sealed and has no
//! walls here: a volume's id is in every query instead.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

mod cache;
mod drive;
pub mod error;
mod http;
pub mod ids;
mod jobs;
pub mod model;
mod rights;
pub mod store;
mod uploads;
mod volumes;
pub mod zip;

use database::Migration;
use kernel::Slice;

pub use drive::{Drive, DriveSettings};
pub use http::entry::{Entry, EntryKind, FileVersion};
pub use volumes::DriveVolumes;

/// The tables of the drive. They refer to the engine's.
pub const MIGRATIONS: &[Migration] = &[
    Migration::new("20261120_05_drive", include_str!("../migrations/20261120_05_drive.sql")),
    Migration::new(
        "20261121_20_libraries",
        include_str!("../migrations/20261121_20_libraries.sql"),
    ),
];

/// The drive as a slice.
pub fn slice(drive: &Drive) -> Slice {
    Slice {
        name: "drive",
        routes: http::routes(drive),
        migrations: MIGRATIONS,
        jobs: jobs::handlers(drive),
        permissions: http::PERMISSIONS,
    }
}
