//! `GET /api/trash`: what was thrown away.

use axum::extract::State;
use base::{Timestamp, hex};
use kernel::{
    Caller, Cursor, Page, Problem,
    json::{Json, Query},
    page::Paging,
};

use super::entry::Entry;
use crate::{
    Drive,
    error::DriveError,
    ids::NodeId,
    rights::{Right, Whose},
    store::trash,
};

/// List what was thrown away, latest first. What lies inside a thrown-away folder is not listed by itself.
#[utoipa::path(get, path = "/api/trash", tag = "trash", params(Whose, Paging),
    responses((status = 200, body = Page<Entry>), (status = 404, description = "No such library.", body = Problem, content_type = "application/problem+json"), (status = 400, body = Problem, content_type = "application/problem+json"), (status = 401, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn list_trash(
    caller: Caller,
    State(drive): State<Drive>,
    Query(whose): Query<Whose>,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<Entry>>, DriveError> {
    let volume = drive.whole(&caller, &whose, Right::Change).await?;
    let before = paging.after.as_ref().map(position).transpose()?;
    let nodes = trash::list(drive.database(), volume.id, before, paging.limit).await?;
    let page = Page::from_surplus(nodes, paging.limit, |last| {
        (
            last.trashed_at.map_or(0, |moment| moment.0),
            hex::encode(last.id.as_bytes()),
        )
    });
    let items = drive
        .entries(&page.items)
        .await?
        .into_iter()
        .map(|(entry, _)| entry)
        .collect();
    Ok(Json(Page { items, next: page.next }))
}

fn position(cursor: &Cursor) -> Result<(Timestamp, NodeId), Problem> {
    let (time, id): (i64, String) = cursor.decode()?;
    let id = hex::decode(&id).ok_or_else(|| Problem::validation("after", "Use the `next` of the previous page."))?;
    Ok((Timestamp(time), NodeId::from_bytes(id)))
}
