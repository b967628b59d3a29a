//! `GET /api/institutes`: every institute of the installation, for whoever runs it.

use axum::extract::State;
use base::Timestamp;
use kernel::{
    Allowance, InstituteId, Page, Problem,
    json::{Json, Query},
    page::Paging,
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    Error, Institutes,
    institute::{
        model::{Institute, InstituteState},
        store,
    },
    people::{model::MemberState, store as people},
    words::sort_key,
};

/// An institute, as whoever runs the installation sees it: how large it is, and nothing about the people.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Tenant {
    #[schema(value_type = String)]
    id: InstituteId,
    name: String,
    state: TenantState,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// `#rrggbb`
    color: String,
    people: TenantPeople,
    /// What its library may store and does.
    storage: Allowance,
}

/// How many people an institute has.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TenantPeople {
    /// Those who joined.
    active: u64,
    /// Those who are invited and have not joined.
    invited: u64,
}

/// Whether an institute can be used.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum TenantState {
    /// Open to its people.
    Active,
    /// Closed; its rows are on their way out.
    Deleting,
}

impl From<InstituteState> for TenantState {
    fn from(state: InstituteState) -> Self {
        match state {
            InstituteState::Active => TenantState::Active,
            InstituteState::Deleting | InstituteState::Deleted => TenantState::Deleting,
        }
    }
}

/// See all institutes, by name.
#[utoipa::path(get, path = "/api/institutes", tag = "institutes", params(Paging), responses(
    (status = 200, body = Page<Tenant>),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "Only owners of the installation.", body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn list_institutes(
    State(institutes): State<Institutes>,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<Tenant>>, Error> {
    let after = paging
        .after
        .as_ref()
        .map(|cursor| cursor.decode::<(String, InstituteId)>());
    let after = after.transpose()?.map(|(name, id)| (sort_key(&name), id));
    let found = store::list(&institutes.kernel.database, after, paging.limit.with_surplus()).await?;
    let page = Page::from_surplus(found, paging.limit, |last| (last.name.clone(), last.id));
    let mut items = Vec::with_capacity(page.items.len());
    for about in page.items {
        items.push(tenant(&institutes, about).await?);
    }
    Ok(Json(Page { items, next: page.next }))
}

async fn tenant(institutes: &Institutes, about: Institute) -> Result<Tenant, Error> {
    let counts = people::counts(&institutes.directory.inside(about.id), about.id).await?;
    let of = |wanted: MemberState| {
        counts
            .iter()
            .filter(|(_, state, _)| *state == wanted)
            .map(|(.., count)| count)
            .sum()
    };
    let storage = if about.state == InstituteState::Active {
        institutes.volumes.library_allowance(about.id).await?
    } else {
        Allowance::default()
    };
    Ok(Tenant {
        id: about.id,
        name: about.name,
        state: about.state.into(),
        created_at: about.created_at,
        color: about.color,
        people: TenantPeople {
            active: of(MemberState::Active),
            invited: of(MemberState::Invited),
        },
        storage,
    })
}
