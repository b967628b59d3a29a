//! `POST /api/invitations/accept`: join with the account one has.

use audit::Origin;
use axum::extract::State;
use kernel::{Caller, InstituteId, Institutes as _, Problem, json::Json};
use serde::Serialize;
use utoipa::ToSchema;

use super::look_at_invitation::HeldInvitation;
use crate::{Error, Institutes, people::store, words};

/// Where one belongs now.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Joined {
    #[schema(value_type = String)]
    institute: InstituteId,
}

/// Join the institute that invites. The account's address must be the invited one.
#[utoipa::path(post, path = "/api/invitations/accept", tag = "institutes", request_body = HeldInvitation, responses(
    (status = 200, body = Joined),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "The invitation is for another address.", body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "Unknown, used, revoked or too old.", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "The account belongs to the institute already.", body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn accept_invitation(
    caller: Caller,
    State(institutes): State<Institutes>,
    origin: Origin,
    Json(held): Json<HeldInvitation>,
) -> Result<Json<Joined>, Error> {
    let invited = institutes
        .directory
        .invited(held.secret())
        .await?
        .ok_or(Error::InvitationOver)?;
    let found = institutes.people.find(&[caller.account]).await?;
    let own = found.into_iter().next().ok_or(Error::AnotherAddress)?;
    if words::email("email", &own.email)? != invited.email {
        return Err(Error::AnotherAddress);
    }
    let inside = institutes.directory.inside(invited.institute);
    if store::by_account(&inside, invited.institute, caller.account)
        .await?
        .is_some()
    {
        return Err(Error::AlreadyHere);
    }
    let (directory, secret) = (institutes.directory.clone(), held.secret().to_owned());
    let joined = institutes.change(invited.institute, move |tx| {
        let (directory, secret, origin) = (directory.clone(), secret.clone(), origin.clone());
        Box::pin(async move { Ok(directory.join_from(tx, &secret, caller.account, &origin).await?) })
    });
    let institute = joined.await?.ok_or(Error::InvitationOver)?;
    Ok(Json(Joined { institute }))
}
