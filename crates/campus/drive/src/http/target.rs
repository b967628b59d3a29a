//! "Where to": a folder's id, a path from the top, or nothing for the top itself.

use crate::{
    Drive,
    error::DriveError,
    ids::{EntryId, VolumeId},
    model::{
        node::Place,
        path::{DrivePath, PathError},
    },
    store::chain::{self, Chain},
};

/// A folder as requests name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum FolderRef {
    /// By id.
    Id(EntryId),
    /// By path; the top is the empty path.
    Path(DrivePath),
}

impl Default for FolderRef {
    /// The top.
    fn default() -> Self {
        FolderRef::Path(DrivePath::default())
    }
}

impl FolderRef {
    /// Reads a folder's id, a path, or an empty text.
    pub fn parse(text: &str) -> Result<FolderRef, DriveError> {
        match text {
            "" | "top" => Ok(FolderRef::Path(DrivePath::default())),
            path if path.starts_with('/') => Ok(FolderRef::Path(DrivePath::absolute(path)?)),
            id => match id.parse() {
                Ok(id @ EntryId::Folder(_)) => Ok(FolderRef::Id(id)),
                _ => Err(DriveError::NotFound("folder")),
            },
        }
    }

    /// Reads an optional parameter.
    pub fn parse_optional(text: Option<&str>) -> Result<FolderRef, DriveError> {
        FolderRef::parse(text.unwrap_or_default())
    }

    /// The place, and the path still to be walked from it.
    pub fn split(self) -> (Place, DrivePath) {
        match self {
            FolderRef::Id(id) => (Place::In(id.node()), DrivePath::default()),
            FolderRef::Path(path) => (Place::Top, path),
        }
    }

    /// The spot of something called `rest` (a name, or a path below the folder).
    pub fn spot(
        self,
        drive: &Drive,
        volume: VolumeId,
        rest: &DrivePath,
    ) -> Result<crate::store::saving::Spot, DriveError> {
        let (base, path) = self.split();
        let whole = rest.names().iter().fold(path, |path, name| path.join(name.clone()));
        if whole.names().len() > crate::model::path::MAX_DEPTH {
            return Err(PathError::TooDeep.into());
        }
        drive.spot_below(volume, base, whole)
    }

    /// The existing folder, wherever it is.
    pub async fn open(self, drive: &Drive, volume: VolumeId) -> Result<Chain, DriveError> {
        let chain = match self {
            FolderRef::Id(id) => chain::of_folder(drive.database(), volume, id.node()).await?,
            FolderRef::Path(path) => drive.folder_at(volume, &path).await?,
        };
        chain.ok_or(DriveError::NotFound("folder"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_named_in_three_ways() {
        assert_eq!(FolderRef::parse("").unwrap(), FolderRef::Path(DrivePath::default()));
        assert_eq!(
            FolderRef::parse("/a").unwrap(),
            FolderRef::Path(DrivePath::absolute("/a").unwrap())
        );
        let id = "folder_00000000000000000000000001";
        assert_eq!(FolderRef::parse(id).unwrap(), FolderRef::Id(id.parse().unwrap()));
        for wrong in ["file_00000000000000000000000001", "a/b", "folder_x"] {
            assert!(
                matches!(FolderRef::parse(wrong), Err(DriveError::NotFound("folder"))),
                "{wrong}"
            );
        }
    }
}
