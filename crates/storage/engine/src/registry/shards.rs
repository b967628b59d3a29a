//! Rows of shards: which piece of which segment lies where, and what is known about it.

use base::Timestamp;
use database::{DatabaseError, Query, Row, Tx, values};
use format::{Seal, ShardId};

use super::contents::SegmentRow;
use crate::{ContentId, TargetId, settings::Redundancy};

/// The piece number of the whole copy on the backup target.
pub(crate) const BACKUP_PIECE: u32 = 1000;

/// What is known about a shard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ShardState {
    /// As far as anybody knows, it is where and what it should be.
    Live,
    /// Its target does not have it.
    Missing,
    /// Its bytes are not what was written.
    Corrupt,
}

impl ShardState {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            ShardState::Live => "live",
            ShardState::Missing => "missing",
            ShardState::Corrupt => "corrupt",
        }
    }

    fn parse(text: &str) -> Self {
        match text {
            "live" => ShardState::Live,
            "missing" => ShardState::Missing,
            // A word of a newer version: what we do not understand we do not trust.
            _ => ShardState::Corrupt,
        }
    }
}

/// A shard's row.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ShardRow {
    pub(crate) id: ShardId,
    pub(crate) content: ContentId,
    pub(crate) segment: u32,
    pub(crate) piece: u32,
    pub(crate) target: TargetId,
    pub(crate) state: ShardState,
    pub(crate) bytes: u64,
    pub(crate) seal: Seal,
}

const COLUMNS: &str = "id, content_id, segment, piece, target_id, state, bytes, seal";

impl ShardRow {
    pub(crate) fn is_backup(&self) -> bool {
        self.piece == BACKUP_PIECE
    }

    fn read(row: &Row) -> Result<Self, DatabaseError> {
        Ok(ShardRow {
            id: ShardId::from_bytes(row.get(0)?),
            content: row.get(1)?,
            segment: row.get(2)?,
            piece: row.get(3)?,
            target: row.get(4)?,
            state: ShardState::parse(&row.get::<String>(5)?),
            bytes: row.get(6)?,
            seal: Seal::from_bytes(row.get(7)?),
        })
    }

    pub(crate) async fn insert(&self, tx: &mut Tx) -> Result<(), DatabaseError> {
        tx.execute(
            "INSERT INTO shards (id, content_id, segment, piece, target_id, state, bytes, seal)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            values![
                self.id.as_bytes(),
                self.content,
                self.segment,
                self.piece,
                self.target,
                self.state.as_str(),
                self.bytes,
                self.seal.as_bytes()
            ],
        )
        .await?;
        Ok(())
    }
}

/// The shards of segments `from` to `to` of a content, both included, in order.
pub(crate) async fn of_segments(
    query: impl Query,
    content: ContentId,
    from: u32,
    to: u32,
) -> Result<Vec<ShardRow>, DatabaseError> {
    let sql = database::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM shards WHERE content_id = $1 AND segment >= $2 AND segment <= $3 ORDER BY segment, piece"
    ));
    query
        .all(sql, values![content, from, to])
        .await?
        .iter()
        .map(ShardRow::read)
        .collect()
}

/// Segments of a content in order, from number `from` on, each with its shards: what a reader needs, in one question.
pub(crate) async fn with_segments(
    query: impl Query,
    content: ContentId,
    from: u32,
    limit: u32,
) -> Result<Vec<(SegmentRow, Vec<ShardRow>)>, DatabaseError> {
    let sql = "SELECT s.number, s.first_chunk, s.chunks, s.length, s.k, s.m,
                 p.id, p.piece, p.target_id, p.state, p.bytes, p.seal
               FROM segments s LEFT JOIN shards p ON p.content_id = s.content_id AND p.segment = s.number
               WHERE s.content_id = $1 AND s.number >= $2 AND s.number < $3 ORDER BY s.number, p.piece";
    let mut found: Vec<(SegmentRow, Vec<ShardRow>)> = Vec::new();
    for row in query
        .all(sql, values![content, from, from.saturating_add(limit)])
        .await?
    {
        let number = row.get(0)?;
        if found.last().is_none_or(|(segment, _)| segment.number != number) {
            let segment = SegmentRow {
                number,
                first_chunk: row.get(1)?,
                chunks: row.get(2)?,
                length: row.get(3)?,
                redundancy: Redundancy {
                    k: row.get(4)?,
                    m: row.get(5)?,
                },
            };
            found.push((segment, Vec::with_capacity(segment.redundancy.shards())));
        }
        let (Some(id), Some((_, shards))) = (row.get::<Option<[u8; 24]>>(6)?, found.last_mut()) else {
            continue;
        };
        shards.push(ShardRow {
            id: ShardId::from_bytes(id),
            content,
            segment: number,
            piece: row.get(7)?,
            target: row.get(8)?,
            state: ShardState::parse(&row.get::<String>(9)?),
            bytes: row.get(10)?,
            seal: Seal::from_bytes(row.get(11)?),
        });
    }
    Ok(found)
}

/// The shards on a target after `after`, in the order of their names.
pub(crate) async fn on_target(
    query: impl Query,
    target: TargetId,
    after: Option<ShardId>,
    limit: usize,
) -> Result<Vec<ShardRow>, DatabaseError> {
    let after = after.map_or_else(Vec::new, |id| id.as_bytes().to_vec());
    let sql = database::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM shards WHERE target_id = $1 AND id > $2 ORDER BY id LIMIT $3"
    ));
    query
        .all(sql, values![target, after, limit])
        .await?
        .iter()
        .map(ShardRow::read)
        .collect()
}

/// The names of the shards on a target after `after`, in order; those known to be bad as well.
pub(crate) async fn names_on_target(
    query: impl Query,
    target: TargetId,
    after: Option<ShardId>,
    limit: usize,
) -> Result<Vec<ShardId>, DatabaseError> {
    let after = after.map_or_else(Vec::new, |id| id.as_bytes().to_vec());
    let sql = "SELECT id FROM shards WHERE target_id = $1 AND id > $2 ORDER BY id LIMIT $3";
    let rows = query.all(sql, values![target, after, limit]).await?;
    rows.iter().map(|row| Ok(ShardId::from_bytes(row.get(0)?))).collect()
}

/// Notes what was found out about a shard; `false` when that was known, or its row is gone meanwhile.
pub(crate) async fn set_state(tx: &mut Tx, id: ShardId, state: ShardState) -> Result<bool, DatabaseError> {
    let sql = "UPDATE shards SET state = $1 WHERE id = $2 AND state <> $1";
    Ok(tx.execute(sql, values![state.as_str(), id.as_bytes()]).await? > 0)
}

/// Whether a shard still has a row.
pub(crate) async fn is_known(tx: &mut Tx, id: ShardId) -> Result<bool, DatabaseError> {
    let known = "SELECT 1 FROM shards WHERE id = $1";
    Ok(tx.one(known, values![id.as_bytes()]).await?.is_some())
}

/// Forgets a shard and has its object deleted.
pub(crate) async fn doom(tx: &mut Tx, id: ShardId, target: TargetId, at: Timestamp) -> Result<(), DatabaseError> {
    tx.execute(
        "INSERT INTO doomed (shard_id, target_id, next_at) VALUES ($1, $2, $3) ON CONFLICT (target_id, shard_id) DO NOTHING",
        values![id.as_bytes(), target, at],
    )
    .await?;
    tx.execute("DELETE FROM shards WHERE id = $1", values![id.as_bytes()])
        .await?;
    Ok(())
}
