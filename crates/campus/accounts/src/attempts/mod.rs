//! Signing in, step by step.

mod finish;
pub(crate) mod sign_in;
