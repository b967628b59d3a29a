//! Somebody new makes an account.

pub(crate) mod register_account;
