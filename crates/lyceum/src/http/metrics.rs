//! `/metrics` for Prometheus: on a listener of its own, or on the main one behind a token.

use std::{sync::OnceLock, time::Duration};

use axum::{
    Router,
    extract::{Request, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use engine::{Engine, MemberState};
use kernel::Problem;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use subtle::ConstantTimeEq;
use tokio_util::sync::CancellationToken;

use crate::settings::Secret;

/// Upper bounds of the latency buckets, in seconds.
const BUCKETS: [f64; 11] = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 60.0, 600.0];
/// How often the recorder tidies up what nobody fetched.
const UPKEEP: Duration = Duration::from_secs(15);

/// What is needed to render the numbers.
#[derive(Clone)]
pub struct Metrics {
    handle: PrometheusHandle,
    engine: Engine,
    token: Option<Secret>,
}

impl std::fmt::Debug for Metrics {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Metrics")
    }
}

impl Metrics {
    /// Starts to count, once in a process: several servers in one process (tests) share their numbers.
    pub fn install(engine: Engine, token: Option<Secret>, stop: CancellationToken) -> Self {
        static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
        let handle = HANDLE.get_or_init(start_counting).clone();
        let tended = handle.clone();
        tokio::spawn(stop.run_until_cancelled_owned(async move {
            loop {
                tokio::time::sleep(UPKEEP).await;
                tended.run_upkeep();
            }
        }));
        Metrics { handle, engine, token }
    }

    /// The listener of its own: nothing asks for a password there.
    pub fn open_router(self) -> Router {
        Router::new().route("/metrics", get(render)).with_state(self)
    }

    /// On the main listener, behind the token; nothing at all without one.
    pub fn guarded_router(self) -> Router {
        if self.token.is_none() {
            return Router::new();
        }
        Router::new().route("/metrics", get(guarded)).with_state(self)
    }
}

fn start_counting() -> PrometheusHandle {
    let recorder = PrometheusBuilder::new()
        .set_buckets(&BUCKETS)
        .unwrap_or_default()
        .build_recorder();
    let handle = recorder.handle();
    // Somebody else counts already; then this handle shows nothing.
    let _ = metrics::set_global_recorder(recorder);
    describe();
    handle
}

fn describe() {
    metrics::describe_counter!("lyceum_http_requests_total", "Requests answered.");
    metrics::describe_histogram!(
        "lyceum_http_request_seconds",
        "Time from the head of a request to the head of its answer."
    );
    metrics::describe_gauge!("lyceum_http_requests_under_way", "Requests without an answer yet.");
    metrics::describe_counter!("lyceum_http_received_bytes_total", "Bytes of request bodies.");
    metrics::describe_counter!("lyceum_http_sent_bytes_total", "Bytes of answers.");
    metrics::describe_gauge!("lyceum_target_online", "1 while the target takes reads and writes.");
    metrics::describe_gauge!("lyceum_target_shards", "Shards the registry places on the target.");
    metrics::describe_gauge!("lyceum_target_bytes", "Bytes of those shards.");
    metrics::describe_gauge!("lyceum_target_free_bytes", "Free room of the target.");
    metrics::describe_gauge!("lyceum_repairs_waiting", "Segments that wait for repair.");
    metrics::describe_gauge!("lyceum_resident_bytes", "Resident memory of the process.");
}

async fn guarded(State(metrics): State<Metrics>, request: Request) -> Response {
    let shown = request
        .headers()
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    let shown = shown
        .and_then(|value| value.strip_prefix("Bearer "))
        .unwrap_or_default();
    let right = metrics
        .token
        .as_ref()
        .is_some_and(|token| bool::from(token.expose().as_bytes().ct_eq(shown.as_bytes())));
    if right {
        render(State(metrics)).await
    } else {
        Problem::unauthenticated().into_response()
    }
}

async fn render(State(metrics): State<Metrics>) -> Response {
    if let Err(error) = measure(&metrics.engine).await {
        tracing::warn!(error = base::chain(&error), "the storage could not be measured");
    }
    let kind = [(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")];
    (StatusCode::OK, kind, metrics.handle.render()).into_response()
}

/// Numbers that are read when somebody asks.
async fn measure(engine: &Engine) -> Result<(), database::DatabaseError> {
    if let Some(bytes) = resident() {
        metrics::gauge!("lyceum_resident_bytes").set(bytes as f64);
    }
    for node in engine.nodes().await? {
        let name = node.name;
        metrics::gauge!("lyceum_target_online", "target" => name.clone())
            .set(f64::from(u8::from(node.state == MemberState::Online)));
        metrics::gauge!("lyceum_target_shards", "target" => name.clone()).set(node.shards as f64);
        metrics::gauge!("lyceum_target_bytes", "target" => name.clone()).set(node.bytes as f64);
        if let Some(space) = node.space {
            metrics::gauge!("lyceum_target_free_bytes", "target" => name).set(space.free as f64);
        }
    }
    let health = engine.health().await?;
    metrics::gauge!("lyceum_repairs_waiting").set(health.repairs.waiting as f64);
    Ok(())
}

/// Resident memory in bytes, where the system tells.
fn resident() -> Option<u64> {
    let pages = std::fs::read_to_string("/proc/self/statm").ok()?;
    let pages: u64 = pages.split_whitespace().nth(1)?.parse().ok()?;
    Some(pages * rustix::param::page_size() as u64)
}
