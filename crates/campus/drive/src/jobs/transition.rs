//! Moving a content to another storage class.

use async_trait::async_trait;
use engine::ContentId;
use kernel::{
    AccountId,
    jobs::{JobError, JobHandler, NewJob, RunningJob},
};
use serde::{Deserialize, Serialize};

use super::Told;
use crate::{Drive, error::DriveError};

const KIND: &str = "drive.transition";

#[derive(Serialize, Deserialize)]
struct Payload {
    content: ContentId,
    class: String,
}

/// The job that moves a content. While one is at it, another one for the same content answers the first.
pub(crate) fn job(drive: &Drive, account: AccountId, content: ContentId, class: &str) -> NewJob {
    let payload = serde_json::json!({ "content": content, "class": class });
    drive
        .kernel()
        .jobs
        .prepare(KIND, payload)
        .on_behalf_of(account)
        .with_key(format!("{KIND}:{content}"))
}

/// Moves contents.
pub(crate) struct Transition(pub Drive);

#[async_trait]
impl JobHandler for Transition {
    fn kind(&self) -> &'static str {
        KIND
    }

    async fn run(&self, job: &RunningJob, payload: serde_json::Value) -> Result<(), JobError> {
        let Payload { content, class } = serde_json::from_value(payload).map_err(|error| JobError::fatal(&error))?;
        let moved = self.0.engine().transition(content, &class, &Told(job)).await;
        Ok(moved.map_err(DriveError::from)?)
    }
}
