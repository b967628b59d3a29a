//! The routes of the record; one file for each action. Each exists twice: for the managers of an institute, and for the
//! owners of the installation about the installation's own chain.

mod csv_file;
mod export_entries;
mod list_entries;
mod verify_chain;
pub(crate) mod view;

use std::sync::Arc;

use axum::extract::FromRef;
use kernel::{Access, Kernel, People, Permission, Roles, Scope};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::Audit;

/// What the handlers may ask for.
#[derive(Clone, FromRef)]
struct State {
    kernel: Kernel,
    audit: Audit,
    people: Arc<dyn People>,
}

pub(crate) fn routes(kernel: &Kernel, audit: &Audit, people: Arc<dyn People>) -> OpenApiRouter {
    OpenApiRouter::default()
        .routes(routes!(list_entries::list_institute_audit))
        .routes(routes!(list_entries::list_audit))
        .routes(routes!(export_entries::export_institute_audit))
        .routes(routes!(export_entries::export_audit))
        .routes(routes!(verify_chain::verify_institute_audit))
        .routes(routes!(verify_chain::verify_audit))
        .with_state(State {
            kernel: kernel.clone(),
            audit: audit.clone(),
            people,
        })
}

const MANAGERS: Access = Access::Institute(Roles::MANAGERS);

pub(crate) const PERMISSIONS: &[Permission] = &[
    Permission::new("GET", "/api/institutes/{institute}/audit", MANAGERS).scope(Scope::AuditRead),
    Permission::new("GET", "/api/institutes/{institute}/audit/export", MANAGERS).fresh(),
    Permission::new("GET", "/api/institutes/{institute}/audit/verification", MANAGERS).scope(Scope::AuditRead),
    Permission::new("GET", "/api/audit", Access::Owner).scope(Scope::AuditRead),
    Permission::new("GET", "/api/audit/export", Access::Owner).fresh(),
    Permission::new("GET", "/api/audit/verification", Access::Owner).scope(Scope::AuditRead),
];
