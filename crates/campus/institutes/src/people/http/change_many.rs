//! `POST /api/institutes/{institute}/people/bulk`: the same thing for many people.

use std::collections::HashSet;

use audit::Origin;
use axum::extract::State;
use kernel::{Member, MemberId, Problem, Role, json::Json};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    Error, Institutes,
    http::require_fresh,
    people::{
        change::change_place,
        model::{Change, Why},
    },
};

const MOST: usize = 500;
/// People in one transaction: few enough that nobody else waits long.
const AT_ONCE: usize = 50;

/// What to do, and for whom.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangeMany {
    /// 1 to 500 people.
    #[schema(value_type = Vec<String>, min_items = 1, max_items = 500)]
    members: Vec<MemberId>,
    action: Deed,
}

/// What to do.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[schema(as = PeopleAction)]
pub(crate) enum Deed {
    /// Keep them out.
    Deactivate,
    /// Let them in again.
    Reactivate,
    /// Give them another role. Needs a fresh proof of who the caller is, and is for people only, not for programs.
    SetRole {
        /// The role.
        role: Role,
    },
    /// Send their invitation again.
    Resend,
    /// Take their invitation back, and them out of the directory.
    Revoke,
}

/// What came of it.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(crate) struct ChangedMany {
    /// For how many it was done, those for whom nothing had to change among them.
    changed: usize,
    /// For whom it was not done, and why.
    refused: Vec<Refusal>,
}

/// For whom something was not done.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Refusal {
    #[schema(value_type = String)]
    member: MemberId,
    /// For programs.
    why: Why,
    /// For people.
    detail: String,
}

impl Refusal {
    fn new(member: MemberId, why: Why) -> Self {
        let detail = Error::Refused(why).to_string();
        Refusal { member, why, detail }
    }
}

/// Do the same thing for many people. Each is decided alone: those who are refused keep nobody else back.
#[utoipa::path(post, path = "/api/institutes/{institute}/people/bulk", tag = "institutes",
    params(("institute" = String, Path)), request_body = ChangeMany, responses(
    (status = 200, body = ChangedMany),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "A fresh proof is needed.", body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn change_many(
    member: Member,
    State(institutes): State<Institutes>,
    origin: Origin,
    Json(request): Json<ChangeMany>,
) -> Result<Json<ChangedMany>, Error> {
    if request.members.is_empty() || request.members.len() > MOST {
        return Err(Problem::validation("members", "Choose 1 to 500 people.").into());
    }
    if matches!(request.action, Deed::SetRole { .. }) {
        require_fresh(&institutes.kernel, &member.caller)?;
    }
    let mut known = HashSet::new();
    let people: Vec<MemberId> = request.members.into_iter().filter(|id| known.insert(*id)).collect();
    let mut all = ChangedMany::default();
    for some in people.chunks(AT_ONCE) {
        let outcomes = do_for_some(&institutes, &member, &origin, some, request.action).await?;
        for (person, outcome) in some.iter().zip(outcomes) {
            match outcome {
                Ok(()) => all.changed += 1,
                Err(why) => all.refused.push(Refusal::new(*person, why)),
            }
        }
    }
    Ok(Json(all))
}

type Outcomes = Vec<Result<(), Why>>;

async fn do_for_some(
    institutes: &Institutes,
    member: &Member,
    origin: &Origin,
    people: &[MemberId],
    deed: Deed,
) -> Result<Outcomes, Error> {
    let change = match deed {
        Deed::Deactivate => Change::Deactivate,
        Deed::Reactivate => Change::Reactivate,
        Deed::SetRole { role } => Change::Role(role),
        Deed::Resend => return institutes.resend_many(member, origin, people).await,
        Deed::Revoke => return institutes.revoke_many(member, origin, people).await,
    };
    let (audit, origin, people) = (institutes.directory.audit.clone(), origin.clone(), people.to_vec());
    let member = *member;
    let changed = institutes.change(member.institute, move |tx| {
        let (audit, origin, people) = (audit.clone(), origin.clone(), people.clone());
        Box::pin(async move {
            let mut outcomes = Outcomes::with_capacity(people.len());
            for person in people {
                let outcome = change_place(tx, &audit, &origin, &member, person, change).await;
                outcomes.push(of_one(outcome)?);
            }
            Ok(outcomes)
        })
    });
    changed.await
}

/// A refusal concerns one person; anything else concerns everybody.
pub(crate) fn of_one<T>(outcome: Result<T, Error>) -> Result<Result<(), Why>, Error> {
    match outcome {
        Ok(_) => Ok(Ok(())),
        Err(Error::Refused(why)) => Ok(Err(why)),
        Err(Error::NotFound) => Ok(Err(Why::NotFound)),
        Err(Error::TooEarly(_)) => Ok(Err(Why::TooEarly)),
        Err(error) => Err(error),
    }
}
