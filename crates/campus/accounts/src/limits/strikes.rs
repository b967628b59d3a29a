//! Limits that must survive a restart: one row for each thing that counts, looked at through a sliding window.
//!
//! Every count is bounded by the limit it serves, because what is refused is not counted; a job forgets what is older than
//! the longest window.

use std::time::Duration;

use base::{Id, Timestamp, World};
use database::{DatabaseError, Query, Tx, values};

use crate::attempts::Subject;

/// The longest window there is.
pub(crate) const DAY: Duration = Duration::from_secs(24 * 3600);
pub(crate) const QUARTER_HOUR: Duration = Duration::from_secs(15 * 60);

/// What counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A password that was tried and was not right, or is being tried.
    Password,
    /// The same, in a browser that is remembered or signed in.
    KnownPassword,
    /// A letter with a code.
    CodeSent,
    /// A code of a letter, an app or a list that was not right.
    CodeTried,
    /// The same, of an attempt that only lifts a lock: strangers can begin those.
    UnlockTried,
    /// A link to set a new password.
    Reset,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Kind::Password => "password",
            Kind::KnownPassword => "known_password",
            Kind::CodeSent => "code_sent",
            Kind::CodeTried => "code_tried",
            Kind::UnlockTried => "unlock_tried",
            Kind::Reset => "reset",
        }
    }
}

/// One thing that counted.
pub(crate) type StrikeId = Id<()>;

/// How many in a window, and when the window began to fill.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Count {
    pub number: u64,
    pub oldest: Option<Timestamp>,
    pub newest: Option<Timestamp>,
}

/// What counted against the subject within the last `window`; from one place only, if one is given.
pub(crate) async fn count(
    query: impl Query,
    kind: Kind,
    subject: Subject,
    place: Option<[u8; 32]>,
    since: Timestamp,
) -> Result<Count, DatabaseError> {
    let sql = "SELECT COUNT(*), MIN(at), MAX(at) FROM strikes WHERE subject = $1 AND kind = $2 AND at > $3 \
               AND ($4 = 0 OR place = $5)";
    let values = values![
        subject.0,
        kind.name(),
        since,
        place.is_some(),
        place.unwrap_or_default()
    ];
    let row = query.one(sql, values).await?;
    row.map_or(Ok(Count::default()), |row| {
        Ok(Count {
            number: row.get(0)?,
            oldest: row.get(1)?,
            newest: row.get(2)?,
        })
    })
}

/// Counts one more.
pub(crate) async fn add(
    tx: &mut Tx,
    world: &World,
    kind: Kind,
    subject: Subject,
    place: [u8; 32],
) -> Result<StrikeId, DatabaseError> {
    let id: StrikeId = world.new_id();
    tx.execute(
        "INSERT INTO strikes (id, kind, subject, place, at) VALUES ($1, $2, $3, $4, $5)",
        values![id, kind.name(), subject.0, place, world.now()],
    )
    .await?;
    Ok(id)
}

/// Takes back what counted against the subject, everywhere or at one place.
pub(crate) async fn forgive(
    tx: &mut Tx,
    kind: Kind,
    subject: Subject,
    place: Option<[u8; 32]>,
) -> Result<(), DatabaseError> {
    let sql = "DELETE FROM strikes WHERE subject = $1 AND kind = $2 AND ($3 = 0 OR place = $4)";
    let values = values![subject.0, kind.name(), place.is_some(), place.unwrap_or_default()];
    tx.execute(sql, values).await?;
    Ok(())
}

/// Takes back everything that counted against the subject.
pub(crate) async fn forgive_all(tx: &mut Tx, subject: Subject) -> Result<(), DatabaseError> {
    tx.execute("DELETE FROM strikes WHERE subject = $1", values![subject.0])
        .await?;
    Ok(())
}

/// Forgets up to 1,000 that are older than `moment`.
pub(crate) async fn forget_before(tx: &mut Tx, moment: Timestamp) -> Result<u64, DatabaseError> {
    let sql = "DELETE FROM strikes WHERE id IN (SELECT id FROM strikes WHERE at < $1 LIMIT 1000)";
    tx.execute(sql, values![moment]).await
}
