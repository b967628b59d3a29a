//! What an account has beside its password.

use database::{DatabaseError, Query, values};
use kernel::AccountId;

use crate::attempts::Has;

/// Looks it up in one go.
pub(crate) async fn has(query: impl Query, account: AccountId) -> Result<Has, DatabaseError> {
    let sql = "SELECT (SELECT COUNT(*) FROM authenticators WHERE account = $1 AND sealed IS NOT NULL), \
               (SELECT COUNT(*) FROM recovery_codes WHERE account = $1), \
               (SELECT COUNT(*) FROM passkeys WHERE account = $1)";
    let row = query.one(sql, values![account]).await?;
    row.map_or(Ok(Has::default()), |row| {
        Ok(Has {
            totp: row.get::<u64>(0)? > 0,
            recovery: row.get::<u64>(1)? > 0,
            passkey: row.get::<u64>(2)? > 0,
        })
    })
}
