//! The routes of this slice and who may call them.

use axum::extract::DefaultBodyLimit;
use kernel::{Access, Caller, Credential, FRESH, Kernel, Permission, Problem, Roles, Scope};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    Institutes,
    deletion::http::{delete_institute, read_deletion},
    home::read_home,
    import::http::{
        self as imports, confirm_import, delete_import, list_rows, read_import, read_template, start_import,
    },
    institute::{
        http::{
            create_institute, list_institutes, list_my_institutes, put_logo, read_institute, read_logo, remove_logo,
            update_institute,
        },
        logo,
    },
    invitations::http::{accept_invitation, invite_person, look_at_invitation, resend_invitation, revoke_invitation},
    people::http::{
        change_many, export_me, export_people, export_person, list_people, read_person, reset_person, sign_out_person,
        summarize_people, update_person,
    },
    policy::http::{put_policy, read_policy},
};

/// 500 ids and a little more.
const JSON_BODY: usize = 64 << 10;

pub(crate) fn routes(institutes: &Institutes) -> OpenApiRouter {
    let pictures = OpenApiRouter::default()
        .routes(routes!(
            read_logo::read_logo,
            put_logo::put_logo,
            remove_logo::remove_logo
        ))
        .layer(DefaultBodyLimit::max(logo::MOST_BYTES));
    let files = OpenApiRouter::default()
        .routes(routes!(start_import::start_import))
        .layer(DefaultBodyLimit::max(imports::LARGEST_FILE));
    OpenApiRouter::default()
        .routes(routes!(
            create_institute::create_institute,
            list_institutes::list_institutes
        ))
        .routes(routes!(list_my_institutes::list_my_institutes))
        .routes(routes!(
            read_institute::read_institute,
            update_institute::update_institute,
            delete_institute::delete_institute
        ))
        .routes(routes!(read_deletion::read_deletion))
        .routes(routes!(read_home::read_home))
        .routes(routes!(read_policy::read_policy, put_policy::put_policy))
        .routes(routes!(list_people::list_people))
        .routes(routes!(summarize_people::summarize_people))
        .routes(routes!(export_people::export_people))
        .routes(routes!(change_many::change_many))
        .routes(routes!(read_person::read_person, update_person::update_person))
        .routes(routes!(sign_out_person::sign_out_person))
        .routes(routes!(reset_person::reset_person))
        .routes(routes!(export_person::export_person))
        .routes(routes!(export_me::export_me))
        .routes(routes!(invite_person::invite_person))
        .routes(routes!(resend_invitation::resend_invitation))
        .routes(routes!(revoke_invitation::revoke_invitation))
        .routes(routes!(look_at_invitation::look_at_invitation))
        .routes(routes!(accept_invitation::accept_invitation))
        .routes(routes!(read_template::read_template))
        .routes(routes!(read_import::read_import, delete_import::delete_import))
        .routes(routes!(list_rows::list_rows))
        .routes(routes!(confirm_import::confirm_import))
        .layer(DefaultBodyLimit::max(JSON_BODY))
        .merge(pictures)
        .merge(files)
        .with_state(institutes.clone())
}

/// Refuses programs, and people who proved too long ago that it is them: for routes only a part of which needs that.
///
/// # Errors
/// 403
pub(crate) fn require_fresh(kernel: &Kernel, caller: &Caller) -> Result<(), Problem> {
    if let Credential::Token(_) = caller.credential {
        return Err(Problem::people_only());
    }
    let fresh = |at| kernel.world.now().since(at) <= FRESH;
    if caller.verified_at.is_some_and(fresh) {
        Ok(())
    } else {
        Err(Problem::step_up_required())
    }
}

const fn get(path: &'static str, roles: Roles) -> Permission {
    Permission::new("GET", path, Access::Institute(roles)).scope(Scope::PeopleRead)
}

const fn change(method: &'static str, path: &'static str, roles: Roles) -> Permission {
    Permission::new(method, path, Access::Institute(roles)).scope(Scope::PeopleWrite)
}

pub(crate) const PERMISSIONS: &[Permission] = &[
    Permission::new("POST", "/api/institutes", Access::Owner).people_only(),
    Permission::new("GET", "/api/institutes", Access::Owner),
    Permission::new("GET", "/api/user/institutes", Access::SignedIn).scope(Scope::PeopleRead),
    Permission::new("GET", "/api/user/export", Access::SignedIn).people_only(),
    get("/api/institutes/{institute}", Roles::EVERYBODY),
    change("PATCH", "/api/institutes/{institute}", Roles::MANAGERS),
    change("DELETE", "/api/institutes/{institute}", Roles::OWNERS).fresh(),
    get("/api/institutes/{institute}/deletion", Roles::OWNERS),
    get("/api/institutes/{institute}/logo", Roles::EVERYBODY),
    change("PUT", "/api/institutes/{institute}/logo", Roles::MANAGERS),
    change("DELETE", "/api/institutes/{institute}/logo", Roles::MANAGERS),
    get("/api/institutes/{institute}/home", Roles::EVERYBODY),
    get("/api/institutes/{institute}/policy", Roles::MANAGERS),
    change("PUT", "/api/institutes/{institute}/policy", Roles::MANAGERS).fresh(),
    get("/api/institutes/{institute}/people", Roles::TEACHING),
    get("/api/institutes/{institute}/people/summary", Roles::TEACHING),
    get("/api/institutes/{institute}/people/export", Roles::MANAGERS),
    change("POST", "/api/institutes/{institute}/people/bulk", Roles::MANAGERS),
    get("/api/institutes/{institute}/people/{member}", Roles::TEACHING),
    change("PATCH", "/api/institutes/{institute}/people/{member}", Roles::MANAGERS),
    change(
        "POST",
        "/api/institutes/{institute}/people/{member}/sign-out",
        Roles::MANAGERS,
    )
    .fresh(),
    change(
        "POST",
        "/api/institutes/{institute}/people/{member}/reset",
        Roles::MANAGERS,
    )
    .fresh(),
    get("/api/institutes/{institute}/people/{member}/export", Roles::MANAGERS).fresh(),
    change("POST", "/api/institutes/{institute}/invitations", Roles::OFFICE),
    change(
        "POST",
        "/api/institutes/{institute}/invitations/{member}/resend",
        Roles::OFFICE,
    ),
    change(
        "DELETE",
        "/api/institutes/{institute}/invitations/{member}",
        Roles::OFFICE,
    ),
    change("POST", "/api/institutes/{institute}/imports", Roles::OFFICE),
    get("/api/institutes/{institute}/imports/template", Roles::OFFICE),
    get("/api/institutes/{institute}/imports/{id}", Roles::OFFICE),
    change("DELETE", "/api/institutes/{institute}/imports/{id}", Roles::OFFICE),
    get("/api/institutes/{institute}/imports/{id}/rows", Roles::OFFICE),
    change(
        "POST",
        "/api/institutes/{institute}/imports/{id}/confirm",
        Roles::OFFICE,
    ),
    Permission::new("POST", "/api/invitations/look", Access::Public),
    Permission::new("POST", "/api/invitations/accept", Access::SignedIn).people_only(),
];
