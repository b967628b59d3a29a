//! `GET /api/user/institutes`: where the caller belongs.

use axum::extract::State;
use kernel::{Caller, InstituteId, Page, Problem, Role, json::Json};
use serde::Serialize;
use utoipa::ToSchema;

use super::list_institutes::TenantState;
use crate::{Error, Institutes, institute::store, people::store as people};

/// An institute the caller belongs to.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MyInstitute {
    #[schema(value_type = String)]
    id: InstituteId,
    name: String,
    /// What the caller is in it.
    role: Role,
    /// `#rrggbb`
    color: String,
    /// The address of its logo; null when it has none.
    logo: Option<String>,
    /// One that is being deleted is closed to everybody and vanishes from the list by itself.
    state: TenantState,
}

/// See where one belongs, by name. Never more than 100, so there is one page only.
#[utoipa::path(get, path = "/api/user/institutes", tag = "user", responses(
    (status = 200, body = Page<MyInstitute>),
    (status = 401, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn list_my_institutes(
    caller: Caller,
    State(institutes): State<Institutes>,
) -> Result<Json<Page<MyInstitute>>, Error> {
    let mut items = Vec::new();
    for about in store::of_account(&institutes.kernel.database, caller.account).await? {
        let inside = institutes.directory.inside(about.id);
        let Some(person) = people::by_account(&inside, about.id, caller.account).await? else {
            continue;
        };
        let logo = about.logo_path();
        items.push(MyInstitute {
            id: about.id,
            name: about.name,
            role: person.role,
            color: about.color,
            logo,
            state: about.state.into(),
        });
    }
    Ok(Json(Page { items, next: None }))
}
