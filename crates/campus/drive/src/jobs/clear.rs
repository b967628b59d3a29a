//! Clearing away what was deleted for good, and what has been in the trash too long.
//!
//! The request that deletes clears the first pages itself, so that small deletions are over when it answers; a job does
//! the rest. If the server dies in between, the hourly tidying finds what is left.

use std::time::Duration;

use async_trait::async_trait;
use kernel::jobs::{JobError, JobHandler, RunningJob};

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

/// Clears the first pages below one deleted thing, or of everything deleted, and leaves the rest to a job.
pub(crate) async fn begin(drive: &Drive, below: Option<NodeId>) -> Result<(), DriveError> {
    for _ in 0..OWN_PAGES {
        if page(drive, below).await? == Cleared::Nothing {
            return Ok(());
        }
    }
    let job = drive
        .kernel()
        .jobs
        .prepare(KIND, serde_json::Value::Null)
        .with_key(KIND);
    drive.kernel().jobs.start(job).await?;
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

async fn everything(drive: &Drive, job: &RunningJob) -> Result<(), DriveError> {
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
