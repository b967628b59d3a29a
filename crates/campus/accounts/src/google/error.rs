//! What can go wrong with Google, for the log; and the few words of it that people get to see.

/// Google, or what answers in its place, did not do what was expected.
#[derive(Debug, thiserror::Error)]
pub(crate) enum GoogleError {
    #[error("Google cannot be reached")]
    Unreachable(#[source] reqwest::Error),
    #[error("Google answered with the status {0}")]
    Status(u16),
    #[error("an answer of Google is longer than {0} bytes")]
    TooLong(usize),
    #[error("an answer of Google cannot be read: {0}")]
    Malformed(&'static str),
    #[error("Google refused the code: {0}")]
    CodeRefused(String),
    #[error("the identity token cannot be trusted: {0}")]
    Untrusted(&'static str),
    #[error("too many people come back from Google at this moment")]
    Busy,
}

/// Why somebody comes back from Google without what they wanted. The page words it, in the person's language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// They said no at Google.
    Denied,
    /// Nobody began this way in this browser, or it was long ago, or it was gone already.
    State,
    /// Google did not answer, or its answer cannot be trusted.
    Failed,
    /// Google does not vouch for the address.
    Unverified,
    /// No account is linked. The same whether somebody has the address or not.
    Unknown,
    /// The institute admits the accounts of its own domain only.
    Domain,
    /// The invitation is for another address.
    OtherAddress,
    /// The invitation is used, revoked or too old.
    InvitationOver,
    /// The Google account is linked to another account here, or this account to another one there.
    Taken,
}

impl Refusal {
    /// What stands in the address of the page: stable for ever.
    pub fn code(self) -> &'static str {
        match self {
            Refusal::Denied => "GOOGLE_DENIED",
            Refusal::State => "GOOGLE_STATE",
            Refusal::Failed => "GOOGLE_FAILED",
            Refusal::Unverified => "GOOGLE_UNVERIFIED",
            Refusal::Unknown => "GOOGLE_UNKNOWN",
            Refusal::Domain => "GOOGLE_DOMAIN",
            Refusal::OtherAddress => "GOOGLE_OTHER_ADDRESS",
            Refusal::InvitationOver => "INVITATION_OVER",
            Refusal::Taken => "GOOGLE_TAKEN",
        }
    }
}
