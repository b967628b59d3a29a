//! The server as a library: settings, keys, opening everything, HTTP. The binary only reads the command line.
//!
//! **Goal.** Join the other crates and decide nothing: what can be decided lives in a crate that can be tested without a
//! server. Start reading at [`verbs::serve`]; [`slices`] is the list of features.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

pub mod application;
pub mod cli;
pub mod data_dir;
pub mod doctor;
pub mod document;
pub mod http;
pub mod keys;
pub mod logs;
pub mod memory;
pub mod places;
pub mod sealing;
pub mod settings;
pub mod slices;
pub mod verbs;
pub mod verification;
