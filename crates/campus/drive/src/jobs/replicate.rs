//! Checking the shards of one content on their targets and making again what is missing, the backup included.

use async_trait::async_trait;
use engine::ContentId;
use kernel::{
    AccountId,
    jobs::{JobError, JobHandler, NewJob, RunningJob},
};
use serde::{Deserialize, Serialize};

use super::Told;
use crate::{Drive, error::DriveError};

/// The kind of job that people start to see every copy made.
pub(crate) const REPLICATE: &str = "drive.replicate";
/// The kind of job that people start to see the backup made.
pub(crate) const SYNC: &str = "drive.sync";

#[derive(Serialize, Deserialize)]
struct Payload {
    content: ContentId,
}

/// The job for a content.
pub(crate) fn job(drive: &Drive, account: AccountId, kind: &'static str, content: ContentId) -> NewJob {
    let payload = serde_json::json!({ "content": content });
    drive
        .kernel()
        .jobs
        .prepare(kind, payload)
        .on_behalf_of(account)
        .with_key(format!("{kind}:{content}"))
}

/// Makes the shards of a content complete.
pub(crate) struct Replicate {
    pub drive: Drive,
    pub kind: &'static str,
}

#[async_trait]
impl JobHandler for Replicate {
    fn kind(&self) -> &'static str {
        self.kind
    }

    async fn run(&self, job: &RunningJob, payload: serde_json::Value) -> Result<(), JobError> {
        let Payload { content } = serde_json::from_value(payload).map_err(|error| JobError::fatal(&error))?;
        let incomplete = self
            .drive
            .engine()
            .replicate(content, &Told(job))
            .await
            .map_err(DriveError::from)?;
        if incomplete > 0 {
            let sentence = format!("{incomplete} segments could not be completed; their targets are away or full");
            return Err(JobError::Retry(sentence));
        }
        job.say("Every shard is where it should be.");
        Ok(())
    }
}
