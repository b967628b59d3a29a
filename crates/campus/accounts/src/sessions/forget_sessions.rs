//! Work that is done by itself.

use std::time::Duration;

use async_trait::async_trait;
use base::World;
use database::{Database, DatabaseError};
use kernel::jobs::{JobError, JobHandler, RunningJob};

use super::{ending, store};
use crate::Accounts;

/// So long a browser that comes back can be told why its session ended.
const REMEMBERED: Duration = Duration::from_secs(7 * 24 * 3600);

/// Forgets sessions that expired, and after a week those that were ended. They open nothing any more; this only keeps the
/// tables small.
#[derive(Debug)]
pub(crate) struct ForgetSessions {
    database: Database,
    world: World,
}

impl ForgetSessions {
    pub(crate) fn new(accounts: &Accounts) -> Self {
        ForgetSessions {
            database: accounts.database.clone(),
            world: accounts.world.clone(),
        }
    }
}

#[async_trait]
impl JobHandler for ForgetSessions {
    fn kind(&self) -> &'static str {
        "accounts.forget_sessions"
    }

    fn period(&self) -> Option<Duration> {
        Some(Duration::from_secs(6 * 3600))
    }

    async fn run(&self, _job: &RunningJob, _payload: serde_json::Value) -> Result<(), JobError> {
        let now = self.world.now();
        let forget = || {
            self.database.write::<_, DatabaseError, _>(move |tx| {
                Box::pin(async move {
                    let expired = store::forget_expired(tx, now).await?;
                    Ok(expired + ending::forget(tx, now.before(REMEMBERED)).await?)
                })
            })
        };
        while forget().await? > 0 {}
        Ok(())
    }
}
