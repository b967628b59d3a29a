//! `GET /api/institutes/{institute}/logo`: the picture itself.

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use kernel::{Member, Problem};

use crate::{Error, Institutes, institute::store};

/// A picture may do nothing but be looked at, whatever a browser takes it for.
const HARMLESS: &str = "default-src 'none'; sandbox; frame-ancestors 'none'";

/// See an institute's logo. Its address changes with the picture, so browsers may keep it.
#[utoipa::path(get, path = "/api/institutes/{institute}/logo", tag = "institutes",
    params(("institute" = String, Path)), responses(
    (status = 200, description = "The picture.", content((Vec<u8> = "image/png"), (Vec<u8> = "image/jpeg"), (Vec<u8> = "image/webp"))),
    (status = 304, description = "The picture the browser has is still the one."),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn read_logo(
    member: Member,
    State(institutes): State<Institutes>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let about = store::find_active(&institutes.kernel.database, member.institute).await?;
    let mark = about.and_then(|about| about.logo_mark).ok_or(Error::NotFound)?;
    let tag = format!("\"{mark}\"");
    let kept = headers.get(header::IF_NONE_MATCH).and_then(|kept| kept.to_str().ok());
    let described = [
        (header::ETAG, tag.as_str()),
        (header::CACHE_CONTROL, "private, max-age=86400"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, HARMLESS),
    ];
    if kept == Some(&tag) {
        return Ok((StatusCode::NOT_MODIFIED, described).into_response());
    }
    let inside = institutes.directory.inside(member.institute);
    let (media_type, bytes) = store::logo(&inside, member.institute).await?.ok_or(Error::NotFound)?;
    Ok((described, [(header::CONTENT_TYPE, media_type)], bytes).into_response())
}
