//! `GET /api/search`: find files and folders by a part of their name.

use axum::extract::State;
use base::hex;
use kernel::{
    Caller, Cursor, Limit, Page, Problem,
    json::{Json, Query},
};
use serde::Deserialize;
use utoipa::IntoParams;

use super::entry::Entry;
use crate::{
    Drive,
    error::DriveError,
    ids::{NodeId, VolumeId},
    model::name::MAX_NAME_BYTES,
    rights::{Right, Whose},
    store::search::{self, Wanted, WantedKind},
};

/// How often a page is looked for among hits that lie in the trash, before a page with fewer entries is answered.
const ROUNDS: usize = 8;

/// What to find.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Sought {
    /// A part of the name. Case and accents do not count.
    q: String,
    /// `file`, `folder`, or a kind of file such as `image`.
    kind: Option<String>,
    /// The `next` of the previous page.
    #[param(value_type = Option<String>)]
    after: Option<Cursor>,
    /// How many entries: 1 to 1,000.
    #[serde(default)]
    #[param(value_type = Option<u32>, minimum = 1, maximum = 1000)]
    limit: Limit,
}

/// Search by name, newest first. A page may be short although there are more.
#[utoipa::path(get, path = "/api/search", tag = "files", params(Whose, Sought),
    responses((status = 200, body = Page<Entry>), (status = 404, description = "No such library.", body = Problem, content_type = "application/problem+json"), (status = 400, body = Problem, content_type = "application/problem+json"), (status = 401, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn search_entries(
    caller: Caller,
    State(drive): State<Drive>,
    Query(whose): Query<Whose>,
    Query(sought): Query<Sought>,
) -> Result<Json<Page<Entry>>, DriveError> {
    let volume = drive.whole(&caller, &whose, Right::Look).await?;
    let wanted = wanted(&sought)?;
    let before = sought.after.as_ref().map(position).transpose()?;
    Ok(Json(page(&drive, volume.id, &wanted, before, sought.limit).await?))
}

fn wanted(sought: &Sought) -> Result<Wanted, Problem> {
    let part = sought.q.trim();
    if part.is_empty() || part.len() > MAX_NAME_BYTES {
        return Err(Problem::validation("q", "Search for a part of a name: 1 to 255 bytes."));
    }
    let kind = match sought.kind.as_deref().filter(|kind| !kind.is_empty()) {
        None => None,
        Some(word) => Some(WantedKind::from_word(word).ok_or_else(|| {
            let words = "file, folder, image, video, audio, document, archive, code or other";
            Problem::validation("kind", format!("The kind is one of {words}."))
        })?),
    };
    Ok(Wanted {
        part: part.to_owned(),
        kind,
    })
}

fn position(cursor: &Cursor) -> Result<NodeId, Problem> {
    let id = hex::decode(&cursor.decode::<String>()?);
    id.map(NodeId::from_bytes)
        .ok_or_else(|| Problem::validation("after", "Use the `next` of the previous page."))
}

async fn page(
    drive: &Drive,
    volume: VolumeId,
    wanted: &Wanted,
    mut before: Option<NodeId>,
    limit: Limit,
) -> Result<Page<Entry>, DriveError> {
    let mut items = Vec::new();
    for _ in 0..ROUNDS {
        let room = limit.get() - items.len();
        let hits = search::hits(drive.database(), volume, wanted, before, room + 1).await?;
        let more = hits.len() > room;
        let hits = &hits[..hits.len().min(room)];
        before = hits.last().map(|hit| hit.id).or(before);
        let found = drive
            .entries(hits)
            .await?
            .into_iter()
            .filter(|(_, chain)| chain.trashed_at.is_none());
        items.extend(found.map(|(entry, _)| entry));
        if !more {
            return Ok(Page { items, next: None });
        }
        if items.len() == limit.get() {
            break;
        }
    }
    let next = before.map(|id| Cursor::encode(&hex::encode(id.as_bytes())).into_string());
    Ok(Page { items, next })
}
