//! Authenticator apps: six digits that change every 30 seconds (RFC 6238).
//!
//! The seed is sealed. A code is good in its own step and in the ones before and after, and never twice: the newest step
//! that was accepted is kept, and the next code has to be of a later one.

pub(crate) mod add_totp;
mod check;
pub(crate) mod confirm_totp;
pub(crate) mod remove_totp;
mod seed;
pub(crate) mod store;

pub(crate) use seed::Seed;
