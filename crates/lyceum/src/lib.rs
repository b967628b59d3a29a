//! x
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]
pub mod data_dir;
pub mod http;
pub mod keys;
pub mod logs;
pub mod settings;
