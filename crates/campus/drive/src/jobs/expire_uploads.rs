//! Resumable uploads that nobody goes on with are given up, and their room is free again.

use std::time::Duration;

use async_trait::async_trait;
use kernel::jobs::{JobError, JobHandler, RunningJob};

use crate::{Drive, error::DriveError, store::uploads};

/// Uploads looked at together.
const PAGE: usize = 100;

/// Every hour: gives expired uploads up.
pub(crate) struct ExpireUploads(pub Drive);

#[async_trait]
impl JobHandler for ExpireUploads {
    fn kind(&self) -> &'static str {
        "drive.expire_uploads"
    }

    fn period(&self) -> Option<Duration> {
        Some(Duration::from_secs(3600))
    }

    async fn run(&self, job: &RunningJob, _: serde_json::Value) -> Result<(), JobError> {
        let now = self.0.kernel().world.now();
        let mut done = 0;
        loop {
            let expired = uploads::expired(self.0.database(), now, PAGE).await?;
            if expired.is_empty() {
                return Ok(());
            }
            for upload in expired {
                give_up(&self.0, &upload).await?;
                done += 1;
                job.progress(done, 0);
            }
        }
    }
}

/// Gives an upload up: the engine's half first, so that a crash in between leaves a row that is found again.
pub(crate) async fn give_up(drive: &Drive, upload: &uploads::Upload) -> Result<(), DriveError> {
    if upload.file.is_none() {
        drive.engine().abandon(upload.content).await?;
    }
    let id = upload.id;
    let deleted = drive
        .database()
        .write::<_, DriveError, _>(move |tx| Box::pin(async move { Ok(uploads::delete(tx, id).await?) }));
    deleted.await.map(drop)
}
