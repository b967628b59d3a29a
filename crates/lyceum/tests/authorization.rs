//! Everybody calls everything: every operation of the document, as nobody, as each role of one institute, as the owner of
//! another one, as the owner of the installation, with real ids and with ids of nothing. What comes back must be exactly
//! what the committed matrix (`docs/permissions.txt`) says, and whoever may not come in must not be able to tell what is
//! there from what is not.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that meets the unexpected must stop"
)]

use std::collections::BTreeMap;

use axum::{
    body::to_bytes,
    http::{Method, StatusCode},
};
use kernel::{Access, Permission, Role};
use serde_json::{Value, json};
use testkit::{Client, TestCampus, TestInstitute, on_each_campus};

/// Who calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Actor {
    Nobody,
    /// Has an account and belongs nowhere.
    Somebody,
    /// Belongs to the institute whose ids are used.
    In(Role),
    /// Owns another institute.
    Elsewhere,
    /// Owns the installation and belongs to no institute.
    Installation,
}

impl Actor {
    /// What the permission line says about this actor.
    fn may(self, line: &Permission) -> bool {
        match (line.access, self) {
            (Access::Public, _) => true,
            (_, Actor::Nobody) => false,
            (Access::SignedIn, _) => true,
            (Access::Owner, actor) => actor == Actor::Installation,
            (Access::Institute(roles), Actor::In(role)) => roles.contain(role),
            (Access::Institute(_), _) => false,
        }
    }

    /// Whether the row that a real id names is this actor's to touch, once the route let them in.
    fn owns(self, line: &Permission) -> bool {
        let personal = ["/api/user/", "/api/uploads/"]
            .iter()
            .any(|start| line.path.starts_with(start));
        let job = line.path.starts_with("/api/jobs/");
        // Copying something of the library into one's own drive changes nothing there.
        let reads = matches!(line.method, "GET" | "HEAD") || line.path.ends_with("/copy");
        match self {
            Actor::In(Role::Owner) => true,
            Actor::Installation => job,
            Actor::In(Role::Administrator | Role::Staff | Role::Teacher) => !personal && !job,
            Actor::In(Role::Student | Role::Guardian) => !personal && !job && reads,
            Actor::Nobody | Actor::Somebody | Actor::Elsewhere => false,
        }
    }
}

/// The ids that stand in paths: for each beginning of a path, what its variables are.
struct Ids(BTreeMap<(&'static str, &'static str), String>);

impl Ids {
    /// The path with ids in place of its variables.
    fn fill(&self, path: &str) -> String {
        let named = |variable: &str| {
            let known = self
                .0
                .iter()
                .filter(|((start, name), _)| *name == variable && path.starts_with(start))
                .max_by_key(|((start, _), _)| start.len());
            let (_, id) = known.unwrap_or_else(|| panic!("say here which real id stands for {{{variable}}} in {path}"));
            id.clone()
        };
        let part = |part: &str| match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
            Some(variable) => named(variable),
            None => part.to_owned(),
        };
        path.split('/').map(part).collect::<Vec<_>>().join("/")
    }

    /// Ids of the same form that name nothing.
    fn of_nothing(&self) -> Ids {
        let turned = |(key, id): (&(&'static str, &'static str), &String)| {
            let id = match id.rsplit_once('_') {
                Some((kind, _)) => format!("{kind}_01j9zq4v8yf2ssb0r6w1x7k3dm"),
                None => "999".to_owned(),
            };
            (*key, id)
        };
        Ids(self.0.iter().map(turned).collect())
    }
}

/// A picture of one point (PNG).
const POINT: &[u8] = &[
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44, 0x52, 0x00, 0x00, 0x00,
    0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x06, 0x00, 0x00, 0x00, 0x1f, 0x15, 0xc4, 0x89, 0x00, 0x00, 0x00, 0x0d, 0x49,
    0x44, 0x41, 0x54, 0x78, 0xda, 0x63, 0x64, 0xf8, 0xcf, 0x50, 0x0f, 0x00, 0x03, 0x86, 0x01, 0x80, 0x5a, 0x34, 0x7d,
    0x6b, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82,
];

