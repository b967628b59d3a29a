//! Tells the open pages of this server about sessions that another server ended.

use std::time::Duration;

use base::Timestamp;
use database::DatabaseError;
use kernel::{Kernel, Topic};

use super::ending;
use crate::Accounts;

/// How often to ask while somebody listens. An ended session must be gone from the screen within a second.
const PERIOD: Duration = Duration::from_millis(500);
/// What ended within this time before the server started is announced as well: a page may come before the first look, and
/// clocks of servers may differ.
const OVERLAP: Duration = Duration::from_secs(60);
/// Answers to one question.
const PAGE: usize = 256;

impl Accounts {
    /// Watches until the server stops. One small query every half second, and none while no page is open. Endings that
    /// this server announced itself are announced once more, which nobody notices: their pages have heard and gone.
    pub fn follow_endings(&self, kernel: &Kernel) {
        let herald = Herald {
            accounts: self.clone(),
            started: self.world.now(),
            heard: None,
        };
        tokio::spawn(herald.run(kernel.clone()));
    }
}

struct Herald {
    accounts: Accounts,
    started: Timestamp,
    /// The number of the last ending that was announced.
    heard: Option<u64>,
}

impl Herald {
    async fn run(mut self, kernel: Kernel) {
        let mut troubled = false;
        while kernel
            .stopping
            .run_until_cancelled(tokio::time::sleep(PERIOD))
            .await
            .is_some()
        {
            if self.heard.is_some() && !kernel.events.is_heard() {
                continue;
            }
            let outcome = self.look(&kernel).await;
            if let Err(error) = &outcome
                && !troubled
            {
                // Once: a database that is away is away for more than half a second.
                tracing::warn!(error = %base::chain(error), "ended sessions could not be looked for");
            }
            troubled = outcome.is_err();
        }
    }

    async fn look(&mut self, kernel: &Kernel) -> Result<(), DatabaseError> {
        let database = &self.accounts.database;
        let mut heard = match self.heard {
            Some(heard) => heard,
            None => ending::last_before(database, self.started.before(OVERLAP)).await?,
        };
        loop {
            let ended = ending::after(database, heard, PAGE).await?;
            self.heard = Some(heard);
            if ended.is_empty() {
                return Ok(());
            }
            self.accounts.cache.clear();
            for ended in &ended {
                kernel.events.publish(Topic::SessionEnded(ended.session));
                kernel.events.publish(Topic::Sessions(ended.account));
                heard = ended.number;
            }
        }
    }
}
