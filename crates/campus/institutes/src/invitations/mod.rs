//! Invitations: how somebody in the directory becomes somebody who can come in.

pub(crate) mod http;
pub(crate) mod managing;
pub mod sending;
pub(crate) mod store;
