//! A whole campus inside a test: real routes, a real database, a clock that obeys.
//!
//! A story is written once and told to both databases:
//!
//! ```text
//! on_each_campus! {
//!     async fn asha_changes_her_name(campus: TestCampus) {
//!         let asha = campus.member("asha").await;
//!         asha.patch("/api/user/info").json(json!({"name": "Asha Rao"})).await.expect(200);
//!         assert_eq!(asha.get("/api/user/info").await.json()["name"], "Asha Rao");
//!     }
//! }
//! ```
//!
//! With the feature `files` the campus has a drive over targets in memory, see [`Storage`].
//!
//! Nothing is a script of expected calls: what stands in for the outside is small and real.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot set its stage must stop"
)]

mod client;
mod institute;
mod permissions;
mod rules;
mod sealing;
#[cfg_attr(not(feature = "files"), path = "no_storage.rs")]
mod storage;

use std::{sync::Arc, time::Duration};

use accounts::{Accounts, GoogleSettings, Hashing, Parts, Registration, Settings};
use audit::Audit;
use axum::Router;
use base::{ManualClock, SystemEntropy, Timestamp, World};
use database::{Database, testing::TestDatabase};
use institutes::{Directory, Institutes};
use kernel::{Events, Kernel, Permission, Ports, Sealing, SignInRules, Site, jobs::JobHandler};
use mail::{KeptLetter, Post};
use serde_json::json;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;

pub use client::{Answer, Call, Client};
#[doc(hidden)]
pub use database as __database;
pub use institute::TestInstitute;
use rules::SameRules;
use sealing::TestSealing;
pub use storage::{Disks, Storage};

/// When every story begins: 2026-11-20T06:00:00Z.
pub const START: Timestamp = Timestamp(1_795_154_400_000_000);

/// The password of everybody in a story.
pub const PASSWORD: &str = "correct horse battery staple";

/// How a campus is set up.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Who may register.
    pub registration: Registration,
    /// The address people type.
    pub public_url: Option<String>,
    /// What everybody is asked for at sign-in, whatever institutes say.
    pub rules: Option<SignInRules>,
    /// The mail server. Without one, letters stay where [`TestCampus::last_letter`] reads them.
    pub mail: mail::Settings,
    /// Whom people may sign in with.
    pub google: Option<GoogleSettings>,
}

impl std::fmt::Debug for TestCampus {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TestCampus")
            .field("url", &self.url)
            .finish_non_exhaustive()
    }
}

/// The running campus of one story.
pub struct TestCampus {
    /// What handlers share.
    pub kernel: Kernel,
    /// The accounts, for what administrators do.
    pub accounts: Accounts,
    /// Who belongs to which institute.
    pub directory: Directory,
    /// The record of what was done.
    pub audit: Audit,
    /// The outbox, which nobody empties by themselves: see [`TestCampus::deliver_letters`].
    pub post: Post,
    /// Where files lie.
    pub storage: Storage,
    /// The clock of the campus. Moves only when told to.
    pub clock: ManualClock,
    /// Who may call what, of all slices.
    pub permissions: Vec<Permission>,
    /// The OpenAPI document, of all slices.
    pub document: OpenApi,
    router: Router,
    handlers: Vec<Arc<dyn JobHandler>>,
    url: String,
    options: Options,
    /// Keeps the database's directory until the story ends.
    _test: Option<TestDatabase>,
}

impl TestCampus {
    /// A new campus on an empty database.
    pub async fn new(test: TestDatabase) -> Self {
        TestCampus::with(test, Options::default()).await
    }

    /// A new campus, set up as wished.
    pub async fn with(test: TestDatabase, options: Options) -> Self {
        let (database, url) = (test.database.clone(), test.url.clone());
        let disks = Disks::new();
        let mut campus = TestCampus::open(database, url, ManualClock::at(START), disks, options).await;
        campus._test = Some(test);
        campus
    }

    /// A second server on the same database, as behind a load balancer.
    pub async fn twin(&self) -> Self {
        let database = Database::open(&self.url).await.expect("the database opens twice");
        let disks = self.storage.disks.clone();
        TestCampus::open(
            database,
            self.url.clone(),
            self.clock.clone(),
            disks,
            self.options.clone(),
        )
        .await
    }

