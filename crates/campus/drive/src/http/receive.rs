//! Bytes on their way in: from a request's body into the engine, and from there under a name.

use std::sync::Arc;

use axum::{
    body::{Body, HttpBody},
    http::{HeaderMap, HeaderName, StatusCode, header},
    response::{IntoResponse, Response},
};
use base::ByteSize;
use bytes::Bytes;
use engine::{Finished, NewContent, WriteError};
use futures::{Stream, StreamExt};
use kernel::{Problem, json::Json};

use super::entry::Entry;
use crate::{
    Drive,
    error::DriveError,
    model::{
        digest,
        media::{self, Head},
    },
    store::{
        saving::{self, Guard, NewFile, Saved, Spot},
        volumes::Volume,
    },
};

/// Bytes that are durable and have no name yet. Dropped, they are cleaned up.
pub(crate) struct Received {
    pub finished: Finished,
    pub head: Head,
}

/// Streams bytes into the engine. When the length is known and too much, nothing of the stream is read.
pub(crate) async fn receive<E: Into<DriveError>>(
    drive: &Drive,
    volume: &Volume,
    length: Option<u64>,
    stream: impl Stream<Item = Result<Bytes, E>>,
) -> Result<Received, DriveError> {
    let new = NewContent {
        vault: volume.vault,
        allowance: volume.allowance,
        class: None,
        length,
    };
    let mut writer = drive.engine().writer(new).await?;
    let mut head = Head::default();
    let mut stream = std::pin::pin!(stream);
    while let Some(bytes) = stream.next().await {
        let bytes = bytes.map_err(Into::into)?;
        head.see(&bytes);
        writer.write(bytes).await?;
    }
    Ok(Received {
        finished: writer.finish().await?,
        head,
    })
}

/// A body as a stream whose errors are ours.
pub(crate) fn stream(body: Body) -> impl Stream<Item = Result<Bytes, DriveError>> {
    body.into_data_stream().map(|bytes| bytes.map_err(DriveError::Body))
}

/// The length of a body, if it was announced. The header knows it even when a layer in between has wrapped the body; the
/// server holds the client to it.
pub(crate) fn length(headers: &HeaderMap, body: &Body) -> Option<u64> {
    let announced = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok()?.parse().ok());
    announced.or_else(|| body.size_hint().exact())
}

/// What a client promised about the bytes it sends.
pub(crate) fn promised(headers: &HeaderMap) -> Result<Option<[u8; 32]>, DriveError> {
    for name in [
        HeaderName::from_static("repr-digest"),
        HeaderName::from_static("content-digest"),
    ] {
        let Some(field) = headers.get(name) else { continue };
        let hash = digest::sha256_of(field.to_str().map_err(|_| digest::Malformed)?)?;
        if hash.is_some() {
            return Ok(hash);
        }
    }
    Ok(None)
}

/// Makes received bytes visible under a name.
pub(crate) async fn save(
    drive: &Drive,
    volume: &Volume,
    spot: Spot,
    guard: Guard,
    promised: Option<[u8; 32]>,
    received: Received,
) -> Result<Saved, DriveError> {
    if promised.is_some_and(|promised| promised != received.finished.sha256) {
        return Err(DriveError::Checksum);
    }
    let world = drive.kernel().world.clone();
    let media_type = media::media_type(&spot.name, &received.head);
    let new = Arc::new(NewFile {
        spot,
        id: world.new_id(),
        version: world.new_id(),
        media_type,
        guard,
        now: world.now(),
    });
    let (id, holder, engine) = (volume.id, *new.version.as_bytes(), drive.engine().clone());
    let saved = drive
        .engine()
        .commit::<Saved, DriveError, _>(received.finished, holder, move |tx, content| {
            let (new, world, engine) = (Arc::clone(&new), world.clone(), engine.clone());
            Box::pin(async move { saving::save(tx, id, &new, content, &engine, &world).await })
        })
        .await?;
    drive.remember(volume.id, &saved.chain);
    drive.announce(volume);
    Ok(saved)
}

/// 201 for a new file, 200 for a new version.
pub(crate) fn answer(saved: &Saved) -> Response {
    let status = if saved.created {
        StatusCode::CREATED
    } else {
        StatusCode::OK
    };
    let mut response = (status, Json(Entry::new(&saved.node, &saved.chain))).into_response();
    if let Some(file) = saved.node.file()
        && let Ok(etag) = file.current.validators().etag().parse()
    {
        response.headers_mut().insert(header::ETAG, etag);
    }
    response
}

/// Refuses before a byte is read what cannot fit: a form of this length holds a file not much shorter.
pub(crate) async fn refuse_large_form(drive: &Drive, volume: &Volume, length: Option<u64>) -> Result<(), DriveError> {
    /// Forms up to this length are read without asking first: the commit asks.
    const ASK_FROM: u64 = 1 << 20;
    /// What boundaries and other fields of a form take at most.
    const WRAPPING: u64 = 64 << 10;
    let Some(needed) = length
        .filter(|length| *length > ASK_FROM)
        .map(|length| length - WRAPPING)
    else {
        return Ok(());
    };
    let Some(allowance) = drive.engine().allowance(volume.allowance).await? else {
        return Ok(());
    };
    let used = allowance.used.saturating_add(allowance.reserved);
    if used.saturating_add(needed) <= allowance.limit {
        return Ok(());
    }
    Err(WriteError::QuotaExceeded {
        limit: ByteSize(allowance.limit),
        used: ByteSize(used),
        needed: ByteSize(needed),
    }
    .into())
}

/// A header that must be readable text.
pub(crate) fn text<'h>(headers: &'h HeaderMap, name: &str) -> Result<Option<&'h str>, DriveError> {
    let readable = |value: &'h axum::http::HeaderValue| {
        value
            .to_str()
            .map_err(|_| Problem::validation(name, "The header is not readable text.").into())
    };
    headers.get(name).map(readable).transpose()
}
