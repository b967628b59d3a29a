//! A drive on memory targets, and people who call it. Their bearer token is their name.
#![allow(dead_code, missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod roster;

use std::{
    future::{Future, IntoFuture},
    pin::Pin,
    sync::Arc,
    time::Duration,
};

use async_trait::async_trait;
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Method, Request, StatusCode},
    response::Response,
};
use base::{ManualClock, SystemEntropy, Timestamp, World, hex};
use campus_drive::{Drive, DriveSettings, DriveVolumes};
use database::{Database, Query, testing::TestDatabase, values};
use engine::{Engine, OpenedTarget, Role, Settings, TargetSpec};
use kernel::{
    AccountId, Authenticator, Caller, Credential, InstallationRole, Kernel, Ports, Presented, Problem, Scopes,
    SessionId, Site, Volumes, jobs::JobHandler,
};
use serde_json::Value;
use sha2::{Digest, Sha256};
use targets::{MemoryTarget, Target};
use tower::ServiceExt;

pub use roster::Roster;

/// 2026-11-20T06:00:00Z
pub const START: Timestamp = Timestamp(1_795_154_400_000_000);
/// What a person may store.
pub const ALLOWANCE: u64 = 10 << 20;

pub struct TestDrive {
    pub database: Database,
    pub engine: Engine,
    pub kernel: Kernel,
    /// The institutes there are.
    pub roster: Roster,
    pub volumes: DriveVolumes,
    pub clock: ManualClock,
    pub targets: Vec<Arc<MemoryTarget>>,
    pub permissions: &'static [kernel::Permission],
    pub document: utoipa::openapi::OpenApi,
    pub router: Router,
    handlers: Vec<Arc<dyn JobHandler>>,
    _test: TestDatabase,
}

struct ByName;

#[async_trait]
impl Authenticator for ByName {
    async fn caller(&self, presented: Presented<'_>) -> Result<Option<Caller>, Problem> {
        let Presented::Bearer(name) = presented else {
            return Ok(None);
        };
        let role = if name == "owner" {
            InstallationRole::Owner
        } else {
            InstallationRole::Member
        };
        let credential = Credential::Session(SessionId::from_bytes([1; 16]));
        Ok(Some(Caller {
            account: account(name),
            role,
            credential,
            scopes: Scopes::EVERYTHING,
            verified_at: None,
            strong: false,
        }))
    }
}

pub fn account(name: &str) -> AccountId {
    let mut bytes = [0; 16];
    bytes[..name.len()].copy_from_slice(name.as_bytes());
    AccountId::from_bytes(bytes)
}

impl TestDrive {
    pub async fn new(test: TestDatabase) -> Self {
        let clock = ManualClock::at(START);
        let world = World::new(clock.clone(), SystemEntropy);
        let database = test.database.clone();
        let migrations = [engine::MIGRATIONS, kernel::MIGRATIONS, campus_drive::MIGRATIONS].concat();
        database.migrate(&migrations, &world).await.unwrap();
        let targets: Vec<_> = (0..3).map(|_| Arc::new(MemoryTarget::new())).collect();
        let spec = |(number, target): (usize, &Arc<MemoryTarget>)| TargetSpec {
            name: format!("memory-{number}"),
            zone: format!("zone-{number}"),
            role: Role::Primary,
            kind: "memory",
            opener: Arc::new(OpenedTarget(Arc::clone(target) as Arc<dyn Target>)),
        };
        let specs = targets.iter().enumerate().map(spec).collect();
        // Small chunks and segments: a few kilobytes already have several of each.
        let settings = Settings {
            chunk_size: 4096,
            segment_chunks: 4,
            ..Settings::default()
        };
        let root = crypto::RootKey::generate(&world);
        let engine = Engine::open(settings, database.clone(), root, specs, world.clone())
            .await
            .unwrap();
        let volumes = DriveVolumes::new(database.clone(), engine.clone(), world.clone(), ALLOWANCE);
        let roster = Roster::default();
        let ports = Ports {
            institutes: Arc::new(roster.clone()),
            ..Ports::alone(Arc::new(ByName))
        };
        let kernel = Kernel::new(database.clone(), world, ports, Site::default());
        let drive = Drive::new(
            kernel.clone(),
            engine.clone(),
            volumes.clone(),
            DriveSettings::default(),
        );
        let slice = campus_drive::slice(&drive);
        let (router, document) = slice.routes.split_for_parts();
        let router = kernel::guard(router, &kernel, slice.permissions);
        TestDrive {
            database,
            engine,
            kernel,
            roster,
            volumes,
            clock,
            targets,
            permissions: slice.permissions,
            document,
            router,
            handlers: slice.jobs,
            _test: test,
        }
    }

