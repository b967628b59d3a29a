//! Somebody new makes an account: at once where nobody can be written to, otherwise after a code has shown that the
//! address is theirs.
//!
//! **Who gets an account.** Anybody while registration is open; whoever is invited, always; the first person, always and
//! at once: they run the installation and may have to set up mail first.
//!
//! **Nobody learns who has an account.** With confirmation the answer is the same for an address that is taken. The same
//! work is done, and the letter to that address says so.

pub(crate) mod confirm;
mod pending;
pub(crate) mod register_account;
pub(crate) mod send_code;
