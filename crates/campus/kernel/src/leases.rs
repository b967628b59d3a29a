//! One writer at a time, and nothing lost when the writer changes: leases with an epoch.
//!
//! Somebody writes an exam on a phone; the phone dies; they sign in on a laptop and go on there. When the phone comes back
//! it still holds answers and sends them. They must not overwrite what the laptop saved since, and they must not vanish.
//! A lease decides it without clocks: whoever begins to work *takes* it and is told its *epoch*, a number that grows each
//! time the holder changes. Every save carries the epoch. A save whose epoch is not the latest is stale: it is kept aside
//! as evidence and answered with 409 `LEASE_LOST`, so that the page can say what happened.
//!
//! A holder is a session, so two tabs of one browser share a lease; which of them wins is decided by the version of what
//! they save. A lease does not expire: what has no writer needs no protection.
//!
//! ```
//! # use base::{Timestamp, World};
//! # use database::{DatabaseError, Database, testing::TestDatabase};
//! # use kernel::{SessionId, leases::{self, Claim, Subject, Verdict}};
//! # async fn save(_: &mut database::Tx, _: &str) -> Result<(), DatabaseError> { Ok(()) }
//! # async fn keep(_: &mut database::Tx, _: &str) -> Result<(), DatabaseError> { Ok(()) }
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let test = TestDatabase::sqlite().await;
//! # let (database, world) = (test.database.clone(), World::real());
//! # database.migrate(kernel::MIGRATIONS, &world).await?;
//! # let (phone, laptop, now) = (world.new_id(), world.new_id(), world.now());
//! const ATTEMPT: &str = "exams.attempt";
//! let attempt = Subject::new(ATTEMPT, [7; 16]);
//!
//! // The page opens on the phone, later on the laptop.
//! let take = |session| database.write::<_, DatabaseError, _>(move |tx| Box::pin(leases::take(tx, attempt, session, now)));
//! let early = Claim { subject: attempt, session: phone, epoch: take(phone).await? };
//! let late = Claim { subject: attempt, session: laptop, epoch: take(laptop).await? };
//!
//! // The phone sends what it had. Its answers go where a person can look at them; the laptop's are saved.
//! let send = |claim: Claim, answers: &'static str| {
//!     database.write::<_, DatabaseError, _>(move |tx| {
//!         Box::pin(async move {
//!             let verdict = leases::judge(tx, claim, |tx| Box::pin(keep(tx, answers))).await?;
//!             if verdict.is_accepted() {
//!                 save(tx, answers).await?;
//!             }
//!             // Committed either way; only now does the verdict become an answer.
//!             Ok(verdict)
//!         })
//!     })
//! };
//! assert_eq!(send(early, "B, C").await?.into_result().unwrap_err().code, "LEASE_LOST");
//! assert_eq!(send(late, "B, D").await?, Verdict::Accepted);
//! # Ok(()) }
//! ```

use base::Timestamp;
use database::{DatabaseError, Query, Tx, WriteFuture, values};

use crate::{Problem, SessionId};

/// What is worked on: a kind of thing, and which one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Subject {
    kind: &'static str,
    id: [u8; 16],
}

impl Subject {
    /// Names a thing. `kind` is `slice.noun`, `id` are the bytes of the thing's id.
    pub const fn new(kind: &'static str, id: [u8; 16]) -> Self {
        Subject { kind, id }
    }
}

/// What comes with a piece of work: who sends it, and under which epoch they believe to hold the lease.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim {
    /// What it is work on.
    pub subject: Subject,
    /// The session that sends it.
    pub session: SessionId,
    /// What [`take`] answered when that session began.
    pub epoch: u64,
}

/// Somebody else holds the lease by now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("This was opened on another device, which goes on with it. What you had here is kept, but not counted.")]
pub struct LeaseLost {
    /// The epoch that holds now; 0 when nobody ever took the lease.
    pub epoch: u64,
}

