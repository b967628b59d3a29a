//! Rows of contents and their segments.

use std::sync::Arc;

use base::Timestamp;
use database::{DatabaseError, Query, Statement, Tx, Value, values};

use crate::{
    ContentId, VaultId, WriteError,
    settings::Redundancy,
    write::{identity::Identity, segment::ClosedSegment},
};

/// Rows in one `INSERT`: parameters are limited, and more rows gain little.
const ROWS_AT_ONCE: usize = 64;

/// A content's row, as readers and upkeep need it.
#[derive(Clone, Debug)]
pub(crate) struct ContentRow {
    pub(crate) id: ContentId,
    pub(crate) vault: VaultId,
    pub(crate) epoch: u32,
    pub(crate) wrapped_key: Vec<u8>,
    pub(crate) class: String,
    pub(crate) chunk_size: u32,
    pub(crate) length: u64,
    pub(crate) sha256: Option<[u8; 32]>,
    pub(crate) is_live: bool,
    /// Whether the key of its vault is there. Without it the bytes cannot be opened by anybody.
    pub(crate) has_key: bool,
}

/// A segment's row.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SegmentRow {
    pub(crate) number: u32,
    pub(crate) first_chunk: u64,
    pub(crate) chunks: u32,
    pub(crate) length: u64,
    pub(crate) redundancy: Redundancy,
}

pub(crate) async fn content(query: impl Query, id: ContentId) -> Result<Option<ContentRow>, DatabaseError> {
    let sql = "SELECT vault_id, key_epoch, wrapped_key, class, chunk_size, length, sha256, state,
                   (SELECT COUNT(*) FROM vault_keys
                    WHERE vault_keys.vault_id = contents.vault_id AND vault_keys.epoch = contents.key_epoch)
               FROM contents WHERE id = $1";
    let row = query.one(sql, values![id]).await?;
    row.map(|row| {
        Ok(ContentRow {
            id,
            vault: row.get(0)?,
            epoch: row.get(1)?,
            wrapped_key: row.get(2)?,
            class: row.get(3)?,
            chunk_size: row.get(4)?,
            length: row.get(5)?,
            sha256: row.get(6)?,
            is_live: row.get::<String>(7)? == "live",
            has_key: row.get(8)?,
        })
    })
    .transpose()
}

/// Segments of a content in order, from number `from` on.
pub(crate) async fn segments(
    query: impl Query,
    content: ContentId,
    from: u32,
    limit: usize,
) -> Result<Vec<SegmentRow>, DatabaseError> {
    let sql = "SELECT number, first_chunk, chunks, length, k, m FROM segments
               WHERE content_id = $1 AND number >= $2 ORDER BY number LIMIT $3";
    let rows = query.all(sql, values![content, from, limit]).await?;
    rows.iter()
        .map(|row| {
            Ok(SegmentRow {
                number: row.get(0)?,
                first_chunk: row.get(1)?,
                chunks: row.get(2)?,
                length: row.get(3)?,
                redundancy: Redundancy {
                    k: row.get(4)?,
                    m: row.get(5)?,
                },
            })
        })
        .collect()
}

/// The segment that holds a chunk.
pub(crate) async fn segment_of_chunk(
    query: impl Query,
    content: ContentId,
    chunk: u64,
) -> Result<Option<u32>, DatabaseError> {
    let sql = "SELECT number FROM segments WHERE content_id = $1 AND first_chunk <= $2 ORDER BY number DESC LIMIT 1";
    query
        .one(sql, values![content, chunk])
        .await?
        .map(|row| row.get(0))
        .transpose()
}

/// The row of a content that is whole.
pub(crate) fn live_row(identity: &Identity, length: u64, sha256: [u8; 32], now: Timestamp) -> Statement {
    Statement::new(
        "INSERT INTO contents (id, vault_id, key_epoch, wrapped_key, class, chunk_size, state, length, sha256, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, 'live', $7, $8, $9)",
        values![
            identity.content,
            identity.vault,
            identity.epoch,
            &identity.wrapped_key,
            &identity.class,
            identity.chunk_size,
            length,
            sha256,
            now
        ],
    )
}

/// Turns a resumable upload that stands at `state` into a content that is whole.
pub(crate) async fn make_live(
    tx: &mut Tx,
    id: ContentId,
    length: u64,
    sha256: [u8; 32],
    state: &[u8],
) -> Result<(), WriteError> {
    let sql = "UPDATE contents SET state = 'live', sha256 = $1, resume = NULL
               WHERE id = $2 AND state = 'open' AND length = $3 AND resume = $4";
    if tx.execute(sql, values![sha256, id, length, state]).await? == 0 {
        Err(WriteError::NoSuchContent)
    } else {
        Ok(())
    }
}

/// The rows of durable segments and their shards; what is missing, and the backup, is queued.
pub(crate) fn segment_rows(
    content: ContentId,
    segments: &[ClosedSegment],
    has_backup: bool,
    now: Timestamp,
) -> Vec<Statement> {
    const SEGMENTS: &str = "INSERT INTO segments (content_id, number, first_chunk, chunks, length, k, m)";
    const SHARDS: &str = "INSERT INTO shards (id, content_id, segment, piece, target_id, state, bytes, seal)";
    let segment_rows = segments.iter().map(|it| {
        let Redundancy { k, m } = it.redundancy;
        values![content, it.number, it.first_chunk, it.chunks, it.length, k, m]
    });
    let shards = segments
        .iter()
        .flat_map(|segment| segment.shards.iter().map(move |shard| (segment.number, shard)));
    let shard_rows = shards.map(|(number, it)| {
        let (id, seal) = (it.id.as_bytes(), it.seal.as_bytes());
        values![id, content, number, it.piece, it.target, "live", it.bytes, seal]
    });
    let mut statements = inserts(SEGMENTS, segment_rows.collect());
    statements.extend(inserts(SHARDS, shard_rows.collect()));
    let unfinished = segments.iter().filter(|segment| has_backup || !segment.is_complete());
    statements.extend(unfinished.map(|segment| {
        let reason = if segment.is_complete() { "backup" } else { "incomplete" };
        // A complete segment that only lacks its backup waits behind everything that could be lost.
        let margin = if segment.is_complete() { 1000 } else { segment.margin() };
        Statement::new(QUEUE, values![content, segment.number, reason, margin, now])
    }));
    statements
}

