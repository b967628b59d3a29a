//! Clearing away the libraries of institutes that have ended. Their keys are gone already; this gives the space back.

use std::time::Duration;

use async_trait::async_trait;
use kernel::{
    Jobs,
    jobs::{JobError, JobHandler, NewJob, RunningJob},
};

use super::{clear, expire_uploads::give_up};
use crate::{
    Drive,
    error::DriveError,
    store::{
        trash, uploads,
        volumes::{self, Volume},
    },
};

const KIND: &str = "drive.clear_libraries";
/// Uploads looked at together.
const PAGE: usize = 100;

/// The job, to be queued in the transaction that ends a library.
pub(crate) fn job(jobs: &Jobs) -> NewJob {
    jobs.prepare(KIND, serde_json::Value::Null)
}

/// Clears away what ended libraries have left. Every hour too, for what could not go then.
pub(crate) struct ClearLibraries(pub Drive);

#[async_trait]
impl JobHandler for ClearLibraries {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn period(&self) -> Option<Duration> {
        Some(Duration::from_secs(3600))
    }

    async fn run(&self, job: &RunningJob, _: serde_json::Value) -> Result<(), JobError> {
        while let Some(volume) = volumes::next_ended(self.0.database()).await? {
            empty(&self.0, &volume, job).await?;
            if !remove(&self.0, volume).await? {
                let sentence = "an upload to a library that has ended is still under way";
                return Err(JobError::Retry(sentence.to_owned()));
            }
        }
        Ok(())
    }
}

/// Deletes everything in a volume for good.
async fn empty(drive: &Drive, volume: &Volume, job: &RunningJob) -> Result<(), DriveError> {
    loop {
        let uploads = uploads::of_volume(drive.database(), volume.id, PAGE).await?;
        for upload in &uploads {
            give_up(drive, upload).await?;
        }
        if uploads.is_empty() {
            break;
        }
    }
    let (id, now) = (volume.id, drive.kernel().world.now());
    loop {
        let doomed = drive.database().write::<_, DriveError, _>(move |tx| {
            Box::pin(async move { Ok(trash::doom_top(tx, id, now).await? + trash::doom_trash(tx, id).await?) })
        });
        if doomed.await? == 0 {
            break;
        }
    }
    clear::everything(drive, job).await
}

/// Removes the volume itself, its allowance and its vault.
async fn remove(drive: &Drive, volume: Volume) -> Result<bool, DriveError> {
    let engine = drive.engine().clone();
    let removed = drive.database().write::<_, DriveError, _>(move |tx| {
        let engine = engine.clone();
        Box::pin(async move {
            let removed = volumes::remove(tx, volume.id).await?;
            if removed {
                engine::allowances::remove(tx, volume.allowance).await?;
                engine.remove_vault(tx, volume.vault).await?;
            }
            Ok(removed)
        })
    });
    removed.await
}
