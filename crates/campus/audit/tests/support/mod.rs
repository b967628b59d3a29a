//! The pages of the record behind the real guard, and people who call them. Their bearer token is their name; with `!`
//! behind it they have just proved who they are, with `:scope` it is a program's token.
#![allow(dead_code, missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::sync::Arc;

use async_trait::async_trait;
use audit::Audit;
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Request, StatusCode},
};
use base::{ManualClock, SystemEntropy, Timestamp, World};
use database::{Database, DatabaseError, Tx, testing::TestDatabase};
use kernel::{
    AccountId, Authenticator, Branding, Caller, Credential, InstallationRole, InstituteId, Institutes, Invited, Kernel,
    MemberId, Membership, NewPerson, People, Person, Ports, Presented, Problem, Role, Scope, Scopes, SessionId,
    SignInRules, Site, TokenId,
};
use serde_json::Value;
use tower::ServiceExt;

/// 2026-11-20T06:00:00Z
pub const START: Timestamp = Timestamp(1_795_154_400_000_000);
/// Where `asha` is owner, `ravi` administrator and everybody else's name is their role.
pub const NALANDA: InstituteId = InstituteId::from_bytes([0xa1; 16]);
/// Where `xena` is owner.
pub const TAXILA: InstituteId = InstituteId::from_bytes([0xb2; 16]);

pub fn account(name: &str) -> AccountId {
    let mut bytes = [0; 16];
    bytes[..name.len()].copy_from_slice(name.as_bytes());
    AccountId::from_bytes(bytes)
}

fn name_of(account: AccountId) -> String {
    let bytes: Vec<u8> = account
        .as_bytes()
        .iter()
        .copied()
        .take_while(|byte| *byte != 0)
        .collect();
    String::from_utf8(bytes).unwrap()
}

struct Everybody(World);

#[async_trait]
impl Authenticator for Everybody {
    async fn caller(&self, presented: Presented<'_>) -> Result<Option<Caller>, Problem> {
        let Presented::Bearer(shown) = presented else {
            return Ok(None);
        };
        let (person, scope) = shown
            .split_once(':')
            .map_or((shown, None), |(name, scope)| (name, Some(scope)));
        let name = person.trim_end_matches('!');
        let scope = scope.map(|word| Scope::ALL.into_iter().find(|scope| scope.name() == word).unwrap());
        Ok(Some(Caller {
            account: account(name),
            role: if name == "root" {
                InstallationRole::Owner
            } else {
                InstallationRole::Member
            },
            credential: match scope {
                Some(_) => Credential::Token(TokenId::from_bytes([2; 16])),
                None => Credential::Session(SessionId::from_bytes([1; 16])),
            },
            scopes: scope.map_or(Scopes::EVERYTHING, |scope| [scope].into_iter().collect()),
            verified_at: person.ends_with('!').then(|| self.0.now()),
            strong: false,
        }))
    }
}

#[async_trait]
impl Institutes for Everybody {
    async fn membership(&self, institute: InstituteId, account: AccountId) -> Result<Option<Membership>, Problem> {
        let name = name_of(account);
        let role = match name.as_str() {
            "xena" => (institute == TAXILA).then_some(Role::Owner),
            _ if institute != NALANDA => None,
            "asha" => Some(Role::Owner),
            "ravi" => Some(Role::Administrator),
            role => role.parse().ok(),
        };
        Ok(role.map(|role| Membership {
            member: MemberId::from_bytes(*account.as_bytes()),
            role,
            strong_factor: false,
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

/// Everybody is called by the capital form of their name.
struct Names;

#[async_trait]
impl People for Names {
    async fn find(&self, accounts: &[AccountId]) -> Result<Vec<Person>, Problem> {
        let person = |account: &AccountId| Person {
            account: *account,
            email: String::new(),
            name: name_of(*account).to_uppercase(),
            last_seen_at: None,
            strong_factor: false,
        };
        Ok(accounts.iter().map(person).collect())
    }

    async fn by_email(&self, _: &mut Tx, _: &str) -> Result<Option<AccountId>, DatabaseError> {
        Ok(None)
    }

    async fn create(&self, _: &mut Tx, _: &NewPerson) -> Result<AccountId, DatabaseError> {
        panic!("the record makes nobody")
    }

    fn check(&self, _: &NewPerson) -> Result<(), Problem> {
        Ok(())
    }

    async fn end_sessions(&self, _: AccountId) -> Result<u64, Problem> {
        Ok(0)
    }

    async fn reset(&self, _: AccountId, _: InstituteId, _: bool) -> Result<(), Problem> {
        Ok(())
    }

    async fn export(&self, _: AccountId) -> Result<Value, Problem> {
        Ok(Value::Null)
    }
}

pub struct Pages {
    pub database: Database,
    pub audit: Audit,
    pub clock: ManualClock,
    router: Router,
    _test: TestDatabase,
}

impl Pages {
    pub async fn new(test: TestDatabase) -> Self {
        let clock = ManualClock::at(START);
        let world = World::new(clock.clone(), SystemEntropy);
        test.database.migrate(audit::MIGRATIONS, &world).await.unwrap();
        let ports = Ports {
            institutes: Arc::new(Everybody(world.clone())),
            ..Ports::alone(Arc::new(Everybody(world.clone())))
        };
        let kernel = Kernel::new(test.database.clone(), world.clone(), ports, Site::default());
        let audit = Audit::new(world);
        let slice = audit::slice(&kernel, &audit, Arc::new(Names));
        let (router, _) = slice.routes.split_for_parts();
        Pages {
            database: test.database.clone(),
            audit,
            clock,
            router: kernel::guard(router, &kernel, slice.permissions),
            _test: test,
        }
    }

    pub async fn get(&self, who: &str, address: &str) -> Answer {
        let request = Request::builder()
            .uri(address)
            .header("authorization", format!("Bearer {who}"))
            .header("user-agent", "Browser/1")
            .header("x-request-id", "req-1");
        let request = request.body(Body::empty()).unwrap();
        let (parts, body) = self.router.clone().oneshot(request).await.unwrap().into_parts();
        Answer {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8(to_bytes(body, 64 << 20).await.unwrap().to_vec()).unwrap(),
        }
    }

    /// The items of a list.
    pub async fn items(&self, who: &str, address: &str) -> Vec<Value> {
        self.get(who, address).await.expect(200).json()["items"]
            .as_array()
            .unwrap()
            .clone()
    }
}

#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text);
        self
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("not JSON: {}", self.text))
    }

    /// Status and code.
    #[track_caller]
    pub fn problem(&self) -> (u16, String) {
        (self.status.as_u16(), self.json()["code"].as_str().unwrap().to_owned())
    }
}
