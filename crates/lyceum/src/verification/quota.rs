//! Whether allowances say exactly what is kept.

use std::fmt;

use database::{Database, DatabaseError, Query, values};
use engine::AllowanceId;
use serde::Serialize;

/// An allowance that does not add up, in bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Mismatch {
    /// Which one.
    pub allowance: AllowanceId,
    /// What it says is used.
    pub used: i64,
    /// What its references add up to.
    pub referenced: i64,
    /// What it says is reserved.
    pub reserved: i64,
    /// What its reservations add up to.
    pub promised: i64,
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Mismatch {
            allowance,
            used,
            referenced,
            reserved,
            promised,
        } = self;
        write!(
            f,
            "{allowance} says {used} bytes used and {reserved} reserved; kept are {referenced} and {promised}"
        )
    }
}

const SUMS: &str = "
    SELECT id, used_bytes, reserved_bytes, referenced, promised FROM (
        SELECT a.id, a.used_bytes, a.reserved_bytes,
            (SELECT CAST(COALESCE(SUM(r.bytes), 0) AS BIGINT) FROM content_references r WHERE r.allowance_id = a.id) AS referenced,
            (SELECT CAST(COALESCE(SUM(s.bytes), 0) AS BIGINT) FROM reservations s WHERE s.allowance_id = a.id) AS promised
        FROM allowances a
    ) AS sums
    WHERE used_bytes <> referenced OR reserved_bytes <> promised
    ORDER BY id LIMIT 1000";

pub(super) async fn mismatches(database: &Database) -> Result<Vec<Mismatch>, DatabaseError> {
    let rows = database.all(SUMS, values![]).await?;
    let mismatch = |row: &database::Row| {
        Ok(Mismatch {
            allowance: row.get(0)?,
            used: row.get(1)?,
            reserved: row.get(2)?,
            referenced: row.get(3)?,
            promised: row.get(4)?,
        })
    };
    rows.iter().map(mismatch).collect()
}
