//! Resumable uploads: where each one is going. How far it has got is the engine's to know.

use base::Timestamp;
use database::{DatabaseError, Query, Row, Tx, values};
use engine::ContentId;

use crate::{
    ids::{NodeId, UploadId, VolumeId},
    model::node::Place,
};

/// A resumable upload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// Its id.
    pub id: UploadId,
    /// Whose.
    pub volume: VolumeId,
    /// The engine's unfinished content.
    pub content: ContentId,
    /// Where the path starts.
    pub base: Place,
    /// The file's path below it.
    pub path: String,
    /// How many bytes it will have.
    pub length: u64,
    /// What the client promised.
    pub sha256: Option<[u8; 32]>,
    /// `Upload-Metadata` as the client sent it.
    pub metadata: String,
    /// Its first bytes.
    pub head: Vec<u8>,
    /// When it was begun.
    pub created_at: Timestamp,
    /// When it is given up.
    pub expires_at: Timestamp,
    /// The file it has become, and the SHA-256 of its bytes.
    pub file: Option<(NodeId, [u8; 32])>,
}

const COLUMNS: &str = "id, volume_id, content_id, folder_id, path, length, sha256, metadata, head, created_at, \
     expires_at, node_id, node_sha256";

fn upload(row: &Row) -> Result<Upload, DatabaseError> {
    let volume = row.get(1)?;
    let file: (Option<NodeId>, Option<[u8; 32]>) = (row.get(11)?, row.get(12)?);
    Ok(Upload {
        id: row.get(0)?,
        volume,
        content: row.get(2)?,
        base: Place::from_key(volume, row.get(3)?),
        path: row.get(4)?,
        length: row.get(5)?,
        sha256: row.get(6)?,
        metadata: row.get(7)?,
        head: row.get(8)?,
        created_at: row.get(9)?,
        expires_at: row.get(10)?,
        file: file.0.zip(file.1),
    })
}

/// Finds an upload of a volume that has not expired.
pub async fn find(
    query: impl Query,
    volume: VolumeId,
    id: UploadId,
    now: Timestamp,
) -> Result<Option<Upload>, DatabaseError> {
    let sql = format!("SELECT {COLUMNS} FROM uploads WHERE id = $1 AND volume_id = $2 AND expires_at > $3");
    query
        .one(database::AssertSqlSafe(sql), values![id, volume, now])
        .await?
        .map(|row| upload(&row))
        .transpose()
}

/// Some of the uploads of a volume, finished ones too.
pub async fn of_volume(query: impl Query, volume: VolumeId, most: usize) -> Result<Vec<Upload>, DatabaseError> {
    let sql = format!("SELECT {COLUMNS} FROM uploads WHERE volume_id = $1 ORDER BY id LIMIT $2");
    let rows = query.all(database::AssertSqlSafe(sql), values![volume, most]).await?;
    rows.iter().map(upload).collect()
}

/// How many uploads of a volume are under way.
pub async fn count(query: impl Query, volume: VolumeId) -> Result<u64, DatabaseError> {
    let sql = "SELECT COUNT(*) FROM uploads WHERE volume_id = $1 AND node_id IS NULL";
    query.one(sql, values![volume]).await?.map_or(Ok(0), |row| row.get(0))
}

/// Adds an upload.
pub async fn insert(tx: &mut Tx, upload: &Upload) -> Result<(), DatabaseError> {
    tx.execute(
        "INSERT INTO uploads (id, volume_id, content_id, folder_id, path, length, sha256, metadata, head, created_at, \
         expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        values![
            upload.id,
            upload.volume,
            upload.content,
            upload.base.key(upload.volume),
            upload.path.as_str(),
            upload.length,
            upload.sha256.map(|hash| hash.to_vec()),
            upload.metadata.as_str(),
            &upload.head,
            upload.created_at,
            upload.expires_at
        ],
    )
    .await?;
    Ok(())
}

/// Notes the first bytes and a later end after a part has arrived.
pub async fn touch(tx: &mut Tx, id: UploadId, head: &[u8], expires_at: Timestamp) -> Result<(), DatabaseError> {
    tx.execute(
        "UPDATE uploads SET head = $2, expires_at = $3 WHERE id = $1",
        values![id, head, expires_at],
    )
    .await?;
    Ok(())
}

/// Notes the file an upload has become; `false` when the upload is gone or was finished before.
pub async fn finish(tx: &mut Tx, id: UploadId, node: NodeId, sha256: [u8; 32]) -> Result<bool, DatabaseError> {
    let changed = tx
        .execute(
            "UPDATE uploads SET node_id = $2, node_sha256 = $3 WHERE id = $1 AND node_id IS NULL",
            values![id, node, sha256],
        )
        .await?;
    Ok(changed == 1)
}

/// Forgets an upload; tells whether it was there.
pub async fn delete(tx: &mut Tx, id: UploadId) -> Result<bool, DatabaseError> {
    Ok(tx.execute("DELETE FROM uploads WHERE id = $1", values![id]).await? == 1)
}

/// Uploads that have expired, oldest first.
pub async fn expired(query: impl Query, now: Timestamp, most: usize) -> Result<Vec<Upload>, DatabaseError> {
    let sql = format!("SELECT {COLUMNS} FROM uploads WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2");
    let rows = query.all(database::AssertSqlSafe(sql), values![now, most]).await?;
    rows.iter().map(upload).collect()
}
