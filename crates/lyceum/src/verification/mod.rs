//! The full check of a stopped installation. The engine tidies first; then its work is judged by code of its own, which
//! shares nothing with it but the format: every object on every target against every row of the registry.

mod quota;
mod shelves;

use std::{fmt, time::Duration};

use base::World;
use database::Database;
use serde::Serialize;

use crate::{application, places, settings::Settings};

/// How long repairs may take before what is left is reported as it is.
const REPAIR_PATIENCE: Duration = Duration::from_secs(600);
/// When the queue has not become shorter for this long, nothing more will come of waiting.
const NO_PROGRESS: Duration = Duration::from_secs(20);

/// What is wrong. Everything empty is good news.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Findings {
    /// Objects on a target that no row refers to.
    pub orphans: Vec<Finding>,
    /// Rows without an object.
    pub missing: Vec<Finding>,
    /// Objects that are not what their row says.
    pub corrupt: Vec<Finding>,
    /// Allowances that do not add up.
    pub used_mismatch: Vec<quota::Mismatch>,
    /// Targets that could not be looked at; their rows were not judged.
    pub unreachable: Vec<Unreachable>,
    /// Objects that were compared.
    pub objects: u64,
    /// Bytes that were read.
    pub bytes: u64,
}

/// Something about one shard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The target's name.
    pub target: String,
    /// The shard's name.
    pub shard: String,
    /// What was seen.
    pub detail: String,
}

/// A target that could not be looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Unreachable {
    /// Its name.
    pub target: String,
    /// Why.
    pub detail: String,
}

impl Findings {
    /// Whether all is as it should be.
    pub fn clean(&self) -> bool {
        self.orphans.is_empty()
            && self.missing.is_empty()
            && self.corrupt.is_empty()
            && self.used_mismatch.is_empty()
            && self.unreachable.is_empty()
    }
}

impl fmt::Display for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (word, findings) in [
            ("orphan", &self.orphans),
            ("missing", &self.missing),
            ("corrupt", &self.corrupt),
        ] {
            for Finding { target, shard, detail } in findings {
                writeln!(f, "{word}: {shard} on {target}: {detail}")?;
            }
        }
        for mismatch in &self.used_mismatch {
            writeln!(f, "quota: {mismatch}")?;
        }
        for Unreachable { target, detail } in &self.unreachable {
            writeln!(f, "not looked at: {target}: {detail}")?;
        }
        let verdict = if self.clean() { "nothing is wrong" } else { "see above" };
        writeln!(
            f,
            "{} objects, {} read: {verdict}",
            self.objects,
            base::ByteSize(self.bytes)
        )
    }
}

/// Lets the engine sweep what nothing refers to and repair what it can.
///
/// # Errors
/// When the storage cannot be opened, or the database's trouble.
pub async fn tidy(settings: &Settings, database: &Database, world: &World) -> anyhow::Result<()> {
    let root = application::root_key(settings, database, world).await?;
    let engine = application::open_engine(settings, database, root, places::specs(settings), world).await?;
    engine.sweep().await?;
    let begun = tokio::time::Instant::now();
    let (mut shortest, mut shorter_at) = (u64::MAX, begun);
    while begun.elapsed() < REPAIR_PATIENCE && shorter_at.elapsed() < NO_PROGRESS {
        let waiting = engine.health().await?.repairs.waiting;
        if waiting == 0 {
            break;
        }
        if waiting < shortest {
            (shortest, shorter_at) = (waiting, tokio::time::Instant::now());
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    // What repair replaced is to be deleted too.
    engine.sweep().await?;
    engine.shut_down().await;
    Ok(())
}

/// Compares every target with the registry, and quota with what is stored. `read`: read every byte, too.
///
/// # Errors
/// The database's trouble.
pub async fn compare(settings: &Settings, database: &Database, read: bool) -> anyhow::Result<Findings> {
    let mut findings = Findings {
        used_mismatch: quota::mismatches(database).await?,
        ..Findings::default()
    };
    for place in places::all(settings) {
        shelves::compare(&place, database, read, &mut findings).await?;
    }
    Ok(findings)
}
