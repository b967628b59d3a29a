//! `GET …/audit/export`: the record as a file.

use std::{io, sync::Arc, time::Duration};

use axum::{
    body::Body,
    extract::State,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use futures::{SinkExt, channel::mpsc};
use kernel::{InstituteId, Kernel, Member, People, Problem, json::Query};
use serde::Deserialize;
use tokio::sync::OwnedSemaphorePermit;
use utoipa::{IntoParams, ToSchema};

use super::{
    csv_file,
    view::{COLUMNS, EntryView, Wanted, views},
};
use crate::{
    Action, Audit, Entry, INSTALLATION, Origin,
    store::{self, Filter, Side},
};

/// The record was taken away as a file.
const EXPORTED: Action = Action::new("audit.exported");
/// Entries read at a time.
const PAGE: usize = 500;
/// The most entries of one file. Whoever has more asks for one period after the other.
const MOST: usize = 1_000_000;
/// How soon to come back when others are reading whole chains.
const BUSY: Duration = Duration::from_secs(10);

/// How the file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Format {
    /// Comma-separated values, for spreadsheets.
    Csv,
    /// One JSON object on each line, for programs.
    Ndjson,
}

/// How the file is written.
#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Form {
    #[param(inline)]
    format: Format,
}

/// Download the institute's record, the oldest entry first, up to 1,000,000 entries. Takes the filters of the list.
#[utoipa::path(get, path = "/api/institutes/{institute}/audit/export", tag = "audit",
    params(("institute" = String, Path), Form, Wanted), responses(
    (status = 200, description = "The file.", content((String = "text/csv"), (String = "application/x-ndjson"))),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "`STEP_UP_REQUIRED`", body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 429, description = "Others are verifying or exporting.", body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn export_institute_audit(
    member: Member,
    origin: Origin,
    State(kernel): State<Kernel>,
    State(audit): State<Audit>,
    State(people): State<Arc<dyn People>>,
    Query(form): Query<Form>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    let task = Task::begin(kernel, &audit, people, member.institute, wanted.filter(), form.format)?;
    task.note(&audit, origin).await?;
    Ok(task.answer())
}

/// Download the installation's record, the oldest entry first, up to 1,000,000 entries. Takes the filters of the list.
#[utoipa::path(get, path = "/api/audit/export", tag = "audit", params(Form, Wanted), responses(
    (status = 200, description = "The file.", content((String = "text/csv"), (String = "application/x-ndjson"))),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "`STEP_UP_REQUIRED`", body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 429, description = "Others are verifying or exporting.", body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn export_audit(
    origin: Origin,
    State(kernel): State<Kernel>,
    State(audit): State<Audit>,
    State(people): State<Arc<dyn People>>,
    Query(form): Query<Form>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    let task = Task::begin(kernel, &audit, people, INSTALLATION, wanted.filter(), form.format)?;
    task.note(&audit, origin).await?;
    Ok(task.answer())
}

/// An export under way.
struct Task {
    kernel: Kernel,
    people: Arc<dyn People>,
    institute: InstituteId,
    filter: Filter,
    format: Format,
    _seat: OwnedSemaphorePermit,
}

impl Task {
    fn begin(
        kernel: Kernel,
        audit: &Audit,
        people: Arc<dyn People>,
        institute: InstituteId,
        filter: Filter,
        format: Format,
    ) -> Result<Self, Problem> {
        let seat = Arc::clone(&audit.readers).try_acquire_owned();
        Ok(Task {
            kernel,
            people,
            institute,
            filter,
            format,
            _seat: seat.map_err(|_| Problem::rate_limited(BUSY))?,
        })
    }

    /// Writes down that the record was taken away, and by whom.
    async fn note(&self, audit: &Audit, origin: Origin) -> Result<(), Problem> {
        let (audit, institute, format) = (audit.clone(), self.institute, self.format);
        let noted = self.kernel.database.write(move |tx| {
            let (audit, origin) = (audit.clone(), origin.clone());
            Box::pin(async move {
                let format = match format {
                    Format::Csv => "csv",
                    Format::Ndjson => "ndjson",
                };
                let entry = Entry::new(institute, &origin, EXPORTED).with("format", &format);
                audit.record(tx, entry).await?;
                Ok::<_, database::DatabaseError>(())
            })
        });
        Ok(noted.await?)
    }

    fn answer(self) -> Response {
        let (kind, ending) = match self.format {
            Format::Csv => ("text/csv; charset=utf-8", "csv"),
            Format::Ndjson => ("application/x-ndjson", "ndjson"),
        };
        let day = self.kernel.world.now().to_chrono().format("%Y-%m-%d").to_string();
        let name = format!("attachment; filename=\"audit-{day}.{ending}\"");
        let (mut pieces, receiver) = mpsc::channel(2);
        tokio::spawn(async move {
            if let Err(problem) = self.send(&mut pieces).await {
                tracing::warn!(detail = problem.detail, "an export of the audit record ends early");
                // Broken off, so that nobody takes it for the whole.
                let _ = pieces
                    .send(Err(io::Error::other("the record could not be read to its end")))
                    .await;
            }
        });
        let mut response = Body::from_stream(receiver).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
        if let Ok(name) = HeaderValue::try_from(name) {
            headers.insert(header::CONTENT_DISPOSITION, name);
        }
        response
    }

    /// Sends the file piece by piece, and stops when nobody listens any more.
    async fn send(&self, pieces: &mut mpsc::Sender<io::Result<Bytes>>) -> Result<(), Problem> {
        if self.format == Format::Csv && pieces.send(Ok(csv_file::line(COLUMNS).into())).await.is_err() {
            return Ok(());
        }
        let (mut last, mut sent) = (0, 0);
        while sent < MOST {
            let side = Side::Above(last);
            let entries = store::page(&self.kernel.database, self.institute, &self.filter, side, PAGE).await?;
            let Some(end) = entries.last() else {
                return Ok(());
            };
            last = end.link.number;
            sent += entries.len();
            let views = views(self.people.as_ref(), entries).await?;
            let piece: Vec<u8> = views.iter().flat_map(|entry| self.line(entry)).collect();
            if pieces.send(Ok(piece.into())).await.is_err() {
                return Ok(());
            }
        }
        Ok(())
    }

    fn line(&self, entry: &EntryView) -> Vec<u8> {
        match self.format {
            Format::Csv => csv_file::line(entry.cells().iter().map(String::as_str)),
            Format::Ndjson => {
                // Texts and numbers: writing them as JSON cannot fail.
                let mut line = serde_json::to_vec(entry).unwrap_or_default();
                line.push(b'\n');
                line
            }
        }
    }
}
