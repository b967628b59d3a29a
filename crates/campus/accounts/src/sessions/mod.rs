//! Signed-in browsers and clients: how a session begins, is recognised, is shown to its owner, and ends.

mod admit;
mod authenticator;
mod cache;
mod cookie;
pub(crate) mod end_session;
pub(crate) mod forget_sessions;
pub(crate) mod list_sessions;
pub(crate) mod sign_out;
pub(crate) mod store;
mod view;

pub(crate) use admit::{NewSession, admit};
pub(crate) use cache::Cache;
pub(crate) use cookie::{cookie, session_cookie};
