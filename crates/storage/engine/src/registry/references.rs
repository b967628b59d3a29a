//! References: who needs a content, and who pays for it. They are the truth about what may be deleted; there is no count.

use base::Timestamp;
use database::{DatabaseError, Query, Statement, Tx, values};

use super::{allowances, contents};
use crate::{AllowanceId, ContentId, WriteError};

/// The row of a reference, to be inserted in the transaction that has charged the allowance.
pub(crate) fn row(holder: [u8; 16], content: ContentId, allowance: AllowanceId, bytes: u64) -> Statement {
    Statement::new(
        "INSERT INTO content_references (holder, content_id, allowance_id, bytes) VALUES ($1, $2, $3, $4)",
        values![holder, content, allowance, bytes],
    )
}

/// Lets one more holder refer to a content; the allowance pays for it in full.
///
/// # Errors
/// [`WriteError::NoSuchContent`], [`WriteError::QuotaExceeded`], and the database's own trouble.
pub async fn attach(
    tx: &mut Tx,
    content: ContentId,
    holder: [u8; 16],
    allowance: AllowanceId,
) -> Result<(), WriteError> {
    let live = "SELECT length FROM contents WHERE id = $1 AND state = 'live'";
    let found = tx.one(live, values![content]).await?.ok_or(WriteError::NoSuchContent)?;
    let bytes = found.get(0)?;
    allowances::charge(tx, allowance, bytes).await?;
    Ok(tx.execute_all(vec![row(holder, content, allowance, bytes)]).await?)
}

/// Ends a reference. With the last one the content is gone: its key at once, its shards a moment later (`delete_at`).
/// Ending a reference that does not exist changes nothing.
///
/// # Errors
/// The database's own trouble.
pub async fn detach(tx: &mut Tx, holder: [u8; 16], delete_at: Timestamp) -> Result<(), DatabaseError> {
    let ended = "DELETE FROM content_references WHERE holder = $1 RETURNING content_id, allowance_id, bytes";
    let Some(row) = tx.one(ended, values![holder]).await? else {
        return Ok(());
    };
    let content: ContentId = row.get(0)?;
    allowances::refund(tx, row.get(1)?, row.get(2)?).await?;
    let others = "SELECT 1 FROM content_references WHERE content_id = $1 LIMIT 1";
    if tx.one(others, values![content]).await?.is_none() {
        contents::delete(tx, content, delete_at).await?;
    }
    Ok(())
}
