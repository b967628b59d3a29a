//! What a feature hands to the server: the four lists, readable at one place each.

use std::sync::Arc;

use database::Migration;
use utoipa_axum::router::OpenApiRouter;

use crate::{Roles, Scope, jobs::JobHandler};

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
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Access {
    /// Anybody, without credentials.
    Public,
    /// Any account.
    SignedIn,
    /// An owner of the installation.
    Owner,
    /// Members of the institute in the path, `{institute}`, with one of these roles.
    Institute(Roles),
}

/// One line of the permission table: an operation, who may call it, and how. The guard enforces it before any handler
/// runs; a route without a line is closed to everybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Permission {
    /// The HTTP method, upper-case.
    pub method: &'static str,
    /// The path as the router and the OpenAPI document spell it: `/api/files/{id}`.
    pub path: &'static str,
    /// Who may call it.
    pub access: Access,
    /// What a program's token must be good for; `None` keeps programs out.
    pub scope: Option<Scope>,
    /// Whether the person must have proved a short while ago that it is them.
    pub fresh: bool,
}

impl Permission {
    /// A line of the table. Programs need a token that is good for everything, unless [`Permission::scope`] says less.
    pub const fn new(method: &'static str, path: &'static str, access: Access) -> Self {
        Permission {
            method,
            path,
            access,
            scope: Some(Scope::Everything),
            fresh: false,
        }
    }

    /// Lets programs in whose token has this scope.
    #[must_use]
    pub const fn scope(mut self, scope: Scope) -> Self {
        self.scope = Some(scope);
        self
    }

    /// Keeps programs out.
    #[must_use]
    pub const fn people_only(mut self) -> Self {
        self.scope = None;
        self
    }

    /// Asks the person again who they are, unless they proved it a short while ago. Keeps programs out.
    #[must_use]
    pub const fn fresh(mut self) -> Self {
        self.fresh = true;
        self.people_only()
    }
}
