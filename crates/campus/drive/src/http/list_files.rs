//! `GET /api/files`: a page of a folder.

use axum::extract::State;
use kernel::{
    Caller, Cursor, Limit, Problem,
    json::{Json, Query},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{entry::Entry, target::FolderRef};
use crate::{
    Drive,
    error::DriveError,
    ids::{FolderId, folder_id},
    rights::{Right, Whose},
    store::{
        chain::Chain,
        listing::{self, Order, Sort},
        nodes,
    },
};

/// Which folder, and how.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Listed {
    /// A folder's id or a path; the top when absent.
    folder: Option<String>,
    /// The `next` of the previous page.
    #[param(value_type = Option<String>)]
    after: Option<Cursor>,
    /// How many entries: 1 to 1,000.
    #[serde(default)]
    #[param(value_type = Option<u32>, minimum = 1, maximum = 1000)]
    limit: Limit,
    /// Sorted by; folders always come before files.
    #[serde(default)]
    #[param(inline)]
    sort: Sort,
    /// Which end comes first.
    #[serde(default)]
    #[param(inline)]
    order: Order,
}

/// A folder around the listed one.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Crumb {
    /// Its id.
    #[schema(value_type = String)]
    id: FolderId,
    /// Its name.
    name: String,
}

/// A page of a folder.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Listing {
    /// The folder itself; null at the top.
    folder: Option<Entry>,
    /// The folders from the top down to it, itself included.
    crumbs: Vec<Crumb>,
    /// Folders first, then files.
    items: Vec<Entry>,
    /// Give it as `after` to get the next page; null on the last one.
    next: Option<String>,
}

/// List a folder.
#[utoipa::path(get, path = "/api/files", tag = "files", params(Whose, Listed),
    responses(
        (status = 200, body = Listing),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    ))]
pub(super) async fn list_files(
    caller: Caller,
    State(drive): State<Drive>,
    Query(whose): Query<Whose>,
    Query(listed): Query<Listed>,
) -> Result<Json<Listing>, DriveError> {
    let folder_named = FolderRef::parse_optional(listed.folder.as_deref())?;
    let volume = drive.place(&caller, &whose, &folder_named, Right::Look).await?;
    let chain = folder_named.open(&drive, volume.id).await?;
    let request = listing::Request {
        volume: volume.id,
        place: chain.place(),
        sort: listed.sort,
        order: listed.order,
        after: listed.after,
        limit: listed.limit,
    };
    let page = listing::page(drive.database(), &request)
        .await?
        .map(|node| Entry::new(&node, &chain));
    Ok(Json(Listing {
        folder: folder(&drive, &chain).await?,
        crumbs: crumbs(&chain),
        items: page.items,
        next: page.next,
    }))
}

async fn folder(drive: &Drive, chain: &Chain) -> Result<Option<Entry>, DriveError> {
    let Some(id) = chain.place().folder() else {
        return Ok(None);
    };
    let Some(node) = nodes::any(drive.database(), id).await? else {
        return Ok(None);
    };
    let mut around = chain.clone();
    around.links.pop();
    Ok(Some(Entry::new(&node, &around)))
}

fn crumbs(chain: &Chain) -> Vec<Crumb> {
    chain
        .links
        .iter()
        .map(|link| Crumb {
            id: folder_id(link.id),
            name: link.name.to_string(),
        })
        .collect()
}
