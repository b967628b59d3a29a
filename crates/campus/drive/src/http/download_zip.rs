//! `GET /api/folders/{id}/zip`: a folder as one archive.

use std::{collections::HashMap, io};

use axum::{
    body::Body,
    extract::State,
    http::{HeaderValue, Method, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use engine::ContentId;
use futures::{SinkExt, StreamExt, TryStreamExt, channel::mpsc, stream};
use kernel::{
    Caller, Problem,
    json::{Path, Query},
};
use tokio::sync::OwnedSemaphorePermit;

use super::{
    send::{never_run, open, set},
    target::FolderRef,
};
use crate::{
    Drive,
    error::DriveError,
    ids::VolumeId,
    model::{
        disposition::{Disposition, content_disposition},
        node::{Kind, Node, Place},
    },
    rights::{Right, Whose},
    store::tree::Walk,
    zip::{self, Member, ZipError, ZipWriter},
};

/// Files and folders in one archive; what must be remembered of each fits a few hundred bytes.
const MOST_PACKED: usize = 100_000;
/// Files opened ahead of the one being sent.
const AHEAD: usize = 6;
/// Files up to this size are read ahead whole.
const SMALL: u64 = 64 << 10;

/// Download a folder, with everything below it, as a ZIP archive of known length.
#[utoipa::path(get, path = "/api/folders/{id}/zip", tag = "files",
    params(("id" = String, Path, description = "`folder_…`, or `top` for everything; at most 100,000 files and folders."), Whose),
    responses(
        (status = 200, description = "The archive.", content_type = "application/zip"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "`TOO_LARGE`: take the folders inside one by one.", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many archives at once.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(super) async fn download_zip(
    caller: Caller,
    State(drive): State<Drive>,
    Path(id): Path<String>,
    Query(whose): Query<Whose>,
    method: Method,
) -> Result<Response, DriveError> {
    let folder = FolderRef::parse(&id)?;
    let volume = drive.place(&caller, &whose, &folder, Right::Look).await?;
    let chain = folder.open(&drive, volume.id).await?;
    let permit = drive.archives().try_acquire_owned();
    let permit = permit.map_err(|_| Problem::rate_limited(std::time::Duration::from_secs(10)))?;
    let folder = chain.links.last().map(|link| link.name.to_string());
    let packed = pack_list(&drive, volume.id, chain.place(), folder.as_deref()).await?;
    let length = zip::length(packed.iter().map(|packed| &packed.member));

    let body = if method == Method::HEAD {
        Body::empty()
    } else {
        body(drive, packed, permit)
    };
    let mut response = body.into_response();
    let name = format!("{}.zip", folder.as_deref().unwrap_or("Lyceum"));
    set(&mut response, header::CONTENT_TYPE, "application/zip");
    set(&mut response, header::CONTENT_LENGTH, HeaderValue::from(length));
    set(
        &mut response,
        header::CONTENT_DISPOSITION,
        content_disposition(Disposition::Attachment, &name),
    );
    set(&mut response, header::CACHE_CONTROL, "private, no-store");
    never_run(&mut response);
    Ok(response)
}

/// A member of the archive and where its bytes are.
struct Packed {
    member: Member,
    content: Option<ContentId>,
}

/// Lists what goes into the archive. Bytes never change, so what is listed can be sent whatever happens to the names.
async fn pack_list(
    drive: &Drive,
    volume: VolumeId,
    place: Place,
    folder: Option<&str>,
) -> Result<Vec<Packed>, DriveError> {
    let mut walk = Walk::below(volume, place, MOST_PACKED);
    let top = folder.map_or_else(String::new, |name| format!("{name}/"));
    let mut folders: HashMap<Place, String> = HashMap::from([(place, top)]);
    let mut packed = Vec::new();
    while let Some(page) = walk.page(drive.database()).await? {
        for node in page {
            let Some(around) = folders.get(&node.place) else {
                continue;
            };
            let packed_node = packed_as(&node, around);
            if node.is_folder() {
                folders.insert(Place::In(node.id), packed_node.member.name.clone());
            }
            packed.push(packed_node);
        }
    }
    Ok(packed)
}

fn packed_as(node: &Node, around: &str) -> Packed {
    let (slash, size, content) = match &node.kind {
        Kind::Folder => ("/", 0, None),
        Kind::File(body) => ("", body.current.size, Some(body.current.content)),
    };
    let member = Member {
        name: format!("{around}{}{slash}", node.name),
        size,
        modified: node.modified_at,
    };
    Packed { member, content }
}

/// Why an archive broke off.
#[derive(Debug, thiserror::Error)]
enum PackError {
    #[error(transparent)]
    Drive(#[from] DriveError),
    #[error(transparent)]
    Zip(#[from] ZipError),
    #[error("nobody listens any more")]
    Gone(#[from] mpsc::SendError),
}

type Pieces = mpsc::Sender<io::Result<Bytes>>;

/// The archive as a body. A task of its own fills it, two pieces ahead.
fn body(drive: Drive, packed: Vec<Packed>, permit: OwnedSemaphorePermit) -> Body {
    let (mut pieces, receiver) = mpsc::channel(2);
    tokio::spawn(async move {
        let _permit = permit;
        match pack(&drive, packed, &mut pieces).await {
            Ok(()) | Err(PackError::Gone(_)) => {}
            Err(error) => {
                tracing::warn!(error = %base::chain(&error), "an archive ends early");
                // The length was told: an answer that breaks off cannot be taken for a whole one.
                let _ = pieces
                    .send(Err(io::Error::other("the archive could not be completed")))
                    .await;
            }
        }
    });
    Body::from_stream(receiver)
}

async fn pack(drive: &Drive, packed: Vec<Packed>, pieces: &mut Pieces) -> Result<(), PackError> {
    let mut zip = ZipWriter::default();
    let opened = stream::iter(packed)
        .map(|packed| open_member(drive, packed))
        .buffered(AHEAD);
    let mut opened = std::pin::pin!(opened);
    while let Some((member, mut bytes)) = opened.try_next().await? {
        pieces.send(Ok(zip.begin(member)?.into())).await?;
        while let Some(bytes) = bytes.try_next().await? {
            zip.bytes(&bytes)?;
            pieces.send(Ok(bytes)).await?;
        }
        pieces.send(Ok(zip.end()?.into())).await?;
    }
    for record in zip.finish() {
        pieces.send(Ok(record.into())).await?;
    }
    Ok(())
}

type Opened = (Member, stream::BoxStream<'static, Result<Bytes, DriveError>>);

async fn open_member(drive: &Drive, packed: Packed) -> Result<Opened, DriveError> {
    let Some(content) = packed.content.filter(|_| packed.member.size > 0) else {
        return Ok((packed.member, stream::empty().boxed()));
    };
    let bytes = open(drive, content, 0..packed.member.size)
        .await?
        .map_err(DriveError::from);
    if packed.member.size > SMALL {
        return Ok((packed.member, bytes.boxed()));
    }
    let whole: Vec<Bytes> = bytes.try_collect().await?;
    Ok((packed.member, stream::iter(whole.into_iter().map(Ok)).boxed()))
}
