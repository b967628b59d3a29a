//! `GET /api/user/export`: everything about the caller.

use axum::{extract::State, response::Response};
use base::Timestamp;
use kernel::{Caller, Problem};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::export_person::{PersonExport, about_person, saved_as};
use crate::{Error, Institutes, people::store};

/// Everything about a person.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MyExport {
    #[schema(value_type = String, format = DateTime)]
    exported_at: Timestamp,
    /// What the installation knows: profile, sessions, factors, tokens; no secrets.
    #[schema(value_type = Object)]
    account: Value,
    /// What each institute keeps about oneself.
    institutes: Vec<PersonExport>,
}

/// Save everything Lyceum keeps about oneself, besides one's files.
#[utoipa::path(get, path = "/api/user/export", tag = "user", responses(
    (status = 200, body = MyExport),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "Programs may not.", body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn export_me(caller: Caller, State(institutes): State<Institutes>) -> Result<Response, Error> {
    let account = institutes.people.export(caller.account).await?;
    let mut kept = Vec::new();
    for (institute, member) in institutes.directory.memberships(caller.account).await? {
        let inside = institutes.directory.inside(institute);
        if let Some(record) = store::find(&inside, institute, member).await? {
            kept.push(about_person(&institutes, institute, record).await?);
        }
    }
    let export = MyExport {
        exported_at: institutes.kernel.world.now(),
        account,
        institutes: kept,
    };
    Ok(saved_as("my-data.json", export))
}
