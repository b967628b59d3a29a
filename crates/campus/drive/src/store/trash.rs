//! Throwing away, bringing back, deleting for good.
//!
//! Throwing a folder away writes one row and moves the totals by what the folder adds up to. Deleting for good marks
//! one row, which makes everything below it unreachable at once, and then clears it away page by page.

use base::Timestamp;
use database::{AssertSqlSafe, DatabaseError, Query, Tx, values};
use engine::Engine;
use kernel::Limit;

use crate::{
    error::DriveError,
    ids::{NodeId, VolumeId},
    model::{
        name::Name,
        node::{Kind, Node, Place},
        totals::{Bucket, Change, Sum},
    },
    store::{
        chain::{self, Chain},
        nodes, totals, tree, versions,
    },
};

/// How often a free name is looked for.
const NAMES_TRIED: usize = 100;

/// Throws something away. What is in the trash already stays as it is.
pub async fn throw_away(tx: &mut Tx, node: &Node, now: Timestamp) -> Result<(), DriveError> {
    if is_in_trash(tx, node).await? {
        return Ok(());
    }
    let sums = tree::sums(&mut *tx, node).await?;
    tx.execute("UPDATE nodes SET trashed_at = $2 WHERE id = $1", values![node.id, now])
        .await?;
    Ok(totals::apply(tx, node.volume, &Change::into_trash(&sums)).await?)
}

async fn is_in_trash(tx: &mut Tx, node: &Node) -> Result<bool, DriveError> {
    if node.trashed_at.is_some() {
        return Ok(true);
    }
    let chain = chain::of_place(&mut *tx, node.volume, node.place).await?;
    Ok(chain.ok_or(DriveError::NotFound("file"))?.trashed_at.is_some())
}

/// Brings something back, under a new name if its own is taken meanwhile, at the top if its folder is no more.
///
/// # Errors
/// [`DriveError::NotInTrash`]; [`DriveError::InTrash`] for something that lies in a thrown-away folder.
pub async fn restore(tx: &mut Tx, mut node: Node) -> Result<(Node, Chain), DriveError> {
    let chain = chain::of_place(&mut *tx, node.volume, node.place).await?;
    if node.trashed_at.is_none() {
        let in_trash = chain.is_none_or(|chain| chain.trashed_at.is_some());
        return Err(if in_trash {
            DriveError::InTrash
        } else {
            DriveError::NotInTrash
        });
    }
    let chain = chain.filter(|chain| chain.trashed_at.is_none()).unwrap_or_default();
    let name = free_name(tx, node.volume, chain.place(), &node.name, "restored").await?;
    let sums = tree::sums(&mut *tx, &node).await?;
    nodes::relocate(tx, &node, chain.place(), &name, node.file().map(|file| file.category)).await?;
    tx.execute("UPDATE nodes SET trashed_at = NULL WHERE id = $1", values![node.id])
        .await?;
    totals::apply(tx, node.volume, &Change::out_of_trash(&sums)).await?;
    (node.place, node.name, node.trashed_at) = (chain.place(), name, None);
    Ok((node, chain))
}

/// The name itself, or the first of `name (word)`, `name (word 2)`, … that nobody has.
pub async fn free_name(
    tx: &mut Tx,
    volume: VolumeId,
    place: Place,
    name: &Name,
    word: &str,
) -> Result<Name, DriveError> {
    let mut candidate = name.clone();
    for count in 1..=NAMES_TRIED {
        let Some(taken) = nodes::child(&mut *tx, volume, place, &candidate).await? else {
            return Ok(candidate);
        };
        if count == NAMES_TRIED {
            return Err(DriveError::NameTaken {
                existing: taken.entry_id(),
                name: taken.name,
            });
        }
        candidate = name.marked(&if count == 1 {
            word.to_owned()
        } else {
            format!("{word} {count}")
        });
    }
    Ok(candidate)
}

/// A page of what was thrown away, latest first.
pub async fn list(
    query: impl Query,
    volume: VolumeId,
    before: Option<(Timestamp, NodeId)>,
    limit: Limit,
) -> Result<Vec<Node>, DatabaseError> {
    let (time, id) = before.unwrap_or((Timestamp(i64::MAX), NodeId::from_bytes([0xff; 16])));
    let sql = format!(
        "SELECT {} FROM nodes WHERE volume_id = $1 AND trashed_at IS NOT NULL AND doomed = 0 \
         AND (trashed_at, id) < ($2, $3) ORDER BY trashed_at DESC, id DESC LIMIT $4",
        nodes::COLUMNS
    );
    let rows = query
        .all(AssertSqlSafe(sql), values![volume, time, id, limit.with_surplus()])
        .await?;
    rows.iter().map(nodes::node).collect()
}

/// Marks one thing to be deleted for good. It cannot be seen from now on.
pub async fn doom(tx: &mut Tx, node: &Node, now: Timestamp) -> Result<(), DriveError> {
    throw_away(tx, node, now).await?;
    tx.execute(
        "UPDATE nodes SET doomed = 1, trashed_at = COALESCE(trashed_at, $2) WHERE id = $1",
        values![node.id, now],
    )
    .await?;
    Ok(())
}