/// Makes one of everything, in the institute and with its owner, and says what it is called. `tag` keeps those of several
/// rounds apart.
async fn ids(campus: &TestCampus, institute: &TestInstitute<'_>, tag: &str) -> Ids {
    let owner = &institute.owner;
    let library = |path: &str| format!("/api/files/content?library={}&path={path}", institute.id);
    let file = owner.put(&library(&format!("/{tag}.txt"))).body("plan").await.json();
    let folder = owner
        .post(&format!("/api/folders?library={}", institute.id))
        .json(json!({"name": tag}))
        .await
        .expect(201)
        .json();
    let upload = owner
        .post("/api/uploads")
        .header("tus-resumable", "1.0.0")
        .header("upload-length", "10")
        .header("upload-metadata", "filename YQ==")
        .await
        .expect(201);
    let upload = upload.headers["location"]
        .to_str()
        .unwrap()
        .rsplit('/')
        .next()
        .unwrap()
        .to_owned();
    let job = owner
        .post(&format!("/api/files/{}/replicate", text(&file["id"])))
        .await
        .expect(202)
        .json();
    let sessions = owner.get("/api/user/sessions").await.expect(200).json();
    let token = json!({"name": "backup", "scopes": ["files_read"]});
    let token = owner.post("/api/user/tokens").json(token).await.expect(201).json();
    let student = institute.person(Role::Student, &format!("student.{tag}")).await;
    let invitation = json!({"email": format!("new.{tag}@example.org"), "name": "New", "role": "student"});
    let invited = owner
        .post(&institute.path("/invitations"))
        .json(invitation)
        .await
        .expect(201)
        .json();
    let people = format!("name,email\nNew,import.{tag}@example.org\n");
    let import = owner
        .post(&institute.path("/imports?name=people.csv"))
        .body(people)
        .await
        .expect(202)
        .json();
    owner
        .put(&institute.path("/logo"))
        .header("content-type", "image/png")
        .body(POINT)
        .await;
    campus.run_jobs().await;
    Ids(BTreeMap::from([
        (("/api/files/", "id"), text(&file["id"])),
        (("/api/files/", "version"), "1".to_owned()),
        (("/api/folders/", "id"), text(&folder["id"])),
        (("/api/uploads/", "id"), upload),
        (("/api/jobs/", "id"), text(&job["id"])),
        (("/api/user/sessions/", "id"), text(&sessions["items"][0]["id"])),
        (("/api/user/tokens/", "id"), text(&token["id"])),
        // Made by a browser only: their isolation has stories of its own in the accounts slice.
        (
            ("/api/user/devices/", "id"),
            "device_01j9zq4v8yf2ssb0r6w1x7k3dn".to_owned(),
        ),
        (
            ("/api/user/passkeys/", "id"),
            "passkey_01j9zq4v8yf2ssb0r6w1x7k3dn".to_owned(),
        ),
        (("/api/institutes/{institute}/imports/", "id"), text(&import["id"])),
        (("/api/institutes/", "institute"), institute.id.to_string()),
        (
            ("/api/institutes/", "member"),
            institute.member_of(&student).await.to_string(),
        ),
        (
            ("/api/institutes/{institute}/invitations/", "member"),
            text(&invited["member"]),
        ),
    ]))
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}

/// What came back: the status and the whole body.
type Reply = (StatusCode, String);

async fn call(client: &Client, line: &Permission, path: &str) -> Reply {
    let method: Method = line.method.parse().unwrap();
    let mut call = client.call(method, path).header("tus-resumable", "1.0.0");
    if matches!(line.method, "POST" | "PUT" | "PATCH" | "DELETE") {
        call = call.json(json!({}));
    }
    let response = call.streamed().await;
    let status = response.status();
    if line.path == "/api/events" {
        // A stream that does not end.
        return (status, String::new());
    }
    let body = to_bytes(response.into_body(), 1 << 20).await.unwrap();
    (status, String::from_utf8_lossy(&body).into_owned())
}

fn code(reply: &Reply) -> Option<String> {
    let body: Value = serde_json::from_str(&reply.1).ok()?;
    body["code"].as_str().map(str::to_owned)
}

/// The one refusal of the guard.
fn is_hidden(reply: &Reply) -> bool {
    reply.0 == StatusCode::NOT_FOUND && reply.1.contains("no such page")
}

