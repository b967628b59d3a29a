//! A whole server inside a test, without a socket in between.
#![allow(dead_code, reason = "each test file uses its own part of this")]

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Request, StatusCode},
};
use base::World;
use lyceum::{
    application::Application,
    http::{self, Metrics, WebApp},
    settings::Loaded,
};
use serde_json::Value;
use tempfile::TempDir;
use tower::ServiceExt;

pub struct Server {
    pub application: Application,
    pub router: Router,
    _directory: TempDir,
}

impl Server {
    pub async fn start(more: &[(&'static str, &str)]) -> Server {
        let directory = tempfile::tempdir().unwrap();
        let mut flags = vec![("data_dir", directory.path().display().to_string())];
        flags.extend(more.iter().map(|(name, value)| (*name, (*value).to_owned())));
        let settings = Loaded::new([], &flags).unwrap().settings;
        let application = Application::open(&settings, World::real()).await.unwrap();
        let stop = application.kernel.stopping.clone();
        let metrics = Metrics::install(application.engine.clone(), settings.metrics_token.clone(), stop);
        let parts = http::Parts {
            routes: application.routes.clone(),
            document: application.document.clone(),
            kernel: application.kernel.clone(),
            engine: application.engine.clone(),
            metrics,
            web_app: WebApp::new(settings.web_dir.clone(), World::real()),
        };
        let router = http::router(parts).unwrap();
        Server {
            application,
            router,
            _directory: directory,
        }
    }

    pub async fn ask(&self, request: Request<Body>) -> (StatusCode, HeaderMap, Vec<u8>) {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, 16 << 20).await.unwrap();
        (parts.status, parts.headers, body.to_vec())
    }

    pub async fn get(&self, path: &str) -> (StatusCode, HeaderMap, Vec<u8>) {
        self.ask(Request::get(path).body(Body::empty()).unwrap()).await
    }

    pub async fn call(&self, method: &str, path: &str) -> (StatusCode, Value) {
        let request = Request::builder().method(method).uri(path).body(Body::empty()).unwrap();
        let (status, _, body) = self.ask(request).await;
        (status, serde_json::from_slice(&body).unwrap_or(Value::Null))
    }
}
