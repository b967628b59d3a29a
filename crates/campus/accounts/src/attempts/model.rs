//! What an attempt is. Pure.

use std::time::Duration;

use base::Timestamp;
use kernel::{AccountId, SessionId};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use super::{Browser, state::State};
use crate::{
    Email,
    secret::{Secret, SecretHash},
};

/// How long an attempt may take.
pub(crate) const LIFETIME: Duration = Duration::from_secs(15 * 60);
/// Attempts about the same address that may be under way; the oldest gives way.
pub(crate) const PER_SUBJECT: usize = 10;
/// Codes of an app or of the recovery list that may be tried within one attempt.
pub(crate) const TRIES: u32 = 5;

/// What an attempt is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    SignIn,
    Register,
    /// Somebody who is signed in shows once more that it is them.
    Confirm,
}

/// How somebody showed at first who they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum FirstFactor {
    Password,
    Google,
    /// Verifies the person as well as the device: nothing else is asked for.
    Passkey,
}

/// How somebody shows once more who they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Factor {
    /// A device's own key.
    Passkey,
    /// The six digits of an authenticator app.
    Totp,
    /// The six digits of a letter.
    Email,
    /// One of ten codes on paper.
    Recovery,
}

impl Factor {
    /// Whether it proves more than that somebody can read the person's letters.
    pub(crate) fn is_strong(self) -> bool {
        self != Factor::Email
    }
}

/// Whom an attempt concerns: the hash of an address, so that limits are the same whether there is such an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Subject(pub [u8; 32]);

impl From<&Email> for Subject {
    fn from(email: &Email) -> Self {
        Subject(Sha256::digest(email.as_str()).into())
    }
}

/// The code that was sent last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SentCode {
    pub hash: [u8; 32],
    pub tries: u32,
    pub ends_at: Timestamp,
}

/// One sign-in, registration or confirmation under way.
#[derive(Clone, Debug)]
pub(crate) struct Attempt {
    pub id: SecretHash,
    /// What the client holds. It is not in the database.
    pub secret: Secret,
    pub purpose: Purpose,
    pub subject: Subject,
    /// Missing where there is no account, and where nobody may notice that there is none.
    pub account: Option<AccountId>,
    /// The session that is confirmed.
    pub session: Option<SessionId>,
    pub state: State,
    pub first: Option<FirstFactor>,
    /// The second factor, once it was right.
    pub second: Option<Factor>,
    /// Whether what was shown so far is strong.
    pub strong: bool,
    /// Whether the device is to be remembered.
    pub remember: bool,
    /// The hash of the mark of the browser it began in.
    pub browser: Option<[u8; 32]>,
    /// What belongs to the purpose, sealed.
    pub sealed: Option<Vec<u8>>,
    pub code: Option<SentCode>,
    /// How many codes were sent.
    pub codes: u32,
    pub sent_at: Option<Timestamp>,
    /// Tries with codes that were not sent.
    pub tries: u32,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
}

impl Attempt {
    /// An attempt that begins now, in this browser.
    pub(crate) fn begin(
        secret: Secret,
        purpose: Purpose,
        (subject, account): (Subject, Option<AccountId>),
        state: State,
        browser: &Browser,
        now: Timestamp,
    ) -> Self {
        Attempt {
            id: secret.hash(),
            secret,
            purpose,
            subject,
            account,
            session: None,
            state,
            first: None,
            second: None,
            strong: false,
            remember: false,
            browser: browser.mark.as_deref().map(Browser::binding),
            sealed: None,
            code: None,
            codes: 0,
            sent_at: None,
            tries: 0,
            created_at: now,
            expires_at: now.after(LIFETIME),
        }
    }

    /// Whether a request of `browser` may go on with it now.
    pub(crate) fn may_continue(&self, browser: &Browser, now: Timestamp) -> bool {
        let same_browser = match (self.browser, browser.mark.as_deref()) {
            (Some(kept), Some(mark)) => kept == Browser::binding(mark),
            (Some(_), None) => false,
            (None, _) => true,
        };
        same_browser && self.state != State::Finished && now < self.expires_at
    }
}

/// The address, just clear enough for its owner: `a•••@example.org`.
pub(crate) fn email_hint(email: &str) -> String {
    let (local, domain) = email.rsplit_once('@').unwrap_or((email, ""));
    let first: String = local.chars().take(1).collect();
    format!("{first}•••@{domain}")
}

#[cfg(test)]
mod tests {
    use base::World;

    use super::*;

    fn begun(mark: Option<&str>) -> Attempt {
        let browser = Browser {
            mark: mark.map(str::to_owned),
            ..Browser::default()
        };
        let whom = (Subject([1; 32]), None);
        let secret = Secret::random(&World::real());
        Attempt::begin(secret, Purpose::SignIn, whom, State::Factor, &browser, Timestamp(0))
    }

    fn browser(mark: Option<&str>) -> Browser {
        Browser {
            mark: mark.map(str::to_owned),
            ..Browser::default()
        }
    }

    #[test]
    fn it_goes_on_only_where_it_began() {
        let (bound, free) = (begun(Some("a")), begun(None));
        let now = Timestamp(1);
        assert!(bound.may_continue(&browser(Some("a")), now));
        assert!(!bound.may_continue(&browser(Some("b")), now));
        assert!(!bound.may_continue(&browser(None), now));
        assert!(free.may_continue(&browser(None), now));
    }

    #[test]
    fn it_ends_by_itself() {
        let attempt = begun(None);
        let last = Timestamp(attempt.expires_at.0 - 1);
        assert!(attempt.may_continue(&browser(None), last));
        assert!(!attempt.may_continue(&browser(None), attempt.expires_at));
    }

    #[test]
    fn a_hint_names_no_mailbox() {
        assert_eq!(email_hint("asha@example.org"), "a•••@example.org");
        assert_eq!(email_hint("आशा@example.org"), "आ•••@example.org");
    }
}
