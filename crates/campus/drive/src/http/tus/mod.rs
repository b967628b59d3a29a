//! Resumable uploads: the tus protocol, version 1.0.0 (<https://tus.io/protocols/resumable-upload>), with the extensions
//! creation, creation-with-upload, checksum, termination and expiration.

pub(crate) mod append;
pub(crate) mod create;
pub(crate) mod inspect;
pub(crate) mod metadata;
pub(crate) mod options;
pub(crate) mod take;
pub(crate) mod terminate;

use axum::{
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use base::{Timestamp, hex};
use kernel::Problem;

use crate::{
    error::DriveError,
    http::{receive::text, send::set},
    ids::file_id,
    model::conditions::system_time,
    store::uploads::Upload,
};

/// The version of the protocol we speak.
const VERSION: &str = "1.0.0";
/// The content type of an upload's bytes.
const OFFSET_STREAM: &str = "application/offset+octet-stream";

const RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
const OFFSET: HeaderName = HeaderName::from_static("upload-offset");
const LENGTH: HeaderName = HeaderName::from_static("upload-length");
const EXPIRES: HeaderName = HeaderName::from_static("upload-expires");
const METADATA: HeaderName = HeaderName::from_static("upload-metadata");

/// Every answer says which version it speaks; a broken checksum has a status of its own.
fn answer(result: Result<Response, DriveError>) -> Response {
    let mut response = result.unwrap_or_else(|error| {
        let mut problem = Problem::from(error);
        if problem.code == "CHECKSUM_MISMATCH" {
            problem.status = StatusCode::from_u16(460).unwrap_or(StatusCode::BAD_REQUEST);
        }
        problem.into_response()
    });
    if response.status() == StatusCode::PRECONDITION_FAILED {
        set(&mut response, HeaderName::from_static("tus-version"), VERSION);
    }
    set(&mut response, RESUMABLE, VERSION);
    response
}

/// Refuses clients of another version.
fn check_version(headers: &HeaderMap) -> Result<(), DriveError> {
    if headers.get(&RESUMABLE).is_some_and(|version| version == VERSION) {
        return Ok(());
    }
    let detail = "Speak version 1.0.0 of the tus protocol and say so: `Tus-Resumable: 1.0.0`.";
    Err(Problem::new(StatusCode::PRECONDITION_FAILED, "PRECONDITION_FAILED", detail).into())
}

/// A header that must be a whole number.
fn number(headers: &HeaderMap, name: &HeaderName) -> Result<u64, DriveError> {
    let value = text(headers, name.as_str())?.map(str::trim);
    let digits = value.filter(|value| value.bytes().all(|byte| byte.is_ascii_digit()));
    let number = digits
        .and_then(|digits| digits.parse().ok())
        .filter(|number| i64::try_from(*number).is_ok());
    number
        .ok_or_else(|| Problem::validation(name.as_str(), format!("`{name}` must be a whole number of bytes.")).into())
}

/// Whether the body is the bytes of an upload.
fn is_offset_stream(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    kind.is_some_and(|kind| {
        kind.split(';')
            .next()
            .unwrap_or_default()
            .trim()
            .eq_ignore_ascii_case(OFFSET_STREAM)
    })
}

/// How far an upload has got.
#[derive(Clone, Debug)]
struct Standing {
    upload: Upload,
    offset: u64,
}

impl Standing {
    /// Puts offset, expiry and, at the end, the file into an answer.
    fn describe(&self, response: &mut Response) {
        set(response, OFFSET, HeaderValue::from(self.offset));
        set(response, EXPIRES, date(self.upload.expires_at));
        if let Some((node, sha256)) = self.upload.file {
            set(
                response,
                HeaderName::from_static("lyceum-file-id"),
                file_id(node).to_string(),
            );
            set(response, HeaderName::from_static("lyceum-sha256"), hex::encode(&sha256));
        }
    }
}

fn date(moment: Timestamp) -> String {
    httpdate::fmt_http_date(system_time(moment))
}
