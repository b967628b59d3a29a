//! The door to all slices, with a few routes behind it and callers who say who they are.
#![allow(clippy::unwrap_used, reason = "a test that meets the unexpected must stop")]

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, StatusCode},
    routing::{get, post},
};
use base::{ManualClock, SystemEntropy, Timestamp, World};
use database::{DatabaseError, Tx, testing::TestDatabase};
use kernel::{
    Access, AccountId, Authenticator, Branding, Caller, Credential, InstallationRole, InstituteId, Institutes, Invited,
    Kernel, Member, MemberId, Membership, Permission, Ports, Presented, Problem, Role, Roles, Scope, Scopes, SessionId,
    SignInRules, Site, TokenId, guard,
};
use serde_json::Value;
use tower::ServiceExt;

const NOW: Timestamp = Timestamp(1_795_154_400_000_000);
const HOME: InstituteId = InstituteId::from_bytes([7; 16]);

const PERMISSIONS: &[Permission] = &[
    Permission::new("GET", "/public", Access::Public),
    Permission::new("GET", "/account", Access::SignedIn).scope(Scope::FilesRead),
    Permission::new("POST", "/account", Access::SignedIn).people_only(),
    Permission::new("GET", "/installation", Access::Owner),
    Permission::new(
        "GET",
        "/institutes/{institute}/office",
        Access::Institute(Roles::OFFICE),
    ),
    Permission::new(
        "POST",
        "/institutes/{institute}/office",
        Access::Institute(Roles::MANAGERS),
    )
    .fresh(),
];

/// The token names the caller: what they are to the institute, and how they came in.
struct ByName;

#[async_trait]
impl Authenticator for ByName {
    async fn caller(&self, presented: Presented<'_>) -> Result<Option<Caller>, Problem> {
        let (Presented::Bearer(name) | Presented::Cookie(name)) = presented;
        let mut words = name.split('-');
        let who = words.next().unwrap_or_default();
        let mut caller = Caller {
            account: account(who),
            role: if who == "installation" {
                InstallationRole::Owner
            } else {
                InstallationRole::Member
            },
            credential: Credential::Session(SessionId::from_bytes([1; 16])),
            scopes: Scopes::EVERYTHING,
            verified_at: Some(NOW),
            strong: true,
        };
        for word in words {
            match word {
                "weak" => caller.strong = false,
                "stale" => caller.verified_at = Some(Timestamp(NOW.0 - 601_000_000)),
                "program" => {
                    caller.credential = Credential::Token(TokenId::from_bytes([1; 16]));
                    caller.verified_at = None;
                }
                "reader" => caller.scopes = [Scope::FilesRead].into_iter().collect(),
                other => panic!("no such word: {other}"),
            }
        }
        Ok(Some(caller))
    }
}

fn account(name: &str) -> AccountId {
    let mut bytes = [0; 16];
    bytes[..name.len()].copy_from_slice(name.as_bytes());
    AccountId::from_bytes(bytes)
}

/// One institute; an account called as a role has it there. Owners need a strong factor.
struct OneInstitute;

#[async_trait]
impl Institutes for OneInstitute {
    async fn membership(&self, institute: InstituteId, who: AccountId) -> Result<Option<Membership>, Problem> {
        let role = Role::ALL.into_iter().find(|role| account(role.name()) == who);
        Ok(role.filter(|_| institute == HOME).map(|role| Membership {
            member: MemberId::from_bytes([3; 16]),
            role,
            strong_factor: role == Role::Owner,
        }))
    }

    async fn of(&self, _: AccountId) -> Result<Vec<InstituteId>, Problem> {
        Ok(Vec::new())
    }

    async fn sign_in_rules(&self, _: AccountId) -> Result<SignInRules, Problem> {
        Ok(SignInRules::default())
    }

    async fn invited(&self, _: &str) -> Result<Option<Invited>, Problem> {
        Ok(None)
    }

    async fn join(&self, _: &mut Tx, _: &str, _: AccountId) -> Result<Option<InstituteId>, DatabaseError> {
        Ok(None)
    }

    async fn branding(&self, _: InstituteId) -> Result<Option<Branding>, Problem> {
        Ok(None)
    }
}

struct Door {
    router: Router,
    _test: TestDatabase,
}

impl Door {
    async fn new() -> Self {
        let test = TestDatabase::sqlite().await;
        let world = World::new(ManualClock::at(NOW), SystemEntropy);
        let ports = Ports {
            institutes: Arc::new(OneInstitute),
            ..Ports::alone(Arc::new(ByName))
        };
        let kernel = Kernel::new(test.database.clone(), world, ports, Site::default());
        let office = || async { "in" };
        let routes = Router::new()
            .route("/public", get(office))
            .route("/account", get(office).post(office))
            .route("/installation", get(office))
            .route(
                "/institutes/{institute}/office",
                get(|member: Member| async move { member.role.name() }).post(office),
            )
            .route("/undeclared", post(office));
        Door {
            router: guard(routes, &kernel, PERMISSIONS),
            _test: test,
        }
    }

