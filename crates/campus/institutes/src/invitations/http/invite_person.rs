//! `POST /api/institutes/{institute}/invitations`: somebody new.

use audit::{Entry, Origin};
use axum::{extract::State, http::StatusCode};
use kernel::{Member, Problem, Role, json::Json};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    Error, Institutes, actions,
    institute::store as institutes_store,
    invitations::sending,
    people::{
        http::view::PersonView,
        members::{self, Typed},
        model::Why,
        store,
    },
};

/// Whom to invite.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct InvitePerson {
    #[schema(example = "asha@example.org")]
    email: String,
    #[schema(example = "Asha Rao", min_length = 1, max_length = 100)]
    name: String,
    role: Role,
    /// Digits, spaces and `+ - ( ) . /`.
    #[serde(default)]
    phone: String,
    #[serde(default)]
    roll_number: String,
    #[serde(default)]
    guardian_email: String,
}

/// Put somebody into the directory and send them an invitation: good once, for 14 days, for this address alone.
#[utoipa::path(post, path = "/api/institutes/{institute}/invitations", tag = "institutes",
    params(("institute" = String, Path)), request_body = InvitePerson, responses(
    (status = 201, body = PersonView),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "One's own role does not reach that far.", body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "The address is in the directory already.", body = Problem, content_type = "application/problem+json"),
    (status = 429, description = "No more invitations leave today.", body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn invite_person(
    member: Member,
    State(institutes): State<Institutes>,
    origin: Origin,
    Json(request): Json<InvitePerson>,
) -> Result<(StatusCode, Json<PersonView>), Error> {
    let typed = Typed {
        email: &request.email,
        name: &request.name,
        role: request.role,
        phone: &request.phone,
        roll_number: &request.roll_number,
        guardian_email: &request.guardian_email,
    };
    let new = typed.check().map_err(|mut problems| problems.swap_remove(0))?;
    if !member.role.may_manage(new.role) {
        return Err(Why::NotAllowed.into());
    }
    let institute = member.institute;
    let about = institutes_store::find_active(&institutes.kernel.database, institute).await?;
    let inviter = institutes.name_of(&member).await?;
    let outgoing =
        institutes.write_invitation(&about.ok_or(Error::NotFound)?, &new.email, new.role, inviter.as_deref())?;
    let (id, now) = (institutes.kernel.world.new_id(), institutes.kernel.world.now());
    let (audit, post) = (institutes.directory.audit.clone(), institutes.post.clone());
    let invited = institutes.change(institute, move |tx| {
        let (audit, post, origin) = (audit.clone(), post.clone(), origin.clone());
        let (new, outgoing) = (new.clone(), outgoing.clone());
        Box::pin(async move {
            if !members::insert_invited(tx, institute, id, &new, now).await? {
                return Err(Error::AddressTaken);
            }
            sending::send(tx, &post, institute, id, &outgoing, now).await?;
            let entry = Entry::new(institute, &origin, actions::INVITED).on(id);
            audit
                .record(tx, entry.with("email", &new.email).with("role", &new.role))
                .await?;
            store::find(tx, institute, id).await?.ok_or(Error::NotFound)
        })
    });
    let record = invited.await?;
    institutes.post.wake();
    Ok((StatusCode::CREATED, Json(PersonView::of(&institutes, record).await?)))
}
