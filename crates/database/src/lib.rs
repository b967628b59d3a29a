//! SQLite or PostgreSQL behind one door.
//!
//! **Goals.** Every query of the project is written once, in portable SQL, and runs on both engines. The engine is chosen
//! by the URL when the database is opened and nowhere else. Acknowledged means durable: SQLite runs in WAL mode with
//! `synchronous=FULL`, PostgreSQL with its defaults. Write transactions never see each other half done: SQLite has one
//! writer (`BEGIN IMMEDIATE`), PostgreSQL runs them `SERIALIZABLE` and repeats what it refuses.
//!
//! **Group commit.** A commit costs a sync of the disk, and a sync costs the same for one row as for a thousand.
//! [`Database::write`] therefore hands its closure to one writer task, which runs the closures that are waiting together
//! in one transaction. A closure may run more than once, so it must keep its side effects for after the commit.
//!
//! **Walls.** Rows of one institute must not be seen by another, even when a query forgot to ask for the institute. A
//! [`Migration`] names its walled tables; [`Database::tenant`] and [`Tx::enter`] say which institute a query is about. On
//! PostgreSQL row-level security enforces it, and a query that entered nothing finds nothing. SQLite has no such means:
//! there the column in the query is the only wall, which is why every test runs on both.
//!
//! **Non-goals.** No entities, no query builder: the portable vocabulary is small (`BYTEA`, `BIGINT`, `TEXT`, `$1`,
//! `ON CONFLICT`, `RETURNING`) and SQL says it best.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

mod connection;
mod error;
mod group;
mod migrate;
mod query;
mod several;
mod tenant;
#[cfg(feature = "testing")]
pub mod testing;
mod value;
mod walls;

pub use connection::{Database, Kind};
pub use error::{DatabaseError, ErrorKind};
pub use group::Tx;
pub use migrate::{Migration, MigrationError, MigrationState};
pub use query::{Query, Row};
pub use several::Statement;
pub use sqlx::AssertSqlSafe;
pub use tenant::Tenant;
pub use value::{FromColumn, Value};
pub use walls::RowSecurity;

/// The future a write closure returns.
pub type WriteFuture<'t, T, E> = futures::future::BoxFuture<'t, Result<T, E>>;
