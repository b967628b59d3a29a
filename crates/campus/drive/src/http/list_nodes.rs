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
    /// `online`, `read_only`, `full`, `suspended`, `lost` or `draining`.
    state: String,
    /// What to do about it, when there is something to do.
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

impl From<NodeView> for StorageNode {
    fn from(view: NodeView) -> Self {
        StorageNode {
            id: view.id.to_string(),
            name: view.name,
            kind: view.kind,
            zone: view.zone,
            role: word(&view.role),
            state: word(&view.state),
            message: view.message,
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
pub(super) async fn list_nodes(_: Caller, State(drive): State<Drive>) -> Result<Json<Page<StorageNode>>, DriveError> {
    let nodes = drive.engine().nodes().await?;
    Ok(Json(Page {
        items: nodes.into_iter().map(StorageNode::from).collect(),
        next: None,
    }))
}