/// What is wrong with what an actor met, if anything.
async fn trouble(actor: Actor, client: &Client, line: &Permission, real: &Ids) -> Option<String> {
    let with_real = real.fill(line.path);
    let with_nothing = real.of_nothing().fill(line.path);
    if !actor.may(line) {
        let wanted = if actor == Actor::Nobody {
            StatusCode::UNAUTHORIZED
        } else {
            StatusCode::NOT_FOUND
        };
        let (there, absent) = (
            call(client, line, &with_real).await,
            call(client, line, &with_nothing).await,
        );
        if there != absent {
            return Some(format!("can tell what is there: {there:?} against {absent:?}"));
        }
        let refused = there.0 == wanted && (line.method == "HEAD" || actor == Actor::Nobody || is_hidden(&there));
        return (!refused).then(|| format!("met {there:?} instead of {wanted}"));
    }
    if line.access == Access::Public {
        return None;
    }
    if line.path.contains("{id}") && !line.path.contains("{institute}") && !actor.owns(line) {
        let (there, absent) = (
            call(client, line, &with_real).await,
            call(client, line, &with_nothing).await,
        );
        return (there != absent).then(|| format!("can tell what is there: {there:?} against {absent:?}"));
    }
    let reply = call(client, line, &with_real).await;
    let shut = reply.0 == StatusCode::UNAUTHORIZED || is_hidden(&reply);
    let asked = matches!(
        code(&reply).as_deref(),
        Some("STEP_UP_REQUIRED" | "FACTOR_REQUIRED" | "PEOPLE_ONLY" | "SCOPE_MISSING")
    );
    (shut || asked).then(|| format!("is refused: {reply:?}"))
}

/// Signs the actor in.
async fn enter(campus: &TestCampus, actor: Actor) -> Client {
    match actor {
        Actor::Nobody => campus.stranger(),
        Actor::Somebody => campus.member("somebody").await,
        Actor::In(role) => campus.member(&member_name(role)).await,
        Actor::Elsewhere => campus.member("far.owner").await,
        Actor::Installation => campus.owner().await,
    }
}

fn member_name(role: Role) -> String {
    match role {
        Role::Owner => "home.owner".to_owned(),
        role => format!("home.{role}"),
    }
}

on_each_campus! {
    async fn everybody_meets_exactly_what_the_matrix_says(campus: TestCampus) {
        let institute = campus.institute("home").await;
        campus.institute("far").await;
        for role in Role::ALL.into_iter().filter(|role| *role != Role::Owner) {
            institute.person(role, &member_name(role)).await;
        }
        let mut actors = vec![Actor::Nobody, Actor::Somebody, Actor::Elsewhere, Actor::Installation];
        actors.extend(Role::ALL.into_iter().rev().map(Actor::In));
        let mut lines = campus.permissions.clone();
        // What takes away comes last, so that the rest finds something.
        lines.sort_by_key(|line| line.method == "DELETE");
        let mut troubles = Vec::new();
        for (round, actor) in actors.into_iter().enumerate() {
            let real = ids(&campus, &institute, &format!("round-{round}")).await;
            let mut client = enter(&campus, actor).await;
            for line in &lines {
                // Some calls end the session that makes them.
                if actor != Actor::Nobody && client.get("/api/user/info").await.status == 401 {
                    client = enter(&campus, actor).await;
                }
                if let Some(trouble) = trouble(actor, &client, line, &real).await {
                    troubles.push(format!("{} {} as {actor:?}: {trouble}", line.method, line.path));
                }
            }
        }
        assert!(troubles.is_empty(), "{} surprises:\n{}", troubles.len(), troubles.join("\n"));
    }

    async fn every_operation_has_one_line_that_the_server_enforces(campus: TestCampus) {
        campus.check_permissions().await;
    }
}

/// The stories above stand for the server: it has the same routes and the same table.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_campus_of_the_stories_is_the_server() {
    let server = support::Server::start(&[]).await;
    let campus = TestCampus::new(database::testing::TestDatabase::sqlite().await).await;
    let sorted = |permissions: &[Permission]| {
        let mut lines: Vec<String> = permissions.iter().map(|line| format!("{line:?}")).collect();
        lines.sort();
        lines
    };
    assert_eq!(sorted(&campus.permissions), sorted(&server.application.permissions));
}

mod support;
