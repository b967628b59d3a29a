//! The kernel's own two routes: following a job, following news.

mod follow_events;
mod read_job;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{Access, Kernel, MIGRATIONS, Permission, Scope, Slice};

const PERMISSIONS: &[Permission] = &[
    Permission::new("GET", "/api/events", Access::SignedIn).scope(Scope::FilesRead),
    Permission::new("GET", "/api/jobs/{id}", Access::SignedIn).scope(Scope::FilesRead),
];

/// The kernel as a slice.
pub fn slice(kernel: &Kernel) -> Slice {
    let routes = OpenApiRouter::default()
        .routes(routes!(follow_events::follow_events))
        .routes(routes!(read_job::read_job))
        .with_state(kernel.clone());
    Slice {
        name: "kernel",
        routes,
        migrations: MIGRATIONS,
        jobs: Vec::new(),
        permissions: PERMISSIONS,
    }
}
