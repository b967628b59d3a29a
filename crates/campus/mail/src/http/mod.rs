//! The routes of this crate; one file for each action.

mod delete_server;
mod list_mailbox;
mod read_server;
mod save_server;
mod test_server;
mod view;

use audit::{Action, Audit};
use axum::extract::FromRef;
use kernel::{Access, Kernel, Permission, Roles};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::Post;

/// What the handlers may ask for.
#[derive(Clone, FromRef)]
struct State {
    kernel: Kernel,
    audit: Audit,
    post: Post,
}

pub(crate) fn routes(kernel: &Kernel, audit: &Audit, post: Post) -> OpenApiRouter {
    OpenApiRouter::default()
        .routes(routes!(
            read_server::read_mail_server,
            save_server::save_mail_server,
            delete_server::delete_mail_server
        ))
        .routes(routes!(test_server::test_mail_server))
        .routes(routes!(list_mailbox::list_mailbox))
        .with_state(State {
            kernel: kernel.clone(),
            audit: audit.clone(),
            post,
        })
}

const SERVER_CHANGED: Action = Action::new("mail.server.changed");
const SERVER_REMOVED: Action = Action::new("mail.server.removed");

const MANAGERS: Access = Access::Institute(Roles::MANAGERS);

pub(crate) const PERMISSIONS: &[Permission] = &[
    Permission::new("GET", "/api/institutes/{institute}/mail", MANAGERS).people_only(),
    Permission::new("PUT", "/api/institutes/{institute}/mail", MANAGERS).fresh(),
    Permission::new("DELETE", "/api/institutes/{institute}/mail", MANAGERS).fresh(),
    Permission::new("POST", "/api/institutes/{institute}/mail/test", MANAGERS).people_only(),
    // Letters hold codes to sign in with: no program reads them.
    Permission::new("GET", "/api/mailbox", Access::Owner).people_only(),
];
