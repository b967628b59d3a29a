//! `GET /api/institutes/{institute}/people/summary`: how many there are.

use axum::extract::State;
use kernel::{Member, Problem, Role, json::Json};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{Error, Institutes, MemberState, people::store};

/// How many people there are.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PeopleSummary {
    /// All of them.
    total: u64,
    #[serde(flatten)]
    counts: PeopleCounts,
    /// For each role, the mightiest first.
    by_role: Vec<RoleSummary>,
}

/// How many people of one role there are.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RoleSummary {
    role: Role,
    #[serde(flatten)]
    counts: PeopleCounts,
}

/// How many people are in each state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct PeopleCounts {
    /// In the directory, not joined yet.
    pub invited: u64,
    /// Joined.
    pub active: u64,
    /// May not come in.
    pub deactivated: u64,
}

impl PeopleCounts {
    /// Adds up those of the wanted roles.
    pub(crate) fn of(counts: &[(Role, MemberState, u64)], wanted: impl Fn(Role) -> bool) -> Self {
        let of = |state: MemberState| {
            let some = counts.iter().filter(|(role, its, _)| wanted(*role) && *its == state);
            some.map(|(.., count)| count).sum()
        };
        PeopleCounts {
            invited: of(MemberState::Invited),
            active: of(MemberState::Active),
            deactivated: of(MemberState::Deactivated),
        }
    }
}

/// Count the people of an institute by role and state.
#[utoipa::path(get, path = "/api/institutes/{institute}/people/summary", tag = "institutes",
    params(("institute" = String, Path)), responses(
    (status = 200, body = PeopleSummary),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn summarize_people(
    member: Member,
    State(institutes): State<Institutes>,
) -> Result<Json<PeopleSummary>, Error> {
    let inside = institutes.directory.inside(member.institute);
    let counts = store::counts(&inside, member.institute).await?;
    let of_role = |role| RoleSummary {
        role,
        counts: PeopleCounts::of(&counts, |other| other == role),
    };
    Ok(Json(PeopleSummary {
        total: counts.iter().map(|(.., count)| count).sum(),
        counts: PeopleCounts::of(&counts, |_| true),
        by_role: Role::ALL.into_iter().map(of_role).collect(),
    }))
}
