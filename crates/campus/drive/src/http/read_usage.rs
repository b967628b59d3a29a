//! `GET /api/storage/usage`: what the caller stores.

use axum::extract::State;
use kernel::{
    Caller, Problem,
    json::{Json, Query},
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    Drive,
    error::DriveError,
    model::{
        category::{CATEGORIES, Category},
        totals::{Bucket, Sum},
    },
    rights::{Right, Whose},
    store::totals,
};

/// What an account stores.
#[derive(Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub(super) struct Usage {
    /// The most it may store, in bytes.
    limit: u64,
    /// What it stores: every version of every file, the trash included.
    used: u64,
    /// What uploads under way have set aside.
    reserved: u64,
    /// Bytes in the trash.
    trash_bytes: u64,
    /// Bytes of earlier versions, outside of the trash.
    old_versions_bytes: u64,
    /// Files outside of the trash.
    files: u64,
    /// Folders outside of the trash.
    folders: u64,
    /// Current versions by kind, outside of the trash.
    by_kind: Vec<KindUsage>,
}

/// The files of one kind.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(super) struct KindUsage {
    /// What they are.
    kind: Category,
    /// How many.
    files: u64,
    /// Bytes of their current versions.
    bytes: u64,
}

/// See what the account, or a library, stores.
#[utoipa::path(get, path = "/api/storage/usage", tag = "storage", params(Whose),
    responses((status = 200, body = Usage), (status = 404, description = "No such library.", body = Problem, content_type = "application/problem+json"), (status = 401, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn read_usage(
    caller: Caller,
    State(drive): State<Drive>,
    Query(whose): Query<Whose>,
) -> Result<Json<Usage>, DriveError> {
    let volume = drive.whole(&caller, &whose, Right::Look).await?;
    let allowance = drive.volumes().allowance_of(&volume).await?;
    let totals = totals::read(drive.database(), volume.id).await?;
    let usage = Usage {
        limit: allowance.limit,
        used: allowance.used,
        reserved: allowance.reserved,
        ..sum_up(&totals)
    };
    Ok(Json(usage))
}

fn sum_up(totals: &[(Bucket, Sum)]) -> Usage {
    let of = |bucket| {
        totals
            .iter()
            .find(|(found, _)| *found == bucket)
            .map(|(_, sum)| *sum)
            .unwrap_or_default()
    };
    let by_kind: Vec<_> = CATEGORIES
        .into_iter()
        .map(|kind| (kind, of(Bucket::Files(kind))))
        .collect();
    Usage {
        trash_bytes: count(of(Bucket::TrashedFiles).bytes),
        old_versions_bytes: by_kind.iter().map(|(_, sum)| count(sum.old_bytes)).sum(),
        files: by_kind.iter().map(|(_, sum)| count(sum.items)).sum(),
        folders: count(of(Bucket::Folders).items),
        by_kind: by_kind
            .into_iter()
            .map(|(kind, sum)| KindUsage {
                kind,
                files: count(sum.items),
                bytes: count(sum.bytes),
            })
            .collect(),
        ..Usage::default()
    }
}

fn count(total: i64) -> u64 {
    u64::try_from(total).unwrap_or(0)
}
