//! Single files and folders: found by id or by name, made, renamed, moved.

use base::Timestamp;
use database::{AssertSqlSafe, DatabaseError, FromColumn, Query, Row, Tx, values};

use crate::{
    ids::{NodeId, VolumeId},
    model::{
        category::Category,
        name::Name,
        node::{FileBody, Kind, Node, Place, Version},
    },
};

/// The columns that [`node`] reads, in its order.
pub(super) const COLUMNS: &str = "id, volume_id, parent_id, is_file, name, category, size, media_type, sha256, \
     content_id, version_id, version, versions, old_bytes, created_at, modified_at, trashed_at, doomed";

/// Reads a row that starts with [`COLUMNS`].
pub(super) fn node(row: &Row) -> Result<Node, DatabaseError> {
    let volume = row.get(1)?;
    let modified_at = row.get(15)?;
    let kind = if row.get::<bool>(3)? {
        Kind::File(file_body(row, modified_at)?)
    } else {
        Kind::Folder
    };
    Ok(Node {
        id: row.get(0)?,
        volume,
        place: Place::from_key(volume, row.get(2)?),
        name: Name::stored(row.get(4)?),
        kind,
        created_at: row.get(14)?,
        modified_at,
        trashed_at: row.get(16)?,
        doomed: row.get(17)?,
    })
}

/// Reads the column after [`COLUMNS`].
pub(super) fn surplus<T: FromColumn>(row: &Row) -> Result<T, DatabaseError> {
    row.get(18)
}

fn file_body(row: &Row, created_at: Timestamp) -> Result<FileBody, DatabaseError> {
    Ok(FileBody {
        current: Version {
            id: row.get(10)?,
            number: row.get(11)?,
            content: row.get(9)?,
            size: row.get(6)?,
            sha256: row.get(8)?,
            media_type: row.get(7)?,
            created_at,
        },
        category: Category::from_code(row.get(5)?),
        versions: row.get(12)?,
        old_bytes: row.get(13)?,
    })
}

/// Finds a node of a volume. What is being deleted for good is gone already.
pub async fn find(query: impl Query, volume: VolumeId, id: NodeId) -> Result<Option<Node>, DatabaseError> {
    let sql = format!("SELECT {COLUMNS} FROM nodes WHERE id = $1 AND volume_id = $2 AND doomed = 0");
    query
        .one(AssertSqlSafe(sql), values![id, volume])
        .await?
        .map(|row| node(&row))
        .transpose()
}

/// Finds what has this name in a place and is not in the trash.
pub async fn child(
    query: impl Query,
    volume: VolumeId,
    place: Place,
    name: &Name,
) -> Result<Option<Node>, DatabaseError> {
    let sql = format!("SELECT {COLUMNS} FROM nodes WHERE parent_id = $1 AND name = $2 AND trashed_at IS NULL");
    query
        .one(AssertSqlSafe(sql), values![place.key(volume), name.as_str()])
        .await?
        .map(|row| node(&row))
        .transpose()
}

/// Adds a node unless its name is taken; tells whether it did.
pub async fn insert(tx: &mut Tx, node: &Node) -> Result<bool, DatabaseError> {
    let file = node.file();
    let current = file.map(|file| &file.current);
    let added = tx
        .execute(
            "INSERT INTO nodes (id, volume_id, parent_id, is_file, name, sort_key, folded, category, size, media_type, \
             sha256, content_id, version_id, version, versions, old_bytes, created_at, modified_at, trashed_at, doomed) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, NULL, 0) \
             ON CONFLICT (parent_id, name) WHERE trashed_at IS NULL DO NOTHING",
            values![
                node.id,
                node.volume,
                node.place.key(node.volume),
                file.is_some(),
                node.name.as_str(),
                node.name.sort_key(),
                node.name.folded(),
                file.map_or(0, |file| file.category.code()),
                current.map_or(0, |current| current.size),
                current.map_or("", |current| current.media_type.as_str()),
                current.map(|current| current.sha256.to_vec()),
                current.map(|current| current.content),
                current.map(|current| current.id),
                current.map_or(0, |current| current.number),
                file.map_or(0, |file| file.versions),
                file.map_or(0, |file| file.old_bytes),
                node.created_at,
                node.modified_at,
            ],
        )
        .await?;
    Ok(added == 1)
}

/// Writes a file's current version and its counts. The name decides the category, so it is written too.
pub async fn update_file(tx: &mut Tx, id: NodeId, body: &FileBody) -> Result<(), DatabaseError> {
    let current = &body.current;
    tx.execute(
        "UPDATE nodes SET category = $2, size = $3, media_type = $4, sha256 = $5, content_id = $6, version_id = $7, \
         version = $8, versions = $9, old_bytes = $10, modified_at = $11 WHERE id = $1",
        values![
            id,
            body.category.code(),
            current.size,
            current.media_type.as_str(),
            current.sha256,
            current.content,
            current.id,
            current.number,
            body.versions,
            body.old_bytes,
            current.created_at
        ],
    )
    .await?;
    Ok(())
}

/// Gives a node another place or name. The caller has made sure that the name is free there.
pub async fn relocate(
    tx: &mut Tx,
    node: &Node,
    place: Place,
    name: &Name,
    category: Option<Category>,
) -> Result<(), DatabaseError> {
    tx.execute(
        "UPDATE nodes SET parent_id = $2, name = $3, sort_key = $4, folded = $5, category = $6 WHERE id = $1",
        values![
            node.id,
            place.key(node.volume),
            name.as_str(),
            name.sort_key(),
            name.folded(),
            category.map_or(0, Category::code)
        ],
    )
    .await?;
    Ok(())
}

/// Finds a node whose volume was checked already.
pub async fn any(query: impl Query, id: NodeId) -> Result<Option<Node>, DatabaseError> {
    let sql = format!("SELECT {COLUMNS} FROM nodes WHERE id = $1 AND doomed = 0");
    query
        .one(AssertSqlSafe(sql), values![id])
        .await?
        .map(|row| node(&row))
        .transpose()
}
