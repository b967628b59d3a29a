//! Tells the open pages of this server about sessions that another server ended.

use std::time::Duration;

use database::DatabaseError;
use kernel::{Kernel, Topic};

use super::ending;
use crate::Accounts;

/// How often to ask while somebody listens. An ended session must be gone from the screen within a second.
const PERIOD: Duration = Duration::from_millis(500);
/// Answers to one question.
const PAGE: usize = 256;

impl Accounts {
    /// Watches until the server stops. One small query every half second, and none while no page is open. Endings that
    /// this server announced itself are announced once more, which nobody notices: their pages have heard and gone.
    pub fn follow_endings(&self, kernel: &Kernel) {
        let herald = Herald {
            accounts: self.clone(),
            heard: None,
        };
        tokio::spawn(herald.run(kernel.clone()));
    }
}

struct Herald {
    accounts: Accounts,
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
        let Some(mut heard) = self.heard else {
            self.heard = Some(ending::last_number(database).await?);
            return Ok(());
        };
        loop {
            let ended = ending::after(database, heard, PAGE).await?;
            if ended.is_empty() {
                return Ok(());
            }
            self.accounts.cache.clear();
            for ended in &ended {
                kernel.events.publish(Topic::SessionEnded(ended.session));
                kernel.events.publish(Topic::Sessions(ended.account));
                heard = ended.number;
            }
            self.heard = Some(heard);
        }
    }
}