    pub fn person(&self, name: &str) -> Person {
        Person {
            router: self.router.clone(),
            name: name.to_owned(),
        }
    }

    pub async fn set_limit(&self, name: &str, bytes: u64) {
        let (volumes, account) = (self.volumes.clone(), account(name));
        self.database
            .write::<_, database::DatabaseError, _>(move |tx| {
                let volumes = volumes.clone();
                Box::pin(async move { volumes.set_limit(tx, account, bytes).await })
            })
            .await
            .unwrap();
    }

    pub async fn run_jobs(&self) -> usize {
        kernel::jobs::run_due(&self.kernel, self.handlers.clone())
            .await
            .unwrap()
    }

    /// Runs a job that comes by itself from time to time.
    pub async fn run_recurring(&self, kind: &'static str) {
        let job = self.kernel.jobs.prepare(kind, Value::Null);
        self.kernel.jobs.start(job).await.unwrap();
        self.run_jobs().await;
    }

    pub async fn count(&self, sql: &'static str) -> i64 {
        self.database
            .one(sql, values![])
            .await
            .unwrap()
            .unwrap()
            .get(0)
            .unwrap()
    }

    /// What the database adds up to must be what the totals and the allowance say.
    pub async fn check_books(&self, name: &str) {
        let usage = self.person(name).get("/api/storage/usage").await.expect(200).json();
        let volume = "(SELECT id FROM volumes WHERE owner_id = $1)";
        let sum = |what: &str, condition: &str| {
            format!("SELECT CAST(COALESCE(SUM({what}), 0) AS BIGINT) FROM nodes WHERE volume_id = {volume} {condition}")
        };
        let ask = async |sql: String| -> i64 {
            let row = self
                .database
                .one(database::AssertSqlSafe(sql), values![account(name)])
                .await
                .unwrap();
            row.unwrap().get(0).unwrap()
        };
        let everything = ask(sum("size + old_bytes", "")).await;
        assert_eq!(usage["used"], everything, "{usage}");
        let kinds = usage["by_kind"].as_array().unwrap();
        let total = |field: &str| kinds.iter().map(|kind| kind[field].as_i64().unwrap()).sum::<i64>();
        let told =
            total("bytes") + usage["trash_bytes"].as_i64().unwrap() + usage["old_versions_bytes"].as_i64().unwrap();
        assert_eq!(told, everything, "{usage}");
        assert_eq!(usage["files"], total("files"));
        assert!(kinds.iter().all(|kind| kind["bytes"].as_i64().unwrap() >= 0), "{usage}");
        let old = "SELECT CAST(COALESCE(SUM(size), 0) AS BIGINT) FROM old_versions WHERE node_id IN (SELECT id FROM nodes WHERE volume_id = ";
        let old = ask(format!("{old}{volume})")).await;
        assert_eq!(old, ask(sum("old_bytes", "")).await);
    }

