//! Signed-in browsers and clients: how a session begins, is recognised, is shown to its owner, and ends.
//!
//! **Words.** The *session guard* is the rule how many sessions an account may have and what happens beyond it
//! (`admit.rs`). A *proof* is what the person showed, and when. *Renewing* a session gives it another secret.
//!
//! **Invariants.**
//! - An account never has more sessions than its institutes allow, however many sign-ins run at once on however many
//!   servers.
//! - An ended session is forgotten here at once, and elsewhere and by its open pages within a second.
//! - A session ends after the time its institutes let it be idle, and at the latest when a device would be forgotten.

mod admit;
mod authenticator;
mod cache;
mod cookie;
mod device;
pub(crate) mod end_other_sessions;
pub(crate) mod end_session;
mod ending;
pub(crate) mod forget_sessions;
mod herald;
pub(crate) mod list_sessions;
mod place;
mod renew;
pub(crate) mod sign_out;
pub(crate) mod store;
pub(crate) mod take_over;
mod view;

pub(crate) use admit::{Admitted, NewSession, Proof, Takeover, admit};
pub(crate) use cache::Cache;
pub(crate) use cookie::{cookie, session_cookie};
pub(crate) use device::Device;
pub(crate) use ending::{Reason, end_all};
pub(crate) use place::place;
pub(crate) use store::prove;
pub(crate) use view::SessionView;
