//! The features of this server: the one list. A new slice is a line in each function.

use std::sync::Arc;

use accounts::Accounts;
use audit::Audit;
use axum::Router;
use database::Migration;
use drive::Drive;
use institutes::Institutes;
use kernel::{Kernel, Slice};
use mail::Post;
use utoipa::openapi::{InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder};
use utoipa_axum::router::OpenApiRouter;

/// Every slice, wired.
pub fn all(
    kernel: &Kernel,
    audit: &Audit,
    post: Post,
    accounts: Accounts,
    institutes: &Institutes,
    drive: &Drive,
) -> Vec<Slice> {
    let people = Arc::new(accounts.clone());
    vec![
        kernel::slice(kernel),
        audit::slice(kernel, audit, people),
        mail::slice(kernel, audit, post),
        accounts::slice(kernel, accounts),
        institutes::slice(institutes),
        drive::slice(drive),
    ]
}

/// The tables of every crate that has some.
pub fn migrations() -> Vec<Migration> {
    [
        engine::MIGRATIONS,
        kernel::MIGRATIONS,
        audit::MIGRATIONS,
        mail::MIGRATIONS,
        accounts::MIGRATIONS,
        institutes::MIGRATIONS,
        drive::MIGRATIONS,
    ]
    .concat()
}

/// The routes of all slices and the document about them.
pub fn join(slices: Vec<Slice>) -> (Router, OpenApi) {
    let start = OpenApiRouter::with_openapi(introduction());
    let joined = slices
        .into_iter()
        .fold(start, |router, slice| router.merge(slice.routes));
    joined.split_for_parts()
}

fn introduction() -> OpenApi {
    let licence = LicenseBuilder::new().name("MIT").identifier(Some("MIT")).build();
    let info = InfoBuilder::new()
        .title("Lyceum")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(DESCRIPTION))
        .license(Some(licence))
        .build();
    OpenApiBuilder::new().info(info).build()
}

const DESCRIPTION: &str = "Files, sealed and kept in several places at once. \
Calls need the session cookie or `Authorization: Bearer TOKEN`. Refusals are problem details (RFC 9457) with a stable `code`. \
Lists answer `{items, next}`; pass `next` as `after` to go on. Times are RFC 3339 in UTC.";
