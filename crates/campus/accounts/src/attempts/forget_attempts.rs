//! The job that sweeps up after sign-ins.

use std::time::Duration;

use async_trait::async_trait;
use base::World;
use database::{Database, DatabaseError};
use kernel::jobs::{JobError, JobHandler, RunningJob};

use super::store;
use crate::{
    Accounts, devices,
    limits::strikes::{self, DAY},
    reset,
};

/// Forgets attempts, links, remembered browsers and counts whose time is over. They mean nothing any more; this only keeps the
/// tables small.
#[derive(Debug)]
pub(crate) struct ForgetAttempts {
    database: Database,
    world: World,
}

impl ForgetAttempts {
    pub(crate) fn new(accounts: &Accounts) -> Self {
        ForgetAttempts {
            database: accounts.database.clone(),
            world: accounts.world.clone(),
        }
    }

    /// Up to 1,000 rows of each; answers how many there were.
    async fn some(&self) -> Result<u64, DatabaseError> {
        let now = self.world.now();
        let forgotten = self.database.write::<_, DatabaseError, _>(move |tx| {
            Box::pin(async move {
                let attempts = store::forget_expired(tx, now).await?;
                let devices = devices::forget_expired(tx, now).await?;
                let strikes = strikes::forget_before(tx, now.before(DAY)).await?;
                let links = reset::store::forget_expired(tx, now).await?;
                Ok(attempts + devices + strikes + links)
            })
        });
        forgotten.await
    }
}

#[async_trait]
impl JobHandler for ForgetAttempts {
    fn kind(&self) -> &'static str {
        "accounts.forget_attempts"
    }

    fn period(&self) -> Option<Duration> {
        Some(Duration::from_secs(3600))
    }

    async fn run(&self, _job: &RunningJob, _payload: serde_json::Value) -> Result<(), JobError> {
        while self.some().await? > 0 {}
        Ok(())
    }
}
