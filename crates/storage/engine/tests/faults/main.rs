//! The engine under attack: targets that fail at every call, lie, rot, hang and vanish; races; crashes at every step.
//! Whatever happens, what was acknowledged stays readable to the byte, and what was refused leaves nothing.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

#[path = "../common/mod.rs"]
mod common;

mod bounds;
mod crash;
mod errors;
mod fences;
mod lies;
mod loss;
mod races;
mod rig;
mod rot;
mod slow;
