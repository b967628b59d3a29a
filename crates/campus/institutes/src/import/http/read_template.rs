//! `GET /api/institutes/{institute}/imports/template`: a table to fill in.

use axum::{
    http::header,
    response::{IntoResponse, Response},
};
use kernel::{Member, Problem};

/// With a byte order mark, so that spreadsheets know the encoding.
const TEMPLATE: &str = "\u{feff}name,email,role,phone,roll_number,guardian_email\r\n\
    Asha Rao,asha@example.org,student,98765 43210,2026-001,parent@example.org\r\n\
    आशा राव,asha.rao@example.org,विद्यार्थी,,,\r\n";

/// Save a table with the columns an import knows and two lines that show how it is meant.
#[utoipa::path(get, path = "/api/institutes/{institute}/imports/template", tag = "imports",
    params(("institute" = String, Path)), responses(
    (status = 200, description = "The table.", body = String, content_type = "text/csv"),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn read_template(_: Member) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"people.csv\""),
    ];
    (headers, TEMPLATE).into_response()
}
