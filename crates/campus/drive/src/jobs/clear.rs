//! Clearing away what was deleted for good, and what has been in the trash too long.
//!
//! A deletion clears its first page in its own transaction, so that a small one is over or never began, whenever the
//! server dies; the same transaction queues a job for the rest. The request then goes on clearing for a while, so that
//! most deletions are over when it answers.

use std::time::Duration;

use async_trait::async_trait;
use database::{DatabaseError, Tx};
use engine::Engine;
use kernel::jobs::{JobError, JobHandler, NewJob, RunningJob};

use crate::{
    Drive,
    error::DriveError,
    ids::NodeId,
    store::{
        trash::{self, Cleared},
        volumes,
    },
};

/// Rows removed in one transaction: others wait no longer than for a few uploads.
const PAGE: usize = 100;
/// Pages that a request clears itself.
const OWN_PAGES: usize = 10;
const KIND: &str = "drive.clear";

/// The job that clears away whatever is marked, to be queued in the transaction that marks something.
pub(crate) fn rest(drive: &Drive) -> NewJob {
    drive.kernel().jobs.prepare(KIND, serde_json::Value::Null)
}

/// Clears away what was marked just now, in the marking transaction; answers whether something is left.
pub(crate) async fn first_page(tx: &mut Tx, engine: &Engine, below: NodeId) -> Result<bool, DatabaseError> {
    trash::clear(tx, engine, Some(below), PAGE).await?;
    trash::is_marked(tx, below).await
}

/// Clears some pages now; the queued job does the rest.
pub(crate) async fn go_on(drive: &Drive, below: Option<NodeId>) -> Result<(), DriveError> {
    for _ in 0..OWN_PAGES {
        if page(drive, below).await? == Cleared::Nothing {
            return Ok(());
        }
    }
    drive.kernel().jobs.wake();
    Ok(())
}

async fn page(drive: &Drive, below: Option<NodeId>) -> Result<Cleared, DriveError> {
    let engine = drive.engine().clone();
    let cleared = drive.database().write::<_, DriveError, _>(move |tx| {
        let engine = engine.clone();
        Box::pin(async move { Ok(trash::clear(tx, &engine, below, PAGE).await?) })
    });
    cleared.await
}

pub(crate) async fn everything(drive: &Drive, job: &RunningJob) -> Result<(), DriveError> {
    let (mut gone, mut last) = (0, None);
    while let Cleared::Some(count, volume) = page(drive, None).await? {
        gone += count;
        job.progress(gone, 0);
        if last.replace(volume) != Some(volume) {
            announce(drive, volume).await?;
        }
    }
    if let Some(volume) = last {
        announce(drive, volume).await?;
    }
    job.progress(gone, gone);
    Ok(())
}

async fn announce(drive: &Drive, volume: crate::ids::VolumeId) -> Result<(), DriveError> {
    if let Some(volume) = volumes::find(drive.database(), volume).await? {
        drive.announce(&volume);
    }
    Ok(())
}

/// Clears away what was deleted for good.
pub(crate) struct Clear(pub Drive);

#[async_trait]
impl JobHandler for Clear {
    fn kind(&self) -> &'static str {
        KIND
    }

    async fn run(&self, job: &RunningJob, _: serde_json::Value) -> Result<(), JobError> {
        Ok(everything(&self.0, job).await?)
    }
}

/// Every hour: deletes what has been in the trash too long, and clears it away.
pub(crate) struct Tidy(pub Drive);

#[async_trait]
impl JobHandler for Tidy {
    fn kind(&self) -> &'static str {
        "drive.tidy_trash"
    }

    fn period(&self) -> Option<Duration> {
        Some(Duration::from_secs(3600))
    }

    async fn run(&self, job: &RunningJob, _: serde_json::Value) -> Result<(), JobError> {
        let moment = self.0.kernel().world.now().before(self.0.settings().trash_period);
        loop {
            let doomed = self.0.database().write::<_, DriveError, _>(move |tx| {
                Box::pin(async move { Ok(trash::doom_expired(tx, moment).await?) })
            });
            if doomed.await? == 0 {
                break;
            }
        }
        Ok(everything(&self.0, job).await?)
    }
}
