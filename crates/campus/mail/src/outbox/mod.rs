//! The outbox: what a letter in it is, and every query about it.

mod model;
mod store;

pub(crate) use model::{Content, LONGEST_TRY, Leased, Outcome, pause_after};
pub use model::{Draft, KeptLetter, Letter, Sender, State};
pub(crate) use store::*;
