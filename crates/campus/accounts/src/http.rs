//! The routes of this slice; one file for each action.

mod change_password;
mod create_token;
mod end_session;
mod list_sessions;
mod list_tokens;
mod read_setup;
mod read_user;
mod register_account;
mod revoke_token;
mod sign_in;
mod sign_out;
mod update_user;
mod view;

use axum::extract::FromRef;
use kernel::{Access, Kernel, Permission};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::Accounts;

/// What the handlers of this slice may ask for.
#[derive(Clone, FromRef)]
struct State {
    kernel: Kernel,
    accounts: Accounts,
}

pub(crate) fn routes(kernel: &Kernel, accounts: Accounts) -> OpenApiRouter {
    OpenApiRouter::default()
        .routes(routes!(read_setup::read_setup))
        .routes(routes!(register_account::register_account))
        .routes(routes!(sign_in::sign_in))
        .routes(routes!(sign_out::sign_out))
        .routes(routes!(read_user::read_user, update_user::update_user))
        .routes(routes!(change_password::change_password))
        .routes(routes!(list_tokens::list_tokens, create_token::create_token))
        .routes(routes!(revoke_token::revoke_token))
        .routes(routes!(list_sessions::list_sessions))
        .routes(routes!(end_session::end_session))
        .with_state(State {
            kernel: kernel.clone(),
            accounts,
        })
}

pub(crate) const PERMISSIONS: &[Permission] = &[
    Permission::new("GET", "/api/setup", Access::Public),
    Permission::new("POST", "/api/auth/register", Access::Public),
    Permission::new("POST", "/api/auth/login", Access::Public),
    // Public, because somebody whose session has ended wants the cookie gone too.
    Permission::new("POST", "/api/auth/logout", Access::Public),
    Permission::new("GET", "/api/user/info", Access::SignedIn),
    Permission::new("PATCH", "/api/user/info", Access::SignedIn),
    Permission::new("POST", "/api/user/password", Access::SignedIn),
    Permission::new("GET", "/api/user/tokens", Access::SignedIn),
    Permission::new("POST", "/api/user/tokens", Access::SignedIn),
    Permission::new("DELETE", "/api/user/tokens/{id}", Access::SignedIn),
    Permission::new("GET", "/api/user/sessions", Access::SignedIn),
    Permission::new("DELETE", "/api/user/sessions/{id}", Access::SignedIn),
];
