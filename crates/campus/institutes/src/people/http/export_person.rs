//! `GET /api/institutes/{institute}/people/{member}/export`: everything the institute keeps about one person.

use audit::{Entry, Origin};
use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use base::Timestamp;
use kernel::{
    InstituteId, Institutes as _, Member, Problem,
    json::{Json, Path},
};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::{OnePerson, view::PersonView};
use crate::{
    Error, Institutes, actions, invitations,
    people::{model::Record, model::Why, store},
};

/// The most entries of the audit trail that go into one export.
const MOST_ENTRIES: usize = 5_000;

/// Everything an institute keeps about a person.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PersonExport {
    #[schema(value_type = String, format = DateTime)]
    exported_at: Timestamp,
    #[schema(value_type = String)]
    institute: InstituteId,
    institute_name: String,
    /// As in the directory.
    person: PersonView,
    /// The letters of the invitation under way; null when there is none.
    #[schema(value_type = Option<Object>)]
    invitation: Value,
    /// What the institute may know of the account: address, name, when it was used last. The rest belongs to the person,
    /// who exports it on their own. Null until they joined.
    #[schema(value_type = Option<Object>)]
    account: Value,
    /// What was done to the person, the newest first, at most 5,000 entries.
    #[schema(value_type = Vec<Object>)]
    audit: Value,
}

/// Save what the institute keeps about a person, for them or for whoever has a right to it.
#[utoipa::path(get, path = "/api/institutes/{institute}/people/{member}/export", tag = "institutes",
    params(("institute" = String, Path), ("member" = String, Path)), responses(
    (status = 200, body = PersonExport),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "One's own role does not reach that far, or a fresh proof is needed.", body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn export_person(
    member: Member,
    State(institutes): State<Institutes>,
    Path(path): Path<OnePerson>,
    origin: Origin,
) -> Result<Response, Error> {
    let person = path.member;
    let inside = institutes.directory.inside(member.institute);
    let record = store::find(&inside, member.institute, person)
        .await?
        .ok_or(Error::NotFound)?;
    if person != member.id && !member.role.may_manage(record.role) {
        return Err(Why::NotAllowed.into());
    }
    let entry = Entry::new(member.institute, &origin, actions::EXPORTED).on(person);
    institutes.note(entry).await?;
    let export = about_person(&institutes, member.institute, record).await?;
    Ok(saved_as("person.json", export))
}

/// Puts everything together.
pub(crate) async fn about_person(
    institutes: &Institutes,
    institute: InstituteId,
    record: Record,
) -> Result<PersonExport, Error> {
    let inside = institutes.directory.inside(institute);
    let sent = invitations::store::sent(&inside, institute, record.id).await?;
    let branding = institutes.directory.branding(institute).await?.ok_or(Error::NotFound)?;
    let trail = audit::about(
        &institutes.kernel.database,
        institute,
        &record.id.to_string(),
        MOST_ENTRIES,
    )
    .await?;
    Ok(PersonExport {
        exported_at: institutes.kernel.world.now(),
        institute,
        institute_name: branding.name,
        invitation: sent.map_or(
            Value::Null,
            |sent| json!({"letters": sent.times, "last_sent_at": sent.at, "good_until": record.invited_until}),
        ),
        account: known_account(institutes, &record).await?,
        audit: json!(trail),
        person: PersonView::of(institutes, record).await?,
    })
}

async fn known_account(institutes: &Institutes, record: &Record) -> Result<Value, Problem> {
    let accounts: Vec<_> = record.account.into_iter().collect();
    let found = institutes.people.find(&accounts).await?;
    Ok(found.into_iter().next().map_or(
        Value::Null,
        |person| json!({"email": person.email, "name": person.name, "last_seen_at": person.last_seen_at}),
    ))
}

/// An answer that browsers save rather than show, and do not keep.
pub(crate) fn saved_as(name: &str, body: impl Serialize) -> Response {
    let headers = [
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, Json(body)).into_response()
}
