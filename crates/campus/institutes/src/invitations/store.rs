//! Every query about invitations, asked inside of the institute's walls.

use base::Timestamp;
use database::{AssertSqlSafe, DatabaseError, Query, Tx, values};
use kernel::{InstituteId, MemberId};

use crate::people::{
    model::Record,
    store::{COLUMNS, JOINED, record},
};

/// What is known about the letters of an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sent {
    /// When the last one left.
    pub at: Timestamp,
    /// How many there were.
    pub times: u32,
}

/// The person behind the hash of a secret, if they may still join with it.
pub(crate) async fn invited(
    query: impl Query,
    institute: InstituteId,
    hash: [u8; 32],
    now: Timestamp,
) -> Result<Option<Record>, DatabaseError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM {JOINED} WHERE members.institute = $1 AND members.state = 'invited' \
         AND invitations.secret_hash = $2 AND invitations.expires_at > $3"
    );
    let row = query.one(AssertSqlSafe(sql), values![institute, hash, now]).await?;
    row.map(|row| record(&row)).transpose()
}

/// The letters of the person's invitation, if one is under way.
pub(crate) async fn sent(
    query: impl Query,
    institute: InstituteId,
    member: MemberId,
) -> Result<Option<Sent>, DatabaseError> {
    let sql = "SELECT sent_at, sends FROM invitations WHERE institute = $1 AND member = $2";
    let row = query.one(sql, values![institute, member]).await?;
    row.map(|row| {
        Ok(Sent {
            at: row.get(0)?,
            times: row.get(1)?,
        })
    })
    .transpose()
}

/// Writes an invitation that leaves now. The secret of an earlier one opens nothing any more.
pub(crate) async fn put(
    tx: &mut Tx,
    institute: InstituteId,
    member: MemberId,
    hash: [u8; 32],
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<(), DatabaseError> {
    tx.execute(
        "INSERT INTO invitations (institute, member, secret_hash, sent_at, expires_at, sends) \
         VALUES ($1, $2, $3, $4, $5, 1) ON CONFLICT (institute, member) DO UPDATE SET \
         secret_hash = excluded.secret_hash, sent_at = excluded.sent_at, expires_at = excluded.expires_at, \
         sends = invitations.sends + 1",
        values![institute, member, hash, now, expires_at],
    )
    .await?;
    Ok(())
}

/// Takes the invitation of a person away, if there is one.
pub(crate) async fn remove(tx: &mut Tx, institute: InstituteId, member: MemberId) -> Result<(), DatabaseError> {
    let sql = "DELETE FROM invitations WHERE institute = $1 AND member = $2";
    tx.execute(sql, values![institute, member]).await?;
    Ok(())
}

/// Counts one more letter of this day; answers how many there are now. Days are counted from 1970.
pub(crate) async fn count(tx: &mut Tx, institute: InstituteId, day: i64) -> Result<u64, DatabaseError> {
    let row = tx
        .one(
            "INSERT INTO invitation_days (institute, day, letters) VALUES ($1, $2, 1) \
             ON CONFLICT (institute, day) DO UPDATE SET letters = invitation_days.letters + 1 RETURNING letters",
            values![institute, day],
        )
        .await?;
    row.map_or(Ok(0), |row| row.get(0))
}

/// As [`count`], for many letters at once.
pub(crate) async fn count_many(
    tx: &mut Tx,
    institute: InstituteId,
    day: i64,
    letters: usize,
) -> Result<u64, DatabaseError> {
    let row = tx
        .one(
            "INSERT INTO invitation_days (institute, day, letters) VALUES ($1, $2, $3) ON CONFLICT (institute, day) \
             DO UPDATE SET letters = invitation_days.letters + excluded.letters RETURNING letters",
            values![institute, day, letters],
        )
        .await?;
    row.map_or(Ok(0), |row| row.get(0))
}

/// How many people have an invitation that ended before `now`.
pub(crate) async fn expired(query: impl Query, institute: InstituteId, now: Timestamp) -> Result<u64, DatabaseError> {
    let sql = "SELECT COUNT(*) FROM invitations WHERE institute = $1 AND expires_at <= $2";
    let row = query.one(sql, values![institute, now]).await?;
    row.map_or(Ok(0), |row| row.get(0))
}