/// Inserts of some rows at a time.
fn inserts(into: &str, rows: Vec<Vec<Value>>) -> Vec<Statement> {
    rows.chunks(ROWS_AT_ONCE)
        .map(|some| {
            let width = some.first().map_or(0, Vec::len);
            let places = |row: usize| {
                let places: Vec<String> = (1..=width).map(|column| format!("${}", row * width + column)).collect();
                format!("({})", places.join(", "))
            };
            let tuples: Vec<String> = (0..some.len()).map(places).collect();
            Statement::new(format!("{into} VALUES {}", tuples.join(", ")), some.concat())
        })
        .collect()
}

const QUEUE: &str =
    "INSERT INTO repairs (content_id, segment, reason, margin, queued_at, next_at) VALUES ($1, $2, $3, $4, $5, $5)
     ON CONFLICT (content_id, segment) DO UPDATE SET reason = excluded.reason, next_at = excluded.next_at,
       margin = CASE WHEN excluded.margin < repairs.margin THEN excluded.margin ELSE repairs.margin END";

/// Queues a segment for repair; an entry that is there already becomes as urgent as the new one.
pub(crate) async fn queue_repair(
    tx: &mut Tx,
    content: ContentId,
    segment: u32,
    reason: &str,
    margin: i64,
    now: Timestamp,
) -> Result<(), DatabaseError> {
    tx.execute(QUEUE, values![content, segment, reason, margin, now])
        .await?;
    Ok(())
}

/// Makes sure that a segment is in the queue; an entry that is there already keeps its time.
pub(crate) async fn ensure_queued(
    tx: &mut Tx,
    content: ContentId,
    segment: u32,
    reason: &str,
    margin: i64,
    now: Timestamp,
) -> Result<(), DatabaseError> {
    tx.execute(
        "INSERT INTO repairs (content_id, segment, reason, margin, queued_at, next_at) VALUES ($1, $2, $3, $4, $5, $5)
         ON CONFLICT (content_id, segment) DO NOTHING",
        values![content, segment, reason, margin, now],
    )
    .await?;
    Ok(())
}

/// Deletes a content: its key is gone with this transaction, its shards are deleted at `delete_at`.
pub(crate) async fn delete(tx: &mut Tx, content: ContentId, delete_at: Timestamp) -> Result<(), DatabaseError> {
    tx.execute(
        "INSERT INTO doomed (shard_id, target_id, next_at)
         SELECT id, target_id, $2 FROM shards WHERE content_id = $1
         ON CONFLICT (target_id, shard_id) DO NOTHING",
        values![content, delete_at],
    )
    .await?;
    for sql in [
        "DELETE FROM shards WHERE content_id = $1",
        "DELETE FROM repairs WHERE content_id = $1",
        "DELETE FROM segments WHERE content_id = $1",
        "DELETE FROM contents WHERE id = $1",
    ] {
        tx.execute(sql, values![content]).await?;
    }
    Ok(())
}

/// The row of a resumable upload under way.
#[derive(Clone)]
pub(crate) struct OpenRow {
    pub(crate) content: ContentId,
    pub(crate) vault: VaultId,
    pub(crate) epoch: u32,
    pub(crate) wrapped_key: Vec<u8>,
    pub(crate) class: String,
    pub(crate) chunk_size: u32,
    pub(crate) length: u64,
    pub(crate) resume: Vec<u8>,
    created_at: Timestamp,
}

impl OpenRow {
    pub(crate) fn new(identity: &Identity, length: u64, resume: Vec<u8>, now: Timestamp) -> Arc<Self> {
        Arc::new(OpenRow {
            content: identity.content,
            vault: identity.vault,
            epoch: identity.epoch,
            wrapped_key: identity.wrapped_key.clone(),
            class: identity.class.clone(),
            chunk_size: identity.chunk_size,
            length,
            resume,
            created_at: now,
        })
    }

    pub(crate) async fn insert(&self, tx: &mut Tx) -> Result<(), DatabaseError> {
        tx.execute(
            "INSERT INTO contents (id, vault_id, key_epoch, wrapped_key, class, chunk_size, state, length, resume, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, 'open', $7, $8, $9)",
            values![
                self.content,
                self.vault,
                self.epoch,
                &self.wrapped_key,
                &self.class,
                self.chunk_size,
                self.length,
                &self.resume,
                self.created_at
            ],
        )
        .await?;
        Ok(())
    }
}

pub(crate) async fn open_row(query: impl Query, content: ContentId) -> Result<Option<OpenRow>, DatabaseError> {
    let sql = "SELECT vault_id, key_epoch, wrapped_key, class, chunk_size, length, resume, created_at
               FROM contents WHERE id = $1 AND state = 'open'";
    let row = query.one(sql, values![content]).await?;
    row.map(|row| {
        Ok(OpenRow {
            content,
            vault: row.get(0)?,
            epoch: row.get(1)?,
            wrapped_key: row.get(2)?,
            class: row.get(3)?,
            chunk_size: row.get(4)?,
            length: row.get(5)?,
            resume: row.get(6)?,
            created_at: row.get(7)?,
        })
    })
    .transpose()
}
