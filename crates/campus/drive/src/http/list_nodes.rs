//! `GET /api/nodes`: the storage targets.

use axum::extract::State;
use base::Timestamp;
use engine::NodeView;
use kernel::{Caller, Page, Problem, json::Json};
use serde::Serialize;
use utoipa::ToSchema;

use super::views::{Space, word};
use crate::{Drive, error::DriveError};

/// A storage target.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct StorageNode {
    /// `target_…`
    id: String,
    /// Its name.
    name: String,
    /// What it is: `directory`, `memory`, …
    kind: String,
    /// Its failure domain.
    zone: String,
    /// `primary` or `backup`.
    role: String,
    /// `online`, `read_only`, `full`, `suspended` or `lost`.
    state: String,
    /// What is wrong with it, for owners of the installation only: it may name places on the server.
    message: Option<String>,
    /// Its room, when known.
    space: Option<Space>,
    /// Shards on it.
    shards: u64,
    /// Their bytes.
    bytes: u64,
    /// When it last answered.
    #[schema(value_type = Option<String>, format = DateTime)]
    last_seen_at: Option<Timestamp>,
    /// When everything on it had last been read and verified.
    #[schema(value_type = Option<String>, format = DateTime)]
    last_scrub_at: Option<Timestamp>,
}

impl StorageNode {
    fn seen_by(caller: &Caller, view: NodeView) -> Self {
        StorageNode {
            id: view.id.to_string(),
            name: view.name,
            kind: view.kind,
            zone: view.zone,
            role: word(&view.role),
            state: word(&view.state),
            message: view.message.filter(|_| caller.is_owner()),
            space: view.space.map(|space| Space {
                total: space.total,
                free: space.free,
            }),
            shards: view.shards,
            bytes: view.bytes,
            last_seen_at: view.last_seen_at,
            last_scrub_at: view.last_scrub_at,
        }
    }
}

/// List the storage targets.
#[utoipa::path(get, path = "/api/nodes", tag = "storage",
    responses((status = 200, body = Page<StorageNode>), (status = 401, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn list_nodes(
    caller: Caller,
    State(drive): State<Drive>,
) -> Result<Json<Page<StorageNode>>, DriveError> {
    let nodes = drive.engine().nodes().await?;
    Ok(Json(Page {
        items: nodes
            .into_iter()
            .map(|view| StorageNode::seen_by(&caller, view))
            .collect(),
        next: None,
    }))
}
