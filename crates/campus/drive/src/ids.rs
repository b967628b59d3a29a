//! The ids of the drive. Files and folders share one table, so inside they are [`NodeId`]s; on the wire the prefix says
//! which of the two an id names.

use std::{fmt, str::FromStr};

use base::{ParseIdError, id_kinds};
use serde::{Serialize, Serializer};

id_kinds! {
    /// A person's drive.
    VolumeId = "volume";
    /// A file or a folder, as the database knows it.
    NodeId = "node";
    /// A file.
    FileId = "file";
    /// A folder.
    FolderId = "folder";
    /// One version of a file; also the holder of the reference to its content.
    VersionId = "version";
    /// A resumable upload.
    UploadId = "upload";
}

/// The id of a file or folder as it stands on the wire: `file_…` or `folder_…`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EntryId {
    /// `file_…`
    File(FileId),
    /// `folder_…`
    Folder(FolderId),
}

impl EntryId {
    /// The id of the row behind it.
    pub fn node(self) -> NodeId {
        match self {
            EntryId::File(id) => NodeId::from_bytes(*id.as_bytes()),
            EntryId::Folder(id) => NodeId::from_bytes(*id.as_bytes()),
        }
    }

    /// Whether it names a file.
    pub fn is_file(self) -> bool {
        matches!(self, EntryId::File(_))
    }
}

/// The wire form of a folder's row.
pub fn folder_id(node: NodeId) -> FolderId {
    FolderId::from_bytes(*node.as_bytes())
}

/// The wire form of a file's row.
pub fn file_id(node: NodeId) -> FileId {
    FileId::from_bytes(*node.as_bytes())
}

impl FromStr for EntryId {
    type Err = ParseIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.starts_with("folder_") {
            text.parse().map(EntryId::Folder)
        } else {
            text.parse().map(EntryId::File)
        }
    }
}

impl fmt::Display for EntryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            EntryId::File(id) => id.fmt(f),
            EntryId::Folder(id) => id.fmt(f),
        }
    }
}

impl Serialize for EntryId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for EntryId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'_, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_prefix_says_what_it_is() {
        let file = EntryId::File(FileId::from_bytes([7; 16]));
        let folder = EntryId::Folder(FolderId::from_bytes([7; 16]));
        assert_eq!(file.to_string().parse(), Ok(file));
        assert_eq!(folder.to_string().parse(), Ok(folder));
        assert_eq!(file.node(), folder.node());
        for stranger in ["", "top", "file_", "folder_1", "upload_00000000000000000000000000"] {
            assert!(stranger.parse::<EntryId>().is_err(), "{stranger}");
        }
    }
}
