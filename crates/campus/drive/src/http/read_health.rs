//! `GET /api/storage/health`: repairs, scrub, sweep, classes.

use axum::extract::State;
use base::Timestamp;
use engine::{ClassView, ReadError, RepairView, ScrubView};
use kernel::{Caller, Problem, json::Json};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{Drive, error::DriveError};

/// How the storage is doing.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Health {
    /// The repair queue.
    repairs: Repairs,
    /// Reading and verifying everything.
    scrub: Scrub,
    /// Deleting what nothing refers to.
    sweep: Sweep,
    /// The storage classes.
    classes: Vec<Class>,
}

/// The repair queue.
#[derive(Debug, Serialize, ToSchema)]
struct Repairs {
    /// Segments that wait or are being repaired.
    waiting: u64,
    /// Segments being repaired that are not among the waiting ones; the queue keeps an entry until it is done, so 0.
    running: u64,
    /// When the oldest was queued.
    #[schema(value_type = Option<String>, format = DateTime)]
    oldest_at: Option<Timestamp>,
    /// The fifty most urgent.
    items: Vec<Repair>,
}

/// A segment that waits for repair.
#[derive(Debug, Serialize, ToSchema)]
struct Repair {
    /// The content it belongs to.
    content_id: String,
    /// Its number.
    segment: u32,
    /// Why.
    reason: String,
    /// Shards that can be read.
    healthy: usize,
    /// Shards that are needed to read it.
    needed: u8,
    /// How often it was tried.
    attempts: u32,
    /// When it is tried next.
    #[schema(value_type = Option<String>, format = DateTime)]
    next_at: Option<Timestamp>,
}

/// The running or last scrub.
#[derive(Debug, Serialize, ToSchema)]
struct Scrub {
    /// Whether one is under way.
    running: bool,
    /// When it began.
    #[schema(value_type = Option<String>, format = DateTime)]
    cycle_started_at: Option<Timestamp>,
    /// Shards read.
    checked_shards: u64,
    /// Shards there are.
    total_shards: u64,
    /// Damaged or missing ones it found.
    found_bad: u64,
    /// When one last ended.
    #[schema(value_type = Option<String>, format = DateTime)]
    last_finished_at: Option<Timestamp>,
}

/// The sweep.
#[derive(Debug, Serialize, ToSchema)]
struct Sweep {
    /// When it last ran, if this server knows.
    #[schema(value_type = Option<String>, format = DateTime)]
    last_at: Option<Timestamp>,
    /// Shards it deleted then.
    removed: u64,
    /// Shards of deleted files that still wait for their target.
    waiting: u64,
}

/// A storage class.
#[derive(Debug, Serialize, ToSchema)]
struct Class {
    /// Its name.
    name: String,
    /// `whole` copies, or `coded` pieces.
    kind: &'static str,
    /// Coded: pieces that are enough.
    k: Option<u8>,
    /// Coded: pieces that may be lost.
    m: Option<u8>,
    /// Whole: how many copies.
    copies: Option<u8>,
    /// Durable shards before an upload is acknowledged.
    acknowledge: usize,
    /// Whether uploads go there.
    is_default: bool,
}

impl From<ClassView> for Class {
    fn from(view: ClassView) -> Self {
        let is_coded = view.k > 1;
        Class {
            name: view.name,
            kind: if is_coded { "coded" } else { "whole" },
            k: is_coded.then_some(view.k),
            m: is_coded.then_some(view.m),
            copies: (!is_coded).then_some(view.k + view.m),
            acknowledge: view.acknowledge,
            is_default: view.is_default,
        }
    }
}

impl From<ScrubView> for Scrub {
    fn from(view: ScrubView) -> Self {
        Scrub {
            running: view.running.is_some(),
            cycle_started_at: view.cycle_started_at,
            checked_shards: view.checked_shards,
            total_shards: view.total_shards,
            found_bad: view.found_bad,
            last_finished_at: view.last_finished_at,
        }
    }
}

/// See how the storage is doing.
#[utoipa::path(get, path = "/api/storage/health", tag = "storage",
    responses((status = 200, body = Health), (status = 401, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn read_health(_: Caller, State(drive): State<Drive>) -> Result<Json<Health>, DriveError> {
    let view = drive.engine().health().await?;
    let items = repairs(&drive, view.repairs.items).await?;
    Ok(Json(Health {
        repairs: Repairs {
            waiting: view.repairs.waiting,
            running: view.repairs.running,
            oldest_at: view.repairs.oldest_at,
            items,
        },
        scrub: view.scrub.into(),
        sweep: Sweep {
            last_at: view.sweep.last_at,
            removed: view.sweep.removed,
            waiting: view.sweep.waiting,
        },
        classes: view.classes.into_iter().map(Class::from).collect(),
    }))
}

/// The queue's first entries, each with how its segment stands now. One whose content is gone meanwhile is left out.
async fn repairs(drive: &Drive, views: Vec<RepairView>) -> Result<Vec<Repair>, DriveError> {
    let mut repairs = Vec::with_capacity(views.len());
    for view in views {
        let placement = match drive.engine().placement(view.content_id, view.segment, 1).await {
            Err(ReadError::NoSuchContent) => continue,
            found => found?,
        };
        let Some(segment) = placement.segments.first() else {
            continue;
        };
        repairs.push(Repair {
            content_id: view.content_id.to_string(),
            segment: view.segment,
            reason: view.reason,
            healthy: segment.healthy,
            needed: segment.k,
            attempts: view.attempts,
            next_at: Some(view.next_at),
        });
    }
    Ok(repairs)
}
