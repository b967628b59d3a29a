//! The queries that remove an institute's rows.

use database::{AssertSqlSafe, DatabaseError, Tx, values};
use kernel::InstituteId;

/// What is removed, in an order that leaves no row without the row it refers to. The first column tells rows apart.
const WALLED: [(&str, &str); 8] = [
    ("import_rows", "number"),
    ("import_parts", "part"),
    ("imports", "id"),
    ("invitations", "member"),
    ("members", "id"),
    ("invitation_days", "day"),
    ("institute_logos", "institute"),
    ("policies", "institute"),
];

/// Takes the institute off everybody's own list; up to `most` of them.
pub(super) async fn remove_memberships(tx: &mut Tx, institute: InstituteId, most: usize) -> Result<u64, DatabaseError> {
    tx.execute(
        "DELETE FROM memberships_by_account WHERE tenant = $1 AND account IN \
         (SELECT account FROM memberships_by_account WHERE tenant = $1 LIMIT $2)",
        values![institute, most],
    )
    .await
}

/// Removes up to `most` rows of the first table that has some; 0 when nothing is left. Inside of the walls.
pub(super) async fn remove_rows(tx: &mut Tx, institute: InstituteId, most: usize) -> Result<u64, DatabaseError> {
    for (table, key) in WALLED {
        let sql = format!(
            "DELETE FROM {table} WHERE institute = $1 AND {key} IN \
             (SELECT {key} FROM {table} WHERE institute = $1 LIMIT $2)"
        );
        let removed = tx.execute(AssertSqlSafe(sql), values![institute, most]).await?;
        if removed > 0 {
            return Ok(removed);
        }
    }
    Ok(0)
}
