//! Secrets for programs that act as a person.

pub(crate) mod create_token;
mod issue;
pub(crate) mod list_tokens;
pub(crate) mod revoke_token;
pub(crate) mod store;
pub(crate) mod view;

pub(crate) use issue::{MADE, NewToken};
