//! One target against the registry: both are read in the order of names, side by side.

use std::{collections::BTreeMap, time::Duration};

use database::{Database, DatabaseError, Query, values};
use engine::TargetId;
use format::{ShardId, ShardVerifier};
use targets::{DirectoryTarget, Identity, OpenMode, Target, TargetError, TargetErrorKind};

use super::{Finding, Findings, Unreachable};
use crate::places::Place;

/// Objects and rows in memory at a time.
const PAGE: usize = 1000;
/// Bytes of a shard in memory at a time.
const STEP: u64 = 1 << 20;
/// The engine has just been shut down; its last hold on a directory may linger for a moment.
const LINGER: Duration = Duration::from_secs(5);

/// What the registry says about a shard.
struct Row {
    state: String,
    bytes: u64,
    seal: [u8; 32],
}

/// Judges everything on one target.
pub(super) async fn compare(
    place: &Place,
    database: &Database,
    read: bool,
    findings: &mut Findings,
) -> Result<(), DatabaseError> {
    let Some((id, identity)) = identity(place, database).await? else {
        return Ok(());
    };
    let shelf = match open(place, identity).await {
        Ok(target) => Shelf {
            name: &place.name,
            id,
            target,
            database,
            read,
        },
        Err(error) => {
            findings.unreachable.push(Unreachable {
                target: place.name.clone(),
                detail: error.to_string(),
            });
            return Ok(());
        }
    };
    let mut after = None;
    loop {
        let listed = match shelf.target.list(after, PAGE).await {
            Ok(listed) => listed,
            Err(error) => {
                findings.unreachable.push(Unreachable {
                    target: place.name.clone(),
                    detail: error.to_string(),
                });
                return Ok(());
            }
        };
        let last = listed.last().map(|entry| entry.id);
        let mut rows = shelf.rows(after, last).await?;
        for entry in &listed {
            shelf.judge(entry.id, entry.len, rows.remove(&entry.id), findings).await;
        }
        for (id, row) in rows {
            shelf.note(
                &mut findings.missing,
                id,
                format!("the registry has it as {}", row.state),
            );
        }
        if last.is_none() {
            return Ok(());
        }
        after = last;
    }
}

async fn identity(place: &Place, database: &Database) -> Result<Option<(TargetId, Identity)>, DatabaseError> {
    let installation = database.one("SELECT id FROM installation", values![]).await?;
    let target = database
        .one("SELECT id FROM targets WHERE name = $1", values![&place.name])
        .await?;
    let (Some(installation), Some(target)) = (installation, target) else {
        return Ok(None);
    };
    let id: TargetId = target.get(0)?;
    Ok(Some((
        id,
        Identity {
            target: *id.as_bytes(),
            installation: installation.get(0)?,
        },
    )))
}

async fn open(place: &Place, identity: Identity) -> Result<DirectoryTarget, TargetError> {
    let begun = tokio::time::Instant::now();
    loop {
        match DirectoryTarget::open(&place.path, identity, OpenMode::Existing).await {
            Err(error) if error.kind == TargetErrorKind::Busy && begun.elapsed() < LINGER => {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            opened => return opened,
        }
    }
}

struct Shelf<'a> {
    name: &'a str,
    id: TargetId,
    target: DirectoryTarget,
    database: &'a Database,
    read: bool,
}

impl Shelf<'_> {
    /// The rows after one name up to another; without the other, all that follow.
    async fn rows(
        &self,
        after: Option<ShardId>,
        up_to: Option<ShardId>,
    ) -> Result<BTreeMap<ShardId, Row>, DatabaseError> {
        let first = after.map_or_else(Vec::new, |id| id.as_bytes().to_vec());
        let last = up_to.map_or_else(|| vec![0xff; 25], |id| id.as_bytes().to_vec());
        let sql = "SELECT id, state, bytes, seal FROM shards WHERE target_id = $1 AND id > $2 AND id <= $3 ORDER BY id";
        let rows = self.database.all(sql, values![self.id, first, last]).await?;
        let row = |row: &database::Row| {
            let id = ShardId::from_bytes(row.get(0)?);
            Ok((
                id,
                Row {
                    state: row.get(1)?,
                    bytes: row.get(2)?,
                    seal: row.get(3)?,
                },
            ))
        };
        rows.iter().map(row).collect()
    }

    async fn judge(&self, id: ShardId, len: u64, row: Option<Row>, findings: &mut Findings) {
        findings.objects += 1;
        let Some(row) = row else {
            return self.note(&mut findings.orphans, id, format!("{len} bytes that nothing refers to"));
        };
        if row.state != "live" {
            return self.note(
                &mut findings.corrupt,
                id,
                format!("the registry has it as {}", row.state),
            );
        }
        if len != row.bytes {
            return self.note(
                &mut findings.corrupt,
                id,
                format!("{len} bytes instead of {}", row.bytes),
            );
        }
        if self.read {
            findings.bytes += len;
            if let Err(detail) = self.verify(id, len, &row.seal).await {
                self.note(&mut findings.corrupt, id, detail);
            }
        }
    }

    async fn verify(&self, id: ShardId, len: u64, seal: &[u8; 32]) -> Result<(), String> {
        let mut verifier = ShardVerifier::new();
        let mut at = 0;
        while at < len {
            let next = (at + STEP).min(len);
            let bytes = self
                .target
                .read(id, at..next)
                .await
                .map_err(|error| error.to_string())?;
            verifier.feed(&bytes).map_err(|error| error.to_string())?;
            at = next;
        }
        let (header, _, found) = verifier.finish().map_err(|error| error.to_string())?;
        if header.id != id || found.as_bytes() != seal {
            return Err("it is another shard than the registry means".to_owned());
        }
        Ok(())
    }

    fn note(&self, list: &mut Vec<Finding>, id: ShardId, detail: String) {
        list.push(Finding {
            target: self.name.to_owned(),
            shard: id.to_string(),
            detail,
        });
    }
}
