//! What somebody who writes a job sees.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use async_trait::async_trait;

use super::Progress;
use crate::{AccountId, JobId};

/// Longer messages are cut.
const LONGEST_MESSAGE: usize = 1000;

/// Does the jobs of one kind. Must be safe to run twice.
#[async_trait]
pub trait JobHandler: Send + Sync {
    /// The kind, for example `drive.empty_trash`.
    fn kind(&self) -> &'static str;

    /// How often it runs by itself; `None` runs only when asked. A recurring job gets a `null` payload.
    fn period(&self) -> Option<Duration> {
        None
    }

    /// Does the work. The future is dropped when the worker loses its lease or the server stops, and the job then runs
    /// again.
    async fn run(&self, job: &RunningJob, payload: serde_json::Value) -> Result<(), JobError>;
}

/// Why a job did not end well.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
pub enum JobError {
    /// It may go better later.
    #[error("{0}")]
    Retry(String),
    /// It will never go better.
    #[error("{0}")]
    Fatal(String),
}

impl JobError {
    /// A passing trouble, told with its causes.
    pub fn retry(error: &(dyn std::error::Error + 'static)) -> Self {
        JobError::Retry(base::chain(error))
    }

    /// A lasting trouble, told with its causes.
    pub fn fatal(error: &(dyn std::error::Error + 'static)) -> Self {
        JobError::Fatal(base::chain(error))
    }
}

impl From<database::DatabaseError> for JobError {
    fn from(error: database::DatabaseError) -> Self {
        JobError::retry(&error)
    }
}

/// The job under way, as its handler sees it. What it is told reaches the database within about a second.
#[derive(Debug)]
pub struct RunningJob {
    /// The job.
    pub id: JobId,
    /// On whose behalf.
    pub account: Option<AccountId>,
    /// Counts from 1.
    pub attempt: u32,
    told: Mutex<Told>,
}

/// What the handler has told so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Told {
    pub progress: Progress,
    pub message: Option<String>,
}

impl RunningJob {
    pub(super) fn new(id: JobId, account: Option<AccountId>, attempt: u32) -> Self {
        RunningJob {
            id,
            account,
            attempt,
            told: Mutex::default(),
        }
    }

    /// Tells how far the work is.
    pub fn progress(&self, done: u64, total: u64) {
        self.told.lock().unwrap_or_else(PoisonError::into_inner).progress = Progress { done, total };
    }

    /// Tells what was found, in a sentence.
    pub fn say(&self, message: impl AsRef<str>) {
        self.told.lock().unwrap_or_else(PoisonError::into_inner).message = Some(shortened(message.as_ref()));
    }

    pub(super) fn told(&self) -> Told {
        self.told.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

pub(super) fn shortened(message: &str) -> String {
    message.chars().take(LONGEST_MESSAGE).collect()
}