    async fn open(database: Database, url: String, clock: ManualClock, disks: Disks, options: Options) -> Self {
        let world = World::new(clock.clone(), SystemEntropy);
        let migrations = [
            kernel::MIGRATIONS,
            audit::MIGRATIONS,
            mail::MIGRATIONS,
            accounts::MIGRATIONS,
            institutes::MIGRATIONS,
            &storage::migrations(),
        ]
        .concat();
        database
            .migrate(&migrations, &world)
            .await
            .expect("an empty database takes the schema");
        let settings = Settings {
            registration: options.registration,
            hashing: Hashing::CHEAP,
        };
        let sealing: Arc<dyn Sealing> = Arc::new(TestSealing::new(&disks, world.clone()));
        let post = Post::new(database.clone(), world.clone(), sealing.clone(), options.mail.clone());
        let storage = Storage::open(&database, &world, disks).await;
        let site = Arc::new(Site::at(options.public_url.clone()));
        let events = Events::default();
        let audit = Audit::new(world.clone());
        let directory = Directory::new(database.clone(), world.clone(), audit.clone());
        let port: Arc<dyn kernel::Institutes> = match options.rules.clone() {
            Some(rules) => Arc::new(SameRules {
                inner: Arc::new(directory.clone()),
                rules,
            }),
            None => Arc::new(directory.clone()),
        };
        let parts = Parts {
            database: database.clone(),
            world: world.clone(),
            settings,
            volumes: storage.volumes(),
            institutes: port.clone(),
            sealing: sealing.clone(),
            events: events.clone(),
            site: site.clone(),
            post: post.clone(),
            audit: audit.clone(),
        };
        let mut accounts = Accounts::new(parts).unwrap();
        if let Some(google) = options.google.clone() {
            accounts = accounts.with_google(google).expect("settings that can work");
        }
        let ports = Ports {
            authenticator: Arc::new(accounts.clone()),
            institutes: port,
            sealing,
            events,
        };
        let kernel = Kernel::new(database, world, ports, site);
        accounts.follow_endings(&kernel);
        let people = Arc::new(accounts.clone());
        let institutes = Institutes::new(
            kernel.clone(),
            directory.clone(),
            people.clone(),
            storage.volumes(),
            post.clone(),
        );
        let mut slices = vec![
            kernel::slice(&kernel),
            audit::slice(&kernel, &audit, people),
            mail::slice(&kernel, &audit, post.clone()),
            accounts::slice(&kernel, accounts.clone()),
            institutes::slice(&institutes),
        ];
        slices.extend(storage.slice(&kernel));
        let permissions: Vec<Permission> = slices.iter().flat_map(|slice| slice.permissions).copied().collect();
        let handlers = slices.iter().flat_map(|slice| slice.jobs.iter().cloned()).collect();
        let joined = slices
            .into_iter()
            .fold(OpenApiRouter::new(), |all, slice| all.merge(slice.routes));
        let (router, document) = joined.split_for_parts();
        let router = kernel::guard(router, &kernel, &permissions);
        TestCampus {
            kernel,
            directory,
            audit,
            accounts,
            post,
            storage,
            clock,
            permissions,
            document,
            router,
            handlers,
            url,
            options,
            _test: None,
        }
    }

    /// Somebody nobody knows.
    pub fn stranger(&self) -> Client {
        Client::new(self.router.clone())
    }

    /// The owner: the first account, `owner@example.org`.
    pub async fn owner(&self) -> Client {
        self.person("owner").await
    }

    /// A member called `name`, with the address `name@example.org`. The owner comes first if nobody did.
    pub async fn member(&self, name: &str) -> Client {
        self.owner().await;
        self.person(name).await
    }

    /// Signs a person in, on a new device; registers them when they are new.
    async fn person(&self, name: &str) -> Client {
        let email = format!("{name}@example.org");
        let stranger = self.stranger();
        let login = json!({"email": email, "password": PASSWORD});
        let mut answer = stranger.post("/api/auth/login").json(login.clone()).await;
        if answer.status != 200 {
            let account = json!({"email": email, "password": PASSWORD, "name": name});
            let made = stranger.post("/api/auth/register").json(account).await;
            if made.status == 202 {
                let code = json!({"attempt": made.json()["attempt"], "code": self.code_for(&email).await});
                stranger.post("/api/auth/register/confirm").json(code).await.expect(201);
                // Codes are sent only so often.
                self.wait(Duration::from_secs(15 * 60));
            } else {
                made.expect(201);
            }
            answer = stranger.post("/api/auth/login").json(login).await;
        }
        let mut body = answer.expect(200).json();
        if body["status"] == "second_factor" {
            let code = self.code_for(&email).await;
            let proof = json!({"attempt": body["attempt"], "factor": "email", "code": code});
            body = stranger
                .post("/api/auth/login/verify")
                .json(proof)
                .await
                .expect(200)
                .json();
        }
        stranger.with_token(body["token"].as_str().expect("a token"))
    }

    /// The code in the newest letter to an address.
    pub async fn code_for(&self, to: &str) -> String {
        let letter = self.last_letter(to).await.expect("a letter");
        let digits = |word: &&str| word.len() == 6 && word.bytes().all(|it| it.is_ascii_digit());
        let mut words = letter.text.split(|it: char| !it.is_alphanumeric());
        words.find(digits).expect("a code of six digits").to_owned()
    }

    /// Runs every job that is due, until none is; returns how many runs there were.
    pub async fn run_jobs(&self) -> usize {
        kernel::jobs::run_due(&self.kernel, self.handlers.clone())
            .await
            .expect("the job queue answers")
    }

    /// What the newest letter to an address says, if one was written and has not left.
    pub async fn last_letter(&self, to: &str) -> Option<KeptLetter> {
        self.letters(to).await.into_iter().next()
    }

    /// All letters to an address, the newest first.
    pub async fn letters(&self, to: &str) -> Vec<KeptLetter> {
        self.post.letters_to(to).await.expect("the outbox answers")
    }

    /// Delivers every letter that is due; returns how many attempts there were.
    pub async fn deliver_letters(&self) -> usize {
        self.post.deliver_due().await.expect("the outbox answers")
    }

    /// Time goes by.
    pub fn wait(&self, span: Duration) {
        self.clock.advance(span);
    }
}

/// Writes a story once and tells it to both databases: `on_each_campus! { async fn name(campus: TestCampus) { … } }`.
/// `#[options(expression)]` above a story sets its campus up differently.
#[macro_export]
macro_rules! on_each_campus {
    ($($(#[options($options:expr)])? async fn $name:ident($campus:ident : TestCampus) $body:block)+) => {$(
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            async fn story(test: $crate::__database::testing::TestDatabase) {
                #[allow(unused_mut, unused_assignments)]
                let mut options = $crate::Options::default();
                $(options = $options;)?
                let $campus = $crate::TestCampus::with(test, options).await;
                $body
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                story($crate::__database::testing::TestDatabase::sqlite().await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                story($crate::__database::testing::TestDatabase::postgres().await).await;
            }
        }
    )+};
}
