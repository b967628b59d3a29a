//! `POST /api/files`: a file from a form.

use axum::{
    body::Body,
    extract::{
        FromRequest, Multipart, Request, State,
        multipart::{Field, MultipartError},
    },
    http::StatusCode,
    response::Response,
};
use kernel::{Caller, Problem, json::Query};
use utoipa::ToSchema;

use super::{
    entry::Entry,
    receive::{self, Received, answer, receive, refuse_large_form, save},
    target::FolderRef,
};
use crate::{
    Drive,
    error::DriveError,
    model::{digest, path::DrivePath},
    rights::{Right, Whose},
    store::{saving::Guard, volumes::Volume},
};

/// The longest text field: a path of names from all scripts.
const TEXT_FIELD: usize = 32 << 10;

/// The fields of the form.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "only its shape is of interest")]
pub(super) struct FileForm {
    /// The bytes, with a file name.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
    /// Where to: a folder's id or a path; the top when absent. Missing folders of a path are made.
    folder: Option<String>,
    /// The name, when it is not the one of the file.
    name: Option<String>,
    /// SHA-256 in hexadecimal, verified.
    sha256: Option<String>,
}

/// Upload a file from a form. A file of that name in that folder gets a new version.
#[utoipa::path(post, path = "/api/files", tag = "files", params(Whose),
    request_body(content = inline(FileForm), content_type = "multipart/form-data"),
    responses(
        (status = 201, body = Entry),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such folder.", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "A folder has the name.", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "The allowance has no room.", body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    ))]
pub(super) async fn post_file(
    caller: Caller,
    State(drive): State<Drive>,
    Query(whose): Query<Whose>,
    request: Request<Body>,
) -> Result<Response, DriveError> {
    let volume = drive.whole(&caller, &whose, Right::Change).await?;
    refuse_large_form(&drive, &volume, receive::length(request.headers(), request.body())).await?;
    let multipart = Multipart::from_request(request, &()).await;
    let multipart = multipart.map_err(|rejection| Problem::validation("content-type", rejection.body_text()))?;
    let form = read(&drive, &volume, multipart).await?;

    let name = form.name.or(form.file_name).unwrap_or_default();
    let name = DrivePath::default().join(crate::model::name::Name::new(&name)?);
    let spot = FolderRef::parse_optional(form.folder.as_deref())?.spot(&drive, volume.id, &name)?;
    let promised = form.sha256.as_deref().map(digest::sha256_hex).transpose()?;
    let received = form
        .received
        .ok_or_else(|| Problem::validation("file", "The form has no field `file`."))?;
    let saved = save(&drive, &volume, spot, Guard::default(), promised, received).await?;
    let mut response = answer(&saved);
    *response.status_mut() = StatusCode::CREATED;
    Ok(response)
}

#[derive(Default)]
struct Form {
    folder: Option<String>,
    name: Option<String>,
    sha256: Option<String>,
    file_name: Option<String>,
    received: Option<Received>,
}

/// Reads the fields in whatever order they come.
async fn read(drive: &Drive, volume: &Volume, mut multipart: Multipart) -> Result<Form, DriveError> {
    let mut form = Form::default();
    while let Some(field) = multipart.next_field().await? {
        match field.name().unwrap_or_default() {
            "folder" => form.folder = Some(text(field).await?),
            "name" => form.name = Some(text(field).await?),
            "sha256" => form.sha256 = Some(text(field).await?),
            "file" if form.received.is_none() => {
                form.file_name = field.file_name().map(last_part);
                form.received = Some(receive(drive, volume, None, field).await?);
            }
            "file" => return Err(Problem::validation("file", "Send one file in each request.").into()),
            // What a form has besides is no business of ours; `next_field` skips it.
            _ => {}
        }
    }
    Ok(form)
}

/// Some programs send a whole path as the file's name.
fn last_part(name: &str) -> String {
    name.rsplit(['/', '\\']).next().unwrap_or_default().to_owned()
}

async fn text(mut field: Field<'_>) -> Result<String, DriveError> {
    let name = field.name().unwrap_or_default().to_owned();
    let mut bytes = Vec::new();
    while let Some(piece) = field.chunk().await? {
        bytes.extend_from_slice(&piece);
        if bytes.len() > TEXT_FIELD {
            return Err(Problem::validation(&name, "The field is too long.").into());
        }
    }
    String::from_utf8(bytes).map_err(|_| Problem::validation(&name, "The field is not UTF-8 text.").into())
}

impl From<MultipartError> for DriveError {
    fn from(error: MultipartError) -> Self {
        Problem::validation("body", error.body_text()).into()
    }
}