    async fn call(&self, method: &str, path: &str, who: Option<&str>) -> (StatusCode, String) {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(who) = who {
            request = request.header("authorization", format!("Bearer {who}"));
        }
        let answer = self
            .router
            .clone()
            .oneshot(request.body(Body::empty()).unwrap())
            .await
            .unwrap();
        let status = answer.status();
        let body = to_bytes(answer.into_body(), 1 << 16).await.unwrap();
        (status, String::from_utf8(body.to_vec()).unwrap())
    }

    /// The code of a refusal, with its status.
    async fn refused(&self, method: &str, path: &str, who: &str) -> (u16, String) {
        let (status, body) = self.call(method, path, Some(who)).await;
        let body: Value = serde_json::from_str(&body).unwrap();
        (status.as_u16(), body["code"].as_str().unwrap().to_owned())
    }
}

fn office(institute: InstituteId) -> String {
    format!("/institutes/{institute}/office")
}

#[tokio::test]
async fn strangers_come_in_at_the_public_door_only() {
    let door = Door::new().await;
    assert_eq!(door.call("GET", "/public", None).await.0, StatusCode::OK);
    for path in ["/account", "/installation", &office(HOME)] {
        assert_eq!(door.call("GET", path, None).await.0, StatusCode::UNAUTHORIZED, "{path}");
        assert_eq!(
            door.call("HEAD", path, None).await.0,
            StatusCode::UNAUTHORIZED,
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_route_that_nobody_declared_is_closed_even_to_owners() {
    let door = Door::new().await;
    assert_eq!(
        door.refused("POST", "/undeclared", "installation").await,
        (404, "NOT_FOUND".into())
    );
    assert_eq!(door.call("POST", "/undeclared", None).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn members_come_in_by_their_role_and_bring_it_along() {
    let door = Door::new().await;
    assert_eq!(
        door.call("GET", &office(HOME), Some("staff")).await,
        (StatusCode::OK, "staff".into())
    );
    assert_eq!(door.call("HEAD", &office(HOME), Some("staff")).await.0, StatusCode::OK);
    assert_eq!(
        door.call("GET", "/installation", Some("installation")).await.0,
        StatusCode::OK
    );
}

#[tokio::test]
async fn whatever_is_missing_the_answer_is_the_same() {
    let door = Door::new().await;
    let elsewhere = office(InstituteId::from_bytes([8; 16]));
    let answers = [
        door.call("GET", &office(HOME), Some("student")).await,
        door.call("GET", &office(HOME), Some("installation")).await,
        door.call("GET", &elsewhere, Some("administrator")).await,
        door.call("GET", "/institutes/nonsense/office", Some("administrator"))
            .await,
        door.call("GET", "/installation", Some("administrator")).await,
        door.call("POST", &office(HOME), Some("staff")).await,
    ];
    assert_eq!(answers[0].0, StatusCode::NOT_FOUND);
    assert!(answers.iter().all(|answer| answer == &answers[0]), "{answers:?}");
}

#[tokio::test]
async fn a_role_that_needs_a_strong_factor_waits_until_it_is_there() {
    let door = Door::new().await;
    assert_eq!(
        door.refused("GET", &office(HOME), "owner-weak").await,
        (403, "FACTOR_REQUIRED".into())
    );
    assert_eq!(door.call("GET", &office(HOME), Some("owner")).await.0, StatusCode::OK);
    assert_eq!(
        door.call("GET", &office(HOME), Some("staff-weak")).await.0,
        StatusCode::OK
    );
    // Whoever is not even a member must not learn what members need.
    assert_eq!(
        door.refused("GET", &office(HOME), "nobody-weak").await,
        (404, "NOT_FOUND".into())
    );
}

#[tokio::test]
async fn what_is_sensitive_asks_for_a_fresh_proof() {
    let door = Door::new().await;
    let sensitive = office(HOME);
    assert_eq!(door.call("POST", &sensitive, Some("owner")).await.0, StatusCode::OK);
    assert_eq!(
        door.refused("POST", &sensitive, "owner-stale").await,
        (403, "STEP_UP_REQUIRED".into())
    );
    assert_eq!(
        door.call("GET", &sensitive, Some("owner-stale")).await.0,
        StatusCode::OK
    );
    assert_eq!(kernel::FRESH, Duration::from_secs(600));
}

#[tokio::test]
async fn programs_do_what_their_token_was_made_for() {
    let door = Door::new().await;
    assert_eq!(
        door.call("GET", "/account", Some("staff-program-reader")).await.0,
        StatusCode::OK
    );
    assert_eq!(
        door.refused("GET", &office(HOME), "staff-program-reader").await,
        (403, "SCOPE_MISSING".into())
    );
    assert_eq!(
        door.call("GET", &office(HOME), Some("staff-program")).await.0,
        StatusCode::OK
    );
    assert_eq!(
        door.refused("POST", "/account", "staff-program").await,
        (403, "PEOPLE_ONLY".into())
    );
    assert_eq!(
        door.refused("POST", &office(HOME), "owner-program").await,
        (403, "PEOPLE_ONLY".into())
    );
}
