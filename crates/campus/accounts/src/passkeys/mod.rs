//! Passkeys (WebAuthn): keys that live in a phone, a laptop or on a stick and sign only for this site's own name.
//!
//! **Words.** A *ceremony* is one question to a browser and its answer. An *assertion* is the answer that shows a passkey;
//! a *registration* is the one that makes one. The *relying party* is this site, as browsers see it.
//!
//! **Invariants.**
//! - A ceremony is answered once, within five minutes, and only by whom it was for: the session that adds or confirms, the
//!   sign-in that waits for its second factor.
//! - The device verifies the person (finger, face, PIN) each time. So a passkey is a strong factor, and alone it is two.
//! - A counter that does not grow is refused, and its owner is told by letter: somebody may have copied the key.
//! - A passkey belongs to one account.
//!
//! **Non-goals.** Which make of device it is: attestation is not asked for, because a school does not sort its students'
//! phones.

pub(crate) mod add;
pub(crate) mod add_options;
mod assertion;
mod ceremony;
pub(crate) mod confirm;
pub(crate) mod confirm_options;
mod relying_party;
pub(crate) mod remove;
pub(crate) mod rename;
pub(crate) mod sign_in;
pub(crate) mod sign_in_options;
pub(crate) mod store;
pub(crate) mod view;

pub(crate) use ceremony::ForgetCeremonies;
pub(crate) use relying_party::RelyingParty;
pub(crate) use view::PasskeyView;

base::id_kinds! {
    /// A passkey.
    PasskeyId = "passkey";
}

/// Passkeys of one account. As the refusal [`crate::Error::TooManyPasskeys`] says.
pub(crate) const PER_ACCOUNT: u64 = 20;
