//! `POST /api/institutes/{institute}/imports`: a file with many people.

use audit::{Entry, Origin};
use axum::{
    body::Bytes,
    extract::{State, rejection::BytesRejection},
    http::StatusCode,
};
use kernel::{
    Jobs, Member, Problem,
    json::{Json, Query},
};
use serde::Deserialize;
use utoipa::IntoParams;

use super::view::ImportView;
use crate::{
    Error, Institutes, actions,
    import::{
        ImportId,
        read::{Payload, ReadImport},
        store::{self, NewImport},
    },
    words,
};

/// Imports of an institute that are under way at the same time.
const MOST_UNDER_WAY: u64 = 3;
const LONGEST_NAME: usize = 200;

/// What the file is called.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Named {
    #[serde(default)]
    name: String,
}

/// Upload a CSV file or a workbook (.xlsx) with people, at most 20 MiB. It is read and checked; nothing changes until the
/// import is confirmed. Columns are known by their headings in English or Hindi: name and email, and where there are some
/// role, phone, roll_number, guardian_email, password_hash (bcrypt).
#[utoipa::path(post, path = "/api/institutes/{institute}/imports", tag = "imports",
    params(("institute" = String, Path), Named),
    request_body(content((Vec<u8> = "text/csv"), (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))),
    responses(
    (status = 202, body = ImportView),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "Three imports are under way.", body = Problem, content_type = "application/problem+json"),
    (status = 413, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn start_import(
    member: Member,
    State(institutes): State<Institutes>,
    origin: Origin,
    Query(named): Query<Named>,
    body: Result<Bytes, BytesRejection>,
) -> Result<(StatusCode, Json<ImportView>), Error> {
    let file = body.map_err(|rejection| refused(&rejection))?;
    if file.is_empty() {
        return Err(Problem::validation("file", "The file is empty. Choose another one.").into());
    }
    let name = words::optional_line("name", &named.name, LONGEST_NAME)?.unwrap_or_else(|| "people".to_owned());
    let institute = member.institute;
    let id: ImportId = institutes.kernel.world.new_id();
    let job = institutes
        .kernel
        .jobs
        .prepare(ReadImport::KIND, serde_json::json!(Payload { institute, import: id }));
    let new = NewImport {
        id,
        name,
        reach: member.role,
        started_by: member.id,
        now: institutes.kernel.world.now(),
    };
    let (audit, job) = (
        institutes.directory.audit.clone(),
        job.on_behalf_of(member.caller.account),
    );
    let started = institutes.change(institute, move |tx| {
        let (audit, origin, job) = (audit.clone(), origin.clone(), job.clone());
        let (new, file) = (new.clone(), file.clone());
        Box::pin(async move {
            if store::under_way(tx, institute).await? >= MOST_UNDER_WAY {
                return Err(Error::TooManyImports);
            }
            store::insert(tx, institute, &new, &file).await?;
            Jobs::enqueue(tx, &job).await?;
            let entry = Entry::new(institute, &origin, actions::IMPORT_STARTED).on(id);
            audit.record(tx, entry.with("file", &new.name)).await?;
            store::find(tx, institute, id).await?.ok_or(Error::NotFound)
        })
    });
    let import = started.await?;
    institutes.kernel.jobs.wake();
    Ok((StatusCode::ACCEPTED, Json(import.into())))
}

fn refused(rejection: &BytesRejection) -> Problem {
    match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => {
            let detail = "A file has at most 20 MiB. Split it, or delete sheets and columns that are not needed.";
            Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "TOO_LARGE", detail)
        }
        _ => Problem::validation("file", "The file did not arrive whole. Send it again."),
    }
}
