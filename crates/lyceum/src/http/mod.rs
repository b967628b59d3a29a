//! x
pub mod docs;
pub mod headers;
pub mod listener;
pub mod observe;
pub mod web_app;