/// Marks up to 1,000 things at the top of a volume; answers how many. What lies in them goes with them.
pub async fn doom_top(tx: &mut Tx, volume: VolumeId, now: Timestamp) -> Result<u64, DatabaseError> {
    tx.execute(
        "UPDATE nodes SET doomed = 1, trashed_at = $2 WHERE id IN (SELECT id FROM nodes \
         WHERE volume_id = $1 AND parent_id = $1 AND trashed_at IS NULL LIMIT 1000)",
        values![volume, now],
    )
    .await
}

/// Marks up to 1,000 things in a volume's trash; answers how many.
pub async fn doom_trash(tx: &mut Tx, volume: VolumeId) -> Result<u64, DatabaseError> {
    tx.execute(
        "UPDATE nodes SET doomed = 1 WHERE id IN (SELECT id FROM nodes \
         WHERE volume_id = $1 AND trashed_at IS NOT NULL AND doomed = 0 LIMIT 1000)",
        values![volume],
    )
    .await
}

/// Marks up to 1,000 things that were thrown away before `moment`; answers how many.
pub async fn doom_expired(tx: &mut Tx, moment: Timestamp) -> Result<u64, DatabaseError> {
    tx.execute(
        "UPDATE nodes SET doomed = 1 WHERE id IN (SELECT id FROM nodes \
         WHERE trashed_at IS NOT NULL AND doomed = 0 AND trashed_at < $1 LIMIT 1000)",
        values![moment],
    )
    .await
}

/// What a page of clearing away has done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cleared {
    /// Nothing is left to do.
    Nothing,
    /// So many rows went, of this volume; there may be more.
    Some(u64, VolumeId),
}

/// Clears away up to `most` files and folders of what is marked, from the inside out: below one marked thing, or below
/// any.
pub async fn clear(tx: &mut Tx, engine: &Engine, below: Option<NodeId>, most: usize) -> Result<Cleared, DatabaseError> {
    let Some(root) = marked(tx, below).await? else {
        return Ok(Cleared::Nothing);
    };
    let (mut change, mut gone) = (Change::default(), 0);
    loop {
        let folder = innermost(tx, &root).await?;
        for file in children(tx, &folder, true, most - gone).await? {
            remove(tx, engine, &file, &mut change).await?;
            gone += 1;
        }
        if gone == most {
            break;
        }
        remove(tx, engine, &folder, &mut change).await?;
        gone += 1;
        if folder.id == root.id || gone == most {
            break;
        }
    }
    totals::apply(tx, root.volume, &change).await?;
    Ok(Cleared::Some(gone as u64, root.volume))
}

/// Whether something of a thing deleted for good is left.
pub async fn is_marked(tx: &mut Tx, id: NodeId) -> Result<bool, DatabaseError> {
    Ok(marked(tx, Some(id)).await?.is_some())
}

async fn marked(tx: &mut Tx, below: Option<NodeId>) -> Result<Option<Node>, DatabaseError> {
    let row = match below {
        Some(id) => {
            let sql = format!("SELECT {} FROM nodes WHERE id = $1 AND doomed = 1", nodes::COLUMNS);
            tx.one(AssertSqlSafe(sql), values![id]).await?
        }
        None => {
            let sql = format!(
                "SELECT {} FROM nodes WHERE doomed = 1 ORDER BY id LIMIT 1",
                nodes::COLUMNS
            );
            tx.one(AssertSqlSafe(sql), values![]).await?
        }
    };
    row.map(|row| nodes::node(&row)).transpose()
}

/// The first folder on the way down that has no folders itself. Its files go next, then it.
async fn innermost(tx: &mut Tx, root: &Node) -> Result<Node, DatabaseError> {
    let mut folder = root.clone();
    while folder.is_folder() {
        let Some(inner) = children(tx, &folder, false, 1).await?.pop() else {
            break;
        };
        folder = inner;
    }
    Ok(folder)
}

async fn children(tx: &mut Tx, folder: &Node, files: bool, most: usize) -> Result<Vec<Node>, DatabaseError> {
    if !folder.is_folder() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "SELECT {} FROM nodes WHERE parent_id = $1 AND is_file = $2 AND trashed_at IS NULL ORDER BY sort_key, id LIMIT $3",
        nodes::COLUMNS
    );
    let rows = tx.all(AssertSqlSafe(sql), values![folder.id, files, most]).await?;
    rows.iter().map(nodes::node).collect()
}

async fn remove(tx: &mut Tx, engine: &Engine, node: &Node, change: &mut Change) -> Result<(), DatabaseError> {
    match &node.kind {
        Kind::File(body) => {
            versions::forget_all(tx, engine, node.id, body).await?;
            let sum = Sum::of_file(body);
            change.lose(
                Bucket::TrashedFiles,
                Sum {
                    bytes: sum.bytes + sum.old_bytes,
                    old_bytes: 0,
                    ..sum
                },
            );
        }
        Kind::Folder => change.lose(
            Bucket::TrashedFolders,
            Sum {
                items: 1,
                ..Sum::default()
            },
        ),
    }
    tx.execute("DELETE FROM nodes WHERE id = $1", values![node.id]).await?;
    Ok(())
}
