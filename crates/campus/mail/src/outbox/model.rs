//! What a letter in the outbox is, and the decisions about it that need neither database nor clock.

use std::{fmt, time::Duration};

use base::Timestamp;
use kernel::{Branding, InstituteId, Locale};
use serde::{Deserialize, Serialize};

use crate::{LetterId, Message};

/// A letter is tried for this long, unless what it says is worthless before.
pub(crate) const LONGEST_TRY: Duration = Duration::from_secs(48 * 3600);
const FIRST_PAUSE: Duration = Duration::from_secs(60);
const LONGEST_PAUSE: Duration = Duration::from_secs(6 * 3600);

/// A letter to be written.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The address.
    pub to: String,
    /// In which language.
    pub locale: Locale,
    /// In whose name.
    pub sender: Sender,
    /// What it says.
    pub message: Message,
}

/// In whose name a letter goes out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sender {
    /// The installation.
    Installation,
    /// An institute: through its own mail server, where it has one.
    Institute(InstituteId, Branding),
}

/// A letter that is written and only needs to be put into the outbox. See [`Post::write`](crate::Post::write).
#[derive(Clone)]
pub struct Letter {
    pub(crate) id: LetterId,
    pub(crate) kind: &'static str,
    pub(crate) sender: Option<InstituteId>,
    pub(crate) from_name: String,
    pub(crate) to: String,
    pub(crate) subject: String,
    /// Sealed.
    pub(crate) content: Vec<u8>,
    pub(crate) created_at: Timestamp,
    pub(crate) give_up_at: Timestamp,
}

impl Letter {
    /// The id it has in the outbox.
    pub fn id(&self) -> LetterId {
        self.id
    }
}

/// What it says stays out of logs.
impl fmt::Debug for Letter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Letter")
            .field("id", &self.id)
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

/// The two bodies, before they are sealed.
#[derive(Serialize, Deserialize)]
pub(crate) struct Content {
    pub text: String,
    pub html: String,
}

/// A letter out of the outbox, with what it says.
#[derive(Clone, PartialEq, Eq)]
pub struct KeptLetter {
    /// Its id.
    pub id: LetterId,
    /// The address.
    pub to: String,
    /// The subject.
    pub subject: String,
    /// The plain text; empty when it was wiped.
    pub text: String,
    /// The HTML; empty when it was wiped.
    pub html: String,
    /// Where it stands.
    pub state: State,
    /// What went wrong last.
    pub problem: Option<String>,
    /// When it was written.
    pub created_at: Timestamp,
}

/// What it says stays out of logs.
impl fmt::Debug for KeptLetter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeptLetter")
            .field("id", &self.id)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}

/// Where a letter stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// It waits to be sent, for the first time or again.
    Queued,
    /// A mail server has taken it.
    Sent,
    /// Given up; `problem` says why.
    Failed,
    /// There was no mail server: it is here to be read.
    Kept,
}

impl State {
    pub(crate) const ALL: [State; 4] = [State::Queued, State::Sent, State::Failed, State::Kept];

    pub(crate) fn name(self) -> &'static str {
        match self {
            State::Queued => "queued",
            State::Sent => "sent",
            State::Failed => "failed",
            State::Kept => "kept",
        }
    }

    /// A state that a newer version invented is no concern of this one: it is left alone, like a letter that was sent.
    pub(crate) fn from_name(name: &str) -> Self {
        State::ALL
            .into_iter()
            .find(|state| state.name() == name)
            .unwrap_or(State::Sent)
    }
}

/// A letter this server has leased and is about to send.
#[derive(Debug)]
pub(crate) struct Leased {
    pub id: LetterId,
    pub sender: Option<InstituteId>,
    pub from_name: String,
    pub to: String,
    pub subject: String,
    pub content: Vec<u8>,
    /// Counts from 1.
    pub attempt: u32,
    pub give_up_at: Timestamp,
    pub created_at: Timestamp,
    pub lease: [u8; 16],
}

/// How an attempt ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// A mail server has taken it.
    Sent,
    /// There is no mail server.
    Kept,
    /// It may go better later; says what went wrong.
    Later(String),
    /// It will never go better; says why.
    Never(String),
}

/// The pause before the next attempt: 1, 2, 4 … minutes, at most 6 hours.
pub(crate) fn pause_after(attempts: u32) -> Duration {
    FIRST_PAUSE
        .saturating_mul(1 << attempts.saturating_sub(1).min(20))
        .min(LONGEST_PAUSE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_from_a_minute_to_six_hours() {
        let minutes: Vec<u64> = (1..=11).map(|attempts| pause_after(attempts).as_secs() / 60).collect();
        assert_eq!(minutes, [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360]);
        assert_eq!(pause_after(u32::MAX), LONGEST_PAUSE);
    }

    #[test]
    fn states_read_back() {
        assert!(
            State::ALL
                .into_iter()
                .all(|state| State::from_name(state.name()) == state)
        );
    }
}
