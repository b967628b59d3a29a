//! Versions: the current one lies in the file's row, earlier ones here.

use base::World;
use database::{AssertSqlSafe, DatabaseError, Query, Row, Tx, values};
use engine::Engine;

use crate::{
    error::DriveError,
    ids::NodeId,
    model::{
        category::Category,
        node::{FileBody, Kind, Node, Version},
        totals::{Bucket, Change, Sum, signed},
    },
    store::{nodes, totals, volumes::Volume},
};

/// A file keeps at most this many versions; then the oldest goes with each new one.
pub const MAX_VERSIONS: u64 = 1000;

const COLUMNS: &str = "id, number, content_id, size, sha256, media_type, created_at";

fn version(row: &Row) -> Result<Version, DatabaseError> {
    Ok(Version {
        id: row.get(0)?,
        number: row.get(1)?,
        content: row.get(2)?,
        size: row.get(3)?,
        sha256: row.get(4)?,
        media_type: row.get(5)?,
        created_at: row.get(6)?,
    })
}

/// Puts a version on top of a file's others; `change` learns what that does to the totals.
pub async fn push(
    tx: &mut Tx,
    engine: &Engine,
    node: NodeId,
    old: &FileBody,
    mut current: Version,
    category: Category,
    change: &mut Change,
) -> Result<FileBody, DriveError> {
    let before = &old.current;
    tx.execute(
        "INSERT INTO old_versions (id, node_id, number, content_id, size, sha256, media_type, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        values![
            before.id,
            node,
            before.number,
            before.content,
            before.size,
            before.sha256,
            before.media_type.as_str(),
            before.created_at
        ],
    )
    .await?;
    current.number = before.number + 1;
    let mut body = FileBody {
        current,
        category,
        versions: old.versions + 1,
        old_bytes: old.old_bytes + before.size,
    };
    while body.versions > MAX_VERSIONS {
        let Some(size) = drop_oldest(tx, engine, node).await? else {
            break;
        };
        body.versions -= 1;
        body.old_bytes = body.old_bytes.saturating_sub(size);
    }
    nodes::update_file(tx, node, &body).await?;
    change.lose(Bucket::Files(old.category), Sum::of_file(old));
    change.gain(Bucket::Files(category), Sum::of_file(&body));
    Ok(body)
}

async fn drop_oldest(tx: &mut Tx, engine: &Engine, node: NodeId) -> Result<Option<u64>, DriveError> {
    let sql = format!("SELECT {COLUMNS} FROM old_versions WHERE node_id = $1 ORDER BY number LIMIT 1");
    let Some(oldest) = tx
        .one(AssertSqlSafe(sql), values![node])
        .await?
        .map(|row| version(&row))
        .transpose()?
    else {
        return Ok(None);
    };
    forget(tx, engine, &oldest).await?;
    Ok(Some(oldest.size))
}

async fn forget(tx: &mut Tx, engine: &Engine, version: &Version) -> Result<(), DatabaseError> {
    tx.execute("DELETE FROM old_versions WHERE id = $1", values![version.id])
        .await?;
    engine.detach(tx, *version.id.as_bytes()).await
}

/// One version of a file, current or not.
pub async fn find(query: impl Query, node: &Node, number: u64) -> Result<Option<Version>, DatabaseError> {
    let Some(file) = node.file() else { return Ok(None) };
    if file.current.number == number {
        return Ok(Some(file.current.clone()));
    }
    let sql = AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM old_versions WHERE node_id = $1 AND number = $2"
    ));
    query
        .one(sql, values![node.id, number])
        .await?
        .map(|row| version(&row))
        .transpose()
}

/// The versions of a file, newest first; the current one is the first. At most [`MAX_VERSIONS`].
pub async fn list(query: impl Query, node: &Node) -> Result<Vec<Version>, DatabaseError> {
    let Some(file) = node.file() else { return Ok(Vec::new()) };
    let sql = format!("SELECT {COLUMNS} FROM old_versions WHERE node_id = $1 ORDER BY number DESC LIMIT $2");
    let rows = query.all(AssertSqlSafe(sql), values![node.id, MAX_VERSIONS]).await?;
    let mut versions = vec![file.current.clone()];
    for row in &rows {
        versions.push(version(row)?);
    }
    Ok(versions)
}

/// Deletes an earlier version. The current one stays: it is the file.
///
/// # Errors
/// No such version; [`DriveError::CurrentVersion`].
pub async fn delete(tx: &mut Tx, engine: &Engine, node: &Node, number: u64) -> Result<(), DriveError> {
    let file = node.file().ok_or(DriveError::NotFound("version"))?;
    if file.current.number == number {
        return Err(DriveError::CurrentVersion);
    }
    let version = find(&mut *tx, node, number)
        .await?
        .ok_or(DriveError::NotFound("version"))?;
    forget(tx, engine, &version).await?;
    tx.execute(
        "UPDATE nodes SET versions = versions - 1, old_bytes = old_bytes - $2 WHERE id = $1",
        values![node.id, version.size],
    )
    .await?;
    let mut change = Change::default();
    change.lose(
        Bucket::Files(file.category),
        Sum {
            old_bytes: signed(version.size),
            ..Sum::default()
        },
    );
    totals::apply(tx, node.volume, &change).await?;
    Ok(())
}

/// Gives up every reference of a file and forgets its versions; its row is the caller's.
pub(super) async fn forget_all(
    tx: &mut Tx,
    engine: &Engine,
    node: NodeId,
    body: &FileBody,
) -> Result<(), DatabaseError> {
    if body.versions > 1 {
        let sql = "SELECT id FROM old_versions WHERE node_id = $1 LIMIT $2";
        for row in tx.all(sql, values![node, MAX_VERSIONS]).await? {
            engine.detach(tx, row.get(0)?).await?;
        }
        tx.execute("DELETE FROM old_versions WHERE node_id = $1", values![node])
            .await?;
    }
    engine.detach(tx, *body.current.id.as_bytes()).await
}

/// The version a request names; the current one when it names none.
///
/// # Errors
/// [`DriveError::NotFound`], also for folders.
pub async fn pick(query: impl Query, node: &Node, number: Option<u64>) -> Result<Version, DriveError> {
    let file = node.file().ok_or(DriveError::NotFound("file"))?;
    match number {
        None => Ok(file.current.clone()),
        Some(number) => find(query, node, number).await?.ok_or(DriveError::NotFound("version")),
    }
}

/// Makes the bytes of an earlier version the newest version, which pays for them like any other. The current version
/// is that already.
///
/// # Errors
/// No such version; no room.
pub async fn restore(
    tx: &mut Tx,
    engine: &Engine,
    volume: &Volume,
    node: &mut Node,
    number: u64,
    world: &World,
) -> Result<(), DriveError> {
    let file = node.file().cloned().ok_or(DriveError::NotFound("file"))?;
    if file.current.number == number {
        return Ok(());
    }
    let earlier = find(&mut *tx, node, number)
        .await?
        .ok_or(DriveError::NotFound("version"))?;
    let again = Version {
        id: world.new_id(),
        created_at: world.now(),
        ..earlier
    };
    engine::attach(tx, again.content, *again.id.as_bytes(), volume.allowance).await?;
    let category = Category::of(&again.media_type, node.name.extension().as_deref());
    let mut change = Change::default();
    let body = push(tx, engine, node.id, &file, again, category, &mut change).await?;
    totals::apply(tx, volume.id, &change).await?;
    node.modified_at = body.current.created_at;
    node.kind = Kind::File(body);
    Ok(())
}
