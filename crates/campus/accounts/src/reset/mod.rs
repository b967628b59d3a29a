//! A new password for somebody who forgot theirs: a link by e-mail, good once and for 30 minutes.
//!
//! Only the newest link of an account is good. Using one ends all sessions, remembered browsers and links of the account,
//! and never touches its second factor: whoever reads somebody's letters must not get further than that.
//!
//! Asking for a link is answered alike, after the same work, whether there is such an account.

pub(crate) mod ask;
mod by_institute;
pub(crate) mod finish;
pub(crate) mod link;
pub(crate) mod look;
pub(crate) mod store;
