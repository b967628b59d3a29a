//! Limits. What must survive a restart is counted in the database (`strikes.rs`): wrong passwords, codes, letters. What
//! only keeps a flood away from the database is counted in memory (`flood.rs`).

mod flood;
pub(crate) mod password;
pub(crate) mod strikes;

pub(crate) use flood::{Flood, Place, Request};
pub(crate) use strikes::Kind;
