//! Migrations: portable SQL files of every crate, merged by name, applied once, never changed afterwards.

use std::collections::BTreeMap;

use base::{Timestamp, World, hex};
use sqlx::AssertSqlSafe;

use crate::{Database, DatabaseError, Kind, Query, Tx, values, walls};

/// One step of the schema. Names sort by time: `20261120_01_registry`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Migration {
    /// Unique in the whole program; decides the order.
    pub name: &'static str,
    /// Statements that end with `;` at the end of a line.
    pub sql: &'static str,
    walled: &'static [&'static str],
    append_only: &'static [&'static str],
}

impl Migration {
    /// A step of the statements in `sql`, each of which ends with `;` at the end of a line.
    pub const fn new(name: &'static str, sql: &'static str) -> Self {
        Migration {
            name,
            sql,
            walled: &[],
            append_only: &[],
        }
    }

    /// Puts a wall around each of these tables: through a connection that has not entered an institute, none of their
    /// rows is seen or written, and otherwise only those whose column `institute` is the entered one
    /// ([`Database::tenant`], [`Tx::enter`]). PostgreSQL enforces it; SQLite has no such means.
    ///
    /// The wall goes up after the statements of this step. A later step cannot change rows behind it.
    #[must_use]
    pub const fn walled(mut self, tables: &'static [&'static str]) -> Self {
        self.walled = tables;
        self
    }

    /// Makes each of these tables refuse to change or remove rows, on both engines.
    #[must_use]
    pub const fn append_only(mut self, tables: &'static [&'static str]) -> Self {
        self.append_only = tables;
        self
    }

    /// Over the text, and over the walls where there are some.
    fn checksum(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        hasher.update(self.sql.as_bytes());
        for (mark, tables) in [("walled", self.walled), ("append-only", self.append_only)] {
            for table in tables {
                hasher.update(format!("\0{mark} {table}").as_bytes());
            }
        }
        hex::encode(hasher.finalize().as_bytes())
    }

    fn statements(&self) -> impl Iterator<Item = &'static str> {
        self.sql
            .split(";\n")
            .map(str::trim)
            .filter(|statement| !statement.is_empty())
    }

    /// What follows the statements, in the words of the engine.
    fn fences(&self, engine: Kind) -> Vec<String> {
        let walls = self.walled.iter().flat_map(|table| walls::wall(engine, table));
        let guards = self
            .append_only
            .iter()
            .flat_map(|table| walls::append_only(engine, table));
        walls.chain(guards).collect()
    }
}

/// Where the schema stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MigrationState {
    /// Names that have been applied.
    pub applied: Vec<String>,
    /// Names that would be applied next, in order.
    pub pending: Vec<&'static str>,
}

/// Why the schema could not be brought up to date.
#[derive(Debug, thiserror::Error)]
pub enum MigrationError {
    /// The database was used by a newer program.
    #[error(
        "the database was written by a newer version of Lyceum (it knows `{0}`, this version does not); start that version again or restore an older backup"
    )]
    Newer(String),
    /// A step was changed after it had been applied.
    #[error(
        "the migration `{0}` differs from the one this database was made with; install the official version of Lyceum"
    )]
    Changed(String),
    /// The database's own trouble.
    #[error("the schema could not be brought up to date")]
    Database(#[from] DatabaseError),
}

impl Database {
    /// Compares the schema with `migrations` and changes nothing but the table that remembers them.
    ///
    /// # Errors
    /// See [`MigrationError`].
    pub async fn migration_state(&self, migrations: &[Migration]) -> Result<MigrationState, MigrationError> {
        self.write(|tx| Box::pin(make_table(tx))).await?;
        let applied = applied(self).await?;
        let known: BTreeMap<_, _> = migrations.iter().map(|migration| (migration.name, migration)).collect();
        for (name, checksum) in &applied {
            match known.get(name.as_str()) {
                None => return Err(MigrationError::Newer(name.clone())),
                Some(migration) if migration.checksum() != *checksum => {
                    return Err(MigrationError::Changed(name.clone()));
                }
                Some(_) => {}
            }
        }
        let pending = known
            .keys()
            .copied()
            .filter(|name| !applied.contains_key(*name))
            .collect();
        Ok(MigrationState {
            applied: applied.into_keys().collect(),
            pending,
        })
    }

    /// Applies what is missing, each step in a transaction of its own. Returns the names applied now.
    ///
    /// # Errors
    /// See [`MigrationError`]. Steps before the failing one stay applied; calling again goes on from there.
    pub async fn migrate(&self, migrations: &[Migration], world: &World) -> Result<Vec<&'static str>, MigrationError> {
        let pending = self.migration_state(migrations).await?.pending;
        for name in &pending {
            let Some(migration) = migrations.iter().find(|migration| migration.name == *name).copied() else {
                continue;
            };
            let now = world.now();
            let engine = self.kind();
            self.write(move |tx| Box::pin(apply(tx, migration, now, engine)))
                .await?;
        }
        Ok(pending)
    }
}

async fn make_table(tx: &mut Tx) -> Result<(), DatabaseError> {
    tx.execute(
        "CREATE TABLE IF NOT EXISTS schema_migrations (name TEXT PRIMARY KEY, checksum TEXT NOT NULL, applied_at BIGINT NOT NULL)",
        values![],
    )
    .await?;
    Ok(())
}

async fn applied(database: &Database) -> Result<BTreeMap<String, String>, DatabaseError> {
    let rows = database
        .all("SELECT name, checksum FROM schema_migrations ORDER BY name", values![])
        .await?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

async fn apply(tx: &mut Tx, migration: Migration, now: Timestamp, engine: Kind) -> Result<(), DatabaseError> {
    if engine == Kind::Postgres {
        // Two servers may start at once; the second waits here and then finds the step done.
        tx.execute("LOCK TABLE schema_migrations IN EXCLUSIVE MODE", values![])
            .await?;
    }
    let done = "SELECT 1 FROM schema_migrations WHERE name = $1";
    if tx.one(done, values![migration.name]).await?.is_some() {
        return Ok(());
    }
    for statement in migration.statements() {
        tx.execute(AssertSqlSafe(statement), values![]).await?;
    }
    for statement in migration.fences(engine) {
        tx.execute(AssertSqlSafe(statement), values![]).await?;
    }
    tx.execute(
        "INSERT INTO schema_migrations (name, checksum, applied_at) VALUES ($1, $2, $3)",
        values![migration.name, migration.checksum(), now],
    )
    .await?;
    Ok(())
}
