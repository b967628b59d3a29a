//! Bytes on their way out: conditions, ranges, and the headers that keep user content from ever running as our page.

use std::ops::Range;

use axum::{
    body::Body,
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use engine::{ContentId, ReadError};
use futures::{Stream, StreamExt, stream};
use kernel::Problem;

use crate::{
    Drive,
    error::DriveError,
    model::{
        conditions::{Conditions, Verdict},
        digest::repr_digest,
        disposition::{Disposition, content_disposition},
        media::{content_type, may_be_shown},
        name::Name,
        node::Version,
        range::{Wanted, wanted},
    },
};

/// What a GET or HEAD asks for, besides the file.
pub(crate) struct Ask<'r> {
    pub method: &'r Method,
    pub headers: &'r HeaderMap,
    /// Save it rather than show it.
    pub download: bool,
}

/// Answers with a version's bytes, or with the reason why not.
pub(crate) async fn send(drive: &Drive, ask: Ask<'_>, name: &Name, version: &Version) -> Result<Response, DriveError> {
    let validators = version.validators();
    let conditions = conditions(ask.headers);
    match validators.judge(&conditions) {
        Verdict::Failed => return Err(DriveError::Precondition),
        Verdict::NotModified => return Ok(headed(StatusCode::NOT_MODIFIED, version, &ask, name, Body::empty())),
        Verdict::Serve => {}
    }
    let range = ask.headers.get(header::RANGE).and_then(|value| value.to_str().ok());
    let range = range.filter(|_| *ask.method == Method::GET && validators.range_holds(conditions.if_range));
    let (status, bytes) = match wanted(range, version.size) {
        Wanted::Whole => (StatusCode::OK, 0..version.size),
        Wanted::Part(part) => (StatusCode::PARTIAL_CONTENT, part),
        Wanted::Unsatisfiable => return Ok(unsatisfiable(version.size)),
    };
    let body = if *ask.method == Method::HEAD {
        Body::empty()
    } else {
        body(drive, version.content, bytes.clone()).await?
    };
    let mut response = headed(status, version, &ask, name, body);
    set(
        &mut response,
        header::CONTENT_LENGTH,
        (bytes.end - bytes.start).to_string(),
    );
    if status == StatusCode::PARTIAL_CONTENT {
        let range = format!("bytes {}-{}/{}", bytes.start, bytes.end - 1, version.size);
        set(&mut response, header::CONTENT_RANGE, range);
    }
    Ok(response)
}

fn conditions(headers: &HeaderMap) -> Conditions<'_> {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    Conditions {
        if_match: text(header::IF_MATCH),
        if_none_match: text(header::IF_NONE_MATCH),
        if_modified_since: text(header::IF_MODIFIED_SINCE),
        if_unmodified_since: text(header::IF_UNMODIFIED_SINCE),
        if_range: text(header::IF_RANGE),
    }
}

/// Opens the bytes and waits for the first of them, so that data out of reach is a refusal and not a broken answer.
async fn body(drive: &Drive, content: ContentId, range: Range<u64>) -> Result<Body, DriveError> {
    if range.is_empty() {
        return Ok(Body::empty());
    }
    let mut bytes = Box::pin(open(drive, content, range).await?);
    let first = bytes.next().await.transpose()?;
    let first = stream::iter(first.map(Ok));
    Ok(Body::from_stream(first.chain(bytes).inspect(|item| {
        if let Err(error) = item {
            tracing::warn!(error = %base::chain(error), "a download ends early");
        }
    })))
}

/// The bytes of a content as a stream.
pub(crate) async fn open(
    drive: &Drive,
    content: ContentId,
    range: Range<u64>,
) -> Result<impl Stream<Item = Result<Bytes, ReadError>> + Send + use<>, DriveError> {
    Ok(drive.engine().reader(content).await?.stream(range))
}

/// An answer with everything that describes the file.
fn headed(status: StatusCode, version: &Version, ask: &Ask<'_>, name: &Name, body: Body) -> Response {
    let validators = version.validators();
    let shown = !ask.download && may_be_shown(&version.media_type);
    let disposition = if shown {
        Disposition::Inline
    } else {
        Disposition::Attachment
    };
    let mut response = (status, body).into_response();
    set(&mut response, header::ETAG, validators.etag());
    set(&mut response, header::LAST_MODIFIED, validators.last_modified());
    set(
        &mut response,
        HeaderName::from_static("repr-digest"),
        repr_digest(&version.sha256),
    );
    set(&mut response, header::CONTENT_TYPE, content_type(&version.media_type));
    set(
        &mut response,
        header::CONTENT_DISPOSITION,
        content_disposition(disposition, name.as_str()),
    );
    set(&mut response, header::ACCEPT_RANGES, "bytes");
    // Kept by the browser that asked, and asked about each time: the id stays when the bytes change.
    set(&mut response, header::CACHE_CONTROL, "private, no-cache");
    never_run(&mut response);
    response
}

/// User content is data. Whatever a browser makes of it, it has no scripts, no origin and no neighbours.
pub(crate) fn never_run(response: &mut Response) {
    set(response, header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'");
    set(response, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(
        response,
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    );
}

fn unsatisfiable(size: u64) -> Response {
    let detail = format!("The file has {size} bytes; ask for bytes it has.");
    let mut response = Problem::new(StatusCode::RANGE_NOT_SATISFIABLE, "RANGE_NOT_SATISFIABLE", detail).into_response();
    set(&mut response, header::CONTENT_RANGE, format!("bytes */{size}"));
    response
}

/// Sets a header; a value that cannot stand in one is left out.
pub(crate) fn set(response: &mut Response, name: HeaderName, value: impl TryInto<HeaderValue>) {
    if let Ok(value) = value.try_into() {
        response.headers_mut().insert(name, value);
    }
}
