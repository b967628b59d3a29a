//! Stories about signing in with Google, told to both databases and to a Google that can misbehave.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[macro_use]
mod stage;

mod joining;
mod linking;
mod signing_in;
