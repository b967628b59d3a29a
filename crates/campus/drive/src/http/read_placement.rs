//! `GET /api/files/{id}/placement`: where the bytes of a file lie.

use axum::extract::State;
use engine::{PlacementView, SegmentView, ShardView};
use kernel::{
    Caller, Cursor, Limit, Problem,
    json::{Json, Path, Query},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::views::word;
use crate::{Drive, error::DriveError, ids::EntryId, rights::Right, store::versions};

/// Which version, which segments.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Which {
    /// A version's number; the current one when absent.
    version: Option<u64>,
    /// The `next` of the previous page.
    #[param(value_type = Option<String>)]
    after: Option<Cursor>,
    /// How many segments: 1 to 1,000.
    #[serde(default)]
    #[param(value_type = Option<u32>, minimum = 1, maximum = 1000)]
    limit: Limit,
}

/// Where a file's bytes lie.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Placement {
    /// `content_…`
    content_id: String,
    /// Its storage class.
    class: String,
    /// Bytes.
    length: u64,
    /// The least safe of the segments listed: `healthy`, `degraded`, `at_risk` or `unavailable`.
    state: String,
    /// Some of its segments.
    segments: Vec<PlacedSegment>,
    /// Give it as `after` to get the next ones; null at the end.
    next: Option<String>,
}

/// A run of chunks, the unit of placement and repair.
#[derive(Debug, Serialize, ToSchema)]
struct PlacedSegment {
    /// Its number.
    number: u32,
    /// Chunks in it.
    chunks: u32,
    /// Bytes of the file in it.
    bytes: u64,
    /// How it is kept.
    coding: Coding,
    /// Shards that are enough to read it.
    needed: u8,
    /// Shards that can be read now, the backup not counted.
    healthy: usize,
    /// Each shard.
    shards: Vec<PlacedShard>,
}

/// Whole copies, or pieces of a code.
#[derive(Debug, Serialize, ToSchema)]
struct Coding {
    /// `whole` or `coded`.
    kind: &'static str,
    /// Coded: pieces that are enough.
    k: Option<u8>,
    /// Coded: pieces that may be lost.
    m: Option<u8>,
}

/// What one target keeps of a segment.
#[derive(Debug, Serialize, ToSchema)]
struct PlacedShard {
    /// Its name on the target.
    shard_id: String,
    /// Its number among the segment's shards; null for the backup.
    index: Option<u32>,
    /// `target_…`
    target_id: String,
    /// The target's name.
    target: String,
    /// The target's zone.
    zone: String,
    /// `primary` or `backup`.
    role: String,
    /// `healthy`, `missing`, `corrupt` or `suspended`.
    state: String,
    /// Bytes on the target.
    bytes: u64,
}

impl From<PlacementView> for Placement {
    fn from(view: PlacementView) -> Self {
        Placement {
            content_id: view.content_id.to_string(),
            class: view.class,
            length: view.length,
            state: word(&view.state),
            segments: view.segments.into_iter().map(PlacedSegment::from).collect(),
            next: view.next.map(|number| Cursor::encode(&number).into_string()),
        }
    }
}

impl From<SegmentView> for PlacedSegment {
    fn from(view: SegmentView) -> Self {
        let coding = match view.k {
            1 => Coding {
                kind: "whole",
                k: None,
                m: None,
            },
            k => Coding {
                kind: "coded",
                k: Some(k),
                m: Some(view.m),
            },
        };
        PlacedSegment {
            number: view.number,
            chunks: view.chunks,
            bytes: view.bytes,
            coding,
            needed: view.k,
            healthy: view.healthy,
            shards: view.shards.into_iter().map(PlacedShard::from).collect(),
        }
    }
}

impl From<ShardView> for PlacedShard {
    fn from(view: ShardView) -> Self {
        PlacedShard {
            shard_id: view.shard_id,
            index: view.index,
            target_id: view.target_id.to_string(),
            target: view.target,
            zone: view.zone,
            role: word(&view.role),
            state: word(&view.state),
            bytes: view.bytes,
        }
    }
}

/// See where the bytes of a file lie and how healthy they are.
#[utoipa::path(get, path = "/api/files/{id}/placement", tag = "storage",
    params(("id" = String, Path, description = "`file_…`"), Which),
    responses((status = 200, body = Placement), (status = 401, body = Problem, content_type = "application/problem+json"), (status = 404, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn read_placement(
    caller: Caller,
    State(drive): State<Drive>,
    Path(id): Path<EntryId>,
    Query(which): Query<Which>,
) -> Result<Json<Placement>, DriveError> {
    let volume = drive.home(&caller, id, Right::Look).await?;
    let node = drive.find(drive.database(), volume.id, id).await?;
    let version = versions::pick(drive.database(), &node, which.version).await?;
    let from = which.after.map_or(Ok(0), |cursor| cursor.decode::<u32>())?;
    Ok(Json(
        drive
            .engine()
            .placement(version.content, from, which.limit.get())
            .await?
            .into(),
    ))
}
