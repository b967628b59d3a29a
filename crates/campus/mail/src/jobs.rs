//! Work that is done by itself.

use std::time::Duration;

use async_trait::async_trait;
use database::DatabaseError;
use kernel::jobs::{JobError, JobHandler, RunningJob};

use crate::{Post, outbox};

/// How long letters can be asked about.
const REMEMBERED: Duration = Duration::from_secs(30 * 24 * 3600);

/// Forgets letters of long ago.
#[derive(Debug)]
pub(crate) struct ForgetLetters(pub Post);

#[async_trait]
impl JobHandler for ForgetLetters {
    fn kind(&self) -> &'static str {
        "mail.forget_letters"
    }

    fn period(&self) -> Option<Duration> {
        Some(Duration::from_secs(6 * 3600))
    }

    async fn run(&self, _job: &RunningJob, _payload: serde_json::Value) -> Result<(), JobError> {
        let moment = self.0.world.now().before(REMEMBERED);
        let forget = || {
            self.0
                .database
                .write::<_, DatabaseError, _>(move |tx| Box::pin(outbox::forget(tx, moment)))
        };
        while forget().await? > 0 {}
        Ok(())
    }
}