impl From<LeaseLost> for Problem {
    /// 409 `LEASE_LOST` with `epoch`.
    fn from(lost: LeaseLost) -> Self {
        Problem::conflict("LEASE_LOST", lost.to_string()).with("epoch", lost.epoch)
    }
}

/// What became of a piece of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "work that is not accepted must be answered with LEASE_LOST after the commit"]
pub enum Verdict {
    /// The sender holds the lease: save it.
    Accepted,
    /// The sender has lost it. The work was kept aside in the same transaction.
    Kept(LeaseLost),
}

impl Verdict {
    /// Whether the work may be saved.
    pub fn is_accepted(self) -> bool {
        self == Verdict::Accepted
    }

    /// The answer to the sender. Ask for it after the commit: an error inside of the transaction would undo the keeping.
    ///
    /// # Errors
    /// 409 `LEASE_LOST`.
    pub fn into_result(self) -> Result<(), Problem> {
        match self {
            Verdict::Accepted => Ok(()),
            Verdict::Kept(lost) => Err(lost.into()),
        }
    }
}

/// Makes `session` the holder and answers the epoch to send with all work. Taking what one holds already changes nothing.
///
/// # Errors
/// The database's.
pub fn take(tx: &mut Tx, subject: Subject, session: SessionId, now: Timestamp) -> WriteFuture<'_, u64, DatabaseError> {
    let sql = "INSERT INTO leases (kind, subject, holder, epoch, taken_at) VALUES ($1, $2, $3, 1, $4) \
         ON CONFLICT (kind, subject) DO UPDATE SET \
         epoch = CASE WHEN leases.holder = excluded.holder THEN leases.epoch ELSE leases.epoch + 1 END, \
         taken_at = CASE WHEN leases.holder = excluded.holder THEN leases.taken_at ELSE excluded.taken_at END, \
         holder = excluded.holder RETURNING epoch";
    Box::pin(async move {
        let row = tx.one(sql, values![subject.kind, subject.id, session, now]).await?;
        row.map_or(Ok(0), |row| row.get(0))
    })
}

/// Whether the claim still holds.
///
/// # Errors
/// The database's.
pub async fn check(tx: &mut Tx, claim: Claim) -> Result<Result<(), LeaseLost>, DatabaseError> {
    let sql = "SELECT holder, epoch FROM leases WHERE kind = $1 AND subject = $2";
    let Some(row) = tx.one(sql, values![claim.subject.kind, claim.subject.id]).await? else {
        return Ok(Err(LeaseLost { epoch: 0 }));
    };
    let (holder, epoch): (SessionId, u64) = (row.get(0)?, row.get(1)?);
    let holds = holder == claim.session && epoch == claim.epoch;
    Ok(if holds { Ok(()) } else { Err(LeaseLost { epoch }) })
}

/// Judges a piece of work before it is saved. `keep` puts work that comes too late where a person can find it, in the same
/// transaction; return the verdict from the closure, also then, so that it is committed.
///
/// # Errors
/// The database's, and those of `keep`.
pub async fn judge<K>(tx: &mut Tx, claim: Claim, keep: K) -> Result<Verdict, DatabaseError>
where
    K: for<'t> FnOnce(&'t mut Tx) -> WriteFuture<'t, (), DatabaseError> + Send,
{
    match check(tx, claim).await? {
        Ok(()) => Ok(Verdict::Accepted),
        Err(lost) => {
            keep(tx).await?;
            Ok(Verdict::Kept(lost))
        }
    }
}

/// Forgets the lease of a thing that is finished or gone: nobody's work on it is accepted any more.
///
/// # Errors
/// The database's.
pub async fn close(tx: &mut Tx, subject: Subject) -> Result<(), DatabaseError> {
    let sql = "DELETE FROM leases WHERE kind = $1 AND subject = $2";
    tx.execute(sql, values![subject.kind, subject.id]).await?;
    Ok(())
}