    /// No shard object on any target that the registry does not know, and no room set aside for an upload that is over:
    /// cleaning up goes on after the answer.
    pub async fn wait_until_nothing_is_left(&self) {
        let is_clean = async || {
            let reserved = self
                .count("SELECT COUNT(*) FROM reservations WHERE generation IS NOT NULL")
                .await;
            reserved == 0 && self.shard_objects().await as i64 == self.count("SELECT COUNT(*) FROM shards").await
        };
        for _ in 0..200 {
            if is_clean().await {
                return;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("{} shard objects", self.shard_objects().await);
    }

    pub async fn shard_objects(&self) -> usize {
        let mut count = 0;
        for target in &self.targets {
            count += target.list(None, 10_000).await.unwrap().len();
        }
        count
    }
}

#[derive(Clone)]
pub struct Person {
    router: Router,
    name: String,
}

impl Person {
    pub fn get(&self, path: &str) -> Call {
        self.call(Method::GET, path)
    }

    pub fn head(&self, path: &str) -> Call {
        self.call(Method::HEAD, path)
    }

    pub fn post(&self, path: &str) -> Call {
        self.call(Method::POST, path)
    }

    pub fn put(&self, path: &str) -> Call {
        self.call(Method::PUT, path)
    }

    pub fn patch(&self, path: &str) -> Call {
        self.call(Method::PATCH, path)
    }

    pub fn delete(&self, path: &str) -> Call {
        self.call(Method::DELETE, path)
    }

    pub fn call(&self, method: Method, path: &str) -> Call {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("authorization", format!("Bearer {}", self.name));
        Call {
            router: self.router.clone(),
            request: request.body(Body::empty()).unwrap(),
        }
    }

    /// Uploads by path; the entry.
    pub async fn upload(&self, path: &str, bytes: impl Into<Vec<u8>>) -> Value {
        let answer = self.put(&content(path)).body(bytes.into()).await;
        assert!(answer.status.is_success(), "{}", answer.text());
        answer.json()
    }

    pub async fn folder(&self, name: &str, around: &str) -> Value {
        self.post("/api/folders")
            .json(serde_json::json!({"name": name, "folder": around}))
            .await
            .expect(201)
            .json()
    }

    /// The names in a folder, on pages of three.
    pub async fn names(&self, folder: &str) -> Vec<String> {
        self.all(&format!("/api/files?folder={}", escape(folder)))
            .await
            .iter()
            .map(|entry| text(&entry["name"]))
            .collect()
    }

    /// All pages of a list, three entries at a time.
    pub async fn all(&self, address: &str) -> Vec<Value> {
        let (mut items, mut after) = (Vec::new(), String::new());
        for _ in 0..1000 {
            let page = self.get(&format!("{address}&limit=3{after}")).await.expect(200).json();
            items.extend(page["items"].as_array().unwrap().iter().cloned());
            match page["next"].as_str() {
                Some(next) => after = format!("&after={next}"),
                None => return items,
            }
        }
        panic!("the list never ends")
    }

    pub async fn bytes(&self, id: &Value) -> Vec<u8> {
        self.get(&format!("/api/files/{}", text(id))).await.expect(200).body
    }
}

pub fn content(path: &str) -> String {
    format!("/api/files/content?path={}", escape(path))
}

pub fn escape(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    text.bytes()
        .map(|byte| {
            if plain(byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}

pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}

pub fn sha256(bytes: &[u8]) -> String {
    hex::encode(&Sha256::digest(bytes))
}

/// Bytes that look like nothing and are the same each time.
pub fn noise(length: usize, seed: u8) -> Vec<u8> {
    let mut state = u32::from(seed) | 1;
    (0..length)
        .map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        })
        .collect()
}

pub struct Call {
    router: Router,
    request: Request<Body>,
}

impl Call {
    pub fn header(mut self, name: &'static str, value: impl AsRef<str>) -> Self {
        self.request.headers_mut().insert(name, value.as_ref().parse().unwrap());
        self
    }

    pub fn json(self, body: Value) -> Self {
        self.header("content-type", "application/json").body(body.to_string())
    }

    pub fn body(mut self, body: impl Into<Body>) -> Self {
        *self.request.body_mut() = body.into();
        self
    }

    pub async fn streamed(self) -> Response {
        self.router.oneshot(self.request).await.unwrap()
    }
}

impl IntoFuture for Call {
    type Output = Answer;
    type IntoFuture = Pin<Box<dyn Future<Output = Answer> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let (parts, body) = self.streamed().await.into_parts();
            let body = to_bytes(body, 256 << 20).await.unwrap().to_vec();
            Answer {
                status: parts.status,
                headers: parts.headers,
                body,
            }
        })
    }
}

#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text());
        self
    }

    #[track_caller]
    pub fn problem(self, status: u16, code: &str) -> Value {
        assert_eq!(self.status, status, "{}", self.text());
        assert_eq!(self.header("content-type"), "application/problem+json");
        let problem = self.json();
        assert_eq!(problem["code"], code, "{problem}");
        problem
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("not JSON: {}", self.text()))
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }
}
