//! What a job is, and the decisions about it that need neither database nor clock.

use std::time::Duration;

use base::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{AccountId, JobId};

/// A job that is tried this often without success has failed.
pub(super) const ATTEMPTS: u32 = 8;
const FIRST_PAUSE: Duration = Duration::from_secs(2);
const LONGEST_PAUSE: Duration = Duration::from_secs(3600);

/// A job to be queued. See [`Jobs::prepare`](super::Jobs::prepare).
#[derive(Clone, Debug)]
pub struct NewJob {
    pub(super) id: JobId,
    pub(super) kind: &'static str,
    pub(super) payload: serde_json::Value,
    pub(super) account: Option<AccountId>,
    pub(super) key: Option<String>,
    pub(super) created_at: Timestamp,
    pub(super) run_at: Timestamp,
}

impl NewJob {
    /// On whose behalf: they may follow it.
    #[must_use]
    pub fn on_behalf_of(mut self, account: AccountId) -> Self {
        self.account = Some(account);
        self
    }

    /// Not twice at a time with the same key.
    #[must_use]
    pub fn with_key(mut self, key: impl Into<String>) -> Self {
        self.key = Some(key.into());
        self
    }

    /// Not before this moment.
    #[must_use]
    pub fn not_before(mut self, moment: Timestamp) -> Self {
        self.run_at = moment;
        self
    }

    /// How it looks right after it was queued.
    pub(super) fn waiting(&self) -> Job {
        Job {
            id: self.id,
            kind: self.kind.to_owned(),
            state: JobState::Waiting,
            progress: Progress::default(),
            message: None,
            created_at: self.created_at,
            finished_at: None,
        }
    }

    /// The id it will have, unless a job with its key is there already.
    pub fn id(&self) -> JobId {
        self.id
    }
}

/// Where a job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum JobState {
    /// Not begun, or waiting for another try.
    Waiting,
    /// A worker has it.
    Running,
    /// Ended well.
    Done,
    /// Given up; `message` says why.
    Failed,
}

impl JobState {
    pub(super) fn name(self) -> &'static str {
        match self {
            JobState::Waiting => "waiting",
            JobState::Running => "running",
            JobState::Done => "done",
            JobState::Failed => "failed",
        }
    }

    pub(super) fn from_name(name: &str) -> Option<Self> {
        [JobState::Waiting, JobState::Running, JobState::Done, JobState::Failed]
            .into_iter()
            .find(|state| state.name() == name)
    }
}

/// How far a job is, in steps of its own choosing. A total of 0 is not known yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Progress {
    /// Steps done.
    pub done: u64,
    /// Steps altogether.
    pub total: u64,
}

/// A job as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Job {
    /// Its id.
    #[schema(value_type = String, example = "job_01j9zq4v8yf2ssb0r6w1x7k3dm")]
    pub id: JobId,
    /// What it does.
    pub kind: String,
    /// Where it stands.
    pub state: JobState,
    /// How far it is.
    pub progress: Progress,
    /// What it has to say: why it failed, or what it found.
    pub message: Option<String>,
    /// When it was asked for.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// When it ended.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub finished_at: Option<Timestamp>,
}

/// The pause before the next try: 2 s, 4 s, 8 s … at most an hour.
pub(super) fn pause_after(attempts: u32) -> Duration {
    FIRST_PAUSE
        .saturating_mul(1 << attempts.saturating_sub(1).min(20))
        .min(LONGEST_PAUSE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_an_hour() {
        assert_eq!(pause_after(1), Duration::from_secs(2));
        assert_eq!(pause_after(3), Duration::from_secs(8));
        assert_eq!(pause_after(u32::MAX), LONGEST_PAUSE);
    }
}
