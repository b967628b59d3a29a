//! `POST /api/institutes`: a new institute.

use audit::Origin;
use axum::{extract::State, http::StatusCode};
use kernel::{Caller, Locale, Problem, Role, json::Json};
use serde::Deserialize;
use utoipa::ToSchema;

use super::view::InstituteView;
use crate::{
    Color, Error, Institutes, Settings,
    institute::{
        create::{FirstOwner, NewInstitute, open},
        store,
    },
};

/// What it is called and where it is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CreateInstitute {
    #[schema(example = "Vidya Classes", min_length = 1, max_length = 100)]
    name: String,
    /// A name of the IANA time zone database.
    #[schema(example = "Asia/Kolkata")]
    time_zone: String,
    language: Locale,
}

/// Open an institute. The caller becomes its first owner.
#[utoipa::path(post, path = "/api/institutes", tag = "institutes", request_body = CreateInstitute, responses(
    (status = 201, body = InstituteView),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "Only owners of the installation.", body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn create_institute(
    caller: Caller,
    State(institutes): State<Institutes>,
    origin: Origin,
    Json(request): Json<CreateInstitute>,
) -> Result<(StatusCode, Json<InstituteView>), Error> {
    let new = NewInstitute {
        id: institutes.kernel.world.new_id(),
        settings: Settings {
            name: request.name.parse()?,
            time_zone: request.time_zone.parse()?,
            language: request.language,
            color: Color::default(),
            contact_email: None,
        },
        now: institutes.kernel.world.now(),
    };
    let owner = first_owner(&institutes, &caller).await?;
    let id = new.id;
    let (directory, volumes) = (institutes.directory.clone(), institutes.volumes.clone());
    let opened = institutes.change(id, move |tx| {
        let (directory, volumes, origin) = (directory.clone(), volumes.clone(), origin.clone());
        let (new, owner) = (new.clone(), owner.clone());
        Box::pin(async move { open(tx, &directory, &volumes, &origin, &new, Some(&owner)).await })
    });
    opened.await?;
    tracing::info!(institute = %id, account = %caller.account, "an institute was opened");
    let about = store::find_active(&institutes.kernel.database, id)
        .await?
        .ok_or(Error::NotFound)?;
    let view = InstituteView::of(&institutes, about, Some(Role::Owner)).await?;
    Ok((StatusCode::CREATED, Json(view)))
}

async fn first_owner(institutes: &Institutes, caller: &Caller) -> Result<FirstOwner, Error> {
    let found = institutes.people.find(&[caller.account]).await?;
    let person = found.into_iter().next().ok_or(Error::NotFound)?;
    Ok(FirstOwner {
        member: institutes.kernel.world.new_id(),
        account: person.account,
        email: person.email,
        name: person.name,
    })
}
