//! A server inside a test, in two ways: the router without a socket in between, and the program as a process.
#![allow(dead_code, reason = "each test file uses its own part of this")]

use std::{
    path::{Path, PathBuf},
    process::Output,
    time::Duration,
};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Request, StatusCode},
};
use base::World;
use harness::{Lyceum, Settings};
use lyceum::{
    application::Application,
    http::{self, Metrics, WebApp},
    settings::Loaded,
};
use serde_json::Value;
use tempfile::TempDir;
use tower::ServiceExt;

/// How long a server may take to start on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// An installation of its own for the program.
pub struct Site {
    pub settings: Settings,
    _directory: TempDir,
}

impl Site {
    pub fn new() -> Site {
        let directory = tempfile::tempdir().unwrap();
        let (data, log) = (directory.path().join("data"), directory.path().join("log"));
        let settings = Settings::new(Path::new(env!("CARGO_BIN_EXE_lyceum")), &data, &log);
        Site {
            settings,
            _directory: directory,
        }
    }

    pub fn with(mut self, name: &str, value: &str) -> Site {
        self.settings = self.settings.with(name, value);
        self
    }

    pub fn start(&self) -> Lyceum {
        self.settings.start(PATIENCE).unwrap()
    }

    /// Starts a server that must not start, and returns what it says.
    pub fn refusal(&self) -> String {
        let output = self.settings.run(&["serve"]).unwrap();
        assert_eq!(output.status.code(), Some(1), "{}", said(&output));
        said(&output)
    }

    /// A path in the data directory.
    pub fn data(&self, name: &str) -> PathBuf {
        self.settings.data().join(name)
    }
}

pub fn said(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

/// The whole router, and what it stands on.
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
