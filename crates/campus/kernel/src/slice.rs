//! What a feature hands to the server: the four lists, readable at one place each.

use std::sync::Arc;

use database::Migration;
use serde::Serialize;
use utoipa_axum::router::OpenApiRouter;

use crate::jobs::JobHandler;

/// One feature of the campus.
pub struct Slice {
    /// The feature's name, lower-case.
    pub name: &'static str,
    /// Its routes, with their state already applied and their full paths (`/api/…`).
    pub routes: OpenApiRouter,
    /// Its tables.
    pub migrations: &'static [Migration],
    /// Its durable work.
    pub jobs: Vec<Arc<dyn JobHandler>>,
    /// Who may call each of its routes; one line per operation.
    pub permissions: &'static [Permission],
}

impl std::fmt::Debug for Slice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Slice")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// Who may call a route at all. What a caller then may see or change is decided by the row, not by the route.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Access {
    /// Anybody, without credentials.
    Public,
    /// Any account.
    SignedIn,
    /// An owner of the installation.
    Owner,
}

/// One line of the permission table: an operation and who may call it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Permission {
    /// The HTTP method, upper-case.
    pub method: &'static str,
    /// The path as the router and the OpenAPI document spell it: `/api/files/{id}`.
    pub path: &'static str,
    /// Who may call it.
    pub access: Access,
}

impl Permission {
    /// A line of the table.
    pub const fn new(method: &'static str, path: &'static str, access: Access) -> Self {
        Permission { method, path, access }
    }
}
