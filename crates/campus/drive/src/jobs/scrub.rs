//! Reading and verifying everything, because an owner wants it now.

use async_trait::async_trait;
use kernel::{
    AccountId,
    jobs::{JobError, JobHandler, NewJob, RunningJob},
};

use super::Told;
use crate::Drive;

const KIND: &str = "drive.scrub";

/// The job; one at a time.
pub(crate) fn job(drive: &Drive, account: AccountId) -> NewJob {
    drive
        .kernel()
        .jobs
        .prepare(KIND, serde_json::Value::Null)
        .on_behalf_of(account)
        .with_key(KIND)
}

/// Scrubs.
pub(crate) struct Scrub(pub Drive);

#[async_trait]
impl JobHandler for Scrub {
    fn kind(&self) -> &'static str {
        KIND
    }

    async fn run(&self, job: &RunningJob, _: serde_json::Value) -> Result<(), JobError> {
        let report = self.0.engine().scrub(&Told(job)).await?;
        job.say(format!(
            "{} shards read, {} of them missing or damaged and queued for repair.",
            report.checked, report.bad
        ));
        Ok(())
    }
}
