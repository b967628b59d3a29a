//! The totals of a volume, moved by the same transaction that changes its files.

use database::{DatabaseError, Query, Tx, values};

use crate::{
    ids::VolumeId,
    model::totals::{Bucket, Change, Sum},
};

/// Applies a change: one statement per bucket that moves.
pub async fn apply(tx: &mut Tx, volume: VolumeId, change: &Change) -> Result<(), DatabaseError> {
    for (bucket, sum) in change.moves() {
        tx.execute(
            "INSERT INTO volume_totals (volume_id, bucket, items, bytes, old_bytes) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (volume_id, bucket) DO UPDATE SET items = volume_totals.items + excluded.items, \
             bytes = volume_totals.bytes + excluded.bytes, old_bytes = volume_totals.old_bytes + excluded.old_bytes",
            values![volume, bucket.code(), sum.items, sum.bytes, sum.old_bytes],
        )
        .await?;
    }
    Ok(())
}

/// All buckets that ever moved: a dozen at most.
pub async fn read(query: impl Query, volume: VolumeId) -> Result<Vec<(Bucket, Sum)>, DatabaseError> {
    let sql = "SELECT bucket, items, bytes, old_bytes FROM volume_totals WHERE volume_id = $1 ORDER BY bucket";
    let rows = query.all(sql, values![volume]).await?;
    let sum = |row: &database::Row| -> Result<_, DatabaseError> {
        let sum = Sum {
            items: row.get(1)?,
            bytes: row.get(2)?,
            old_bytes: row.get(3)?,
        };
        Ok((Bucket::from_code(row.get(0)?), sum))
    };
    rows.iter().map(sum).collect()
}
