//! Files and folders as the API shows them.

use base::{Timestamp, hex};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    ids::{EntryId, FolderId, folder_id},
    model::node::{Node, Version},
    store::chain::Chain,
};

/// File or folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum EntryKind {
    /// Holds bytes.
    File,
    /// Holds other entries.
    Folder,
}

/// A file or a folder.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Entry {
    /// `file_…` or `folder_…`
    #[schema(value_type = String, example = "file_01j9zq4v8yf2ssb0r6w1x7k3dm")]
    pub id: EntryId,
    /// File or folder.
    pub kind: EntryKind,
    /// What it is called.
    pub name: String,
    /// The folder it lies in; null at the top.
    #[schema(value_type = Option<String>)]
    pub folder: Option<FolderId>,
    /// Bytes of the current version; 0 for folders.
    pub size: u64,
    /// Null for folders.
    pub media_type: Option<String>,
    /// SHA-256 of the current version, hexadecimal; null for folders.
    pub sha256: Option<String>,
    /// The number of the current version; 0 for folders.
    pub version: u64,
    /// How many versions there are; 0 for folders.
    pub versions: u64,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// When the current version was made.
    #[schema(value_type = String, format = DateTime)]
    pub modified_at: Timestamp,
    /// When it, or a folder around it, was thrown away.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub trashed_at: Option<Timestamp>,
    /// From the top: `/a/b.pdf`.
    #[schema(example = "/notes/week 1.pdf")]
    pub path: String,
}

impl Entry {
    /// Shows a node that lies at the end of `chain`.
    pub fn new(node: &Node, chain: &Chain) -> Entry {
        let file = node.file();
        Entry {
            id: node.entry_id(),
            kind: if file.is_some() {
                EntryKind::File
            } else {
                EntryKind::Folder
            },
            name: node.name.to_string(),
            folder: node.place.folder().map(folder_id),
            size: file.map_or(0, |file| file.current.size),
            media_type: file.map(|file| file.current.media_type.clone()),
            sha256: file.map(|file| hex::encode(&file.current.sha256)),
            version: file.map_or(0, |file| file.current.number),
            versions: file.map_or(0, |file| file.versions),
            created_at: node.created_at,
            modified_at: node.modified_at,
            trashed_at: node.trashed_at.or(chain.trashed_at),
            path: chain.path().join(node.name.clone()).to_string(),
        }
    }
}

/// A version of a file.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct FileVersion {
    /// Its number; higher is newer.
    pub version: u64,
    /// Bytes.
    pub size: u64,
    /// SHA-256, hexadecimal.
    pub sha256: String,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// Whether it is the one people see.
    pub current: bool,
}

impl FileVersion {
    /// Shows a version.
    pub fn new(version: &Version, current: u64) -> FileVersion {
        FileVersion {
            version: version.number,
            size: version.size,
            sha256: hex::encode(&version.sha256),
            created_at: version.created_at,
            current: version.number == current,
        }
    }
}
