//! Fresh, empty databases of both kinds for tests.
//!
//! PostgreSQL comes from `LYCEUM_TEST_POSTGRES_URL`, which `scripts/with-postgres` sets after starting a server of its
//! own; without it the PostgreSQL half of a test fails and says so. The role in it makes the databases and owns them, so it
//! must be one for which walls hold: a superuser walks through them, and a test of walls would prove nothing.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot get a database must stop"
)]

use base::{World, hex};
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use tempfile::TempDir;

use crate::{Database, RowSecurity};

/// Where the tests' PostgreSQL listens.
pub const POSTGRES_URL: &str = "LYCEUM_TEST_POSTGRES_URL";

/// A database that goes away with its value.
#[derive(Debug)]
pub struct TestDatabase {
    /// The open database.
    pub database: Database,
    /// Its URL, for a second process or a second opening.
    pub url: String,
    _directory: Option<TempDir>,
}

impl TestDatabase {
    /// An empty SQLite database in a temporary directory.
    pub async fn sqlite() -> Self {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let url = Database::sqlite_url(&directory.path().join("test.sqlite"));
        let database = Database::open(&url).await.expect("a SQLite database");
        TestDatabase {
            database,
            url,
            _directory: Some(directory),
        }
    }

    /// An empty database on the tests' PostgreSQL server. It goes away with the server.
    pub async fn postgres() -> Self {
        let Ok(server) = std::env::var(POSTGRES_URL) else {
            panic!("set {POSTGRES_URL}, or run the tests through `scripts/with-postgres cargo test …`");
        };
        let name = format!("lyceum_{}", hex::encode(&World::real().bytes::<8>()));
        let mut connection = PgConnection::connect(&server)
            .await
            .expect("the tests' PostgreSQL answers");
        let create = format!("CREATE DATABASE {name}");
        sqlx::query(AssertSqlSafe(create))
            .execute(&mut connection)
            .await
            .expect("a new database");
        let (base, query) = server
            .split_once('?')
            .map_or((server.as_str(), ""), |(base, query)| (base, query));
        let (host, _) = base.rsplit_once('/').expect("a URL that ends with a database name");
        let url = format!("{host}/{name}{}{query}", if query.is_empty() { "" } else { "?" });
        let database = Database::open(&url).await.expect("the new database opens");
        let security = database.row_security().await.expect("the new database answers");
        assert_eq!(
            security,
            RowSecurity::Enforced,
            "{POSTGRES_URL} must name a role made by `CREATE ROLE name LOGIN CREATEDB`, which no wall lets through"
        );
        TestDatabase {
            database,
            url,
            _directory: None,
        }
    }
}

/// Writes a test once and runs it on both engines: `on_each_database! { async fn name(test: TestDatabase) { … } }`.
#[macro_export]
macro_rules! on_each_database {
    ($($(#[$meta:meta])* async fn $name:ident($argument:ident : TestDatabase) $body:block)+) => {$(
        $(#[$meta])*
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            async fn story($argument: $crate::testing::TestDatabase) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                story($crate::testing::TestDatabase::sqlite().await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                story($crate::testing::TestDatabase::postgres().await).await;
            }
        }
    )+};
}
