//! A file or a folder, as everything behind the HTTP layer sees it.

use base::Timestamp;
use engine::ContentId;

use super::{category::Category, conditions::Validators, name::Name};
use crate::ids::{EntryId, NodeId, VersionId, VolumeId, file_id, folder_id};

/// Where something lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// At the top of the volume.
    Top,
    /// In a folder.
    In(NodeId),
}

impl Place {
    /// The key under which its children are found: the folder's id, or the volume's for the top.
    pub fn key(self, volume: VolumeId) -> [u8; 16] {
        match self {
            Place::Top => *volume.as_bytes(),
            Place::In(folder) => *folder.as_bytes(),
        }
    }

    /// The place behind a key.
    pub fn from_key(volume: VolumeId, key: [u8; 16]) -> Place {
        if key == *volume.as_bytes() {
            Place::Top
        } else {
            Place::In(NodeId::from_bytes(key))
        }
    }

    /// The folder, unless it is the top.
    pub fn folder(self) -> Option<NodeId> {
        match self {
            Place::Top => None,
            Place::In(folder) => Some(folder),
        }
    }
}

/// The bytes of one version of a file, and what is known about them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Its id, which holds the reference to the content.
    pub id: VersionId,
    /// Counts from 1 and never goes back.
    pub number: u64,
    /// Where the bytes are.
    pub content: ContentId,
    /// How many bytes.
    pub size: u64,
    /// Their SHA-256.
    pub sha256: [u8; 32],
    /// Told from the name and the first bytes when it was uploaded.
    pub media_type: String,
    /// When it was made.
    pub created_at: Timestamp,
}

impl Version {
    /// What HTTP conditions compare.
    pub fn validators(&self) -> Validators {
        Validators {
            sha256: self.sha256,
            modified: self.created_at,
        }
    }
}

/// A file's part of a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileBody {
    /// The current version.
    pub current: Version,
    /// For the usage chart.
    pub category: Category,
    /// How many versions there are, the current one included.
    pub versions: u64,
    /// Bytes of all earlier versions.
    pub old_bytes: u64,
}

/// What a node is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Holds others.
    Folder,
    /// Holds bytes.
    File(FileBody),
}

/// A file or a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Its id.
    pub id: NodeId,
    /// Whose it is.
    pub volume: VolumeId,
    /// Where it lies, or lay before it was thrown away.
    pub place: Place,
    /// What it is called.
    pub name: Name,
    /// File or folder.
    pub kind: Kind,
    /// When it was made.
    pub created_at: Timestamp,
    /// A file: when its current version was made. A folder: when it was made.
    pub modified_at: Timestamp,
    /// When it was itself thrown away.
    pub trashed_at: Option<Timestamp>,
    /// Being deleted for good: nobody sees it any more.
    pub doomed: bool,
}

impl Node {
    /// The id on the wire.
    pub fn entry_id(&self) -> EntryId {
        match self.kind {
            Kind::Folder => EntryId::Folder(folder_id(self.id)),
            Kind::File(_) => EntryId::File(file_id(self.id)),
        }
    }

    /// The file's part, unless it is a folder.
    pub fn file(&self) -> Option<&FileBody> {
        match &self.kind {
            Kind::Folder => None,
            Kind::File(body) => Some(body),
        }
    }

    /// Whether it is a folder.
    pub fn is_folder(&self) -> bool {
        matches!(self.kind, Kind::Folder)
    }
}
