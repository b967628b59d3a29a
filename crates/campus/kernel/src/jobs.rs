//! Durable work: one table on either database.
//!
//! **How it works.** A job is a row, written in the same transaction as the change that asks for it. A worker leases due
//! rows by compare-and-set, renews the lease while it works, and writes the outcome only if the lease is still its own.
//! A worker that dies lets its lease run out and another one takes over.
//!
//! **What handlers must know.** Leases are measured by clocks, and clocks jump: a job may be run twice, even at the same
//! time. So a job reads the world and makes it right; running it again finds it right already.
//!
//! **Words.** *Key*: while a job with a key waits or runs, asking for another one with that key answers the first.
//! *Recurring*: a handler with a period is queued again each time it ends.

mod handler;
mod model;
mod store;
mod worker;

use std::sync::Arc;

use base::World;
use database::{Database, DatabaseError, Tx};
use tokio::sync::Notify;

pub use handler::{JobError, JobHandler, RunningJob};
pub use model::{Job, JobState, NewJob, Progress};
pub use worker::{Worker, run_due};

use crate::{AccountId, JobId};

/// The queue. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Jobs {
    database: Database,
    world: World,
    due: Arc<Notify>,
}

impl Jobs {
    /// A queue over a database. Workers that wait at another queue hear of its jobs at their next look.
    pub fn new(database: Database, world: World) -> Self {
        Jobs {
            database,
            world,
            due: Arc::new(Notify::new()),
        }
    }

    /// A job of this kind, due now. Make it outside of the transaction, so that its id stays the same if that runs again.
    pub fn prepare(&self, kind: &'static str, payload: serde_json::Value) -> NewJob {
        let now = self.world.now();
        NewJob {
            id: self.world.new_id(),
            kind,
            payload,
            account: None,
            key: None,
            created_at: now,
            run_at: now,
        }
    }

    /// Queues a job inside of a transaction; answers the job that has the same key already, if one waits or runs.
    /// Call [`Jobs::wake`] after the commit.
    ///
    /// # Errors
    /// The database's.
    pub async fn enqueue(tx: &mut Tx, job: &NewJob) -> Result<JobId, DatabaseError> {
        Ok(store::insert(tx, job).await?.id)
    }

    /// Queues a job in a transaction of its own and answers how it stands.
    ///
    /// # Errors
    /// The database's.
    pub async fn start(&self, job: NewJob) -> Result<Job, DatabaseError> {
        let queued = self.database.write::<_, DatabaseError, _>(move |tx| {
            let job = job.clone();
            Box::pin(async move { store::insert(tx, &job).await })
        });
        let job = queued.await?;
        self.wake();
        Ok(job)
    }

    /// Tells this process's worker to look for due jobs at once.
    pub fn wake(&self) {
        self.due.notify_one();
    }

    /// A job and the account that asked for it.
    ///
    /// # Errors
    /// The database's.
    pub async fn find(&self, id: JobId) -> Result<Option<(Job, Option<AccountId>)>, DatabaseError> {
        store::read(&self.database, id).await
    }
}
