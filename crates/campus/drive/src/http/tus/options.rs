//! `OPTIONS /api/uploads`: what this server can.

use axum::{
    http::{HeaderName, StatusCode},
    response::{IntoResponse, Response},
};

use super::{VERSION, answer};
use crate::{http::send::set, model::digest::CHECKSUM_ALGORITHMS};

/// Learn which version and extensions of the tus protocol are spoken here.
#[utoipa::path(options, path = "/api/uploads", tag = "uploads",
    responses((status = 204, description = "`Tus-Version`, `Tus-Extension`, `Tus-Checksum-Algorithm`.")))]
pub(crate) async fn upload_options() -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    set(&mut response, HeaderName::from_static("tus-version"), VERSION);
    let extensions = "creation,creation-with-upload,checksum,termination,expiration";
    set(&mut response, HeaderName::from_static("tus-extension"), extensions);
    set(
        &mut response,
        HeaderName::from_static("tus-checksum-algorithm"),
        CHECKSUM_ALGORITHMS,
    );
    answer(Ok(response))
}
