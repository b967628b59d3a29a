//! `/healthz`: the process lives. `/readyz`: it can do its work, part by part.

use std::time::Duration;

use axum::{
    Router,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::get,
};
use database::{Database, Query, values};
use engine::{Engine, MemberState, Role};
use kernel::Kernel;
use serde::Serialize;

/// A part that has not answered within this time is not ready.
const PATIENCE: Duration = Duration::from_secs(5);

#[derive(Clone)]
struct Health {
    kernel: Kernel,
    engine: Engine,
}

#[derive(Serialize)]
struct Readiness {
    ready: bool,
    checks: Vec<Check>,
}

#[derive(Serialize)]
struct Check {
    name: &'static str,
    ok: bool,
    detail: String,
}

/// The two routes.
pub fn router(kernel: Kernel, engine: Engine) -> Router {
    Router::new()
        .route("/healthz", get(|| async { "alive\n" }))
        .route("/readyz", get(readiness))
        .with_state(Health { kernel, engine })
}

async fn readiness(State(health): State<Health>) -> Response {
    let stopping = health.kernel.stopping.is_cancelled();
    let checks = vec![
        Check {
            name: "server",
            ok: !stopping,
            detail: if stopping {
                "stopping".to_owned()
            } else {
                "serving".to_owned()
            },
        },
        check("database", database_answers(&health.kernel.database)).await,
        check("storage", enough_targets(&health.engine)).await,
    ];
    let ready = checks.iter().all(|check| check.ok);
    let status = if ready {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    (status, axum::Json(Readiness { ready, checks })).into_response()
}

async fn check(name: &'static str, part: impl Future<Output = Result<String, String>>) -> Check {
    let (ok, detail) = match tokio::time::timeout(PATIENCE, part).await {
        Ok(Ok(detail)) => (true, detail),
        Ok(Err(detail)) => (false, detail),
        Err(_) => (false, format!("no answer within {} seconds", PATIENCE.as_secs())),
    };
    Check { name, ok, detail }
}

async fn database_answers(database: &Database) -> Result<String, String> {
    let answer = database.one("SELECT 1", values![]).await;
    answer.map(|_| "answers".to_owned()).map_err(|error| error.to_string())
}

/// Whether a file of the default class would be acknowledged now.
async fn enough_targets(engine: &Engine) -> Result<String, String> {
    let nodes = engine.nodes().await.map_err(|error| error.to_string())?;
    let primaries: Vec<_> = nodes.iter().filter(|node| node.role == Role::Primary).collect();
    let online = primaries
        .iter()
        .filter(|node| node.state == MemberState::Online)
        .count();
    let needed = engine
        .settings()
        .class(None)
        .map_or(1, |class| class.redundancy.acknowledge());
    let detail = format!(
        "{online} of {} targets online, {needed} needed to write",
        primaries.len()
    );
    if online >= needed { Ok(detail) } else { Err(detail) }
}
