//! `PUT /api/institutes/{institute}/policy`: another one.

use audit::{Entry, Origin};
use axum::extract::State;
use kernel::{Member, Problem, json::Json};

use crate::{
    Error, Institutes, actions,
    policy::{model::Policy, store},
};

/// Change what the institute asks of its people at sign-in. It applies at everybody's next sign-in: nobody is thrown out
/// of what they are doing, and who has more sessions than allowed is asked when they sign in again. `strong_roles` alone
/// applies at once.
#[utoipa::path(put, path = "/api/institutes/{institute}/policy", tag = "institutes",
    params(("institute" = String, Path)), request_body = Policy, responses(
    (status = 200, body = Policy),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "A fresh proof is needed.", body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn put_policy(
    member: Member,
    State(institutes): State<Institutes>,
    origin: Origin,
    Json(request): Json<Policy>,
) -> Result<Json<Policy>, Error> {
    let policy = request.checked()?;
    let (id, audit, after) = (member.institute, institutes.directory.audit.clone(), policy.clone());
    let changed = institutes.change(id, move |tx| {
        let (after, origin, audit) = (after.clone(), origin.clone(), audit.clone());
        Box::pin(async move {
            let before = store::find(&mut *tx, id).await?;
            if before != after {
                store::put(tx, id, &after).await?;
                let entry = Entry::new(id, &origin, actions::POLICY_CHANGED).on(id);
                audit.record(tx, entry.change(&before, &after)).await?;
            }
            Ok(())
        })
    });
    changed.await?;
    Ok(Json(policy))
}
