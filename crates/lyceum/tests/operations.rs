//! The OpenAPI document against the code: committed as generated, permitted as listed, closed to strangers.
#![allow(clippy::unwrap_used, reason = "a test that meets the unexpected must stop")]

mod support;

use std::{collections::BTreeSet, fs, path::Path};

use axum::http::StatusCode;
use kernel::Access;
use serde_json::{Value, json};
use support::Server;

/// Operations that anybody may call, by decision. A new one is a decision, too.
const PUBLIC: [(&str, &str); 19] = [
    ("GET", "/api/setup"),
    ("POST", "/api/auth/login"),
    ("POST", "/api/auth/login/code"),
    ("POST", "/api/auth/login/look"),
    ("POST", "/api/auth/login/passkey"),
    ("POST", "/api/auth/login/passkey/options"),
    ("POST", "/api/auth/login/takeover"),
    ("POST", "/api/auth/login/verify"),
    ("POST", "/api/auth/google/start"),
    ("GET", "/api/auth/google/callback"),
    ("POST", "/api/auth/register"),
    ("POST", "/api/auth/register/code"),
    ("POST", "/api/auth/register/confirm"),
    ("POST", "/api/auth/reset"),
    ("POST", "/api/auth/reset/look"),
    ("POST", "/api/auth/reset/finish"),
    // Whoever holds the secret of an invitation may read it.
    ("POST", "/api/invitations/look"),
    // Signing out twice is no mistake.
    ("POST", "/api/auth/logout"),
    // What this server can do, before anybody signs in (tus 1.0).
    ("OPTIONS", "/api/uploads"),
];

/// Every operation of a document: method in capitals and path.
fn operations(document: &Value) -> BTreeSet<(String, String)> {
    let methods = ["get", "put", "post", "delete", "patch", "head", "options"];
    let paths = document["paths"].as_object().unwrap().iter();
    paths
        .flat_map(|(path, item)| {
            let known = item
                .as_object()
                .unwrap()
                .keys()
                .filter(|key| methods.contains(&key.as_str()));
            known
                .map(|method| (method.to_ascii_uppercase(), path.clone()))
                .collect::<Vec<_>>()
        })
        .collect()
}

fn document(server: &Server) -> Value {
    serde_json::to_value(&server.application.document).unwrap()
}

/// A path with something in every hole.
fn filled(path: &str) -> String {
    let part = |part: &str| {
        if part.starts_with('{') {
            "x".to_owned()
        } else {
            part.to_owned()
        }
    };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_committed_document_is_the_generated_one() {
    let server = Server::start(&[]).await;
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../openapi/lyceum.json");
    let committed = fs::read_to_string(path).unwrap_or_default();
    let generated = server.application.document.to_pretty_json().unwrap();
    assert!(
        committed.trim_end() == generated,
        "run `make openapi` and look at what changed"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_committed_matrix_is_the_enforced_one() {
    let server = Server::start(&[]).await;
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/permissions.txt");
    let committed = fs::read_to_string(path).unwrap_or_default();
    let generated = kernel::matrix(&server.application.permissions, &server.application.document);
    assert!(!generated.contains("UNDOCUMENTED"), "{generated}");
    assert!(
        committed.trim_end() == generated.trim_end(),
        "run `make permissions` and look at what changed"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stranger_meets_401_everywhere_but_at_the_public_doors() {
    let server = Server::start(&[]).await;
    let operations = operations(&document(&server));
    assert!(operations.len() >= PUBLIC.len(), "the document lists operations");
    for (method, path) in operations {
        let (status, body) = server.call(&method, &filled(&path)).await;
        if PUBLIC.contains(&(method.as_str(), path.as_str())) {
            assert_ne!(status, StatusCode::UNAUTHORIZED, "{method} {path} is public");
        } else {
            assert_eq!(status, StatusCode::UNAUTHORIZED, "{method} {path} answered {body}");
            if method != "HEAD" {
                assert_eq!(body["code"], "UNAUTHENTICATED", "{method} {path}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_operation_has_one_line_in_a_permission_table() {
    let server = Server::start(&[]).await;
    let mut listed = BTreeSet::new();
    for permission in &server.application.permissions {
        let line = (permission.method.to_owned(), permission.path.to_owned());
        let public = PUBLIC.contains(&(permission.method, permission.path));
        assert_eq!(public, permission.access == Access::Public, "{line:?}");
        assert!(listed.insert(line.clone()), "{line:?} is listed twice");
    }
    assert_eq!(listed, operations(&document(&server)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_does_not_exist_is_a_problem_below_api_and_the_app_elsewhere() {
    let server = Server::start(&[]).await;
    let (status, body) = server.call("GET", "/api/nothing/here").await;
    assert_eq!((status, &body["code"]), (StatusCode::NOT_FOUND, &json!("NOT_FOUND")));
    let (status, body) = server.call("DELETE", "/api/setup").await;
    assert_eq!(
        (status, &body["code"]),
        (StatusCode::METHOD_NOT_ALLOWED, &json!("METHOD_NOT_ALLOWED"))
    );
    let (status, headers, _) = server.get("/files/some/page").await;
    assert_eq!(status, StatusCode::OK);
    assert!(headers["content-type"].to_str().unwrap().starts_with("text/html"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_api_page_needs_no_other_host_and_no_inline_script() {
    let server = Server::start(&[]).await;
    let (status, headers, page) = server.get("/api/docs").await;
    let page = String::from_utf8(page).unwrap();
    assert_eq!(status, StatusCode::OK);
    assert!(!headers["content-security-policy"].to_str().unwrap().contains("unsafe"));
    assert!(
        !page.contains("://") && !page.contains("style=") && !page.contains(" on"),
        "{page}"
    );
    for part in ["/api/docs/page.css", "/api/docs/page.js", "/api/openapi.json"] {
        assert_eq!(server.get(part).await.0, StatusCode::OK, "{part}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_answer_carries_the_headers_and_an_id() {
    let server = Server::start(&[]).await;
    for path in ["/", "/api/setup", "/api/user/info", "/healthz", "/assets/none.js"] {
        let (_, headers, _) = server.get(path).await;
        assert_eq!(headers["x-content-type-options"], "nosniff", "{path}");
        assert!(headers.contains_key("content-security-policy"), "{path}");
        assert!(!headers["x-request-id"].is_empty(), "{path}");
        assert_eq!(headers["x-frame-options"], "DENY", "{path}");
        if path.starts_with("/api/") {
            assert_eq!(headers["cache-control"], "no-store", "{path}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn readiness_names_its_parts_and_metrics_need_the_token() {
    let server = Server::start(&[("metrics_token", "open sesame")]).await;
    let (status, body) = server.call("GET", "/readyz").await;
    assert_eq!((status, &body["ready"]), (StatusCode::OK, &json!(true)));
    let names: Vec<&Value> = body["checks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|check| &check["name"])
        .collect();
    assert_eq!(names, ["server", "database", "storage"]);
    assert_eq!(server.call("GET", "/metrics").await.0, StatusCode::UNAUTHORIZED);
    let request = axum::http::Request::get("/metrics").header("authorization", "Bearer open sesame");
    let (status, _, numbers) = server.ask(request.body(axum::body::Body::empty()).unwrap()).await;
    assert_eq!(status, StatusCode::OK);
    assert!(
        String::from_utf8(numbers)
            .unwrap()
            .contains("lyceum_http_requests_total")
    );

    server.application.kernel.stopping.cancel();
    assert_eq!(server.call("GET", "/readyz").await.0, StatusCode::SERVICE_UNAVAILABLE);
}
