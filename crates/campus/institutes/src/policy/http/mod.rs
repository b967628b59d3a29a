//! The routes about the policy; one file for each action.

pub(crate) mod put_policy;
pub(crate) mod read_policy;
