//! `POST /api/invitations/look`: what an invitation says, for whoever holds it.

use axum::extract::State;
use base::Timestamp;
use base64::{Engine, engine::general_purpose::STANDARD};
use kernel::{Problem, Role, json::Json};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    Error, Institutes,
    institute::{model::Institute, store as institutes_store},
    invitations::store,
    secret,
};

/// What stood in the letter.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HeldInvitation {
    /// The part of the link behind `#`.
    secret: String,
}

impl HeldInvitation {
    pub(super) fn secret(&self) -> &str {
        &self.secret
    }
}

/// How the institute shows itself to somebody who does not belong to it yet.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct InvitingInstitute {
    name: String,
    /// `#rrggbb`
    color: String,
    /// The picture itself, as a `data:` address; null when there is none.
    logo: Option<String>,
}

/// What an invitation says.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct InvitationView {
    institute: InvitingInstitute,
    /// The address it was sent to; nobody else can use it.
    email: String,
    name: String,
    role: Role,
    /// Whether this address has an account here already: then its owner signs in, otherwise they register.
    account_exists: bool,
    #[schema(value_type = Option<String>, format = DateTime)]
    expires_at: Option<Timestamp>,
}

/// See what an invitation is about. The secret goes into the body, where no log sees it.
#[utoipa::path(post, path = "/api/invitations/look", tag = "institutes", request_body = HeldInvitation, responses(
    (status = 200, body = InvitationView),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "Unknown, used, revoked or too old.", body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn look_at_invitation(
    State(institutes): State<Institutes>,
    Json(held): Json<HeldInvitation>,
) -> Result<Json<InvitationView>, Error> {
    let (institute, hash) = secret::presented(held.secret()).ok_or(Error::InvitationOver)?;
    let about = institutes_store::find_active(&institutes.kernel.database, institute).await?;
    let about = about.ok_or(Error::InvitationOver)?;
    let inside = institutes.directory.inside(institute);
    let now = institutes.kernel.world.now();
    let person = store::invited(&inside, institute, hash, now)
        .await?
        .ok_or(Error::InvitationOver)?;
    Ok(Json(InvitationView {
        account_exists: account_exists(&institutes, &person.email).await?,
        institute: shown(&institutes, about).await?,
        email: person.email,
        name: person.name,
        role: person.role,
        expires_at: person.invited_until,
    }))
}

async fn account_exists(institutes: &Institutes, email: &str) -> Result<bool, Error> {
    let (people, email) = (institutes.people.clone(), email.to_owned());
    let found = institutes.kernel.database.write::<_, Error, _>(move |tx| {
        let (people, email) = (people.clone(), email.clone());
        Box::pin(async move { Ok(people.by_email(tx, &email).await?) })
    });
    Ok(found.await?.is_some())
}

async fn shown(institutes: &Institutes, about: Institute) -> Result<InvitingInstitute, Error> {
    let logo = institutes_store::logo(&institutes.directory.inside(about.id), about.id).await?;
    Ok(InvitingInstitute {
        name: about.name,
        color: about.color,
        logo: logo.map(|(media_type, bytes)| format!("data:{media_type};base64,{}", STANDARD.encode(bytes))),
    })
}
