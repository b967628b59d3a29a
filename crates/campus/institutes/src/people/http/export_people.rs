//! `GET /api/institutes/{institute}/people/export`: the directory as a table.

use audit::{Entry, Origin};
use axum::{
    body::{Body, Bytes},
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use database::DatabaseError;
use futures::{Stream, stream};
use kernel::{InstituteId, Member, Problem};

use crate::{
    Error, Institutes, actions,
    people::{
        csv,
        store::{self, Wanted},
    },
};

/// People that are in memory at the same time.
const AT_ONCE: usize = 500;

/// Save the directory as CSV: UTF-8 with a byte order mark, by name. Cells that a spreadsheet would run begin with an
/// apostrophe.
#[utoipa::path(get, path = "/api/institutes/{institute}/people/export", tag = "institutes",
    params(("institute" = String, Path)), responses(
    (status = 200, description = "The table.", body = String, content_type = "text/csv"),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn export_people(
    member: Member,
    State(institutes): State<Institutes>,
    origin: Origin,
) -> Result<Response, Error> {
    let entry = Entry::new(member.institute, &origin, actions::DIRECTORY_EXPORTED).on(member.institute);
    institutes.note(entry).await?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"people.csv\""),
        (header::CACHE_CONTROL, "no-store"),
    ];
    let body = Body::from_stream(lines(institutes, member.institute));
    Ok((headers, body).into_response())
}

/// The table, page by page; ends with the error when the database does.
fn lines(institutes: Institutes, institute: InstituteId) -> impl Stream<Item = Result<Bytes, DatabaseError>> {
    let start = Some((
        csv::head(),
        Wanted {
            limit: AT_ONCE,
            ..Wanted::default()
        },
    ));
    stream::try_unfold(start, move |state| {
        let institutes = institutes.clone();
        async move {
            let Some((mut text, mut wanted)) = state else {
                return Ok(None);
            };
            let found = store::list(&institutes.directory.inside(institute), institute, &wanted).await?;
            text.extend(found.iter().map(|(_, person)| csv::row(person)));
            let next = (found.len() == AT_ONCE).then(|| {
                wanted.after = found.last().map(|(key, person)| (key.clone(), person.id));
                (String::new(), wanted)
            });
            Ok(Some((Bytes::from(text), next)))
        }
    })
}
