//! `POST /api/uploads`: begin a resumable upload, perhaps with its first bytes.

use axum::{
    body::Body,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use engine::NewContent;
use kernel::{Caller, Problem, json::Query};

use super::{
    EXPIRES, LENGTH, METADATA, answer, check_version, date, is_offset_stream,
    metadata::{self, Told},
    number,
    take::{Part, take},
};
use crate::{
    Drive,
    error::DriveError,
    http::{receive::text, send::set, target::FolderRef},
    model::{node::Place, path::DrivePath},
    rights::{Right, Whose},
    store::{
        uploads::{self, Upload},
        volumes::Volume,
    },
};

/// Unfinished uploads of one account.
const MOST_UPLOADS: u64 = 1000;

/// Begin a resumable upload (tus 1.0.0). `Upload-Metadata` has `filename`, or `relativePath` such as `a/b/c.txt`, and
/// optionally `folder` (an id or a path) and `sha256` (hexadecimal, verified at the end). The room is reserved at once.
#[utoipa::path(post, path = "/api/uploads", tag = "uploads",
    params(
        Whose,
        ("Tus-Resumable" = String, Header, description = "`1.0.0`"),
        ("Upload-Length" = u64, Header, description = "Bytes of the whole file."),
        ("Upload-Metadata" = String, Header, description = "`filename d29ybGQudHh0,folder L25vdGVz`"),
    ),
    request_body(content = Option<Vec<u8>>, content_type = "application/offset+octet-stream"),
    responses(
        (status = 201, description = "`Location` is the upload; `Upload-Expires` is when it is given up."),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such folder.", body = Problem, content_type = "application/problem+json"),
        (status = 412, description = "Another version of the protocol.", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "The allowance has no room.", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many unfinished uploads.", body = Problem, content_type = "application/problem+json"),
        (status = 460, description = "The bytes are not those of `Upload-Checksum`.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn create_upload(
    caller: Caller,
    State(drive): State<Drive>,
    whose: Result<Query<Whose>, Problem>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    answer(create(caller, drive, whose, headers, body).await)
}

async fn create(
    caller: Caller,
    drive: Drive,
    whose: Result<Query<Whose>, Problem>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, DriveError> {
    check_version(&headers)?;
    let Query(whose) = whose?;
    if headers.contains_key("upload-defer-length") {
        return Err(Problem::validation("upload-defer-length", "Say `Upload-Length` when the upload begins.").into());
    }
    let length = number(&headers, &LENGTH)?;
    let metadata = text(&headers, METADATA.as_str())?.unwrap_or_default().to_owned();
    let told = metadata::read(&metadata)?;
    let volume = drive.place(&caller, &whose, &told.folder, Right::Change).await?;
    let upload = begin(&drive, &volume, length, metadata, told).await?;

    let mut response = StatusCode::CREATED.into_response();
    set(&mut response, header::LOCATION, format!("/api/uploads/{}", upload.id));
    set(&mut response, EXPIRES, date(upload.expires_at));
    let part = if is_offset_stream(&headers) {
        Some(Part::new(0, &headers, body)?)
    } else {
        // Without bytes there will be no other request that could finish it.
        (length == 0).then(Part::empty)
    };
    if let Some(part) = part {
        take(&drive, &volume, upload.id, part).await?.describe(&mut response);
    }
    Ok(response)
}

async fn begin(
    drive: &Drive,
    volume: &Volume,
    length: u64,
    metadata: String,
    told: Told,
) -> Result<Upload, DriveError> {
    if uploads::count(drive.database(), volume.id).await? >= MOST_UPLOADS {
        let detail = "There are too many unfinished uploads. Finish or delete some of them.";
        return Err(Problem::new(StatusCode::TOO_MANY_REQUESTS, "RATE_LIMITED", detail).into());
    }
    let (base, path) = destination(drive, volume, told.folder, &told.path).await?;
    let new = NewContent {
        vault: volume.vault,
        allowance: volume.allowance,
        class: None,
        length: Some(length),
    };
    let (id, volume, now) = (drive.kernel().world.new_id(), volume.id, drive.kernel().world.now());
    let expires_at = now.after(drive.settings().upload_period);
    let begun = drive.engine().begin_resumable(new, move |tx, content| {
        let upload = Upload {
            id,
            volume,
            content,
            base,
            path: path.clone(),
            length,
            sha256: told.sha256,
            metadata: metadata.clone(),
            head: Vec::new(),
            created_at: now,
            expires_at,
            file: None,
        };
        Box::pin(async move {
            uploads::insert(tx, &upload).await?;
            Ok(upload)
        })
    });
    begun.await
}

/// Where the upload starts from and its path from there. A folder named by its id must exist now; whatever it is called
/// and wherever it lies when the upload ends, the file goes into it.
async fn destination(
    drive: &Drive,
    volume: &Volume,
    folder: FolderRef,
    path: &DrivePath,
) -> Result<(Place, String), DriveError> {
    if let FolderRef::Id(_) = folder {
        folder.clone().open(drive, volume.id).await?.live()?;
    }
    // Checks the depth as well.
    folder.clone().spot(drive, volume.id, path)?;
    let (base, above) = folder.split();
    let whole = path.names().iter().fold(above, |whole, name| whole.join(name.clone()));
    Ok((base, whole.to_string()))
}
