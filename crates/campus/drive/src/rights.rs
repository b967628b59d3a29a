//! Who may look at and change what: one's own drive everything, the library of an institute what one's role there allows.
//! Whoever may not meets the answer of something that does not exist.

use database::Query;
use kernel::{Caller, InstituteId, Problem, Role, Roles};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    Drive,
    error::DriveError,
    http::target::FolderRef,
    ids::{EntryId, NodeId, UploadId},
    store::{
        chain, nodes,
        volumes::{self, Owner, Volume},
    },
};

/// What somebody may do in a volume; each includes the ones before it. Also what a request is about to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Right {
    /// Not even know that it exists.
    Nothing,
    /// Find, list and fetch what is not in the trash.
    Look,
    /// Everything.
    Change,
}

/// What a member may do in the library of the institute.
fn in_library(role: Role) -> Right {
    if Roles::TEACHING.contain(role) {
        Right::Change
    } else {
        Right::Look
    }
}

/// Whose place it is.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Whose {
    /// The institute, `institute_…`, whose library it is about; the caller's own drive when absent.
    library: Option<String>,
}

impl Drive {
    /// The volume of a place: the caller's own, the library that was named, or the one a folder lies in.
    pub(crate) async fn place(
        &self,
        caller: &Caller,
        whose: &Whose,
        folder: &FolderRef,
        wanted: Right,
    ) -> Result<Volume, DriveError> {
        let named = match &whose.library {
            Some(institute) => Some(self.library(caller, institute, wanted).await?),
            None => None,
        };
        match (named, folder) {
            (named, FolderRef::Id(id)) => {
                let home = self.home(caller, *id, wanted).await?;
                if named.is_some_and(|named| named.id != home.id) {
                    return Err(missing(*id));
                }
                Ok(home)
            }
            (Some(library), FolderRef::Path(_)) => Ok(library),
            (None, FolderRef::Path(_)) => Ok(self.volumes().of(Owner::Person(caller.account)).await?),
        }
    }

    /// The volume as a whole: the caller's own, or the library that was named.
    pub(crate) async fn whole(&self, caller: &Caller, whose: &Whose, wanted: Right) -> Result<Volume, DriveError> {
        self.place(caller, whose, &FolderRef::default(), wanted).await
    }

    /// The library of an institute. The membership comes first, so that nobody learns which institutes exist.
    async fn library(&self, caller: &Caller, institute: &str, wanted: Right) -> Result<Volume, DriveError> {
        let missing = || DriveError::NotFound("library");
        let institute: InstituteId = institute.parse().map_err(|_| missing())?;
        if self.right_in_library(caller, institute).await? < wanted {
            return Err(missing());
        }
        let volume = self.volumes().of(Owner::Library(institute)).await?;
        Some(volume)
            .filter(|volume| volume.owner == Owner::Library(institute))
            .ok_or_else(missing)
    }

    /// The volume that a file or folder lies in.
    pub(crate) async fn home(&self, caller: &Caller, id: EntryId, wanted: Right) -> Result<Volume, DriveError> {
        let volume = self.volume_of(id.node()).await?.ok_or_else(|| missing(id))?;
        let right = self.right(caller, &volume).await?;
        if right < wanted || (right == Right::Look && in_trash(self.database(), &volume, id.node()).await?) {
            return Err(missing(id));
        }
        Ok(volume)
    }

    /// The volume that an upload goes to.
    pub(crate) async fn home_of_upload(&self, caller: &Caller, id: UploadId) -> Result<Volume, DriveError> {
        let missing = || DriveError::NotFound("upload");
        let volume = volumes::of_upload(self.database(), id).await?.ok_or_else(missing)?;
        if self.right(caller, &volume).await? < Right::Change {
            return Err(missing());
        }
        Ok(volume)
    }

    async fn right(&self, caller: &Caller, volume: &Volume) -> Result<Right, DriveError> {
        match volume.owner {
            Owner::Person(account) if account == caller.account => Ok(Right::Change),
            Owner::Person(_) | Owner::Ended(_) => Ok(Right::Nothing),
            Owner::Library(institute) => self.right_in_library(caller, institute).await,
        }
    }

    async fn right_in_library(&self, caller: &Caller, institute: InstituteId) -> Result<Right, DriveError> {
        let institutes = &self.kernel().institutes;
        let Some(membership) = institutes.membership(institute, caller.account).await? else {
            return Ok(Right::Nothing);
        };
        if membership.strong_factor && !caller.strong {
            return Err(Problem::factor_required().into());
        }
        Ok(in_library(membership.role))
    }
}

/// What is said of something that does not exist, and of everything one must not know of.
fn missing(id: EntryId) -> DriveError {
    DriveError::NotFound(if id.is_file() { "file" } else { "folder" })
}

/// Whether something, or a folder around it, was thrown away.
async fn in_trash(query: impl Query + Copy, volume: &Volume, id: NodeId) -> Result<bool, DriveError> {
    let Some(node) = nodes::find(query, volume.id, id).await? else {
        return Ok(false);
    };
    let around = chain::of_place(query, volume.id, node.place).await?;
    Ok(node.trashed_at.is_some() || around.is_none_or(|chain| chain.trashed_at.is_some()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn learners_look_and_the_others_change() {
        for role in Role::ALL {
            let expected = match role {
                Role::Owner | Role::Administrator | Role::Staff | Role::Teacher => Right::Change,
                Role::Student | Role::Guardian => Right::Look,
            };
            assert_eq!(in_library(role), expected, "{role}");
        }
    }
}
