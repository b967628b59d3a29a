//! The routes of this slice and who may call them. Each action has a file of its own in the folder of its subject.

use axum::extract::FromRef;
use kernel::{Access, Kernel, Permission};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    Accounts,
    account::{read_setup, read_user, update_user},
    attempts::{look, send_code, sign_in, verify},
    devices::{forget_device, list_devices},
    factors::{
        list_factors,
        recovery::make_codes,
        totp::{add_totp, confirm_totp, remove_totp},
    },
    google::{come_back, start, unlink},
    passkeys::{
        add, add_options, confirm as confirm_by_passkey, confirm_options, remove, rename, sign_in as show,
        sign_in_options,
    },
    password::change_password,
    register::{confirm, register_account, send_code as send_registration_code},
    reset::{ask, finish as finish_reset, look as look_at_reset},
    sessions::{end_other_sessions, end_session, list_sessions, sign_out, take_over},
    step_up::{confirm as confirm_self, list_ways, send_code as send_confirmation_code},
    tokens::{create_token, list_tokens, revoke_token},
};

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
        .routes(routes!(send_registration_code::send_registration_code))
        .routes(routes!(confirm::confirm_registration))
        .routes(routes!(sign_in::sign_in))
        .routes(routes!(look::look))
        .routes(routes!(send_code::send_code))
        .routes(routes!(verify::verify))
        .routes(routes!(sign_in_options::ask_for_passkey))
        .routes(routes!(show::show_passkey))
        .routes(routes!(take_over::take_over))
        .routes(routes!(ask::ask_for_reset))
        .routes(routes!(look_at_reset::look_at_reset))
        .routes(routes!(finish_reset::finish_reset))
        .routes(routes!(list_ways::list_ways, confirm_self::confirm))
        .routes(routes!(send_confirmation_code::send_confirmation_code))
        .routes(routes!(list_factors::list_factors))
        .routes(routes!(add_totp::add_totp, remove_totp::remove_totp))
        .routes(routes!(confirm_totp::confirm_totp))
        .routes(routes!(make_codes::make_recovery_codes))
        .routes(routes!(list_devices::list_devices))
        .routes(routes!(forget_device::forget_device))
        .routes(routes!(sign_out::sign_out))
        .routes(routes!(confirm_options::ask_to_confirm))
        .routes(routes!(confirm_by_passkey::confirm_by_passkey))
        .routes(routes!(read_user::read_user, update_user::update_user))
        .routes(routes!(change_password::change_password))
        .routes(routes!(add_options::ask_to_add))
        .routes(routes!(add::add_passkey))
        .routes(routes!(rename::rename_passkey, remove::remove_passkey))
        .routes(routes!(list_tokens::list_tokens, create_token::create_token))
        .routes(routes!(revoke_token::revoke_token))
        .routes(routes!(list_sessions::list_sessions))
        .routes(routes!(end_session::end_session))
        .routes(routes!(end_other_sessions::end_other_sessions))
        .routes(routes!(start::start_google))
        .routes(routes!(come_back::come_back_from_google))
        .routes(routes!(unlink::unlink_google))
        .with_state(State {
            kernel: kernel.clone(),
            accounts,
        })
}

pub(crate) const PERMISSIONS: &[Permission] = &[
    Permission::new("GET", "/api/setup", Access::Public),
    Permission::new("POST", "/api/auth/register", Access::Public),
    Permission::new("POST", "/api/auth/register/code", Access::Public),
    Permission::new("POST", "/api/auth/register/confirm", Access::Public),
    Permission::new("POST", "/api/auth/login", Access::Public),
    Permission::new("POST", "/api/auth/login/look", Access::Public),
    Permission::new("POST", "/api/auth/login/code", Access::Public),
    Permission::new("POST", "/api/auth/login/verify", Access::Public),
    Permission::new("POST", "/api/auth/login/passkey/options", Access::Public),
    Permission::new("POST", "/api/auth/login/passkey", Access::Public),
    Permission::new("POST", "/api/auth/login/takeover", Access::Public),
    Permission::new("POST", "/api/auth/confirm/passkey/options", Access::SignedIn).people_only(),
    Permission::new("POST", "/api/auth/confirm/passkey", Access::SignedIn).people_only(),
    Permission::new("POST", "/api/auth/reset", Access::Public),
    Permission::new("POST", "/api/auth/reset/look", Access::Public),
    Permission::new("POST", "/api/auth/reset/finish", Access::Public),
    Permission::new("GET", "/api/auth/confirm", Access::SignedIn).people_only(),
    Permission::new("POST", "/api/auth/confirm", Access::SignedIn).people_only(),
    Permission::new("POST", "/api/auth/confirm/code", Access::SignedIn).people_only(),
    Permission::new("GET", "/api/user/factors", Access::SignedIn).people_only(),
    Permission::new("POST", "/api/user/totp", Access::SignedIn).fresh(),
    Permission::new("DELETE", "/api/user/totp", Access::SignedIn).fresh(),
    Permission::new("POST", "/api/user/totp/confirm", Access::SignedIn).people_only(),
    Permission::new("POST", "/api/user/recovery-codes", Access::SignedIn).fresh(),
    Permission::new("GET", "/api/user/devices", Access::SignedIn).people_only(),
    Permission::new("DELETE", "/api/user/devices/{id}", Access::SignedIn).people_only(),
    // Public, because somebody whose session has ended wants the cookie gone too.
    Permission::new("POST", "/api/auth/logout", Access::Public),
    Permission::new("GET", "/api/user/info", Access::SignedIn),
    Permission::new("PATCH", "/api/user/info", Access::SignedIn),
    Permission::new("POST", "/api/user/password", Access::SignedIn).people_only(),
    Permission::new("POST", "/api/user/passkeys/options", Access::SignedIn).fresh(),
    Permission::new("POST", "/api/user/passkeys", Access::SignedIn).people_only(),
    Permission::new("PATCH", "/api/user/passkeys/{id}", Access::SignedIn).people_only(),
    Permission::new("DELETE", "/api/user/passkeys/{id}", Access::SignedIn).fresh(),
    Permission::new("GET", "/api/user/tokens", Access::SignedIn).people_only(),
    Permission::new("POST", "/api/user/tokens", Access::SignedIn).fresh(),
    Permission::new("DELETE", "/api/user/tokens/{id}", Access::SignedIn).people_only(),
    Permission::new("GET", "/api/user/sessions", Access::SignedIn).people_only(),
    Permission::new("DELETE", "/api/user/sessions/{id}", Access::SignedIn).people_only(),
    Permission::new("POST", "/api/user/sessions/end-others", Access::SignedIn).people_only(),
    // Public, because most who come have no session yet; linking asks for one itself.
    Permission::new("POST", "/api/auth/google/start", Access::Public),
    Permission::new("GET", "/api/auth/google/callback", Access::Public),
    Permission::new("DELETE", "/api/user/google", Access::SignedIn).fresh(),
];
